"""What publishers' software says around every item: it would match a site's name each time."""

import re

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
_ENDS = (
    rf"\bThe post {_TITLE} (?:appeared first|first appeared) on {_SITE}",
    rf"\bDer Beitrag {_TITLE} erschien zuerst auf {_SITE}",
    rf"\bL[’']article {_TITLE} est apparu en premier sur {_SITE}",
    rf"\bLa entrada {_TITLE} (?:se publicó|apareció) primero en {_SITE}",
    rf"\bL[’']articolo {_TITLE} (?:proviene da|sembra essere il primo su) {_SITE}",
    rf"\bHet bericht {_TITLE} verscheen eerst op {_SITE}",
    rf"\bO post {_TITLE} apareceu primeiro em {_SITE}",
    rf"\b{_READ_ON}\b.{{0,120}}(?<![.!?])$",  # "Read more about it in our March issue." is text
    r"\b(?:Click|Tap) here (?:to read|for) (?:the )?(?:more|full|rest).{0,80}$",
    rf"\b(?:Share(?: this| on)?:?\s+)?{_NETWORKS}(?:[\s,|·•/]+{_NETWORKS}){{1,15}}$",
    r"\bShare this(?: (?:story|article|post))?:?$",
    rf"{_AFTER_SENTENCE}(?:\d[\d,.]{{0,9}}|No|Leave a|Add a|Post a)\s+[Cc]omments?(?: yet)?\.?$",
    rf"{_AFTER_SENTENCE}\d[\d,.]{{0,9}}\s+(?:views?|shares?|likes?|reads?)\.?$",
    r"\b(?:Sign up|Subscribe) (?:for|to) our (?:\w+ ){0,3}newsletters?\b.{0,80}$",
    r"\bFollow us on (?:Instagram|Facebook|Twitter|X|LinkedIn|Pinterest|TikTok)\b.{0,80}$",
    r"(?<=[.!?…”\"])\s*[^.!?…]{1,300} was originally published in .{1,100} on Medium, .{1,150}$",
    r"\bThanks for reading [^.!]{1,100}! (?:Subscribe|This post is public)\b.{0,150}$",
    rf"{_AFTER_SENTENCE}(?:Share|Subscribe(?: now)?|Leave a comment)$",
    r"(?:\[?(?:…|\.\.\.|&hellip;)\]?\s*)+$",
)
_END = tuple(re.compile(rf"\s*{end}") for end in _ENDS)


def without_boilerplate(text: str) -> str:
    """Text without what the publisher's software says under every item.

    Only what stands at the end goes, line by line, so that a sentence about comments stays.
    """
    for _ in range(_MOST_LINES):
        shorter = _without_one(text)
        if shorter == text:
            break
        text = shorter
    return text


def _without_one(text: str) -> str:
    tail_from = max(0, len(text) - 2 * _LONGEST)
    for end in _END:
        match = end.search(text, tail_from)
        if match is not None:
            return text[: match.start()].rstrip()
    return text.strip()
