"""What one new entry costs where ten thousand, a hundred thousand, a million are stored.

A wire of a thousand entries a day: a million are some three years. The entries are invented
of names, houses, cities and sums; of each ten one is a copy, and one tells an event that
another feed tells. What is measured is the store's own `decide`, entry by entry.
"""

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite as sqlite_dialect

from aggregator.bootstrap.parts import lexicon, vocabulary
from aggregator.core.config import load
from aggregator.core.dedupe import keys, told_keys
from aggregator.core.dedupe.events import judged
from aggregator.core.dedupe.gist import gist
from aggregator.core.plan import plan_batch, wanted_ids, wanted_keys
from aggregator.core.plan.desk import traces
from aggregator.core.reading import Reading
from aggregator.core.rules import Rules, rules_of
from aggregator.core.urls import canonical
from aggregator.model import (
    DateSource,
    Entry,
    EntryId,
    FeedState,
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
from aggregator.store.rows import entry_row, key_column, story_row
from aggregator.store.schema import entries, stories

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
A_DAY = 1000
DISTINCT = 20_000  # tellings that are written; they come again under other dates
SIZES = (10_000, 100_000, 1_000_000)
NEW = 200  # entries that are measured
FEEDS = 40
CHUNK = 20_000
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
TEXT = (
    "{a} said on Monday that {b} and the trade in {c} had waited for it since spring. The sum is"
    " ${n} million, people familiar with the matter said, and {d} will have a hand in what follows."
    " Dealers in the hall spoke of little else, and the house expects more of it before the year"
    " is out, when the next season of shows and sales begins."
)


def config_text() -> str:
    feeds = ", ".join(f'{{id: f{n}, url: "https://f{n}.example/feed"}}' for n in range(FEEDS))
    return (
        f"site: {{contact: ops@bench.example}}\nfeeds: [{feeds}]\n"
        "outputs: [{id: the-latest, title: The Latest}]\n"
    )


def written(chance: random.Random) -> Iterator[Entry]:
    """Invented tellings; of each ten one is a copy of the one before, and one tells it anew."""
    told, form, text = _facts(chance), DEEDS[0], ""
    for number in range(DISTINCT):
        if number % 10 > 1:
            told, form = _facts(chance), chance.choice(DEEDS)
        if number % 10 != 1:
            text = TEXT.format(**told) if number % 10 else f"In brief. {TEXT.format(**told)}"
        yield _entry(f"t{number}", f"f{number % FEEDS}", form.format(**told), text, NOW)


def _facts(chance: random.Random) -> dict[str, str]:
    names = {name: _name(chance) for name in "abd"}
    return names | {
        "c": chance.choice(CITIES),
        "h": chance.choice(HOUSES),
        "n": str(chance.randint(2, 900)),
    }


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


def fill(path: Path, size: int, tellings: Sequence[Entry], rules: Rules) -> None:
    """Store so many entries, the newest of today, with every key that the program stores."""
    told = [told_keys(entry, rules.vocabulary) for entry in tellings]
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
    for start in range(0, size, CHUNK):
        filed, borne = [], []
        for number in range(start, min(start + CHUNK, size)):
            which = number % len(tellings)
            at = NOW - timedelta(days=(size - number) / A_DAY)
            one = _again(tellings[which], number, at)
            filed.append(one)
            borne.append(_keys(one.entry, told[which]))
        _insert(connection, filed, borne)
    connection.commit()
    connection.close()


def _again(entry: Entry, number: int, at: datetime) -> FiledEntry:
    again = _entry(f"{entry.guid}/{number}", entry.feed_id, entry.title, entry.text, at)
    return FiledEntry(
        entry=again,
        filing=Filing(topics=(Topic("retail"),), primary=Topic("retail")),
        story_id=StoryId(f"tag:bench.example,2026:story/{again.id}"),
        first_seen_at=at,
    )


def _keys(entry: Entry, told: Sequence[Key]) -> list[str]:
    window = entry.published_at.toordinal() // 14
    return [*map(key_column, keys(entry)), *(f"w{window}/{key}" for key in told)]


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
    for table, rows in ((stories, map(story_row, state)), (entries, map(entry_row, filed))):
        _load(connection, table, list(rows))
    connection.executemany(
        "INSERT OR IGNORE INTO entry_keys (key, entry_id) VALUES (?, ?)",
        [(key, one.entry.id) for one, keys_of in zip(filed, borne, strict=True) for key in keys_of],
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


def newcomers(tellings: Sequence[Entry], chance: random.Random) -> list[Entry]:
    """Of today: copies of what came lately, other tellings of it, and what is new."""
    found = []
    for number in range(NEW):
        feed = f"f{(number + 7) % FEEDS}"
        old = chance.choice(tellings)
        match number % 3:
            case 0:
                title, text = old.title, old.text
            case 1:
                title, text = f"In Brief: {old.title}", old.text.partition(". ")[0]
            case _:
                told = _facts(chance)
                title, text = chance.choice(DEEDS).format(**told), TEXT.format(**told)
        found.append(_entry(f"new{number}", feed, title, text, NOW))
    return found


def measured(store: SqlStore, fresh: Sequence[Entry], rules: Rules) -> dict[str, list[float]]:
    """Milliseconds of each new entry: all of its decision, and the reading and planning in it."""
    spent: dict[str, list[float]] = {"all": [], "known": [], "plan": [], "loaded": []}
    for entry in fresh:
        reading = _reading(entry)
        begun = time.perf_counter()
        seen: list[float] = []

        def plan(known: Known, reading=reading, seen=seen):
            seen.extend((time.perf_counter(), len(known.entries)))
            updates = plan_batch([reading], known, rules)
            seen.append(time.perf_counter())
            return updates

        store.decide(wanted_ids([reading]), wanted_keys([reading], rules), plan)
        spent["all"].append((time.perf_counter() - begun) * 1000)
        spent["known"].append((seen[0] - begun) * 1000)
        spent["loaded"].append(seen[1])
        spent["plan"].append((seen[2] - seen[0]) * 1000)
    return spent


def _reading(entry: Entry) -> Reading:
    feed = _CONFIG_FEEDS[entry.feed_id]
    state = FeedState(feed_id=feed.id, url=feed.url, next_fetch_at=NOW)
    filing = Filing(topics=(Topic("retail"),), primary=Topic("retail"))
    return Reading(
        feed=feed,
        state=state,
        outcome=Fetched(url=feed.url, body=b""),
        at=NOW,
        dates={entry.id: entry.published_at},
        fresh=((entry, filing),),
    )


_CONFIG = load(config_text(), "bench", lexicon=lexicon(), vocabulary=vocabulary(), environment={})
_CONFIG_FEEDS = {feed.id: feed for feed in _CONFIG.feeds}


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same invention every time


def speeds(tellings: Sequence[Entry], rules: Rules) -> None:
    """Entries fingerprinted and pairs judged in a second, by one core."""
    some = [replace(entry, title=f"{entry.title}!") for entry in tellings[:2000]]
    begun = time.perf_counter()
    for entry in some:
        traces(entry, rules.vocabulary)
    print(f"{len(some) / (time.perf_counter() - begun):>9,.0f} entries a second get their keys")
    for entry in some:
        gist(entry, rules.vocabulary)
    begun = time.perf_counter()
    for one, other in pairwise(some):
        judged(one, other, rules.vocabulary)
    print(f"{len(some) / (time.perf_counter() - begun):>9,.0f} pairs a second are judged")


def main(sizes: Sequence[int] = SIZES[:2]) -> None:
    rules = rules_of(_CONFIG)
    tellings = list(written(_chance(20260504)))
    speeds(tellings, rules)
    print("\n  stored  median ms  95th ms  of which: known   plan  entries loaded  ratio")
    first = 0.0
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "bench.sqlite3"
            store = open_store(f"sqlite:///{path}")
            store.sync_feeds(_CONFIG.feeds, NOW)
            store.close()
            fill(path, size, tellings, rules)
            store = open_store(f"sqlite:///{path}")
            recent = tellings[-A_DAY:]
            fresh = newcomers(recent, _chance(size))
            measured(store, fresh[:10], rules)  # what is read first is read from the disk
            spent = measured(store, fresh[10:], rules)
            store.close()
        mid = median(spent["all"])
        first = first or mid
        print(
            f"{size:>9,}  {mid:>8.1f}  {quantiles(spent['all'], n=20)[-1]:>7.1f}"
            f"  {median(spent['known']):>15.1f}  {median(spent['plan']):>5.1f}"
            f"  {median(spent['loaded']):>14.0f}  {mid / first:>5.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES[:2])
