"""Which part of a page belongs to which article."""

from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile

from aggregator.core.pages.layout import Layout, Node
from aggregator.core.pages.lines import read_lines, sorted_out
from aggregator.core.pages.tree import HEADINGS, Element, walk
from aggregator.core.pages.wording import is_sponsor_line

Signature = tuple[str, str]  # tag and class: what makes siblings look alike

_CARD_TAGS = frozenset({"article", "li", "tr"})
_CARD_NAMES = frozenset("article card entry item post story teaser tile".split())
_OUTER = frozenset({"-document", "html", "body", "main"})
# What ends a teaser that has no element of its own.
_STOPS = _OUTER | {"article", "aside", "footer", "form", "header", "hr", "nav", "section", "table"}
_LONGEST_LEADER = 60  # characters: a date, a byline, a label


def region(anchor: Element, page: Layout) -> list[Node]:
    """All that belongs to the article of a main anchor, neighbours' things left out."""
    block = _block(anchor, page)
    if is_card(block) or block.parent is None or not _is_bare([block], page):
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
    place = parent.children.index(block)
    after = parent.children[place + 1 :]
    beside = [*parent.children[:place], *after]
    added = [one for child in beside for one in _heads(child, page)]
    if any(one in page.sections for one in added) or (added and any(_heads(block, page))):
        return False
    paid = any(is_sponsor_line(_text(child)) for child in after)  # before it, a kicker of its own
    return not (paid and not _is_bare([block], page) and not is_card(parent))


def _heads(node: Node, page: Layout) -> Iterator[Element]:
    elements = walk(node) if isinstance(node, Element) else iter(())
    return (one for one in elements if one.tag in HEADINGS or one in page.sections)


def _text(node: Node) -> str:
    return node.text() if isinstance(node, Element) else " ".join(node.split())


def _is_bare(nodes: Sequence[Node], page: Layout) -> bool:
    """Whether there is no text, though perhaps a title, a picture, a byline."""
    _, lines = read_lines(nodes, page)
    return not sorted_out(lines).paragraphs


def _run(block: Element, siblings: Sequence[Node], page: Layout) -> list[Node]:
    """A bare block with the siblings that are its article's."""
    key = next(page.keys[one] for one in walk(block) if one in page.keys)
    leader = _leader(siblings, page)
    start = end = siblings.index(block)
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
    ours = list(takewhile(lambda node: page.may_hold(node, key) and not _stops(node, page), after))
    others = [place for place, node in enumerate(siblings) if not page.may_hold(node, key)]
    if others and others[-1] < end:
        ours = _like(ours, siblings[others[0] : end], page)
    return _until_sponsor([node for node in ours if node not in page.quiet], page)


def _until_sponsor(nodes: list[Node], page: Layout) -> list[Node]:
    """What stands before a sponsor's line that comes after the text: from there on it is theirs."""
    for place, node in enumerate(nodes):
        if is_sponsor_line(_text(node)) and not _is_bare(nodes[:place], page):
            return nodes[:place]
    return nodes


def _like(nodes: Sequence[Node], earlier: Sequence[Node], page: Layout) -> list[Node]:
    """As many nodes, and of such kinds, as follow on titles earlier in the run."""
    runs = groupby(earlier, key=lambda node: node in page.owners)
    shown = [[node for node in run if not _is_blank(node)] for taken, run in runs if not taken]
    kinds = {_signature(node) for run in shown for node in run}
    longest = max(map(len, shown), default=0)
    alike = takewhile(lambda node: _is_blank(node) or _signature(node) in kinds, nodes)
    return [node for node in alike if not _is_blank(node)][:longest]


def _stops(node: Node, page: Layout) -> bool:
    return isinstance(node, Element) and (node.tag in _STOPS or any(_heads(node, page)))


def _is_left_over(node: Node, leader: Signature | None) -> bool:
    """Not the article's, standing last: the next one's date, or a sponsor between the two."""
    return _is_blank(node) or _signature(node) == leader or is_sponsor_line(_text(node))


def _leader(siblings: Sequence[Node], page: Layout) -> Signature | None:
    """What stands before every title and not after the last: a date above its headline."""
    starts = list(_starts(siblings, page))
    lefts = [_left_of(siblings, start) for start in starts]
    before = [siblings[left] for left in lefts if left is not None]
    signatures = {_signature(node) for node in before}
    if len(starts) < 2 or len(before) < len(starts) or len(signatures) > 1:  # noqa: PLR2004
        return None
    (leader,) = signatures
    after = {_signature(node) for node in siblings[starts[-1] + 1 :]}
    return None if leader in after or not all(_may_lead(node, page) for node in before) else leader


def _may_lead(node: Node, page: Layout) -> bool:
    if not isinstance(node, Element) or _stops(node, page):
        return False
    if node in page.owners or node in page.quiet:
        return False
    text = node.text()
    return len(text) <= _LONGEST_LEADER and not is_sponsor_line(text)


def _starts(siblings: Sequence[Node], page: Layout) -> Iterator[int]:
    """Where another article begins than the last main anchor's."""
    last: str | None = None
    for place, node in enumerate(siblings):
        if isinstance(node, Element) and node in page.owners:
            key = page.owners[node]
            if key not in {None, last}:
                yield place
            last = key


def _left_of(siblings: Sequence[Node], place: int) -> int | None:
    """Where the next sibling to the left is that shows anything."""
    return next((left for left in range(place - 1, -1, -1) if not _is_blank(siblings[left])), None)


def _is_blank(node: Node) -> bool:
    return node.tag in {"br", "wbr"} if isinstance(node, Element) else not node.strip()


def _signature(node: Node) -> Signature:
    return (node.tag, node.attributes.get("class", "")) if isinstance(node, Element) else ("", "")
