"""The hub is told by commands that publish without a round."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from aggregator.bootstrap.parts import clock, http_hub
from aggregator.core.pinging import Pinged
from aggregator.model import Config
from aggregator.ports import Store
from aggregator.publish import Pinging

T = TypeVar("T")


def ping(config: Config, store: Store) -> Pinged:
    """Make the pings that are due; to be called where no round is held."""

    async def pinged() -> Pinged:
        async with http_hub(config) as hub:
            pinging = Pinging(config.site, store, hub=hub, clock=clock, in_store=_here)
            return await pinging.run()

    return asyncio.run(pinged())


async def _here(call: Callable[..., T], /, *args: object) -> T:
    """Nobody else uses the store meanwhile: its thread is this one."""
    return call(*args)
