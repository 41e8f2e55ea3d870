"""What one new entry costs where ten thousand, a hundred thousand, a million are stored.

A wire of a thousand entries a day: a million are some three years. The entries are invented
of names, houses, cities and sums; of each twenty one is a copy, and one tells an event that
another feed tells. What is measured is the store's own `decide`, of one entry and of ten.
Sizes are arguments, or BENCH_ENTRIES; a million take some minutes to be stored.
"""

import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from statistics import mean, median, quantiles

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite as sqlite_dialect

from aggregator.bootstrap.parts import lexicon, vocabulary
from aggregator.core.config import load
from aggregator.core.dedupe import is_of_window, keys, stored_keys
from aggregator.core.dedupe.events import judged
from aggregator.core.dedupe.gist import gist
from aggregator.core.identity import title_key
from aggregator.core.plan import plan_batch, wanted_ids, wanted_keys
from aggregator.core.plan.desk import Desk, traces
from aggregator.core.reading import Reading
from aggregator.core.rules import rules_of
from aggregator.core.urls import canonical
from aggregator.model import (
    DateSource,
    Entry,
    EntryId,
    FeedState,
    FeedUpdate,
    Fetched,
    FiledEntry,
    Filing,
    Key,
    Known,
    StoryId,
    StoryState,
    Topic,
)
from aggregator.store import SqlStore, open_store
from aggregator.store.rows import entry_row, key_column, story_row, topic_rows
from aggregator.store.schema import entries, stories, topics

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
A_DAY = 1000
# Tellings that are written. They come again, but not within the weeks in which they would meet.
DISTINCT = 45 * A_DAY
SIZES = (10_000, 100_000)
NEW, BATCHES, A_BATCH, HOT, WARMING = 150, 100, 10, 50, 10
FEEDS = 40
CHUNK = 25_000
OFTEN = 5  # of so many stored entries one bears the hot title
COLUMN = "What You Might Have Missed"
SOUNDS = (
    "al bar cor dan el for gal hor in jor kal lor mar nor or pel quin ros sal tor ver wel".split()
)
HOUSES = "Sotheby's Christie's Phillips Bonhams".split()
CITIES = "Geneva London Paris Milan Mumbai Dubai Antwerp Vicenza Tucson Basel".split()
DEEDS = (
    "{a} Buys {b} for ${n} Million",
    "{a} Opens Its First Store in {c}",
    "{h} Sells {a} Ring for ${n} Million in {c}",
    "{a} Names {b} Chief Executive",
    "{a} Files for Bankruptcy",
    "Thieves Rob {a} in {c}",
    "{a} Recovers {n}-Carat Diamond at {b}",
    "{a} Sales Rise {n} Percent in First Quarter",
)
LEADS = (
    "{a} said on {day} that {b} and the {trade} in {c} had waited for it since {season}.",
    "The {trade} in {c} heard of it on {day} from {b}, and {a} would not say more.",
    "It is the second time since {season} that {a} and {b} are named together, {day} in {c}.",
)
SENTENCES = (
    "The sum is ${n} million, {trade} people said, and {d} will have a hand in it by {season}.",
    "{trade} people in the hall spoke of little else on {day}, and expect more before {season}.",
    "Nobody at {d} could be reached, as it was {day}, and the office closes early in {season}.",
    "What it means for the {trade} is open, but prices have moved little since last {season}.",
    "A {trade} paper had told of it in {season}, when {d} denied that there was any such plan.",
    "{d} looks after the {trade} side of the business and has done so since the {season} fair.",
)
SLOTS = {
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "season": "spring summer autumn winter Easter Christmas January June October".split(),
    "trade": "gem pearl watch silver gold antique bridal wholesale retail auction export".split(),
}


def config_text() -> str:
    feeds = ", ".join(f'{{id: f{n}, url: "https://f{n}.example/feed"}}' for n in range(FEEDS))
    return (
        f"site: {{contact: ops@bench.example}}\nfeeds: [{feeds}]\n"
        "outputs: [{id: the-latest, title: The Latest}]\n"
    )


_CONFIG = load(config_text(), "bench", lexicon=lexicon(), vocabulary=vocabulary(), environment={})
_CONFIG_FEEDS = {feed.id: feed for feed in _CONFIG.feeds}
_RULES = rules_of(_CONFIG)


