"""robots.txt (RFC 9309), for pages: a feed is an invitation, a page is not."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser

from yarl import URL

from aggregator.model import Fetched, FetchFailed, FetchOutcome, RateLimited, RobotsTxt
from aggregator.ports import RobotsMemory

KEPT = timedelta(days=1)  # and no longer (RFC 9309 section 2.4)
SERVER_FAILED = 500


class Forgetful(RobotsMemory):
    """Keeps robots.txt as long as its process lives."""

    def __init__(self) -> None:
        self._kept: dict[str, RobotsTxt] = {}

    async def recall_robots(self, site: str) -> RobotsTxt | None:
        return self._kept.get(site)

    async def keep_robots(self, rules: RobotsTxt) -> None:
        self._kept[rules.site] = rules


class Robots:
    """What each site lets `agent` read, as its robots.txt says when we `ask` for it."""

    def __init__(
        self, agent: str, ask: Callable[[str], Awaitable[FetchOutcome]], memory: RobotsMemory
    ) -> None:
        self._agent, self._ask, self._memory = agent, ask, memory

    async def refusal(self, url: URL) -> FetchOutcome | None:
        """What comes of asking for `url` where we may not; None: we may."""
        rules = await self._rules(str(url.origin()))
        if not isinstance(rules, RobotsTxt):
            return rules
        if self._permits(rules, url):
            return None
        return FetchFailed(reason=f"robots.txt of {url.host} closes this page to programs")

    async def closed(self, url: URL) -> bool:
        """Whether a rule closes `url` to us; where no rules can be had, none does."""
        rules = await self._rules(str(url.origin()))
        return isinstance(rules, RobotsTxt) and not self._permits(rules, url)

    def _permits(self, rules: RobotsTxt, url: URL) -> bool:
        parser = RobotFileParser()
        parser.parse(rules.text.splitlines())
        return parser.can_fetch(self._agent, str(url))

    async def _rules(self, site: str) -> RobotsTxt | FetchOutcome:
        kept = await self._memory.recall_robots(site)
        if kept is not None and datetime.now(UTC) < kept.until_at:
            return kept
        text = _text(await self._ask(f"{site}/robots.txt"))
        if not isinstance(text, str):
            return text
        rules = RobotsTxt(site=site, text=text, until_at=datetime.now(UTC) + KEPT)
        await self._memory.keep_robots(rules)
        return rules


def _text(answer: FetchOutcome) -> str | FetchOutcome:
    """None to be had leaves all open, none to be reached closes all (section 2.3.1)."""
    match answer:
        case RateLimited():
            return answer
        case FetchFailed(status=status) if status is None or status >= SERVER_FAILED:
            return FetchFailed(reason=f"robots.txt cannot be read: {answer.reason}", status=status)
        case Fetched(body=body):
            # PostgreSQL stores no NUL, and no rule holds one.
            return body.decode(errors="replace").removeprefix("\ufeff").replace("\0", "")
        case _:
            return ""
