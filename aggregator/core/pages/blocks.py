"""Which part of a page belongs to which article."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from aggregator.core.pages.tree import HEADINGS, Element, walk

Node = Element | str
Signature = tuple[str, str]  # tag and class: what makes siblings look alike

_SPONSOR_LINE = re.compile(
    r"(?:(?:sponsored|presented|promoted|powered|supported|paid for|brought to you)\s+by\b.{1,80}"
    r"|(?:in (?:paid )?partnership with|partner content(?: (?:from|by))?)\b.{0,80}"
    r"|(?:sponsored|paid|partner|branded)(?: (?:content|post|article|feature))?"
    r"|advertisement|advertorial|promotion)\s*:?",
    re.IGNORECASE,
)
_CARD_TAGS = frozenset({"article", "li", "tr"})
_CARD_NAMES = frozenset("article card entry item post story teaser tile".split())
_OUTER = frozenset({"-document", "html", "body", "main"})
# What ends a teaser that has no element of its own.
_BYLINE = 60  # characters beside a title that may be a date, an author, a label
_STOPS = _OUTER | {"article", "aside", "footer", "form", "header", "hr", "nav", "section", "table"}


def is_sponsor_line(text: str) -> bool:
    """Whether a line says no more than who paid."""
    return bool(_SPONSOR_LINE.fullmatch(text))


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A page, and who is where on it.

    `keys` are the main anchors with the key of their article; `owners` the elements
    that hold main anchors, with that article's key, or None where they hold several's.
    `sections` are headings that stand above groups of teasers.
    """

    keys: Mapping[Element, str]
    owners: Mapping[Element, str | None]
    sections: frozenset[Element]
    quiet: frozenset[Element]

    def owns(self, node: Node, key: str) -> bool:
        """Whether the main anchors in here are this article's."""
        return isinstance(node, Element) and self.owners.get(node) == key

    def may_hold(self, node: Node, key: str) -> bool:
        """Whether no other article has its main anchor in here."""
        return isinstance(node, str) or self.owners.get(node, key) == key


def layout(root: Element, keys: Mapping[Element, str], quiet: frozenset[Element]) -> Layout:
    owners: dict[Element, str | None] = {}
    for anchor, key in keys.items():
        for place in (anchor, *anchor.ancestors()):
            if owners.setdefault(place, key) != key:
                owners[place] = None
    return Layout(keys=keys, owners=owners, sections=_sections(root, keys, owners), quiet=quiet)


def _sections(
    root: Element, keys: Mapping[Element, str], owners: Mapping[Element, str | None]
) -> frozenset[Element]:
    """Headings that are no article's title.

    Where titles are links, all that are none. Elsewhere those of a rank of which one
    stands above two articles, those that lead to some other place, and the page's own.
    """
    headings = [one for one in walk(root) if one.tag in HEADINGS]
    titles = {one for one in headings if one in owners or any(up in keys for up in one.ancestors())}
    if titles:
        return frozenset(headings) - titles
    ranks = {"h1", *_ranks_above_several(root, keys)}
    return frozenset(
        one for one in headings if one.tag in ranks or any(part.tag == "a" for part in walk(one))
    )


def _ranks_above_several(root: Element, keys: Mapping[Element, str]) -> Iterator[str]:
    under: dict[str, set[str]] = {}  # by rank, the articles since its last heading
    for element in walk(root):
        if element.tag in HEADINGS:
            under = {rank: found for rank, found in under.items() if rank < element.tag}
            under[element.tag] = set()
        elif element in keys:
            for rank, found in under.items():
                found.add(keys[element])
                if len(found) > 1:
                    yield rank


def region(anchor: Element, page: Layout) -> list[Node]:
    """All that belongs to the article of a main anchor, neighbours' things left out."""
    block = _block(anchor, page)
    if is_card(block) or block.parent is None or not _is_bare(block):
        return [block]
    return _run(block, block.parent.children, page)


def _block(anchor: Element, page: Layout) -> Element:
    """The largest element around an anchor that holds no other article's, nor a section's head."""
    key, block = page.keys[anchor], anchor
    while (
        block.parent is not None
        and block.parent.tag not in _OUTER
        and page.owners[block.parent] == key
        and not is_card(block)
        and _may_grow(block, block.parent, page)
    ):
        block = block.parent
    return block


def is_card(element: Element) -> bool:
    """Whether an element is made for one teaser: beyond it there is nothing of that."""
    return element.tag in _CARD_TAGS or any(name[-1] in _CARD_NAMES for name in element.names())


