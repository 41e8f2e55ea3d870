"""What the client sends, and what it makes of validators and of statuses."""

import asyncio
from datetime import timedelta

import pytest
from asking import OPEN, ask, ask_once, feed, fetcher
from serving import Answer, Origin

from aggregator.fetch import HttpFetcher
from aggregator.model import Fetched, FetchFailed, Gone, NotModified, Validators

DOCUMENT = b"<feed/>"
NOON = "Tue, 03 Mar 2026 12:00:00 GMT"


def document(*fields: tuple[str, str]) -> Answer:
    return Answer(headers=fields, body=DOCUMENT)


def test_a_request_says_who_asks_and_for_what():
    (request,) = ask({"/feed": document()}).requests
    assert request.method == "GET"
    assert request.header("User-Agent") == "jewelwire/1.2 (+ops@wire.example; 1 subscribers)"
    assert request.header("Accept-Encoding") == "gzip, deflate, br, zstd"
    accept = request.header("Accept")
    assert accept.index("application/atom+xml") < accept.index("text/html;q=0.3")
    assert accept.endswith("*/*;q=0.1")


def test_a_first_request_has_no_condition_no_cookie_and_no_referrer():
    (request,) = ask({"/feed": document()}).requests
    sent = {name.lower() for name, _ in request.headers}
    assert sent == {"host", "user-agent", "accept", "accept-encoding", "connection"}


def test_a_request_says_how_many_read_here():
    async def asked() -> str:
        client = HttpFetcher(OPEN, contact="https://wire.example/", version="1.2", subscribers=41)
        async with Origin() as origin, client:
            await client.fetch(feed(origin.url("/feed")), None)
        return origin.requests[0].header("User-Agent")

    assert asyncio.run(asked()) == "jewelwire/1.2 (+https://wire.example/; 41 subscribers)"


@pytest.mark.parametrize(
    "target",
    [
        "/a%2Fb/%0d%0aX:%20y?q=%2f&r",
        "/feed?",
        "/?",
        "//a/../b/./c",
        "/a?b?c&&=",
        "/%zz|{x}?%",
        "/;",
    ],
)
def test_the_address_goes_out_as_it_stands(target):
    (request,) = ask({}, f"{target}#part").requests
    assert request.target == target


@pytest.mark.parametrize(
    ("target", "sent"),
    [
        ("/joyería y más", "/joyer%C3%ADa%20y%20m%C3%A1s"),
        ("/%2f?joyería=%2F+y más", "/%2f?joyer%C3%ADa=%2F+y%20m%C3%A1s"),
        ("?feed=rss2", "/?feed=rss2"),
        ("", "/"),
    ],
)
def test_what_http_cannot_carry_is_encoded_and_nothing_else(target, sent):
    (request,) = ask({}, target).requests
    assert request.target == sent


def test_a_fetch_asks_at_another_address_if_it_is_told_to():
    async def older() -> tuple:
        answers = {"/feed?paged=2": document(("ETag", '"2"'))}
        async with Origin(answers=answers) as origin, fetcher() as client:
            page = origin.url("/feed?paged=2")
            stored = Validators(url=page, etag='"1"')
            outcome = await client.fetch(feed(origin.url("/feed")), stored, url=page)
        return outcome, page, origin.requests

    outcome, page, (request,) = asyncio.run(older())
    assert request.header("If-None-Match") == '"1"'
    assert outcome.validators == Validators(url=page, etag='"2"')


def test_no_cookie_is_taken_from_one_answer_to_the_next_request():
    async def twice() -> list:
        answers = {"/feed": document(("Set-Cookie", "id=1; Path=/"))}
        async with Origin(answers=answers) as origin, fetcher() as client:
            for _ in range(2):  # by name: browsers and their kin keep no cookies of addresses
                await client.fetch(feed(f"http://localhost:{origin.port}/feed"), None)
        return origin.requests

    assert [request.header("Cookie") for request in asyncio.run(twice())] == [None, None]


def test_a_password_in_an_address_is_sent_there_but_never_shown():
    async def private() -> tuple:
        async with Origin(answers={"/feed": document()}) as origin, fetcher() as client:
            address = origin.url("/feed").replace("http://", "http://reader:secret@")
            return await client.fetch(feed(address), None), origin.requests

    outcome, (request,) = asyncio.run(private())
    assert request.header("Authorization") == "Basic cmVhZGVyOnNlY3JldA=="
    assert "secret" not in outcome.url


def test_a_password_is_not_carried_to_another_host():
    async def redirected() -> list:
        async with Origin() as origin, fetcher() as client:
            elsewhere = ("Location", f"http://localhost:{origin.port}/new")
            origin.answers["/feed"] = Answer(status=302, headers=(elsewhere,))
            address = origin.url("/feed").replace("http://", "http://reader:secret@")
            await client.fetch(feed(address), None)
        return origin.requests

    first, second = asyncio.run(redirected())
    assert first.header("Authorization")
    assert second.header("Host").startswith("localhost:")
    assert second.header("Authorization") is None


