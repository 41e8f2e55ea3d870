"""Sitemaps (sitemaps.org) and their news extension into the same values as any other document.

lxml reads them: a sitemap may list 50,000 addresses, and be no good XML.
"""

import re
import zlib
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from fnmatch import fnmatchcase
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from aggregator.core import mend
from aggregator.core.charsets import decoded
from aggregator.core.dates import parse_date
from aggregator.core.dating import NEVER, latest
from aggregator.core.parse import parse as parse_feed
from aggregator.core.text import scrub, squeeze
from aggregator.core.urls import absolute, host
from aggregator.model import Channel, Image, ParsedFeed, ParsedItem, Part, ReadFailed

LARGEST = 50 * 1024 * 1024  # bytes, unpacked (sitemaps.org, limits)
MOST_ITEMS = 2000  # the newest ones; the rest is an archive
MOST_PARTS = 1000  # likewise

_NEWS = "/sitemap-news/"  # in the name of the extension for news
_GZIP = b"\x1f\x8b"
_NUMBERS = re.compile(r"(?:^|[-_/])(\d{2,12})(?=[-_./]|$)")
_DECLARATION = re.compile(r"^<\?xml[^>]*\?>")

Names = dict[str, list[str]]


def parse(
    body: bytes, *, content_type: str | None, url: str, links: str | None
) -> ParsedFeed | ReadFailed:
    """Read a sitemap, or a sitemap index, that came from `url`. Total.

    `links` is a glob of the paths of addresses that are items; None: all are. Only
    addresses of the sitemap's own host count, as the protocol demands. The newest come
    first. A sitemap without one such address is `ReadFailed`: it was built anew.
    """
    plain = _unpacked(body)
    if plain is None:
        return ReadFailed(reason=f"gzip that is broken, or of more than {LARGEST >> 20} MB")
    text = mend.legal(decoded(plain, content_type))
    if not text:
        return ReadFailed(reason="empty: no sitemap to read")
    root = mend.kind(text)
    if root in mend.FEEDS:  # the protocol takes them too
        return parse_feed(plain, content_type=content_type, url=url)
    return _read(text, root, url, links)


def _read(text: str, root: str, url: str, links: str | None) -> ParsedFeed | ReadFailed:
    match root:
        case "urlset":
            return _urlset(text, url, links)
        case "sitemapindex":
            return _index(text, url)
        case "" if "<" not in text:
            lines = (line.strip() for line in text.splitlines())
            return _listed((ParsedItem(link=line) for line in lines if line), url, links, flaw=None)
        case _:
            return ReadFailed(reason=_instead(text, root))


def _instead(text: str, root: str) -> str:
    if root in mend.PAGES:
        return f"an HTML page, not a sitemap{mend.page_title(text)}"
    return f"{f'<{root}>' if root else 'text'}, not a sitemap"


def _unpacked(body: bytes) -> bytes | None:
    """What `sitemap.xml.gz` holds; the body itself where it is no gzip, None where it is none."""
    if not body.startswith(_GZIP):
        return body
    plain = b""
    while body.startswith(_GZIP) and len(plain) < LARGEST:  # it may have several members
        stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            plain += stream.decompress(body, LARGEST - len(plain))
        except zlib.error:
            return None
        if not stream.eof:
            return None
        body = stream.unused_data
    return plain


def _urlset(text: str, url: str, links: str | None) -> ParsedFeed | ReadFailed:
    told, flaw = _elements(text, "url")
    if not told and flaw is None and _NEWS in text:  # it lists two days: none after a weekend
        return ParsedFeed(channel=Channel(link=url), items=())
    return _listed((_item(names) for names in told), url, links, flaw=flaw)


def _index(text: str, url: str) -> ParsedFeed | ReadFailed:
    told, flaw = _elements(text, "sitemap")
    parts = {
        to: Part(url=to, changed=_first(names, "lastmod"))
        for names in told
        if (to := absolute(url, _first(names, "loc"))) and host(to) == host(url)
    }
    if not parts:
        return ReadFailed(reason="a sitemap index that names no sitemap of its own site")
    if len(parts) > MOST_PARTS:
        flaw = flaw or f"names {len(parts)} sitemaps: the newest {MOST_PARTS} are read"
    newest = sorted(parts.values(), key=_changed_at, reverse=True)[:MOST_PARTS]
    return ParsedFeed(
        channel=Channel(link=url),
        items=(),
        flaw=flaw,
        whole=flaw is None,
        parts=tuple(newest),
    )


