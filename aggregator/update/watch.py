"""What the answers of a round say of more than their own feed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from aggregator.core import outage
from aggregator.core.reading import Reading
from aggregator.core.refusals import Refusals
from aggregator.core.schedule import LONGEST_DEMAND
from aggregator.core.urls import site
from aggregator.model import FeedId, FeedState, FetchFailed, RateLimited
from aggregator.ports import Scope

# So many silent sites and hardly another: the rest of the round need not be asked. Half of
# what is asked at once, so that a few dead hosts that refuse at once are not taken for it.
_COLLAPSE = 16


def is_silent(reading: Reading) -> bool:
    """Whether nobody answered."""
    return isinstance(reading.outcome, FetchFailed) and reading.outcome.unreached


class Watch:
    """Which hosts asked us to wait, and whether anybody answers at all."""

    def __init__(self, states: Iterable[FeedState], scope: Scope) -> None:
        self._states: dict[FeedId, FeedState] = {state.feed_id: state for state in states}
        self._refusals = Refusals(self._states.values())
        self._scope = scope
        self._silent: set[str] = set()
        self._answering: set[str] = set()

    def note(self, reading: Reading) -> None:
        """Take note of an answer, or of silence."""
        state = _as_asked(reading)
        self._states[state.feed_id] = state
        self._refusals.note(state)
        (self._silent if is_silent(reading) else self._answering).add(site(state.url))

    def postponed(self, state: FeedState, now: datetime) -> FeedState | None:
        """The feed as it waits for its host; None where it may be asked."""
        return None if self._scope is Scope.FORCE else self._refusals.postponed(state, now)

    @property
    def has_collapsed(self) -> bool:
        """Whether there is no use in asking on."""
        silent = self._silent - self._answering
        asked = len(self._silent | self._answering)
        return len(silent) >= max(_COLLAPSE, outage.SHARE * asked)

    @property
    def has_answers(self) -> bool:
        return bool(self._answering)

    def evidence(self, now: datetime) -> str | None:
        """Why we think that our own network is down; None where we do not."""
        seen = (outage.witness(state) for state in self._states.values())
        return outage.evidence((one for one in seen if one is not None), now)


def _as_asked(reading: Reading) -> FeedState:
    """The feed as far as others are concerned, before its reading is decided."""
    state = replace(reading.state, last_fetch_at=reading.at, not_before_at=None)
    match reading.outcome:
        case RateLimited(retry_after=wait) if wait:
            until = reading.at + min(wait, LONGEST_DEMAND)
            return replace(state, last_outcome="rate limited", not_before_at=until)
        case FetchFailed(unreached=True):
            since = state.failing_since_at or reading.at
            return replace(state, last_outcome="no answer", failing_since_at=since)
        case _:
            return replace(state, last_outcome="answered")
