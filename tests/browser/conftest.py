"""One browser for all that is looked at."""

from collections.abc import Iterator

import pytest
from browser.seeing import chromium
from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser
