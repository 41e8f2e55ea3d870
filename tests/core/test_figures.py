"""Figures that two tellings share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.dedupe.figures import are_at_odds, is_close, shared_amounts, shared_numbers
from aggregator.core.facts import facts

AMOUNT = st.builds(
    "{}{}".format,
    st.sampled_from(["$", "€", "£", "chf", "hk$", "kr", "¥", ""]),
    st.integers(min_value=0, max_value=10**12),
)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("$9.96M", "nearly $10 million"),
        ("$1.2 million", "US$1,200,000"),
        ("€6,140,000", "EUR 6.1 million"),
        ("$5 million", "$5 million"),
    ],
)
def test_rounded_amounts_are_the_same(here, there):
    same, exchanged = shared_amounts(facts(here), facts(there))
    assert same
    assert not exchanged
    assert not are_at_odds(facts(here), facts(there))


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("CHF 10.9 million", "$12 million"),
        ("$50 million", "43 Millionen Euro"),
        ("HK$78 million", "$10 million"),
        ("£1 million", "$1.3 million"),
    ],
)
def test_one_amount_in_two_currencies_is_found(here, there):
    same, exchanged = shared_amounts(facts(here), facts(there))
    assert not same
    assert len(exchanged) == 1


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("$5 million", "$6 million"),
        ("$50 million", "€80 million"),
        ("HK$10 million", "$10 million"),
        ("$500", "€450"),  # prices of small things are alike by chance
        ("$0", "$0"),
        ("nothing", "$5 million"),
        ("kr 5 million", "$5 million"),
    ],
)
def test_other_amounts_are_not_shared(here, there):
    assert shared_amounts(facts(here), facts(there)) == ([], [])


def test_amounts_in_one_currency_are_at_odds():
    assert are_at_odds(facts("$5 million"), facts("$9 million"))
    assert not are_at_odds(facts("$5 million"), facts("€90 million"))
    assert not are_at_odds(facts("$5 million and $9 million"), facts("$9 million"))
    assert not are_at_odds(facts(""), facts("$9 million"))


@pytest.mark.parametrize(
    ("here", "there", "close"),
    [(100, 97, True), (100, 96.9, False), (0, 0, True), (1, 1, True), (0, 1, False)],
)
def test_roundings_are_close(here, there, close):
    assert is_close(here, there) is close
    assert is_close(there, here) is close


def test_numbers_are_shared_from_a_size_on():
    assert shared_numbers(["5", "6", "40", "x"], ["5", "6", "40", "x"], 6) == ["40", "6"]


def test_numbers_are_shared_as_written():
    assert shared_numbers(["12"], ["12.0"], 0) == []


@pytest.mark.parametrize("number", ["9" * 400, "²", "1.2.3", "", ".", "٣"])
def test_odd_numbers_are_read_or_passed_over(number):
    shared_numbers([number], [number], 6)
    shared_amounts({"amount": frozenset({f"${number}"})}, {"amount": frozenset({f"€{number}"})})
    are_at_odds({"amount": frozenset({f"${number}"})}, {"amount": frozenset({f"€{number}"})})


@given(st.frozensets(AMOUNT, max_size=4), st.frozensets(AMOUNT, max_size=4))
def test_amounts_are_shared_either_way_round(here, there):
    ours, theirs = {"amount": here}, {"amount": there}
    forth, back = shared_amounts(ours, theirs), shared_amounts(theirs, ours)
    assert [bool(one) for one in forth] == [bool(one) for one in back]
    assert len(forth[1]) == len(back[1])
    assert are_at_odds(ours, theirs) == are_at_odds(theirs, ours)


@given(AMOUNT)
def test_no_amount_is_at_odds_with_itself(amount):
    told = {"amount": frozenset({amount})}
    assert not are_at_odds(told, told) or not amount.lstrip("$€£¥chfkr").strip("0")
