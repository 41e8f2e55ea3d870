"""Pages that have no feed: their teasers as items. selectolax lives here.

`select` takes what the operator's CSS selectors name. `links` finds teasers by where
they lead: `quiet` sets aside what is no news, `layout` says which article is where,
`blocks` and `rows` cut the page into articles, `lines` reads each, `telling` makes it an
item, `listing` completes it by what the page says in JSON-LD (`linked_data`). `article` reads the
page of one article. `walls` knows pages that stand in another's place.
"""

from selectolax.lexbor import LexborHTMLParser

from aggregator.core import mend
from aggregator.core.charsets import decoded
from aggregator.core.pages.article import article
from aggregator.core.pages.linked_data import described
from aggregator.core.pages.listing import completed, listed
from aggregator.core.pages.metas import first, metas
from aggregator.core.pages.select import selected, selector_error, unmatched, wordless
from aggregator.core.pages.teasers import matching, teasers
from aggregator.core.pages.tree import Element, base_of, feed_links, parsed, tree
from aggregator.core.pages.walls import impression, is_error_page
from aggregator.model import Channel, PageSelect, ParsedFeed, ParsedItem, ReadFailed

__all__ = ["article", "feed_links", "read_page", "selector_error"]


def read_page(
    body: bytes,
    *,
    content_type: str | None,
    url: str,
    links: str | None,
    select: PageSelect | None,
) -> ParsedFeed | ReadFailed:
    """The teasers of a page that came from `url`, in document order, one for each address.

    `links` is a glob of article addresses' paths. Total; a page that yields nothing is
    no empty feed but `ReadFailed`: sites are rebuilt, and silence would be taken for calm.
    """
    html = decoded(body, content_type)
    if not html.strip():
        return ReadFailed(reason="empty: no page to read")
    if (kind := mend.kind(html)) in mend.FEEDS | mend.SITEMAPS:
        what, key = ("a feed", "url") if kind in mend.FEEDS else ("a sitemap", "sitemap")
        return ReadFailed(reason=f"{what}, not a page: its key in feeds.yaml is {key}")
    page = parsed(html)
    root = tree(page)
    base = base_of(root, url)
    if select is not None:
        items = completed(selected(page, select, base), described(page, base))
        missing = unmatched(page, select)
        if (select.title or select.summary) and not any(i.title or i.summary_html for i in items):
            missing, items = missing if not items else wordless(page, select), ()
    else:
        items = _linked(page, root, base, links or "*")
        count = len(matching(root, base, links or "*"))
        missing = f"the page holds no link like {links} with words to it"
        missing += f", though {count} without" if count else ""
    if not items:
        return ReadFailed(reason=f"{missing} ({impression(page, root)})")
    if is_error_page(root):  # one that lists recent stories for comfort
        return ReadFailed(reason=f"its {len(items)} items stand on an error page")
    return ParsedFeed(channel=_channel(page, root, url), items=items)


def _linked(page: LexborHTMLParser, root: Element, base: str, links: str) -> tuple[ParsedItem, ...]:
    """Teasers completed by JSON-LD; where a script is to build them, what JSON-LD lists.

    Where there are teasers, JSON-LD alone makes no item: it lists side columns too.
    """
    items, said = teasers(root, base, links), described(page, base)
    return completed(items, said) if items else listed(said, base, links)


def _channel(page: LexborHTMLParser, root: Element, url: str) -> Channel:
    titles = (one.text() for one in root.find(frozenset({"title"})))
    languages = (one.attributes.get("lang") for one in root.find(frozenset({"html"})))
    return Channel(
        title=first(metas(page), ["og:site_name"]) or next(titles, "") or None,
        link=url,
        language=next(languages, None),
    )
