"""Which entries are one."""

from datetime import timedelta

import pytest
from factories import HOUR, NOW, a_filed, a_filing, an_entry
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.core.dedupe.copies import (
    EDITION,
    TEXT_WORDS,
    TITLED_TEXT_WORDS,
    WINDOW,
    join,
    keys,
)
from aggregator.model import SPONSORED, DateSource, Disclosure, Evidence, FiledEntry

LONG = (
    "The house sold a ring of old gold to a bidder in the room last night for more than twice its"
)
LONG = f"{LONG} high estimate after ten minutes of bidding among four people on the telephone."
SHORT = "The house sold a ring last night."
SECOND = timedelta(seconds=1)


def filed(entry_id: str = "e1", *, sponsored: bool = False, seen_at=NOW, **said) -> FiledEntry:
    filing = a_filing("sponsored", disclosure=Disclosure.SPONSORED) if sponsored else a_filing()
    entry = an_entry(entry_id, **{"link": f"https://{entry_id}.example/1"} | said)
    return a_filed(entry, filing=filing, first_seen_at=seen_at)


def joined(one: FiledEntry, other: FiledEntry) -> str | None:
    """The rule under which two join; the same whoever came first."""
    there, back = join(one, [other]), join(other, [one])
    assert (there and there.rule) == (back and back.rule)
    return there and there.rule


# Keys


def test_a_full_entry_has_three_keys_the_strongest_first():
    kinds = [key.partition(":")[0] for key in keys(an_entry(text=LONG))]
    assert kinds == ["link", "same", "text"]


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        (0, []),
        (1, ["same"]),
        (TITLED_TEXT_WORDS, ["same"]),
        (TEXT_WORDS - 1, ["same"]),
        (TEXT_WORDS, ["same", "text"]),
    ],
)
def test_a_text_is_a_key_when_it_is_long_enough(words, kinds):
    entry = an_entry(canonical_link="", text=", ".join(f"word{number}" for number in range(words)))
    assert [key.partition(":")[0] for key in keys(entry)] == kinds


@pytest.mark.parametrize("link", ["", "https:///", "https://x.example", "https://x.example/"])
def test_a_front_page_is_no_key(link):
    assert not keys(an_entry(canonical_link=link, text=""))


@pytest.mark.parametrize("link", ["https://x.example/a", "https://x.example/?p=1"])
def test_an_address_is_a_key(link):
    assert keys(an_entry(canonical_link=link, text="")) == (f"link:{link}",)


def test_a_key_fits_an_index():
    assert max(map(len, keys(an_entry(title="t" * 9999, canonical_link="", text=LONG * 99)))) < 64


# Copies


def test_copies_with_one_address_join_whatever_they_say():
    one = filed("e1", link="http://www.x.example/a/?utm_source=rss", text="")
    other = filed("e2", link="https://x.example/a", text=LONG, title="Another")
    assert joined(one, other) == "same address"
    found = join(one, [other])
    assert found is not None
    assert found.other == other
    assert found.evidence == (Evidence(place="link", text="https://x.example/a", weight=1.0),)


def test_copies_with_one_title_and_text_join():
    one = filed("e1", title="Ring sold", text=SHORT)
    other = filed("e2", title="RING SOLD!", text=f"“{SHORT.upper()}”")
    assert joined(one, other) == "same title and text"
    found = join(one, [other])
    assert found is not None
    assert found.evidence == (Evidence(place="same", text="RING SOLD!", weight=1.0),)


def test_a_retitled_copy_joins_by_its_text():
    one, other = filed("e1", title="Ring sold", text=LONG), filed("e2", title="Old gold", text=LONG)
    assert joined(one, other) == "same text under another title"


def test_a_short_text_under_another_title_does_not_join():
    assert joined(filed("e1", title="A", text=SHORT), filed("e2", title="B", text=SHORT)) is None


def test_a_column_whose_title_recurs_does_not_join():
    one = filed("e1", title="Market report", text=LONG)
    other = filed("e2", title="Market report", text=f"{LONG} It was the last lot.")
    assert joined(one, other) is None


def test_bare_titles_do_not_join():
    assert joined(filed("e1", title="A", text=""), filed("e2", title="A", text="")) is None


def test_front_pages_do_not_join():
    assert (
        joined(filed("e1", link="https://x.example/"), filed("e2", link="https://x.example"))
        is None
    )


def test_an_advert_never_joins_news():
    advert = filed("e1", sponsored=True, link="https://x.example/a", text=LONG)
    news = filed("e2", link="https://x.example/a", text=LONG)
    assert joined(advert, news) is None
    assert joined(advert, filed("e3", sponsored=True, link="https://x.example/a")) == "same address"


