"""The picture of an item: one that is described or attached, else one that its text shows."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

from aggregator.core.embeds import is_counter, is_ornament, pixels, secure
from aggregator.core.text import shortened, squeeze
from aggregator.core.urls import absolute
from aggregator.model import Image, ParsedItem

_IMAGE = re.compile(r"<img\b[^>]*>")  # cleaned: a > in an attribute is written &gt;
_ATTRIBUTE = re.compile(r'\b(src|alt|width|height)="([^"]*)"')
_RESIZED = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w{3,4}$)")
_SMALLEST = 32  # pixels: below are icons
_SMALL = 200  # pixels: below are thumbnails, which give way to what the text shows larger
_ALT_LENGTH = 300


def image_of(item: ParsedItem, content: str, base: str) -> Image | None:
    """The item's picture, over https, with its size and what it shows where that is told.

    `content` is cleaned HTML. Counters, avatars and icons are none.
    """
    shown = tuple(_shown(content))
    image = _largest(tuple(filter(_is_shown, (*_attached(item, base), *shown))))
    if image is None:
        return None
    alt = image.alt or next((one.alt for one in shown if _is_same(one, image)), None)
    return replace(image, alt=shortened(squeeze(alt), _ALT_LENGTH) if alt else None)


def _largest(images: tuple[Image, ...]) -> Image | None:
    """The first, unless that is a thumbnail and a later one is not."""
    first = next(iter(images), None)
    if first is None or not first.width or first.width >= _SMALL:
        return first
    return next((one for one in images if one.width and one.width >= _SMALL), first)


def _attached(item: ParsedItem, base: str) -> Iterator[Image]:
    image = item.image
    url = secure(absolute(base, image.url)) if image else None
    if image and url:
        yield Image(url=url, alt=image.alt, width=image.width, height=image.height)


def _shown(content: str) -> Iterator[Image]:
    for tag in _IMAGE.findall(content):
        said = {name: unescape(text) for name, text in _ATTRIBUTE.findall(tag)}
        if said.get("src"):
            yield Image(
                url=said["src"],
                alt=said.get("alt") or None,
                width=pixels(said.get("width")),
                height=pixels(said.get("height")),
            )


def _is_shown(image: Image) -> bool:
    sides = (image.width, image.height)
    if any(side is not None and side < _SMALLEST for side in sides):
        return False
    return not is_counter(image.url) and not is_ornament(image.url)


def _is_same(one: Image, other: Image) -> bool:
    """Whether two addresses are one picture, in whatever size."""
    return _plain(one.url) == _plain(other.url)


def _plain(url: str) -> str:
    return _RESIZED.sub("", url.partition("?")[0].partition("://")[2])
