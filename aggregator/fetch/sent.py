"""What goes with a request, and to whom: conditions, headers, logins, a way through a proxy."""

from base64 import b64encode
from dataclasses import field

from yarl import URL

from aggregator.fetch.codings import ACCEPT_ENCODING
from aggregator.fetch.redirects import Way, parsed
from aggregator.model import Feed, FetchFailed, Secret, Validators, value

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.3, */*;q=0.1"
)


@value
class Proxy:
    """Where a proxy is, and the login that it wants to hear (RFC 9110 section 11.7.2)."""

    url: URL = field(repr=False)
    fields: dict[str, str] = field(repr=False)


@value
class Errand:
    """For which feed is asked, under which name, and with what of an earlier answer.

    The feed's headers, its login and its user agent go to the origin of `home` alone;
    `agent` is ours. Of an `excerpt` the first bytes are enough, be there any or none.
    """

    feed: Feed
    home: URL = field(repr=False)
    agent: str
    proxy: Proxy | None = None
    validators: Validators | None = None
    excerpt: bool = False

    @property
    def is_proxied(self) -> bool:
        return self.proxy is not None

    def stored(self, way: Way) -> Validators | None:
        """What the address gave where `way` has come to; a pair is sent to no other."""
        known = self.validators
        return known if known and known.url == way.address else None


def proxy(address: Secret) -> Proxy | FetchFailed:
    """The proxy at an http or https address, and the login that this may hold."""
    try:
        url = parsed(address.text)
    except ValueError:
        return FetchFailed(reason="the proxy has no http or https address")
    login = _written_in(url)
    return Proxy(url=url.with_user(None), fields={"Proxy-Authorization": login} if login else {})


def fields(errand: Errand, way: Way) -> dict[str, str]:
    """Header fields for a request at the address where `way` has come to."""
    told = [("Accept", ACCEPT), ("Authorization", _written_in(way.url))]
    agent = errand.agent
    if is_home(errand.home, way.url):
        agent = errand.feed.user_agent or agent
        told += ((name, secret.text) for name, secret in errand.feed.headers)
        told.append(("Authorization", _login(errand.feed)))
    told += [("User-Agent", agent), ("Accept-Encoding", ACCEPT_ENCODING)]
    if stored := errand.stored(way):  # both, where both are known (RFC 9111 section 4.3.1)
        told += [("If-None-Match", stored.etag), ("If-Modified-Since", stored.last_modified)]
    # Of two fields with one name the later counts: what is ours to say is said by us.
    joined = {name.lower(): (name, text) for name, text in told if text is not None}
    return dict(joined.values())


def is_home(home: URL, url: URL) -> bool:
    """Whether `url` is of the origin of `home`, or of what became of it when TLS came."""
    if url.raw_host != home.raw_host:
        return False
    here, there = (home.scheme, home.port), (url.scheme, url.port)
    return here == there or (here, there) == (("http", 80), ("https", 443))


def _login(feed: Feed) -> str | None:
    return _basic(feed.login.user, feed.login.password.text) if feed.login else None


def _written_in(url: URL) -> str | None:
    """The login that an address holds."""
    if url.user is None and url.password is None:
        return None
    return _basic(url.user or "", url.password or "")


def _basic(user: str, password: str) -> str:
    """RFC 7617, in the UTF-8 that its section 2.1 lets servers ask for."""
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"
