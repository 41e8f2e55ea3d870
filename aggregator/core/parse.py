"""Documents into values: RSS, Atom and JSON Feed, sound or not. Nothing is cleaned here."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any
from xml.sax import SAXParseException

import feedparser

from aggregator.core import jsonfeed
from aggregator.core.charsets import decoded
from aggregator.core.text import html_of, plain, scrub, shortened, squeeze
from aggregator.core.urls import absolute
from aggregator.model import Channel, Enclosure, Image, ParsedFeed, ParsedItem, ReadFailed

# What feedparser 6.0.14 was seen to raise over 30,000 mutated documents: a stray end tag is enough.
_GAVE_UP = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
_XML = "application/xml; charset=utf-8"

_BLANK = " \t\r\n\ufeff"
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_ROOT = re.compile(r"<(?:!doctype\s+)?([a-z][\w:.-]*)", re.IGNORECASE)
_PAGES = frozenset({"html", "head", "body", "title"})
_FEEDS = frozenset({"rss", "feed", "rdf"})
_PAGE_TITLE = re.compile(r"<title\b[^>]*>([^<]{0,300})", re.IGNORECASE)
_HEAD = 20_000  # characters in which a page's title is looked for

_REFERENCE = re.compile(r"&#(?:0*(\d+)|[xX]0*([0-9a-fA-F]+));?")
_ITEM_START = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)(?:\s[^<>]*)?>", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)

_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|$))", re.DOTALL)
_AMPERSAND = re.compile(r"&(?!#\d+;|#x[0-9a-fA-F]+;)(?:\w{1,31};)?")
_XML_ENTITIES = frozenset({"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"})

# feedparser takes a picture's own description for the item's content. By another name it does not.
_PICTURE_TEXT = re.compile(r"<(/?)media:(title|description)\b[^>]*?(/?)>")

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,31});")
_MARKUP = "(?:a|abbr|b|cite|code|em|font|i|mark|q|s|small|span|strong|sub|sup|u)"
_MARKUP_END = re.compile(rf"</{_MARKUP}\s*>|<br\b[^<>]*>", re.IGNORECASE)
_MARKUP_TAG = re.compile(rf"</?{_MARKUP}\b[^<>]*>", re.IGNORECASE)
_BREAK_TAG = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?|$)", re.IGNORECASE)


def parse(body: bytes, *, content_type: str | None, url: str) -> ParsedFeed | ReadFailed:
    """Read a document that came from `url`. Total: any bytes give a value."""
    said = decoded(body, content_type)
    text = _legal(said).lstrip(_BLANK)
    if not text:
        return ReadFailed(reason="empty: no document to read")
    if text.startswith("{"):
        return jsonfeed.parse(text, url=url)
    root = _root(text)
    if root in _PAGES:
        return ReadFailed(reason=f"an HTML page, not a feed{_page_title(text)}")
    if root not in _FEEDS:
        return ReadFailed(reason=f"neither RSS, Atom nor JSON Feed: it begins with {_start(text)}")
    return _parse_xml(text, url, is_atom=root == "feed", forbidden=_forbidden(said, text))


def _root(text: str) -> str | None:
    """The local name of a document's first element, small."""
    root = _ROOT.search(_COMMENT.sub("", text[:_HEAD]))
    return root[1].lower().rpartition(":")[2] if root else None


def _start(text: str) -> str:
    return shortened(squeeze(text[:200]), 60)


def _legal(text: str) -> str:
    """Without the characters that XML 1.0 forbids, written out or as references."""

    def kept(reference: re.Match[str]) -> str:
        digits, hexadecimal = reference.groups()
        if len(digits or hexadecimal) > len("1114111"):
            return ""
        code = int(digits) if digits else int(hexadecimal, 16)
        return reference[0] if code in range(0x110000) and scrub(chr(code)) else ""

    return _REFERENCE.sub(kept, scrub(text))


def _forbidden(said: str, text: str) -> str | None:
    """Where the first forbidden character stood, if one was taken out."""
    said = said.lstrip(_BLANK)
    if said == text:
        return None
    place = next((n for n, (a, b) in enumerate(zip(said, text, strict=False)) if a != b), 0)
    return f"not well-formed: a character that XML forbids, line {_line(said, place)}"


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _page_title(text: str) -> str:
    title = _PAGE_TITLE.search(text, 0, _HEAD)
    words = plain(title[1]) if title else ""
    return f" (its title: {shortened(words, 80)})" if words else ""


