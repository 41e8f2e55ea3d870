"""Who is where on a page: main anchors, what holds them, what stands above them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from aggregator.core.pages.tree import HEADINGS, Element, walk

Node = Element | str

_GROUPS = frozenset("block category channel group list module rail section shelf widget".split())
_HEADS = frozenset("head header heading label name title".split())
_LINKS = frozenset({"a"})
_LONGEST_HEAD = 60
_FEWEST_LED = 3  # articles to which the same words lead: more than a column that recurs
_MOST_BESIDE = 4


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A page, and who is where on it.

    `keys` are the main anchors with the key of their article; `owners` the elements
    that hold main anchors, with that article's key, or None where they hold several's.
    `sections` are headings, by tag or by name, that stand above groups of teasers;
    `section_places` and `head_places` are where those, and headings of any kind, are in
    the page's order. `endings` are main anchors that stand last, in words that lead to other
    articles too: `Read the press release`. `rows` is what was found out of an element's
    children (`blocks`).
    """

    keys: Mapping[Element, str]
    owners: Mapping[Element, str | None]
    sections: frozenset[Element]
    quiet: frozenset[Element]
    section_places: list[int]
    head_places: list[int]
    endings: frozenset[Element]
    rows: dict[Element, object] = field(default_factory=dict)

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
            known = owners.get(place, "")
            if known in {key, None}:
                break  # so it is for all above: there are thousands of anchors
            owners[place] = None if known else key
    sections = _sections(root, keys, owners)
    return Layout(
        keys=keys,
        owners=owners,
        sections=sections,
        quiet=quiet,
        section_places=sorted(one.at for one in sections),
        head_places=sorted(one.at for one in sections.union(root.find(HEADINGS))),
        endings=_endings(keys),
    )


def _endings(keys: Mapping[Element, str]) -> frozenset[Element]:
    """Links that stand last, in words that lead to other articles too."""
    last = [one for one in keys if one.brief(_LONGEST_HEAD) and _stands_last(one)]
    led: dict[str, set[str]] = {}
    for anchor in last:
        led.setdefault(anchor.text(), set()).add(keys[anchor])
    return frozenset(one for one in last if len(led[one.text()]) >= _FEWEST_LED)


def _stands_last(anchor: Element) -> bool:
    """Whether words stand before a link, under what holds it, and none after it."""
    box = anchor
    while box.parent is not None and box.parent.letters == box.letters:
        box = box.parent
    if box.parent is None or box.has(HEADINGS):
        return False
    siblings = box.parent.children
    before = siblings[max(0, box.place - _MOST_BESIDE) : box.place]
    after = (one for one in islice(box.after(), 2) if not _is_link(one))
    return any(map(_has_words, before)) and not any(map(_has_words, after))


def _is_link(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "a"


def _has_words(node: Node) -> bool:
    return bool(node.letters if isinstance(node, Element) else node.strip())


def _sections(
    root: Element, keys: Mapping[Element, str], owners: Mapping[Element, str | None]
) -> frozenset[Element]:
    """Headings that are no article's title.

    Where titles are links, all that are none. Elsewhere those of a rank of which one
    stands above two articles, those that lead to some other place, and the page's own.
    """
    linked = set(owners).union(*map(walk, keys))
    named = {one for one in walk(root) if one not in linked and _is_named_head(one)}
    headings = set(root.find(HEADINGS))
    titles = headings & linked
    if titles:
        return frozenset(headings - titles | named)
    ranks = {"h1", *_ranks_above_several(root, keys)}
    return frozenset(named).union(one for one in headings if one.tag in ranks or one.has(_LINKS))


def _is_named_head(element: Element) -> bool:
    """Whether a name says that this is a section's title: `section-head`, `rail__title`."""
    named = any(name[-1] in _HEADS and _GROUPS.intersection(name) for name in element.names())
    return named and (not element.letters or bool(element.brief(_LONGEST_HEAD)))


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
