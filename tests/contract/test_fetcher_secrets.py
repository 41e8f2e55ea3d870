"""A feed's headers and its login go to the feed's own origin, and are shown nowhere."""

import asyncio
import logging
from base64 import b64encode

import pytest
from asking import ask, feed, fetcher
from naming import Names, run
from serving import Answer, Origin, Request
from yarl import URL

from aggregator.fetch import Limits
from aggregator.fetch.sent import is_home
from aggregator.model import Fetched, Login, Secret

DOCUMENT = Answer(body=b"<feed/>")
HEADERS = (("X-Api-Key", Secret(text="k3y")), ("cookie", Secret(text="session=c00kie")))
LOGIN = Login(user="rédaction", password=Secret(text="pa:ß"))
NAMES = Names(leads={"news.example": [("127.0.0.1",)], "other.example": [("127.0.0.1",)]})


def basic(told: str) -> str:
    return f"Basic {b64encode(told.encode()).decode()}"


def secrets_of(request: Request) -> tuple[str | None, ...]:
    return tuple(request.header(name) for name in ("X-Api-Key", "Cookie", "Authorization"))


TOLD = ("k3y", "session=c00kie", basic("rédaction:pa:ß"))
NOTHING = (None, None, None)


def test_headers_and_login_go_with_a_request():
    (request,) = ask({"/feed": DOCUMENT}, headers=HEADERS, login=LOGIN).requests
    assert secrets_of(request) == TOLD


OURS = "jewelwire/1.2 (+ops@wire.example; 1 subscribers)"


def test_a_user_agent_of_its_own_is_for_the_feeds_own_origin():
    async def asked() -> list[Request]:
        async with Origin() as origin, fetcher() as client:
            elsewhere = ("Location", f"http://other.example:{origin.port}/feed")
            origin.answers["/page"] = Answer(status=302, headers=(elsewhere,))
            page = feed(origin.url("/page"), links="/*", user_agent="Reader/7 (für uns)")
            await client.fetch(page, None)
        return origin.requests

    requests = run(NAMES, asked())
    targets = [request.target for request in requests]
    assert targets == ["/robots.txt", "/page", "/robots.txt", "/feed"]
    theirs = "Reader/7 (für uns)".encode().decode("latin-1")
    agents = [request.header("User-Agent") for request in requests]
    assert agents == [theirs, theirs, OURS, OURS]


def test_a_feed_may_say_what_it_accepts_but_not_what_is_ours_to_say():
    said = {
        "accept": "text/xml",
        "Accept-Encoding": "lzma",
        "user-agent": "Other/1",
        "If-None-Match": '"made-up"',
    }
    headers = tuple((name, Secret(text=text)) for name, text in said.items())
    (request,) = ask({"/feed": DOCUMENT}, headers=headers, etag='"e"').requests
    names = [name.lower() for name, _ in request.headers]
    assert len(names) == len(set(names))
    assert request.header("Accept") == "text/xml"
    assert request.header("Accept-Encoding") == "gzip, deflate, br, zstd"
    assert request.header("User-Agent").startswith("jewelwire/")
    assert request.header("If-None-Match") == '"e"'


@pytest.mark.parametrize(
    ("address", "is_at_home"),
    [
        ("http://news.example:{port}/new", True),
        ("http://NEWS.example:{port}/new", True),
        ("http://other.example:{port}/new", False),
        ("http://www.news.example:{port}/new", False),
        ("http://127.0.0.1:{port}/new", False),
        ("http://news.example/new", False),  # another port
    ],
)
@pytest.mark.parametrize("status", [301, 302])
def test_no_other_origin_hears_them(address, is_at_home, status):
    names = Names(leads=NAMES.leads | {"www.news.example": [("127.0.0.1",)]})

    async def asked() -> tuple[Request, Request]:
        async with Origin() as origin, fetcher() as client:
            names.ports[80] = origin.port
            onward = (("Location", address.replace("{port}", str(origin.port))),)
            origin.answers["/feed"] = Answer(status=status, headers=onward)
            url = f"http://news.example:{origin.port}/feed"
            await client.fetch(feed(url, headers=HEADERS, login=LOGIN), None)
        return tuple(origin.requests)

    first, second = run(names, asked())
    assert secrets_of(first) == TOLD
    assert secrets_of(second) == (TOLD if is_at_home else NOTHING)


