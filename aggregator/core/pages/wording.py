"""Lines that are no part of a text: who wrote, when, who paid, where to read on."""

import re

from aggregator.core.dates import parse_date

_LEAD = (
    r"(?:related(?: (?:stor(?:y|ies)|articles?|content|news|reading|coverage|links?|posts?))?"
    r"|see also|also read|read also|also see|more on this(?: story)?|further reading"
    r"|in case you missed it|you (?:may|might)(?: also)? (?:like|enjoy)|don[’']t miss"
    r"|recommended(?: for you| reading| stories)?)"
)
_COLON_LEAD = r"(?:read more|read next|more|watch|listen)"  # without the colon, links of their own
_SHELF = (
    r"(?:most[ -](?:read|popular|viewed|shared)|trending(?: now| stories)?"
    r"|popular(?: now| stories| posts)|sponsored links|from our partners|around the web)"
)
_LEAD_IN = re.compile(rf"(?:(?:{_LEAD}|{_SHELF})\s*:?|{_COLON_LEAD}\s*:)", re.IGNORECASE)
_LEAD_IN_START = re.compile(rf"(?:{_LEAD}|{_COLON_LEAD})\s*:\s*\S", re.IGNORECASE)
_LEAD_IN_END = re.compile(
    rf"(?:(?:^|(?<=[.!?…|—–]))\s*{_LEAD}|\b(?:{_LEAD}|{_COLON_LEAD})\s*:)[\s,;|•·&]*(?:and\s*)?$",
    re.IGNORECASE,
)
_SPONSOR_LINE = re.compile(
    r"(?:(?:sponsored|presented|promoted|powered|supported|paid for|brought to you)\s+by\b.{1,80}"
    r"|(?:in (?:paid )?partnership with|partner content(?: (?:from|by))?)\b.{0,80}"
    r"|(?:sponsored|paid|partner|branded)(?: (?:content|post|article|feature))?"
    r"|advertisement|advertorial|promotion)\s*:?",
    re.IGNORECASE,
)
_READ_ON = re.compile(
    r"\W*(?:(?:read|see|view|learn|find out|show)\s+(?:more|on|all|now)\b.{0,200}|read"
    r"|(?:continue|keep) reading\b.{0,200}|(?:read|see|view|full)\s+(?:the\s+)?(?:full\s+)?"
    r"(?:story|article)|more|share|(?:\d+\s+|leave a\s+|no\s+)?comments?)\W*",
    re.IGNORECASE,
)
_SMALL = frozenset("and at by filed in of on or posted published tagged tags under updated".split())
_WORD = re.compile(r"\w+")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_PASSING = re.compile(
    r"(?:\d+|an?)\s+(?:min(?:ute)?s?|hours?|days?|weeks?)\s+(?:ago|read)|yesterday|today"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}",
    re.IGNORECASE,
)
_CLOCK = r"(?:,?\s+(?:at\s+)?\d{1,2}:\d{2}(?:\s*[ap]\.?m\b\.?)?(?:\s+[A-Z]{2,4}\b)?)?"
_DATE = re.compile(
    rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b{_CLOCK}"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}\b{_CLOCK}"
    r"|\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"|\b\d{1,2}\.\d{1,2}\.\d{4}\b",
    re.IGNORECASE,
)
_NAME = r"(?-i:[A-ZÀ-Þ])[\w.’'-]*"
_BYLINE = re.compile(
    rf"(?:written )?by:? (?P<name>{_NAME}(?:,? (?:{_NAME}|and|&|de|van|von|der|la))*)",
    re.IGNORECASE,
)
_BY = re.compile(r"^(?:written )?by:?\s+", re.IGNORECASE)
_BREAK = re.compile(r"\s*[|•·]\s*|\s+[–—-]\s+")

EDGES = " \t\n,;|•·–—-:"
_LONGEST_ASIDE = 25  # characters beside a date or a name: a section, "5 min read"


def is_lead_in(text: str) -> bool:
    """Whether a line only opens a list of other stories' links: `Related:`."""
    return bool(_LEAD_IN.fullmatch(text))


def starts_with_lead_in(text: str) -> bool:
    """Whether a link says itself that it is another story's: `Read more: …`."""
    return bool(_LEAD_IN_START.match(text))


def without_lead_in(text: str) -> str:
    """A line without the words that announced a link after it."""
    return _LEAD_IN_END.sub("", text).strip()


def is_sponsor_line(text: str) -> bool:
    """Whether a line says no more than who paid."""
    return bool(_SPONSOR_LINE.fullmatch(text))


def leads_on(text: str) -> bool:
    """Whether a link's words say nothing of what it leads to: `Read more`, `3 comments`."""
    return bool(_READ_ON.fullmatch(text))


def says_nothing(text: str) -> bool:
    """Whether words are only what joins links and dates: `Posted in`, `and`."""
    return all(word.lower() in _SMALL for word in _WORD.findall(text))


def date_in(text: str) -> str | None:
    """The date that a line is or holds, as it is written there."""
    if parse_date(text, timezone=None) is not None:
        return text
    match = _DATE.search(text)
    return match[0] if match else None


def is_date_line(text: str) -> bool:
    """Whether a line holds a date and hardly anything else."""
    rest = _without_date(text)
    return _DATE.search(text) is not None and len(rest) <= _LONGEST_ASIDE and not rest.endswith(".")


def is_passing(text: str) -> bool:
    """Whether a line only says how long ago, or on which day of some year, or how long to read."""
    return bool(_PASSING.fullmatch(text))


def is_byline(text: str) -> bool:
    """Whether a line names its author, perhaps with a date, and hardly says more."""
    parts = _parts(text)
    others = [part for part in parts if not _BYLINE.fullmatch(part)]
    return len(others) < len(parts) and len("".join(others)) <= _LONGEST_ASIDE


def author_in(byline: str) -> str | None:
    """The name in a line that is known to name the author. Several names stay one."""
    parts = [part for part in _parts(byline) if part]
    signed = (part for part in parts if _BY.match(part))
    name = next(signed, parts[0] if parts else "")
    return _BY.sub("", name, count=1).strip(EDGES) or None


def _parts(text: str) -> list[str]:
    return [part.strip(EDGES) for part in _BREAK.split(_without_date(text))]


def _without_date(text: str) -> str:
    return _DATE.sub(" ", text).strip(EDGES)
