"""The decision: what one batch of fetched feeds changes, given what is known.

The only room of `core` that calls `dedupe`, `schedule` and `withdrawal`. The `desk` holds what
is known; `arrivals`, `edits` and `withdrawals` are what may befall an entry, `stories` what
that makes of its story. `ruled` and `refiled` are what changes without a fetch.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from aggregator.core.plan.arrivals import add, add_old
from aggregator.core.plan.desk import ARCHIVED, BACKFILLED, Desk, wanted
from aggregator.core.plan.edits import change, is_told_shorter, retold
from aggregator.core.plan.newcomers import Newcomers, newcomers
from aggregator.core.plan.refiling import refiled
from aggregator.core.plan.rekeying import churned, known_again
from aggregator.core.plan.ruled import ruled
from aggregator.core.plan.rulings import JOIN, PART
from aggregator.core.plan.stories import PARTED, own_story
from aggregator.core.plan.withdrawals import missing, replaced, withdraw
from aggregator.core.reading import Reading, fetch_record, next_state
from aggregator.core.rules import Rules
from aggregator.core.urls import as_asked
from aggregator.model import NO_WORDS, Entry, EntryId, FeedUpdate, FetchRecord, Filing, Key, Known

__all__ = [
    "BACKFILLED",
    "JOIN",
    "PART",
    "PARTED",
    "own_story",
    "plan_batch",
    "refiled",
    "ruled",
    "wanted_ids",
    "wanted_keys",
]

_CAUGHT_UP = "found by catching up: old news is not published as new"


def wanted_ids(readings: Iterable[Reading]) -> frozenset[EntryId]:
    """The entries of which a plan for these readings has to know."""
    return frozenset(
        one
        for reading in readings
        for one in (
            *(entry.id for entry, _ in reading.fresh),
            *(missing(reading)),
        )
    )


def wanted_keys(readings: Iterable[Reading], rules: Rules | None = None) -> frozenset[Key]:
    """The keys of which a plan for these readings has to know."""
    vocabulary = rules.vocabulary if rules else NO_WORDS
    return frozenset(
        key
        for reading in readings
        for entry, _ in reading.fresh
        for key in wanted(entry, vocabulary)
    )


def plan_batch(readings: Iterable[Reading], known: Known, rules: Rules) -> tuple[FeedUpdate, ...]:
    """What these readings change, decided one by one in the order of feed ids.

    Each decision sees those before it, so that two feeds that bring the same news
    at once do not both believe that they are first.
    """
    desk = Desk(known, rules)
    return tuple(_decided(desk, reading) for reading in sorted(readings, key=lambda r: r.feed.id))


def _decided(desk: Desk, reading: Reading) -> FeedUpdate:
    desk.clear(replaced(reading))
    desk.notices.extend(reading.notices)
    if reading.backfilled:
        return _caught_up(desk, reading)
    rekeyed = known_again(desk, reading)
    reading = rekeyed.reading
    arrived: list[datetime] = []
    changed = 0
    new = [entry for entry, _ in reading.fresh if entry.id not in desk.entries]
    standing = newcomers(desk, reading, new)
    again = retold(desk, reading)
    for entry, filing in sorted(reading.fresh, key=lambda pair: _age(pair[0])):
        old = desk.entries.get(entry.id)
        if old is None:
            _take_in(desk, standing, entry, filing, reading.at)
            arrived.append(min(entry.published_at, reading.at))
        elif reading.feed.is_page and is_told_shorter(old, entry, filing):
            desk.keep(replace(old, entry=replace(old.entry, digest=entry.digest)))
        elif old.entry.digest != entry.digest or old.withdrawn_at is not None:
            is_retold = entry.id in again
            changed += change(desk, old, entry, filing, reading.at, is_retold=is_retold)
    # What its publisher's software leaves out as it changes its mind was taken out by nobody.
    listing = reading.listed if rekeyed.is_flood else withdraw(desk, reading)
    state = next_state(reading, listing, desk.moving, arrived=arrived)
    state = churned(desk, state, rekeyed)
    if state.url != reading.state.url:  # of two feeds that move to one address, one does
        taken = desk.moving.taken | {as_asked(state.url)}
        desk.moving = replace(desk.moving, taken=taken)
    made = desk.made(state, fetch_record(reading, state, new=len(arrived), changed=changed))
    return replace(made, seen=reading.seen)


def _take_in(desk: Desk, standing: Newcomers, entry: Entry, filing: Filing, at: datetime) -> None:
    why_old = standing.old.get(entry.id)
    if why_old is not None:
        add_old(desk, entry, filing, at, held=ARCHIVED, rule=why_old)
    else:
        add(desk, entry, filing, at, late=entry.id in standing.late)


def _caught_up(desk: Desk, reading: Reading) -> FeedUpdate:
    """An older page adds what is not stored, held back; what is known stays as it is."""
    reading = known_again(desk, reading).reading
    old = [pair for pair in reading.fresh if pair[0].id not in desk.entries]
    for entry, filing in sorted(old, key=lambda pair: _age(pair[0])):
        add_old(desk, entry, filing, reading.at, held=BACKFILLED, rule=_CAUGHT_UP)
    fetch = FetchRecord(
        feed_id=reading.feed.id,
        at=reading.at,
        outcome=BACKFILLED,
        bytes=reading.size,
        new=len(old),
    )
    return desk.made(reading.state, fetch)


def _age(entry: Entry) -> tuple[datetime, EntryId]:
    return entry.published_at, entry.id
