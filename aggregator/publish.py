"""Corridor two: store → bytes → files."""

import gzip
import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from aggregator.core.frontpage import front_page
from aggregator.core.gate import refusal
from aggregator.core.render import atom
from aggregator.errors import PublishError
from aggregator.model import Config, OutputFeed, OutputId, Published, Story, value
from aggregator.ports import Clock, Store

FRONT = 30  # stories on the front page
ASSETS = {
    name: files("aggregator").joinpath("assets", name).read_bytes()
    for name in ("style.css", "icon.svg")
}


@value
class PublishReport:
    """Outputs whose files changed, and those that the gate kept back, with its words."""

    published: tuple[OutputId, ...] = ()
    refused: Mapping[OutputId, str]


@value
class _Rendering:
    """What would stand in an output's file, whether it may, and what stood there before."""

    record: Published
    previous: Published | None
    stories: tuple[Story, ...]
    body: bytes


class Publisher:
    """Renders every output of a configuration and replaces the files that changed."""

    def __init__(self, config: Config, store: Store, *, out: Path, clock: Clock) -> None:
        self._config, self._store = config, store
        self._out, self._clock = out, clock
        self._labels = {rule.topic: rule.label for rule in config.topics}

    def publish(self, accept: Collection[OutputId] = ()) -> PublishReport:
        """Bring every file up to date; `accept` names outputs that the gate lets through once.

        Raises `PublishError` where the files cannot be written.
        """
        now = self._clock()  # one for all, so that no auction is over in one output alone
        renderings = [
            self._render(output, now, accepted=output.id in accept)
            for output in self._config.outputs
        ]
        refused = {one.record.id: one.record.refused for one in renderings if one.record.refused}
        try:
            self._out.mkdir(parents=True, exist_ok=True)
            changed = [one.record.id for one in renderings if self._replace(one)]
            if renderings and renderings[0].record.refused is None:
                self._front(renderings, now)
        except OSError as error:
            raise PublishError(f"{self._out}: cannot be written: {error.strerror}") from error
        return PublishReport(published=tuple(changed), refused=refused)

    def _render(self, output: OutputFeed, now: datetime, *, accepted: bool) -> _Rendering:
        stories = self._store.stories(output, now)
        previous = self._store.published(output.id)
        site = self._config.site
        atom_id = previous.atom_id if previous else f"tag:{site.authority}:output/{output.id}"
        definition = _digest(repr((output, site)).encode())
        before = previous.story_ids if previous else ()
        left = self._store.explained(output, before, now)
        updated_at = self._updated_at(previous, definition, stories, now, left=bool(left))
        body = atom(
            output,
            stories,
            site=site,
            atom_id=atom_id,
            updated_at=updated_at,
            labels=self._labels,
        )
        digest = _digest(body)
        reason = None
        if not (accepted or (previous is not None and previous.digest == digest)):
            reason = self._orphaned(output, stories, previous) or refusal(
                output,
                stories,
                body,
                previous=previous,
                definition=definition,
                updated_at=updated_at,
                gone=left,
            )
        record = Published(
            id=output.id,
            atom_id=atom_id,
            definition=definition,
            digest=digest,
            updated_at=updated_at,
            changed_at=now,
            story_ids=tuple(story.id for story in stories),
        )
        return _Rendering(
            record=_kept(previous, record, reason), previous=previous, stories=stories, body=body
        )

    def _orphaned(
        self, output: OutputFeed, stories: tuple[Story, ...], previous: Published | None
    ) -> str | None:
        """A store that knows of no file, a lost or a mistyped one, must not empty what stands."""
        is_known = previous is not None and previous.digest
        if stories or is_known or not (self._out / f"{output.id}.atom").is_file():
            return None
        return "a file stands that this store knows nothing of, and there is nothing to put there"

    def _updated_at(
        self,
        previous: Published | None,
        definition: str,
        stories: tuple[Story, ...],
        now: datetime,
        *,
        left: bool,
    ) -> datetime:
        """The latest change of an entry, of what is carried, of the definition; never back."""
        latest = max((story.updated_at for story in stories), default=None)
        if previous is None:
            return latest or now
        if left or previous.definition != definition:
            return max(previous.updated_at, now)
        return max(previous.updated_at, latest or previous.updated_at)

    def _replace(self, rendering: _Rendering) -> bool:
        """Remember what the gate said; where it let through, put the file in its place."""
        record = rendering.record
        if record != rendering.previous:
            self._store.save_published(record)
        if record.refused is not None:
            return False
        return self._write(f"{record.id}.atom", rendering.body, record.changed_at)

    def _front(self, renderings: list[_Rendering], now: datetime) -> None:
        """The front page: its column is the first output of feeds.yaml."""
        page = front_page(
            self._config.site,
            renderings[0].stories[:FRONT],
            tuple(
                (output, len(one.record.story_ids))
                for output, one in zip(self._config.outputs, renderings, strict=True)
            ),
            self._followed(),
            labels=self._labels,
        )
        for name, body in ASSETS.items():
            self._write(name, body, now)
        self._write("index.html", page, now)

    def _followed(self) -> tuple[tuple[str, str, str], ...]:
        channels = {state.feed_id: state.channel for state in self._store.feed_states()}
        return tuple(
            (
                feed.title or (channel.title if channel else None) or feed.id,
                (channel.link if channel else None) or feed.url,
                feed.url,
            )
            for feed in self._config.feeds
            for channel in (channels.get(feed.id),)
        )

    def _write(self, name: str, body: bytes, changed_at: datetime) -> bool:
        """Write beside and rename, its gzip twin first; untouched where they stand already.

        Says whether the file changed: a twin that is mended is no news.
        """
        _put(self._out / f"{name}.gz", gzip.compress(body, mtime=0), changed_at)
        return _put(self._out / name, body, changed_at)


def _kept(previous: Published | None, record: Published, reason: str | None) -> Published:
    """What is remembered: the last one where nothing changed, its reason where one was refused."""
    if reason is not None:
        return replace(previous or replace(record, digest="", story_ids=()), refused=reason)
    if previous is not None and previous.digest == record.digest:
        return replace(record, changed_at=previous.changed_at)
    return record


def _digest(body: bytes) -> str:
    return sha256(body).hexdigest()


def _put(path: Path, body: bytes, changed_at: datetime) -> bool:
    if path.is_file() and path.read_bytes() == body:
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
