"""What publishers' software says around every item: it would match a site's name each time."""

import re
from typing import NamedTuple

# As software writes it: in small letters, people "read more into it" in a sentence.
_MOST_LINES = 50
_LONGEST = 300  # characters of a title within such a line
_TITLE = rf"(?:(?!\bThe post ).){{1,{_LONGEST}}}?"
_SITE = r".{1,120}$"
_NETWORKS = (
    r"(?:Facebook|Twitter|X|Linked[Ii]n|Pinterest|Whats[Aa]pp|Telegram|Reddit|Tumblr|Instagram"
    r"|Threads|Bluesky|E-?mail|Mail|Print|Pin [Ii]t|Pin|Tweet|Share|Like|Copy [Ll]ink|Flipboard"
    r"|Pocket|SMS|Messenger)"
)
_AFTER_SENTENCE = r"(?:(?<=[.!?…”\"])|^)\s*"
_READ_ON = (
    r"(?:Continue [Rr]eading|CONTINUE READING|Read [Mm]ore|READ MORE"
    r"|Read the full (?:story|article)|Weiterlesen|Lire la suite|Leer más|Leggi tutto|Lees verder)"
)


class _End(NamedTuple):
    """A line that ends a text, and the `hint` that is quicker to find in the last characters."""

    hint: str
    form: str
    reach: int = 2 * _LONGEST


_ENDS = (
    _End("The post ", rf"\bThe post {_TITLE} (?:appeared first|first appeared) on {_SITE}"),
    _End("Der Beitrag ", rf"\bDer Beitrag {_TITLE} erschien zuerst auf {_SITE}"),
    _End("article ", rf"\bL[’']article {_TITLE} est apparu en premier sur {_SITE}"),
    _End("La entrada ", rf"\bLa entrada {_TITLE} (?:se publicó|apareció) primero en {_SITE}"),
    _End(
        "articolo ", rf"\bL[’']articolo {_TITLE} (?:proviene da|sembra essere il primo su) {_SITE}"
    ),
    _End("Het bericht ", rf"\bHet bericht {_TITLE} verscheen eerst op {_SITE}"),
    _End("O post ", rf"\bO post {_TITLE} apareceu primeiro em {_SITE}"),
    # "Read more about it in our March issue." is text.
    _End(
        "Continue |CONTINUE|Read |READ|Weiterlesen|Lire la|Leer m|Leggi|Lees verder",
        rf"\b{_READ_ON}\b.{{0,120}}(?<![.!?])$",
    ),
    _End(" here ", r"\b(?:Click|Tap) here (?:to read|for) (?:the )?(?:more|full|rest).{0,80}$"),
    _End(
        rf"{_NETWORKS}$",
        rf"\b(?:Share(?: this| on)?:?\s+)?{_NETWORKS}(?:[\s,|·•/]+{_NETWORKS}){{1,15}}$",
        reach=12,
    ),
    _End("Share this", r"\bShare this(?: (?:story|article|post))?:?$"),
    _End(
        "omment",
        rf"{_AFTER_SENTENCE}(?:\d[\d,.]{{0,9}}|No|Leave a|Add a|Post a)"
        r"\s+[Cc]omments?(?: yet)?\.?$",
        reach=12,
    ),
    _End(
        "view|share|like|read",
        rf"{_AFTER_SENTENCE}\d[\d,.]{{0,9}}\s+(?:views?|shares?|likes?|reads?)\.?$",
        reach=7,
    ),
    _End(
        "newsletter",
        r"\b(?:Sign up|Subscribe) (?:for|to) our (?:\w+ ){0,3}newsletters?\b.{0,80}$",
    ),
    _End(
        "Follow us on ",
        r"\bFollow us on (?:Instagram|Facebook|Twitter|X|LinkedIn|Pinterest|TikTok)\b.{0,80}$",
    ),
    _End(
        " was originally published in ",
        r"(?<=[.!?…”\"])\s*[^.!?…]{1,300} was originally published in .{1,100} on Medium,"
        r" .{1,150}$",
    ),
    _End(
        "Thanks for reading ",
        r"\bThanks for reading [^.!]{1,100}! (?:Subscribe|This post is public)\b.{0,150}$",
    ),
    _End(
        "Share|Subscribe|comment",
        rf"{_AFTER_SENTENCE}(?:Share|Subscribe(?: now)?|Leave a comment)$",
        reach=13,
    ),
    _End(r"…|\.\.\.|&hellip;", r"(?:\[?(?:…|\.\.\.|&hellip;)\]?\s*)+$", reach=12),
)
_FORMS = tuple((re.compile(end.hint), end.reach, re.compile(end.form)) for end in _ENDS)


def without_boilerplate(text: str) -> str:
    """Text without what the publisher's software says under every item.

    Only what stands at the end goes, line by line, so that a sentence about comments stays.
    """
    text = text.strip()
    for _ in range(_MOST_LINES):
        shorter = _without_one(text)
        if shorter == text:
            break
        text = shorter
    return text


def _without_one(text: str) -> str:
    tail = text[-2 * _LONGEST :]
    start = len(text) - len(tail)
    for hint, reach, form in _FORMS:
        if hint.search(tail[-reach:]) and (match := form.search(text, start)):
            return text[: match.start()].rstrip()
    return text
