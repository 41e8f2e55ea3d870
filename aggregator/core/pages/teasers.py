"""Teasers of a page, found by where they lead."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from itertools import islice
from operator import itemgetter
from urllib.parse import urldefrag, urlsplit

from aggregator.core.pages.blocks import region
from aggregator.core.pages.layout import Layout, layout
from aggregator.core.pages.linked_data import SPONSORED
from aggregator.core.pages.quiet import quiet_elements
from aggregator.core.pages.telling import told
from aggregator.core.pages.tree import HEADINGS, Element, walk
from aggregator.core.pages.wording import beside_date, is_date_line, is_file, is_paid_label
from aggregator.core.urls import absolute, canonical, host
from aggregator.model import ParsedItem

_MOST_PLACES = 100  # elements of one article's that are looked at: an article may be on every line

_MOST_RAILS = 50
_KICKERS = frozenset("author byline category eyebrow kicker rubric section".split())
_KICKER_RELS = frozenset({"author", "category", "tag"})
_LONGEST_KICKER = 40  # characters


def teasers(root: Element, base: str, links: str) -> tuple[ParsedItem, ...]:
    """One item for each address of this site that `links` matches, in page order.

    An article may be linked several times; told is where there is most to it.
    """
    quiet = frozenset(quiet_elements(root))
    anchors = matching(root, base, links)
    loud = [one for one in anchors if one not in quiet]
    titled = [one for one in loud if not _is_kicker(one)]
    keys = {one: canonical(anchors[one]) for one in titled or loud}
    page = layout(root, keys, quiet)
    days, rails = _days(root, page), _rails(root, page)
    found: dict[str, ParsedItem | None] = dict.fromkeys(keys.values())
    seen: dict[str, list[Element]] = {}
    for anchor, key in keys.items():
        places = seen.setdefault(key, [])
        if len(places) >= _MOST_PLACES or any(one.holds(anchor) for one in places):
            continue
        nodes = region(anchor, page)
        places.extend(node for node in nodes if isinstance(node, Element))
        item = told(nodes, page, link=anchors[anchor], base=base)
        if item and not item.published and days:
            item = replace(item, published=_day_above(anchor, days))
        if item and (marks := [*_of_rails(anchor, rails), *_of_link(anchor)]):
            item = replace(item, categories=tuple(dict.fromkeys((*item.categories, *marks))))
        found[key] = _joined(found[key], item)
    return _once(item for item in found.values() if item is not None)


def _of_rails(anchor: Element, rails: Sequence[tuple[Element, str]]) -> Iterator[str]:
    return (said for box, said in rails if box.holds(anchor))


def _of_link(anchor: Element) -> Iterator[str]:
    """`rel="sponsored"` says of a link that it was paid for (HTML's registry of link types)."""
    if "sponsored" in anchor.attributes.get("rel", "").lower().split():
        yield SPONSORED


def _days(root: Element, page: Layout) -> list[tuple[int, str | None]]:
    """Where a heading is a day, over the articles of that day, and where another ends that."""
    days: list[tuple[int, str | None]] = []
    tag = ""
    for heading in root.find(HEADINGS):
        said = heading.brief(_LONGEST_KICKER)
        if is_date_line(said) and not beside_date(said):
            days.append((heading.at, said))
            tag = heading.tag
        elif heading not in page.owners and heading.tag <= tag:
            days.append((heading.at, None))
    return days


def _day_above(anchor: Element, days: Sequence[tuple[int, str | None]]) -> str | None:
    place = bisect_left(days, anchor.at, key=itemgetter(0))
    return days[place - 1][1] if place else None


def _rails(root: Element, page: Layout) -> list[tuple[Element, str]]:
    """Boxes of several articles that open with words that say of all: paid for.

    The box of most articles is none: what opens a page is said of something else.
    """
    found = []
    for label in islice(filter(_is_paid_label, walk(root)), _MOST_RAILS):
        box = label.parent
        while box is not None and box.letters == label.letters:
            box = box.parent
        if box is None or page.owners.get(box, "") is not None or not _opens(label, box):
            continue
        held = {key for anchor, key in page.keys.items() if box.holds(anchor)}
        if 2 * len(held) < len(set(page.keys.values())):
            found.append((box, label.text()))
    return found


def _is_paid_label(element: Element) -> bool:
    if any(isinstance(one, Element) for one in element.children):
        return False
    return is_paid_label(element.brief(_LONGEST_KICKER))


def _opens(label: Element, box: Element) -> bool:
    """Whether there is nothing to read in the box before the label."""
    top = next(one for one in (label, *label.ancestors()) if one.parent is box)
    before = box.children[: top.place]
    return not any(one.letters if isinstance(one, Element) else one.strip() for one in before)


def matching(root: Element, base: str, links: str) -> Mapping[Element, str]:
    """Links to articles, and where they lead."""
    found = {}
    for anchor in root.find(frozenset({"a"})):
        to = absolute(base, anchor.attributes.get("href"))
        if to and is_article(to, base, links):
            found[anchor] = urldefrag(to).url
    return found


def is_article(address: str, base: str, links: str) -> bool:
    """Whether this is an article of the same site's, by its path."""
    return host(address) == host(base) and fnmatchcase(urlsplit(address).path, links)


def _is_kicker(anchor: Element) -> bool:
    """Whether a link leads to a section, an author or a file, as its class, or its box's, says."""
    if is_file(anchor.brief(_LONGEST_KICKER)):
        return True
    if _KICKER_RELS & set(anchor.attributes.get("rel", "").lower().split()):
        return True
    box = anchor.parent
    places = [anchor] if box is None or box.letters > anchor.letters else [anchor, box]
    named = any(name[-1] in _KICKERS for one in places for name in one.names())
    return named and bool(anchor.brief(_LONGEST_KICKER)) and not anchor.has(HEADINGS)


def _joined(one: ParsedItem | None, other: ParsedItem | None) -> ParsedItem | None:
    """An article that stands in two places, as the fuller one tells it and the other completes."""
    if one is None or other is None:
        return one or other
    main, rest = (other, one) if _fullness(other) > _fullness(one) else (one, other)
    return replace(
        main,
        link=one.link,
        title=main.title or rest.title,
        published=main.published or rest.published,
        authors=main.authors or rest.authors,
        categories=tuple(dict.fromkeys((*main.categories, *rest.categories))),
        image=main.image or rest.image,
    )


def _once(items: Iterable[ParsedItem]) -> tuple[ParsedItem, ...]:
    """Items, those of one path and title once: `?from=top` beside `?from=list`."""
    found: dict[tuple[str, str], ParsedItem] = {}
    for item in items:
        link, title = item.link or "", item.title or ""
        place = (link.partition("?")[0] if title else link, title)
        if place in found and _differ(found[place], item):
            place = (link, title)
        found[place] = _joined(found.get(place), item) or item
    return tuple(found.values())


def _differ(one: ParsedItem, other: ParsedItem) -> bool:
    """Whether both have a date, or a text, and another one: editions of a column."""
    told = ((one.published, other.published), (one.summary_html, other.summary_html))
    return any(here and there and here != there for here, there in told)


def _fullness(item: ParsedItem) -> int:
    return (item.title is not None) + (item.summary_html is not None)
