"""How one version differs from the next."""

from factories import NOW, an_entry
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.differences import changed_words, differences
from aggregator.core.plan.rekeying import former


def test_a_difference_shows_what_went_and_what_came() -> None:
    before = "The ring of old gold was sold for $12 in Geneva to a bidder who was not in the room"
    after = before.replace("$12", "$14").replace("not in", "in")
    assert changed_words(before, after) == (
        "… old gold was sold for [-$12-] {+$14+} in Geneva to a bidder who was [-not-] in the room"
    )


def test_each_version_is_compared_with_the_next() -> None:
    first = an_entry("e1", title="One", categories=("Gold",))
    second = an_entry("e1", title="Two", categories=("Gold",))
    last = an_entry("e1", title="Two", categories=("Gold", "Rings"))
    versions = [former(first, NOW), former(second, NOW)]
    told = [[one.field for one in changed] for _, changed in differences(versions, last)]
    assert told == [["title"], ["categories"]]


@given(st.text(), st.text())
def test_equal_texts_show_no_change(one: str, other: str) -> None:
    words = changed_words(one, other)
    plain = one.split() == other.split()
    assert plain == (("[-" not in words and "{+" not in words) or "[-" in one or "{+" in one)
