"""What a publisher took back: items gone from the middle of its document."""

from collections.abc import Mapping
from datetime import datetime

from aggregator.model import EntryId, value


@value
class Watch:
    """`withdrawn` are gone for certain; `listing` is what to look for next time."""

    withdrawn: tuple[EntryId, ...]
    listing: tuple[EntryId, ...]


def watch(
    before: tuple[EntryId, ...], listed: tuple[EntryId, ...], dated: Mapping[EntryId, datetime]
) -> Watch:
    """Compare two listings of one feed.

    A document loses its oldest items as time goes by, and an old copy of it lacks
    the newest: neither is a withdrawal. An item is withdrawn when it is missing
    from between two that are listed: a newer one, and below that an older one that
    stood below the item already. So neither an item pinned to the top nor one that
    came up again makes those that fall off the end withdrawn. A missing newest item
    is looked for again. `dated` gives the dates of all items of both listings that
    are stored.
    """
    there = frozenset(listed)
    dates = [dated[one] for one in listed if one in dated]
    missing = [one for one in before if one not in there and one in dated]
    if not dates:
        return Watch(withdrawn=(), listing=before)
    gone = tuple(one for one in missing if _is_between(one, before, listed, dated))
    newest = max(dates)
    return Watch(
        withdrawn=gone,
        listing=(*(one for one in missing if dated[one] >= newest), *listed),
    )


def _is_between(
    one: EntryId,
    before: tuple[EntryId, ...],
    listed: tuple[EntryId, ...],
    dated: Mapping[EntryId, datetime],
) -> bool:
    at = dated[one]
    stood_below = frozenset(before[before.index(one) + 1 :])
    older = [
        place
        for place, other in enumerate(listed)
        if other in stood_below and dated.get(other, at) < at
    ]
    return bool(older) and any(dated.get(other, at) > at for other in listed[: older[-1]])
