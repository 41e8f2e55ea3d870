"""How often a host is asked, and how many requests at once."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from asking import OPEN, ask, feed, fetcher
from naming import Names, run
from serving import Answer, Origin

from aggregator.fetch import Limits
from aggregator.fetch.hosts import Hosts
from aggregator.model import Fetched, Network

DOCUMENT = Answer(body=b"<feed/>")


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

        async def start(address: str) -> None:
            async with hosts.turn("one.example", address):
                starts.append(asyncio.get_running_loop().time())

        await asyncio.gather(*(start(f"/{at}") for at in range(4)))
        return starts

    assert all(later - earlier > 0.029 for earlier, later in pairwise(asyncio.run(run())))


def test_one_host_does_not_wait_for_another():
    async def run() -> None:
        hosts = Hosts(Network(spacing=timedelta(hours=1)))
        async with asyncio.timeout(1):
            async with hosts.turn("one.example", "/"), hosts.turn("two.example", "/"):
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
        hosts = Hosts(Network(spacing=timedelta()))
        for at in range(100):
            async with hosts.turn(f"host-{at}.example", "/"):
                pass
        return len(hosts)

    assert asyncio.run(run()) == 1


def test_a_host_is_remembered_until_its_next_start():
    async def run() -> int:
        hosts = Hosts(Network(spacing=timedelta(hours=1)))
        async with hosts.turn("one.example", "/"), hosts.turn("two.example", "/"):
            pass
        async with hosts.turn("three.example", "/"):
            return len(hosts)

    assert asyncio.run(run()) == 3


def test_who_gives_up_waiting_leaves_the_place_to_others():
    async def run() -> None:
        hosts = Hosts(Network(at_once=1, spacing=timedelta()))
        async with hosts.turn("one.example", "/"):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.01), hosts.turn("one.example", "/new"):
                    raise AssertionError
        async with asyncio.timeout(1), hosts.turn("one.example", "/new"):
            pass

    asyncio.run(run())


def test_one_address_is_never_asked_twice_at_once():
    async def run() -> tuple:
        answers = {"/new": Answer(body=b"<feed/>", delay=0.05)}
        answers |= {f"/{at}": Answer(status=302, headers=(("Location", "/new"),)) for at in (0, 1)}
        async with Origin(answers=answers) as origin:
            outcomes = await crowd(origin, OPEN, 2, Limits())
            return outcomes, origin.most_at_once["/new"]

    outcomes, most_at_once = asyncio.run(run())
    assert [type(outcome) for outcome in outcomes] == [Fetched] * 2
    assert most_at_once == 1


def test_letter_case_and_a_last_dot_make_no_other_host():
    async def asked() -> int:
        async with Origin(answers={"/0": Answer(body=b"<feed/>", delay=0.05)}) as origin:
            network = Network(allow=OPEN.allow, at_once=1, spacing=timedelta())
            async with fetcher(network) as client:
                urls = (
                    f"http://{host}:{origin.port}/0" for host in ("one.example", "ONE.example.")
                )
                await asyncio.gather(*(client.fetch(feed(url), None) for url in urls))
            return origin.most_in_flight

    names = Names(leads={"one.example": [("127.0.0.1",)], "one.example.": [("127.0.0.1",)]})
    assert run(names, asked()) == 1


def test_a_host_counts_from_when_the_request_goes_out():
    async def run() -> float:
        hosts = Hosts(Network(spacing=timedelta(seconds=0.1)))
        clock = asyncio.get_running_loop().time

        async def connect_slowly() -> float:
            async with hosts.turn("one.example", "/slow") as goes_out:
                await asyncio.sleep(0.06)
                goes_out()
                return clock()

        first = asyncio.create_task(connect_slowly())
        await asyncio.sleep(0)
        async with hosts.turn("one.example", "/next"):
            return clock() - await first

    assert asyncio.run(run()) >= 0.1
