"""When a feed is asked next, and why: one pure function."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

from aggregator.model import (
    Channel,
    Feed,
    Fetched,
    FetchFailed,
    FetchOutcome,
    Gone,
    NotModified,
    RateLimited,
    value,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# A feed that sends no validators costs its publisher a whole document each time.
AUTO, AUTO_WITHOUT_VALIDATORS = HOUR, DAY
LONGEST_BACK_OFF = DAY
# A publisher may ask for years by mistake: no wait that it asks for outlasts this.
LONGEST_DEMAND = timedelta(days=2)
JITTER = 0.05


@value
class Appointment:
    """When to ask next and why; `not_before_at` is what the publisher itself asked for."""

    at: datetime
    reason: str
    not_before_at: datetime | None


def appointment(
    feed: Feed,
    outcome: FetchOutcome,
    channel: Channel,
    *,
    failures: int,
    now: datetime,
    jitter: float,
) -> Appointment:
    """The next fetch: our own interval, lengthened by back-off and by what was asked of us.

    `failures` counts this outcome too. `jitter` from 0 to 1 is chance, and only
    lengthens an automatic interval or a back-off, by at most a twentieth.
    """
    if isinstance(outcome, Gone):
        return Appointment(
            at=now + LONGEST_DEMAND, reason="410 Gone: not asked again", not_before_at=None
        )
    own, why = _own(feed, outcome, failures=failures, now=now, jitter=jitter)
    wait, asked = _demand(outcome, channel)
    not_before_at = now + min(wait, LONGEST_DEMAND) if wait > timedelta(0) else None
    if not_before_at is not None and not_before_at > own:
        return Appointment(at=not_before_at, reason=f"{asked}; {why}", not_before_at=not_before_at)
    return Appointment(at=own, reason=why, not_before_at=not_before_at)


def _own(
    feed: Feed, outcome: FetchOutcome, *, failures: int, now: datetime, jitter: float
) -> tuple[datetime, str]:
    """Our own schedule, with its reason in words."""
    interval, why = _interval(feed, outcome)
    if failures:
        interval = _backed_off(interval, failures - _may_be_our_own(outcome))
        times = "failure" if failures == 1 else "failures in a row"
        why = f"back-off after {failures} {times}: {span(interval)}"
    if failures or feed.every is None:
        interval *= 1 + JITTER * jitter
    if feed.cron is None:
        return now + interval, why
    if failures:
        return _cron_after(feed, now + interval), f"cron {feed.cron}; {why}"
    return _cron_after(feed, now), f"cron {feed.cron}"


def _cron_after(feed: Feed, moment: datetime) -> datetime:
    """The feed's first cron time after a moment.

    In the hour that is passed twice in autumn CronSim tells the first pass, which may be over.
    """
    times = CronSim(feed.cron or "", moment.astimezone(ZoneInfo(feed.timezone or "UTC")))
    return next(at for at in (time.astimezone(UTC) for time in times) if at > moment)


def _may_be_our_own(outcome: FetchOutcome) -> bool:
    """Nobody answered: the first time that may be our own network, and costs no doubling."""
    return isinstance(outcome, FetchFailed) and outcome.status is None


def _backed_off(interval: timedelta, doublings: int) -> timedelta:
    """Doubled so many times, up to a day; what is longer by itself stays as it is."""
    if interval >= LONGEST_BACK_OFF:
        return interval
    return min(interval * (1 << min(doublings, 20)), LONGEST_BACK_OFF)


def _interval(feed: Feed, outcome: FetchOutcome) -> tuple[timedelta, str]:
    if feed.every is not None:
        return feed.every, f"every {span(feed.every)}"
    bare = isinstance(outcome, Fetched) and not outcome.validators
    auto = AUTO_WITHOUT_VALIDATORS if bare else AUTO
    return auto, f"auto: {span(auto)}" + (", it sends no validators" if bare else "")


def _demand(outcome: FetchOutcome, channel: Channel) -> tuple[timedelta, str]:
    """The longest wait that the publisher asks for, and how it asks."""
    match outcome:
        case Fetched(fresh_for=fresh) | NotModified(fresh_for=fresh):
            waits = [(fresh, "Cache-Control or Expires"), (channel.ttl, "ttl")]
        case RateLimited(status=status, retry_after=retry):
            waits = [(retry, f"Retry-After of the {status}")]
        case FetchFailed() | Gone():
            waits = []
    asked = [(wait, how) for wait, how in waits if wait is not None]
    if not asked:
        return timedelta(0), ""
    wait, how = max(asked)
    return wait, f"{how}: {span(min(wait, LONGEST_DEMAND))}"


def span(length: timedelta) -> str:
    """A duration in words, in its largest whole unit."""
    seconds = round(length.total_seconds())
    for unit, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= unit and (seconds % unit == 0 or seconds >= 3 * unit):
            return f"{round(seconds / unit)} {name}"
    return f"{seconds} s"
