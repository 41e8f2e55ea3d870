"""IPv6 and IPv4: both work, and where one of them is dead the other does."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from asking import feed, fetcher
from naming import Names, run
from serving import Answer, Origin

from aggregator.fetch import Limits
from aggregator.model import Fetched, FetchFailed, FetchOutcome, Network

DOCUMENT = Answer(body=b"<feed/>")
BOTH = Network(allow=("127.0.0.0/8", "::1/128"))
LIMITS = Limits(seconds=5, connect=3)


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no ::1")


def serve(address: str, names: Names, host: str) -> tuple[FetchOutcome, float]:
    """Fetch from an origin at `address`, by the name of `host`; and how long that took."""

    async def asked() -> tuple[FetchOutcome, float]:
        answers = {"/feed": DOCUMENT}
        async with Origin(address=address, answers=answers) as origin, fetcher(BOTH, LIMITS) as one:
            names.ports[80] = origin.port
            began = time.monotonic()
            url = origin.url("/feed") if host == address else f"http://{host}/feed"
            return await one.fetch(feed(url), None), time.monotonic() - began

    return run(names, asked())


@ipv6
def test_an_ipv6_address_is_asked():
    outcome, _ = serve("::1", Names(), "::1")
    assert isinstance(outcome, Fetched)


@ipv6
@pytest.mark.parametrize("address", ["::1", "127.0.0.1"])
def test_a_name_with_both_is_asked_where_one_refuses(address):
    names = Names(leads={"news.example": [("::1", "127.0.0.1")]})
    outcome, took = serve(address, names, "news.example")
    assert isinstance(outcome, Fetched)
    assert took < 1


@contextmanager
def mute(address: str) -> Iterator[int]:
    """The port of a place that takes no connection up and refuses none: its queue is full."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with ExitStack() as stack:
        server = stack.enter_context(socket.socket(family))
        server.bind((address, 0))
        server.listen(0)
        for _ in range(8):
            waiting = stack.enter_context(socket.socket(family))
            waiting.settimeout(0.1)
            try:
                waiting.connect(server.getsockname())
            except TimeoutError:
                yield server.getsockname()[1]
                return
        pytest.skip("this machine's queues have no end")


@pytest.mark.parametrize(
    ("silent", "living"),
    [
        ("127.0.0.2", "127.0.0.1"),
        pytest.param("::1", "127.0.0.1", marks=ipv6),
        pytest.param("127.0.0.1", "::1", marks=ipv6),
    ],
)
def test_a_name_with_two_addresses_is_asked_where_one_is_silent(silent, living):
    names = Names(leads={"news.example": [(silent, living)]})

    async def asked(port: int) -> tuple[FetchOutcome, float]:
        server = Origin(address=living, port=port, answers={"/feed": DOCUMENT})
        async with server as origin, fetcher(BOTH, LIMITS) as client:
            names.ports[80] = origin.port
            began = time.monotonic()
            outcome = await client.fetch(feed("http://news.example/feed"), None)
            return outcome, time.monotonic() - began

    with mute(silent) as port:
        outcome, took = run(names, asked(port))
    assert isinstance(outcome, Fetched)
    assert took < 1  # the other is tried after a quarter of a second (RFC 8305 section 5)


def test_a_name_whose_every_address_is_silent_is_left():
    async def asked() -> FetchOutcome:
        async with fetcher(BOTH, Limits(seconds=5, connect=0.2)) as client:
            return await client.fetch(feed("http://news.example/feed"), None)

    with mute("127.0.0.1") as port:
        names = Names(leads={"news.example": [("127.0.0.1",)]}, ports={80: port})
        outcome = run(names, asked())
    assert outcome == FetchFailed(reason="no connection within 0.2 s", unreached=True)
