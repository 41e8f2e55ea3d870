"""Filing: evidence adds up, and says of itself what counted."""

from dataclasses import replace
from pathlib import Path

import pytest
from factories import a_feed, an_entry
from hypothesis import given
from hypothesis import strategies as st

import aggregator
from aggregator.core.classify import ENOUGH, MAPPED, Classifier
from aggregator.core.config import load
from aggregator.core.phrases import cut, fold, folded
from aggregator.model import INDUSTRY, SPONSORED, Entry, Filing, KnownNames, Name, Topic, TopicRule

AUCTIONS, RETAIL = Topic("auctions"), Topic("retail")
RULES = (
    TopicRule(
        topic=AUCTIONS,
        label="Auctions",
        words=(("auction", 2.0), ("auction house", 2.5), ("hammer price", 3.0)),
        names=(("Orr & Pell's", 3.0), ("Grand Sale of Lund", 3.0), ("Pell", 1.0)),
        excluded=("going out of business auction",),
        categories=("Salerooms",),
    ),
    TopicRule(
        topic=RETAIL,
        label="Retail",
        words=(("store", 2.0), ("going out of business", 3.0), ("bijouterie", 2.0), ("sale", 1.0)),
        names=(("Marlow", 2.0),),
    ),
    TopicRule(
        topic=INDUSTRY,
        label="Industry",
        trade=(("gem", 0.5), ("guild", 2.0)),
        hints=("ring", "gold"),
        elsewhere=("referee", "boxing"),
    ),
    TopicRule(topic=SPONSORED, label="Sponsored", marks=("Sponsored by",), labels=("Advertorial",)),
)
CLASSIFIER = Classifier(RULES)
TRADE, MIXED = a_feed(), a_feed(mixed=True)


def entry(title: str, text: str = "", *, link: str = "https://a.example/", **said: object) -> Entry:
    return an_entry(title=title, summary=text, text=text, content_html="", link=link, **said)


def file(one: Entry) -> Filing:
    return CLASSIFIER.file(one, TRADE)


def file_mixed(title: str) -> Filing:
    return CLASSIFIER.file(entry(title), MIXED)


def points(filing: Filing, topic: Topic) -> float:
    return sum(one.weight for one in filing.evidence if one.topic == topic)


def test_a_title_weighs_more_than_a_text() -> None:
    filing = file(entry("A Store by the Sea", "It stood beside an auction house."))
    assert filing.primary == RETAIL
    assert filing.topics == (RETAIL, AUCTIONS)
    assert filing.rule == "“Store” in the title; also auctions: “auction house” in the summary"


def test_evidence_says_what_counted_and_where() -> None:
    filing = file(entry("Two  Auction-Houses’ Day", link="https://a.example/stores/1"))
    assert [(one.place, one.text, one.weight, one.topic) for one in filing.evidence] == [
        ("title", "Auction-Houses", 7.5, AUCTIONS),
        ("address", "stores", 1.0, RETAIL),
    ]


def test_a_phrase_counts_once_in_its_best_place() -> None:
    once = file(entry("An Auction"))
    often = file(entry("An Auction", "Auction, auctions and auction's.", categories=("auction",)))
    assert points(once, AUCTIONS) == points(often, AUCTIONS)


def test_the_longer_phrase_counts_alone() -> None:
    assert [one.text for one in file(entry("The Auction House")).evidence] == ["Auction House"]


def test_an_excluded_phrase_covers_what_it_spans_for_its_topic_alone() -> None:
    filing = file(entry("Going-Out-of-Business Auction at Store"))
    assert filing.topics == (RETAIL,)
    assert points(filing, AUCTIONS) == 0


def test_words_match_in_any_case_number_and_accent() -> None:
    assert file(entry("DEUX BIJOUTERIES")).primary == RETAIL
    assert file(entry("Bijouterie’s Day")).primary == RETAIL
    assert folded("Bijoutérie’s GEMS, watches and news") == (
        "bijoutery",
        "gem",
        "watch",
        "and",
        "news",
    )


def test_names_match_only_as_written_at_the_bounds_of_words() -> None:
    assert file(entry("Marlow’s New Door")).primary == RETAIL
    for other in ("marlow door", "Marlowe's Door", "MARLOW Door"):
        assert points(file(entry(other)), RETAIL) == 0


def test_a_possessive_name_is_not_the_bare_one() -> None:
    assert points(file(entry("Orr & Pell’s Spring Catalogue")), AUCTIONS) == 9
    assert points(file(entry("Orr Pell, Setter")), AUCTIONS) == 3


def test_a_name_covers_the_words_inside_it() -> None:
    assert points(file(entry("Grand Sale of Lund")), RETAIL) == 0


