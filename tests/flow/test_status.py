"""`status` on a terminal and in a pipe, of feeds in every mood."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from factories import a_feed, a_state
from wiring import ROOT, Wire

from aggregator.demo import Origin
from aggregator.demo.answers import Answer
from aggregator.demo.origin import Request
from aggregator.model import FeedState, FeedUpdate, FetchRecord, Known, Outage, Proposal
from aggregator.store import open_store

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
REASON = "Cache-Control max-age; own schedule would be 15 min"
LONG = f"bench.example/{'and-on/' * 10}rss.xml"
WIDE = "gem-and-jeweller-monthly"  # as long as ids of feeds get


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def sound(now: datetime, feed_id: str = "gazette", **said: Any) -> FeedState:
    """A feed that is well, and due in 42 minutes and some seconds for the test to take."""
    return a_state(
        feed_id,
        **{
            "last_outcome": "fetched",
            "last_fetch_at": now - HOUR,
            "last_success_at": now - HOUR,
            "next_fetch_at": now + 42.4 * MINUTE,
            "next_fetch_reason": REASON,
        }
        | said,
    )


def broken(now: datetime, error: str = "HTTP 404: not found", **said: Any) -> FeedState:
    return sound(
        now,
        last_outcome="failed",
        failures=9,
        error=error,
        failing_since_at=now - 9 * DAY,
        sought_at=now - DAY,
        next_fetch_at=now + 20.4 * HOUR,
        next_fetch_reason="back-off after 9 failures in a row: 1 d",
        **said,
    )


def found(now: datetime) -> Proposal:
    return Proposal(
        url=f"https://desk:key@{LONG}",
        title="The \x1b[2JBench, whose title goes on and on and on and on and on and on and on",
        page="https://bench.example/",
        items=12,
        known=9,
        newest_at=now - DAY,
    )


def keep(wire: Wire, *states: FeedState, outage: Outage | None = None) -> None:
    """Leave these in the wire's store, as rounds would."""

    def plan(_: Known) -> tuple[FeedUpdate, ...]:
        return tuple(
            FeedUpdate(
                state=state,
                fetch=FetchRecord(
                    feed_id=state.feed_id, at=state.last_fetch_at, outcome=state.last_outcome
                ),
                keys={},
            )
            for state in states
        )

    store = open_store(wire.database)
    store.sync_feeds(
        [a_feed(state.feed_id, url=state.url) for state in states], states[0].last_fetch_at
    )
    store.decide((), (), plan)
    store.save_outage(outage)
    store.close()


def lines(wire: Wire) -> list[str]:
    """What `status` prints in a pipe, line by line."""
    assert wire("status") == 0, wire.said
    return wire.printed.splitlines()


