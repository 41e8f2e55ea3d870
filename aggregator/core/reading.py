"""One feed, asked and read: what that makes of our memory of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.core.schedule import appointment
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
    NotModified,
    ParsedFeed,
    Proposal,
    RateLimited,
    Validators,
    value,
)


@value
class Reading:
    """One feed, fetched, read and cleaned: all that is known of it outside the lock.

    `fresh` are the entries whose digest the store did not have, with their filing.
    `dates` are those of every listed item that states one. `parsed` is None where
    nothing was read; `body_digest` is then the stored one. `outcome` is without its
    body, which took `size` bytes. `ours`: our own network failed, not the publisher.
    `sought`: a replacement was looked for; `proposal` is what was found. `disallowed`
    is what robots.txt says, None where it was not looked at.
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


@value
class Moving:
    """When a permanent redirect is adopted; never to an address in `taken`."""

    times: int = 5
    over: timedelta = timedelta(days=3)
    taken: frozenset[str] = frozenset()


STAY = Moving()


def next_state(reading: Reading, listing: tuple[EntryId, ...], moving: Moving = STAY) -> FeedState:
    """The feed as the next fetch will find it; `listing` is what that has to look for."""
    del moving
    state, outcome, at = reading.state, reading.outcome, reading.at
    failed = isinstance(outcome, FetchFailed | RateLimited)
    gone = isinstance(outcome, Gone)
    failures = state.failures + 1 if failed else 0
    channel = reading.parsed.channel if reading.parsed else state.channel
    when = appointment(
        reading.feed, outcome, channel, failures=failures, now=at, jitter=reading.jitter
    )
    return replace(
        state,
        next_fetch_at=when.at,
        next_fetch_reason=when.reason,
        not_before_at=when.not_before_at,
        validators=_validators(reading),
        body_digest=reading.body_digest if _is_whole(reading) else None,
        channel=channel,
        failures=failures,
        gone=gone,
        last_outcome=_outcome_name(outcome),
        error=_error(reading),
        last_fetch_at=at,
        last_success_at=state.last_success_at if failed or gone else at,
        listing=listing,
    )


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
        case Fetched() if reading.parsed is not None:
            return reading.parsed.flaw
        case Fetched() | NotModified():
            return None if reading.state.failures or reading.state.gone else reading.state.error


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
