"""Lines that are no part of a text: who wrote, when, who paid, where to read on."""

import re
from collections.abc import Iterator

from aggregator.core.calendars import is_weekday
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
    r"(?:(?:sponsored|presented|promoted|powered|supported|paid for|brought to you)\s+by\b.{0,80}"
    r"|(?:in (?:paid )?partnership with|partner content(?: (?:from|by))?)\b.{0,80}"
    r"|(?:sponsored|paid|partner|branded)(?: (?:content|post|article|feature))?"
    r"|advertisement|advertorial|promotion|anzeige|werbung|publicité|pubblicità|publicidad)\s*:?",
    re.IGNORECASE,
)
_NAMING = re.compile(r"\b(?:by|with|from)\b", re.IGNORECASE)
_READ_ON = re.compile(
    r"\W*(?:(?:read|see|view|learn|find out|show)\s+(?:more|on|all|now)\b.{0,200}|read"
    r"|(?:continue|keep) reading\b.{0,200}|load more\b.{0,40}|weiterlesen|mehr (?:lesen|erfahren)"
    r"|lire (?:la suite|plus)|en savoir plus|leggi (?:di più|tutto)|continua a leggere"
    r"|leer más|seguir leyendo|lees (?:meer|verder)"
    r"|(?:next|previous|prev|older|newer)(?: (?:page|posts|articles|stories|entries|news))?"
    r"|(?:read|see|view|full)\s+(?:the\s+)?(?:full\s+)?"
    r"(?:story|article|(?:press\s+)?release)|more|share|(?:discover|explore)(?:\s+more)?"
    r"|(?:\d+\s+|leave a\s+|no\s+)?comments?"
    r"|découvrir|scopri(?:\s+di\s+più)?|entdecken|descubr(?:a|ir)(?:\s+más)?"
    r"|続きを読む|もっと(?:見る|読む)|詳細(?:はこちら|を見る)?|詳しく(?:はこちら|見る)|(?:阅读|查看|了解)更多"
    r"|(?:阅读|查看)(?:全文|详情)|详细|详情|全文|更多|자세히(?: 보기)?|더 ?보기)\W*",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\d[\d.,]{0,9}\s?[km]?\s+(?:views?|likes?|shares?|reads?|repl(?:y|ies))\W*"
    r"(?:post (?:not )?marked as liked)?",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\W*(?:download|pdf)(?:\W+(?:as|a|file|pdf|[\d.,]{1,9}\s?[km]b))*\W*", re.IGNORECASE
)
_SMALL = frozenset("and at by filed in of on or posted published tagged tags under updated".split())
_DIGIT = re.compile(r"\d")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"\w+")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_PASSING = re.compile(
    r"(?:(?:posted|published|updated|reading time:?)\s+)?(?:\d+|an?)\s*"
    r"(?:s|m|h|d|w|secs?|seconds?|min(?:ute)?s?|hrs?|hours?|days?|weeks?|mos?|months?)"
    r"\.?(?:\s+(?:ago|read))?|just now|yesterday|today"
    r"|(?:vor|il y a|hace) \w{1,5} \w{3,12}|\w{1,5} \w{3,12} fa"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}",
    re.IGNORECASE,
)
_CLOCK = (
    r"(?:,?\s+(?:[–-]\s+)?(?:at\s+|um\s+)?\d{1,2}:\d{2}(?:\s*(?:[ap]\.?m\b\.?|uhr\b))?"
    r"(?:\s+(?-i:[A-Z]{2,4})\b)?)?"
)
_NAMED = r"[^\W\d_]{3,12}\.?"  # a month, in any language
_DATE = re.compile(
    rf"\b{_NAMED}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b{_CLOCK}"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th|er|\.)?\s+(?:de\s)?{_NAMED},?\s+(?:de\s)?\d{{4}}\b{_CLOCK}"
    r"|\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"|\b\d{4}([./])\d{1,2}\1\d{1,2}\b"
    r"|\b\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|\b\d{4}년 ?\d{1,2}월 ?\d{1,2}일"
    rf"|\b\d{{1,2}}([./])\d{{1,2}}\2\d{{4}}\b{_CLOCK}",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\d{1,4}[-./]\d")
_LAST_WORD = re.compile(r"\b([^\W\d_]{2,12})[.,]*\s*$")
_BEFORE_DATE = frozenset("am den du el il le on op".split())
_NAME = r"(?-i:[A-ZÀ-Þ])[\w.’'-]*"
_BY_WORDS = (
    r"(?:(?:posted|published|reported|submitted|written)\s+)?(?:by|door|par|por|von)"
    r"(?:\s*:)?(?:\s+|$)"
)
_BYLINE = re.compile(
    rf"{_BY_WORDS}(?P<name>{_NAME}(?:,? (?:{_NAME}|and|&|de|van|von|der|la|und|et))*)"
    r"(?:\s+(?:in|under)\s+.{1,40})?",
    re.IGNORECASE,
)
_BY = re.compile(rf"^{_BY_WORDS}", re.IGNORECASE)
_BY_WORD = re.compile(r"\b(?:by|door|par|por|von)\b", re.IGNORECASE)
_BREAK = re.compile(r"\s*[|•·]\s*|\s+[–—-]\s+")

