"""OPML 2.0: subscriptions in, subscriptions out."""

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from aggregator.core.credit import address, without_login
from aggregator.core.text import scrub, squeeze
from aggregator.core.urls import absolute, host
from aggregator.model import Config, value


@value
class Subscription:
    """An outline that names a feed: its address and title, and the page that it is of."""

    url: str
    title: str
    link: str | None = None


class OpmlError(ValueError):
    """The text is no OPML; the message says what it is instead."""


def export(config: Config) -> bytes:
    """The feeds that are followed, as OPML. Pages without a feed are left out, and logins."""
    return outlines(
        config.site.title,
        (
            Subscription(url=feed.url, title=feed.title or feed.id)
            for feed in config.feeds
            if not feed.obeys_robots
        ),
    )


def outlines(title: str, named: Iterable[Subscription]) -> bytes:
    """An OPML of this title that names these feeds. A login in an address is left out."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = scrub(title)
    body = ET.SubElement(root, "body")
    for one in named:
        said = {
            "text": scrub(one.title),
            "title": scrub(one.title),
            "xmlUrl": without_login(scrub(one.url)),
            "htmlUrl": address(one.link),
        }
        told = {name: text for name, text in said.items() if text is not None}
        ET.SubElement(body, "outline", {"type": "rss", **told})
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
