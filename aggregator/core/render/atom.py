"""Stories as Atom 1.0 (RFC 4287). The same stories give the same bytes.

feedgen 1.0.0 stamps *now* on what has no date, so every date is set; it writes entry
links with nothing but `href`, knows no more of atom:source than a title and no type of a
title, so these go through extensions; one character that XML forbids fails the whole feed,
so every story is made presentable first.
"""

from collections.abc import Iterator
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from aggregator import __version__
from aggregator.core import credit
from aggregator.core.render import parts
from aggregator.core.render.presentable import presented
from aggregator.core.render.typed import lookalike, typed
from aggregator.model import Edition, Source, Story

MEDIA_TYPE = parts.ATOM

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MEDIA = "http://search.yahoo.com/mrss/"
_TEXTS = ("title", "subtitle", "summary", "rights")

Link = dict[str, str]


def atom(edition: Edition) -> bytes:
    """An output as an Atom document, its stories in the order given.

    A topic without a label shows its own id.
    """
    return written(presented(edition))


def written(edition: Edition) -> bytes:
    """The same of an edition that is presentable already."""
    head = parts.head(edition)
    feed = FeedGenerator()
    feed.register_extension("rest", _Head, _Rest)
    feed.rest.edition = edition
    feed.id(edition.atom_id)
    feed.title(head.title)
    feed.subtitle(head.subtitle or None)
    feed.updated(edition.updated_at)
    feed.author(name=lookalike(head.publisher), uri=head.home)
    feed.generator("jewelwire", version=__version__)
    feed.icon(head.icon)
    feed.logo(head.logo)
    feed.rights(head.rights or None)
    for story in edition.stories:
        _fill(feed.add_entry(order="append"), story, edition)
    document: bytes = feed.atom_str(pretty=True)
    return document


class _Head(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """What feedgen cannot write of a feed: its language, its links, how it is to be shown."""

    edition: Edition

    def extend_ns(self) -> dict[str, str]:
        return {"media": _MEDIA}

    def extend_atom(self, feed: Any) -> None:
        head = parts.head(self.edition)
        if head.language:
            feed.set(_LANG, head.language)
        for link in _feed_links(self.edition, head):
            etree.SubElement(feed, "link", link)
        _type_texts(feed)
        feed.addprevious(etree.ProcessingInstruction("xml-stylesheet", parts.STYLE))


class _Rest:
    """What feedgen cannot write of an entry: its links, its source, its picture, whole."""

    story: Story

    def extend_atom(self, entry: Any) -> None:
        # Empty where it is not known (XML 1.0 section 2.12): an entry is not in our language.
        entry.set(_LANG, self.story.lead.language or "")
        for link in _links(self.story):
            etree.SubElement(entry, "link", link)
        _append_source(entry, self.story.source)
        if image := self.story.lead.image:
            etree.SubElement(entry, f"{{{_MEDIA}}}thumbnail", parts.sized(image))
        _type_texts(entry)


def _fill(entry: FeedEntry, story: Story, edition: Edition) -> None:
    entry.rest.story = story
    entry.id(story.id)
    entry.title(credit.title(story))
    entry.published(story.published_at)
    entry.updated(story.updated_at)
    entry.author([{"name": lookalike(name)} for name in parts.authors(story)])
    entry.category(
        [
            {"term": one.term, "scheme": one.scheme, "label": lookalike(one.label)}
            for one in parts.categories(story, edition.site, edition.labels)
        ]
    )
    if summary := parts.summary(story):
        entry.summary(summary)
    entry.content(credit.content_html(story), type="html")
    entry.rights(story.lead.rights)


def _feed_links(edition: Edition, head: parts.Head) -> Iterator[Link]:
    """Itself, its page, its other forms, its hub, its history. One alternate for each type."""
    name = edition.output.id
    yield _link("self", parts.address(edition, f"{name}.atom"), type=parts.ATOM)
    yield _link("alternate", head.page, type="text/html")
    for suffix, kind in ((".rss", parts.RSS), (".json", parts.JSON)):
        yield _link("alternate", parts.address(edition, f"{name}{suffix}"), type=kind)
    if head.hub:
        yield _link("hub", head.hub)
    for relation, file in edition.history:
        yield _link(relation, parts.address(edition, file), type=parts.ATOM)


def _links(story: Story) -> Iterator[Link]:
    """The lead, its copies, its media. A link without a usable address is left out."""
    if story.lead.link:
        yield _link("alternate", story.lead.link)
    for copy in story.copies:
        if copy.link:
            relation = "via" if copy.is_origin else "related"
            yield _link(relation, copy.link, title=f"{copy.source_title}: {copy.title}")
    if image := parts.picture(story):
        yield _link("enclosure", image.url, type=parts.by_suffix(image.url))
    for one in parts.attached(story):
        yield _link("enclosure", one.url, type=one.type, length=one.length)


def _link(rel: str, href: str, **said: str | int | None) -> Link:
    told = {name: lookalike(str(text)) for name, text in said.items() if text}
    return {"rel": rel, "href": href, **told}


def _append_source(entry: Any, source: Source) -> None:
    """atom:source with all that names the feed (RFC 4287 section 4.2.11)."""
    element = etree.SubElement(entry, "source")
    _append_text(element, "id", source.id)
    _append_text(element, "title", source.title)
    if source.updated_at is not None:
        _append_text(element, "updated", source.updated_at.isoformat())
    if source.link:
        etree.SubElement(element, "link", _link("alternate", source.link))
    etree.SubElement(element, "link", _link("self", source.url))
    if source.rights:
        _append_text(element, "rights", source.rights)
    _type_texts(element)


def _append_text(parent: Any, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text


def _type_texts(parent: Any) -> None:
    for element in parent:
        if element.tag in _TEXTS:
            typed(element)
