"""A picture that a page shows: its address where it loads late, its size, its words."""

import re
from collections.abc import Iterable, Mapping

from aggregator.core.embeds import is_holder, largest, pixels
from aggregator.core.text import squeeze
from aggregator.core.urls import absolute
from aggregator.model import Image

_LATE = ("data-src", "data-lazy-src", "data-original", "data-img-url")
_LATE_SETS = ("data-srcset", "data-lazy-srcset")

_LONGEST_STYLE = 2_000  # characters: an address among many words costs their square
_BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]*?url\(\s*[\"']?([^\"')]+)", re.IGNORECASE)


def picture(said: Mapping[str, str], base: str, sources: Iterable[str] = ()) -> Image | None:
    """The picture of an element's attributes, else the first of the `srcset`s beside it."""
    url = absolute(base, _address(said) or next(filter(None, map(largest, sources)), None))
    return shown(url, said) if url else None


def shown(url: str, said: Mapping[str, str]) -> Image:
    """The picture at an address, described by an element's attributes."""
    return Image(
        url=url,
        alt=squeeze(said.get("alt", "")) or None,
        width=pixels(said.get("width")),
        height=pixels(said.get("height")),
    )


def _address(said: Mapping[str, str]) -> str | None:
    """The picture itself: where it loads late, `src` holds its place."""
    late = (said.get(name, "").strip() for name in _LATE)
    sets = (largest(said.get(name, "")) for name in _LATE_SETS)
    src, srcset = said.get("src", "").strip(), largest(said.get("srcset", ""))
    behind = _BACKGROUND.search(said.get("style", "")[:_LONGEST_STYLE])
    told = (*late, *sets, src, srcset, said.get("data-bg"), behind[1] if behind else None)
    return next((one for one in told if one and not is_holder(one)), None)
