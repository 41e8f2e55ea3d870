"""One browser for all that a module looks at."""

from collections.abc import Iterator

import pytest
from browser.seeing import chromium
from playwright.sync_api import Browser


# Not for the whole run: while it is open this thread has a loop, and commands start their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser
