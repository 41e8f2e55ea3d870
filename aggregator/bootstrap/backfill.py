"""`backfill FEED`: the older pages of a feed, under the round lock."""

from contextlib import AsyncExitStack
from difflib import get_close_matches

from aggregator.bootstrap.inforce import standing
from aggregator.bootstrap.parts import Settings, clock, opened, read_edited
from aggregator.bootstrap.patience import PATIENCE, patiently
from aggregator.core.walk import CaughtUp
from aggregator.errors import UsageError
from aggregator.model import Config, Feed
from aggregator.update.backfill import Backfill, Progress


async def backfill(
    settings: Settings,
    feed_id: str,
    *,
    pages: int,
    force: bool,
    progress: Progress,
    patience: float = PATIENCE,
) -> CaughtUp:
    """Catch up with one feed; raises `UsageError` where it has no older pages to ask for.

    Waits `patience` seconds for a round under way; raises `RoundRunning` where it lasts.
    """
    edited = read_edited(settings.config)
    _followed(edited.config, feed_id)
    async with AsyncExitStack() as held:
        parts = await held.enter_async_context(opened(settings.database))
        config = await parts.in_store(standing, parts.store, edited, settings.config)
        feed = _followed(config, feed_id)
        wire = await held.enter_async_context(parts.following(config, settings.out))
        await patiently(lambda: held.enter_async_context(wire.alone()), seconds=patience)
        work = Backfill(
            config,
            parts.store,
            fetcher=wire.fetcher,
            reader=parts.reader,
            clock=clock,
            in_store=parts.in_store,
        )
        return await work.run(feed.id, pages=pages, force=force, progress=progress)


def _followed(config: Config, feed_id: str) -> Feed:
    feeds = {str(feed.id): feed for feed in config.feeds}
    feed = feeds.get(feed_id)
    if feed is None:
        near = get_close_matches(feed_id, feeds, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "`status` lists those that are"
        raise UsageError(f"{feed_id}: no such feed is followed; {hint}")
    if feed.obeys_robots:
        kind = "sitemap" if feed.sitemap else "page"
        raise UsageError(f"{feed_id} is a {kind}, which names no older ones")
    return feed
