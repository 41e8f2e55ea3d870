"""What the commands share: where things are, and how a result is told."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aggregator.bootstrap.parts import Settings
from aggregator.core.text import scrub
from aggregator.ports import Store
from aggregator.store import open_store

Commands = Any  # argparse._SubParsersAction[ArgumentParser], which argparse does not export
Command = Callable[[argparse.Namespace], int]


def command(commands: Commands, name: str, run: Command, meaning: str) -> argparse.ArgumentParser:
    """Add a command; what it does is also the first line of its help."""
    added: argparse.ArgumentParser = commands.add_parser(
        name, help=meaning, description=f"{meaning[0].upper()}{meaning[1:]}."
    )
    added.set_defaults(command=run)
    return added


def with_json(parser: argparse.ArgumentParser) -> None:
    """Let the command report as JSON."""
    parser.add_argument("--json", action="store_true", help="report as JSON")


def settings(args: argparse.Namespace) -> Settings:
    """The global options, as the rooms below want them."""
    return Settings(config=Path(args.config), database=args.database, out=Path(args.out))


@contextmanager
def stored(args: argparse.Namespace) -> Iterator[Store]:
    """The store, open; raises `StoreError` where there is none, or it cannot be used."""
    store = open_store(args.database, create=False)
    try:
        yield store
    finally:
        store.close()


def count(text: str) -> int:
    """A number of things, as an option states it."""
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is no count; expected 0 or more")
    return int(text)


def say(text: str) -> None:
    """A word to the person at the terminal: on stderr, apart from results."""
    print(text, file=sys.stderr, flush=True)


def tell_json(told: Any) -> None:
    """A result as one line of JSON; half a character, which JSON can name, has no bytes."""
    print(scrub(json.dumps(told, ensure_ascii=False)))


def clean(text: object) -> str:
    """A feed's text for a terminal: no control characters, whatever it carries."""
    return "".join(char if char.isprintable() else " " for char in str(text))


def table(rows: list[tuple[object, ...]], head: tuple[str, ...]) -> None:
    """Print rows under a head, in columns."""
    print("\n".join(columns(rows, head)))


def columns(rows: list[tuple[object, ...]], head: tuple[str, ...]) -> list[str]:
    """The lines of a table, its head first; the last column takes what is left."""
    shown = [head, *(tuple("" if cell is None else clean(cell) for cell in row) for row in rows)]
    widths = [max(len(row[column]) for row in shown) for column in range(len(head) - 1)]
    lines = []
    for row in shown:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        lines.append("  ".join([*cells, row[-1]]).rstrip())
    return lines
