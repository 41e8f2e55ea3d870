"""What publishers serve when they do not serve a feed: a clear word, and all else goes on."""

from collections.abc import Iterator

import pytest
from wiring import Wire, site

GOOD = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Good</title>
<link>http://good.example/</link>
<item><guid>1</guid><title>A jeweler opens in Mill Lane</title>
<link>http://good.example/1</link><pubDate>Mon, 04 May 2026 10:00:00 GMT</pubDate></item>
<item><guid>2</guid><title>A pearl auction in May</title>
<link>http://good.example/2</link><pubDate>Mon, 04 May 2026 09:00:00 GMT</pubDate></item>
</channel></rss>"""
BODIES = {
    "/good": GOOD,
    "/html": b"<!doctype html><html><head><title>Be right back</title></head></html>",
    "/empty": b"",
    "/half": GOOD[: GOOD.index(b"pearl")],
    "/nonsense": b"\x00\x01\x02 not a feed",
}


@pytest.fixture
def base() -> Iterator[str]:
    with site(BODIES) as base:
        yield base


def test_each_bad_document_is_told_apart(empty: Wire, base: str) -> None:
    feeds = "".join(f"  - {{id: {path[1:]}, url: '{base}{path}'}}\n" for path in BODIES)
    empty.config.write_text(
        "site: {contact: ops@wire.example}\n"
        "network: {allow: [127.0.0.0/8], per_host: {at_once: 8, spacing: 0s}}\n"
        f"feeds:\n{feeds}"
        "outputs:\n  - {id: the-latest, title: The Latest}\n"
    )
    report = empty.json("once")
    assert (report["feeds"], report["failed"], report["new"]) == (5, 3, 3)
    told = {feed["id"]: feed for feed in empty.json("status")["feeds"]}
    assert told["good"]["health"] == "ok"
    assert "HTML" in told["html"]["error"]
    assert "empty" in told["empty"]["error"]
    assert told["half"]["health"] == "degraded"
    assert told["half"]["entries"] == 1
    assert told["nonsense"]["health"] == "failing"


def test_an_unreachable_feed_is_a_word_in_the_report(empty: Wire) -> None:
    empty.config.write_text(
        "site: {contact: ops@wire.example}\n"
        "network: {allow: [127.0.0.0/8]}\n"
        "feeds: [{id: nobody, url: 'http://127.0.0.1:9/feed'}]\n"
        "outputs: [{id: the-latest, title: The Latest}]\n"
    )
    assert empty("once") == 0
    assert "nobody: " in empty.said
    assert "refused" in empty.said
    assert (empty.out / "the-latest.atom").is_file()


def test_a_private_address_is_refused_unless_allowed(empty: Wire, base: str) -> None:
    empty.config.write_text(
        "site: {contact: ops@wire.example}\n"
        f"feeds: [{{id: inner, url: '{base}/good'}}]\n"
        "outputs: [{id: the-latest, title: The Latest}]\n"
    )
    report = empty.json("once")
    assert (report["failed"], report["new"]) == (1, 0)
    assert "network.allow" in report["failures"][0]["error"]
