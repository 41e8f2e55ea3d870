"""The daemon as an operator meets it: started, edited under its feet, killed, ended."""

import json
import signal
import socket
import sqlite3
import urllib.error
import urllib.request
from collections import Counter
from contextlib import closing

import feedparser
from wiring import HeldOrigin, Wire, hear

SLOW = "/orefield-monitor/rss"  # the outlet that takes its time


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def listeners() -> tuple[list[str], str, str]:
    public, ops = free_port(), free_port()
    words = ["run", "--listen", f"127.0.0.1:{public}", "--ops", f"127.0.0.1:{ops}"]
    return words, f"http://127.0.0.1:{public}", f"http://127.0.0.1:{ops}"


def get(url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), dict(error.headers)


def test_it_follows_publishes_serves_and_ends_cleanly(wire: Wire) -> None:
    words, public, ops = listeners()
    with wire.running(*words) as process:
        hear(process, "published")
        status, body, headers = get(f"{public}/the-latest.atom")
        assert status == 200
        assert not feedparser.parse(body).bozo
        assert get(f"{public}/the-latest.atom", **{"If-None-Match": headers["etag"]})[0] == 304
        assert b"The Latest" in get(f"{public}/")[1]
        assert get(f"{ops}/healthz")[0] == 200
        told = json.loads(get(f"{ops}/status.json")[1])
        assert told["totals"]["entries"] > 50
        assert b"the-latest" in get(f"{ops}/")[1]
        assert get(f"{public}/status.json")[0] == 404
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_an_edit_is_taken_and_a_bad_one_is_told_by_line(wire: Wire) -> None:
    good = wire.config.read_text()
    words, public, _ = listeners()
    with wire.running(*words) as process:
        hear(process, "published")
        wire.config.write_text(good + "surprise: 1\n")
        line = hear(process, "unknown key 'surprise'")
        assert f"{wire.config}:{good.count(chr(10)) + 1}:1: " in line
        hear(process, "stays in force")
        assert get(f"{public}/the-latest.atom")[0] == 200
        wire.config.write_text(good + "  - {id: second, title: Second, limit: 5}\n")
        hear(process, "was read again")
        hear(process, "second")
        assert get(f"{public}/second.atom")[0] == 200
        process.send_signal(signal.SIGHUP)
        hear(process, "was read again")


def test_killed_in_a_round_it_goes_on_with_nothing_twice_and_nothing_lost(
    wire: Wire, origin: HeldOrigin
) -> None:
    origin.held_path = SLOW
    words, _, _ = listeners()
    with wire.running(*words) as process:
        assert origin.reached.wait(20)
        process.kill()
        process.wait()
    origin.released.set()
    for _ in range(2):  # one outlet fails at every third request
        assert wire("once", "--force") == 0, wire.said
    items = wire.lines("items", "--limit", "0", "--json")
    identities = Counter((item["feed"], item["entry_id"]) for item in items)
    assert max(identities.values()) == 1
    told = [one.link for story in origin.stories() for one in story.tellings if one.listed]
    assert Counter(item["link"] for item in items) == Counter(told)
    carried = feedparser.parse((wire.out / "everything.atom").read_bytes()).entries
    assert len({entry.id for entry in carried}) == len(carried)


def test_a_second_round_beside_a_running_one_touches_nothing(
    wire: Wire, origin: HeldOrigin
) -> None:
    origin.held_path = SLOW
    with wire.running("once") as process:
        assert origin.reached.wait(20)
        assert wire("once") == 75
        assert "another round" in wire.said
        origin.released.set()
        assert process.wait(timeout=20) == 0
    asked = Counter(request.path for request in origin.requests)
    assert max(asked.values()) == 1


def test_a_port_in_use_is_told_before_anything_starts(wire: Wire, origin: HeldOrigin) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        assert wire("run", "--listen", where) == 2
    assert where in wire.said
    assert not origin.requests


def test_status_beyond_loopback_wants_a_token(wire: Wire) -> None:
    assert wire("run", "--listen", f"127.0.0.1:{free_port()}", "--ops", "0.0.0.0:0") == 2
    assert "AGGREGATOR_OPS_TOKEN" in wire.said