def test_news_that_bears_the_topic_of_adverts_is_news():
    about = a_filed(an_entry("e1", link="https://x.example/a"), filing=a_filing(str(SPONSORED)))
    assert joined(about, filed("e2", link="https://x.example/a")) == "same address"


def test_an_entry_does_not_join_itself():
    assert joined(filed("e1"), filed("e1")) is None


# The window


@pytest.mark.parametrize(
    ("feed", "later", "rule"),
    [
        ("journal", WINDOW, "same"),
        ("journal", WINDOW + SECOND, None),
        ("gazette", EDITION, "same"),
        ("gazette", EDITION + SECOND, None),
    ],
)
def test_the_same_text_after_long_is_another_edition(feed, later, rule):
    one = filed("e1", title="A", text=LONG)
    at = one.entry.published_at + later
    other = filed("e2", feed_id=feed, title="A", text=LONG, published_at=at)
    assert joined(one, other) == (rule and "same title and text")


def test_without_a_date_there_are_no_editions():
    one = filed("e1", title="A", text=LONG)
    at = one.entry.published_at + WINDOW
    other = filed("e2", title="A", text=LONG, published_at=at, date_source=DateSource.FIRST_SEEN)
    assert joined(one, other) == "same title and text"


def test_what_stands_in_the_place_of_another_is_no_edition():
    one = filed("e1", title="A", text=LONG)
    other = filed("e2", title="A", text=LONG, published_at=one.entry.published_at + WINDOW)
    assert join(other, [one]) is None
    assert join(other, [one], replaced={one.entry.id}) is not None


def test_the_same_address_after_long_is_the_same():
    one = filed("e1", link="https://x.example/a")
    other = filed("e2", link="https://x.example/a", published_at=NOW - timedelta(days=999))
    assert joined(one, other) == "same address"


# Which copy


def test_the_strongest_key_decides_then_the_oldest_copy():
    one = filed("e0", link="https://x.example/a", title="A", text=LONG)
    by_text = filed("e1", title="B", text=LONG, seen_at=NOW - 3 * HOUR)
    by_both = filed("e2", title="A", text=LONG, seen_at=NOW - 2 * HOUR)
    by_link = filed("e4", link="https://x.example/a", text="", seen_at=NOW - HOUR)
    same_age = filed("e3", link="https://x.example/a", text="", seen_at=NOW - HOUR)
    for others, other in (
        ([by_text], by_text),
        ([by_text, by_both], by_both),
        ([by_text, by_both, by_link], by_link),
        ([by_text, by_both, by_link, same_age], same_age),
    ):
        assert getattr(join(one, others), "other", None) == other
        assert getattr(join(one, reversed(others)), "other", None) == other


def test_without_others_nothing_joins():
    assert join(filed(), []) is None


ENTRIES = st.builds(
    filed,
    st.sampled_from(("e1", "e2", "e3", "e4")),
    sponsored=st.booleans(),
    link=st.sampled_from(("https://x.example/a", "https://x.example/b", "https://x.example/")),
    title=st.sampled_from(("A", "a!", "B")),
    text=st.sampled_from((LONG, LONG.upper(), SHORT, "")),
    published_at=st.sampled_from((NOW, NOW - WINDOW, NOW - 3 * WINDOW)),
)


@given(ENTRIES, ENTRIES)
@example(filed("e1"), filed("e1", title="Edited"))
def test_joining_is_symmetric(one, other):
    joined(one, other)


@given(ENTRIES, st.lists(ENTRIES, max_size=5, unique_by=lambda one: one.entry.id), st.randoms())
def test_the_order_of_candidates_does_not_matter(one, others, chance):
    mixed = chance.sample(others, len(others))
    assert join(one, others) == join(one, mixed)


@given(ENTRIES, st.lists(ENTRIES, max_size=5, unique_by=lambda one: one.entry.id))
def test_a_copy_bears_one_of_the_keys(one, others):
    found = join(one, others)
    candidates = [other for other in others if join(one, [other])]
    assert (found is not None) == bool(candidates)
    if found is not None:
        assert set(keys(found.other.entry)) & set(keys(one.entry))


@pytest.mark.parametrize(("feed", "joins"), [("gazette", True), ("journal", False)])
def test_a_few_words_under_one_title_are_one_text_in_one_feed_only(feed, joins):
    said = {"title": "Gold today", "text": "Up a little."}
    one = a_filed(an_entry("e1", **said))
    other = a_filed(an_entry("e2", feed_id=feed, **said))
    assert (join(one, (other,)) is not None) is joins
