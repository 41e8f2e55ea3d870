"""Which new entries are news: not an archive, and not lost because they come late."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from aggregator.core.plan.desk import ARCHIVED, Desk
from aggregator.core.reading import Reading
from aggregator.core.urls import canonical
from aggregator.model import DateSource, Entry, EntryId, value

# A trade magazine's news is listed within hours; over a long weekend, within three days.
RECENT = timedelta(days=3)
DAY = timedelta(days=1)
# So many old items may come at once and be news; more are an archive.
FEW = 3

_DATED = f"in its feed's first document, and dated more than {RECENT.days} days before that"
_UNDATED = "undated in the first document that we read: it may be old"
_MOVED_UP = "at the end of its document, from which another was taken out: it moved up"


@value
class Newcomers:
    """Of new entries those that come `late`, and the `old` ones with why each is no news."""

    late: frozenset[EntryId] = frozenset()
    old: Mapping[EntryId, str]


def newcomers(desk: Desk, reading: Reading, entries: Collection[Entry]) -> Newcomers:
    """What the new entries of a document are; those that are not named are plain news.

    While the wire itself is young, all is news: nobody is there yet who could be flooded.
    Later a feed's first document brings what is dated within the last days. A feed that
    we know brings news, and sometimes one that is dated before we last looked: that is
    late, as is a whole issue dated after the feed's newest item. More than a few that are
    older than that are an archive.
    """
    if reading.parsed is None or _is_young(desk.began_at, reading.at):
        return Newcomers(old={})
    waited = _waited(reading, entries)
    first = _of_first_document(reading, entries, waited)
    unlike = waited | first.keys()
    late = [one for one in entries if one.id not in unlike and _is_behind(one, reading)]
    behind = _archive(reading, late) | _moved_up(reading, late)
    if first:
        _tell(desk, reading, f"of its first document are {_undated_or_old(first)}", len(first))
    if len(behind) > FEW:
        _tell(desk, reading, "were listed at once that are older than those known", len(behind))
    old = first | behind
    return Newcomers(late=frozenset(one.id for one in late if one.id not in old), old=old)


def _is_young(began_at: datetime | None, at: datetime) -> bool:
    return began_at is None or at - began_at < DAY


def _waited(reading: Reading, entries: Collection[Entry]) -> frozenset[EntryId]:
    """A sitemap's pages that were known at an earlier visit, and are read only now."""
    known = {canonical(one.url) for one in reading.state.unread}
    return frozenset(one.id for one in entries if one.canonical_link in known)


def _of_first_document(
    reading: Reading, entries: Collection[Entry], waited: frozenset[EntryId]
) -> dict[EntryId, str]:
    """Those that may have been listed for long before we looked.

    Of a feed of which nothing is known yet: all that are not of the last days. The first
    document of a new address tells no more of what it does not date. Pages that waited
    were listed then as those were that we read at once.
    """
    state = reading.state
    is_first = not state.arrivals
    began_at = reading.at if is_first else state.added_at or reading.at
    return {
        one.id: _DATED if _is_dated(one) else _UNDATED
        for one in entries
        if is_first or one.id in waited or not (state.is_read or _is_dated(one))
        if not _is_dated(one) or one.published_at < began_at - RECENT
    }


def _is_behind(entry: Entry, reading: Reading) -> bool:
    """Dated so long ago that we would have seen it then: what came while we were away is not."""
    last_read_at = reading.state.last_success_at or reading.at
    before = min(reading.at - RECENT, last_read_at - DAY)
    return _is_dated(entry) and entry.published_at < before


def _moved_up(reading: Reading, late: Collection[Entry]) -> dict[EntryId, str]:
    """Older than all that were listed, and below them, in a document that did not grow."""
    before, listed = frozenset(reading.state.listing), reading.listed
    stayed = [place for place, one in enumerate(listed) if one in before]
    if not stayed or len(listed) > len(before):
        return {}
    tail = frozenset(listed[stayed[-1] + 1 :])
    oldest = min((at for one, at in reading.dates.items() if one in before), default=reading.at)
    return {one.id: _MOVED_UP for one in late if one.id in tail and one.published_at < oldest}


def _archive(reading: Reading, late: Collection[Entry]) -> dict[EntryId, str]:
    """Those older than the feed's newest, where they are many.

    An issue's items bear the issue's date, and not all of them need come at once: a day
    older than the newest is not older.
    """
    newest = max(reading.state.arrivals, default=reading.at)
    behind = [one.id for one in late if one.published_at < newest - DAY]
    if len(behind) <= FEW:
        return {}
    return dict.fromkeys(behind, f"{len(behind)} old items were listed at once: an archive")


def _is_dated(entry: Entry) -> bool:
    return entry.date_source is not DateSource.FIRST_SEEN


def _undated_or_old(first: Mapping[EntryId, str]) -> str:
    reasons = set(first.values())
    return " or ".join(["old"] * (_DATED in reasons) + ["undated"] * (_UNDATED in reasons))


def _tell(desk: Desk, reading: Reading, what: str, count: int) -> None:
    words = (
        f"{count} item{'s' * (count != 1)} {what}: held back;"
        " what appears from now on is news, and `restore` lets one through"
    )
    desk.notify(ARCHIVED, reading.at, words)
