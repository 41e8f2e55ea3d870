"""Every output brought up to date: selected, rendered, let through by the gate, written."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from aggregator.core.gate import refusal
from aggregator.core.history import is_complete
from aggregator.core.render import documents
from aggregator.errors import PublishError
from aggregator.model import (
    Config,
    Edition,
    OutputFeed,
    OutputId,
    Published,
    Story,
    StoryId,
    value,
)
from aggregator.ports import Clock, Store
from aggregator.publish.files import Files
from aggregator.publish.headers import write_headers
from aggregator.publish.history import History, Past
from aggregator.publish.pages import Pages
from aggregator.publish.pinging import remember


@value
class PublishReport:
    """Outputs whose files changed, and those that the gate kept back, with its words.

    `files` are the names of the documents that changed.
    """

    published: tuple[OutputId, ...] = ()
    refused: Mapping[OutputId, str]
    files: tuple[str, ...] = ()


@value
class _Rendering:
    """What would stand in an output's files, whether it may, and what stood there before.

    `newest` are the stories for pages: the edition's documents carry edited old ones besides.
    """

    edition: Edition
    newest: tuple[Story, ...]
    past: Past
    documents: Mapping[str, bytes]
    record: Published
    previous: Published | None


class Publisher:
    """Renders every output of a configuration and replaces the files that changed."""

    def __init__(self, config: Config, store: Store, *, out: Path, clock: Clock) -> None:
        self._config, self._store = config, store
        self._files, self._clock = Files(out), clock
        self._history = History(store, self._files, config.site)
        self._pages = Pages(config, store, self._files)
        self._labels = {rule.topic: rule.label for rule in config.topics}

    def publish(self, accept: Collection[OutputId] = ()) -> PublishReport:
        """Bring every file up to date; `accept` names outputs that the gate lets through once.

        Raises `PublishError` where the files cannot be written.
        """
        now = self._clock()  # one for all, so that no auction is over in one output alone
        stamp = self._store.stamp()
        renderings = [
            self._render(output, now, stamp, accepted=output.id in accept)
            for output in self._config.outputs
        ]
        refused = {one.record.id: one.record.refused for one in renderings if one.record.refused}
        out = self._files.out
        try:
            out.mkdir(parents=True, exist_ok=True)
            changed = {one.record.id: tuple(self._replace(one, now)) for one in renderings}
            shown = [replace(one.edition, stories=one.newest) for one in renderings]
            self._pages.write(shown, refused, now)
            write_headers(self._files, self._config.site, self._config.outputs, now)
        except OSError as error:
            raise PublishError(f"{out}: cannot be written: {error.strerror}") from error
        return PublishReport(
            published=tuple(output_id for output_id, names in changed.items() if names),
            refused=refused,
            files=tuple(name for names in changed.values() for name in names),
        )

    def _render(
        self, output: OutputFeed, now: datetime, stamp: str, *, accepted: bool
    ) -> _Rendering:
        previous = self._store.published(output.id)
        site = self._config.site
        definition = _digest(repr((output, site)).encode())
        before = previous.story_ids if previous else ()
        left = self._store.explained(output, before, now)
        newest = self._store.stories(output, now)
        past = self._history.past(output, newest, stamp, now)
        is_other = bool(left or past.taken) or (
            previous is not None and previous.definition != definition
        )
        edition = Edition(
            output=output,
            stories=past.stories,
            site=site,
            atom_id=previous.atom_id if previous else f"tag:{site.authority}:output/{output.id}",
            updated_at=_updated_at(previous, past.stories, now, is_other=is_other),
            labels=self._labels,
            history=past.links,
            complete=is_complete(output, len(newest)),
        )
        rendered = documents(edition)
        record = Published(
            id=output.id,
            atom_id=edition.atom_id,
            definition=definition,
            digest=_digest(*rendered.values()),
            updated_at=edition.updated_at,
            changed_at=now,
            story_ids=tuple(story.id for story in edition.stories),
        )
        rendering = _Rendering(
            edition=edition,
            newest=newest,
            past=past,
            documents=rendered,
            record=record,
            previous=previous,
        )
        is_same = previous is not None and previous.digest == record.digest
        crowded = self._store.crowded(output, before, now)
        reason = None if accepted or is_same else self._refusal(rendering, left | crowded)
        return replace(rendering, record=_kept(previous, record, reason))

    def _refusal(self, rendering: _Rendering, gone: frozenset[StoryId]) -> str | None:
        """What the gate says; None lets it through."""
        edition, previous = rendering.edition, rendering.previous
        return self._orphaned(edition, previous) or refusal(
            edition,
            rendering.documents,
            gate=self._config.gate,
            previous=previous,
            definition=rendering.record.definition,
            gone=gone,
        )

    def _orphaned(self, edition: Edition, previous: Published | None) -> str | None:
        """A store that knows of no file, a lost or a mistyped one, must not empty what stands."""
        is_known = previous is not None and previous.digest
        file = self._files.out / f"{edition.output.id}.atom"
        if edition.stories or is_known or not file.is_file():
            return None
        return "a file stands that this store knows nothing of, and there is nothing to put there"

    def _replace(self, rendering: _Rendering, now: datetime) -> Iterator[str]:
        """Remember what the gate said; where it let through, put the files in their place.

        Names those that changed.
        """
        record, past = rendering.record, rendering.past
        if record.refused is None:
            before = rendering.previous.story_ids if rendering.previous else ()
            yield from self._history.write(past, rendering.edition, before, now)
        if record != rendering.previous:
            self._store.save_published(record)
        if record.refused is not None:
            return
        documents = rendering.documents.items()
        changing = (name for name, body in documents if not self._files.holds(name, body))
        remember(self._store, self._config.site, changing, self._clock)
        for name, body in documents:
            if self._files.write(name, body, record.changed_at):
                yield name
        self._history.clear(past)


def _updated_at(
    previous: Published | None, stories: tuple[Story, ...], now: datetime, *, is_other: bool
) -> datetime:
    """The latest change of an entry, of what is carried, of the definition; never back."""
    latest = max((story.updated_at for story in stories), default=None)
    if previous is None:
        return latest or now
    if is_other:
        return max(previous.updated_at, now)
    return max(previous.updated_at, latest or previous.updated_at)


def _kept(previous: Published | None, record: Published, reason: str | None) -> Published:
    """What is remembered: the last one where nothing changed, its reason where one was refused."""
    if reason is not None:
        return replace(previous or replace(record, digest="", story_ids=()), refused=reason)
    if previous is not None and previous.digest == record.digest:
        return replace(record, changed_at=previous.changed_at)
    return record


def _digest(*bodies: bytes) -> str:
    told = sha256()
    for body in bodies:
        told.update(body)
    return told.hexdigest()
