"""Whether two entries tell of the same event, in other words; and why, or why not.

Names, figures and what happened speak for it, each with its points. What only looks alike
says so itself (`against`): one such word is enough.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from rapidfuzz import fuzz

from aggregator.core.dedupe.against import against, are_of_others
from aggregator.core.dedupe.copies import WINDOW
from aggregator.core.dedupe.figures import are_at_odds, shared_amounts, shared_numbers
from aggregator.core.dedupe.gist import GUIDE, Gist, gist
from aggregator.model import DateSource, Entry, Evidence, Kind, Vocabulary, value

ENOUGH = 1.8  # points from which on two tellings are of one event
NEAR_ENOUGH = 1.7  # where both are dated, and within days
LATE_ENOUGH = 2.8  # where they are dated so far apart as a next event of the kind may be
NEAR = timedelta(days=5)

_POINTS = {
    Kind.NAME: 1.0,
    Kind.KNOWN: 0.6,
    Kind.RARE: 0.4,
    Kind.CITY: 0.3,
    Kind.LAND: 0.2,
}
_BEHIND = 0.8  # of the points of a name that no title has
_NEXT_NAME = 0.5  # of the points of a name that follows a shared one: a person has two
_HAPPENING, _BESIDE, _OTHER_HAPPENING = 0.6, 0.3, -0.8
_PLAIN, _PROPER, _MOST_PLAIN = 0.25, 0.4, 1.0
_AMOUNT, _EXCHANGED, _WEIGHT, _NUMBER, _SHARE = 1.0, 0.6, 1.2, 0.4, 0.8
_PERIOD, _EDITION, _YEAR = 0.5, 0.6, 0.2
_AT_ODDS, _OTHER_CITY, _LOOKS_BACK = -0.5, -0.4, -1.2
_TITLE, _LIKE_TITLES, _UNKNOWN_TITLE = 0.8, 80, -0.8
_SMALLEST_NUMBER = 6  # smaller ones stand in every other headline
_MOST_NUMBERS = 2
# Kinds that come again every quarter: without a figure that says which, more is asked.
_RECURRENT = frozenset({"results", "tender"})
_RECURRING = 0.5
# Texts so long share more by chance.
_LONG, _OF_LONG_TEXTS = 40, 0.4
_FIGURES = frozenset({"amount", "share", "weight", "period", "edition"})
_NAMED = frozenset({"name", "title"})
# Kinds of which no headline takes one for another.
_DIFFERENT = frozenset(
    "deal auction tender crime post death results bankrupt recall face launch award"
    " strike find price".split()
)


@value
class Verdict:
    """Whether two entries are one event: the points for it, and what forbids it."""

    points: float
    enough: float
    evidence: tuple[Evidence, ...] = ()
    against: str = ""

    @property
    def joins(self) -> bool:
        return not self.against and self.points >= self.enough


def judged(one: Entry, other: Entry, vocabulary: Vocabulary) -> Verdict:
    """Whether two entries of different feeds tell of one event; the same either way round."""
    if one.id > other.id:
        one, other = other, one
    apart = days_apart(one, other)
    if apart is not None and apart > WINDOW:
        return Verdict(points=0.0, enough=ENOUGH, against=f"{apart.days} days apart")
    here, there = gist(one, vocabulary), gist(other, vocabulary)
    evidence = tuple(_evidence(here, there))
    return Verdict(
        points=points_of(evidence),
        enough=_enough(apart) + _unsure(here, there, evidence),
        evidence=evidence,
        against=next(_whatever(here, there, evidence), ""),
    )


def _whatever(here: Gist, there: Gist, evidence: Iterable[Evidence]) -> Iterator[str]:
    """What forbids it, whatever the points. One sum in one trade is no event yet."""
    yield from against(here, there)
    if not any(seen.place in _NAMED and seen.weight > 0 for seen in evidence):
        yield "no name in common"


def days_apart(one: Entry, other: Entry) -> timedelta | None:
    """None where one of them bears no date at all."""
    if DateSource.UNKNOWN in {one.date_source, other.date_source}:
        return None
    return abs(one.published_at - other.published_at)


def told_in_common(one: Entry, other: Entry, vocabulary: Vocabulary) -> tuple[Evidence, ...]:
    """Names and words that the texts of two entries share, their titles left out."""
    here, there = (
        gist(replace(entry, title="", text=entry.text.removeprefix(entry.title)), vocabulary)
        for entry in sorted((one, other), key=lambda entry: entry.id)
    )
    return *_names(here, there), *_words(here, there)


def points_of(evidence: Iterable[Evidence]) -> float:
    return round(sum(seen.weight for seen in evidence), 2)


def _enough(apart: timedelta | None) -> float:
    if apart is None:
        return ENOUGH
    return LATE_ENOUGH if apart > NEAR else NEAR_ENOUGH


def _unsure(here: Gist, there: Gist, evidence: Iterable[Evidence]) -> float:
    """What more is asked of what comes every quarter, where no figure says which; of long texts."""
    kinds = here.happenings.keys() & there.happenings.keys() & _RECURRENT
    has_figure = any(seen.place in _FIGURES and seen.weight > 0 for seen in evidence)
    are_long = min(len(here.terms), len(there.terms)) > _LONG
    return _RECURRING * bool(kinds and not has_figure) + _OF_LONG_TEXTS * are_long


def _evidence(here: Gist, there: Gist) -> Iterator[Evidence]:
    yield from _names(here, there)
    yield from _figures(here, there)
    yield from _occasion(here, there)
    yield from _happening(here, there)
    yield from _words(here, there)
    likeness = fuzz.token_sort_ratio(" ".join(here.title), " ".join(there.title))
    if likeness >= _LIKE_TITLES and not are_of_others(here, there):
        yield _seen("title", f"{likeness:.0f} % alike", _TITLE)
    yield from _unknown_titles(here, there)
    if here.looks_back != there.looks_back:
        yield _seen("looks back", "one of them", _LOOKS_BACK)


def _unknown_titles(here: Gist, there: Gist) -> Iterator[Evidence]:
    """A title of whose names the other entry has none: it is about somebody else.

    But where both tell one sum or one stone.
    """
    weights = (one.facts.get("weight", frozenset()) for one in (here, there))
    if shared_amounts(here.facts, there.facts)[0] or frozenset.intersection(*weights):
        return
    for one, other in ((here, there), (there, here)):
        names = one.in_title(Kind.KNOWN)
        if names and not names & other.names.keys():
            told = f"of {_list(names)} the other says nothing"
            yield _seen("title", told, _UNKNOWN_TITLE)
            return


def _names(here: Gist, there: Gist) -> Iterator[Evidence]:
    """Names that both tell: of two that stand side by side in both the second says less."""
    left = set(here.names.keys() & there.names.keys())
    titles = here.in_title(Kind.RARE) | there.in_title(Kind.RARE)
    neighbours = set(pairwise(term.form for term in there.terms))
    before = ""
    for term in here.terms:
        if term.form not in left:
            before = ""
            continue
        left.remove(term.form)
        kind = min(term.kind, there.names[term.form])
        points = _POINTS[kind] * (1 if term.form in titles else _BEHIND)
        if kind is Kind.NAME and (before, term.form) in neighbours:
            points *= _NEXT_NAME
        yield _seen("name", term.form, points)
        before = term.form


def _figures(here: Gist, there: Gist) -> Iterator[Evidence]:
    same, exchanged = shared_amounts(here.facts, there.facts)
    if same:
        yield _seen("amount", ", ".join(same), _AMOUNT)
    elif exchanged:
        yield _seen("amount", ", ".join(exchanged), _EXCHANGED)
    elif are_at_odds(here.facts, there.facts):
        yield _seen("amount", "other amounts", _AT_ODDS)
    for kind, points, least, most in (
        ("weight", _WEIGHT, 0, 1),
        ("share", _SHARE, 0, 1),
        ("number", _NUMBER, _SMALLEST_NUMBER, _MOST_NUMBERS),
    ):
        shared = shared_numbers(here.facts.get(kind, ()), there.facts.get(kind, ()), least)
        if shared:
            yield _seen(kind, ", ".join(shared), points * min(most, len(shared)))


def _occasion(here: Gist, there: Gist) -> Iterator[Evidence]:
    if here.periods & there.periods:
        yield _seen("period", _list(here.periods & there.periods), _PERIOD)
    if here.editions & there.editions:
        yield _seen("edition", _list(here.editions & there.editions), _EDITION)
    if here.years & there.years:
        yield _seen("year", _list(here.years & there.years), _YEAR)
    if here.cities and there.cities and not here.cities & there.cities:
        yield _seen("city", f"{_list(here.cities)} and {_list(there.cities)}", _OTHER_CITY)


def _happening(here: Gist, there: Gist) -> Iterator[Evidence]:
    kinds = (here.happenings.keys() & there.happenings.keys()) - {GUIDE}
    main = kinds & here.main & there.main
    ours, theirs = (one.main & _DIFFERENT if _says_what(one) else () for one in (here, there))
    if main:
        yield _seen("happening", _list(main), _HAPPENING)
    # One sum of money makes a sale and a purchase one.
    elif ours and theirs and not shared_amounts(here.facts, there.facts)[0]:
        yield _seen("happening", f"{_list(ours)} and {_list(theirs)}", _OTHER_HAPPENING)
    elif kinds:
        yield _seen("happening", _list(kinds), _BESIDE)


def _says_what(one: Gist) -> bool:
    """Whether the kind of event is told: by the title, or where the text has one alone."""
    return one.is_titled or len(one.main) == 1


def _words(here: Gist, there: Gist) -> Iterator[Evidence]:
    """Plain words that both tell; those that one writes as a name say more."""
    plain = here.plain & there.plain
    if plain:
        proper = plain & (here.proper | there.proper)
        points = _PLAIN * len(plain - proper) + _PROPER * len(proper)
        yield _seen("words", _list(plain), min(_MOST_PLAIN, points))


def _list(told: Collection[object]) -> str:
    return ", ".join(sorted(map(str, told)))


def _seen(place: str, text: str, weight: float) -> Evidence:
    return Evidence(place=place, text=text, weight=round(weight, 2))
