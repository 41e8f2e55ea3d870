"""What of an output stands in its subscription document, and what in archives (RFC 5005).

Every story that fits stands in the document or in an archive. An archive is written when
something would stand in neither, and then takes along what the document carries, up to its
size: so the next one comes after about as many further stories as it holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from aggregator.model import (
    Archive,
    Departure,
    Fold,
    OutputFeed,
    OutputId,
    Pending,
    Site,
    Story,
    StoryId,
    value,
)

EDITS = 5  # one place in so many is for edited stories of the archives
DEPARTURES = 200  # of one output, the newest


@value
class Shelving:
    """What is to be done with pending stories.

    `edited` are those of archives that the document carries again, `displaced` those that make
    room for them; `archives` are to be written, in this order, each given by its stories, the
    oldest first.
    """

    edited: tuple[StoryId, ...] = ()
    displaced: frozenset[StoryId] = frozenset()
    archives: tuple[tuple[Pending, ...], ...] = ()


def has_archives(output: OutputFeed) -> bool:
    """Whether an output has a history: one that depends on the moment is complete as it is."""
    return not output.auctions and output.age is None


def is_complete(output: OutputFeed, carried: int) -> bool:
    """Whether so many stories are all that there are, and no history goes before them."""
    return not has_archives(output) and output.per_feed is None and carried < output.limit


def lasting(output: OutputFeed) -> OutputFeed:
    """What an output may carry whatever the moment, and whatever else there is."""
    return replace(output, auctions=(), age=None, per_feed=None)


def shelved(newest: Sequence[Story], pending: Sequence[Pending], limit: int) -> Shelving:
    """Divide what is pending, newest first, between an output's document and its archives.

    `newest` are the stories at the top, at most `limit`. Edited stories stay in the document
    until they are too many, or an archive is written anyway: then only the latest half stays.
    To ask again when all this was done finds the same document, and no archive.
    """
    top = {story.id for story in newest}
    edits = [one for one in pending if one.edited and one.id not in top]
    edits.sort(key=lambda one: (one.updated_at, one.id), reverse=True)
    most = min(max(1, limit // EDITS), limit - 1)
    latest = edits[: (most + 1) // 2]
    first = _shelved(newest, pending, edits if len(edits) <= most else latest, limit)
    return _shelved(newest, pending, latest, limit) if first.archives else first


def _shelved(
    newest: Sequence[Story], pending: Sequence[Pending], edits: Sequence[Pending], limit: int
) -> Shelving:
    displaced = _displaced(newest, len(newest) + len(edits) - limit)
    kept = [story for story in newest if story.id not in displaced]
    top, edited = {story.id for story in kept}, {one.id for one in edits}
    below = [one for one in pending if one.id not in top and one.id not in displaced]
    waiting = _waiting(kept, below, limit)
    oldest_first = [one for one in reversed(pending) if one.id not in edited]
    must = [one for one in oldest_first if one.id not in top and one.id not in waiting]
    may = [one for one in oldest_first if one.id in top or one.id in waiting]
    taken = must + may[: -len(must) % limit] if must else []
    return Shelving(
        edited=tuple(one.id for one in edits),
        displaced=displaced,
        archives=tuple(
            tuple(taken[start : start + limit]) for start in range(0, len(taken), limit)
        ),
    )


def _displaced(newest: Sequence[Story], many: int) -> frozenset[StoryId]:
    """Those at the top that changed the longest ago, whether an archive has them or not."""
    going = sorted(newest, key=lambda story: (story.updated_at, story.shown_at))
    return frozenset(story.id for story in going[: max(0, many)])


def _waiting(kept: Sequence[Story], below: Sequence[Pending], limit: int) -> set[StoryId]:
    """Stories newer than the last one, and yet not carried: their feed has its share of places.

    An archive for each would be one too many; they go into the next one, or fill one.
    """
    last_at = kept[-1].shown_at if kept else datetime.max.replace(tzinfo=UTC)
    waiting = {one.id for one in below if not one.edited and one.shown_at > last_at}
    return waiting if len(waiting) < limit else set()


def document(
    newest: Sequence[Story], shelving: Shelving, edited: Sequence[Story]
) -> tuple[Story, ...]:
    """The stories of the subscription document; `edited` are those that `shelving` names."""
    kept = [story for story in newest if story.id not in shelving.displaced]
    return tuple(sorted((*kept, *edited), key=lambda story: story.shown_at, reverse=True))


def is_of_fold(story_id: StoryId, fold: Fold) -> bool:
    """Whether an output that folds so far tells of anything under such an id."""
    told_of = ":entry/" if fold is Fold.STORIES else ":story/"
    return told_of not in story_id


def departed(
    before: Iterable[Departure],
    *,
    left: Iterable[StoryId],
    back: Iterable[StoryId],
    now: datetime,
) -> tuple[Departure, ...]:
    """What must not be shown any more, latest first: without those that came `back`."""
    known = {one.story_id: one for one in before}
    left_now = {one: known.get(one, Departure(story_id=one, at=now)) for one in left}
    gone = {one: told for one, told in (known | left_now).items() if one not in {*back}}
    latest = sorted(gone.values(), key=lambda one: (one.at, one.story_id), reverse=True)
    return tuple(latest[:DEPARTURES])


def departed_at(departures: Sequence[Departure], site: Site) -> datetime:
    """When a list of departures last grew: an empty one is as old as the name that we go by."""
    if departures:
        return departures[0].at
    return datetime(int(site.authority.rpartition(",")[2][:4]), 1, 1, tzinfo=UTC)


def file_name(archive: Archive) -> str:
    """The name of an archive's file."""
    return f"{prefix(archive.output_id, archive.chain)}{archive.number}.atom"


def prefix(output_id: OutputId, chain: int) -> str:
    """How the names of all archives of a chain begin."""
    return f"{output_id}.archive-{chain}-"


def marker_name(output_id: OutputId, chain: int) -> str:
    """The empty file that stands where the archives of a chain were taken down."""
    return f"{output_id}.archive-{chain}.gone"


def departed_name(output_id: OutputId) -> str:
    """The name of the file that tells what an output must not show any more."""
    return f"{output_id}.deleted.atom"


def links(archive: Archive, base_url: str) -> tuple[tuple[str, str], ...]:
    """The addresses that an archive names, by their relation.

    The newest names the one that will come after it, lest it would have to change then.
    """
    beside = {"self": archive, "next-archive": replace(archive, number=archive.number + 1)}
    if archive.number > 1:
        beside["prev-archive"] = replace(archive, number=archive.number - 1)
    named = {relation: file_name(one) for relation, one in beside.items()}
    named["current"] = f"{archive.output_id}.atom"
    return tuple((relation, f"{base_url}{name}") for relation, name in sorted(named.items()))
