"""Both listeners, asked over real sockets."""

import asyncio
import gzip
import json
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from listeners import Ask, listening, put

from aggregator.errors import UsageError
from aggregator.web import bind, ops_app, public_app, serve

FEED = b"<feed>" + b"ring " * 400 + b"</feed>"
CHANGED = "Mon, 04 May 2026 12:00:00 GMT"
GZIP = {"Accept-Encoding": "gzip"}
POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self';"
    " img-src http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
NO_OUTAGE = dict.fromkeys(("down_since_at", "probe_at", "evidence", "words"))
STATUS = {
    "now": "2026-05-04T12:18:00Z",
    "network": NO_OUTAGE,
    "waiting": None,
    "hub": None,
    "feeds": [
        {
            "id": "gazette",
            "url": "https://gazette.example/feed",
            "health": "ok",
            "last_outcome": "fetched",
            "error": None,
            "advice": [],
            "next_fetch": "in 42 min: Cache-Control max-age; own schedule would be 15 min",
            "next_fetch_at": "2026-05-04T13:00:00Z",
            "next_fetch_reason": "Cache-Control max-age; own schedule would be 15 min",
            "failures": 0,
            "failing_since_at": None,
            "entries": 40,
            "items_a_week": 12.5,
            "last_fetch_at": "2026-05-04T12:00:00Z",
        },
        {
            "id": "bench",
            "url": "https://bench.example/feed",
            "health": "failing",
            "last_outcome": "failed",
            "error": "HTTP 500 <b>sorry</b>",
            "advice": ["broken since 2026-04-20; “<i>Bench</i>” may be the same"],
            "next_fetch": "in 2 h: backing off",
            "next_fetch_at": "2026-05-04T14:18:00Z",
            "next_fetch_reason": "backing off",
            "failures": 3,
            "failing_since_at": "2026-04-20T08:00:00Z",
            "entries": 0,
            "items_a_week": None,
            "last_fetch_at": None,
        },
    ],
    "outputs": [
        {
            "id": "the-latest",
            "entries": 40,
            "updated_at": "2026-05-04T12:00:00Z",
            "refused": "lost 31 of 50 entries that nothing explains; the limit is half",
        }
    ],
    "totals": {"feeds": 2, "entries": 40, "stories": 38, "held": 1},
}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("public")
    put(folder / "the-latest.atom", FEED)
    put(folder / "index.html", b"<!doctype html><title>The Wire</title>")
    put(folder / "style.css", b"p{}")
    return folder


@pytest.fixture(scope="module")
def ask(out: Path) -> Iterator[Ask]:
    with listening(public_app(out)) as asking:
        yield asking


@pytest.fixture(scope="module")
def fenced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """A folder with what must stay inside, and a secret beside it."""
    around = tmp_path_factory.mktemp("around")
    folder = around / "public"
    folder.mkdir()
    for name in ("the-latest.atom", "the-latest.atom.gz", ".hidden.atom", "feeds.yaml"):
        (folder / name).write_bytes(FEED)
    (around / "secret.atom").write_bytes(b"secret")
    (folder / "link.atom").symlink_to(around / "secret.atom")
    (folder / "folder.atom").mkdir()
    with listening(public_app(folder)) as asking:
        yield asking


# The public listener


def test_the_bytes_served_are_the_bytes_of_the_file(ask: Ask) -> None:
    answer = ask("/the-latest.atom")
    assert (answer.status, answer.body) == (200, FEED)
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["Content-Length"] == str(len(FEED))
    assert answer.headers["Last-Modified"] == CHANGED
    assert answer.headers["Cache-Control"] == "public, max-age=300, stale-if-error=86400"
    assert answer.headers["Vary"] == "Accept-Encoding, Sec-Fetch-Dest"
    assert answer.headers["ETag"].startswith('"')
    assert "Content-Encoding" not in answer.headers
    assert "Server" not in answer.headers


def test_the_root_is_the_front_page(ask: Ask) -> None:
    answer = ask("/")
    assert answer.body == b"<!doctype html><title>The Wire</title>"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == POLICY


def test_each_encoding_has_a_tag_of_its_own(ask: Ask) -> None:
    plain, packed = ask("/the-latest.atom"), ask("/the-latest.atom", **GZIP)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.body) < len(plain.body)
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["ETag"] != plain.headers["ETag"]
    again = ask("/the-latest.atom", **{"If-None-Match": packed.headers["ETag"]})
    assert again.status == 200
    again = ask("/the-latest.atom", **GZIP, **{"If-None-Match": packed.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip, deflate, br", True),
        ("GZIP;q=0.5", True),
        ("x-gzip", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("identity;q=1, gzip;q=0.5", False),
        ("identity;q=0.5, gzip;q=1", True),
        ("br", False),
        ("", False),
        ("gzip;q=nonsense", False),
    ],
)
def test_gzip_goes_to_those_who_want_it(ask: Ask, accepted: str, packed: bool) -> None:
    answer = ask("/the-latest.atom", **{"Accept-Encoding": accepted})
    assert ("Content-Encoding" in answer.headers) is packed


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"other",W/{} , "x"', "*"])
def test_who_has_the_bytes_gets_304(ask: Ask, form: str) -> None:
    tag = ask("/the-latest.atom").headers["ETag"]
    answer = ask("/the-latest.atom", **{"If-None-Match": form.format(tag)})
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert answer.headers["Vary"] == "Accept-Encoding, Sec-Fetch-Dest"
    assert answer.headers["Cache-Control"] == "public, max-age=300, stale-if-error=86400"


@pytest.mark.parametrize(
    ("since", "status"),
    [
        (CHANGED, 304),
        ("Mon, 04 May 2026 12:00:01 GMT", 304),
        ("Monday, 04-May-26 12:00:00 GMT", 304),
        ("Mon, 04 May 2026 12:00:00 -0000", 304),
        ("Mon, 04 May 2026 11:59:59 GMT", 200),
        ("some day", 200),
        ("", 200),
    ],
)
def test_a_date_counts_where_no_tag_is_sent(ask: Ask, since: str, status: int) -> None:
    assert ask("/the-latest.atom", **{"If-Modified-Since": since}).status == status
    both = {"If-Modified-Since": since, "If-None-Match": '"other"'}
    assert ask("/the-latest.atom", **both).status == 200


@settings(max_examples=100)
@given(
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40),
    st.text("MonMay 0123456789:,+-GMT", max_size=40),
)
@example("gzip", "Mon, 04 May 99999999999999999999 12:00:00 GMT")
@example("gzip", "Mon, 04 May 2026 12:00:00 +99999999999999999999")
@example("gzip", "Fri, 31 Dec 9999 23:59:59 -2359")
@example("gzip", "Mon, 01 Jan 0001 00:00:00 +2359")
def test_no_header_is_too_odd(ask: Ask, odd: str, date: str) -> None:
    headers = {"Accept-Encoding": odd, "If-None-Match": odd}
    assert ask("/the-latest.atom", **headers).status in {200, 304}
    assert ask("/the-latest.atom", **{"If-Modified-Since": date}).status in {200, 304}


def test_head_says_what_get_would(ask: Ask) -> None:
    head, get = ask("/the-latest.atom", "HEAD"), ask("/the-latest.atom")
    assert (head.status, head.body) == (200, b"")
    for name in ("ETag", "Content-Length", "Content-Type", "Last-Modified"):
        assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE"])
def test_nothing_can_be_sent(ask: Ask, method: str) -> None:
    answer = ask("/the-latest.atom", method)
    assert answer.status == 405
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "GET" in answer.headers["Allow"]


