"""What people decided: remembered, and done at once."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection, update

from aggregator.core.plan import PARTED, own_story
from aggregator.errors import UsageError
from aggregator.model import (
    SPONSORED,
    Decision,
    Disclosure,
    FiledEntry,
    Filing,
    Ruling,
    Topic,
)
from aggregator.store.apply import add_new, save_decisions, save_entries, upsert
from aggregator.store.columns import as_fields
from aggregator.store.known import filed_among
from aggregator.store.rows import story_row
from aggregator.store.schema import entries, rulings, stories


def rule(connection: Connection, ruling: Ruling) -> None:
    found = filed_among(connection, entries.c.id, [ruling.entry_id])
    if not found:
        raise UsageError(f"no item {ruling.entry_id} is stored; `items` lists those that are")
    before = found[ruling.entry_id]
    now = _ruled(before, ruling)
    save_entries(connection, [now])
    add_new(connection, rulings, [as_fields(ruling)])
    save_decisions(connection, [_decision(ruling)])
    older = (stories.c.id == now.story_id, stories.c.updated_at < ruling.at)
    connection.execute(update(stories).where(*older).values(updated_at=ruling.at))
    if now.filing.is_sponsored != before.filing.is_sponsored:
        _part(connection, now, ruling)


def _part(connection: Connection, filed: FiledEntry, ruling: Ruling) -> None:
    """Move an entry out of a story that has members of the other kind: news, or adverts."""
    members = filed_among(connection, entries.c.story_id, [filed.story_id])
    others = [other for other in members.values() if other.entry.id != filed.entry.id]
    if all(other.filing.is_sponsored == filed.filing.is_sponsored for other in others):
        return
    own = own_story(filed, ruling.at)
    upsert(connection, stories, [story_row(own)])
    save_entries(connection, [replace(filed, story_id=own.id)])
    _leave(connection, filed, others)
    parted = replace(_decision(ruling), kind="parted", outcome=own.id, rule=PARTED)
    save_decisions(connection, [parted])


def _leave(connection: Connection, filed: FiledEntry, others: Collection[FiledEntry]) -> None:
    """Where the entry led, the first of the others leads, news before adverts."""
    lead = min(others, key=lambda other: other.filing.is_sponsored)
    led = (stories.c.id == filed.story_id, stories.c.lead_id == filed.entry.id)
    connection.execute(update(stories).where(*led).values(lead_id=lead.entry.id))


def _ruled(filed: FiledEntry, ruling: Ruling) -> FiledEntry:
    match ruling.kind:
        case "hide":
            return replace(filed, held=f"hidden by a ruling: {ruling.outcome}")
        case "restore":
            return replace(filed, held=None)
        case "file":
            return replace(filed, filing=_filing(filed.filing, Topic(ruling.outcome)))
    raise UsageError(f"a ruling can hide, restore or file, not {ruling.kind}")


def _filing(before: Filing, topic: Topic) -> Filing:
    """Under this topic alone. Paid is what is filed as paid; a company's release stays one."""
    filed = Filing(topics=(topic,), primary=topic, rule="ruling")
    if topic == SPONSORED:
        return replace(filed, disclosure=Disclosure.SPONSORED, sponsor=before.sponsor)
    return replace(filed, disclosure=None if before.is_sponsored else before.disclosure)


def _decision(ruling: Ruling) -> Decision:
    return Decision(
        entry_id=ruling.entry_id,
        at=ruling.at,
        kind="ruled",
        outcome=ruling.outcome,
        rule=ruling.kind,
    )
