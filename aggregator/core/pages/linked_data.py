"""What a page says of articles in JSON-LD, in the words of schema.org."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from aggregator.core.embeds import pixels
from aggregator.core.pages.wording import author_in
from aggregator.core.text import html_of, plain, scrub, squeeze
from aggregator.core.urls import absolute, canonical
from aggregator.model import Image, ParsedItem, value

SPONSORED = "Sponsored"

Node = dict[str, Any]

_MOST_SCRIPTS, _MOST_NODES, _MOST_NAMES = 100, 20_000, 30
_LONGEST_SCRIPT, _LONGEST = 2_000_000, 2_000  # characters: of a script, of one thing said
_MENUS = frozenset({"BreadcrumbList", "SiteNavigationElement", "WPHeader", "WPFooter"})
# Where articles are named, and where they are so as parts of a list. What a page mentions,
# cites or comments on is none of its own.
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage")
_LISTS = ("itemListElement", "item", "hasPart", "blogPost", "blogPosts", "dataFeedElement")


@value
class Described:
    """An article that a page describes. `listed`: as one of several.

    `addresses` are in canonical form, its own ones and those of the page that it is on.
    """

    item: ParsedItem
    addresses: frozenset[str]
    listed: bool
    publisher: str | None = None


def described(page: LexborHTMLParser, base: str) -> tuple[Described, ...]:
    """Every article that a page describes, in page order. What cannot be read is left out."""
    nodes = list(islice(_nodes(_documents(page)), _MOST_NODES))
    known: dict[str, Node] = {}
    for node, _ in nodes:
        if len(node) > 1 and isinstance(name := node.get("@id"), str):
            known.setdefault(name, node)
    found = (_Reader(node, known, base).article(listed=listed) for node, listed in nodes)
    return tuple(one for one in found if one is not None)


def _documents(page: LexborHTMLParser) -> Iterator[object]:
    for script in islice(page.css("script"), 0, None):
        kind = (script.attributes.get("type") or "").partition(";")[0].strip().lower()
        text = script.text() if kind == "application/ld+json" else ""
        if text and len(text) <= _LONGEST_SCRIPT:
            yield _json(text)


def _json(text: str) -> object:
    """A script's JSON; None where it is none. Page builders wrap it up as a comment."""
    bare = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    bare = bare.removeprefix("//<![CDATA[").removesuffix("//]]>").strip().rstrip(";")
    try:
        return json.loads(bare, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(documents: Iterable[object]) -> Iterator[tuple[Node, bool]]:
    """All objects where articles may stand, and whether they stand in a list."""
    waiting: list[tuple[object, bool]] = [(one, False) for one in documents][:_MOST_SCRIPTS]
    waiting.reverse()
    while waiting:
        node, listed = waiting.pop()
        if isinstance(node, list):
            waiting.extend((one, listed) for one in reversed(node))
        elif isinstance(node, dict) and not _types(node) & _MENUS:
            yield node, listed
            within = [(node[key], True) for key in _LISTS if key in node]
            within += [(node[key], listed) for key in _HOLDERS if key in node]
            waiting.extend(reversed(within))


def _types(node: Node) -> frozenset[str]:
    """Its types' names: `schema:NewsArticle` and `https://schema.org/NewsArticle` are one."""
    said = node.get("@type")
    names = said if isinstance(said, list) else [said]
    return frozenset(
        name.replace("#", "/").replace(":", "/").rpartition("/")[2].strip()
        for name in names
        if isinstance(name, str)
    )


def _is_article(types: frozenset[str]) -> bool:
    named = types & {"BlogPosting", "LiveBlogPosting", "Report"}
    return bool(named) or any(one.endswith("Article") for one in types)


class _Reader:
    """Reads one object; `known` are those of the page by their @id."""

    def __init__(self, node: Node, known: Mapping[str, Node], base: str) -> None:
        self._node, self._known, self._base = node, known, base

    def article(self, *, listed: bool) -> Described | None:
        """The article that it is, or that it is an entry of a list for."""
        types = _types(self._node)
        if not _is_article(types) and not (listed and types <= {"ListItem", "WebPage", "Thing"}):
            return None
        addresses = list(self._addresses())
        item = ParsedItem(
            link=addresses[0] if addresses else None,
            title=self._line("headline") or self._line("name") or self._line("title"),
            summary_html=html_of(summary) if (summary := self._summary()) else None,
            published=self._line("datePublished") or self._line("dateCreated"),
            updated=self._line("dateModified"),
            authors=_unique(self._authors()),
            categories=_unique(self._categories(types)),
            image=self._image(),
            language=self._language(),
        )
        if item.title is None and item.link is None:
            return None
        publisher = next(self._names(self._node.get("publisher")), None)
        return Described(
            item=item,
            addresses=frozenset(map(canonical, addresses)),
            listed=listed,
            publisher=publisher,
        )

    def _addresses(self) -> Iterator[str]:
        for key in ("url", "mainEntityOfPage", "item", "@id"):
            for said in _several(self._node.get(key)):
                address = said if isinstance(said, str) else _address_of(said)
                # A name within a graph (`…/#article`) is no place to go to.
                named = absolute(self._base, (address or "").partition("#")[0] or None)
                if named and address and (key != "@id" or address.startswith("http")):
                    yield named

    def _line(self, key: str) -> str | None:
        return next(filter(None, map(_text, _several(self._node.get(key)))), None)

    def _summary(self) -> str | None:
        return self._line("description") or self._line("abstract")

    def _names(self, said: object) -> Iterator[str]:
        """The names of people and firms, as words, objects, or references to objects."""
        for one in _several(said):
            if isinstance(one, dict):
                found = self._known.get(str(one.get("@id")), one) if "name" not in one else one
                yield from filter(None, map(_text, _several(found.get("name"))))
            elif name := _text(one):
                yield name

    def _authors(self) -> Iterator[str]:
        for key in ("author", "creator"):
            names = [author_in(name) for name in self._names(self._node.get(key))]
            yield from (name for name in names if name and "://" not in name)
            if names:
                return

    def _categories(self, types: frozenset[str]) -> Iterator[str]:
        if "AdvertiserContentArticle" in types:
            yield SPONSORED
        for sponsor in self._names(self._node.get("sponsor")):
            yield f"Sponsored by {sponsor}"
        yield from self._names(self._node.get("articleSection"))
        for name in self._names(self._node.get("keywords")):
            yield from filter(None, map(squeeze, name.split(",")))

    def _language(self) -> str | None:
        said = next(iter(_several(self._node.get("inLanguage"))), None)
        return _text(said.get("alternateName") if isinstance(said, dict) else said)

    def _image(self) -> Image | None:
        said = [*_several(self._node.get("image")), *_several(self._node.get("thumbnailUrl"))]
        for one in said:
            node = one if isinstance(one, dict) else {"url": one}
            if "url" not in node and "contentUrl" not in node:
                node = self._known.get(str(node.get("@id")), node)
            url = _text(node.get("url")) or _text(node.get("contentUrl"))
            if address := absolute(self._base, url):
                return Image(
                    url=address,
                    alt=_text(node.get("caption")),
                    width=_side(node.get("width")),
                    height=_side(node.get("height")),
                )
        return None


def _several(said: object) -> Sequence[object]:
    """What is said once or several times, as several; of a list of lists, nothing."""
    return said[:_MOST_NAMES] if isinstance(said, list) else [] if said is None else [said]


def _text(said: object) -> str | None:
    """Words as a person would read them: software writes entities and tags into JSON too."""
    if isinstance(said, dict):
        said = said.get("@value")
    if isinstance(said, int | float) and not isinstance(said, bool):
        said = str(said)
    if not isinstance(said, str):
        return None
    words = plain(said) if "<" in said else unescape(unescape(said[:_LONGEST]))
    return squeeze(scrub(words))[:_LONGEST].strip() or None


def _address_of(said: object) -> str | None:
    found = (said.get("@id") or said.get("url")) if isinstance(said, dict) else None
    return found if isinstance(found, str) else None


def _side(said: object) -> int | None:
    return pixels(said.get("value") if isinstance(said, dict) else said)


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(islice(dict.fromkeys(names), _MOST_NAMES))
