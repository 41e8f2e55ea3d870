"""OPML 2.0: subscriptions in, subscriptions out."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from aggregator.core.credit import without_login
from aggregator.core.text import scrub, squeeze
from aggregator.core.urls import absolute, host
from aggregator.model import Config, value


@value
class Subscription:
    """An outline that names a feed: its address and title."""

    url: str
    title: str


class OpmlError(ValueError):
    """The text is no OPML; the message says what it is instead."""


def export(config: Config) -> bytes:
    """The feeds that are followed, as OPML. Pages without a feed are left out, and logins."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = scrub(config.site.title)
    body = ET.SubElement(root, "body")
    for feed in config.feeds:
        if not feed.obeys_robots:
            name = scrub(feed.title or feed.id)
            url = without_login(feed.url)
            ET.SubElement(body, "outline", type="rss", text=name, title=name, xmlUrl=url)
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def subscriptions(document: bytes) -> tuple[Subscription, ...]:
    """Every feed that an OPML names, once, in document order; raises `OpmlError`."""
    try:
        root = ET.fromstring(document)  # noqa: S314 - expat limits entity expansion since 2.4.1
    except (ET.ParseError, ValueError, LookupError) as error:
        raise OpmlError(f"this is no XML: {error}") from error
    if root.tag.lower() != "opml":
        raise OpmlError(f"this is <{root.tag}>, not <opml>")
    found: dict[str, Subscription] = {}
    for one in _outlines(root):
        found.setdefault(one.url, one)
    return tuple(found.values())


def _outlines(root: ET.Element) -> Iterator[Subscription]:
    for outline in root.iter("outline"):
        named = absolute("", outline.get("xmlUrl") or outline.get("xmlurl")) or ""
        url = named.partition("#")[0]  # feeds.yaml knows addresses without it
        if url and url.isprintable():
            titles = (squeeze(outline.get(name, "")) for name in ("title", "text"))
            yield Subscription(url=url, title=next(filter(None, titles), host(url)))
