"""The commands about feeds.yaml and what it lists."""

import argparse
import asyncio
import sys
from pathlib import Path

from aggregator.bootstrap.discover import Found, follow
from aggregator.bootstrap.discover import add as add_feeds
from aggregator.bootstrap.parts import read_config
from aggregator.cli.told import Commands, command, say, settings, tell_json
from aggregator.core.config import exposed, json_schema
from aggregator.core.opml import OpmlError, export, subscriptions
from aggregator.core.urls import as_asked
from aggregator.errors import UsageError


def commands(add: Commands) -> None:
    """Add check, add, opml and schema."""
    command(add, "check", _check, "tell every error in feeds.yaml, each with its line")
    adding = command(add, "add", _add, "find the feed of an address and follow it")
    adding.add_argument("url", metavar="URL")
    opml = command(add, "opml", _opml, "write the followed feeds as OPML, or follow an OPML's")
    opml.add_argument("what", choices=["import", "export"])
    opml.add_argument("file", nargs="?", default="-", metavar="FILE", help="- is stdin or stdout")
    command(add, "schema", _schema, "print the JSON Schema of feeds.yaml")


def _check(args: argparse.Namespace) -> int:
    config = read_config(Path(args.config))
    for feed in config.feeds:
        for what in exposed(feed):
            say(f"{args.config}: feed {feed.id} sends {what} over plain http")
    print(f"{args.config}: {len(config.feeds)} feeds, {len(config.outputs)} outputs, no errors")
    return 0


def _schema(args: argparse.Namespace) -> int:
    del args
    tell_json(json_schema())
    return 0


def _add(args: argparse.Namespace) -> int:
    added = asyncio.run(follow(settings(args), args.url))
    found = added.found
    stored = "" if added.stored is None else f"; {added.stored} stored"
    print(f"{args.config}: added {added.feed_id}, {found.url} ({found.items} items now){stored}")
    if added.stored is None:
        say(f"{added.why}; the first round asks for its items")
    return 0


def _opml(args: argparse.Namespace) -> int:
    return _export(args) if args.what == "export" else _import(args)


def _export(args: argparse.Namespace) -> int:
    document = export(read_config(Path(args.config)))
    if args.file == "-":
        sys.stdout.buffer.write(document)
    else:
        Path(args.file).write_bytes(document)
    return 0


def _import(args: argparse.Namespace) -> int:
    path = Path(args.config)
    try:
        found = subscriptions(_document(args.file))
    except OpmlError as error:
        raise UsageError(f"{args.file}: {error}") from error
    followed = {as_asked(feed.url) for feed in read_config(path).feeds}
    new: list[Found] = []
    for one in found:
        if as_asked(one.url) in followed:
            say(f"{one.url}: followed already")
        else:
            followed.add(as_asked(one.url))
            new.append(Found(url=one.url, title=one.title))
    if new:
        for feed_id, feed in zip(add_feeds(path, new), new, strict=True):
            print(f"{args.config}: added {feed_id}, {feed.url}")
    return 0


def _document(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"{name}: cannot be read: {error.strerror}") from error
