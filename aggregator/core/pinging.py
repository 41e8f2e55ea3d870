"""Which hub is told of what, when it is told again, and when that is given up (WebSub)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus
from itertools import groupby

from aggregator.core.schedule import span, wait
from aggregator.model import Ping, PingFailed, Site, value

FIRST = timedelta(minutes=1)  # before a hub is told again; doubled by each failure
LONGEST = timedelta(hours=6)
GIVEN_UP = timedelta(days=3)  # readers that poll have had the change long since

# By these a hub speaks for itself, and not of one address: it would take no other either.
_OF_HUB = {None, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_DOUBLINGS = 10  # more than reach the longest wait
_GIVEN_UP = f"given up after {span(GIVEN_UP)}"


@value
class Untold:
    """A document of which a hub did not take a ping, and why; `next_at` None: given up."""

    address: str
    reason: str
    next_at: datetime | None


@value
class Pinged:
    """What came of the pings of one run: addresses that `hub` took, and those it did not."""

    hub: str | None = None
    told: tuple[str, ...] = ()
    untold: tuple[Untold, ...] = ()


NOTHING = Pinged()


def stale(pings: Iterable[Ping], site: Site) -> tuple[Ping, ...]:
    """Pings of what is no more: of a hub, or of a place of ours, that feeds.yaml does not name."""
    return tuple(
        ping for ping in pings if ping.hub != site.hub or not ping.address.startswith(site.base_url)
    )


def due(pings: Iterable[Ping], now: datetime) -> tuple[Ping, ...]:
    """Pings to be made now. First those that failed least, so that one keeps no other back.

    A time that no back-off leads to was set by a clock that was wrong.
    """
    ready = (ping for ping in pings if ping.next_at <= now or ping.next_at > now + LONGEST)
    return tuple(sorted(ready, key=lambda ping: (ping.failures, ping.since_at, ping.address)))


def is_of_hub(failed: PingFailed) -> bool:
    """Whether the hub is to be left alone now, whatever else there is to tell it."""
    return failed.status in _OF_HUB


def put_off(pings: Sequence[Ping], failed: PingFailed, now: datetime) -> tuple[Ping, ...]:
    """When these are made again, of which the first one failed and the others were not tried.

    The hub's back-off counts, whichever ping met it; and what the hub asks, within the longest.
    """
    tried, *others = pings
    failures = 1 + max(ping.failures for ping in pings)
    own = FIRST * 2 ** min(failures - 1, _DOUBLINGS)
    next_at = now + min(max(own, failed.retry_after or own), LONGEST)
    again = (replace(tried, failures=failures), *others)
    return tuple(replace(ping, next_at=next_at) for ping in again)


def is_old(ping: Ping, now: datetime) -> bool:
    """Whether telling a hub of this is given up, once that failed again."""
    return now - ping.since_at >= GIVEN_UP


def in_words(pinged: Pinged, now: datetime) -> tuple[str, ...]:
    """What people should know of a run: a line for each reason for which a hub was not told."""

    def why(one: Untold) -> str:
        return f"{one.reason}; {f'again {wait(one.next_at, now)}' if one.next_at else _GIVEN_UP}"

    untold = sorted(pinged.untold, key=lambda one: (why(one), one.address))
    return tuple(
        f"the hub {pinged.hub} was not told of {_documents([one.address for one in those])}: {told}"
        for told, those in groupby(untold, why)
    )


def waiting(pings: Collection[Ping], now: datetime) -> str:
    """In words, that a hub does not answer; empty where all that waits was not tried yet."""
    failures = max((ping.failures for ping in pings), default=0)
    if not failures:
        return ""
    first = min(pings, key=lambda ping: ping.since_at)
    next_at = min(ping.next_at for ping in pings)
    often = "once" if failures == 1 else f"{failures} times"
    return (
        f"The hub {first.hub} was told in vain {often} of {_documents(_addresses(pings))}"
        f" (since {first.since_at:%Y-%m-%d %H:%M} UTC); again {wait(next_at, now)}"
    )


def _addresses(pings: Iterable[Ping]) -> list[str]:
    return [ping.address for ping in pings]


def _documents(addresses: Sequence[str]) -> str:
    return addresses[0] if len(addresses) == 1 else f"{len(addresses)} changed documents"
