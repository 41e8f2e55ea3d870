"""Stories: founding, joining, parting, and who leads."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import product

from aggregator.core.dedupe import Fit, Grade
from aggregator.core.plan.desk import Desk
from aggregator.core.plan.held import held_now
from aggregator.core.plan.rulings import is_joined, is_parted
from aggregator.core.sales import sale_words, with_sale
from aggregator.model import Entry, EntryId, FiledEntry, Filing, StoryId, StoryState, value

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


@value
class Place:
    """The story that an entry goes to: with which member it is one, and why."""

    story_id: StoryId
    other: FiledEntry
    fit: Fit
    absorbed: tuple[StoryId, ...] = ()


def placed(desk: Desk, filed: FiledEntry) -> Place | None:
    """The story that an entry goes to; those that it shows to be one with that are absorbed.

    It goes where it is one with every member, and to a copy of it wherever that is: what is
    told in other words makes no chains. Of several stories the nearest, and of those the
    oldest, takes it.
    """
    fits: dict[EntryId, Fit] = {}
    for other in (*desk.bearers(filed.entry), *desk.tellers(filed.entry)):
        found = None if other.entry.id in fits else desk.fit(filed, other)
        if found is not None:
            fits[other.entry.id] = found
    nearest: dict[StoryId, tuple[Fit, FiledEntry]] = {}
    for entry_id in sorted(fits, key=lambda one: _nearness(desk, one, fits[one])):
        other = desk.entries[entry_id]
        nearest.setdefault(other.story_id, (fits[entry_id], other))
    open_to = {
        story: near
        for story, near in nearest.items()
        if near[0].grade is Grade.EXACT or _fits_all(desk, filed, story)
    }
    if not open_to:
        return None
    best = min(near[0].grade for near in open_to.values())
    oldest = older(desk, (story for story, near in open_to.items() if near[0].grade is best))
    found, other = open_to[oldest]
    absorbed = tuple(
        story
        for story, near in open_to.items()
        if story != oldest and _are_one(desk, (oldest, story), fits)
    )
    return Place(story_id=oldest, other=other, fit=found, absorbed=absorbed)


def older(desk: Desk, stories: Iterable[StoryId]) -> StoryId:
    """Of stories the one whose id stays: none that an entry was given when it left another."""
    ids = tuple(stories)
    firsts = [one for one in ids if not any(one.startswith(f"{other}/") for other in ids)]
    # Readers may know a story by its id, but none that was only ever caught up with.
    return min(firsts, key=lambda one: (desk.is_unseen(one), desk.stories[one].published_at, one))


def _nearness(desk: Desk, entry_id: EntryId, found: Fit) -> tuple[object, ...]:
    other = desk.entries[entry_id]
    return found.grade, -found.points, other.first_seen_at, entry_id


def _fits_all(desk: Desk, filed: FiledEntry, story_id: StoryId) -> bool:
    """Whether it is one with each member, or with the one that a person joined that to."""
    members = [desk.entries[one] for one in desk.stories[story_id].members]
    fitting = [one for one in members if desk.fit(filed, one) is not None]
    return all(one in fitting or _is_put(desk, one, fitting) for one in members) and not any(
        is_parted(desk.rulings, filed.entry.id, one.entry.id) for one in members
    )


def _is_put(desk: Desk, filed: FiledEntry, members: Iterable[FiledEntry]) -> bool:
    return any(is_joined(desk.rulings, filed.entry.id, one.entry.id) for one in members)


def _are_one(desk: Desk, stories: tuple[StoryId, StoryId], fits: Mapping[EntryId, Fit]) -> bool:
    """Whether the members of two stories are one, each with each: copies of one copy are."""
    exact = {_text_of(desk, one) for one, found in fits.items() if found.grade is Grade.EXACT}
    return all(
        (
            {_text_of(desk, one), _text_of(desk, other)} <= exact
            and not is_parted(desk.rulings, one, other)
        )
        or desk.fit(desk.entries[one], desk.entries[other]) is not None
        for one, other in product(*(desk.stories[story].members for story in stories))
    )


def _text_of(desk: Desk, entry_id: EntryId) -> EntryId:
    """The first entry that came with its text."""
    return desk.entries[entry_id].copy_of or entry_id


def merge(desk: Desk, story: StoryState, into: StoryId, at: datetime, rule: str) -> None:
    """Of two joined stories the older id stays, the other becomes a tombstone."""
    desk.keep_story(replace(story, merged_into=into, members=()))
    for one in story.members:
        desk.keep(replace(desk.entries[one], story_id=into))
        desk.decide(one, at, "joined", into, rule=rule)
    elect(desk, into, at, joining=story.members)


def refile(desk: Desk, old: FiledEntry, entry: Entry, filing: Filing, at: datetime) -> None:
    """Take over what an entry says now and is about, but for what a person filed.

    When its auction ends the text says, whoever filed it.
    """
    ruled = any(ruling.kind == "file" for ruling in desk.rulings.get(entry.id, ()))
    kept = with_sale(old.filing if ruled else filing, entry)
    if replace(kept, sale=old.filing.sale) != old.filing:
        desk.note(entry.id, at, kept)
    if kept.sale != old.filing.sale:
        told = sale_words(kept.sale, at) if kept.sale else "of no auction"
        desk.decide(entry.id, at, "dated", told, rule="the days that its text tells of")
    filed = held_now(desk, replace(old, entry=entry, filing=kept), at)
    desk.keep(filed)
    if kept.is_sponsored != old.filing.is_sponsored:
        part(desk, filed, at)
    elect(desk, desk.entries[entry.id].story_id, at)
    if filed.held != old.held:
        shown_anew(desk, entry.id, at)


def shown_anew(desk: Desk, entry_id: EntryId, at: datetime) -> None:
    """To readers a story whose lead was let through is of now."""
    story = desk.stories[desk.entries[entry_id].story_id]
    if story.lead_id == entry_id and desk.entries[entry_id].held is None:
        desk.keep_story(replace(story, updated_at=max(story.updated_at, at)))


def part(desk: Desk, filed: FiledEntry, at: datetime) -> None:
    """An advert is no copy of news: give it a story of its own where the other kind is in its own.

    But where a person put it there.
    """
    members = [desk.entries[one] for one in desk.stories[filed.story_id].members]
    is_mixed = any(one.filing.is_sponsored != filed.filing.is_sponsored for one in members)
    if is_mixed and not _is_put(desk, filed, members):
        leave(desk, filed, at, rule=PARTED)


def leave(desk: Desk, filed: FiledEntry, at: datetime, *, rule: str) -> None:
    """Give an entry a story of its own; what were its copies are the first one's of them."""
    story, entry = desk.stories[filed.story_id], filed.entry
    others = tuple(one for one in story.members if one != entry.id)
    own = own_story(filed, at)
    desk.keep(replace(filed, story_id=own.id, copy_of=None))
    copies = [one for one in others if desk.entries[one].copy_of == entry.id]
    for one in copies:
        first = None if one == copies[0] else copies[0]
        desk.keep(replace(desk.entries[one], copy_of=first))
    desk.keep_story(own)
    desk.keep_story(replace(story, members=others))
    desk.decide(entry.id, at, "parted", own.id, rule=rule)
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
    """Who leads: what may be shown, news, a feed that may lead, rank, the fullest, the first."""
    return (
        filed.withdrawn_at is not None,
        filed.held is not None,
        filed.filing.is_sponsored,
        filed.entry.feed_id in desk.rules.unled,
        -desk.rules.ranks.get(filed.entry.feed_id, 0),
        -len(filed.entry.text),
        filed.first_seen_at,
        filed.entry.id,
    )