def test_every_answer_forbids_sniffing(ask: Ask) -> None:
    for answer in (ask("/"), ask("/nothing"), ask("/", "POST"), ask("/", **{"If-None-Match": "*"})):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize(
    "path",
    [
        "/nothing.atom",
        "/.hidden.atom",
        "/../secret.atom",
        "/..%2fsecret.atom",
        "/%2e%2e/secret.atom",
        "/a/b.atom",
        "//the-latest.atom",
        "/the-latest.atom/",
        "/the-latest.atom%00.html",
        "/the-latest.atom%0a",
        "/folder.atom",
        "/link.atom",
        "/feeds.yaml",
        "/the-latest.atom.gz",
        "/" + "a" * 300 + ".atom",
    ],
)
def test_nothing_else_is_served(fenced: Ask, path: str) -> None:
    answer = fenced(path)
    assert (answer.status, answer.body) == (404, b"Not Found")
    assert fenced("/the-latest.atom").status == 200


def test_a_folder_that_is_not_there_yet_serves_nothing(tmp_path: Path) -> None:
    with listening(public_app(tmp_path / "later")) as ask:
        assert ask("/").status == 404
        (tmp_path / "later").mkdir()
        put(tmp_path / "later/index.html", b"here")
        assert ask("/").body == b"here"


def test_a_new_version_of_the_same_second_and_size_is_seen(out: Path, ask: Ask) -> None:
    put(out / "retail.atom", b"<feed>1</feed>")
    before = ask("/retail.atom")
    put(out / "retail.atom", b"<feed>2</feed>")
    after = ask("/retail.atom")
    assert (before.body, after.body) == (b"<feed>1</feed>", b"<feed>2</feed>")
    assert before.headers["Last-Modified"] == after.headers["Last-Modified"]
    assert before.headers["ETag"] != after.headers["ETag"]
    (out / "retail.atom").unlink()
    assert ask("/retail.atom").status == 404


def test_the_twin_beside_a_file_is_served_as_it_stands(out: Path, ask: Ask) -> None:
    twin = gzip.compress(FEED, 1, mtime=7)
    put(out / "twin.atom.gz", twin)
    put(out / "twin.atom", FEED)
    assert ask("/twin.atom", **GZIP).body == twin


OLDER = gzip.compress(b"an older version", mtime=0)


@pytest.mark.parametrize("left", [OLDER, FEED, b"\x1f\x8b\x08", b""])
def test_a_twin_that_lags_behind_is_not_served(out: Path, ask: Ask, left: bytes) -> None:
    put(out / "lagging.atom.gz", left)
    put(out / "lagging.atom", FEED)
    assert gzip.decompress(ask("/lagging.atom", **GZIP).body) == FEED


# The ops listener


async def report() -> dict[str, Any]:
    return STATUS


@pytest.fixture(scope="module")
def ops() -> Iterator[Ask]:
    with listening(ops_app(status=report, token=None, healthy=lambda: True)) as asking:
        yield asking


@pytest.fixture(scope="module")
def locked() -> Iterator[Ask]:
    app = ops_app(status=report, token="gemstöne", healthy=lambda: False)  # noqa: S106 - invented
    with listening(app) as asking:
        yield asking


def test_the_status_is_told_as_json(ops: Ask) -> None:
    answer = ops("/status.json")
    assert json.loads(answer.body) == STATUS
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_status_page_shows_troubles_first(ops: Ask) -> None:
    answer = ops("/")
    page = answer.body.decode()
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<h1>1 of 2 feeds in trouble, 1 of 1 outputs refused</h1>" in page
    assert page.index(">bench<") < page.index(">gazette<")
    assert "HTTP 500 &lt;b&gt;sorry&lt;/b&gt;" in page
    assert "lost 31 of 50 entries that nothing explains" in page
    assert "(since <time" in page
    assert "broken since 2026-04-20; “&lt;i&gt;Bench&lt;/i&gt;” may be the same" in page
    assert '<time datetime="2026-05-04T12:00:00Z">2026-05-04 12:00:00</time>' in page
    assert "2 feeds, 40 entries, 38 stories, 1 held" in page
    assert ops("/status.css").headers["Content-Type"] == "text/css; charset=utf-8"


