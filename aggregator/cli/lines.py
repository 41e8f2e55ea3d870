"""The commands over JSON Lines of items: classify, group, evaluate."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from aggregator.bootstrap.parts import read_config
from aggregator.cli.told import Commands, clean, command, say, stored, tell_json, with_json
from aggregator.core.classify import Classifier
from aggregator.core.evaluate import (
    Labels,
    StoriesReport,
    TopicsReport,
    rulings_report,
    stories_report,
    topics_report,
)
from aggregator.core.filing import afresh
from aggregator.core.lines import filed, grouped, with_filing
from aggregator.core.rules import rules_of
from aggregator.core.text import scrub
from aggregator.errors import UsageError
from aggregator.model import StoryId

Item = dict[str, Any]


def commands(add: Commands) -> None:
    """Add classify, group and evaluate."""
    command(add, "classify", _classify, "file JSON Lines of items by the rules of feeds.yaml")
    command(add, "group", _group, "find the stories in JSON Lines of items")
    evaluating = command(add, "evaluate", _evaluate, "compare labelled JSON Lines with our answers")
    evaluating.add_argument("file", metavar="FILE", nargs="?")
    evaluating.add_argument(
        "--rulings", action="store_true", help="in place of FILE: what people filed with `file`"
    )
    with_json(evaluating)


def _classify(args: argparse.Namespace) -> int:
    classifier = Classifier(read_config(Path(args.config)).topics)
    bad = False
    for item in _lines(sys.stdin.buffer, "stdin"):
        bad |= isinstance(item, str)
        tell_json(
            _fault(item) if isinstance(item, str) else with_filing(item, filed(item, classifier))
        )
    return int(bad)


def _group(args: argparse.Namespace) -> int:
    lines = list(_lines(sys.stdin.buffer, "stdin"))
    stories = iter(_stories(args, [line for line in lines if not isinstance(line, str)]))
    for line in lines:
        tell_json(_fault(line) if isinstance(line, str) else line | {"story": next(stories)})
    return int(any(isinstance(line, str) for line in lines))


def _stories(args: argparse.Namespace, items: list[Item]) -> list[StoryId]:
    config = read_config(Path(args.config))
    return grouped(items, Classifier(config.topics), rules_of(config))


def _evaluate(args: argparse.Namespace) -> int:
    if args.rulings != (args.file is None):
        raise UsageError("evaluate compares labels with our answers; expected FILE or --rulings")
    if args.rulings:
        return _evaluate_rulings(args)
    try:
        with Path(args.file).open("rb") as stream:
            lines = list(_lines(stream, args.file))
    except OSError as error:
        raise UsageError(f"{args.file}: cannot be read: {error.strerror}") from error
    items = [line for line in lines if not isinstance(line, str)]
    faults = [line for line in lines if isinstance(line, str)]
    for fault in faults:
        say(fault)
    by_story = any("story" in item for item in items)
    report = _stories_report(args, items) if by_story else _topics_report(args, items)
    if args.json:
        tell_json(report.as_json())
    else:
        print(scrub(report.as_text()))
    return int(bool(faults))


def _evaluate_rulings(args: argparse.Namespace) -> int:
    file = afresh(read_config(Path(args.config)))
    with stored(args) as store:
        ruled = store.ruled_entries()
    rows = [(one.entry, topic, file(one.entry)) for one, topic in ruled]
    report = rulings_report(rows)
    if args.json:
        tell_json(report.as_json())
    elif rows:
        print(scrub(report.topics.as_text()))
        for one in report.differences:
            print(f"\n{one.entry.id}  {clean(one.entry.title)}")
            print(f"    rules say {one.rules}, a person said {one.person}: {clean(one.rule)}")
    else:
        say("no item was filed by a person; `file ID --as TOPIC` does")
    return 0


def _topics_report(args: argparse.Namespace, items: list[Item]) -> TopicsReport:
    classifier = Classifier(read_config(Path(args.config)).topics)
    return topics_report((_labels(item), filed(item, classifier)) for item in items)


def _labels(item: Item) -> Labels:
    """What an item is labelled with; only text is a label."""
    labels = item.get("labels")
    several = labels if isinstance(labels, list) else []
    return Labels(
        primary=_label(item, "primary"),
        topics=tuple(label for label in several if isinstance(label, str)),
        sponsor=_label(item, "sponsor"),
        disclosure=_label(item, "disclosure"),
    )


def _label(item: Item, name: str) -> str | None:
    said = item.get(name)
    return said if isinstance(said, str) else None


def _stories_report(args: argparse.Namespace, items: list[Item]) -> StoriesReport:
    """An item that names no story tells one of its own."""
    gold = {place: str(item.get("story") or f"alone {place}") for place, item in enumerate(items)}
    got = dict(enumerate(_stories(args, items)))
    near = {
        place: str(item["near_miss_of"])
        for place, item in enumerate(items)
        if item.get("near_miss_of")
    }
    return stories_report(gold, got, near)


def _lines(stream: Iterable[bytes], name: str) -> Iterator[Item | str]:
    """Each line's item, or what is wrong with the line."""
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield f"{name}:{number}: no JSON: {error}"
            continue
        yield item if isinstance(item, dict) else f"{name}:{number}: no object; expected an item"


def _fault(words: str) -> Item:
    return {"error": words}
