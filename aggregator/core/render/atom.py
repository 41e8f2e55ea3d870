"""Stories as Atom 1.0 (RFC 4287). The same stories give the same bytes.

feedgen 1.0.0 stamps *now* on what has no date, so every date is set; it writes entry
links with nothing but `href` and knows no more of atom:source than a title, so both go
through an extension; one character that XML forbids fails the whole feed, so every text
is scrubbed.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from aggregator import __version__
from aggregator.core import credit
from aggregator.core.text import scrub
from aggregator.model import Edition, Republish, Site, Source, Story, Topic

MEDIA_TYPE = "application/atom+xml"

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_TYPE = re.compile(r"[^\s/]+/[^/]+")
_IMAGES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}

Link = dict[str, str]


def atom(edition: Edition) -> bytes:
    """An output as an Atom document, its stories in the order given.

    A topic without a label shows its own id.
    """
    output, site = edition.output, edition.site
    feed = FeedGenerator()
    feed.register_extension("rest", BaseExtension, _Rest)
    feed.id(edition.atom_id)
    feed.title(credit.one_line(output.title))
    feed.subtitle(credit.one_line(output.subtitle or site.subtitle) or None)
    feed.updated(edition.updated_at)
    feed.author(name=credit.one_line(site.title))
    feed.generator("jewelwire", version=__version__)
    feed.link(href=f"{site.base_url}{output.id}.atom", rel="self", type=MEDIA_TYPE)
    feed.link(href=site.base_url, rel="alternate", type="text/html")
    for story in edition.stories:
        _fill(feed.add_entry(order="append"), story, site=site, labels=edition.labels)
    document: bytes = feed.atom_str(pretty=True)
    return document


class _Rest:
    """What feedgen cannot write of an entry: its links and its source, whole."""

    story: Story

    def extend_atom(self, entry: Any) -> None:
        if language := credit.language(self.story.lead.language):
            entry.set(_LANG, language)
        entry.find("title").set("type", "text")
        for link in _links(self.story):
            etree.SubElement(entry, "link", link)
        _append_source(entry, self.story.source)


def _fill(entry: FeedEntry, story: Story, *, site: Site, labels: Mapping[Topic, str]) -> None:
    entry.rest.story = story
    entry.id(story.id)
    entry.title(credit.title(story))
    entry.published(story.published_at)
    entry.updated(story.updated_at)
    entry.author([{"name": name} for name in _authors(story)])
    entry.category(list(_categories(story, site, labels)))
    if summary := credit.summary(story):
        entry.summary(summary, type="text")
    entry.content(credit.content_html(story), type="html")
    entry.rights(credit.one_line(story.lead.rights) or None)


def _authors(story: Story) -> tuple[str, ...]:
    names = tuple(filter(None, map(credit.one_line, story.lead.authors)))
    return names or (credit.one_line(story.source.title) or story.source.feed_id,)


def _categories(
    story: Story, site: Site, labels: Mapping[Topic, str]
) -> Iterator[Mapping[str, str]]:
    """Topics, the primary one first; then who spoke, where it was not the newsroom."""
    filing = story.filing
    primary = () if filing.primary is None else (filing.primary,)
    for topic in dict.fromkeys((*primary, *filing.topics)):
        label = credit.one_line(labels.get(topic, topic))
        yield {"term": topic, "scheme": f"tag:{site.authority}:topic", "label": label}
    if filing.disclosure is not None:
        yield {
            "term": filing.disclosure.value,
            "scheme": f"tag:{site.authority}:disclosure",
            "label": filing.disclosure.value.replace("-", " ").capitalize(),
        }


def _links(story: Story) -> Iterator[Link]:
    """The lead, its copies, its media. A link without a usable address is left out."""
    yield from _link("alternate", story.lead.link)
    for copy in story.copies:
        relation = "via" if copy.is_origin else "related"
        yield from _link(relation, copy.link, title=f"{copy.source_title}: {copy.title}")
    if story.source.republish is Republish.LINK:
        return
    media = {
        one.url: _link("enclosure", one.url, type=_media_type(one.type), length=one.length)
        for one in story.lead.enclosures
    }
    image = story.lead.image
    if image is not None and image.url not in media:
        yield from _link("enclosure", image.url, type=_IMAGES.get(_suffix(image.url)))
    for link in media.values():
        yield from link


def _link(rel: str, url: str | None, **said: str | int | None) -> Iterator[Link]:
    href = credit.address(url)
    if href is not None:
        told = {name: credit.one_line(str(text)) for name, text in said.items() if text}
        yield {"rel": rel, "href": href, **told}


def _media_type(said: str | None) -> str | None:
    """A type of the form that Atom takes (RFC 4287 section 4.2.7.3): some publishers say "mp3"."""
    return said if said and _TYPE.fullmatch(credit.one_line(said)) else None


def _append_source(entry: Any, source: Source) -> None:
    """atom:source with all that names the feed (RFC 4287 section 4.2.11)."""
    element = etree.SubElement(entry, "source")
    said = scrub(source.id)
    # Some feeds give a bare number or a title for their id: only an IRI may stand here.
    source_id = said if _IRI.fullmatch(said) else source.url
    _append_text(element, "id", credit.without_login(source_id))
    _append_text(element, "title", credit.one_line(source.title))
    if source.updated_at is not None:
        _append_text(element, "updated", source.updated_at.isoformat())
    for link in (*_link("alternate", source.link), *_link("self", source.url)):
        etree.SubElement(element, "link", link)
    if rights := credit.one_line(source.rights):
        _append_text(element, "rights", rights)


def _append_text(parent: Any, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text


def _suffix(url: str) -> str:
    return url.partition("?")[0].rpartition(".")[2].lower()
