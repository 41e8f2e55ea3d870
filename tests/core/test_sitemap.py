"""Sitemaps of the size that the protocol allows, and packed in pieces."""

import gzip

from aggregator.core import sitemap
from aggregator.model import ParsedFeed

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
