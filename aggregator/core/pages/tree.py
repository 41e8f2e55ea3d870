"""A page as a tree of our own: elements that know their parent, and texts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.core.charsets import decoded
from aggregator.core.text import scrub, squeeze
from aggregator.core.urls import absolute

# What ends a line of text. Everything else runs on.
BLOCKS = frozenset(
    "address article aside blockquote body br caption dd details div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main nav ol option p pre"
    " section select summary table tbody td tfoot th thead tr ul".split()
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg", "iframe", "object"})
_TEXT = "-text"
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)


@dataclass(eq=False, slots=True)
class Element:
    """An element; `children` are elements and texts in their order."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: "list[Element | str]" = field(default_factory=list)

    def text(self) -> str:
        """All text in here, lines apart, on one line."""
        return squeeze("".join(_pieces(self)))

    def ancestors(self) -> "Iterator[Element]":
        """The parent, its parent and so on, up to the root."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    def names(self) -> list[list[str]]:
        """Each class name, and the id, in small words: `Card__title--big` is card, title."""
        given = f"{self.attributes.get('class', '')} {self.attributes.get('id', '')}".split()
        words = (_WORD.findall(name.partition("--")[0]) for name in given)
        return [[word.lower() for word in name] for name in words if name]


def walk(top: Element) -> Iterator[Element]:
    """This element and all in it, in document order."""
    waiting = [top]
    while waiting:
        element = waiting.pop()
        yield element
        waiting.extend(child for child in reversed(element.children) if isinstance(child, Element))


def _pieces(top: Element) -> Iterator[str]:
    waiting: list[Element | str] = [top]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        elif node.tag in BLOCKS:
            yield " "
            waiting.append(" ")
            waiting.extend(reversed(node.children))
        else:
            waiting.extend(reversed(node.children))


def parsed(html: str) -> LexborHTMLParser:
    """The page as a browser would have it."""
    return LexborHTMLParser(html)


def tree(page: LexborHTMLParser) -> Element:
    """The page in our own elements, without what nobody sees."""
    top = Element(tag="-document", attributes={})
    waiting: list[tuple[LexborNode, Element]] = [(page.root, top)] if page.root else []
    while waiting:
        node, parent = waiting.pop()
        if node.next is not None:
            waiting.append((node.next, parent))
        tag = node.tag or ""
        if tag == _TEXT:
            parent.children.append(scrub(node.text_content or ""))
        elif node.is_element_node and tag not in _UNSEEN:
            element = Element(tag=tag, attributes=_attributes(node), parent=parent)
            parent.children.append(element)
            if node.first_child is not None:
                waiting.append((node.first_child, element))
    return top


def _attributes(node: LexborNode) -> dict[str, str]:
    return {name: scrub(value or "") for name, value in node.attributes.items()}


def feed_links(body: bytes, *, content_type: str | None, url: str) -> tuple[tuple[str, str], ...]:
    """The feeds that a page names (autodiscovery): address and title, in page order."""
    root = tree(parsed(decoded(body, content_type)))
    found: dict[str, str] = {}
    for link in walk(root):
        said = link.attributes
        kind = said.get("type", "").partition(";")[0].strip().lower()
        names_feed = "alternate" in said.get("rel", "").lower().split() and kind in _FEED_TYPES
        address = absolute(url, said.get("href")) if link.tag == "link" and names_feed else None
        if address:
            found.setdefault(address, squeeze(said.get("title", "")))
    return tuple(found.items())
