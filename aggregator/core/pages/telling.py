"""What the part of a page that belongs to an article tells of it."""

from collections.abc import Iterator, Sequence

from aggregator.core.embeds import pixels
from aggregator.core.pages.layout import Layout, Node
from aggregator.core.pages.lines import read_lines, sorted_out
from aggregator.core.pages.pictures import picture
from aggregator.core.pages.tree import Element, walk
from aggregator.core.text import html_of
from aggregator.model import Image, ParsedItem

_ORNAMENTS = frozenset("author avatar icon logo pixel".split())
_SMALLEST_PICTURE = 32  # pixels: below are icons and counters


def told(nodes: Sequence[Node], page: Layout, *, link: str, base: str) -> ParsedItem | None:
    """An article's item; None where there is neither a title nor a word to it."""
    title, lines = read_lines(nodes, page)
    found = sorted_out(lines)
    if title is None and not found.paragraphs:
        return None
    return ParsedItem(
        link=link,
        title=title,
        summary_html="".join(f"<p>{html_of(text)}</p>" for text in found.paragraphs) or None,
        published=found.published,
        authors=tuple(dict.fromkeys(found.authors)),
        categories=tuple(dict.fromkeys(found.labels)),
        image=_image(nodes, page, base),
    )


def _image(nodes: Sequence[Node], page: Layout, base: str) -> Image | None:
    elements = (one for node in nodes if isinstance(node, Element) for one in walk(node))
    shown = (one for one in elements if one not in page.quiet and _may_show(one))
    found = (picture(one.attributes, base, _sources(one)) for one in shown)
    return next(filter(None, found), None)


def _sources(image: Element) -> Iterator[str]:
    """What a `picture` element around it offers."""
    if image.parent is not None and image.parent.tag == "picture":
        for one in image.parent.find(frozenset({"source"})):
            yield one.attributes.get("srcset") or one.attributes.get("data-srcset", "")


def _may_show(element: Element) -> bool:
    """Whether this is a picture, or has one behind it, and is more than an ornament."""
    said = element.attributes
    if element.tag != "img" and not ("style" in said or "data-bg" in said):
        return False
    sizes = [pixels(said.get(side)) for side in ("width", "height")]
    if any(size is not None and size < _SMALLEST_PICTURE for size in sizes):
        return False
    places = [element] if element.parent is None else [element, element.parent]
    names = (name for place in places for name in place.names())
    return not any(name[-1] in _ORNAMENTS and name[0] != "spip" for name in names)
