"""What the part of a page that belongs to an article tells of it."""

import re
from collections.abc import Mapping, Sequence

from aggregator.core.pages.layout import Layout, Node
from aggregator.core.pages.lines import read_lines, sorted_out
from aggregator.core.pages.tree import Element, walk
from aggregator.core.text import html_of, squeeze
from aggregator.core.urls import absolute
from aggregator.model import Image, ParsedItem

_ORNAMENTS = frozenset("author avatar icon logo pixel".split())
_SMALLEST_PICTURE = 32  # pixels: below are icons and counters
_PIXELS = re.compile(r"\s*([0-9]{1,5})(?:px)?\s*")
_SIZED = re.compile(r"(\S+)\s+(\d+(?:\.\d+)?)[wx]")


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
    for one in elements:
        shown = one.tag == "img" and one not in page.quiet and not _is_ornament(one)
        url = absolute(base, _address(one.attributes)) if shown else None
        if url:
            return Image(
                url=url,
                alt=squeeze(one.attributes.get("alt", "")) or None,
                width=_pixels(one.attributes.get("width")),
                height=_pixels(one.attributes.get("height")),
            )
    return None


def _is_ornament(image: Element) -> bool:
    sizes = [_pixels(image.attributes.get(side)) for side in ("width", "height")]
    if any(size is not None and size < _SMALLEST_PICTURE for size in sizes):
        return True
    places = [image] if image.parent is None else [image, image.parent]
    return any(name[-1] in _ORNAMENTS for place in places for name in place.names())


def _address(said: Mapping[str, str]) -> str | None:
    """The picture itself: where it loads late, `src` holds its place."""
    plain = (said.get(name, "") for name in ("data-src", "data-lazy-src", "src"))
    shown = (address for address in plain if address and not address.startswith("data:"))
    return next(shown, None) or _largest(said.get("srcset") or said.get("data-srcset") or "")


def _largest(srcset: str) -> str | None:
    """The address with the largest descriptor (`a.jpg 300w, b.jpg 600w`)."""
    choices = [(float(size), address) for address, size in _SIZED.findall(srcset)]
    return max(choices)[1] if choices else next(iter(srcset.split()), None)


def _pixels(said: str | None) -> int | None:
    match = _PIXELS.fullmatch(said or "")
    return int(match[1]) if match else None
