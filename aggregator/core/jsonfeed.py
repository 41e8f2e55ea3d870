"""JSON Feed 1.0 and 1.1 (jsonfeed.org) into the same values as any other document."""

import json
from collections.abc import Iterator
from typing import Any

from aggregator.core.text import html_of, scrub, squeeze
from aggregator.core.urls import absolute
from aggregator.model import Channel, Enclosure, Image, ParsedFeed, ParsedItem, ReadFailed

_VERSION = "jsonfeed.org/version/"


def parse(text: str, *, url: str) -> ParsedFeed | ReadFailed:
    """Read a JSON document that came from `url`. Total: a member of a wrong type is absent."""
    try:
        found = json.loads(text, object_pairs_hook=_object, strict=False)
    except RecursionError:
        return ReadFailed(reason="JSON nested too deep to be read")
    except ValueError as error:
        return ReadFailed(reason=f"JSON that cannot be read: {error}")
    if not isinstance(found, dict) or _VERSION not in str(found.get("version")):
        return ReadFailed(reason="JSON, but no JSON Feed: it names no version of jsonfeed.org")
    items = found.get("items")
    if not isinstance(items, list):
        return ReadFailed(reason="a JSON Feed without its list of items")
    return ParsedFeed(
        channel=Channel(
            title=_line(found, "title"),
            link=absolute(url, _text(found, "home_page_url")),
            id=_text(found, "feed_url"),
            language=_text(found, "language"),
            older=absolute(url, _text(found, "next_url")),
        ),
        items=tuple(_item(item, found, url) for item in items if isinstance(item, dict)),
    )


def _object(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object. Which of two members of one name was meant, nobody knows: `ValueError`."""
    found = dict(members)
    if len(found) < len(members):
        raise ValueError("an object has two members of one name")
    return found


def _item(item: dict[str, Any], feed: dict[str, Any], url: str) -> ParsedItem:
    content = _text(item, "content_html")
    plain = _text(item, "content_text")
    summary = _text(item, "summary")
    link = _text(item, "url") or _text(item, "external_url")
    return ParsedItem(
        guid=_id(item.get("id")),
        link=absolute(url, link),
        title=_line(item, "title"),
        summary_html=html_of(summary) if summary else None,
        content_html=content or (html_of(plain) if plain else None),
        published=_text(item, "date_published"),
        updated=_text(item, "date_modified"),
        # Those of the feed are those of an item that names none (JSON Feed 1.1, items).
        authors=tuple(dict.fromkeys(_authors(item))) or tuple(dict.fromkeys(_authors(feed))),
        categories=tuple(dict.fromkeys(_tags(item))),
        image=_image(item),
        enclosures=tuple(_attachments(item)),
        language=_text(item, "language"),
    )


def _text(place: dict[str, Any], name: str) -> str | None:
    said = place.get(name)
    return scrub(said).strip() or None if isinstance(said, str) else None


def _line(place: dict[str, Any], name: str) -> str | None:
    return squeeze(_text(place, name) or "") or None


def _id(said: object) -> str | None:
    """An id that is a number means its digits (JSON Feed 1.1, items)."""
    if isinstance(said, bool) or not isinstance(said, str | int | float):
        return None
    return scrub(str(said)).strip() or None


def _objects(place: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    listed = place.get(name)
    return (
        (one for one in listed if isinstance(one, dict)) if isinstance(listed, list) else iter(())
    )


def _authors(place: dict[str, Any]) -> Iterator[str]:
    """1.1 has a list, 1.0 had one author."""
    named = [_line(author, "name") for author in _objects(place, "authors")]
    alone = place.get("author")
    if not any(named) and isinstance(alone, dict):
        named = [_line(alone, "name")]
    return filter(None, named)


def _tags(item: dict[str, Any]) -> Iterator[str]:
    tags = item.get("tags")
    for tag in tags if isinstance(tags, list) else ():
        if isinstance(tag, str) and (words := squeeze(scrub(tag))):
            yield words


def _image(item: dict[str, Any]) -> Image | None:
    url = _text(item, "image") or _text(item, "banner_image")
    return Image(url=url) if url else None


def _attachments(item: dict[str, Any]) -> Iterator[Enclosure]:
    for one in _objects(item, "attachments"):
        url = _text(one, "url")
        size = one.get("size_in_bytes")
        if url:
            length = size if type(size) is int and size > 0 else None
            yield Enclosure(url=url, type=_text(one, "mime_type"), length=length)
