"""Sites without a feed that have a sitemap, over the whole wire."""

import gzip
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from checklist.following import DAY, HOUR, Following
from contract.serving import Answer

Follow = Callable[..., Following]
XML = (("Content-Type", "application/xml"),)


def a_page(number: int) -> Answer:
    html = (
        f"<!doctype html><html lang='en'><head><title>Story {number} | The Bench</title>"
        f"<meta property='og:title' content='Story {number}'>"
        f"<meta property='og:description' content='What happened at bench {number}.'>"
        f"<meta property='article:published_time' content='2026-05-04T{number % 11:02}:00:00Z'>"
        f"</head><body><h1>Story {number}</h1></body></html>"
    )
    return Answer(headers=(("Content-Type", "text/html"),), body=html.encode())


def listed(base: str, numbers: Iterable[int], **said: str) -> Answer:
    urls = "".join(
        f"<url><loc>{base}/articles/{number}-story</loc>"
        f"<lastmod>2026-05-{2 + number % 3:02}</lastmod></url>"
        for number in numbers
    )
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    return Answer(headers=(*XML, *said.items()), body=body.encode())


def index(base: str, *parts: tuple[str, str | None]) -> Answer:
    told = "".join(
        f"<sitemap><loc>{base}{path}</loc>{f'<lastmod>{at}</lastmod>' if at else ''}</sitemap>"
        for path, at in parts
    )
    body = (
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{told}</sitemapindex>'
    )
    return Answer(headers=XML, body=body.encode())


def a_site(following: Follow, count: int = 5, **asked: object) -> Following:
    """Follows a sitemap of so many articles, none of which it titles."""
    feed = following(at="/sitemap.xml", sitemap=True, **({"links": "/articles/*"} | asked))
    serve(feed, range(1, count + 1))
    return feed


def serve(feed: Following, numbers: Iterable[int]) -> None:
    numbers = list(numbers)
    base = feed.publisher.url("")
    feed.serve("/sitemap.xml", listed(base, numbers))
    for number in numbers:
        feed.serve(f"/articles/{number}-story", a_page(number))


def pages_asked(feed: Following) -> list[str]:
    return [one.target for one in feed.asked if one.target.startswith("/articles/")]


def titles(feed: Following) -> set[str]:
    return {filed.entry.title for filed in feed.items}


def test_an_address_without_a_title_is_read_once(following: Follow) -> None:
    feed = a_site(following)
    feed.poll()
    assert titles(feed) == {f"Story {number}" for number in range(1, 6)}
    entry = feed.items[0].entry
    assert entry.summary == f"What happened at bench {entry.title.split()[1]}."
    assert entry.date_source == "published"
    assert len(pages_asked(feed)) == 5
    serve(feed, range(1, 7))
    feed.poll()
    assert pages_asked(feed) == ["/articles/6-story"]
    assert (feed.report.new, feed.report.changed, feed.state.health) == (1, 0, "ok")


def test_a_visit_reads_ten_and_the_next_goes_on_though_nothing_changed(following: Follow) -> None:
    feed = a_site(following, 15)
    counts = []
    for _ in range(3):
        feed.poll()
        counts.append(len(pages_asked(feed)))
    assert counts == [10, 5, 0]
    assert len(feed.items) == 15


def test_the_first_visit_walks_no_archive(following: Follow) -> None:
    feed = a_site(following, 300)
    for _ in range(5):
        feed.poll()
    assert len(feed.items) == 20
    assert any("280 older pages" in said for said in feed.told["advice"])
    serve(feed, range(1, 303))
    feed.poll()
    assert len(pages_asked(feed)) == 2


def test_a_restart_loses_no_page(following: Follow) -> None:
    feed = a_site(following, 15)
    feed.poll()
    feed.restart()
    feed.poll()
    assert len(feed.items) == 15


def test_titles_of_a_news_sitemap_cost_no_request(following: Follow) -> None:
    feed = a_site(following, 0)
    base = feed.publisher.url("")
    body = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>'
        f"<loc>{base}/articles/7-ring</loc><news:news><news:title>A Ring at Sea</news:title>"
        "<news:publication_date>2026-05-04T09:00:00Z</news:publication_date>"
        "</news:news></url></urlset>"
    )
    feed.serve("/sitemap.xml", Answer(headers=XML, body=body.encode()))
    feed.poll()
    assert (titles(feed), pages_asked(feed)) == ({"A Ring at Sea"}, [])


def test_a_news_sitemap_may_be_empty_after_a_quiet_weekend(following: Follow) -> None:
    feed = a_site(following, 0)
    base = feed.publisher.url("")
    head = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
    )
    url = (
        f"<url><loc>{base}/articles/7-ring</loc><news:news><news:title>A Ring at Sea</news:title>"
        "<news:publication_date>2026-05-04T09:00:00Z</news:publication_date></news:news></url>"
    )
    for listed_now in (url, "", url):
        body = f"{head}{listed_now}</urlset>"
        feed.serve("/sitemap.xml", Answer(headers=XML, body=body.encode()))
        feed.poll()
        assert (feed.state.health, feed.state.error) == ("ok", None)
    assert [filed.withdrawn_at for filed in feed.items] == [None]


