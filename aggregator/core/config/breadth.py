"""Words of a topic that can find nothing, and words that would find everything."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import repeat
from math import prod

from aggregator.core.config.problems import Fault
from aggregator.core.config.shape import TopicShape
from aggregator.core.phrases import alternatives, choices

# The commonest words of the five languages that we read, but for those that are a noun in
# another of them ("war", "son"): one by itself says nothing of a topic.
COMMONEST = frozenset(
    # English
    "a about after all also an and are as at be been but by can did do for from had has have he"
    " her his how i if in into is it its more new no not of on one or our out over she so some"
    " than that the their them there these they this to up us was we were what when which who"
    " will with would you your"
    # German
    " aber als am an auch auf aus bei bis das dass dem den der des die durch ein eine einem einen"
    " einer eines er es für haben ich ihr im in ist ja kann mehr mit nach nicht noch nur oder"
    " sein sich sie sind so über um und uns unter vom von vor was wie wir wird zu zum zur"
    # French
    " au aux avec ce ces cette dans de des du elle en est et être il ils je la le les leur lui"
    " mais ne nous on ont ou où par pas plus pour qu que qui sa se ses sont sur un une vous"
    # Italian
    " al alla che chi ci come con così da dal dalla del della delle di e è gli ha hanno i il io"
    " la le lo loro ma nel nella non o per più quando questa questo se si sono su sua sul suo"
    " sulla tra un una uno"
    # Spanish
    " al como con cuando de del desde el ella ellos en entre es esta este fue ha hay la las"
    " lo los más me mi muy no nos o para pero por que se ser si sobre su sus también un"
    " una uno unos y ya".split()
)

CHOOSING = frozenset(
    {"marks", "labels", "doubted"}
)  # lists in which one of several words may be chosen
MOST_CHOICES = 5000  # phrases that one with choices may be: they multiply
_BRACKET = re.compile(r"[()]")
_ANY_FIGURE = frozenset({"<number>", "<money>"})  # what a phrase may hold in place of a figure
_EXPECTED = "expected a word or phrase that is found in some items and not in most"
_SIGNS = "expected letters or digits"


def idle_or_endless(topics: Mapping[str, TopicShape]) -> Iterator[Fault]:
    """Each phrase without a letter or digit, of one letter, or that is one of the commonest."""
    for topic, shape in topics.items():
        lists: dict[str, tuple[str, ...]] = {
            "words": tuple(phrase for phrase, _ in shape.words),
            "names": tuple(phrase for phrase, _ in shape.names),
            "trade": tuple(phrase for phrase, _ in shape.trade),
            "hints": shape.hints,
            "elsewhere": shape.elsewhere,
            "excluded": shape.excluded,
            "categories": shape.categories,
            "marks": shape.marks,
            "labels": shape.labels,
            "doubted": shape.doubted,
        }
        for key, phrases in lists.items():
            for index, phrase in enumerate(phrases):
                if fault := _fault(key, phrase):
                    yield ("topics", topic, key, index), f"{key}: {fault}"


def _fault(key: str, phrase: str) -> str | None:
    signs = [sign for sign in phrase if sign.isalnum()]
    if not signs:
        return f"{phrase!r} can be found nowhere; {_SIGNS}"
    if key in {"excluded", "categories"}:
        return None
    if key in CHOOSING and _BRACKET.search(phrase):
        faults = map(_breadth_fault, repeat(key), alternatives(phrase))
        return _choices_fault(phrase) or next(filter(None, faults), None)
    return _breadth_fault(key, phrase)


def _breadth_fault(key: str, phrase: str) -> str | None:
    signs = [sign for sign in phrase if sign.isalnum()]
    if not signs:
        return f"{phrase!r} can be found nowhere; {_SIGNS}"
    # In Chinese or Japanese one sign is a word; "Lo" is what Unicode calls such letters.
    if len(signs) == 1 and unicodedata.category(signs[0]) != "Lo":
        return f"{phrase!r} is a single letter or digit, and found in most items; {_EXPECTED}"
    # Names are found as written: "IT" is no "it".
    is_common = phrase.strip().casefold() in COMMONEST | _ANY_FIGURE
    if is_common and not (key == "names" and phrase.isupper()):
        return f"{phrase!r} is found in nearly every item; {_EXPECTED}"
    return None


def _choices_fault(phrase: str) -> str | None:
    """Choices that are not closed, stand in one another, or are too many."""
    brackets = _BRACKET.findall(phrase)
    if brackets != ["(", ")"] * (len(brackets) // 2):
        return f"{phrase!r} has a bracket too many or too few; expected (Paid|Sponsored) post"
    if prod(map(len, choices(phrase))) > MOST_CHOICES:
        return f"{phrase!r} is more than {MOST_CHOICES} phrases; expected fewer choices"
    return None