def _parse_xml(
    text: str, url: str, *, is_atom: bool, forbidden: str | None
) -> ParsedFeed | ReadFailed:
    cut = None
    try:
        found = _feedparsed(text)
        flaw = _flaw(found)
        if flaw is not None:
            cut = _cut_off(text)
            found = _feedparsed(_mended(text if cut is None else _closed(text)))
    except (*_GAVE_UP, RecursionError) as error:
        return ReadFailed(reason=f"a feed that cannot be read ({type(error).__name__}: {error})")
    if not found["version"]:
        return ReadFailed(reason=f"XML, but neither RSS nor Atom: it begins with {_start(text)}")
    feed = found["feed"]
    return ParsedFeed(
        channel=_channel(feed, url, is_atom=is_atom),
        items=tuple(_item(entry, url, feed, is_atom=is_atom) for entry in found["entries"]),
        flaw=cut or flaw or forbidden,
        whole=cut is None,
    )


def _feedparsed(text: str) -> Any:
    """Bytes only: of a text feedparser would open the file or the address that it names.

    No content-location: with one, feedparser makes relative guids absolute, and a feed
    that moves to https would bring every item anew. Addresses are resolved here instead.
    """
    declared = text if text.startswith("<?xml ") else f'<?xml version="1.0"?>{text}'
    renamed = _PICTURE_TEXT.sub(r"<\1media:picture-\2\3>", declared)
    return feedparser.parse(
        BytesIO(renamed.encode()),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": _XML},
    )


def _flaw(found: Any) -> str | None:
    error = found.get("bozo_exception")
    if error is None:
        return None
    if isinstance(error, SAXParseException):
        return f"not well-formed: {error.getMessage()}, line {error.getLineNumber()}"
    return f"not well-formed: {error}"


def _cut_off(text: str) -> str | None:
    """Words for a document that stops short: after its last item it does not end."""
    starts = [match.end() for match in _ITEM_START.finditer(text)]
    if _END.search(text, starts[-1] if starts else 0):
        return None
    return f"cut off at line {_line(text, len(text))}"


def _closed(text: str) -> str:
    """A document that stops short, ended after its last whole item."""
    first, root = _ITEM_START.search(text), _ROOT.search(_COMMENT.sub("", text[:_HEAD]))
    if first is None or root is None:
        return text
    ends = [match.end() for match in _ITEM_END.finditer(text)]
    whole = text[: ends[-1]] if ends else text[: first.start()]
    channel = "</channel>" if root[1] == "rss" and "</channel>" not in whole else ""
    return f"{whole}{channel}</{root[1]}>"


def _mended(text: str) -> str:
    """With ampersands and entities that XML does not know written as it does.

    feedparser's loose parser would make `R&D;` of `R&D`.
    """
    parts = _CDATA.split(text)
    parts[::2] = (_AMPERSAND.sub(_escaped, part) for part in parts[::2])
    return "".join(parts)


def _escaped(ampersand: re.Match[str]) -> str:
    said = ampersand[0]
    if said in _XML_ENTITIES:
        return said
    meant = unescape(said) if said.endswith(";") else said
    return "".join(f"&#{ord(char)};" if char in "<>&" else char for char in meant)


def _channel(feed: Any, url: str, *, is_atom: bool) -> Channel:
    return Channel(
        title=_words(feed, "title", is_atom=is_atom),
        link=absolute(_base(feed) or url, feed.get("link")),
        id=_raw(feed, "id"),
        language=_raw(feed, "language"),
        rights=_words(feed, "rights", is_atom=is_atom),
        updated=_raw(feed, "updated") or _raw(feed, "published"),
        ttl=_minutes(feed.get("ttl")),
    )


def _item(entry: Any, url: str, feed: Any, *, is_atom: bool) -> ParsedItem:
    base = absolute(url, _base(entry))
    authors = tuple(_names(entry, is_atom=is_atom))
    if not authors and is_atom:
        authors = tuple(_names(feed, is_atom=True))  # RFC 4287 section 4.2.1
    return ParsedItem(
        guid=_raw(entry, "id"),
        link=absolute(base or url, entry.get("link")) or absolute(base or url, _alternate(entry)),
        title=_words(entry, "title", is_atom=is_atom),
        summary_html=_summary(entry, is_atom=is_atom),
        content_html=_content(entry, is_atom=is_atom),
        published=_raw(entry, "published") or _raw(entry, "created"),
        updated=_raw(entry, "updated"),
        authors=authors,
        categories=tuple(_categories(entry, is_atom=is_atom)),
        image=_image(entry),
        enclosures=tuple(_enclosures(entry)),
        language=_language(entry, feed),
        rights=_words(entry, "rights", is_atom=is_atom),
        base=base,
    )


def _raw(place: Any, name: str) -> str | None:
    """A value as it was written. Asked by membership: `get("updated")` answers with published."""
    said = place[name] if name in place else None  # noqa: SIM401 - see above
    return scrub(said).strip() or None if isinstance(said, str) else None


def _words(place: Any, name: str, *, is_atom: bool) -> str | None:
    """A text construct as plain text on one line."""
    kind = place.get(f"{name}_detail", {}).get("type", "text/plain")
    if kind == "application/xhtml+xml" or (is_atom and kind != "text/plain"):
        return plain(_raw(place, name)) or None
    return _text(_raw(place, name), is_atom=is_atom)


