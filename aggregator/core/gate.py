"""The gate: an output replaces the last one only if it is sound (docs/operations.md)."""

from collections import Counter
from datetime import datetime

from aggregator.core.parse import parse
from aggregator.core.render import MEDIA_TYPE
from aggregator.model import (
    OutputFeed,
    ParsedFeed,
    Published,
    ReadFailed,
    Story,
    StoryId,
)


def refusal(
    output: OutputFeed,
    stories: tuple[Story, ...],
    body: bytes,
    *,
    previous: Published | None,
    definition: str,
    updated_at: datetime,
    gone: frozenset[StoryId],
) -> str | None:
    """Why this rendering must not replace the last one, in words; None lets it through.

    `gone` are stories of the last one that no output may carry any more.
    """
    flaw = _flaw(body, len(stories))
    if flaw is not None or previous is None:
        return flaw
    if updated_at < previous.updated_at:
        return (
            f"updated would go back from {previous.updated_at.isoformat()}"
            f" to {updated_at.isoformat()}"
        )
    if previous.definition != definition or len(stories) >= output.limit:
        return None  # another selection, or newer stories, pushed the lost ones out
    return _loss(previous.story_ids, gone.union(story.id for story in stories))


def _flaw(body: bytes, expected: int) -> str | None:
    """What a reader would stumble over."""
    parsed = parse(body, content_type=MEDIA_TYPE, url="")
    if isinstance(parsed, ReadFailed):
        return f"does not read back: {parsed.reason}"
    if parsed.flaw is not None:
        return f"is ill-formed: {parsed.flaw}"
    if len(parsed.items) != expected:
        return f"reads back as {len(parsed.items)} entries instead of {expected}"
    return _nameless(parsed) or _repeated(parsed)


def _nameless(parsed: ParsedFeed) -> str | None:
    for place, item in enumerate(parsed.items, start=1):
        for name, text in (("id", item.guid), ("title", item.title), ("link", item.link)):
            if not text:
                return f"entry {place} of {len(parsed.items)} has no {name}"
    return None


def _repeated(parsed: ParsedFeed) -> str | None:
    for guid, times in Counter(item.guid for item in parsed.items).items():
        if times > 1:
            return f"{times} entries bear the id {guid}"
    return None


def _loss(before: tuple[StoryId, ...], explained: frozenset[StoryId]) -> str | None:
    lost = sum(one not in explained for one in before)
    if lost * 2 <= len(before):
        return None
    return f"lost {lost} of {len(before)} entries that nothing explains; the limit is half"
