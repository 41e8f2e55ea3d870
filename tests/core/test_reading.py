"""One feed, asked and read: what that makes of our memory of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from factories import HOUR, NOW, a_feed, a_state, an_item

from aggregator.core.reading import Reading, fetch_record, next_state
from aggregator.model import (
    Channel,
    EntryId,
    FeedState,
    Fetched,
    FetchFailed,
    FetchOutcome,
    FetchRecord,
    Gone,
    NotModified,
    ParsedFeed,
    RateLimited,
    Validators,
)

URL = "https://gazette.example/feed"
OLD, NEW = Validators(url=URL, etag='"old"'), Validators(url=URL, etag='"new"')
CHANNEL = Channel(title="The Gazette", ttl=timedelta(hours=3))
BEFORE = a_state(
    validators=OLD,
    body_digest="old body",
    channel=Channel(title="Once"),
    last_outcome="fetched",
    last_fetch_at=NOW - HOUR,
    last_success_at=NOW - HOUR,
    listing=(EntryId("a"), EntryId("b")),
)
FAILING = replace(BEFORE, last_outcome="failed", failures=3, error="no answer")
WAS_GONE = replace(BEFORE, last_outcome="gone", gone=True, error="410 Gone")
FLAWED = replace(BEFORE, error="not well-formed")
SOUND = ParsedFeed(channel=CHANNEL, items=(an_item(),))

FETCHED = Fetched(url=URL, body=b"12345", validators=NEW)
SAME = NotModified(validators=NEW)
LIMITED = RateLimited(status=429, retry_after=5 * HOUR)
FAILED = FetchFailed(reason="the connection was refused")
GONE = Gone(url=URL)


def after(
    state: FeedState,
    outcome: FetchOutcome,
    parsed: ParsedFeed | None = None,
    *,
    listing: tuple[EntryId, ...] = BEFORE.listing,
) -> FeedState:
    return next_state(reading(state, outcome, parsed), listing)


def reading(state: FeedState, outcome: FetchOutcome, parsed: ParsedFeed | None = None) -> Reading:
    digest = "new body" if parsed else state.body_digest
    return Reading(
        feed=a_feed(), state=state, outcome=outcome, at=NOW, parsed=parsed, body_digest=digest,
        dates={},
    )  # fmt: skip


def test_a_document_that_was_read_renews_everything():
    state = after(FAILING, FETCHED, SOUND, listing=(EntryId("c"),))
    assert state == FeedState(
        feed_id=BEFORE.feed_id,
        url=BEFORE.url,
        next_fetch_at=NOW + 3 * HOUR,
        next_fetch_reason="ttl: 3 h; auto: 1 h",
        not_before_at=NOW + 3 * HOUR,
        validators=NEW,
        body_digest="new body",
        channel=CHANNEL,
        last_outcome="fetched",
        last_fetch_at=NOW,
        last_success_at=NOW,
        listing=(EntryId("c"),),
    )
    assert state.health == "ok"


def test_a_flawed_document_counts_as_read_and_is_told():
    state = after(BEFORE, FETCHED, replace(SOUND, flaw="not well-formed: line 3"))
    assert (state.error, state.failures, state.health) == ("not well-formed: line 3", 0, "degraded")
    assert state.validators == NEW
    assert state.last_success_at == NOW


def test_half_a_document_is_asked_for_again():
    cut = replace(SOUND, flaw="cut off at line 9", whole=False)
    state = after(BEFORE, FETCHED, cut)
    assert (state.validators, state.body_digest) == (None, None)
    assert (state.error, state.health) == ("cut off at line 9", "degraded")
    assert state.listing == BEFORE.listing


def test_the_same_body_again_is_a_success_without_reading():
    state = after(BEFORE, FETCHED)
    assert (state.last_outcome, state.health, state.last_success_at) == ("fetched", "ok", NOW)
    assert (state.validators, state.body_digest) == (NEW, "old body")
    assert (state.channel, state.listing) == (BEFORE.channel, BEFORE.listing)


def test_a_server_that_stops_sending_validators_is_asked_without():
    assert after(BEFORE, replace(FETCHED, validators=None), SOUND).validators is None


def test_not_modified_keeps_the_document_and_takes_the_newest_validators():
    state = after(BEFORE, SAME)
    assert (state.last_outcome, state.health, state.last_success_at) == ("not modified", "ok", NOW)
    assert (state.validators, state.body_digest) == (NEW, "old body")
    assert (state.channel, state.listing) == (BEFORE.channel, BEFORE.listing)


@pytest.mark.parametrize("outcome", [SAME, FETCHED])
def test_a_flaw_is_told_as_long_as_the_document_is_the_same(outcome):
    state = after(FLAWED, outcome)
    assert (state.error, state.health) == ("not well-formed", "degraded")


@pytest.mark.parametrize("outcome", [SAME, FETCHED])
@pytest.mark.parametrize("state", [FAILING, WAS_GONE])
def test_an_answer_ends_a_failure_and_its_words(state, outcome):
    found = after(state, outcome)
    assert (found.error, found.failures, found.gone, found.health) == (None, 0, False, "ok")


@pytest.mark.parametrize(
    ("outcome", "name", "error"),
    [
        (FAILED, "failed", "the connection was refused"),
        (LIMITED, "rate limited", "the server asks us to slow down: 429"),
    ],
)
def test_a_failure_is_counted_and_forgets_nothing(outcome, name, error):
    state = after(FAILING, outcome)
    assert (state.last_outcome, state.error, state.failures) == (name, error, 4)
    assert (state.health, state.last_fetch_at) == ("failing", NOW)
    assert state.last_success_at == NOW - HOUR
    assert (state.validators, state.body_digest) == (OLD, "old body")
    assert (state.channel, state.listing) == (BEFORE.channel, BEFORE.listing)


def test_what_a_busy_server_asks_for_is_kept():
    state = after(BEFORE, LIMITED)
    assert state.next_fetch_at == state.not_before_at == NOW + 5 * HOUR
    assert after(state, FAILED).not_before_at is None


def test_a_feed_that_is_gone_is_no_success_and_no_failure():
    state = after(FAILING, GONE)
    assert (state.last_outcome, state.gone, state.health) == ("gone", True, "gone")
    assert (state.failures, state.last_success_at) == (0, NOW - HOUR)
    assert state.error == "410 Gone: the publisher says that it will not come back"
    assert (state.validators, state.body_digest) == (OLD, "old body")


def test_a_feed_is_new_until_it_was_asked():
    assert a_state().health == "new"
    assert after(a_state(), FAILED).health == "failing"
    assert after(a_state(), FAILED).last_success_at is None


def test_chance_and_the_own_interval_reach_the_schedule():
    one = replace(reading(BEFORE, SAME), feed=a_feed(every=2 * HOUR), jitter=1.0)
    assert next_state(one, ()).next_fetch_at == NOW + 2 * HOUR
    one = replace(one, feed=a_feed())
    assert next_state(one, ()).next_fetch_at == NOW + HOUR * 1.05


def test_a_channel_that_asks_for_time_is_remembered_between_readings():
    state = after(BEFORE, FETCHED, SOUND)
    assert after(state, SAME).next_fetch_reason == "ttl: 3 h; auto: 1 h"


@pytest.mark.parametrize(("outcome", "size"), [(FETCHED, 5), (SAME, 0), (FAILED, 0)])
def test_a_fetch_is_recorded(outcome, size):
    state = after(BEFORE, outcome, SOUND if outcome is FETCHED else None)
    record = fetch_record(replace(reading(BEFORE, outcome), size=size), state, new=2, changed=1)
    assert record == FetchRecord(
        feed_id=BEFORE.feed_id,
        at=NOW,
        outcome=state.last_outcome or "",
        error=state.error,
        bytes=size,
        new=2,
        changed=1,
    )
