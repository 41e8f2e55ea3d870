"""A feed that goes through a proxy: all of its requests do, and the guard still reads along."""

import asyncio
import ssl
from base64 import b64encode
from datetime import timedelta

import pytest
from asking import OPEN, feed, fetcher
from naming import Names, run
from proxying import ForwardingProxy
from serving import Answer, Origin
from tunnelling import PEM, tunnelled

from aggregator.fetch import Limits
from aggregator.model import (
    Feed,
    Fetched,
    FetchFailed,
    FetchOutcome,
    Network,
    RateLimited,
    Secret,
)

DOCUMENT = Answer(body=b"<feed/>")
CLOSED = Network(spacing=timedelta())
QUICK = Limits(seconds=0.3, connect=0.2)
KEY = (("X-Api-Key", Secret(text="k3y")),)
NEWS = "http://news.example"
OURS = "jewelwire/1.2 (+ops@wire.example; 1 subscribers)"


def basic(told: str) -> str:
    return f"Basic {b64encode(told.encode()).decode()}"


def proxied(url: str, proxy: str, **asked) -> Feed:
    return feed(url, proxy=Secret(text=proxy), **asked)


def through(
    proxy: ForwardingProxy,
    url: str = f"{NEWS}/feed",
    *,
    origin: Origin | None = None,
    network: Network = CLOSED,
    login: str = "",
    **asked,
) -> FetchOutcome:
    """Fetch through a proxy, behind which every site is this origin; no name is looked up."""
    names = Names()

    async def fetched() -> FetchOutcome:
        async with (
            origin or Origin(answers={"/feed": DOCUMENT}) as there,
            proxy,
            fetcher(network, QUICK) as client,
        ):
            proxy.routes |= dict.fromkeys(
                ("news.example:80", "other.example:80", "127.0.0.1:80"), there.port
            )
            return await client.fetch(proxied(url, proxy.url(login), **asked), None)

    outcome = run(names, fetched())
    assert not names.lookups
    return outcome


def test_a_feed_is_asked_for_through_its_proxy():
    proxy, origin = ForwardingProxy(), Origin(answers={"/feed?a=%2f": DOCUMENT})
    outcome = through(proxy, f"{NEWS}/feed?a=%2f", origin=origin)
    assert isinstance(outcome, Fetched)
    assert outcome.url == f"{NEWS}/feed?a=%2f"
    assert proxy.targets == ["http://news.example/feed?a=%2f"]
    assert origin.requests[0].header("Host") == "news.example"


def test_a_login_of_the_proxy_is_for_the_proxy():
    proxy, origin = ForwardingProxy(login=basic("ops:pä/ß")), Origin(answers={"/feed": DOCUMENT})
    outcome = through(proxy, origin=origin, login="ops:p%C3%A4%2Fß")
    assert isinstance(outcome, Fetched)
    assert origin.requests[0].header("Authorization") is None


def test_all_hops_and_their_robots_txt_take_the_proxy():
    onward = Answer(status=301, headers=(("Location", "http://other.example/new"),))
    origin = Origin(answers={"/page": onward, "/new": DOCUMENT})
    proxy = ForwardingProxy()
    outcome = through(proxy, f"{NEWS}/page", origin=origin, links="/*", headers=KEY)
    assert isinstance(outcome, Fetched)
    assert proxy.targets == [
        "http://news.example/robots.txt",
        "http://news.example/page",
        "http://other.example/robots.txt",
        "http://other.example/new",
    ]
    told = [request.header("X-Api-Key") for request in origin.requests]
    assert told == ["k3y", "k3y", None, None]


def test_whether_robots_txt_closes_a_feed_is_asked_through_its_proxy():
    async def asked() -> tuple[bool, list[str]]:
        rules = Answer(body=b"User-agent: *\nDisallow: /feed")
        async with (
            Origin(answers={"/robots.txt": rules}) as origin,
            ForwardingProxy(routes={"news.example:80": origin.port}) as proxy,
            fetcher(CLOSED) as client,
        ):
            subscribed = proxied(f"{NEWS}/feed", proxy.url())
            return await client.closed(subscribed.url, subscribed), proxy.targets

    assert run(Names(), asked()) == (True, ["http://news.example/robots.txt"])


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.0.0.7",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "169.254.169.254",
        "localhost",
        "LOCALHOST.",
        "news.localhost",
        "127.0.0.1.",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "①②⑦.0.0.1",
    ],
)
def test_what_is_written_as_a_private_address_is_not_asked_of_a_proxy(host):
    proxy = ForwardingProxy()
    outcome = through(proxy, f"http://{host}/feed")
    assert isinstance(outcome, FetchFailed)
    assert outcome.reason.endswith(
        ("is a private address (network.allow opens ranges)", "is not written as one")
    )
    assert not proxy.requests


def test_a_redirect_to_what_is_written_as_a_private_address_is_refused():
    inner = Answer(status=302, headers=(("Location", "http://127.0.0.1/feed"),))
    proxy = ForwardingProxy()
    outcome = through(proxy, f"{NEWS}/0", origin=Origin(answers={"/0": inner}))
    reason = "127.0.0.1 is a private address (network.allow opens ranges)"
    assert outcome == FetchFailed(reason=reason)
    assert proxy.targets == ["http://news.example/0"]


def test_an_allowed_range_is_open_through_a_proxy_too():
    assert isinstance(through(ForwardingProxy(), "http://127.0.0.1/feed", network=OPEN), Fetched)


