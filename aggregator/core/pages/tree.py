"""A page as a tree of our own: elements that know their parent, and texts."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
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
_MOST_OF_A_LINE = 500  # elements; of what holds more, no short text is asked for
_DEEPEST = 512  # elements in each other; what lies deeper lies side by side, as in browsers
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)


@dataclass(eq=False, slots=True)
class Order:
    """The elements of a page in document order, and where those of some tags are among them."""

    elements: "list[Element]" = field(default_factory=list)
    _places: dict[frozenset[str], list[int]] = field(default_factory=dict)

    def places(self, tags: frozenset[str]) -> list[int]:
        if tags not in self._places:
            self._places[tags] = [one.at for one in self.elements if one.tag in tags]
        return self._places[tags]


@dataclass(eq=False, slots=True)
class Element:
    """An element; `children` are elements and texts in their order.

    `place` is its index among its parent's children; `at` is its own in the page's order,
    and all that is in it is there before `end`. `letters` is how many there are in here,
    spaces left out. A page has thousands of these: none is looked for twice.
    """

    tag: str
    attributes: dict[str, str]
    order: Order
    parent: "Element | None" = None
    children: "list[Element | str]" = field(default_factory=list)
    place: int = 0
    at: int = 0
    end: int = 0
    letters: int = 0
    _text: str | None = None
    _names: list[list[str]] | None = None

    def text(self) -> str:
        """All text in here, lines apart, on one line."""
        if self._text is None:
            self._text = squeeze("".join(_pieces(self)))
        return self._text

    def brief(self, limit: int) -> str:
        """The text, where it has no more than `limit` characters; else none."""
        small = self.letters <= limit and self.end - self.at <= _MOST_OF_A_LINE
        text = self.text() if small else ""
        return text if len(text) <= limit else ""

    def find(self, tags: frozenset[str]) -> "list[Element]":
        """All elements of these tags in here, itself among them, in document order."""
        places = self.order.places(tags)
        first, last = bisect_left(places, self.at), bisect_left(places, self.end)
        return [self.order.elements[place] for place in places[first:last]]

    def has(self, tags: frozenset[str]) -> bool:
        """Whether there is an element of these tags in here."""
        return self.counts(self.order.places(tags)) > 0

    def counts(self, places: Sequence[int]) -> int:
        """How many of these places in the page's order are in here."""
        return bisect_left(places, self.end) - bisect_left(places, self.at)

    def holds(self, other: "Element") -> bool:
        """Whether the other is in here, or is this."""
        return self.at <= other.at < self.end

    def after(self) -> "Iterator[Element | str]":
        """What follows it under its parent; `islice` would count from the first child on."""
        siblings = self.parent.children if self.parent is not None else []
        return (siblings[place] for place in range(self.place + 1, len(siblings)))

    def ancestors(self) -> "Iterator[Element]":
        """The parent, its parent and so on, up to the root."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    def names(self) -> list[list[str]]:
        """Each class name, and the id, in small words: `Card__title--big` is card, title."""
        if self._names is None:
            self._names = self._worded()
        return self._names

    def _worded(self) -> list[list[str]]:
        given = f"{self.attributes.get('class', '')} {self.attributes.get('id', '')}".split()
        words = (_WORD.findall(name.removeprefix("wp-block-").partition("--")[0]) for name in given)
        return [[word.lower() for word in name] for name in words if name]


def walk(top: Element) -> Iterator[Element]:
    """This element and all in it, in document order."""
    return iter(top.order.elements[top.at : top.end])


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
    order = Order()
    top = Element(tag="-document", attributes={}, order=order)
    order.elements.append(top)
    waiting = [(page.root, top, 0)] if page.root else []
    while waiting:
        node, parent, depth = waiting.pop()
        if node.next is not None:
            waiting.append((node.next, parent, depth))
        tag = node.tag or ""
        if tag == _TEXT:
            _add_text(scrub(node.text_content or ""), parent)
        elif node.is_element_node and tag not in _UNSEEN:
            element = Element(tag=tag, attributes=_attributes(node), order=order)
            _add(element, parent)
            if node.first_child is not None:
                deeper = depth < _DEEPEST
                within = (element, depth + 1) if deeper else (parent, depth)
                waiting.append((node.first_child, *within))
    _sum_up(order)
    return top


def _add(element: Element, parent: Element) -> None:
    element.parent, element.place = parent, len(parent.children)
    element.at = len(element.order.elements)
    element.order.elements.append(element)
    parent.children.append(element)


def _add_text(text: str, parent: Element) -> None:
    parent.children.append(text)
    parent.letters += len("".join(text.split()))


def _sum_up(order: Order) -> None:
    """Of each element, where it ends and how many letters there are in it: innermost first."""
    for element in reversed(order.elements):
        element.end = max(element.end, element.at + 1)
        if element.parent is not None:
            element.parent.end = max(element.parent.end, element.end)
            element.parent.letters += element.letters


def _attributes(node: LexborNode) -> dict[str, str]:
    return {name: scrub(value or "") for name, value in node.attributes.items()}


def base_of(root: Element, url: str) -> str:
    """What a page's relative addresses are relative to."""
    said = (one.attributes.get("href") for one in root.find(frozenset({"base"})))
    return absolute(url, next(said, None)) or url


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
