"""What header fields a published file bears, and the file `_headers` that tells static hosts.

Static hosts read it so: a path, or a pattern with one `*`, on a line of its own, and below it
indented lines `Name: value`. Where two patterns of one path name the same field, hosts differ in
what they do; so what we write never says a field twice of one path.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta

Fields = tuple[tuple[str, str], ...]
"""Header fields (RFC 9110 section 5): names and values."""
Table = Mapping[str, Fields]
"""Header fields by the path, or pattern of paths, that bears them."""

NAME = "_headers"
MEDIA_TYPES: Mapping[str, str] = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".png": "image/png",
    ".rss": "application/rss+xml; charset=utf-8",
    ".svg": "image/svg+xml",
}
MAX_AGE = timedelta(minutes=5)
_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self';"
    " img-src http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
EVERYWHERE: Fields = (
    ("X-Content-Type-Options", "nosniff"),
    # Publishers may know who sends them readers, not which page of ours did.
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    # On feeds too: a browser that shows one as a page would run what a page runs.
    ("Content-Security-Policy", _POLICY),
)
SHARED: Fields = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Link"),
)
"""What lets scripts of other sites read a file."""

_STALE = 86_400  # seconds that caches may go on with what they have while we are down
_LINE = re.compile(r"[ \t]+([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([!-~](?:[ -~]*[!-~])?)[ \t]*")


def cache_control(max_age: timedelta, *more: str) -> tuple[str, str]:
    """How long a cache may keep a file, and go on with it where we do not answer (RFC 5861)."""
    seconds = int(max_age.total_seconds())
    said = ("public", f"max-age={seconds}", *more, f"stale-if-error={_STALE}")
    return "Cache-Control", ", ".join(said)


def is_published(name: str) -> bool:
    """Whether a file of this name is of a kind that we publish."""
    return name.endswith(tuple(MEDIA_TYPES))


def media_type(name: str) -> str:
    """That of a published file, by its name."""
    return MEDIA_TYPES[f".{name.rpartition('.')[2]}"]


def standard(name: str) -> Fields:
    """What a file of this name bears where `_headers` does not name it."""
    return (
        ("Content-Type", media_type(name)),
        cache_control(MAX_AGE),
        *(SHARED if name.endswith(".json") else ()),
    )


def written(table: Table) -> bytes:
    """`_headers` with these fields, in the order given."""
    blocks = (
        "".join((f"{path}\n", *(f"  {name}: {text}\n" for name, text in fields)))
        for path, fields in table.items()
    )
    return "\n".join(blocks).encode()


def understood(body: bytes) -> Table:
    """What `_headers` says; lines that say nothing are passed over."""
    table: dict[str, Fields] = {}
    path = ""
    for line in body.decode(errors="replace").splitlines():
        if line.startswith("/"):
            path = line.strip()
            table.setdefault(path, ())
        elif path and (said := _LINE.fullmatch(line)):
            table[path] += ((said[1], said[2]),)
    return table


def fields_of(table: Table, path: str) -> Fields:
    """All that `_headers` says of a path; what stands further down goes before."""
    return merged(*(fields for pattern, fields in table.items() if _fits(pattern, path)))


def merged(*several: Iterable[tuple[str, str]]) -> Fields:
    """Fields of several sources: of each name, in any case, the last value."""
    said = {name.lower(): (name, text) for fields in several for name, text in fields}
    return tuple(said.values())


def _fits(pattern: str, path: str) -> bool:
    begin, star, end = pattern.partition("*")
    if not star:
        return pattern == path
    return len(path) >= len(begin + end) and path.startswith(begin) and path.endswith(end)
