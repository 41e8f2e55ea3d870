"""Lists of items, read in bites: each is asked for where the last one ended."""

import pytest
from factories import HOUR, NOW
from factories_store import one, tell

from aggregator.ports import ItemQuery
from aggregator.store import SqlStore


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_bites_are_the_whole_list_in_its_order(store: SqlStore, limit: int) -> None:
    ages = {"a": 1, "b": 5, "c": 5, "d": 5, "e": 2, "f": 9}
    tell(store, *((one(name, published_at=NOW - age * HOUR),) for name, age in ages.items()))
    whole = store.items(ItemQuery(limit=0))
    assert [filed.entry.id for filed in whole] == ["a", "e", "d", "c", "b", "f"]
    query, found = ItemQuery(limit=limit), []
    while bite := store.items(query):
        assert len(bite) <= limit
        found += bite
        query = ItemQuery(limit=limit, before=(bite[-1].shown_at, bite[-1].entry.id))
    assert tuple(found) == whole


def test_bites_end_where_the_window_begins(store: SqlStore) -> None:
    tell(store, (one("a"),), (one("b", published_at=NOW - 5 * HOUR),))
    (first,) = store.items(ItemQuery(since=NOW - 2 * HOUR, limit=1))
    last = (first.shown_at, first.entry.id)
    assert store.items(ItemQuery(since=NOW - 2 * HOUR, before=last)) == ()
