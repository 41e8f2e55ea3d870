"""Who asked us to wait: a feed binds itself, a second one binds their host."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

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
        refused = self._until.setdefault(host(state.url), {})
        if state.last_outcome == "rate limited" and state.not_before_at is not None:
            refused[state.feed_id] = state.not_before_at
        else:
            refused.pop(state.feed_id, None)

    def postponed(self, state: FeedState, now: datetime) -> FeedState | None:
        """The feed as it waits for its bound host; None where that may be asked."""
        name = host(state.url)
        standing = [until for until in self._until.get(name, {}).values() if until > now]
        if len(standing) < _BINDING:
            return None
        until = max(standing)
        reason = f"{name} refused {len(standing)} of its feeds, Retry-After"
        return replace(
            state, next_fetch_at=max(until, state.next_fetch_at), next_fetch_reason=reason
        )
