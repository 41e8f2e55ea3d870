"""Archives of a feed (RFC 5005) and what left it for good (RFC 6721), as Atom.

An archive is rendered once and kept as bytes. When something is taken down, those bytes are
edited: stories may have changed since, and an archive shows what was published.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from lxml import etree

from aggregator.core import credit
from aggregator.core.render.atom import MEDIA_TYPE, atom
from aggregator.model import Departure, Edition, StoryId

_ATOM = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_ID, _LINK, _ENTRY, _UPDATED = (f"{{{_ATOM}}}{name}" for name in ("id", "link", "entry", "updated"))
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)

Links = Sequence[tuple[str, str]]


def archive(edition: Edition, links: Links) -> bytes:
    """An edition as an archive document; `links` are its own, relation and address."""
    root = etree.fromstring(atom(replace(edition, history=())), _PARSER)
    _mark(root, "archive")
    return _written(_linked(root, links))


def edited(body: bytes, links: Links, without: Collection[StoryId] = ()) -> bytes:
    """An archive document under other addresses, without these stories."""
    root = etree.fromstring(body, _PARSER)
    for entry in root.findall(_ENTRY):
        if entry.findtext(_ID) in without:
            root.remove(entry)
    updated = [entry.findtext(_UPDATED) for entry in root.findall(_ENTRY)]
    if updated:  # all are in UTC and written alike: the latest is the greatest
        root.find(_UPDATED).text = max(updated)
    return _written(_linked(root, links))


def address(body: bytes) -> str | None:
    """Where an archive document says that it stands."""
    links = etree.fromstring(body, _PARSER).findall(_LINK)
    return next((link.get("href") for link in links if link.get("rel") == "self"), None)


def complete(body: bytes) -> bytes:
    """The same Atom document, saying that it is all that there is (RFC 5005 section 2)."""
    root = etree.fromstring(body, _PARSER)
    _mark(root, "complete")
    return _written(root)


def departures(edition: Edition, gone: Sequence[Departure], *, name: str) -> bytes:
    """What an output must not show any more, as a feed of its own, of the file `name`.

    `edition` is the output's, but that its `updated_at` is this document's.
    """
    base, output = edition.site.base_url, edition.output
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM, "at": _TOMBSTONES})
    _append(root, "id", f"{edition.atom_id}/deleted")
    _append(root, "title", f"{credit.one_line(output.title)}: taken down")
    _append(root, "updated", edition.updated_at.isoformat())
    _append(_append(root, "author"), "name", credit.one_line(edition.site.title))
    _append(root, "link", rel="self", type=MEDIA_TYPE, href=f"{base}{name}")
    _append(root, "link", rel="related", type=MEDIA_TYPE, href=f"{base}{output.id}.atom")
    for one in gone:
        told = etree.SubElement(root, f"{{{_TOMBSTONES}}}deleted-entry")
        told.set("ref", one.story_id)
        told.set("when", one.at.isoformat())
    etree.indent(root)
    return _written(root)


def _append(parent: Any, tag: str, text: str | None = None, **said: str) -> Any:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{tag}", said)
    element.text = text
    return element


def _mark(root: Any, word: str) -> None:
    """fh:archive or fh:complete, before the first entry."""
    mark = etree.Element(f"{{{_HISTORY}}}{word}", nsmap={"fh": _HISTORY})
    _put(root, [mark])


def _linked(root: Any, links: Links) -> Any:
    """An archive's own links in the place of those of the subscription document."""
    for link in root.findall(_LINK):
        if (link.get("rel"), link.get("type")) != ("alternate", "text/html"):
            root.remove(link)
    named = [{"rel": relation, "type": MEDIA_TYPE, "href": href} for relation, href in links]
    _put(root, [etree.Element(_LINK, link) for link in named])
    return root


def _put(root: Any, elements: Sequence[Any]) -> None:
    first = root.find(_ENTRY)
    place = len(root) if first is None else root.index(first)
    for element in elements:
        element.tail = "\n  "
        root.insert(place, element)
        place += 1


def _written(root: Any) -> bytes:
    document: bytes = etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", pretty_print=True
    )
    return document
