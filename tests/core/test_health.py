"""How the rules of the topics did: fired, agreed, borne, overruled."""

import pytest
from factories import a_filing, an_entry
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.health import Case, Exclusions, RuleKind, WordHealth, WordsReport, health
from aggregator.model import Disclosure, Evidence, Topic, TopicRule

AUCTIONS, RETAIL, PAID = map(Topic, ("auctions", "retail", "sponsored"))
RULES = (
    TopicRule(
        topic=AUCTIONS,
        label="Auctions",
        words=(("auction", 2.0), ("lot", 1.0)),
        names=(("Lund", 2.0),),
        excluded=("parking lot",),
        categories=("Salerooms", "Auction"),
        own=frozenset({"lot"}),
    ),
    TopicRule(topic=RETAIL, label="Retail", words=(("store", 1.5), ("lot", 0.5))),
    TopicRule(topic=PAID, label="Sponsored", marks=("Sponsored by",), labels=("Advertorial",)),
)


def seen(rule: str, topic: Topic = AUCTIONS, place: str = "title", text: str = "") -> Evidence:
    return Evidence(place=place, text=text or rule, weight=3.0, topic=topic, rule=rule)


def case(
    primary: str | None, *evidence: Evidence, ruled: str | None = None, beside: tuple[str, ...] = ()
) -> Case:
    topics = tuple(map(Topic, (*((primary,) if primary else ()), *beside)))
    filing = a_filing(primary, topics=topics, evidence=evidence)
    return Case(filing=filing, ruled=Topic(ruled) if ruled else None)


def paid(*topics: str, evidence: tuple[Evidence, ...], ruled: str | None = None) -> Case:
    said = case(PAID, *evidence, ruled=ruled, beside=topics)
    filing = a_filing(
        PAID, topics=said.filing.topics, evidence=evidence, disclosure=Disclosure.SPONSORED
    )
    return Case(filing=filing, ruled=said.ruled)


def rule_of(report: WordsReport, phrase: str, topic: Topic = AUCTIONS) -> WordHealth:
    (found,) = [one for one in report.rules if (one.topic, one.phrase) == (topic, phrase)]
    return found


def counts(report: WordsReport, phrase: str, topic: Topic = AUCTIONS) -> tuple[int, int, int, int]:
    found = rule_of(report, phrase, topic)
    return found.fired, found.agreed, found.borne, found.overruled


def test_every_rule_is_told_with_what_it_is():
    told = [
        (one.topic, one.kind, one.phrase, one.weight, one.own) for one in health(RULES, ()).rules
    ]
    assert told == [
        (AUCTIONS, "word", "auction", 2.0, False),
        (AUCTIONS, "word", "lot", 1.0, True),
        (AUCTIONS, "name", "Lund", 2.0, False),
        (AUCTIONS, "category", "Salerooms", None, False),
        (AUCTIONS, "category", "Auction", None, False),
        (AUCTIONS, "excluded", "parking lot", None, False),
        (RETAIL, "word", "store", 1.5, False),
        (RETAIL, "word", "lot", 0.5, False),
        (PAID, "mark", "Sponsored by", None, False),
        (PAID, "label", "Advertorial", None, False),
    ]


def test_a_rule_fires_once_an_entry_and_agrees_where_its_topic_leads():
    report = health(
        RULES,
        [
            case("auctions", seen("auction"), seen("auction", place="summary")),
            case("retail", seen("auction"), seen("store", RETAIL), beside=("auctions",)),
            case("retail", seen("auction"), seen("lot", RETAIL)),
            case(None, seen("auction")),
        ],
    )
    assert report.entries == 4
    assert counts(report, "auction") == (4, 1, 2, 0)
    assert counts(report, "store", RETAIL) == (1, 1, 1, 0)
    assert counts(report, "lot", RETAIL) == (1, 1, 1, 0)
    assert rule_of(report, "lot").is_dead


def test_a_person_has_the_last_word():
    report = health(
        RULES,
        [
            case("auctions", seen("auction"), ruled="retail"),
            case("auctions", seen("auction"), ruled="off-topic"),
            case("retail", seen("auction"), seen("store", RETAIL), ruled="auctions"),
        ],
    )
    assert counts(report, "auction") == (3, 1, 1, 2)
    assert counts(report, "store", RETAIL) == (1, 0, 0, 1)


def test_what_is_paid_for_is_still_about_something():
    mark = Evidence(place="title", text="Sponsored by", weight=10, topic=PAID, rule="Sponsored by")
    report = health(
        RULES,
        [
            paid("auctions", evidence=(mark, seen("auction"))),
            case("auctions", seen("auction"), ruled="sponsored"),
            paid("auctions", evidence=(mark, seen("auction")), ruled="auctions"),
        ],
    )
    assert counts(report, "auction") == (3, 3, 3, 0)
    assert counts(report, "Sponsored by", PAID) == (2, 1, 1, 1)


def test_an_exclusion_agrees_where_its_topic_does_not_lead():
    excluded = frozenset({(AUCTIONS, "parking lot")})
    cases = [
        Case(filing=a_filing("retail"), excluded=excluded),
        Case(filing=a_filing("auctions"), excluded=excluded),
        Case(filing=a_filing("retail"), ruled=AUCTIONS, excluded=excluded),
        Case(filing=a_filing("retail"), ruled=RETAIL, excluded=excluded),
    ]
    assert counts(health(RULES, cases), "parking lot") == (4, 2, 2, 1)


def test_exclusions_are_found_wherever_words_are():
    found = Exclusions(RULES).found
    assert found(an_entry(title="Parking lots by the store")) == {(AUCTIONS, "parking lot")}
    assert found(an_entry(text="A PARKING LOT")) == {(AUCTIONS, "parking lot")}
    assert found(an_entry(title="Parking a lot")) == frozenset()


