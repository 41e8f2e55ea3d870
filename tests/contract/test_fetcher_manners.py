"""Which addresses a feed may lead us to, and how often a host is asked."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from asking import OPEN, ask, feed, fetcher
from serving import Answer, Origin

from aggregator.fetch import Limits
from aggregator.fetch.guard import Guard
from aggregator.fetch.hosts import Hosts
from aggregator.model import Fetched, FetchFailed, FetchOutcome, Network

DOCUMENT = Answer(body=b"<feed/>")
CLOSED = Network(spacing=timedelta())


def refusal(address: str) -> FetchFailed:
    reason = f"{address} is a private address (network.allow opens ranges)"
    return FetchFailed(reason=reason)


def fetch(url: str, network: Network) -> FetchOutcome:
    async def run() -> FetchOutcome:
        async with fetcher(network, Limits(seconds=1)) as client:
            return await client.fetch(feed(url), None)

    return asyncio.run(run())


def test_loopback_is_refused_unless_it_is_allowed():
    asked = ask({"/feed": DOCUMENT}, network=CLOSED)
    assert asked.outcome == refusal("127.0.0.1")
    assert not asked.requests


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0x7f.1", "127.0.0.1"),
        ("10.1.2.3", "10.1.2.3"),
        ("172.16.0.1", "172.16.0.1"),
        ("192.168.0.1", "192.168.0.1"),
        ("169.254.169.254", "169.254.169.254"),
        ("100.64.0.1", "100.64.0.1"),
        ("224.0.0.1", "224.0.0.1"),
        ("240.0.0.1", "240.0.0.1"),
        ("255.255.255.255", "255.255.255.255"),
        ("0.0.0.0", "0.0.0.0"),  # noqa: S104 - asked for, not bound
        ("[::]", "::"),
        ("[::1]", "::1"),
        ("[fe80::1]", "fe80::1"),
        ("[fc00::1]", "fc00::1"),
        ("[fec0::1]", "fec0::1"),
        ("[ff02::1]", "ff02::1"),
        ("[::127.0.0.1]", "::127.0.0.1"),
        ("[::ffff:10.0.0.1]", "::ffff:10.0.0.1"),
        ("[64:ff9b::10.0.0.1]", "64:ff9b::10.0.0.1"),
        ("[64:ff9b:1::1]", "64:ff9b:1::1"),
        ("[2002:7f00:1::]", "2002:7f00:1::"),
    ],
)
def test_a_private_address_is_refused_however_it_is_written(host, address):
    assert fetch(f"http://{host}/", CLOSED) == refusal(address)


@pytest.mark.parametrize(
    "address",
    ["203.0.114.1", "8.8.8.8", "2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_a_public_address_is_permitted(address):
    assert Guard(()).permits(address)


@pytest.mark.parametrize("host", ["2130706433", "0177.0.0.1", "127.1"])
def test_a_number_that_stands_for_loopback_leads_nowhere(host):
    assert isinstance(fetch(f"http://{host}/", CLOSED), FetchFailed)
    assert fetch(f"http://{host}/", OPEN).reason == f"{host} - is not a canonical IPv4 address"


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::a01:203", "fd00::1"])
def test_a_range_that_is_allowed_is_open_and_no_other(address):
    assert Guard(["10.0.0.0/8", "fd00::/8"]).permits(address)
    assert not Guard(["11.0.0.0/8", "fd01::/16"]).permits(address)


def test_each_hop_is_guarded():
    async def redirected() -> tuple:
        network = Network(allow=("127.0.0.1/32",), spacing=timedelta())
        async with Origin() as origin, fetcher(network) as client:
            inner = ("Location", f"http://127.0.0.2:{origin.port}/feed")
            origin.answers["/feed"] = Answer(status=302, headers=(inner,))
            return await client.fetch(feed(origin.url("/feed")), None), origin.requests

    outcome, requests = asyncio.run(redirected())
    assert outcome == refusal("127.0.0.2")
    assert len(requests) == 1


def test_a_name_is_guarded_by_what_it_leads_to():
    assert fetch("http://localhost/", CLOSED).reason.endswith(
        " is a private address (network.allow opens ranges)"
    )


async def crowd(origin: Origin, network: Network, count: int, limits: Limits) -> list:
    async with fetcher(network, limits) as client:
        feeds = (feed(origin.url(f"/{at}")) for at in range(count))
        return await asyncio.gather(*(client.fetch(each, None) for each in feeds))


def test_eight_fetches_never_have_more_than_two_in_flight():
    async def run() -> tuple:
        answers = {f"/{at}": Answer(body=b"<feed/>", delay=0.02) for at in range(8)}
        async with Origin(answers=answers) as origin:
            outcomes = await crowd(origin, OPEN, 8, Limits())
            return outcomes, origin.most_in_flight

    outcomes, most_in_flight = asyncio.run(run())
    assert [type(outcome) for outcome in outcomes] == [Fetched] * 8
    assert most_in_flight == 2


def test_starts_at_one_host_keep_their_distance():
    async def run() -> list[float]:
        hosts = Hosts(Network(spacing=timedelta(milliseconds=30)))
        starts: list[float] = []

        async def start() -> None:
            async with hosts.turn("one.example"):
                starts.append(asyncio.get_running_loop().time())

        await asyncio.gather(*(start() for _ in range(4)))
        return starts

    assert all(later - earlier > 0.029 for earlier, later in pairwise(asyncio.run(run())))


def test_one_host_does_not_wait_for_another():
    async def run() -> None:
        hosts = Hosts(Network(spacing=timedelta(hours=1)))
        async with asyncio.timeout(1):
            async with hosts.turn("one.example"), hosts.turn("two.example"):
                pass

    asyncio.run(run())


def test_a_request_waits_for_its_turn():
    network = Network(allow=OPEN.allow, spacing=timedelta(hours=1))

    async def run() -> tuple:
        async with Origin(answers={"/0": DOCUMENT, "/1": DOCUMENT}) as origin:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.5):
                    await crowd(origin, network, 2, Limits())
            return tuple(origin.requests)

    assert len(asyncio.run(run())) == 1


def test_waiting_for_a_turn_does_not_count_against_the_time_of_a_request():
    network = Network(allow=OPEN.allow, at_once=1, spacing=timedelta())

    async def run() -> list:
        answers = {f"/{at}": Answer(body=b"<feed/>", delay=0.1) for at in range(4)}
        async with Origin(answers=answers) as origin:
            return await crowd(origin, network, 4, Limits(seconds=0.3))

    assert [type(outcome) for outcome in asyncio.run(run())] == [Fetched] * 4


def test_a_redirect_takes_its_turn_where_it_leads():
    network = Network(allow=OPEN.allow, at_once=1, spacing=timedelta())
    answers = {"/feed": Answer(status=302, headers=(("Location", "/new"),)), "/new": DOCUMENT}
    assert isinstance(ask(answers, network=network).outcome, Fetched)


def test_hosts_that_are_idle_are_forgotten():
    async def run() -> int:
        hosts = Hosts(CLOSED)
        for at in range(100):
            async with hosts.turn(f"host-{at}.example"):
                pass
        return len(hosts)

    assert asyncio.run(run()) == 1


def test_a_host_is_remembered_until_its_next_start():
    async def run() -> int:
        hosts = Hosts(Network(spacing=timedelta(hours=1)))
        async with hosts.turn("one.example"), hosts.turn("two.example"):
            pass
        async with hosts.turn("three.example"):
            return len(hosts)

    assert asyncio.run(run()) == 3


def test_who_gives_up_waiting_leaves_the_place_to_others():
    async def run() -> None:
        hosts = Hosts(Network(at_once=1, spacing=timedelta()))
        async with hosts.turn("one.example"):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.01), hosts.turn("one.example"):
                    raise AssertionError
        async with asyncio.timeout(1), hosts.turn("one.example"):
            pass

    asyncio.run(run())
