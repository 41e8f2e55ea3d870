"""Waiting a while for the round that another process is at."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aggregator.errors import RoundRunning

PATIENCE = 10.0  # seconds; the daemon's rounds mostly last less
PAUSE = 0.25

T = TypeVar("T")


async def patiently(work: Callable[[], Awaitable[T]], *, seconds: float) -> T:
    """Do what needs the round as soon as it is free; `RoundRunning` where that takes longer."""
    clock = asyncio.get_running_loop().time
    until = clock() + seconds
    while True:
        try:
            return await work()
        except RoundRunning:
            if clock() >= until:
                raise
        await asyncio.sleep(PAUSE)
