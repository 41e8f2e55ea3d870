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
    while an older *and* a newer one are listed, and so is one that stood below it:
    above an old item that is pinned to the top, others still fall off the end.
    A missing newest item is looked for again. `dated` gives the dates of all items
    of both listings that are stored.
    """
    there = set(listed)
    dates = sorted(dated[one] for one in listed if one in dated)
    missing = [one for one in before if one not in there and one in dated]
    if not dates:
        return Watch(withdrawn=(), listing=before)
    oldest, newest = dates[0], dates[-1]
    end = max((place for place, one in enumerate(before) if one in there), default=0)
    above = set(before[:end])
    return Watch(
        withdrawn=tuple(one for one in missing if one in above and oldest < dated[one] < newest),
        listing=(*(one for one in missing if dated[one] >= newest), *listed),
    )
