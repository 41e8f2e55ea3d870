"""What only a process sees that takes `untrusted.pem` for a good certificate, as JSON.

Run as a program: what it trusts stands in SSL_CERT_FILE, which is read once, at the start.
"""

import json
import os
import ssl
import subprocess
import sys
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from asking import feed, fetcher
from naming import Names, run
from proxying import ForwardingProxy
from serving import Answer, Origin, Request

from aggregator.fetch import Limits
from aggregator.model import Fetched, FetchFailed, FetchOutcome, Network, Secret

PEM = Path(__file__).with_name("untrusted.pem")  # of 127.0.0.1, which nobody else signed
OPEN = Network(allow=("127.0.0.0/8",), spacing=timedelta())
NAMES = Names(leads={"proxy.example": [("127.0.0.2",)]})


@cache
def tunnelled() -> dict[str, Any]:
    """What this program tells, from a process of its own."""
    told = subprocess.run(
        [sys.executable, __file__],
        env=os.environ | {"SSL_CERT_FILE": str(PEM), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
        timeout=30,
    )
    return json.loads(told.stdout)


def heard(requests: list[Request]) -> list[list[str | None]]:
    return [
        [
            request.method,
            request.target,
            request.header("Proxy-Authorization"),
            request.header("X-Api-Key"),
            request.header("User-Agent"),
        ]
        for request in requests
    ]


def told(outcome: FetchOutcome) -> str:
    match outcome:
        case Fetched(body=body):
            return body.decode()
        case FetchFailed(reason=reason, unreached=unreached):
            return f"{reason}; unreached={unreached}"
    return repr(outcome)


def certified() -> ssl.SSLContext:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(PEM)
    return tls


async def turned() -> dict[str, Any]:
    """A feed on plain http that turns to https, through a proxy: who heard which secret."""
    onward = Answer(status=301, headers=(("Location", "https://127.0.0.1/feed"),))
    async with (
        Origin(answers={"/feed": onward}) as plain,
        Origin(answers={"/feed": Answer(body=b"<feed/>")}, tls=certified()) as secure,
        ForwardingProxy(tls=certified()) as proxy,
        fetcher(OPEN) as client,
    ):
        proxy.routes |= {"127.0.0.1:80": plain.port, "127.0.0.1:443": secure.port}
        key = (("X-Api-Key", Secret(text="k3y")),)
        there = Secret(text=proxy.url("ops:s3cret"))
        asked = feed("http://127.0.0.1/feed", headers=key, proxy=there, user_agent="Reader/7")
        outcome = await client.fetch(asked, None)
    return {
        "outcome": told(outcome),
        "proxy": heard(proxy.requests),
        "origin": heard(plain.requests),
        "origin_tls": heard(secure.requests),
    }


async def misnamed(host: str) -> str:
    """What is told of a proxy that is asked under a name that its certificate lacks."""
    server = ForwardingProxy(tls=certified(), address="127.0.0.2")
    async with server as proxy, fetcher(OPEN) as client:
        there = Secret(text=proxy.url("ops:s3cret").replace("127.0.0.2", host))
        return told(await client.fetch(feed("https://news.example/feed", proxy=there), None))


async def silent() -> str:
    """What is told of a server that speaks TLS, and then not a word."""
    limits = Limits(seconds=0.3)
    async with (
        Origin(answers={"/feed": Answer(delay=9)}, tls=certified()) as origin,
        fetcher(OPEN, limits) as client,
    ):
        return told(await client.fetch(feed(origin.url("/feed")), None))


async def main() -> None:
    shown = await turned() | {
        "by_name": await misnamed("proxy.example"),
        "by_number": await misnamed("127.0.0.2"),
        "silent": await silent(),
    }
    print(json.dumps(shown))  # noqa: T201 - that is what it is run for


if __name__ == "__main__":
    run(NAMES, main())
