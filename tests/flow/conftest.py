"""The whole wire over real HTTP on loopback and a real SQLite file."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from aggregator.cli import main
from aggregator.demo import Origin, feeds_yaml

ROOT = Path(__file__).parents[2]
STARTED_AT = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin(started_at=STARTED_AT, slow=0.0) as origin:
        yield origin


class Wire:
    """The commands, run in a folder of their own; what they print is kept."""

    def __init__(self, home: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.home, self.config, self.out = home, home / "feeds.yaml", home / "public"
        self.database = f"sqlite:///{home / 'store.sqlite3'}"
        self._capfd = capfd
        self.printed = self.said = ""

    @property
    def options(self) -> list[str]:
        where = ["--config", str(self.config), "--database", self.database]
        return [*where, "--out", str(self.out)]

    def __call__(self, *words: str) -> int:
        """Run a command in this process; gives its exit code."""
        self._capfd.readouterr()
        try:
            code = main([*self.options, *words])
        except SystemExit as end:
            code = int(end.code or 0)
        self.printed, self.said = self._capfd.readouterr()
        return code

    def json(self, *words: str) -> Any:
        """What a command prints as JSON; it has to end well."""
        assert self(*words, "--json") == 0, self.said
        return json.loads(self.printed)

    def lines(self, *words: str) -> list[Any]:
        """What a command prints as JSON Lines; it has to end well."""
        assert self(*words) == 0, self.said
        return [json.loads(line) for line in self.printed.splitlines()]

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "aggregator", *self.options, *words],
            cwd=self.home,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def running(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """A command that runs meanwhile, and is ended."""
        process = self.start(*words)
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def files(self) -> dict[str, bytes]:
        """Every published file, by name."""
        return {path.name: path.read_bytes() for path in sorted(self.out.iterdir())}


def hear(process: subprocess.Popen[str], word: str, *, seconds: float = 30.0) -> str:
    """Listen until the process says a line with this word in it; fails where it never does."""
    assert process.stderr is not None
    watchdog = Timer(seconds, process.kill)
    watchdog.start()
    heard = []
    for line in process.stderr:
        heard.append(line)
        if word in line:
            watchdog.cancel()
            return line
    watchdog.cancel()
    raise AssertionError(f"{word!r} was never said, but: {''.join(heard)}")


@pytest.fixture
def empty(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Wire:
    """A wire in an empty folder."""
    return Wire(tmp_path, capfd)


@pytest.fixture
def wire(empty: Wire, origin: Origin) -> Wire:
    """A wire that follows the sample trade."""
    empty.config.write_text(feeds_yaml(origin.url), encoding="utf-8")
    return empty
