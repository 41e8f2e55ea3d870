"""What `--json` prints of items of every kind: the fields of DESIGN's contract, of their types."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from checklist.conftest import config, first_store, following, publisher, publishers, reader, store
from checklist.following import DAY, HOUR, Following
from contract.serving import Answer
from reading.serials import items, served, told

from aggregator.cli import main
from aggregator.model import Feed, FeedId
from aggregator.store import SqlStore

__all__ = ["config", "first_store", "following", "publisher", "publishers", "reader", "store"]

HTML = (("Content-Type", "text/html"),)
PAGE = (
    "<html><title>The Column</title><main><div><h3><a href='/articles/71'>A ring of ours</a></h3>"
    "<p>It is ours.</p></div><div><p><a href='/articles/72'>The pearl was found on a beach. Nobody"
    " knows whose it was.</a></p></div></main></html>"
)
ARTICLE = "<html><head><meta property='og:title' content='A vault of 81'></head><h1>A vault</h1>"
ITEM: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("id", "feed", "entry_id", "title", "link", "story"), str),
    **dict.fromkeys(("published_at", "updated_at", "first_seen_at"), str),
    **dict.fromkeys(
        ("primary", "disclosure", "sponsor", "held", "withdrawn_at"), (str, type(None))
    ),
    **dict.fromkeys(("date_source", "title_source"), str),
    "topics": list,
    "late": bool,
    "sale": (dict, type(None)),
    "phase": (str, type(None)),
}


def follow_all(feed: Following) -> None:
    """A feed that brings every kind of item, a page and a sitemap beside it."""
    old = feed.now - 60 * DAY
    listed = [told(number, at=feed.now - number * HOUR) for number in (1, 2, 3, 4)]

    def comes(*news: object) -> None:
        feed.serve("/feed", served(news))
        feed.poll(after=HOUR)
        assert feed.report.failed == 0

    comes(*listed)
    feed.poll(after=30 * DAY)
    late = told(50, at=old)
    comes(late, *listed)
    archive = [told(60 + number, at=old - (40 + number) * DAY) for number in range(5)]
    comes(late, *archive, *listed)
    listed[0] = replace(listed[0], title="Another title altogether")
    comes(late, *archive, *listed)
    kept = [late, *archive, *listed]
    kept = [replace(one, guid=f"new-{one.guid}", link=f"{one.link}-new") for one in kept]
    comes(*kept)
    for word in "amber coral flint slate chalk basalt".split():
        kept[-2] = replace(kept[-2], text=f"The workshop opened its {word} doors to all who came.")
        comes(*kept)
    feed.serve("/page", Answer(headers=HTML, body=PAGE.encode()))
    feed.serve("/articles/81", Answer(headers=HTML, body=ARTICLE.encode()))
    here = feed.publisher.url("/articles/81")
    sitemap = f"<urlset><url><loc>{here}</loc></url></urlset>"
    feed.serve("/sitemap.xml", Answer(body=sitemap.encode()))
    (first,) = feed.config.feeds
    page, places = feed.publisher.url("/page"), feed.publisher.url("/sitemap.xml")
    feed.follow(
        first,
        Feed(id=FeedId("page"), url=page, links="/articles/*", every=HOUR),
        Feed(id=FeedId("places"), url=places, sitemap=True, every=HOUR),
    )
    feed.poll(after=HOUR)
    assert feed.report.failed == 0


def is_moment(said: str) -> bool:
    return datetime.fromisoformat(said).utcoffset() == timedelta()


def is_of_contract(item: dict[str, Any]) -> bool:
    typed = all(isinstance(item[name], kind) for name, kind in ITEM.items())
    moments = (item["published_at"], item["updated_at"], item["first_seen_at"])
    return item.keys() >= ITEM.keys() and typed and all(map(is_moment, moments))


def test_items_of_every_kind_keep_the_contract(
    following: Callable[..., Following], store: SqlStore, capfd: pytest.CaptureFixture[str]
) -> None:
    feed = following({"/feed": served(items(1))})
    follow_all(feed)

    def said(*words: str) -> str:
        capfd.readouterr()
        assert main(["--database", str(store.engine.url), *words, "--json"]) == 0
        return capfd.readouterr().out

    found = [json.loads(line) for line in said("items", "--limit", "0").splitlines()]
    assert all(map(is_of_contract, found))
    assert {one["feed"] for one in found} == {"gazette", "page", "places"}
    assert {one["title_source"] for one in found} == {"stated", "sentence"}
    assert {one["date_source"] for one in found} == {"published", "first-seen"}
    assert {one["held"] for one in found} == {None, "archived"}
    assert {one["late"] for one in found} == {True, False}
    explained = [json.loads(said("explain", one["id"])) for one in found]
    kinds = {decision["kind"] for one in explained for decision in one["decisions"]}
    assert kinds >= {"filed", "late", "held", "re-keyed", "edited", "damped"}
    for one in explained:
        assert is_of_contract(one["item"])
        assert all(map(is_of_contract, one["story"]["items"]))
        for decision in one["decisions"]:
            assert is_moment(decision["at"])
            assert {type(decision[name]) for name in ("kind", "outcome", "rule", "config")} == {str}
            assert all(part.keys() >= {"place", "text", "weight"} for part in decision["evidence"])
        for version in one["versions"]:
            assert is_moment(version["until_at"])
            assert version["changed"] == [part["field"] for part in version["differences"]]
