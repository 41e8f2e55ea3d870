"""What we keep of an item: entries, their filing, their stories, and why."""

from datetime import datetime
from enum import StrEnum

from aggregator.model.arrived import Enclosure, Image
from aggregator.model.asked import Disclosure
from aggregator.model.words import EntryId, FeedId, StoryId, Topic, value


class DateSource(StrEnum):
    """Where an entry's date is from: its item, its address, or our clock.

    Items that come as lines, and not from a feed, may have none: theirs is unknown.
    """

    PUBLISHED = "published"
    UPDATED = "updated"
    LINK = "link"
    FIRST_SEEN = "first-seen"
    UNKNOWN = "unknown"


class TitleSource(StrEnum):
    """Where an entry's title is from: its item, its first sentence, or nowhere."""

    STATED = "stated"
    SENTENCE = "sentence"
    NONE = "none"


class Phase(StrEnum):
    """How far an auction has come that an entry tells of."""

    UPCOMING = "upcoming"
    RESULT = "result"
    PAST = "past"


@value
class Sale:
    """An auction that an entry tells of: when it is held, as far as that is known.

    Its dates are moments, `until_at` the end of its last day. `is_result`: the entry tells
    how it went.
    """

    from_at: datetime | None = None
    until_at: datetime | None = None
    is_result: bool = False

    def phase(self, now: datetime) -> Phase | None:
        """How far it has come; None where nothing is known of its end."""
        if self.is_result:
            return Phase.RESULT
        if self.until_at is None:
            return None
        return Phase.UPCOMING if now < self.until_at else Phase.PAST


@value
class Entry:
    """One item, normalised. `id` is ours; `guid` is the publisher's, in its feed.

    `summary` is plain text, `content_html` is safe to show as it stands, `text` is
    what is matched: plain, without boilerplate. `digest` tells one version from
    the next. `source_updated_at` is how far its feed had come when the entry was
    taken from it (atom:source, RFC 4287 section 4.2.11).
    """

    id: EntryId
    feed_id: FeedId
    guid: str
    link: str
    canonical_link: str
    title: str
    summary: str
    content_html: str
    text: str
    published_at: datetime
    updated_at: datetime
    date_source: DateSource
    digest: str
    source_updated_at: datetime | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    image: Image | None = None
    enclosures: tuple[Enclosure, ...] = ()
    language: str | None = None
    rights: str | None = None
    title_source: TitleSource = TitleSource.STATED


@value
class Evidence:
    """One thing seen that speaks for a decision: where, which words, how much.

    `rule` is the word or name of the rules that was found there, as it stands in them, and
    `kind` that of a name that comes along: brands, chains, houses and so on.
    """

    place: str
    text: str
    weight: float
    topic: Topic | None = None
    rule: str = ""
    kind: str = ""


@value
class Filing:
    """What an entry is about, and why. Primary None: not of the trade at all.

    `confidence` is from 0 to 1: how far the primary topic is ahead of the next. `sale` is
    the auction that it tells of.
    """

    topics: tuple[Topic, ...]
    primary: Topic | None
    disclosure: Disclosure | None = None
    sponsor: str | None = None
    rule: str = ""
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 0.0
    sale: Sale | None = None

    @property
    def is_sponsored(self) -> bool:
        return self.disclosure is Disclosure.SPONSORED


@value
class FiledEntry:
    """An entry as it is stored: filed, in its story, with what holds it back.

    `held` names the reason why no output carries it; `withdrawn_at` is when the
    publisher took it out of its feed. A `late` one is dated long before it was first
    seen in a feed that we knew well. `flaps` counts its edits in a row that changed
    nothing of weight, the last edit of all being at `edited_at`; `moves` those in a row
    that were of weight, the last of them at `moved_at`. It is a `copy_of` the first entry
    that came with its text, where that is another.
    """

    entry: Entry
    filing: Filing
    story_id: StoryId
    first_seen_at: datetime
    held: str | None = None
    withdrawn_at: datetime | None = None
    late: bool = False
    flaps: int = 0
    edited_at: datetime | None = None
    moves: int = 0
    moved_at: datetime | None = None
    copy_of: EntryId | None = None

    @property
    def shown_at(self) -> datetime:
        """Its place in an output: when it was published, but never after we saw it."""
        return self.first_seen_at if self.late else min(self.entry.published_at, self.first_seen_at)


@value
class StoryState:
    """One event. Its id never changes; `members` are in the order they came.

    A story joined into an older one is a tombstone: `merged_into` names the other.
    """

    id: StoryId
    lead_id: EntryId
    members: tuple[EntryId, ...]
    published_at: datetime
    updated_at: datetime
    merged_into: StoryId | None = None


@value
class Decision:
    """Why an entry was filed, joined, held back or withdrawn."""

    entry_id: EntryId
    at: datetime
    kind: str
    outcome: str
    rule: str
    evidence: tuple[Evidence, ...] = ()
    config: str = ""


@value
class Ruling:
    """What a person decided about an entry; it outlives every re-filing.

    `outcome` is the topic of a `file`, the reason of a `hide`, the other entry of a `join`, and
    of a `part` the entries, with blanks between, whose story it is not in.
    """

    entry_id: EntryId
    at: datetime
    kind: str
    outcome: str


@value
class Version:
    """What an entry said before it was edited."""

    entry_id: EntryId
    until_at: datetime
    title: str
    summary: str
    content_html: str
    link: str = ""
    categories: tuple[str, ...] = ()
