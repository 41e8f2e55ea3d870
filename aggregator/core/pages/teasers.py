"""Teasers of a page, found by where they lead."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from urllib.parse import urldefrag, urlsplit

from aggregator.core.pages.blocks import region
from aggregator.core.pages.layout import layout
from aggregator.core.pages.quiet import quiet_elements
from aggregator.core.pages.telling import told
from aggregator.core.pages.tree import Element, walk
from aggregator.core.urls import absolute, canonical, host
from aggregator.model import ParsedItem


def teasers(root: Element, base: str, links: str) -> tuple[ParsedItem, ...]:
    """One item for each address of this site that `links` matches, in page order.

    An article may be linked several times; told is where there is most to it.
    """
    quiet = frozenset(quiet_elements(root))
    anchors = _articles(root, base, links)
    keys = {one: canonical(to) for one, to in anchors.items() if one not in quiet}
    page = layout(root, keys, quiet)
    found: dict[str, ParsedItem | None] = dict.fromkeys(keys.values())
    for anchor, key in keys.items():
        item = told(region(anchor, page), page, link=anchors[anchor], base=base)
        found[key] = max(found[key], item, key=_fullness)
    return tuple(item for item in found.values() if item is not None)


def _articles(root: Element, base: str, links: str) -> Mapping[Element, str]:
    found = {}
    for anchor in walk(root):
        to = absolute(base, anchor.attributes.get("href")) if anchor.tag == "a" else None
        if to and host(to) == host(base) and fnmatchcase(urlsplit(to).path, links):
            found[anchor] = urldefrag(to).url
    return found


def _fullness(item: ParsedItem | None) -> int:
    return -1 if item is None else (item.title is not None) + (item.summary_html is not None)
