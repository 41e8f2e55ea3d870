"""The ops listener: how every feed and output is doing, as a page and as JSON."""

from collections.abc import Awaitable, Callable
from functools import wraps
from hmac import compare_digest
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from aggregator.web.headers import EveryAnswer
from aggregator.web.statuspage import STYLE, status_page

Report = Callable[[], Awaitable[dict[str, Any]]]
Endpoint = Callable[[Request], Awaitable[Response]]

_ALWAYS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def ops_app(*, status: Report, token: str | None, healthy: Callable[[], bool]) -> Starlette:
    """The status page and `/status.json`; `/healthz` for whoever restarts us.

    `status` gives what `status --json` prints. With a token, all but `/healthz` asks
    for `Authorization: Bearer <token>`; an address would carry it into logs.
    """

    async def page(_: Request) -> Response:
        return HTMLResponse(status_page(await status()))

    async def as_json(_: Request) -> Response:
        return JSONResponse(await status())

    async def style(_: Request) -> Response:
        return Response(STYLE, media_type="text/css")

    async def health(_: Request) -> Response:
        if healthy():
            return PlainTextResponse("ok\n")
        return PlainTextResponse("rounds do not get done: see the log\n", status_code=503)

    return Starlette(
        routes=[
            Route("/", _guarded(page, token)),
            Route("/status.json", _guarded(as_json, token)),
            Route("/status.css", _guarded(style, token)),
            Route("/healthz", health),
        ],
        middleware=[Middleware(EveryAnswer, _ALWAYS)],
    )


def _guarded(endpoint: Endpoint, token: str | None) -> Endpoint:
    if token is None:
        return endpoint

    @wraps(endpoint)
    async def guarded(request: Request) -> Response:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        # Headers arrive as latin-1 (RFC 9110 section 5.5): these are the client's own bytes.
        same = compare_digest(given.strip().encode("latin-1"), token.encode())
        if scheme.lower() == "bearer" and same:
            return await endpoint(request)
        return PlainTextResponse(
            "a token is wanted here: Authorization: Bearer …\n",
            status_code=401,
            headers={"WWW-Authenticate": 'Bearer realm="ops"'},
        )

    return guarded