def test_an_index_is_followed_and_only_what_changed_is_read_again(following: Follow) -> None:
    feed = a_site(following, 0)
    base = feed.publisher.url("")
    packed = listed(base, [4, 5])
    feed.serve("/a.xml", listed(base, [1, 2]))
    feed.serve("/b.xml.gz", replace(packed, body=gzip.compress(packed.body)))
    feed.serve("/tags.xml", listed(f"{base}/x", [9]))
    for number in range(1, 7):
        feed.serve(f"/articles/{number}-story", a_page(number))
    parts = [("/a.xml", "2026-05-01"), ("/b.xml.gz", "2026-05-02"), ("/tags.xml", "2026-05-01")]
    feed.serve("/sitemap.xml", index(base, *parts))
    feed.poll()
    assert len(feed.items) == 4
    feed.serve("/b.xml.gz", listed(base, [4, 5, 6]))
    feed.serve("/sitemap.xml", index(base, parts[0], ("/b.xml.gz", "2026-05-04"), parts[2]))
    feed.poll()
    assert [one.target for one in feed.asked] == [
        "/sitemap.xml", "/b.xml.gz", "/articles/6-story",
    ]  # fmt: skip


def test_sitemaps_that_never_say_when_they_changed_are_read_in_turn(following: Follow) -> None:
    feed = a_site(following, 0)
    base = feed.publisher.url("")
    paths = [f"/{number}.xml" for number in range(7)]
    for number, path in enumerate(paths):
        feed.serve(path, listed(base, [number + 1]))
        feed.serve(f"/articles/{number + 1}-story", a_page(number + 1))
    feed.serve("/sitemap.xml", index(base, *((path, None) for path in paths)))
    for _ in range(4):
        feed.poll()
    assert len(feed.items) == 7
    feed.serve("/3.xml", listed(base, [4, 50]))
    feed.serve("/articles/50-story", a_page(50))
    feed.poll()
    feed.poll()
    assert "Story 50" in titles(feed)


def test_a_sitemap_that_cannot_be_had_is_tried_again(following: Follow) -> None:
    feed = a_site(following, 0)
    base = feed.publisher.url("")
    feed.serve("/a.xml", listed(base, [1]))
    feed.serve("/articles/1-story", a_page(1))
    feed.serve("/articles/2-story", a_page(2))
    feed.serve("/sitemap.xml", index(base, ("/a.xml", "2026-05-01"), ("/b.xml", "2026-05-01")))
    feed.poll()
    assert feed.state.health == "degraded"
    assert "1 of its sitemaps could not be read" in (feed.state.error or "")
    feed.serve("/b.xml", listed(base, [2]))
    feed.poll()
    assert (titles(feed), feed.state.health) == ({"Story 1", "Story 2"}, "ok")


@pytest.mark.parametrize("status", [404, 410, 403])
def test_a_page_that_is_not_there_is_given_up_and_told(following: Follow, status: int) -> None:
    feed = a_site(following, 3)
    feed.serve("/articles/2-story", Answer(status=status))
    feed.poll()
    assert titles(feed) == {"Story 1", "Story 3"}
    assert (feed.state.unread, feed.state.health) == ((), "ok")
    assert any("1 page could not be read" in said for said in feed.told["advice"])


def test_a_page_that_fails_is_tried_three_times(following: Follow) -> None:
    feed = a_site(following, 2)
    feed.serve("/articles/2-story", Answer(status=500))
    asked = 0
    for _ in range(5):
        feed.poll()
        asked += "/articles/2-story" in pages_asked(feed)
    assert asked == 3


def test_a_refusal_ends_the_visit_and_slows_the_next(following: Follow) -> None:
    feed = a_site(following, 9)
    for number in range(1, 10):
        feed.serve(
            f"/articles/{number}-story", Answer(status=429, headers=(("Retry-After", "18000"),))
        )
    feed.poll()
    assert len(pages_asked(feed)) == 1
    assert (len(feed.state.unread), feed.wait) == (9, timedelta(hours=5))
    serve(feed, range(1, 10))
    feed.poll()
    assert len(feed.items) == 9


def test_robots_txt_rules_the_sitemap_and_each_page(following: Follow) -> None:
    feed = a_site(following, 3)
    text = b"User-agent: *\nDisallow: /articles/2\n"
    feed.serve("/robots.txt", Answer(headers=(("Content-Type", "text/plain"),), body=text))
    for _ in range(4):
        feed.poll()
        assert "/articles/2-story" not in pages_asked(feed)
    assert titles(feed) == {"Story 1", "Story 3"}


def test_a_sitemap_without_a_fitting_address_is_a_failure(following: Follow) -> None:
    feed = a_site(following, 3, links="/stories/*")
    feed.poll()
    assert feed.state.health == "failing"
    assert "no address of its own site like /stories/* (3 others)" in (feed.state.error or "")


