"""An output's past: archives of what it carried, and what it must not show any more."""

import os
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime

from aggregator.core.history import (
    Shelving,
    departed,
    departed_at,
    departed_name,
    document,
    file_name,
    has_archives,
    is_of_fold,
    lasting,
    links,
    marker_name,
    prefix,
    shelved,
)
from aggregator.core.render.archive import address, archive, departures, edited
from aggregator.model import (
    Archive,
    Edition,
    OutputFeed,
    OutputId,
    Pending,
    Site,
    Story,
    StoryId,
    value,
)
from aggregator.ports import Store
from aggregator.publish.files import Files

_SAME = 0.001  # seconds: as near as file systems and floats keep a moment


@value
class Past:
    """What the past of an output asks of a publishing.

    `stories` are what its document carries; `standing` the archives that are written, of
    which each is written anew, as one of `chain`, where `rewritten`. `taken` are to be in no
    archive any more; `pending` were in none as they are. `stamp` is of the store.
    """

    output: OutputFeed
    stories: tuple[Story, ...]
    stamp: str
    chain: int = 1
    standing: tuple[Archive, ...] = ()
    rewritten: bool = False
    shelving: Shelving = Shelving()
    pending: frozenset[StoryId] = frozenset()
    taken: frozenset[StoryId] = frozenset()

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """The files that the document names, each by its relation."""
        last = _last(self.standing) + len(self.shelving.archives)
        if not last:
            return ()
        return (("prev-archive", f"{prefix(self.output.id, self.chain)}{last}.atom"),)


class History:
    """The archives of outputs, in the store and as files.

    What each output's past asks for is looked up only when the store has changed since.
    """

    def __init__(self, store: Store, files: Files, site: Site) -> None:
        self._store, self._files, self._site = store, files, site
        self._seen: dict[OutputId, tuple[str, Shelving]] = {}

    def past(
        self, output: OutputFeed, newest: tuple[Story, ...], stamp: str, now: datetime
    ) -> Past:
        """What is to be done that each story be in the document or in an archive.

        `newest` are the stories at the top; `stamp` was taken of the store before them.
        """
        standing = self._store.archives(output.id)
        if not has_archives(output):
            # Of an output that had some until its definition became another, they go.
            chain = standing[-1].chain + 1 if standing else self._first_chain(output.id)
            return Past(output=output, stories=newest, stamp=stamp, chain=chain)
        pending: tuple[Pending, ...] = ()
        taken: frozenset[StoryId] = frozenset()
        seen_stamp, shelving = self._seen.get(output.id, ("", Shelving()))
        if seen_stamp != stamp:
            pending = self._store.pending(output, now)
            taken = self._store.taken_down(output, now) if standing else taken
            shelving = shelved(newest, pending, output.limit)
        back = self._store.told(output, shelving.edited, now) if shelving.edited else ()
        rewritten = bool(taken) or self._is_moved(standing)
        chain = standing[-1].chain + rewritten if standing else self._first_chain(output.id)
        return Past(
            output=output,
            stories=document(newest, shelving, back),
            stamp=stamp,
            chain=chain,
            standing=standing,
            rewritten=rewritten,
            shelving=shelving,
            pending=frozenset(one.id for one in pending),
            taken=taken,
        )

    def write(
        self, past: Past, edition: Edition, before: Collection[StoryId], now: datetime
    ) -> Iterator[str]:
        """Keep and write what comes before the document that names it.

        `before` are the stories of the last document. Names the files that changed to which
        one can subscribe.
        """
        yield from self._depart(past, edition, before, now)
        standing = past.standing
        if not has_archives(past.output) and self._store.archives(past.output.id):
            self._store.forget_archives(past.output.id)
        if past.rewritten:
            standing = self._rewrite(past, now)
        first = _last(standing) + 1
        for number, stories in enumerate(past.shelving.archives, start=first):
            one = Archive(output_id=past.output.id, chain=past.chain, number=number, written_at=now)
            self._add(one, stories, edition, now)
            standing = (*standing, one)
        for one in standing:
            self._put(one)
        self._seen[past.output.id] = (past.stamp, replace(past.shelving, archives=()))

    def clear(self, past: Past) -> None:
        """Take away the files of former chains; a marker says that they were taken down."""
        for chain in range(1, past.chain):
            marker = self._files.out / marker_name(past.output.id, chain)
            if marker.exists():
                continue
            for file in self._files.out.glob(f"{prefix(past.output.id, chain)}*.atom"):
                self._files.remove(file.name)
            marker.touch()

    def _is_moved(self, standing: tuple[Archive, ...]) -> bool:
        """Whether the archives name addresses that are ours no more: `base_url` is another."""
        if not standing or standing[-1].output_id in self._seen:
            return False
        body = self._store.archive_body(standing[-1])
        ours = dict(links(standing[-1], self._site.base_url))["self"]
        return body is not None and address(body) != ours

    def _first_chain(self, output_id: OutputId) -> int:
        """The first that no file is of: those of a store that was lost may stand."""
        names = (file.name for file in self._files.out.glob(f"{output_id}.archive-*"))
        found = (re.match(r"(\d{1,9})[-.]", name.partition(".archive-")[2]) for name in names)
        return max((int(chain[1]) for chain in found if chain), default=0) + 1

    def _rewrite(self, past: Past, now: datetime) -> tuple[Archive, ...]:
        written = {one: replace(one, chain=past.chain, written_at=now) for one in past.standing}
        bodies = ((new, self._store.archive_body(old)) for old, new in written.items())
        base_url = self._site.base_url
        self._store.replace_archives(
            (
                (new, edited(body, links(new, base_url), past.taken))
                for new, body in bodies
                if body is not None
            ),
            past.taken,
        )
        return tuple(written.values())

    def _add(
        self, one: Archive, pending: tuple[Pending, ...], edition: Edition, now: datetime
    ) -> None:
        ids = {told.id: told.updated_at for told in pending}
        stories = self._store.told(edition.output, ids, now)
        held = replace(
            edition,
            stories=stories,
            updated_at=max((story.updated_at for story in stories), default=edition.updated_at),
        )
        self._store.save_archive(
            one,
            archive(held, links(one, self._site.base_url)),
            {story.id: max(story.updated_at, ids[story.id]) for story in stories},
        )

    def _put(self, one: Archive) -> None:
        """Write an archive's file, unless it stands as it was written."""
        path, at = self._files.out / file_name(one), one.written_at.timestamp()
        if path.is_file() and abs(path.stat().st_mtime - at) < _SAME:
            return
        body = self._store.archive_body(one)
        if body is not None and not self._files.write(path.name, body, one.written_at):
            os.utime(path, (at, at))

    def _depart(
        self, past: Past, edition: Edition, before: Collection[StoryId], now: datetime
    ) -> Iterator[str]:
        """Remember what left for good, and write it down."""
        output, carried = past.output, {story.id for story in edition.stories}
        left = {*before} - carried
        gone = {one for one in left if not is_of_fold(one, output.fold)} | past.taken
        gone |= self._store.explained(lasting(output), left - gone, now)
        known = self._store.departures(output.id)
        after = departed(known, left=gone, back=past.pending | carried, now=now)
        if after != known:
            self._store.save_departures(output.id, after)
        dated = replace(edition, updated_at=departed_at(after, self._site))
        name = departed_name(output.id)
        if self._files.write(name, departures(dated, after, name=name), now):
            yield name


def _last(standing: tuple[Archive, ...]) -> int:
    return standing[-1].number if standing else 0
