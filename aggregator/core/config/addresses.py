"""What the way to a feed shows to everyone on it."""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from aggregator.model import Feed

_LOGINS = frozenset({"authorization", "cookie"})


def exposed(feed: Feed) -> tuple[str, ...]:
    """What a feed sends over plain http, where everyone on the way can read it, in words."""
    parts = urlsplit(feed.url)
    if parts.scheme != "http" or _is_here(parts.hostname or ""):
        return ()
    return tuple(_sent(feed, is_in_address="@" in parts.netloc))


def _sent(feed: Feed, *, is_in_address: bool) -> Iterator[str]:
    names = {name.lower(): name for name, _ in feed.headers}
    if feed.login or is_in_address or names.keys() & _LOGINS:
        yield "its login"
    # What says only what we like to read is no secret of anybody.
    yield from (
        f"its header {name}"
        for lower, name in names.items()
        if lower not in _LOGINS and not lower.startswith("accept")
    )


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
