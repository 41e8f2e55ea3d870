"""The public listener: the published files, and nothing else."""

import gzip
import os
import re
import stat
import zlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aggregator.model import value
from aggregator.web.headers import EveryAnswer

_TYPES = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".svg": "image/svg+xml",
}
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}")
_ENTITY_TAG = re.compile(r'"([^"]*)"')
_POLICY = (
    "default-src 'none'; img-src http: https:; style-src 'self';"
    " base-uri 'none'; form-action 'none'"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # Publishers may know who sends them readers, not which page of ours did.
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


def public_app(out: Path) -> Starlette:
    """Serves the files that lie flat in `out`, of the kinds that we publish."""
    shelf = _Shelf(out)

    async def answer(request: Request) -> Response:
        # Not the matched parameter: the route's pattern forgives a line break at the end.
        name = request.scope["path"].removeprefix("/") or "index.html"
        file = shelf.take(name) if _is_published(name) else None
        if file is None:
            raise HTTPException(404)
        return _answer(request, file, media_type=_TYPES[Path(name).suffix])

    return Starlette(
        routes=[Route("/{_:path}", answer, methods=["GET"])],
        middleware=[Middleware(EveryAnswer, _ALWAYS)],
    )


@value
class _File:
    """One version of a file, in both encodings. `stamp` tells one version from the next."""

    stamp: tuple[int, int, int]
    modified_at: datetime
    digest: str
    body: bytes
    packed: bytes


class _Shelf:
    """The files as they stand now; each version is read and packed once."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._files: dict[str, _File] = {}

    def take(self, name: str) -> _File | None:
        path = self._out / name
        try:
            found = path.lstat()
            if not stat.S_ISREG(found.st_mode):
                return None
            file = self._files.get(name)
            if file is None or file.stamp != _stamp(found):
                file = self._files[name] = _read(path)
        except FileNotFoundError:
            self._files.pop(name, None)
            return None
        return file


def _is_published(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and Path(name).suffix in _TYPES


def _stamp(found: os.stat_result) -> tuple[int, int, int]:
    """The publisher sets mtime, so only ctime tells two versions of one second apart."""
    return found.st_ino, found.st_ctime_ns, found.st_size


def _read(path: Path) -> _File:
    with path.open("rb") as file:
        found = os.fstat(file.fileno())  # of this very file: the name may be another's by now
        body = file.read()
    return _File(
        stamp=_stamp(found),
        modified_at=datetime.fromtimestamp(int(found.st_mtime), UTC),
        digest=sha256(body).hexdigest()[:32],
        body=body,
        packed=_packed(path, body),
    )


def _packed(path: Path, body: bytes) -> bytes:
    """The gzip twin beside the file, if it holds these bytes: it is written after the file."""
    try:
        packed = path.with_name(f"{path.name}.gz").read_bytes()
        if gzip.decompress(packed) == body:
            return packed
    except (OSError, EOFError, zlib.error):
        pass
    return gzip.compress(body, mtime=0)


def _answer(request: Request, file: _File, *, media_type: str) -> Response:
    packed = _takes_gzip(request.headers)
    tag = f"{file.digest}-gzip" if packed else file.digest
    headers = {
        "ETag": f'"{tag}"',
        "Last-Modified": format_datetime(file.modified_at, usegmt=True),
        "Cache-Control": "public, max-age=300",
        "Vary": "Accept-Encoding",
    }
    if _is_known(request.headers, tag, file.modified_at):
        return Response(status_code=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    if media_type.startswith(("text/html", "image/svg")):
        headers["Content-Security-Policy"] = _POLICY
    body = file.packed if packed else file.body
    return Response(body, headers=headers, media_type=media_type)


def _takes_gzip(headers: Headers) -> bool:
    """Whether gzip is welcome, and not less so than plain bytes (RFC 9110 section 12.5.3)."""
    weights = {}
    for part in ",".join(headers.getlist("Accept-Encoding")).split(","):
        coding, _, parameters = part.partition(";")
        weights[coding.strip().lower()] = _weight(parameters)
    gzipped = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0)))
    return gzipped > 0 and gzipped >= weights.get("identity", 0)


def _weight(parameters: str) -> float:
    name, _, number = parameters.partition("=")
    if name.strip().lower() != "q":
        return 1
    try:
        return float(number)
    except ValueError:
        return 0


def _is_known(headers: Headers, tag: str, modified_at: datetime) -> bool:
    """Whether the client has these bytes; a date counts only where no tag is sent.

    Tags are compared weakly (RFC 9110 section 13.1.2).
    """
    tags = headers.getlist("If-None-Match")
    if tags:
        return tags == ["*"] or tag in _ENTITY_TAG.findall(",".join(tags))
    since = _http_date(headers.get("If-Modified-Since"))
    return since is not None and modified_at <= since


def _http_date(text: str | None) -> datetime | None:
    try:
        given = parsedate_to_datetime(text or "")
    except (ValueError, OverflowError):
        return None
    return given if given.tzinfo else given.replace(tzinfo=UTC)
