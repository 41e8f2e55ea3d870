"""Our outage or theirs: unrelated sites that fall silent together speak of our own network."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from aggregator.core.urls import site
from aggregator.model import FeedState, Outage, value

QUORUM = 3  # sites; of fewer nobody can tell
SHARE = 0.8  # of the sites asked at that time
# A site that was silent before this is dead by itself, and says nothing of us.
RECENT = timedelta(hours=1)
# What was asked so close together was asked at once: who answers is heard before who does not.
AT_ONCE = timedelta(seconds=5)
FIRST_PROBE, LONGEST_PROBE = timedelta(minutes=1), timedelta(minutes=5)


@value
class Witness:
    """What one site did when it was asked last."""

    site: str
    asked_at: datetime
    answered: bool


def witness(state: FeedState) -> Witness | None:
    """What a feed's last fetch says; None where it was never asked, or was long silent."""
    if state.last_fetch_at is None:
        return None
    silent = state.last_outcome == "no answer"
    since = state.failing_since_at
    if silent and since is not None and since < state.last_fetch_at - RECENT:
        return None
    return Witness(site=site(state.url), asked_at=state.last_fetch_at, answered=not silent)


def evidence(witnesses: Iterable[Witness], now: datetime) -> str | None:
    """Why we think that our own network is down; None where we do not.

    Of the sites asked since some moment, enough of them and nearly all were silent.
    """
    asked = _newest(one for one in witnesses if now - RECENT <= one.asked_at <= now)
    silent: list[str] = []
    for number, one in enumerate(asked, 1):
        silent += [] if one.answered else [one.site]
        before = asked[number] if number < len(asked) else None
        is_break = before is None or one.asked_at - before.asked_at > AT_ONCE
        if is_break and len(silent) >= max(QUORUM, SHARE * number):
            return f"{len(silent)} of {number} sites did not answer: {_named(silent)}"
    return None


def begun(why: str, at: datetime) -> Outage:
    """The outage that such evidence speaks of, with its first probe."""
    return Outage(began_at=at, probe_at=at + FIRST_PROBE, evidence=why)


def probed(outage: Outage, at: datetime) -> Outage:
    """The outage after one more probe that nobody answered."""
    probes = outage.probes + 1
    wait = min(FIRST_PROBE * 2 ** min(probes, 10), LONGEST_PROBE)
    return Outage(
        began_at=outage.began_at, probe_at=at + wait, probes=probes, evidence=outage.evidence
    )


def probes(states: Iterable[FeedState]) -> tuple[FeedState, ...]:
    """Feeds to probe with: of unrelated sites, sound ones first, in turn."""
    chosen: dict[str, FeedState] = {}
    for state in sorted(states, key=_soundness):
        chosen.setdefault(site(state.url), state)
    return tuple(chosen.values())[:QUORUM]


def _soundness(state: FeedState) -> tuple[bool, float]:
    return state.failures > 0, state.last_fetch_at.timestamp() if state.last_fetch_at else 0.0


def _newest(witnesses: Iterable[Witness]) -> Sequence[Witness]:
    """The last word of each site, the latest first; of one moment, an answer is the last."""
    last: dict[str, Witness] = {}
    for one in sorted(witnesses, key=lambda one: (one.asked_at, one.answered)):
        last[one.site] = one
    return sorted(last.values(), key=lambda one: (one.asked_at, one.site), reverse=True)


def _named(sites: Sequence[str], most: int = 3) -> str:
    more = f" and {len(sites) - most} more" if len(sites) > most else ""
    return ", ".join(sites[:most]) + more
