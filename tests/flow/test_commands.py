"""The commands as an operator types them: results, words, exit codes."""

import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import Wire, site

from aggregator.demo import Origin
from aggregator.model import Ruling
from aggregator.store import open_store

ITEMS = [
    {"id": "a", "title": "Tiara leads evening sale at $2 million", "dek": "The lot sold at auction",
     "url": "https://one.example/a", "source": "one.example", "date": "2026-05-04", "mine": 1},
    {"id": "b", "title": "A second title", "dek": None, "url": "https://two.example/b?utm_source=x",
     "source": "two.example", "date": None, "feed_categories": []},
    {"id": "c", "title": "A third title", "dek": "", "url": "https://two.example/b",
     "source": "three.example", "date": None},
]  # fmt: skip


class Stdin(io.TextIOWrapper):
    def __init__(self, text: str) -> None:
        super().__init__(io.BytesIO(text.encode()))


def feed_stdin(monkeypatch: pytest.MonkeyPatch, *lines: object) -> None:
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    monkeypatch.setattr(sys, "stdin", Stdin(text))


def test_a_missing_file_is_named(empty: Wire) -> None:
    assert empty("once") == 2
    assert empty.said.startswith(f"{empty.config}: no such file")
    assert not empty.out.exists()


def test_every_error_of_the_file_is_told_by_line(empty: Wire) -> None:
    empty.config.write_text(
        "site: {contact: ops@wire.example}\n"
        "feeds:\n"
        "  - id: one\n"
        "    url: htp://one.example/feed\n"
        "  - id: two\n"
        "    url: https://two.example/feed\n"
        "    evry: 30m\n"
        "outputs:\n"
        "  - {id: the-latest, title: The Latest}\n"
    )
    assert empty("check") == 2
    first, second = empty.said.splitlines()
    assert first == (
        f"{empty.config}:4:10: url: 'htp://one.example/feed' is no address;"
        " expected http://… or https://…"
    )
    assert second == f"{empty.config}:7:5: unknown key 'evry'; did you mean 'every'?"


def test_two_feeds_with_one_id_are_refused_where_the_second_stands(empty: Wire) -> None:
    empty.config.write_text(
        "site: {contact: ops@wire.example}\n"
        "feeds:\n"
        "  - {id: one, url: 'https://one.example/feed'}\n"
        "  - {id: one, url: 'https://two.example/feed'}\n"
        "outputs:\n"
        "  - {id: the-latest, title: The Latest}\n"
    )
    assert empty("check") == 2
    assert empty.said.startswith(f"{empty.config}:4:")
    assert "'one' stands in feeds twice" in empty.said


def test_items_can_be_listed_explained_hidden_and_restored(wire: Wire) -> None:
    wire("once")
    items = wire.lines("items", "--limit", "0", "--json")
    assert {"id", "feed", "entry_id", "title", "link", "primary", "story", "held"} <= set(items[0])
    chosen = next(item for item in items if item["primary"] == "auctions")
    told = wire.json("explain", chosen["id"])
    assert told["item"] == chosen
    assert told["decisions"][0]["kind"] == "filed"
    assert wire("hide", chosen["id"], "--why", "a test") == 0
    wire("publish")
    assert chosen["story"] not in (wire.out / "auctions.atom").read_text()
    assert [item["id"] for item in wire.lines("items", "--held", "--json")] == [chosen["id"]]
    assert wire("restore", chosen["id"]) == 0
    wire("publish")
    assert chosen["story"] in (wire.out / "auctions.atom").read_text()


def test_a_ruling_on_a_topic_outlives_an_edit(wire: Wire, origin: Origin) -> None:
    wire("once")
    before = wire.lines("items", "--limit", "0", "--json")
    assert wire("file", before[0]["id"], "--as", "industry") == 0
    store = open_store(wire.database)
    for item in before[1:]:
        at = datetime.now(UTC)
        store.rule(Ruling(entry_id=item["id"], at=at, kind="file", outcome="industry"))
    store.close()
    origin.advance(12)
    assert wire.json("once", "--force")["changed"] > 0
    topics = {item["id"]: item["primary"] for item in wire.lines("items", "--limit", "0", "--json")}
    assert {topics[item["id"]] for item in before} == {"industry"}


@pytest.mark.parametrize(
    "words",
    [("explain", "nothing"), ("hide", "nothing"), ("file", "nothing", "--as", "retail")],
)
def test_an_item_that_is_not_there_is_a_usage_error(wire: Wire, words: tuple[str, ...]) -> None:
    assert wire(*words) == 2
    assert "nothing" in wire.said


def test_a_topic_that_is_none_is_named_with_those_that_are(wire: Wire) -> None:
    assert wire("file", "x", "--as", "gossip") == 2
    assert "expected one of auctions, brand-news" in wire.said


