"""What counts before what: our own pace, back-off, what was asked of us, closed hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

from aggregator.core.schedule import pace
from aggregator.core.schedule.demands import (
    LONGEST_DEMAND,
    Demand,
    by_publisher,
    by_server,
    opening,
)
from aggregator.core.schedule.spans import span
from aggregator.model import Feed, FeedState, FetchFailed, FetchOutcome, Gone, value

JITTER = 0.05
SLOWER = ", slower since it asked us to"


@value
class Appointment:
    """When to ask next and why; `not_before_at` is what the server itself asked for."""

    at: datetime
    reason: str
    not_before_at: datetime | None


def appointment(
    feed: Feed, state: FeedState, outcome: FetchOutcome, *, now: datetime, jitter: float
) -> Appointment:
    """The next fetch: our own interval, lengthened by back-off and by what was asked of us.

    `state` knows of this outcome: failures, slowed, channel, validators and arrivals are
    those after it. `jitter` from 0 to 1 is chance: it lengthens by at most a twentieth,
    so that feeds of one interval do not march in step; cron runs by the clock.
    """
    if isinstance(outcome, Gone):
        return Appointment(
            at=now + LONGEST_DEMAND, reason="410 Gone: not asked again", not_before_at=None
        )
    own, why = _own(feed, state, outcome, now)
    server = by_server(outcome)
    asked = _longest(server, by_publisher(state.channel))
    longest = max(own, asked.wait) if asked else own
    chance = JITTER * jitter if feed.cron is None else 0.0
    at, closing = opening(state.channel, now + longest * (1 + chance))
    binding = " and ".join(closing) or (asked.told if asked and asked.wait > own else None)
    return Appointment(
        at=at,
        reason=f"{binding}; own schedule would be {span(own)}" if binding else why,
        not_before_at=now + server.wait if server else None,
    )


def _longest(server: Demand | None, publisher: Demand | None) -> Demand | None:
    """Of two that ask for the same, the server's word binds more."""
    return max(filter(None, (server, publisher)), key=lambda one: one.wait, default=None)


def _own(
    feed: Feed, state: FeedState, outcome: FetchOutcome, now: datetime
) -> tuple[timedelta, str]:
    """How long we would wait by ourselves, and why."""
    if feed.cron is not None:
        return _by_cron(feed, state, outcome, now)
    interval, why = pace.interval(feed, state, outcome, now)
    slower = pace.lengthened(interval, state.slowed)
    own = slower
    if state.failures:
        own, why = _backed_off(slower, state, outcome)
    return own, why + (SLOWER if slower > interval else "")


def _backed_off(
    interval: timedelta, state: FeedState, outcome: FetchOutcome
) -> tuple[timedelta, str]:
    longer = pace.lengthened(interval, state.failures - _may_be_our_own(outcome))
    times = "failure" if state.failures == 1 else "failures in a row"
    return longer, f"back-off after {state.failures} {times}: {span(longer)}"


def _may_be_our_own(outcome: FetchOutcome) -> bool:
    """Nobody answered: the first time that may be our own network, and costs no doubling."""
    return isinstance(outcome, FetchFailed) and outcome.unreached


def _by_cron(
    feed: Feed, state: FeedState, outcome: FetchOutcome, now: datetime
) -> tuple[timedelta, str]:
    """Until a time of the cron; being slower and backing off pass some of them over."""
    skipped = _slower(feed, state.slowed, now)
    why = f"cron {feed.cron}" + (SLOWER if skipped else "")
    if state.failures:
        slower = pace.lengthened(pace.AUTO, state.slowed)
        back_off, reason = _backed_off(slower, state, outcome)
        skipped, why = max(skipped, back_off), f"{why}; {reason}"
    return _cron_after(feed, now + skipped) - now, why


def _slower(feed: Feed, slowed: int, now: datetime) -> timedelta:
    """By how much a cron's next gap grows when it is doubled so many times."""
    if not slowed:
        return timedelta()
    first = _cron_after(feed, now)
    gap = _cron_after(feed, first) - first
    return pace.lengthened(gap, slowed) - gap


def _cron_after(feed: Feed, moment: datetime) -> datetime:
    """The feed's first cron time after a moment.

    In the hour that is passed twice in autumn CronSim tells the first pass, which may be over.
    """
    times = CronSim(feed.cron or "", moment.astimezone(ZoneInfo(feed.timezone or "UTC")))
    return next(at for at in (time.astimezone(UTC) for time in times) if at > moment)
