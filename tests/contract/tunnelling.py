"""A feed on plain http that turns to https, through a proxy: who heard which secret, as JSON.

Run as a program: what it trusts stands in SSL_CERT_FILE, which is read once, at the start.
"""

import asyncio
import json
import ssl
from datetime import timedelta
from pathlib import Path

from asking import feed, fetcher
from proxying import ForwardingProxy
from serving import Answer, Origin, Request

from aggregator.model import Fetched, Network, Secret

OPEN = Network(allow=("127.0.0.0/8",), spacing=timedelta())


def heard(requests: list[Request]) -> list[list[str | None]]:
    return [
        [
            request.method,
            request.target,
            request.header("Proxy-Authorization"),
            request.header("X-Api-Key"),
        ]
        for request in requests
    ]


async def main() -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(Path(__file__).with_name("untrusted.pem"))
    onward = Answer(status=301, headers=(("Location", "https://127.0.0.1/feed"),))
    async with (
        Origin(answers={"/feed": onward}) as plain,
        Origin(answers={"/feed": Answer(body=b"<feed/>")}, tls=tls) as secure,
        ForwardingProxy(tls=tls) as proxy,
        fetcher(OPEN) as client,
    ):
        proxy.routes |= {"127.0.0.1:80": plain.port, "127.0.0.1:443": secure.port}
        key = (("X-Api-Key", Secret(text="k3y")),)
        there = Secret(text=proxy.url("ops:s3cret"))
        outcome = await client.fetch(feed("http://127.0.0.1/feed", headers=key, proxy=there), None)
        told = outcome.body.decode() if isinstance(outcome, Fetched) else repr(outcome)
    shown = {
        "outcome": told,
        "proxy": heard(proxy.requests),
        "origin": heard(plain.requests),
        "origin_tls": heard(secure.requests),
    }
    print(json.dumps(shown))  # noqa: T201 - that is what it is run for


if __name__ == "__main__":
    asyncio.run(main())
