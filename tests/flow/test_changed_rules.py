"""An edited feeds.yaml over what is stored: shown, made, made to wait."""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from test_daemon import get, listeners
from wiring import HeldOrigin, Wire, hear

from aggregator.demo import feeds_yaml
from aggregator.store import open_store

PEARLS = "\ntopics:\n  pearls: {label: Pearls, words: [{pearl: 99}]}\n"
LATEST = "  - {id: the-latest, title: The Latest"


@pytest.fixture(scope="module")
def origin() -> Iterator[HeldOrigin]:
    """The sample trade, one for all tests: none of them moves it on."""
    with HeldOrigin() as origin:
        yield origin


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the folder is kept of a wire that has read the sample trade: to read takes a while."""
    return tmp_path_factory.mktemp("changed-rules") / "read"


@pytest.fixture
def told(empty: Wire, origin: HeldOrigin, read: Path) -> Wire:
    """A wire that has read the sample trade, whatever the year."""
    if read.exists():
        shutil.copytree(read, empty.home, dirs_exist_ok=True)
        return empty
    empty.config.write_text(f"{feeds_yaml(origin.url)}\nchanges: {{days: 3660, limit: 1000}}\n")
    assert empty("once") == 0
    shutil.copytree(empty.home, read)
    return empty


def edit(wire: Wire, *, limit: int = 1000, **said: str) -> None:
    """Save feeds.yaml with a topic of its own for pearls, and other words in place of some."""
    text = wire.config.read_text().replace("\ntopics:\n", PEARLS, 1)
    for old, new in said.values():
        assert old in text
        text = text.replace(old, new)
    wire.config.write_text(text.replace("limit: 1000}", f"limit: {limit}}}"))


def rows(wire: Wire) -> list[str]:
    """Everything that is stored."""
    with closing(sqlite3.connect(wire.home / "store.sqlite3")) as store:
        return list(store.iterdump())


def items(wire: Wire) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in wire.lines("items", "--limit", "0", "--json")}


def pearls(wire: Wire) -> set[str]:
    return {one["id"] for one in items(wire).values() if "pearls" in one["topics"]}


def plan(wire: Wire, *words: str) -> tuple[int, dict[str, Any]]:
    code = wire("plan", *words, "--json")
    return code, json.loads(wire.printed)


def test_a_plan_shows_what_would_change_and_changes_nothing(told: Wire) -> None:
    assert told("plan") == 0
    assert "no stored item changes" in told.printed
    edit(told)
    before, files = rows(told), told.files()
    code, effect = plan(told)
    assert code == 3
    assert effect["counts"]["topic"] >= 1
    assert effect["total"] >= effect["counts"]["topic"]
    assert effect["examined"] == len(items(told))
    first = effect["changes"][0]
    assert (first["kind"], first["rule"].partition(":")[0]) == ("topic", "pearls")
    assert "pearl" in first["samples"][0]["title"].lower()
    assert told("plan") == 3
    assert re.search(r"\d+ stored items? changes?: \d+ in topics", told.printed)
    assert first["samples"][0]["id"] in told.printed
    assert rows(told) == before
    assert told.files() == files


def test_a_plan_beyond_its_limit_fails_and_says_so(told: Wire) -> None:
    edit(told)
    _, effect = plan(told)
    total = effect["total"]
    assert told("plan", "--limit", str(total)) == 3
    assert told("plan", "--limit", str(total - 1)) == 1
    assert f"plan finds {total} changes, more than --limit {total - 1}" in told.said
    assert told("plan", "--days", "0") == 0


def test_a_change_that_is_made_is_whole_and_made_once(told: Wire) -> None:
    edit(told, first=(LATEST, f"  - {{id: pearls, title: Pearls, topics: [pearls]}}\n{LATEST}"))
    _, effect = plan(told)
    made = told.json("apply")
    assert made["total"] == effect["total"]
    assert made["changes"] == effect["changes"]
    assert {"id": "pearls", "change": "added", "enter": effect["counts"]["topic"], "leave": 0} in (
        made["outputs"]
    )
    assert "pearls" in made["published"]
    found = pearls(told)
    assert len(found) == effect["counts"]["topic"]
    assert all(one in (told.out / "pearls.atom").read_text() for one in found)
    explained = told.json("explain", next(iter(found)))
    assert [one["kind"] for one in explained["decisions"]].count("filed") == 2
    before = rows(told)
    assert told("plan") == 0
    assert told("apply") == 0
    assert "no stored item changes" in told.printed
    assert [row for row in rows(told) if "in_force" not in row] == [
        row for row in before if "in_force" not in row
    ]


def test_what_a_person_filed_stays_filed(told: Wire) -> None:
    _, effect = (edit(told), plan(told))[1]
    (ruled, *others) = {
        one["id"]
        for group in effect["changes"]
        if group["kind"] == "topic"
        for one in group["samples"]
    }
    assert told("file", ruled, "--as", "retail") == 0
    assert told("apply") == 0
    assert items(told)[ruled]["topics"] == ["retail"]
    assert pearls(told) == set(others)


def test_an_edit_within_the_limit_is_made_by_the_next_round(told: Wire) -> None:
    edit(told)
    assert told("once") == 0
    assert f"{told.config} is in force: " in told.said
    assert pearls(told)
    assert told.json("status")["waiting"] is None
    assert told("plan") == 0
    assert told("once") == 0
    assert "in force" not in told.said


def test_an_edit_beyond_the_limit_waits_whole(told: Wire) -> None:
    before = items(told)
    edit(told, limit=0, title=("title: The Latest", "title: The Very Latest"))
    for _ in range(2):
        assert told("once") == 0
        assert re.search(r"the edited .* waits: it would change \d+ stored items?;", told.said)
        assert items(told) == before
    assert b"Very" not in told.files()["the-latest.atom"]
    assert told("publish") == 0
    assert b"Very" not in told.files()["the-latest.atom"]
    waiting = told.json("status")["waiting"]
    assert waiting["changes"] >= 1
    assert told("status") == 0
    assert waiting["words"] in told.printed
    assert plan(told)[1]["total"] == waiting["changes"]
    assert told("apply") == 0
    assert b"Very" in told.files()["the-latest.atom"]
    assert pearls(told)
    assert told.json("status")["waiting"] is None
    assert told("once") == 0
    assert "waits" not in told.said


def test_the_old_content_ends_the_waiting(told: Wire) -> None:
    old = told.config.read_text()
    edit(told, limit=0)
    told("once")
    assert told.json("status")["waiting"]
    told.config.write_text(old)
    assert told("once") == 0
    assert "is again as it is in force" in told.said
    assert told.json("status")["waiting"] is None
    assert not pearls(told)


def test_a_comment_is_in_force_at_once_whatever_the_limit(told: Wire) -> None:
    told.config.write_text(
        "# a word\n" + told.config.read_text().replace("limit: 1000", "limit: 0")
    )
    assert told("plan") == 0
    assert told("once") == 0
    assert "waits" not in told.said
    assert told.json("status")["waiting"] is None


def test_a_store_of_an_older_program_has_its_items_filed_as_for_an_edit(told: Wire) -> None:
    def forget() -> None:
        with closing(sqlite3.connect(told.home / "store.sqlite3")) as store, store:
            store.execute("DELETE FROM in_force")

    forget()
    assert told("once") == 0
    assert "waits" not in told.said
    edit(told, limit=0)
    forget()
    assert told("once") == 0
    assert "was in force before" in told.said
    assert "waits: it would change" in told.said
    assert not pearls(told)
    assert told("apply") == 0
    assert pearls(told)


def test_what_was_in_force_and_cannot_be_read_any_more_is_told_by_line(
    told: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRE_AGENT", "Wire/1 (hush)")
    agent = "    user_agent: ${WIRE_AGENT}\n"
    text = told.config.read_text().replace("    title: The Carat Courier\n", f"{agent}\\g", 1)
    told.config.write_text(text.replace("\\g", "    title: The Carat Courier\n"))
    line = told.config.read_text().split("\n").index(agent.rstrip("\n")) + 1
    told("once")
    monkeypatch.delenv("WIRE_AGENT")
    edit(told, limit=0, agent=(agent, ""), title=("title: The Latest", "title: The Very Latest"))
    assert told("once") == 0
    assert f"{told.config} (as it is in force):{line}:" in told.said
    assert "WIRE_AGENT" in told.said
    assert "hush" not in told.said
    assert told.json("status")["waiting"]
    assert not pearls(told)
    assert b"Very" in told.files()["the-latest.atom"]  # gone by the edited file


def test_secrets_of_what_is_in_force_are_shown_nowhere(told: Wire) -> None:
    title = "    title: The Carat Courier\n"
    edit(told, limit=0, key=(title, f"{title}    headers: {{X-Key: hush-hush}}\n"))
    told("apply")
    edit(told, extra=("title: The Latest", "title: The Very Latest"))
    for words in (["status"], ["status", "--json"], ["plan"], ["plan", "--json"], ["once"]):
        told(*words)
        assert "hush-hush" not in told.printed + told.said


def test_a_change_waits_for_the_round_under_way(told: Wire) -> None:
    edit(told)
    store = open_store(told.database)
    with store.round_lock():
        assert told("plan") == 3
        assert told("apply") == 75
        assert told("once") == 75
    store.close()
    assert not pearls(told)


def test_without_a_store_there_is_nothing_to_plan(empty: Wire, origin: HeldOrigin) -> None:
    del origin
    empty.config.write_text(
        "site: {contact: ops@wire.example}\nfeeds: []\noutputs: [{id: one, title: One}]\n"
    )
    assert empty("plan") == 1
    assert "no database there yet" in empty.said


# The daemon


def test_a_daemon_files_anew_and_publishes_what_is_within_the_limit(told: Wire) -> None:
    words, public, _ = listeners()
    with told.running(*words) as process:
        hear(process, "following")
        edit(told, first=(LATEST, f"  - {{id: pearls, title: Pearls, topics: [pearls]}}\n{LATEST}"))
        hear(process, "was read again")
        assert "in topics" in hear(process, "is in force: ")
        hear(process, "pearls")
        found = pearls(told)
        assert found
        body = get(f"{public}/pearls.atom")[1].decode()
        assert all(one in body for one in found)


def test_a_daemon_lets_an_edit_wait_until_another_process_applies_it(told: Wire) -> None:
    words, public, ops = listeners()
    with told.running(*words) as process:
        hear(process, "following")
        edit(told, limit=0, title=("title: The Latest", "title: The Very Latest"))
        line = hear(process, "waits: it would change")
        assert "ERROR" in line
        assert "`aggregator apply` makes the change" in line
        assert not pearls(told)
        waiting = json.loads(get(f"{ops}/status.json")[1])["waiting"]
        assert waiting["words"].encode() in get(f"{ops}/")[1]
        assert b"Very" not in get(f"{public}/the-latest.atom")[1]
        while told("apply") == 75:  # a round is under way
            pass
        hear(process, "is in force now")
        assert json.loads(get(f"{ops}/status.json")[1])["waiting"] is None
        assert b"Very" in get(f"{public}/the-latest.atom")[1]
        assert pearls(told)


def test_a_daemon_that_starts_with_an_edit_settles_it_first(told: Wire) -> None:
    edit(told)
    words, _, _ = listeners()
    with told.running(*words) as process:
        hear(process, "is in force: ")
    assert pearls(told)