EDGES = " \t\n,;|•·–—-:"
_LONGEST_ASIDE = 25  # characters beside a date or a name: a section, "5 min read"
_LONGEST_DENSE_ASIDE = 5  # of letters that are a word each
_LONGEST_DATE = 50
_SENTENCE_ENDS = (*'.!?…|•·–—”"',)
_LONGEST_LINE = 250  # characters: a longer line is no date or byline


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


def is_paid_label(text: str) -> bool:
    """Whether a line says that what it stands over was paid for, and names nobody."""
    return is_sponsor_line(text) and not _NAMING.search(text)


def leads_on(text: str) -> bool:
    """Whether a link's words say nothing of what it leads to: `Read more`, `3 comments`."""
    return bool(_READ_ON.fullmatch(text))


def says_nothing(text: str) -> bool:
    """Whether words are only what joins links and dates: `Posted in`, `and`."""
    return all(word.lower() in _SMALL for word in _WORD.findall(text))


def is_count(text: str) -> bool:
    """Whether there is no word at all, but an arrow, a number, or one of readers: `12 views`."""
    return not _LETTER.search(text) or bool(_COUNT.fullmatch(text))


def is_file(text: str) -> bool:
    """Whether a link's words say that it leads to another form of what is told: `PDF`."""
    return bool(_FILE.fullmatch(text))


def is_dense(text: str) -> bool:
    """Whether this is written in Chinese, Japanese or Korean: few letters, no spaces."""
    return bool(_DENSE.search(text))


def ending_date(text: str) -> tuple[str, str | None]:
    """A text without the date that stands behind its last sentence, and that date."""
    last = next((one for one in _dates(text[-_LONGEST_DATE:]) if not one.string[one.end() :]), None)
    before = text[: -len(last[0])].rstrip() if last else ""
    if last is None or not before.endswith(_SENTENCE_ENDS):
        return text, None
    return before.rstrip(EDGES), last[0]


def opening_date(text: str) -> tuple[str, str | None]:
    """A text without the date that stands before it and a dash, and that date."""
    start = text[:_LONGEST_DATE]
    first = next((one for one in _dates(start) if not one.start()), None)
    rest = text[len(first[0]) :].lstrip() if first else ""
    bare = rest.lstrip(EDGES)
    return (bare, first[0]) if first and bare and rest[0] in EDGES else (text, None)


def date_in(text: str) -> str | None:
    """The date that a line is or holds, as it is written there."""
    if parse_date(text, timezone=None) is not None:
        return text
    return next((match[0] for match in _dates(text)), None)


def is_date_line(text: str) -> bool:
    """Whether a line holds a date and hardly anything else."""
    if len(text) > _LONGEST_LINE or next(_dates(text), None) is None:
        return False
    rest = _without_date(text)
    longest = _LONGEST_DENSE_ASIDE if is_dense(rest) else _LONGEST_ASIDE
    return len(rest) <= longest and not rest.endswith(".")


def is_passing(text: str) -> bool:
    """Whether a line only says how long ago, or on which day of some year, or how long to read."""
    return bool(_PASSING.fullmatch(text))


def is_byline(text: str) -> bool:
    """Whether a line names its author, perhaps with a date, and hardly says more."""
    if len(text) > _LONGEST_LINE or not _BY_WORD.search(text):
        return False
    parts = _parts(text)
    others = [part for part in parts if not _BYLINE.fullmatch(part)]
    return len(others) < len(parts) and len("".join(others)) <= _LONGEST_ASIDE


def beside_date(text: str) -> list[str]:
    """What else a line of a date says, part by part: a section, who paid."""
    return [part for part in _parts(text) if part]


def label_in(text: str) -> str:
    """A section's name without what opens and parts it: `in Retail |`."""
    words = text.strip(EDGES + "/").split()
    while words and words[0].lower() in _SMALL:
        words.pop(0)
    return " ".join(words)


def author_in(byline: str) -> str | None:
    """The name in a line that is known to name the author. Several names stay one."""
    parts = [part for part in _parts(byline) if part]
    signed = (part for part in parts if _BY.match(part))
    name = next(signed, parts[0] if parts else "")
    if match := _BYLINE.fullmatch(name):
        return match["name"].strip(EDGES) or None
    return _BY.sub("", name, count=1).strip(EDGES) or None


def _parts(text: str) -> list[str]:
    return [part.strip(EDGES) for part in _BREAK.split(_without_date(text))]


def _without_date(text: str) -> str:
    """What a line says beside dates and the words that belong to these: `on Wednesday, …`."""
    rest, end = "", 0
    for match in _dates(text):
        rest += _without_opening(text[end : match.start()]) + " "
        end = match.end()
    return (rest + text[end:]).strip(EDGES)


def _without_opening(before: str) -> str:
    while (last := _LAST_WORD.search(before[-20:])) and _opens_date(last[1].lower()):
        before = before[: -len(last[0])]
    return before


def _opens_date(word: str) -> bool:
    return word in _BEFORE_DATE or is_weekday(word)


def _dates(text: str) -> Iterator[re.Match[str]]:
    """Dates in a line. Numbers are one though nobody could tell which; a word must be a month."""
    for match in _DATE.finditer(text) if _DIGIT.search(text) else ():
        if _NUMBERS.match(match[0]) or parse_date(match[0], timezone=None) is not None:
            yield match
