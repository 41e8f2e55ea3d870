"""Rounds over the sample trade: everything once, nothing lost, nothing changed for nothing."""

from collections import Counter
from html import escape
from typing import Any

import feedparser
from wiring import Wire

from aggregator.demo import Origin

TOPICS = ("brand-news", "retail", "auctions", "industry")
VALIDATORS = {"if-none-match", "if-modified-since"}


def entries(wire: Wire, output: str = "the-latest") -> list[Any]:
    parsed = feedparser.parse((wire.out / f"{output}.atom").read_bytes())
    assert not parsed.bozo
    return list(parsed.entries)


def test_every_sample_story_is_in_the_latest_once(wire: Wire, origin: Origin) -> None:
    report = wire.json("once")
    assert report["feeds"] >= 12
    assert report["refused"] == []
    carried = Counter(entry.link for entry in entries(wire))
    for story in origin.stories():
        told = [telling.link for telling in story.tellings if telling.listed]
        shown = sum(carried[link] for link in told)
        if story.sponsored or story.topic is None:
            assert not shown, story
        else:
            assert shown == 1, story


def test_what_only_looks_alike_stays_apart(wire: Wire, origin: Origin) -> None:
    """The sample has near misses, and other news of the same names, places and dates."""
    wire("once")
    stories = {
        item["link"]: item["story"] for item in wire.lines("items", "--limit", "0", "--json")
    }
    told_in: dict[str, set[str]] = {}
    for story in origin.stories():
        for telling in story.tellings:
            if telling.link in stories:
                told_in.setdefault(stories[telling.link], set()).add(story.id)
    assert [told for told in told_in.values() if len(told) > 1] == []


def test_an_advert_is_in_the_sponsored_output_only(wire: Wire, origin: Origin) -> None:
    wire("once")
    adverts = {
        telling.link for story in origin.stories() if story.sponsored for telling in story.tellings
    }
    assert adverts
    assert adverts == {entry.link for entry in entries(wire, "sponsored")}
    for output in ("the-latest", "brand-news", "retail", "auctions", "industry"):
        assert not adverts & {entry.link for entry in entries(wire, output)}, output


def test_a_sponsor_is_named_in_words(wire: Wire) -> None:
    wire("once")
    items = wire.lines("items", "--topic", "sponsored", "--limit", "0", "--json")
    sponsors = {item["link"]: item["sponsor"] for item in items if item["sponsor"]}
    words = {entry.link: entry.content[0].value for entry in entries(wire, "sponsored")}
    assert len(sponsors) >= 4
    for link, sponsor in sponsors.items():
        assert f"Sponsored by {escape(sponsor, quote=False)}" in words[link]


def test_a_second_round_changes_no_byte_and_asks_conditionally(wire: Wire, origin: Origin) -> None:
    wire("once")
    before = wire.files()
    dated = {path.name: path.stat().st_mtime_ns for path in wire.out.iterdir()}
    origin.forget_requests()
    report = wire.json("once", "--force")
    assert (report["new"], report["changed"], report["published"]) == (0, 0, [])
    assert report["not_modified"] > 0
    assert wire.files() == before
    assert {path.name: path.stat().st_mtime_ns for path in wire.out.iterdir()} == dated
    assert origin.requests
    assert [one.path for one in origin.requests if not VALIDATORS & set(one.headers)] == []


def test_what_moves_on_is_followed(wire: Wire, origin: Origin) -> None:
    wire("once")
    before = wire.json("status")["totals"]["entries"]
    origin.advance(12)
    report = wire.json("once", "--force")
    assert report["new"] > 0
    assert report["changed"] > 0
    assert "the-latest" in report["published"]
    assert wire.json("status")["totals"]["entries"] == before + report["new"]


def test_a_rebuild_from_the_store_has_the_same_bytes(wire: Wire) -> None:
    wire("once")
    before = wire.files()
    for path in wire.out.iterdir():
        path.unlink()
    assert wire("publish") == 0
    assert wire.files() == before


def test_one_failing_feed_costs_itself_only(wire: Wire) -> None:
    wire("once")
    failed = [wire.json("once", "--force")["failures"] for _ in range(3)]
    assert {one["id"] for round_ in failed for one in round_} == {"counter-talk"}
    assert all(feed["entries"] for feed in wire.json("status")["feeds"])


def test_a_new_item_changes_only_the_outputs_that_carry_it(wire: Wire, origin: Origin) -> None:
    wire("once")
    for _ in range(6):
        before = {output: {entry.id for entry in entries(wire, output)} for output in TOPICS}
        origin.advance()
        report = wire.json("once", "--force")
        for output in TOPICS:
            same = before[output] == {entry.id for entry in entries(wire, output)}
            if same and not report["changed"]:
                assert output not in report["published"], output
