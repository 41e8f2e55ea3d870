"""One question to a loopback origin, and all that can be known of it afterwards."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from serving import Answer, Origin, Request

from aggregator.fetch import HttpFetcher, Limits
from aggregator.model import Feed, FeedId, FetchOutcome, Network, Validators

QUICK = Limits(seconds=5)
OPEN = Network(allow=("127.0.0.0/8",), spacing=timedelta())


@dataclass(frozen=True, kw_only=True)
class Asked:
    outcome: FetchOutcome
    requests: tuple[Request, ...]
    base: str  # the origin's address, without a slash at its end


def fetcher(network: Network = OPEN, limits: Limits = QUICK) -> HttpFetcher:
    return HttpFetcher(network, contact="ops@wire.example", version="1.2", limits=limits)


def feed(url: str, **asked) -> Feed:
    return Feed(id=FeedId("feed"), url=url, **asked)


def ask(
    answers: dict[str, Answer],
    target: str = "/feed",
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    given_at: str = "/feed",
    network: Network = OPEN,
    limits: Limits = QUICK,
    **asked,
) -> Asked:
    """Fetch `target` once, with the validators that `given_at` is said to have given.

    What is `asked` besides is the feed's: headers, a login.
    """

    async def run() -> Asked:
        async with Origin(answers=answers) as origin, fetcher(network, limits) as client:
            stored = Validators(url=origin.url(given_at), etag=etag, last_modified=last_modified)
            outcome = await client.fetch(feed(origin.url(target), **asked), stored or None)
        return Asked(outcome=outcome, requests=tuple(origin.requests), base=origin.url(""))

    return asyncio.run(run())


def ask_once(answer: Answer, limits: Limits = QUICK) -> FetchOutcome:
    return ask({"/feed": answer}, limits=limits).outcome
