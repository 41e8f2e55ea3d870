"""The picture of an item: one that is described or attached, else one that its text shows."""

import re
from collections.abc import Iterator
from html import unescape

from aggregator.core.urls import absolute
from aggregator.model import Image, ParsedItem

_IMAGE = re.compile(r"<img\b[^>]*>")  # cleaned: a > in an attribute is written &gt;
_PIXELS = re.compile(r"[0-9]{1,5}")
_ATTRIBUTE = re.compile(r'\b(src|alt|width|height)="([^"]*)"')


def image_of(item: ParsedItem, content: str, base: str) -> Image | None:
    for image in (item.image, *_shown(content)):
        url = absolute(base, image.url) if image else None
        if image and url:
            return Image(url=url, alt=image.alt, width=image.width, height=image.height)
    return None


def _shown(content: str) -> Iterator[Image]:
    """Pictures of cleaned HTML that are more than a counter's pixel."""
    for tag in _IMAGE.findall(content):
        said = {name: unescape(text) for name, text in _ATTRIBUTE.findall(tag)}
        width, height = (_pixels(said.get(name)) for name in ("width", "height"))
        if said.get("src") and (width is None or width > 1) and (height is None or height > 1):
            yield Image(url=said["src"], alt=said.get("alt") or None, width=width, height=height)


def _pixels(text: str | None) -> int | None:
    return int(text) if text and _PIXELS.fullmatch(text) else None
