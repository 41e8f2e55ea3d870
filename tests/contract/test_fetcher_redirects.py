"""Where the client goes when it is sent elsewhere, and where it does not."""

import asyncio

import pytest
from asking import ask, ask_once, feed, fetcher
from serving import Answer, Origin

from aggregator.model import FetchFailed, Gone, Validators


def document(*fields: tuple[str, str]) -> Answer:
    return Answer(headers=fields, body=b"<feed/>")


def redirects(*hops: tuple[int, str]) -> dict[str, Answer]:
    """Answers from /0 on, each with its status and Location; the last address is whole."""
    answers = {
        f"/{at}": Answer(status=status, headers=(("Location", location),))
        for at, (status, location) in enumerate(hops)
    }
    return {"/end": document(("ETag", '"end"')), **answers}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(status):
    asked = ask(redirects((status, "/end")), "/0")
    assert asked.outcome.url == f"{asked.base}/end"
    assert asked.outcome.validators == Validators(url=f"{asked.base}/end", etag='"end"')
    assert [request.header("Referer") for request in asked.requests] == [None, None]


@pytest.mark.parametrize(
    ("statuses", "permanent"),
    [
        ((301,), "/end"),
        ((308, 301), "/end"),
        ((301, 302), "/1"),
        ((302, 301), None),
        ((301, 307, 308), "/1"),
        ((302,), None),
    ],
)
def test_a_feed_has_moved_as_far_as_only_permanent_redirects_led(statuses, permanent):
    locations = [*(f"/{at}" for at in range(1, len(statuses))), "/end"]
    asked = ask(redirects(*zip(statuses, locations, strict=True)), "/0")
    assert asked.outcome.permanent_url == (permanent and asked.base + permanent)


def test_a_feed_that_did_not_redirect_has_not_moved():
    assert ask_once(document()).permanent_url is None


@pytest.mark.parametrize(
    "location",
    [
        "/a/b?c=%2f",
        "b?c=%2f",
        "./x/../b?c=%2f",
        "../a/b?c=%2f",
        "b?c=%2f#top",
        "{host}",
        "http:{host}",
    ],
)
def test_a_location_may_be_written_in_many_ways(location):
    async def redirected() -> list[str]:
        async with Origin() as origin, fetcher() as client:
            told = location.replace("{host}", f"//127.0.0.1:{origin.port}/a/b?c=%2f")
            origin.answers["/a/0"] = Answer(status=302, headers=(("Location", told),))
            origin.answers["/a/b?c=%2f"] = document(("ETag", '"end"'))
            outcome = await client.fetch(feed(origin.url("/a/0")), None)
        return [outcome.validators.url, *(request.target for request in origin.requests)]

    end, *targets = asyncio.run(redirected())
    assert targets == ["/a/0", "/a/b?c=%2f"]
    assert end.endswith("/a/b?c=%2f")


def test_a_location_is_asked_as_it_stands():
    async def redirected() -> list[str]:
        async with Origin() as origin, fetcher() as client:
            told = origin.url("/a/../%62?")
            origin.answers["/feed"] = Answer(status=302, headers=(("Location", told),))
            await client.fetch(feed(origin.url("/feed")), None)
        return [request.target for request in origin.requests]

    assert asyncio.run(redirected()) == ["/feed", "/a/../%62?"]


@pytest.mark.parametrize("statuses", [(301,), (308, 301)])
def test_410_where_a_feed_moved_for_good_is_the_end_of_the_feed(statuses):
    locations = [*(f"/{at}" for at in range(1, len(statuses))), "/end"]
    answers = redirects(*zip(statuses, locations, strict=True)) | {"/end": Answer(status=410)}
    asked = ask(answers, "/0")
    assert asked.outcome == Gone(url=f"{asked.base}/end")


@pytest.mark.parametrize("statuses", [(302,), (301, 307), (303, 301)])
def test_410_where_a_feed_is_for_now_is_the_end_of_another_address(statuses):
    locations = [*(f"/{at}" for at in range(1, len(statuses))), "/end"]
    answers = redirects(*zip(statuses, locations, strict=True)) | {"/end": Answer(status=410)}
    reason = "410 Gone at 127.0.0.1, where a temporary redirect led"
    assert ask(answers, "/0").outcome == FetchFailed(reason=reason, status=410)


def test_a_loop_of_redirects_is_a_failure():
    asked = ask(redirects((301, "/1"), (301, "/0")), "/0")
    assert asked.outcome == FetchFailed(reason="redirected in a loop", status=301)
    assert len(asked.requests) == 2


def test_redirects_without_an_end_are_a_failure():
    asked = ask(redirects(*((302, f"/{at}") for at in range(1, 30))), "/0")
    assert asked.outcome == FetchFailed(reason="more than 10 redirects", status=302)
    assert len(asked.requests) == 11


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/hostname",
        "ftp://127.0.0.1/x",
        "gopher://127.0.0.1/",
        "http://:80/x",
        "//[",
        "//a:99999/",
        "/a\tb",
        "/\x01",
    ],
)
def test_a_location_that_is_not_of_the_web_is_refused(location):
    asked = ask(redirects((302, location)), "/0")
    assert isinstance(asked.outcome, FetchFailed)
    assert len(asked.requests) == 1


def test_an_encoded_line_break_in_a_location_stays_encoded():
    asked = ask(redirects((302, "/%0d%0aX-Told:%20yes")), "/0")
    assert asked.requests[1].target == "/%0d%0aX-Told:%20yes"
    assert asked.requests[1].header("X-Told") is None


def test_a_login_in_a_bad_location_is_not_shown():
    outcome = ask(redirects((302, "ftp://reader:secret@site.example/")), "/0").outcome
    reason = "not an http or https address: 'ftp://…@site.example/'"
    assert outcome == FetchFailed(reason=reason, status=302)


def test_a_redirect_to_nowhere_is_a_failure():
    outcome = ask_once(Answer(status=301))
    assert outcome == FetchFailed(reason="redirected without a usable Location: None", status=301)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "feed.xml",
        "ftp://site.example/feed",
        "http://",
        "http://[::1",
        "http://a:99999/",
        "http://a/\nb",
        "http://a b/",
    ],
)
def test_an_address_that_is_none_is_a_failure(url):
    async def asked():
        async with fetcher() as client:
            return await client.fetch(feed(url), None)

    assert asyncio.run(asked()) == FetchFailed(reason=f"not an http or https address: {url!r}")
