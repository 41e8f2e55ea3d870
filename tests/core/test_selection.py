"""What of an output's selection is judged lead by lead: phrases, and a feed's places."""

from collections import Counter

import pytest
from factories import an_output
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.core.phrases import PhraseIndex, cut, phrase
from aggregator.core.selection import Lead, Places, Selection
from aggregator.model import EntryId, FeedId


def a_lead(title: str = "A title", summary: str = "", **said: str) -> Lead:
    return Lead(**{"id": "e1", "feed_id": "gazette", "title": title, "summary": summary} | said)


def is_taken(lead: Lead, *words: str, without: tuple[str, ...] = ()) -> bool:
    return Selection(an_output(words=words, without=without)).fits(lead)


# Phrases


@pytest.mark.parametrize(
    "title",
    [
        "An akoya pearl",
        "AKOYA PEARLS, again",
        "Akoya’s pearl-string",
        "Of Ákóya pearls",
        "The akoya: pearls",  # signs between words are no words
    ],
)
def test_a_phrase_is_found_in_any_case_and_number_with_or_without_accents(title: str) -> None:
    assert is_taken(a_lead(title), "akoya pearls")
    assert is_taken(a_lead("A title", title), "akoya pearls")
    assert not is_taken(a_lead(title), without=("akoya pearls",))


@pytest.mark.parametrize("title", ["Akoya and pearls", "Akoyapearls", "Pearls of akoya", "Akoya"])
def test_words_apart_are_no_phrase(title: str) -> None:
    assert not is_taken(a_lead(title), "akoya pearls")
    assert is_taken(a_lead(title), without=("akoya pearls",))


def test_a_phrase_does_not_run_from_the_title_into_the_summary() -> None:
    assert not is_taken(a_lead("All of akoya", "Pearls are up."), "akoya pearls")


def test_any_of_the_words_will_do_and_none_of_without_may_stand() -> None:
    assert is_taken(a_lead("Opals"), "pearl", "opal")
    assert not is_taken(a_lead("Rubies"), "pearl", "opal")
    assert not is_taken(a_lead("Opals", "In watches."), "pearl", "opal", without=("watch",))
    assert is_taken(a_lead("Rubies"), without=("pearl", "opal"))


def test_an_output_that_asks_for_no_words_takes_any() -> None:
    assert is_taken(a_lead("", ""))


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Ring sold for $2,000", "sold for <money>"),
        ("3 rings stolen", "<number> rings"),
        ("Ein Juwelier in der Strasse", "straße"),
        ("Große Straße", "strasse"),
        ("Neue Kette für Männer", "manner"),
        ("真珠 の 輪", "真珠"),
        ("Ювелир открыл", "ювелир"),
        ("Companies buy", "company"),
        ("A company buys", "companies"),
        ("Two watches", "watch"),
        ("O’Neil buys", "o'neil"),
        ("At the jeweller’s", "jewellers"),
        ("ﬁne gold", "fine gold"),
    ],
)
def test_what_topics_find_outputs_find(title: str, words: str) -> None:
    assert is_taken(a_lead(title), words)
    assert is_taken(a_lead("", f"… {title} …"), words)


TEXTS = st.text(st.characters() | st.sampled_from("aeiouysßéİıſ'’ -9$"), max_size=20)


@given(TEXTS, st.integers(0, 3), st.integers(1, 3))
@example("Straße", 0, 1)
@example("Ponies’ rings", 0, 2)
@example("ŉ ﬁnes K", 0, 3)
def test_any_words_of_a_text_are_found_in_it(text: str, start: int, count: int) -> None:
    said = " ".join(cut(text, 99).written[start : start + count])
    index = PhraseIndex([(phrase(said), True)])
    if said and index.spans(cut(text, 99).folded):
        assert is_taken(a_lead(text), said)
        assert not is_taken(a_lead("", text), without=(said,))


# Places

LEADS = st.lists(
    st.builds(
        a_lead,
        title=st.sampled_from(("Pearls", "Opals", "Pearls and opals", "Rings")),
        feed_id=st.sampled_from("abc"),
    ),
    max_size=30,
).map(lambda leads: [one._replace(id=EntryId(f"e{place}")) for place, one in enumerate(leads)])
OUTPUTS = st.builds(
    an_output,
    words=st.sampled_from(((), ("pearl",), ("pearl", "ring"))),
    without=st.sampled_from(((), ("opal",))),
    limit=st.integers(1, 12),
    per_feed=st.none() | st.integers(1, 4),
)


@given(OUTPUTS, LEADS)
def test_what_is_carried_fits_is_the_newest_and_no_more_of_a_feed_than_may(output, leads) -> None:
    places = Places(output)
    places.offer(leads)
    selection, carried = Selection(output), [one for one in leads if one.id in places.carried]
    assert [one.id for one in carried] == places.carried  # in their order
    assert len(carried) <= output.limit
    assert all(map(selection.fits, carried))
    of_feed = Counter(one.feed_id for one in carried)
    assert max(of_feed.values(), default=0) <= (output.per_feed or output.limit)
    assert places.loud == {feed for feed, count in of_feed.items() if count == output.per_feed}
    # Whoever fits and was left out is behind the last one, or of a feed that has its places
    # with newer ones.
    before = leads[: leads.index(carried[-1])] if places.are_taken else leads
    for place, one in enumerate(before):
        if selection.fits(one) and one not in carried:
            newer = [other for other in leads[:place] if other in carried]
            assert sum(other.feed_id == one.feed_id for other in newer) == output.per_feed


@given(OUTPUTS, LEADS, st.integers(1, 7))
def test_leads_may_come_in_bites_of_which_loud_feeds_are_left_out(output, leads, size) -> None:
    whole, in_bites = Places(output), Places(output)
    whole.offer(leads)
    for start in range(0, len(leads), size):
        bite = leads[start : start + size]
        in_bites.offer([one for one in bite if one.feed_id not in in_bites.loud])
    assert (in_bites.carried, in_bites.loud) == (whole.carried, whole.loud)


def test_older_ones_of_other_feeds_take_the_places_of_a_loud_one() -> None:
    feeds = "loud loud loud quiet loud quiet".split()
    leads = [a_lead(id=f"e{n}", feed_id=FeedId(feed)) for n, feed in enumerate(feeds)]
    places = Places(an_output(limit=3, per_feed=2))
    places.offer(leads)
    assert places.carried == ["e0", "e1", "e3"]
    assert places.loud == {"loud"}
