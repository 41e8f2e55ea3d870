"""The command that catches up with a feed."""

import argparse
import asyncio
import sys

from aggregator.bootstrap.backfill import backfill
from aggregator.cli.told import Commands, clean, command, settings, tell_json, with_json
from aggregator.core.walk import CaughtUp
from aggregator.update.backfill import PAGES


def commands(add: Commands) -> None:
    """Add backfill."""
    meaning = "read the older pages of a feed and store what they have, held back"
    catching_up = command(add, "backfill", _backfill, meaning)
    catching_up.add_argument("feed", metavar="FEED")
    catching_up.add_argument(
        "--pages",
        type=_count,
        default=PAGES,
        metavar="N",
        help=f"older pages read at most (default {PAGES})",
    )
    catching_up.add_argument(
        "--force", action="store_true", help="ask also a server that asked us to wait"
    )
    with_json(catching_up)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no count of pages; expected 1 or more")
    return int(text)


def _backfill(args: argparse.Namespace) -> int:
    progress = _show if sys.stderr.isatty() else _quiet
    work = backfill(
        settings(args), args.feed, pages=args.pages, force=args.force, progress=progress
    )
    report = asyncio.run(work)
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    if args.json:
        tell_json(
            {
                "feed": report.feed_id,
                "pages": report.pages,
                "items": report.items,
                "new": report.new,
                "known": report.known,
                "left": report.left,
                "ended": report.ended,
            }
        )
    else:
        left = f", {report.left} left to the next round" if report.left else ""
        print(
            f"{report.feed_id}: {_told(report)} (held), {report.known} known{left};"
            f" ended: {clean(report.ended)}"
        )
    return 1 if report.failed else 0


def _show(report: CaughtUp) -> None:
    print(f"\r{report.feed_id}: {_told(report)} \x1b[K", end="", file=sys.stderr, flush=True)


def _quiet(report: CaughtUp) -> None:
    del report


def _told(report: CaughtUp) -> str:
    pages = "1 page" if report.pages == 1 else f"{report.pages} pages"
    return f"{pages}, {report.items} items, {report.new} new"
