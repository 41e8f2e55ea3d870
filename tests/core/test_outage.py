"""Our outage or theirs: what the silence of unrelated sites says."""

from dataclasses import replace
from datetime import timedelta

import pytest
from factories import HOUR, NOW, a_state
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.outage import (
    FIRST_PROBE,
    LONGEST_PROBE,
    QUORUM,
    RECENT,
    TOGETHER,
    Witness,
    begun,
    evidence,
    probed,
    probes,
    standing,
    witness,
)
from aggregator.model import Channel, FeedState

MINUTE = timedelta(minutes=1)


def saw(site: str, *, answered: bool, ago: timedelta = timedelta()) -> Witness:
    return Witness(site=site, at=NOW - ago, answered=answered)


def silent(number: int, ago: timedelta = timedelta()) -> list[Witness]:
    return [saw(f"silent{one}.example", answered=False, ago=ago) for one in range(number)]


def living(number: int, ago: timedelta = timedelta()) -> list[Witness]:
    return [saw(f"living{one}.example", answered=True, ago=ago) for one in range(number)]


WITNESSES = st.lists(
    st.builds(
        Witness,
        site=st.sampled_from([f"site{number}.example" for number in range(8)]),
        at=st.integers(0, 5400).map(lambda seconds: NOW - timedelta(seconds=seconds)),
        answered=st.booleans(),
    )
)


@given(WITNESSES)
def test_an_outage_needs_a_quorum_of_silent_sites(witnesses):
    why = evidence(witnesses, NOW)
    silent_sites = {one.site for one in witnesses if not one.answered}
    assert why is None or len(silent_sites) >= QUORUM


@given(WITNESSES)
def test_nobody_answers_for_the_order_in_which_we_hear(witnesses):
    assert evidence(witnesses, NOW) == evidence(reversed(witnesses), NOW)


@given(WITNESSES)
def test_an_answer_disproves_all_silence_that_began_before(witnesses):
    last = max((one.at for one in witnesses), default=NOW)
    answer = Witness(site="other.example", at=last + TOGETHER + MINUTE, answered=True)
    assert evidence([*witnesses, answer], answer.at) is None


@pytest.mark.parametrize(
    ("witnesses", "expected"),
    [
        (silent(2), None),
        (silent(3), "3 of 3 sites"),
        (silent(4) + living(1), "4 of 5 sites"),
        (silent(3) + living(1), None),
        (silent(3) + living(17), None),
        (silent(3) + living(40, ago=10 * MINUTE), "3 of 3 sites"),
        (silent(3, ago=10 * MINUTE) + living(1), None),
        (silent(3, ago=RECENT + MINUTE), None),
        (silent(3) + living(17, ago=timedelta(seconds=4)), None),
        (silent(3, ago=8 * MINUTE) + living(6, ago=8 * MINUTE) + silent(3), None),
        ([*silent(3), saw("silent0.example", answered=True)], None),
        ([*silent(1), *silent(1), *silent(1)], None),
    ],
)
def test_the_silence_of_many_at_one_time_is_ours(witnesses, expected):
    why = evidence(witnesses, NOW)
    assert why is None if expected is None else why is not None and why.startswith(expected)


def test_the_evidence_names_some_of_the_sites():
    why = evidence(silent(5), NOW)
    assert why.count(".example") == 3
    assert why.endswith(" and 2 more")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"last_fetch_at": None}, None),
        ({"last_outcome": "fetched"}, saw("gazette.example", answered=True)),
        ({"last_outcome": "rate limited"}, saw("gazette.example", answered=True)),
        ({"last_outcome": "failed", "failures": 3}, None),
        ({"last_outcome": "no answer"}, saw("gazette.example", answered=False)),
        (
            {"last_outcome": "no answer", "failing_since_at": NOW - MINUTE},
            saw("gazette.example", answered=False, ago=MINUTE),
        ),
    ],
)
def test_a_silent_feed_is_a_witness_since_it_fell_silent(said, expected):
    assert witness(a_state(**{"last_fetch_at": NOW} | said)) == expected


# Probes


def state(name: str, outcome: str | None, ago: timedelta = HOUR, **said: object) -> FeedState:
    asked = None if outcome is None else NOW - ago
    one = a_state(name, last_outcome=outcome, last_fetch_at=asked, **said)
    return replace(one, url=f"https://{name}/feed")


def test_a_probe_asks_one_that_answered_then_the_unknown_then_the_silent_in_turn():
    states = [
        state("www.living.example", "fetched", 2 * HOUR),
        state("last.example", "not modified", HOUR),
        state("silent.example", "no answer", MINUTE),
        state("longer.example", "no answer", HOUR),
        state("feeds.longer.example", "no answer", 2 * HOUR),
        state("new.example", None),
    ]
    assert [one.feed_id for one in probes(states, NOW)] == [
        "last.example",
        "new.example",
        "feeds.longer.example",
    ]
    assert probes([], NOW) == ()
    alone = [state("www.living.example", "fetched"), state("last.example", "fetched", MINUTE)]
    assert [one.feed_id for one in probes(alone, NOW)] == ["last.example", "www.living.example"]


@pytest.mark.parametrize(
    "said",
    [
        {"not_before_at": NOW + MINUTE},
        {"gone": True},
        {"channel": Channel(skip_hours=(NOW.hour,))},
    ],
)
def test_a_probe_keeps_what_was_asked_of_us(said):
    assert probes([state("waits.example", "fetched", **said)], NOW) == ()


@given(st.integers(0, 60))
def test_probes_come_slower_up_to_a_limit_and_never_end(number):
    outage = begun("3 of 3 sites", NOW)
    assert outage.probe_at - NOW == FIRST_PROBE
    for _ in range(number):
        later = probed(outage, outage.probe_at)
        wait = later.probe_at - outage.probe_at
        assert outage.probes + 1 == later.probes
        assert FIRST_PROBE <= wait <= LONGEST_PROBE
        assert (later.began_at, later.evidence) == (outage.began_at, outage.evidence)
        outage = later


def test_an_outage_of_a_clock_that_was_wrong_does_not_stand():
    outage = begun("3 of 3 sites", NOW)
    assert standing(outage, NOW) == standing(outage, NOW + 9 * HOUR) == outage
    assert standing(outage, NOW - MINUTE) is None
    assert standing(replace(outage, probe_at=NOW + HOUR), NOW) is None
    assert standing(None, NOW) is None