def test_a_category_of_the_publisher_means_what_the_operator_says() -> None:
    feed = a_feed(categories=(("Shop Floor", AUCTIONS),))
    filing = CLASSIFIER.file(entry("A Store", categories=("shop floor",)), feed)
    assert filing.primary == AUCTIONS
    assert filing.evidence[0].weight == MAPPED
    assert file(entry("A Day", categories=("SALEROOMS",))).primary == AUCTIONS


def test_a_tie_goes_to_the_rule_that_stands_first() -> None:
    one = entry("Store Auction")
    assert CLASSIFIER.file(one, TRADE).topics == (AUCTIONS, RETAIL)
    assert Classifier(RULES[1::-1]).file(one, TRADE).topics == (RETAIL, AUCTIONS)


def test_figures_and_sums_stand_for_any() -> None:
    words = (("sold for <money>", 3.0), ("lot <number>", 2.0))
    one = Classifier((TopicRule(topic=AUCTIONS, label="A", words=words), *RULES[1:]))
    for title, expected in [
        ("Ring Sold for $1,200", 9),
        ("Ring Sold for CHF 40 Million", 9),
        ("Ring Sold for Lot 4", 6),
        ("Ring Sold for a Song", 0),
        ("Lots 12 and 13", 6),
        ("A lot of money", 0),
    ]:
        assert points(one.file(entry(title), TRADE), AUCTIONS) == expected


def test_a_name_in_a_title_all_of_capitals_is_one() -> None:
    assert points(file(entry("MARLOW OPENS DOORS")), RETAIL) == 6
    assert points(file(entry("MARLOW'S DOOR")), RETAIL) == 6


NAMES = KnownNames(
    kind="chains",
    weight=2.0,
    names=(Name(spellings=("Lund & Daughters", "Lund"), doubted=frozenset({"Lund"})),),
)


def test_names_that_come_along_count_once_in_whichever_spelling_and_less_where_doubted() -> None:
    retail = replace(RULES[1], known=(NAMES,))
    one = Classifier((RULES[0], retail, *RULES[2:]))
    sure = one.file(entry("Lund & Daughters Opens", "Lund is glad."), MIXED)
    doubted = one.file(entry("Lund Opens"), MIXED)
    assert [(seen.text, seen.rule, seen.weight) for seen in sure.evidence] == [
        ("Lund & Daughters", "Lund & Daughters", 6)
    ]
    assert (sure.primary, doubted.primary) == (RETAIL, None)
    assert one.file(entry("Lund Opens"), TRADE).evidence[0].weight == 3


def test_what_feeds_yaml_says_of_a_name_goes_before_what_comes_along() -> None:
    retail = replace(RULES[1], known=(NAMES,), names=(("Lund", 9.0),))
    one = Classifier((RULES[0], retail, *RULES[2:]))
    assert points(one.file(entry("Lund Opens"), TRADE), RETAIL) == 27


def test_two_hints_show_the_trade_and_words_of_another_world_speak_against_it() -> None:
    assert file_mixed("A Ring").primary is None
    assert file_mixed("A Ring of Gold").primary == INDUSTRY
    assert file_mixed("A Ring of Gold: the Referee").primary is None


def test_what_is_presumed_of_the_trade_is_so_unless_words_of_another_world_outweigh() -> None:
    def presumed(title: str) -> Topic | None:
        return CLASSIFIER.file(entry(title), MIXED, presumed=True).primary

    assert presumed("A Quiet Morning") == INDUSTRY
    assert presumed("The Referee") is None
    assert presumed("The Referee of the Guild") == INDUSTRY


def test_confidence_is_how_far_the_first_topic_is_ahead() -> None:
    tied, sure = file(entry("Store Auction")), file(entry("Marlow Store Is Going Out of Business"))
    assert tied.confidence == 0
    assert sure.confidence == 1
    assert file(entry("A Quiet Morning")).confidence == 0
    assert 0 < file(entry("A Store by the Sea", "An auction house.")).confidence < 1


def test_what_nothing_speaks_for_is_of_the_trade_at_large() -> None:
    filing = file(entry("A Quiet Morning"))
    assert (filing.topics, filing.primary) == ((INDUSTRY,), INDUSTRY)
    assert filing.rule == "too little speaks for any topic"


@pytest.mark.parametrize(
    ("title", "primary"),
    [
        ("A Quiet Morning", None),
        ("A Store for Shoes", None),
        ("A Gem of a Store", RETAIL),
        ("Marlow Turns Forty", RETAIL),
        ("The Guild Meets", INDUSTRY),
    ],
)
def test_a_mixed_feed_gives_the_trade_only_what_is_of_it(title: str, primary: Topic | None) -> None:
    filing = CLASSIFIER.file(entry(title), MIXED)
    assert filing.primary == primary
    assert bool(filing.topics) == (primary is not None)


