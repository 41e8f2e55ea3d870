"""What arrives: entries that are news, that come late, and that are old."""

from dataclasses import replace
from datetime import datetime

from aggregator.core.dedupe import Grade
from aggregator.core.plan.desk import Desk
from aggregator.core.plan.held import held_now
from aggregator.core.plan.stories import (
    Place,
    elect,
    founded,
    merge,
    minted,
    placed,
    seated,
)
from aggregator.model import Entry, EntryId, Evidence, FiledEntry, Filing


def add(desk: Desk, entry: Entry, filing: Filing, at: datetime, *, late: bool = False) -> None:
    """Take in news. What comes `late` stands where news of this moment does.

    What a rule of feeds.yaml holds is kept back as what is old.
    """
    story_id = minted(entry, at, desk.rules.authority)
    filed = FiledEntry(entry=entry, filing=filing, story_id=story_id, first_seen_at=at, late=late)
    desk.note(entry.id, at, filing)
    filed = held_now(desk, filed, at, is_new=True)
    if filed.held is not None:
        _keep_back(desk, filed, at)
        return
    if late:
        rule = f"dated {entry.published_at:%Y-%m-%d}, and not listed until now"
        desk.decide(entry.id, at, "late", "shown as of today", rule=rule)
    place = placed(desk, filed)
    if place is None:
        desk.keep(filed)
        desk.keep_story(founded(filed))
        return
    for story_id in place.absorbed:
        rule = f"{entry.id} is one with both"
        merge(desk, desk.stories[story_id], place.story_id, at, rule)
    story_id, other = place.story_id, desk.entries[place.other.entry.id]
    if desk.is_unseen(story_id):
        # To readers it begins with this entry.
        begun, members = replace(filed, story_id=story_id), desk.stories[story_id].members
        desk.keep_story(replace(founded(begun), members=members))
    is_copy = place.fit.grade is not Grade.EVENT
    held = other.held if is_copy and desk.is_hidden(other) else None
    desk.keep(replace(filed, story_id=story_id, held=held, copy_of=_first(place, other)))
    if held is not None:
        rule = f"a copy of {other.entry.id}, which a person hid"
        desk.decide(entry.id, at, "held", held, rule=rule)
    desk.decide(
        entry.id, at, "joined", story_id, rule=place.fit.rule, evidence=_why(desk, entry, place)
    )
    elect(desk, story_id, at, joining=(entry.id,))


def _why(desk: Desk, entry: Entry, place: Place) -> tuple[Evidence, ...]:
    """What speaks for it, and the keys by which the two met where these are not the same."""
    if place.fit.grade is Grade.EXACT:
        return place.fit.evidence
    return *place.fit.evidence, desk.met_by(entry, place.other.entry)


def _first(place: Place, other: FiledEntry) -> EntryId | None:
    """Of which entry one is a copy: the first that came with its text."""
    return None if place.fit.grade is Grade.EVENT else other.copy_of or other.entry.id


def add_old(
    desk: Desk, entry: Entry, filing: Filing, at: datetime, *, held: str, rule: str
) -> None:
    """Hold back what is no news any more."""
    story_id = minted(entry, at, desk.rules.authority)
    filed = FiledEntry(entry=entry, filing=filing, story_id=story_id, first_seen_at=at, held=held)
    desk.note(entry.id, at, filing)
    desk.decide(entry.id, at, "held", held, rule=rule)
    _keep_back(desk, filed, at)


def _keep_back(desk: Desk, filed: FiledEntry, at: datetime) -> None:
    """Keep what is held: a story of which it is one takes it in, and is otherwise as before."""
    entry, place = filed.entry, placed(desk, filed)
    if place is None:
        desk.keep(filed)
        desk.keep_story(founded(filed))
        return
    story = desk.stories[place.story_id]
    desk.keep(replace(filed, story_id=story.id, copy_of=_first(place, place.other)))
    desk.keep_story(replace(story, members=seated(desk, (*story.members, entry.id))))
    desk.decide(
        entry.id, at, "joined", story.id, rule=place.fit.rule, evidence=_why(desk, entry, place)
    )
