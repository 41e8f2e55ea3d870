"""What arrives: entries that are news, that come late, and that are old."""

from dataclasses import replace
from datetime import datetime

from aggregator.core.dedupe import join
from aggregator.core.plan.desk import Desk
from aggregator.core.plan.stories import elect, founded, joined, minted, seated
from aggregator.model import Entry, FiledEntry, Filing


def add(desk: Desk, entry: Entry, filing: Filing, at: datetime, *, late: bool = False) -> None:
    """Take in news. What comes `late` stands where news of this moment does."""
    story_id = minted(entry, at, desk.rules.authority)
    filed = FiledEntry(entry=entry, filing=filing, story_id=story_id, first_seen_at=at, late=late)
    desk.note(entry.id, at, filing)
    if late:
        rule = f"dated {entry.published_at:%Y-%m-%d}, and not listed until now"
        desk.decide(entry.id, at, "late", "shown as of today", rule=rule)
    copy = join(filed, desk.bearers(entry), desk.replaced)
    if copy is None:
        desk.keep(filed)
        desk.keep_story(founded(filed))
        return
    story_id = joined(desk, copy.other, filed)
    if desk.is_unseen(story_id):
        # To readers it begins with this entry.
        begun, members = replace(filed, story_id=story_id), desk.stories[story_id].members
        desk.keep_story(replace(founded(begun), members=members))
    held = copy.other.held if desk.is_hidden(copy.other) else None
    desk.keep(replace(filed, story_id=story_id, held=held))
    if held is not None:
        rule = f"a copy of {copy.other.entry.id}, which a person hid"
        desk.decide(entry.id, at, "held", held, rule=rule)
    desk.decide(entry.id, at, "joined", story_id, rule=copy.rule, evidence=copy.evidence)
    elect(desk, story_id, at, joining=(entry.id,))


def add_old(
    desk: Desk, entry: Entry, filing: Filing, at: datetime, *, held: str, rule: str
) -> None:
    """Hold it back: a story of which it is a copy takes it in, and is otherwise as before."""
    story_id = minted(entry, at, desk.rules.authority)
    filed = FiledEntry(entry=entry, filing=filing, story_id=story_id, first_seen_at=at, held=held)
    desk.note(entry.id, at, filing)
    desk.decide(entry.id, at, "held", held, rule=rule)
    copy = join(filed, desk.bearers(entry), desk.replaced)
    if copy is None:
        desk.keep(filed)
        desk.keep_story(founded(filed))
        return
    story = desk.stories[copy.other.story_id]
    desk.keep(replace(filed, story_id=story.id))
    desk.keep_story(replace(story, members=seated(desk, (*story.members, entry.id))))
    desk.decide(entry.id, at, "joined", story.id, rule=copy.rule, evidence=copy.evidence)
