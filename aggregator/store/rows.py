"""Values to rows, and back: what is written is read back equal."""

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, TypeVar

from aggregator.model import (
    Decision,
    Entry,
    EntryId,
    Feed,
    FeedState,
    FiledEntry,
    Filing,
    Key,
    Sale,
    StoryState,
    Topic,
    Validators,
)
from aggregator.store.columns import as_fields, field_names

Row = dict[str, Any]
V = TypeVar("V")

# PostgreSQL indexes no value above a third of a page (2,704 bytes).
_LONGEST_KEY = 1000


def value_from(kind: type[V], row: Mapping[Any, Any]) -> V:
    """The value whose fields are the columns of the same names."""
    return kind(**{name: row[name] for name in field_names(kind)})


def key_column(key: Key) -> str:
    """The key as it is stored: whole, or by its digest where an index could not hold it."""
    if len(key.encode()) <= _LONGEST_KEY:
        return key
    return f"blake2b:{blake2b(key.encode(), digest_size=32).hexdigest()}"


def address_column(address: str) -> str:
    """The address as it is kept among those seen: there may be a hundred thousand."""
    return blake2b(address.encode(errors="replace"), digest_size=12).hexdigest()


def subscription_row(feed: Feed) -> Row:
    return {
        "asked_url": feed.url,
        "title": feed.title,
        "rank": feed.rank,
        "leads": feed.leads,
        "republish": feed.republish,
        "active": True,
    }


def state_row(state: FeedState) -> Row:
    row = as_fields(state)
    validators = row.pop("validators") or Validators(url="")
    return {
        "id": row.pop("feed_id"),
        **row,
        "validators_url": None if state.validators is None else validators.url,
        "etag": validators.etag,
        "last_modified": validators.last_modified,
    }


def state_from(row: Mapping[Any, Any]) -> FeedState:
    url = row["validators_url"]
    return value_from(
        FeedState,
        {
            **row,
            "feed_id": row["id"],
            "validators": None
            if url is None
            else Validators(url=url, etag=row["etag"], last_modified=row["last_modified"]),
        },
    )


def entry_row(filed: FiledEntry) -> Row:
    """The row of an entry, but for its topics: those have a table of their own."""
    filing = as_fields(filed.filing)
    del filing["topics"]
    sale: Sale | None = filing.pop("sale")
    return {
        **as_fields(filed.entry),
        "primary_topic": filing.pop("primary"),
        **filing,
        "sale_from_at": sale.from_at if sale else None,
        "sale_until_at": sale.until_at if sale else None,
        "sale_is_result": sale.is_result if sale else None,
        "story_id": filed.story_id,
        "first_seen_at": filed.first_seen_at,
        "shown_at": filed.shown_at,
        "held": filed.held,
        "withdrawn_at": filed.withdrawn_at,
        "late": filed.late,
        "flaps": filed.flaps,
        "edited_at": filed.edited_at,
        "moves": filed.moves,
        "moved_at": filed.moved_at,
        "copy_of": filed.copy_of,
    }


def filed_from(row: Mapping[Any, Any], topics: tuple[Topic, ...]) -> FiledEntry:
    filing = {**row, "topics": topics, "primary": row["primary_topic"], "sale": _sale(row)}
    return FiledEntry(
        entry=value_from(Entry, row),
        filing=value_from(Filing, filing),
        story_id=row["story_id"],
        first_seen_at=row["first_seen_at"],
        held=row["held"],
        withdrawn_at=row["withdrawn_at"],
        late=row["late"],
        flaps=row["flaps"],
        edited_at=row["edited_at"],
        moves=row["moves"],
        moved_at=row["moved_at"],
        copy_of=row["copy_of"],
    )


def _sale(row: Mapping[Any, Any]) -> Sale | None:
    if row["sale_is_result"] is None:
        return None
    return Sale(
        from_at=row["sale_from_at"],
        until_at=row["sale_until_at"],
        is_result=row["sale_is_result"],
    )


def topic_rows(entry_id: EntryId, filing: Filing) -> list[Row]:
    return [
        {"entry_id": entry_id, "position": position, "topic": topic}
        for position, topic in enumerate(filing.topics)
    ]


def story_row(story: StoryState) -> Row:
    row = as_fields(story)
    del row["members"]
    return row


def story_from(row: Mapping[Any, Any], members: tuple[EntryId, ...]) -> StoryState:
    return value_from(StoryState, {**row, "members": members})


def decision_row(decision: Decision) -> Row:
    row = as_fields(decision)
    plain = row | {
        "at": decision.at.timestamp(),
        "evidence": [as_fields(seen) for seen in decision.evidence],
    }
    digest = blake2b(json.dumps(plain, sort_keys=True).encode(), digest_size=16).hexdigest()
    return row | {"digest": digest}
