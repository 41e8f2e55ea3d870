"""What is new to us and old to the world: nothing floods, nothing is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from checklist.following import DAY, FEED, HOUR, Following
from reading.serials import Told, items, served, told

from aggregator.model import Feed, FeedId

Follow = Callable[..., Following]
WEEK = timedelta(days=7)


def dated(feed: Following, number: int, age: timedelta, **said: object) -> Told:
    return told(number, at=feed.now - age, **said)


def an_old_wire(following: Follow) -> Following:
    """One that has followed a feed for a month."""
    feed = following({"/feed": served(items(*range(1, 6)))})
    feed.poll()
    feed.poll(after=30 * DAY)
    return feed


def comes(feed: Following, *listed: Told) -> None:
    feed.serve("/feed", served(listed))
    feed.poll(after=HOUR)
    assert feed.report.failed == 0


def joins(feed: Following, *listed: Told) -> None:
    """A second feed is followed from now on, and its first document is this."""
    feed.serve("/second", served(listed))
    (first,) = feed.config.feeds
    feed.follow(first, Feed(id=FeedId("second"), url=feed.publisher.url("/second"), every=HOUR))
    feed.poll(after=HOUR)
    assert feed.report.failed == 0


def shown(feed: Following) -> set[str]:
    return {filed.entry.title for filed in feed.items if filed.held is None}


def test_a_new_feed_brings_its_news_alone(following: Follow) -> None:
    feed = an_old_wire(following)
    before = shown(feed)
    fresh = [dated(feed, number, number * HOUR) for number in (20, 21, 22)]
    old = [dated(feed, number, 5 * DAY + number * HOUR) for number in range(30, 60)]
    undated = [told(number, at=None) for number in range(60, 70)]
    joins(feed, *fresh, *old, *undated)
    assert shown(feed) - before == {one.title for one in fresh}
    assert len(feed.items) == 5 + 43
    assert {filed.held for filed in feed.items} == {None, "archived"}
    (words,) = feed.states["second"].notices
    assert "40 items of its first document are old or undated" in words.words
    feed.serve("/second", served([told(70, at=None), *undated]))
    feed.poll(after=HOUR)
    assert told(70).title in shown(feed)


def test_a_young_wire_takes_all_in(following: Follow) -> None:
    feed = following({"/feed": served([told(1, at=None), *items(2, 3)])})
    feed.poll()
    joins(feed, *(dated(feed, number, WEEK + number * DAY) for number in range(30, 60)))
    assert {filed.held for filed in feed.items} == {None}


def test_one_that_comes_late_stands_on_top_with_its_own_date(following: Follow) -> None:
    feed = an_old_wire(following)
    known = items(*range(1, 6))
    late = dated(feed, 90, 20 * DAY + 40 * DAY)
    comes(feed, *known, late)
    first = feed.items[0]
    assert (first.entry.title, first.late, first.shown_at) == (late.title, True, feed.now)
    assert first.entry.published_at == late.at
    comes(feed, late, *known)
    assert (feed.report.new, feed.report.changed) == (0, 0)


def test_an_archive_in_a_known_feed_is_held_back(following: Follow) -> None:
    feed = an_old_wire(following)
    before = shown(feed)
    archive = [dated(feed, number, 40 * DAY + number * DAY) for number in range(20, 60)]
    comes(feed, *items(*range(1, 6)), *archive)
    assert feed.report.new == 40
    assert shown(feed) == before
    assert any("40 items were listed at once" in said for said in feed.told["advice"])


def test_an_issue_that_is_dated_weeks_ago_is_no_archive(following: Follow) -> None:
    feed = an_old_wire(following)
    issue = [dated(feed, number, 14 * DAY) for number in range(20, 32)]
    feed.poll(after=HOUR)
    comes(feed, *issue, *items(*range(1, 6)))
    assert {one.title for one in issue} <= shown(feed)
    assert {filed.late for filed in feed.items if filed.entry.title == issue[0].title} == {True}


def test_what_came_while_we_were_away_is_neither_late_nor_held(following: Follow) -> None:
    feed = following({"/feed": served(items(*range(1, 6)))})
    feed.poll()
    feed.now += 30 * DAY
    meanwhile = [dated(feed, number, number * DAY) for number in range(4, 24)]
    comes(feed, *meanwhile)
    assert {filed.late for filed in feed.items} == {False}
    assert {filed.held for filed in feed.items} == {None}


def test_an_address_that_is_changed_in_feeds_yaml_brings_no_archive(following: Follow) -> None:
    feed = an_old_wire(following)
    before = shown(feed)
    archive = [dated(feed, number, 40 * DAY + number * DAY) for number in range(20, 60)]
    feed.serve("/moved", served([*items(*range(1, 6)), *archive]))
    feed.follow(replace(feed.config.feeds[0], id=FEED, url=feed.publisher.url("/moved")))
    feed.poll(after=HOUR)
    assert (feed.report.new, shown(feed)) == (40, before)


def test_a_copy_of_what_is_archived_begins_a_story(following: Follow) -> None:
    feed = an_old_wire(following)
    old = dated(feed, 80, 9 * DAY)
    joins(feed, old)
    assert old.title not in shown(feed)
    comes(feed, replace(old, at=feed.now), *items(*range(1, 6)))
    assert old.title in shown(feed)
