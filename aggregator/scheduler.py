"""One tick, never a job per feed: what is due is known by the store."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from apscheduler.schedulers.asyncio import AsyncIOScheduler


@contextmanager
def ticking(tick: Callable[[], Awaitable[None]], *, seconds: float) -> Iterator[None]:
    """Call `tick` every so many seconds in the running loop, never twice at once.

    A tick that comes while one is under way is left out, however long that takes:
    with the library's own grace of one second it would be missed in silence.
    """
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns of each one left out
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(
        tick, "interval", seconds=seconds, misfire_grace_time=None, coalesce=True, max_instances=1
    )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
