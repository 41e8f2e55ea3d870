"""Sitemaps of the size that the protocol allows, and packed in pieces."""

import gzip
from xml.sax.saxutils import escape

from hypothesis import given
from hypothesis import strategies as st

from aggregator.core import sitemap
from aggregator.model import ParsedFeed, ReadFailed

HOME = "https://gazette.example/sitemap.xml"


def read(body: bytes) -> ParsedFeed:
    found = sitemap.parse(body, content_type="application/xml", url=HOME, links="/articles/*")
    assert isinstance(found, ParsedFeed), found
    return found


def test_a_gzip_of_several_members_is_read_to_its_end():
    urls = [f"<url><loc>https://gazette.example/articles/{n}</loc></url>" for n in range(4)]
    parts = ("<urlset>", *urls, "</urlset>")
    found = read(b"".join(gzip.compress(part.encode()) for part in parts))
    assert len(found.items) == 4


def test_of_an_index_of_thousands_the_newest_are_read():
    told = "".join(
        f"<sitemap><loc>https://gazette.example/{n}.xml</loc>"
        f"<lastmod>{2000 + n // 400}-01-{1 + n % 28:02}</lastmod></sitemap>"
        for n in range(5000)
    )
    found = read(f"<sitemapindex>{told}</sitemapindex>".encode())
    assert len(found.parts) == sitemap.MOST_PARTS
    assert min(part.changed or "" for part in found.parts) >= "2009"
    assert "5000 sitemaps" in (found.flaw or "")


ADDRESSES = st.sampled_from(
    ["/articles/1", "/articles/2?a=1&amp;b", "/about", "https://x.example/"]
)
URLS = st.builds(
    "<url><loc>{}</loc><lastmod>{}</lastmod></url>".format,
    # Escaped: what a bare "<" breaks depends on where it stands.
    ADDRESSES | st.text(max_size=9).map(escape),
    st.sampled_from(["2026-05-04", "", "soon", "9999-12-31T23:59:59Z"]),
)


@given(st.binary(max_size=200) | st.binary(max_size=60).map(gzip.compress))
def test_any_bytes_give_a_value(body):
    found = sitemap.parse(body, content_type=None, url=HOME, links=None)
    assert isinstance(found, ParsedFeed | ReadFailed)


@given(st.lists(URLS, max_size=9).flatmap(lambda urls: st.tuples(*[st.permutations(urls)] * 2)))
def test_the_order_of_addresses_does_not_matter_to_which_are_read(orders):
    one, other = (
        sitemap.parse(
            f"<urlset>{''.join(urls)}</urlset>".encode(),
            content_type=None, url=HOME, links="/articles/*",
        )
        for urls in orders
    )  # fmt: skip
    assert type(one) is type(other)
    if isinstance(one, ParsedFeed) and isinstance(other, ParsedFeed):
        assert {item.link for item in one.items} == {item.link for item in other.items}
