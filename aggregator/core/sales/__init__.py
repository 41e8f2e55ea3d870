"""Auctions have an end: of which sale an entry tells, when it is, whether it tells how it went.

Days end in UTC. The text seldom says in which city's time it counts, and which city it is is
not looked up: so an end is right to within a day.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from aggregator.core.calendars import plain_letters
from aggregator.core.dedupe.occasion import periods
from aggregator.core.sales.days import Days, Span, days, parts_date
from aggregator.core.sales.words import (
    CANCELLED,
    COMING,
    DEADLINE,
    ENDING,
    HOUSES,
    LESSONS,
    NO_SALE,
    OF_A_PERIOD,
    ONCE,
    OTHER,
    POSTPONED,
    RECORD,
    SELLING,
    WENT,
)
from aggregator.model import AUCTIONS, DateSource, Entry, Filing, Sale, Topic, value

# A sale that is announced without a day is presumed over by then: most are announced four to six
# weeks ahead, when their catalogues come out.
PRESUMED = timedelta(days=45)
WORDS_READ, LETTERS_READ = 1500, 20_000
LEAD = 3  # sentences in which news says what it is about
_LONG_AGO = timedelta(days=335)  # a stated day that lies so far back is history
_JUST_NOW = timedelta(days=31)  # an announcement that is published late
_FAR_AHEAD = timedelta(days=730)
_ONE_SALE = timedelta(days=45)  # between the days of a sale that are told apart
_REACH = 120  # characters from a word of selling to its day
_DAY = timedelta(days=1)

_MODAL_MAY = re.compile(r"\bmay (?=[a-z])")
_MARKS = str.maketrans("’‘“”«»", '\'\'""""')
_END = re.compile(r"(?<=[.!?;]) ")
_ABBREVIATED = frozenset("st no nr dr mr mrs approx vs inc ltd co".split())
_YEARS = re.compile(
    r"\b(?:in|of|from|since|im jahr|en|nel|depuis)(?: [a-z]{3,9})? (1[5-9]\d\d|20\d\d)\b"
)


@value
class _Day:
    """Days that a text tells of, and how sure it is that they are the sale's."""

    span: Span
    points: int
    sentence: int
    ends: bool  # only the end is told


def sale_of(entry: Entry, topics: Collection[Topic]) -> Sale | None:
    """The auction that an entry tells of, which bears these topics; None where it tells of none.

    Total, and linear in the text, of which it reads the beginning.
    """
    if AUCTIONS not in topics:
        return None
    told = None if entry.date_source is DateSource.UNKNOWN else entry.published_at.astimezone(UTC)
    title, body = _plain(entry.title), tuple(_sentences(entry))
    went = _went(title, body, told)
    if _is_of_none(title) or (went is None and _is_of_no_sale(title)):
        return None
    found = _sale_days((title, *body), told, entry.language, behind=went is True)
    if found is not None:
        from_at = None if found.ends else _start(found.span[0])
        return Sale(from_at=from_at, until_at=_end(found.span[1]), is_result=went is True)
    if went is None or (went and _is_of_a_period(title)):
        return None
    return Sale(is_result=True) if went else Sale(until_at=told + PRESUMED if told else None)


def with_sale(filing: Filing, entry: Entry) -> Filing:
    """A filing with the auction that its entry tells of."""
    return replace(filing, sale=sale_of(entry, filing.topics))


# What is read


def _plain(text: str) -> str:
    """In `plain_letters`, without names of houses; "it may" is "it might", and no month."""
    said = _MODAL_MAY.sub("might ", text.translate(_MARKS))
    return HOUSES.sub(" ", plain_letters(said))


def _sentences(entry: Entry) -> Iterator[str]:
    """The sentences of summary and text, which may begin with the summary, to a certain length."""
    summary, text = entry.summary.strip(), entry.text.strip()
    is_told_twice = text.startswith(summary.rstrip(" .…")[:LETTERS_READ])
    both = text if is_told_twice else f"{summary} {text}"
    said = _plain(" ".join(both[:LETTERS_READ].split()[:WORDS_READ]))
    start = 0
    for end in _END.finditer(said):
        before = said[max(start, end.start() - 12) : end.start()].rpartition(" ")[2]
        if not _goes_on(before, said[end.end() : end.end() + 12].partition(" ")[0].rstrip(".,;:")):
            yield said[start : end.start()]
            start = end.end()
    yield said[start:]


def _goes_on(before: str, after: str) -> bool:
    """Whether what stands between two words ends no sentence: it abbreviates, or is in a date."""
    word = before.strip('("').removesuffix(".")
    if word == before:
        return False
    is_initial = len(word) == 1 and word.isalpha()
    return is_initial or word in _ABBREVIATED or parts_date(word, after)


# How it is told


def _went(title: str, body: tuple[str, ...], told: datetime | None) -> bool | None:
    """Whether it is told how the sale went: False where it is to come, None where nothing is told.

    What the title says counts most, then the lead, then the rest.
    """
    in_title = _leaning(title, told)
    if in_title:
        return in_title > 0
    of_sale = SELLING.search(title) is not None
    for part, is_told in ((body[:LEAD], of_sale), (body[LEAD:], False)):
        said = [sentence for sentence in part if is_told or SELLING.search(sentence)]
        leaning = sum(_leaning(sentence, told) for sentence in said)
        if leaning:
            return None if _is_of_no_sale(title) else leaning > 0
    return None


