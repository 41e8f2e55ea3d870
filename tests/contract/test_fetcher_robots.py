"""Pages are read only where robots.txt lets a program read them; feeds are asked for."""

import asyncio
from datetime import timedelta

import pytest
from asking import fetcher
from serving import Answer, Origin

from aggregator.model import (
    Feed,
    FeedId,
    Fetched,
    FetchFailed,
    FetchOutcome,
    RateLimited,
)

PAGE = Answer(body=b"<html></html>")
CLOSED = FetchFailed(reason="robots.txt of 127.0.0.1 closes this page to programs")


def visit(robots: Answer, *targets: str, links: str | None = "/articles/*", **answers: Answer):
    """Fetch each target in turn; tells what came of it and which targets were asked for."""

    async def run() -> tuple[list[FetchOutcome], list[str]]:
        pages = dict.fromkeys(targets, PAGE) | answers
        async with Origin(answers=pages | {"/robots.txt": robots}) as origin, fetcher() as client:
            outcomes = [
                await client.fetch(Feed(id=FeedId("page"), url=origin.url(each), links=links), None)
                for each in targets
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
    [Answer(status=404), Answer(status=410), Answer(status=403), Answer(), PAGE],
)
def test_a_site_without_rules_is_open(robots):
    outcomes, _ = visit(robots, "/latest")
    assert isinstance(outcomes[0], Fetched)


@pytest.mark.parametrize(
    ("robots", "status", "why"),
    [
        (Answer(status=500), 500, "the server failed: 500 Internal Server Error"),
        (Answer(raw=b""), None, "the server hung up without an answer"),
    ],
)
def test_a_site_whose_rules_cannot_be_had_is_closed_for_now(robots, status, why):
    outcomes, targets = visit(robots, "/latest", "/latest")
    assert outcomes == [FetchFailed(reason=f"robots.txt cannot be read: {why}", status=status)] * 2
    assert targets == ["/robots.txt", "/robots.txt"]


def test_a_site_that_asks_to_wait_is_waited_for():
    busy = Answer(status=503, headers=(("Retry-After", "60"),))
    outcomes, targets = visit(busy, "/latest")
    assert outcomes == [RateLimited(status=503, retry_after=timedelta(seconds=60))]
    assert targets == ["/robots.txt"]


def test_a_feed_asks_for_no_robots_txt():
    outcomes, targets = visit(robots_txt("User-agent: *", "Disallow: /"), "/feed", links=None)
    assert isinstance(outcomes[0], Fetched)
    assert targets == ["/feed"]
