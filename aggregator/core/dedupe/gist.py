"""What an entry tells, in short: whose names, which figures, what happened, and when."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from aggregator.core.dedupe.occasion import editions, looks_back, periods, years
from aggregator.core.facts import Facts, facts
from aggregator.core.text import folded
from aggregator.core.vocabulary import Term, happenings, stem, terms, words
from aggregator.model import DateSource, Entry, Kind, Vocabulary, value

# News tells who and what at its beginning; further down it tells of everybody.
LEAD_WORDS = 60
GUIDE, DIGEST = "guide", "digest"  # what tells of no event of its own

Happenings = Mapping[str, frozenset[str]]  # kinds of event, each with its stages

_SMALL = re.compile(r"(?<![\w’'-])[^\W\d_A-ZÀ-Þ][\w]+")
_CAPITAL = re.compile(r"[A-ZÀ-Þ][\w]+")
_PROPER = re.compile(r"(?<=[a-z,;:)] )[A-Z][a-z]{2,}")
# Stems of what is said where something is sold by auction.
_AUCTION_WORDS = frozenset(
    "auction auctioneer lot hammer bid bidder estim saleroom presal consign versteigerung ench"
    " asta subasta auktion adjug".split()
)
_AUCTION_HOUSES = frozenset({
    "sotheby s", "christie s", "phillips", "bonhams", "heritage auctions", "antiquorum",
    "geneva watch auction", "magnificent jewels", "important jewels", "only watch",
})  # fmt: skip
_COMPARED = re.compile(r"\b(?:comps?|comparable|same store|like for like|lfl)\b")
_SENTENCE = re.compile(r"[.;!?](?=\s)|\n")
_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s?(?:%|per\s?cent)")
_UP = re.compile(
    r"\b(?:rise|rises|rose|up|gain|gains|gained|jump|jumps|jumped|grow|grows|grew|growth|climb\w*"
    r"|surge\w*|strong|stronger|increase[sd]?|higher|soar\w*|steigt|hausse)\b"
)
_DOWN = re.compile(
    r"\b(?:fall|falls|fell|down|drop|drops|dropped|slip|slips|slipped|slide|slides|slid|sink|sinks"
    r"|sank|declin\w*|dip|dips|dipped|weak|weaker|lower|plunge\w*|plummet\w*|tumble\w*"
    r"|disappoint\w*|loss|losses|sinkt|baisse)\b"
)
# Of the stages of one matter the later, which tells of the earlier too.
_LATER = {
    "deal": (("completed", "agreed"), ("completed", "talks"), ("off", "agreed")),
    "sanction": (("plan", "done"),),
    "auction": (("off", "ahead"), ("unsold", "result")),
    "crime": (("court", "arrest"), ("court", "done"), ("arrest", "done")),
    "bankrupt": (("over", "filed"),),
}


@value
class Gist:
    """What an entry tells, in short.

    `terms` stand in their order, those of the title first: there are `title` words. `names`
    are the terms that are no plain words, `plain` those that are; `proper` are plain words
    that the text writes as names. `happenings` are the kinds of event with their stages,
    `main` those that the title names; where it `is_titled` not, those of the text.
    `editions` (numbers of a series), `years` and
    `periods` (quarters and months) say of which of its like it tells; `year` is that of its
    date. `compared` are shares of sales in the same shops. `trend` is up or down, where it
    is one of them alone. What `looks_back` tells of something that came before it.
    """

    title: tuple[str, ...]
    terms: tuple[Term, ...]
    names: Mapping[str, Kind]
    plain: frozenset[str]
    proper: frozenset[str]
    happenings: Happenings
    main: frozenset[str]
    is_titled: bool
    facts: Facts
    title_facts: Facts
    editions: frozenset[int]
    years: frozenset[int]
    periods: frozenset[str]
    compared: frozenset[str]
    year: int | None
    trend: str
    looks_back: bool

    @property
    def cities(self) -> frozenset[str]:
        return self.of(Kind.CITY)

    @property
    def lands(self) -> frozenset[str]:
        return self.of(Kind.LAND)

    def of(self, kind: Kind) -> frozenset[str]:
        return frozenset(name for name, other in self.names.items() if other is kind)

    def in_title(self, least: Kind) -> frozenset[str]:
        """The title's terms that are names of this kind at least."""
        found = (term for term in self.terms if term.at < len(self.title))
        return frozenset(term.form for term in found if term.kind >= least)


