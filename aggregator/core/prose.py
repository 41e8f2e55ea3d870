"""What an item tells in its own words: its blocks, but for those that only lead elsewhere."""

import re
from collections.abc import Iterable, Iterator
from html import unescape

from aggregator.core.text import BLOCKS, squeeze

# Of cleaned HTML, whose quotes are closed.
_TAG = re.compile(r'<(?P<end>/?)(?P<name>[a-z][a-z0-9]{0,20})(?:[^<>"]|"[^"]{0,4000}")*>')
_LEAST_OWN = 3  # words beside its links by which a block is more than a pointer: "See also:"
_CALLS = re.compile(
    r"(?:shop|buy|order|book|register|subscribe|sign up|get yours|(?:learn|discover|find out) more)"
    r"\b.{0,30}",
    re.IGNORECASE,
)

_Pieces = list[tuple[bool, str]]  # whether it is the text of a link, and the text


def prose(html: str) -> str:
    """The text of cleaned HTML, a line for each block.

    A block that is a link alone, as adverts and related pieces are, is not what the item
    tells; where there is nothing else, it is.
    """
    blocks = tuple(_blocks(html))
    own = [block for block in blocks if not _leads_elsewhere(block)]
    return _lines(own) or _lines(blocks)


def _lines(blocks: Iterable[_Pieces]) -> str:
    return "\n".join(filter(None, (_text(text for _, text in block) for block in blocks)))


def _blocks(html: str) -> Iterator[_Pieces]:
    pieces: _Pieces = []
    start, linked = 0, False
    for tag in _TAG.finditer(html):
        pieces.append((linked, html[start : tag.start()]))
        start = tag.end()
        if tag["name"] == "a":
            linked = not tag["end"]
        elif tag["name"] in BLOCKS:
            yield pieces
            pieces = []
    yield [*pieces, (linked, html[start:])]


def _leads_elsewhere(block: _Pieces) -> bool:
    links = _text(text for linked, text in block if linked)
    own = _text(text for linked, text in block if not linked)
    return bool(links) and (len(own.split()) < _LEAST_OWN or bool(_CALLS.fullmatch(links)))


def _text(pieces: Iterable[str]) -> str:
    return squeeze(unescape("".join(pieces)))
