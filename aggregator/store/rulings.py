"""What people decided: remembered, and done at once."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection, select, update

from aggregator.core.holding import is_for_topic
from aggregator.core.plan import JOIN, PART, PARTED, own_story, ruled
from aggregator.core.plan.rulings import is_joined
from aggregator.core.rules import Rules
from aggregator.core.sales import with_sale
from aggregator.errors import UsageError
from aggregator.model import (
    OFF_TOPIC,
    SPONSORED,
    Decision,
    Disclosure,
    EntryId,
    FiledEntry,
    Filing,
    Known,
    Ruling,
    Topic,
)
from aggregator.store.apply import add_new, apply_revision, save_decisions, save_entries, upsert
from aggregator.store.columns import as_fields
from aggregator.store.known import filed_among, read_known, rulings_on
from aggregator.store.rows import story_row
from aggregator.store.schema import entries, feeds, rulings, stories


def rule(connection: Connection, ruling: Ruling) -> None:
    if ruling.kind in {JOIN, PART}:
        _settle(connection, ruling)
        return
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


def _settle(connection: Connection, ruling: Ruling) -> None:
    """Join two stories, or part an entry from its own; remembered by the entries it is about."""
    named = [ruling.entry_id, *map(EntryId, ruling.outcome.split())]
    known = read_known(connection, named, ())
    for one in named:
        if one not in known.entries:
            raise UsageError(f"no item {one} is stored; `items` lists those that are")
    if ruling.kind == PART:
        ruling = replace(ruling, outcome=_others(known, ruling.entry_id))
    if not ruling.outcome or ruling.outcome == ruling.entry_id:
        raise UsageError(f"{ruling.entry_id}: no other item is there to {ruling.kind} it with")
    done = ruled(ruling, known, _rules(connection))
    add_new(connection, rulings, [as_fields(ruling)])
    apply_revision(connection, replace(done, decisions=(_decision(ruling), *done.decisions)))


def _others(known: Known, entry_id: EntryId) -> str:
    members = known.stories[known.entries[entry_id].story_id].members
    return " ".join(one for one in members if one != entry_id)


def _rules(connection: Connection) -> Rules:
    """Who may lead, as feeds.yaml said last."""
    rows = connection.execute(select(feeds.c.id, feeds.c.rank, feeds.c.leads)).all()
    return Rules(
        ranks={row.id: row.rank for row in rows},
        unled=frozenset(row.id for row in rows if not row.leads),
        authority="",
        config="",
    )


def _part(connection: Connection, filed: FiledEntry, ruling: Ruling) -> None:
    """Move an entry out of a story that has members of the other kind: news, or adverts."""
    members = filed_among(connection, entries.c.story_id, [filed.story_id])
    others = [other for other in members.values() if other.entry.id != filed.entry.id]
    if all(other.filing.is_sponsored == filed.filing.is_sponsored for other in others):
        return
    said = rulings_on(connection, members)
    if any(is_joined(said, filed.entry.id, other.entry.id) for other in others):
        return
    own = own_story(filed, ruling.at)
    upsert(connection, stories, [story_row(own)])
    copies = [other for other in others if other.copy_of == filed.entry.id]
    firsts = [None, *(copies[0].entry.id for _ in copies[1:])]
    save_entries(
        connection,
        [
            replace(filed, story_id=own.id, copy_of=None),
            *(replace(copy, copy_of=first) for copy, first in zip(copies, firsts, strict=False)),
        ],
    )
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
            filing = _filing(filed.filing, Topic(ruling.outcome))
            of_trade = filing.primary is not None and is_for_topic(filed.held)
            held = None if of_trade else filed.held
            return replace(filed, filing=with_sale(filing, filed.entry), held=held)
    raise UsageError(f"a ruling can hide, restore, file, join or part, not {ruling.kind}")


def _filing(before: Filing, topic: Topic) -> Filing:
    """Under this topic alone, or none. Paid is what is filed as paid; a release stays one."""
    topics = () if topic == OFF_TOPIC else (topic,)
    filed = Filing(topics=topics, primary=topic if topics else None, rule="ruling")
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
