"""Stories as RSS 2.0 (rssboard.org). The same stories give the same bytes.

Beside RSS itself the modules that readers know: content, Dublin Core, Media RSS, and Atom for
what RSS has no word for. feedgen 1.0.0 takes the last link for the channel's, one enclosure,
mail addresses for authors, and writes dates through the locale of the machine: all of that
goes through extensions.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from aggregator import __version__
from aggregator.core import credit
from aggregator.core.render import parts
from aggregator.core.render.presentable import presented
from aggregator.core.render.typed import untyped
from aggregator.core.text import html_of
from aggregator.model import Edition, Enclosure, Story

_ATOM = "http://www.w3.org/2005/Atom"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"
_TEXTS = frozenset({"title", "category", "source", "copyright", f"{{{_DUBLIN_CORE}}}rights"})
# Podcast programs take an enclosure whose host is a name with a dot, or a number.
_ENCLOSABLE = re.compile(
    r"https?://(\d{1,3}(\.\d{1,3}){3}|([a-z0-9-]+\.)+[a-z0-9-]+)(:\d+)?/", re.IGNORECASE
)
_SHOWN = re.compile(r"\.(?:gif|jpe?g|png)$", re.IGNORECASE)
_MEDIUMS = frozenset({"audio", "image", "video"})


def rss(edition: Edition) -> bytes:
    """An output as an RSS document, its stories in the order given."""
    return written(presented(edition))


def written(edition: Edition) -> bytes:
    """The same of an edition that is presentable already."""
    head = parts.head(edition)
    feed = FeedGenerator()
    feed.register_extension("rest", _Head, _Rest)
    feed.rest.edition = edition
    feed.title(head.title)
    feed.link(href=head.page)
    feed.description(head.subtitle or head.title)
    feed.language(head.language or None)
    feed.copyright(head.rights or None)
    feed.generator("jewelwire", version=__version__)
    feed.ttl(head.minutes)
    feed.lastBuildDate(edition.updated_at)
    if head.logo and _SHOWN.search(head.logo):
        feed.image(head.logo)
    for story in edition.stories:
        _fill(feed.add_entry(order="append"), story, edition)
    document: bytes = feed.rss_str(pretty=True)
    return document


class _Head(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """What feedgen cannot write of a channel: its own address, its hub, its dates."""

    edition: Edition

    def extend_ns(self) -> dict[str, str]:
        return {"dc": _DUBLIN_CORE, "media": _MEDIA}

    def extend_rss(self, feed: Any) -> None:
        (channel,) = feed
        head = parts.head(self.edition)
        own = parts.address(self.edition, f"{self.edition.output.id}.rss")
        link = f"{{{_ATOM}}}link"
        etree.SubElement(channel, link, rel="self", href=own, type=parts.RSS)
        if head.hub:
            etree.SubElement(channel, link, rel="hub", href=head.hub)
        channel.find("lastBuildDate").text = _date(self.edition.updated_at)
        for element in (*channel, *channel.iterfind("image/*")):
            if element.tag in _TEXTS or element.tag == "description":
                untyped(element)
        feed.addprevious(etree.ProcessingInstruction("xml-stylesheet", parts.STYLE))


class _Rest:
    """What feedgen cannot write of an item: dates, names, media, languages, rights."""

    story: Story

    def extend_rss(self, item: Any) -> None:
        story = self.story
        _append(item, "pubDate", _date(story.published_at))
        _append(item, f"{{{_ATOM}}}updated", story.updated_at.isoformat())
        for name in parts.authors(story):
            _append(item, f"{{{_DUBLIN_CORE}}}creator", name)
        if story.lead.language:
            _append(item, f"{{{_DUBLIN_CORE}}}language", story.lead.language)
        if story.lead.rights:
            _append(item, f"{{{_DUBLIN_CORE}}}rights", story.lead.rights)
        for name, said in _media(story):
            etree.SubElement(item, name, said)
        for element in item:
            if element.tag in _TEXTS:
                untyped(element)


def _fill(entry: FeedEntry, story: Story, edition: Edition) -> None:
    entry.rest.story = story
    entry.title(credit.title(story))
    entry.link(href=story.lead.link)
    entry.guid(story.id, permalink=False)
    content = credit.content_html(story)
    if summary := parts.summary(story):
        # Some readers show nothing else: who paid has to stand here too.
        entry.description(f"{credit.mark_html(story)}{html_of(summary)}")
        entry.content(content, type="html")
    else:
        entry.description(content)
    entry.category(
        [
            {"term": one.label, "scheme": one.scheme}
            for one in parts.categories(story, edition.site, edition.labels)
        ]
    )
    entry.source(url=story.source.url, title=story.source.title)


def _media(story: Story) -> Iterator[tuple[str, dict[str, str]]]:
    """One enclosure, which is all that RSS has room for; all else as Media RSS."""
    attached = parts.attached(story)
    enclosure = next((one for one in attached if _ENCLOSABLE.match(one.url)), None)
    if enclosure is not None:
        length = str(enclosure.length or 0)  # 0: not known
        yield (
            "enclosure",
            {"url": enclosure.url, "length": length, "type": parts.type_of(enclosure)},
        )
    for one in attached:
        if one is not enclosure:
            yield f"{{{_MEDIA}}}content", _content(one)
    if image := parts.picture(story):
        yield f"{{{_MEDIA}}}content", {**parts.sized(image), "medium": "image"}
    if image := story.lead.image:
        yield f"{{{_MEDIA}}}thumbnail", parts.sized(image)


def _content(enclosure: Enclosure) -> dict[str, str]:
    kind = parts.type_of(enclosure)
    medium = kind.partition("/")[0].lower()
    told = {
        "url": enclosure.url,
        "type": kind,
        "medium": medium if medium in _MEDIUMS else None,
        "fileSize": enclosure.length,
    }
    return {name: str(text) for name, text in told.items() if text}


def _append(parent: Any, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text


def _date(moment: datetime) -> str:
    """A date of RFC 822, with its year in four digits, whatever the machine's language is."""
    return format_datetime(moment)
