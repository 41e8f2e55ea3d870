"""Fixtures of the flow tests: the sample trade, and wires in folders of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from wiring import HeldOrigin, Wire

from aggregator.demo import feeds_yaml


@pytest.fixture
def origin() -> Iterator[HeldOrigin]:
    with HeldOrigin() as origin:
        yield origin
        origin.released.set()


@pytest.fixture
def empty(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Wire:
    """A wire in an empty folder."""
    return Wire(tmp_path, capfd)


@pytest.fixture
def wire(empty: Wire, origin: HeldOrigin) -> Wire:
    """A wire that follows the sample trade."""
    empty.config.write_text(feeds_yaml(origin.url), encoding="utf-8")
    return empty
