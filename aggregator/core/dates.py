"""Dates as publishers write them. Nothing is guessed: what could mean two days is none."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from aggregator.core.calendars import (
    day_first,
    is_weekday,
    is_whole_weekday,
    month_named,
    plain_letters,
)
from aggregator.core.zones import is_of_earth, is_zone_name, zone_of

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100  # before feeds there was the web; beyond lies a typo
LONGEST = 100  # characters; the longest form that is told apart has some 60

_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|o|\.o?)?"
_NAME = r"(?P<name>[^\W\d_]{3,})\.?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_LONG_YEAR = r"(?P<year>\d{4})"
_HALF = r"(?P<half>[ap])\.? ?m\b\.?"
_TIME = (
    r"(?P<hour>\d{1,2})"
    r"(?:(?::|\.| ?h ?)(?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    rf"(?: ?{_HALF}|(?P<clock> ?h\b| ?hrs\b| uhr\b| uur\b)\.?)?"
)
_ZONE = (
    r"(?P<zone>[a-z]{1,4}(?![a-z/+-])|[a-z]{3,10}/[a-z_]{2,20}"
    r"|(?:(?:gmt|utc) ?)?[+-]\d{1,2}(?::?\d{2})?)"
)
_ZONE = rf"(?:{_ZONE}(?:(?<=[+-]\d{{4}}) [a-z]{{3,4}})?)"  # Go names the zone behind its offset
_AT = r"at|um|a|las|la|alle|ore|as|om|kl|o|godz|v|ve|saat|в"  # before a time, in any language
_ERA = r"(?: ?(?:г|года|r|roku)\b\.?)?"  # Russian and Polish: of the year
_TAIL = rf"{_ERA}(?:(?:t|[ ,|@·•-]+(?:(?:{_AT})\.? )*){_TIME}(?: ?{_ZONE})?)?"
_UNBROKEN = (
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    rf"(?:t?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)? ?{_ZONE}?)?"
)
# Chinese, Japanese and Korean, which write a weekday in one letter too.
_EAST_WEEKDAY = (
    r"(?: ?(?:(?:星期|[周週])[一二三四五六日天]|[月火水木金土日](?:曜日?)?"
    r"|[월화수목금토일](?:요일)?))?"
)
_EAST_TIME = (
    r"(?P<half>[上下]午|午[前後]|오[전후]|[ap]m)? ?(?P<hour>\d{1,2})"
    r"(?::|(?P<clock> ?[時时點点시])) ?"
    r"(?:(?P<minute>\d{1,2}) ?[分분]?(?:(?::| ?)(?P<second>\d\d) ?[秒초]?)?)?"
)
_EAST = (
    r"(?P<year>\d{4}) ?[年년] ?(?P<month>\d{1,2}) ?[月월] ?(?P<day>\d{1,2}) ?[日号號일]"
    rf"{_EAST_WEEKDAY},?(?: ?{_EAST_TIME}(?: ?{_ZONE})?)?"
)
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_DAY}[ -]+(?:de |of )?{_NAME}[ ,-]+(?:de |del )?{_YEAR}{_TAIL}",
        rf"{_NAME} {_DAY},? {_LONG_YEAR}{_TAIL}",
        rf"{_LONG_YEAR}[-/.] ?(?P<month>\d{{1,2}})[-/.] ?{_DAY}{_TAIL}",
        rf"(?P<one>\d{{1,2}})(?P<by>[./-]) ?(?P<other>\d{{1,2}})(?P=by) ?{_YEAR}{_TAIL}",
        rf"{_NAME} {_DAY} {_TIME}(?: {_ZONE})? {_LONG_YEAR}",
        rf"{_LONG_YEAR}[ -]{_NAME}[ -]{_DAY}{_TAIL}",
        _UNBROKEN,
        _EAST,
    )
)
_PARTS = (
    "year", "month", "name", "day", "one", "by", "other",
    "hour", "minute", "second", "fraction", "half", "clock", "zone",
)  # fmt: skip
# Years, months and days of one length, a time to the minute: what needs no telling apart.
_ISO = re.compile(
    r"\d{4}-\d\d-\d\d(?:[ t]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?: ?(?:z|[+-]\d\d:?\d\d))?)?",
    re.ASCII,
)
# Nine feeds in ten are dated so (RFC 822); the forms below would read it too, at thrice the time.
_MAIL = re.compile(
    r"(?:(?P<weekday>[a-z]{3}), )?(?P<day>\d{1,2}) (?P<name>[a-z]{3}) (?P<year>\d{4})"
    r" (?P<hour>\d\d):(?P<minute>\d\d):(?P<second>[0-5]\d) (?P<zone>gmt|utc|[+-]\d{4})",
    re.ASCII,
)
_EPOCH = re.compile(r"(?P<whole>\d{9,16})(?:\.(?P<rest>\d{1,9}))?", re.ASCII)
_EPOCH_SCALES = {9: 0, 10: 0, 12: 3, 13: 3, 15: 6, 16: 6}  # by digits, as powers of ten
_COMPACT = (12, 14)  # digits of 202601021000, which as an epoch would be of 1976

_COMMENT = re.compile(r" ?\([^()]*\)| ?\[[\w/+-]*\]$")  # RFC 5322 section 3.2.2; Java's zone
_ZONE_ASIDE = re.compile(  # behind a time, not behind an offset
    r"(?<![+-]\d:\d\d)(?<![+-]\d\d:\d\d)(?<=:\d\d) ?\(([a-z]{2,4})\)$"
)
_OPENING = re.compile(r"([^\W\d_]+(?:-feira)?)(?:[., ]+)(?=\S)")
_ARTICLES = frozenset("le el il den d am op dia the".split())  # `le 2 janvier`, `d. 2. januar`

_GREENWICH = frozenset({"gmt", "utc", "+0000", "-0000"})
_DIGIT = re.compile(r"\d")
_PIVOT, _NOON, _MIDNIGHT, _MONTHS_A_YEAR = 69, 12, 24, 12
_EPOCH_BEGAN = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_LONG = timedelta(days=1)


def parse_date(
    text: str | None, *, timezone: str | None, language: str | None = None
) -> datetime | None:
    """The moment that a text names, or None where it names none that is plausible.

    `timezone` (an IANA name, else UTC) is for dates that state no zone, and for zones whose
    names several lands use; `language` (a tag of BCP 47) for those that do not say whether
    the day or the month comes first, and for month names that languages differ over.
    """
    said = plain_letters((text or "")[: 2 * LONGEST])
    if len(said) > LONGEST or not _DIGIT.search(said):
        return None
    home = ZoneInfo(timezone) if timezone else UTC
    try:
        at = _iso(said) or _mail(said, home) or _epoch(said) or _written(said, language, home)
        if at is None:
            return None
        at = (at if at.tzinfo else at.replace(tzinfo=home)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None  # the thirtieth of February, 25 o'clock, an offset of days
    return at if EARLIEST_YEAR <= at.year <= LATEST_YEAR else None


def _iso(said: str) -> datetime | None:
    if not _ISO.fullmatch(said) or said[11:13] == "24" or said[17:19] == "60":
        return None
    at = datetime.fromisoformat(said.upper().replace(" ", "T", 1).replace(" ", ""))
    if at.tzinfo is not None and not is_of_earth(at.utcoffset()):
        raise ValueError
    return at


def _mail(said: str, home: tzinfo) -> datetime | None:
    match = _MAIL.fullmatch(said)
    if match is None:
        return None
    weekday, day, name, year, hour, minute, second, zone = match.groups()
    month = month_named(name, None)
    if month is None or (weekday and not is_weekday(weekday)):
        return None
    at = datetime(int(year), month, int(day), int(hour), int(minute), int(second))  # noqa: DTZ001
    tz = UTC if zone in _GREENWICH else zone_of(zone, at, home)
    return None if tz is None else at.replace(tzinfo=tz)


def _epoch(said: str) -> datetime | None:
    match = _EPOCH.fullmatch(said)
    if match is None or len(match["whole"]) not in _EPOCH_SCALES:
        return None
    if len(said) in _COMPACT and said[0] == "2":
        return None
    scale = _EPOCH_SCALES[len(match["whole"])]
    digits = match["whole"] + (match["rest"] or "")
    places = scale + len(match["rest"] or "")
    micros = int(digits.ljust(len(digits) + 6, "0")) // 10**places
    return _EPOCH_BEGAN + timedelta(microseconds=micros)


def _written(said: str, language: str | None, home: tzinfo) -> datetime | None:
    for text in _readings(said):
        for form in _FORMS:
            match = form.fullmatch(text)
            if match is not None:
                part = dict.fromkeys(_PARTS) | match.groupdict()
                return _moment(part, language, home)
    return None


def _readings(said: str) -> Iterator[str]:
    """A text without comments, then without the weekday that opens it or stands within."""
    if "(" in said or "[" in said:
        said = _without_comments(said)
    if said[0].isdigit():
        yield said
    else:
        whole, said = said, _opened(said)
        yield said
        if whole != said:
            yield whole  # `mar 3, 2026` opens with a month that could be Tuesday
    words = said.split()
    rest = [word for word in words if not is_whole_weekday(word.strip(".,"))]
    if len(rest) < len(words):
        yield " ".join(rest)


def _without_comments(said: str) -> str:
    aside = _ZONE_ASIDE.search(said)
    if aside and is_zone_name(aside[1]):
        return f"{said[: aside.start()]} {aside[1]}"
    before = None
    while before != said:  # they may be nested
        before, said = said, _COMMENT.sub("", said).strip()
    return said or "?"


def _opened(said: str) -> str:
    """Behind weekdays and articles."""
    match = _OPENING.match(said)
    while match and (is_weekday(match[1]) or match[1] in _ARTICLES):
        said = said[match.end() :]
        match = _OPENING.match(said)
    return said


def _moment(part: dict[str, str | None], language: str | None, home: tzinfo) -> datetime | None:
    day_and_month = _day_and_month(part, language)
    if day_and_month is None or not _is_time(part):
        return None
    hour, minute, second = (int(part[name] or 0) for name in ("hour", "minute", "second"))
    is_next = hour == _MIDNIGHT and not minute and not second  # ISO 8601's end of a day
    at = (
        datetime(  # noqa: DTZ001 - its zone is told below
            _year(part["year"] or ""),
            day_and_month[1],
            day_and_month[0],
            0 if is_next else _hour(hour, part["half"]),
            minute,
            59 if second == 60 else second,  # noqa: PLR2004 - a leap second (RFC 3339 section 5.6)
            int((part["fraction"] or "0").ljust(6, "0")[:6]),
        )
        + (_DAY_LONG if is_next else timedelta())
    )
    if part["zone"] is None:
        return at
    zone = zone_of(part["zone"], at, home)
    return None if zone is None else at.replace(tzinfo=zone)


def _is_time(part: dict[str, str | None]) -> bool:
    """Whether an hour is one: a lone number behind a date may be anything."""
    return not part["hour"] or any(part[name] for name in ("minute", "half", "clock"))


def _day_and_month(part: dict[str, str | None], language: str | None) -> tuple[int, int] | None:
    if part["one"] is not None:
        return _told_apart(part, language)
    month = month_named(part["name"], language) if part["name"] else int(part["month"] or 0)
    return None if month is None else (int(part["day"] or 0), month)


def _told_apart(part: dict[str, str | None], language: str | None) -> tuple[int, int] | None:
    """Day and month of 01/02/2026: what can be one day only is that; else the language tells.

    With dots the day comes first wherever dots are written; an American who writes them may
    mean either. Of 01/02/26 the year too is told by the language alone.
    """
    one, other = int(part["one"] or 0), int(part["other"] or 0)
    is_day_first = day_first(language)
    if part["by"] == ".":
        is_day_first = None if is_day_first is False else True
    if len(part["year"] or "") == len("26") and day_first(language) is None:
        return None
    if one > _MONTHS_A_YEAR or other > _MONTHS_A_YEAR or one == other:
        is_day_first = other <= _MONTHS_A_YEAR
    if is_day_first is None:
        return None
    return (one, other) if is_day_first else (other, one)


def _year(digits: str) -> int:
    """Two digits mean 1969 to 2068, as POSIX reads them."""
    year = int(digits)
    if len(digits) == len("2026"):
        return year
    return year + (1900 if year >= _PIVOT else 2000)


def _hour(hour: int, half: str | None) -> int:
    """The hour of the day, in which half of it. Raises `ValueError` where no clock shows it."""
    if half is None:
        return hour
    if hour > _NOON:
        raise ValueError
    return hour % _NOON + (0 if half[0] in "a上" or half in {"午前", "오전", "am"} else _NOON)
