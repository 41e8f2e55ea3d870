"""What feeds.yaml says to a plan."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from aggregator.core.holding import Holdings
from aggregator.core.reading import Moving
from aggregator.core.urls import as_asked
from aggregator.model import NO_WORDS, Config, FeedId, FeedState, Vocabulary, value


@value
class Rules:
    """Whose copy leads, how our ids begin, who may move where, which words are names.

    `unled` are feeds whose copies never lead; `holding` knows what is held back.
    """

    ranks: Mapping[FeedId, int]
    authority: str
    config: str
    moving: Moving = Moving()
    unled: frozenset[FeedId] = frozenset()
    vocabulary: Vocabulary = NO_WORDS
    holding: Holdings = Holdings()

    def among(self, states: Iterable[FeedState]) -> "Rules":
        """The same, where these feeds have addresses that no other may move to."""
        asked = {as_asked(state.url) for state in states}
        return replace(self, moving=replace(self.moving, taken=self.moving.taken | asked))


def rules_of(config: Config) -> Rules:
    """The rules of this configuration."""
    return Rules(
        ranks={feed.id: feed.rank for feed in config.feeds},
        authority=config.site.authority,
        config=config.digest,
        unled=frozenset(feed.id for feed in config.feeds if not feed.leads),
        vocabulary=config.vocabulary,
        holding=Holdings(
            config.holding, {feed.id: feed.holding for feed in config.feeds if feed.holding}
        ),
        moving=Moving(
            times=config.network.redirect_times,
            over=config.network.redirect_over,
            taken=frozenset(as_asked(feed.url) for feed in config.feeds),
        ),
    )