def test_classify_answers_a_line_for_each_line(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    feed_stdin(monkeypatch, *ITEMS)
    told = wire.lines("classify")
    assert [item["id"] for item in told] == ["a", "b", "c"]
    assert told[0]["mine"] == 1
    assert told[0]["primary"] == "auctions"
    assert {"topics", "primary", "disclosure", "sponsor", "evidence"} <= set(told[0])


def test_a_line_that_is_no_item_is_answered_in_its_place(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed_stdin(monkeypatch, ITEMS[0], "no json", ITEMS[1], "[1]")
    assert wire("classify") == 1
    told = [json.loads(line) for line in wire.printed.splitlines()]
    assert told[1]["error"].startswith("stdin:2: ")
    assert told[3]["error"].startswith("stdin:4: ")
    assert [one.get("id") for one in told] == ["a", None, "b", None]


def test_group_joins_what_has_one_address(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    feed_stdin(monkeypatch, *ITEMS)
    first, second, third = (item["story"] for item in wire.lines("group"))
    assert second == third != first


def test_evaluate_measures_topics_and_stories(wire: Wire) -> None:
    labelled = wire.home / "items.jsonl"
    labelled.write_text(
        "".join(json.dumps(item | {"primary": "auctions"}) + "\n" for item in ITEMS[:1])
    )
    told = wire.json("evaluate", str(labelled))
    assert told["items"] == 1
    assert told["topics"]["auctions"]["f1"] == 1.0
    labelled.write_text("".join(json.dumps(item | {"story": "s"}) + "\n" for item in ITEMS[1:]))
    told = wire.json("evaluate", str(labelled))
    assert told["b3"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}


def test_schema_prints_a_json_schema(wire: Wire) -> None:
    (told,) = wire.lines("schema")
    assert told["properties"]["feeds"]["type"] == "array"


def test_opml_leaves_and_comes_back(wire: Wire) -> None:
    assert wire("opml", "export", str(wire.home / "out.opml")) == 0
    before = wire.config.read_text()
    assert wire("opml", "import", str(wire.home / "out.opml")) == 0
    assert wire.config.read_text() == before
    (wire.home / "new.opml").write_text(
        '<opml version="2.0"><body><outline text="New" xmlUrl="https://new.example/feed"/></body></opml>'
    )
    assert wire("opml", "import", str(wire.home / "new.opml")) == 0
    assert "https://new.example/feed" in wire.config.read_text()
    assert wire("check") == 0


def test_a_document_that_is_no_opml_is_refused(wire: Wire) -> None:
    (wire.home / "bad.opml").write_text("<html/>")
    assert wire("opml", "import", str(wire.home / "bad.opml")) == 2
    assert "not <opml>" in wire.said


PAGE = b"""<!doctype html><title>Mill Lane</title>
<link rel="alternate" type="application/rss+xml" title="News" href="/news.xml">"""
FEED = b"""<rss version="2.0"><channel><title>Mill Lane: "News"</title>
<item><title>A</title><link>https://mill.example/a</link></item></channel></rss>"""


def test_add_finds_the_feed_of_a_page_and_keeps_every_line(wire: Wire) -> None:
    before = wire.config.read_text()
    with site({"/": PAGE, "/news.xml": FEED}) as base:
        assert wire("add", f"{base}/") == 0, wire.said
        assert f"mill-lane-news, {base}/news.xml (1 items now)" in wire.printed
        assert wire("add", f"{base}/news.xml") == 2
        assert "followed already, as mill-lane-news" in wire.said
    after = wire.config.read_text()
    added = [line for line in after.splitlines() if line not in before.splitlines()]
    assert added == [
        "  - id: mill-lane-news",
        '    title: "Mill Lane: \\"News\\""',
        f'    url: "{base}/news.xml"',
    ]
    assert after.replace("".join(f"{line}\n" for line in added), "") == before
    assert wire("check") == 0


def test_an_address_without_a_feed_changes_nothing(wire: Wire) -> None:
    before = wire.config.read_text()
    with site({"/": b"<!doctype html><title>No feed</title>"}) as base:
        assert wire("add", f"{base}/") == 2
        assert "no feed there" in wire.said
        assert wire("add", f"{base}/nothing") == 2
        assert "404" in wire.said
    assert wire.config.read_text() == before


def test_the_gate_can_be_overruled_for_outputs_that_are_there(wire: Wire) -> None:
    wire("once")
    assert wire("publish", "--accept", "the-latest") == 0
    assert wire("publish", "--accept", "nothing") == 2
    assert "no such output" in wire.said


def test_a_database_that_is_none_is_told_in_words(wire: Wire) -> None:
    Path(wire.database.removeprefix("sqlite:///")).write_bytes(b"this is no database" * 100)
    assert wire("once") == 1
    assert "store.sqlite3" in wire.said
    assert "Traceback" not in wire.said


def test_a_folder_that_cannot_be_written_is_told_in_words(wire: Wire) -> None:
    wire.out.write_text("a file where the folder should be")
    assert wire("once") == 1
    assert f"{wire.out}: cannot be written: " in wire.said
    assert wire.lines("items", "--json")
    wire.out.unlink()
    assert wire("publish") == 0
    assert (wire.out / "the-latest.atom").is_file()
