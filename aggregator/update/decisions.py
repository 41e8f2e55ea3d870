"""Decide one by one: what was read becomes rows, a batch in one transaction."""

import logging
from collections.abc import Iterable, Sequence

from aggregator.core.plan import plan_batch, wanted_ids, wanted_keys
from aggregator.core.reading import Reading
from aggregator.core.rules import Rules, rules_of
from aggregator.errors import AggregatorError
from aggregator.model import Config, FeedState, FeedUpdate, Known
from aggregator.ports import InStore, Store
from aggregator.update.readings import OUR_FAULT, Readings

_log = logging.getLogger(__name__)


class Decisions:
    """Plans readings and has the store apply what was planned."""

    def __init__(
        self, config: Config, store: Store, *, in_store: InStore, readings: Readings
    ) -> None:
        self._asked = self._rules = rules_of(config)
        self._store, self._in_store, self._readings = store, in_store, readings

    def among(self, states: Iterable[FeedState]) -> None:
        """Take note of the addresses of all feeds, where others may not move to."""
        self._rules = self._asked.among(states)

    async def decide(self, batch: Sequence[Reading]) -> tuple[FeedUpdate, ...]:
        """Decide a batch together; where that shows a bug of ours, each feed by itself."""
        if not batch:
            return ()
        try:
            return await self._planned(batch)
        except AggregatorError:
            raise
        except Exception:  # noqa: BLE001 - the other broad net: it costs the feed that it meets
            if len(batch) > 1:
                return tuple([(await self.decide([one]))[0] for one in batch])
            (one,) = batch
            _log.exception("%s: a fault of our own", one.feed.id)
            return await self._planned([self._readings.unread(one.state, OUR_FAULT)])

    async def _planned(self, batch: Sequence[Reading]) -> tuple[FeedUpdate, ...]:
        updates = await planned(batch, self._rules, store=self._store, in_store=self._in_store)
        # Where one has moved to now, no other may in the rest of the round.
        self._rules = self._rules.among(update.state for update in updates)
        return updates


async def planned(
    batch: Sequence[Reading], rules: Rules, *, store: Store, in_store: InStore
) -> tuple[FeedUpdate, ...]:
    """Plan these readings by what the store knows of them, and apply it, in one transaction."""

    def plan(known: Known) -> tuple[FeedUpdate, ...]:
        return plan_batch(batch, known, rules)

    return await in_store(store.decide, wanted_ids(batch), wanted_keys(batch, rules), plan)
