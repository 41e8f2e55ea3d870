"""What an entry tells, in short: whose names, which figures, what happened, and when."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from aggregator.core.facts import Facts, facts
from aggregator.core.text import folded
from aggregator.core.vocabulary import Term, happenings, stem, terms, words
from aggregator.model import DateSource, Entry, Kind, Vocabulary, value

# News tells who and what at its beginning; further down it tells of everybody.
LEAD_WORDS = 60
GUIDE, DIGEST = "guide", "digest"  # what tells of no event of its own

_ROMAN = re.compile(r"\b(?:M{0,2}(?:X[LC]|L?X{0,3})(?:I[XV]|V?I{0,3}))\b")
_NTH = re.compile(
    r"\b(\d{1,3})(?:st|nd|rd|th)\b(?! (?:century|street|avenue|floor|place|birthday))",
    re.IGNORECASE,
)
_NTH_WORDS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
        1,
    )
}
_EDITION = re.compile(
    rf"\b({'|'.join(_NTH_WORDS)}) (?:annual|edition|installment|instalment|anniversary|part)\b"
)
_PARTS = re.compile(r"\b(?:part|no|number|vol|volume|edition|chapter|week) (\d{1,3})\b")
_MONTHS = (
    "january february march april may june july august september october november december".split()
)
# Earlier years are those of the things that are told of.
_YEAR = re.compile(
    r"(?<!\w)(20(?:0[5-9]|[1-9]\d))\b(?! carat| stores?| jobs| lots| diamonds| pieces)"
)
_SINCE = re.compile(
    r"\b(?:since|founded(?: in)?|established(?: in)?|opened in|dating(?: back)? to|born in|from"
    r"|made in|built in|launched in|by|until|through|before) 20\d\d\b"
)
_OF_THAT_YEAR = re.compile(
    rf"\b(?:{'|'.join(_MONTHS)}|spring|summer|autumn|fall|winter|season|holiday) (20\d\d)\b"
    r"|\b(20\d\d) (?:\w+ ){0,3}(?:auction|sale|tender|show|fair|edition|awards?|results?|holiday|season|report"
    r"|collection|conference|summit|gala|competition|contest|series)"
)
_OF_THAT_MONTH = re.compile(
    rf"\b({'|'.join(_MONTHS)}|spring|summer|autumn|fall|winter) (?:\w+ )?"
    r"(?:auctions?|sales?|tenders?|sights?|event|cycle|session)\b"
)
# What is told of something that happened before, and by which it is not that.
_LOOKS_BACK = re.compile(
    r"\b(?:days|weeks|months|years?) (?:after|later|ago|earlier|into)\b"
    r"|\b(?:last|previous) (?:week|year|spring|summer|autumn|fall|winter|month|january|february|march|april"
    r"|may|june|july|august|september|october|november|december)s?\b|\bagain\b"
    r"|\b(?:second|third|fourth) (?:\w+ )?(?:time|purchase|acquisition|of the year|this year)\b"
    r"|\bpreviously announced\b|\bearlier this year\b|\bbeginning of the year\b"
    r"|\bun anno dopo\b|\bjahre? nach\b|\bmonate nach\b|\bans? apres\b|\bmois apres\b|\banos? despues\b"
)
_SMALL = re.compile(r"(?<![\w’'-])[^\W\d_A-ZÀ-Þ][\w]+")
_CAPITAL = re.compile(r"[A-ZÀ-Þ][\w]+")
_PROPER = re.compile(r"(?<=[a-z,;:)] )[A-Z][a-z]{2,}")
_AUCTION_WORDS = frozenset(
    "auction auctioneer lot hammer bid bidder estim saleroom presal consign versteigerung ench asta subasta"
    " auktion adjug".split()
)
_AUCTION_HOUSES = frozenset({
    "sotheby s", "christie s", "phillips", "bonhams", "heritage auctions", "antiquorum",
    "geneva watch auction", "magnificent jewels", "important jewels", "only watch",
})  # fmt: skip
_PERIODS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"\b(?:{pattern})\b"))
    for name, pattern in {
        "q1": r"q1|(?:first|1st) (?:fiscal |financial )?quarter|1q|erste[sn]? quartal|premier trimestre",
        "q2": r"q2|(?:second|2nd) (?:fiscal |financial )?quarter|2q|zweite[sn]? quartal"
        r"|deuxieme trimestre",
        "q3": r"q3|(?:third|3rd) (?:fiscal |financial )?quarter|3q|dritte[sn]? quartal"
        r"|troisieme trimestre",
        "q4": r"q4|(?:fourth|4th) (?:fiscal |financial )?quarter|4q|vierte[sn]? quartal"
        r"|quatrieme trimestre",
        "h1": r"h1|(?:first|1st) half|half year|interim|(?:erstes )?halbjahr|premier semestre"
        r"|primo semestre",
        "h2": r"h2|(?:second|2nd) half",
        "year": r"full year|fiscal year|annual (?:results|profit|sales|revenue)|year end results",
        "holiday": r"holidays?|christmas|festive|weihnachts\w+",
    }.items()
)
_COMPARED = re.compile(r"\b(?:comps?|comparable|same store|like for like|lfl)\b")
_SENTENCE = re.compile(r"[.;!?](?=\s)|\n")
_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s?(?:%|per\s?cent)")
_UP = re.compile(
    r"\b(?:rise|rises|rose|up|gain|gains|gained|jump|jumps|jumped|grow|grows|grew|growth|climb\w*|surge\w*"
    r"|strong|stronger|increase[sd]?|higher|soar\w*|steigt|hausse)\b"
)
_DOWN = re.compile(
    r"\b(?:fall|falls|fell|down|drop|drops|dropped|slip|slips|slipped|slide|slides|slid|sink|sinks|sank|declin\w*"
    r"|dip|dips|dipped|weak|weaker|lower|plunge\w*|plummet\w*|tumble\w*|disappoint\w*|loss|losses|sinkt|baisse)\b"
)


@value
class Gist:
    """What an entry tells, in short.

    `terms` stand in their order, `plain` are the stems of its plain words. `happenings`
    are the kinds of event with their stages; `main` are those that the title names.
    `proper` are plain words that its text writes as names. `cities`, `editions` (numbers of a series), `years` and `periods` (quarters and
    months) say of which of its like it tells. `compared` are shares of sales in the same
    shops, `title_facts` the facts of the title. `trend` is up or down, where it is one of them
    alone. What `looks_back` tells of something that came before it.
    """

    title: tuple[str, ...]
    terms: tuple[Term, ...]
    names: Mapping[str, Kind]
    plain: frozenset[str]
    proper: frozenset[str]
    happenings: Mapping[str, frozenset[str]]
    main: frozenset[str]
    facts: Facts
    editions: frozenset[int]
    years: frozenset[int]
    periods: frozenset[str]
    compared: frozenset[str]
    year: int | None = None
    trend: str = ""
    title_facts: Facts
    looks_back: bool = False

    @property
    def cities(self) -> frozenset[str]:
        return self._of(Kind.CITY)

    @property
    def lands(self) -> frozenset[str]:
        return self._of(Kind.LAND)

    def _of(self, kind: Kind) -> frozenset[str]:
        return frozenset(name for name, other in self.names.items() if other is kind)


def gist(entry: Entry, vocabulary: Vocabulary) -> Gist:
    """The gist of an entry: of its title and the beginning of its text."""
    is_dated = entry.date_source is not DateSource.UNKNOWN
    year = entry.published_at.year if is_dated else None
    return _gist(entry.title, _lead(entry), year, vocabulary)


def _lead(entry: Entry) -> str:
    text = entry.text.removeprefix(entry.title).lstrip()
    return " ".join(islice(iter(text.split()), LEAD_WORDS))


@lru_cache(maxsize=8192)
def _gist(title: str, lead: str, year: int | None, vocabulary: Vocabulary) -> Gist:
    told = f"{title}\n{lead}"
    title_words, lead_words = words(title, vocabulary), words(lead, vocabulary)
    found = terms((*title_words, *lead_words), vocabulary)
    said = f"{folded(title)} {folded(lead)}"
    small = _stems(_SMALL.findall(told)) - _stems(_CAPITAL.findall(told))
    found = tuple(_as_written(term, small) for term in found)
    names = {term.form: term.kind for term in found if term.kind.is_name}
    plain = frozenset(term.form for term in found if term.kind is Kind.PLAIN)
    in_title = happenings(title_words, vocabulary)
    in_lead = happenings(lead_words, vocabulary)
    in_lead = {kind: stages for kind, stages in in_lead.items() if kind not in {GUIDE, DIGEST}}
    if not (names.keys() & _AUCTION_HOUSES or _AUCTION_WORDS & {term.form for term in found}):
        in_title, in_lead = _without_auctions(in_title), _without_auctions(in_lead)
    proper = {stem(word.lower()) for word in _PROPER.findall(lead)}
    return Gist(
        title=title_words,
        terms=found,
        names=names,
        plain=plain,
        proper=plain & proper,
        happenings={kind: _furthest(kind, stages) for kind, stages in (in_lead | in_title).items()},
        main=frozenset(in_title) or frozenset(in_lead),
        facts=facts(told),
        title_facts=facts(title),
        editions=frozenset(_editions(told, said)),
        years=frozenset(_years(folded(title), said)),
        year=year,
        periods=frozenset(_periods(said)),
        compared=frozenset(_compared(told)),
        trend=_trend(said),
        looks_back=_LOOKS_BACK.search(said) is not None,
    )


def _stems(found: Iterable[str]) -> set[str]:
    return {stem(word) for one in found for word in folded(one).split()}


def _as_written(term: Term, small: Collection[str]) -> Term:
    """What is written in small letters alone is no name, even where we do not know the word."""
    is_word = term.kind is Kind.NAME and term.form in small
    return replace(term, kind=Kind.RARE) if is_word else term


def _without_auctions(told: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Only at an auction is what is sold a result."""
    return {kind: stages for kind, stages in told.items() if kind != "auction"}


