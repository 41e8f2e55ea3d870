"""One feed, asked and read: what that makes of our memory of it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus

from aggregator.core.schedule import appointment
from aggregator.core.schedule.pace import MOST_SLOWED, merged
from aggregator.core.urls import as_asked, host
from aggregator.model import (
    Entry,
    EntryId,
    Feed,
    FeedState,
    Fetched,
    FetchFailed,
    FetchOutcome,
    FetchRecord,
    Filing,
    Gone,
    Identity,
    Move,
    Notice,
    NotModified,
    ParsedFeed,
    Part,
    Proposal,
    RateLimited,
    Unread,
    Validators,
    value,
)

DAY, WEEK = timedelta(days=1), timedelta(days=7)
EMPTY = "the document lists no items"
# Who answers so may do it for what we send along: a long ETag, or any condition at all.
_OBJECTS_TO_CONDITIONS = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.PRECONDITION_FAILED,
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    }
)


@value
class Reading:
    """One feed, fetched, read and cleaned: all that is known of it outside the lock.

    `fresh` are the entries whose digest the store did not have, with their filing.
    `dates` are those of every listed item that states one. `parsed` is None where
    nothing was read; `body_digest` is then the stored one. `outcome` is without its
    body, which took `size` bytes. `ours`: our own network failed, not the publisher.
    `sought`: a replacement was looked for; `proposal` is what was found. `disallowed`
    is what robots.txt says, None where it was not looked at. `backfilled`: an older
    page, read to catch up, which says nothing of the feed itself. `identity` is by what
    its items are told apart; `unfit` says why, where that is new. `parts`, `unread` and
    `seen` are a sitemap's, None where they are as before.
    """

    feed: Feed
    state: FeedState
    outcome: FetchOutcome
    at: datetime
    parsed: ParsedFeed | None = None
    body_digest: str | None = None
    listed: tuple[EntryId, ...] = ()
    dates: Mapping[EntryId, datetime]
    fresh: tuple[tuple[Entry, Filing], ...] = ()
    jitter: float = 0.0
    size: int = 0
    ours: bool = False
    sought: bool = False
    proposal: Proposal | None = None
    disallowed: bool | None = None
    backfilled: bool = False
    identity: Identity = Identity.GUID
    unfit: str | None = None
    parts: tuple[Part, ...] | None = None
    unread: tuple[Unread, ...] | None = None
    seen: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()


@value
class Moving:
    """When a permanent redirect is adopted; never to an address in `taken` (`urls.as_asked`)."""

    times: int = 5
    over: timedelta = timedelta(days=3)
    taken: frozenset[str] = frozenset()


STAY = Moving()


def next_state(
    reading: Reading,
    listing: tuple[EntryId, ...],
    moving: Moving = STAY,
    *,
    arrived: Iterable[datetime] = (),
) -> FeedState:
    """The feed as the next fetch will find it; `listing` is what that has to look for.

    `arrived` are the times of the entries that were new in it, each the earlier of its
    publication and its arrival.
    """
    if reading.ours and isinstance(reading.outcome, FetchFailed):
        return _frozen(reading)
    state = _brought_up(reading, listing, arrived)
    state = _searched(_obedient(_moved(state, reading, moving), reading), reading)
    when = appointment(reading.feed, state, reading.outcome, now=reading.at, jitter=reading.jitter)
    return replace(
        state,
        next_fetch_at=when.at,
        next_fetch_reason=when.reason,
        not_before_at=when.not_before_at,
        refused_by=_refused_by(reading),
    )


def _refused_by(reading: Reading) -> str | None:
    match reading.outcome:
        case RateLimited(url=url):
            return host(url or reading.state.url)
        case _:
            return None


def wants_replacement(state: FeedState, at: datetime) -> bool:
    """Whether the feed has been broken for so long that another one should be looked for."""
    broken_since, sought = state.failing_since_at, state.sought_at
    is_broken = broken_since is not None and at - broken_since >= WEEK
    return is_broken and (sought is None or at - sought >= WEEK)


def wants_robots(state: FeedState, at: datetime) -> bool:
    """Whether it is time to look whether robots.txt closes the feed to us."""
    return state.robots_at is not None and state.robots_at <= at


def _frozen(reading: Reading) -> FeedState:
    """Our own network failed: nothing is known of the publisher, and nothing is held against it.

    Since when it is silent is kept: should it stay so when others answer, it is its own fault.
    """
    return replace(
        reading.state,
        failing_since_at=reading.state.failing_since_at or reading.at,
        next_fetch_reason="our own network was down",
        last_outcome=_outcome_name(reading.outcome),
        error=_error(reading),
        last_fetch_at=reading.at,
    )


def _brought_up(
    reading: Reading, listing: tuple[EntryId, ...], arrived: Iterable[datetime]
) -> FeedState:
    """What this outcome tells of the feed, all but when it is asked next."""
    state, outcome, at = reading.state, reading.outcome, reading.at
    succeeded = _succeeded(reading)
    return replace(
        state,
        validators=_validators(reading),
        body_digest=reading.body_digest if _is_whole(reading) else None,
        channel=reading.parsed.channel if reading.parsed else state.channel,
        failures=state.failures + 1 if isinstance(outcome, FetchFailed | RateLimited) else 0,
        gone=isinstance(outcome, Gone),
        last_outcome=_outcome_name(outcome),
        error=_error(reading),
        flaw=_flaw(reading),
        last_fetch_at=at,
        last_success_at=at if succeeded else state.last_success_at,
        failing_since_at=None if succeeded else state.failing_since_at or at,
        listing=listing,
        arrivals=merged(state.arrivals, arrived),
        slowed=_slowed(reading),
        parts=state.parts if reading.parts is None else reading.parts,
        unread=state.unread if reading.unread is None else reading.unread,
        identity=reading.identity if reading.parsed else state.identity,
    )


def _succeeded(reading: Reading) -> bool:
    """Whether a feed came, or is known to be the same: who is no feed arrives as a failure."""
    return isinstance(reading.outcome, Fetched | NotModified)


def _slowed(reading: Reading) -> int:
    """A 429 slows us down; each success speeds us up again, but for the first one after it."""
    state = reading.state
    match reading.outcome:
        case RateLimited(status=HTTPStatus.TOO_MANY_REQUESTS):
            return min(state.slowed + 1, MOST_SLOWED)
        case Fetched() | NotModified() if not state.failures:
            return max(state.slowed - 1, 0)
        case _:
            return state.slowed


def _moved(state: FeedState, reading: Reading, moving: Moving) -> FeedState:
    """Count the sightings of a permanent redirect; adopt it when there were enough of them."""
    match reading.outcome:
        case Fetched(permanent_url=url) | NotModified(permanent_url=url):
            pass
        case _:
            return state
    if url is None or _is_same(url, state.url):
        return replace(state, move=None)
    if state.move is None or state.move.url != url:
        move = Move(url=url, times=1, since_at=reading.at)
    else:
        move = replace(state.move, times=state.move.times + 1)
    enough = move.times >= moving.times and reading.at - move.since_at >= moving.over
    asked_for = state.moved_from or state.url
    # The address in feeds.yaml is taken by this very feed: it may go back there.
    is_back = _is_same(url, asked_for)
    if not enough or (as_asked(url) in moving.taken and not is_back):
        return replace(state, move=move)
    moved_from = None if is_back else asked_for
    moved = replace(state, url=url, moved_from=moved_from, move=None)
    # What robots.txt said was said elsewhere.
    return replace(moved, disallowed=False, robots_at=reading.at + DAY)


def _is_same(url: str, other: str) -> bool:
    """Whether two addresses are one request."""
    return as_asked(url) == as_asked(other)


def _obedient(state: FeedState, reading: Reading) -> FeedState:
    """What robots.txt says, and when to look there again.

    A newly followed feed costs one request: its robots.txt is looked at a day later. A
    page is asked for only where robots.txt allows it, so it needs no looking after.
    """
    if reading.disallowed is not None:
        return replace(state, disallowed=reading.disallowed, robots_at=reading.at + WEEK)
    if state.robots_at is None and _succeeded(reading) and not reading.feed.obeys_robots:
        return replace(state, robots_at=reading.at + DAY)
    return state


def _searched(state: FeedState, reading: Reading) -> FeedState:
    """What was proposed in place of a broken feed; one that works needs nothing."""
    if _succeeded(reading):
        return replace(state, sought_at=None, proposal=None)
    if reading.sought:
        return replace(state, sought_at=reading.at, proposal=reading.proposal)
    return state


def _is_whole(reading: Reading) -> bool:
    """Whether the last body need not be asked for again: half a document has to be."""
    return reading.parsed is None or reading.parsed.whole


def _validators(reading: Reading) -> Validators | None:
    """Those of the last good answer: a body that was not read whole gives none."""
    match reading.outcome:
        case Fetched(validators=fresh):
            return fresh if _is_whole(reading) else None
        case NotModified(validators=kept):
            return kept
        case FetchFailed(status=status) if status in _OBJECTS_TO_CONDITIONS:
            return None
        case _:
            return reading.state.validators


def _outcome_name(outcome: FetchOutcome) -> str:
    match outcome:
        case Fetched():
            return "fetched"
        case NotModified():
            return "not modified"
        case Gone():
            return "gone"
        case RateLimited():
            return "rate limited"
        case FetchFailed(unreached=True):
            return "no answer"
        case FetchFailed():
            return "failed"


def _error(reading: Reading) -> str | None:
    match reading.outcome:
        case FetchFailed(reason=reason):
            return reason
        case RateLimited(status=status):
            return f"the server asks us to slow down: {status}"
        case Gone():
            return "410 Gone: the publisher says that it will not come back"
        case Fetched() | NotModified():
            return _flaw(reading)


def _flaw(reading: Reading) -> str | None:
    """What is wrong with the document; of the same document, what was."""
    parsed = reading.parsed
    if parsed is None:
        return reading.state.flaw
    is_empty = not parsed.items and not reading.feed.sitemap
    return parsed.flaw or (EMPTY if is_empty else None)


def fetch_record(reading: Reading, state: FeedState, *, new: int, changed: int) -> FetchRecord:
    return FetchRecord(
        feed_id=reading.feed.id,
        at=reading.at,
        outcome=state.last_outcome or "",
        error=state.error,
        bytes=reading.size,
        new=new,
        changed=changed,
    )
