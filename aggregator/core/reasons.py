"""Why an entry was filed as it was, in a sentence that an editor would accept."""

from collections.abc import Mapping, Sequence
from operator import attrgetter

from aggregator.model import SPONSORED, Evidence, Topic

_weight = attrgetter("weight")
MOST = 3  # pieces of evidence that a sentence names
OFF_TOPIC = "off topic: too little of the trade in it"
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
    speaking = _by_topic(evidence)
    first = speaking.pop(topics[0], None)
    if not first:
        return NOTHING
    if topics[0] == SPONSORED:
        paid_by = f", paid for by {sponsor}" if sponsor else ""
        return f"a sponsor's mark: {_told(first)}{paid_by}"
    return f"{_told(first)}{_beside(topics, speaking)}"


def _by_topic(evidence: Sequence[Evidence]) -> dict[Topic, list[Evidence]]:
    """What speaks for each topic."""
    found: dict[Topic, list[Evidence]] = {}
    for one in evidence:
        if one.topic and one.weight > 0:
            found.setdefault(one.topic, []).append(one)
    return found


def _beside(topics: Sequence[Topic], speaking: Mapping[Topic, list[Evidence]]) -> str:
    """What speaks most for the topic that comes next, borne or not."""
    points = {topic: sum(map(_weight, said)) for topic, said in speaking.items()}
    points.pop(SPONSORED, None)
    if not points:
        return ""
    second = max(points, key=lambda topic: (points[topic], topic))
    told = _told([max(speaking[second], key=_weight)])
    return f"; also {second}: {told}" if second in topics else f"; less for {second}: {told}"


def _told(speaking: Sequence[Evidence]) -> str:
    """Words by where they stand: “a” and “b” in the title, “c” in the summary."""
    shown = sorted(speaking, key=_weight, reverse=True)[:MOST]
    named: dict[str, list[str]] = {}
    for one in shown:
        named.setdefault(one.place, []).append(_named(one))
    return ", ".join(f"{_listed(texts)} in {_place(place)}" for place, texts in named.items())


def _place(place: str) -> str:
    return _PLACES.get(place, f"the {place}")


def _named(one: Evidence) -> str:
    what = _KINDS.get(one.kind)
    return f"{what} “{one.text}”" if what else f"“{one.text}”"


def _listed(named: Sequence[str]) -> str:
    *most, last = named
    return f"{', '.join(most)} and {last}" if most else last
