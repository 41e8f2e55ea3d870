"""Days that a sentence tells of: "12. und 13. Mai", "from April 30 to May 8", "next Tuesday"."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from aggregator.core.calendars import WEEKDAYS, months_of
from aggregator.core.dates import LATEST_YEAR, parse_date
from aggregator.model import value

# An unstated year is that of the nearest such day; further off the next one is as near.
AHEAD = timedelta(days=335)  # eleven months: sales are announced no earlier
BEHIND = timedelta(days=120)  # results are told within weeks
LONGEST = timedelta(days=92)  # of one sale; what is longer are two days of different things
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_MOST_DAYS = 31

Span = tuple[date, date]


@value
class _Named:
    """A day of a month as it is written; without a day the whole month."""

    month: int
    day: int | None = None
    year: int | None = None


@value
class Days:
    """Days told of at a place in a sentence: of a calendar, of the week, or by today's."""

    start: int
    end: int
    first: _Named | None = None
    last: _Named | None = None
    weekday: int | None = None
    span: Span | None = None

    @property
    def is_dated(self) -> bool:
        """Whether their year is stated: then they are what they are, whenever they were told."""
        return self.last is not None and self.last.year is not None

    @property
    def is_exact(self) -> bool:
        """Whether days are told, and no month."""
        return self.last is None or self.last.day is not None

    def resolved(self, told: date | None, *, behind: bool) -> Span | None:
        """Their first and last day, as told on a day, of what lies `behind` or ahead of it.

        None where there is no such day near; `told` None: that is not known.
        """
        if self.first is not None and self.last is not None:
            return _of_calendar(self.first, self.last, told, behind=behind)
        if told is None or self.weekday is None:
            return self.span
        if behind:
            day = told - ((told.weekday() - self.weekday) % 7) * _DAY
        else:
            day = told + ((self.weekday - told.weekday()) % 7) * _DAY
        return day, day


def days(sentence: str, told: date | None, language: str | None) -> Iterator[Days]:
    """The days of a sentence in `plain_letters`, those of calendars first.

    `told` is the day on which it was written, where that is known.
    """
    tokens = list(_TOKEN.finditer(sentence))
    kinds = "".join(_kind(token) for token in tokens)
    for match in _FORM.finditer(kinds):
        found = _read(tokens[match.start() : match.end()], match[0], language)
        if found is not None:
            yield found
    if told is not None and _ANY_RELATIVE.search(sentence):
        for form, span in _RELATIVE:
            for match in form.finditer(sentence):
                yield Days(start=match.start(), end=match.end(), span=span(told))


def parts_date(before: str, after: str) -> bool:
    """Whether a mark between two words stands within a date: "12. Mai", "Nov. 12"."""
    if before.isdigit():
        return after in _MONTHS or after in _JOINING
    return before in _MONTHS and len(before) <= len("sept") and after[:1].isdigit()


# How days are written: a sentence is told by its kinds of tokens, a letter for each

_MONTHS = {
    name: number
    for name, number in months_of(("en", "de", "fr", "it", "es")).items()
    if name not in {"set", "ago"}  # "a set of 12", "days ago": no month for them
}
_TOKEN = re.compile(
    r"\d{4}-\d\d?-\d\d?(?![\d-])|\d\d?([./])\d\d?\1\d{4}(?!\d)"
    r"|\d+(?:[.,:]\d+)*(?:st|nd|rd|th|er|o)?\b|[^\W\d_]+|[^\w\s.]"
)
_JOINING = frozenset(
    "- – to through thru till until and & or / bis und au et al ai e ed y hasta".split()
)
# N day, M month, Y year, D date in digits, W weekday, T joining, c comma, f filler, p before a
# month, s sale, n before a weekday that is none (Black Friday), x all else.
_KINDS = {
    word: kind
    for kind, words in {
        "W": WEEKDAYS,
        "n": "black good cyber giving small super".split(),
        "s": "sale sales auction auctions auktion auktionen versteigerung vente ventes asta aste"
        " subasta subastas".split(),
        "p": "in im en a nel for fur pour per para this next coming early late mid during anfang"
        " ende mitte kommenden debut fin mi fine inizio meta principios finales mediados ce"
        " questo este".split(),
        "f": "the of de del d der den dem le la el il l zum am on".split(),
        "T": _JOINING,
        "c": ",",
        "M": _MONTHS,
    }.items()
    for word in words
}
_DAY_FIRST = r"N(?:(?:cN)*[fW]*T[fTW]*N)?f*M(?:[cf]*Y)?"
_MONTH_FIRST = r"Mf*N(?:(?:cf*N)*[cfW]*T[fTW]*N(?!f*M))?(?:[cf]*Y)?"
_IN_DIGITS = r"(?:NT+)?D"
_DATE = rf"(?:{_DAY_FIRST}|{_MONTH_FIRST}|{_IN_DIGITS})"
_MONTH = r"p[pfT]*M(?!f*N)(?:f*Y)?|M(?:f*Y)|M(?=[fT]?s)"
_FORM = re.compile(rf"{_DATE}(?:[cfW]*T[fTW]*{_DATE})*|{_MONTH}|nW|W(?![cfT]*(?:N|D|Mf*N))")


def _kind(token: re.Match[str]) -> str:
    said = token[0]
    if said[0].isdigit():
        return _kind_of_number(said, in_digits=len(said) >= len("2026-1-1"))
    return _KINDS.get(said, "x")


