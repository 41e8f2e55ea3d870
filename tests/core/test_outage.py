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
    SHARE,
    Witness,
    begun,
    evidence,
    probed,
    probes,
    witness,
)

MINUTE = timedelta(minutes=1)


def saw(site: str, *, answered: bool, ago: timedelta = timedelta()) -> Witness:
    return Witness(site=site, asked_at=NOW - ago, answered=answered)


def silent(number: int, ago: timedelta = timedelta()) -> list[Witness]:
    return [saw(f"silent{one}.example", answered=False, ago=ago) for one in range(number)]


def living(number: int, ago: timedelta = timedelta()) -> list[Witness]:
    return [saw(f"living{one}.example", answered=True, ago=ago) for one in range(number)]


WITNESSES = st.lists(
    st.builds(
        Witness,
        site=st.sampled_from([f"site{number}.example" for number in range(8)]),
        asked_at=st.integers(0, 5400).map(lambda seconds: NOW - timedelta(seconds=seconds)),
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


@given(WITNESSES, st.integers(1, 8))
def test_answers_at_once_with_the_silence_speak_against_an_outage(witnesses, number):
    answers = [saw(f"site{one}.example", answered=True) for one in range(number)]
    still = {one.site for one in witnesses} - {one.site for one in answers}
    if len(still) < SHARE * (len(still) + number):
        assert evidence([*witnesses, *answers], NOW) is None


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
        ({}, None),
        ({"last_outcome": "fetched"}, True),
        ({"last_outcome": "failed", "failures": 3}, True),
        ({"last_outcome": "no answer"}, False),
        ({"last_outcome": "no answer", "failing_since_at": NOW - MINUTE}, False),
        ({"last_outcome": "no answer", "failing_since_at": NOW - 2 * HOUR}, None),
    ],
)
def test_a_feed_that_was_long_silent_is_no_witness(said, expected):
    state = a_state(**({"last_fetch_at": NOW} if said else {}), **said)
    seen = witness(state)
    assert (None if seen is None else seen.answered) is expected


def test_probes_are_of_unrelated_sites_sound_ones_first_in_turn():
    def state(name: str, **said):
        return replace(a_state(name), url=f"https://{name}/feed", **said)

    states = [
        state("www.one.example", last_fetch_at=NOW),
        state("feeds.one.example", last_fetch_at=NOW - HOUR),
        state("two.example", last_fetch_at=NOW - MINUTE),
        state("dead.example", last_fetch_at=NOW - 2 * HOUR, failures=4),
        state("three.co.uk", last_fetch_at=NOW),
        state("four.co.uk", last_fetch_at=NOW - HOUR),
    ]
    chosen = [state.feed_id for state in probes(states)]
    assert chosen == ["feeds.one.example", "four.co.uk", "two.example"]
    assert probes([]) == ()


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
