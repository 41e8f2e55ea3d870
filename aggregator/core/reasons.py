"""Why an entry was filed as it was, in a sentence that an editor would accept."""

from collections.abc import Sequence

from aggregator.model import SPONSORED, Evidence, Topic

MOST = 3  # pieces of evidence that a sentence names
OFF_TOPIC = "off topic: nothing of the trade in it"
NOTHING = "too little speaks for any topic"
# What the kinds of names are, as an editor would call one of them.
_KINDS = {
    "bodies": "the association",
    "brands": "the brand",
    "chains": "the retailer",
    "groups": "the group",
    "houses": "the auction house",
    "jewels": "the jewel",
    "labs": "the laboratory",
    "luxury": "the house",
    "mines": "the producer",
    "models": "the model",
    "press": "the magazine",
    "shows": "the show",
    "stones": "the stone",
    "stores": "the store",
    "suppliers": "the supplier",
    "watchmakers": "the watchmaker",
}
_PLACES = {"author": "the byline", "category": "the publisher's category"}


def reason(topics: Sequence[Topic], evidence: Sequence[Evidence], sponsor: str | None) -> str:
    """The weightiest evidence for the primary topic, and what speaks for the next one."""
    if not topics:
        return OFF_TOPIC
    speaking = _speaking(topics[0], evidence)
    if not speaking:
        return NOTHING
    if topics[0] == SPONSORED:
        paid_by = f", paid for by {sponsor}" if sponsor else ""
        return f"a sponsor's mark: {_told(speaking)}{paid_by}"
    return f"{_told(speaking)}{_beside(topics, evidence)}"


def _beside(topics: Sequence[Topic], evidence: Sequence[Evidence]) -> str:
    """What speaks most for the topic that comes next, borne or not."""
    others = {one.topic for one in evidence if one.topic} - {topics[0], SPONSORED}
    second = max(others, key=lambda topic: (_points(topic, evidence), topic), default=None)
    if second is None or not (speaking := _speaking(second, evidence)):
        return ""
    told = _told(speaking[:1])
    return f"; also {second}: {told}" if second in topics else f"; less for {second}: {told}"


def _speaking(topic: Topic, evidence: Sequence[Evidence]) -> list[Evidence]:
    """What speaks for a topic, the weightiest first."""
    ours = [one for one in evidence if one.topic == topic and one.weight > 0]
    return sorted(ours, key=lambda one: -one.weight)


def _points(topic: Topic, evidence: Sequence[Evidence]) -> float:
    return sum(one.weight for one in evidence if one.topic == topic)


def _told(speaking: Sequence[Evidence]) -> str:
    """Words by where they stand: “a” and “b” in the title, “c” in the summary."""
    shown = speaking[:MOST]
    places = sorted({one.place for one in shown}, key=[one.place for one in shown].index)
    return ", ".join(
        f"{_listed([_named(one) for one in shown if one.place == place])} in {_place(place)}"
        for place in places
    )


def _place(place: str) -> str:
    return _PLACES.get(place, f"the {place}")


def _named(one: Evidence) -> str:
    what = _KINDS.get(one.kind)
    return f"{what} “{one.text}”" if what else f"“{one.text}”"


def _listed(named: Sequence[str]) -> str:
    *most, last = named
    return f"{', '.join(most)} and {last}" if most else last
