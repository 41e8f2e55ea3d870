"""What changes: entries that say something else than they did."""

from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.core.plan.desk import Desk
from aggregator.core.plan.rekeying import former
from aggregator.core.plan.stories import elect, refile
from aggregator.core.reading import Reading
from aggregator.core.significance import Edit, is_same_wording, weighed
from aggregator.core.urls import clean
from aggregator.model import DateSource, Entry, EntryId, FiledEntry, Filing

# Edits without weight, each within a day of the last, that are taken over: then it is a counter
# or an advert that changes, not the item.
MOST_FLAPS = 5
# Edits of weight, likewise, that move `updated`: an advert may name another price at each fetch,
# and a story that goes on all day need not be new to readers every hour.
MOST_MOVES = 5
QUIET = timedelta(days=1)
# Items of which a document tells so much more or less at once that it is no edit of theirs.
RETOLD, LONGER, MORE_WORDS = 5, 1.5, 10
_RETOLD = "its document tells more, or less, of most of its items"


def retold(desk: Desk, reading: Reading) -> frozenset[EntryId]:
    """Those of which a document says more or less, as of most: whole texts for teasers."""
    known = [(desk.entries.get(entry.id), entry) for entry, _ in reading.fresh]
    ids = {new.id for old, new in known if old is not None and _is_retold(old.entry, new)}
    return frozenset(ids if len(ids) >= RETOLD and len(ids) * 2 > len(reading.listed) else ())


def _is_retold(old: Entry, new: Entry) -> bool:
    shorter, longer = sorted(len(one.text.split()) for one in (old, new))
    more = longer >= shorter * LONGER and longer - shorter >= MORE_WORDS
    return (more or longer > shorter == 0) and is_same_wording(old.title, new.title)


def change(
    desk: Desk,
    old: FiledEntry,
    entry: Entry,
    filing: Filing,
    at: datetime,
    *,
    is_retold: bool = False,
) -> bool:
    """Take over what an item says now; whether that changed anything that readers see."""
    returned = old.withdrawn_at is not None
    if returned:
        desk.decide(entry.id, at, "returned", "listed again", rule="in the document again")
        old = replace(old, withdrawn_at=None)
    if clean(entry.link) == clean(old.entry.link):  # a campaign's next name is no edit
        entry = replace(entry, link=old.entry.link)
    edit = weighed(old.entry, entry)
    if is_retold:
        edit = Edit(fields=edit.fields, grew=edit.grew, rule=_RETOLD)
    moves = _moves(old, edit, at)
    entry = _edited(old.entry, entry, edit, at, restless=moves > MOST_MOVES)
    if not edit.fields:  # outputs name its source's date, and stay as they are
        entry = replace(entry, source_updated_at=old.entry.source_updated_at)
        refile(desk, old, entry, filing, at)
        return returned
    flaps = _flaps(old, edit, at)
    is_noise = not edit.grew and filing.is_sponsored == old.filing.is_sponsored
    if flaps > MOST_FLAPS and is_noise:
        _damp(desk, replace(old, flaps=flaps, edited_at=at), entry, at)
        return returned
    moved = entry.updated_at > old.entry.updated_at
    moved_at = at if edit.weighty else old.moved_at
    counted = replace(old, flaps=flaps, edited_at=at, moves=moves, moved_at=moved_at)
    refile(desk, counted, entry, filing, at)
    desk.versions.append(former(old.entry, at))
    _tell(desk, old, edit, at, moved=moved, moves=moves)
    story = desk.stories[desk.entries[entry.id].story_id]
    if moved and story.lead_id == entry.id and entry.updated_at > story.updated_at:
        desk.keep_story(replace(story, updated_at=entry.updated_at))
    return True


def is_told_shorter(old: FiledEntry, entry: Entry, filing: Filing) -> bool:
    """Whether a page tells what is known by its title alone, of which it told more before.

    An article that leaves the main column may stay in a list of those most read.
    """
    was = old.entry
    is_bare = was.title == entry.title and not entry.text and bool(was.text)
    return is_bare and old.withdrawn_at is None and not filing.is_sponsored


def _tell(
    desk: Desk, old: FiledEntry, edit: Edit, at: datetime, *, moved: bool, moves: int
) -> None:
    """Tell of an edit; of an entry that is restless, once: its versions tell the rest."""
    rule = edit.rule
    if moves > MOST_MOVES:
        if old.moves > MOST_MOVES:
            return
        rule = f"{rule}, as in {MOST_MOVES} edits before; further ones are not told"
    outcome = "updated moved" if moved else "content alone"
    desk.decide(old.entry.id, at, "edited", outcome, rule=rule, evidence=edit.evidence)


def _flaps(old: FiledEntry, edit: Edit, at: datetime) -> int:
    """Edits in a row that changed nothing of weight, this one included.

    A story that goes on only grows, and is none; an advert that comes and goes is one.
    """
    if edit.weighty:
        return 0
    is_next = old.edited_at is not None and at - old.edited_at <= QUIET
    before = min(old.flaps, MOST_FLAPS) if is_next else 0
    return before if edit.grew else before + 1


def _moves(old: FiledEntry, edit: Edit, at: datetime) -> int:
    """Edits of weight in a row, this one included."""
    is_next = old.moved_at is not None and at - old.moved_at <= QUIET
    before = old.moves if is_next else 0
    return min(before, MOST_MOVES) + 1 if edit.weighty else before


def _damp(desk: Desk, filed: FiledEntry, entry: Entry, at: datetime) -> None:
    """Let the entry stand as it is; its digest goes on, so that it need not be read again."""
    before = desk.entries[entry.id]
    kept = replace(before.entry, digest=entry.digest)
    desk.keep(replace(filed, entry=kept))
    if before.flaps <= MOST_FLAPS:
        rule = f"{MOST_FLAPS} edits in a row without weight: a counter, or an advert"
        desk.decide(entry.id, at, "damped", "left as it is", rule=rule)
    elect(desk, filed.story_id, at)


def _edited(old: Entry, new: Entry, edit: Edit, at: datetime, *, restless: bool) -> Entry:
    """The new version with dates that do not wander.

    An edit of weight moves `updated`; a considerable one does where its publisher says so
    too; any other changes content alone (RFC 4287 section 4.2.15), and so does each edit of
    an entry that is `restless`.
    """
    published_at, source = _published(old, new, at)
    updated_at = old.updated_at
    says_so = old.updated_at < new.updated_at <= at and new.date_source not in {
        DateSource.FIRST_SEEN,
        DateSource.LINK,
    }
    is_news = edit.weighty or (edit.considerable and says_so)
    if is_news and not restless:
        updated_at = new.updated_at if says_so else at
    return replace(
        new,
        published_at=published_at,
        updated_at=max(updated_at, published_at, old.updated_at),
        date_source=source,
    )


def _published(old: Entry, new: Entry, at: datetime) -> tuple[datetime, DateSource]:
    """The first date that was stated stands, unless an earlier one corrects it.

    Some software dates every item anew at each fetch, and some publishers do it to climb.
    """
    was_stated = old.date_source is not DateSource.FIRST_SEEN
    is_stated = new.date_source is not DateSource.FIRST_SEEN and new.published_at < at
    if is_stated and (not was_stated or new.published_at < old.published_at):
        return new.published_at, new.date_source
    return old.published_at, old.date_source