def test_on_the_way_home_they_are_told_again():
    async def asked() -> list[Request]:
        async with Origin() as origin, fetcher() as client:
            for at, host in enumerate(("other", "news")):
                onward = (("Location", f"http://{host}.example:{origin.port}/{at + 1}"),)
                origin.answers[f"/{at}"] = Answer(status=302, headers=onward)
            url = f"http://news.example:{origin.port}/0"
            await client.fetch(feed(url, headers=HEADERS, login=LOGIN), None)
        return origin.requests

    told = [secrets_of(request) for request in run(NAMES, asked())]
    assert told == [TOLD, NOTHING, TOLD]


@pytest.mark.parametrize(("host", "told"), [("news.example", TOLD), ("other.example", NOTHING)])
def test_an_adopted_address_hears_them_only_if_it_is_at_home(host, told):
    async def asked() -> list[Request]:
        async with Origin(answers={"/new": DOCUMENT}) as origin, fetcher() as client:
            home = feed(f"http://news.example:{origin.port}/", headers=HEADERS, login=LOGIN)
            await client.fetch(home, None, url=f"http://{host}:{origin.port}/new")
        return origin.requests

    assert [secrets_of(request) for request in run(NAMES, asked())] == [told]


@pytest.mark.parametrize(
    ("home", "url", "same"),
    [
        ("http://a.example/x", "http://a.example:80/y", True),
        ("http://a.example/", "https://a.example/", True),  # a host that turned to TLS
        ("http://a.example:80/", "https://a.example:443/", True),
        ("https://a.example/", "http://a.example/", False),  # never down again
        ("https://a.example/", "https://a.example:8443/", False),
        ("http://a.example:8080/", "https://a.example/", False),
        ("http://a.example/", "https://a.example:8443/", False),
        ("http://a.example/", "https://b.example/", False),
        ("http://a.example/", "http://a.example./", False),
    ],
)
def test_home_is_one_origin_and_what_tls_made_of_it(home, url, same):
    assert is_home(URL(home), URL(url)) is same


def test_a_login_goes_before_the_one_in_the_address():
    async def asked() -> list[Request]:
        async with Origin(answers={"/feed": DOCUMENT}) as origin, fetcher() as client:
            url = origin.url("/feed").replace("http://", "http://reader:s3cret@")
            outcome = await client.fetch(feed(url, login=LOGIN), None)
            assert isinstance(outcome, Fetched)
        return origin.requests

    (request,) = asyncio.run(asked())
    assert request.header("Authorization") == basic("rédaction:pa:ß")


def test_a_login_in_an_address_may_be_in_any_letters():
    async def asked() -> list[Request]:
        async with Origin(answers={"/feed": DOCUMENT}) as origin, fetcher() as client:
            url = origin.url("/feed").replace("http://", "http://l%C3%A9a:p%40ß@")
            await client.fetch(feed(url), None)
        return origin.requests

    (request,) = asyncio.run(asked())
    assert request.header("Authorization") == basic("léa:p@ß")


@pytest.mark.parametrize(
    "answer",
    [
        DOCUMENT,
        Answer(status=401),
        Answer(status=302, headers=(("Location", "http://other.example:1/"),)),
        Answer(status=302, headers=(("Location", "ftp://news.example/"),)),
        Answer(raw=b"nonsense"),
        Answer(raw=b"", reset=True),
        Answer(delay=9),
    ],
)
def test_neither_outcome_nor_log_nor_repr_shows_them(answer, caplog):
    caplog.set_level(logging.DEBUG)
    secrets = {"k3y", "c00kie", "pa:ß", "s3cret", *(told.split()[-1] for told in TOLD)}

    async def asked() -> str:
        asyncio.get_running_loop().set_debug(True)
        limits = Limits(seconds=0.2)
        async with Origin(answers={"/feed": answer}) as origin, fetcher(limits=limits) as client:
            url = origin.url("/feed")
            subscribed = feed(url, headers=HEADERS, login=LOGIN)
            outcome = await client.fetch(subscribed, None)
            return f"{outcome} {subscribed} {client} {vars(client)}"

    shown = run(NAMES, asked()) + caplog.text
    assert not [secret for secret in secrets if secret in shown]
