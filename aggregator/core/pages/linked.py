"""What a page says in JSON-LD (schema.org) of the articles on it."""

import json
from collections.abc import Iterator
from html import unescape
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from aggregator.core.text import html_of, plain, scrub, squeeze
from aggregator.core.urls import absolute
from aggregator.model import Image, ParsedItem

_ARTICLES = frozenset(
    "Article AdvertiserContentArticle AnalysisNewsArticle BackgroundNewsArticle BlogPosting"
    " LiveBlogPosting NewsArticle OpinionNewsArticle Report ReportageNewsArticle ReviewNewsArticle"
    " SocialMediaPosting TechArticle".split()
)
_PAID = "AdvertiserContentArticle"
_DEEPEST, _MOST = 12, 5000  # objects in objects; members looked at: a page of the trade has some 50

Object = dict[str, Any]


def articles(page: LexborHTMLParser, base: str) -> tuple[ParsedItem, ...]:
    """Every article that the page's JSON-LD tells of, in its order; what is no JSON tells none."""
    return tuple(_item(one, base) for one in _objects(page) if _kinds(one) & _ARTICLES)


def _objects(page: LexborHTMLParser) -> Iterator[Object]:
    """All objects of all scripts, whatever they stand in."""
    left = _MOST
    for script in page.css('script[type="application/ld+json"]'):
        try:
            told = json.loads(scrub(script.text() or ""), strict=False)
        except (ValueError, RecursionError):
            continue
        waiting: list[tuple[Any, int]] = [(told, 0)]
        while waiting and left:
            node, depth = waiting.pop()
            left -= 1
            if isinstance(node, dict):
                yield node
            members = list(node.values()) if isinstance(node, dict) else node
            if isinstance(members, list) and depth < _DEEPEST:
                waiting += [(one, depth + 1) for one in reversed(members)]


def _kinds(one: Object) -> set[str]:
    said = one.get("@type")
    several = said if isinstance(said, list) else [said]
    return {kind.rpartition("/")[2] for kind in several if isinstance(kind, str)}


def _item(one: Object, base: str) -> ParsedItem:
    summary = _text(one.get("description"))
    sections = [*_texts(one.get("articleSection")), *_keywords(one.get("keywords"))]
    if _PAID in _kinds(one):
        sections.insert(0, "Sponsored")
    return ParsedItem(
        link=_link(one, base),
        title=_text(one.get("headline")) or _text(one.get("name")),
        summary_html=html_of(summary) if summary else None,
        published=_text(one.get("datePublished")) or _text(one.get("dateCreated")),
        updated=_text(one.get("dateModified")),
        authors=tuple(dict.fromkeys(_texts(one.get("author")))),
        categories=tuple(dict.fromkeys(sections)),
        image=_image(one.get("image"), base) or _image(one.get("thumbnailUrl"), base),
        language=_text(one.get("inLanguage")),
    )


def _link(one: Object, base: str) -> str | None:
    about = one.get("mainEntityOfPage")
    page = about.get("@id") if isinstance(about, dict) else about
    told = (absolute(base, _text(said)) for said in (one.get("url"), page, one.get("@id")))
    return next(filter(None, told), None)


def _text(said: object) -> str | None:
    """A text; of an object its name, of several the first."""
    return next(iter(_texts(said)), None)


def _texts(said: object) -> list[str]:
    match said:
        case str():
            words = plain(said) if "<" in said else squeeze(scrub(unescape(said)))
            return [words] if words else []
        case {"name": str() as name} | {"@value": str() as name}:
            return _texts(name)
        case list():
            return [words for one in said[:50] for words in _texts(one)]
        case _:
            return []


def _keywords(said: object) -> list[str]:
    return [word.strip() for text in _texts(said) for word in text.split(",") if word.strip()]


def _image(said: object, base: str) -> Image | None:
    match said:
        case str():
            url = absolute(base, said)
            return Image(url=url) if url else None
        case {"url": str() as to, **rest} | {"contentUrl": str() as to, **rest}:
            url = absolute(base, to)
            sides = {side: _pixels(rest.get(side)) for side in ("width", "height")}
            return Image(url=url, alt=_text(rest.get("caption")), **sides) if url else None
        case list():
            return next(filter(None, (_image(one, base) for one in said[:10])), None)
        case _:
            return None


def _pixels(said: object) -> int | None:
    """A number, also as text, or as the value of a QuantitativeValue."""
    if isinstance(said, dict):
        said = said.get("value")
    text = str(said).removesuffix("px").removesuffix(".0").strip()
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) <= 5 else None  # noqa: PLR2004
