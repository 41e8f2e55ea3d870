"""What a page's JSON-LD adds to its teasers, and what it lists where there are none."""

from collections.abc import Iterable
from dataclasses import replace

from aggregator.core.pages.linked_data import Described
from aggregator.core.pages.teasers import is_article
from aggregator.core.urls import canonical
from aggregator.model import ParsedItem


def completed(items: Iterable[ParsedItem], said: Iterable[Described]) -> tuple[ParsedItem, ...]:
    """Items with what the page says of their addresses where they lack it.

    Its date is preferred: it is written for machines, a teaser's is often but a day.
    """
    known = _by_address(said)
    return tuple(_filled(item, known.get(canonical(item.link or ""))) for item in items)


def listed(said: Iterable[Described], base: str, links: str) -> tuple[ParsedItem, ...]:
    """The articles of this site's that the page lists, in its order."""
    return tuple(
        item
        for item in _by_address(said).values()
        if item.title and item.link and is_article(item.link, base, links)
    )


def _by_address(said: Iterable[Described]) -> dict[str, ParsedItem]:
    """By canonical address. An entry of a list may be told in two places."""
    found: dict[str, ParsedItem] = {}
    for one in said:
        if one.item.link:
            key = canonical(one.item.link)
            found[key] = _filled(found[key], one.item) if key in found else one.item
    return found


def _filled(item: ParsedItem, said: ParsedItem | None) -> ParsedItem:
    if said is None:
        return item
    return replace(
        item,
        title=item.title or said.title,
        summary_html=item.summary_html or said.summary_html,
        published=said.published or item.published,
        updated=item.updated or said.updated,
        authors=item.authors or said.authors,
        categories=tuple(dict.fromkeys((*item.categories, *said.categories))),
        image=item.image or said.image,
        language=item.language or said.language,
    )
