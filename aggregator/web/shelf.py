"""The published files as they stand now, each ready to be answered with."""

import os
import re
import stat
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path

from aggregator.core.headers import (
    EVERYWHERE,
    NAME,
    Fields,
    Table,
    fields_of,
    is_published,
    merged,
    standard,
    understood,
)
from aggregator.core.twins import SUFFIXES, has_twins, holds, packed
from aggregator.model import value
from aggregator.web.negotiation import IDENTITY

Head = tuple[tuple[bytes, bytes], ...]
"""Header fields as ASGI wants them."""
Stamp = tuple[int, int, int]
"""What tells one version of a file from the next."""

_PUBLISHED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,199}")
_ARCHIVE = re.compile(r"([a-z0-9-]+\.archive-[0-9]+)-[0-9]+\.atom")
_FEEDS = (".atom", ".rss")
OPENED_BY = "Sec-Fetch-Dest"  # where it says `document`, a browser shows what it gets
_ROOM = 2**26  # archives are many, and seldom asked for
# What a 304 need not say again: the cache has it (RFC 9110 section 15.4.5).
_OF_BODIES = {
    "content-type",
    "content-encoding",
    "content-length",
    "content-security-policy",
    "link",
}


def head(fields: Fields) -> Head:
    """Header fields for ASGI; they have to be ASCII."""
    return tuple((name.lower().encode("ascii"), text.encode("ascii")) for name, text in fields)


@value
class Encoded:
    """A file in one coding: its bytes, its tag, and the heads of answers with and without them.

    `opened` is for a browser that shows it: of a feed, the media type of any XML, since
    browsers show feeds as plain text whatever style sheet they name.
    """

    tag: str
    body: bytes
    head: Head
    opened: Head
    unchanged: Head


@value
class Shelved:
    """One version of a file, in each coding that it is had in, the tighter ones first."""

    stamp: Stamp
    table: Table
    modified_at: datetime
    is_shared: bool
    encodings: Mapping[str, Encoded]

    @property
    def size(self) -> int:
        return sum(len(one.body) for one in self.encodings.values())


class Shelf:
    """The files that lie flat in a folder, of the kinds that we publish.

    Each version is read once, and kept as long as there is room (in bytes). `_headers` is
    read again when it changes.
    """

    def __init__(self, out: Path, *, room: int = _ROOM) -> None:
        self._out, self._room = out, room
        self._kept: OrderedDict[str, Shelved] = OrderedDict()
        self._size = 0
        self._table: Table = {}
        self._table_stamp: Stamp | None = None

    def take(self, name: str) -> Shelved | None:
        """The file of this name, None where nothing is published under it."""
        if not (_PUBLISHED.fullmatch(name) and is_published(name)):
            return None
        path = self._out / name
        stamp, table = _stamp(path), self._headers()
        kept = self._kept.get(name)
        if kept is not None and kept.stamp == stamp and kept.table is table:
            self._kept.move_to_end(name)
            return kept
        self._forget(name)
        found = _shelved(path, table) if stamp else None
        if found is not None:
            self._keep(name, found)
        return found

    def is_gone(self, name: str) -> bool:
        """Whether an archive of this name stood here, and was written anew under another one."""
        archive = _ARCHIVE.fullmatch(name)
        return archive is not None and _stamp(self._out / f"{archive[1]}.gone") is not None

    def _headers(self) -> Table:
        path = self._out / NAME
        stamp = _stamp(path)
        if stamp != self._table_stamp:
            try:
                self._table = understood(path.read_bytes()) if stamp else {}
            except FileNotFoundError:
                self._table, stamp = {}, None
            self._table_stamp = stamp
        return self._table

    def _keep(self, name: str, found: Shelved) -> None:
        self._kept[name] = found
        self._size += found.size
        while self._size > self._room:
            self._forget(next(iter(self._kept)))

    def _forget(self, name: str) -> None:
        kept = self._kept.pop(name, None)
        self._size -= kept.size if kept else 0


def _stamp(path: Path) -> Stamp | None:
    """None where there is no such file; a link is none, it may lead anywhere."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return _stamp_of(found) if stat.S_ISREG(found.st_mode) else None


def _stamp_of(found: os.stat_result) -> Stamp:
    """The publisher sets mtime, so only ctime tells two versions of one second apart."""
    return found.st_ino, found.st_ctime_ns, found.st_size


def _shelved(path: Path, table: Table) -> Shelved | None:
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())  # of this very file: the name may be another's by now
            body = file.read()
    except FileNotFoundError:
        return None
    fields = merged(
        EVERYWHERE,
        standard(path.name),
        fields_of(table, f"/{path.name}"),
        _vary(path.name),
    )
    modified_at = datetime.fromtimestamp(int(found.st_mtime), UTC)
    return Shelved(
        stamp=_stamp_of(found),
        table=table,
        modified_at=modified_at,
        is_shared=any(name.lower() == "access-control-allow-origin" for name, _ in fields),
        encodings={
            coding: _encoded(twin, coding, fields, _opened(path.name), modified_at)
            for coding, twin in _codings(path, body)
        },
    )


def _codings(path: Path, body: bytes) -> Iterator[tuple[str, bytes]]:
    """The bytes in each coding: a twin beside the file counts as far as it holds these bytes."""
    if has_twins(path.name):
        for coding, suffix in SUFFIXES.items():
            twin = _read(path.with_name(path.name + suffix))
            if twin is not None and holds(twin, coding, body):
                yield coding, twin
            elif coding == "gzip":  # what brotli takes is too long for an answer to wait
                yield coding, packed(body, coding)
    yield IDENTITY, body


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _encoded(
    body: bytes, coding: str, fields: Fields, opened: Fields, modified_at: datetime
) -> Encoded:
    tag = sha256(body).hexdigest()[:32]
    encoding = () if coding == IDENTITY else (("Content-Encoding", coding),)
    said = merged(
        fields,
        (
            ("ETag", f'"{tag}"'),
            ("Last-Modified", format_datetime(modified_at, usegmt=True)),
            ("Content-Length", str(len(body))),
        ),
        encoding,
    )
    unchanged = tuple(one for one in said if one[0].lower() not in _OF_BODIES)
    return Encoded(
        tag=tag,
        body=body,
        head=head(said),
        opened=head(merged(said, opened)),
        unchanged=head(unchanged),
    )


def _opened(name: str) -> Fields:
    return (("Content-Type", "application/xml; charset=utf-8"),) if name.endswith(_FEEDS) else ()


def _vary(name: str) -> Fields:
    """What of a request decides on the answer (RFC 9110 section 12.5.5)."""
    if not has_twins(name):
        return ()
    asked = ("Accept-Encoding", OPENED_BY) if name.endswith(_FEEDS) else ("Accept-Encoding",)
    return (("Vary", ", ".join(asked)),)
