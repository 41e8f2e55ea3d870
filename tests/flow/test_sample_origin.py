"""The sample trade: its documents are what they claim, move on, and agree with its truth."""

import gzip
import json
import re
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from http.client import HTTPConnection
from importlib import resources
from itertools import combinations, pairwise
from time import monotonic
from xml.etree import ElementTree as ET

import feedparser
import pytest

from aggregator.core.config import load
from aggregator.core.dates import parse_date
from aggregator.core.text import folded, plain
from aggregator.demo import Origin, Sharing, feeds_yaml
from aggregator.demo.answers import RETRY_AFTER, answer
from aggregator.demo.compose import script_end
from aggregator.demo.issue import Moment
from aggregator.demo.trade import Outlet, outlets
from aggregator.demo.truth import stories
from aggregator.model import Disclosure, value

STARTED_AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
URL = "http://127.0.0.1:8765"
OUTLETS = tuple(outlets().values())
VERSIONS = {
    "wordpress": "rss20",
    "rss": "rss20",
    "broken": "rss20",
    "rss092": "rss092",
    "rdf": "rss10",
    "atom-html": "atom10",
    "atom-xhtml": "atom10",
}
each_outlet = pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.id)


def at(step: int = 0, url: str = URL) -> Moment:
    return Moment(url=url, started_at=STARTED_AT, interval=timedelta(seconds=5), step=step)


def document(outlet: Outlet, moment: Moment) -> bytes:
    return answer(moment, outlet.path, {}).body


@value
class Found:
    """What a reader finds in a document of any form."""

    title: str
    link: str
    text: str
    published: str | None = None
    author: str = ""
    categories: tuple[str, ...] = ()


def read(outlet: Outlet, body: bytes) -> tuple[Found, ...]:
    if outlet.form == "json":
        return tuple(_from_json(item) for item in json.loads(body)["items"])
    if outlet.form == "page":
        page = Page()
        page.feed(body.decode())
        return tuple(Found(title=title, link=URL + link, text="") for link, title in page.headlines)
    return tuple(_from_entry(entry) for entry in feedparser.parse(body).entries)


def _from_json(item):
    return Found(
        title=item.get("title", ""),
        link=item["url"],
        text=plain(item["content_html"]),
        published=item.get("date_published"),
        author=item["authors"][0]["name"],
        categories=tuple(item.get("tags", ())),
    )


def _from_entry(entry):
    bodies = entry.get("content")
    return Found(
        title=entry.get("title", ""),
        link=entry["link"],
        text=plain(bodies[0]["value"] if bodies else entry.get("summary")),
        published=entry.get("published") or entry.get("updated"),
        author=entry.get("author", ""),
        categories=tuple(tag["term"] for tag in entry.get("tags", ())),
    )


