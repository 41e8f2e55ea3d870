"""What is new to us and old to the world: nothing floods, nothing is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from checklist.following import DAY, FEED, HOUR, Following
from contract.serving import Answer
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


def test_an_issue_may_come_in_parts(following: Follow) -> None:
    feed = an_old_wire(following)
    issue = [told(number, at=feed.now - 14 * DAY) for number in range(20, 32)]
    comes(feed, *issue[:6], *items(*range(1, 6)))
    comes(feed, *issue, *items(*range(1, 6)))
    assert {one.title for one in issue} <= shown(feed)


def test_a_new_address_that_dates_nothing_floods_nobody(following: Follow) -> None:
    feed = an_old_wire(following)
    before = shown(feed)
    undated = [told(number, at=None) for number in range(20, 40)]
    feed.follow(replace(feed.config.feeds[0], id=FEED, url=feed.publisher.url("/moved")))
    feed.poll(after=HOUR)  # nothing is there yet
    assert feed.report.failed == 1
    feed.serve("/moved", served(undated))
    feed.poll(after=DAY)
    assert shown(feed) == before
    feed.serve("/moved", served([told(40, at=None), *undated]))
    feed.poll(after=HOUR)
    assert shown(feed) - before == {told(40).title}


def test_a_wire_whose_feeds_all_have_other_names_is_not_young(following: Follow) -> None:
    feed = an_old_wire(following)
    before = shown(feed)
    feed.serve("/second", served([dated(feed, number, 9 * DAY) for number in range(30, 60)]))
    feed.follow(Feed(id=FeedId("second"), url=feed.publisher.url("/second"), every=HOUR))
    feed.poll(after=HOUR)
    assert (feed.report.new, shown(feed)) == (30, before)


def test_what_moves_up_when_another_is_taken_out_is_no_news(following: Follow) -> None:
    feed = an_old_wire(following)
    eleven = [dated(feed, 100 - number, (5 + number) * DAY) for number in range(11)]
    joins(feed, *eleven[:10])
    before = shown(feed)
    feed.serve("/second", served([*eleven[:3], *eleven[4:]]))
    feed.poll(after=DAY)
    assert (feed.report.new, shown(feed)) == (1, before)


def test_what_was_taken_out_of_feeds_yaml_for_a_month_comes_back_in_order(
    following: Follow,
) -> None:
    feed = an_old_wire(following)
    joins(feed, dated(feed, 100, HOUR))
    first, second = feed.config.feeds
    feed.follow(first)
    feed.poll(after=30 * DAY)
    meanwhile = [dated(feed, 100 + number, number * DAY) for number in range(1, 25)]
    feed.serve("/second", served(meanwhile))
    feed.follow(first, second)
    feed.poll(after=HOUR)
    news = [filed for filed in feed.items if filed.entry.title in {one.title for one in meanwhile}]
    assert len(news) == 24
    assert {(filed.late, filed.held) for filed in news} == {(False, None)}


def test_a_sitemap_s_archive_stays_away_though_its_pages_are_read_in_turns(
    following: Follow,
) -> None:
    feed = an_old_wire(following)
    before = shown(feed)
    for number in range(12):
        page = f"<html><head><title>Page {number}</title></head><body><h1>Page {number}</h1>"
        answer = Answer(headers=(("Content-Type", "text/html"),), body=page.encode())
        feed.serve(f"/articles/{number}", answer)
    urls = "".join(
        f"<url><loc>{feed.publisher.url(f'/articles/{number}')}</loc></url>" for number in range(12)
    )
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    feed.serve("/map", Answer(headers=(("Content-Type", "application/xml"),), body=body.encode()))
    sitemap = Feed(
        id=FeedId("map"), url=feed.publisher.url("/map"), every=HOUR, sitemap=True,
        links="/articles/*",
    )  # fmt: skip
    feed.follow(feed.config.feeds[0], sitemap)
    for _ in range(3):
        feed.poll(after=HOUR)
    assert len([one for one in feed.items if one.entry.feed_id == "map"]) == 12
    assert shown(feed) == before
