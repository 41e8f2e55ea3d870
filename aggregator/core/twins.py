"""Packed twins of published files: the same bytes in a content coding (RFC 9110 section 8.4.1)."""

import gzip
import zlib
from collections.abc import Mapping

import brotli

SUFFIXES: Mapping[str, str] = {"br": ".br", "gzip": ".gz"}
"""What is hung on a file's name for its twin, by content coding; the tighter coding first."""

_TEXTS = frozenset((".atom", ".css", ".html", ".js", ".json", ".opml", ".rss", ".svg"))
# Of a feed of 130 kB brotli makes 14.4 kB at its best in 126 ms, 14.6 in 41, 16.9 in 2: a round
# that brings news packs a dozen of them.
_TIGHT, _QUICK = 10, 5
_LARGE = 2**18  # from here on tightness takes too long


def has_twins(name: str) -> bool:
    """Whether a file of this name is worth packing: text is, pictures are packed already."""
    return not name.startswith((".", "_")) and f".{name.rpartition('.')[2]}" in _TEXTS


def packed(body: bytes, coding: str) -> bytes:
    """The body in a content coding. The same bytes give the same twin."""
    if coding == "gzip":
        return gzip.compress(body, mtime=0)
    quality = _TIGHT if len(body) < _LARGE else _QUICK
    twin: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=quality)
    return twin


def holds(twin: bytes, coding: str, body: bytes) -> bool:
    """Whether this is the body in that coding, whoever packed it."""
    try:
        unpacked = gzip.decompress(twin) if coding == "gzip" else brotli.decompress(twin)
    except (OSError, EOFError, zlib.error, brotli.error):
        return False
    return bool(unpacked == body)
