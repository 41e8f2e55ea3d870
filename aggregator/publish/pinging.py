"""Hubs hear of what changed: remembered before a file is replaced, told after it was."""

from collections.abc import Iterable

from aggregator.core import pinging
from aggregator.core.pinging import Pinged, Untold
from aggregator.model import Ping, PingFailed, Site
from aggregator.ports import Clock, Hub, InStore, Store


def remember(store: Store, site: Site, names: Iterable[str], clock: Clock) -> None:
    """Remember that the site's hub, if it has one, is to hear of these files."""
    if site.hub is not None and (addresses := [site.base_url + name for name in names]):
        store.remember_pings(site.hub, addresses, clock())


class Pinging:
    """Makes the pings that are due for a site: its hub's, and no other's any more.

    The silence of a hub costs a run one answer that does not come, and nothing else.
    """

    def __init__(
        self, site: Site, store: Store, *, hub: Hub, clock: Clock, in_store: InStore
    ) -> None:
        self._site, self._store, self._hub = site, store, hub
        self._clock, self._in_store = clock, in_store

    async def run(self) -> Pinged:
        """Make them, each once."""
        ready = await self._ready()
        told: list[str] = []
        untold: list[Untold] = []
        while ready:
            first = ready[0]
            # An address to a request: of several in one, some hubs take only the last.
            failed = await self._hub.ping(first.hub, first.address)
            done = ready if failed and pinging.is_of_hub(failed) else (first,)
            if failed is None:
                await self._in_store(self._store.forget_pings, done)
                told.append(first.address)
            else:
                untold += await self._put_off(done, failed)
            ready = ready[len(done) :]
        return Pinged(hub=self._site.hub, told=tuple(told), untold=tuple(untold))

    async def _ready(self) -> tuple[Ping, ...]:
        pings = await self._in_store(self._store.pings)
        stale = pinging.stale(pings, self._site)
        if stale:
            await self._in_store(self._store.forget_pings, stale)
        return pinging.due([ping for ping in pings if ping not in stale], self._clock())

    async def _put_off(self, pings: tuple[Ping, ...], failed: PingFailed) -> list[Untold]:
        now = self._clock()
        old = [ping for ping in pings if pinging.is_old(ping, now)]
        later = pinging.put_off(pings, failed, now)
        await self._in_store(self._store.put_off_pings, later)
        await self._in_store(self._store.forget_pings, old)
        return [
            Untold(
                address=before.address,
                reason=failed.reason,
                next_at=None if before in old else after.next_at,
            )
            for before, after in zip(pings, later, strict=True)
        ]
