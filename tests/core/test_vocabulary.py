"""Which words tell one event from another."""

from collections import Counter
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from told_entries import SHIPPED, WORDED, WORDS

from aggregator.core.text import folded
from aggregator.core.vocabulary import (
    WIDEST_GAP,
    happenings,
    read_vocabulary,
    stem,
    terms,
    words,
)
from aggregator.model import NO_WORDS, Kind

SECTIONS = ("plain", "common", "known", "cities", "lands", "spelt", "happenings")
SMALL = read_vocabulary(
    """
    # a remark
    [plain]
    ring grand   # of the trade
    [common]
    the
    [known]
    Van Cleef & Arpels = VCA, ヴァンクリーフ
    [cities]
    Geneva = Genève, Genf, ジュネーブ
    [lands]
    Switzerland = Swiss
    [spelt]
    sold for = 落札
    [happenings]
    auction:result = sold for
    auction:ahead = could .. fetch
    auction:result = fetch
    tender: = spot sale
    """
)


def shipped() -> dict[str, list[str]]:
    """The lines of each section of the file that we ship."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in SHIPPED.read_text(encoding="utf-8").splitlines():
        told = line.partition("#")[0].strip()
        if told.startswith("["):
            section = told.strip("[]")
        elif told:
            found.setdefault(section, []).append(told)
    return found


def forms(text: str, vocabulary=SMALL) -> list[tuple[str, Kind]]:
    return [(term.form, term.kind) for term in terms(words(text, vocabulary), vocabulary)]


# The file that we ship


def test_every_section_has_lines_and_no_other_stands_there():
    assert set(shipped()) == set(SECTIONS)
    assert all(shipped().values())


@pytest.mark.parametrize("section", ["known", "cities", "lands"])
def test_no_name_stands_twice(section):
    told = [
        folded(one)
        for line in shipped()[section]
        for one in line.replace("=", ",").split(",")
        if one.strip()
    ]
    assert [name for name, times in Counter(told).items() if times > 1] == []


def test_every_happening_has_a_name_and_wordings():
    for line in shipped()["happenings"]:
        name, equals, wordings = line.partition("=")
        kind, colon, stage = name.strip().partition(":")
        assert equals, line
        assert colon, line
        assert kind.isalpha(), line
        assert not stage or stage.isalpha(), line
        assert all(one.strip() for one in wordings.split(",")), line


def test_every_wording_is_of_words_that_can_be_found():
    for first, told in WORDS.happenings.items():
        assert first
        for wording in told:
            assert all(wording.parts), wording
            assert all(part for words in wording.parts for part in words), wording


def test_every_wording_tells_its_happening():
    for line in shipped()["happenings"]:
        name, _, wordings = line.partition("=")
        kind, _, stage = name.strip().partition(":")
        for one in wordings.split(","):
            said = words(one.replace("..", " ") if ".." in one else one, WORDS)
            found = happenings(said, WORDS)
            assert kind in found, line
            assert not stage or stage in found[kind] or found[kind], line


def test_the_file_can_tell_a_name_from_a_word():
    assert WORDS
    assert not NO_WORDS
    assert forms("Wexcombe", WORDS) == [("wexcomb", Kind.NAME)]


@pytest.mark.parametrize("word", ["ring", "Rings", "auction", "bluest", "finest", "sold"])
def test_the_words_of_every_day_are_plain(word):
    ((_, kind),) = forms(word, WORDS)
    assert not kind.is_name


# How it is read


def test_sections_are_read():
    assert SMALL.plain == {"ring", "grand"}
    assert SMALL.common == {"the"}
    assert SMALL.known["van", "cleef", "arpels"] == ("van cleef arpels", Kind.KNOWN)
    assert SMALL.known["genf",] == ("geneva", Kind.CITY)
    assert SMALL.known["swiss",] == ("switzerland", Kind.LAND)


@pytest.mark.parametrize("text", ["", "[plain]", "# nothing\n\n", "[plain]\n# a\n[common]\nthe"])
def test_without_plain_words_a_vocabulary_is_empty(text):
    assert not read_vocabulary(text)


def test_an_unknown_section_is_an_error():
    with pytest.raises(KeyError, match="plane"):
        read_vocabulary("[plane]\nring")


def test_a_file_is_read_once():
    assert read_vocabulary("[plain]\nring") is read_vocabulary("[plain]\nring")


# Words and terms


def test_a_known_name_of_several_words_is_one_term():
    told = forms("The Van Cleef & Arpels ring of VCA")
    assert told[:3] == [
        ("the", Kind.COMMON),
        ("van cleef arpels", Kind.KNOWN),
        ("ring", Kind.PLAIN),
    ]
    assert told[-1] == ("van cleef arpels", Kind.KNOWN)


def test_another_language_spells_a_city():
    assert {form for form, _ in forms("Geneva Genève Genf ジュネーブ")} == {"geneva"}


def test_a_term_knows_its_place():
    found = terms(("the", "van", "cleef", "arpels", "ring"), SMALL)
    assert [term.at for term in found] == [0, 1, 4]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("grandest", Kind.PLAIN), ("Zurzel", Kind.NAME), ("2026", Kind.COMMON), ("west", Kind.NAME)],
)
def test_a_word_is_plain_common_or_a_name(text, kind):
    assert forms(text)[0][1] is kind


def test_words_of_scripts_without_blanks_are_found():
    assert words("ジュネーブで指輪落札", SMALL) == ("geneva", "sold", "for")


def test_greek_and_cyrillic_words_are_words():
    assert words("Ρόδος Ростов", SMALL) == ("ροδοσ", "ростов")


def test_the_states_are_no_pronoun():
    assert words("US tariffs hit us and the U.S. trade", SMALL).count("usa") == 2


@pytest.mark.parametrize("text", ["", " ", "💍", "a b c", "\ud800", "نص", "…"])
def test_what_has_no_words_has_no_terms(text):
    assert forms(text) == []


@given(WORDED)
def test_every_word_is_of_one_term_in_order(text):
    said = words(text, WORDS)
    places = [term.at for term in terms(said, WORDS)]
    assert places == sorted(set(places))
    assert all(0 <= at < len(said) for at in places)


@given(st.text(max_size=80))
def test_folded_text_has_the_same_words(text):
    # Capitals tell the States from the pronoun alone.
    if "US" not in text and "U.S." not in text:
        assert words(text, WORDS) == words(folded(text), WORDS)


def test_endings_make_no_other_word():
    assert stem("buys") == stem("buying") == stem("buy")


# Happenings


def test_a_longer_wording_takes_its_words_from_the_shorter():
    assert happenings(("could", "fetch"), SMALL) == {"auction": {"ahead"}}
    assert happenings(("fetch",), SMALL) == {"auction": {"result"}}


@pytest.mark.parametrize(
    ("gap", "is_ahead"), [(0, True), (WIDEST_GAP, True), (WIDEST_GAP + 1, False)]
)
def test_between_parts_stand_few_words(gap, is_ahead):
    said = ("could", *["well"] * gap, "fetch")
    assert (happenings(said, SMALL)["auction"] == {"ahead"}) is is_ahead


def test_a_happening_may_have_no_stage():
    assert happenings(("spot", "sales"), SMALL) == {"tender": frozenset()}


def test_words_that_tell_nothing_tell_of_no_event():
    assert happenings((), SMALL) == {}
    assert happenings(("the", "ring"), SMALL) == {}


@pytest.mark.parametrize(
    ("text", "kind", "stage"),
    [
        ("Ashgrove Prize shortlist announced", "award", {"short"}),
        ("Tamsin Orde wins the Ashgrove Prize", "award", {"won"}),
        ("Wexcombe completes its acquisition of Marisande", "deal", {"completed"}),
        ("Wexcombe übernimmt Fernholt", "deal", {"agreed"}),
    ],
)
def test_the_file_tells_stages_apart(text, kind, stage):
    assert happenings(words(text, WORDS), WORDS)[kind] == stage


@pytest.mark.parametrize("text", ["a" * 1_000_000, "9" * 1_000_000, "é" * 500_000])
def test_a_word_without_end_takes_no_time(text):
    begun = perf_counter()
    said = words(text, WORDS)
    terms(said, WORDS)
    happenings(said, WORDS)
    assert perf_counter() - begun < 10  # it takes a tenth of a second; a machine may be busy


def test_time_grows_with_the_words_alone():
    begun = perf_counter()
    said = words("puts ruby could would complete the " * 16_000, WORDS)
    terms(said, WORDS)
    happenings(said[:20_000], WORDS)
    assert perf_counter() - begun < 3
