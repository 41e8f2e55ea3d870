"""Documents into values: RSS, Atom and JSON Feed, sound or not. Nothing is cleaned here."""

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from typing import Any
from xml.sax import SAXParseException

import feedparser

from aggregator.core import hints, jsonfeed, mend
from aggregator.core.charsets import decoded, once
from aggregator.core.text import html_of, plain, scrub, shortened, squeeze
from aggregator.core.urls import absolute
from aggregator.model import Channel, Enclosure, Image, ParsedFeed, ParsedItem, ReadFailed

# What feedparser 6.0.14 was seen to raise over 30,000 mutated documents: a stray end tag is enough.
_GAVE_UP = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
_XML = "application/xml; charset=utf-8"

# feedparser takes a picture's own description for the item's content. By another name it does not.
_PICTURE_TEXT = re.compile(r"<(/?)media:(title|description)\b[^<>]*?(/?)>")

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,31});")
_INLINE = "a|abbr|b|big|cite|code|em|font|i|mark|q|s|small|span|strong|sub|sup|u"
_BLOCK = "div|h[1-6]|p"
_MARKUP_END = re.compile(rf"</(?:{_INLINE}|{_BLOCK})\s*>|<br\b[^<>]*>", re.IGNORECASE)
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE}|wbr)\b[^<>]*>", re.IGNORECASE)
_BREAK_TAG = re.compile(rf"</?(?:{_BLOCK}|br|img)\b[^<>]*>", re.IGNORECASE)

_LONGEST_TLD = 4  # letters that feedparser takes for the end of an address
_TLD_REST = re.compile(r"^[a-z]+\s*\(|<[a-z]*>|^[a-z]+$")

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?|$)", re.IGNORECASE)


def parse(body: bytes, *, content_type: str | None, url: str) -> ParsedFeed | ReadFailed:
    """Read a document that came from `url`. Total: any bytes give a value."""
    said = decoded(body, content_type)
    legal = mend.legal(said)
    text = mend.begun(legal)
    if not text:
        return ReadFailed(reason="empty: no document to read")
    if text.startswith("{"):
        # In JSON `&#0;` is no character but four of them.
        return jsonfeed.parse(mend.begun(scrub(said).lstrip(mend.BLANK)), url=url)
    root = mend.kind(text)
    if root in mend.PAGES:
        return ReadFailed(reason=f"an HTML page, not a feed{mend.page_title(text)}")
    if root in mend.SITEMAPS:
        return ReadFailed(reason="a sitemap, not a feed: its key in feeds.yaml is sitemap")
    if root not in mend.FEEDS:
        return ReadFailed(reason=f"neither RSS, Atom nor JSON Feed: it begins with {_start(text)}")
    noise = mend.forbidden(said, legal) if text == legal else "words stand before the document"
    return _parse_xml(text, url, is_atom=root == "feed", noise=noise)


def _start(text: str) -> str:
    return shortened(squeeze(text[:200]), 60)


def _parse_xml(text: str, url: str, *, is_atom: bool, noise: str | None) -> ParsedFeed | ReadFailed:
    cut = None
    try:
        found = _feedparsed(mend.named(text))
        flaw = _flaw(found)
        if flaw is not None:
            cut = mend.cut_off(text)
            found = _feedparsed(mend.mended(text if cut is None else mend.closed(text)))
    except (*_GAVE_UP, RecursionError) as error:
        return ReadFailed(reason=f"a feed that cannot be read ({type(error).__name__}: {error})")
    if not found["version"]:
        return ReadFailed(reason=f"XML, but neither RSS nor Atom: it begins with {_start(text)}")
    feed = found["feed"]
    if found["bozo"]:
        _unescape_ids(found["entries"])
    return ParsedFeed(
        channel=_channel(feed, url, hints.skips(text), is_atom=is_atom),
        items=tuple(_item(entry, url, feed, is_atom=is_atom) for entry in found["entries"]),
        flaw=cut or flaw or noise,
        whole=cut is None,
    )