def _leaning(sentence: str, told: datetime | None) -> int:
    """1 for what went, -1 for what is to come, 0 where a sentence says neither or both."""
    said, coming = COMING.subn(" ", ONCE.sub(" ", sentence))
    if told and any(int(year) < told.year for year in _YEARS.findall(sentence)):
        return -1 if coming else 0
    if WENT.search(said) or (not coming and RECORD.search(said)):
        return 1
    return -1 if coming else 0


def _is_of_none(title: str) -> bool:
    return LESSONS.search(title) is not None or CANCELLED.search(title) is not None


def _is_of_no_sale(title: str) -> bool:
    return NO_SALE.search(title) is not None


def _is_of_a_period(title: str) -> bool:
    """Whether it sums up a year or a part of it."""
    named = {
        name for name in periods(title.replace("-", " ")) if name[:1] in "qh" or name == "year"
    }
    return bool(named) or OF_A_PERIOD.search(title) is not None


# When it is


def _sale_days(
    sentences: tuple[str, ...], told: datetime | None, language: str | None, *, behind: bool
) -> _Day | None:
    """The days of the sale: the surest that are told first, and those that end the same sale."""
    day = told.date() if told else None
    found = [
        one
        for number, sentence in enumerate(sentences)
        for one in _days_in(sentence, number, day, language, behind=behind)
    ]
    best = max((one.points for one in found), default=0)
    sure = [one for one in found if one.points == best]
    if not sure:
        return None
    if any(POSTPONED.search(sentence) for sentence in sentences):
        return max(sure, key=lambda one: one.span[1])
    first = sure[0]
    for other in sure[1:]:
        near = abs(other.span[0] - first.span[1]) <= _ONE_SALE
        if near and (other.ends or other.sentence == first.sentence):
            first = _joined(first, other)
    return first


def _joined(one: _Day, other: _Day) -> _Day:
    starts = [day.span[0] for day in (one, other) if not day.ends]
    span = (min(starts or [one.span[0]]), max(one.span[1], other.span[1]))
    return replace(one, span=(min(span), span[1]), ends=not starts)


def _days_in(
    sentence: str, number: int, told: date | None, language: str | None, *, behind: bool
) -> Iterator[_Day]:
    found = list(days(sentence, told, language))
    if not found or DEADLINE.search(sentence):
        return
    selling = [match.span() for match in SELLING.finditer(sentence)]
    other = [match.span() for match in OTHER.finditer(sentence)]
    for one in found:
        points = _points(one, selling, other, sentence)
        span = one.resolved(told, behind=behind)
        if points and span and _may_be(one, span, told, behind=behind, sure=points > 1):
            before = sentence[max(0, one.start - 24) : one.start]
            in_title = number == 0
            yield _Day(
                span=span,
                points=2 * points + in_title + 2 * one.is_exact,
                sentence=number,
                ends=ENDING.search(before) is not None,
            )


def _points(
    one: Days, selling: list[tuple[int, int]], other: list[tuple[int, int]], sentence: str
) -> int:
    """2 for a day nearest to a word of selling, 1 for one that nothing is near, else 0.

    What stands before a day is told of it sooner than what follows.
    """
    sells, is_else = _nearest(one, selling, sentence), _nearest(one, other, sentence)
    if is_else < min(sells, _REACH):
        return 0
    return 2 if sells <= _REACH else 1


def _nearest(one: Days, spans: list[tuple[int, int]], sentence: str) -> int:
    """How far the nearest of these words, which are in their order, is from a day."""
    after, behind = bisect_left(spans, (one.start, 0)), bisect_left(spans, (one.end, 0))
    ways = [one.start - end for _, end in spans[max(0, after - 2) : after] if end <= one.start]
    ways += [_behind(sentence[one.end : start]) for start, _ in spans[behind : behind + 1]]
    return min(ways, default=10 * _REACH)


def _behind(between: str) -> int:
    """How far a word that follows a day is from it: further than one that stands before it."""
    return 3 * len(between) + 30 * ("," in between[:_REACH])


def _may_be(one: Days, span: Span, told: date | None, *, behind: bool, sure: bool) -> bool:
    """Whether an entry of that day can tell of a sale on these."""
    if told is None:
        return True
    if not behind:
        near = told - (_JUST_NOW if one.is_dated or sure else _DAY) <= span[1]
        return near and span[0] <= told + _FAR_AHEAD and (sure or span[0] > told)
    return sure and told - _LONG_AGO <= span[1] and span[0] <= told + _DAY


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _end(day: date) -> datetime:
    return _start(day + _DAY)


# In words


def sale_words(sale: Sale, now: datetime) -> str:
    """What is known of an auction, as an editor would say it: on which days, how far it is."""
    phase = sale.phase(now)
    return f"an auction{_when(sale)}" + (f": {phase}" if phase else ", of which no day is told")


def _when(sale: Sale) -> str:
    if sale.until_at is None:
        return ""
    last = (sale.until_at - timedelta(microseconds=1)).date()
    if sale.from_at is None:
        return f", over by {last.day} {last:%B %Y}"
    first = sale.from_at.date()
    if first == last:
        return f" on {last.day} {last:%B %Y}"
    if first.day == 1 and (last + _DAY) == (first + timedelta(days=32)).replace(day=1):
        return f" in {last:%B %Y}"
    month = "" if (first.year, first.month) == (last.year, last.month) else f" {first:%B}"
    year = "" if first.year == last.year else f" {first.year}"
    return f" on {first.day}{month}{year} to {last.day} {last:%B %Y}"