def _may_grow(block: Element, parent: Element, page: Layout) -> bool:
    beside = [child for child in parent.children if child is not block]
    added = [one for child in beside for one in _headings(child)]
    if any(one in page.sections for one in added) or (added and any(_headings(block))):
        return False
    paid = any(is_sponsor_line(_text(child)) for child in beside)
    return not (paid and not _is_bare(block) and not is_card(parent))


def _headings(node: Node) -> Iterator[Element]:
    elements = walk(node) if isinstance(node, Element) else iter(())
    return (one for one in elements if one.tag in HEADINGS)


def _text(node: Node) -> str:
    return node.text() if isinstance(node, Element) else " ".join(node.split())


def _is_bare(block: Element) -> bool:
    """Has a title, or a picture, and hardly a word besides: its text stands after it."""
    titles = [one.text() for one in walk(block) if one.tag == "a" or one.tag in HEADINGS]
    return len(block.text()) - max(map(len, titles), default=0) <= _BYLINE


def _run(block: Element, siblings: Sequence[Node], page: Layout) -> list[Node]:
    """A bare block with the siblings that are its article's."""
    key = next(page.keys[one] for one in walk(block) if one in page.keys)
    leader = _leader(siblings, page)
    start = end = next(place for place, child in enumerate(siblings) if child is block)
    while (before := _left_of(siblings, start)) is not None:
        if not page.owns(siblings[before], key) and _signature(siblings[before]) != leader:
            break
        start = before
    followers = _followers(siblings, end, key, page)
    while followers and _is_left_over(followers[-1], leader):
        followers.pop()
    return [*siblings[start : end + 1], *followers]


def _followers(siblings: Sequence[Node], end: int, key: str, page: Layout) -> list[Node]:
    """What comes after a title up to the next one; after the last one, only its like."""
    after = siblings[end + 1 :]
    ours = list(takewhile(lambda node: page.may_hold(node, key) and not _stops(node), after))
    others = [place for place, node in enumerate(siblings) if not page.may_hold(node, key)]
    if others and others[-1] < end:
        between = siblings[others[0] : end]
        like = {_signature(node) for node in between if node not in page.owners}
        ours = list(takewhile(lambda node: _is_blank(node) or _signature(node) in like, ours))
    return [node for node in ours if node not in page.quiet]


def _stops(node: Node) -> bool:
    return isinstance(node, Element) and (node.tag in _STOPS or any(_headings(node)))


def _is_left_over(node: Node, leader: Signature | None) -> bool:
    """Not the article's, standing last: the next one's date, or a sponsor between the two."""
    return _is_blank(node) or _signature(node) == leader or is_sponsor_line(_text(node))


def _leader(siblings: Sequence[Node], page: Layout) -> Signature | None:
    """What stands before every title and not after the last: a date above its headline."""
    starts = [place for place in range(len(siblings)) if _is_start(siblings, place, page)]
    lefts = [_left_of(siblings, start) for start in starts]
    before = [siblings[left] for left in lefts if left is not None]
    signatures = {_signature(node) for node in before}
    if len(starts) < 2 or len(before) < len(starts) or len(signatures) > 1:  # noqa: PLR2004
        return None
    (leader,) = signatures
    after = {_signature(node) for node in siblings[starts[-1] + 1 :]}
    return None if leader in after or not all(_may_lead(node, page) for node in before) else leader


def _may_lead(node: Node, page: Layout) -> bool:
    if not isinstance(node, Element) or node in page.owners or node in page.quiet or _stops(node):
        return False
    text = node.text()
    return len(text) <= _BYLINE and not is_sponsor_line(text)


def _is_start(siblings: Sequence[Node], place: int, page: Layout) -> bool:
    """Whether another article begins here than the last main anchor's."""
    node = siblings[place]
    if not isinstance(node, Element) or node not in page.owners:
        return False
    key = page.owners[node]
    before = (one for one in reversed(siblings[:place]) if one in page.owners)
    last = next(before, None)
    return key is not None and (last is None or not page.owns(last, key))


def _left_of(siblings: Sequence[Node], place: int) -> int | None:
    """Where the next sibling to the left is that shows anything."""
    return next((left for left in range(place - 1, -1, -1) if not _is_blank(siblings[left])), None)


def _is_blank(node: Node) -> bool:
    return node.tag in {"br", "wbr"} if isinstance(node, Element) else not node.strip()


def _signature(node: Node) -> Signature:
    return (node.tag, node.attributes.get("class", "")) if isinstance(node, Element) else ("", "")
