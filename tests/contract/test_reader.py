"""The seam Reader: what a document may do to us is to fail."""

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from aggregator.core.pages import read_page
from aggregator.core.parse import parse
from aggregator.model import Feed, FeedId, Fetched, ParsedFeed, ReadFailed
from aggregator.ports import Reader
from aggregator.read import ProcessReader

FEED = Feed(id=FeedId("bench"), url="https://bench.example/feed")
PAGE = Feed(id=FeedId("page"), url="https://bench.example/", links="/articles/*")


def fetched(body: bytes) -> Fetched:
    return Fetched(url=FEED.url, body=body, content_type="application/rss+xml")


GOOD = fetched(b"<rss version='2.0'><channel><item><title>One</title></item></channel></rss>")
LATEST = fetched(b"<article><h3><a href='/articles/1'>Gold at Noon</a></h3></article>")
# feedparser looks every attribute up among all others: 1 MB takes it hours.
ATTRIBUTES = b" ".join(b'a%d="1"' % number for number in range(100_000))
BOMB = fetched(b"<rss version='2.0'><channel " + ATTRIBUTES + b"></channel></rss>")
WIDE = fetched(b'{"items": [' + b"[]," * 3_000_000 + b"[]]}")  # some 250 MB in memory


def titles(found: ParsedFeed | ReadFailed) -> list[str | None]:
    assert isinstance(found, ParsedFeed), found
    return [item.title for item in found.items]


def test_a_document_reads_as_it_does_here():
    async def both(reader: Reader):
        return await asyncio.gather(reader.read(FEED, GOOD), reader.read(PAGE, LATEST))

    with ProcessReader() as reader:
        feed, page = asyncio.run(both(reader))
    here = {"content_type": GOOD.content_type, "url": FEED.url}
    assert feed == parse(GOOD.body, **here)
    assert page == read_page(LATEST.body, **here, links=PAGE.links, select=None)
    assert titles(page) == ["Gold at Noon"]


def test_without_a_document_no_process_starts():
    before = multiprocessing.active_children()
    with ProcessReader():
        assert multiprocessing.active_children() == before


def test_an_attribute_bomb_costs_one_failure():
    assert len(BOMB.body) > 1_000_000

    async def all_three(reader: Reader):
        return await asyncio.gather(*(reader.read(FEED, one) for one in (BOMB, GOOD, BOMB)))

    with ProcessReader(timeout=1) as reader:
        bomb, neighbour, other = asyncio.run(all_three(reader))
        after = asyncio.run(reader.read(FEED, GOOD))
    assert bomb == other == ReadFailed(reason="reading took longer than 1 s")
    assert titles(neighbour) == titles(after) == ["One"]


def test_a_document_that_fills_the_memory_costs_one_failure():
    async def side_by_side(reader: Reader):
        return await asyncio.gather(*(reader.read(FEED, one) for one in (WIDE, GOOD, WIDE, GOOD)))

    with ProcessReader(memory=128 << 20) as reader:
        wide, one, again, two = asyncio.run(side_by_side(reader))
    assert wide == again == ReadFailed(reason="reading needed more than 128 MB")
    assert titles(one) == titles(two) == ["One"]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_process_that_is_killed_costs_one_failure(workers):
    async def killed(reader: Reader):
        await reader.read(FEED, GOOD)  # the processes are there
        bomb = asyncio.create_task(reader.read(FEED, BOMB))
        await asyncio.wait({bomb}, timeout=1)
        for process in multiprocessing.active_children():
            os.kill(process.pid, signal.SIGKILL)
        return await bomb, await reader.read(FEED, GOOD)

    with ProcessReader(workers=workers) as reader:
        bomb, after = asyncio.run(killed(reader))
    assert bomb == ReadFailed(reason="the reading process died")
    assert titles(after) == ["One"]


def test_processes_that_say_nothing_any_more_are_replaced():
    with ProcessReader(timeout=1, patience=1) as reader:
        others = set(multiprocessing.active_children())
        assert titles(asyncio.run(reader.read(FEED, GOOD))) == ["One"]
        for process in set(multiprocessing.active_children()) - others:
            os.kill(process.pid, signal.SIGSTOP)
        began = time.monotonic()
        assert titles(asyncio.run(reader.read(FEED, GOOD))) == ["One"]
        assert time.monotonic() - began > 2


def test_to_cancel_is_to_end_the_work():
    async def impatient(reader: Reader):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(FEED, BOMB), timeout=1)
        return await reader.read(FEED, GOOD)

    began = time.monotonic()
    with ProcessReader(workers=1) as reader:
        assert titles(asyncio.run(impatient(reader))) == ["One"]
    assert time.monotonic() - began < 10  # the one process was free again long before 20 s
    assert multiprocessing.active_children() == []


def test_an_interrupt_ends_all_of_it_at_once(tmp_path):
    script = tmp_path / "reading.py"
    script.write_text(
        textwrap.dedent("""\
            import asyncio, contextlib, multiprocessing, signal
            from aggregator.model import Feed, FeedId, Fetched
            from aggregator.read import ProcessReader

            # A shell that starts us behind `&` leaves SIGINT ignored, and so it would stay.
            signal.signal(signal.SIGINT, signal.default_int_handler)

            async def main(reader):
                feed = Feed(id=FeedId("x"), url="https://bench.example/")
                bomb = b"<rss version='2.0'><channel " + b" ".join(
                    b'a%d="1"' % number for number in range(100_000)
                ) + b"></channel></rss>"
                await reader.read(feed, Fetched(url=feed.url, body=b"<rss version='2.0'/>"))
                task = asyncio.create_task(reader.read(feed, Fetched(url=feed.url, body=bomb)))
                await asyncio.wait({task}, timeout=1)
                print(*(process.pid for process in multiprocessing.active_children()), flush=True)
                await task

            if __name__ == "__main__":
                with ProcessReader(timeout=60) as reader, contextlib.suppress(KeyboardInterrupt):
                    asyncio.run(main(reader))
            """),
        encoding="utf-8",
    )
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        workers = [int(pid) for pid in running.stdout.readline().split()]
        began = time.monotonic()
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does: all of them get it
        said = running.stderr.read()
        running.wait(timeout=10)
    assert workers
    assert time.monotonic() - began < 5
    assert said == ""
    for pid in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