@pytest.mark.parametrize(
    ("etag", "last_modified"),
    [
        ('"abc"', NOON),
        ('W/"abc"', None),
        ('"abc-gzip"', None),
        ("unquoted", None),
        (None, "Tuesday, 03-Mar-26 12:00:00 GMT"),
        ('"ümlaut"', "yesterday, about noon"),
    ],
)
def test_validators_come_back_byte_for_byte(etag, last_modified):
    fields = [("ETag", etag), ("Last-Modified", last_modified)]
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n"
    raw += "".join(f"{name}: {text}\r\n" for name, text in fields if text).encode()
    asked = ask({"/feed": Answer(raw=raw + b"\r\n" + DOCUMENT)})
    assert asked.outcome.validators == Validators(
        url=f"{asked.base}/feed", etag=etag, last_modified=last_modified
    )
    (again,) = ask({}, etag=etag, last_modified=last_modified).requests
    wire = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    assert {name: again.header(name) for name in wire} == {
        name: text and text.encode().decode("latin-1") for name, text in wire.items()
    }


def test_an_answer_without_validators_has_none():
    assert ask_once(document(("Date", NOON))).validators is None


def test_a_validator_that_could_not_be_sent_back_as_it_came_is_not_kept():
    assert ask_once(document(("ETag", '"caf\xe9"'))).validators is None


def test_validators_are_not_sent_to_an_address_that_did_not_give_them():
    (request,) = ask({}, etag='"abc"', given_at="/old").requests
    assert request.header("If-None-Match") is None


def test_a_fragment_is_no_part_of_the_address_that_gave_them():
    answers = {"/feed": document(("ETag", '"new"'))}
    asked = ask(answers, "/feed#part", etag='"old"')
    assert asked.requests[0].header("If-None-Match") == '"old"'
    assert asked.outcome.validators.url == f"{asked.base}/feed"


def test_validators_of_the_last_address_are_sent_there_and_only_there():
    answers = {"/feed": Answer(status=301, headers=(("Location", "/new"),))}
    first, second = ask(answers, etag='"abc"', given_at="/new").requests
    assert first.header("If-None-Match") is None
    assert second.header("If-None-Match") == '"abc"'


def test_a_redirect_carries_no_validators_along():
    answers = {"/feed": Answer(status=302, headers=(("Location", "/new"),))}
    first, second = ask(answers, etag='"abc"', last_modified=NOON).requests
    assert first.header("If-None-Match") == '"abc"'
    assert second.header("If-None-Match") is second.header("If-Modified-Since") is None


def test_304_keeps_the_stored_pair():
    asked = ask({"/feed": Answer(status=304)}, etag='"1"', last_modified=NOON)
    stored = Validators(url=f"{asked.base}/feed", etag='"1"', last_modified=NOON)
    assert asked.outcome == NotModified(validators=stored)


def test_304_replaces_what_it_brings_anew_and_starts_the_wait_anew():
    fields = (("ETag", '"2"'), ("Cache-Control", "max-age=60"))
    asked = ask({"/feed": Answer(status=304, headers=fields)}, etag='"1"', last_modified=NOON)
    newest = Validators(url=f"{asked.base}/feed", etag='"2"', last_modified=NOON)
    assert asked.outcome == NotModified(
        validators=newest, fresh_for=timedelta(seconds=60), fresh_told="Cache-Control max-age"
    )


def test_304_to_a_request_without_conditions_is_a_failure():
    outcome = ask_once(Answer(status=304))
    assert outcome == FetchFailed(reason="304 Not Modified brings no document", status=304)


def test_200_is_fetched_with_its_type():
    asked = ask({"/feed": document(("Content-Type", "text/xml; charset=utf-8"))})
    assert asked.outcome == Fetched(
        url=f"{asked.base}/feed", body=DOCUMENT, content_type="text/xml; charset=utf-8"
    )


def test_410_is_gone():
    asked = ask({"/feed": Answer(status=410)})
    assert asked.outcome == Gone(url=f"{asked.base}/feed")


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (204, "204 No Content brings no document"),
        (206, "206 Partial Content brings no document"),
        (300, "300 Multiple Choices brings no document"),
        (401, "401 Unauthorized"),
        (404, "404 Not Found"),
        (500, "the server failed: 500 Internal Server Error"),
        (599, "the server failed: 599"),
    ],
)
def test_other_statuses_bring_no_document(status, reason):
    body = b"" if status == 204 else DOCUMENT
    outcome = ask_once(Answer(status=status, headers=(("ETag", '"e"'),), body=body))
    assert outcome == FetchFailed(reason=reason, status=status)


def test_101_is_no_document_and_103_is_only_a_hint():
    switching = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"
    assert ask_once(Answer(raw=switching)).status == 101
    hinted = b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n<feed/>"
    assert ask_once(Answer(raw=hinted)).body == DOCUMENT
