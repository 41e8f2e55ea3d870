"""Stories of events told in other words: who joins, who leads, what people ruled."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path

import pytest
from factories import AUTHORITY, HOUR, NOW, a_filing, an_entry
from hypothesis import given, settings
from hypothesis import strategies as st
from test_plan import Memory, a_reading

from aggregator.core.dedupe import fit
from aggregator.core.plan import ruled
from aggregator.core.rules import Rules
from aggregator.core.vocabulary import read_vocabulary
from aggregator.model import Disclosure, Entry, EntryId, FeedId, FiledEntry, Ruling

SHIPPED = Path(__file__).parents[2] / "aggregator" / "vocabulary.txt"
WORDS = read_vocabulary(SHIPPED.read_text(encoding="utf-8"))
FEEDS = ("bench", "gazette", "journal", "wire")
RULES = Rules(
    ranks={FeedId(feed): rank for feed, rank in zip(FEEDS, (50, 50, 60, 90), strict=True)},
    authority=AUTHORITY,
    config="c0ffee",
    vocabulary=WORDS,
)
PAID = a_filing("sponsored", disclosure=Disclosure.SPONSORED)

# One takeover, told thrice; its completion; another takeover by the same buyer.
BUYS = ("Rolva Buys Bucharel", "The Geneva watchmaker takes over the 100-store chain Bucharel.")
TAKES = ("Bucharel Has a New Owner", "Watchmaker Rolva acquires the retailer from its founder.")
SALE = ("Chain Sold After 88 Years", "Rolva is buying Bucharel, and its founder will retire.")
CLOSES = ("Rolva Completes Acquisition of Bucharel", "The deal for the chain closed on Monday.")
OTHER = ("Rolva Buys Dial Maker Quadrance", "It is the watchmaker's second purchase this year.")


def told(entry_id: str, words: tuple[str, str], **said) -> Entry:
    title, text = words
    feed = next(feed for feed in FEEDS if feed[0] == entry_id[0])
    link = f"https://{entry_id}.example/{entry_id}"
    return an_entry(
        entry_id,
        **{"title": title, "text": text, "summary": text, "link": link, "feed_id": FeedId(feed)}
        | said,
    )


def memory() -> Memory:
    return Memory(rules=RULES)


def groups(kept: Memory) -> set[frozenset[str]]:
    return {frozenset(story.members) for story in kept.stories.values() if story.members}


def bring(kept: Memory, feed: str, *entries: Entry, at=NOW) -> None:
    kept.decide(a_reading(*entries, feed=feed, at=at))


def test_one_event_told_in_other_words_is_one_story_and_says_why():
    kept = memory()
    bring(kept, "bench", told("b1", BUYS))
    bring(kept, "gazette", told("g1", TAKES), at=NOW + HOUR)
    assert groups(kept) == {frozenset({"b1", "g1"})}
    (joined,) = [one for one in kept.decisions if one.kind == "joined"]
    assert joined.entry_id == "g1"
    assert joined.rule.startswith("same event: ")
    names = {seen.text for seen in joined.evidence if seen.place == "name"}
    assert {"rolva", "bucharel"} <= names
    (met,) = [seen.text for seen in joined.evidence if seen.place == "keys"]
    assert met == "bucharel, rolva"


def test_an_agreement_and_its_completion_and_another_deal_are_three():
    kept = memory()
    bring(kept, "bench", told("b1", BUYS))
    bring(kept, "gazette", told("g1", CLOSES), told("g2", OTHER), at=NOW + HOUR)
    assert groups(kept) == {frozenset({"b1"}), frozenset({"g1"}), frozenset({"g2"})}


def test_one_feed_tells_no_event_twice():
    kept = memory()
    bring(kept, "bench", told("b1", BUYS), told("b2", TAKES))
    assert groups(kept) == {frozenset({"b1"}), frozenset({"b2"})}


def test_an_advert_is_no_telling_of_the_news():
    kept = memory()
    bring(kept, "bench", told("b1", BUYS))
    kept.decide(a_reading((told("g1", TAKES), PAID), feed="gazette", at=NOW + HOUR))
    assert groups(kept) == {frozenset({"b1"}), frozenset({"g1"})}


def test_a_better_telling_takes_the_lead_once_and_the_id_stays():
    kept = memory()
    bring(kept, "bench", told("b1", BUYS))
    before = kept.story_of("b1")
    bring(kept, "wire", told("w1", TAKES), at=NOW + HOUR)
    after = kept.story_of("b1")
    assert (after.id, after.lead_id, after.updated_at) == (before.id, "w1", NOW + HOUR)
    bring(kept, "gazette", told("g1", SALE), at=NOW + 2 * HOUR)
    last = kept.story_of("b1")
    assert (last.id, last.lead_id, last.updated_at) == (before.id, "w1", NOW + HOUR)
    assert set(last.members) == {"b1", "w1", "g1"}


def test_a_feed_that_never_leads_stands_behind_any_other():
    kept = Memory(rules=replace(RULES, unled=frozenset({FeedId("wire")})))
    bring(kept, "wire", told("w1", BUYS))
    bring(kept, "bench", told("b1", TAKES), at=NOW + HOUR)
    assert kept.story_of("w1").lead_id == "b1"


def test_what_fits_one_member_alone_makes_no_chain():
    one = told("b1", ("Rolva and Bucharel Agree", "Rolva and Bucharel make a deal in Genova."))
    middle = told("g1", ("Bucharel, Rolva, Quadrance, Selvane", "Merger of Rolva and Bucharel."))
    last = told("j1", ("Quadrance and Selvane Merge", "Selvane acquires Quadrance."))
    pairs = {
        (here.id, there.id): _fits(here, there)
        for here, there in combinations((one, middle, last), 2)
    }
    assert not pairs["b1", "j1"]
    kept = memory()
    for feed, entry in (("bench", one), ("gazette", middle), ("journal", last)):
        bring(kept, feed, entry)
    assert all(_fits(*pair) for pair in _together(kept))


def _fits(here: Entry, there: Entry) -> bool:
    filed = [
        FiledEntry(entry=one, filing=a_filing(), story_id="s", first_seen_at=NOW)
        for one in (here, there)
    ]
    return fit(*filed, WORDS) is not None


def _together(kept: Memory):
    for story in kept.stories.values():
        members = [kept.entries[one].entry for one in story.members]
        yield from combinations(members, 2)


def test_a_copy_goes_where_its_original_is():
    kept = memory()
    long = "Rolva buys the chain Bucharel, " + " ".join(f"word{number}" for number in range(40))
    bring(kept, "bench", told("b1", TAKES))
    bring(kept, "gazette", told("g1", (BUYS[0], long)), at=NOW + HOUR)
    bring(kept, "journal", told("j1", ("Retitled By Hand", long)), at=NOW + 2 * HOUR)
    assert groups(kept) == {frozenset({"b1", "g1", "j1"})}
    assert kept.entries[EntryId("j1")].copy_of == "g1"
    assert kept.entries[EntryId("g1")].copy_of is None


def test_a_trimmed_copy_is_a_copy():
    kept = memory()
    words = " ".join(f"word{number}" for number in range(90))
    bring(kept, "bench", told("b1", ("Chain Sold", words)))
    bring(kept, "gazette", told("g1", ("A Chain Is Sold", " ".join(words.split()[:40]))))
    assert kept.entries[EntryId("g1")].copy_of == "b1"
    assert groups(kept) == {frozenset({"b1", "g1"})}


def test_the_same_report_with_other_figures_is_another_report():
    kept = memory()
    words = "The index of polished prices {} percent in the week, as demand for rounds stayed weak"
    words = f"{words} and dealers in Antwerp held back goods for the coming shows, traders said."
    for feed, figure in (("bench", "fell 0.3"), ("gazette", "fell 0.8")):
        bring(kept, feed, told(f"{feed}1", ("Polished Prices This Week", words.format(figure))))
    assert len(groups(kept)) == 2


# Rulings


def rule(kept: Memory, kind: str, entry_id: str, outcome: str, at) -> None:
    """Remember and do it, as a store does."""
    ruling = Ruling(entry_id=EntryId(entry_id), at=at, kind=kind, outcome=outcome)
    kept.rulings[ruling.entry_id] = (*kept.rulings.get(ruling.entry_id, ()), ruling)
    known = replace(
        kept.known([]), entries=kept.entries, stories=kept.stories, rulings=kept.rulings
    )
    done = ruled(ruling, known, kept.rules)
    kept.entries |= {one.entry.id: one for one in done.entries}
    kept.stories |= {one.id: one for one in done.stories}
    kept.decisions.extend(done.decisions)


def test_what_a_person_parted_no_later_telling_brings_together():
    kept = memory()
    bring(kept, "bench", told("b1", BUYS))
    bring(kept, "gazette", told("g1", TAKES), at=NOW + HOUR)
    rule(kept, "part", "g1", "b1", NOW + 2 * HOUR)
    bring(kept, "wire", told("w1", SALE), at=NOW + 3 * HOUR)
    stories = {one: kept.story_of(one).id for one in ("b1", "g1", "w1")}
    assert stories["b1"] != stories["g1"]
    assert stories["w1"] in {stories["b1"], stories["g1"]}
    again = replace(told("g1", TAKES), digest="again", text=BUYS[1])
    bring(kept, "gazette", again, at=NOW + 4 * HOUR)
    assert kept.story_of("g1").id == stories["g1"]


def test_what_a_person_joined_takes_in_who_fits_the_rest():
    kept = memory()
    odd = told("g1", ("A Quiet Day in Rovaniemi", "Snow fell, and nothing else happened."))
    bring(kept, "bench", told("b1", BUYS))
    bring(kept, "gazette", odd, at=NOW + HOUR)
    rule(kept, "join", "g1", "b1", NOW + 2 * HOUR)
    bring(kept, "wire", told("w1", TAKES), at=NOW + 3 * HOUR)
    assert groups(kept) == {frozenset({"b1", "g1", "w1"})}


@pytest.mark.parametrize("younger", ["b1", "g1"])
def test_of_two_joined_stories_the_older_id_stays(younger):
    kept = memory()
    for feed, name, words in (("bench", "b1", BUYS), ("gazette", "g1", OTHER)):
        at = NOW if name == younger else NOW - HOUR
        bring(kept, feed, told(name, words, published_at=at))
    older = "g1" if younger == "b1" else "b1"
    ids = {name: kept.story_of(name).id for name in ("b1", "g1")}
    rule(kept, "join", "b1", "g1", NOW + HOUR)
    assert kept.story_of("b1").id == kept.story_of("g1").id == ids[older]
    assert kept.stories[ids[younger]].merged_into == ids[older]


def test_what_was_parted_comes_back_under_the_id_that_readers_know():
    kept = memory()
    bring(kept, "bench", told("b1", BUYS))
    bring(kept, "gazette", told("g1", TAKES, published_at=NOW - HOUR), at=NOW + HOUR)
    before = kept.story_of("b1").id
    rule(kept, "part", "g1", "b1", NOW + 2 * HOUR)
    assert kept.story_of("g1").id != before
    rule(kept, "join", "g1", "b1", NOW + 3 * HOUR)
    assert kept.story_of("g1").id == kept.story_of("b1").id == before


# Laws

TELLINGS = st.lists(
    st.tuples(
        st.sampled_from(FEEDS),
        st.sampled_from([BUYS, TAKES, SALE, CLOSES, OTHER]),
        st.integers(min_value=0, max_value=200),
    ),
    min_size=1,
    max_size=9,
)


def entries_of(tellings) -> list[tuple[str, Entry]]:
    return [
        (feed, told(f"{feed}{number}", words, published_at=NOW + timedelta(hours=hours)))
        for number, (feed, words, hours) in enumerate(tellings)
    ]


@settings(max_examples=40, deadline=None)
@given(TELLINGS, st.randoms())
def test_the_order_within_a_batch_does_not_matter(tellings, chance):
    entries = entries_of(tellings)
    found = []
    for several in (entries, chance.sample(entries, len(entries))):
        kept = memory()
        feeds = list(dict.fromkeys(feed for feed, _ in several))
        kept.decide(
            *(a_reading(*(one for of, one in several if of == feed), feed=feed) for feed in feeds)
        )
        found.append((groups(kept), {story.id: story.lead_id for story in kept.stories.values()}))
    assert found[0] == found[1]


@settings(max_examples=40, deadline=None)
@given(TELLINGS)
def test_members_of_a_story_fit_each_other_and_stay(tellings):
    kept = memory()
    for number, (feed, entry) in enumerate(entries_of(tellings)):
        before = dict(kept.stories)
        bring(kept, feed, entry, at=NOW + timedelta(hours=300 + number))
        for story in before.values():
            now = kept.stories[story.merged_into or story.id]
            assert set(story.members) <= set(now.members) or now.merged_into
    for here, there in _together(kept):
        is_copied = _is_copied(kept, here) or _is_copied(kept, there)
        assert _fits(here, there) or is_copied or here.text == there.text


def _is_copied(kept: Memory, entry: Entry) -> bool:
    """Whether it is somebody's copy, or has one: copies stand where their text does."""
    return kept.entries[entry.id].copy_of is not None or any(
        one.copy_of == entry.id for one in kept.entries.values()
    )
