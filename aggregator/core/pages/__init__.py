"""Pages that have no feed: their teasers as items. selectolax lives here.

`select` takes what the operator's CSS selectors name. `links` finds teasers by where
they lead: `quiet` sets aside what is no news, `layout` says which article is where,
`blocks` cuts the page into articles, `lines` reads each, `telling` makes it an item.
"""

from aggregator.core.charsets import decoded
from aggregator.core.pages.article import article
from aggregator.core.pages.select import selected, selector_error
from aggregator.core.pages.teasers import teasers
from aggregator.core.pages.tree import Element, feed_links, parsed, tree, walk
from aggregator.core.text import squeeze
from aggregator.core.urls import absolute
from aggregator.model import Channel, PageSelect, ParsedFeed, ReadFailed

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
    page = parsed(html)
    root = tree(page)
    base = _base(root, url)
    if select is not None:
        items = selected(page, select, base)
        missing = f"no element matches {select.item} with a link in it"
    else:
        items = teasers(root, base, links or "*")
        missing = f"the page holds no link like {links} with words to it"
    if not items:
        return ReadFailed(reason=missing)
    return ParsedFeed(channel=_channel(root, url), items=items)


def _base(root: Element, url: str) -> str:
    said = (one.attributes.get("href") for one in walk(root) if one.tag == "base")
    return absolute(url, next(said, None)) or url


def _channel(root: Element, url: str) -> Channel:
    titles = (squeeze(one.text()) for one in walk(root) if one.tag == "title")
    languages = (one.attributes.get("lang") for one in walk(root) if one.tag == "html")
    return Channel(title=next(titles, "") or None, link=url, language=next(languages, None))
