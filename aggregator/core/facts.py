"""What a text states that readers act on: amounts, shares, weights, dates, times, places."""

import re
from collections.abc import Iterator, Mapping

from aggregator.core.text import folded

Facts = Mapping[str, frozenset[str]]  # by kind

_NUMBER = r"(?<!\d)(?:\d{1,3}(?:[,.'’\u00a0 ]\d{3})+(?:[.,]\d{1,2})?|\d{1,12}(?:[.,]\d{1,6})?)"
_TIMES = r"(?:\s?(?P<times>million|billion|thousand|mln|mn|bn|crore|lakh|[mbk])\b)?"
_MONEY = (
    r"(?:US|AU|HK|NZ|CA|[ACS])?\$|[£€¥₹]"
    r"|(?:CHF|USD|EUR|GBP|HKD|AUD|CAD|SGD|NZD|AED|INR|JPY|CNY|RMB|Rs\.?)(?![a-z])"
)
_COINS = r"euros?|dollars?|pounds?|francs?|yuan|rupees?|yen|dirhams?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
# In this order: what one kind takes, no later one sees.
_KINDS = (
    (
        "counter",
        re.compile(
            r"\d[\d,.]{0,11}\s{0,3}(?:comments?|views?|shares?|likes?|reads?|replies|retweets?)\b"
            r"|\d{1,3}[\s-]{1,3}min(?:ute)?s?\s+read\b|min(?:ute)?s? read:?\s*\d{1,3}"
            r"|(?:\d{1,3}|an?)\s+(?:second|minute|hour|day|week|month)s?\s+ago\b",
            re.IGNORECASE,
        ),
    ),
    (
        "amount",
        re.compile(
            rf"(?P<sign>{_MONEY})\s?(?P<number>{_NUMBER}){_TIMES}"
            rf"|(?P<number2>{_NUMBER}){_TIMES.replace('times', 'times2')}\s?"
            rf"(?P<sign2>{_MONEY}|(?:{_COINS})\b)",
            re.IGNORECASE,
        ),
    ),
    ("share", re.compile(rf"(?P<number>{_NUMBER})\s?(?:%|per\s?cent\b)", re.IGNORECASE)),
    ("weight", re.compile(rf"(?P<number>{_NUMBER})[\s-]?(?:cts?|carats?)\b", re.IGNORECASE)),
    (
        "time",
        re.compile(
            r"\b\d{1,2}:\d{2}(?:\s?[ap]\.?m\b)?|\b\d{1,2}\s?[ap]\.?m\b",
            re.IGNORECASE,
        ),
    ),
    (
        "date",
        re.compile(
            rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}}\b)?"
            rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?=\W|$)(?:,?\s+\d{{4}}\b)?"
            rf"|\b{_MONTH}\s+\d{{4}}\b|\b\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}\b"
            r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
            re.IGNORECASE,
        ),
    ),
    ("number", re.compile(rf"\b(?P<number>{_NUMBER})\b")),
    (
        "number",
        re.compile(
            r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", re.IGNORECASE
        ),
    ),
)
_PLACE = re.compile(r"\b(?:in|at|from|to|near)\s+((?:[A-ZÀ-Þ][\w’'.-]{1,30}\s?){1,3})")
# Where the trade meets and sells; known without a preposition too.
_CITIES = re.compile(
    r"\b(?:Geneva|Hong Kong|New York|London|Paris|Milan|Las Vegas|Tucson|Antwerp|Mumbai|Jaipur"
    r"|Surat|Dubai|Basel|Vicenza|Bangkok|Tel Aviv|Johannesburg"
    r"|Gaborone|Shanghai|Tokyo|Singapore|Sydney"
    r"|Melbourne|Munich|Istanbul|Monaco|Zurich|Amsterdam|Madrid|Rome|Chicago|Los Angeles|Miami)\b"
)
_TIMES_OF = {
    "k": 3, "thousand": 3, "m": 6, "mn": 6, "mln": 6, "million": 6, "b": 9, "bn": 9, "billion": 9,
    "lakh": 5, "crore": 7,
}  # fmt: skip
_WORDS = "two three four five six seven eight nine ten eleven twelve".split()
_SIGNS = {
    "us$": "$", "usd": "$", "dollar": "$", "eur": "€", "euro": "€", "gbp": "£", "pound": "£",
    "franc": "chf", "hkd": "hk$", "aud": "a$", "au$": "a$", "cad": "c$", "ca$": "c$",
    "rs": "₹", "rs.": "₹", "inr": "₹", "rupee": "₹", "jpy": "¥", "yen": "¥", "dirham": "aed",
    "rmb": "cny", "yuan": "cny",
}  # fmt: skip


def facts(text: str) -> Facts:
    """The facts of a text by kind, written in one way: `$1.2 million` is `US$1,200,000`.

    Counters of comments, views and ages are none. Linear in the length of the text.
    """
    found: dict[str, set[str]] = {}
    for kind, form in _KINDS:
        found.setdefault(kind, set()).update(map(_written, form.finditer(text)))
        text = form.sub(" ", text)
    found["place"] = set(_places(text))
    del found["counter"]
    return {kind: frozenset(told) for kind, told in found.items() if told}


def _places(text: str) -> Iterator[str]:
    for match in _CITIES.finditer(text):
        yield match[0]
    for match in _PLACE.finditer(text):
        yield match[1].strip(" .")


def _written(match: re.Match[str]) -> str:
    """A fact in one way of writing."""
    part = match.groupdict()
    number = part.get("number") or part.get("number2")
    if number is None:
        said = folded(match[0])
        return str(_WORDS.index(said) + 2) if said in _WORDS else said
    sign = (part.get("sign") or part.get("sign2") or "").lower()
    sign = _SIGNS.get(sign) or _SIGNS.get(sign.rstrip("s")) or sign
    times = _TIMES_OF.get((part.get("times") or part.get("times2") or "").lower(), 0)
    return f"{sign}{_plain(number, times)}"


def _plain(number: str, times: int) -> str:
    """A number in plain digits: 1.200.000, 1,200,000, 1'200'000 and 1.2 by a million."""
    groups = re.split(r"[,.'’\u00a0 ]", number)
    whole, rest = groups[0], ""
    for group in groups[1:]:
        if len(group) == 3 and not rest and not (times and len(groups) == 2):  # noqa: PLR2004
            whole += group
        else:
            rest = group
    digits = f"{whole}{rest[:times].ljust(times, '0')}"
    fraction = rest[times:].rstrip("0")
    return (digits.lstrip("0") or "0") + (f".{fraction}" if fraction else "")
