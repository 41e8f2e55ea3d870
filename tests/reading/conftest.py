"""Fixtures: the wire of the checklist, which follows publishers by a clock that tests set."""

from checklist.conftest import (
    config,
    first_store,
    following,
    publisher,
    publishers,
    reader,
    store,
)

__all__ = ["config", "first_store", "following", "publisher", "publishers", "reader", "store"]
