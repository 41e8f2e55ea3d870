"""Following redirects by hand: each hop is judged, and none rewrites an address."""

import re
import string
from dataclasses import replace
from urllib.parse import quote, urljoin

from yarl import URL

from aggregator.model import FetchFailed, FetchOutcome, Gone, value

PERMANENT = {301, 308}

# No address holds control characters: they would be read as a line's end somewhere.
ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<place>[^/?#\x00-\x1f\x7f]+)(?P<target>[^\x00-\x1f\x7f]*)",
    re.IGNORECASE,
)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
LOGIN = re.compile(r"(?<=//)[^/?#]*@")


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
        """The address, parsed; raises ValueError where it is none at all."""
        return parsed(self.address)

    @property
    def host(self) -> str:
        """Whom we ask, as one name: letter case and a last dot make no other host."""
        return (self.url.raw_host or "").lower().rstrip(".")

    def told(self, outcome: FetchOutcome) -> FetchOutcome:
        """What came at this address, for the feed: who sent us on was reached, and spoke."""
        if isinstance(outcome, FetchFailed) and len(self.addresses) > 1:
            return replace(outcome, unreached=False)
        return outcome

    def gone(self) -> Gone | FetchFailed:
        """410, met here. Where we were sent for now, the end is another address's."""
        if self.is_permanent:
            return Gone(url=self.address)
        reason = f"410 Gone at {self.url.host}, where a temporary redirect led"
        return FetchFailed(reason=reason, status=410)


def parsed(address: str) -> URL:
    """An address as it stands; raises ValueError where it is none of http or https."""
    parts = ADDRESS.fullmatch(address)
    if parts is None:
        raise ValueError("not an http or https address")
    place = URL(f"{parts['scheme'].lower()}://{parts['place']}")
    if not place.raw_host or " " in place.raw_host:
        raise ValueError("no host")
    # Left to itself yarl rewrites %2F and drops a bare "?". Only what HTTP cannot carry
    # is encoded: spaces, and letters beyond ASCII.
    target = quote(parts["target"], safe=string.punctuation)
    return URL.build(
        scheme=place.scheme,
        authority=place.raw_authority,
        path=target if target.startswith("/") else f"/{target}",
        encoded=True,
    )


def shown(address: str) -> str:
    """An address as people may see it: without the login that it may hold."""
    return LOGIN.sub("…@", address)


def start(url: str) -> Way | FetchFailed:
    """Set out for `url`; a fragment is never sent."""
    address = url.partition("#")[0]
    return Way(addresses=(address,)) if _is_address(address) else FetchFailed(reason=_no(address))


def follow(way: Way, redirect: Redirect, most: int) -> Way | FetchFailed:
    """Go on to where `redirect` points, unless that is nowhere, or no end is in sight."""
    target = _target(way.address, redirect.location)
    if target is None:
        told = redirect.location and shown(redirect.location)
        reason = f"redirected without a usable Location: {told!r}"
    elif target in way.addresses:
        reason = "redirected in a loop"
    elif len(way.addresses) > most:
        reason = f"more than {most} redirects"
    elif not _is_address(target):
        reason = _no(target)
    else:
        settled = way.is_permanent and redirect.is_permanent
        return Way(
            addresses=(*way.addresses, target),
            is_permanent=settled,
            permanent_url=target if settled else way.permanent_url,
        )
    return FetchFailed(reason=reason, status=redirect.status)


def _target(base: str, location: str | None) -> str | None:
    if not location or CONTROL.search(location):
        return None
    try:
        # urljoin would drop the bare "?" of a whole address.
        whole = location if ADDRESS.fullmatch(location) else urljoin(base, location)
        return whole.partition("#")[0]
    except ValueError:
        return None


def _is_address(address: str) -> bool:
    try:
        parsed(address)
    except ValueError:
        return False
    return True


def _no(address: str) -> str:
    return f"not an http or https address: {shown(address)!r}"