def _furthest(kind: str, stages: frozenset[str]) -> frozenset[str]:
    """What is completed was agreed before, and what is planned is not yet done."""
    for later, earlier in _LATER.get(kind, ()):
        if later in stages:
            stages -= {earlier}
    return stages


_LATER = {
    "deal": (("completed", "agreed"), ("completed", "talks"), ("off", "agreed")),
    "sanction": (("plan", "done"),),
    "auction": (("off", "ahead"), ("unsold", "result")),
    "crime": (("court", "arrest"), ("court", "done"), ("arrest", "done")),
    "bankrupt": (("over", "filed"),),
}


def _editions(told: str, said: str) -> Iterator[int]:
    for match in _ROMAN.finditer(told):
        if len(match[0]) > 1:
            yield _roman(match[0])
    yield from (int(match[1]) for match in _NTH.finditer(told))
    yield from (_NTH_WORDS[match[1]] for match in _EDITION.finditer(said))
    yield from (int(match[1]) for match in _PARTS.finditer(said))


def _roman(written: str) -> int:
    digits = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "M": 1000}[one] for one in written]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    return sum(-here if here < after else here for here, after in pairs)


def _years(title: str, said: str) -> Iterator[int]:
    yield from (int(match[1]) for match in _YEAR.finditer(_SINCE.sub(" ", title)))
    for match in _OF_THAT_YEAR.finditer(_SINCE.sub(" ", said)):
        yield int(match[1] or match[2])


def _periods(said: str) -> Iterator[str]:
    yield from (name for name, pattern in _PERIODS if pattern.search(said))
    yield from (match[1] for match in _OF_THAT_MONTH.finditer(said))


def _compared(told: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(told):
        if _COMPARED.search(folded(sentence)):
            shares = _SHARE.findall(sentence)
            if len(shares) == 1:
                yield shares[0].replace(",", ".")


def _trend(said: str) -> str:
    is_up, is_down = _UP.search(said) is not None, _DOWN.search(said) is not None
    return "" if is_up == is_down else "up" if is_up else "down"
