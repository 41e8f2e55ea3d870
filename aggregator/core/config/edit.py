"""feeds.yaml with more feeds: every other byte of it stays."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ruamel.yaml.comments import CommentedSeq

from aggregator.core.config.places import place, read_yaml
from aggregator.errors import ConfigError, Problem

Fields = tuple[tuple[str, str], ...]

_DASH = re.compile(r" *-(?:\s|$)")


def with_feeds(text: str, file: str, feeds: Iterable[Fields]) -> str:
    """Append feeds to the block list under `feeds:`; raises `ConfigError` where there is none.

    Fields are written as given, so values have to be YAML scalars already.
    """
    tree = read_yaml(text, file)
    lines = text.splitlines(keepends=True)
    first, end = _extent(tree, len(lines))
    dashes = (line.index("-") for line in lines[first:end] if _DASH.match(line))
    dash = next(dashes, None) if _is_block_list(tree.get("feeds")) else None
    if dash is None:
        line, column = place(tree, ("feeds",))
        message = "no list of feeds with an item on a line of its own; expected one to append to"
        raise ConfigError((Problem(file=file, line=line, column=column, message=message),))
    while _is_beside(lines[end - 1], dash):
        end -= 1
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
    added = [" " * dash + line for fields in feeds for line in _item(fields)]
    if not lines[end - 1].endswith(("\n", "\r")):
        lines[end - 1] += newline
    return "".join([*lines[:end], *(line + newline for line in added), *lines[end:]])


def _item(fields: Fields) -> Iterator[str]:
    for number, (name, value) in enumerate(fields):
        yield f"{'  ' if number else '- '}{name}: {value}"


def _extent(tree: Any, last: int) -> tuple[int, int]:
    """The lines from behind the key `feeds` to before the next key, or to the last."""
    keys = sorted(place(tree, (key,), key=True)[0] for key in tree)
    first = place(tree, ("feeds",), key=True)[0]
    return first, next((line - 1 for line in keys if line > first), last)


def _is_block_list(feeds: object) -> bool:
    return isinstance(feeds, CommentedSeq) and not feeds.fa.flow_style()


def _is_beside(line: str, dash: int) -> bool:
    """Whether a line behind the list is none of its last item's: blank, or a shallow comment."""
    words = line.strip()
    return words in {"", "..."} or (words.startswith("#") and line.index("#") <= dash)
