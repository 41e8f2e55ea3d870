"""The files that we publish: replaced whole, each with its packed twin beside it."""

import gzip
import os
from datetime import datetime
from pathlib import Path


class Files:
    """A folder of published files."""

    def __init__(self, out: Path) -> None:
        self.out = out

    def holds(self, name: str, body: bytes) -> bool:
        """Whether this file stands already, with these bytes."""
        return _holds(self.out / name, body)

    def write(self, name: str, body: bytes, changed_at: datetime) -> bool:
        """Write beside and rename, its gzip twin first; untouched where they stand already.

        Says whether the file changed: a twin that is mended is no news.
        """
        _put(self.out / f"{name}.gz", gzip.compress(body, mtime=0), changed_at)
        return _put(self.out / name, body, changed_at)


def _holds(path: Path, body: bytes) -> bool:
    return path.is_file() and path.read_bytes() == body


def _put(path: Path, body: bytes, changed_at: datetime) -> bool:
    if _holds(path, body):
        return False
    # The round lock lets one publisher write: what a killed one left beside is written over.
    beside = path.with_name(f".{path.name}.new")
    seconds = changed_at.timestamp()
    try:
        with beside.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.utime(beside, (seconds, seconds))
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    return True
