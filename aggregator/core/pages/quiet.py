"""What stands on a page beside its teasers: menus, side columns, related links, adverts."""

from collections.abc import Iterator
from itertools import pairwise

from aggregator.core.pages.tree import BLOCKS, HEADINGS, Element, walk
from aggregator.core.pages.wording import is_lead_in, starts_with_lead_in, without_lead_in

_ALWAYS = frozenset({"nav", "aside", "dialog"})
_MATTER = frozenset({"body", "main", "h1"})
_NAMES = frozenset(
    "ad ads advert adverts advertisement advertising breadcrumb breadcrumbs menu nav navbar"
    " navigation newsletter pager pagination popular promo promos recommended related share sharing"
    " sidebar social trending".split()
)
_NAME_PAIRS = frozenset({
    ("most", "read"), ("most", "popular"), ("most", "viewed"), ("read", "next"), ("see", "also"),
    ("sponsor", "box"), ("sponsors", "box"),
})  # fmt: skip
# has-sidebar says what stands beside; tag-ads, what an article is about.
_OTHER_THINGS = frozenset(
    "cat category format has hide is no show status tag term type with without".split()
)
_LONGEST_LEAD = 60


def quiet_elements(root: Element) -> set[Element]:
    """Elements in which no teaser starts, and whose text belongs to none."""
    quiet: set[Element] = set()
    for element in walk(root):
        if element in quiet or element.parent in quiet or _is_beside(element):
            quiet.add(element)
        elif _is_lead_in(element):
            quiet.update(_introduced(element))
        elif element.tag == "a" and _follows_lead_in(element):
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
    return any(one.tag in _MATTER for one in walk(element))


def _is_within_teaser(element: Element) -> bool:
    return any(above.tag in {"article", "li"} for above in element.ancestors())


def _is_menu(header: Element) -> bool:
    """A header that leads to several places, none of them by a heading."""
    links = [one for one in walk(header) if one.tag == "a"]
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
    text = element.text()
    return len(text) <= _LONGEST_LEAD and is_lead_in(text)


def _introduced(lead: Element) -> Iterator[Element]:
    """What a lead-in opens: the next element, and links that follow; of a heading, its section."""
    while lead.parent is not None and lead.parent.text() == lead.text():
        lead = lead.parent  # a box of its own around it
    headings = [one.tag for one in walk(lead) if one.tag in HEADINGS]
    for place, follower in enumerate(_followers(lead)):
        if headings and any(
            one.tag in HEADINGS and one.tag <= headings[0] for one in walk(follower)
        ):
            return
        if not headings and place and not _is_all_links(follower):
            return
        yield follower


def _followers(element: Element) -> Iterator[Element]:
    if element.parent is None:
        return iter(())
    siblings = element.parent.children
    after = siblings[siblings.index(element) + 1 :]
    return (child for child in after if isinstance(child, Element))


def _is_all_links(element: Element) -> bool:
    if any(one.tag in HEADINGS for one in walk(element)):
        return False
    linked = "".join(one.text() for one in walk(element) if one.tag == "a")
    return bool(linked) and linked.replace(" ", "") == element.text().replace(" ", "")


def _follows_lead_in(anchor: Element) -> bool:
    """Whether words of the same line announce this link as another story's."""
    before = _before(anchor)
    return starts_with_lead_in(anchor.text()) or without_lead_in(before) != before


def _before(anchor: Element) -> str:
    """The words of its line before a link, other links left out."""
    line = next((one for one in anchor.ancestors() if one.tag in BLOCKS), anchor)
    said: list[str] = []
    waiting: list[Element | str] = [line]
    while waiting and (node := waiting.pop()) is not anchor:
        if isinstance(node, str):
            said.append(node)
            continue
        if node.tag in BLOCKS:
            said.clear()
        if node.tag != "a":
            waiting.extend(reversed(node.children))
    return " ".join("".join(said).split())
