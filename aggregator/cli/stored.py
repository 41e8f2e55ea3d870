"""The commands that look at what is stored, and those by which people rule on it."""

import argparse
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from aggregator.bootstrap.parts import clock, read_config, status
from aggregator.cli.status import tell_status
from aggregator.cli.told import (
    Commands,
    clean,
    command,
    count,
    say,
    stored,
    table,
    tell_json,
    with_json,
)
from aggregator.core.dates import parse_date
from aggregator.core.differences import differences
from aggregator.core.report import explain_json, item_json
from aggregator.core.sales import sale_words
from aggregator.core.text import shortened
from aggregator.errors import UsageError
from aggregator.model import (
    OFF_TOPIC,
    Decision,
    EntryId,
    FeedId,
    FiledEntry,
    Ruling,
    StoryId,
    TitleSource,
    Topic,
)
from aggregator.ports import Explanation, ItemQuery
from aggregator.store import upgrade

_TITLES = {TitleSource.SENTENCE: "its first sentence", TitleSource.NONE: "nowhere to be had"}
DIFFERENCE_LENGTH = 1000  # characters of what changed in a field; `--json` has all of it


def commands(add: Commands) -> None:
    """Add status, items, explain, file, hide, restore, join, part and db."""
    with_json(command(add, "status", _status, "tell the health of every feed and output"))
    items = command(add, "items", _items, "list what is stored, newest first")
    items.add_argument("--feed", metavar="ID")
    items.add_argument("--topic", metavar="TOPIC")
    items.add_argument("--story", metavar="ID")
    items.add_argument("--since", type=_moment, metavar="DATE")
    items.add_argument("--held", action="store_true", help="only what no output carries")
    items.add_argument("--limit", type=count, default=50, metavar="N", help="0: all (default 50)")
    with_json(items)
    explain = command(add, "explain", _explain, "tell every decision about one item")
    explain.add_argument("id", metavar="ID")
    with_json(explain)
    file = command(add, "file", _file, "rule what an item is about")
    file.add_argument("id", metavar="ID")
    file.add_argument(
        "--as", dest="topic", required=True, metavar="TOPIC", help="a topic, or off-topic"
    )
    hide = command(add, "hide", _hide, "keep items out of every output")
    hide.add_argument("ids", metavar="ID", nargs="+")
    hide.add_argument("--why", default="no reason given", metavar="WORDS")
    restore = command(add, "restore", _restore, "let held items be published, whatever held them")
    restore.add_argument("ids", metavar="ID", nargs="+")
    join = command(add, "join", _join, "rule that two items are one story")
    join.add_argument("id", metavar="ID")
    join.add_argument("other", metavar="ID")
    part = command(add, "part", _part, "rule that an item is no part of its story")
    part.add_argument("id", metavar="ID")
    database = command(add, "db", _upgrade, "bring the database up to date")
    database.add_argument("what", choices=["upgrade"])


def _moment(text: str) -> datetime:
    moment = parse_date(text, timezone=None)
    if moment is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; expected one as 2026-01-31")
    return moment


def _status(args: argparse.Namespace) -> int:
    with stored(args) as store:
        told = status(store)
    if args.json:
        tell_json(told)
        return 0
    tell_status(told)
    return 0


def _items(args: argparse.Namespace) -> int:
    query = ItemQuery(
        feed=FeedId(args.feed) if args.feed else None,
        topic=Topic(args.topic) if args.topic else None,
        story=StoryId(args.story) if args.story else None,
        since=args.since,
        held=args.held,
        limit=args.limit,
    )
    with stored(args) as store:
        items = store.items(query)
    if args.json:
        now = clock()
        for filed in items:
            tell_json(item_json(filed, now))
        return 0
    table([_row(filed) for filed in items], ("ID", "DATE", "TOPIC", "FEED", "TITLE"))
    return 0


def _row(filed: FiledEntry) -> tuple[object, ...]:
    entry = filed.entry
    topic = filed.filing.primary or "off topic"
    mark = filed.held or ("withdrawn" if filed.withdrawn_at else "late" if filed.late else "")
    return (
        entry.id,
        f"{entry.published_at:%Y-%m-%d %H:%M}",
        topic,
        entry.feed_id,
        f"[{mark}] {entry.title}" if mark else entry.title,
    )


