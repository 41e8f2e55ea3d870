"""Zones as publishers write them: names, of which some are several lands', and offsets."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from datetime import timezone as offset
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Hours east of Greenwich. Names that two lands use mean what the trade's feeds mean by them:
# BST is Britain's, IST India's; CST, EST, MST and PST are those of RFC 822 section 5, in
# summer too: who writes EST in July may have forgotten the season, or not.
_HOURS = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1,
    "cet": 1, "met": 1, "mez": 1, "cest": 2, "mest": 2, "mesz": 2, "eet": 2, "eest": 3,
    "wat": 1, "cat": 2, "sast": 2, "eat": 3, "idt": 3, "msk": 3, "trt": 3, "gst": 4,
    "pkt": 5, "ist": 5.5, "slst": 5.5, "npt": 5.75, "mmt": 6.5,
    "ict": 7, "wib": 7, "hkt": 8, "sgt": 8, "myt": 8, "pht": 8, "wita": 8, "awst": 8,
    "wit": 9, "jst": 9, "kst": 9,
    "acst": 9.5, "acdt": 10.5, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
    "nst": -3.5, "ndt": -2.5, "brt": -3, "art": -3, "uyt": -3, "clst": -3, "clt": -4,
    "bot": -4, "vet": -4, "cot": -5, "pet": -5, "ast": -4, "adt": -3,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "hne": -5, "hae": -4, "akst": -9, "akdt": -8, "hst": -10,
}  # fmt: skip
# What wires write at the foot of a release, summer and winter alike; HE is Canada's in French.
_SEASONAL = {
    "et": ZoneInfo("America/New_York"),
    "he": ZoneInfo("America/New_York"),
    "ct": ZoneInfo("America/Chicago"),
    "mt": ZoneInfo("America/Denver"),
    "pt": ZoneInfo("America/Los_Angeles"),
    "aet": ZoneInfo("Australia/Sydney"),
    "nzt": ZoneInfo("Pacific/Auckland"),
}
# What lands call their own time for which the tz database has no name (it says +06, +03):
# meant where the feed's own zone is that far east.
_AT_HOME = {"bst": timedelta(hours=6), "ast": timedelta(hours=3)}

_ZONES = {name: offset(timedelta(hours=hours)) for name, hours in _HOURS.items()} | _SEASONAL
_OFFSET = re.compile(r"(?:gmt|utc)? ?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>[0-5]\d)?")
_WESTMOST, _EASTMOST = timedelta(hours=-12), timedelta(hours=14)


def zone_of(said: str, at: datetime, home: tzinfo) -> tzinfo | None:
    """The zone that a name or an offset means for a wall clock `at`; None where it means none.

    `home` is the feed's own zone: of a name that it bears itself it is the one that is meant.
    An unknown name is not UTC: it may be half a day off.
    """
    if said in _ZONES:
        return _at_home(said, at, home) or _ZONES[said]
    match = _OFFSET.fullmatch(said)
    if match is None:
        return _at_home(said, at, home) or _placed(said)
    east = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    east = -east if match["sign"] == "-" else east
    return offset(east) if is_of_earth(east) else None


def _placed(name: str) -> tzinfo | None:
    """A zone by its name in the tz database, `europe/paris`."""
    try:
        return ZoneInfo(name.title()) if "/" in name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def is_zone_name(said: str) -> bool:
    return said in _ZONES


def is_of_earth(east: timedelta | None) -> bool:
    return east is not None and _WESTMOST <= east <= _EASTMOST


def _at_home(name: str, at: datetime, home: tzinfo) -> tzinfo | None:
    """The home zone as it is named there: at that moment, else in that year's other season."""
    if home is UTC:
        return None
    year_round = (at, at.replace(fold=1), *(datetime(at.year, month, 1) for month in (1, 7)))  # noqa: DTZ001 - wall clocks
    for one in year_round:
        there = one.replace(tzinfo=home)
        if (there.tzname() or "").lower() == name:
            return offset(there.utcoffset() or timedelta())
    east = at.replace(tzinfo=home).utcoffset()
    return offset(_AT_HOME[name]) if _AT_HOME.get(name) == east else None
