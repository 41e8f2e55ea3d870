"""What changes: entries that say something else than they did."""

from dataclasses import replace
from datetime import datetime

from aggregator.core.plan.desk import Desk
from aggregator.core.plan.rekeying import former
from aggregator.core.plan.stories import elect, part
from aggregator.model import DateSource, Entry, FiledEntry, Filing


def change(desk: Desk, old: FiledEntry, entry: Entry, filing: Filing, at: datetime) -> None:
    entry = _edited(old.entry, entry, at)
    ruled = any(ruling.kind == "file" for ruling in desk.rulings.get(entry.id, ()))
    if old.withdrawn_at is not None:
        desk.decide(entry.id, at, "returned", "listed again", rule="in the document again")
    if old.entry.digest != entry.digest:
        desk.versions.append(former(old.entry, at))
        moved = entry.updated_at > old.entry.updated_at
        outcome = "updated moved" if moved else "content alone"
        desk.decide(entry.id, at, "edited", outcome, rule="its item says something else")
    if not ruled and filing != old.filing:
        desk.note(entry.id, at, filing)
    kept = old.filing if ruled else filing
    filed = replace(old, entry=entry, filing=kept, withdrawn_at=None)
    desk.keep(filed)
    if kept.is_sponsored != old.filing.is_sponsored:
        part(desk, filed, at)
    story_id = desk.entries[entry.id].story_id
    elect(desk, story_id, at)
    story = desk.stories[story_id]
    if story.lead_id == entry.id and entry.updated_at > story.updated_at:
        desk.keep_story(replace(story, updated_at=entry.updated_at))


def _edited(old: Entry, new: Entry, at: datetime) -> Entry:
    """The new version with dates that do not wander.

    A changed title or address, or the publisher's own word, moves `updated`; any
    other edit changes content alone (RFC 4287 section 4.2.15).
    """
    undated = new.date_source is DateSource.FIRST_SEEN
    # A date that is not past was set to the moment of reading: it would wander with each.
    published_at = old.published_at if undated or new.published_at >= at else new.published_at
    updated_at = old.updated_at
    if new.updated_at > old.updated_at and not undated:
        updated_at = new.updated_at
    elif (new.title, new.canonical_link) != (old.title, old.canonical_link):
        updated_at = at
    return replace(new, published_at=published_at, updated_at=max(updated_at, published_at))
