"""robots.txt (RFC 9309): pages obey it, and of feeds it is told what it says."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from weakref import WeakValueDictionary

from yarl import URL

from aggregator.fetch.rules import closes
from aggregator.model import (
    Feed,
    Fetched,
    FetchFailed,
    FetchOutcome,
    RateLimited,
    RobotsTxt,
    Secret,
    value,
)
from aggregator.ports import Clock, RobotsMemory

KEPT = timedelta(days=1)  # and no longer (RFC 9309 section 2.4)
FAILED = timedelta(minutes=5)  # how long a failure counts, if the site asks for no more
LONGEST = 500 * 1024  # bytes; what comes behind them needs no reading (section 2.5)
OK = 200
SERVER_FAILED = 500


def utc() -> datetime:
    return datetime.now(UTC)


class Forgetful(RobotsMemory):
    """Keeps robots.txt as long as its process lives."""

    def __init__(self) -> None:
        self._kept: dict[str, RobotsTxt] = {}

    async def recall_robots(self, site: str) -> RobotsTxt | None:
        return self._kept.get(site)

    async def keep_robots(self, rules: RobotsTxt) -> None:
        self._kept[rules.site] = rules


@value
class Failure:
    """Why no rules could be had, and since when."""

    at: datetime
    outcome: FetchOutcome

    def counts(self, since: datetime, now: datetime) -> bool:
        """Whether it counts for whom it met as he waited since then, or comes later."""
        if isinstance(self.outcome, FetchFailed) and self.outcome.unreached:
            return self.at >= since  # whether our network is back is to be found out
        return self.at <= now < self.at + min(max(FAILED, self._wait), KEPT)

    def told(self, since: datetime) -> FetchOutcome:
        """The outcome for whom it met as he waited since then: of a wait, what is left."""
        if not isinstance(self.outcome, RateLimited) or self.outcome.retry_after is None:
            return self.outcome
        left = self._wait - max(since - self.at, timedelta())
        return replace(self.outcome, retry_after=max(left, timedelta()))

    @property
    def _wait(self) -> timedelta:
        asked = self.outcome.retry_after if isinstance(self.outcome, RateLimited) else None
        return asked or timedelta()


class Robots:
    """What each site lets `agent` read, as its robots.txt says when we `ask` for it.

    A feed's proxy and headers go with the question; one answer serves all feeds of a site,
    a failure those that ask through the same proxy.
    """

    def __init__(
        self,
        agent: str,
        ask: Callable[[Feed, str], Awaitable[FetchOutcome]],
        memory: RobotsMemory,
        clock: Clock = utc,
    ) -> None:
        self._agent, self._ask, self._memory, self._clock = agent, ask, memory, clock
        self._lines: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._failures: dict[tuple[str, Secret | None], Failure] = {}

    async def refusal(self, feed: Feed, url: URL) -> FetchOutcome | None:
        """What comes of asking for `url` where we may not; None: we may."""
        since = self._clock()
        rules = await self._rules(feed, _site(url), lambda it: it.counts(since, self._clock()))
        if isinstance(rules, Failure):
            return rules.told(since)
        if not await self._closes(rules, url):
            return None
        return FetchFailed(reason=f"robots.txt of {url.host} closes this page to programs")

    async def closed(self, feed: Feed, url: URL) -> bool:
        """Whether a rule closes `url` to us; where no rules can be had, none does.

        Asks a site once a day at most, also where that failed.
        """
        since = self._clock() - KEPT
        rules = await self._rules(feed, _site(url), lambda it: it.at >= since)
        return isinstance(rules, RobotsTxt) and await self._closes(rules, url)

    async def _closes(self, rules: RobotsTxt, url: URL) -> bool:
        # In a thread: 500 KiB of wildcards take a second to read.
        told = f"{rules.site}{url.raw_path_qs}"
        return await asyncio.to_thread(closes, rules.text, told, self._agent)

    async def _rules(
        self, feed: Feed, site: str, counts: Callable[[Failure], bool]
    ) -> RobotsTxt | Failure:
        """The rules of a site, or why there are none; not asked for again while that counts."""
        line = self._lines.setdefault(site, asyncio.Lock())
        async with line:  # who waits here finds the answer there
            kept = await self._memory.recall_robots(site)
            if kept is not None and self._clock() < kept.until_at:
                return kept
            failure = self._failures.get((site, feed.proxy))
            if failure is not None and counts(failure):
                return failure
            return await self._asked(feed, site)

    async def _asked(self, feed: Feed, site: str) -> RobotsTxt | Failure:
        text = _text(await self._ask(feed, f"{site}/robots.txt"))
        now = self._clock()
        if not isinstance(text, str):
            recent = {one: it for one, it in self._failures.items() if it.at > now - KEPT}
            failure = Failure(at=now, outcome=text)
            self._failures = recent | {(site, feed.proxy): failure}
            return failure
        rules = RobotsTxt(site=site, text=text, until_at=now + KEPT)
        await self._memory.keep_robots(rules)
        return rules


def _site(url: URL) -> str:
    return str(url.origin()).lower()


def _text(answer: FetchOutcome) -> str | FetchOutcome:
    """None to be had leaves all open, none to be reached closes all (section 2.3.1)."""
    match answer:
        case RateLimited():
            return answer
        case FetchFailed(status=status) if not _is_unavailable(status):
            reason = f"robots.txt cannot be read: {answer.reason}"
            return FetchFailed(reason=reason, status=status, unreached=answer.unreached)
        case Fetched(body=body):
            # Of a rule that was cut in the middle the rest would be another rule.
            read = body if len(body) < LONGEST else body[: body.rfind(b"\n") + 1]
            # PostgreSQL stores no NUL, and no rule holds one.
            return read.decode(errors="replace").removeprefix("\ufeff").replace("\0", "")
        case _:
            return ""


def _is_unavailable(status: int | None) -> bool:
    """Whether the site said that there is none, in whatever words."""
    return status is not None and status != OK and status < SERVER_FAILED
