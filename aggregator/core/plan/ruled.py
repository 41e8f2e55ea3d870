"""What a ruling on stories changes at once: two become one, or an entry leaves its story."""

from dataclasses import replace
from datetime import datetime

from aggregator.core.plan.desk import Desk
from aggregator.core.plan.rulings import JOIN
from aggregator.core.plan.stories import leave, merge, older
from aggregator.core.rules import Rules
from aggregator.model import EntryId, FiledEntry, Known, Revision, Ruling


def ruled(ruling: Ruling, known: Known, rules: Rules) -> Revision:
    """Do what a `join` or a `part` says. `known` has both entries' stories whole."""
    desk = Desk(known, rules)
    filed = desk.entries[ruling.entry_id]
    if ruling.kind == JOIN:
        _join(desk, filed, desk.entries[EntryId(ruling.outcome)], ruling.at)
    else:
        leave(desk, filed, ruling.at, rule="a person ruled so")
    _touch(desk, desk.entries[ruling.entry_id], ruling.at)
    return desk.revised()


def _join(desk: Desk, filed: FiledEntry, other: FiledEntry, at: datetime) -> None:
    """Of the two stories the older id stays."""
    both = {filed.story_id, other.story_id}
    stays = older(desk, both)
    for younger in sorted(both - {stays}):
        merge(desk, desk.stories[younger], stays, at, "a person ruled so")


def _touch(desk: Desk, filed: FiledEntry, at: datetime) -> None:
    story = desk.stories[filed.story_id]
    desk.keep_story(replace(story, updated_at=max(story.updated_at, at)))
