"""What people ruled of two entries: that they are one story, or that they are not."""

from collections.abc import Mapping

from aggregator.model import EntryId, Ruling

JOIN, PART = "join", "part"

Rulings = Mapping[EntryId, tuple[Ruling, ...]]


def is_parted(rulings: Rulings, one: EntryId, other: EntryId) -> bool:
    return _last_word(rulings, one, other) == PART


def is_joined(rulings: Rulings, one: EntryId, other: EntryId) -> bool:
    return _last_word(rulings, one, other) == JOIN


def _last_word(rulings: Rulings, one: EntryId, other: EntryId) -> str | None:
    """The kind of the last ruling on these two, whichever of them it names first."""
    said = [
        ruling
        for here, there in ((one, other), (other, one))
        for ruling in rulings.get(here, ())
        if ruling.kind in {JOIN, PART} and there in ruling.outcome.split()
    ]
    return max(said, key=lambda ruling: ruling.at).kind if said else None
