"""What outputs carried: their archives, what is in none yet, and what left for good."""

import gzip
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
)

from aggregator.core.history import is_of_fold, lasting
from aggregator.core.selection import Selection
from aggregator.model import (
    Archive,
    Departure,
    Fold,
    OutputFeed,
    OutputId,
    Pending,
    Story,
    StoryId,
)
from aggregator.store import outputs
from aggregator.store.apply import upsert
from aggregator.store.columns import as_fields
from aggregator.store.known import rows_among
from aggregator.store.outputs import entry_tag
from aggregator.store.rows import Row, value_from
from aggregator.store.schema import (
    archived,
    archives,
    decisions,
    departed,
    entries,
    feeds,
    stories,
)
from aggregator.store.selection import LEAD, explained, first_of, fitting, key_in, keys, stands


def stamp(connection: Connection) -> str:
    """Decisions tell of what came and changed, counts of what they do not.

    Who may lead, and how high a feed ranks, is of feeds.yaml.
    """
    standing = select(func.count()).where(stands(entries))
    looked_at = select(
        select(func.max(decisions.c.id)).scalar_subquery(),
        select(func.max(stories.c.updated_at)).scalar_subquery(),
        select(func.count(stories.c.merged_into)).scalar_subquery(),
        standing.scalar_subquery(),
    )
    of_feeds = select(feeds.c.id, feeds.c.rank, feeds.c.leads, feeds.c.channel)
    told = (
        *connection.execute(looked_at).one(),
        *(
            (one.id, one.rank, one.leads, one.channel.language)
            for one in connection.execute(of_feeds.order_by(feeds.c.id))
        ),
    )
    return blake2b(repr(told).encode(), digest_size=16).hexdigest()


def pending(connection: Connection, output: OutputFeed, now: datetime) -> tuple[Pending, ...]:
    asked = lasting(output)
    key, updated_at = _key(output.fold), _updated_at(output.fold)
    unshown = _shows_what_left(output.fold)
    query = (
        fitting(asked, now)
        .add_columns(
            LEAD.c.shown_at.label("shown_at"),
            updated_at.label("changed_at"),
            archived.c.number.label("number"),
            unshown.label("unshown"),
        )
        .outerjoin(archived, and_(archived.c.output_id == output.id, archived.c.key == key))
        .where(or_(archived.c.key.is_(None), updated_at > archived.c.updated_at, unshown))
    )
    found = tuple(
        Pending(
            id=_told_id(row, output.fold),
            shown_at=row["shown_at"],
            updated_at=row["changed_at"],
            edited=row["number"] is not None and not row["unshown"],
        )
        for row in connection.execute(query).mappings()
    )
    if not Selection(output).asks_words:
        return found
    beside = explained(connection, asked, {one.id for one in found}, now)
    return tuple(one for one in found if one.id not in beside)


def told(
    connection: Connection, output: OutputFeed, ids: Collection[StoryId], now: datetime
) -> tuple[Story, ...]:
    asked = {_key_of(one) for one in ids}
    query = fitting(lasting(output), now).add_columns(LEAD.c.shown_at.label("shown_at"))
    found = {
        row["lead_id"]: row
        for column in keys(output.fold)
        for row in rows_among(connection, query, column, asked)
        if key_in(row, output.fold) in asked
    }
    newest = sorted(found.values(), key=lambda row: row["lead_id"])
    newest.sort(key=lambda row: (row["shown_at"], row["id"]), reverse=True)
    return outputs.told(connection, newest, output.fold)


def taken_down(connection: Connection, output: OutputFeed, now: datetime) -> frozenset[StoryId]:
    asked = lasting(output)
    held = select(archived.c.key).where(archived.c.output_id == output.id)
    keyed = fitting(asked, now).order_by(None)
    keyed = keyed.with_only_columns(_key(output.fold), maintain_column_froms=True)
    # Words are not read by SQL: what may bear others by now is all looked at.
    suspect = held if Selection(output).asks_words else held.except_(keyed)
    found = connection.scalars(suspect).all()
    query = select(archived.c.story_id).where(archived.c.output_id == output.id)
    ids = {row["story_id"] for row in rows_among(connection, query, archived.c.key, found)}
    renamed = {one for one in ids if not is_of_fold(one, output.fold)}
    shown = select(archived.c.story_id).where(
        archived.c.output_id == output.id, _shows_what_left(output.fold)
    )
    left = frozenset(connection.scalars(shown))
    return explained(connection, asked, ids - renamed, now) | renamed | left


def archives_of(connection: Connection, output_id: OutputId) -> tuple[Archive, ...]:
    query = (
        select(archives.c.output_id, archives.c.chain, archives.c.number, archives.c.written_at)
        .where(archives.c.output_id == output_id)
        .order_by(archives.c.number)
    )
    return tuple(value_from(Archive, row) for row in connection.execute(query).mappings())


