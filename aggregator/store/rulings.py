"""What people decided: remembered, and done at once."""

from dataclasses import replace

from sqlalchemy import Connection

from aggregator.errors import UsageError
from aggregator.model import SPONSORED, Decision, Disclosure, FiledEntry, Filing, Ruling, Topic
from aggregator.store.apply import add_new, save_entries
from aggregator.store.columns import as_fields
from aggregator.store.known import filed_among
from aggregator.store.rows import decision_row
from aggregator.store.schema import decisions, entries, rulings


def rule(connection: Connection, ruling: Ruling) -> None:
    found = filed_among(connection, entries.c.id, [ruling.entry_id])
    if not found:
        raise UsageError(f"no item {ruling.entry_id} is stored; `items` lists those that are")
    save_entries(connection, [_ruled(found[ruling.entry_id], ruling)])
    add_new(connection, rulings, [as_fields(ruling)])
    add_new(connection, decisions, [decision_row(_decision(ruling))])


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
