"""The commands as an operator types them: results, words, exit codes."""

import io
import json
import sys
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import pytest
from wiring import STARTED_AT, Wire, site

from aggregator.bootstrap.parts import read_config
from aggregator.demo import Origin
from aggregator.demo.answers import Answer
from aggregator.demo.origin import Request
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


def test_rules_hold_items_back_until_a_person_lets_them_through(wire: Wire) -> None:
    with wire.config.open("a") as file:
        file.write("hold: {off_topic: true, words: [tiara, auction]}\n")
    wire("once")
    held = wire.lines("items", "--held", "--limit", "0", "--json")
    reasons = {item["held"] for item in held}
    assert "held by a rule: blocked word “auction”" in reasons
    assert wire.json("status")["totals"]["held"] == len(held)
    items = wire.lines("items", "--limit", "0", "--json")
    alone = {one["story"] for one in held} - {one["story"] for one in items if not one["held"]}
    published = (wire.out / "the-latest.atom").read_text()
    assert alone
    assert not any(story in published for story in alone)
    one, other, *_ = [item for item in held if item["held"].endswith("“auction”")]
    assert wire("items", "--held") == 0
    assert "[held by a rule: blocked word “auction”]" in wire.printed
    assert wire("explain", one["id"]) == 0
    assert "  held back: by a rule: blocked word “auction”\n" in wire.printed
    assert "  held by a rule: blocked word “auction”\n    " in wire.printed
    assert wire("restore", one["id"], "nothing") == 2
    assert wire("restore", one["id"], other["id"]) == 0
    assert len(wire.said.splitlines()) == 2
    wire("publish")
    ids = {item["id"] for item in wire.lines("items", "--held", "--limit", "0", "--json")}
    assert {item["id"] for item in held} - ids == {one["id"], other["id"]}
    assert wire("hide", one["id"], other["id"], "--why", "a test") == 0
    told = wire.json("explain", one["id"])
    assert told["item"]["held"] == "hidden by a ruling: a test"
    assert [ruling["kind"] for ruling in told["rulings"]] == ["restore", "hide"]


def test_a_ruling_that_an_item_is_off_topic_outlives_an_edit_and_another_lexicon(
    wire: Wire, origin: Origin
) -> None:
    wire("once")
    before = [item["id"] for item in wire.lines("items", "--limit", "0", "--json")]
    assert wire("file", before[0], "--as", "off-topic") == 0
    store = open_store(wire.database)
    for item in before[1:]:
        at = datetime.now(UTC)
        store.rule(Ruling(entry_id=item, at=at, kind="file", outcome="off-topic"))
    store.close()
    gossip = "topics:\n  gossip: {words: [{the jewelry: 9}, {jeweler: 9}, {sale: 9}]}\n"
    wire.config.write_text(wire.config.read_text().replace("topics:\n", gossip, 1))
    origin.advance(12)
    assert wire.json("once", "--force")["changed"] > 0
    items = wire.lines("items", "--limit", "0", "--json")
    primary = {item["id"]: item["primary"] for item in items}
    assert {primary[item] for item in before} == {None}
    assert "gossip" in primary.values()


@pytest.mark.parametrize(
    "words",
    [("explain", "nothing"), ("hide", "nothing"), ("file", "nothing", "--as", "retail")],
)
def test_an_item_that_is_not_there_is_a_usage_error(wire: Wire, words: tuple[str, ...]) -> None:
    assert wire("db", "upgrade") == 0
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
    assert {"topics", "primary", "disclosure", "sponsor", "evidence", "sale"} <= set(told[0])


def test_explain_tells_in_words_when_an_auction_ends(wire: Wire) -> None:
    assert wire("once") == 0
    told = wire.lines("items", "--topic", "auctions", "--limit", "0", "--json")
    assert {"result", None} <= {item["phase"] for item in told}
    sale = next(item for item in told if item["sale"])
    assert wire("explain", sale["id"]) == 0
    assert "  tells of an auction" in wire.printed
    other = next(item for item in told if not item["sale"])
    assert wire("explain", other["id"]) == 0
    assert "tells of an auction" not in wire.printed


