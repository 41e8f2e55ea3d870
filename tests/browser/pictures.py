"""`make pictures`: what the README shows, taken anew of the sample trade as it stood one day."""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

from browser.seeing import chromium, served
from playwright.sync_api import Browser

from aggregator.bootstrap.parts import http_fetcher, opened, understood
from aggregator.demo import Origin, feeds_yaml
from aggregator.ports import Scope
from aggregator.publish import Publisher
from aggregator.update import Updater

DAY = datetime(2026, 5, 4, 15, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROUNDS = 3  # some servers of the sample trade have bad days
STEPS = 6  # how far the sample trade comes from one to the next
PAGES = {"front": "", "retail": "retail.html"}
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
COLOURS = ("light", "dark")


@contextmanager
def published() -> Iterator[str]:
    """The sample trade, followed and published once; gives the address of its pages."""
    with tempfile.TemporaryDirectory() as folder, Origin(started_at=DAY, slow=0.0) as origin:
        asyncio.run(follow(origin, Path(folder)))
        with served(Path(folder) / "public") as address:
            yield address


async def follow(origin: Origin, home: Path) -> None:
    """Follow what there was on that day, then what came later; publish it all."""
    config = understood(feeds_yaml(origin.url, "https://wire.example/"), "feeds.yaml")
    moments = [DAY]

    def clock() -> datetime:
        return moments[-1]

    async with (
        opened(f"sqlite:///{home / 'store.sqlite3'}") as parts,
        http_fetcher(config) as fetcher,
    ):
        updater = Updater(
            config,
            parts.store,
            fetcher=fetcher,
            reader=parts.reader,
            clock=clock,
            chance=lambda: 0.5,
            in_store=parts.in_store,
        )
        publisher = Publisher(config, parts.store, out=home / "public", clock=clock)
        await parts.in_store(parts.store.sync_feeds, config.feeds, clock())
        for _ in range(ROUNDS):
            await updater.round(Scope.FORCE, progress=quietly)
            origin.advance(STEPS)
            moments.append(clock() + HOUR)
        await parts.in_store(publisher.publish)


async def quietly(_: object) -> None:
    """Nobody watches the round."""


def take(browser: Browser, address: str, folder: Path) -> None:
    """Each page, in each size, by day and by night."""
    for (page, path), (size, (width, height)), colour in product(
        PAGES.items(), SIZES.items(), COLOURS
    ):
        seen = browser.new_page(
            viewport={"width": width, "height": height},
            color_scheme=colour,  # type: ignore[arg-type]
        )
        seen.goto(f"{address}/{path}", wait_until="networkidle")
        seen.screenshot(path=folder / f"{page}-{size}-{colour}.png")
        seen.close()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with published() as address, chromium() as browser:
        take(browser, address, folder)
