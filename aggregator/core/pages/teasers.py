"""Teasers of a page, found by where they lead."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from urllib.parse import urldefrag, urlsplit

from aggregator.core.pages.blocks import region
from aggregator.core.pages.layout import layout
from aggregator.core.pages.quiet import quiet_elements
from aggregator.core.pages.telling import told
from aggregator.core.pages.tree import Element
from aggregator.core.urls import absolute, canonical, host
from aggregator.model import ParsedItem

_MOST_PLACES = 100  # elements of one article's that are looked at: an article may be on every line


def teasers(root: Element, base: str, links: str) -> tuple[ParsedItem, ...]:
    """One item for each address of this site that `links` matches, in page order.

    An article may be linked several times; told is where there is most to it.
    """
    quiet = frozenset(quiet_elements(root))
    anchors = matching(root, base, links)
    keys = {one: canonical(to) for one, to in anchors.items() if one not in quiet}
    page = layout(root, keys, quiet)
    found: dict[str, ParsedItem | None] = dict.fromkeys(keys.values())
    seen: dict[str, list[Element]] = {}
    for anchor, key in keys.items():
        places = seen.setdefault(key, [])
        if len(places) >= _MOST_PLACES or any(one.holds(anchor) for one in places):
            continue
        nodes = region(anchor, page)
        places.extend(node for node in nodes if isinstance(node, Element))
        item = told(nodes, page, link=anchors[anchor], base=base)
        found[key] = max(found[key], item, key=_fullness)
    return tuple(item for item in found.values() if item is not None)


def matching(root: Element, base: str, links: str) -> Mapping[Element, str]:
    """Links to articles, and where they lead."""
    found = {}
    for anchor in root.find(frozenset({"a"})):
        to = absolute(base, anchor.attributes.get("href"))
        if to and is_article(to, base, links):
            found[anchor] = urldefrag(to).url
    return found


def is_article(address: str, base: str, links: str) -> bool:
    """Whether this is an article of the same site's, by its path."""
    return host(address) == host(base) and fnmatchcase(urlsplit(address).path, links)


def _fullness(item: ParsedItem | None) -> int:
    return -1 if item is None else (item.title is not None) + (item.summary_html is not None)
