"""Of which of its like an entry tells: the number of the series, the year, the quarter."""

import re
from collections.abc import Iterator

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_SEASONS = "spring|summer|autumn|fall|winter"
_ROMAN = re.compile(r"\b(?:M{0,2}(?:X[LC]|L?X{0,3})(?:I[XV]|V?I{0,3}))\b")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "M": 1000}
_NTH = re.compile(
    r"\b(\d{1,3})(?:st|nd|rd|th)\b(?! (?:century|street|avenue|floor|place|birthday))",
    re.IGNORECASE,
)
_NTH_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
).split()
_EDITION = re.compile(
    rf"\b({'|'.join(_NTH_WORDS)}) (?:annual|edition|installment|instalment|anniversary|part)\b"
)
_PARTS = re.compile(r"\b(?:part|no|number|vol|volume|edition|chapter|week) (\d{1,3})\b")
_ROMAN_PARTS = re.compile(r"\b(?:Part|PART|Vol|Volume|Chapter|Edition|No)\b\.? ([IVX])\b")
# Earlier years are those of the things that are told of.
_YEAR = re.compile(
    r"(?<!\w)(20(?:0[5-9]|[1-9]\d))\b(?! carat| stores?| jobs| lots| diamonds| pieces)"
)
_SINCE = re.compile(
    r"\b(?:since|founded(?: in)?|established(?: in)?|opened in|dating(?: back)? to|born in|from"
    r"|made in|built in|launched in|by|until|through|before) 20\d\d\b"
)
_EVENTS = (
    "auction|sale|tender|show|fair|edition|awards?|results?|holiday|season|report|collection"
    "|conference|summit|gala|competition|contest|series"
)
_OF_THAT_YEAR = re.compile(
    rf"\b(?:{_MONTHS}|{_SEASONS}|season|holiday) (20\d\d)\b"
    rf"|\b(20\d\d) (?:\w+ ){{0,3}}(?:{_EVENTS})"
)
_OF_THAT_MONTH = re.compile(
    rf"\b({_MONTHS}|{_SEASONS}) (?:\w+ )?"
    r"(?:auctions?|sales?|tenders?|sights?|event|cycle|session)\b"
)
# What is told of something that happened before, and by which it is not that.
_LOOKS_BACK = re.compile(
    # What was many years ago is the history of a thing.
    r"\b(?:weeks|months|(?:a|an|one|two|1|2) years?) (?:after|later|ago|earlier|into)\b"
    rf"|\b(?:last|previous) (?:month|year|{_SEASONS}|{_MONTHS})s?\b|\bagain\b"
    r"|\b(?:second|third|fourth) (?:\w+ )?(?:time|purchase|acquisition|of the year|this year)\b"
    r"|\bpreviously announced\b|\bearlier this year\b|\bbeginning of the year\b"
    r"|\bun anno dopo\b|\bjahre? nach\b|\bmonate nach\b|\bans? apres\b|\bmois apres\b"
    r"|\banos? despues\b"
)


def _quarter(number: int, english: str, german: str, french: str) -> str:
    nth = ("1st", "2nd", "3rd", "4th")[number - 1]
    return (
        rf"q{number}|{number}q|(?:{english}|{nth}) (?:fiscal |financial )?quarter"
        rf"|{german}[sn]? quartal|{french} trimestre"
    )


_PERIODS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"\b(?:{pattern})\b"))
    for name, pattern in {
        "q1": _quarter(1, "first", "erste", "premier"),
        "q2": _quarter(2, "second", "zweite", "deuxieme"),
        "q3": _quarter(3, "third", "dritte", "troisieme"),
        "q4": _quarter(4, "fourth", "vierte", "quatrieme"),
        "h1": r"h1|(?:first|1st) half|half year|interim|(?:erstes )?halbjahr|premier semestre"
        r"|primo semestre",
        "h2": r"h2|(?:second|2nd) half",
        "year": r"full year|fiscal year|annual (?:results|profit|sales|revenue)|year end results",
        "holiday": r"holidays?|christmas|festive|weihnachts\w+",
    }.items()
)


def editions(told: str, said: str) -> Iterator[int]:
    """Numbers of a series: XVII, 17th, second edition, no. 4. `said` is `told`, folded."""
    for match in _ROMAN.finditer(told):
        if len(match[0]) > 1:
            yield _roman(match[0])
    yield from (_roman(match[1]) for match in _ROMAN_PARTS.finditer(told))
    yield from (int(match[1]) for match in _NTH.finditer(told))
    yield from (_NTH_WORDS.index(match[1]) + 1 for match in _EDITION.finditer(said))
    yield from (int(match[1]) for match in _PARTS.finditer(said))


def years(title: str, said: str) -> Iterator[int]:
    """Years of what is told: any of the title, and elsewhere those of an event. Folded."""
    yield from (int(match[1]) for match in _YEAR.finditer(_SINCE.sub(" ", title)))
    for match in _OF_THAT_YEAR.finditer(_SINCE.sub(" ", said)):
        yield int(match[1] or match[2])


def periods(said: str) -> Iterator[str]:
    """Quarters, halves and seasons of results; months and seasons of sales."""
    yield from (name for name, pattern in _PERIODS if pattern.search(said))
    yield from (match[1] for match in _OF_THAT_MONTH.finditer(said))


def looks_back(said: str) -> bool:
    """Whether it tells of something that came before it: "five months after", "again"."""
    return _LOOKS_BACK.search(said) is not None


def _roman(written: str) -> int:
    digits = [_ROMAN_DIGITS[one] for one in written]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    return sum(-here if here < after else here for here, after in pairs)
