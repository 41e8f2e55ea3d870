"""One feed, asked and read: what that makes of our memory of it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from factories import HOUR, NOW, a_feed, a_state, an_item
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.reading import (
    Moving,
    Reading,
    fetch_record,
    next_state,
    wants_replacement,
    wants_robots,
)
from aggregator.model import (
    Channel,
    EntryId,
    FeedState,
    Fetched,
    FetchFailed,
    FetchOutcome,
    FetchRecord,
    Gone,
    Move,
    NotModified,
    ParsedFeed,
    Proposal,
    RateLimited,
    Validators,
)

URL = "https://gazette.example/feed"
DAY, WEEK = timedelta(days=1), timedelta(days=7)
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
FAILING = replace(
    BEFORE, last_outcome="failed", failures=3, error="no answer", failing_since_at=NOW - DAY
)
WAS_GONE = replace(
    BEFORE, last_outcome="gone", gone=True, error="410 Gone", failing_since_at=NOW - DAY
)
FLAWED = replace(BEFORE, error="not well-formed", flaw="not well-formed")
SOUND = ParsedFeed(channel=CHANNEL, items=(an_item(),))

FETCHED = Fetched(url=URL, body=b"12345", validators=NEW)
SAME = NotModified(validators=NEW)
LIMITED = RateLimited(status=429, retry_after=5 * HOUR)
BUSY = RateLimited(status=503)
FAILED = FetchFailed(reason="the server failed", status=500)
UNREACHED = FetchFailed(reason="the connection was refused", unreached=True)
GONE = Gone(url=URL)


def after(
    state: FeedState,
    outcome: FetchOutcome,
    parsed: ParsedFeed | None = None,
    *,
    listing: tuple[EntryId, ...] = BEFORE.listing,
) -> FeedState:
    return next_state(reading(state, outcome, parsed), listing)


def reading(
    state: FeedState, outcome: FetchOutcome, parsed: ParsedFeed | None = None, **said
) -> Reading:
    digest = "new body" if parsed else state.body_digest
    return Reading(
        **{
            "feed": a_feed(),
            "state": state,
            "outcome": outcome,
            "at": NOW,
            "parsed": parsed,
            "body_digest": digest,
            "dates": {},
        }
        | said
    )


def test_a_document_that_was_read_renews_everything():
    state = after(FAILING, FETCHED, SOUND, listing=(EntryId("c"),))
    assert state == FeedState(
        feed_id=BEFORE.feed_id,
        url=BEFORE.url,
        next_fetch_at=NOW + 3 * HOUR,
        next_fetch_reason="ttl; own schedule would be 1 h",
        not_before_at=None,
        validators=NEW,
        body_digest="new body",
        channel=CHANNEL,
        last_outcome="fetched",
        last_fetch_at=NOW,
        last_success_at=NOW,
        listing=(EntryId("c"),),
        robots_at=NOW + DAY,
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


def test_a_flaw_outlasts_a_failure():
    failed = after(FLAWED, FetchFailed(reason="500 Sorry"))
    assert failed.error == "500 Sorry"
    assert after(failed, SAME).error == "not well-formed"


@pytest.mark.parametrize("outcome", [SAME, FETCHED])
@pytest.mark.parametrize("state", [FAILING, WAS_GONE])
def test_an_answer_ends_a_failure_and_its_words(state, outcome):
    found = after(state, outcome)
    assert (found.error, found.failures, found.gone, found.health) == (None, 0, False, "ok")


@pytest.mark.parametrize(
    ("outcome", "name", "error"),
    [
        (FAILED, "failed", "the server failed"),
        (UNREACHED, "no answer", "the connection was refused"),
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
    assert next_state(one, ()).next_fetch_at == NOW + 2 * HOUR * 1.05
    one = replace(one, feed=a_feed())
    assert next_state(one, ()).next_fetch_at == NOW + HOUR * 1.05


def test_a_channel_that_asks_for_time_is_remembered_between_readings():
    state = after(BEFORE, FETCHED, SOUND)
    assert after(state, SAME).next_fetch_reason == "ttl; own schedule would be 1 h"
    assert after(state, FAILED).next_fetch_reason == "ttl; own schedule would be 2 h"


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


# A document that says nothing


def test_a_document_that_lists_no_items_is_told():
    """Row 118."""
    state = after(BEFORE, FETCHED, replace(SOUND, items=()))
    assert (state.error, state.health) == ("the document lists no items", "degraded")
    assert state.failures == 0
    assert after(state, SAME).error == "the document lists no items"
    flawed = after(BEFORE, FETCHED, replace(SOUND, items=(), flaw="cut off at line 2"))
    assert flawed.error == "cut off at line 2"


# Failing, and since when


def test_it_is_known_since_when_a_feed_is_broken():
    first = after(BEFORE, BUSY)
    assert first.failing_since_at == NOW
    again = next_state(reading(first, FAILED, at=NOW + HOUR), ())
    gone = next_state(reading(again, GONE, at=NOW + DAY), ())
    assert again.failing_since_at == gone.failing_since_at == NOW
    assert after(gone, SAME).failing_since_at is None
    assert after(BEFORE, GONE).failing_since_at == NOW


def test_a_feed_broken_for_a_week_is_sought_once_a_week():
    broken = replace(FAILING, failing_since_at=NOW)
    assert not wants_replacement(broken, NOW + WEEK - HOUR)
    assert wants_replacement(broken, NOW + WEEK)
    assert wants_replacement(replace(WAS_GONE, failing_since_at=NOW), NOW + WEEK)
    assert not wants_replacement(BEFORE, NOW + 99 * WEEK)
    sought = next_state(reading(broken, FAILED, at=NOW + WEEK, sought=True), ())
    assert sought.sought_at == NOW + WEEK
    assert not wants_replacement(sought, NOW + 2 * WEEK - HOUR)
    assert wants_replacement(sought, NOW + 2 * WEEK)


def test_a_proposal_stands_until_the_feed_works_or_nothing_is_found():
    found = Proposal(
        url="https://gazette.example/new", title="Gazette", page="https://gazette.example/",
        items=9, known=3,
    )  # fmt: skip
    proposed = next_state(reading(FAILING, FAILED, sought=True, proposal=found), ())
    assert (proposed.sought_at, proposed.proposal) == (NOW, found)
    later = after(proposed, FAILED)
    assert (later.sought_at, later.proposal) == (NOW, found)
    assert next_state(reading(proposed, FAILED, sought=True), ()).proposal is None
    works = after(proposed, SAME)
    assert (works.sought_at, works.proposal) == (None, None)


# Our own network


TOLD = {"last_outcome", "error", "last_fetch_at", "next_fetch_reason", "failing_since_at"}


@pytest.mark.parametrize("state", [BEFORE, FAILING, replace(BEFORE, slowed=2), a_state()])
def test_what_our_own_network_did_is_held_against_nobody(state):
    found = next_state(reading(state, UNREACHED, ours=True, jitter=1.0), state.listing)
    assert (found.last_outcome, found.error) == ("no answer", "the connection was refused")
    assert (found.next_fetch_reason, found.last_fetch_at) == ("our own network was down", NOW)
    assert found.failing_since_at == (state.failing_since_at or NOW)
    assert replace(found, **{name: getattr(state, name) for name in TOLD}) == state


def test_a_silence_that_outlasts_our_outage_began_with_it():
    frozen = next_state(reading(BEFORE, UNREACHED, ours=True), ())
    counted = next_state(reading(frozen, UNREACHED, at=NOW + HOUR), ())
    assert (counted.failures, counted.failing_since_at) == (1, NOW)


@pytest.mark.parametrize("status", [400, 412, 431])
def test_who_objects_to_what_we_send_along_is_asked_without_it(status):
    objection = FetchFailed(reason="no", status=status)
    assert after(BEFORE, objection).validators is None
    assert after(BEFORE, objection).body_digest == BEFORE.body_digest


def test_the_host_that_refused_is_remembered_until_it_answers():
    refused = after(BEFORE, replace(LIMITED, url="https://cdn.example/feed"))
    assert refused.refused_by == "cdn.example"
    assert after(BEFORE, LIMITED).refused_by == "gazette.example"
    assert after(refused, SAME).refused_by is None


def test_the_words_about_our_network_end_with_the_next_answer():
    found = next_state(reading(BEFORE, UNREACHED, ours=True), BEFORE.listing)
    assert after(found, SAME).error is None


def test_an_answer_counts_whatever_is_said_of_our_network():
    found = next_state(reading(BEFORE, FETCHED, SOUND, ours=True), ())
    assert found.last_outcome == "fetched"


# Slower


def slowness(*outcomes: FetchOutcome, slowed: int = 0) -> list[int]:
    state, found = replace(BEFORE, slowed=slowed), []
    for outcome in outcomes:
        state = after(state, outcome)
        found.append(state.slowed)
    return found


def test_who_was_asked_to_wait_is_slower_for_as_many_answers_as_it_was_told_so():
    """Row 20: the first answer after a 429 still finds us slower."""
    assert slowness(LIMITED, SAME, SAME, SAME) == [1, 1, 0, 0]
    assert slowness(LIMITED, LIMITED, FAILED, SAME, FETCHED, SAME) == [1, 2, 2, 2, 1, 0]
    assert slowness(*[LIMITED] * 7) == [1, 2, 3, 4, 5, 5, 5]
    assert slowness(BUSY, FAILED, GONE, slowed=3) == [3, 3, 3]


def test_the_first_answer_after_a_429_is_followed_by_a_longer_wait():
    """Row 20."""
    state = after(after(BEFORE, RateLimited(status=429)), SAME)
    assert state.next_fetch_at == NOW + 2 * HOUR
    assert state.next_fetch_reason == "auto: 1 h, slower since it asked us to"
    assert after(state, SAME).next_fetch_reason == "auto: 1 h"


# What arrives


def test_the_newest_arrivals_teach_the_pace():
    before = replace(BEFORE, arrivals=tuple(NOW - DAY - number * HOUR for number in range(18)))
    arrived = [NOW - number * 4 * HOUR for number in (2, 1, 0)]
    state = next_state(reading(before, FETCHED, SOUND), (), arrived=arrived)
    assert state.arrivals == (*sorted(arrived, reverse=True), *before.arrivals[:17])
    assert after(state, UNREACHED).arrivals == state.arrivals
    assert next_state(reading(BEFORE, SAME), (), arrived=arrived).next_fetch_reason == (
        "auto: 2 h, it publishes about every 4 h"
    )


# robots.txt


def test_a_newly_followed_feed_costs_one_request():
    """Its robots.txt is looked at a day after it first answered, then weekly."""
    failed = after(a_state(), FAILED)
    assert failed.robots_at is None
    first = after(failed, FETCHED, SOUND)
    assert first.robots_at == NOW + DAY
    assert not wants_robots(first, NOW + DAY - HOUR)
    assert wants_robots(first, NOW + DAY)
    assert not wants_robots(a_state(), NOW)
    looked = next_state(reading(first, SAME, at=NOW + DAY, disallowed=True), ())
    assert (looked.disallowed, looked.robots_at) == (True, NOW + DAY + WEEK)
    same = next_state(reading(looked, SAME, at=NOW + 2 * DAY), ())
    assert (same.disallowed, same.robots_at) == (True, NOW + DAY + WEEK)
    again = next_state(reading(looked, SAME, at=NOW + 9 * DAY, disallowed=False), ())
    assert (again.disallowed, again.robots_at) == (False, NOW + 9 * DAY + WEEK)


def test_a_page_is_asked_by_robots_txt_anyway():
    page = reading(a_state(), FETCHED, SOUND, feed=a_feed(links="/articles/*"))
    assert next_state(page, ()).robots_at is None


# Moved for good

THERE, ELSEWHERE = "https://moved.example/feed", "https://elsewhere.example/feed"
OFTEN = Moving(times=3, over=2 * DAY)


def sighted(
    state: FeedState, url: str | None, at: datetime, moving: Moving = OFTEN, **said
) -> FeedState:
    outcome = NotModified(validators=NEW, permanent_url=url)
    return next_state(reading(state, outcome, at=at, **said), (), moving)


def after_sightings(*sightings: tuple[str | None, float], moving: Moving = OFTEN) -> FeedState:
    """The state after permanent redirects, or none, so many days after NOW."""
    state = BEFORE
    for url, days in sightings:
        state = sighted(state, url, NOW + days * DAY, moving)
    return state


def test_a_redirect_that_lasts_is_adopted():
    """Rows 30 and 31."""
    watched = after_sightings((THERE, 0), (THERE, 1))
    assert (watched.url, watched.moved_from) == (URL, None)
    assert watched.move == Move(url=THERE, times=2, since_at=NOW)
    closed = replace(watched, disallowed=True)
    adopted = sighted(closed, THERE, NOW + 2 * DAY)
    assert (adopted.disallowed, adopted.robots_at) == (False, NOW + 3 * DAY)
    assert (adopted.url, adopted.moved_from, adopted.move) == (THERE, URL, None)
    assert adopted.validators == NEW


@pytest.mark.parametrize("parsed", [SOUND, None])
def test_a_body_moves_a_feed_too(parsed):
    outcome = replace(FETCHED, permanent_url=THERE)
    assert after(BEFORE, outcome, parsed).move == Move(url=THERE, times=1, since_at=NOW)


@pytest.mark.parametrize(
    "sightings",
    [
        ((THERE, 0), (THERE, 0.1), (THERE, 0.2), (THERE, 1.9)),
        ((THERE, 0), (THERE, 9)),
        ((THERE, 0), (THERE, 1), (None, 1.5), (THERE, 2)),
        ((THERE, 0), (THERE, 1), (URL, 1.5), (THERE, 2)),
        ((THERE, 0), (THERE, 1), (ELSEWHERE, 1.5), (THERE, 2)),
        # Row 114: the clock was set back.
        ((THERE, 9), (THERE, 0), (THERE, 1), (THERE, 2)),
    ],
    ids=["too soon", "too seldom", "interrupted", "back", "wavering", "clock"],
)
def test_a_redirect_that_may_not_last_is_not_adopted(sightings):
    assert after_sightings(*sightings).url == URL


@pytest.mark.parametrize("outcome", [FAILED, UNREACHED, LIMITED, GONE])
def test_a_failure_says_nothing_about_a_move(outcome):
    """Row 36: what is no feed arrives as a failure, and is never moved to."""
    watched = after_sightings((THERE, 0), (THERE, 1))
    assert after(watched, outcome).move == watched.move


def test_an_address_of_another_feed_is_never_adopted():
    taken = replace(OFTEN, taken=frozenset({URL, THERE}))
    state = after_sightings(*((THERE, day) for day in range(9)), moving=taken)
    assert state.url == URL
    assert state.move == Move(url=THERE, times=9, since_at=NOW)


def test_a_feed_does_not_move_to_where_it_is():
    assert after_sightings((URL, 0), (URL, 1)).move is None
    assert after_sightings(("https://GAZETTE.example:443/feed", 0)).move is None


def test_a_feed_that_moves_on_keeps_the_address_of_feeds_yaml():
    moved = replace(BEFORE, url=THERE, moved_from=URL)
    watched = replace(moved, move=Move(url=ELSEWHERE, times=2, since_at=NOW))
    on = sighted(watched, ELSEWHERE, NOW + 9 * DAY)
    assert (on.url, on.moved_from) == (ELSEWHERE, URL)


@pytest.mark.parametrize("asked_for", [URL, f"{URL}#top"])
def test_a_feed_may_move_back_to_where_feeds_yaml_has_it(asked_for):
    moved = replace(BEFORE, url=THERE, moved_from=asked_for)
    watched = replace(moved, move=Move(url=URL, times=2, since_at=NOW))
    back = sighted(watched, URL, NOW + 9 * DAY, replace(OFTEN, taken=frozenset({URL})))
    assert (back.url, back.moved_from, back.move) == (URL, None, None)


SIGHTINGS = st.tuples(
    st.sampled_from((THERE, THERE, THERE, THERE, ELSEWHERE, None, "failed")),
    st.timedeltas(-HOUR, 2 * DAY),
)


@given(
    st.lists(SIGHTINGS, max_size=12),
    st.integers(1, 5),
    st.timedeltas(timedelta(), 4 * DAY),
    st.sampled_from((frozenset(), frozenset({ELSEWHERE}))),
)
def test_adoption_takes_as_many_sightings_over_as_long_as_asked(sightings, times, over, taken):
    moving, state, at = Moving(times=times, over=over, taken=taken), BEFORE, NOW
    run: list[tuple[str, datetime]] = []  # sightings of one address without another between
    for seen, later in sightings:
        at += later
        if seen == "failed":
            state = next_state(reading(state, FAILED, at=at), (), moving)
            continue
        run = [one for one in run if one[0] == seen] + [(seen, at)] if seen else []
        before, state = state, sighted(state, seen, at, moving)
        due = bool(run) and len(run) >= times and at - run[0][1] >= over and seen not in taken
        if seen == before.url:
            assert state.url == before.url
            run = []
        else:
            assert (state.url == seen) == due
        if state.url != before.url:
            assert state.moved_from == URL
            run = []


# Laws

OUTCOMES = st.sampled_from(
    [FETCHED, SAME, LIMITED, BUSY, FAILED, UNREACHED, GONE, replace(FETCHED, validators=None)]
)


@given(st.lists(st.tuples(OUTCOMES, st.booleans(), st.timedeltas(-DAY, WEEK)), max_size=12))
def test_whatever_happens_a_feed_is_sound_or_broken_since_a_moment(steps):
    state, at = a_state(), NOW
    for outcome, ours, later in steps:
        at += later
        before, state = state, next_state(reading(state, outcome, at=at, ours=ours), ())
        if ours and isinstance(outcome, FetchFailed):
            frozen = ("failures", "slowed", "next_fetch_at", "not_before_at", "gone")
            assert all(getattr(state, name) == getattr(before, name) for name in frozen)
            assert state.failing_since_at == (before.failing_since_at or at)
            continue
        assert state.next_fetch_at > at
        assert 0 <= state.slowed <= 5
        assert (state.failures > 0 or state.gone) == (state.failing_since_at is not None)
        assert state.not_before_at is None or at < state.not_before_at <= state.next_fetch_at
        if before.failing_since_at and state.failing_since_at:
            assert state.failing_since_at == before.failing_since_at


@given(OUTCOMES, OUTCOMES)
def test_validators_are_those_of_the_last_good_answer(first, second):
    """Rows 9, 12, 13 and 15."""
    given_by = {id(FETCHED): NEW, id(SAME): NEW}
    expected = OLD
    state = BEFORE
    for outcome in (first, second):
        if isinstance(outcome, Fetched | NotModified):
            expected = given_by.get(id(outcome))
        state = after(state, outcome, SOUND if isinstance(outcome, Fetched) else None)
    assert state.validators == expected
