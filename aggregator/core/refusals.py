"""Who asked us to wait: a feed binds itself, a second one binds their host."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from aggregator.core.schedule import LONGEST_DEMAND
from aggregator.core.urls import host
from aggregator.model import FeedId, FeedState

# One refused feed may be one costly address; at two, the server means whoever asks.
_BINDING = 2


class Refusals:
    """The Retry-After times that stand, by host; of the store's memory and of this round."""

    def __init__(self, states: Iterable[FeedState] = ()) -> None:
        self._until: dict[str, dict[FeedId, datetime]] = {}
        for state in states:
            self.note(state)

    def note(self, state: FeedState) -> None:
        """Take note of how a feed was answered last."""
        for refused in self._until.values():
            refused.pop(state.feed_id, None)
        if state.last_outcome == "rate limited" and state.not_before_at is not None:
            by = state.refused_by or host(state.url)
            self._until.setdefault(by, {})[state.feed_id] = state.not_before_at

    def postponed(self, state: FeedState, now: datetime) -> FeedState | None:
        """The feed as it waits for its bound host; None where that may be asked."""
        name = host(state.url)
        until_all = self._until.get(name, {}).values()
        # What lies further ahead than anybody may ask was dated by a clock that was wrong.
        standing = [until for until in until_all if now < until <= now + LONGEST_DEMAND]
        if len(standing) < _BINDING:
            return None
        until = max(standing)
        reason = f"{name} refused {len(standing)} of its feeds, Retry-After"
        return replace(
            state, next_fetch_at=max(until, state.next_fetch_at), next_fetch_reason=reason
        )