def _feedparsed(text: str) -> Any:
    """Bytes only: of a text feedparser would open the file or the address that it names.

    No content-location: with one, feedparser makes relative guids absolute, and a feed
    that moves to https would bring every item anew. Addresses are resolved here instead.
    """
    declared = text if text.startswith("<?xml ") else f'<?xml version="1.0"?>{text}'
    safe = mend.apart(declared) if "<!ENTITY" in declared else declared
    renamed = _PICTURE_TEXT.sub(r"<\1media:picture-\2\3>", safe)
    return feedparser.parse(
        BytesIO(renamed.encode()),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": _XML},
    )


def _unescape_ids(entries: Any) -> None:
    """The loose parser leaves them as they are written in XML."""
    for entry in entries:
        if isinstance(entry.get("id"), str):
            entry["id"] = unescape(entry["id"])


def _flaw(found: Any) -> str | None:
    error = found.get("bozo_exception")
    if error is None:
        return None
    if isinstance(error, SAXParseException):
        what = error.getMessage().removeprefix("not well-formed (").removesuffix(")")
        return f"not well-formed: {what}, line {error.getLineNumber()}"
    return f"not well-formed: {error}"


def _channel(
    feed: Any, url: str, skips: tuple[tuple[int, ...], tuple[int, ...]], *, is_atom: bool
) -> Channel:
    base = absolute(url, _base(feed)) or url
    return Channel(
        title=_words(feed, "title", is_atom=is_atom),
        link=absolute(base, _raw(feed, "link")),
        id=_raw(feed, "id"),
        language=_raw(feed, "language"),
        rights=_words(feed, "rights", is_atom=is_atom),
        updated=_raw(feed, "updated") or _raw(feed, "published"),
        ttl=hints.minutes(_raw(feed, "ttl")),
        update_every=hints.update_every(
            _raw(feed, "sy_updateperiod"), _raw(feed, "sy_updatefrequency")
        ),
        skip_hours=skips[0],
        skip_days=skips[1],
        generator=_generator(feed),
        older=hints.older(_parts(feed, "links"), base),
    )


def _generator(feed: Any) -> str | None:
    """The program that made the feed, by its name or its address."""
    return (
        _raw(feed, "generator")
        or _raw(_part(feed, "generator_detail"), "href")
        or _raw(_part(feed, "admin_generatoragent"), "rdf:resource")
    )


