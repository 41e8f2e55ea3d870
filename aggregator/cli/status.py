"""`status` for people: a line for each feed, and under it what there is to say of it."""

import shutil
import sys
import textwrap
from collections.abc import Iterator
from typing import Any

from aggregator.cli.told import clean, columns, table

_FEED = ("FEED", "HEALTH", "ITEMS", "A WEEK", "NEXT FETCH")
_OUTPUT = ("OUTPUT", "ENTRIES", "UPDATED (UTC)", "GATE")
_NOTE = 4  # spaces before what stands under a feed
_NARROW = 24  # characters, in which a last column is not folded any more


def tell_status(told: dict[str, Any]) -> None:
    """Print what `status --json` tells. An outage of our own explains the rest: it is first."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    if told["network"]["words"]:
        print(_folded(clean(told["network"]["words"]), width, 0), end="\n\n")
    if told["waiting"]:
        print(_folded(clean(told["waiting"]["words"]), width, 0), end="\n\n")
    if told["hub"] and told["hub"]["words"]:
        print(_folded(clean(told["hub"]["words"]), width, 0), end="\n\n")
    _tell_feeds(told["feeds"], width)
    print()
    table([_output(output) for output in told["outputs"]], _OUTPUT)
    print()
    print(", ".join(f"{count} {name}" for name, count in told["totals"].items()))


def _tell_feeds(feeds: list[dict[str, Any]], width: int | None) -> None:
    head, *lines = columns([_feed(feed) for feed in feeds], _FEED)
    last = head.index(_FEED[-1])
    print(head)
    for feed, line in zip(feeds, lines, strict=True):
        print(_folded(line, width, last))
        for note in _notes(feed):
            print(_folded(" " * _NOTE + clean(note), width, _NOTE + 2))


def _feed(feed: dict[str, Any]) -> tuple[object, ...]:
    a_week = feed["items_a_week"]
    return (
        feed["id"],
        feed["health"],
        feed["entries"],
        None if a_week is None else f"{a_week:g}",
        feed["next_fetch"],
    )


def _notes(feed: dict[str, Any]) -> Iterator[str]:
    if feed["error"]:
        since = _minute(feed["failing_since_at"])
        yield feed["error"] + (f" (since {since} UTC)" if since else "")
    yield from (f"→ {words}" for words in feed["advice"])


def _output(output: dict[str, Any]) -> tuple[object, ...]:
    updated = _minute(output["updated_at"])
    return output["id"], output["entries"], updated, output["refused"] or "ok"


def _minute(moment: str | None) -> str:
    """A time of a report as people read it: to the minute, in UTC."""
    return moment[:16].replace("T", " ") if moment else ""


def _folded(line: str, width: int | None, indent: int) -> str:
    """The line, gone on with under its `indent` where a terminal is too narrow for it.

    Addresses stay whole, for people copy them. A pipe gets its lines as they are.
    """
    if width is None or len(line) <= width:
        return line
    return textwrap.fill(
        line,
        width,
        subsequent_indent=" " * (indent if width - indent > _NARROW else _NOTE),
        break_long_words=False,
        break_on_hyphens=False,
    )
