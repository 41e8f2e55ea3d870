"""The words by which events are told apart."""

import re
from collections.abc import Mapping
from dataclasses import field
from enum import IntEnum

from aggregator.model.words import value


class Kind(IntEnum):
    """What a word is: of every headline, anybody's, rare; a land, a city, a known name, a name."""

    COMMON = 0
    PLAIN = 1
    RARE = 2
    LAND = 3
    CITY = 4
    KNOWN = 5
    NAME = 6

    @property
    def is_name(self) -> bool:
        return self > Kind.PLAIN


@value
class Wording:
    """How headlines word an event: stems, in parts between which other words may stand."""

    happening: str
    parts: tuple[tuple[str, ...], ...]


@value
class Vocabulary:
    """`plain` holds stems, as `common` does; `known` the names and places, by their words.

    `spelt` finds spellings in other scripts, that no blank sets apart; `words_of` has the
    words for them. `happenings` are the wordings of kinds of events, by their first word.
    One that is empty can tell no name from a word.
    """

    plain: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    known: Mapping[tuple[str, ...], tuple[str, Kind]] = field(default_factory=dict)
    spelt: re.Pattern[str] | None = None
    words_of: Mapping[str, str] = field(default_factory=dict)
    happenings: Mapping[str, tuple[Wording, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.plain)

    # There is one for a program: it is compared, and remembered by, at no cost.
    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


NO_WORDS = Vocabulary()
