"""Why an entry was filed, in words: what they name stands in the evidence."""

from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.reasons import MOST, NOTHING, OFF_TOPIC, reason
from aggregator.model import INDUSTRY, SPONSORED, Evidence, Topic

AUCTIONS, RETAIL = Topic("auctions"), Topic("retail")


def seen(text: str, topic: Topic, weight: float, place: str = "title", kind: str = "") -> Evidence:
    return Evidence(place=place, text=text, weight=weight, topic=topic, kind=kind)


def test_the_weightiest_evidence_is_named_where_it_stands_and_as_what_it_is() -> None:
    evidence = (
        seen("lot", AUCTIONS, 1.5, "summary"),
        seen("Orr & Pell", AUCTIONS, 9, kind="houses"),
        seen("estimate", AUCTIONS, 4.5),
        seen("jewels", AUCTIONS, 0.5, "address"),
        seen("store", RETAIL, 2, "text"),
    )
    told = (
        "the auction house “Orr & Pell” and “estimate” in the title, “lot” in the summary; {}"
        "retail: “store” in the text"
    )
    assert reason((AUCTIONS,), evidence, None) == told.format("less for ")
    assert reason((AUCTIONS, RETAIL), evidence, None) == told.format("also ")


def test_who_paid_is_told() -> None:
    mark = (seen("Presented by", SPONSORED, 10, "summary"), seen("store", RETAIL, 3))
    assert reason((SPONSORED, RETAIL), mark, "Lund Safes") == (
        "a sponsor's mark: “Presented by” in the summary, paid for by Lund Safes"
    )


def test_where_nothing_speaks_that_is_told() -> None:
    assert reason((), (seen("store", RETAIL, 9),), None) == OFF_TOPIC
    assert reason((INDUSTRY,), (seen("store", RETAIL, 1),), None) == NOTHING


EVIDENCE = st.builds(
    seen,
    st.sampled_from("lot store hammer counter guild bench".split()),
    st.sampled_from([AUCTIONS, RETAIL, INDUSTRY]),
    st.floats(0.1, 9),
    st.sampled_from("title summary text address category".split()),
)


@given(st.lists(EVIDENCE, max_size=9))
def test_a_reason_quotes_a_few_things_that_were_seen(evidence: list[Evidence]) -> None:
    told = reason((AUCTIONS, RETAIL), evidence, None)
    quoted = [part.partition("”")[0] for part in told.split("“")[1:]]
    assert set(quoted) <= {one.text for one in evidence}
    assert len(quoted) <= MOST + 1
