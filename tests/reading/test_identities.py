"""Who is who, whatever a publisher's software does: nothing known is ever news again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from checklist.following import DAY, HOUR, NOON, Following
from contract.serving import Answer
from reading.serials import FIRST_AT, Told, items, served, told

from aggregator.model import Feed, FeedId, Identity

Follow = Callable[..., Following]
TEN = tuple(range(1, 11))


def following_ten(following: Follow) -> Following:
    feed = following({"/feed": served(items(*TEN))})
    feed.poll()
    assert feed.report.new == 10
    return feed


def standing(feed: Following) -> set[tuple[str, object]]:
    """What readers know: which entries there are, and when each was updated."""
    return {(filed.story_id, filed.entry.updated_at) for filed in feed.items if filed.held is None}


def comes(feed: Following, *listed: Told) -> None:
    feed.serve("/feed", served(listed))
    feed.poll()
    assert feed.report.failed == 0, feed.report


def moved(one: Told) -> Told:
    link = (one.link or "").replace("gazette.example/articles/", "gazette.news/stories/")
    return replace(one, guid=link, link=link)


CHANGES = {
    "https in the ids": lambda one: replace(one, guid=(one.guid or "").replace("s://", "://")),
    "new ids": lambda one: replace(one, guid=f"urn:x:{one.link}"),
    "no ids any more": lambda one: replace(one, guid=None),
    "another host and other paths": moved,
    "the archive dated today": lambda one: replace(
        one, guid=f"{one.guid}&v=2", at=(one.at or told(1).at) + 6 * DAY
    ),
    "trackers in links that serve as ids": lambda one: replace(
        one, guid=None, link=f"{one.link}?utm_source=rss"
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_comes_back_under_other_ids_is_no_news(following: Follow, change) -> None:
    feed = following_ten(following)
    before = standing(feed)
    comes(feed, *map(change, items(*TEN)))
    assert standing(feed) == before
    assert (feed.report.new, len(feed.items)) == (0, 10)
    comes(feed, *map(change, items(11, *TEN)))
    assert feed.report.new == 1
    assert before < standing(feed)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_two_servers_that_disagree_bring_nothing_new(following: Follow, change) -> None:
    feed = following_ten(following)
    before = standing(feed)
    for turn in range(6):
        listed = items(*TEN)
        comes(feed, *(map(change, listed) if turn % 2 else listed))
    assert standing(feed) == before
    assert len(feed.items) == 10


def test_ops_are_told_of_a_flood(following: Follow) -> None:
    feed = following_ten(following)
    comes(feed, *map(moved, items(*TEN)))
    (words,) = (said for said in feed.told["advice"] if "came back" in said)
    assert "10 of 10 items came back under new ids or addresses" in words
    feed.poll(after=20 * DAY)
    assert not any("came back" in said for said in feed.told["advice"])


def test_nothing_that_came_back_was_withdrawn(following: Follow) -> None:
    feed = following_ten(following)
    comes(feed, *map(moved, items(*TEN)))
    comes(feed, *map(moved, items(11, *TEN)))
    assert [filed for filed in feed.items if filed.withdrawn_at] == []


def test_what_did_not_come_back_with_the_others_was_not_withdrawn(following: Follow) -> None:
    feed = following_ten(following)
    comes(
        feed, *(moved(one) for one in items(*TEN) if one.guid not in (told(5).guid, told(6).guid))
    )
    comes(feed, *(moved(one) for one in items(11, *TEN[:4], *TEN[6:])))
    assert [filed for filed in feed.items if filed.withdrawn_at] == []


def test_ids_that_are_new_on_every_fetch_are_given_up(following: Follow) -> None:
    feed = following_ten(following)
    for turn in range(3):
        comes(feed, *(replace(one, guid=f"{one.guid}#{turn}") for one in items(*TEN)))
    assert feed.state.identity is Identity.LINK
    assert any("new on every fetch" in said for said in feed.told["advice"])
    comes(feed, *(replace(one, guid=f"{one.guid}#last") for one in items(11, *TEN)))
    assert (feed.report.new, len(feed.items)) == (1, 11)


def test_ids_that_stand_on_several_items_are_given_up(following: Follow) -> None:
    feed = following({"/feed": served(replace(one, guid="https://x/") for one in items(*TEN))})
    feed.poll()
    assert (feed.report.new, feed.state.identity) == (10, Identity.LINK)
    assert any("ids stand on several items" in said for said in feed.told["advice"])
    comes(feed, *(replace(one, guid="https://x/") for one in items(10, 11)))
    assert (feed.report.new, feed.report.changed) == (1, 0)


def test_ids_that_are_places_in_the_list_are_given_up(following: Follow) -> None:
    def numbered(*numbers: int) -> list[Told]:
        return [replace(one, guid=str(place)) for place, one in enumerate(items(*numbers))]

    feed = following({"/feed": served(numbered(*TEN))})
    feed.poll()
    before = {filed.entry.title for filed in feed.items}
    comes(feed, *numbered(*(number + 40 for number in TEN)))
    assert feed.state.identity is Identity.LINK
    assert feed.report.new == 10
    assert before < {filed.entry.title for filed in feed.items}


def test_an_id_that_is_given_away_later_is_another_item(following: Follow) -> None:
    feed = following_ten(following)
    other = told(95, guid=told(10).guid, at=told(10).at + 9 * DAY)
    for _ in range(2):
        comes(feed, other, *items(*TEN[:9]))
        assert {told(10).title, other.title} <= {filed.entry.title for filed in feed.items}
        assert len(feed.items) == 11


def test_an_item_that_was_rewritten_stays_itself(following: Follow) -> None:
    feed = following_ten(following)
    edited = told(10, link="https://gazette.example/articles/10-late", title="Pell Closes Today")
    comes(feed, edited, *items(*TEN[:9]))
    assert (feed.report.new, feed.report.changed, len(feed.items)) == (0, 1, 10)


def test_a_column_under_its_old_title_is_news(following: Follow) -> None:
    def column(number: int) -> Told:
        return told(number, title="Ten stories you may have missed")

    feed = following({"/feed": served([column(10), *items(*TEN[:9])])})
    feed.poll()
    comes(feed, column(30), *items(*range(20, 29)))
    assert feed.report.new == 10
    comes(feed, column(60), *items(*range(50, 59)))
    assert feed.report.new == 10
    assert len({filed.story_id for filed in feed.items}) == 30


def test_a_column_that_says_the_same_of_itself_each_week_is_news(following: Follow) -> None:
    def column(number: int) -> Told:
        blurb = "Our look at the stories that moved the trade this week."
        at = (told(0).at or NOON) + number * 7 * DAY
        return told(number, title="The Week in Diamonds", text=blurb, at=at)

    feed = following({"/feed": served([column(1), column(0)])})
    feed.now += 90 * DAY
    feed.poll()
    for number in (2, 3):
        comes(feed, *(column(one) for one in range(number, number - 2, -1)))
        assert feed.report.new == 1
    comes(feed, *(column(number) for number in (7, 6, 5, 4)))
    assert feed.report.new == 4
    assert len({filed.story_id for filed in feed.items}) == 8


def test_columns_that_are_most_of_a_document_are_news(following: Follow) -> None:
    def issue(number: int, at: datetime) -> list[Told]:
        said = ("Opals of the far coast", "Two rubies and a lamp", "A garnet that nobody bought")
        titles = (told(number).title, "Gem of the Week", "Market Report")
        return [
            told(number + place, title=title, text=f"{said[(number + place) % 3]}.", at=at)
            for place, title in enumerate(titles)
        ]

    feed = following({"/feed": served(issue(1, FIRST_AT))})
    feed.poll()
    for number in (11, 21, 31):
        at = feed.now + HOUR
        comes(feed, *issue(number, at))
        assert feed.report.new == 3
        feed.poll(after=timedelta(days=2))


@pytest.mark.parametrize("blurb", ["What moved the trade, told each week.", "Of mine {} alone."])
def test_a_feed_of_three_columns_brings_each_of_their_issues(following: Follow, blurb) -> None:
    def issue(week: int) -> list[Told]:
        titles = ("Gem of the Week", "The Market Report of the Trade", "Letters to Our Editor")
        at, text = FIRST_AT + week * 7 * DAY, blurb.format(week)
        numbers = enumerate(titles, start=week * 10)
        return [told(number, title=title, text=text, at=at) for number, title in numbers]

    feed = following({"/feed": served(issue(0))})
    feed.poll()
    for week in range(1, 5):
        feed.now += 7 * DAY
        comes(feed, *issue(week))
        assert feed.report.new == 3
    assert len({filed.story_id for filed in feed.items}) == 15


def a_new_archive(feed: Following, *numbers: int, **said: object) -> list[Told]:
    """These items with other ids, addresses and dates."""
    at = feed.now - HOUR
    return [replace(moved(one), at=at, **said) for one in items(*numbers)]


def test_an_archive_is_known_again_among_as_much_news(following: Follow) -> None:
    feed = following_ten(following)
    before = standing(feed)
    feed.now += 30 * DAY
    news = [told(number, at=feed.now) for number in range(50, 58)]
    comes(feed, *news, *a_new_archive(feed, *range(1, 7)))
    assert (feed.report.new, len(feed.items)) == (8, 18)
    assert before < standing(feed)
    assert any("6 of 14 items came back" in said for said in feed.told["advice"])


def test_an_archive_that_came_back_without_its_texts_is_no_news(following: Follow) -> None:
    feed = following_ten(following)
    before = standing(feed)
    feed.now += 30 * DAY
    comes(feed, *a_new_archive(feed, *TEN, text=""))
    assert (feed.report.new, standing(feed)) == (0, before)


@pytest.mark.parametrize("guid", "abcdef")
def test_a_column_s_next_edition_comes_in_the_very_document_of_a_move(
    following: Follow, guid: str
) -> None:
    def column(number: int, at: datetime) -> Told:
        blurb = "Our look at the stories that moved the trade this week."
        return told(number, title="The Week in Diamonds", text=blurb, at=at)

    old, week = column(20, FIRST_AT + 2 * DAY), FIRST_AT + 9 * DAY
    feed = following({"/feed": served([old, *items(*TEN)])})
    feed.poll()
    before = standing(feed)
    feed.now += 7 * DAY
    comes(feed, replace(column(90, week), guid=guid), *map(moved, [old, *items(*TEN)]))
    assert (feed.report.new, len(feed.items)) == (1, 12)
    assert before < standing(feed)


def test_of_those_that_moved_a_few_may_be_dated_anew(following: Follow) -> None:
    feed = following_ten(following)
    before = standing(feed)
    feed.now += 30 * DAY
    anew = a_new_archive(feed, 9, 10)
    comes(feed, *anew, *map(moved, items(*TEN[:8])))
    assert (feed.report.new, standing(feed)) == (0, before)


def test_headlines_without_a_text_that_recur_are_news(following: Follow) -> None:
    def prices(day: int) -> list[Told]:
        towns = ("Quillan", "Halloway", "Marlow Lane", "Tesserin", "Brandt", "Ostrava")
        at = FIRST_AT + day * DAY
        named = enumerate((f"The price of gold today in {town}" for town in towns), start=day * 10)
        return [told(number, title=title, text="", at=at) for number, title in named]

    feed = following({"/feed": served(prices(0))})
    feed.poll()
    comes(feed, *prices(5))
    counts = []
    for day in range(6, 10):
        feed.now += DAY
        comes(feed, *prices(day))
        counts.append(feed.report.new)
    assert counts == [6, 6, 6, 6]


def test_a_page_of_headlines_with_other_addresses_is_no_news(following: Follow) -> None:
    def page(folder: str) -> Answer:
        rows = (f"<h2><a href='/{folder}/{one.guid[-2:]}'>{one.title}</a></h2>" for one in ten)
        body = f"<!doctype html><html><body><main>{''.join(rows)}</main></body></html>"
        return Answer(headers=(("Content-Type", "text/html"),), body=body.encode())

    ten = items(*range(11, 21))
    feed = following({"/feed": page("news")}, links="/*/*")
    feed.poll()
    before = standing(feed)
    feed.now += 30 * DAY
    for folder in ("stories", "journal"):
        feed.serve("/feed", page(folder))
        feed.poll(after=HOUR)
        assert (feed.report.failed, feed.report.new, len(feed.items)) == (0, 0, 10)
    assert standing(feed) == before


def test_items_without_a_word_are_not_each_other(following: Follow) -> None:
    def pictures(first: int) -> list[Told]:
        return [told(first + place, title=None, text="") for place in range(5)]

    feed = following({"/feed": served(pictures(1))})
    feed.poll()
    comes(feed, *pictures(11))
    assert feed.report.new == 5


def test_the_syndicated_copy_of_a_column_joins_its_own_edition(following: Follow) -> None:
    def column(number: int, site: str) -> Told:
        at = (told(0).at or NOON) + number * 7 * DAY
        link = f"https://{site}.example/{number}"
        blurb = "Our look at the stories that moved the trade this week."
        return told(number, guid=link, link=link, title="The Week", text=blurb, at=at)

    feed = following({"/feed": served([column(1, "gazette"), column(0, "gazette")])})
    feed.serve("/second", served([column(1, "journal"), column(0, "journal")]))
    second = Feed(id=FeedId("second"), url=feed.publisher.url("/second"), every=HOUR)
    feed.follow(*feed.config.feeds, second)
    feed.poll()
    stories = {(filed.entry.published_at, filed.story_id) for filed in feed.items}
    assert (len(feed.items), len(stories)) == (4, 2)


def test_an_edit_of_title_and_address_is_the_same_item(following: Follow) -> None:
    feed = following_ten(following)
    before = {filed.story_id for filed in feed.items}
    better = "https://gazette.example/articles/a-better-name"
    title = (told(10).title or "").replace("sees", "now sees")
    edited = told(10, guid=better, link=better, title=f"{title} Today")
    comes(feed, edited, *items(*TEN[:9]))
    assert (feed.report.new, feed.report.changed) == (0, 1)
    assert {filed.story_id for filed in feed.items} == before
    comes(feed, edited, *items(11, *TEN[:9]))
    assert (feed.report.new, len(feed.items)) == (1, 11)


def test_what_comes_in_the_place_of_another_lot_is_another_lot(following: Follow) -> None:
    def lot(number: int) -> Told:
        return told(number, title=f"Lot {number} of the Quillan sale", at=told(0).at)

    feed = following({"/feed": served([*map(lot, (1, 2, 3)), told(0)])})
    feed.poll()
    comes(feed, *map(lot, (1, 4, 3)), told(0))
    assert feed.report.new == 1


def test_versions_of_an_item_in_one_document_are_one(following: Follow) -> None:
    newest = told(10, text="The doors stay open until Friday.", at=told(10).at + HOUR)
    feed = following({"/feed": served([*items(*TEN), newest])})
    feed.poll()
    assert len(feed.items) == 10
    assert newest.text in {filed.entry.text for filed in feed.items}
    feed.serve("/feed", served([newest, *items(*TEN)]))
    feed.poll(after=timedelta(hours=2))
    assert (feed.report.new, feed.report.changed) == (0, 0)


def test_items_that_all_lead_to_one_page_are_told_apart_by_their_words(following: Follow) -> None:
    def beheaded(*numbers: int) -> list[Told]:
        return [replace(one, guid=None, link="https://gazette.example/") for one in items(*numbers)]

    feed = following({"/feed": served(beheaded(*TEN))})
    feed.poll()
    comes(feed, *beheaded(11, *TEN))
    assert (feed.report.new, len(feed.items)) == (1, 11)