def test_without_a_network_it_says_so_once_and_goes_on(empty: Wire) -> None:
    empty.config.write_text(
        "site: {contact: ops@wire.example}\n"
        "network: {allow: [127.0.0.0/8]}\n"
        "feeds:\n"
        "  - {id: one, url: 'http://127.0.0.1:9/feed', every: 1s}\n"
        "  - {id: two, url: 'http://127.0.0.2:9/feed', every: 1s}\n"
        "  - {id: three, url: 'http://127.0.0.3:9/feed', every: 1s}\n"
        "outputs: [{id: the-latest, title: The Latest}]\n"
    )
    words, _, ops = listeners()
    with empty.running(*words) as process:
        said = hear(process, "our own network seems to be down")
        assert "3 of 3 sites did not answer" in said
        assert get(f"{ops}/healthz")[0] == 200
        told = json.loads(get(f"{ops}/status.json")[1])
        assert [feed["failures"] for feed in told["feeds"]] == [0, 0, 0]
        process.send_signal(signal.SIGTERM)
        _, rest = process.communicate(timeout=20)
        assert "down" not in rest


def test_a_host_that_is_dead_by_itself_is_told_each_time(empty: Wire) -> None:
    empty.config.write_text(
        "site: {contact: ops@wire.example}\n"
        "network: {allow: [127.0.0.0/8]}\n"
        "feeds:\n"
        "  - {id: one, url: 'http://127.0.0.1:9/feed', every: 1s}\n"
        "  - {id: two, url: 'http://no-such-host.invalid/feed', every: 1s}\n"
        "outputs: [{id: the-latest, title: The Latest}]\n"
    )
    words, _, _ = listeners()
    with empty.running(*words) as process:
        assert "connection refused" in hear(process, "one: ")
        assert "connection refused" in hear(process, "one: ")


def test_a_store_that_fails_is_told_once_in_a_while_and_costs_publishers_nothing(
    wire: Wire, origin: HeldOrigin
) -> None:
    wire("once")
    origin.forget_requests()
    with closing(sqlite3.connect(wire.home / "store.sqlite3")) as store, store:
        store.execute(
            "CREATE TRIGGER no_more BEFORE INSERT ON fetches"
            " BEGIN SELECT RAISE(ABORT, 'the disk is on strike'); END"
        )
    words, _, _ = listeners()
    with wire.running(*words) as process:
        line = hear(process, "the disk is on strike")
        assert "trying again in 10 s" in line
        assert "Traceback" not in line
        asked = Counter(request.path for request in origin.requests)
        assert max(asked.values()) == 1
    assert wire("once", "--force") == 1
    assert "the disk is on strike" in wire.said
    assert "Traceback" not in wire.said


def test_two_configurations_may_take_turns_on_one_store(wire: Wire) -> None:
    mine = wire.config.read_text()
    wire("once")
    wire.config.write_text(
        "site: {contact: ops@wire.example}\n"
        "feeds: [{id: other, url: 'http://127.0.0.1:9/feed'}]\n"
        "outputs: [{id: the-latest, title: The Latest}]\n"
    )
    assert wire.json("once")["feeds"] == 1
    wire.config.write_text(mine)
    assert wire.json("once", "--force")["feeds"] >= 15
    assert "other" not in {feed["id"] for feed in wire.json("status")["feeds"]}


def test_what_is_read_is_published_while_a_slow_server_takes_its_time(
    wire: Wire, origin: HeldOrigin
) -> None:
    origin.held_path = SLOW
    words, public, _ = listeners()
    with wire.running(*words) as process:
        assert "the-latest" in hear(process, "still awaited")
        assert get(f"{public}/the-latest.atom")[0] == 200
        assert not origin.released.is_set()


def test_told_to_end_in_a_round_it_ends_without_a_fault(wire: Wire, origin: HeldOrigin) -> None:
    origin.held_path = SLOW
    words, _, _ = listeners()
    with wire.running(*words) as process:
        hear(process, "still awaited")
        process.send_signal(signal.SIGTERM)
        line = hear(process, "in the middle of a round")
        assert "INFO" in line
        assert process.wait(timeout=20) == 0
