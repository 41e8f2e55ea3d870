"""Re-filing: what an edited feeds.yaml changes among stored entries."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from aggregator.core.holding import is_by_rule, was_shown
from aggregator.core.plan.desk import Desk
from aggregator.core.plan.held import held_now
from aggregator.core.plan.stories import elect, part, shown_anew
from aggregator.core.rules import Rules
from aggregator.core.sales import with_sale
from aggregator.model import EntryId, FiledEntry, Filing, Known, Revision


def refiled(
    known: Known, filings: Mapping[EntryId, Filing], at: datetime, rules: Rules
) -> Revision:
    """File these entries anew, but for what a person filed; nothing where nothing changes.

    Who is an advert now leaves the news, and the other way round; what is of one kind with
    all of its story stays there, so all are filed before any is parted.
    """
    desk = Desk(known, rules)
    changed = [desk.entries[one] for one in sorted(filings) if one in desk.entries]
    changed = [old for old in changed if _refile(desk, old, filings[old.entry.id], at)]
    for old in changed:
        now = desk.entries[old.entry.id]
        if now.filing.is_sponsored != old.filing.is_sponsored:
            part(desk, now, at)
    for story_id in sorted({desk.entries[old.entry.id].story_id for old in changed}):
        elect(desk, story_id, at)
    for old in changed:
        if desk.entries[old.entry.id].held != old.held:
            shown_anew(desk, old.entry.id, at)
    return desk.revised()


def differs(old: FiledEntry, now: FiledEntry) -> bool:
    """Whether readers or outputs could tell the two apart: other reasons alone do not count."""
    return _told(old) != _told(now)


def is_touched(old: FiledEntry, filing: Filing, rules: Rules) -> bool:
    """Whether this filing, or what these rules hold, may change a stored entry.

    What people ruled of it is known later, under the lock.
    """
    hold = rules.holding.reason(old.entry, filing, old.first_seen_at)
    held = None if hold is None else hold.held(shown=was_shown(old.held))
    holds = held != old.held if held is not None else is_by_rule(old.held)
    return holds or differs(old, replace(old, filing=filing))


def _refile(desk: Desk, old: FiledEntry, filing: Filing, at: datetime) -> bool:
    if any(ruling.kind == "file" for ruling in desk.rulings.get(old.entry.id, ())):
        filing = with_sale(old.filing, old.entry)
    now = held_now(desk, replace(old, filing=filing), at)
    if not differs(old, now):
        return False
    if differs(replace(old, held=now.held), now):
        desk.note(old.entry.id, at, filing)
    desk.keep(now)
    return True


def _told(filed: FiledEntry) -> tuple[object, ...]:
    filing = filed.filing
    return (
        filing.topics,
        filing.primary,
        filing.disclosure,
        filing.sponsor,
        filing.sale,
        filed.held,
    )
