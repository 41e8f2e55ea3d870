"""What `once` takes over two thousand feeds on loopback that answer after 50 ms.

A process of its own is the origin (benchmarks/origin.py): it alone can tell how many
requests a host had in flight. The rounds are those of the command, in a child.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.origin import DELAY, ITEMS, addresses

ROOT = Path(__file__).parents[1]
PROC = Path("/proc")
FEEDS_OF_A_HOST = 5
MOST_AT_ONCE = 2  # what feeds.yaml allows a host by default
TOLERANCE = 0.1  # seconds: what queues on the way may take off a gap
LOOK = 0.1  # seconds between two looks at a process
ROUNDS = (
    # feeds, spacing in seconds, second round too
    (500, 1, False),
    (2000, 1, True),
    (2000, 0, True),
)
HEAD = (
    "feeds", "spacing", "round", "seconds", "feeds/s", "CPU s", "memory", "reader",
    "at once", "to a host", "shortest gap", "too soon",
)  # fmt: skip


class Origin:
    """The process that answers, and what it counted."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None  # noqa: S101 - for the type checker
        assert process.stdout is not None  # noqa: S101
        self._asked, self._told = process.stdin, process.stdout
        self.port = int(self._told.readline())

    def taken(self) -> dict[str, Any]:
        """What was counted since the last time."""
        self._asked.write("\n")
        self._asked.flush()
        counted: dict[str, Any] = json.loads(self._told.readline())
        return counted