def _changed_at(part: Part) -> datetime:
    return parse_date(part.changed, timezone=None) or NEVER


def _listed(
    items: Iterator[ParsedItem], url: str, links: str | None, *, flaw: str | None
) -> ParsedFeed | ReadFailed:
    """The items of this site that `links` matches, each once, newest first."""
    found: dict[str, ParsedItem] = {}
    others, home = 0, host(url)
    for item in items:
        to = absolute(url, item.link)
        if to and host(to) == home and (not links or fnmatchcase(urlsplit(to).path, links)):
            found.setdefault(to, item)
        else:
            others += 1
    if not found:
        return ReadFailed(reason=_lacking(links, others), is_empty=True)
    newest = sorted(found.values(), key=_age, reverse=True)[:MOST_ITEMS]
    return ParsedFeed(channel=Channel(link=url), items=tuple(newest), flaw=flaw, whole=flaw is None)


def _lacking(links: str | None, others: int) -> str:
    like = f" like {links}" if links else ""
    return f"the sitemap lists no address of its own site{like} ({others} others)"


def _age(item: ParsedItem) -> tuple[datetime, int]:
    """By date; undated ones by the number that their address counts with, later ones higher."""
    numbers = _NUMBERS.findall(urlsplit(item.link or "").path)
    return latest(item), int(numbers[-1]) if numbers else -1


def _elements(text: str, name: str) -> tuple[list[Names], str | None]:
    """What each element of this name says, whatever namespace it is in, and what was wrong.

    After one bare ampersand lxml leaves out those that are written rightly, too, and the
    addresses are others: what is not well-formed is read once more, mended.
    """
    told, flaw = _parsed(text, name)
    return (told, None) if flaw is None else (_parsed(mend.mended(text), name)[0], flaw)


def _parsed(text: str, name: str) -> tuple[list[Names], str | None]:
    source = BytesIO(_DECLARATION.sub("", text, count=1).encode())
    told: list[Names] = []
    steps = etree.iterparse(
        source, events=("end",), encoding="utf-8", recover=True, no_network=True,
        resolve_entities=False, load_dtd=False, huge_tree=False,
    )  # fmt: skip
    try:
        for _, element in steps:
            if _name(element) == name:
                told.append(_said(element))
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        return told, f"not well-formed: {squeeze(scrub(str(error)))}"
    if told and _is_open(text, name):  # half of an address is another address
        told.pop()
    errors = [one for one in steps.error_log if one.level >= etree.ErrorLevels.ERROR]
    return told, f"not well-formed: {errors[0].message}, line {errors[0].line}" if errors else None


def _is_open(text: str, name: str) -> bool:
    """Whether the last element of this name was begun and not ended."""
    steps = re.finditer(rf"<(/?)(?:[\w.-]{{1,40}}:)?{name}(?=[\s/>])", text)
    last = deque(steps, maxlen=1)
    return bool(last) and not last[0][1]


def _said(element: Any) -> Names:
    """The texts in an element by name: `loc`, and `image/loc` one deeper."""
    told: Names = {}
    for child in element.iter(etree.Element):
        if child is element or not child.text or not child.text.strip():
            continue
        parent = _name(child.getparent())
        path = _name(child) if child.getparent() is element else f"{parent}/{_name(child)}"
        told.setdefault(path, []).append(squeeze(scrub(child.text)))
    return told


def _name(element: Any) -> str:
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _first(names: Names, name: str) -> str | None:
    return next(iter(names.get(name, ())), None)


def _item(names: Names) -> ParsedItem:
    picture = _first(names, "image/loc")
    keywords = _first(names, "news/keywords") or ""
    return ParsedItem(
        link=_first(names, "loc"),
        title=_first(names, "news/title"),
        published=_first(names, "news/publication_date"),
        updated=_first(names, "lastmod"),
        categories=tuple(filter(None, map(str.strip, keywords.split(",")))),
        image=Image(url=picture, alt=_first(names, "image/caption") or _first(names, "image/title"))
        if picture
        else None,
        language=_first(names, "publication/language"),
    )
