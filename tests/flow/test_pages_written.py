"""The pages that stand beside the feeds: of the same stories, and of nothing that is private."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from core.elements import Elements, assert_outlined
from wiring import STARTED_AT, Wire

from aggregator.cli import main
from aggregator.core.opml import subscriptions
from aggregator.core.parse import parse
from aggregator.demo import Origin, feeds_yaml
from aggregator.model import ParsedFeed

OUTPUTS = (
    "the-latest",
    "auctions",
    "upcoming-auctions",
    "brand-news",
    "retail",
    "industry",
    "sponsored",
    "everything",
)


def titles(atom: bytes) -> list[str]:
    parsed = parse(atom, content_type="application/atom+xml", url="")
    assert isinstance(parsed, ParsedFeed)
    return [" ".join((item.title or "").split()) for item in parsed.items]


Files = Mapping[str, bytes]


@pytest.fixture(scope="module")
def sample() -> Iterator[Origin]:
    with Origin(started_at=STARTED_AT, slow=0.0) as origin:
        yield origin


@pytest.fixture(scope="module")
def files(sample: Origin, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """What stands there after a first round over the sample trade."""
    home = tmp_path_factory.mktemp("wire")
    (home / "feeds.yaml").write_text(feeds_yaml(sample.url), encoding="utf-8")
    out = home / "public"
    database = f"sqlite:///{home / 'store.sqlite3'}"
    where = ["--config", str(home / "feeds.yaml"), "--database", database, "--out", str(out)]
    assert main([*where, "once"]) == 0
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def test_every_output_has_a_page_of_the_same_stories(files: Files) -> None:
    for output in OUTPUTS:
        page = Elements(files[f"{output}.html"])
        told = titles(files[f"{output}.atom"])
        assert len(page.named("article")) == len(told)
        assert all(title in page.text for title in told)
        assert_outlined(page)
    for name in ("index.html", "sources.html"):
        assert_outlined(Elements(files[name]))


def test_what_was_paid_for_stands_on_no_page_but_those_that_ask_for_it(files: Files) -> None:
    paid = titles(files["sponsored.atom"])
    assert paid
    for name in ("index.html", "the-latest.html", "retail.html", "brand-news.html"):
        text = Elements(files[name]).text
        assert not [title for title in paid if title in text]
    rows = json.loads(files["search.json"])
    marks = [row.get("mark", "") for row in rows if row["title"] in paid]
    assert marks
    assert all(mark.startswith("Sponsored") for mark in marks)


def test_the_search_finds_every_headline_once(files: Files) -> None:
    carried = {title for output in OUTPUTS for title in titles(files[f"{output}.atom"])}
    rows = json.loads(files["search.json"])
    assert {row["title"] for row in rows} == carried
    assert len({row["url"] for row in rows}) == len(rows)


def test_lists_of_what_is_published_and_followed_can_be_subscribed_to(
    files: Files, sample: Origin
) -> None:
    published = subscriptions(files["feeds.opml"])
    assert [one.url.rpartition("/")[2] for one in published] == [f"{one}.atom" for one in OUTPUTS]
    followed = subscriptions(files["sources.opml"])
    assert len(followed) > 10
    assert all(one.url.startswith(sample.url) for one in followed)
    assert b'htmlUrl="' in files["sources.opml"]
    names = [one.title for one in followed]
    assert names == sorted(names, key=str.casefold)


def test_a_story_that_goes_changes_only_what_held_it(wire: Wire) -> None:
    wire("once")
    before, files = wire.files(), {path: path.stat().st_ino for path in wire.out.iterdir()}
    wire("publish")
    assert {path: path.stat().st_ino for path in wire.out.iterdir()} == files
    title = titles(before["retail.atom"])[0]
    (item,) = [one for one in wire.lines("items", "--topic", "retail", "--limit", "0", "--json")
               if one["title"] == title]  # fmt: skip
    assert wire("hide", item["id"], "--why", "a test") == 0, wire.said
    wire("publish")
    after = wire.files()
    plain = [name for name in after if Path(name).suffix not in {".gz", ".br"}]
    changed = {name for name in plain if after[name] != before[name]}
    held = {name for name in plain if title.encode() in before[name]}
    told = {name for name in plain if name.endswith(".deleted.atom")}
    assert {"retail.deleted.atom", "the-latest.deleted.atom"} <= changed & told
    changed -= told
    assert {"retail.html", "the-latest.html", "retail.atom", "search.json"} <= changed <= held
    assert "auctions.html" not in changed


def test_the_page_of_an_output_that_is_kept_back_stays(wire: Wire) -> None:
    wire("once")
    before = wire.files()
    with closing(sqlite3.connect(wire.home / "store.sqlite3")) as store, store:
        store.execute("DELETE FROM stories")
    assert "the-latest" in wire.json("publish")["refused"]
    after = wire.files()
    for name in ("index.html", "the-latest.html", "everything.html", "search.json"):
        assert after[name] == before[name]


PRIVATE = """\
site: {contact: ops@wire.example}
feeds:
  - {id: open, url: "https://open.example/feed", user_agent: A reader}
  - {id: with-a-key, url: "https://key.example/feed", headers: {X-Key: hunter2}}
  - {id: with-a-login, url: "https://login.example/feed", auth: {user: us, password: hunter2}}
  - {id: in-its-address, url: "https://us:hunter2@address.example/feed"}
  - {id: a-page, page: "https://page.example/news", links: "/news/*"}
  - {id: a-map, sitemap: "https://map.example/sitemap.xml"}
outputs:
  - {id: the-latest, title: The Latest}
"""


def test_of_a_private_feed_nobody_is_told(empty: Wire) -> None:
    empty.config.write_text(PRIVATE)
    assert empty("db", "upgrade") == 0
    assert empty("publish") == 0, empty.said
    files = empty.files()
    told = b"".join(files.values())
    for name in (b"hunter2", b"key.example", b"login.example", b"address.example"):
        assert name not in told
    assert [one.url for one in subscriptions(files["sources.opml"])] == [
        "https://open.example/feed"
    ]
    hrefs = Elements(files["sources.html"]).hrefs
    assert {"https://open.example/feed", "https://page.example/news", "https://map.example/"} <= {
        *hrefs
    }
    assert "https://map.example/sitemap.xml" not in hrefs
