"""The page of one article: what it says of itself in JSON-LD, OpenGraph and its own markup."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urldefrag, urlsplit

from selectolax.lexbor import LexborHTMLParser

from aggregator.core.charsets import decoded
from aggregator.core.pages import metas
from aggregator.core.pages.lines import stated_date
from aggregator.core.pages.linked_data import Described, described
from aggregator.core.pages.quiet import quiet_elements
from aggregator.core.pages.tree import HEADINGS, Element, base_of, parsed, tree
from aggregator.core.pages.walls import wall
from aggregator.core.pages.wording import author_in, is_byline
from aggregator.core.text import folded, html_of
from aggregator.core.urls import absolute, canonical, host
from aggregator.model import ParsedItem, ReadFailed

_SITE_APART = re.compile(r"\s+(?:[|–—·•»-]|::)\s+|:\s+")
_SITE_AFTER = re.compile(r"\s+[|–—]\s+")
_MOST_SITE_WORDS = 4
_LONGEST_BYLINE = 120
_FARTHEST = 300  # elements from a headline to its date
_MOST_CATEGORIES = 30
_HEADS = frozenset({"title", "h1"})
_BOXES = frozenset({"article", "main", "body"})
_LINKS = frozenset({"a"})


class Page(NamedTuple):
    """The page of an article, in the three ways in which it is looked at."""

    document: LexborHTMLParser
    root: Element
    said: metas.Metas
    base: str


def article(body: bytes, *, content_type: str | None, url: str) -> ParsedItem | ReadFailed:
    """The article that the page at `url` is. Total.

    A page that stands in the article's place (an error, a bot wall, a login) and one
    without a title are `ReadFailed`.
    """
    html = decoded(body, content_type)
    if not html.strip():
        return ReadFailed(reason="empty: no page to read")
    page = _page(html, url)
    link = _own_address(page, url)
    told = _main(described(page.document, page.base), {canonical(url), canonical(link)})
    title = _title(page, told)
    shown = [one.text() for one in page.root.find(_HEADS) if one.letters]
    # A site may wrap an article in a page that is called "Log in".
    titles = [title] if title and (told or not shown) else shown
    if kind := wall(titles, page.root):
        return ReadFailed(reason=f"the page is {kind}, its title: {titles[0]}")
    if title is None:
        return ReadFailed(reason="the page tells no title of an article")
    return _whole(told.item if told else ParsedItem(), page, title=title, link=link)


def _page(html: str, url: str) -> Page:
    document = parsed(html)
    root = tree(document)
    return Page(document, root, metas.metas(document), base_of(root, url))


def _own_address(page: Page, url: str) -> str:
    """The address that a page calls its own; a site's front page is none of an article."""
    links = page.root.find(frozenset({"link"}))
    said = [one.attributes.get("href") for one in links if _is_rel(one, "canonical")]
    for address in (*said, metas.first(page.said, ["og:url"])):
        named = absolute(page.base, address)
        if named and host(named) == host(url) and urlsplit(named).path.strip("/"):
            return urldefrag(named).url
    return url


def _is_rel(element: Element, word: str) -> bool:
    return word in element.attributes.get("rel", "").lower().split()


def _main(found: Iterable[Described], own: set[str]) -> Described | None:
    """The article that is this page's own: by its address, else the only one outside of lists."""
    found = [one for one in found if one.item.title]
    alone = [one for one in found if not one.listed]
    ours = [one for one in (*alone, *found) if one.addresses & own]
    if ours:
        return ours[0]
    nameless = [one for one in alone if not one.addresses]
    return nameless[0] if nameless else alone[0] if len(alone) == 1 else None


def _title(page: Page, told: Described | None) -> str | None:
    """What the article is called, less the site's name."""
    site = metas.first(page.said, ["og:site_name", "application-name"])
    sites = {folded(name) for name in (site, told.publisher if told else None) if name}
    said = [text for name in metas.TITLES for text in page.said.get(name, ())]
    stated = [told.item.title if told else None, *said]
    heads = [one.text() for one in page.root.find(frozenset({"h1"})) if one.letters]
    titles = [_siteless(text, sites, heads) for text in stated if text]
    titles += [_bare(one.text(), sites, heads) for one in page.root.find(frozenset({"title"}))]
    known = [title for title in (*titles, *heads) if title and folded(title) not in sites]
    return _unabridged(known[0], known) if known else None


def _siteless(title: str, sites: set[str], heads: Sequence[str]) -> str:
    """A title less a site's name, where that is known, before or after it."""
    if title in heads:
        return title
    parts = list(_SITE_APART.finditer(title))
    if parts and folded(title[parts[-1].end() :]) in sites:
        return title[: parts[-1].start()]
    if parts and folded(title[: parts[0].start()]) in sites:
        return title[parts[0].end() :]
    return title


def _bare(title: str, sites: set[str], heads: Sequence[str]) -> str:
    """A page's title less what stands after the last bar or dash: mostly, that is the site."""
    known = _siteless(title, sites, heads)
    parts = list(_SITE_AFTER.finditer(title))
    if known != title or title in heads or not parts:
        return known
    site = title[parts[-1].end() :]
    headed = any(folded(site) in folded(head) for head in heads)
    short = len(site.split()) <= _MOST_SITE_WORDS
    return title[: parts[-1].start()] if short and not headed else title


def _unabridged(title: str, known: Iterable[str]) -> str:
    """The whole of a title that ends in an ellipsis, where the page says it elsewhere."""
    start = title.rstrip(" .…")
    cut = title.endswith(("…", "..."))
    return next(
        (one for one in known if cut and len(one) > len(title) and one.startswith(start)), title
    )


def _whole(item: ParsedItem, page: Page, *, title: str, link: str) -> ParsedItem:
    """What JSON-LD leaves out is in the metas; what those do, in what the page shows."""
    said = page.said
    matter = _matter(page.root)
    summary = metas.first(said, metas.SUMMARIES)
    return replace(
        item,
        link=link,
        title=title,
        summary_html=item.summary_html or (html_of(summary) if summary else None),
        published=item.published or metas.first(said, metas.PUBLISHED) or _published(matter),
        updated=item.updated or metas.first(said, metas.UPDATED),
        authors=item.authors or metas.authors(said) or _authors(matter),
        categories=tuple(dict.fromkeys((*item.categories, *metas.categories(said))))[
            :_MOST_CATEGORIES
        ],
        image=item.image or metas.image(said, page.base),
        language=item.language or _language(page),
    )


def _language(page: Page) -> str | None:
    shown = (one.attributes.get("lang") for one in page.root.find(frozenset({"html"})))
    return next(filter(None, shown), None) or metas.language(page.said)


def _matter(root: Element) -> list[Element]:
    """What stands by the headline: from a little above it to the next one that leads elsewhere."""
    quiet = quiet_elements(root)
    heads = [one for one in root.find(frozenset({"h1"})) if one not in quiet]
    if not heads:
        return []
    head = heads[0]
    box = next((one for one in head.ancestors() if one.tag in _BOXES), root)
    first = box.at if box.tag != "body" else (head.parent or head).at
    ends = [one.at for one in box.find(HEADINGS) if one.at > head.at and one.has(_LINKS)]
    last = min([*ends, box.end, head.end + _FARTHEST])
    return [one for one in root.order.elements[first:last] if one not in quiet]


def _published(matter: Iterable[Element]) -> str | None:
    return next(filter(None, map(stated_date, matter)), None)


def _authors(matter: Iterable[Element]) -> tuple[str, ...]:
    """Whom the page links as its author, else names in a byline."""
    matter = list(matter)
    linked = [one.text() for one in matter if _is_rel(one, "author") and one.tag == "a"]
    lines = (one.brief(_LONGEST_BYLINE) for one in matter)
    named = linked or [next(filter(is_byline, lines), "")]
    return tuple(dict.fromkeys(filter(None, map(author_in, named))))
