"""What an edit changed, and whether that is of weight (RFC 4287 section 4.2.15)."""

import re
from collections import Counter
from collections.abc import Iterator

from aggregator.core.facts import Facts, facts, is_known_place
from aggregator.core.prose import prose
from aggregator.core.text import folded, shortened
from aggregator.model import Entry, Evidence, value

SHOWN = (
    "title", "summary", "text", "content_html", "link", "authors", "categories", "image",
    "enclosures", "language", "rights",
)  # fmt: skip
# Words that a rewriting adds and takes, from which on it is considerable.
MANY_WORDS, MANY_OF_ALL = 10, 0.15
FEW_WORDS = 4  # that a text grows by: less may be a counter
SHORTEST_TYPO = 5  # letters of a word that may be misspelt: in shorter ones a letter is a meaning
MOST_EVIDENCE = 6
_LONGEST_EVIDENCE = 120
_TURNS = re.compile(
    r"\b(?:postponed|cancell?ed|called off|withdrawn|withdrew|retracted|correction|corrected"
    r"|rescheduled|verschoben|abgesagt|zurückgezogen|reportée?s?|annulée?s?|retirée?s?|rinviat[aeio]"
    r"|annullat[aeio]|ritirat[aeio]|aplazad[ao]s?|cancelad[ao]s?|retirad[ao]s?)\b",
    re.IGNORECASE,
)
# What alone may change that is no swap: a price that is told at last is news.
_TOLD_ALONE = frozenset({"amount"})


@value
class Edit:
    """What an edit changed: `fields` that are shown, and whether it is `weighty`, and why.

    `considerable`: so many words are others that it is news if its publisher says so. One
    that `grew` has what it had, and more.
    """

    fields: tuple[str, ...] = ()
    weighty: bool = False
    considerable: bool = False
    grew: bool = False
    rule: str = ""
    evidence: tuple[Evidence, ...] = ()


def weighed(old: Entry, new: Entry) -> Edit:
    """The edit that makes `new` of `old`.

    Of weight is another title, and another amount, share, weight, date, time, place or
    number; not letter case, punctuation or a misspelling, nor tags, authors, pictures or
    addresses.
    """
    fields = tuple(name for name in SHOWN if getattr(old, name) != getattr(new, name))
    evidence = tuple(_evidence(old, new))[:MOST_EVIDENCE]
    added, taken = _other_words(old.text, new.text)
    rule = " and ".join(dict.fromkeys(f"another {one.place}" for one in evidence))
    return Edit(
        fields=fields,
        weighty=bool(evidence),
        considerable=added >= MANY_WORDS
        or added + taken > MANY_OF_ALL * (len(old.text.split()) + len(new.text.split())),
        grew=added >= FEW_WORDS and taken * 4 <= added,
        rule=rule or (f"only {', '.join(fields)}" if fields else "nothing that is shown"),
        evidence=evidence,
    )


def _evidence(old: Entry, new: Entry) -> Iterator[Evidence]:
    if not is_same_wording(old.title, new.title):
        yield _seen("title", old.title, new.title)
    before, after, stays = _compared(_told(old).splitlines(), _told(new).splitlines())
    for kind in sorted(before.keys() | after.keys()):
        here, there = before.get(kind, frozenset()), after.get(kind, frozenset())
        same = (here & there) | stays.get(kind, frozenset())
        gone, come = sorted(here - same), sorted(there - same)
        is_swap = bool(gone and come) or (kind in _TOLD_ALONE and bool(gone or come))
        if is_swap and not (kind == "place" and _is_same_place(gone, come)):
            yield _seen(kind, ", ".join(gone), ", ".join(come))
    turned = _turns(new) - _turns(old)
    if turned:
        yield _seen("turn", "", ", ".join(sorted(turned)))


def _compared(was: list[str], now: list[str]) -> tuple[Facts, Facts, Facts]:
    """The facts of the lines that only one of the texts has, and of those that both have.

    Most edits touch a line or two: what both have is looked at where it may matter.
    """
    both = set(was) & set(now)
    before, after = (facts("\n".join(one for one in of if one not in both)) for of in (was, now))
    return before, after, facts("\n".join(both)) if before != after else {}


def is_same_wording(one: str, other: str) -> bool:
    """Whether two lines say the same, but for typography and the spelling of one word."""
    here, there = folded(one).split(), folded(other).split()
    if "".join(here) == "".join(there):
        return True
    if len(here) != len(there):
        return False
    others = [pair for pair in zip(here, there, strict=True) if pair[0] != pair[1]]
    return len(others) == 1 and _is_misspelling(*others[0])


def _is_misspelling(one: str, other: str) -> bool:
    """Whether one letter was left out, added, changed or swapped with the next."""
    if min(len(one), len(other)) < SHORTEST_TYPO or one[0] != other[0]:
        return False
    if not (one + other).isalpha() or abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    left, right = one[start:], other[start:]
    swapped = left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]


def _is_same_place(gone: list[str], come: list[str]) -> bool:
    """Whether the names differ in spelling, or one is more of the other: New York City."""
    one, other = " ".join(gone), " ".join(come)
    longer = f"{one} ".startswith(f"{other} ") or f"{other} ".startswith(f"{one} ")
    # Nobody corrects what is right: from Geneva to Genova is another city.
    return longer or (is_same_wording(one, other) and not any(map(is_known_place, gone)))


def _told(entry: Entry) -> str:
    """What the item says itself. A summary that is the text's beginning says nothing more."""
    is_own = entry.summary.rstrip("…") not in entry.text
    summary = entry.summary if is_own else ""
    return f"{entry.title}\n{summary}\n{prose(entry.content_html)}"


def _turns(entry: Entry) -> set[str]:
    return {match[0].lower() for match in _TURNS.finditer(_told(entry))}


def _other_words(old: str, new: str) -> tuple[int, int]:
    """How many words came, and how many went."""
    before, after = Counter(folded(old).split()), Counter(folded(new).split())
    return (after - before).total(), (before - after).total()


def _seen(kind: str, gone: str, come: str) -> Evidence:
    text = f"{shortened(gone, _LONGEST_EVIDENCE)} → {shortened(come, _LONGEST_EVIDENCE)}"
    return Evidence(place=kind, text=text.strip(), weight=1.0)