def on_terminal(wire: Wire, columns: int) -> list[str]:
    """What `status` prints on a terminal that is so wide, line by line."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "aggregator", *wire.options, "status"],
        env={name: said for name, said in os.environ.items() if name != "COLUMNS"},
        cwd=ROOT,
        stdout=theirs,
    )
    os.close(theirs)
    printed = b""
    with suppress(OSError):  # how Linux says that the other end is closed
        while part := os.read(ours, 65536):
            printed += part
    os.close(ours)
    assert process.wait(10) == 0
    return printed.decode().splitlines()


def words(shown: list[str]) -> list[str]:
    """The words of the table of feeds, however it is folded."""
    return " ".join(shown[: shown.index("")]).split()


def test_a_healthy_feed_takes_one_line(empty: Wire, now: datetime) -> None:
    arrivals = tuple(now - number * DAY for number in range(8))
    keep(empty, sound(now, arrivals=arrivals), sound(now, "bench"))
    head, bench, gazette, *_ = lines(empty)
    assert head == "FEED     HEALTH  ITEMS  A WEEK  NEXT FETCH"
    assert bench == f"bench    ok      0              in 42 min: {REASON}"
    assert gazette == f"gazette  ok      0      7       in 42 min: {REASON}"


def test_a_troubled_feed_tells_next_fetch_error_and_what_to_do(empty: Wire, now: datetime) -> None:
    keep(empty, broken(now), sound(now, "zenith"))
    _, first, error, advice, last, *_ = lines(empty)
    assert first.endswith("  in 20 h: back-off after 9 failures in a row: 1 d")
    assert error == f"    HTTP 404: not found (since {now - 9 * DAY:%Y-%m-%d %H:%M} UTC)"
    assert advice == (
        f"    → broken since {now - 9 * DAY:%Y-%m-%d};"
        f" no replacement found (looked on {now - DAY:%Y-%m-%d})"
    )
    assert last.startswith("zenith")


def test_a_flaw_is_told_under_a_feed_that_brings_items(empty: Wire, now: datetime) -> None:
    keep(empty, sound(now, error="the document is cut off in an item"))
    _, first, flaw, after, *_ = lines(empty)
    assert first.split()[:2] == ["gazette", "degraded"]
    assert (flaw, after) == ("    the document is cut off in an item", "")


def test_an_outage_of_our_own_comes_first(empty: Wire, now: datetime) -> None:
    outage = Outage(
        began_at=now - 20 * MINUTE,
        probe_at=now + 4.4 * MINUTE,
        evidence="5 of 6 sites did not answer: \x1b[2J",
    )
    keep(empty, sound(now, next_fetch_at=now), outage=outage)
    first, second, _, feed, *_ = lines(empty)
    assert first == (
        f"Our own network seems to be down since {outage.began_at:%Y-%m-%d %H:%M} UTC:"
        " 5 of 6 sites did not answer:  [2J; probing again in 4 min"
    )
    assert second == ""
    assert feed.endswith(f"  when our network is back: {REASON}")
    told = empty.json("status")["network"]
    assert told["evidence"] == outage.evidence
    assert told["words"] == first.replace("  [2J", " \x1b[2J")


def test_what_strangers_say_moves_no_cursor_and_shows_no_login(empty: Wire, now: datetime) -> None:
    url = "https://desk:key@gazette.example/feed"
    keep(empty, broken(now, "HTTP 404: \x1b[2Jnot found", proposal=found(now), url=url))
    shown = "\n".join(lines(empty))
    assert "HTTP 404:  [2Jnot found" in shown
    assert f"names https://{LONG} (“The [2JBench" in shown
    assert "\x1b" not in shown
    for printed in (shown, str(empty.json("status"))):
        assert "key@" not in printed
        assert "desk" not in printed


@pytest.mark.parametrize("columns", [120, 100, 80, 64])
def test_a_terminal_folds_what_is_too_wide(empty: Wire, now: datetime, columns: int) -> None:
    keep(empty, broken(now, proposal=found(now)), sound(now, WIDE))
    shown = on_terminal(empty, columns)
    too_wide = [line for line in shown if len(line) > columns and "https://" not in line]
    assert not too_wide
    assert any(f"https://{LONG}" in line for line in shown)  # whole, for people copy it
    assert words(shown) == words(lines(empty))


def test_a_healthy_feed_takes_one_line_of_an_usual_terminal(empty: Wire, now: datetime) -> None:
    keep(empty, sound(now, WIDE, arrivals=(now, now - 0.1 * DAY, now - 0.2 * DAY)))
    _, feed, after, *_ = on_terminal(empty, 120)
    assert feed.endswith(REASON)
    assert after == ""


class Fresh(Origin):
    """Every address is a feed that stays fresh for 42 minutes."""

    def answer(self, _: Request) -> Answer:
        items = b"<item><title>A ring</title></item>"
        body = b'<rss version="2.0"><channel><title>F</title>' + items + b"</channel></rss>"
        headers = {"Content-Type": "text/xml", "Cache-Control": "max-age=2520"}
        return Answer(status=HTTPStatus.OK, headers=headers, body=body)


def test_a_round_leaves_the_words_for_the_next_fetch(empty: Wire, now: datetime) -> None:
    with Fresh(started_at=now) as origin:
        empty.config.write_text(
            "site: {contact: ops@wire.example}\n"
            "network: {allow: [127.0.0.0/8]}\n"
            f"feeds: [{{id: gazette, url: '{origin.url}/feed', every: 15m}}]\n"
            "outputs: [{id: the-latest, title: The Latest}]\n"
        )
        assert empty("once") == 0, empty.said
    # Chance lengthens a wait by a twentieth at most.
    assert re.search(rf"  in 4[1-4] min: {re.escape(REASON)}$", lines(empty)[1])
    (feed,) = empty.json("status")["feeds"]
    assert feed["next_fetch"].endswith(feed["next_fetch_reason"])
