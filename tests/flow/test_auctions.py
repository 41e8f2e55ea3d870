"""Auctions have an end: real HTTP, a real SQLite file, real files, and a clock that passes it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
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
from reading.serials import served, told

from aggregator.core.parse import parse
from aggregator.model import (
    AUCTIONS,
    Config,
    FiledEntry,
    OutputFeed,
    OutputId,
    ParsedFeed,
    Phase,
    Ruling,
)
from aggregator.publish import Publisher
from aggregator.store import SqlStore

__all__ = ["config", "first_store", "following", "publisher", "publishers", "reader", "store"]

SECOND = timedelta(seconds=1)
END = datetime(2026, 5, 8, tzinfo=UTC)  # of the seventh, the day of the sale
OUTPUTS = (
    OutputFeed(id=OutputId("auctions"), title="Auctions", topics=(AUCTIONS,)),
    *(
        OutputFeed(
            id=OutputId(phase.value), title=phase.value, topics=(AUCTIONS,), auctions=(phase,)
        )
        for phase in Phase
    ),
)


class Saleroom:
    """A wire that follows one feed of auctions, and the files that it publishes."""

    def __init__(self, feed: Following, store: SqlStore, out: Path) -> None:
        self.feed, self._store, self._out = feed, store, out
        self._config = replace(feed.config, outputs=OUTPUTS)
        at = feed.now - HOUR
        self.preview = told(
            1,
            at=at,
            title="Lost sapphire to go under the hammer: auction house Tavish Rooke takes bids",
            text="The auction house will sell the sapphire on 7 May. Bids are taken by telephone.",
        )
        self.result = told(
            2,
            at=at - HOUR,
            title="Auction results: every lot under the hammer sold at Harcombe & Vail",
            text="The top lot sold for $410,000 at the auction on 29 April.",
        )
        self.lists(self.preview)

    def lists(self, preview: object) -> None:
        """The feed lists its items, the preview as it is now; they are read and published."""
        self.feed.serve("/feed", served([preview, self.result]))
        self.feed.poll(after=HOUR)
        assert self.feed.report.failed == 0
        self.publish(self.feed.now)

    def publish(self, now: datetime) -> tuple[str, ...]:
        """The outputs that changed."""
        done = Publisher(self._config, self._store, out=self._out, clock=lambda: now).publish()
        assert done.refused == {}
        return done.published

    def ids(self, output: str) -> list[str | None]:
        return [item.guid for item in self._parsed(output).items]

    def updated(self, output: str) -> datetime:
        return datetime.fromisoformat(self._parsed(output).channel.updated or "")

    def body(self, output: str) -> bytes:
        return (self._out / f"{output}.atom").read_bytes()

    def previewed(self) -> FiledEntry:
        (one,) = [item for item in self.feed.items if "sapphire" in item.entry.title]
        return one

    def _parsed(self, output: str) -> ParsedFeed:
        parsed = parse(self.body(output), content_type="application/atom+xml", url="")
        assert isinstance(parsed, ParsedFeed)
        return parsed


@pytest.fixture
def saleroom(
    following: Callable[..., Following], config: Config, store: SqlStore, tmp_path: Path
) -> Saleroom:
    feed = following()
    feed.config = replace(feed.config, topics=config.topics)
    feed.follow(*feed.config.feeds)
    return Saleroom(feed, store, tmp_path / "public")


def test_a_preview_leaves_the_upcoming_as_its_sale_ends_and_keeps_its_id(
    saleroom: Saleroom,
) -> None:
    (upcoming,) = saleroom.ids("upcoming")
    (result,) = saleroom.ids("result")
    assert saleroom.ids("auctions") == [upcoming, result]
    assert saleroom.ids("past") == []
    auctions = saleroom.body("auctions")
    assert saleroom.publish(END - SECOND) == ()
    assert set(saleroom.publish(END)) == {"upcoming", "past"}
    assert saleroom.ids("upcoming") == []
    assert saleroom.ids("past") == [upcoming]
    assert saleroom.ids("result") == [result]
    assert saleroom.updated("upcoming") == END
    assert saleroom.body("auctions") == auctions


def test_one_moment_gives_the_same_bytes_again(saleroom: Saleroom) -> None:
    saleroom.publish(END)
    before = [saleroom.body(output.id) for output in OUTPUTS]
    assert saleroom.publish(END) == ()
    assert saleroom.publish(END + DAY) == ()
    assert [saleroom.body(output.id) for output in OUTPUTS] == before


def test_a_sale_that_is_put_off_by_an_edit_comes_back_under_its_id(saleroom: Saleroom) -> None:
    (upcoming,) = saleroom.ids("upcoming")
    saleroom.feed.now = END
    saleroom.publish(END)
    assert saleroom.ids("upcoming") == []
    text = "The auction house will sell the sapphire on 28 May. Bids are taken by telephone."
    saleroom.lists(replace(saleroom.preview, text=text))
    assert saleroom.ids("upcoming") == [upcoming]
    assert saleroom.ids("past") == []
    found = saleroom.feed.explain(saleroom.previewed().entry.id)
    assert "an auction on 28 May 2026: upcoming" in {one.outcome for one in found.decisions}


def test_what_a_person_filed_goes_on_with_the_days_that_its_text_tells(
    saleroom: Saleroom, store: SqlStore
) -> None:
    entry_id, at = saleroom.previewed().entry.id, saleroom.feed.now
    store.rule(Ruling(entry_id=entry_id, at=at, kind="file", outcome=AUCTIONS))
    saleroom.lists(replace(saleroom.preview, text="It will be sold at auction on 28 May."))
    filing = saleroom.previewed().filing
    assert filing.rule == "ruling"
    assert filing.sale is not None
    assert filing.sale.until_at == datetime(2026, 5, 29, tzinfo=UTC)