def test_a_line_that_is_no_item_is_answered_in_its_place(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed_stdin(monkeypatch, ITEMS[0], "no json", ITEMS[1], "[1]")
    assert wire("classify") == 1
    told = [json.loads(line) for line in wire.printed.splitlines()]
    assert told[1]["error"].startswith("stdin:2: ")
    assert told[3]["error"].startswith("stdin:4: ")
    assert [one.get("id") for one in told] == ["a", None, "b", None]


@pytest.mark.parametrize("name", ["classify", "group"])
def test_half_a_character_costs_no_line_behind_it(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    feed_stdin(monkeypatch, r'{"id": "half", "title": "gold \ud83d"}', ITEMS[0])
    half, whole = wire.lines(name)
    assert (half["title"], whole["title"]) == ("gold ", ITEMS[0]["title"])


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
    assert told["sponsors"] == told["press_releases"] == {"right": 0, "labelled": 0}
    labelled.write_text("".join(json.dumps(item | {"story": "s"}) + "\n" for item in ITEMS[1:]))
    told = wire.json("evaluate", str(labelled))
    assert told["b3"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}


def test_evaluate_compares_the_rules_with_what_people_filed(wire: Wire) -> None:
    wire("once")
    assert wire("evaluate", "--rulings") == 0
    assert (wire.printed, wire.said) == (
        "",
        "no item was filed by a person; `file ID --as TOPIC` does\n",
    )
    items = wire.lines("items", "--limit", "0", "--json")
    retail = [item for item in items if item["primary"] == "retail"]
    for item, topic in ((retail[0], "retail"), (retail[1], "industry"), (retail[2], "off-topic")):
        assert wire("file", item["id"], "--as", "auctions") == 0
        assert wire("file", item["id"], "--as", topic) == 0
    told = wire.json("evaluate", "--rulings")
    assert told["items"] == 3
    assert told["confusion"] == {
        "industry": {"retail": 1}, "off-topic": {"retail": 1}, "retail": {"retail": 1},
    }  # fmt: skip
    differences = {one["id"]: one for one in told["differences"]}
    assert {(one["rules"], one["person"]) for one in differences.values()} == {
        ("retail", "industry"), ("retail", "off-topic"),
    }  # fmt: skip
    filed = wire.json("explain", retail[1]["id"])["decisions"][0]
    assert differences[retail[1]["id"]]["rule"] == filed["rule"]
    assert wire("evaluate", "--rulings") == 0
    assert "3 items, mean F1" in wire.printed
    assert "    rules say retail, a person said industry: " in wire.printed


def test_topics_tells_how_the_words_do(wire: Wire) -> None:
    wire("once")
    rules = "topics:\n  gossip: {words: [zyzzyva], excluded: [auction]}\n"
    wire.config.write_text(wire.config.read_text().replace("topics:\n", rules, 1))
    told = wire.json("topics", "--days", "0")
    assert told["entries"] == len(wire.lines("items", "--limit", "0", "--json"))
    assert {"auctions", "gossip", "retail", "sponsored"} <= {one["topic"] for one in told["topics"]}
    word, excluded = (one for one in told["rules"] if one["topic"] == "gossip")
    assert word == {
        "topic": "gossip", "kind": "word", "phrase": "zyzzyva", "weight": 1.0, "own": True,
        "fired": 0, "agreed": 0, "borne": 0, "overruled": 0, "dead": True, "noisy": False,
    }  # fmt: skip
    assert excluded["fired"] == excluded["agreed"] > 0
    assert wire("topics", "--days", "0") == 0
    assert wire.printed.startswith(f"{told['entries']} items of all time, filed by the rules alone")
    _, _, dead = wire.printed.partition("dead, of feeds.yaml:\n")
    assert [line.split()[-2:] for line in dead.splitlines() if " gossip " in line] == [
        ["zyzzyva", "(own)"]
    ]
    of_gossip = wire.json("topics", "--days", "0", "--topic", "gossip")
    assert of_gossip["rules"] == [word, excluded]
    for which, count in (("--all", 2), ("--dead", 1)):
        assert wire("topics", "--days", "0", "--topic", "gossip", which) == 0
        assert len(wire.printed.splitlines()) == 1 + count
    assert wire("topics", "--topic", "hearsay") == 2
    assert "expected one of auctions" in wire.said
    assert wire("topics", "--days", "-1") == 2


def test_topics_reads_no_further_back_than_it_is_asked(wire: Wire) -> None:
    wire("once")
    told = wire.json("topics", "--days", "36500")
    assert told["entries"] == len(wire.lines("items", "--limit", "0", "--json"))


@pytest.mark.parametrize("words", [(), ("items.jsonl", "--rulings")])
def test_evaluate_wants_labels_or_rulings(wire: Wire, words: tuple[str, ...]) -> None:
    assert wire("evaluate", *words) == 2
    assert "expected FILE or --rulings" in wire.said


def test_labels_that_are_none_are_left_out(wire: Wire) -> None:
    labelled = wire.home / "items.jsonl"
    odd = [
        {"labels": 5}, {"labels": "retail"}, {"labels": [["retail"], None]},
        {"primary": 5}, {"primary": ["retail"]}, {"primary": "\ud83d"},
    ]  # fmt: skip
    labelled.write_text("".join(f"{json.dumps(ITEMS[1] | labels)}\n" for labels in odd))
    assert wire.json("evaluate", str(labelled))["items"] == len(odd)
    assert wire("evaluate", str(labelled)) == 0
    assert f"{len(odd)} items" in wire.printed


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


def test_one_feed_under_two_fragments_is_followed_once(wire: Wire) -> None:
    (wire.home / "new.opml").write_text(
        '<opml><body><outline text="One" xmlUrl="https://a.example/1"/>'
        '<outline text="Two" xmlUrl="https://a.example/1#x"/>'
        '<outline text="One" xmlUrl="https://a.example/2#x"/></body></opml>'
    )
    assert wire("opml", "import", str(wire.home / "new.opml")) == 0, wire.said
    assert wire.printed.splitlines() == [
        f"{wire.config}: added one, https://a.example/1",
        f"{wire.config}: added one-2, https://a.example/2",
    ]
    assert wire("opml", "import", str(wire.home / "new.opml")) == 0
    assert wire.said.splitlines() == [
        "https://a.example/1: followed already",
        "https://a.example/2: followed already",
    ]
    assert wire("check") == 0


def test_a_file_that_cannot_be_written_is_told_in_words(wire: Wire) -> None:
    there = wire.home / "nowhere/out.opml"
    assert wire("opml", "export", str(there)) == 1
    assert wire.said == f"{there}: No such file or directory\n"


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


def feed_titled(title: str) -> bytes:
    return FEED.replace(b'Mill Lane: "News"', title.encode())


def urls(wire: Wire) -> set[str]:
    """The feeds that are followed."""
    return {feed.url for feed in read_config(wire.config).feeds}


class Moving(Origin):
    """A site that answers `/now` and `/for-good` with a redirect to its feed."""

    def answer(self, request: Request) -> Answer:
        match request.path:
            case "/now":
                return Answer(status=HTTPStatus.FOUND, headers={"Location": "/feed"})
            case "/for-good":
                return Answer(status=HTTPStatus.MOVED_PERMANENTLY, headers={"Location": "/feed"})
            case "/":
                page = PAGE.replace(b"/news.xml", b"/now")
                return Answer(status=HTTPStatus.OK, headers={}, body=page)
        return Answer(status=HTTPStatus.OK, headers={}, body=FEED)


@pytest.mark.parametrize(
    ("asked", "followed"),
    [("/now", "/now"), ("/for-good", "/feed"), ("/", "/now"), ("/other#x", "/other")],
)
def test_add_follows_the_address_that_will_last(wire: Wire, asked: str, followed: str) -> None:
    before = urls(wire)
    with Moving(started_at=STARTED_AT) as moving:
        assert wire("add", moving.url + asked) == 0, wire.said
        assert urls(wire) - before == {moving.url + followed}


def test_add_keeps_a_login(wire: Wire) -> None:
    with site({"/news.xml": FEED}) as base:
        with_login = base.replace("//", "//desk:key@")
        assert wire("add", f"{with_login}/news.xml") == 0, wire.said
        assert f"{with_login}/news.xml" in urls(wire)


def test_add_keeps_line_ends_links_and_rights(wire: Wire) -> None:
    target = wire.home / "elsewhere.yaml"
    before = wire.config.read_bytes().replace(b"\n", b"\r\n")
    target.write_bytes(before)
    target.chmod(0o640)
    wire.config.unlink()
    wire.config.symlink_to(target)
    with site({"/news.xml": FEED}) as base:
        assert wire("add", f"{base}/news.xml") == 0, wire.said
    assert wire.config.is_symlink()
    after = target.read_bytes()
    assert [line for line in after.splitlines(True) if line in before.splitlines(True)] == (
        before.splitlines(True)
    )
    assert after.count(b"\n") == after.count(b"\r\n") == before.count(b"\n") + 3
    assert target.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("title", ["The\x7fBench", " \x80 "])
def test_any_title_can_be_written_down(wire: Wire, title: str) -> None:
    with site({"/news.xml": feed_titled(title)}) as base:
        assert wire("add", f"{base}/news.xml") == 0, wire.said
    assert wire("check") == 0


def test_an_address_without_a_feed_changes_nothing(wire: Wire) -> None:
    before = wire.config.read_text()
    with site({"/": b"<!doctype html><title>No feed</title>"}) as base:
        assert wire("add", f"{base}/") == 2
        assert "no feed there" in wire.said
        assert wire("add", f"{base}/nothing") == 2
        assert "404" in wire.said
    assert wire.config.read_text() == before


def test_an_upgrade_tells_the_revision_and_no_address(wire: Wire) -> None:
    assert wire("db", "upgrade") == 0
    assert wire.said == "the database is up to date, at revision 0007\n"


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


def test_a_file_that_is_no_text_is_told_by_line(empty: Wire) -> None:
    empty.config.write_bytes(b"site: {contact: ops@wire.example}\nfeeds: [caf\xe9]\n")
    assert empty("check") == 2
    assert empty.said.startswith(f"{empty.config}:2:12: no UTF-8")
    empty.config.unlink()
    empty.config.mkdir()
    assert empty("check") == 2
    assert empty.said.startswith(f"{empty.config}: cannot be read: Is a directory")
