"""What feeds.yaml says to a plan."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from aggregator.core.reading import Moving
from aggregator.core.urls import as_asked
from aggregator.model import Config, FeedId, FeedState, value


@value
class Rules:
    """Whose copy leads, how our ids begin, who may move where.

    `began_at` is when the wire began to follow its first feed; None: just now.
    """

    ranks: Mapping[FeedId, int]
    authority: str
    config: str
    moving: Moving = Moving()
    began_at: datetime | None = None

    def among(self, states: Iterable[FeedState]) -> "Rules":
        """The same among these feeds: no other may move to their addresses."""
        states = tuple(states)
        asked = {as_asked(state.url) for state in states}
        began = [self.began_at, *(state.added_at for state in states)]
        return replace(
            self,
            moving=replace(self.moving, taken=self.moving.taken | asked),
            began_at=min(filter(None, began), default=None),
        )


def rules_of(config: Config) -> Rules:
    """The rules of this configuration."""
    return Rules(
        ranks={feed.id: feed.rank for feed in config.feeds},
        authority=config.site.authority,
        config=config.digest,
        moving=Moving(
            times=config.network.redirect_times,
            over=config.network.redirect_over,
            taken=frozenset(as_asked(feed.url) for feed in config.feeds),
        ),
    )