@dataclass
class Spent:
    """Of each decision: milliseconds of its parts, and how much was looked at."""

    known: list[float] = field(default_factory=list)
    plan: list[float] = field(default_factory=list)
    apply: list[float] = field(default_factory=list)
    loaded: list[int] = field(default_factory=list)
    candidates: list[int] = field(default_factory=list)
    joined: int = 0

    @property
    def all(self) -> list[float]:
        return [sum(parts) for parts in zip(self.known, self.plan, self.apply, strict=True)]


def written(chance: random.Random) -> Iterator[Entry]:
    """Invented tellings; of each twenty one is a copy of the one before, one tells it anew."""
    told, form, text = _facts(chance), DEEDS[0], ""
    for number in range(DISTINCT):
        if number % 20 not in {1, 2}:
            told, form = _facts(chance), chance.choice(DEEDS)
        if number % 20 != 1:
            text = _text(told, chance)
        yield _entry(f"t{number}", f"f{number % FEEDS}", form.format(**told), text, NOW)


def _facts(chance: random.Random) -> dict[str, str]:
    names = {name: _name(chance) for name in "abd"}
    return names | {
        "c": chance.choice(CITIES),
        "h": chance.choice(HOUSES),
        "n": str(chance.randint(2, 900)),
    }


def _text(told: dict[str, str], chance: random.Random) -> str:
    said = [chance.choice(LEADS), *chance.sample(SENTENCES, 4)]
    return " ".join(
        one.format(**told, **{slot: chance.choice(words) for slot, words in SLOTS.items()})
        for one in said
    )


def _name(chance: random.Random) -> str:
    return "".join(chance.choice(SOUNDS) for _ in range(3)).capitalize()


def _entry(identity: str, feed: str, title: str, text: str, at: datetime) -> Entry:
    link = f"https://{feed}.example/{identity}"
    return Entry(
        id=EntryId(sha256(identity.encode()).hexdigest()[:16]),
        feed_id=feed,
        guid=identity,
        link=link,
        canonical_link=canonical(link),
        title=title,
        summary=text,
        content_html=f"<p>{text}</p>",
        text=text,
        published_at=at,
        updated_at=at,
        date_source=DateSource.PUBLISHED,
        digest=identity,
    )


def fill(path: Path, size: int, tellings: Sequence[Entry], told: Sequence[Sequence[Key]]) -> None:
    """Store so many entries, the newest of today, with every key that the program stores."""
    connection = sqlite3.connect(path)
    connection.executescript(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-1500000;"
        "DROP INDEX ix_entry_keys_entry_id;"  # is built at once when all is stored
    )
    for start in range(0, size, CHUNK):
        filed, borne = [], []
        for number in range(start, min(start + CHUNK, size)):
            age = size - 1 - number
            one = _again(tellings[age % DISTINCT], age)
            filed.append(one)
            borne.append([*_keys(one.entry, told[age % DISTINCT], age), *_hot_keys(age)])
        _insert(connection, filed, borne)
    connection.execute("CREATE INDEX ix_entry_keys_entry_id ON entry_keys (entry_id)")
    connection.commit()
    connection.close()


def _again(entry: Entry, age: int) -> FiledEntry:
    at = NOW - timedelta(days=(age + 1) / A_DAY)
    cycle = age // DISTINCT
    title, text = (f"{one} {cycle}" if cycle else one for one in (entry.title, entry.text))
    again = _entry(f"{entry.guid}/{cycle}", entry.feed_id, title, text, at)
    return FiledEntry(
        entry=again,
        filing=Filing(topics=(Topic("retail"),), primary=Topic("retail")),
        story_id=StoryId(f"tag:bench.example,2026:story/{again.id}"),
        first_seen_at=at,
    )


def _keys(entry: Entry, told: Sequence[Key], age: int) -> list[str]:
    """Those of `traces`, of which what the words tell is asked once for each telling."""
    window = entry.published_at.toordinal() // 14
    found = [*keys(entry), *(f"w{window}/{key}" for key in told)]
    if age % OFTEN:
        found.append(title_key(entry.feed_id, entry.title))
    return [key_column(Key(one)) for one in found]


