"""Rounds over the sample trade: everything once, nothing lost, nothing changed for nothing."""

import feedparser
from aggregator.demo import Origin
from conftest import Wire

VALIDATORS = {"if-none-match", "if-modified-since"}


def titles(wire: Wire, output: str = "the-latest") -> list[str]:
    parsed = feedparser.parse((wire.out / f"{output}.atom").read_bytes())
    assert not parsed.bozo
    return [entry.title for entry in parsed.entries]


def test_every_sample_story_is_in_the_latest_once(wire: Wire, origin: Origin) -> None:
    report = wire.json("once")
    assert report["feeds"] >= 12
    assert report["refused"] == []
    carried = titles(wire)
    for story in origin.stories():
        if story.sponsored or story.topic is None:
            continue
        told = [title for title in carried if title in story.titles]
        assert len(told) == 1, story


def test_an_advert_is_in_the_sponsored_output_only(wire: Wire, origin: Origin) -> None:
    wire("once")
    adverts = {title for story in origin.stories() if story.sponsored for title in story.titles}
    assert adverts
    assert adverts <= set(titles(wire, "sponsored"))
    for output in ("the-latest", "brand-news", "retail", "auctions", "industry"):
        assert not adverts & set(titles(wire, output)), output


def test_a_second_round_changes_no_byte_and_asks_conditionally(
    wire: Wire, origin: Origin
) -> None:
    wire("once")
    before = wire.files()
    dated = {path.name: path.stat().st_mtime_ns for path in wire.out.iterdir()}
    origin.forget_requests()
    report = wire.json("once", "--force")
    assert (report["new"], report["changed"], report["published"]) == (0, 0, [])
    assert report["not_modified"] > 0
    assert wire.files() == before
    assert {path.name: path.stat().st_mtime_ns for path in wire.out.iterdir()} == dated
    asked = [request for request in origin.requests if not request.path.startswith("/robots")]
    bare = [one.path for one in asked if not VALIDATORS & {name.lower() for name in one.headers}]
    assert set(bare) <= set(origin.without_validators)


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


def test_one_failing_feed_costs_itself_only(wire: Wire, origin: Origin) -> None:
    for _ in range(4):
        wire("once", "--force")
    told = {feed["id"]: feed for feed in wire.json("status")["feeds"]}
    assert {feed["health"] for feed in told.values()} <= {"ok", "degraded", "failing"}
    assert all(feed["entries"] for feed in told.values())
    assert origin.step == 0
