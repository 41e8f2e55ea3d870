"""The public listener: the published files, and nothing else."""

from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from aggregator.core.headers import EVERYWHERE, Fields
from aggregator.model import value
from aggregator.web.negotiation import coding, is_known
from aggregator.web.shelf import OPENED_BY, Head, Shelf, Shelved, head

_READING = ("GET", "HEAD")
_ALLOWED = ("Allow", "GET, HEAD, OPTIONS")
_BRIEFLY = ("Cache-Control", "public, max-age=60")  # what is not there may come
_PLAIN = ("Content-Type", "text/plain; charset=utf-8")
# A script of another site that asks for what it has not got already has to ask for leave first.
_LEAVE: Fields = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "GET, HEAD"),
    ("Access-Control-Allow-Headers", "If-None-Match, If-Modified-Since"),
    ("Access-Control-Max-Age", f"{timedelta(days=1).total_seconds():.0f}"),
)


@value
class _Answer:
    status: int
    head: Head
    body: bytes = b""


def public_app(out: Path) -> ASGIApp:
    """Serves the files that lie flat in `out`, with the header fields that `_headers` names.

    Plain ASGI: there is nothing to route, and a framework would take most of the time.
    """
    shelf = Shelf(out)

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        answer = _answer(shelf, scope)
        body = b"" if scope["method"] == "HEAD" else answer.body
        start = {"status": answer.status, "headers": answer.head}
        await send({"type": "http.response.start", **start})
        await send({"type": "http.response.body", "body": body})

    return app


def _answer(shelf: Shelf, scope: Scope) -> _Answer:
    method = scope["method"]
    name = scope["path"].removeprefix("/") or "index.html"
    if method not in (*_READING, "OPTIONS"):
        return _refusal(HTTPStatus.METHOD_NOT_ALLOWED, (_ALLOWED,))
    # First, for an archive that was taken down may still lie there when its publisher was killed.
    if shelf.is_gone(name):
        return _refusal(HTTPStatus.GONE)
    file = shelf.take(name)
    if file is None:
        return _refusal(HTTPStatus.NOT_FOUND)
    if method == "OPTIONS":
        leave = _LEAVE if file.is_shared else ()
        return _Answer(status=HTTPStatus.NO_CONTENT, head=head((*EVERYWHERE, _ALLOWED, *leave)))
    return _file(Headers(scope=scope), file)


def _file(headers: Headers, file: Shelved) -> _Answer:
    wanted = coding(headers.getlist("Accept-Encoding"), tuple(file.encodings))
    encoded = file.encodings[wanted]
    if is_known(
        headers.getlist("If-None-Match"),
        headers.get("If-Modified-Since"),
        tag=encoded.tag,
        modified_at=file.modified_at,
    ):
        return _Answer(status=HTTPStatus.NOT_MODIFIED, head=encoded.unchanged)
    said = encoded.opened if headers.get(OPENED_BY) == "document" else encoded.head
    return _Answer(status=HTTPStatus.OK, head=said, body=encoded.body)


def _refusal(status: HTTPStatus, more: Sequence[tuple[str, str]] = ()) -> _Answer:
    body = status.phrase.encode()
    fields = (*EVERYWHERE, _PLAIN, _BRIEFLY, ("Content-Length", str(len(body))), *more)
    return _Answer(status=status, head=head(fields), body=body)
