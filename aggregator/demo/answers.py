"""What the origin answers: a function of the moment, the path and what the client has."""

import gzip
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus

from aggregator.demo import feeds, pages
from aggregator.demo.dates import http_date
from aggregator.demo.issue import Issue, Moment, issue
from aggregator.demo.plot import told
from aggregator.demo.trade import Outlet, outlets
from aggregator.model import value

_WRITERS: Mapping[str, tuple[Callable[[Issue], bytes], str]] = {
    "wordpress": (feeds.wordpress, "application/rss+xml; charset=UTF-8"),
    "rss": (feeds.rss, "application/rss+xml"),
    "rss092": (feeds.rss092, "text/xml; charset=utf-8"),
    "broken": (feeds.broken, "application/xml"),
    "rdf": (feeds.rdf, "application/rdf+xml"),
    "atom-html": (feeds.atom_html, "application/atom+xml"),
    "atom-xhtml": (feeds.atom_xhtml, "application/atom+xml"),
    "json": (feeds.json_feed, "application/feed+json"),
    "page": (pages.latest_page, "text/html; charset=utf-8"),
}
_HTML = "text/html; charset=utf-8"
_NUMBERED = re.compile(r"/([a-z-]+)/(\d{1,9})-[a-z0-9-]*/?|/images/(\d{1,9})\.svg")
_FALTERS_EACH = 3  # requests to an outlet whose server has bad days
RETRY_AFTER = 6  # seconds


@value
class Answer:
    status: HTTPStatus
    headers: Mapping[str, str]
    body: bytes = b""


@value
class _Document:
    body: bytes
    content_type: str
    changed_at: datetime
    validators: str = "none"
    status: HTTPStatus = HTTPStatus.OK


def outlet_at(path: str) -> Outlet | None:
    """The outlet whose feed is at this path."""
    return next((outlet for outlet in outlets().values() if outlet.path == path), None)


def answer(moment: Moment, path: str, asked: Mapping[str, str]) -> Answer:
    """The answer to a request for `path`; `asked` are its headers, names in small letters."""
    document = _document(moment, path)
    if document is None:
        return _plain(HTTPStatus.NOT_FOUND, "There is nothing here.")
    headers = {"Content-Type": document.content_type, "Vary": "Accept-Encoding"}
    body = document.body
    if "gzip" in asked.get("accept-encoding", ""):
        body = gzip.compress(body, mtime=0)
        headers["Content-Encoding"] = "gzip"
    headers |= _validators(document, body)
    if _has_it(asked, headers):
        kept = {name: told for name, told in headers.items() if not name.startswith("Content-")}
        return Answer(status=HTTPStatus.NOT_MODIFIED, headers=kept)
    return Answer(status=document.status, headers=headers, body=body)


def falter(times_asked: int) -> Answer | None:
    """What a server answers every third time on its bad days; else None. Times count from 1."""
    if times_asked % _FALTERS_EACH:
        return None
    if times_asked % (2 * _FALTERS_EACH):
        busy = _plain(HTTPStatus.SERVICE_UNAVAILABLE, "Busy. Come back in a moment.")
        headers = {**busy.headers, "Retry-After": str(RETRY_AFTER)}
        return Answer(status=busy.status, headers=headers, body=busy.body)
    return _plain(HTTPStatus.INTERNAL_SERVER_ERROR, "Something broke.")


def _plain(status: HTTPStatus, words: str) -> Answer:
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    return Answer(status=status, headers=headers, body=f"{words}\n".encode())


def _validators(document: _Document, body: bytes) -> dict[str, str]:
    """A strong ETag names the very bytes that are sent, so it is taken after compression."""
    strong = f'"{sha256(body).hexdigest()[:20]}"'
    weak = f'W/"{sha256(document.body).hexdigest()[:20]}"'
    modified = {"Last-Modified": http_date(document.changed_at)}
    sent: Mapping[str, dict[str, str]] = {
        "both": {"ETag": strong} | modified,
        "etag": {"ETag": strong},
        "weak": {"ETag": weak},
        "modified": modified,
        "none": {},
    }
    return sent[document.validators]


def _has_it(asked: Mapping[str, str], headers: Mapping[str, str]) -> bool:
    """Whether the client's copy is current; an ETag outranks a date (RFC 9110 section 13.2.2)."""
    if "if-none-match" in asked and "ETag" in headers:
        return headers["ETag"].removeprefix("W/") in asked["if-none-match"]
    since = asked.get("if-modified-since")
    return since is not None and since == headers.get("Last-Modified")


def _document(moment: Moment, path: str) -> _Document | None:
    if path == "/":
        return _page(pages.front_door(outlets().values(), moment), moment)
    if path == "/robots.txt":
        rules = b"User-agent: *\nDisallow: /silver-street/subscribe\n"
        return _page(rules, moment, "text/plain; charset=utf-8")
    for outlet in outlets().values():
        if path == outlet.path:
            return _feed(outlet, moment)
        if path == f"/{outlet.id}/":
            return _page(pages.home(issue(outlet, moment)), moment)
    return _numbered(moment, path)


def _feed(outlet: Outlet, moment: Moment) -> _Document:
    write, content_type = _WRITERS[outlet.form]
    own = issue(outlet, moment)
    return _Document(
        body=write(own),
        content_type=content_type,
        changed_at=own.changed_at,
        validators=outlet.validators,
    )


def _numbered(moment: Moment, path: str) -> _Document | None:
    """An article or a picture."""
    found = _NUMBERED.fullmatch(path)
    piece = told(int(found[2] or found[3]), moment.step) if found else None
    if piece is None or not found:
        return None
    if found[3]:
        return _page(pages.picture(piece.number), moment, "image/svg+xml")
    if path != piece.link.partition("?")[0]:
        return None
    if piece.is_withdrawn(moment.step):
        gone = b"This article was withdrawn.\n"
        return _page(gone, moment, "text/plain; charset=utf-8", status=HTTPStatus.GONE)
    return _page(pages.article(outlets()[piece.outlet], piece), moment)


def _page(
    body: bytes, moment: Moment, content_type: str = _HTML, *, status: HTTPStatus = HTTPStatus.OK
) -> _Document:
    return _Document(
        body=body, content_type=content_type, changed_at=moment.at(moment.step), status=status
    )
