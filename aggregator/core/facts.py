"""What a text states that readers act on: amounts, shares, weights, dates, times, places."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from aggregator.core.calendars import month_named, plain_letters
from aggregator.core.text import folded

Facts = Mapping[str, frozenset[str]]  # by kind
_Parts = Mapping[str, str | None]  # what a form found, by the names of its groups
_Written = Callable[[_Parts, str], Iterable[str]]  # the facts of it, in one way of writing

_NUMBER = (
    r"(?<![\d.,])(?>\d{1,3}(?:[,.'’\u00a0 ]\d{3}){1,5}(?:[.,]\d{1,2})?"
    r"|\d{1,12}(?:[.,]\d{1,6})?)"
)
_MONEY = (
    r"(?:(?:US|AU|HK|NZ|CA|[ACS])?\$|[£€¥₹]"
    r"|(?:CHF|USD|EUR|GBP|HKD|AUD|CAD|SGD|NZD|AED|INR|JPY|CNY|RMB|Rs\.?)(?![a-z]))"
)
_COINS = r"(?:euros?|dollars?|pounds?|francs?|franken|yuan|rupees?|yen|dirhams?)\b"
_TO = r"\s?(?:-|–|—|(?:to|bis|and|or|à|a)\b)\s?"  # between the ends of a range


def _times(name: str) -> str:
    words = (
        r"million(?:en|i|es|s)?|milli(?:ard(?:en|s|i)?)|billion|thousand|mln|mn|mio|mrd|bn|crore"
        r"|lakh|[mbk]"
    )
    return rf"(?:[\s-]?(?P<{name}>{words})\b\.?)?"


_AMOUNT = re.compile(
    rf"(?P<sign>{_MONEY})\s?(?P<low>{_NUMBER}){_times('low_times')}"
    rf"(?:{_TO}(?:{_MONEY})?\s?(?P<high>{_NUMBER}){_times('high_times')})?"
    rf"|(?:(?P<low2>{_NUMBER}){_times('low_times2')}{_TO})?"
    rf"(?P<high2>{_NUMBER}){_times('high_times2')}\s?(?P<sign2>{_MONEY}|{_COINS})",
    re.IGNORECASE,
)
_COUNTERS = re.compile(
    r"\d[\d,.]{0,11}\s{0,3}(?:comments?|views?|shares?|likes?|reads?|replies|retweets?)\b"
    r"|^(?:comments?|views?|shares?|likes?|replies)\s?[:(]\s?\d[\d,.]{0,11}\)?$"
    r"|(?:©|\(c\)|copyright)[\s©]{0,3}\d{4}(?:\s?[-–]\s?\d{4})?"
    r"|\d{1,3}[\s-]{1,3}min(?:ute)?s?\s+read\b|min(?:ute)?s? read:?\s*\d{1,3}"
    r"|(?:\d{1,3}|an?)\s+(?:second|minute|hour|day|week|month)s?\s+ago\b",
    re.IGNORECASE | re.MULTILINE,
)
_SHARE = re.compile(rf"(?P<number>{_NUMBER})\s?(?:%|per\s?cent\b)", re.IGNORECASE)
_WEIGHT = re.compile(rf"(?P<number>{_NUMBER})[\s-]?(?:cts?|carats?)\b", re.IGNORECASE)
_TIME = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?(?P<half>[ap])\.?m\b"
    r"|\b(?P<hour24>\d{1,2}):(?P<minute24>\d{2})\b",
    re.IGNORECASE,
)
_LETTERS = r"[^\W\d_]{3,12}"
_NTH = r"(?:st|nd|rd|th|\.)?"
_DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}}){_NTH}(?:{_TO}(?P<until>\d{{1,2}}){_NTH})?\s(?:de\s|of\s)?"
    rf"(?P<month>{_LETTERS})\b(?:\.?,?\s(?:de\s)?(?P<year>\d{{4}})\b)?"
    rf"|\b(?P<month2>{_LETTERS})\.?\s(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b"
    rf"(?:{_TO}(?P<until2>\d{{1,2}})(?:st|nd|rd|th)?\b)?(?:,?\s(?P<year2>\d{{4}})\b)?"
    rf"|\b(?P<month3>{_LETTERS})\.?\s(?:de\s)?(?P<year3>\d{{4}})\b",
    re.IGNORECASE,
)
_OTHER_DATE = re.compile(
    r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    # A date that is still to come is a date: the one that follows it is another.
    r"|\bto be (?:confirmed|announced|determined|decided)\b|\bTB[ACD]\b",
    re.IGNORECASE,
)
_PLAIN_NUMBER = re.compile(rf"\b(?P<number>{_NUMBER})\b")
_WORDED = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty"
).split()
_NUMBER_OF = {word: number for number, word in enumerate(_WORDED, start=2)} | dict(
    zip("thirty forty fifty sixty seventy eighty ninety".split(), range(30, 100, 10), strict=True)
)
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_NUMBER_OF)})\b", re.IGNORECASE)
_NAME = r"(?:[A-ZÀ-Þ][\w’'-]{1,30}|[A-Z][a-z]{0,2}\.)"
_PLACE = re.compile(rf"\b(?:in|at|from|to|near) ({_NAME}(?: {_NAME}){{0,2}})")
# Where the trade meets and sells; known without a preposition too.
_CITIES = re.compile(
    r"\b(?:Geneva|Hong Kong|New York|London|Paris|Milan|Las Vegas|Tucson|Antwerp|Mumbai|Jaipur"
    r"|Surat|Dubai|Basel|Vicenza|Bangkok|Tel Aviv|Johannesburg"
    r"|Gaborone|Shanghai|Tokyo|Singapore|Sydney"
    r"|Melbourne|Munich|Istanbul|Monaco|Zurich|Amsterdam|Madrid|Rome|Chicago|Los Angeles|Miami)\b"
)
_POWERS = {
    "k": 3, "thousand": 3, "lakh": 5, "m": 6, "mn": 6, "mln": 6, "mio": 6, "milli": 6, "crore": 7,
    "b": 9, "bn": 9, "mrd": 9, "billi": 9, "milliard": 9,
}  # fmt: skip
_SIGNS = {
    "us$": "$", "usd": "$", "dollar": "$", "eur": "€", "euro": "€", "gbp": "£", "pound": "£",
    "franc": "chf", "franken": "chf", "hkd": "hk$", "aud": "a$", "au$": "a$", "cad": "c$",
    "ca$": "c$", "rs": "₹", "rs.": "₹", "inr": "₹", "rupee": "₹", "jpy": "¥", "yen": "¥",
    "dirham": "aed", "rmb": "cny", "yuan": "cny",
}  # fmt: skip
_LONGEST_SHORT = len("1.25")  # of the lower end of a range that leaves its size to the upper


def facts(text: str) -> Facts:
    """The facts of a text by kind, written in one way: `$1.2 million` is `US$1,200,000`.

    Counters of comments, views and ages are none. Linear in the length of the text.
    """
    text = _COUNTERS.sub(" ", text)
    found: dict[str, set[str]] = {"place": set(_places(text))}
    for kind, form, written in _KINDS:
        text, told = _taken(text, form, written)
        found.setdefault(kind, set()).update(told)
    return {kind: frozenset(told) for kind, told in found.items() if told}


def is_known_place(name: str) -> bool:
    """Whether it is one of the cities where the trade meets and sells."""
    return _CITIES.fullmatch(name) is not None


def _places(text: str) -> Iterator[str]:
    for match in _CITIES.finditer(text):
        yield match[0]
    for match in _PLACE.finditer(text):
        yield match[1].strip(" .")


def _taken(text: str, form: re.Pattern[str], written: _Written) -> tuple[str, set[str]]:
    """The text without the facts of one kind, and these."""
    told: set[str] = set()
    left, start, at = [], 0, 0
    while match := form.search(text, at):
        ones = set(written(match.groupdict(), match[0]))
        if not ones:  # it only looked like one
            at = match.start() + 1
            continue
        told |= ones
        left.append(text[start : match.start()])
        start = at = match.end()
    return " ".join([*left, text[start:]]), told


def _amounts(part: _Parts, _: str) -> Iterator[str]:
    """Of a range both ends; sign and size may stand at one alone."""
    sign = (part["sign"] or part["sign2"] or "").lower()
    sign = _SIGNS.get(sign) or _SIGNS.get(sign.rstrip("s")) or sign
    low, high = part["low"] or part["low2"], part["high"] or part["high2"]
    low_power = _power(part["low_times"] or part["low_times2"])
    high_power = _power(part["high_times"] or part["high_times2"])
    if high:
        yield f"{sign}{_plain(high, high_power)}"
    if low:
        is_short = high is not None and not low_power and len(low) <= _LONGEST_SHORT
        yield f"{sign}{_plain(low, high_power if is_short else low_power)}"


def _numbers(part: _Parts, _: str) -> Iterator[str]:
    yield _plain(part["number"] or "", 0)


def _times_of_day(part: _Parts, _: str) -> Iterator[str]:
    hour, minute = part["hour"] or part["hour24"], part["minute"] or part["minute24"]
    yield f"{int(hour or 0)}:{minute or '00'}{(part['half'] or '').lower()}"


def _dates(part: _Parts, _: str) -> Iterator[str]:
    """First and last day, and the year for itself, for it may go without saying."""
    name = part["month"] or part["month2"] or part["month3"] or ""
    month = month_named(plain_letters(name), None)
    if month is None:
        return
    days = [day for one in ("day", "day2", "until", "until2") if (day := part[one])]
    yield from (f"{month}-{int(day)}" for day in days or ["0"])
    yield from (year for one in ("year", "year2", "year3") if (year := part[one]))


def _words(_: _Parts, said: str) -> Iterator[str]:
    yield folded(said)


def _worded(_: _Parts, said: str) -> Iterator[str]:
    yield str(_NUMBER_OF[said.lower()])


# In this order: what one kind takes, no later one sees.
_KINDS: tuple[tuple[str, re.Pattern[str], _Written], ...] = (
    ("amount", _AMOUNT, _amounts),
    ("share", _SHARE, _numbers),
    ("weight", _WEIGHT, _numbers),
    ("time", _TIME, _times_of_day),
    ("date", _DATE, _dates),
    ("date", _OTHER_DATE, _words),
    ("number", _PLAIN_NUMBER, _numbers),
    ("number", _NUMBER_WORD, _worded),
)


def _power(said: str | None) -> int:
    """Of ten, by which a number is multiplied: of `million` six, in any language's ending."""
    word = (said or "").lower()
    stem = next((name for name in ("milliard", "milli", "billi") if word.startswith(name)), word)
    return _POWERS.get(stem, 0)


def _plain(number: str, power: int) -> str:
    """A number in plain digits: 1.200.000, 1,200,000, 1'200'000 and 1.2 by a million."""
    groups = re.split(r"[,.'’\u00a0 ]", number)
    whole, rest = groups[0], ""
    for group in groups[1:]:
        if len(group) == 3 and not rest and not (power and len(groups) == 2):  # noqa: PLR2004
            whole += group
        else:
            rest = group
    digits = f"{whole}{rest[:power].ljust(power, '0')}"
    fraction = rest[power:].rstrip("0")
    return (digits.lstrip("0") or "0") + (f".{fraction}" if fraction else "")