def test_a_publishers_category_is_its_topics_or_a_feeds():
    report = health(
        RULES,
        [
            case("auctions", seen("SALEROOMS", place="category")),
            case("auctions", seen("auction", place="category", text="Auction News")),
            case("auctions", seen("Ventes", place="category")),
            case("retail", seen("Old House")),
        ],
    )
    assert counts(report, "Salerooms") == (1, 1, 1, 0)
    assert rule_of(report, "auction").fired == 1
    mapped, known = rule_of(report, "Ventes"), rule_of(report, "Old House")
    assert (mapped.kind, mapped.own, mapped.fired) == (RuleKind.MAPPED, True, 1)
    assert (known.kind, known.own, known.agreed) == (RuleKind.NAME, False, 0)


def test_a_mark_is_known_by_its_rule():
    rule = TopicRule(
        topic=PAID, label="Sponsored", marks=("Sponsored by",), labels=("(Paid|Sponsored) post",)
    )
    marks = [
        Evidence(place="title", text="SPONSORED BY", weight=10, topic=PAID, rule="Sponsored by"),
        Evidence(
            place="address", text="paid-post", weight=10, topic=PAID, rule="(Paid|Sponsored) post"
        ),
        Evidence(place="feed", text="bench", weight=10, topic=PAID),
    ]
    report = health([rule], [paid(evidence=(*marks, *marks))])
    assert [(one.kind, one.fired) for one in report.rules] == [("mark", 1), ("label", 1)]


def test_words_of_the_trade_are_words():
    rule = TopicRule(topic=RETAIL, label="Retail", trade=(("jeweler", 2.0),))
    (word,) = health([rule], [case("retail", seen("jeweler", RETAIL))]).rules
    assert (word.kind, word.weight, word.fired) == ("word", 2.0, 1)


def test_evidence_of_no_rule_or_no_topic_counts_for_none():
    release = Evidence(place="text", text="/PRNewswire/", weight=10, rule="wire")
    unnamed = Evidence(place="title", text="auction", weight=3, topic=AUCTIONS)
    report = health(RULES, [case("auctions", release, unnamed)])
    assert (report.entries, sum(one.fired for one in report.rules)) == (1, 0)


@pytest.mark.parametrize(
    ("fired", "agreed", "noisy"),
    [(4, 0, False), (5, 1, True), (5, 2, False), (10, 3, True), (10, 4, False)],
)
def test_a_rule_that_counts_often_and_is_seldom_right_is_noisy(fired, agreed, noisy):
    cases = [case("auctions", seen("auction"))] * agreed
    cases += [case("retail", seen("auction"))] * (fired - agreed)
    assert rule_of(health(RULES, cases), "auction").is_noisy is noisy


def test_the_worst_stand_first():
    bad = [case("retail", seen("auction"), seen("Lund"), ruled="retail")] * 5
    worse = [*bad, case("retail", seen("Lund")), case("auctions", seen("auction"))]
    report = health(RULES, worse)
    assert [one.phrase for one in report.noisy] == ["Lund", "auction"]
    assert [one.overruled for one in report.overruled] == [5, 5]
    auctions = report.topics[0]
    assert (auctions.rules, auctions.fired, auctions.dead, auctions.noisy) == (6, 12, 4, 2)
    assert auctions.agreed == pytest.approx(1 / 12)
    assert [one.topic for one in report.of(RETAIL).rules] == [RETAIL, RETAIL]
    assert report.of(RETAIL).topics[0].agreed is None


def test_the_report_as_json_has_topics_and_rules():
    told = health(RULES, [case("auctions", seen("Lund"))]).as_json()
    assert told["entries"] == 1
    assert told["topics"][0] == {
        "topic": "auctions", "rules": 6, "fired": 1, "dead": 5, "noisy": 0, "agreed": 1.0,
    }  # fmt: skip
    assert told["rules"][2] == {
        "topic": "auctions", "kind": "name", "phrase": "Lund", "weight": 2.0, "own": False,
        "fired": 1, "agreed": 1, "borne": 1, "overruled": 0, "dead": False, "noisy": False,
    }  # fmt: skip


EVIDENCE = st.lists(
    st.builds(
        seen,
        st.sampled_from(["auction", "lot", "Lund", "Salerooms", "unheard of", ""]),
        st.sampled_from([AUCTIONS, RETAIL]),
        st.sampled_from(["title", "category", "text"]),
    ),
    max_size=4,
)
TOPICS = st.sampled_from(["auctions", "retail", "sponsored", None])
CASES = st.lists(
    st.builds(
        lambda primary, evidence, ruled: case(primary, *evidence, ruled=ruled),
        TOPICS,
        EVIDENCE,
        st.sampled_from([None, None, "auctions", "sponsored", "off-topic"]),
    )
)


@given(CASES)
def test_no_count_is_above_how_often_it_fired_nor_that_above_the_entries(cases):
    report = health(RULES, cases)
    for one in report.rules:
        assert max(one.agreed, one.borne, one.overruled) <= one.fired <= report.entries
        assert one.agreed <= one.borne
        assert one.agreed + one.overruled <= one.fired
        assert not (one.is_dead and one.is_noisy)
    assert len(report.rules) == len({(one.topic, one.kind, one.phrase) for one in report.rules})


@given(CASES, CASES)
def test_counts_add_up(first, second):
    def fired(cases):
        return {(one.topic, one.kind, one.phrase): one.fired for one in health(RULES, cases).rules}

    one, other, both = fired(first), fired(second), fired([*first, *second])
    assert both == {key: one.get(key, 0) + other.get(key, 0) for key in one | other}