def _kind_of_number(said: str, *, in_digits: bool) -> str:
    digits = said.rstrip("stndrheo")
    if not (digits.isdigit() and digits.isascii()):
        return "D" if in_digits and said.count(".") != 1 and "," not in said else "x"
    if len(digits) == len("2026"):
        return "Y" if digits == said and "1000" <= said <= str(LATEST_YEAR) else "x"
    return "N" if 1 <= int(digits[:3]) <= _MOST_DAYS and len(digits) < len("123") else "x"


def _read(tokens: Sequence[re.Match[str]], kinds: str, language: str | None) -> Days | None:
    start, end = tokens[0].start(), tokens[-1].end()
    if "W" in kinds and not {"M", "D"} & set(kinds):
        weekday = None if "n" in kinds else WEEKDAYS[tokens[-1][0]]
        return None if weekday is None else Days(start=start, end=end, weekday=weekday)
    named = list(_named(tokens, kinds, language))
    if not named:
        return None
    first, last = named[0], named[-1]
    if first.month == last.month and first.year == last.year:
        first, last = sorted((first, last), key=lambda one: one.day or 0)
    return Days(start=start, end=end, first=first, last=last)


def _named(tokens: Sequence[re.Match[str]], kinds: str, language: str | None) -> Iterator[_Named]:
    """The ends of each date: its first day and its last."""
    dates = list(re.finditer(_DATE, kinds)) or list(re.finditer(".+", kinds))
    for match in dates:
        place = range(match.start(), match.end())
        said = {kind: [tokens[at][0] for at in place if kinds[at] == kind] for kind in "NMYD"}
        numbers = [int(number.rstrip("stndrheo")) for number in said["N"]]
        if said["D"]:
            at = parse_date(said["D"][0], timezone=None, language=language)
            month, numbers, year = (at.month, [*numbers, at.day], at.year) if at else (0, [], None)
        else:
            month, year = _MONTHS[said["M"][0]], int(said["Y"][0]) if said["Y"] else None
        if month:
            for day in (numbers[0], numbers[-1]) if numbers else (None,):
                yield _Named(month=month, day=day, year=year)


# Which days they are


def _of_calendar(first: _Named, last: _Named, told: date | None, *, behind: bool) -> Span | None:
    wraps = (first.month, first.day or 0) > (last.month, last.day or 0)
    if last.year is not None:
        return _span(first, last, first.year or last.year - wraps, last.year)
    if first.year is not None:
        return _span(first, last, first.year, first.year + wraps)
    if told is None:
        return None
    years = range(told.year - 1, told.year + 2)
    spans = [span for year in years if (span := _span(first, last, year - wraps, year))]
    past = [span for span in spans if told - BEHIND <= span[1] and span[0] <= told]
    if behind:
        return past[-1] if past else None
    ahead = [span for span in spans if told <= span[1] <= told + AHEAD]
    return next(iter(ahead or past[-1:]), None)


def _span(first: _Named, last: _Named, first_year: int, last_year: int) -> Span | None:
    try:
        began = date(first_year, first.month, first.day or 1)
        ended = date(last_year, last.month, last.day or 1)
        if last.day is None:
            ended = _last_of_month(ended)
    except ValueError:  # the thirtieth of February
        return None
    return (began, ended) if timedelta() <= ended - began <= LONGEST else None


def _last_of_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - _DAY


def _today(told: date) -> Span:
    return told, told


def _tomorrow(told: date) -> Span:
    return told + _DAY, told + _DAY


def _this_week(told: date) -> Span:
    return told, told + (6 - told.weekday()) * _DAY


def _next_week(told: date) -> Span:
    monday = told - told.weekday() * _DAY + _WEEK
    return monday, monday + 6 * _DAY


def _weekend(told: date) -> Span:
    sunday = told + (6 - told.weekday()) * _DAY
    return max(told, sunday - _DAY), sunday


def _this_month(told: date) -> Span:
    return told, _last_of_month(told)


def _next_month(told: date) -> Span:
    first = _last_of_month(told) + _DAY
    return first, _last_of_month(first)


_RELATIVE = tuple(
    (re.compile(rf"\b(?:{'|'.join(forms)})\b"), span)
    for span, *forms in (
        (_today, "tonight", "ce soir", "stasera", "esta noche", "heute abend"),
        (_tomorrow, "tomorrow", "demain", "domani", r"(?<!\bla )(?<!\blas )manana"),
        (_tomorrow, r"(?<!\bam )(?<!\bguten )(?<!\bjeden )morgen(?=[ ,.])"),
        (_this_week, "this week", "diese woche", "cette semaine", "questa settimana"),
        (_this_week, "esta semana"),
        (_next_week, "next week", "(?:nachste|kommende)[nr]? woche", "la semaine prochaine"),
        (_next_week, "prossima settimana", "settimana prossima", "la proxima semana"),
        (_next_week, "la semana (?:que viene|proxima)"),
        (_weekend, "this weekend", "dieses wochenende", "ce week-end", "questo fine settimana"),
        (_this_month, "this month", "diesen monat", "ce mois(?:-ci)?", "questo mese", "este mes"),
        (_next_month, "next month", "(?:nachsten|kommenden) monat", "le mois prochain"),
        (_next_month, "prossimo mese", "mese prossimo", "el proximo mes", "el mes que viene"),
    )
)
_ANY_RELATIVE = re.compile("|".join(form.pattern for form, _ in _RELATIVE))
