"""Our outage or theirs: unrelated sites that fall silent together speak of our own network."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.core.schedule import closed_until
from aggregator.core.urls import site
from aggregator.model import FeedState, Outage, value

QUORUM = 3  # sites; of fewer nobody can tell
SHARE = 0.8  # of the sites asked at that time
RECENT = timedelta(hours=1)  # what was longer ago speaks of its own time
# What was asked so close together was asked at once: who answers is heard before who does not.
TOGETHER = timedelta(seconds=5)
FIRST_PROBE, LONGEST_PROBE = timedelta(minutes=1), timedelta(minutes=5)
_ANSWERS = frozenset({"answered", "fetched", "not modified", "gone", "rate limited"})


@value
class Witness:
    """What a feed of a site met when it was asked: an answer then, or silence since then."""

    site: str
    at: datetime
    answered: bool


def witness(state: FeedState) -> Witness | None:
    """What a feed's last fetch says; None where that is nothing of the network."""
    at, outcome = state.last_fetch_at, state.last_outcome
    if at is not None and outcome in _ANSWERS:
        return Witness(site=site(state.url), at=at, answered=True)
    if at is not None and outcome == "no answer":
        return Witness(site=site(state.url), at=state.failing_since_at or at, answered=False)
    return None


def evidence(witnesses: Iterable[Witness], now: datetime) -> str | None:
    """Why we think that our own network is down; None where we do not.

    A site counts as silent if it has been since about the last answer that anybody
    gave: who was silent before that is dead by itself. Enough of them, and nearly all
    that were asked in that time, make an outage.
    """
    heard = [one for one in witnesses if now - RECENT <= one.at <= now]
    answers = _latest(one for one in heard if one.answered)
    last = max(answers.values(), default=now - RECENT)
    silent = {
        name: since
        for name, since in _earliest(one for one in heard if not one.answered).items()
        if since >= last - TOGETHER and answers.get(name, since - TOGETHER) < since
    }
    if len(silent) < QUORUM:
        return None
    began = min(silent.values()) - TOGETHER
    living = [name for name, at in answers.items() if at >= began and name not in silent]
    asked = len(silent) + len(living)
    if len(silent) < SHARE * asked:
        return None
    return f"{len(silent)} of {asked} sites did not answer: {_named(sorted(silent))}"


def begun(why: str, at: datetime) -> Outage:
    """The outage that such evidence speaks of, with its first probe."""
    return Outage(began_at=at, probe_at=at + FIRST_PROBE, evidence=why)


def probed(outage: Outage, at: datetime) -> Outage:
    """The outage after one more probe that nobody answered."""
    probes = outage.probes + 1
    wait = min(FIRST_PROBE * 2 ** min(probes, 10), LONGEST_PROBE)
    return replace(outage, probe_at=at + wait, probes=probes)


def standing(outage: Outage | None, now: datetime) -> Outage | None:
    """The outage, unless a clock that was wrong has put it, or its next probe, out of reach."""
    if outage is None or outage.began_at > now or outage.probe_at > now + LONGEST_PROBE:
        return None
    return outage


def probes(states: Iterable[FeedState], now: datetime) -> tuple[FeedState, ...]:
    """Feeds to probe with, of unrelated sites, due or not: servers' waits are kept.

    First the one that answered last, which can best disprove the outage; then those of
    which nothing is known, then the silent ones in turn.
    """
    allowed = [state for state in states if _may_be_asked(state, now)]
    chosen: dict[str, FeedState] = {}
    for state in _in_order(allowed, now):
        chosen.setdefault(site(state.url), state)
    return tuple(chosen.values())[:QUORUM]


def _in_order(states: Sequence[FeedState], now: datetime) -> Iterator[FeedState]:
    def asked(state: FeedState) -> datetime:
        return state.last_fetch_at or now

    living = [state for state in states if state.last_outcome in _ANSWERS]
    yield from sorted(living, key=asked, reverse=True)[:1]
    yield from (state for state in states if state.last_outcome is None)
    yield from sorted((one for one in states if one.last_outcome == "no answer"), key=asked)
    yield from sorted(living, key=asked)


def _may_be_asked(state: FeedState, now: datetime) -> bool:
    waits = state.not_before_at is not None and state.not_before_at > now
    return not (state.gone or waits or closed_until(state.channel, now))


def _latest(witnesses: Iterable[Witness]) -> dict[str, datetime]:
    """The last word of each site."""
    return {one.site: one.at for one in sorted(witnesses, key=lambda one: one.at)}


def _earliest(witnesses: Iterable[Witness]) -> dict[str, datetime]:
    """The first word of each site."""
    return {one.site: one.at for one in sorted(witnesses, key=lambda one: one.at, reverse=True)}


def _named(sites: Sequence[str], most: int = 3) -> str:
    more = f" and {len(sites) - most} more" if len(sites) > most else ""
    return ", ".join(sites[:most]) + more