def test_the_status_page_says_in_words_when_each_feed_is_asked_next(ops: Ask) -> None:
    page = ops("/").body.decode()
    words = "in 42 min: Cache-Control max-age; own schedule would be 15 min"
    assert f'<p title="2026-05-04 13:00:00">{words}</p>' in page
    assert '<p title="2026-05-04 14:18:00">in 2 h: backing off</p>' in page


def test_who_has_something_to_do_comes_first_among_the_healthy() -> None:
    fine, _ = STATUS["feeds"]

    async def told() -> dict[str, Any]:
        still = fine | {"id": "zenith", "advice": ["nothing new for 4 months"]}
        return STATUS | {"feeds": [fine, still]}

    with listening(ops_app(status=told, token=None, healthy=lambda: True)) as ask:
        page = ask("/").body.decode()
    assert page.index(">zenith<") < page.index(">gazette<")


def headline(**said: object) -> str:
    """The page's headline where the status says this."""

    async def told() -> dict[str, Any]:
        return STATUS | {"feeds": STATUS["feeds"][:1], "outputs": []} | said

    with listening(ops_app(status=told, token=None, healthy=lambda: True)) as ask:
        return ask("/").body.decode().partition("<h1>")[2].partition("</h1>")[0]


def test_a_status_without_trouble_says_so() -> None:
    assert headline() == "All is well"


def test_a_hub_that_was_told_in_vain_is_in_the_headline_and_one_not_tried_yet_is_not() -> None:
    assert headline(hub={"words": "The hub … was told in vain"}) == "the hub takes no pings"
    assert headline(hub={"words": None}) == "All is well"


def test_an_outage_of_our_own_is_the_headline() -> None:
    words = "Our own network seems to be down since …: 5 of 6 sites did not answer"
    assert headline(network=NO_OUTAGE | {"words": words}) == words
    assert headline(network=NO_OUTAGE | {"words": words}, feeds=STATUS["feeds"]) == words


def test_health_needs_no_token(ops: Ask, locked: Ask) -> None:
    assert (ops("/healthz").status, ops("/healthz").body) == (200, b"ok\n")
    assert locked("/healthz").status == 503
    assert b"see the log" in locked("/healthz").body


@pytest.mark.parametrize("path", ["/", "/status.json"])
def test_a_token_opens_the_rest(locked: Ask, path: str) -> None:
    right = "Bearer gemstöne".encode().decode("latin-1")
    assert locked(path, Authorization=right).status == 200
    assert locked(path, Authorization=right.replace("Bearer", "bearer")).status == 200
    for wrong in ("Bearer gem", "Basic gemstone", "Bearer", "", right.removeprefix("Bearer ")):
        answer = locked(path, Authorization=wrong)
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="ops"'
    assert locked(path).status == 401
    assert locked(f"{path}?token=gemst%C3%B6ne").status == 401


# Sockets


def test_an_address_in_use_is_named() -> None:
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"^127\.0\.0\.1:{port} is in use; .*--ops\)$"):
            bind("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("192.0.2.1", 0), ("127.0.0.1", 70_000), ("::zz", 0)])
def test_an_address_that_cannot_be_had_is_refused(host: str, port: int) -> None:
    with pytest.raises(UsageError):
        bind(host, port)


def test_an_answer_does_not_wait_for_the_acknowledgement_of_its_head() -> None:
    with bind("127.0.0.1", 0) as sock, socket.create_connection(sock.getsockname()):
        accepted, _ = sock.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_serving_leaves_signals_alone_and_ends_when_told(out: Path) -> None:
    async def scenario() -> None:
        stopping = asyncio.Event()
        sock = bind("127.0.0.1", 0)
        serving = asyncio.create_task(serve(public_app(out), sock, stopping))
        reader, writer = await asyncio.open_connection(*sock.getsockname())
        writer.write(b"GET /style.css HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        assert signal.getsignal(signal.SIGTERM) is before
        stopping.set()
        await asyncio.wait_for(serving, 3)
        writer.close()
        assert sock.fileno() == -1

    before = signal.getsignal(signal.SIGTERM)
    asyncio.run(scenario())
