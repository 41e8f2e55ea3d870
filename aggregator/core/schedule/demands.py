"""What others ask of us: servers in header fields, publishers in their documents."""

from datetime import UTC, datetime, timedelta

from aggregator.model import Channel, Fetched, FetchOutcome, NotModified, RateLimited, value

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A wait of years is a mistake, and must not end a feed (FreshRSS takes two days, its issue 7920).
LONGEST_DEMAND = timedelta(days=2)
_HOURS, _DAYS = frozenset(range(24)), frozenset(range(7))


@value
class Demand:
    """How long we are asked to keep away, and where that is said."""

    wait: timedelta
    told: str


def by_server(outcome: FetchOutcome) -> Demand | None:
    """What this very answer asks for: it binds whoever asks, a person too."""
    match outcome:
        case RateLimited(status=status, retry_after=wait):
            return _demand(wait, f"Retry-After of the {status}")
        case (
            Fetched(fresh_for=wait, fresh_told=told) | NotModified(fresh_for=wait, fresh_told=told)
        ):
            return _demand(wait, told or "Cache-Control or Expires")
        case _:
            return None


def by_publisher(channel: Channel) -> Demand | None:
    """The slower of the paces that a document names."""
    paces = (
        _demand(channel.ttl, "ttl"),
        _demand(channel.update_every, "sy:updatePeriod"),
    )
    return max(filter(None, paces), key=lambda one: one.wait, default=None)


def _demand(wait: timedelta | None, told: str) -> Demand | None:
    if wait is None or wait <= timedelta():
        return None
    return Demand(wait=min(wait, LONGEST_DEMAND), told=told)


def closed_until(channel: Channel, now: datetime) -> datetime | None:
    """When the hours or days end in which the publisher wants no visits; None: it is open now."""
    opens_at, closed = opening(channel, now)
    return opens_at if closed else None


def opening(channel: Channel, at: datetime) -> tuple[datetime, tuple[str, ...]]:
    """The first moment from `at` on that is open, and the elements that close those before it.

    GMT, as RSS 2.0 says. Who closes all hours, or all days, cannot mean it. Of what is
    left an hour is open within seven days.
    """
    hours, days = (
        frozenset(said) if not whole <= frozenset(said) else frozenset()
        for said, whole in ((channel.skip_hours, _HOURS), (channel.skip_days, _DAYS))
    )
    at, closing = at.astimezone(UTC), dict[str, None]()
    while True:
        if at.weekday() in days:
            at = at.replace(hour=0, minute=0, second=0, microsecond=0) + DAY
            closing["skipDays"] = None
        elif at.hour in hours:
            at = at.replace(minute=0, second=0, microsecond=0) + HOUR
            closing["skipHours"] = None
        else:
            return at, tuple(closing)
