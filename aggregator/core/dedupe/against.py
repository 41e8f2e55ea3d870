"""What shows of two entries, alike as they are, that they tell of two events."""

from collections.abc import Collection, Iterator

from aggregator.core.dedupe.figures import is_close
from aggregator.core.dedupe.gist import DIGEST, GUIDE, Gist
from aggregator.model import Kind

# Kinds of event whose stages are days apart; that happen in one city; to one party.
_IN_STAGES = frozenset(
    {"deal", "auction", "crime", "post", "bankrupt", "sanction", "court", "award", "halt"}
)
_IN_A_CITY = frozenset({"open", "crime", "show", "close"})
_IN_A_CITY_OF_THE_TITLE = _IN_A_CITY | {"auction"}
_OF_A_PARTY = frozenset({"death", "deal"})
# Who may impose sanctions: others are told of as their aims.
_POWERS = frozenset("usa uk eu g7 canada japan switzerland australia india china".split())


def against(here: Gist, there: Gist) -> Iterator[str]:
    """Each reason why they are not one; the same either way round but for its wording."""
    kinds = here.happenings.keys() & there.happenings.keys()
    yield from _another_sort(here, there)
    yield from _another_of_its_like(here, there)
    if "results" in kinds:
        yield from _other_results(here, there)
    for kind in sorted(kinds & _IN_STAGES):
        if _are_other(here.happenings[kind], there.happenings[kind]):
            yield f"another stage: {_both(here.happenings[kind], there.happenings[kind])}"
    weights = here.title_facts.get("weight", ()), there.title_facts.get("weight", ())
    if all(weights) and not _any_close(*weights):
        yield "another stone"
    if kinds & _IN_A_CITY and _are_other(here.cities, there.cities):
        yield f"another city: {_both(here.cities, there.cities)}"
    if kinds & _IN_A_CITY_OF_THE_TITLE and _are_in_other_cities(here, there):
        yield "another city in the title"
    if kinds & _OF_A_PARTY and are_of_others(here, there):
        yield "another party"
    if "sanction" in kinds and _are_other(here.lands & _POWERS, there.lands & _POWERS):
        yield f"another power: {_both(here.lands & _POWERS, there.lands & _POWERS)}"


def _another_sort(here: Gist, there: Gist) -> Iterator[str]:
    if (DIGEST in here.main) != (DIGEST in there.main):
        yield "a digest tells of many events"
    if (GUIDE in here.main) != (GUIDE in there.main):
        yield "a guide is no news"


def _another_of_its_like(here: Gist, there: Gist) -> Iterator[str]:
    if _are_other(here.editions, there.editions):
        yield f"another number: {_both(here.editions, there.editions)}"
    if _are_other_years(here, there):
        yield "another year"
    if _are_other(here.periods, there.periods):
        yield f"another period: {_both(here.periods, there.periods)}"


def _other_results(here: Gist, there: Gist) -> Iterator[str]:
    if here.compared and there.compared and not _any_close(here.compared, there.compared):
        yield f"another figure of comparable sales: {_both(here.compared, there.compared)}"
    if {here.trend, there.trend} == {"up", "down"}:
        yield "another trend"


def _are_other(here: Collection[object], there: Collection[object]) -> bool:
    return bool(here and there and not set(here) & set(there))


def _are_other_years(here: Gist, there: Gist) -> bool:
    """A year that is told, against one that is told or the date's."""
    if not (here.years or there.years):
        return False
    ours = here.years | ({here.year} if here.year else set())
    theirs = there.years | ({there.year} if there.year else set())
    return _are_other(ours, theirs)


def _are_in_other_cities(here: Gist, there: Gist) -> bool:
    """Whether each title names cities of which the other entry says nothing."""
    ours, theirs = (one.in_title(Kind.CITY) & one.cities for one in (here, there))
    return bool(ours and theirs) and not (ours & there.cities or theirs & here.cities)


def are_of_others(here: Gist, there: Gist) -> bool:
    """Whether each title names somebody of whom the other entry says nothing."""
    ours, theirs = here.in_title(Kind.NAME), there.in_title(Kind.NAME)
    return bool(ours - there.names.keys() and theirs - here.names.keys())


def _any_close(here: Collection[str], there: Collection[str]) -> bool:
    return any(is_close(float(one), float(other)) for one in here for other in there)


def _both(here: Collection[object], there: Collection[object]) -> str:
    return " and ".join(sorted(", ".join(sorted(map(str, one))) for one in (here, there)))
