"""Stories: founding, joining, parting, and who leads."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from aggregator.core.dedupe import join
from aggregator.core.plan.desk import Desk
from aggregator.model import Entry, EntryId, FiledEntry, Filing, StoryId, StoryState

PARTED = "an advert is no copy of news"  # why an entry leaves its story


def own_story(filed: FiledEntry, at: datetime) -> StoryState:
    """What an entry goes to when it leaves its story: of one id however often it leaves."""
    own = StoryId(f"{filed.story_id}/{filed.entry.id}")
    return replace(founded(replace(filed, story_id=own)), updated_at=at)


def founded(filed: FiledEntry) -> StoryState:
    """Of what comes late, `updated` is now: by it feed readers sort, and know that it is new."""
    return StoryState(
        id=filed.story_id,
        lead_id=filed.entry.id,
        members=(filed.entry.id,),
        published_at=filed.entry.published_at,
        updated_at=filed.first_seen_at if filed.late else filed.entry.updated_at,
    )


def minted(entry: Entry, at: datetime, authority: str) -> StoryId:
    """A tag: URI (RFC 4151), free of base_url and of whichever copy leads later."""
    return StoryId(f"tag:{authority}:story/{at:%Y%m%d}/{entry.id}")


def joined(desk: Desk, other: FiledEntry, filed: FiledEntry) -> StoryId:
    """The story that `filed` goes to; stories which it shows to be one become one."""
    others = {other.story_id: other}
    for candidate in desk.bearers(filed.entry):
        if join(filed, (candidate,), desk.replaced) is not None:
            others.setdefault(candidate.story_id, candidate)
    oldest = min(
        others,
        # Readers may know a story by its id, but none that was only ever caught up with.
        key=lambda one: (desk.is_unseen(one), desk.stories[one].published_at, one),
    )
    for story_id in others:
        if story_id != oldest:
            merge(desk, desk.stories[story_id], oldest, filed)
    return oldest


def merge(desk: Desk, story: StoryState, into: StoryId, by: FiledEntry) -> None:
    """Of two joined stories the older id stays, the other becomes a tombstone."""
    desk.keep_story(replace(story, merged_into=into, members=()))
    for one in story.members:
        desk.keep(replace(desk.entries[one], story_id=into))
        rule = f"{by.entry.id} is a copy of both"
        desk.decide(one, by.first_seen_at, "joined", into, rule=rule)
    elect(desk, into, by.first_seen_at, joining=story.members)


def refile(desk: Desk, old: FiledEntry, entry: Entry, filing: Filing, at: datetime) -> None:
    """Take over what an entry says now and is about, but for what a person filed."""
    ruled = any(ruling.kind == "file" for ruling in desk.rulings.get(entry.id, ()))
    if not ruled and filing != old.filing:
        desk.note(entry.id, at, filing)
    kept = old.filing if ruled else filing
    filed = replace(old, entry=entry, filing=kept)
    desk.keep(filed)
    if kept.is_sponsored != old.filing.is_sponsored:
        part(desk, filed, at)
    elect(desk, desk.entries[entry.id].story_id, at)


def part(desk: Desk, filed: FiledEntry, at: datetime) -> None:
    """An advert is no copy of news: give the entry a story of its own where it has company."""
    story, entry = desk.stories[filed.story_id], filed.entry
    others = tuple(one for one in story.members if one != entry.id)
    if not others:
        return
    own = own_story(filed, at)
    desk.keep(replace(filed, story_id=own.id))
    desk.keep_story(own)
    desk.keep_story(replace(story, members=others))
    desk.decide(entry.id, at, "parted", own.id, rule=PARTED)
    elect(desk, story.id, at)


def elect(
    desk: Desk, story_id: StoryId, at: datetime, *, joining: tuple[EntryId, ...] = ()
) -> None:
    """Choose the lead anew; a new lead moves `updated` once, and never the id."""
    story = desk.stories[story_id]
    members = seated(desk, {*story.members, *joining})
    lead = min((desk.entries[one] for one in members), key=lambda filed: _standing(desk, filed))
    updated_at = story.updated_at
    if lead.entry.id != story.lead_id:
        updated_at = max(updated_at, at)
        desk.decide(lead.entry.id, at, "leads", story_id, rule="rank, then text, then first")
    desk.keep_story(
        replace(
            story,
            lead_id=lead.entry.id,
            members=members,
            updated_at=updated_at,
        )
    )


def seated(desk: Desk, members: Iterable[EntryId]) -> tuple[EntryId, ...]:
    """Members in the order they came."""
    return tuple(sorted(members, key=lambda one: (desk.entries[one].first_seen_at, one)))


def _standing(desk: Desk, filed: FiledEntry) -> tuple[object, ...]:
    """Who leads: what may be shown, news before adverts, rank, the fullest text, the first."""
    return (
        filed.withdrawn_at is not None,
        filed.held is not None,
        filed.filing.is_sponsored,
        -desk.rules.ranks.get(filed.entry.feed_id, 0),
        -len(filed.entry.text),
        filed.first_seen_at,
        filed.entry.id,
    )
