"""Edits over the whole wire: what moves `updated`, and what is only noise."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from checklist.following import HOUR, Following
from contract.serving import Answer
from reading.serials import Told, items, served, told

from aggregator.model import Entry, FiledEntry

Follow = Callable[..., Following]


def entry(feed: Following, number: int = 3) -> FiledEntry:
    link = told(number).link
    (found,) = (filed for filed in feed.items if filed.entry.link == link)
    return found


def comes(feed: Following, *listed: Told) -> None:
    feed.serve("/feed", served(listed))
    feed.poll(after=HOUR)


def said(number: int, text: str, **more: object) -> list[Told]:
    return [told(4), told(number, text=text, **more), told(2), told(1)]


def test_a_counter_and_an_advert_in_turn_are_damped(following: Follow) -> None:
    feed = following({"/feed": served(items(1, 2, 3, 4))})
    feed.poll()
    first = entry(feed).entry
    contents = set()
    for turn in range(30):
        advert = "Buy Marlow pearls" if turn % 2 else "Try Tesserin clasps"
        comes(feed, *said(3, f"{told(3).text} <p>{advert}</p> {turn} comments"))
        contents.add(entry(feed).entry.content_html)
    last = entry(feed).entry
    assert len(contents) <= 6
    assert (last.updated_at, last.published_at) == (first.updated_at, first.published_at)
    comes(feed, *said(3, f"{told(3).text} It cost $12."))
    assert entry(feed).entry.content_html.endswith("It cost $12.")
    assert entry(feed).entry.updated_at > last.updated_at


def test_an_advert_with_another_price_at_each_fetch_does_not_move_updated_for_ever(
    following: Follow,
) -> None:
    feed = following({"/feed": served(items(1, 2, 3, 4))})
    feed.poll()
    moments = []
    for turn in range(40):
        comes(feed, *said(3, f"{told(3).text} <p>Marlow pearls from ${90 + turn} a strand</p>"))
        moments.append(entry(feed).entry.updated_at)
        assert f"${90 + turn} a strand" in entry(feed).entry.content_html
    assert len(set(moments)) <= 6
    assert moments[-1] == moments[10]
    feed.poll(after=timedelta(days=2))
    comes(feed, *said(3, f"{told(3).text} It cost $12."))
    assert entry(feed).entry.updated_at > moments[-1]


def test_a_story_that_goes_on_all_day_is_read_to_its_end(following: Follow) -> None:
    feed = following({"/feed": served(items(1, 2, 3, 4))})
    feed.poll()
    text = told(3).text
    for word in "one two three four five six seven eight nine ten eleven twelve".split():
        text += f" Then the workers of hall {word} came out to be heard."
        comes(feed, *said(3, text))
        assert entry(feed).entry.text == text


def test_an_advert_that_comes_and_goes_is_damped(following: Follow) -> None:
    feed = following({"/feed": served(items(1, 2, 3, 4))})
    feed.poll()
    advert = "<p>The pearls of Marlow Lane are worn by those who know what a pearl is</p>"
    contents = []
    for turn in range(30):
        comes(feed, *said(3, told(3).text + advert * (turn % 2)))
        contents.append(entry(feed).entry.content_html)
    assert len(set(contents[14:])) == 1


def test_edits_of_no_weight_that_are_days_apart_are_taken_over(following: Follow) -> None:
    feed = following({"/feed": served(items(1, 2, 3, 4))})
    feed.poll()
    for turn in "abcdefghij":
        feed.poll(after=timedelta(days=2))
        comes(feed, *said(3, f"{told(3).text} And more {turn}."))
        assert entry(feed).entry.text.endswith(f"more {turn}.")


def test_what_nobody_sees_is_no_edit(following: Follow) -> None:
    feed = following({"/feed": served(items(1, 2, 3, 4))})
    feed.poll()
    comes(feed, *said(3, f"{told(3).text}<!-- built by web7 -->"))
    assert (feed.report.new, feed.report.changed) == (0, 0)
    comes(feed, *said(3, f"{told(3).text} <script>count(1)</script>"))
    assert feed.report.changed == 0


def test_trackers_that_change_at_each_fetch_are_no_edit(following: Follow) -> None:
    feed = following({"/feed": served(items(1, 2, 3, 4))})
    feed.poll()
    for turn in range(3):
        tracked = f"{told(3).link}?utm_source=rss&utm_content=copy-{turn}"
        comes(feed, told(4), replace(told(3), link=tracked), *items(1, 2))
        assert (feed.report.new, feed.report.changed) == (0, 0)
    comes(feed, told(4), replace(told(3), link=f"{told(3).link}-2"), *items(1, 2))
    assert feed.report.changed == 1


def dates(one: Entry) -> tuple[datetime | None, ...]:
    """All that stand in an output, which would be another file at each fetch."""
    return one.published_at, one.updated_at, one.source_updated_at


def test_dates_that_are_new_at_each_fetch_do_not_wander(following: Follow) -> None:
    feed = following({"/feed": served(items(1, 2, 3, 4))})
    feed.poll()
    before = {(one.entry.id, *dates(one.entry)) for one in feed.items}
    for turn in range(5):
        now = feed.now
        comes(feed, *(replace(one, at=now - turn * HOUR / 10) for one in items(1, 2, 3, 4)))
        assert {(one.entry.id, *dates(one.entry)) for one in feed.items} == before


def test_an_earlier_date_corrects_a_later_one(following: Follow) -> None:
    feed = following({"/feed": served(items(1, 2, 3, 4))})
    feed.poll()
    earlier = (told(3).at or feed.now) - 5 * HOUR
    comes(feed, *said(3, told(3).text, at=earlier))
    assert entry(feed).entry.published_at == earlier


def test_a_withdrawal_moves_updated_and_a_return_shows_it_again(following: Follow) -> None:
    feed = following({"/feed": served(items(1, 2, 3, 4))})
    feed.poll()
    before = entry(feed).entry.updated_at
    comes(feed, *items(1, 2, 4))
    gone = entry(feed)
    assert gone.withdrawn_at == gone.entry.updated_at == feed.now > before
    comes(feed, *items(1, 2, 3, 4))
    assert entry(feed).withdrawn_at is None


def page(*teasers: str) -> Answer:
    body = "".join(f"<div class='t'>{one}</div>" for one in teasers)
    html = f"<html><body><main>{body}</main></body></html>"
    return Answer(headers=(("Content-Type", "text/html"),), body=html.encode())


def teaser(number: int, more: str = "") -> str:
    return f"<h3><a href='/articles/{number}'>Quillan opens its store {number}</a></h3>{more}"


def test_what_leaves_the_main_column_for_a_list_of_titles_keeps_its_text(following: Follow) -> None:
    whole = "<img src='/3.jpg'><p>By Ida Corbin</p><p>It cost $12 million, said the house.</p>"
    feed = following({"/feed": page(teaser(4), teaser(3, whole))}, links="/articles/*")
    feed.poll()
    (first,) = (one for one in feed.items if one.entry.title.endswith("3"))
    for shown in (page(teaser(5), teaser(4), teaser(3)), page(teaser(3), teaser(5), teaser(4))):
        feed.serve("/feed", shown)
        feed.poll(after=HOUR)
    (last,) = (one for one in feed.items if one.entry.title.endswith("3"))
    assert replace(last.entry, digest="") == replace(first.entry, digest="")
    feed.serve("/feed", page(teaser(3, whole.replace("12", "14"))))
    feed.poll(after=HOUR)
    (edited,) = (one for one in feed.items if one.entry.title.endswith("3"))
    assert "$14 million" in edited.entry.text


def test_a_feed_that_tells_whole_texts_from_now_on_edits_nothing(following: Follow) -> None:
    def whole(one: Told) -> Told:
        more = f"<p>It brought ${len(one.title or '')} on May 3, as the house of Quillan said.</p>"
        return replace(one, text=f"<p>{one.text}</p>{more}", at=feed.now)

    listed = items(*range(1, 11))
    feed = following({"/feed": served(listed)})
    feed.poll(after=timedelta(days=20))
    before = {(filed.entry.id, filed.entry.updated_at) for filed in feed.items}
    bare = [replace(one, text="", at=feed.now) for one in listed]
    for document in (list(map(whole, listed)), listed, bare, listed):
        comes(feed, *document)
        assert feed.report.changed == 10
        assert {(filed.entry.id, filed.entry.updated_at) for filed in feed.items} == before
    comes(feed, whole(listed[0]), *listed[1:])
    assert entry(feed, 10).entry.updated_at > entry(feed, 9).entry.updated_at


def test_of_an_item_that_changes_at_each_fetch_is_told_no_more(following: Follow) -> None:
    feed = following({"/feed": served(items(1, 2, 3, 4))})
    feed.poll()
    for turn in range(20):
        comes(feed, *said(3, f"{told(3).text} <p>Marlow pearls from ${90 + turn} a strand</p>"))
    explained = feed.explain(entry(feed).entry.id)
    edits = [one for one in explained.decisions if one.kind == "edited"]
    assert len(edits) == 6
    assert edits[-1].rule == "another amount, as in 5 edits before; further ones are not told"
    assert explained.versions[-1].until_at == feed.now
