"""What is so in the sample trade, for tests to compare with what was made of it."""

from aggregator.demo.issue import Moment
from aggregator.demo.plot import events, listed
from aggregator.demo.trade import Event, Sharing, outlets
from aggregator.model import Disclosure, Topic, value


@value
class Telling:
    """One outlet's item. `title` is "" where the document gives none.

    `listed` says whether its document has it: it may be withdrawn, or have become too old.
    """

    outlet: str
    title: str
    link: str
    listed: bool
    withdrawn: bool


@value
class SampleStory:
    """One event and everything that was ever told of it.

    `topic` is what it has to be filed under, None for what is not of the trade.
    `near_miss_of` names a story that is much like it and another one.
    """

    id: str
    topic: Topic | None
    tellings: tuple[Telling, ...]
    sharing: Sharing
    disclosure: Disclosure | None
    sponsor: str | None
    near_miss_of: str | None

    @property
    def sponsored(self) -> bool:
        return self.disclosure is Disclosure.SPONSORED

    @property
    def withdrawn(self) -> bool:
        """Whether every outlet that told it has taken it back."""
        return all(telling.withdrawn for telling in self.tellings)


def stories(moment: Moment) -> tuple[SampleStory, ...]:
    """Every story that has been told by this moment."""
    current = frozenset(
        piece.number for outlet in outlets().values() for piece in listed(outlet, moment.step)
    )
    return tuple(_story(event, moment, current) for event in events(moment.step))


def _story(event: Event, moment: Moment, current: frozenset[int]) -> SampleStory:
    return SampleStory(
        id=event.id,
        topic=event.topic,
        tellings=tuple(
            Telling(
                outlet=piece.outlet,
                title=piece.title,
                link=moment.url + piece.link,
                listed=piece.number in current,
                withdrawn=piece.is_withdrawn(moment.step),
            )
            for piece in event.pieces
        ),
        sharing=event.sharing,
        disclosure=event.disclosure,
        sponsor=event.sponsor,
        near_miss_of=event.near_miss_of,
    )
