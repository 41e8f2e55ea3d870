"""What a page says of itself in `meta` elements: OpenGraph and its kin."""

import re
from collections.abc import Iterable, Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser

from aggregator.core.embeds import pixels
from aggregator.core.pages.linked_data import SPONSORED
from aggregator.core.pages.wording import author_in
from aggregator.core.text import folded, scrub, squeeze
from aggregator.core.urls import absolute
from aggregator.model import Image

Metas = Mapping[str, tuple[str, ...]]

TITLES = (
    "og:title twitter:title parsely-title sailthru.title dcterms.title dc.title title headline"
).split()
SUMMARIES = (
    "og:description description twitter:description sailthru.description dcterms.description"
    " dc.description"
).split()
PUBLISHED = (
    "article:published_time article:published og:published_time parsely-pub-date datepublished"
    " sailthru.date dcterms.created dcterms.date dcterms.issued dc.date.issued dc.date.created"
    " dc.date publish-date publish_date publication_date pubdate date"
).split()
UPDATED = (
    "article:modified_time article:modified og:updated_time datemodified dcterms.modified"
    " dc.date.modified last-modified lastmod"
).split()
_AUTHORS = (
    "article:author parsely-author author sailthru.author dcterms.creator dc.creator byl"
).split()
_IMAGES = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
_SECTIONS = ("article:section", "parsely-section")
_TAGS = ("article:tag", "parsely-tags", "news_keywords", "keywords")
_PAID = frozenset({"sponsored", "sponsored content", "branded content", "advertorial"})
_LISTED = re.compile(r"[,;]")
_MOST, _LONGEST = 30, 2_000


def metas(page: LexborHTMLParser) -> Metas:
    """What each name says, in page order; names in small letters."""
    found: dict[str, list[str]] = {}
    for node in page.css("meta"):
        said = node.attributes
        text = squeeze(scrub(said.get("content") or "")[:_LONGEST])
        for name in {said.get("property"), said.get("name"), said.get("itemprop")}:
            if name and text:
                found.setdefault(name.strip().lower(), []).append(text)
    return {name: tuple(said) for name, said in found.items()}


def first(said: Metas, names: Iterable[str]) -> str | None:
    return next((text for name in names for text in said.get(name, ())), None)


def authors(said: Metas) -> tuple[str, ...]:
    """Names; profiles on other sites are none."""
    for name in _AUTHORS:
        found = (author_in(text) for text in said.get(name, ()) if "://" not in text)
        if names := tuple(dict.fromkeys(filter(None, found))):
            return names
    # Twitter's cards have two lines of free use: "Written by", "Time to read".
    for place in ("1", "2"):
        label = first(said, [f"twitter:label{place}"]) or ""
        text = first(said, [f"twitter:data{place}"])
        if text and label.lower().startswith(("written by", "author", "by")):
            return (text,)
    return ()


def categories(said: Metas) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_categories(said)))[:_MOST]


def _categories(said: Metas) -> Iterator[str]:
    if any(folded(text) in _PAID for text in _kinds(said)):
        yield SPONSORED
    for name in _SECTIONS:
        yield from said.get(name, ())
    for name in _TAGS:
        for text in said.get(name, ()):
            words = [text] if name == "article:tag" else _LISTED.split(text)
            yield from filter(None, map(squeeze, words))


def _kinds(said: Metas) -> Iterator[str]:
    """Where sites say of what kind a page is. `article:content_tier` tells who may read it."""
    names = ("article:tag", "og:type", "article:section", "parsely-type", "content-type", "genre")
    return (text for name in names for text in said.get(name, ()))


def image(said: Metas, base: str) -> Image | None:
    for name in _IMAGES:
        if url := absolute(base, first(said, [name])):
            kind = name.partition(":")[0]
            return Image(
                url=url,
                alt=first(said, [f"{kind}:image:alt"]),
                width=pixels(first(said, [f"{kind}:image:width"])),
                height=pixels(first(said, [f"{kind}:image:height"])),
            )
    return None


def language(said: Metas) -> str | None:
    """A tag of BCP 47: OpenGraph writes `en_US`."""
    found = first(said, ["og:locale", "dcterms.language", "dc.language", "language"])
    return found.replace("_", "-") if found else None