def test_an_unchanged_sitemap_costs_one_request(following: Follow) -> None:
    feed = a_site(following, 3)
    answer = listed(feed.publisher.url(""), [1, 2, 3], ETag='"1"')
    feed.serve("/sitemap.xml", answer)
    feed.poll()
    feed.poll(after=DAY / 2)
    (only,) = feed.asked
    assert only.header("If-None-Match") == '"1"'
    assert feed.wait >= HOUR


def test_a_page_behind_a_wall_is_tried_again(following: Follow) -> None:
    feed = a_site(following, 2)
    wall = b"<html><head><title>Just a moment...</title></head><body></body></html>"
    feed.serve("/articles/2-story", Answer(headers=(("Content-Type", "text/html"),), body=wall))
    feed.poll()
    assert titles(feed) == {"Story 1"}
    feed.serve("/articles/2-story", a_page(2))
    feed.poll()
    assert titles(feed) == {"Story 1", "Story 2"}


def test_an_index_is_not_walked_into_its_archive(following: Follow) -> None:
    feed = a_site(following, 0)
    base = feed.publisher.url("")
    months = [(f"/{month}.xml", f"2026-{month:02}-02T10:00:00Z") for month in range(1, 6)]
    months += [(f"/old-{month}.xml", f"2025-{month:02}-02T10:00:00Z") for month in range(1, 13)]
    for place, (path, changed) in enumerate(months):
        serve_month(feed, path, changed, range(100 * place, 100 * place + 30))
    feed.serve("/sitemap.xml", index(base, *months))
    for _ in range(8):
        feed.poll(after=HOUR)
    assert len(feed.items) == 20
    assert all(int(filed.entry.title.split()[1]) in range(400, 430) for filed in feed.items)
    assert not feed.state.unread
    fresh = ("/5.xml", "2026-05-04T20:00:00Z")
    serve_month(feed, *fresh, range(400, 433))
    feed.serve("/sitemap.xml", index(base, *months[:4], fresh, *months[5:]))
    feed.poll(after=HOUR)
    assert {"Story 430", "Story 431", "Story 432"} < titles(feed)


def serve_month(feed: Following, path: str, changed: str, numbers: Iterable[int]) -> None:
    base = feed.publisher.url("")
    urls = "".join(
        f"<url><loc>{base}/articles/{number}-story</loc><lastmod>{changed[:10]}</lastmod></url>"
        for number in numbers
    )
    feed.serve(path, Answer(headers=XML, body=f"<urlset>{urls}</urlset>".encode()))
    for number in numbers:
        feed.serve(f"/articles/{number}-story", a_page(number))


def test_a_sitemap_that_changed_twice_in_a_day_is_read_twice(following: Follow) -> None:
    feed = a_site(following, 0)
    base = feed.publisher.url("")
    for number in range(1, 4):
        feed.serve(f"/articles/{number}-story", a_page(number))
    for numbers in ([1], [1, 2], [1, 2, 3]):
        feed.serve("/a.xml", listed(base, numbers))
        feed.serve("/sitemap.xml", index(base, ("/a.xml", "2026-05-04")))
        feed.poll(after=3 * HOUR)
        assert titles(feed) == {f"Story {number}" for number in numbers}
    feed.poll(after=2 * DAY)
    feed.poll(after=HOUR)
    assert [one.target for one in feed.asked] == ["/sitemap.xml"]


def test_a_refusal_by_a_sitemap_of_an_index_slows_the_next_visit(following: Follow) -> None:
    feed = a_site(following, 0)
    base = feed.publisher.url("")
    refused = Answer(status=429, headers=(("Retry-After", "86400"),))
    feed.serve("/a.xml", refused)
    feed.serve("/sitemap.xml", index(base, ("/a.xml", "2026-05-01")))
    feed.poll()
    assert feed.wait == DAY


def test_an_index_of_many_of_which_none_fits_is_a_failure_in_the_end(following: Follow) -> None:
    feed = a_site(following, 0)
    base = feed.publisher.url("")
    paths = [f"/{number}.xml" for number in range(8)]
    for path in paths:
        feed.serve(path, listed(f"{base}/x", [1]))
    feed.serve("/sitemap.xml", index(base, *((path, "2026-05-01") for path in paths)))
    for _ in range(3):
        feed.poll()
    assert "none of its 8 sitemaps lists an address that fits" in (feed.state.error or "")
    assert feed.state.health == "failing"


def test_an_index_of_which_no_sitemap_fits_is_a_failure(following: Follow) -> None:
    feed = a_site(following, 0)
    base = feed.publisher.url("")
    feed.serve("/a.xml", listed(f"{base}/x", [1]))
    feed.serve("/sitemap.xml", index(base, ("/a.xml", "2026-05-01")))
    feed.poll()
    assert feed.state.health == "failing"
    assert "none of its 1 sitemaps lists an address that fits" in (feed.state.error or "")


def test_an_index_of_indexes_is_a_failure(following: Follow) -> None:
    feed = a_site(following, 0)
    base = feed.publisher.url("")
    feed.serve("/a.xml", index(base, ("/b.xml", None)))
    feed.serve("/sitemap.xml", index(base, ("/a.xml", "2026-05-01")))
    feed.poll()
    assert "they are indexes" in (feed.state.error or "")
