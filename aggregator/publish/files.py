"""The files that we publish: replaced whole, each with its packed twins beside it."""

import os
from datetime import datetime
from pathlib import Path

from aggregator.core.twins import SUFFIXES, has_twins, holds, packed


class Files:
    """A folder of published files."""

    def __init__(self, out: Path) -> None:
        self.out = out

    def holds(self, name: str, body: bytes) -> bool:
        """Whether this file stands already, with these bytes."""
        path = self.out / name
        return path.is_file() and path.read_bytes() == body

    def write(self, name: str, body: bytes, changed_at: datetime) -> bool:
        """Write beside, then rename; untouched where it stands already.

        Says whether the file changed: a twin that is mended is no news.
        """
        path = self.out / name
        is_news = not self.holds(name, body)
        wanted = _missing_twins(path, body)
        if is_news:
            _put({**wanted, path: body}, changed_at.timestamp())
        elif wanted:
            _put(wanted, path.stat().st_mtime)  # Last-Modified is one for all of them
        return is_news

    def remove(self, name: str) -> bool:
        """Take a file and its twins away; says whether the file stood there."""
        path = self.out / name
        for twin in _twins(path).values():
            twin.unlink(missing_ok=True)
        # Last, as in `write`: who is killed meanwhile finds by it that there is work left.
        is_there = path.is_file()
        path.unlink(missing_ok=True)
        return is_there


def _twins(path: Path) -> dict[str, Path]:
    return {coding: path.with_name(path.name + suffix) for coding, suffix in SUFFIXES.items()}


def _missing_twins(path: Path, body: bytes) -> dict[Path, bytes]:
    """The twins that are not there, or hold other bytes than these."""
    if not has_twins(path.name):
        return {}
    return {
        twin: packed(body, coding)
        for coding, twin in _twins(path).items()
        if not (twin.is_file() and holds(twin.read_bytes(), coding, body))
    }


def _put(bodies: dict[Path, bytes], seconds: float) -> None:
    """Put each in its place: all are on the disk before the first is renamed.

    So a full disk replaces none, and a file and its twins differ between two renames
    alone. The file is the last of them: until it is replaced, it is seen to be news.
    """
    # The round lock lets one publisher write: what a killed one left beside is written over.
    beside = {path: path.with_name(f".{path.name}.new") for path in bodies}
    try:
        for path, body in bodies.items():
            _store(beside[path], body, seconds)
        for path, new in beside.items():
            new.replace(path)
    finally:
        for new in beside.values():
            new.unlink(missing_ok=True)


def _store(path: Path, body: bytes, seconds: float) -> None:
    with path.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    os.utime(path, (seconds, seconds))
