"""What ops are told to do about a feed, and that a healthy one leaves them alone."""

from datetime import UTC, datetime, timedelta

import pytest
from factories import HOUR, NOW, a_state
from hostile import HOSTILE, MOMENTS
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.core.advice import STILL, advice
from aggregator.model import Channel, FeedState, Move, Proposal

DAY = timedelta(days=1)
HEALTHY = {
    "last_outcome": "fetched",
    "last_fetch_at": NOW - HOUR,
    "last_success_at": NOW - HOUR,
    "arrivals": (NOW - DAY, NOW - 3 * DAY),
}
BROKEN = HEALTHY | {
    "last_outcome": "failed", "failures": 12, "error": "HTTP 404",
    "failing_since_at": NOW - 9 * DAY, "last_success_at": NOW - 10 * DAY,
}  # fmt: skip
FOUND = Proposal(
    url="https://gazette.example/new.xml", title="The Gazette", page="https://gazette.example/",
    items=12, known=9, newest_at=NOW - 2 * DAY,
)  # fmt: skip
LOGIN = "https://desk:key@gazette.example/feed"


def told(**said):
    return advice(a_state(**(HEALTHY | said)), NOW)


def test_nothing_is_told_of_a_healthy_feed_or_a_new_one():
    assert told() == ()
    assert advice(a_state(), NOW) == ()
    assert told(channel=Channel(title="The Gazette", updated="Mon, 04 May 2026 10:00:00 GMT")) == ()


def test_a_feed_that_is_gone_has_to_leave_or_move():
    gone = HEALTHY | {"gone": True, "last_outcome": "gone", "failing_since_at": NOW - 3 * DAY}
    assert told(**gone) == (
        "410 Gone since 2026-05-01: take it out of feeds.yaml, or give it its new address",
    )
    assert told(**gone | {"failing_since_at": None})[0].startswith("410 Gone since 2026-05-04: ")
    (words,) = told(**gone, proposal=FOUND)
    assert words.startswith("410 Gone since 2026-05-01; https://gazette.example/ names ")


def test_a_broken_feed_is_told_with_what_was_found():
    assert told(**BROKEN) == ()
    assert told(**BROKEN, sought_at=NOW - DAY) == (
        "broken since 2026-04-25; no replacement found (looked on 2026-05-03)",
    )
    assert told(**BROKEN, sought_at=NOW - DAY, proposal=FOUND) == (
        (
            "broken since 2026-04-25; https://gazette.example/ names https://gazette.example/new.xml"
            " (“The Gazette”, 12 items, 9 of them ours, newest 2026-05-02):"
            " put it into feeds.yaml if it is the same"
        ),
    )


def test_what_was_sought_for_an_earlier_trouble_is_not_told():
    assert told(**BROKEN, sought_at=NOW - 20 * DAY) == ()
    assert told(sought_at=NOW - DAY, proposal=FOUND) == ()


def test_a_proposal_tells_what_it_knows():
    nameless = Proposal(url="https://a.example/f", title=" \n", page="https://a.example/",
                        items=1, known=0)  # fmt: skip
    (words,) = told(**BROKEN, proposal=nameless)
    assert "names https://a.example/f (1 item, 0 of them ours): put it" in words


def test_a_move_is_told_while_it_is_watched_and_once_it_is_adopted():
    move = Move(url="https://new.example/feed", times=3, since_at=NOW - 2 * DAY)
    assert told(move=move) == (
        (
            "moved for good to https://new.example/feed: seen 3 times since 2026-05-02;"
            " adopted when it was seen often and long enough, unless another feed has it"
        ),
    )
    first = Move(url="https://new.example/feed", times=1, since_at=NOW)
    assert ": seen once, on 2026-05-04; adopted" in told(move=first)[0]
    assert told(moved_from="https://old.example/feed") == (
        (
            "asked at https://gazette.example/feed since a permanent redirect;"
            " feeds.yaml still says https://old.example/feed"
        ),
    )


def test_a_feed_that_robots_txt_closes_is_told():
    (words,) = told(disallowed=True)
    assert words.startswith("robots.txt asks programs to keep away from this feed; ")


@pytest.mark.parametrize(
    ("age", "long"), [(61, "2 months"), (125, "4 months"), (719, "23 months"), (800, "2 years")]
)
def test_a_feed_that_answers_and_says_nothing_new_is_told(age, long):
    words = f"nothing new for {long}, though it answers: is it still alive?"
    assert told(arrivals=(NOW - age * DAY,)) == (words,)


def test_the_date_of_a_feed_that_stands_still_is_told():
    stale = Channel(updated="Thu, 01 Jan 2026 08:00:00 GMT")
    words = "its own date has stood at 2026-01-01 for 4 months"
    assert told(channel=stale) == (words,)
    assert told(channel=stale, arrivals=()) == (words,)
    # Nothing came either: then its date says no more than that.
    (words,) = told(channel=stale, arrivals=(NOW - 100 * DAY,))
    assert words.startswith("nothing new for 3 months")
    assert told(channel=Channel(updated="last Thursday")) == ()


def test_two_months_are_no_silence_yet():
    assert told(arrivals=(NOW - STILL,)) == ()


def test_a_feed_that_does_not_answer_is_not_called_still():
    assert told(**BROKEN | {"arrivals": (NOW - 400 * DAY,)}) == ()
    assert advice(a_state(arrivals=(NOW - 400 * DAY,)), NOW) == ()


ADDRESSES = st.sampled_from((LOGIN, "https://gazette.example/feed", "http://[::1", "", "\n\x1b[2J"))
NUMBERS = st.integers(0, 10**9)
STATES = st.builds(
    a_state,
    url=ADDRESSES,
    channel=st.builds(Channel, updated=st.none() | HOSTILE | MOMENTS.map(str)),
    gone=st.booleans(),
    failures=NUMBERS,
    last_outcome=st.none() | st.sampled_from(("fetched", "failed", "gone")),
    last_fetch_at=st.none() | MOMENTS,
    last_success_at=st.none() | MOMENTS,
    arrivals=st.lists(MOMENTS, max_size=3).map(tuple),
    failing_since_at=st.none() | MOMENTS,
    moved_from=st.none() | ADDRESSES,
    move=st.none() | st.builds(Move, url=ADDRESSES, times=NUMBERS, since_at=MOMENTS),
    sought_at=st.none() | MOMENTS,
    proposal=st.none()
    | st.builds(
        Proposal, url=ADDRESSES, title=HOSTILE, page=ADDRESSES, items=NUMBERS, known=NUMBERS,
        newest_at=st.none() | MOMENTS,
    ),
    disallowed=st.booleans(),
)  # fmt: skip


@given(STATES, MOMENTS)
@example(a_state(arrivals=(datetime.min.replace(tzinfo=UTC),), last_success_at=NOW), NOW)
@example(a_state(arrivals=(datetime.max.replace(tzinfo=UTC),), last_success_at=NOW), NOW)
def test_any_state_has_words_of_one_line_without_a_login(state: FeedState, now: datetime):
    for words in advice(state, now):
        assert words
        assert "\n" not in words
        assert "desk" not in words


@given(STATES, MOMENTS)
def test_words_come_of_a_reason(state: FeedState, now: datetime):
    reasons = (
        state.gone, state.failing_since_at, state.moved_from is not None, state.move,
        state.disallowed, state.arrivals, state.channel.updated,
    )  # fmt: skip
    assert any(reasons) or advice(state, now) == ()
