"""A feed that is refused binds itself; a second one binds their host."""

from dataclasses import replace

import pytest
from factories import HOUR, NOW, a_state
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.refusals import Refusals
from aggregator.model import FeedState


def on_host(name: str, host: str = "gazette.example", **said) -> FeedState:
    return replace(a_state(name), url=f"https://{host}/{name}", **said)


def refused(name: str, hours: int = 2, host: str = "gazette.example") -> FeedState:
    until = NOW + hours * HOUR
    return on_host(
        name, host, last_outcome="rate limited", not_before_at=until, next_fetch_at=until
    )


THIRD = on_host("third")


def test_one_refused_feed_binds_only_itself():
    assert Refusals([refused("one")]).postponed(THIRD, NOW) is None


def test_a_second_one_binds_the_host_until_the_later_of_the_two():
    waits = Refusals([refused("one", 2), refused("two", 3)]).postponed(THIRD, NOW)
    assert waits is not None
    assert waits.next_fetch_at == NOW + 3 * HOUR
    assert waits.next_fetch_reason == "gazette.example refused 2 of its feeds, Retry-After"
    assert replace(waits, next_fetch_at=NOW, next_fetch_reason=THIRD.next_fetch_reason) == THIRD


def test_it_is_never_brought_forward():
    late = replace(THIRD, next_fetch_at=NOW + 9 * HOUR)
    waits = Refusals([refused("one"), refused("two")]).postponed(late, NOW)
    assert waits is not None
    assert waits.next_fetch_at == late.next_fetch_at


def test_a_host_is_free_again_when_its_time_is_over():
    refusals = Refusals([refused("one", 2), refused("two", 3)])
    assert refusals.postponed(THIRD, NOW + 2 * HOUR) is None


@pytest.mark.parametrize(
    "other",
    [
        refused("two", host="other.example"),
        on_host("two", last_outcome="rate limited"),
        on_host("two", last_outcome="failed", not_before_at=NOW + HOUR),
        on_host("two", last_outcome="fetched", not_before_at=NOW + HOUR),
    ],
)
def test_what_is_no_second_refusal_with_a_time_binds_nobody(other):
    assert Refusals([refused("one"), other]).postponed(THIRD, NOW) is None


def test_the_host_that_refused_is_bound_and_not_the_one_that_led_there():
    first, second = (replace(refused(name), refused_by="cdn.example") for name in ("one", "two"))
    refusals = Refusals([first, second])
    assert refusals.postponed(THIRD, NOW) is None
    assert refusals.postponed(on_host("fourth", "cdn.example"), NOW) is not None


def test_a_wait_beyond_all_that_may_be_asked_binds_nobody():
    refusals = Refusals([refused("one", 24 * 365), refused("two", 24 * 365)])
    assert refusals.postponed(THIRD, NOW) is None


def test_an_answer_takes_a_refusal_back():
    refusals = Refusals([refused("one"), refused("two")])
    refusals.note(on_host("two", last_outcome="answered"))
    assert refusals.postponed(THIRD, NOW) is None


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.booleans())))
def test_a_host_is_bound_exactly_while_two_refusals_stand(answers):
    refusals, standing = Refusals(), set()
    for name, is_refused in answers:
        refusals.note(refused(name) if is_refused else on_host(name, last_outcome="answered"))
        (standing.add if is_refused else standing.discard)(name)
        assert (refusals.postponed(THIRD, NOW) is not None) == (len(standing) >= 2)
