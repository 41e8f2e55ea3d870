"""Connections that fail, stall and break, and answers that are not HTTP."""

import asyncio
import socket
import ssl
from pathlib import Path

import aiohttp
import pytest
from asking import ask, ask_once, feed, fetcher
from serving import Answer, Origin

from aggregator.fetch import Limits, failures
from aggregator.model import Fetched, FetchFailed, FetchOutcome

DOCUMENT = b"<feed/>"
QUICK = Limits(seconds=0.2, connect=0.2)
CHUNKED = (("Transfer-Encoding", "chunked"),)
TWO_LENGTHS = (("Content-Length", "5"), ("Content-Length", "6"))


@pytest.mark.parametrize(
    "answer",
    [
        Answer(delay=9),
        Answer(body=DOCUMENT, drip=0.05),
        Answer(headers=CHUNKED, body=b"7\r\n<feed/>\r\n0\r\n\r\n", drip=0.05),
    ],
)
def test_an_answer_that_takes_too_long_is_left(answer):
    assert ask_once(answer, QUICK) == FetchFailed(reason="no whole answer within 0.2 s")


def test_time_counts_for_all_redirects_together():
    async def slow() -> tuple:
        async with Origin() as origin, fetcher(limits=QUICK) as client:
            for at in range(9):
                onward = (("Location", f"/{at + 1}"),)
                origin.answers[f"/{at}"] = Answer(status=302, headers=onward, delay=0.06)
            return await client.fetch(feed(origin.url("/0")), None), origin.requests

    outcome, requests = asyncio.run(slow())
    assert outcome == FetchFailed(reason="no whole answer within 0.2 s")
    assert 1 < len(requests) < 5


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(raw=b"<rss></rss>"), "Bad status line"),
        (Answer(raw=b"HTTP/1.1 200 OK\r\nX: %b\r\n\r\n" % bytes(9)), "Invalid HTTP header"),
        (Answer(headers=(("X", "x" * 2**20),)), "Got more than 65536 bytes when reading"),
        (
            Answer(headers=(("Content-Length", "5"), ("Content-Length", "6"))),
            "Duplicate Content-Length",
        ),
        (Answer(headers=(("Content-Length", "5"),), body=DOCUMENT), "Bad status line"),
    ],
)
def test_an_answer_that_is_not_http_is_refused(answer, reason):
    assert ask_once(answer) == FetchFailed(reason=f"the answer is not sound HTTP: {reason}")


def test_a_long_header_is_no_offence():
    policy = ("Content-Security-Policy", "img-src https://jewels.example; " * 500)
    assert isinstance(ask_once(Answer(headers=(policy,), body=DOCUMENT)), Fetched)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(raw=b""), "the server hung up without an answer"),
        (Answer(raw=b"HTTP/1.1 200"), "the server hung up without an answer"),
        (Answer(raw=b"", reset=True), "connection reset by peer"),
        (Answer(raw=b"HTTP/1.1 200 OK\r\n", reset=True), "connection reset by peer"),
    ],
)
def test_a_connection_that_breaks_is_a_failure_and_not_tried_again(answer, reason):
    asked = ask({"/feed": answer})
    assert asked.outcome == FetchFailed(reason=reason)
    assert len(asked.requests) == 1


def test_a_reset_within_the_body_is_a_failure_and_not_tried_again():
    longer = (("Content-Length", "99"), ("ETag", '"e"'))
    asked = ask({"/feed": Answer(headers=longer, body=DOCUMENT, reset=True)})
    assert isinstance(asked.outcome, FetchFailed)
    assert len(asked.requests) == 1


def fetch(url: str) -> FetchOutcome:
    async def run() -> FetchOutcome:
        async with fetcher(limits=Limits(seconds=1, connect=0.2)) as client:
            return await client.fetch(feed(url), None)

    return asyncio.run(run())


def test_a_closed_port_is_a_failure():
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        outcome = fetch(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert outcome == FetchFailed(reason="connection refused")


def test_a_host_that_never_takes_the_connection_up_is_a_failure():
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes TCP, never answers TLS
        outcome = fetch(f"https://127.0.0.1:{silent.getsockname()[1]}/")
    assert outcome == FetchFailed(reason="no connection within 0.2 s")


@pytest.mark.parametrize(
    ("errno", "reason"),
    [
        (socket.EAI_NONAME, "no such host: gems.example"),
        (socket.EAI_AGAIN, "the name gems.example cannot be looked up now; is there a network?"),
    ],
)
def test_a_name_that_does_not_exist_is_told_from_a_network_that_is_down(errno, reason):
    # Made here: asking for a name would leave loopback.
    error = aiohttp.ClientConnectorDNSError(None, socket.gaierror(errno, "in other words"))
    assert failures.reason(error, "gems.example") == reason


@pytest.mark.parametrize("name", ["a" * 64 + ".example", "two..dots.example"])
def test_a_name_that_no_host_can_bear_is_a_failure(name):
    assert fetch(f"http://{name}/") == FetchFailed(reason=f"no such host: {name}")


def test_a_certificate_that_nobody_signed_is_refused():
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(Path(__file__).with_name("untrusted.pem"))

    async def untrusted() -> tuple:
        async with Origin(tls=tls) as origin, fetcher() as client:
            return await client.fetch(feed(origin.url("/feed")), None), origin.requests

    outcome, requests = asyncio.run(untrusted())
    why = "the certificate of 127.0.0.1 is not trusted: self-signed certificate"
    assert outcome == FetchFailed(reason=why)
    assert not requests


def test_plain_http_where_tls_is_meant_is_a_failure():
    async def refuse(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    async def plain() -> FetchOutcome:
        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
        async with server, fetcher() as client:
            port = server.sockets[0].getsockname()[1]
            return await client.fetch(feed(f"https://127.0.0.1:{port}/"), None)

    assert asyncio.run(plain()).reason.startswith("no TLS with 127.0.0.1: [SSL: ")
