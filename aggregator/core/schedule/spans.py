"""Lengths of time in words."""

from datetime import datetime, timedelta

_SECOND, _MINUTE, _HOUR, _DAY = 1, 60, 3600, 86400
_UNITS = ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min"), (_SECOND, "s"))


def span(length: timedelta) -> str:
    """A duration as people say it: 42 min, 1 h 30 min, 25 s; 10 h and 10 d are told to the unit.

    What is negative is 0 s.
    """
    return _told(length, fine=10)


def about(length: timedelta) -> str:
    """A duration in one unit, to which it is rounded, where there are three of it or more."""
    return _told(length, fine=3)


def wait(at: datetime, now: datetime) -> str:
    """How long it is until then: `in 42 min`, or `now`."""
    return "now" if at <= now else f"in {span(at - now)}"


def _told(length: timedelta, *, fine: int) -> str:
    seconds = max(length.total_seconds(), 0)
    step = _step(seconds, fine)
    # Rounded before it is cut into units: 59 min 50 s is 1 h, never 60 min.
    left = round(seconds / step) * step
    words = []
    for unit, name in _UNITS:
        count, left = divmod(left, unit)
        words += [f"{count} {name}"] if count else []
    return " ".join(words) or "0 s"


def _step(seconds: float, fine: int) -> int:
    """The unit to which a duration is told; a few days are told to the hour, and so on."""
    for unit, often in ((_DAY, fine), (_HOUR, fine), (_MINUTE, 3)):
        if seconds >= often * unit:
            return unit
    return _SECOND
