"""Pages are read only where robots.txt lets a program read them; feeds are asked for."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from asking import OPEN, QUICK, feed, fetcher
from hypothesis import given
from hypothesis import strategies as st
from naming import Names, run
from proxying import ForwardingProxy
from serving import Answer, Origin
from yarl import URL

from aggregator.fetch import HttpFetcher, Limits
from aggregator.fetch.robots import KEPT, LONGEST, Forgetful, Robots
from aggregator.fetch.rules import closes
from aggregator.model import (
    Fetched,
    FetchFailed,
    FetchOutcome,
    RateLimited,
    RobotsTxt,
    Secret,
)

PAGE = Answer(body=b"<html></html>")
SITE = "https://news.example"
CLOSED = FetchFailed(reason="robots.txt of 127.0.0.1 closes this page to programs")


def visit(
    robots: Answer,
    *targets: str,
    links: str | None = "/articles/*",
    limits: Limits = QUICK,
    **answers: Answer,
):
    """Fetch each target in turn; tells what came of it and which targets were asked for."""

    async def run() -> tuple[list[FetchOutcome], list[str]]:
        pages = dict.fromkeys(targets, PAGE) | answers
        served = {"/robots.txt": robots} | pages
        async with Origin(answers=served) as origin, fetcher(limits=limits) as client:
            outcomes = [
                await client.fetch(feed(origin.url(each), links=links), None) for each in targets
            ]
            return outcomes, [request.target for request in origin.requests]

    return asyncio.run(run())


def robots_txt(*lines: str) -> Answer:
    return Answer(body="\r\n".join(lines).encode())


def test_a_page_that_is_closed_to_programs_is_not_asked_for():
    rules = robots_txt("User-agent: *", "Disallow: /news")
    outcomes, targets = visit(rules, "/news/latest", "/latest")
    assert outcomes[0] == CLOSED
    assert isinstance(outcomes[1], Fetched)
    assert targets == ["/robots.txt", "/latest"]


def test_what_is_said_to_us_by_name_counts():
    rules = robots_txt("User-agent: *", "Disallow:", "", "User-agent: Jewelwire", "Disallow: /")
    assert visit(rules, "/latest") == ([CLOSED], ["/robots.txt"])


def test_a_page_may_not_lead_to_one_that_is_closed():
    rules = robots_txt("User-agent: *", "Disallow: /private")
    onward = Answer(status=302, headers=(("Location", "/private"),))
    outcomes, targets = visit(rules, "/latest", **{"/latest": onward})
    assert outcomes == [CLOSED]
    assert targets == ["/robots.txt", "/latest"]


@pytest.mark.parametrize(
    "robots",
    [
        *(Answer(status=status) for status in (204, 400, 401, 403, 404, 407, 410, 451)),
        Answer(status=302, headers=(("Location", "ftp://127.0.0.1/"),)),
        Answer(status=302, headers=(("Location", "/robots.txt"),)),
        Answer(),
        PAGE,
        Answer(body=b"\xff\xfe\0U\0s\0e\0r"),
    ],
)
def test_a_site_without_rules_is_open(robots):
    outcomes, _ = visit(robots, "/latest")
    assert isinstance(outcomes[0], Fetched)


@pytest.mark.parametrize(
    ("robots", "status", "why"),
    [
        (Answer(status=500), 500, "the server failed: 500 Internal Server Error"),
        (Answer(raw=b"nonsense"), None, "the answer is not sound HTTP: Bad status line"),
        (
            Answer(headers=(("Content-Length", "99"),), body=b"User-agent: *"),
            200,
            "the body is shorter than its Content-Length",
        ),
        (
            Answer(headers=(("Content-Encoding", "br"),), body=b"User-agent: *"),
            200,
            "the body is not the br that it says it is",
        ),
    ],
)
def test_a_site_whose_rules_cannot_be_had_is_closed_for_now(robots, status, why):
    outcomes, targets = visit(robots, "/latest", "/latest")
    assert outcomes == [FetchFailed(reason=f"robots.txt cannot be read: {why}", status=status)] * 2
    assert targets == ["/robots.txt"]


def test_a_site_that_says_nothing_may_be_out_of_our_reach():
    reason = "robots.txt cannot be read: no whole answer within 0.2 s"
    outcomes, targets = visit(Answer(delay=9), "/latest", "/later", limits=Limits(seconds=0.2))
    assert outcomes == [FetchFailed(reason=reason, unreached=True)] * 2
    # Whether we have a network again is to be found out, not remembered.
    assert targets == ["/robots.txt", "/robots.txt"]


NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
FAILED = FetchFailed(reason="500", status=500)
TOLD_FAILED = FetchFailed(reason="robots.txt cannot be read: 500", status=500)


def busy(seconds: float | None) -> RateLimited:
    after = None if seconds is None else timedelta(seconds=seconds)
    return RateLimited(status=429, retry_after=after)


@pytest.mark.parametrize(
    ("answer", "later", "outcome"),
    [
        (FAILED, 299, TOLD_FAILED),
        (FAILED, 301, None),
        (FAILED, -60, None),  # the clock was set back: nobody knows since when
        (busy(None), 299, busy(None)),
        (busy(None), 301, None),
        (busy(3600), 3000, busy(600)),
        (busy(3600), 3601, None),
        (busy(0), 299, busy(0)),
        (busy(30), 299, busy(0)),
        (busy(30), 301, None),
        (busy(1e7), 86_399, busy(1e7 - 86_399)),
        (busy(1e7), 86_401, None),
    ],
)
def test_a_failure_counts_for_all_pages_of_a_site_for_a_while(answer, later, outcome):
    answers: list[FetchOutcome] = [answer, FetchFailed(reason="404", status=404)]
    now = NOON

    async def ask(*_: object) -> FetchOutcome:
        return answers.pop(0)

    async def asked() -> FetchOutcome | None:
        nonlocal now
        robots = Robots("jewelwire", ask, Forgetful(), clock=lambda: now)
        page = URL(f"{SITE}/latest")
        assert await robots.refusal(feed(f"{SITE}/latest"), page) is not None
        now += timedelta(seconds=later)
        return await robots.refusal(feed(f"{SITE}/other"), page)

    assert asyncio.run(asked()) == outcome
    assert len(answers) == (1 if outcome else 0)


def test_a_proxy_that_fails_counts_for_whom_it_serves_alone():
    async def asked() -> list[FetchOutcome]:
        async with (
            Origin(answers={"/a": PAGE, "/b": PAGE}) as origin,
            ForwardingProxy(status=407) as proxy,
            fetcher() as client,
        ):
            there = Secret(text=proxy.url())
            pages = [
                feed(origin.url("/a"), links="/*", proxy=there),
                feed(origin.url("/b"), links="/*"),
            ]
            return [await client.fetch(page, None) for page in pages]

    by_proxy, direct = asyncio.run(asked())
    reason = "the proxy answers 407 Proxy Authentication Required"
    assert by_proxy == FetchFailed(reason=f"robots.txt cannot be read: {reason}")
    assert isinstance(direct, Fetched)


def test_robots_txt_may_be_elsewhere():
    names = Names(leads={"news.example": [("127.0.0.1",)], "www.news.example": [("127.0.0.1",)]})

    async def asked() -> tuple[FetchOutcome, list[str]]:
        async with Origin() as origin, fetcher() as client:
            hops = [f"http://www.news.example:{origin.port}/{at}" for at in range(5)]
            for at, hop in zip(("robots.txt", 0, 1, 2, 3), hops, strict=True):
                origin.answers[f"/{at}"] = Answer(status=301, headers=(("Location", hop),))
            origin.answers["/4"] = robots_txt("User-agent: *", "Disallow: /latest")
            url = f"http://news.example:{origin.port}/latest"
            return await client.fetch(feed(url, links="/*"), None), len(origin.requests)

    reason = "robots.txt of news.example closes this page to programs"
    assert run(names, asked()) == (FetchFailed(reason=reason), 6)


def test_of_a_long_robots_txt_the_first_500_kib_count():
    early, late = b"User-agent: *\nDisallow: /early\n", b"Disallow: /late\n"
    comment = b"#" * (LONGEST - len(early) - len("Disallow: /") - 1) + b"\n"
    outcomes, _ = visit(
        # What is cut in the middle is no rule: of this one "Disallow: /" is left.
        Answer(body=early + comment + late, endless=b"# and on\n" * 1000),
        "/early",
        "/late",
    )
    assert outcomes[0] == CLOSED
    assert isinstance(outcomes[1], Fetched)


def test_pages_of_a_site_that_are_asked_for_together_ask_for_its_rules_once():
    async def asked(robots: Answer) -> tuple[list[FetchOutcome], list[str]]:
        answers = {f"/{at}": PAGE for at in range(4)} | {"/robots.txt": robots}
        async with Origin(answers=answers) as origin, fetcher() as client:
            pages = (feed(origin.url(f"/{at}"), links="/*") for at in range(4))
            outcomes = await asyncio.gather(*(client.fetch(page, None) for page in pages))
            return outcomes, [request.target for request in origin.requests]

    outcomes, targets = asyncio.run(asked(Answer(status=404, delay=0.02)))
    assert [type(outcome) for outcome in outcomes] == [Fetched] * 4
    assert targets.count("/robots.txt") == 1
    outcomes, targets = asyncio.run(asked(Answer(status=500, delay=0.02)))
    assert [type(outcome) for outcome in outcomes] == [FetchFailed] * 4
    assert targets == ["/robots.txt"]


def test_a_site_that_asks_to_wait_is_waited_for():
    answer = Answer(status=503, headers=(("Retry-After", "60"),))
    (outcome, later), targets = visit(answer, "/latest", "/later")
    assert (outcome.status, outcome.retry_after) == (503, timedelta(seconds=60))
    assert outcome.url.endswith("/robots.txt")
    assert timedelta(seconds=50) < later.retry_after < timedelta(seconds=60)
    assert targets == ["/robots.txt"]


def test_a_feed_asks_for_no_robots_txt():
    outcomes, targets = visit(robots_txt("User-agent: *", "Disallow: /"), "/feed", links=None)
    assert isinstance(outcomes[0], Fetched)
    assert targets == ["/feed"]


def told(robots: Answer, *targets: str) -> tuple[list[bool], int]:
    """Whether each target is closed, and how often robots.txt was asked for to know it."""

    async def run() -> tuple[list[bool], int]:
        async with Origin(answers={"/robots.txt": robots}) as origin, fetcher() as client:
            answers = [await client.closed(origin.url(target)) for target in targets]
            return answers, len(origin.requests)

    return asyncio.run(run())


def test_a_feed_that_is_closed_can_be_told():
    rules = robots_txt("User-agent: *", "Disallow: /feed", "Allow: /feed/news")
    answers = told(rules, "/feed", "/feed/news", "/", "/feed?a", "/robots.txt")
    assert answers == ([True, False, False, True, False], 1)


def test_rules_are_for_the_address_as_it_is_sent():
    rules = robots_txt("User-agent: *", "Disallow: /a%2Fb", "Disallow: /*?sort=")
    answers = told(rules, "/a%2fb", "/a/b", "/x?sort=", "/x?sort", "?sort=up", "/#?sort=")
    assert answers == ([True, False, True, False, True, False], 1)


@pytest.mark.parametrize(
    "robots",
    [
        Answer(status=404),
        Answer(status=500),
        Answer(status=503, headers=(("Retry-After", "1"),)),
        Answer(raw=b""),
        Answer(delay=9),
    ],
)
def test_where_no_rules_can_be_had_nothing_is_closed_and_nobody_asked_twice(robots):
    async def run() -> tuple[list[bool], int]:
        limits = Limits(seconds=0.2)
        async with Origin(answers={"/robots.txt": robots}) as origin, fetcher(limits=limits) as one:
            together = [one.closed(origin.url(f"/{at}")) for at in range(3)]
            answers = await asyncio.gather(*together)
            return [*answers, await one.closed(origin.url("/later"))], len(origin.requests)

    assert asyncio.run(run()) == ([False] * 4, 1)


@pytest.mark.parametrize("url", ["", "ftp://site.example/feed", "http://[::1"])
def test_of_an_address_that_is_none_nothing_is_closed(url):
    async def run() -> bool:
        async with fetcher() as client:
            return await client.closed(url)

    assert asyncio.run(run()) is False


def test_rules_are_kept_a_day_and_no_longer():
    memory = Forgetful()

    async def visited(origin: Origin) -> bool:
        client = HttpFetcher(OPEN, contact="ops@wire.example", version="1", memory=memory)
        async with client:
            return await client.closed(origin.url("/feed"))

    async def run() -> list[bool]:
        async with Origin(answers={"/robots.txt": Answer(status=404)}) as origin:
            site, closing = origin.url(""), "User-agent: *\nDisallow: /"
            answers = [await visited(origin)]
            kept = await memory.recall_robots(site)
            assert timedelta() < datetime.now(UTC) + KEPT - kept.until_at < timedelta(minutes=1)
            for until_at in (kept.until_at, datetime.now(UTC) - timedelta(seconds=1)):
                await memory.keep_robots(RobotsTxt(site=site, text=closing, until_at=until_at))
                answers.append(await visited(origin))
            return [*answers, len(origin.requests)]

    assert asyncio.run(run()) == [False, True, False, 2]


@pytest.mark.parametrize(
    ("lines", "target", "is_closed"),
    [
        # RFC 9309 section 2.2.2: the longest match counts, and of equals the one that allows.
        ("Disallow: /a\nAllow: /a/b", "/a/b/c", False),
        ("Allow: /a\nDisallow: /a/b", "/a/b/c", True),
        ("Disallow: /a\nAllow: /a", "/a", False),
        ("Disallow:", "/a", False),
        ("disallow : /a # all of it", "/a", True),
        # Section 2.2.3: a star is anything, a dollar is the end.
        ("Disallow: /*.gif$", "/x/y.gif", True),
        ("Disallow: /*.gif$", "/x/y.gif?big", False),
        ("Disallow: /a*/c", "/axyz/c/d", True),
        ("Disallow: *?sort=", "/list?a=1&sort=", False),
        ("Disallow: /*?*sort=", "/list?a=1&sort=up", True),
        ("Disallow: /?", "/?s=ring", True),
        ("Disallow: /?", "/", False),
        # Octets are compared, however they are written; a slash is no %2F.
        ("Disallow: /joyer%C3%ADa", "/joyer%c3%ada", True),
        ("Disallow: /joyería", "/joyer%C3%ADa", True),
        ("Disallow: /a%2Fb", "/a/b", False),
        ("Disallow: /a%2Fb", "/a%2fb", True),
        ("Disallow: /~me", "/%7Eme", True),
        ("Disallow: /a", "/A", False),
    ],
)
def test_a_rule_is_matched_as_its_standard_says(lines, target, is_closed):
    assert closes(f"User-agent: *\n{lines}", f"{SITE}{target}", "jewelwire") is is_closed


@pytest.mark.parametrize(
    ("text", "is_closed"),
    [
        ("User-agent: jewelwire\nDisallow: /", True),
        ("USER-AGENT: JewelWire\nDisallow: /", True),
        ("User-agent: Jewelwire/1.2\nDisallow: /", True),
        ("User-agent: other\nUser-agent: jewelwire\nDisallow: /", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: jewelwire\nDisallow: /b", False),
        ("User-agent: jewelwire\nDisallow:\n\nUser-agent: *\nDisallow: /", False),
        # Section 2.2.1: groups that are meant for the same program are one group.
        (
            "User-agent: jewelwire\nDisallow: /b\n\nUser-agent: Jewelwire\nDisallow: /a",
            True,
        ),
        ("User-agent: *\nDisallow: /b\n\nUser-agent: *\nDisallow: /a", True),
        # A product token is the whole one.
        ("User-agent: jewel\nDisallow: /", False),
        ("User-agent: wire\nDisallow: /", False),
        ("User-agent: jewelwires\nDisallow: /", False),
        ("User-agent: jewelwire-news\nDisallow: /", False),
        ("User-agent: jewel*\nDisallow: /", False),
        ("User-agent: jewel\nDisallow:\n\nUser-agent: *\nDisallow: /", True),
        ("Disallow: /", False),
        ("User-agent:\nDisallow: /", False),
        ("\ufeffUser-agent: jewelwire # us\r\rDisallow: /", True),
    ],
)
def test_a_group_is_for_the_program_that_it_names(text, is_closed):
    assert closes(text.removeprefix("\ufeff"), f"{SITE}/a", "jewelwire") is is_closed


def test_many_names_and_many_rules_cost_little():
    agents = "".join(f"User-agent: robot{at}\n" for at in range(10_000))
    rules = "".join(f"Disallow: /{at}\n" for at in range(10_000))
    began = time.monotonic()
    assert closes(f"{agents}User-agent: jewelwire\n{rules}", f"{SITE}/9999", "jewelwire")
    assert time.monotonic() - began < 5  # with a set of rules for each name: minutes, gigabytes


@given(st.text(), st.text(st.characters(codec="utf-8")))
def test_any_text_closes_an_address_or_does_not(text, target):
    assert closes(text, f"{SITE}/{target}", "jewelwire") in {True, False}
