"""nginx answers as the built-in server does, from the files alone."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from listeners import CHANGED_AT, Answer, Ask, asking, listening

from aggregator.core.twins import packed
from aggregator.model import OutputFeed, OutputId, Site
from aggregator.publish.files import Files
from aggregator.publish.headers import write_headers
from aggregator.web import public_app
from benchmarks.nginx import PROGRAM, nginx

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no nginx: its configuration stays unrun")

NAMES = (
    "feed.css feeds.opml icon.png icon.svg index.html retail.archive-2-1.atom retail.atom"
    " retail.deleted.atom retail.html retail.json retail.rss search.js search.json style.css"
    " the-latest.atom the-latest.html"
).split()
SITE = Site(
    title="The Wire",
    base_url="https://wire.example/",
    contact="ops@wire.example",
    authority="wire.example,2026",
    hub="https://hub.example/",
)
OUTPUTS = (
    OutputFeed(id=OutputId("the-latest"), title="The Latest"),
    OutputFeed(id=OutputId("retail"), title="Retail", max_age=timedelta(hours=1)),
)
EDITS = {'# "~^/auctions\\.': '"~^/retail\\.'}
SAME = (
    "Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Cache-Control",
    "Content-Encoding", "Content-Length", "Content-Security-Policy", "Content-Type",
    "Last-Modified", "Referrer-Policy", "Vary", "X-Content-Type-Options",
)  # fmt: skip
ENCODINGS = ["", "gzip", "br", "gzip, deflate, br", "gzip;q=0.5, br;q=0", "br;q=0.0", "identity"]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ask, Ask]]:
    """What asks nginx, and what asks the built-in server, of the same files."""
    out, home = tmp_path_factory.mktemp("public"), tmp_path_factory.mktemp("nginx")
    files = Files(out)
    for name in NAMES:
        files.write(name, f"{name}: {'ring ' * 400}".encode(), CHANGED_AT)
    files.write("retail.archive-1-1.atom", b"taken down", CHANGED_AT)
    files.write("retail.archive-1.gone", b"", CHANGED_AT)
    (out / ".hidden.atom").touch()
    write_headers(files, SITE, OUTPUTS, CHANGED_AT)
    with ExitStack() as both:
        port, _ = both.enter_context(nginx(out, home, EDITS))
        yield asking(port), both.enter_context(listening(public_app(out)))


def told(answer: Answer) -> dict[str, str]:
    return {name: answer.headers[name] for name in SAME if name in answer.headers}


@pytest.mark.parametrize("name", ["", *NAMES])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_it_sends_the_same_bytes_under_the_same_headers(
    servers: tuple[Ask, Ask], name: str, encoding: str
) -> None:
    theirs, ours = (ask(f"/{name}", **{"Accept-Encoding": encoding}) for ask in servers)
    assert (theirs.status, theirs.body) == (ours.status, ours.body)
    assert told(theirs) == told(ours)


def test_a_feed_links_to_itself_and_its_hub(servers: tuple[Ask, Ask]) -> None:
    links = '<https://wire.example/retail.rss>; rel="self", <https://hub.example/>; rel="hub"'
    for ask in servers:
        assert ask("/retail.rss").headers["Link"].startswith(links)
        assert ask("/retail.rss", **{"Accept-Encoding": "br"}).headers["Link"].startswith(links)


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_who_has_the_bytes_gets_304(servers: tuple[Ask, Ask], encoding: str) -> None:
    for ask in servers:
        full = ask("/retail.atom", **{"Accept-Encoding": encoding})
        for known in (
            {"If-None-Match": full.headers["ETag"]},
            {"If-Modified-Since": full.headers["Last-Modified"]},
        ):
            answer = ask("/retail.atom", **known, **{"Accept-Encoding": encoding})
            assert (answer.status, answer.body) == (304, b"")
            for name in ("ETag", "Cache-Control", "Vary"):
                assert answer.headers[name] == full.headers[name]


@pytest.mark.parametrize("name", ["retail.atom", "retail.rss", "retail.archive-2-1.atom"])
@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_a_feed_that_a_browser_opens_is_xml(
    servers: tuple[Ask, Ask], name: str, encoding: str
) -> None:
    asked = {"Accept-Encoding": encoding, "Sec-Fetch-Dest": "document"}
    theirs, ours = (ask(f"/{name}", **asked) for ask in servers)
    assert theirs.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert theirs.body == ours.body
    assert told(theirs) == told(ours)
    assert all(ask("/_headers", **asked).status == 404 for ask in servers)


def test_the_tag_is_of_the_encoding(servers: tuple[Ask, Ask]) -> None:
    for ask in servers:
        answers = [ask("/retail.atom", **{"Accept-Encoding": one}) for one in ("", "gzip", "br")]
        tags = {answer.headers["ETag"] for answer in answers}
        assert len(tags) == len(answers)
        assert not any(tag.startswith("W/") for tag in tags)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/retail.archive-1-1.atom", 410),
        ("/retail.archive-1-9.atom", 410),
        ("/retail.archive-2-2.atom", 404),
        ("/retail.archive-1.gone", 404),
        ("/retail.atom.gz", 404),
        ("/retail.atom.br", 404),
        ("/_headers", 404),
        ("/.hidden.atom", 404),
        ("/nothing.html", 404),
        ("/a/b.atom", 404),
    ],
)
def test_what_is_gone_or_not_for_readers_is_refused(
    servers: tuple[Ask, Ask], path: str, status: int
) -> None:
    for ask in servers:
        answer = ask(path, **{"Accept-Encoding": "br, gzip"})
        assert answer.status == status
        assert len(answer.body) < 200
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert "Content-Encoding" not in answer.headers


def test_head_says_what_get_would(servers: tuple[Ask, Ask]) -> None:
    for ask in servers:
        head, get = ask("/retail.atom", "HEAD"), ask("/retail.atom")
        assert (head.status, head.body) == (200, b"")
        assert told(head) == told(get)
        assert ask("/retail.atom", "POST").status == 405


def test_the_twin_is_the_one_on_the_disk(servers: tuple[Ask, Ask]) -> None:
    body = servers[0]("/retail.atom").body
    for ask in servers:
        assert ask("/retail.atom", **{"Accept-Encoding": "br"}).body == packed(body, "br")
