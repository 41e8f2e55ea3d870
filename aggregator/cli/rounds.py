"""The commands that fetch, publish and serve."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aggregator.bootstrap import hub
from aggregator.bootstrap.daemon import Daemon
from aggregator.bootstrap.inforce import settle
from aggregator.bootstrap.parts import RoundResult, clock, opened, read_edited
from aggregator.bootstrap.sample import demo
from aggregator.cli.told import (
    Commands,
    clean,
    command,
    say,
    settings,
    stored,
    tell_json,
    with_json,
)
from aggregator.core import pinging
from aggregator.core.pinging import Pinged
from aggregator.core.report import pinged_json
from aggregator.errors import UsageError
from aggregator.model import Config, OutputId
from aggregator.ports import Scope
from aggregator.publish import Publisher, PublishReport
from aggregator.update import RoundReport
from aggregator.web import bind, public_app, serve

LISTEN, OPS = "127.0.0.1:8000", "127.0.0.1:8001"


def commands(add: Commands) -> None:
    """Add run, once, demo, serve and publish."""
    _listeners(command(add, "run", _run, "follow feeds.yaml and serve, until told to end"))
    once = command(add, "once", _once, "fetch what is due and publish, once: for cron")
    which = once.add_mutually_exclusive_group()
    which.add_argument(
        "--all", action="store_true", help="due or not, but keeping the waits servers asked for"
    )
    which.add_argument("--force", action="store_true", help="every feed, now")
    with_json(once)
    _listeners(command(add, "demo", _demo, "show the whole wire, offline, over a sample trade"))
    server = command(add, "serve", _serve, "serve what was published, and nothing else")
    server.add_argument("--listen", type=_address, default=_address(LISTEN), metavar="HOST:PORT")
    publish = command(add, "publish", _publish, "render the outputs from what is stored")
    publish.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="ID",
        help="let this output through the gate this once",
    )
    with_json(publish)


def _listeners(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--listen", type=_address, default=_address(LISTEN), metavar="HOST:PORT",
        help=f"the public listener (default {LISTEN})",
    )  # fmt: skip
    parser.add_argument(
        "--ops", type=_address, default=_address(OPS), metavar="HOST:PORT",
        help=f"the ops listener: status and health (default {OPS})",
    )  # fmt: skip


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:  # noqa: PLR2004 - the last port
        raise argparse.ArgumentTypeError(f"{text!r} is no HOST:PORT; expected one as {LISTEN}")
    return host.strip("[]"), int(port)


def _run(args: argparse.Namespace) -> int:
    asyncio.run(Daemon(settings(args)).run(args.listen, args.ops))
    return 0


def _demo(args: argparse.Namespace) -> int:
    demo(args.listen, args.ops, say=say)
    return 0


def _once(args: argparse.Namespace) -> int:
    path = Path(args.config)
    edited = read_edited(path)
    scope = Scope.ALL if args.all else Scope.FORCE if args.force else Scope.DUE
    progress = _progress() if sys.stderr.isatty() else None

    async def once() -> RoundResult:
        async with opened(args.database) as parts:
            settled = await parts.in_store(settle, parts.store, edited, path)
            if settled.words:
                say(settled.words)
            async with parts.following(settled.config, Path(args.out)) as wire:
                return await wire.round(scope, progress=progress)

    result = asyncio.run(once())
    if args.json:
        tell_json(_round_json(result))
    else:
        _tell(result)
    return 0


def _progress() -> Callable[[RoundReport], None]:
    def show(report: RoundReport) -> None:
        total = report.feeds + report.waiting
        print(
            f"\r{report.feeds} of {total} feeds asked, {report.new} new items \x1b[K",
            end="",
            file=sys.stderr,
            flush=True,
        )

    return show


def _tell(result: RoundResult) -> None:
    done, published = result.round, result.published
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    if done.alert:
        say(done.alert)
    elif done.outage:
        say(f"our own network is down since {done.outage.began_at:%Y-%m-%d %H:%M} UTC")
    for feed_id, reason in () if done.outage else done.failures:
        say(f"{feed_id}: {reason}")
    for output_id, reason in published.refused.items():
        say(f"{output_id} was not replaced: {reason}")
    tell_untold(result.pinged)
    print(
        f"{done.feeds} feeds asked in {result.seconds:.1f} s: {done.fetched} fetched,"
        f" {done.not_modified} not modified, {done.failed} failed, {done.waiting} waiting;"
        f" {done.new} new items, {done.changed} changed;"
        f" published {', '.join(published.published) or 'nothing: no output changed'}"
    )


def _round_json(result: RoundResult) -> dict[str, Any]:
    done = result.round
    return {
        "feeds": done.feeds,
        "fetched": done.fetched,
        "not_modified": done.not_modified,
        "failed": done.failed,
        "waiting": done.waiting,
        "new": done.new,
        "changed": done.changed,
        **published_json(result.published),
        "seconds": result.seconds,
        "failures": [{"id": feed_id, "error": reason} for feed_id, reason in done.failures],
        "down_since_at": done.outage.began_at.isoformat() if done.outage else None,
        "hub": pinged_json(result.pinged),
    }


def published_json(report: PublishReport) -> dict[str, Any]:
    """What `publish --json` prints."""
    return {
        "published": list(report.published),
        "refused": list(report.refused),
        "reasons": dict(report.refused),
    }


def _serve(args: argparse.Namespace) -> int:
    out = Path(args.out)
    if not out.is_dir():
        raise UsageError(f"{out}: no such folder; expected published files there (--out DIR)")

    async def serving() -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        with bind(*args.listen) as socket:
            say(f"serving {out} on http://{args.listen[0]}:{args.listen[1]}/")
            await serve(public_app(out), socket, stopping)

    asyncio.run(serving())
    return 0


def _publish(args: argparse.Namespace) -> int:
    path = Path(args.config)
    edited = read_edited(path)
    with stored(args) as store:
        settled = settle(store, edited, path)
        if settled.words:
            say(settled.words)
        _known(args.accept, settled.config)
        with store.round_lock():
            publisher = Publisher(settled.config, store, out=Path(args.out), clock=clock)
            report = publisher.publish([OutputId(output_id) for output_id in args.accept])
        pinged = hub.ping(settled.config, store)
    if args.json:
        tell_json(published_json(report) | {"hub": pinged_json(pinged)})
    else:
        tell_untold(pinged)
        tell_published(report)
    return 0


def _known(accepted: list[str], config: Config) -> None:
    known = {output.id for output in config.outputs}
    for output_id in accepted:
        if output_id not in known:
            raise UsageError(
                f"{output_id}: no such output; expected one of {', '.join(sorted(known))}"
            )


def tell_published(report: PublishReport) -> None:
    """Which outputs were replaced, and which not and why."""
    for output_id, reason in report.refused.items():
        say(f"{output_id} was not replaced: {reason}")
    print(f"published {', '.join(report.published) or 'nothing: no output changed'}")


def tell_untold(pinged: Pinged) -> None:
    """What the hub did not take, and why."""
    for line in pinging.in_words(pinged, clock()):
        say(clean(line))
