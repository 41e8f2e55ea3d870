"""The gate: an output replaces the last one only if it is sound (docs/publishing.md)."""

from collections import Counter
from collections.abc import Mapping

from aggregator.core.parse import parse
from aggregator.core.render import MEDIA_TYPES
from aggregator.model import (
    Edition,
    Gate,
    ParsedFeed,
    Published,
    ReadFailed,
    StoryId,
)


def refusal(
    edition: Edition,
    documents: Mapping[str, bytes],
    *,
    gate: Gate,
    previous: Published | None,
    definition: str,
    gone: frozenset[StoryId],
) -> str | None:
    """Why these documents must not replace the last ones, in words; None lets them through.

    `gone` are stories of the last edition that this one does not carry for a known reason.
    """
    stories, updated_at = edition.stories, edition.updated_at
    for name, body in documents.items():
        if (flaw := _flaw(name, body, len(stories))) is not None:
            return f"{name}: {flaw}"
    if previous is None:
        return None
    if updated_at < previous.updated_at:
        return (
            f"updated would go back from {previous.updated_at.isoformat()}"
            f" to {updated_at.isoformat()}"
        )
    if previous.definition != definition or len(stories) >= edition.output.limit:
        return None  # another selection, or newer stories, pushed the lost ones out
    return _loss(previous.story_ids, gone.union(story.id for story in stories), gate.loss)


def _flaw(name: str, body: bytes, expected: int) -> str | None:
    """What a reader of this document would stumble over."""
    suffix = name.rpartition(".")[2]
    parsed = parse(body, content_type=MEDIA_TYPES[f".{suffix}"], url="")
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


def _loss(before: tuple[StoryId, ...], explained: frozenset[StoryId], limit: float) -> str | None:
    lost = sum(one not in explained for one in before)
    if lost <= len(before) * limit:
        return None
    return f"lost {lost} of {len(before)} entries that nothing explains; the limit is {limit:.0%}"