def _hot_keys(age: int) -> Iterator[str]:
    """A title that one feed uses for ever, and a word that all entries of two days have."""
    if age % OFTEN == 0:
        yield title_key(_HOT[0].feed_id, COLUMN)
    if age < 2 * A_DAY:
        yield next(one for one in stored_keys(_HOT[0], _RULES.vocabulary) if is_of_window(one))


def _insert(
    connection: sqlite3.Connection, filed: Sequence[FiledEntry], borne: Sequence[list[str]]
) -> None:
    state = [
        StoryState(
            id=one.story_id,
            lead_id=one.entry.id,
            members=(one.entry.id,),
            published_at=one.first_seen_at,
            updated_at=one.first_seen_at,
        )
        for one in filed
    ]
    about = [row for one in filed for row in topic_rows(one.entry.id, one.filing)]
    _load(connection, stories, [story_row(one) for one in state])
    _load(connection, entries, [entry_row(one) for one in filed])
    _load(connection, topics, about)
    pairs = ((key, one.entry.id) for one, found in zip(filed, borne, strict=True) for key in found)
    connection.executemany(
        "INSERT OR IGNORE INTO entry_keys (key, entry_id) VALUES (?, ?)", sorted(pairs)
    )


def _load(connection: sqlite3.Connection, table: Table, rows: Sequence[dict]) -> None:
    names = [column.name for column in table.columns]
    dialect = sqlite_dialect.dialect()
    turn = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in table.columns]
    holes = ", ".join("?" * len(names))
    connection.executemany(
        f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({holes})",  # noqa: S608
        [
            tuple(
                process(row.get(name)) if process else row.get(name)
                for name, process in zip(names, turn, strict=True)
            )
            for row in rows
        ],
    )


def newcomers(recent: Sequence[Entry], count: int, chance: random.Random) -> list[Entry]:
    """Of today: copies of what came lately, other tellings of it, and what is new."""
    found = []
    for number in range(count):
        old = chance.choice(recent)
        feed = f"f{(number + 7) % FEEDS}"
        title, text = old.title, old.text
        match number % 3:
            case 1:
                title, text = f"In Brief: {title}", f"Told in brief. {text.partition('. ')[0]}."
            case 2:
                told = _facts(chance)
                title, text = chance.choice(DEEDS).format(**told), _text(told, chance)
        found.append(_entry(f"new{chance.random()}", feed, title, text, NOW))
    return found


def columns(chance: random.Random) -> list[Entry]:
    """Of one feed, each under the same title."""
    return [
        _entry(f"hot{number}", "f3", COLUMN, _text(_facts(chance), chance), NOW)
        for number in range(HOT)
    ]


def measured(store: SqlStore, batches: Sequence[Sequence[Entry]]) -> Spent:
    spent = Spent()
    for batch in batches:
        _decide(store, [_reading(entry) for entry in batch], spent)
    return spent


def _decide(store: SqlStore, readings: Sequence[Reading], spent: Spent) -> None:
    marks: list[float] = [time.perf_counter()]

    def plan(known: Known) -> tuple[FeedUpdate, ...]:
        marks.append(time.perf_counter())
        updates = plan_batch(readings, known, _RULES)
        marks.append(time.perf_counter())
        spent.loaded.append(len(known.entries))
        spent.candidates.extend(_looked_at(readings, known))
        marks.append(time.perf_counter())
        return updates

    updates = store.decide(wanted_ids(readings), wanted_keys(readings, _RULES), plan)
    marks.append(time.perf_counter())
    begun, known, planned, counted, ended = (1000 * mark for mark in marks)
    spent.known.append(known - begun)
    spent.plan.append(planned - known)
    spent.apply.append(ended - counted)
    spent.joined += sum(len(story.members) > 1 for one in updates for story in one.stories)


def _looked_at(readings: Sequence[Reading], known: Known) -> Iterator[int]:
    """How many candidates each entry was compared with; afterwards, so that it costs nothing."""
    desk = Desk(known, _RULES)
    for entry in (entry for reading in readings for entry, _ in reading.fresh):
        found = (*desk.bearers(entry), *desk.tellers(entry))
        yield len({one.entry.id for one in found})


