"""What a visit to a sitemap reads: of an index which sitemaps, of addresses which pages."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.core.dates import parse_date
from aggregator.core.dating import NEVER, latest
from aggregator.model import ParsedItem, Part, Unread

CHILDREN = 5  # sitemaps that a visit reads, beside the index
AT_FIRST = 20  # pages that a sitemap's first visit asks for: an archive is not walked
QUEUE = 200  # pages that may wait
# A day that is named without an hour is over everywhere by then.
OVER = timedelta(hours=36)
RECENT = timedelta(days=3)
_WHOLE_DAY = len("2026-05-04")


def changed_parts(
    named: Sequence[Part], before: Sequence[Part], *, is_same: bool
) -> tuple[Part, ...]:
    """The sitemaps of an index that are new, or changed since they were read; newest first."""
    known = {one.url: one.changed for one in before}
    changed = (one for one in named if one.url not in known or known[one.url] != one.changed)
    return () if is_same else tuple(sorted(changed, key=lambda one: _at(one.changed), reverse=True))


def silent_parts(named: Iterable[Part], before: Iterable[Part]) -> tuple[Part, ...]:
    """Those of which it is not known whether they changed, the longest unread first."""
    there = {one.url: one.changed for one in named}
    return tuple(one for one in before if is_silent(one) and there.get(one.url, "") == one.changed)


def is_silent(part: Part) -> bool:
    """Whether a sitemap has to be read to know that nothing changed."""
    return part.changed is None or part.is_open


def asked_parts(changed: Sequence[Part], silent: Iterable[Part]) -> tuple[Part, ...]:
    """What one visit reads: those that changed, and in turn those that do not say."""
    return (*changed, *silent)[:CHILDREN]


def read_by(part: Part, now: datetime) -> Part:
    """A sitemap as it is remembered that was read at `now`.

    Under a date without an hour more may come as long as that day lasts.
    """
    said = part.changed or ""
    is_over = ":" in said or (len(said) >= _WHOLE_DAY and now - _at(said, now) > OVER)
    return replace(part, is_open=bool(said) and not is_over)


def remembered(
    named: Iterable[Part], before: Iterable[Part], read: Collection[Part]
) -> tuple[Part, ...]:
    """The sitemaps known from now on, those that were read now at the end."""
    there = {one.url for one in named} - {one.url for one in read}
    return (*(one for one in before if one.url in there), *read)


def queued(
    waiting: Iterable[Unread],
    fresh: Iterable[ParsedItem],
    archive: Collection[ParsedItem],
    *,
    since: datetime | None,
) -> tuple[tuple[Unread, ...], int]:
    """The pages to read, newest first, and how many are left out for good.

    Of an `archive`, in which we look for the first time, the newest alone, and none of days
    before `since`, when following began.
    """
    recent = (one for one in archive if not _is_old(one, since))
    newest = sorted(recent, key=latest, reverse=True)[:AT_FIRST]
    wanted = (Unread(url=one.link or "", changed=one.updated) for one in (*fresh, *newest))
    queue = sorted((*waiting, *wanted), key=_urgency, reverse=True)
    return tuple(queue[:QUEUE]), len(archive) - len(newest) + max(len(queue) - QUEUE, 0)


def _urgency(one: Unread) -> tuple[int, datetime]:
    return -one.tries, _at(one.changed)


def _is_old(item: ParsedItem, since: datetime | None) -> bool:
    return since is not None and NEVER < latest(item) < since - RECENT


def _at(said: str | None, other: datetime = NEVER) -> datetime:
    return parse_date(said, timezone=None) or other
