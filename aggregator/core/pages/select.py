"""Items of a page where the operator's CSS selectors say that they are."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from aggregator.core.embeds import largest
from aggregator.core.pages.pictures import picture, shown
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


def unmatched(page: LexborHTMLParser, select: PageSelect) -> str:
    """Why a page gave no items."""
    count = len(page.css(select.item))
    if not count:
        return f"no element matches {select.item}"
    return f"{count} elements match {select.item}, none with a link in it ({select.link})"


def wordless(page: LexborHTMLParser, select: PageSelect) -> str:
    """Why the items of a page are none: they lead somewhere, and say nothing."""
    asked = ", ".join(filter(None, (select.title, select.summary)))
    return f"{len(page.css(select.item))} elements match {select.item}, none with words ({asked})"


def _item(node: LexborNode, select: PageSelect, base: str) -> ParsedItem:
    summary = _first(node, select.summary)
    return ParsedItem(
        link=absolute(base, _first(node, select.link, attribute="href")),
        title=_first(node, select.title),
        summary_html=html_of(summary) if summary else None,
        published=_date(node, select.date),
        authors=_all(node, select.author),
        categories=_all(node, select.category),
        image=_image(node, select.image, base),
    )


def _first(node: LexborNode, selector: str | None, *, attribute: str | None = None) -> str | None:
    return next(iter(_all(node, selector, attribute=attribute)), None)


def _all(
    node: LexborNode, selector: str | None, *, attribute: str | None = None
) -> tuple[str, ...]:
    """What a selector gives, empty ones left out: its attribute, else `attribute`, else text."""
    if selector is None:
        return ()
    _, own = _halves(selector)
    name = own or attribute
    nodes = _nodes(node, selector)
    said = (one.attributes.get(name) if name else one.text(separator=" ") for one in nodes)
    return tuple(dict.fromkeys(filter(None, (squeeze(scrub(text or "")) for text in said))))


def _nodes(node: LexborNode, selector: str) -> list[LexborNode]:
    css, _ = _halves(selector)
    return node.css(css) if css else [node]


def _date(node: LexborNode, selector: str | None) -> str | None:
    """What a `time` element states for machines, else the words."""
    if selector is None or _halves(selector)[1]:
        return _first(node, selector)
    within = (time for one in _nodes(node, selector) for time in one.css("time[datetime]"))
    stamps = (squeeze(scrub(time.attributes.get("datetime") or "")) for time in within)
    own = _first(node, selector, attribute="datetime")
    return own or next(filter(None, stamps), None) or _first(node, selector)


def _image(node: LexborNode, selector: str | None, base: str) -> Image | None:
    """The picture that is selected, or is in what is; described by its element."""
    if selector is None:
        return None
    _, own = _halves(selector)
    for one in _nodes(node, selector):
        if own:
            said = scrub(one.attributes.get(own) or "").strip()
            url = absolute(base, largest(said) if own.endswith("srcset") else said)
            if url:
                return shown(url, _said(one))
        elif found := _picture(one, base):
            return found
    return None


def _picture(node: LexborNode, base: str) -> Image | None:
    images = [node] if node.tag == "img" else [*node.css("img"), node]
    for one in images:
        box = one.parent if one.parent is not None and one.parent.tag == "picture" else None
        sources = box.css("source") if box is not None else []
        sets = (_said(source).get("srcset", "") for source in sources)
        if found := picture(_said(one), base, sets):
            return found
    return None


def _said(node: LexborNode) -> dict[str, str]:
    return {name: scrub(said or "") for name, said in node.attributes.items()}


def _halves(selector: str) -> tuple[str, str | None]:
    """The CSS and the attribute of `css@attribute`; an @ within brackets is CSS."""
    match = _ATTRIBUTE.fullmatch(selector)
    return (match[1].strip(), match[2]) if match else (selector.strip(), None)