def gist(entry: Entry, vocabulary: Vocabulary) -> Gist:
    """The gist of an entry: of its title and the beginning of its text."""
    is_dated = entry.date_source is not DateSource.UNKNOWN
    year = entry.published_at.year if is_dated else None
    return _gist(entry.title, _lead(entry), year, vocabulary)


def _lead(entry: Entry) -> str:
    text = entry.text.removeprefix(entry.title).lstrip()
    return " ".join(islice(iter(text[:2000].split()), LEAD_WORDS))


@lru_cache(maxsize=8192)
def _gist(title: str, lead: str, year: int | None, vocabulary: Vocabulary) -> Gist:
    told = f"{title}\n{lead}"
    said = f"{folded(title)} {folded(lead)}"
    title_words, lead_words = words(title, vocabulary), words(lead, vocabulary)
    small = _stems(_SMALL.findall(told)) - _stems(_CAPITAL.findall(told))
    found = tuple(
        _as_written(term, small) for term in terms((*title_words, *lead_words), vocabulary)
    )
    plain = frozenset(term.form for term in found if term.kind is Kind.PLAIN)
    happened, main, is_titled = _happened(title_words, lead_words, found, vocabulary)
    return Gist(
        title=title_words,
        terms=found,
        names={term.form: term.kind for term in found if term.kind.is_name},
        plain=plain,
        proper=plain & _stems(_PROPER.findall(lead)),
        happenings=happened,
        main=main,
        is_titled=is_titled,
        facts=facts(told),
        title_facts=facts(title),
        editions=frozenset(editions(told, said)),
        years=frozenset(years(folded(title), said)),
        periods=frozenset(periods(said)),
        compared=frozenset(_compared(told)),
        year=year,
        trend=_trend(said),
        looks_back=looks_back(said),
    )


def _happened(
    title: tuple[str, ...],
    lead: tuple[str, ...],
    found: tuple[Term, ...],
    vocabulary: Vocabulary,
) -> tuple[Happenings, frozenset[str], bool]:
    """The kinds of event, those that count most, and whether the title has them.

    The title's word on a kind goes before the text's.
    """
    in_title, in_lead = happenings(title, vocabulary), happenings(lead, vocabulary)
    forms = {term.form for term in found}
    beside = {GUIDE, DIGEST} | (set() if forms & (_AUCTION_HOUSES | _AUCTION_WORDS) else _SALES)
    in_title = {kind: told for kind, told in in_title.items() if kind not in beside - _NO_NEWS}
    in_lead = {kind: told for kind, told in in_lead.items() if kind not in beside}
    both = {kind: _furthest(kind, told) for kind, told in {**in_lead, **in_title}.items()}
    return both, frozenset(in_title or in_lead), bool(in_title)


_NO_NEWS = {GUIDE, DIGEST}
_SALES = {"auction"}  # only at an auction is what was sold a result


def _furthest(kind: str, stages: frozenset[str]) -> frozenset[str]:
    for later, earlier in _LATER.get(kind, ()):
        if later in stages:
            stages -= {earlier}
    return stages


def _stems(found: Iterable[str]) -> set[str]:
    return {stem(word) for one in found for word in folded(one).split()}


def _as_written(term: Term, small: Collection[str]) -> Term:
    """What is written in small letters alone is no name, even where we do not know the word."""
    is_word = term.kind is Kind.NAME and term.form in small
    return replace(term, kind=Kind.RARE) if is_word else term


def _compared(told: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(told):
        shares = _SHARE.findall(sentence)
        if len(shares) == 1 and _COMPARED.search(folded(sentence)):
            yield shares[0].replace(",", ".")


def _trend(said: str) -> str:
    is_up, is_down = _UP.search(said) is not None, _DOWN.search(said) is not None
    return "" if is_up == is_down else "up" if is_up else "down"