def test_a_feed_without_a_proxy_is_guarded_beside_one_that_has_it():
    async def asked() -> FetchOutcome:
        async with (
            Origin(answers={"/feed": DOCUMENT}) as origin,
            ForwardingProxy(routes={"news.example:80": origin.port}) as proxy,
            fetcher(CLOSED) as client,
        ):
            assert isinstance(
                await client.fetch(proxied(f"{NEWS}/feed", proxy.url()), None), Fetched
            )
            return await client.fetch(feed(proxy.url()), None)

    assert "private address" in run(Names(), asked()).reason


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("login", ["", "ops:s3cret"])
def test_a_login_that_the_proxy_does_not_take_is_told_as_that(scheme, login):
    proxy = ForwardingProxy(login=basic("ops:another"))
    outcome = through(proxy, f"{scheme}://news.example/feed", login=login)
    assert outcome == FetchFailed(reason="the proxy answers 407 Proxy Authentication Required")


def test_a_tunnel_that_the_proxy_refuses_is_told_as_that():
    outcome = through(ForwardingProxy(), "https://news.example/feed", login="ops:s3cret")
    assert outcome == FetchFailed(reason="the proxy answers 502 Bad Gateway")


def test_what_a_proxy_says_for_plain_http_is_taken_for_the_servers_word():
    assert through(ForwardingProxy(status=503)) == RateLimited(status=503, url=f"{NEWS}/feed")
    reason = "the server failed: 502 Bad Gateway"
    assert through(ForwardingProxy(status=502)) == FetchFailed(reason=reason, status=502)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("kind", ["http", "https"])
def test_a_dead_proxy_is_told_as_that(scheme, kind):
    async def fetched() -> FetchOutcome:
        async with ForwardingProxy() as gone:
            url = gone.url("ops:s3cret").replace("http:", f"{kind}:")
        async with fetcher(CLOSED, QUICK) as client:
            return await client.fetch(proxied(f"{scheme}://news.example/", url), None)

    reason = "the proxy cannot be reached: connection refused"
    assert run(Names(), fetched()) == FetchFailed(reason=reason, unreached=True)


def test_a_proxy_whose_name_leads_nowhere_is_told_as_that():
    async def fetched() -> FetchOutcome:
        async with fetcher(CLOSED, QUICK) as client:
            url = "http://ops:s3cret@proxy.example:3128"
            return await client.fetch(proxied(f"{NEWS}/", url), None)

    reason = "the proxy cannot be reached: its name leads nowhere"
    assert run(Names(), fetched()) == FetchFailed(reason=reason, unreached=True)


@pytest.mark.parametrize(
    ("scheme", "answer", "reason", "is_silent"),
    [
        ("http", Answer(raw=b""), "through the proxy: the server hung up without an answer", False),
        (
            "https",
            Answer(raw=b""),
            "through the proxy: the server hung up without an answer",
            False,
        ),
        ("http", Answer(delay=9), "no whole answer within 0.3 s", True),
        ("https", Answer(delay=9), "no connection within 0.2 s", True),
    ],
)
def test_a_proxy_that_says_nothing_is_left(scheme, answer, reason, is_silent):
    async def fetched() -> FetchOutcome:
        answers = {f"{NEWS}/feed": answer, "news.example:443": answer}
        async with Origin(answers=answers) as proxy, fetcher(CLOSED, QUICK) as client:
            url = proxy.url("").replace("http://", "http://ops:s3cret@")
            return await client.fetch(proxied(f"{scheme}://news.example/feed", url), None)

    assert asyncio.run(fetched()) == FetchFailed(reason=reason, unreached=is_silent)


def test_an_address_that_is_no_proxys_is_not_shown():
    async def fetched() -> FetchOutcome:
        async with fetcher() as client:
            return await client.fetch(proxied(f"{NEWS}/", "ops:s3cret@proxy:3128"), None)

    reason = "the proxy has no http or https address"
    assert asyncio.run(fetched()) == FetchFailed(reason=reason)


def test_tls_is_verified_at_both_ends_of_a_tunnel():
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(PEM)

    async def fetched(proxy_tls: ssl.SSLContext | None) -> FetchOutcome:
        async with (
            Origin(answers={"/feed": DOCUMENT}, tls=tls) as origin,
            ForwardingProxy(routes={"127.0.0.1:443": origin.port}, tls=proxy_tls) as proxy,
            fetcher(OPEN) as client,
        ):
            return await client.fetch(proxied("https://127.0.0.1/feed", proxy.url()), None)

    untrusted = "is not trusted: self-signed certificate"
    assert asyncio.run(fetched(None)) == FetchFailed(
        reason=f"the certificate of 127.0.0.1 {untrusted}"
    )
    assert asyncio.run(fetched(tls)) == FetchFailed(
        reason=f"the certificate of the proxy {untrusted}"
    )


def test_through_a_tunnel_only_the_feeds_own_host_hears_its_secrets():
    """In a process of its own, which takes this certificate for a good one."""
    seen = tunnelled()
    assert seen["outcome"] == "<feed/>"
    assert seen["proxy"] == [
        ["GET", "http://127.0.0.1/feed", "Basic b3BzOnMzY3JldA==", "k3y", "Reader/7"],
        ["CONNECT", "127.0.0.1:443", "Basic b3BzOnMzY3JldA==", None, OURS],
    ]
    assert seen["origin"] == [["GET", "/feed", None, "k3y", "Reader/7"]]
    assert seen["origin_tls"] == [["GET", "/feed", None, "k3y", "Reader/7"]]


def test_a_proxy_with_the_certificate_of_another_host_is_not_named():
    """In the same process: only a certificate that is trusted is compared with the name."""
    seen = tunnelled()
    reason = "the certificate of the proxy is not trusted: it is that of another host"
    assert seen["by_name"] == f"{reason}; unreached=False"
    assert seen["by_number"] == f"{reason}; unreached=False"
