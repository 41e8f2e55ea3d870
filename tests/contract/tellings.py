"""What eight feeds tell of some dozens of events, and of others that only look like them.

Each event is worded in five ways: three of our own, the text of the first under another
title, and a trimmed copy of the second at its address. Each feed tells each event once.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from importlib.resources import files

from factories import AUTHORITY, HOUR, NOW, a_feed, a_filing, a_state, an_entry

from aggregator.core.reading import Reading
from aggregator.core.rules import Rules
from aggregator.core.vocabulary import read_vocabulary
from aggregator.model import (
    Channel,
    Entry,
    EntryId,
    Feed,
    FeedId,
    NotModified,
    ParsedFeed,
    Validators,
    value,
)

NAMES = "bench gazette herald journal mirror monitor post wire".split()
# The fullest of the two best leads; the one that is better still may not.
RANKS = {"bench": 90, "post": 90, "gazette": 99}
FEEDS: tuple[Feed, ...] = tuple(
    a_feed(name, rank=RANKS.get(name, 50), leads=name != "gazette") for name in NAMES
)
RULES = Rules(
    ranks={feed.id: feed.rank for feed in FEEDS},
    unled=frozenset(feed.id for feed in FEEDS if not feed.leads),
    authority=AUTHORITY,
    config="c0ffee",
    vocabulary=read_vocabulary(
        files("aggregator").joinpath("vocabulary.txt").read_text(encoding="utf-8")
    ),
)
# Which feeds tell what is only like an event: of different processes, as `racing` deals them out.
TELL_THE_NEAR_MISS = (1, 6, 7)


@value
class Kind:
    """How a kind of event is worded, and what looks like one and is another."""

    wordings: tuple[tuple[str, str], ...]
    other_title: str
    near_miss: tuple[str, str]


KINDS: Mapping[str, Kind] = {
    "takeover": Kind(
        wordings=(
            (
                "{a} Acquires {b} for ${m} Million",
                (
                    "The jeweler {a} has agreed to buy its rival {b} for ${m} million in cash,"
                    " both said on Monday. The {n} stores of {b} keep their name, and the staff"
                    " stays on."
                ),
            ),
            (
                "{a} takes over {b} for ${m}m",
                (
                    "{a} is taking over {b}. The buyer pays ${m}m for the family's {n} shops,"
                    " which go on under their own name."
                ),
            ),
            (
                "Family-owned {b} sold to {a}",
                "With its {n} stores, {b} now belongs to {a}, which paid {m} million dollars.",
            ),
        ),
        other_title="{b} Goes to {a}",
        near_miss=(
            "Calling It Quits: {a} Closes Its {c} Store",
            (
                "The jeweler {a} shuts its shop in {c} for good in June, the company said on"
                " Monday. The other {n} stores go on."
            ),
        ),
    ),
    "opening": Kind(
        wordings=(
            (
                "{a} Opens Flagship in {c}",
                (
                    "{a} opened a flagship of {m} square meters in {c} on Monday, its first store"
                    " in the city. {b} drew up the rooms, in which {n} people are going to work."
                ),
            ),
            (
                "New flagship: {a} comes to {c}",
                (
                    "In {c}, {a} has opened a store that {b} designed. The flagship has {m} square"
                    " meters and {n} people."
                ),
            ),
            (
                "{c} gets its first {a} store",
                "The flagship of {a} was inaugurated on Monday, with {m} square meters by {b}.",
            ),
        ),
        other_title="{b} Builds for {a}",
        near_miss=(
            "{a} Opens Flagship in {d}",
            (
                "{a} opened a flagship of {m} square meters in {d} on Monday, its first store in"
                " the city. {b} drew up the rooms."
            ),
        ),
    ),
    "post": Kind(
        wordings=(
            (
                "{b} Names {a} Chief Executive",
                (
                    "The watch chain {b} appointed {a} as chief executive on Monday. She is {m}"
                    " years old, comes from a bank, and takes over {n} stores from the founder's"
                    " son."
                ),
            ),
            (
                "{a} takes the helm at {b}",
                "{b} has a new chief: {a}, {m}, was named to lead its {n} stores.",
            ),
            (
                "New boss for {b}",
                "{a} has been hired from a bank to head {b} and its {n} stores.",
            ),
        ),
        other_title="{a} to Run {b}",
        near_miss=(
            "{a} Steps Down as Chief Executive of {b}",
            "{a} resigned as chief executive of the watch chain {b} on Monday, after eight months.",
        ),
    ),
    "robbery": Kind(
        wordings=(
            (
                "Robbers Take ${m} Million in Watches From {a} in {c}",
                (
                    "Four armed men robbed the {a} store in {c} on Monday and took watches worth"
                    " ${m} million. They fled in a stolen {b} van, the police said, and nobody was"
                    " hurt."
                ),
            ),
            (
                "${m}m heist at {a}, {c}",
                "A gang stole ${m}m in watches at {a} in {c} and got away in a {b} van.",
            ),
            (
                "{a} raided in {c}",
                (
                    "Watches for {m} million dollars are gone after a raid on {a}; the police look"
                    " for a {b} van."
                ),
            ),
        ),
        other_title="Police Look for {b} Van After Raid on {a}",
        near_miss=(
            "Two Sentenced for Robbery of {a} in {c}",
            (
                "Two men were sentenced to nine years in jail on Monday, who had robbed the {a}"
                " store in {c} of watches worth ${m} million and fled in a {b} van."
            ),
        ),
    ),
    "auction": Kind(
        wordings=(
            (
                "{n}-Carat {a} Diamond Sells for ${m} Million in {c}",
                (
                    "The {a}, a diamond of {n} carats, sold for ${m} million at auction in {c} on"
                    " Monday. Four bidders wanted it, and it went to {b}, a collector on the"
                    " telephone."
                ),
            ),
            (
                "{b} pays ${m}m for {a} diamond",
                (
                    "At the auction in {c}, the {n}-carat stone named {a} brought ${m}m; {b} was"
                    " the highest bidder."
                ),
            ),
            (
                "{a} diamond fetches {m} million dollars",
                "{b} bought the {n} ct. stone at auction in {c}.",
            ),
        ),
        other_title="{b} Wins {a} at Auction",
        near_miss=(
            "{n}-Carat {a} Diamond to Be Offered in {c}",
            (
                "The {a}, a diamond of {n} carats, will be offered at auction in {c} next month,"
                " where it could fetch ${m} million."
            ),
        ),
    ),
}

HOUSES = (
    "Brannock Ostervald Quillhorn Tarvane Merrowby Vexholm Drayska Pellinore Holtzwick Yarrandale"
    " Corvash Lindquay Sarnoff Bexworth Gravelle Thornby Ivarsson Mockridge Zelanka Purvane"
    " Ashgrove Kettleby Rowanth Duskwell Fennimar Ulverley Norcastle Wexhaven Jessomy Claverdon"
    " Abelwhite Stroudmere Oakvane Harlowick"
).split()
CITIES = "Geneva Chicago Tokyo Milan Dubai Dallas".split()


@value
class Event:
    """What happened to whom."""

    name: str
    kind: Kind
    who: Mapping[str, str]

    def tellings(self, feed: int) -> Iterator[Entry]:
        """What a feed says of it, and of what is only like it."""
        way = (feed + 2 * (feed // 4)) % 5
        yield self._entry(feed, self.name, *self._worded(way), is_at_one=way in {1, 4})
        if feed in TELL_THE_NEAR_MISS:
            yield self._entry(feed, f"not-{self.name}", *self.kind.near_miss)

    def _worded(self, way: int) -> tuple[str, str]:
        if way < len(self.kind.wordings):
            return self.kind.wordings[way]
        if way == 3:
            return self.kind.other_title, self.kind.wordings[0][1]
        title, text = self.kind.wordings[1]
        return title, text.partition(". ")[0]

    def _entry(
        self, feed: int, event: str, title: str, text: str, *, is_at_one: bool = False
    ) -> Entry:
        name = NAMES[feed]
        said = text.format(**self.who)
        site = "agency" if is_at_one else name
        return an_entry(
            f"{event}/{name}",
            feed_id=FeedId(name),
            link=f"https://{site}.example/news/{event}",
            title=title.format(**self.who),
            text=said,
            published_at=NOW - HOUR - timedelta(minutes=7 * feed % 10),
        )


def _event(number: int, kind: str) -> Event:
    city = 2 * (number // len(KINDS))
    return Event(
        name=f"{kind}-{number}",
        kind=KINDS[kind],
        who={
            "a": HOUSES[2 * number],
            "b": HOUSES[2 * number + 1],
            "c": CITIES[city],
            "d": CITIES[city + 1],
            "m": str(31 + 2 * number),
            "n": str(12 + 3 * number),
        },
    )


EVENTS = tuple(_event(number, kind) for number, kind in enumerate([*KINDS] * 3))


def told_by(entry_id: EntryId) -> str:
    """The event that an entry tells of."""
    return entry_id.partition("/")[0]


def a_reading(feed: int, *events: Event, after: timedelta = timedelta()) -> Reading:
    """A document that brings what a feed tells of these events."""
    fresh = tuple((entry, a_filing("retail")) for event in events for entry in event.tellings(feed))
    return Reading(
        feed=FEEDS[feed],
        state=a_state(NAMES[feed]),
        outcome=NotModified(validators=Validators(url=FEEDS[feed].url)),
        at=NOW + after,
        parsed=ParsedFeed(channel=Channel(), items=()),
        listed=tuple(entry.id for entry, _ in fresh),
        dates={entry.id: entry.published_at for entry, _ in fresh},
        fresh=fresh,
    )
