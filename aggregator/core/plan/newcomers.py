"""Which new entries are news: not an archive, and not lost because they come late."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from enum import Enum

from aggregator.core.plan.desk import ARCHIVED, Desk
from aggregator.core.reading import Reading
from aggregator.model import DateSource, Entry, EntryId

# A trade magazine's news is listed within hours; over a long weekend, within three days.
RECENT = timedelta(days=3)
DAY = timedelta(days=1)
# So many old items may come at once and be news; more are an archive.
FEW = 3


class Standing(Enum):
    """What a new entry is to readers."""

    NEWS = "news"
    LATE = "late"  # dated long ago, and not listed until now
    OLD = "old"


def standings(
    desk: Desk, reading: Reading, entries: Collection[Entry]
) -> Mapping[EntryId, Standing]:
    """What each of these new entries of a document is.

    While the wire itself is young, all is news: nobody is there yet who could be flooded.
    Later a feed's first document brings what is dated within the last days. A feed that
    we know brings news, and sometimes one that is dated before we last looked: that is
    late, as is a whole issue dated after the feed's newest item. More than a few that are
    older than that are an archive.
    """
    if reading.parsed is None or _is_young(desk.rules.began_at, reading.at):
        return {}
    last_read_at = reading.state.last_success_at
    if last_read_at is None:
        old = [one.id for one in entries if not _is_recent(one, reading.at)]
        _tell(desk, reading, old, "of its first document are old or undated")
        return dict.fromkeys(old, Standing.OLD)
    before = min(reading.at - RECENT, last_read_at - DAY)
    late = [one for one in entries if _is_dated(one) and one.published_at < before]
    newest = max(reading.state.arrivals, default=before)
    behind = {one.id for one in late if one.published_at <= newest}
    found = dict.fromkeys((one.id for one in late), Standing.LATE)
    if len(behind) > FEW:
        _tell(desk, reading, behind, "were listed at once that are older than those known")
        found |= dict.fromkeys(behind, Standing.OLD)
    return found


def _is_young(began_at: datetime | None, at: datetime) -> bool:
    return began_at is None or at - began_at < DAY


def _is_dated(entry: Entry) -> bool:
    return entry.date_source is not DateSource.FIRST_SEEN


def _is_recent(entry: Entry, at: datetime) -> bool:
    return _is_dated(entry) and entry.published_at >= at - RECENT


def _tell(desk: Desk, reading: Reading, ids: Collection[EntryId], why: str) -> None:
    if ids:
        words = f"{_counted(ids)} {why}: held back; `restore` lets one through"
        desk.notify(ARCHIVED, reading.at, words)


def _counted(ids: Iterable[EntryId]) -> str:
    count = len(tuple(ids))
    return f"{count} item{'s' * (count != 1)}"
