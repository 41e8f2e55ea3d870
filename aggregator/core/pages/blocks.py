"""Which part of a page belongs to which article."""

from aggregator.core.pages.layout import Layout, Node
from aggregator.core.pages.lines import is_bare
from aggregator.core.pages.rows import credited, is_sponsor, run
from aggregator.core.pages.tree import Element

_CARD_TAGS = frozenset({"article", "li", "tr"})
_CARD_NAMES = frozenset("article card entry item post story teaser tile".split())
_COLUMN_HEADS = frozenset({"th"})
_OUTER = frozenset({"-document", "html", "body", "main"})


def region(anchor: Element, page: Layout) -> list[Node]:
    """All that belongs to the article of a main anchor, neighbours' things left out."""
    block = _block(anchor, page)
    in_rows = block.tag == "tr" and is_bare([block], page)
    if (is_card(block) and not in_rows) or block.parent is None:
        return [block]
    if not is_bare([block], page):
        return credited(block, block.parent, page)
    return run(block, block.parent, page)


def _block(anchor: Element, page: Layout) -> Element:
    """The largest element around an anchor that holds no other article's, nor a section's head."""
    key, block = page.keys[anchor], anchor
    while (
        block.parent is not None
        and block.parent.tag not in _OUTER
        and page.owners[block.parent] == key
        and not (is_card(block) and not _is_part(block))
        and _may_grow(block, block.parent, page)
    ):
        block = block.parent
    return block


def _is_part(block: Element) -> bool:
    """Whether a row is one of several of a table that is a teaser."""
    table = block.parent
    if block.tag != "tr" or table is None or table.has(_COLUMN_HEADS):
        return False
    return len(_rows(table)) > 1


def _rows(table: Element) -> list[Element]:
    return [one for one in table.children if isinstance(one, Element)]


def is_card(element: Element) -> bool:
    """Whether an element is made for one teaser: beyond it there is nothing of that."""
    return element.tag in _CARD_TAGS or any(name[-1] in _CARD_NAMES for name in element.names())


def _may_grow(block: Element, parent: Element, page: Layout) -> bool:
    places = page.section_places
    if parent.counts(places) > block.counts(places):
        return False
    heads = block.counts(page.head_places)
    if heads and parent.counts(page.head_places) > heads:
        return False
    paid = any(map(is_sponsor, block.after()))  # before it, a kicker of its own
    return not (paid and not is_bare([block], page) and not is_card(parent))
