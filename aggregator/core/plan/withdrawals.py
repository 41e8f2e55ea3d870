"""What goes: entries that their publisher took out of its document."""

from dataclasses import replace

from aggregator.core.plan.desk import Desk
from aggregator.core.plan.stories import elect
from aggregator.core.reading import Reading
from aggregator.core.withdrawal import watch
from aggregator.model import DateSource, EntryId


def missing(reading: Reading) -> tuple[EntryId, ...]:
    if reading.parsed is None or not reading.parsed.whole or reading.feed.obeys_robots:
        return ()
    there = set(reading.listed)
    return tuple(one for one in reading.state.listing if one not in there)


def replaced(reading: Reading) -> frozenset[EntryId]:
    """Those missing though one that stood below is listed: they did not fall off the end."""
    before, there = reading.state.listing, set(reading.listed)
    last = max((place for place, one in enumerate(before) if one in there), default=0)
    return frozenset(before[:last]).intersection(missing(reading))


def withdraw(desk: Desk, reading: Reading) -> tuple[EntryId, ...]:
    if reading.parsed is None or not reading.parsed.whole:
        return reading.state.listing
    stored = {one: desk.entries[one] for one in missing(reading) if one in desk.entries}
    dates = dict(reading.dates) | {
        one: filed.entry.published_at
        for one, filed in stored.items()
        if filed.withdrawn_at is None and filed.entry.date_source is not DateSource.FIRST_SEEN
    }
    seen = watch(reading.state.listing, reading.listed, dates)
    for one in seen.withdrawn:
        gone = stored[one]
        entry = replace(gone.entry, updated_at=max(gone.entry.updated_at, reading.at))
        desk.keep(replace(gone, entry=entry, withdrawn_at=reading.at))
        rule = "missing from the document, which lists older and newer items"
        desk.decide(one, reading.at, "withdrawn", "taken out by its publisher", rule=rule)
        elect(desk, stored[one].story_id, reading.at)
    return seen.listing