def _reading(entry: Entry) -> Reading:
    feed = _CONFIG_FEEDS[entry.feed_id]
    filing = Filing(topics=(Topic("retail"),), primary=Topic("retail"))
    return Reading(
        feed=feed,
        state=FeedState(feed_id=feed.id, url=feed.url, next_fetch_at=NOW),
        outcome=Fetched(url=feed.url, body=b""),
        at=NOW,
        dates={entry.id: entry.published_at},
        fresh=((entry, filing),),
    )


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same invention every time


_HOT = columns(_chance(3))


def _told(entry: Entry) -> list[Key]:
    """What is stored of its words, without their window."""
    found = (one for one in stored_keys(entry, _RULES.vocabulary) if is_of_window(one))
    return [Key(one.partition("/")[2]) for one in found]


def speeds(tellings: Sequence[Entry]) -> None:
    """Entries fingerprinted and pairs judged in a second, by one core."""
    some = [replace(entry, title=f"{entry.title}!", text=f"{entry.text}!") for entry in tellings]
    asked = _a_second([lambda one=one: traces(one, _RULES.vocabulary) for one in some])
    print(f"{asked:>9,.0f} entries a second get their keys")
    for entry in some:
        gist(entry, _RULES.vocabulary)
    asked = _a_second(
        [lambda pair=pair: judged(*pair, _RULES.vocabulary) for pair in pairwise(some)]
    )
    print(f"{asked:>9,.0f} pairs a second are judged\n")


def _a_second(works: Sequence[Callable[[], object]]) -> float:
    begun = time.perf_counter()
    for work in works:
        work()
    return len(works) / (time.perf_counter() - begun)


def among(size: int, tellings: Sequence[Entry], told: Sequence[Sequence[Key]]) -> dict[str, Spent]:
    """What new entries cost among so many, by how they come."""
    chance = _chance(1)  # the same newcomers, whatever is stored
    recent = tellings[: min(A_DAY, size)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.sqlite3"
        store = open_store(f"sqlite:///{path}")
        store.sync_feeds(_CONFIG.feeds, NOW)
        store.close()
        fill(path, size, tellings, told)
        store = open_store(f"sqlite:///{path}")
        fresh = newcomers(recent, WARMING + NEW + BATCHES * A_BATCH, chance)
        singles = [[one] for one in fresh[: WARMING + NEW]]
        rest = fresh[WARMING + NEW :]
        measured(store, singles[:WARMING])  # what is read first is read from the disk
        spent = {
            "one": measured(store, singles[WARMING:]),
            "ten": measured(
                store, [rest[at : at + A_BATCH] for at in range(0, len(rest), A_BATCH)]
            ),
            "hot": measured(store, [[one] for one in _HOT]),
        }
        store.close()
    return spent


def shown(size: int, kind: str, spent: Spent, first: Spent) -> str:
    parts = "".join(f"  {median(part):>6.1f}" for part in (spent.known, spent.plan, spent.apply))
    return (
        f"{size:>9,}  {kind:<4}  {median(spent.all):>6.1f}"
        f"  {quantiles(spent.all, n=20)[-1]:>7.1f}{parts}"
        f"  {mean(spent.loaded):>6.0f} {max(spent.loaded):>5}"
        f"  {mean(spent.candidates):>6.1f} {max(spent.candidates):>4}"
        f"  {spent.joined:>6}  {median(spent.all) / median(first.all):>5.2f}"
    )


def main(sizes: Sequence[int] = ()) -> None:
    asked = [int(one) for one in os.environ.get("BENCH_ENTRIES", "").replace(",", " ").split()]
    tellings = list(written(_chance(20260504)))
    speeds(tellings[:2000])
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        told = list(pool.map(_told, tellings, chunksize=500))
    print("one: one new entry; ten: a batch of ten; hot: one whose title every fifth has")
    print(
        "   stored  new   median  95th ms   known    plan   apply  loaded   max"
        "  judged  max  joined  ratio"
    )
    first: dict[str, Spent] = {}
    for size in sizes or asked or SIZES:
        # In a process of its own: what the one before remembers would spare it some work.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            spent = pool.submit(among, size, tellings, told).result()
        first = first or spent
        for kind, one in spent.items():
            print(shown(size, kind, one, first[kind]), flush=True)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])