def _item(entry: Any, url: str, feed: Any, *, is_atom: bool) -> ParsedItem:
    base = absolute(url, _base(entry))
    authors = tuple(_names(entry, is_atom=is_atom))
    if not authors and is_atom:
        authors = tuple(_names(feed, is_atom=True))  # RFC 4287 section 4.2.1
    return ParsedItem(
        guid=_raw(entry, "id"),
        link=next(filter(None, (absolute(base or url, to) for to in _links(entry))), None),
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
    return scrub(once(said)).strip() or None if isinstance(said, str) else None


def _part(place: Any, name: str) -> Any:
    """A value that has parts. An element of this name in a feed may have put a text here."""
    said = place.get(name)
    return said if isinstance(said, dict) else {}


def _parts(place: Any, name: str) -> list[Any]:
    said = place.get(name)
    return [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []


def _words(place: Any, name: str, *, is_atom: bool) -> str | None:
    """A text construct as plain text on one line."""
    kind = _raw(_part(place, f"{name}_detail"), "type") or "text/plain"
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
            text = _INLINE_TAG.sub("", _BREAK_TAG.sub(" ", text))
    return squeeze(scrub(text)) or None


def _summary(entry: Any, *, is_atom: bool) -> str | None:
    """The item's own summary; feedparser fills an absent one with the content."""
    if "summary_detail" not in entry:
        caption = None if _parts(entry, "content") else _raw(entry, "media_picture-description")
        return _html(caption, is_text=True)
    is_text = is_atom and _raw(_part(entry, "summary_detail"), "type") == "text/plain"
    return _html(_raw(entry, "summary"), is_text=is_text)


def _content(entry: Any, *, is_atom: bool) -> str | None:
    """The longest body; in RSS a plain one is another summary (itunes:summary), no content."""
    kinds = _HTML | {"text/plain"} if is_atom else _HTML
    bodies = [
        _html(_raw(body, "value"), is_text=_raw(body, "type") == "text/plain")
        for body in _parts(entry, "content")
        if _raw(body, "type") in kinds
    ]
    return max(filter(None, bodies), key=len, default=None)


def _html(said: str | None, *, is_text: bool) -> str | None:
    return html_of(said) if said and is_text else said


def _names(place: Any, *, is_atom: bool) -> Iterator[str]:
    for name in dict.fromkeys(_name(author) for author in _parts(place, "authors")):
        words = _text(name, is_atom=is_atom)
        if words:
            yield words


def _name(author: Any) -> str | None:
    """An author's name; of `a@b.jewelry (Ida)` feedparser makes `elry (Ida`."""
    name, email = _raw(author, "name"), _raw(author, "email")
    if name and email and len(email.rpartition(".")[2]) == _LONGEST_TLD:
        return _TLD_REST.sub("", name).strip()
    return name


def _categories(entry: Any, *, is_atom: bool) -> Iterator[str]:
    if any(link.get("rel") == "sponsored" for link in _parts(entry, "links")):
        yield "Sponsored"
    tags = _parts(entry, "tags")
    for term in dict.fromkeys(_raw(tag, "label") or _raw(tag, "term") for tag in tags):
        words = _text(term, is_atom=is_atom)
        if words:
            yield words


def _links(entry: Any) -> Iterator[str | None]:
    """What may be the item's address; behind a feed's proxy, whose own is none, first."""
    yield _raw(entry, "feedburner_origlink")
    yield _raw(entry, "link")
    yield _alternate(entry)


def _alternate(entry: Any) -> str | None:
    """An address that feedparser did not take for the link: an alternate that is not HTML."""
    links = _parts(entry, "links")
    return next((_raw(link, "href") for link in links if link.get("rel") == "alternate"), None)


def _language(entry: Any, feed: Any) -> str | None:
    """The item's language where it is not the feed's: ops may know better than a feed does."""
    said = _raw(entry, "language") or _raw(_part(entry, "title_detail"), "language")
    return None if said == _raw(feed, "language") else said


def _base(place: Any) -> str | None:
    """xml:base, which feedparser keeps with the texts that it is for."""
    texts = (_part(place, "summary_detail"), _part(place, "title_detail"))
    bases = (_raw(text, "base") for text in (*_parts(place, "content"), *texts))
    return next(filter(None, bases), None)


def _image(entry: Any) -> Image | None:
    """The widest picture that is described, else the first that is attached."""
    media = _parts(entry, "media_content")
    described = [one for one in media if _is_picture(one)]
    is_told = len(described) == len(media) <= 1  # of several, or of a film, the words are another's
    described.sort(key=lambda one: -(_pixels(one, "width") or 0))
    attached = (link for link in _attached(entry) if _is_picture(link))
    thumbnails = _parts(entry, "media_thumbnail")
    for one in (*described, *thumbnails, *attached, _part(entry, "image")):
        url = _raw(one, "url")
        if url:
            return Image(
                url=url,
                alt=_picture_text(entry) if is_told else None,
                width=_pixels(one, "width"),
                height=_pixels(one, "height"),
            )
    return None


def _is_picture(media: Any) -> bool:
    kind = _raw(media, "medium") or _raw(media, "type")
    if kind:
        return kind.lower().startswith("image")
    return bool(_PICTURE.search(_raw(media, "url") or ""))


def _picture_text(entry: Any) -> str | None:
    said = _raw(entry, "media_picture-description") or _raw(entry, "media_picture-title")
    return _text(said, is_atom=False)


def _attached(entry: Any) -> Iterator[Any]:
    return (link for link in _parts(entry, "links") if link.get("rel") == "enclosure")


def _enclosures(entry: Any) -> Iterator[Enclosure]:
    for link in _attached(entry):
        url = _raw(link, "url")
        if url:
            length = hints.number(_raw(link, "length"), digits=15)  # 0: RSS 2.0 for not known
            yield Enclosure(url=url, type=_raw(link, "type"), length=length or None)


def _pixels(media: Any, side: str) -> int | None:
    return hints.number(_raw(media, side), digits=5)