def body_of(connection: Connection, archive: Archive) -> bytes | None:
    found = connection.scalar(
        select(archives.c.body).where(
            archives.c.output_id == archive.output_id,
            archives.c.chain == archive.chain,
            archives.c.number == archive.number,
        )
    )
    return None if found is None else gzip.decompress(found)


def save_archive(
    connection: Connection, archive: Archive, body: bytes, told: Mapping[StoryId, datetime]
) -> None:
    upsert(connection, archives, [archive_row(archive, body)])
    rows = [
        {
            "output_id": archive.output_id,
            "key": _key_of(story_id),
            "number": archive.number,
            "story_id": story_id,
            "updated_at": updated_at,
        }
        for story_id, updated_at in told.items()
    ]
    upsert(connection, archived, rows)


def forget_archives(connection: Connection, output_id: OutputId) -> None:
    connection.execute(delete(archives).where(archives.c.output_id == output_id))
    connection.execute(delete(archived).where(archived.c.output_id == output_id))


def replace_archives(
    connection: Connection, rows: Sequence[Row], without: Collection[StoryId]
) -> None:
    """Put these rows in the place of all that their output has."""
    for output_id in {row["output_id"] for row in rows}:
        connection.execute(delete(archives).where(archives.c.output_id == output_id))
        gone = delete(archived).where(
            archived.c.output_id == output_id, archived.c.story_id == bindparam("gone")
        )
        if without:
            connection.execute(gone, [{"gone": story_id} for story_id in without])
    if rows:
        connection.execute(insert(archives), rows)


def departures_of(connection: Connection, output_id: OutputId) -> tuple[Departure, ...]:
    query = (
        select(departed.c.story_id, departed.c.at)
        .where(departed.c.output_id == output_id)
        .order_by(departed.c.at.desc(), departed.c.story_id.desc())
    )
    return tuple(value_from(Departure, row) for row in connection.execute(query).mappings())


def save_departures(
    connection: Connection, output_id: OutputId, gone: Collection[Departure]
) -> None:
    connection.execute(delete(departed).where(departed.c.output_id == output_id))
    if gone:
        rows = [{"output_id": output_id, **as_fields(one)} for one in gone]
        connection.execute(insert(departed), rows)


def archive_row(archive: Archive, body: bytes) -> Row:
    """An archive with its document, packed."""
    return {**as_fields(archive), "body": gzip.compress(body, mtime=0)}


def _key(fold: Fold) -> ColumnElement[str]:
    """What an output tells of, under one id."""
    match fold:
        case Fold.NONE:
            return LEAD.c.id
        case Fold.COPIES:
            return first_of(LEAD)
        case Fold.STORIES:
            return stories.c.id


def _shows_what_left(fold: Fold) -> ColumnElement[bool]:
    """Whether an entry stood in a story when it was archived, and was taken out of it since.

    The archive may name it beside the others, or even lead with it. What was not known or
    not shown then has no decision since, or came later.
    """
    member, written = entries.alias("member"), archives.alias("written")
    match fold:
        case Fold.STORIES:
            is_told = member.c.story_id == archived.c.key
        case Fold.COPIES:
            is_told = or_(member.c.id == archived.c.key, member.c.copy_of == archived.c.key)
        case Fold.NONE:
            is_told = member.c.id == archived.c.key
    decided_since = exists().where(
        decisions.c.entry_id == member.c.id, decisions.c.at > written.c.written_at
    )
    return exists().where(
        is_told,
        ~stands(member),
        written.c.output_id == archived.c.output_id,
        written.c.number == archived.c.number,
        member.c.first_seen_at <= written.c.written_at,
        decided_since,
    )


def _told_id(row: RowMapping, fold: Fold) -> StoryId:
    is_story = fold is Fold.STORIES
    return row["id"] if is_story else entry_tag(row["id"], row["first_id"])


def _key_of(story_id: StoryId) -> str:
    """The same of an id, which ends with the entry's where it is not a story's."""
    return story_id.rpartition("/")[2] if ":entry/" in story_id else story_id


def _updated_at(fold: Fold) -> ColumnElement[datetime]:
    """When it last changed for readers, or a little later: `outputs` is exact about copies."""
    lead = LEAD.c
    began_at = case((lead.late, lead.first_seen_at), else_=lead.updated_at)
    came_at = case(
        (lead.first_seen_at > lead.updated_at, lead.first_seen_at), else_=lead.updated_at
    )
    match fold:
        case Fold.NONE:
            return began_at
        case Fold.COPIES:
            return case((lead.copy_of.is_(None), began_at), else_=came_at)
        case Fold.STORIES:
            return stories.c.updated_at