def _text(said: str | None, *, is_atom: bool) -> str | None:
    """A text on one line. RSS does not say whether it is HTML: it is where it cannot be text.

    A lone <b> stays, as in `a <b> c`; entities, and tags that are closed, were meant.
    """
    text = said or ""
    if not is_atom:
        text = _ENTITY.sub(lambda entity: unescape(entity[0]), text)
        if _MARKUP_END.search(text):
            text = _MARKUP_TAG.sub("", _BREAK_TAG.sub(" ", text))
    return squeeze(scrub(text)) or None


def _summary(entry: Any, *, is_atom: bool) -> str | None:
    """The item's own summary; feedparser fills an absent one with the content."""
    if "summary_detail" not in entry:
        caption = None if entry.get("content") else _raw(entry, "media_picture-description")
        return _html(caption, is_text=True)
    is_text = is_atom and entry["summary_detail"].get("type") == "text/plain"
    return _html(_raw(entry, "summary"), is_text=is_text)


def _content(entry: Any, *, is_atom: bool) -> str | None:
    """The longest body; in RSS a plain one is another summary (itunes:summary), no content."""
    kinds = _HTML | {"text/plain"} if is_atom else _HTML
    bodies = [
        _html(_raw(body, "value"), is_text=body.get("type") == "text/plain")
        for body in entry.get("content", ())
        if body.get("type") in kinds
    ]
    return max(filter(None, bodies), key=len, default=None)


def _html(said: str | None, *, is_text: bool) -> str | None:
    return html_of(said) if said and is_text else said


def _names(place: Any, *, is_atom: bool) -> Iterator[str]:
    for name in dict.fromkeys(_raw(author, "name") for author in place.get("authors", ())):
        words = _text(name, is_atom=is_atom)
        if words:
            yield words


def _categories(entry: Any, *, is_atom: bool) -> Iterator[str]:
    for term in dict.fromkeys(tag.get("label") or tag.get("term") for tag in entry.get("tags", ())):
        words = _text(term, is_atom=is_atom)
        if words:
            yield words


def _alternate(entry: Any) -> str | None:
    """An address that feedparser did not take for the link: an alternate that is not HTML."""
    links = entry.get("links", ())
    return next((link.get("href") for link in links if link.get("rel") == "alternate"), None)


def _language(entry: Any, feed: Any) -> str | None:
    """The item's language where it is not the feed's: ops may know better than a feed does."""
    said = _raw(entry, "language") or entry.get("title_detail", {}).get("language")
    return said if said and said != feed.get("language") else None


def _base(place: Any) -> str | None:
    """xml:base, which feedparser keeps with the texts that it is for."""
    details = (*place.get("content", ()), place.get("summary_detail"), place.get("title_detail"))
    return next((detail["base"] for detail in details if detail and detail.get("base")), None)


def _image(entry: Any) -> Image | None:
    """The widest picture that is described, else the first that is attached."""
    described = [one for one in entry.get("media_content", ()) if _is_picture(one)]
    described.sort(key=lambda one: -(_number(one.get("width")) or 0))
    attached = (link for link in _attached(entry) if _is_picture(link))
    thumbnails = entry.get("media_thumbnail", ())
    for one in (*described, *thumbnails, *attached, entry.get("image", {})):
        url = _raw(one, "url")
        if url:
            return Image(
                url=url,
                alt=_picture_text(entry) if len(described) <= 1 else None,
                width=_number(one.get("width")),
                height=_number(one.get("height")),
            )
    return None


def _is_picture(media: Any) -> bool:
    kind = media.get("medium") or media.get("type")
    if kind:
        return bool(kind.lower().startswith("image"))
    return bool(_PICTURE.search(media.get("url") or ""))


def _picture_text(entry: Any) -> str | None:
    said = _raw(entry, "media_picture-description") or _raw(entry, "media_picture-title")
    return _text(said, is_atom=False)


def _attached(entry: Any) -> Iterator[Any]:
    return (link for link in entry.get("links", ()) if link.get("rel") == "enclosure")


def _enclosures(entry: Any) -> Iterator[Enclosure]:
    for link in _attached(entry):
        url = _raw(link, "url")
        if url:
            length = _number(link.get("length"), digits=15)  # 0: RSS 2.0 for not known
            yield Enclosure(url=url, type=_raw(link, "type"), length=length or None)


def _number(said: str | None, *, digits: int = 5) -> int | None:
    said = (said or "").strip()
    if not said.isascii() or not said.isdigit() or len(said) > digits:
        return None
    return int(said)


def _minutes(said: str | None) -> timedelta | None:
    minutes = _number(said, digits=6)
    return timedelta(minutes=minutes) if minutes else None
