"""Connections that fail, stall and break, and answers that are not HTTP."""

import asyncio
import os
import socket
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from errno import EHOSTUNREACH, ENETUNREACH, ETIMEDOUT
from pathlib import Path

import aiohttp
import pytest
from asking import ask, ask_once, feed, fetcher
from naming import Names, run
from serving import Answer, Origin
from tunnelling import tunnelled
from yarl import URL

from aggregator.fetch import Limits, failures
from aggregator.model import Fetched, FetchFailed, FetchOutcome

DOCUMENT = b"<feed/>"
QUICK = Limits(seconds=0.2, connect=0.2)
CHUNKED = (("Transfer-Encoding", "chunked"),)
HEAD = b"HTTP/1.1 200 OK\r\n"


def unreached(reason: str) -> FetchFailed:
    """Nobody answered at all."""
    return FetchFailed(reason=reason, unreached=True)


@pytest.mark.parametrize(
    ("answer", "is_silent"),
    [
        (Answer(delay=9), True),
        (Answer(raw=HEAD + b"X: y", drip=0.05), False),  # who says half a word is there
        (Answer(body=DOCUMENT, drip=0.05), False),
        (Answer(headers=CHUNKED, body=b"7\r\n<feed/>\r\n0\r\n\r\n", drip=0.05), False),
    ],
)
def test_an_answer_that_takes_too_long_is_left(answer, is_silent):
    reason = "no whole answer within 0.2 s"
    assert ask_once(answer, QUICK) == FetchFailed(reason=reason, unreached=is_silent)


def test_time_counts_for_all_redirects_together():
    async def slow() -> tuple:
        async with Origin() as origin, fetcher(limits=QUICK) as client:
            for at in range(9):
                onward = (("Location", f"/{at + 1}"),)
                origin.answers[f"/{at}"] = Answer(status=302, headers=onward, delay=0.06)
            return await client.fetch(feed(origin.url("/0")), None), origin.requests

    outcome, requests = asyncio.run(slow())
    # Whoever sent us on was reached, and spoke.
    assert outcome == FetchFailed(reason="no whole answer within 0.2 s")
    assert 1 < len(requests) < 5


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(raw=b"<rss></rss>"), "Bad status line"),
        (Answer(raw=b"HTTP/1.1 200 OK\r\nX: %b\r\n\r\n" % bytes(9)), "Invalid HTTP header"),
        (Answer(headers=(("X", "x" * 2**20),)), "Got more than 65536 bytes when reading"),
        (Answer(raw=b"HTTP/1.1 200 %b" % (b"x" * 2**20)), "Got more than 65536 bytes when reading"),
        (Answer(headers=(("X", "y"),) * 5000), "Too many headers received"),
        (
            Answer(headers=(("Content-Length", "5"), ("Content-Length", "6"))),
            "Duplicate Content-Length",
        ),
        (Answer(headers=(("Content-Length", "5"),), body=DOCUMENT), "Bad status line"),
    ],
)
def test_an_answer_that_is_not_http_is_refused(answer, reason):
    assert ask_once(answer) == FetchFailed(reason=f"the answer is not sound HTTP: {reason}")


