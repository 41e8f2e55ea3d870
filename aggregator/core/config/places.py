"""YAML with its places: where in the file each value stands."""

from collections.abc import Sequence
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from aggregator.errors import ConfigError, Problem


def read_yaml(text: str, file: str) -> CommentedMap:
    """The file's mapping, its places kept; raises `ConfigError` where it is no YAML."""
    try:
        read = YAML(typ="rt").load(StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = (error.problem or "cannot be read").splitlines()[0]
        raise ConfigError(
            (Problem(file=file, line=line, column=column, message=f"no YAML: {what}"),)
        ) from None
    except (YAMLError, ValueError, RecursionError) as error:
        what = str(error).splitlines()[0] if str(error) else "cannot be read"
        raise ConfigError(
            (Problem(file=file, line=1, column=1, message=f"no YAML: {what}"),)
        ) from None
    if not isinstance(read, CommentedMap):
        message = "this is no mapping; expected the keys site, feeds and outputs"
        raise ConfigError((Problem(file=file, line=1, column=1, message=message),))
    return read


def place(tree: Any, path: Sequence[str | int], *, key: bool = False) -> tuple[int, int]:
    """Line and column, from 1, of what `path` leads to, or of the last that is there.

    `key` asks for the place of the key itself instead of its value's.
    """
    at = (0, 0)
    for depth, step in enumerate(path):
        last = depth == len(path) - 1
        if isinstance(tree, CommentedMap) and step in tree:
            at = tree.lc.key(step) if last and key else tree.lc.value(step)
        elif isinstance(tree, CommentedSeq) and isinstance(step, int) and step < len(tree):
            at = tree.lc.item(step)
        else:
            break
        tree = tree[step]
    return at[0] + 1, at[1] + 1
