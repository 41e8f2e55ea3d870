"""Following redirects by hand: each hop is judged, and none rewrites an address."""

import re
from urllib.parse import urljoin

from yarl import URL

from aggregator.model import FetchFailed, value

PERMANENT = {301, 308}


@value
class Redirect:
    """A redirect status (RFC 9110 section 15.4) and its Location, as it came."""

    status: int
    location: str | None

    @property
    def is_permanent(self) -> bool:
        return self.status in PERMANENT


@value
class Way:
    """The addresses of one fetch, in order, and where only permanent hops led."""

    addresses: tuple[str, ...]
    is_permanent: bool = True
    permanent_url: str | None = None

    @property
    def address(self) -> str:
        return self.addresses[-1]

    @property
    def url(self) -> URL:
        """The address as it stands; raises ValueError where it is none at all."""
        # Left to itself yarl rewrites %2F and the like. Only what HTTP cannot carry,
        # spaces and letters beyond ASCII, is its to encode.
        return URL(self.address, encoded=self.address.isascii() and " " not in self.address)

    @property
    def host(self) -> str:
        return (self.url.host or "").lower()


def start(url: str) -> Way | FetchFailed:
    """Set out for `url`; a fragment is never sent."""
    return _checked(Way(addresses=(url.partition("#")[0],)))


def follow(way: Way, redirect: Redirect, most: int) -> Way | FetchFailed:
    """Go on to where `redirect` points, unless that is nowhere, or no end is in sight."""
    target = _target(way.address, redirect.location)
    if target is None:
        reason = f"redirected without a usable Location: {redirect.location!r}"
    elif target in way.addresses:
        reason = "redirected in a loop"
    elif len(way.addresses) > most:
        reason = f"more than {most} redirects"
    else:
        settled = way.is_permanent and redirect.is_permanent
        return _checked(
            Way(
                addresses=(*way.addresses, target),
                is_permanent=settled,
                permanent_url=target if settled else way.permanent_url,
            )
        )
    return FetchFailed(reason=reason, status=redirect.status)


def _target(base: str, location: str | None) -> str | None:
    if not location or _has_controls(location):
        return None
    try:
        return urljoin(base, location).partition("#")[0]
    except ValueError:
        return None


def _checked(way: Way) -> Way | FetchFailed:
    try:
        usable = way.url.scheme in {"http", "https"} and way.host and not _has_controls(way.address)
    except ValueError:
        usable = False
    return way if usable else FetchFailed(reason=f"not an http or https address: {way.address!r}")


def _has_controls(text: str) -> bool:
    return re.search(r"[\x00-\x1f\x7f]", text) is not None
