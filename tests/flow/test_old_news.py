"""What old news does to outputs: real HTTP, a real SQLite file, real files."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from checklist.conftest import (
    config,
    first_store,
    following,
    publisher,
    publishers,
    reader,
    store,
)
from checklist.following import DAY, HOUR, Following
from reading.serials import Told, served, told

from aggregator.cli import main
from aggregator.core.parse import parse
from aggregator.model import Feed, FeedId, OutputFeed, OutputId, ParsedFeed, ParsedItem, Ruling
from aggregator.publish import Publisher
from aggregator.store import SqlStore

__all__ = ["config", "first_store", "following", "publisher", "publishers", "reader", "store"]

MINUTE = timedelta(minutes=1)
THE_LATEST = OutputFeed(id=OutputId("the-latest"), title="The Latest", limit=50, off_topic=True)
A_FEW = OutputFeed(id=OutputId("a-few"), title="A Few", limit=5, off_topic=True)


class Press:
    """A wire that has followed a feed for a month, and the files that it publishes."""

    def __init__(self, feed: Following, store: SqlStore, out: Path) -> None:
        self.feed, self._store, self._out = feed, store, out
        self.database = str(store.engine.url)
        self._config = replace(feed.config, outputs=(THE_LATEST, A_FEW))
        self.listed = [told(number, at=feed.now - number * HOUR) for number in range(1, 41)]
        feed.serve("/feed", served(self.listed))
        feed.poll()
        self.publish()
        feed.poll(after=30 * DAY)
        self.comes()

    def comes(self, *news: Told) -> None:
        """The known feed lists this on top, an hour later; all is published."""
        self.listed = [*news, *self.listed]
        self.feed.serve("/feed", served(self.listed))
        self.feed.poll(after=HOUR)
        assert self.feed.report.failed == 0
        self.publish()

    def joins(self, *document: Told) -> None:
        """A feed is added, whose first document this is; all is published."""
        (first,) = self.feed.config.feeds
        self.feed.serve("/second", served(document))
        url = self.feed.publisher.url("/second")
        self.feed.follow(first, Feed(id=FeedId("second"), url=url, every=HOUR))
        self.feed.poll(after=HOUR)
        assert self.feed.report.failed == 0
        self.publish()

    def publish(self) -> None:
        now = self.feed.now
        done = Publisher(self._config, self._store, out=self._out, clock=lambda: now).publish()
        assert done.refused == {}

    def carried(self, output: str = "the-latest") -> list[ParsedItem]:
        return list(self._parsed(output).items)

    def titles(self, output: str = "the-latest") -> list[str | None]:
        return [item.title for item in self.carried(output)]

    def updated(self, output: str = "the-latest") -> str:
        return self._parsed(output).channel.updated or ""

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self._out.iterdir())}

    def rule(self, kind: str, title: str | None, outcome: str = "") -> None:
        (entry_id,) = [one.entry.id for one in self.feed.items if one.entry.title == title]
        self._store.rule(Ruling(entry_id=entry_id, at=self.feed.now, kind=kind, outcome=outcome))
        self.publish()

    def _parsed(self, output: str) -> ParsedFeed:
        body = (self._out / f"{output}.atom").read_bytes()
        parsed = parse(body, content_type="application/atom+xml", url="")
        assert isinstance(parsed, ParsedFeed)
        return parsed


@pytest.fixture
def press(following: Callable[..., Following], store: SqlStore, tmp_path: Path) -> Press:
    return Press(following(), store, tmp_path / "public")


def dated(press: Press, number: int, age: timedelta) -> Told:
    return told(number, at=press.feed.now - age)


def test_a_new_feed_adds_its_news_and_nothing_else(press: Press) -> None:
    before = press.titles()
    fresh = [dated(press, 100 + number, number * HOUR) for number in range(3)]
    old = [dated(press, 200 + number, 4 * DAY + number * DAY) for number in range(30)]
    undated = [told(300 + number, at=None) for number in range(10)]
    press.joins(*undated, *fresh, *old)
    assert len(press.feed.items) == 40 + 43
    assert press.titles() == [one.title for one in fresh] + before
    assert press.titles("a-few") == press.titles()[:5]


def test_an_archive_changes_no_byte(press: Press) -> None:
    before = press.files()
    press.comes(*(dated(press, 400 + number, 50 * DAY + number * DAY) for number in range(40)))
    assert press.feed.report.new == 40
    assert press.files() == before


def test_one_that_comes_late_is_on_top_with_its_own_date(press: Press) -> None:
    before, updated = press.titles(), press.updated()
    late = dated(press, 500, 60 * DAY)
    press.comes(late)
    first = press.carried()[0]
    assert late.at is not None
    assert (first.title, first.published) == (late.title, late.at.isoformat())
    assert first.updated == press.updated() == press.feed.now.isoformat() > updated
    assert press.titles() == [late.title, *before]
    assert press.titles("a-few") == press.titles()[:5]
    page = press.files()["index.html"].decode()
    assert f"{press.feed.now.day} June 2026</h3>" in page.split("<article", 1)[0]
    days = re.findall(r'<h3 id="day-\d+">([^<]+)</h3>', page)
    assert len(days) == len(set(days)) > 1
    assert f"dated {late.at.day} April 2026" in page
    after = press.files()
    press.comes()
    assert press.files() == after


def test_what_comes_later_stands_above_what_came_late(press: Press) -> None:
    press.comes(dated(press, 500, 60 * DAY))
    press.feed.now += HOUR
    press.comes(news := dated(press, 501, MINUTE))
    assert press.titles()[:2] == [news.title, told(500).title]


def test_one_of_an_archive_can_be_let_through_under_its_own_date(press: Press) -> None:
    archive = [dated(press, 400 + number, (40 + number) * DAY) for number in range(4)]
    press.comes(*archive)
    before = press.titles()
    press.rule("restore", archive[1].title)
    assert press.titles() == [*before, archive[1].title]
    (let,) = [item for item in press.carried() if item.title == archive[1].title]
    assert archive[1].at is not None
    assert let.published == archive[1].at.isoformat()
    assert press.titles("a-few") == press.titles()[:5]


def test_what_came_late_can_be_hidden_and_comes_back_to_its_place(press: Press) -> None:
    late = dated(press, 500, 60 * DAY)
    press.comes(late)
    shown = press.titles()
    press.feed.now += HOUR
    press.rule("hide", late.title, "not our trade")
    assert press.titles() == shown[1:]
    press.feed.now += HOUR
    press.rule("restore", late.title)
    assert press.titles() == shown


def test_ops_see_what_came_late_and_what_was_held_back(
    press: Press, capfd: pytest.CaptureFixture[str]
) -> None:
    late = dated(press, 500, 60 * DAY)
    press.comes(late, *(dated(press, 400 + number, 61 * DAY) for number in range(2)))
    archive = [dated(press, 410 + number, (70 + number) * DAY) for number in range(5)]
    press.comes(*archive)

    def said(*words: str) -> str:
        capfd.readouterr()
        assert main(["--database", press.database, *words]) == 0
        return capfd.readouterr().out

    assert f"[late] {late.title}" in said("items", "--limit", "0")
    assert {
        json.loads(line)["title"] for line in said("items", "--held", "--json").splitlines()
    } == {one.title for one in archive}
    found = [json.loads(line) for line in said("items", "--limit", "0", "--json").splitlines()]
    assert sum(one["late"] for one in found) == 3
    by_title = {one["title"]: one["id"] for one in found}
    assert "not listed until now" in said("explain", by_title[late.title])
    assert "5 old items were listed at once: an archive" in said(
        "explain", by_title[archive[0].title]
    )
    assert any("5 items were listed at once" in words for words in press.feed.told["advice"])
