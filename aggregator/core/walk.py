"""The way back through a feed: what was seen on it, where it leads, and why it ends."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from aggregator.core.dating import stated_at
from aggregator.core.identity import Listed
from aggregator.core.older import Older, behind_feed, behind_page, is_elsewhere
from aggregator.core.urls import as_asked, host
from aggregator.model import Channel, EntryId, Feed, FeedId, FeedState, value


@value
class CaughtUp:
    """What the older pages of a feed brought; `ended` says why it went no further.

    `items` are those that the pages list, each counted once; `new` are those that were
    stored, `known` those that had been. It `failed` where a server stopped us, or was
    not to be asked at all.
    """

    feed_id: FeedId
    pages: int = 0
    items: int = 0
    new: int = 0
    known: int = 0
    ended: str = ""
    failed: bool = False

    @property
    def left(self) -> int:
        """What is not stored and no old news either: the next round sees to it."""
        return self.items - self.new - self.known


class Walk:
    """One feed's older pages, as far as they were read."""

    def __init__(self, feed: Feed, state: FeedState, began_at: datetime) -> None:
        self.feed, self.state, self.began_at = feed, state, began_at
        self.report = CaughtUp(feed_id=feed.id)
        self._behind: Older | None = None
        self._asked = {as_asked(feed.url), as_asked(state.url)}
        self._current: set[EntryId] = set()  # what the feed itself lists
        self._current_at = began_at
        self._seen: set[EntryId] = set()  # what older pages list
        self._oldest_at = min(state.arrivals, default=began_at)

    @property
    def remembers_feed(self) -> bool:
        """Whether the feed need not be read to know what it lists and what lies behind it.

        Of a document that was cut short, no digest is kept, and its listing is the one before.
        """
        way = behind_feed(self.state.url, self.state.channel)
        return way is not None and self.state.body_digest is not None

    def remember(self, at: datetime) -> None:
        """The feed lists, as of that moment, what it listed when a round asked."""
        self._current, self._current_at = set(self.state.listing), at
        self._behind = behind_feed(self.state.url, self.state.channel)

    def start(self, channel: Channel, items: Sequence[Listed]) -> None:
        """The feed lists this now."""
        self._current = {one.id for one in items}
        self._dated(channel, items, self.began_at)
        self._behind = behind_feed(self.state.url, channel)

    def goes_on(self, pages: int) -> Older | None:
        """The page to ask for; None where the walk is over, of at most so many pages."""
        page = self._behind
        if self.report.ended:
            return None
        if page is None:
            self.end("no older page")
        elif self.report.pages == pages:
            self.end("so many were asked for; there are more")
        elif not self.stays(page.url):
            return None
        elif as_asked(page.url) in self._asked:
            self.end("the pages lead round in a circle")
        else:
            self._asked.add(as_asked(page.url))
            return page
        return None

    def stays(self, url: str) -> bool:
        """Whether an address of an older page is on the feed's own host; else the walk ends."""
        if is_elsewhere(self.state.url, url):
            self.end(f"the older page is at another host, {host(url)}")
            return False
        return True

    def turn(
        self,
        page: Older,
        channel: Channel,
        items: Sequence[Listed],
        now: datetime,
        stored: Collection[EntryId] = (),
    ) -> list[tuple[Listed, datetime]]:
        """A page was read: what is to be stored, each with the moment than which it is not newer.

        That is old and not among the `stored`. What the feed itself lists, or what came
        since it was asked, is left to rounds.
        """
        ids = {one.id for one in items}
        if page.number is not None and ids <= self._seen | self._current:
            self.end("no older page")  # past the last one some servers repeat the first
            return []
        known = (ids - self._seen).intersection(stored)
        done = self._seen | self._current | known
        self._seen |= ids
        self._behind = behind_page(self.state.url, page, channel)
        self.report = replace(
            self.report,
            pages=self.report.pages + 1,
            items=len(self._seen),
            known=self.report.known + len(known),
        )
        return [(one, at) for one, at in self._dated(channel, items, now) if one.id not in done]

    def stored(self, new: int) -> None:
        self.report = replace(self.report, new=self.report.new + new)

    def lack(self, page: Older, why: str) -> None:
        """There is no such page: a guess that went too far, or a link that is broken."""
        if page.number is None:
            self.stop(f"{page.url}: {why}")
        else:
            self.end("no older page")

    def end(self, why: str) -> None:
        self.report = replace(self.report, ended=why)

    def stop(self, why: str) -> None:
        """End before the end."""
        self.report = replace(self.report, ended=why, failed=True)

    def _dated(
        self, channel: Channel, items: Sequence[Listed], now: datetime
    ) -> list[tuple[Listed, datetime]]:
        """Items that came before the feed was asked, each with the moment of its reading.

        For what states no date, that is the oldest that is stated above it: restored,
        it must not stand where news of today does.
        """
        dated = []
        for one in items:
            stated = stated_at(self.feed, channel, one.item, now=now)
            self._oldest_at = min(stated or now, self._oldest_at)
            if stated is None or stated <= self._current_at:
                dated.append((one, now if stated else self._oldest_at))
        return dated
