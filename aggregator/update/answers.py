"""What the answers of a round say of more than their own feed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from aggregator.core import outage
from aggregator.core.outage import Witness
from aggregator.core.reading import Reading
from aggregator.core.refusals import Refusals
from aggregator.core.schedule import LONGEST_DEMAND
from aggregator.core.urls import host, site
from aggregator.model import FeedId, FeedState, FetchFailed, RateLimited
from aggregator.ports import Scope

# So many silent sites and no answer: the rest of the round need not be asked. Half of what
# is asked at once.
_COLLAPSE = 16


def is_silent(reading: Reading) -> bool:
    """Whether nobody answered."""
    return isinstance(reading.outcome, FetchFailed) and reading.outcome.unreached


class Answers:
    """Which hosts asked us to wait, and whether anybody answers at all."""

    def __init__(self, states: Iterable[FeedState], scope: Scope) -> None:
        self._states: dict[FeedId, FeedState] = {state.feed_id: state for state in states}
        self._refusals = Refusals(self._states.values())
        self._scope = scope
        self._silent: set[str] = set()
        self.is_any = False  # whether a server has said anything in this round

    def note(self, reading: Reading) -> None:
        """Take note of an answer, or of silence."""
        state = _as_asked(reading)
        self._states[state.feed_id] = state
        self._refusals.note(state)
        seen = outage.witness(state)
        if seen is not None and seen.answered:
            self.is_any = True
        if seen is not None and not seen.answered and seen.at >= reading.at - outage.RECENT:
            self._silent.add(site(state.url))

    def postponed(self, state: FeedState, now: datetime) -> FeedState | None:
        """The feed as it waits for its host; None where it may be asked."""
        return None if self._scope is Scope.FORCE else self._refusals.postponed(state, now)

    @property
    def have_collapsed(self) -> bool:
        """Whether there is no use in asking on; who asks by hand asks everybody."""
        is_many = len(self._silent) >= _COLLAPSE and not self.is_any
        return is_many and self._scope is Scope.DUE

    def probes(self, now: datetime) -> tuple[FeedState, ...]:
        """Feeds to ask whether an outage is over."""
        return outage.probes(self._states.values(), now)

    def evidence(self, now: datetime) -> str | None:
        """Why we think that our own network is down; None where we do not."""
        return outage.evidence(self._witnesses(), now)

    def _witnesses(self) -> list[Witness]:
        seen = (outage.witness(state) for state in self._states.values())
        return [one for one in seen if one is not None]


def _as_asked(reading: Reading) -> FeedState:
    """The feed as far as others are concerned, before its reading is decided."""
    state = replace(reading.state, last_fetch_at=reading.at, not_before_at=None, refused_by=None)
    match reading.outcome:
        case RateLimited(retry_after=wait, url=url) if wait:
            return replace(
                state,
                last_outcome="rate limited",
                not_before_at=reading.at + min(wait, LONGEST_DEMAND),
                refused_by=host(url or state.url),
            )
        case FetchFailed(unreached=True):
            since = state.failing_since_at or reading.at
            return replace(state, last_outcome="no answer", failing_since_at=since)
        case FetchFailed(status=None):  # our own guard or fault, a portal's certificate: no witness
            return replace(state, last_outcome="failed")
        case _:
            return replace(state, last_outcome="answered")
