"""What goes out."""

from collections.abc import Mapping
from datetime import datetime

from aggregator.model.asked import OutputFeed, Republish, Site
from aggregator.model.kept import Entry, Filing
from aggregator.model.words import EntryId, FeedId, OutputId, StoryId, Topic, value


@value
class Source:
    """atom:source: where a republished entry came from (RFC 4287 section 4.2.11)."""

    feed_id: FeedId
    title: str
    id: str
    url: str
    link: str | None = None
    updated_at: datetime | None = None
    rights: str | None = None
    republish: Republish = Republish.SUMMARY


@value
class Copy:
    """Another outlet's telling of a story. `is_origin`: the lead says that it is from there."""

    entry_id: EntryId
    link: str
    title: str
    source_title: str
    is_origin: bool = False


@value
class Story:
    """One event, ready to be published: its lead, where that came from, who else.

    `late`: its lead stands where it was first seen, and not at its own date.
    """

    id: StoryId
    lead: Entry
    filing: Filing
    source: Source
    first_seen_at: datetime
    published_at: datetime
    updated_at: datetime
    late: bool = False
    copies: tuple[Copy, ...] = ()

    @property
    def shown_at(self) -> datetime:
        """Its place in an output, as `FiledEntry.shown_at`: never after we saw its lead."""
        return self.first_seen_at if self.late else min(self.lead.published_at, self.first_seen_at)


@value
class Edition:
    """An output as it is to be rendered: its stories in order, and what stands at its head.

    `updated_at` is of the whole; `labels` name the topics for people; `history` are files of
    ours that stand beside it, each by its link relation (RFC 5005: `prev-archive`, …). It is
    `complete` where it carries all that the output has, and nothing went before.
    """

    output: OutputFeed
    stories: tuple[Story, ...]
    site: Site
    atom_id: str
    updated_at: datetime
    labels: Mapping[Topic, str]
    history: tuple[tuple[str, str], ...] = ()
    complete: bool = False


@value
class Published:
    """What stands in an output's files, and what the gate last said.

    `digest` is of the bytes of all of them.
    `updated_at` never goes back; `changed_at` is when the bytes last changed
    (Last-Modified); `refused` is None when the last rendering was let through.
    """

    id: OutputId
    atom_id: str
    definition: str
    digest: str
    updated_at: datetime
    changed_at: datetime
    story_ids: tuple[StoryId, ...] = ()
    refused: str | None = None


@value
class Pending:
    """A story that an output may carry and that no archive of it holds as it is now.

    `shown_at` is its place; `edited` says that an archive holds it as it was before.
    """

    id: StoryId
    shown_at: datetime
    updated_at: datetime
    edited: bool = False


@value
class Archive:
    """A document with what an output carried (RFC 5005 section 4); written once.

    Its address is made of the output, the `chain` and the `number`, which counts from 1. A
    takedown writes all of an output's archives anew, as the next chain.
    """

    output_id: OutputId
    chain: int
    number: int
    written_at: datetime


@value
class Departure:
    """That a story left an output for good, and when: it must not be shown any more."""

    story_id: StoryId
    at: datetime
