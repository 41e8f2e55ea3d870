"""Our own pace: how often we ask a feed where nobody asks for more time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from aggregator.core.schedule.spans import about, span
from aggregator.model import Feed, FeedState, Fetched, FetchOutcome

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Rachel Kroll's floors: no more than once an hour with conditions, once a day without.
AUTO, AUTO_WITHOUT_VALIDATORS = HOUR, DAY
LONGEST_LEARNED = timedelta(hours=6)
# Silence of so long, and how often it is broken into.
QUIET = (
    (timedelta(days=30), timedelta(hours=24)),
    (timedelta(days=14), timedelta(hours=12)),
    (timedelta(days=7), timedelta(hours=6)),
)
LONGEST_BACK_OFF = DAY
MOST_ARRIVALS = 20
MOST_SLOWED = 5


def interval(
    feed: Feed, state: FeedState, outcome: FetchOutcome, now: datetime
) -> tuple[timedelta, str]:
    """The feed's own `every`, or what its past teaches; with the reason in words."""
    if feed.every is not None:
        return feed.every, f"every {span(feed.every)}"
    if _is_bare(state, outcome):
        auto = AUTO_WITHOUT_VALIDATORS
        return auto, f"auto: {span(auto)}, it sends no validators"
    return learned(state.arrivals, now)


def learned(arrivals: tuple[datetime, ...], now: datetime) -> tuple[timedelta, str]:
    """Twice as often as it publishes, within limits; the longer it is silent, the less.

    `arrivals` are newest first. Entries that came at one moment tell no rate.
    """
    plain = AUTO, f"auto: {span(AUTO)}"
    if len(arrivals) < 2:  # noqa: PLR2004 - two make one gap
        return plain
    silence = now - arrivals[0]
    for quiet, often in QUIET:
        if silence >= quiet:
            return often, f"auto: {span(often)}, nothing new for {silence.days} d"
    gap = (arrivals[0] - arrivals[-1]) / (len(arrivals) - 1)
    if gap <= timedelta():
        return plain
    often = min(max(gap / 2, AUTO), LONGEST_LEARNED)
    return often, f"auto: {span(often)}, it publishes about every {about(gap)}"


def lengthened(interval: timedelta, doublings: int) -> timedelta:
    """Doubled so many times, up to a day; what is longer by itself stays as it is."""
    if interval >= LONGEST_BACK_OFF:
        return interval
    return min(interval * (1 << min(doublings, 20)), LONGEST_BACK_OFF)


def merged(arrivals: Iterable[datetime], arrived: Iterable[datetime]) -> tuple[datetime, ...]:
    """The newest of both, newest first."""
    return tuple(sorted((*arrivals, *arrived), reverse=True)[:MOST_ARRIVALS])


def _is_bare(state: FeedState, outcome: FetchOutcome) -> bool:
    """Whether the last body came without validators: each visit then costs a whole document.

    A body that was cut off is asked for again without its validators, and leaves no digest.
    """
    if isinstance(outcome, Fetched):
        return not outcome.validators
    return state.body_digest is not None and not state.validators
