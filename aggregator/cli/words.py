"""The command that tells how the words of the topics do: `topics`."""

import argparse
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from aggregator.bootstrap.parts import clock, read_config
from aggregator.cli.told import Commands, command, stored, table, tell_json, with_json
from aggregator.core.filing import afresh
from aggregator.core.health import Case, Exclusions, TopicHealth, WordHealth, WordsReport, health
from aggregator.errors import UsageError
from aggregator.model import Config, Topic
from aggregator.ports import Store
from aggregator.update.refiling import stored_since

_LONGEST = 36_500  # days, a century
_TOPIC = ("RULES", "FIRED", "AGREED", "DEAD", "NOISY", "TOPIC")
_RULE = ("FIRED", "AGREED", "BORNE", "OVERRULED", "WEIGHT", "TOPIC", "KIND", "RULE")


def commands(add: Commands) -> None:
    """Add topics."""
    topics = command(add, "topics", _topics, "tell how often each rule of the topics was right")
    topics.add_argument(
        "--days", type=_days, default=30, metavar="N", help="of stored items (default 30; 0: all)"
    )
    topics.add_argument("--topic", metavar="TOPIC", help="the rules of this topic alone")
    which = topics.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="list every rule")
    which.add_argument("--dead", action="store_true", help="list those that never counted")
    with_json(topics)


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > _LONGEST:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days; expected 0 or more")
    return int(text)


def _topics(args: argparse.Namespace) -> int:
    config = read_config(Path(args.config))
    known = sorted(rule.topic for rule in config.topics)
    if args.topic not in {None, *known}:
        raise UsageError(f"{args.topic!r} is no topic; expected one of {', '.join(known)}")
    since = clock() - timedelta(days=args.days) if args.days else None
    with stored(args) as store:
        report = health(config.topics, _cases(store, config, since))
    if args.topic:
        report = report.of(Topic(args.topic))
    if args.json:
        tell_json(report.as_json())
    elif args.all or args.dead:
        table([_row(rule) for rule in (report.rules if args.all else report.dead)], _RULE)
    else:
        _tell(report, f"the last {args.days} days" if args.days else "all time")
    return 0


def _cases(store: Store, config: Config, since: datetime | None) -> Iterator[Case]:
    file, exclusions = afresh(config), Exclusions(config.topics)
    ruled = {filed.entry.id: topic for filed, topic in store.ruled_entries()}
    for filed in stored_since(store, since):
        yield Case(
            filing=file(filed.entry),
            ruled=ruled.get(filed.entry.id),
            excluded=exclusions.found(filed.entry),
        )


def _tell(report: WordsReport, when: str) -> None:
    """What stands out: each topic, then noisy, overruled and dead rules."""
    print(f"{report.entries} items of {when}, filed by the rules alone\n")
    table([_summary(topic) for topic in report.topics], _TOPIC)
    _tell_rules("noisy: they counted often, for a topic that seldom leads", report.noisy)
    _tell_rules("overruled by people", report.overruled)
    dead = report.dead
    _tell_rules("dead, of feeds.yaml", [rule for rule in dead if rule.own])
    shipped = sum(not rule.own for rule in dead)
    print(f"\n{shipped} shipped rules never counted; `topics --dead` lists them")


def _tell_rules(head: str, rules: Iterable[WordHealth]) -> None:
    rows = [_row(rule) for rule in rules]
    if rows:
        print(f"\n{head}:")
        table(rows, _RULE)


def _summary(topic: TopicHealth) -> tuple[object, ...]:
    agreed = "–" if topic.agreed is None else f"{topic.agreed:.0%}"
    return (
        f"{topic.rules:>5}",
        f"{topic.fired:>5}",
        f"{agreed:>6}",
        f"{topic.dead:>4}",
        f"{topic.noisy:>5}",
        topic.topic,
    )


def _row(rule: WordHealth) -> tuple[object, ...]:
    share = f"{rule.agreed / rule.fired:.0%}" if rule.fired else "–"
    weight = "–" if rule.weight is None else f"{rule.weight:g}"
    return (
        f"{rule.fired:>5}",
        f"{share:>6}",
        f"{rule.borne:>5}",
        f"{rule.overruled:>9}",
        f"{weight:>6}",
        rule.topic,
        rule.kind,
        f"{rule.phrase} (own)" if rule.own else rule.phrase,
    )