@contextmanager
def origin(hosts: int) -> Iterator[Origin]:
    """Run the origin meanwhile; it ends when its stdin does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.origin", str(hosts)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield Origin(process)
    finally:
        process.communicate()


@dataclass
class Cost:
    """What a command and its reading processes took. Memory in bytes, at its highest."""

    seconds: float = 0.0
    memory: int = 0
    readers: dict[int, int] = field(default_factory=dict)
    cpu: dict[int, float] = field(default_factory=dict)

    def look(self, leader: int) -> None:
        """Look at every process of the session that `leader` heads."""
        for entry in PROC.iterdir():
            if entry.name.isdigit():
                try:
                    self._look_at(int(entry.name), leader)
                except (FileNotFoundError, ProcessLookupError):
                    continue  # it ended while we looked

    def _look_at(self, pid: int, leader: int) -> None:
        # After the name, which may hold anything: state, ppid, pgrp, session, … (proc_pid_stat(5)).
        told = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        if int(told[3]) != leader:
            return
        self.cpu[pid] = (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
        highest = _highest(pid)
        if pid == leader:
            self.memory = max(self.memory, highest)
        else:
            self.readers[pid] = max(self.readers.get(pid, 0), highest)


def _highest(pid: int) -> int:
    """The most memory that a process ever had resident; 0 once it is a zombie."""
    for line in (PROC / str(pid) / "status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) << 10
    return 0


class Wire:
    """The commands, in a folder of their own."""

    def __init__(self, home: Path, port: int, feeds: int, spacing: int) -> None:
        self.feeds, self.spacing, self._home = feeds, spacing, home
        (home / "feeds.yaml").write_text(_config(port, feeds, spacing), encoding="utf-8")

    def once(self, *words: str) -> tuple[dict[str, Any], Cost]:
        """One round: its report, and what it cost. Raises where the command fails."""
        where = ("--config", "feeds.yaml", "--database", "sqlite:///store.sqlite3")
        command = [sys.executable, "-m", "aggregator", *where, "--out", "public", "once", "--json"]
        cost, began = Cost(), time.monotonic()
        with (self._home / "report.json").open("w+") as report:
            process = subprocess.Popen(
                [*command, *words], cwd=self._home, env=os.environ | {"PYTHONPATH": str(ROOT)},
                stdout=report, start_new_session=True,
            )  # fmt: skip
            try:
                while process.poll() is None:
                    cost.look(process.pid)
                    time.sleep(LOOK)
            finally:
                process.kill()
                process.wait()
            cost.seconds = time.monotonic() - began
            if process.returncode:
                raise subprocess.CalledProcessError(process.returncode, command)
            report.seek(0)
            return json.loads(report.read()), cost


def _config(port: int, feeds: int, spacing: int) -> str:
    hosts = addresses(feeds // FEEDS_OF_A_HOST)
    urls = [
        f"  - {{id: h{host}-f{feed}, url: 'http://{address}:{port}/feed/{feed}'}}"
        for host, address in enumerate(hosts)
        for feed in range(FEEDS_OF_A_HOST)
    ]
    return "\n".join(
        [
            "site: {contact: ops@bench.example}",
            f"network: {{allow: [127.0.0.0/8], per_host: {{spacing: {spacing}s}}}}",
            "feeds:",
            *urls,
            "outputs:",
            "  - {id: the-latest, title: The Latest}",
        ]
    )


@dataclass(frozen=True)
class Row:
    """One round: what it cost, what the origin counted, and what was wrong with it."""

    feeds: int
    spacing: int
    name: str
    cost: Cost
    counted: dict[str, Any]
    faults: tuple[str, ...]

    def cells(self) -> tuple[object, ...]:
        cost, counted, gaps = self.cost, self.counted, self.counted["gaps"]
        too_soon = sum(gap < self.spacing - TOLERANCE for gap in gaps)
        return (
            self.feeds, f"{self.spacing} s", self.name, f"{cost.seconds:.1f}",
            f"{self.feeds / cost.seconds:.0f}", f"{sum(cost.cpu.values()):.1f}",
            f"{cost.memory / 1e6:.0f} MB", f"{max(cost.readers.values(), default=0) / 1e6:.0f} MB",
            counted["at_once"], counted["at_once_to_a_host"],
            f"{gaps[0]:.2f} s" if gaps else "", too_soon,
        )  # fmt: skip


def measured(wire: Wire, asked: Origin, name: str, *words: str) -> Row:
    """One round. It has to bring what its name says, from every feed, and politely."""
    asked.taken()
    report, cost = wire.once(*words)
    counted = asked.taken()
    wanted, most = "not_modified" if words else "fetched", counted["at_once_to_a_host"]
    where = f"{wire.feeds} feeds, spacing {wire.spacing} s, {name}"
    faults = []
    if report[wanted] != wire.feeds:
        faults.append(f"{where}: {report[wanted]} {wanted}; {report['failures'][:3]}")
    if most > MOST_AT_ONCE:
        faults.append(f"{where}: {most} requests at once to one host")
    return Row(wire.feeds, wire.spacing, name, cost, counted, tuple(faults))


def _line(cells: tuple[object, ...]) -> str:
    return "".join(f"{cell!s:>{len(head) + 2}}" for cell, head in zip(cells, HEAD, strict=True))


def main() -> int:
    """Print the table; gives 1 where a round was impolite or incomplete."""
    if sys.platform != "linux":
        print("many feeds: Linux only, where all of 127.0.0.0/8 is loopback")
        return 0
    most = max(feeds for feeds, _, _ in ROUNDS)
    hosts = most // FEEDS_OF_A_HOST
    print(
        f"`once` over {most} feeds at {hosts} hosts, {ITEMS} items each, answered after"
        f" {DELAY * 1000:.0f} ms; {os.cpu_count()} cores"
    )
    print(_line(HEAD), flush=True)
    rows = []
    with origin(hosts) as asked:
        for row in _rounds(asked):
            print(_line(row.cells()), flush=True)
            rows.append(row)
    few, many = rows[0], rows[1]
    more = (many.cost.memory - few.cost.memory) / (many.feeds - few.feeds)
    print(f"memory from {few.feeds} to {many.feeds} feeds: {more / 1e3:.1f} kB for each feed more")
    faults = [fault for row in rows for fault in row.faults]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def _rounds(asked: Origin) -> Iterator[Row]:
    for feeds, spacing, again in ROUNDS:
        with tempfile.TemporaryDirectory() as folder:
            wire = Wire(Path(folder), asked.port, feeds, spacing)
            yield measured(wire, asked, "new")
            if again:
                yield measured(wire, asked, "304", "--force")
