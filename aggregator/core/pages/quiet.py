"""What stands on a page beside its teasers: menus, side columns, related links, adverts."""

import re
from collections.abc import Iterator
from itertools import pairwise

from aggregator.core.pages.tree import BLOCKS, HEADINGS, Element, walk
from aggregator.core.pages.wording import is_lead_in, starts_with_lead_in, without_lead_in

_ALWAYS = frozenset({"nav", "aside", "dialog"})
_MATTER = frozenset({"body", "main", "h1"})
_NAMES = frozenset(
    "ad ads advert adverts advertisement advertising breadcrumb breadcrumbs menu nav navbar"
    " navigation newsletter pager pagination paginator popular promo promos recommended related"
    " share sharing sidebar social trending".split()
)
_NAME_PAIRS = frozenset({
    ("most", "read"), ("most", "popular"), ("most", "viewed"), ("read", "next"), ("see", "also"),
    ("sponsor", "box"), ("sponsors", "box"),
})  # fmt: skip
# has-sidebar says what stands beside; tag-ads, what an article is about.
_OTHER_THINGS = frozenset(
    "cat category format has hide is no show status tag term type with without".split()
)
_LINKS = frozenset({"a"})
_SPACE = re.compile(r"\s+")
_LONGEST_LEAD = 60


def quiet_elements(root: Element) -> set[Element]:
    """Elements in which no teaser starts, and whose text belongs to none."""
    quiet: set[Element] = set()
    led = _led_to(root)
    for element in walk(root):
        if element in quiet or element.parent in quiet or _is_beside(element):
            quiet.add(element)
        elif _is_lead_in(element):
            quiet.update(_introduced(element))
        elif element.tag == "a" and (element in led or starts_with_lead_in(element.text())):
            quiet.add(element)
    return quiet


def _is_beside(element: Element) -> bool:
    tag = element.tag
    if tag in _ALWAYS or element.attributes.get("role") in {"navigation", "complementary"}:
        return True
    if tag in {"header", "footer"} and not _is_within_teaser(element):
        return tag == "footer" or _is_menu(element)
    return any(_says_beside(name) for name in element.names()) and not _is_whole_page(element)


def _is_whole_page(element: Element) -> bool:
    """Whether this holds the page's own matter: many a `menu-wrapper` holds all of it."""
    return element.has(_MATTER)


def _is_within_teaser(element: Element) -> bool:
    return any(above.tag in {"article", "li"} for above in element.ancestors())


def _is_menu(header: Element) -> bool:
    """A header that leads to several places, none of them by a heading."""
    links = header.find(_LINKS)
    headed = any(above.tag in HEADINGS for link in links for above in link.ancestors())
    return len({link.attributes.get("href") for link in links}) > 1 and not headed


def _says_beside(name: list[str]) -> bool:
    if name[0] in _OTHER_THINGS:
        return False
    pairs = set(pairwise(name))
    return name[0] in _NAMES or name[-1] in _NAMES or bool(pairs & _NAME_PAIRS)


def _is_lead_in(element: Element) -> bool:
    """A line of its own that opens links; a heading among them."""
    if element.tag not in BLOCKS and element.tag not in {"span", "strong", "b", "em"}:
        return False
    nested = [child for child in element.children if isinstance(child, Element)]
    if len(nested) > 1 or any(child.tag == "a" for child in nested):
        return False
    return is_lead_in(element.brief(_LONGEST_LEAD))


def _introduced(lead: Element) -> Iterator[Element]:
    """What a lead-in opens: the next element, and links that follow; of a heading, its section."""
    while lead.parent is not None and lead.parent.letters == lead.letters:
        lead = lead.parent  # a box of its own around it
    headings = [one.tag for one in lead.find(HEADINGS)]
    for place, follower in enumerate(_followers(lead)):
        if headings and any(one.tag <= headings[0] for one in follower.find(HEADINGS)):
            return
        if not headings and place and not _is_all_links(follower):
            return
        yield follower


def _followers(element: Element) -> Iterator[Element]:
    return (child for child in element.after() if isinstance(child, Element))


def _is_all_links(element: Element) -> bool:
    if element.has(HEADINGS):
        return False
    return 0 < element.letters == sum(one.letters for one in element.find(_LINKS))


def _led_to(root: Element) -> set[Element]:
    """Links that words of the same line before them announce as other stories'."""
    led: set[Element] = set()
    said = ""  # the end of the line so far, other links' words left out
    waiting: list[Element | str] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            said = (said + _SPACE.sub(" ", node))[-2 * _LONGEST_LEAD :]
            continue
        if node.tag in BLOCKS:
            said = ""
        if node.tag == "a":
            if without_lead_in(said) != said.strip():
                led.add(node)
        else:
            waiting.extend(reversed(node.children))
    return led
