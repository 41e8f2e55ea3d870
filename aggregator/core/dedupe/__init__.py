"""Which entries are one: copies of a text, and tellings of an event (docs/stories.md).

`copies` finds the same text by exact keys, `bands` texts that are nearly the same, `events`
judges what is told in other words; `traces` are the keys under which candidates are found.
"""

from collections.abc import Collection
from enum import IntEnum

from aggregator.core.dedupe.bands import are_of_one_form, in_common
from aggregator.core.dedupe.copies import EDITION, join, keys
from aggregator.core.dedupe.events import Verdict, days_apart, judged, points_of, told_in_common
from aggregator.core.dedupe.traces import (
    asked_keys,
    is_of_window,
    stored_keys,
    told_keys,
    without_window,
)
from aggregator.core.text import folded
from aggregator.model import EntryId, Evidence, FiledEntry, Vocabulary, value

__all__ = [
    "EDITION",
    "Fit",
    "Grade",
    "asked_keys",
    "fit",
    "is_of_window",
    "join",
    "keys",
    "stored_keys",
    "told_keys",
    "without_window",
]

_SAME_ITEM = 0.5  # points of what two texts of one title and day have to share


class Grade(IntEnum):
    """How far two entries are one, the nearest first."""

    EXACT = 0  # one text, or one address
    COPY = 1  # nearly one text
    EVENT = 2  # one event, in other words


@value
class Fit:
    """That two entries are one, how far, and why."""

    grade: Grade
    rule: str
    points: float = 0.0
    evidence: tuple[Evidence, ...] = ()


def fit(
    one: FiledEntry,
    other: FiledEntry,
    vocabulary: Vocabulary,
    replaced: Collection[EntryId] = (),
) -> Fit | None:
    """How two entries are one; None where they are not. The same either way round.

    An advert is no copy of news. Of one feed only its copies are one: it tells an event
    twice in other words where it tells of two.
    """
    exact = join(one, (other,), replaced)
    if exact is not None:
        return Fit(grade=Grade.EXACT, rule=exact.rule, evidence=exact.evidence)
    if not vocabulary or one.entry.id == other.entry.id:
        return None
    if one.filing.is_sponsored != other.filing.is_sponsored:
        return None
    verdict = judged(one.entry, other.entry, vocabulary)
    if one.entry.feed_id == other.entry.feed_id:
        return _same_item(one, other, verdict, vocabulary)
    if are_of_one_form(one.entry, other.entry):  # this week's report, and last week's
        return None
    return _near_copy(one, other, verdict) or _same_event(verdict)


def _near_copy(one: FiledEntry, other: FiledEntry, verdict: Verdict) -> Fit | None:
    share = None if verdict.against else in_common(one.entry, other.entry)
    if share is None:
        return None
    seen = Evidence(place="text", text=f"{share:.0%} of the shorter one's phrases", weight=share)
    return Fit(grade=Grade.COPY, rule="nearly the same text", points=share, evidence=(seen,))


def _same_event(verdict: Verdict) -> Fit | None:
    if not verdict.joins:
        return None
    rule = f"same event: {verdict.points:g} points, {verdict.enough:g} are enough"
    return Fit(grade=Grade.EVENT, rule=rule, points=verdict.points, evidence=verdict.evidence)


def _same_item(
    one: FiledEntry, other: FiledEntry, verdict: Verdict, vocabulary: Vocabulary
) -> Fit | None:
    """One article under two addresses: of one title and day, its texts about the same."""
    apart = days_apart(one.entry, other.entry)
    is_of_day = apart is not None and apart <= EDITION
    if verdict.against or not is_of_day or folded(one.entry.title) != folded(other.entry.title):
        return None
    evidence = told_in_common(one.entry, other.entry, vocabulary)
    points = points_of(evidence)
    if points < _SAME_ITEM:
        return None
    rule = "same title and day in one feed, and about the same text"
    return Fit(grade=Grade.COPY, rule=rule, points=points, evidence=evidence)
