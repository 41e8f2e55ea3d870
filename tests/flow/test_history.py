"""A new subscriber reads everything from the first day, by what the documents say alone.

Real HTTP on both sides: a feed that is followed, and published files that are walked.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import pytest
from checklist.conftest import (
    config,
    first_store,
    following,
    publisher,
    publishers,
    reader,
    store,
)
from checklist.following import HOUR, Following
from lxml import etree
from reading.serials import Told, served, told

from aggregator.model import EntryId, Fold, OutputFeed, OutputId, Published, Ruling
from aggregator.publish import Publisher
from aggregator.store import SqlStore

__all__ = ["config", "first_store", "following", "publisher", "publishers", "reader", "store"]

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
LIMIT = 5
DOCUMENTS = {f"the-latest.{form}" for form in ("atom", "rss", "json")}
LATEST = OutputFeed(
    id=OutputId("the-latest"), title="The Latest", off_topic=True, sponsored=True, limit=LIMIT
)


@dataclass
class Reading:
    """What a subscriber has who reads a feed from its first day on (RFC 5005 section 4)."""

    titles: dict[str, str] = field(default_factory=dict)
    document: list[str] = field(default_factory=list)
    archives: list[str] = field(default_factory=list)


def read_whole(url: str) -> Reading:
    """Walk from the subscription document through all archives; what is newer wins."""
    root, reading = fetched(url), Reading()
    reading.document = [told_id for told_id, _ in entries(root)]
    reading.titles = dict(entries(root))
    newer, older = None, linked(root).get("prev-archive")
    while older is not None:
        archive = fetched(older)
        assert archive.find(f"{HISTORY}archive") is not None
        named = linked(archive)
        assert (named["self"], named["current"]) == (older, url)
        assert newer in (named["next-archive"], None)
        reading.archives.append(older)
        reading.titles = dict(entries(archive)) | reading.titles
        newer, older = older, named.get("prev-archive")
    return reading


def fetched(url: str) -> etree._Element:
    with urlopen(url, timeout=10) as answer:
        return etree.fromstring(answer.read())


def entries(root: etree._Element) -> list[tuple[str, str]]:
    found = root.findall(f"{ATOM}entry")
    return [(one.findtext(f"{ATOM}id"), one.findtext(f"{ATOM}title")) for one in found]


def linked(root: etree._Element) -> dict[str, str]:
    return {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


class Killed(BaseException): ...


class Dying(SqlStore):
    """A store whose process ends when archives are kept and the document is not yet written."""

    def save_published(self, published: Published) -> None:
        raise Killed(published.id)


class Paper:
    """A wire that follows one feed, and what it publishes, served as plain files."""

    def __init__(self, feed: Following, store: SqlStore, out: Path, url: str) -> None:
        self.feed, self.store, self.out, self.url = feed, store, out, url
        self.output = LATEST
        self.listed: dict[int, Told] = {}
        self.reopen()

    def reopen(self, out: Path | None = None) -> None:
        """Publish by a new process, perhaps into another folder."""
        self.out = out or self.out
        site = replace(self.feed.config.site, base_url=self.url)
        asked = replace(self.feed.config, site=site, outputs=(self.output,))
        self.publisher = Publisher(asked, self.store, out=self.out, clock=lambda: self.feed.now)

    def lists(self, *numbers: int, **said: object) -> None:
        """The feed lists these beside those before; `said` is of all of them."""
        self.listed |= {number: told(number, **said) for number in numbers}
        newest_first = [self.listed[number] for number in sorted(self.listed, reverse=True)]
        self.feed.serve("/feed", served(newest_first))
        self.feed.poll(after=HOUR)
        assert self.feed.report.failed == 0

    def publish(self) -> tuple[str, ...]:
        """Gives the documents that changed."""
        done = self.publisher.publish()
        assert done.refused == {}
        return done.files

    def read(self) -> Reading:
        return read_whole(f"{self.url}{self.output.id}.atom")

    def titles(self) -> list[str]:
        return sorted(self.read().titles.values())

    def entry_id(self, number: int) -> EntryId:
        (one,) = [one for one in self.feed.items if one.entry.title == title(number)]
        return one.entry.id

    def rule(self, number: int, kind: str, outcome: str = "a test") -> None:
        """A person hides, restores or joins an item."""
        self.feed.now += HOUR
        self.store.rule(
            Ruling(entry_id=self.entry_id(number), at=self.feed.now, kind=kind, outcome=outcome)
        )

    def deleted(self) -> list[str | None]:
        root = etree.fromstring((self.out / "the-latest.deleted.atom").read_bytes())
        return [one.get("ref") for one in root.findall(DELETED)]

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.out.iterdir()}

    def archives(self) -> dict[str, bytes]:
        return {name: body for name, body in self.files().items() if ".archive-" in name}


def lose(paper: Paper, script: str) -> None:
    """Delete from the store what nothing of ours would delete."""
    with closing(sqlite3.connect(str(paper.store.engine.url.database))) as connection, connection:
        connection.executescript(script)


def title(number: int) -> str:
    return told(number).title or ""


def titles(*numbers: int) -> list[str]:
    return sorted(title(number) for number in numbers)


@pytest.fixture
def paper(following: Callable[..., Following], store: SqlStore, tmp_path: Path) -> Iterator[Paper]:
    out = tmp_path / "public"
    out.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(out))) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        paper = Paper(following(), store, out, f"http://127.0.0.1:{server.server_port}/")
        paper.lists(*range(120, 127))
        yield paper
        server.shutdown()
        thread.join()


def test_a_new_subscriber_reads_everything_from_the_first_day(paper: Paper) -> None:
    paper.publish()
    assert paper.titles() == titles(*range(120, 127))
    for newest in (128, 131, 140):
        paper.lists(*range(newest - 4, newest))
        paper.publish()
        assert len(paper.read().document) == LIMIT
    assert paper.titles() == titles(*range(120, 131), *range(136, 140))


def test_what_a_large_store_has_is_archived_at_once(paper: Paper) -> None:
    paper.lists(*range(100, 149))
    paper.publish()
    reading = paper.read()
    assert len(reading.titles) == 49
    assert len(reading.archives) == 9


def test_publishing_again_writes_nothing(paper: Paper) -> None:
    paper.publish()
    before = paper.files()
    assert paper.publish() == ()
    paper.reopen()
    assert paper.publish() == ()
    assert paper.files() == before


def test_an_archive_never_changes_and_an_edit_reappears_in_the_document(paper: Paper) -> None:
    paper.lists(*range(127, 140))
    paper.publish()
    before = paper.archives()
    oldest = paper.listed[120]
    paper.lists(120, title="Quillan Marlow sells 77 garnets in Geneva")
    assert set(paper.publish()) == DOCUMENTS
    reading = paper.read()
    assert "Quillan Marlow sells 77 garnets in Geneva" in reading.titles.values()
    assert oldest.title not in reading.titles.values()
    assert len(reading.titles) == 20
    assert len(reading.document) == LIMIT
    assert paper.archives().items() >= before.items()
    assert b"77 garnets" not in b"".join(before.values())
    assert "77 garnets" not in (paper.out / "index.html").read_text()
    paper.lists(*range(140, 150))
    paper.publish()
    assert len(paper.read().titles) == 30
    assert "Quillan Marlow sells 77 garnets in Geneva" in paper.read().titles.values()
    assert paper.archives().items() >= before.items()


def test_a_takedown_moves_all_archives_and_is_told(paper: Paper) -> None:
    paper.lists(*range(127, 140))
    paper.publish()
    before, former = paper.read(), paper.archives()
    paper.rule(121, "hide")
    assert set(paper.publish()) == {*DOCUMENTS, "the-latest.deleted.atom"}
    after = paper.read()
    (gone,) = before.titles.keys() - after.titles.keys()
    assert before.titles[gone] == title(121)
    assert len(after.titles) == 19
    assert not {*after.archives} & {*before.archives}
    assert len(after.archives) == len(before.archives)
    assert paper.deleted() == [gone]
    assert not former.keys() & paper.files().keys()
    assert paper.files()["the-latest.archive-1.gone"] == b""
    for name, body in paper.files().items():
        assert name.endswith(".deleted.atom") or gone.encode() not in body
    assert paper.publish() == ()


def test_a_member_that_is_taken_down_leaves_the_archives_and_its_story_stays(paper: Paper) -> None:
    paper.lists(*range(127, 140))
    paper.rule(121, "join", paper.entry_id(122))
    paper.publish()
    before = paper.read()
    (shown,) = {title(121), title(122)} & {*before.titles.values()}
    number, other = (121, 122) if shown == title(121) else (122, 121)
    paper.rule(number, "hide")
    assert "the-latest.deleted.atom" not in paper.publish()
    after = paper.read()
    assert after.titles.keys() == before.titles.keys()
    assert title(other) in after.titles.values()
    assert not {*after.archives} & {*before.archives}
    for body in paper.files().values():
        assert shown.encode() not in body
    assert paper.publish() == ()
    paper.reopen()
    files = paper.files()
    assert paper.publish() == ()
    assert paper.files() == files


def test_what_leaves_the_document_for_good_is_told_until_it_comes_back(paper: Paper) -> None:
    paper.publish()
    assert paper.deleted() == []
    before = paper.read()
    paper.rule(126, "hide")
    paper.publish()
    assert [before.titles[str(one)] for one in paper.deleted()] == [title(126)]
    assert title(126) not in paper.titles()
    paper.rule(126, "restore")
    paper.publish()
    assert paper.deleted() == []
    assert paper.titles() == titles(*range(120, 127))


def test_what_is_restored_to_an_archive_is_told_no_more(paper: Paper) -> None:
    paper.lists(*range(127, 140))
    paper.publish()
    paper.rule(121, "hide")
    paper.publish()
    paper.rule(121, "restore")
    paper.publish()
    assert paper.deleted() == []
    assert paper.titles() == titles(*range(120, 140))


def test_a_lost_folder_is_rebuilt_to_the_same_bytes(paper: Paper, tmp_path: Path) -> None:
    paper.lists(*range(127, 140))
    paper.publish()
    paper.rule(121, "hide")
    paper.publish()
    before, stood = paper.files(), paper.out
    shutil.rmtree(stood)
    paper.publish()
    assert paper.files() == before
    paper.reopen(tmp_path / "elsewhere")
    paper.publish()
    assert paper.files() == before


def test_a_missing_or_spoiled_archive_is_written_again(paper: Paper) -> None:
    paper.lists(*range(127, 140))
    paper.publish()
    before = paper.files()
    first, second, *_ = sorted(name for name in paper.archives() if name.endswith(".atom"))
    (paper.out / first).unlink()
    (paper.out / second).write_bytes(b"junk")
    paper.publish()
    assert paper.files() == before


def test_what_a_copy_of_the_folder_has_is_taken_as_it_is(paper: Paper, tmp_path: Path) -> None:
    paper.lists(*range(127, 140))
    paper.publish()
    before = paper.files()
    copy = tmp_path / "copy"
    shutil.copytree(paper.out, copy, copy_function=shutil.copyfile)
    paper.reopen(copy)
    paper.publish()
    assert paper.files() == before
    stood = {path.name: path.stat().st_mtime for path in paper.out.iterdir()}
    name = next(name for name in paper.archives() if name.endswith(".atom"))
    assert stood[name] == paper.feed.now.timestamp()


def test_a_change_in_one_story_changes_only_the_files_that_hold_it(paper: Paper) -> None:
    paper.lists(*range(127, 140))
    paper.publish()
    before = paper.files()
    paper.lists(139, title="Ostrava sells 88 lockets in Vicenza")
    paper.publish()
    after = paper.files()
    changed = {name for name in after if after[name] != before.get(name)}
    assert {name for name in changed if not name.endswith((".gz", ".br"))} == {
        *DOCUMENTS,
        "index.html",
        "search.json",
        "the-latest.html",
    }


def test_another_address_of_the_site_moves_the_archives(paper: Paper) -> None:
    paper.lists(*range(127, 140))
    paper.publish()
    served_at = paper.url
    paper.url = served_at.replace("127.0.0.1", "localhost")
    paper.reopen()
    paper.publish()
    reading = paper.read()
    assert len(reading.titles) == 20
    assert all(url.startswith(f"{paper.url}the-latest.archive-2-") for url in reading.archives)
    assert paper.deleted() == []


def test_another_way_of_folding_tells_all_under_other_ids(paper: Paper) -> None:
    paper.lists(*range(127, 140))
    paper.publish()
    before = paper.read()
    paper.output = replace(LATEST, fold=Fold.NONE)
    paper.reopen()
    paper.publish()
    after = paper.read()
    assert sorted(after.titles.values()) == sorted(before.titles.values())
    assert not after.titles.keys() & before.titles.keys()
    assert sorted(map(str, paper.deleted())) == sorted(before.titles)


def test_a_store_that_is_lost_begins_under_addresses_of_its_own(paper: Paper) -> None:
    paper.lists(*range(127, 140))
    paper.publish()
    former = paper.archives()
    lose(paper, "DELETE FROM archives; DELETE FROM archived; DELETE FROM published")
    paper.reopen()
    paper.publish()
    assert len(paper.read().titles) == 20
    assert not former.keys() & paper.files().keys()
    assert "the-latest.archive-1.gone" in paper.files()


def test_what_depends_on_the_moment_is_complete_and_has_no_archives(paper: Paper) -> None:
    paper.output = replace(LATEST, age=HOUR * 24 * 90, limit=50)
    paper.reopen()
    paper.publish()
    root = fetched(f"{paper.url}the-latest.atom")
    assert root.find(f"{HISTORY}complete") is not None
    assert paper.archives() == {}
    paper.output = replace(paper.output, limit=LIMIT)
    paper.reopen()
    paper.publish()
    root = fetched(f"{paper.url}the-latest.atom")
    assert root.find(f"{HISTORY}complete") is None
    assert "prev-archive" not in linked(root)


def test_archives_go_where_the_definition_becomes_one_of_the_moment(paper: Paper) -> None:
    lasting = paper.output
    paper.lists(*range(127, 140))
    paper.publish()
    paper.output = replace(lasting, age=HOUR * 24 * 90)
    paper.reopen()
    paper.publish()
    assert paper.archives().keys() == {"the-latest.archive-1.gone"}
    assert paper.publish() == ()
    paper.output = lasting
    paper.reopen()
    paper.publish()
    assert paper.titles() == titles(*range(120, 140))
    assert "the-latest.archive-2-1.atom" in paper.archives()


def test_an_edition_that_is_refused_leaves_its_history_as_it_is(paper: Paper) -> None:
    paper.lists(*range(127, 140))
    paper.publish()
    before = paper.files()
    lose(paper, "DELETE FROM stories")
    paper.reopen()
    assert "nothing explains" in paper.publisher.publish().refused[LATEST.id]
    kept = {name: body for name, body in paper.files().items() if name in before}
    assert {name for name in kept if kept[name] != before[name]} <= {"index.html"}
    assert paper.files().keys() == before.keys()


def test_what_a_killed_publisher_left_undone_is_done_by_the_next(paper: Paper) -> None:
    paper.lists(*range(127, 140))
    paper.publish()
    before = paper.read()
    paper.rule(121, "hide")

    store, paper.store = paper.store, Dying(paper.store.engine)
    paper.reopen()
    with pytest.raises(Killed):
        paper.publish()
    paper.store = store
    paper.reopen()
    paper.publish()
    assert len(paper.read().titles) == 19
    assert [before.titles[str(one)] for one in paper.deleted()] == [title(121)]
    assert "the-latest.archive-1.gone" in paper.files()
    assert not list(paper.out.glob("the-latest.archive-1-*"))
