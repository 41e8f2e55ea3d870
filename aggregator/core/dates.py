"""Dates as publishers write them. Nothing is guessed: what could mean two days is none."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, tzinfo
from datetime import timezone as offset
from zoneinfo import ZoneInfo

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100  # before feeds there was the web; beyond lies a typo
LONGEST = 100  # characters; the longest form that is told apart has some 60

_LANGUAGES = (
    "january february march april may june july august september october november december",
    "januar februar marz april mai juni juli august september oktober november dezember",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
)

# Hours east of Greenwich. Names that two lands use mean what the trade's feeds mean by them:
# BST is Britain's, IST India's; CST, EST, MST and PST are those of RFC 822 section 5.
_HOURS = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1,
    "cet": 1, "met": 1, "mez": 1, "cest": 2, "mest": 2, "mesz": 2, "eet": 2, "eest": 3,
    "sast": 2, "idt": 3, "eat": 3, "msk": 3, "trt": 3, "gst": 4, "pkt": 5, "ist": 5.5, "npt": 5.75,
    "ict": 7, "wib": 7, "hkt": 8, "sgt": 8, "awst": 8, "jst": 9, "kst": 9,
    "acst": 9.5, "acdt": 10.5, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
    "nst": -3.5, "ndt": -2.5, "brt": -3, "art": -3, "ast": -4, "adt": -3,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "akst": -9, "akdt": -8, "hst": -10,
}  # fmt: skip
# What wires write at the foot of a release, summer and winter alike.
_SEASONAL = {
    "et": ZoneInfo("America/New_York"),
    "ct": ZoneInfo("America/Chicago"),
    "mt": ZoneInfo("America/Denver"),
    "pt": ZoneInfo("America/Los_Angeles"),
}


def _months() -> dict[str, int]:
    """Names and their beginnings, three letters and more, that mean one month only."""
    meant: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        for number, name in enumerate(language.split(), start=1):
            for end in range(3, len(name) + 1):
                meant.setdefault(name[:end], set()).add(number)
    return {name: min(numbers) for name, numbers in meant.items() if len(numbers) == 1}


_MONTHS = _months()

_WEEKDAY = (
    r"(?:(?:mo|tu|we|th|fr|sa|su|di|mi|do|so|lu|ma|me|je|ve|gi|ju|vi|se|te|qu|wo|vr|za|zo)"
    r"[a-z]*(?:-feira)?[.,]*\s+)?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?"
_NAME = r"(?P<name>[a-z]{3,})\.?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_TIME = (
    r"(?P<hour>\d{1,2})(?::|h\s?)(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?(?:\s+uhr)?"
)
_ZONE = r"(?P<zone>[a-z]{1,4}(?![a-z+-])|(?:gmt|utc)?[+-]\d{1,2}(?::?\d{2})?)(?:\s*\([^)]*\))?"
_TAIL = rf"(?:(?:t|[\s,|-]+(?:(?:at|um|a|as|alle|ore|om|las)\s+)*){_TIME}(?:\s*{_ZONE})?)?"
_FORMS = tuple(
    re.compile(_WEEKDAY + form)
    for form in (
        rf"{_DAY}[\s-]+(?:de\s+)?{_NAME}[\s,-]+(?:de\s+)?{_YEAR}{_TAIL}",
        rf"{_NAME}\s+{_DAY},?\s+(?P<year>\d{{4}}){_TAIL}",
        rf"{_NAME}\s+{_DAY}\s+{_TIME}(?:\s+{_ZONE})?\s+(?P<year>\d{{4}})",
        rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.]{_DAY}{_TAIL}",
        rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?(?P<year>\d{{4}}){_TAIL}",
        # Year, month and day signs of East Asia, as `_plain` writes them.
        rf"(?P<year>\d{{4}})y\s?(?P<month>\d{{1,2}})m\s?(?P<day>\d{{1,2}})d{_TAIL}",
    )
)
# Which of the first two is the day, only the language tells.
_EITHER = re.compile(rf"{_WEEKDAY}(?P<one>\d{{1,2}})[/-](?P<other>\d{{1,2}})[/-]{_YEAR}{_TAIL}")
_MONTH_FIRST = frozenset({"en-us", "en-ph", "es-us"})
_SIGNS = str.maketrans({
    "年": "y", "月": "m", "日": "d ", "년": "y", "월": "m", "일": "d ", "／": "/", "：": ":",
})  # fmt: skip
_OFFSET = re.compile(r"(?:gmt|utc)?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?")
_PIVOT, _CLOCK, _MONTHS_A_YEAR = 69, 12, 12
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND, _MILLISECOND = timedelta(seconds=1), timedelta(milliseconds=1)
_MICROSECOND = timedelta(microseconds=1)
_EPOCH_UNITS = {  # by digits
    9: _SECOND, 10: _SECOND, 12: _MILLISECOND, 13: _MILLISECOND, 15: _MICROSECOND, 16: _MICROSECOND,
}  # fmt: skip


def parse_date(
    text: str | None, *, timezone: str | None, language: str | None = None
) -> datetime | None:
    """The moment that a text names, or None where it names none that is plausible.

    `timezone` (an IANA name, else UTC) is for dates that state no zone, `language` (a tag
    of BCP 47) for those that do not say whether the day or the month comes first.
    """
    said = _plain(text or "")
    if not said or len(said) > LONGEST:
        return None
    try:
        home = ZoneInfo(timezone) if timezone else UTC
        at = _epoch(said) or _iso(said) or _written(said, home) or _numeric(said, language, home)
        if at is None:
            return None
        at = at.replace(tzinfo=at.tzinfo or home).astimezone(UTC)
    except (ValueError, OverflowError):
        return None  # the thirtieth of February, 25 o'clock, an offset of days
    return at if EARLIEST_YEAR <= at.year <= LATEST_YEAR else None


def _plain(text: str) -> str:
    """Small ASCII letters without accents, single spaces; a letter of another script is `?`."""
    if text.isascii():
        return " ".join(text[: 2 * LONGEST].lower().split())
    # Before NFKD, which takes the signs of Korea apart.
    letters = unicodedata.normalize("NFKD", text[: 2 * LONGEST].translate(_SIGNS))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.encode("ascii", "replace").decode().lower().split())


def _iso(said: str) -> datetime | None:
    try:
        return datetime.fromisoformat(said.upper())
    except ValueError:
        return None


def _epoch(said: str) -> datetime | None:
    whole, _, rest = said.partition(".")
    if not whole.isdigit() or len(whole) not in _EPOCH_UNITS or (rest and not rest.isdigit()):
        return None
    return _EPOCH + int(whole) * _EPOCH_UNITS[len(whole)]


def _written(said: str, home: tzinfo) -> datetime | None:
    for form in _FORMS:
        match = form.fullmatch(said)
        if match is not None:
            return _moment({"month": None, "name": None, **match.groupdict()}, home)
    return None


def _numeric(said: str, language: str | None, home: tzinfo) -> datetime | None:
    """`01/02/2026`: what can be one day only is that; else the language tells, or nobody does."""
    match = _EITHER.fullmatch(said)
    if match is None:
        return None
    part = match.groupdict()
    one, other = int(part["one"]), int(part["other"])
    if one > _MONTHS_A_YEAR or other > _MONTHS_A_YEAR or one == other:
        is_month_first = other > _MONTHS_A_YEAR
    elif language is None or language.lower() == "en":
        return None  # software says en where people write either
    else:
        is_month_first = language.lower().replace("_", "-") in _MONTH_FIRST
    month, day = (one, other) if is_month_first else (other, one)
    return _moment({**part, "name": None, "month": str(month), "day": str(day)}, home)


def _moment(part: dict[str, str | None], home: tzinfo) -> datetime | None:
    month = _MONTHS.get(part["name"]) if part["name"] else int(part["month"] or 0)
    if month is None:
        return None
    at = datetime(  # noqa: DTZ001 - its zone is told below
        _year(part["year"] or ""),
        month,
        int(part["day"] or 0),
        _hour(int(part["hour"] or 0), part["half"]),
        int(part["minute"] or 0),
        min(int(part["second"] or 0), 59),  # a leap second is 60 (RFC 3339 section 5.6)
        int((part["fraction"] or "0").ljust(6, "0")[:6]),
    )
    tz = _zone_at(part["zone"], at, home) if part["zone"] else None
    return None if part["zone"] and tz is None else at.replace(tzinfo=tz)


def _zone_at(said: str, at: datetime, home: tzinfo) -> tzinfo | None:
    """The zone of a name; of one that several lands use, that of the feed's own land."""
    if said.upper() == at.replace(tzinfo=home).tzname():
        return home
    return _zone(said)


def _year(digits: str) -> int:
    """Two digits mean 1969 to 2068, as POSIX reads them."""
    year = int(digits)
    if len(digits) == len("2026"):
        return year
    return year + (1900 if year >= _PIVOT else 2000)


def _hour(hour: int, half: str | None) -> int:
    """The hour of the day; `half` is a or p. Raises `ValueError` where no clock shows it."""
    if half is None:
        return hour
    if not 1 <= hour <= _CLOCK:
        raise ValueError
    return hour % _CLOCK + (_CLOCK if half == "p" else 0)


def _zone(said: str) -> tzinfo | None:
    """The zone of a name or an offset. An unknown name is not UTC: it may be half a day off."""
    if said in _SEASONAL:
        return _SEASONAL[said]
    if said in _HOURS:
        return offset(timedelta(hours=_HOURS[said]))
    match = _OFFSET.fullmatch(said)
    if match is None:
        return None
    east = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    return offset(-east if match["sign"] == "-" else east)