@pytest.mark.parametrize(
    ("raw", "endless", "reason"),
    [
        (HEAD, b"X: y\r\n", "the answer is not sound HTTP: Too many headers received"),
        (HEAD, b"x", "the answer is not sound HTTP: Got more than 65536 bytes when reading"),
        (HEAD, b"X: %b\r\n" % (b"x" * 60_000), "the answer is larger than 1058576 bytes"),
        (HEAD + b"X:", b" ", "the answer is larger than 1058576 bytes"),
        (b"", b"\r\n", "the answer is larger than 1058576 bytes"),
        (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", "the answer is larger than 1058576 bytes"),
    ],
)
def test_a_head_without_an_end_is_left_within_bounds(raw, endless, reason):
    flood = Answer(raw=raw, endless=endless * (100_000 // len(endless)))
    assert ask_once(flood, Limits(body=10_000)) == FetchFailed(reason=reason)


@pytest.mark.parametrize(("body", "endless"), [(b"", b"0"), (b"5;", b"x")])
def test_chunks_that_bring_no_bytes_are_left_within_bounds(body, endless):
    flood = Answer(headers=CHUNKED, body=body, endless=endless * 100_000)
    reason = "the answer is larger than 1058576 bytes"
    assert ask_once(flood, Limits(body=10_000)) == FetchFailed(reason=reason, status=200)


def test_a_long_header_is_no_offence():
    policy = ("Content-Security-Policy", "img-src https://jewels.example; " * 500)
    assert isinstance(ask_once(Answer(headers=(policy,) * 150, body=DOCUMENT)), Fetched)


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
    assert asked.outcome == FetchFailed(reason=reason)  # whoever hangs up was there
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
    assert outcome == unreached("connection refused")


def test_a_host_that_never_takes_the_connection_up_is_a_failure():
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes TCP, never answers TLS
        outcome = fetch(f"https://127.0.0.1:{silent.getsockname()[1]}/")
    assert outcome == unreached("no connection within 0.2 s")


def test_what_is_dead_behind_a_redirect_was_not_out_of_our_reach():
    async def redirected() -> FetchOutcome:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            async with Origin() as origin, fetcher() as client:
                dead = ("Location", f"http://127.0.0.1:{taken.getsockname()[1]}/")
                origin.answers["/feed"] = Answer(status=301, headers=(dead,))
                return await client.fetch(feed(origin.url("/feed")), None)

    assert asyncio.run(redirected()) == FetchFailed(reason="connection refused")


def test_a_name_that_does_not_exist_is_a_failure():
    async def named() -> FetchOutcome:
        async with fetcher() as client:
            return await client.fetch(feed("http://gems.example/"), None)

    assert run(Names(), named()) == unreached("no such host: gems.example")


def test_a_name_that_does_not_exist_is_told_from_a_network_that_is_down():
    error = aiohttp.ClientConnectorDNSError(
        None, socket.gaierror(socket.EAI_AGAIN, "in other words")
    )
    failed = failures.unheard(error, URL("http://gems.example/"), is_proxied=False)
    assert failed == unreached("the name gems.example cannot be looked up now; is there a network?")


@pytest.mark.parametrize("name", ["a" * 64 + ".example", "two..dots.example"])
def test_a_name_that_no_host_can_bear_is_a_failure(name):
    assert fetch(f"http://{name}/") == FetchFailed(reason=f"no such host: {name}")


@asynccontextmanager
async def untrusted() -> AsyncIterator[Origin]:
    """An origin with a certificate that nobody signed."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(Path(__file__).with_name("untrusted.pem"))
    async with Origin(tls=tls) as origin:
        yield origin


def test_a_certificate_that_nobody_signed_is_refused():
    async def asked() -> tuple:
        async with untrusted() as origin, fetcher() as client:
            return await client.fetch(feed(origin.url("/feed")), None), origin.requests

    outcome, requests = asyncio.run(asked())
    why = "the certificate of 127.0.0.1 is not trusted: self-signed certificate"
    assert outcome == FetchFailed(reason=why)
    assert not requests


def without_tls(answer: bytes, *, reset: bool = False) -> FetchOutcome:
    """Fetch by TLS where this is all that a server says."""

    async def say(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        if reset:
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.close()

    async def asked() -> FetchOutcome:
        server = await asyncio.start_server(say, "127.0.0.1", 0)
        async with server, fetcher() as client:
            port = server.sockets[0].getsockname()[1]
            return await client.fetch(feed(f"https://127.0.0.1:{port}/"), None)

    return asyncio.run(asked())


def test_plain_http_where_tls_is_meant_is_a_failure():
    outcome = without_tls(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    assert outcome.reason.startswith("no TLS with 127.0.0.1: [SSL: ")
    assert not outcome.unreached


@pytest.mark.parametrize("reset", [False, True])
def test_who_hangs_up_where_tls_is_meant_was_there(reset):
    outcome = without_tls(b"", reset=reset)
    assert isinstance(outcome, FetchFailed)
    assert not outcome.unreached


@pytest.mark.parametrize("errno", [ENETUNREACH, EHOSTUNREACH, ETIMEDOUT])
def test_a_host_to_which_no_way_leads_is_out_of_reach(errno):
    error = aiohttp.ClientConnectorError(None, OSError(errno, "in other words"))
    failed = failures.unheard(error, URL("http://gems.example/"), is_proxied=False)
    assert failed == unreached(os.strerror(errno).lower())


def test_who_agrees_on_tls_and_then_says_nothing_was_there():
    """In a process of its own, which takes this certificate for a good one."""
    assert tunnelled()["silent"] == "no whole answer within 0.3 s; unreached=False"
