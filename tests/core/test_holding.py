"""What rules hold back, and why: blocked words, age, what is off topic."""

from datetime import timedelta

import pytest
from factories import NOW, a_filing, an_entry
from feeds_yaml import FEEDS, OUTPUTS, SITE, SMALL, loaded, with_line
from hypothesis import given
from hypothesis import strategies as st
from test_config_errors import DURATION, error_there

from aggregator.core.holding import Hold, Holdings, is_by_rule, is_quarantined, was_shown
from aggregator.model import Disclosure, Evidence, FeedId, Holding

DAY = timedelta(days=1)
CASINO = Holdings(Holding(words=("casino", "replica watches")))


def why(holdings: Holdings, *, primary: str | None = "retail", **said: object) -> str | None:
    hold = holdings.reason(an_entry("e1", **said), a_filing(primary), NOW)
    return None if hold is None else hold.held(shown=False)


def test_nothing_is_held_where_nothing_is_asked() -> None:
    assert why(Holdings(), primary=None, published_at=NOW - 9999 * DAY) is None


@pytest.mark.parametrize(
    "said",
    [
        {"title": "A Casino opens beside the vault"},
        {"summary": "Rings, and CASINOS."},
        {"categories": ("Casino",)},
        {"text": f"{'gold ' * 1400} casino"},
    ],
)
def test_a_blocked_word_holds_wherever_it_stands(said: dict[str, object]) -> None:
    assert why(CASINO, **said) == "held by a rule: blocked word “casino”"


@pytest.mark.parametrize(
    "said",
    [
        {"title": "Casinova rings, replicas of watches"},
        {"text": f"{'gold ' * 1500} casino"},
        {"link": "https://gazette.example/casino"},
    ],
)
def test_other_words_far_words_and_addresses_do_not(said: dict[str, object]) -> None:
    assert why(CASINO, **said) is None


def test_each_blocked_word_is_evidence_once_where_it_stands_first() -> None:
    entry = an_entry("e1", title="Replica Watch", summary="Casino, casino; replica watches")
    assert CASINO.reason(entry, a_filing(), NOW) == Hold(
        rule="blocked word “replica watches”",
        evidence=(
            Evidence(place="title", text="Replica Watch", weight=0.0, rule="replica watches"),
            Evidence(place="summary", text="Casino", weight=0.0, rule="casino"),
        ),
    )


@pytest.mark.parametrize(
    ("limit", "age", "held"),
    [
        (90 * DAY, 90 * DAY, None),
        (90 * DAY, 214 * DAY + timedelta(hours=5), "214 days old, older than 90 days"),
        (timedelta(hours=36), timedelta(hours=40), "40 hours old, older than 36 hours"),
        (DAY, 2 * DAY, "2 days old, older than 1 day"),
        (timedelta(seconds=90), DAY, "86400 seconds old, older than 90 seconds"),
    ],
)
def test_what_was_old_when_it_came_is_held(limit, age, held) -> None:
    told = why(Holdings(Holding(older_than=limit)), published_at=NOW - age)
    assert told == (held and f"held by a rule: {held}")


def test_what_is_off_topic_is_held_and_an_advert_is_not_off_topic() -> None:
    holdings = Holdings(Holding(off_topic=True))
    assert why(holdings, primary=None) == "held by a rule: off topic"
    assert why(holdings, primary="retail") is None
    paid = a_filing("sponsored", disclosure=Disclosure.SPONSORED)
    assert holdings.reason(an_entry("e1"), paid, NOW) is None


def test_an_advert_is_held_by_a_blocked_word_too() -> None:
    paid = a_filing("sponsored", disclosure=Disclosure.SPONSORED)
    assert CASINO.reason(an_entry("e1", title="Casino"), paid, NOW) is not None


def test_a_feed_of_its_own_goes_by_its_own() -> None:
    holdings = Holdings(Holding(off_topic=True), {FeedId("gazette"): Holding(words=("casino",))})
    assert why(holdings, primary=None) is None
    assert why(holdings, title="casino") == "held by a rule: blocked word “casino”"
    assert why(holdings, primary=None, feed_id=FeedId("wire")) == "held by a rule: off topic"


@given(st.text(), st.booleans())
def test_what_holds_says_whether_readers_saw_it(rule: str, shown: bool) -> None:
    held = Hold(rule=f"blocked word “{rule}”").held(shown=shown)
    assert is_by_rule(held)
    assert (was_shown(held), is_quarantined(held)) == (shown, not shown)


WORDS = st.lists(st.sampled_from("gold ring casino watch replica watches pearl".split()))


@given(WORDS, WORDS)
def test_more_text_never_lets_through(before: list[str], behind: list[str]) -> None:
    said = " ".join([*before, "casino", *behind])
    assert why(CASINO, title=said) is not None


# feeds.yaml


def test_holding_is_read_and_a_feed_adds_its_own() -> None:
    general = "hold: {off_topic: true, older_than: 90d, words: [casino, replica watches]}\n"
    config = loaded(with_line("hold: {off_topic: false, words: [raffle, casino]}") + general)
    words = ("casino", "replica watches")
    age = timedelta(days=90)
    assert config.holding == Holding(off_topic=True, older_than=age, words=words)
    (feed,) = config.feeds
    assert feed.holding == Holding(off_topic=False, older_than=age, words=(*words, "raffle"))
    config = loaded(with_line("hold: {older_than: 7d}") + general)
    assert config.feeds[0].holding == Holding(off_topic=True, older_than=7 * DAY, words=words)


def test_nothing_is_held_unless_it_is_said() -> None:
    config = loaded(SMALL)
    assert (config.holding, config.feeds[0].holding) == (Holding(), None)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (f"{SMALL}hold: {{▸wrds: []}}\n", "unknown key 'wrds'; did you mean 'words'?"),
        (with_line("hold: {▸wrds: []}"), "unknown key 'wrds'; did you mean 'words'?"),
        (f"{SMALL}hold: {{older_than: ▸90}}\n", f"older_than: 90 is {DURATION}"),
        (f"{SMALL}hold: {{older_than: ▸0d}}\n",
         "older_than: '0d' is no age; expected one such as 90d"),
        (f"{SMALL}hold:\n  words:\n    - casino\n    - ▸'—!'\n",
         "words: '—!' holds no word to be found; expected text with letters, as in casino"),
        (f"{SMALL}hold: {{words: [▸18]}}\n",
         "words: 18 holds no word to be found; expected text with letters, as in casino"),
        (f"{SMALL}hold: {{words: [▸'18']}}\n",
         "words: '18' holds no word to be found; expected text with letters, as in casino"),
        (f"{SMALL}hold: {{words: ▸casino}}\n",
         "words: 'casino' is no list; expected one, each item behind a dash"),
        (f"{SITE}{FEEDS}    hold: ▸true\n{OUTPUTS}",
         "hold: True is no mapping; expected keys with their values"),
    ],
)  # fmt: skip
def test_what_cannot_hold_is_told_by_line(text: str, error: str) -> None:
    assert error_there(text) == error
