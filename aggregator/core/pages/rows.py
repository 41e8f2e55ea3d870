"""Teasers without an element of their own: which siblings go with which title."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, takewhile

from aggregator.core.pages.layout import Layout, Node
from aggregator.core.pages.lines import is_bare
from aggregator.core.pages.tree import Element, walk
from aggregator.core.pages.wording import is_byline, is_date_line, is_sponsor_line
from aggregator.core.text import squeeze

Signature = tuple[str, str]  # tag and class: what makes siblings look alike

# What ends a teaser that has no element of its own.
_STOPS = frozenset(
    "-document html body main article aside footer form header hr nav section table".split()
)
_WORD = re.compile(r"\w")
_LONGEST_LEADER = 60  # characters: a date, a byline, a label
_LONGEST_LINE = 150  # characters: who paid
_LINKS = frozenset({"a"})
_MOST_CREDITS = 6
_MOST_SIBLINGS = 60  # of one teaser: more is a whole article, or the end of a page


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Siblings among which articles lie, and what is found out once for all of these.

    `leader` is what stands before every title and not after the last; `taken` are the places
    of the siblings that hold main anchors, with their article's key, or None for several's;
    `articles` is how many these are, `kinds` how many siblings look alike.
    """

    siblings: Sequence[Node]
    leader: Signature | None
    taken: Sequence[tuple[int, str | None]]
    articles: int
    kinds: Counter[Signature]

    def others(self, key: str) -> tuple[int, int] | None:
        """The first and the last place of a sibling that holds other articles' main anchors."""
        first = next((place for place, one in self.taken if one != key), None)
        last = next((place for place, one in reversed(self.taken) if one != key), None)
        return None if first is None or last is None else (first, last)


def is_sponsor(node: Node) -> bool:
    """Whether this is a line that says no more than who paid."""
    if isinstance(node, Element):
        return is_sponsor_line(node.brief(_LONGEST_LINE))
    return len(node) <= 2 * _LONGEST_LINE and is_sponsor_line(" ".join(node.split()))


def run(block: Element, parent: Element, page: Layout) -> list[Node]:
    """A bare block with the siblings that are its article's."""
    row = _row(parent, page)
    key = next(page.keys[one] for one in walk(block) if one in page.keys)
    start = block.place
    while (before := _left_of(row.siblings, start)) is not None:
        if (
            not page.owns(row.siblings[before], key)
            and _signature(row.siblings[before]) != row.leader
        ):
            break
        start = before
    followers = _followers(row, block, key, page)
    while followers and _is_left_over(followers[-1], row):
        followers.pop()
    return [*row.siblings[start : block.place + 1], *followers]


def credited(block: Element, parent: Element, page: Layout) -> list[Node]:
    """A block of text with its date and its author beside it: above, or else below."""
    row = _row(parent, page)
    before = _left_of(row.siblings, block.place)
    if row.leader is None:
        after = (node for node in islice(block.after(), _MOST_CREDITS) if not _is_blank(node))
        return [block, *takewhile(lambda node: _is_credit(node, page), after)]
    if before is None or _signature(row.siblings[before]) != row.leader:
        return [block]
    return [row.siblings[before], block]


def _is_credit(node: Node, page: Layout) -> bool:
    if not isinstance(node, Element) or node in page.owners or node in page.quiet:
        return False
    said = node.brief(_LONGEST_LEADER)
    return is_date_line(said) or is_byline(said)


def _row(parent: Element, page: Layout) -> Row:
    row = page.rows.get(parent)
    if not isinstance(row, Row):
        taken = [
            (one.place, page.owners[one])
            for one in parent.children
            if isinstance(one, Element) and one in page.owners
        ]
        row = page.rows[parent] = Row(
            siblings=parent.children,
            leader=_leader(parent.children, page),
            taken=taken,
            articles=len({key for _, key in taken}),
            kinds=Counter(map(_signature, parent.children)),
        )
    return row


def _followers(row: Row, block: Element, key: str, page: Layout) -> list[Node]:
    """What comes after a title up to the next one; after the last one, only its like."""
    after = islice(block.after(), _MOST_SIBLINGS)
    ours = list(takewhile(lambda node: page.may_hold(node, key) and not _stops(node, page), after))
    others = row.others(key)
    if others and others[1] < block.place:
        ours = _like(ours, row.siblings[others[0] : block.place], page)
    return _until_sponsor([node for node in ours if node not in page.quiet], page)


def _until_sponsor(nodes: list[Node], page: Layout) -> list[Node]:
    """What stands before a sponsor's line that comes after the text: from there on it is theirs."""
    for place, node in enumerate(nodes):
        if is_sponsor(node) and not is_bare(nodes[:place], page):
            return nodes[:place]
    return nodes


def _like(nodes: Sequence[Node], earlier: Sequence[Node], page: Layout) -> list[Node]:
    """As many nodes, and of such kinds, as follow on titles earlier in the run."""
    runs = groupby(earlier, key=lambda node: node in page.owners)
    shown = [[node for node in run if not _is_blank(node)] for taken, run in runs if not taken]
    kinds = {_signature(node) for run in shown for node in run}
    longest = max(map(len, shown), default=0)
    alike = list(takewhile(lambda node: _is_blank(node) or _signature(node) in kinds, nodes))
    shows = [place for place, node in enumerate(alike) if not _is_blank(node)][:longest]
    return alike[: shows[-1] + 1] if shows else []


def _stops(node: Node, page: Layout) -> bool:
    if not isinstance(node, Element):
        return False
    return node.tag in _STOPS or node.counts(page.head_places) > 0


def _is_left_over(node: Node, row: Row) -> bool:
    """Not the article's, standing last: the next one's date, a sponsor or a banner in between."""
    if _is_blank(node) or _signature(node) == row.leader or is_sponsor(node):
        return True
    return _is_banner(node) and 2 * row.kinds[_signature(node)] < row.articles


def _is_banner(node: Node) -> bool:
    """Whether an element has no words but such as lead elsewhere."""
    if not isinstance(node, Element):
        return False
    return node.letters == sum(one.letters for one in node.find(_LINKS))


def _leader(siblings: Sequence[Node], page: Layout) -> Signature | None:
    """What stands before every title and not after the last: a date above its headline."""
    starts = list(_starts(siblings, page))
    lefts = [_left_of(siblings, start) for start in starts]
    before = [siblings[left] for left in lefts if left is not None]
    signatures = {_signature(node) for node in before}
    if len(starts) < 2 or len(before) < len(starts) or len(signatures) > 1:  # noqa: PLR2004
        return None
    (leader,) = signatures
    after = {_signature(node) for node in siblings[starts[-1] + 1 :] if not _is_blank(node)}
    return None if leader in after or not all(_may_lead(node, page) for node in before) else leader


def _may_lead(node: Node, page: Layout) -> bool:
    if not isinstance(node, Element):
        return _is_dating(node)
    if _stops(node, page):
        return False
    if node in page.owners or node in page.quiet:
        return False
    return (not node.letters or bool(node.brief(_LONGEST_LEADER))) and not is_sponsor(node)


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
    if isinstance(node, Element):
        return node.tag in {"br", "wbr"}
    return not _WORD.search(node)  # what parts a date from a title: a dash


def _is_dating(text: str) -> bool:
    return len(text) <= 2 * _LONGEST_LEADER and is_date_line(squeeze(text))


def _signature(node: Node) -> Signature:
    if isinstance(node, Element):
        return (node.tag, node.attributes.get("class", ""))
    return ("", "date" if _is_dating(node) else "")
