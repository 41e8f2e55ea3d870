"""YAML with its places: where in the file each value stands."""

import re
from collections.abc import Sequence
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.composer import MaxDepthExceededError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from aggregator.errors import ConfigError, Problem

_UNREADABLE = "cannot be read"
_DEEPEST = 50  # what feeds.yaml means is six deep; the stack ends at some hundreds
# What ruamel.yaml 0.19 was seen to raise besides its own errors, over 60,000 odd documents: a
# tag on a value that it does not fit is enough.
_GAVE_UP = (AttributeError, LookupError, TypeError, ValueError)
# Where an error goes on to show a value, which may be a password.
_SHOWS = re.compile(r" with value |(?<=alias) '|(?<=handle) '|(?<=timestamp) from ")
_QUOTES = re.compile("[: ]*['\"]")


def read_yaml(text: str, file: str) -> CommentedMap:
    """The file's mapping, its places kept; raises `ConfigError` where it is no YAML."""
    yaml = YAML(typ="rt")
    yaml.max_depth = _DEEPEST
    yaml.composer.warn_double_anchors = False  # YAML 1.2 section 6.9.2 allows them
    try:
        read = yaml.load(StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = _SHOWS.split((error.problem or _UNREADABLE).splitlines()[0])[0]
        what = "nested too deep" if isinstance(error, MaxDepthExceededError) else what
        raise _no_yaml(file, (line, column), what) from None
    except ReaderError as error:
        before = text.partition(chr(error.character))[0]
        where = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        what = f"the character #x{error.character:04x} is not allowed"
        raise _no_yaml(file, where, what) from None
    except (YAMLError, *_GAVE_UP) as error:
        what = _QUOTES.split(next(iter(str(error).splitlines()), ""))[0] or _UNREADABLE
        raise _no_yaml(file, (1, 1), what) from None
    if not isinstance(read, CommentedMap):
        message = "this is no mapping; expected the keys site, feeds and outputs"
        raise ConfigError((Problem(file=file, line=1, column=1, message=message),))
    return read


def _no_yaml(file: str, at: tuple[int, int], what: str) -> ConfigError:
    line, column = at
    return ConfigError((Problem(file=file, line=line, column=column, message=f"no YAML: {what}"),))


def place(tree: Any, path: Sequence[str | int], *, key: bool = False) -> tuple[int, int]:
    """Line and column, from 1, of what `path` leads to, or of the last that is there.

    `key` asks for the place of the key itself instead of its value's, which is the
    place of a value left empty too. What a merge (`<<`) brought has none of its own.
    """
    at = (0, 0)
    for depth, step in enumerate(path):
        last = depth == len(path) - 1
        if isinstance(tree, CommentedMap) and step in (tree.lc.data or ()):
            by_key = tree[step] is None or (last and key)
            at = tree.lc.key(step) if by_key else tree.lc.value(step)
        elif isinstance(tree, CommentedSeq) and step in (tree.lc.data or ()):
            at = tree.lc.item(step)
        else:
            break
        tree = tree[step]
    return at[0] + 1, at[1] + 1