def _explain(args: argparse.Namespace) -> int:
    with stored(args) as store:
        found = store.explain(EntryId(args.id))
    if found is None:
        raise UsageError(f"{args.id}: no such item; `items` lists them")
    if args.json:
        tell_json(
            explain_json(
                found.item,
                found.decisions,
                versions=found.versions,
                rulings=found.rulings,
                story=found.story,
                now=clock(),
            )
        )
    else:
        _tell(found)
    return 0


def _tell(found: Explanation) -> None:
    entry = found.item.entry
    print(clean(entry.title))
    print(f"  {clean(entry.link)}")
    print(
        f"  from {entry.feed_id}, published {entry.published_at:%Y-%m-%d %H:%M} UTC"
        f" ({entry.date_source}), first seen {found.item.first_seen_at:%Y-%m-%d %H:%M} UTC"
        + (", late" if found.item.late else "")
    )
    if entry.title_source is not TitleSource.STATED:
        print(f"  without a headline: its title is {_TITLES[entry.title_source]}")
    if found.item.filing.sale is not None:
        print(f"  tells of {sale_words(found.item.filing.sale, clock())}")
    if found.item.held:
        print(f"  held back: {clean(found.item.held.removeprefix('held '))}")
    for decision in found.decisions:
        print(f"{decision.at:%Y-%m-%d %H:%M:%S}  {_sentence(decision)}")
        for one in decision.evidence:
            topic = f" for {one.topic}" if one.topic else ""
            weight = f" {one.weight:+g}" if one.weight else ""
            print(f"    {one.place}: “{clean(one.text)}”{weight}{topic}")
    for version, changed in differences(found.versions, entry):
        print(f"until {version.until_at:%Y-%m-%d %H:%M:%S} it said:")
        for difference in changed:
            print(
                f"    {difference.field}: {shortened(clean(difference.words), DIFFERENCE_LENGTH)}"
            )
    others = [other for other in found.story if other.entry.id != entry.id]
    print(
        f"story {found.item.story_id}" + (", also told by:" if others else ", told by nobody else")
    )
    for other in others:
        print(f"  {other.entry.id}  {other.entry.feed_id}: {clean(other.entry.title)}")


def _sentence(decision: Decision) -> str:
    rule = f": {clean(decision.rule)}" if decision.rule else ""
    return f"{decision.kind} {clean(decision.outcome)}{rule}"


def _file(args: argparse.Namespace) -> int:
    topics = sorted({rule.topic for rule in read_config(Path(args.config)).topics} | {OFF_TOPIC})
    if args.topic not in topics:
        raise UsageError(f"{args.topic!r} is no topic; expected one of {', '.join(topics)}")
    return _rule(args, [args.id], "file", args.topic)


def _hide(args: argparse.Namespace) -> int:
    return _rule(args, args.ids, "hide", args.why)


def _restore(args: argparse.Namespace) -> int:
    return _rule(args, args.ids, "restore", "let through")


def _join(args: argparse.Namespace) -> int:
    return _rule(args, [args.id], "join", args.other)


def _part(args: argparse.Namespace) -> int:
    return _rule(args, [args.id], "part", "")


def _rule(args: argparse.Namespace, ids: Iterable[str], kind: str, outcome: str) -> int:
    """Rule on each of these; on none where one of them is not there."""
    asked = list(dict.fromkeys(map(EntryId, ids)))
    with stored(args) as store:
        for entry_id in asked:
            if store.explain(entry_id) is None:
                raise UsageError(f"no item {entry_id} is stored; `items` lists those that are")
        for entry_id in asked:
            store.rule(Ruling(entry_id=entry_id, at=clock(), kind=kind, outcome=outcome))
            say(f"{entry_id}: {f'{kind} {outcome}'.rstrip()}; the next round or `publish` shows it")
    return 0


def _upgrade(args: argparse.Namespace) -> int:
    say(f"the database is up to date, at revision {upgrade(args.database)}")
    return 0
