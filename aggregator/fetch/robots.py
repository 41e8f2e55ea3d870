"""robots.txt (RFC 9309), for pages: a feed is an invitation, a page is not."""

import asyncio
from collections.abc import Awaitable, Callable
from urllib.robotparser import RobotFileParser

from yarl import URL

from aggregator.model import Fetched, FetchFailed, FetchOutcome, RateLimited

DAY = 24 * 60 * 60  # seconds; longer is not kept (RFC 9309 section 2.4)
SERVER_FAILED = 500


class Robots:
    """What each site lets `agent` read, as its robots.txt says when we `ask` for it."""

    def __init__(self, agent: str, ask: Callable[[str], Awaitable[FetchOutcome]]) -> None:
        self._agent = agent
        self._ask = ask
        self._known: dict[URL, tuple[float, RobotFileParser]] = {}

    async def refusal(self, url: URL) -> FetchOutcome | None:
        """What comes of asking for `url` where we may not; None: we may."""
        rules = await self._rules(url.origin())
        if not isinstance(rules, RobotFileParser):
            return rules
        if rules.can_fetch(self._agent, str(url)):
            return None
        return FetchFailed(reason=f"robots.txt of {url.host} closes this page to programs")

    async def _rules(self, site: URL) -> RobotFileParser | FetchOutcome:
        now = asyncio.get_running_loop().time()
        self._known = {each: kept for each, kept in self._known.items() if now < kept[0]}
        if site not in self._known:
            rules = _rules(await self._ask(f"{site}/robots.txt"))
            if not isinstance(rules, RobotFileParser):
                return rules
            self._known[site] = (now + DAY, rules)
        return self._known[site][1]


def _rules(answer: FetchOutcome) -> RobotFileParser | FetchOutcome:
    """None to be had leaves all open, none to be reached closes all (section 2.3.1)."""
    rules = RobotFileParser()
    match answer:
        case RateLimited():
            return answer
        case FetchFailed(status=status) if status is None or status >= SERVER_FAILED:
            return FetchFailed(reason=f"robots.txt cannot be read: {answer.reason}", status=status)
        case Fetched(body=body):
            rules.parse(body.decode(errors="replace").removeprefix("\ufeff").splitlines())
        case _:
            rules.parse([])
    return rules
