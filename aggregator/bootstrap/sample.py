"""`demo`: the whole wire, offline, over a sample trade on loopback."""

import asyncio
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from aggregator.bootstrap.daemon import Daemon
from aggregator.bootstrap.parts import RoundResult, Settings, clock
from aggregator.demo import Origin, feeds_yaml
from aggregator.web import bind

STEP = 5.0  # seconds between two changes of the sample trade
HOME = Path(".demo")


def demo(listen: tuple[str, int], ops: tuple[str, int], *, say: Callable[[str], None]) -> None:
    """Run the sample trade and the wire over it until told to end; starts afresh each time."""
    for address in (listen, ops):
        bind(*address).close()  # a demo that runs already keeps its folder
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir()
    settings = Settings(
        config=HOME / "feeds.yaml",
        database=f"sqlite:///{HOME / 'aggregator.sqlite3'}",
        out=HOME / "public",
    )
    base_url = f"http://{listen[0]}:{listen[1]}/"
    with Origin(started_at=clock(), step_every=STEP) as origin:
        settings.config.write_text(feeds_yaml(origin.url, base_url), encoding="utf-8")
        guide = _Guide(settings, origin.url, base_url, ops=f"http://{ops[0]}:{ops[1]}/", say=say)
        say(f"A sample trade answers at {origin.url}; reading it for the first time …")
        asyncio.run(Daemon(settings, published=guide.after_round).run(listen, ops))


class _Guide:
    """Tells where to look, once there is something to see."""

    def __init__(
        self,
        settings: Settings,
        origin: str,
        base_url: str,
        *,
        ops: str,
        say: Callable[[str], None],
    ) -> None:
        self._lines = (
            "",
            f"  The page      {base_url}",
            f"  The Latest    {base_url}the-latest.atom",
            f"  Everything    {base_url}everything.atom",
            f"  The status    {ops}",
            f"  The origin    {origin}",
            "",
            "  In another terminal:",
            f"    {_program()} --config {settings.config} --database {settings.database} status",
            "",
            f"Something new appears every {STEP:g} seconds. Ctrl-C ends it.",
        )
        self._say, self._told = say, False

    def after_round(self, result: RoundResult) -> None:
        """Speak after the first round that published something."""
        if not self._told and result.published.published:
            self._told = True
            done = result.round
            self._say(f"{done.feeds} feeds read, {done.new} items, in {result.seconds:.1f} s.")
            for line in self._lines:
                self._say(line)


def _program() -> str:
    """How this program was started, for the operator to repeat."""
    python = Path(sys.executable)
    here = python.relative_to(Path.cwd()) if python.is_relative_to(Path.cwd()) else python
    return f"{here} -m aggregator"