def test_a_category_that_the_operator_maps_is_of_the_trade_in_a_mixed_feed_too() -> None:
    feed = a_feed(mixed=True, categories=(("Bags", RETAIL),))
    assert CLASSIFIER.file(entry("A Store for Shoes", categories=("Bags",)), feed).primary == RETAIL


def test_sponsored_is_primary_and_keeps_the_other_topics() -> None:
    filing = file(entry("Auction Night", "Sponsored by Lund Safes. A store tells."))
    assert filing.topics == (SPONSORED, AUCTIONS, RETAIL)
    assert (filing.primary, filing.sponsor) == (SPONSORED, "Lund Safes")
    assert filing.rule == (
        "a sponsor's mark: “Sponsored by” in the summary, paid for by Lund Safes"
    )
    assert filing.evidence[0].topic == SPONSORED


def test_a_sponsored_piece_in_a_mixed_feed_is_kept_though_it_is_of_no_trade() -> None:
    filing = CLASSIFIER.file(entry("Advertorial: Shoes"), MIXED)
    assert filing.topics == (SPONSORED,)


def test_a_press_release_keeps_its_topic() -> None:
    filing = file(entry("A Store Opens", link="https://www.businesswire.com/news/1"))
    assert filing.primary == RETAIL
    assert filing.disclosure == "press-release"


def test_only_the_beginning_of_a_text_counts() -> None:
    assert points(file(entry("A Day", "so " * 1499 + "auction")), AUCTIONS) > 0
    assert points(file(entry("A Day", "so " * 1500 + "auction")), AUCTIONS) == 0


def test_a_long_text_does_not_outweigh_a_title() -> None:
    words = tuple((f"counter{number}", 1.0) for number in range(40))
    rules = (TopicRule(topic=AUCTIONS, label="A", words=words), *RULES[1:])
    body = " ".join(word for word, _ in words)
    one = an_entry(title="A Store at Marlow", summary="", text=body, content_html="")
    assert Classifier(rules).file(one, TRADE).primary == RETAIL


WORDS = st.sampled_from(
    "auction house going out of business store Marlow Orr & Pell's gem guild the so".split()
)
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)


@given(TEXTS, TEXTS)
def test_topics_are_those_with_points_enough_the_best_first(title: str, text: str) -> None:
    filing = file(entry(title, text))
    scores = [points(filing, topic) for topic in filing.topics]
    assert scores == sorted(scores, reverse=True)
    assert filing.primary == filing.topics[0]
    assert filing.topics == (INDUSTRY,) or min(scores) >= ENOUGH


@given(TEXTS)
def test_an_exclusion_never_adds_points_to_its_topic(title: str) -> None:
    without = tuple(
        TopicRule(topic=rule.topic, label=rule.label, words=rule.words, names=rule.names)
        for rule in RULES
    )
    free = Classifier(without).file(entry(title), TRADE)
    assert points(file(entry(title)), AUCTIONS) <= points(free, AUCTIONS)


@given(st.text(max_size=60))
def test_words_are_found_where_the_text_has_them(text: str) -> None:
    words = cut(text, 100)
    assert tuple(words.folded) == folded(text)
    for place, word in enumerate(words.written):
        assert fold(words.between(place, place + 1)) in {words.folded[place], fold(word)}


@pytest.fixture(scope="module")
def shipped() -> Classifier:
    lexicon = Path(aggregator.__file__).with_name("lexicon.toml").read_text(encoding="utf-8")
    bare = "site: {contact: ops@example.org}\nfeeds: []\noutputs: []\n"
    return Classifier(load(bare, "feeds.yaml", lexicon=lexicon, environment={}).topics)


@pytest.mark.parametrize(
    ("title", "text", "primary"),
    [
        (
            "Blue Sapphire Ring Doubles Its Estimate in Geneva",
            "The lot drew nine bidders at Christie’s before the hammer fell.",
            "auctions",
        ),
        (
            "Third-Generation Jeweler to Close After 61 Years",
            "The family’s store starts its retirement sale on Monday.",
            "retail",
        ),
        (
            "Thieves Take Trays of Rings in Mall Robbery",
            "Police seek three suspects after the jewelry store was raided.",
            "retail",
        ),
        (
            "Piaget Names a Pianist as Global Ambassador",
            "She fronts the maison’s new high jewelry collection.",
            "brand-news",
        ),
        (
            "Diamond Miner Recovers 200-Carat Rough",
            "The stone from Botswana goes to tender in May.",
            "industry",
        ),
        (
            "Gem Society Gives Scholarships to Six Students",
            "The awards pay for courses in gemology.",
            "industry",
        ),
        (
            "Supplier Spotlight: Clasps That Close Themselves",
            "A findings maker shows its new range.",
            "sponsored",
        ),
    ],
)
def test_the_shipped_words_know_the_trade(
    shipped: Classifier, title: str, text: str, primary: str
) -> None:
    assert shipped.file(entry(title, text), TRADE).primary == primary
