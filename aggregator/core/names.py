"""The names of the trade, as data files tell them: brands, chains, auction houses, and so on.

One file for each kind; in it a name a line, its other spellings behind bars. A `?` before
a spelling says that it is a common word, a place or a person's name too: it is trusted less.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from aggregator.model import Name

DOUBTED = 0.5  # of the weight of its kind, that of a spelling which means other things too


def read_names(files: Mapping[str, str]) -> Mapping[str, tuple[Name, ...]]:
    """The names by their kind, which is the name of the file."""
    return {kind: _read(text) for kind, text in files.items()}


@lru_cache(maxsize=32)
def _read(text: str) -> tuple[Name, ...]:
    return tuple(_names(text))


def _names(text: str) -> Iterator[Name]:
    for line in text.splitlines():
        spellings = [one.strip() for one in line.partition("#")[0].split("|")]
        if spellings[0]:
            yield Name(
                spellings=tuple(one.lstrip("? ") for one in spellings if one.lstrip("? ")),
                doubted=frozenset(one.lstrip("? ") for one in spellings if one.startswith("?")),
            )
