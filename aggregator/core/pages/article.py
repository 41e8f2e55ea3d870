"""The page of one article: what it says of itself in JSON-LD, OpenGraph and its own markup."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from aggregator.core.charsets import decoded
from aggregator.core.pages.linked import articles
from aggregator.core.pages.tree import parsed
from aggregator.core.text import html_of, plain, scrub, shortened, squeeze
from aggregator.core.urls import absolute, canonical
from aggregator.model import Image, ParsedItem, ReadFailed

# Titles of pages that stand in an article's place.
_WALLS = re.compile(
    r"\s*(?:just a moment|attention required|access denied|one more step"
    r"|are you (?:a )?(?:human|robot)"
    r"|verify(?:ing)? you are human|security check|please wait|robot check|request blocked"
    r"|(?:error\s*)?(?:403|404|410|429|500|502|503)\b|page not found|not found|forbidden"
    r"|service unavailable|before you continue|log ?in\b|sign in\b|subscribe to continue)",
    re.IGNORECASE,
)
_TITLE_END = re.compile(r"\s+[|–—·»-]\s+[^|–—·»]{2,60}$")

Metas = dict[str, list[str]]


def article(body: bytes, *, content_type: str | None, url: str) -> ParsedItem | ReadFailed:
    """The article that a page is. Total; a page without a title to it is `ReadFailed`."""
    html = decoded(body, content_type)
    if not html.strip():
        return ReadFailed(reason="empty: no page to read")
    page = parsed(html)
    head = _title(page)
    if _WALLS.match(head):
        return ReadFailed(reason=f"no article, but a page titled {shortened(head, 80)!r}")
    told = (*_linked(page, url), _from_metas(_metas(page), url), _from_markup(page, head))
    item = _first_said(told)
    if item.title is None:
        return ReadFailed(reason="a page without a title")
    return replace(item, link=url)


def wall_title(page: LexborHTMLParser) -> str | None:
    """The title of a page that stands in another's place: a bot check, an error."""
    head = _title(page)
    return head if _WALLS.match(head) else None


def site_name(page: LexborHTMLParser) -> str | None:
    """What a page says that its site is called."""
    return _one(_metas(page), "og:site_name")


def _linked(page: LexborHTMLParser, url: str) -> tuple[ParsedItem, ...]:
    """The article of this very page; where none says so, the only one."""
    found = articles(page, url)
    ours = [one for one in found if one.link and canonical(one.link) == canonical(url)]
    if ours or len(found) != 1:
        return tuple(ours[:1])
    return found


def _title(page: LexborHTMLParser) -> str:
    node = page.css_first("title")
    return squeeze(scrub(node.text() or "")) if node is not None else ""


def _metas(page: LexborHTMLParser) -> Metas:
    """What meta elements say, by name."""
    told: Metas = {}
    for node in page.css("meta[content]"):
        said = node.attributes
        name = said.get("property") or said.get("name") or said.get("itemprop") or ""
        text = squeeze(scrub(said.get("content") or ""))
        if name and text:
            told.setdefault(name.strip().lower(), []).append(text)
    return told


def _one(metas: Metas, *names: str) -> str | None:
    return next((metas[name][0] for name in names if name in metas), None)


def _from_metas(metas: Metas, url: str) -> ParsedItem:
    """OpenGraph and its neighbours; `parsely-` and `sailthru.` are for the trade's analytics."""
    summary = _one(metas, "og:description", "twitter:description", "description", "dc.description")
    authors = (
        name
        for key in ("article:author", "author", "parsely-author", "sailthru.author", "dc.creator")
        for name in metas.get(key, ())
        if not name.startswith(("http://", "https://"))
    )
    sections = (name for key in ("article:section", "article:tag") for name in metas.get(key, ()))
    return ParsedItem(
        title=_one(metas, "og:title", "twitter:title", "parsely-title", "dc.title"),
        summary_html=html_of(summary) if summary else None,
        published=_one(
            metas, "article:published_time", "og:article:published_time", "datepublished",
            "parsely-pub-date", "sailthru.date", "dc.date", "dcterms.created", "pubdate", "date",
        ),
        updated=_one(
            metas, "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified"
        ),
        authors=tuple(dict.fromkeys(authors)),
        categories=tuple(dict.fromkeys(sections)),
        image=_image(metas, url),
    )  # fmt: skip


def _image(metas: Metas, url: str) -> Image | None:
    to = absolute(url, _one(metas, "og:image:secure_url", "og:image", "og:image:url"))
    to = to or absolute(url, _one(metas, "twitter:image", "twitter:image:src"))
    if to is None:
        return None
    sides = (_pixels(_one(metas, f"og:image:{side}")) for side in ("width", "height"))
    width, height = sides
    return Image(
        url=to,
        alt=_one(metas, "og:image:alt", "twitter:image:alt"),
        width=width,
        height=height,
    )


def _pixels(said: str | None) -> int | None:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) <= 5 else None  # noqa: PLR2004


def _from_markup(page: LexborHTMLParser, head: str) -> ParsedItem:
    """The page's own words, where it says nothing to programs."""
    times = (node.attributes.get("datetime") for node in page.css("time[datetime]"))
    authors = (squeeze(scrub(node.text() or "")) for node in page.css('[rel~="author"]'))
    language = page.css_first("html[lang]")
    return ParsedItem(
        title=_heading(page) or _TITLE_END.sub("", head) or None,
        published=next(filter(None, times), None),
        authors=tuple(dict.fromkeys(filter(None, authors))),
        language=language.attributes.get("lang") if language is not None else None,
    )


def _heading(page: LexborHTMLParser) -> str | None:
    """The only h1; of several, or of a site's name in one, nobody knows."""
    found = [words for node in page.css("h1") if (words := plain(node.html))]
    return found[0] if len(found) == 1 else None


def _first_said(told: Iterable[ParsedItem]) -> ParsedItem:
    """One item of several tellings: of each field what the first says that says it."""
    tellings = tuple(told)
    said: dict[str, Any] = dict(_fields(tellings))
    return replace(tellings[0], **said)


def _fields(tellings: tuple[ParsedItem, ...]) -> Iterator[tuple[str, object]]:
    for name in ParsedItem.__dataclass_fields__:
        said = (getattr(one, name) for one in tellings)
        yield name, next(filter(None, said), getattr(tellings[0], name))