class Page(HTMLParser):
    """Finds what leads to articles, in headlines or without."""

    def __init__(self):
        super().__init__()
        self.headlines = []
        self.place = []
        self.links = []

    def handle_starttag(self, tag, attrs):
        if tag in {"p", "h3", "aside", "nav"}:
            self.place.append(dict(attrs).get("class") or tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"])
            if self.place[-1:] in (["h3"], ["dek"]) and "aside" not in self.place:
                self.headlines.append((dict(attrs)["href"], ""))

    def handle_endtag(self, tag):
        if tag in {"p", "h3", "aside", "nav"}:
            self.place.pop()

    def handle_data(self, data):
        if self.headlines and self.place[-1:] == ["h3"]:
            link, title = self.headlines[-1]
            self.headlines[-1] = (link, title + data)


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin(started_at=STARTED_AT, slow=0) as origin:
        yield origin


def ask(origin: Origin, target: str, **headers: str):
    """One request: the answer, and its body."""
    with closing(HTTPConnection(origin.url.removeprefix("http://"), timeout=10)) as connection:
        sent = {name.replace("_", "-"): told for name, told in headers.items()}
        connection.request("GET", target, headers=sent)
        response = connection.getresponse()
        return response, response.read()


# The documents


@pytest.mark.parametrize("step", [0, script_end(), script_end() + 200])
@each_outlet
def test_a_document_parses_as_what_it_claims(outlet, step):
    body = document(outlet, at(step))
    if outlet.form == "json":
        assert json.loads(body)["version"] == "https://jsonfeed.org/version/1.1"
    elif outlet.form != "page":
        parsed = feedparser.parse(body)
        assert parsed.version == VERSIONS[outlet.form]
        assert bool(parsed.bozo) == (outlet.form == "broken")
        if outlet.form != "broken":
            ET.fromstring(body)  # noqa: S314 - our own document


@pytest.mark.parametrize("step", [0, 7, 30, script_end() + 100])
@each_outlet
def test_a_document_lists_what_is_true(outlet, step):
    found = {one.link: one.title for one in read(outlet, document(outlet, at(step)))}
    true = {
        telling.link: telling.title
        for story in stories(at(step))
        for telling in story.tellings
        if telling.outlet == outlet.id and telling.listed
    }
    assert {link: folded(title) for link, title in found.items()} == {
        link: folded(title) for link, title in true.items()
    }


@each_outlet
def test_the_same_moment_gives_the_same_bytes(outlet):
    for step in (0, 12, script_end() + 33):
        here, there = (document(outlet, at(step, url)) for url in (URL, "http://127.0.0.1:1"))
        assert here == document(outlet, at(step))
        assert here.replace(URL.encode(), b"http://127.0.0.1:1") == there


@each_outlet
def test_a_document_is_another_when_its_last_modified_is(outlet):
    told = [answer(at(step), outlet.path, {}) for step in range(script_end() + 40)]
    for before, after in pairwise(told):
        moved = before.headers.get("Last-Modified") != after.headers.get("Last-Modified")
        if "Last-Modified" in after.headers:
            assert moved == (before.body != after.body)


def test_dates_are_told_in_many_forms_and_mean_the_same_moment():
    zones = {"feingehalt": "Europe/Berlin"}
    dated = 0
    for outlet in OUTLETS:
        for one in read(outlet, document(outlet, at(3))):
            if one.published is not None:
                told_at = parse_date(one.published, timezone=zones.get(outlet.id))
                assert told_at is not None, one.published
                assert STARTED_AT - timedelta(days=10) <= told_at
                dated += 1
    assert dated > 60


def test_what_comes_at_a_step_is_dated_by_it():
    (newest, *_) = json.loads(answer(at(3), "/paddle-post/feed.json", {}).body)["items"]
    assert datetime.fromisoformat(newest["date_published"]) == STARTED_AT + timedelta(seconds=15)


def test_the_page_has_what_trade_pages_have_around_their_teasers():
    (outlet,) = (one for one in OUTLETS if one.form == "page")
    text = document(outlet, at()).decode()
    page = Page()
    page.feed(text)
    untitled = [link for link, title in page.headlines if not title]
    assert len(untitled) == 1
    assert re.search(r'</article>\n<p class="partner">Sponsored by ', text)
    assert 'Related: <a href="/articles/' in text
    assert text.count("<h2>") > 3
    others = [link for link in page.links if not link.startswith("/articles/")]
    assert len(others) > 5


# What is told


def test_the_trade_is_as_wide_as_it_has_to_be():
    told = stories(at())
    listed = [telling for story in told for telling in story.tellings if telling.listed]
    assert len(OUTLETS) >= 12
    assert len({outlet.form for outlet in OUTLETS}) == 9
    assert len(listed) >= 60
    topics = {"brand-news", "retail", "auctions", "industry", "sponsored", None}
    assert {story.topic for story in told} == topics
    assert {story.disclosure for story in told} == {None, *Disclosure}
    assert all(story.sponsor for story in told if story.sponsored)
    assert all((story.topic == "sponsored") == story.sponsored for story in told)
    # Every sample story has to fit into the output that the demo calls The Latest.
    assert sum(not story.sponsored for story in told) <= 100


def test_stories_are_shared_as_they_say():
    told = stories(at(script_end()))
    events = [story for story in told if story.sharing is Sharing.EVENT]
    copies = [story for story in told if story.sharing is Sharing.COPY]
    assert len(events) >= 3
    assert all(len({one.outlet for one in story.tellings}) > 1 for story in events + copies)
    assert all(len(story.tellings) == 1 for story in told if story.sharing is Sharing.ALONE)
    assert any(len(story.tellings) == 3 for story in copies)
    assert sum(story.near_miss_of is not None for story in told) >= 2


def test_copies_share_their_text_or_their_address_and_events_neither():
    moment = at(script_end())
    found = {
        (outlet.id, one.link): one
        for outlet in OUTLETS
        for one in read(outlet, document(outlet, moment))
    }
    retitled = tracked = 0
    for story in stories(moment):
        told = [found.get((telling.outlet, telling.link)) for telling in story.tellings]
        for one, other in combinations(filter(None, told), 2):
            same_text = folded(one.text) == folded(other.text)
            same_place = one.link.partition("?")[0] == other.link.partition("?")[0]
            assert (same_text or same_place) == (story.sharing is Sharing.COPY), story.id
            retitled += same_text and one.title != other.title and len(one.text.split()) >= 40
            tracked += same_place and "utm_" in other.link and "#" in other.link
    assert retitled
    assert tracked


def test_tellings_of_one_event_share_an_amount():
    moment = at(script_end())
    for story in stories(moment):
        if story.sharing is Sharing.EVENT:
            said = [answer(moment, one.link.removeprefix(URL), {}).body for one in story.tellings]
            amounts = [
                set(re.findall(rb"\d[\d.,]*\d", text.partition(b"<h1>")[2])) for text in said
            ]
            assert set.intersection(*amounts), story.id


def test_a_sponsor_is_marked_in_each_of_the_usual_places():
    found = {one.link: one for outlet in OUTLETS for one in read(outlet, document(outlet, at()))}
    paid = [
        found[telling.link]
        for story in stories(at())
        if story.sponsored
        for telling in story.tellings
    ]
    assert any(one.author.startswith("Sponsored by ") for one in paid)
    assert any("Sponsored Content" in one.categories for one in paid)
    assert any(one.text.startswith("Brought to you by ") for one in paid)
    assert any(one.title.startswith("Sponsored: ") for one in paid)


def test_news_about_sponsoring_is_no_advert():
    told = {telling.title: story.sponsored for story in stories(at()) for telling in story.tellings}
    about = [
        title for title in told if re.search(r"to Sponsor|Advertorial From|Sponsors Her", title)
    ]
    assert len(about) == 3
    assert not any(told[title] for title in about)


def test_the_trade_holds_what_feeds_do_to_readers():
    moment = at()
    found = [one for outlet in OUTLETS for one in read(outlet, document(outlet, moment))]
    titles = [one.title for one in found]
    assert any("&" in title and '"' in title and "—" in title for title in titles)
    assert any("<script>" in title for title in titles)
    assert any("\x0b" in title for title in titles)
    assert any(len(title) > 300 for title in titles)
    assert sum(not title for title in titles) == 2
    (undated,) = (
        one.published
        for one in read(outlets()["carat-courier"], document(outlets()["carat-courier"], moment))
        if one.title.startswith("Trade Groups Ask")
    )
    assert undated is None
    dates = [parse_date(one.published, timezone=None) for one in found if one.published]
    assert max(dates) > STARTED_AT
    assert b"onclick" in document(outlets()["facet-review"], moment)


def test_something_new_comes_at_every_step():
    seen = 0
    for step in range(1, script_end() + 20):
        told = sum(len(story.tellings) for story in stories(at(step)))
        assert told > seen
        seen = told
    assert script_end() >= 40


def test_pieces_are_edited_and_withdrawn_in_the_end_as_in_the_beginning():
    for first in (1, script_end() + 30):
        gone = edited = 0
        for step in range(first, first + 20):
            before, after = (
                {one.link: one for story in stories(at(moment)) for one in story.tellings}
                for moment in (step - 1, step)
            )
            gone += sum(after[link].withdrawn and not before[link].withdrawn for link in before)
            edited += sum(after[link].title != before[link].title for link in before)
        assert gone
        assert edited


# The server


@each_outlet
def test_a_second_request_with_validators_is_not_modified(origin, outlet):
    first, body = ask(origin, outlet.path)
    sent = {
        asked: first.headers[given]
        for asked, given in (("If_None_Match", "ETag"), ("If_Modified_Since", "Last-Modified"))
        if given in first.headers
    }
    second, again = ask(origin, outlet.path, **sent)
    assert first.status == 200
    assert body
    expected = {"both": 2, "etag": 1, "weak": 1, "modified": 1, "none": 0}[outlet.validators]
    assert len(sent) == expected
    assert (second.status, again) == ((304, b"") if sent else (200, body))


def test_a_changed_document_is_sent_though_validators_were():
    with Origin(started_at=STARTED_AT) as origin:
        first, _ = ask(origin, "/meridian-watch/journal.atom")
        origin.advance()
        since = first.headers["Last-Modified"]
        second, _ = ask(origin, "/meridian-watch/journal.atom", If_Modified_Since=since)
        assert second.status == 200
        assert second.headers["Last-Modified"] != since


def test_gzip_is_sent_to_those_who_ask(origin):
    plainly, body = ask(origin, "/carat-courier/feed/")
    packed, bytes_ = ask(origin, "/carat-courier/feed/", Accept_Encoding="gzip, deflate")
    assert "Content-Encoding" not in plainly.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(bytes_) == body
    assert packed.headers["ETag"] != plainly.headers["ETag"]
    etag = packed.headers["ETag"]
    again, _ = ask(origin, "/carat-courier/feed/", Accept_Encoding="gzip", If_None_Match=etag)
    assert again.status == 304


def test_one_connection_serves_several_requests(origin):
    with closing(HTTPConnection(origin.url.removeprefix("http://"), timeout=10)) as connection:
        for path in ("/", "/paddle-post/feed.json", "/nothing", "/facet-review/"):
            connection.request("GET", path)
            response = connection.getresponse()
            assert response.version == 11
            assert len(response.read()) == int(response.headers["Content-Length"])


def test_the_faltering_outlet_fails_at_every_third_request(origin):
    asked = [ask(origin, "/counter-talk/feed/")[0] for _ in range(7)]
    assert [response.status for response in asked] == [200, 200, 503, 200, 200, 500, 200]
    assert asked[2].headers["Retry-After"] == str(RETRY_AFTER)


def test_the_slow_outlet_takes_its_time():
    with Origin(started_at=STARTED_AT, slow=0.2) as origin:
        begun = monotonic()
        ask(origin, "/orefield-monitor/rss")
        assert monotonic() - begun >= 0.2


def test_closing_waits_for_nobody():
    with Origin(started_at=STARTED_AT, slow=60) as origin:
        idle, waiting = (
            socket.create_connection(("127.0.0.1", int(origin.url.rpartition(":")[2])))
            for _ in range(2)
        )
        waiting.sendall(b"GET /orefield-monitor/rss HTTP/1.1\r\nHost: sample\r\n\r\n")
        while all(request.path == "/" for request in origin.requests):
            ask(origin, "/")
        begun = monotonic()
    assert monotonic() - begun < 5
    idle.close()
    waiting.close()


def test_requests_are_recorded_until_they_are_forgotten(origin):
    ask(origin, "/paddle-post/feed.json?page=1", If_None_Match='"x"')
    (request,) = origin.requests
    assert request.path == "/paddle-post/feed.json?page=1"
    assert request.headers["if-none-match"] == '"x"'
    origin.forget_requests()
    assert origin.requests == ()


def test_the_origin_moves_on_by_itself_if_it_is_told_to():
    with Origin(started_at=STARTED_AT, step_every=0.01) as origin:
        deadline = monotonic() + 10
        while origin.step < 3 and monotonic() < deadline:
            ask(origin, "/")
        assert origin.step >= 3


def test_steps_are_the_same_one_by_one_and_at_once():
    with Origin(started_at=STARTED_AT) as slowly, Origin(started_at=STARTED_AT) as quickly:
        for _ in range(10):
            slowly.advance()
        quickly.advance(10)
        (_, one), (_, other) = (ask(each, "/carat-courier/feed/") for each in (slowly, quickly))
        assert one.replace(slowly.url.encode(), quickly.url.encode()) == other


def test_who_follows_a_link_gets_an_article(origin):
    origin.advance(script_end() + 20)
    for story in origin.stories():
        for telling in story.tellings:
            target = telling.link.removeprefix(origin.url).partition("#")[0]
            response, body = ask(origin, target)
            if telling.withdrawn:
                assert response.status == 410
            else:
                assert response.status == 200
                assert folded(telling.title) in folded(plain(body.decode()))


def test_pictures_are_pictures(origin):
    _, body = ask(origin, "/paddle-post/feed.json")
    pictures = [item["image"] for item in json.loads(body)["items"] if "image" in item]
    assert pictures
    for url in pictures:
        response, drawing = ask(origin, url.removeprefix(origin.url))
        assert response.headers["Content-Type"] == "image/svg+xml"
        assert ET.fromstring(drawing).tag.endswith("svg")  # noqa: S314 - our own


def test_an_enclosure_tells_its_length(origin):
    _, body = ask(origin, "/loupe-letter/rss.xml")
    enclosures = [one for entry in feedparser.parse(body).entries for one in entry.enclosures]
    assert enclosures
    for enclosure in enclosures:
        _, picture = ask(origin, enclosure.href.removeprefix(origin.url))
        assert len(picture) == int(enclosure.length)


# feeds.yaml


def test_the_sample_feeds_yaml_follows_every_outlet():
    lexicon = resources.files("aggregator").joinpath("lexicon.toml").read_text(encoding="utf-8")
    text = feeds_yaml(URL, "http://127.0.0.1:9000/")
    config = load(text, "feeds.yaml", lexicon=lexicon, environment={})
    assert {feed.id: feed.url for feed in config.feeds} == {
        outlet.id: URL + outlet.path for outlet in OUTLETS
    }
    assert {feed.id for feed in config.feeds if feed.is_page} == {"silver-street"}
    assert config.site.base_url == "http://127.0.0.1:9000/"
    topics = {topic for output in config.outputs for topic in output.topics}
    assert topics == {rule.topic for rule in config.topics}
    assert "127.0.0.0/8" in config.network.allow


def test_categories_that_feeds_yaml_files_are_used_by_their_outlet():
    lexicon = resources.files("aggregator").joinpath("lexicon.toml").read_text(encoding="utf-8")
    for feed in load(feeds_yaml(URL), "feeds.yaml", lexicon=lexicon, environment={}).feeds:
        moment = at(script_end() + 200)
        used = {
            name
            for step in (at(), at(script_end()), moment)
            for one in read(outlets()[feed.id], document(outlets()[feed.id], step))
            for name in one.categories
        }
        assert {name for name, _ in feed.categories} <= used
