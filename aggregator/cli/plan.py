"""`plan` and `apply`: what the edited feeds.yaml changes among stored items, and the change."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from aggregator.bootstrap import hub, inforce
from aggregator.bootstrap.parts import clock, read_edited
from aggregator.cli.rounds import published_json, tell_published, tell_untold
from aggregator.cli.told import (
    Commands,
    clean,
    columns,
    command,
    count,
    say,
    stored,
    tell_json,
    with_json,
)
from aggregator.core.changes import Change, Effect, Group, Kind, Traffic, groups, in_numbers
from aggregator.core.report import effect_json, pinged_json
from aggregator.core.text import shortened
from aggregator.publish import Publisher

NOTHING, BEYOND, SOMETHING = 0, 1, 3  # exit codes of `plan`
SAMPLES = 5  # items told of each rule; `--json` has more
MANY = 50
_TITLE = 70  # characters
_HEADS = {
    Kind.TOPIC: ("ITEM", "FROM", "TO", "TITLE"),
    Kind.STORY: ("ITEM", "FROM STORY", "TO STORY", "TITLE"),
    Kind.OUTPUT: ("ITEM", "LEAVES", "ENTERS", "TITLE"),
}
_NAMES = {Kind.TOPIC: "Topics", Kind.STORY: "Stories", Kind.OUTPUT: "Outputs"}


def commands(add: Commands) -> None:
    """Add plan and apply."""
    plan = command(add, "plan", _plan, "show what the edited feeds.yaml would change")
    plan.add_argument("--limit", type=count, metavar="N", help="fail beyond so many items")
    apply = command(add, "apply", _apply, "make the change of an edited feeds.yaml, and publish")
    for parser in (plan, apply):
        parser.add_argument(
            "--days", type=count, metavar="N",
            help="of how many days stored items are filed anew (default: changes.days)",
        )  # fmt: skip
        with_json(parser)


def _plan(args: argparse.Namespace) -> int:
    path = Path(args.config)
    edited = read_edited(path)
    with stored(args) as store:
        effect = inforce.plan(store, edited, path, days=args.days)
    if args.json:
        tell_json(effect_json(effect, samples=MANY))
    else:
        print("\n".join(_lines(effect)))
    if args.limit is not None and effect.total > args.limit:
        say(f"plan finds {effect.total} changes, more than --limit {args.limit}")
        return BEYOND
    return NOTHING if effect.is_nothing else SOMETHING


def _apply(args: argparse.Namespace) -> int:
    path = Path(args.config)
    edited = read_edited(path)
    with stored(args) as store:
        with store.round_lock():
            effect = inforce.apply(store, edited, path, days=args.days)
            report = Publisher(edited.config, store, out=Path(args.out), clock=clock).publish()
        pinged = hub.ping(edited.config, store)
    if args.json:
        told = published_json(report) | {"hub": pinged_json(pinged)}
        tell_json(effect_json(effect, samples=MANY) | told)
        return 0
    print(in_numbers(effect))
    for warning in effect.warnings:
        say(warning)
    tell_untold(pinged)
    tell_published(report)
    return 0


def _lines(effect: Effect) -> Iterator[str]:
    """The report: how many, by which rule, with samples."""
    yield f"{in_numbers(effect)} ({effect.examined} looked at)"
    if effect.silent:
        yield f"{effect.silent} more are stored otherwise, which no output shows"
    for warning in effect.warnings:
        yield f"warning: {clean(warning)}"
    if effect.outputs:
        yield ""
        yield from columns([_traffic(one) for one in effect.outputs], _OUTPUTS)
    found = groups(effect.changes)
    for kind in Kind:
        of_kind = [group for group in found if group.kind is kind]
        if of_kind:
            yield from ("", f"{_NAMES[kind]}, by the rule that is most behind it")
        for group in of_kind:
            yield from _group(group)


_OUTPUTS = ("OUTPUT", "ENTER", "LEAVE", "DEFINITION")


def _traffic(one: Traffic) -> tuple[object, ...]:
    is_new = one.change == "added"
    words = "added: nobody subscribes to it yet, and nothing of it is counted" if is_new else ""
    return one.output_id, one.enter, one.leave, words or one.change


def _group(group: Group) -> Iterator[str]:
    number = len(group.changes)
    yield ""
    yield f"  {clean(group.rule)}: {number} item{'' if number == 1 else 's'}"
    rows = [_row(one) for one in group.changes[:SAMPLES]]
    yield from (f"    {line}" for line in columns(rows, _HEADS[group.kind]))
    if number > SAMPLES:
        yield f"    … and {number - SAMPLES} more"


def _row(one: Change) -> tuple[object, ...]:
    before, after = one.before, one.after
    if one.kind is Kind.STORY:
        before, after = (story.rpartition(":story/")[2] for story in (before, after))
    return one.entry_id, before, after, shortened(one.title, _TITLE)
