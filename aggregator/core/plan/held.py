"""What the rules of feeds.yaml hold back: judged when an entry comes, and when it is filed anew."""

from dataclasses import replace
from datetime import datetime

from aggregator.core.holding import is_by_rule, was_shown
from aggregator.core.plan.desk import Desk
from aggregator.model import FiledEntry


def held_now(desk: Desk, filed: FiledEntry, at: datetime, *, is_new: bool = False) -> FiledEntry:
    """The entry as the rules hold it now: held, let through, or as it was.

    It is decided, and kept by nobody yet. What a person let through no rule holds again; what
    is held by a person, or because it is old, no rule lets through.
    """
    if desk.is_restored(filed.entry.id) or (filed.held is not None and not is_by_rule(filed.held)):
        return filed
    hold = desk.rules.holding.reason(filed.entry, filed.filing, filed.first_seen_at)
    shown = not is_new and was_shown(filed.held)
    held = _hidden_with(desk, filed) if hold is None else hold.held(shown=shown)
    if held == filed.held:
        return filed
    if hold is not None:
        rule, evidence = hold.rule, hold.evidence
        desk.decide(filed.entry.id, at, "held", "by a rule", rule=rule, evidence=evidence)
    elif held is None:
        rule = "no rule holds it any more"
        desk.decide(filed.entry.id, at, "released", "let through", rule=rule)
    else:
        desk.decide(filed.entry.id, at, "held", held, rule="a copy of what a person hid")
    return replace(filed, held=held)


def _hidden_with(desk: Desk, filed: FiledEntry) -> str | None:
    """Why a person hid that of which it is a copy; that goes on to copies that a rule held."""
    first = desk.entries.get(filed.copy_of) if filed.copy_of and filed.held else None
    return first.held if first is not None and desk.is_hidden(first) else None
