"""The command line: global options, then a command, then its own."""

import argparse
import os

from aggregator import __version__
from aggregator.cli import backfill, feeds, lines, plan, rounds, stored, words


def parser() -> argparse.ArgumentParser:
    """Every command with its options and its function."""
    top = argparse.ArgumentParser(
        prog="aggregator",
        description="Follows the jewelry trade's feeds and republishes them as curated Atom.",
    )
    top.add_argument("--version", action="version", version=f"jewelwire {__version__}")
    _option(top, "config", "feeds.yaml", "what to follow, how to file it, what to publish")
    _option(top, "database", "sqlite:///db/aggregator.sqlite3", "where items are kept, as a URL")
    _option(top, "out", "public", "the folder of the published files")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for room in (rounds, plan, stored, feeds, backfill, lines, words):
        room.commands(commands)
    return top


def _option(top: argparse.ArgumentParser, name: str, default: str, meaning: str) -> None:
    variable = f"AGGREGATOR_{name.upper()}"
    top.add_argument(
        f"--{name}",
        default=os.environ.get(variable) or default,
        help=f"{meaning} (default {default}; {variable})",
    )
