"""Archives and what was taken down, as Atom documents."""

from dataclasses import replace

from factories import HOUR, NOW, a_site, a_story, an_edition, an_entry, an_output
from hostile import stories
from hypothesis import given, settings
from lxml import etree

from aggregator.core.history import departed_name, file_name, links
from aggregator.core.parse import parse
from aggregator.core.render import documents
from aggregator.core.render.archive import address, archive, departures, edited
from aggregator.model import Archive, Departure, OutputId, ParsedFeed, Story, StoryId

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"
BASE = a_site().base_url
SECOND = Archive(output_id=OutputId("the-latest"), chain=1, number=2, written_at=NOW)
TOLD = (
    a_story(an_entry("e1"), updated_at=NOW),
    a_story(an_entry("e2"), updated_at=NOW - HOUR),
    a_story(an_entry("e3"), updated_at=NOW - 2 * HOUR),
)


def body(told: tuple[Story, ...] = TOLD) -> bytes:
    return archive(an_edition(*told), links(SECOND, BASE))


def ids(document: bytes) -> list[str | None]:
    parsed = parse(document, content_type="application/atom+xml", url="")
    assert isinstance(parsed, ParsedFeed)
    assert parsed.flaw is None
    return [item.guid for item in parsed.items]


def linked(document: bytes) -> dict[str | None, str | None]:
    root = etree.fromstring(document)
    return {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}


def test_an_archive_is_marked_and_names_those_beside_it() -> None:
    root = etree.fromstring(body())
    assert root.find(f"{HISTORY}archive") is not None
    assert root.findtext(f"{ATOM}id") == an_edition().atom_id
    named = linked(body())
    assert named.pop("alternate")
    assert named == dict(links(SECOND, BASE))
    assert address(body()) == f"{BASE}{file_name(SECOND)}"


def test_an_archive_says_nothing_of_the_history_that_its_edition_names() -> None:
    edition = an_edition(*TOLD, history=(("prev-archive", "the-latest.archive-1-9.atom"),))
    assert archive(edition, links(SECOND, BASE)) == body()


@settings(max_examples=50)
@given(stories())
def test_an_archive_has_the_entries_of_the_document(told: tuple[Story, ...]) -> None:
    entries = [
        [
            etree.tostring(one, with_tail=False)
            for one in etree.fromstring(each).iter(f"{ATOM}entry")
        ]
        for each in (documents(an_edition(*told))["the-latest.atom"], body(told))
    ]
    assert entries[0] == entries[1]


@settings(max_examples=50)
@given(stories())
def test_an_archive_that_is_edited_for_nothing_stays_as_it_is(told: tuple[Story, ...]) -> None:
    told = tuple(replace(story, updated_at=NOW) for story in told)
    assert edited(body(told), links(SECOND, BASE)) == body(told)


def test_what_is_taken_down_is_in_the_archive_no_more_and_the_rest_is_as_it_was() -> None:
    third = links(replace(SECOND, chain=2), BASE)
    without = edited(body(), third, {TOLD[0].id})
    assert ids(without) == [TOLD[1].id, TOLD[2].id]
    assert b"e1" not in without
    assert linked(without).items() >= dict(third).items()
    assert etree.fromstring(without).findtext(f"{ATOM}updated") == TOLD[1].updated_at.isoformat()
    assert etree.fromstring(without).find(f"{HISTORY}archive") is not None
    rest = archive(an_edition(*TOLD[1:], updated_at=TOLD[1].updated_at), third)
    assert without == rest


def test_an_archive_may_be_left_with_nothing() -> None:
    assert ids(edited(body(), links(SECOND, BASE), {story.id for story in TOLD})) == []


def test_a_document_that_is_all_there_is_says_so() -> None:
    whole = documents(an_edition(*TOLD, complete=True))["the-latest.atom"]
    assert etree.fromstring(whole).find(f"{HISTORY}complete") is not None
    assert ids(whole) == [story.id for story in TOLD]
    assert HISTORY.encode() not in documents(an_edition(*TOLD))["the-latest.atom"]


def test_what_departed_is_told_in_a_feed_of_its_own() -> None:
    gone = (
        Departure(story_id=StoryId("tag:b"), at=NOW),
        Departure(story_id=StoryId("tag:<a>&"), at=NOW - HOUR),
    )
    name = departed_name(OutputId("the-latest"))
    edition = an_edition(output=an_output(title="Rings & <Things>"))
    root = etree.fromstring(departures(edition, gone, name=name))
    told = [(one.get("ref"), one.get("when")) for one in root.findall(f"{TOMBSTONES}deleted-entry")]
    assert told == [(one.story_id, one.at.isoformat()) for one in gone]
    assert root.findtext(f"{ATOM}id") == f"{edition.atom_id}/deleted"
    assert root.findtext(f"{ATOM}title") == "Rings & <Things>: taken down"
    assert root.findtext(f"{ATOM}updated") == edition.updated_at.isoformat()
    assert root.findtext(f"{ATOM}author/{ATOM}name") == edition.site.title
    named = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert named == {"self": f"{BASE}{name}", "related": f"{BASE}the-latest.atom"}


def test_nothing_departed_is_a_feed_too() -> None:
    assert ids(departures(an_edition(), (), name="the-latest.deleted.atom")) == []
