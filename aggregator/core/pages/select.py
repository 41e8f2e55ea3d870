"""Items of a page where the operator's CSS selectors say that they are."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from aggregator.core.text import html_of, scrub, squeeze
from aggregator.core.urls import absolute
from aggregator.model import Image, PageSelect, ParsedItem

_ATTRIBUTE = re.compile(r"(.*)@([\w:.-]+)\s*", re.DOTALL)


def selector_error(selector: str) -> str | None:
    """What is wrong with a selector (`h2 a`, `a@href`, or `@href` of the item itself), if any."""
    css, attribute = _halves(selector)
    if not css:
        return None if attribute else "it is empty"
    try:
        LexborHTMLParser("").css(css)
    except SelectolaxError:
        return "it does not parse"
    return None


def selected(page: LexborHTMLParser, select: PageSelect, base: str) -> tuple[ParsedItem, ...]:
    """The items that lead somewhere, one for each address."""
    found: dict[str, ParsedItem] = {}
    for node in page.css(select.item):
        item = _item(node, select, base)
        if item.link:
            found.setdefault(item.link, item)
    return tuple(found.values())


def _item(node: LexborNode, select: PageSelect, base: str) -> ParsedItem:
    summary = _first(node, select.summary)
    picture = absolute(base, _first(node, select.image, attribute="src"))
    return ParsedItem(
        link=absolute(base, _first(node, select.link, attribute="href")),
        title=_first(node, select.title),
        summary_html=html_of(summary) if summary else None,
        published=_first(node, select.date, attribute="datetime") or _first(node, select.date),
        authors=_all(node, select.author),
        categories=_all(node, select.category),
        image=Image(url=picture) if picture else None,
    )


def _first(node: LexborNode, selector: str | None, *, attribute: str | None = None) -> str | None:
    return next(iter(_all(node, selector, attribute=attribute)), None)


def _all(
    node: LexborNode, selector: str | None, *, attribute: str | None = None
) -> tuple[str, ...]:
    """What a selector gives, empty ones left out: its attribute, else `attribute`, else text."""
    if selector is None:
        return ()
    css, own = _halves(selector)
    name = own or attribute
    nodes = node.css(css) if css else [node]
    said = (one.attributes.get(name) if name else one.text(separator=" ") for one in nodes)
    return tuple(dict.fromkeys(filter(None, (squeeze(scrub(text or "")) for text in said))))


def _halves(selector: str) -> tuple[str, str | None]:
    """The CSS and the attribute of `css@attribute`; an @ within brackets is CSS."""
    match = _ATTRIBUTE.fullmatch(selector)
    return (match[1].strip(), match[2]) if match else (selector.strip(), None)
