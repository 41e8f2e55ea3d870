"""Whether two entries tell of the same event, in other words; and why, or why not.

Names, figures and what happened speak for it, each with its points. What only looks alike
says so itself: another year, another quarter, another number of the series, another city,
another stage of the same matter. One such word is enough against it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from rapidfuzz import fuzz

from aggregator.core.dedupe.figures import are_at_odds, is_close, shared_amounts, shared_numbers
from aggregator.core.dedupe.gist import DIGEST, GUIDE, Gist, gist
from aggregator.model import DateSource, Entry, Evidence, Kind, Vocabulary, value

ENOUGH = 1.8  # points from which on two tellings are of one event
NEAR_ENOUGH = 1.6  # where both are dated, and within days
LATE_ENOUGH = 2.4  # where they are dated so far apart as a next event of the kind may be
NEAR = timedelta(days=5)
WINDOW = timedelta(days=14)

_POINTS = {Kind.NAME: 1.0, Kind.RARE: 0.4, Kind.KNOWN: 0.6, Kind.CITY: 0.3, Kind.LAND: 0.2}
_BEHIND = 0.8  # of the points of a name that no title has
_NEXT_NAME = 0.5  # of the points of a name that follows a shared one: a person has two
_HAPPENING, _OTHER_HAPPENING = 0.6, -0.8
_PLAIN, _PROPER, _MOST_PLAIN = 0.25, 0.4, 1.0
_AMOUNT, _EXCHANGED, _WEIGHT, _NUMBER, _SHARE = 1.0, 0.6, 1.2, 0.4, 0.8
_PERIOD, _EDITION, _YEAR = 0.5, 0.6, 0.2
_AT_ODDS, _OTHER_CITY, _LOOKS_BACK = -0.5, -0.4, -1.0
_TITLE, _LIKE_TITLES = 0.8, 80
_SMALLEST_NUMBER = 6
_RECURRING = 0.5
_RECURRENT = frozenset({"results", "tender"})
_FIGURES = frozenset({"amount", "share", "weight", "period", "edition"})
_BOUND_TO_CITIES = frozenset({"open", "crime", "show", "close"})
_OF_A_PERSON = frozenset({"death"})
_POWERS = frozenset("usa uk eu g7 canada japan switzerland australia india china".split())
_OWN_STAGES = frozenset(
    {"deal", "auction", "crime", "post", "bankrupt", "sanction", "court", "award", "halt"}
)
_DIFFERENT = frozenset(  # kinds that no headline takes for each other
    "deal auction tender crime post death results bankrupt recall face award strike find price".split()
)


@value
class Verdict:
    """Whether two entries are one event: `points` for it, `against` what forbids it."""

    points: float
    enough: float
    evidence: tuple[Evidence, ...] = ()
    against: str = ""

    @property
    def joins(self) -> bool:
        return not self.against and self.points >= self.enough


def judged(one: Entry, other: Entry, vocabulary: Vocabulary) -> Verdict:
    """Whether two entries of different feeds tell of one event; the same either way round."""
    apart = days_apart(one, other)
    if apart is not None and apart > WINDOW:
        return Verdict(points=0.0, enough=ENOUGH, against=f"{apart.days} days apart")
    here, there = gist(one, vocabulary), gist(other, vocabulary)
    against = next(_against(here, there), "")
    evidence = tuple(_evidence(here, there))
    return Verdict(
        points=round(sum(seen.weight for seen in evidence), 2),
        enough=_enough(apart) + _RECURRING * _recurs(here, there, evidence),
        evidence=evidence,
        against=against,
    )


def told_in_common(one: Entry, other: Entry, vocabulary: Vocabulary) -> tuple[Evidence, ...]:
    """Names and words that the texts of two entries share, their titles left out."""
    here, there = (
        gist(replace(entry, title="", text=entry.text.removeprefix(entry.title)), vocabulary)
        for entry in (one, other)
    )
    return *_names(here, there), *_words(here, there)


def _enough(apart: timedelta | None) -> float:
    if apart is None:
        return ENOUGH
    return LATE_ENOUGH if apart > NEAR else NEAR_ENOUGH


def _recurs(here: Gist, there: Gist, evidence: tuple[Evidence, ...]) -> bool:
    """Whether it is of a kind that comes again every quarter, and no figure says which."""
    kinds = here.happenings.keys() & there.happenings.keys() & _RECURRENT
    return bool(kinds) and not any(seen.place in _FIGURES and seen.weight > 0 for seen in evidence)


def days_apart(one: Entry, other: Entry) -> timedelta | None:
    """None where one of them bears no date at all."""
    if DateSource.UNKNOWN in {one.date_source, other.date_source}:
        return None
    return abs(one.published_at - other.published_at)


def _against(here: Gist, there: Gist) -> Iterator[str]:
    kinds = here.happenings.keys() & there.happenings.keys()
    if (DIGEST in here.main) != (DIGEST in there.main):
        yield "a digest tells of many events"
    if (GUIDE in here.main) != (GUIDE in there.main):
        yield "a guide is no news"
    if here.editions and there.editions and not here.editions & there.editions:
        yield f"another number: {_list(here.editions)} and {_list(there.editions)}"
    if _are_other_years(here, there):
        yield "another year"
    if here.periods and there.periods and not here.periods & there.periods:
        yield f"another period: {_list(here.periods)} and {_list(there.periods)}"
    if here.compared and there.compared and not _any_close(here.compared, there.compared):
        yield f"another figure of comparable sales: {_list(here.compared)}, {_list(there.compared)}"
    if "results" in kinds and {here.trend, there.trend} == {"up", "down"}:
        yield "another trend"
    for kind in sorted(kinds & _OWN_STAGES):
        stages, others = here.happenings[kind], there.happenings[kind]
        if stages and others and not stages & others:
            yield f"another stage: {_list(stages)} and {_list(others)}"
    weights = here.title_facts.get("weight"), there.title_facts.get("weight")
    if all(weights) and not _any_close(*map(frozenset, weights)):
        yield "another stone"
    if kinds & _BOUND_TO_CITIES and here.cities and there.cities and not here.cities & there.cities:
        yield f"another city: {_list(here.cities)} and {_list(there.cities)}"
    if kinds & _OF_A_PERSON and _are_others(here, there):
        yield "another person"
    if "sanction" in kinds:
        powers = here.lands & _POWERS, there.lands & _POWERS
        if all(powers) and not powers[0] & powers[1]:
            yield f"another power: {_list(powers[0])} and {_list(powers[1])}"


def _are_others(here: Gist, there: Gist) -> bool:
    """Whether each title names somebody of whom the other entry says nothing."""
    ours, theirs = (_forms_of_title(one, Kind.NAME) for one in (here, there))
    return bool(ours - there.names.keys() and theirs - here.names.keys())


def _are_other_years(here: Gist, there: Gist) -> bool:
    if not (here.years or there.years):
        return False
    ours = here.years | ({here.year} if here.year else set())
    theirs = there.years | ({there.year} if there.year else set())
    return bool(ours and theirs and not ours & theirs)


def _any_close(here: frozenset[str], there: frozenset[str]) -> bool:
    return any(is_close(float(one), float(other)) for one in here for other in there)


def _evidence(here: Gist, there: Gist) -> Iterator[Evidence]:
    yield from _names(here, there)
    same, exchanged = shared_amounts(here.facts, there.facts)
    if same:
        yield _seen("amount", ", ".join(same), _AMOUNT)
    elif exchanged:
        yield _seen("amount", ", ".join(exchanged), _EXCHANGED)
    elif are_at_odds(here.facts, there.facts):
        yield _seen("amount", "other amounts", _AT_ODDS)
    for kind, points, least in (("weight", _WEIGHT, 0.0), ("share", _SHARE, 0.0)):
        shared = shared_numbers(here.facts.get(kind, ()), there.facts.get(kind, ()), least)
        if shared:
            yield _seen(kind, ", ".join(shared), points)
    shared = shared_numbers(
        here.facts.get("number", ()), there.facts.get("number", ()), _SMALLEST_NUMBER
    )
    if shared:
        yield _seen("number", ", ".join(shared), _NUMBER * min(2, len(shared)))
    if here.periods & there.periods:
        yield _seen("period", _list(here.periods & there.periods), _PERIOD)
    if here.editions & there.editions:
        yield _seen("edition", _list(here.editions & there.editions), _EDITION)
    if here.years & there.years:
        yield _seen("year", _list(here.years & there.years), _YEAR)
    yield from _happening(here, there, is_one_sum=bool(same))
    yield from _words(here, there)
    if here.cities and there.cities and not here.cities & there.cities:
        yield _seen("city", f"{_list(here.cities)} and {_list(there.cities)}", _OTHER_CITY)
    if here.looks_back != there.looks_back:
        yield _seen("looks back", "", _LOOKS_BACK)
    likeness = fuzz.token_sort_ratio(" ".join(here.title), " ".join(there.title))
    if likeness >= _LIKE_TITLES:
        yield _seen("title", f"{likeness:.0f} % alike", _TITLE)


def _names(here: Gist, there: Gist) -> Iterator[Evidence]:
    """Names that both tell: of two that stand side by side in both the second says less."""
    shared = here.names.keys() & there.names.keys()
    titles = _forms_of_title(here) | _forms_of_title(there)
    before = ""
    for term in here.terms:
        if term.form not in shared:
            before = ""
            continue
        shared = shared - {term.form}
        points = _POINTS[term.kind]
        if term.form not in titles:
            points *= _BEHIND
        if before and term.kind is Kind.NAME and _are_neighbours(before, term.form, there):
            points *= _NEXT_NAME
        yield _seen("name", term.form, points)
        before = term.form


def _words(here: Gist, there: Gist) -> Iterator[Evidence]:
    """Plain words that both tell; those that one writes as a name say more."""
    plain = here.plain & there.plain
    if plain:
        proper = plain & (here.proper | there.proper)
        points = _PLAIN * len(plain - proper) + _PROPER * len(proper)
        yield _seen("words", _list(plain), min(_MOST_PLAIN, points))


def _forms_of_title(gist: Gist, least: Kind = Kind.RARE) -> set[str]:
    found = (term for term in gist.terms if term.at < len(gist.title))
    return {term.form for term in found if term.kind >= least}


def _are_neighbours(before: str, form: str, gist: Gist) -> bool:
    forms = [term.form for term in gist.terms]
    return any(pair == (before, form) for pair in zip(forms, forms[1:], strict=False))


def _happening(here: Gist, there: Gist, *, is_one_sum: bool) -> Iterator[Evidence]:
    kinds = (here.happenings.keys() & there.happenings.keys()) - {GUIDE}
    main = kinds & (here.main | there.main)
    if main:
        yield _seen("happening", _list(main), _HAPPENING)
    elif kinds:
        yield _seen("happening", _list(kinds), _HAPPENING / 2)
    elif not is_one_sum and here.main & _DIFFERENT and there.main & _DIFFERENT:
        both = f"{_list(here.main & _DIFFERENT)} and {_list(there.main & _DIFFERENT)}"
        yield _seen("happening", both, _OTHER_HAPPENING)


def _list(told: object) -> str:
    return ", ".join(sorted(map(str, told)))  # type: ignore[call-overload]


def _seen(place: str, text: str, weight: float) -> Evidence:
    return Evidence(place=place, text=text, weight=round(weight, 2))
