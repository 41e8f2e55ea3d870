"""`_headers` beside the published files."""

from datetime import timedelta

from wiring import Wire

from aggregator.core.headers import EVERYWHERE, Table, understood
from aggregator.model import OutputFeed, OutputId, Site
from aggregator.publish.headers import table

SITE = Site(
    title="The Wire",
    base_url="https://wire.example/news/",
    contact="ops@wire.example",
    authority="wire.example,2026",
    hub="https://hub.example/",
)
OUTPUTS = (
    OutputFeed(id=OutputId("the-latest"), title="The Latest"),
    OutputFeed(id=OutputId("retail"), title="Retail", max_age=timedelta(hours=2)),
)
NAMES = (
    ".retail.atom.new _headers icon.png index.html retail.archive-1-1.atom retail.archive-1-2.atom"
    " retail.archive-1.gone retail.atom retail.atom.br retail.atom.gz retail.deleted.atom"
    " retail.html retail.json retail.rss search.json sources.opml style.css the-latest.atom"
).split()


def told(site: Site = SITE, names: list[str] = NAMES) -> Table:
    return table(site, OUTPUTS, names)


def test_every_published_file_is_told_of_and_nothing_else() -> None:
    paths = [
        "/*", "/icon.png", "/index.html", "/retail.archive-*", "/retail.atom",
        "/retail.deleted.atom", "/retail.html", "/retail.json", "/retail.rss", "/search.json",
        "/sources.opml", "/style.css", "/the-latest.atom", "/",
    ]  # fmt: skip
    assert list(told()) == paths


def test_no_path_is_told_of_a_field_twice() -> None:
    """Hosts that find one twice join the values with a comma."""
    everywhere = {name for name, _ in EVERYWHERE}
    for path, fields in told().items():
        names = [name for name, _ in fields]
        assert len(set(names)) == len(names)
        assert path == "/*" or not everywhere & set(names)


def test_an_output_says_how_long_it_may_be_kept() -> None:
    ages = {path: dict(fields).get("Cache-Control") for path, fields in told().items()}
    for path in ("/retail.atom", "/retail.rss", "/retail.json", "/retail.html"):
        assert ages[path] == "public, max-age=7200, stale-if-error=86400"
    assert ages["/the-latest.atom"] == ages["/"] == "public, max-age=300, stale-if-error=86400"
    assert ages["/style.css"] == "public, max-age=3600, stale-if-error=86400"
    archive = "public, max-age=86400, immutable, stale-if-error=86400"
    assert ages["/retail.archive-*"] == archive


def test_a_feed_links_to_itself_its_hub_and_its_page() -> None:
    base = "https://wire.example/news"
    assert dict(told()["/retail.rss"])["Link"] == (
        f'<{base}/retail.rss>; rel="self", <https://hub.example/>; rel="hub",'
        f' <{base}/retail.html>; rel="alternate"; type="text/html"'
    )
    assert dict(told()["/the-latest.atom"])["Link"] == (
        f'<{base}/the-latest.atom>; rel="self", <https://hub.example/>; rel="hub"'
    )
    assert (
        dict(told()["/retail.deleted.atom"])["Link"] == f'<{base}/retail.deleted.atom>; rel="self"'
    )


def test_a_page_links_to_its_feeds() -> None:
    assert dict(told()["/retail.html"])["Link"] == ", ".join(
        f'<https://wire.example/news/retail.{suffix}>; rel="alternate"; type="application/{kind}"'
        for suffix, kind in (("atom", "atom+xml"), ("rss", "rss+xml"), ("json", "feed+json"))
    )
    assert "the-latest.atom" in dict(told()["/"])["Link"]


def test_scripts_of_other_sites_may_read_json() -> None:
    shared = {
        path for path, fields in told().items() if "Access-Control-Allow-Origin" in dict(fields)
    }
    assert shared == {"/retail.json", "/search.json"}
    assert dict(told()["/retail.json"])["Content-Type"].startswith("application/feed+json")
    assert dict(told()["/search.json"])["Content-Type"] == "application/json"


def test_no_address_breaks_out_of_its_link() -> None:
    hostile = Site(
        title="x",
        base_url='https://wire.example/"><a>/é/',
        contact="x",
        authority="x,2026",
        hub='https://hub.example/?a=1&b="\\,<>; rel="self"',
    )
    for fields in told(hostile).values():
        link = dict(fields).get("Link", "")
        assert link.isascii()
        assert link.count("<") == link.count(">") == link.count("; rel=")


def test_publishing_writes_it(wire: Wire) -> None:
    wire("once")
    files = wire.files()
    said = understood(files["_headers"])
    for name in files:
        is_told = not name.startswith(("_", ".")) and not name.endswith((".br", ".gz"))
        assert (f"/{name}" in said) is is_told
    assert 'rel="self"' in dict(said["/the-latest.atom"])["Link"]
    wire.json("publish")
    assert wire.files() == files
