"""Documents of the corpus, broken in the ways in which the world breaks them."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

CORPUS = Path(__file__).parent / "corpus"
SOUND = sorted(path for path in CORPUS.iterdir() if not path.name.endswith(".expect.json"))
_TAG = re.compile(rb"</?[A-Za-z][\w:.-]*")
_BLOCK = re.compile(rb"<(item|entry|url|article|li|div)\b.*?</\1>", re.DOTALL)
_TEXT = re.compile(rb">[^<>]{3,}<")
PIECES = (
    b"<", b">", b"&", b"&amp;", b"&#x0;", b"&#55357;", b"&#xD83D;&#xDC8E;", b"&lt;script&gt;",
    b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<?xml version='1.0' encoding='utf-16'?>", b"\x00",
    b"\x0b", b"\xff\xfe", b"\xed\xa0\x80", b"\xc3", b"\xe2\x80\x8b", b"\xef\xbb\xbf", b'"',
    b"'", b"{", b"}", b"[", b"null", b"1e999", b"-0", b"9" * 400, b"http://[", b"//",
    b"javascript:", b"?utm_source=x", b"%ff", b"xmlns:x='y'", b"<item>", b"</item>", b"<entry>",
    b"</channel>", b"<a href='/articles/1'>x</a>", b"<img src=x>", b"<table><tr><td>",
    b"<p>" * 40, b"</div>" * 20, b"Fri, 30 Feb 2026 25:61:00 XYZ", b"0001-01-01T00:00:00+23:59",
    b"99999999999999", b"<guid>1</guid>", b"<link/>", b"\r", b"\xc2\x85", b"\x1f\x8b\x08",
    *(char.encode() for char in "ﷺİ\u202e💎ﬁ"),
)  # fmt: skip
CHARSETS = "utf-8 utf-16 utf-7 rot13 cp1252 shift_jis gb18030 undefined hex x".split()


@dataclass(frozen=True)
class Mutant:
    """A document that was sound, and how it is asked for."""

    name: str
    body: bytes
    said: dict[str, Any]

    def __repr__(self) -> str:
        return f"Mutant of {self.name}: {self.body!r}"


@st.composite
def mutants(draw: st.DrawFn) -> Mutant:
    """One document of the corpus after one to six accidents."""
    path = draw(st.sampled_from(SOUND))
    said = json.loads(path.with_name(f"{path.name}.expect.json").read_text(encoding="utf-8"))
    body = path.read_bytes()
    for _ in range(draw(st.integers(1, 6))):
        body = draw(st.sampled_from(_ACCIDENTS))(draw, body)[:60_000]
    charset = draw(st.sampled_from([None, None, None, *CHARSETS]))
    if charset:
        said["content_type"] = f"application/xml; charset={charset}"
    return Mutant(path.name, body, said)


def _at(draw: st.DrawFn, body: bytes) -> int:
    return draw(st.integers(0, len(body)))


def _flip(draw: st.DrawFn, body: bytes) -> bytes:
    at = _at(draw, body)
    return body[:at] + bytes([draw(st.integers(0, 255))]) + body[at + 1 :]


def _insert(draw: st.DrawFn, body: bytes) -> bytes:
    at = _at(draw, body)
    return body[:at] + draw(st.sampled_from(PIECES)) + body[at:]


def _cut(draw: st.DrawFn, body: bytes) -> bytes:
    start, end = sorted((_at(draw, body), _at(draw, body)))
    return body[:start] + body[end:]


def _stop(draw: st.DrawFn, body: bytes) -> bytes:
    return body[: _at(draw, body)]


def _double(draw: st.DrawFn, body: bytes) -> bytes:
    blocks = [match.span() for match in _BLOCK.finditer(body)]
    if not blocks:
        return body
    start, end = draw(st.sampled_from(blocks))
    return body[:end] + body[start:end] * draw(st.integers(1, 20)) + body[end:]


def _rename(draw: st.DrawFn, body: bytes) -> bytes:
    tags = sorted(set(_TAG.findall(body)))
    if not tags:
        return body
    old, new = draw(st.sampled_from(tags)), draw(st.sampled_from(tags))
    return body.replace(old, new, draw(st.sampled_from([1, -1])))


def _retell(draw: st.DrawFn, body: bytes) -> bytes:
    texts = [match.span() for match in _TEXT.finditer(body)]
    if not texts:
        return body
    start, end = draw(st.sampled_from(texts))
    said = draw(st.text(max_size=30)).encode("utf-8", "surrogatepass")
    return body[: start + 1] + said + body[end - 1 :]


def _splice(draw: st.DrawFn, body: bytes) -> bytes:
    other = draw(st.sampled_from(SOUND)).read_bytes()
    return body[: _at(draw, body)] + other[_at(draw, other) :]


def _nest(draw: st.DrawFn, body: bytes) -> bytes:
    at, depth = _at(draw, body), draw(st.integers(1, 200))
    tag = draw(st.sampled_from([b"div", b"a", b"item", b"b", b"table"]))
    return body[:at] + b"<%s>" % tag * depth + body[at:]


_ACCIDENTS = (_flip, _insert, _cut, _stop, _double, _rename, _retell, _splice, _nest)
