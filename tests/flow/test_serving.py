"""The public listener over a folder as the publisher leaves it: twins, `_headers`, markers."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from listeners import CHANGED_AT, Ask, listening, put

from aggregator.core.headers import MEDIA_TYPES
from aggregator.core.twins import SUFFIXES, holds, packed
from aggregator.publish.files import Files
from aggregator.web import public_app
from aggregator.web.shelf import Shelf

FEED = b"<feed>" + b"ring " * 400 + b"</feed>"
HEADERS = b"""\
/*
  X-Content-Type-Options: nosniff

/x.atom
  Content-Type: application/atom+xml; charset=utf-8
  Cache-Control: public, max-age=7200, stale-if-error=86400
  Link: <https://wire.example/x.atom>; rel="self", <https://hub.example/>; rel="hub"

/search.json
  Content-Type: application/json

/x.archive-*
  Cache-Control: public, max-age=86400, immutable, stale-if-error=86400
"""


@pytest.fixture
def out(tmp_path: Path) -> Path:
    files = Files(tmp_path)
    for name in ("x.atom", "x.json", "search.json", "x.archive-2-1.atom", "index.html"):
        files.write(name, FEED, CHANGED_AT)
    files.write("_headers", HEADERS, CHANGED_AT)
    return tmp_path


@pytest.fixture
def ask(out: Path) -> Iterator[Ask]:
    with listening(public_app(out)) as asking:
        yield asking


def test_each_encoding_is_the_twin_on_the_disk_with_a_tag_of_its_own(out: Path, ask: Ask) -> None:
    answers = {
        coding: ask("/x.atom", **{"Accept-Encoding": coding}) for coding in ("identity", *SUFFIXES)
    }
    for coding, suffix in SUFFIXES.items():
        assert answers[coding].body == (out / f"x.atom{suffix}").read_bytes()
        assert answers[coding].headers["Content-Encoding"] == coding
        assert answers[coding].headers["Content-Length"] == str(len(answers[coding].body))
    tags = {answer.headers["ETag"] for answer in answers.values()}
    assert len(tags) == len(answers)
    for coding, answer in answers.items():
        assert answer.headers["Vary"] == "Accept-Encoding, Sec-Fetch-Dest"
        for tag in tags:
            again = ask("/x.atom", **{"Accept-Encoding": coding, "If-None-Match": tag})
            assert again.status == (304 if tag == answer.headers["ETag"] else 200)


def test_no_brotli_where_its_twin_is_missing_or_of_another_version(out: Path, ask: Ask) -> None:
    put(out / "y.atom", FEED)
    put(out / "z.atom.br", packed(b"another version", "br"))
    put(out / "z.atom", FEED)
    for name in ("y.atom", "z.atom"):
        answer = ask(f"/{name}", **{"Accept-Encoding": "br, gzip;q=0.5"})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.body) == FEED
        assert ask(f"/{name}", **{"Accept-Encoding": "br"}).body == FEED


def test_a_new_version_is_never_answered_with_an_old_twin(out: Path, ask: Ask) -> None:
    for number in range(20):
        body = b"<feed>%d</feed>" % number
        Files(out).write("x.atom", body, CHANGED_AT)
        assert holds(ask("/x.atom", **{"Accept-Encoding": "br"}).body, "br", body)


def test_of_many_files_those_asked_for_last_are_kept_in_memory(out: Path) -> None:
    shelf = Shelf(out, room=3 * len(FEED))
    first = shelf.take("x.atom")
    shelf.take("x.json")
    assert shelf.take("x.atom") is first
    for name in ("x.json", "search.json", "index.html"):
        shelf.take(name)
    again = shelf.take("x.atom")
    assert again is not first
    assert again == first


def test_a_file_larger_than_the_memory_is_served_all_the_same(out: Path) -> None:
    shelf = Shelf(out, room=1)
    assert shelf.take("x.atom") == shelf.take("x.atom")


def test_pictures_are_sent_as_they_are(out: Path, ask: Ask) -> None:
    Files(out).write("icon.png", b"\x89PNG", CHANGED_AT)
    answer = ask("/icon.png", **{"Accept-Encoding": "gzip, br"})
    assert not {"Content-Encoding", "Vary"} & set(answer.headers)
    assert answer.headers["Content-Type"] == "image/png"


@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_a_feed_that_a_browser_opens_is_xml_of_the_same_bytes(ask: Ask, coding: str) -> None:
    """Browsers show what they know for a feed as plain text."""
    read = ask("/x.atom", **{"Accept-Encoding": coding})
    opened = ask("/x.atom", **{"Accept-Encoding": coding, "Sec-Fetch-Dest": "document"})
    assert opened.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert "script-src 'self'" in opened.headers["Content-Security-Policy"]
    assert (opened.body, opened.headers["ETag"]) == (read.body, read.headers["ETag"])
    page = ask("/", **{"Sec-Fetch-Dest": "document"})
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Vary"] == "Accept-Encoding"


def test_what_headers_says_is_what_is_answered(ask: Ask) -> None:
    answer = ask("/x.atom")
    assert answer.headers["Cache-Control"] == "public, max-age=7200, stale-if-error=86400"
    assert answer.headers["Link"] == (
        '<https://wire.example/x.atom>; rel="self", <https://hub.example/>; rel="hub"'
    )
    assert ask("/search.json").headers["Content-Type"] == "application/json"
    assert "immutable" in ask("/x.archive-2-1.atom").headers["Cache-Control"]
    assert ask("/x.json").headers["Content-Type"] == MEDIA_TYPES[".json"]


def test_headers_is_read_again_when_it_changes_or_goes(out: Path, ask: Ask) -> None:
    assert "max-age=7200" in ask("/x.atom").headers["Cache-Control"]
    Files(out).write("_headers", HEADERS.replace(b"7200", b"9000"), CHANGED_AT)
    assert "max-age=9000" in ask("/x.atom").headers["Cache-Control"]
    (out / "_headers").unlink()
    assert "max-age=300" in ask("/x.atom").headers["Cache-Control"]
    assert "Link" not in ask("/x.atom").headers


def test_a_304_says_again_what_a_cache_keeps_and_not_what_it_has(ask: Ask) -> None:
    full = ask("/x.atom")
    answer = ask("/x.atom", **{"If-None-Match": full.headers["ETag"]})
    for name in ("ETag", "Last-Modified", "Cache-Control", "Vary"):
        assert answer.headers[name] == full.headers[name]
    for name in ("Content-Type", "Content-Length", "Link", "Content-Security-Policy"):
        assert name not in answer.headers


@pytest.mark.parametrize(
    "name",
    ["_headers", "x.atom.br", "x.atom.gz", "x.archive-1.gone", ".x.atom", ".x.atom.new"],
)
def test_what_is_not_for_readers_is_not_served(out: Path, ask: Ask, name: str) -> None:
    (out / name).write_bytes(FEED)
    assert ask(f"/{name}").status == 404


def test_an_archive_that_was_taken_down_is_gone(out: Path, ask: Ask) -> None:
    name = "/x.archive-1-7.atom"
    assert ask(name).status == 404
    (out / "x.archive-1.gone").touch()
    (out / "x.archive-1-7.atom").write_bytes(FEED)
    answer = ask(name)
    assert (answer.status, answer.body) == (410, b"Gone")
    assert ask("/x.archive-2-1.atom").status == 200
    assert ask("/x.archive-2-2.atom").status == 404
    assert ask("/x.atom").status == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing.atom", 404), ("POST", "/x.atom", 405), ("GET", "/x.archive-1-1.atom", 410)],
)
def test_a_refusal_is_short_and_soon_asked_again(
    out: Path, ask: Ask, method: str, path: str, status: int
) -> None:
    (out / "x.archive-1.gone").touch()
    answer = ask(path, method)
    assert answer.status == status
    assert len(answer.body) < 30
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    if method == "GET":
        assert (ask(path, "HEAD").status, ask(path, "HEAD").body) == (status, b"")


def test_scripts_of_other_sites_may_read_json_and_ask_for_what_is_new(ask: Ask) -> None:
    full = ask("/x.json", Origin="https://reader.example")
    assert full.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in full.headers["Access-Control-Expose-Headers"]
    known = ask("/x.json", **{"If-None-Match": full.headers["ETag"]})
    assert known.headers["Access-Control-Allow-Origin"] == "*"
    asked = {"Origin": "https://reader.example", "Access-Control-Request-Method": "GET"}
    leave = ask("/x.json", "OPTIONS", **asked)
    assert (leave.status, leave.body) == (204, b"")
    assert leave.headers["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in leave.headers["Access-Control-Allow-Headers"]


def test_the_rest_is_not_shared(ask: Ask) -> None:
    for method in ("GET", "OPTIONS"):
        assert "Access-Control-Allow-Origin" not in ask("/x.atom", method).headers
    assert ask("/x.atom", "OPTIONS").headers["Allow"] == "GET, HEAD, OPTIONS"
    assert ask("/nothing.json", "OPTIONS").status == 404
