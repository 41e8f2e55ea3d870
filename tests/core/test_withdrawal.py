"""What a publisher took back."""

from factories import HOUR, NOW
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.withdrawal import Watch, watch
from aggregator.model import EntryId

A, B, C, D, E, F = (EntryId(name) for name in "abcdef")
# In the order in which they came.
DATES = {one: NOW + number * HOUR for number, one in enumerate((A, B, C, D, E, F))}

IDS = st.lists(st.sampled_from((A, B, C, D, E, F)), unique=True).map(tuple)
DATED = st.dictionaries(st.sampled_from((A, B, C, D, E, F)), st.sampled_from(list(DATES.values())))


def test_an_item_gone_from_the_middle_is_withdrawn():
    seen = watch((C, B, A), (C, A), DATES)
    assert seen == Watch(withdrawn=(B,), listing=(C, A))


def test_an_item_between_an_older_and_a_new_one_is_withdrawn():
    assert watch((C, B), (D, B), DATES).withdrawn == (C,)


def test_a_document_loses_its_oldest_items_as_time_goes_by():
    seen = watch((C, B, A), (E, D, C), DATES)
    assert seen == Watch(withdrawn=(), listing=(E, D, C))


def test_an_old_copy_that_lacks_the_newest_takes_nothing_back():
    seen = watch((E, D, C), (C, B, A), DATES)
    assert seen.withdrawn == ()
    assert set(seen.listing) == {E, D, C, B, A}


def test_under_an_old_item_at_the_top_others_still_fall_off_the_end():
    seen = watch((A, E, D, C), (A, F, E, D), DATES)
    assert seen == Watch(withdrawn=(), listing=(A, F, E, D))
    assert watch((A, E, D, C), (A, F, E, C), DATES).withdrawn == (D,)


def test_an_old_item_that_comes_back_withdraws_nothing():
    assert watch((E, D, C, B), (A, F, E, D), DATES).withdrawn == ()


def test_a_missing_newest_item_is_looked_for_again():
    first = watch((C, B, A), (B, A), DATES)
    assert first == Watch(withdrawn=(), listing=(C, B, A))
    assert watch(first.listing, (B, A), DATES) == first
    assert watch(first.listing, (D, B, A), DATES) == Watch(withdrawn=(C,), listing=(D, B, A))
    assert watch(first.listing, (D, C, B), DATES) == Watch(withdrawn=(), listing=(D, C, B))


def test_items_of_one_moment_are_not_between():
    same = {A: NOW, B: NOW, C: NOW}
    assert watch((C, B, A), (C, A), same) == Watch(withdrawn=(), listing=(B, C, A))


def test_an_undated_item_is_never_withdrawn():
    seen = watch((C, B, A), (C, A), {A: DATES[A], C: DATES[C]})
    assert seen == Watch(withdrawn=(), listing=(C, A))


def test_without_dates_there_is_nothing_to_tell_by():
    assert watch((B, A), (), DATES) == Watch(withdrawn=(), listing=(B, A))
    assert watch((B, A), (C,), {B: NOW, A: NOW}) == Watch(withdrawn=(), listing=(B, A))


@given(IDS, IDS, DATED)
def test_only_what_is_surrounded_is_withdrawn(before, listed, dated):
    seen = watch(before, listed, dated)
    for one in before:
        below = [two for two in before[before.index(one) + 1 :] if two in listed]
        surrounded = one in dated and any(
            dated[newer] > dated[one] > dated[older]
            for older in below
            for newer in listed[: listed.index(older)]
            if older in dated and newer in dated
        )
        assert (one in seen.withdrawn) == (surrounded and one not in listed)


@given(st.integers(1, 5), st.integers(0, 6))
def test_an_item_that_came_up_again_withdraws_nothing(size, place):
    before = (F, E, D, C, B, A)
    moved = before[min(place, 5)]
    again = (moved, *(one for one in before if one != moved))
    assert watch(before, again[:size], DATES).withdrawn == ()


@given(IDS, IDS, DATED)
def test_what_is_withdrawn_is_looked_for_no_more(before, listed, dated):
    seen = watch(before, listed, dated)
    assert not set(seen.withdrawn) & set(seen.listing)
    assert set(seen.listing) <= {*before, *listed}
    assert len(set(seen.listing)) == len(seen.listing)
    assert watch(seen.listing, listed, dated) == Watch(withdrawn=(), listing=seen.listing)


@given(IDS, st.integers(0, 6), DATED)
def test_a_shorter_window_withdraws_nothing(listed, size, dated):
    by_date = tuple(sorted(listed, key=lambda one: dated.get(one, NOW), reverse=True))
    assert watch(by_date, by_date[:size], dated).withdrawn == ()
    assert watch(by_date, by_date[size:], dated).withdrawn == ()
