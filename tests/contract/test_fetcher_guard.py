"""Which addresses a feed may lead us to: judged on each hop, and where it is connected to."""

import asyncio
from datetime import timedelta
from ipaddress import ip_network

import pytest
from asking import OPEN, ask, feed, fetcher
from naming import Names, run
from serving import Answer, Origin

from aggregator.fetch import Limits
from aggregator.fetch.guard import Guard
from aggregator.model import Fetched, FetchFailed, FetchOutcome, Network

DOCUMENT = Answer(body=b"<feed/>")
CLOSED = Network(spacing=timedelta())


def refusal(address: str) -> FetchFailed:
    reason = f"{address} is a private address (network.allow opens ranges)"
    return FetchFailed(reason=reason)


async def fetched(url: str, network: Network) -> FetchOutcome:
    async with fetcher(network, Limits(seconds=1)) as client:
        return await client.fetch(feed(url), None)


def test_loopback_is_refused_unless_it_is_allowed():
    asked = ask({"/feed": DOCUMENT}, network=CLOSED)
    assert asked.outcome == refusal("127.0.0.1")
    assert not asked.requests


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("169.254.169.254", "169.254.169.254"),
        ("[::]", "::"),
        ("[::1]", "::1"),
        ("[0:0:0:0:0:0:0:1]", "::1"),
        ("[fe80::1]", "fe80::1"),
        ("[::ffff:10.0.0.1]", "::ffff:a00:1"),
        ("[64:ff9b::10.0.0.1]", "64:ff9b::a00:1"),
        ("１２７.0.0.1", "127.0.0.1"),
        ("①②⑦.0.0.1", "127.0.0.1"),
    ],
)
def test_a_private_address_is_refused_however_it_is_written(host, address):
    assert asyncio.run(fetched(f"http://{host}/", CLOSED)) == refusal(address)


@pytest.mark.parametrize(
    "span",
    [
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by a carrier's customers
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, where clouds keep their secrets
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",
        "255.255.255.255/32",
        "::/96",  # unspecified, loopback, and IPv4 of old
        "::ffff:10.0.0.0/104",  # IPv4, mapped
        "::ffff:127.0.0.0/104",
        "::ffff:0:0:0/96",  # IPv4, translated
        "64:ff9b::a00:0/104",  # NAT64 of 10.0.0.0/8
        "64:ff9b::7f00:0/104",
        "64:ff9b:1::/48",  # NAT64 for local use
        "100::/64",
        "2001::/32",  # Teredo
        "2001:2::/48",
        "2001:10::/28",
        "2001:db8::/32",
        "2002:a00::/24",  # 6to4 of 10.0.0.0/8
        "2002:7f00::/24",
        "3fff::/20",
        "4000::/3",  # given out to nobody
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    ],
)
def test_a_range_that_is_not_of_the_public_net_is_closed_and_can_be_opened(span):
    network = ip_network(span)
    places = (0, network.num_addresses // 2, network.num_addresses - 1)
    for address in (str(network[at]) for at in places):
        assert not Guard(()).permits(address)
        assert Guard([span]).permits(address)


@pytest.mark.parametrize(
    "address",
    ["203.0.114.1", "8.8.8.8", "2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808::1"],
)
def test_a_public_address_is_permitted(address):
    assert Guard(()).permits(address)


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::a01:203", "fd00::1"])
def test_a_range_that_is_allowed_is_open_and_no_other(address):
    assert Guard(["10.0.0.0/8", "fd00::/8"]).permits(address)
    assert not Guard(["11.0.0.0/8", "fd01::/16"]).permits(address)


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0177.0.0.1", "127.1", "0x7f.1", "0x7f000001", "1.2.3.4.5", "wire.example.0x7f"],
)
@pytest.mark.parametrize("network", [CLOSED, OPEN])
def test_a_number_that_stands_for_an_address_leads_nowhere(host, network):
    names = Names()
    outcome = run(names, fetched(f"http://{host}/", network))
    assert outcome == FetchFailed(reason=f"{host} is an address that is not written as one")
    assert not names.lookups


def test_a_last_dot_makes_no_name_of_an_address():
    names = Names()
    outcome = run(names, fetched("http://127.0.0.1./", CLOSED))
    assert isinstance(outcome, FetchFailed)
    assert not names.lookups


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


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.7", "::ffff:10.0.0.7"])
def test_a_name_is_guarded_by_what_it_leads_to(address):
    names = Names(leads={"news.example": [(address,)]})
    assert run(names, fetched("http://news.example/", CLOSED)) == refusal(address)


def test_a_name_is_looked_up_once_and_what_came_is_connected_to():
    """No second look-up, whose answer could be another, stands behind the judgement."""
    names = Names(leads={"news.example": [("127.0.0.1",), ("127.0.0.2",)]})

    async def asked() -> tuple:
        network = Network(allow=("127.0.0.1/32",), spacing=timedelta())
        async with Origin(answers={"/feed": DOCUMENT}) as origin, fetcher(network) as client:
            outcome = await client.fetch(feed(f"http://news.example:{origin.port}/feed"), None)
        return outcome, origin.requests

    outcome, requests = run(names, asked())
    assert isinstance(outcome, Fetched)
    assert requests[0].header("Host").startswith("news.example:")
    assert names.lookups == ["news.example"]


def test_of_two_addresses_only_the_one_that_is_permitted_is_connected_to():
    names = Names(leads={"news.example": [("10.0.0.7", "127.0.0.1")]})

    async def asked() -> FetchOutcome:
        async with Origin(answers={"/feed": DOCUMENT}) as origin, fetcher() as client:
            return await client.fetch(feed(f"http://news.example:{origin.port}/feed"), None)

    assert isinstance(run(names, asked()), Fetched)
