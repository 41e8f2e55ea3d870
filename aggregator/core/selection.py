"""What of an output's selection no query can tell: phrases in a lead, and a feed's places.

Topics, feeds, rank, language and age are the query's. Phrases are looked for as those of
`hold` are, in any case and number, with or without accents; how many of one feed's stories an
output carries depends on those before, so stories come newest first.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from aggregator.core.holding import WORDS_READ
from aggregator.core.phrases import PhraseIndex, cut, phrase
from aggregator.model import EntryId, FeedId, OutputFeed


class Lead(NamedTuple):
    """What is looked at of the entry that speaks for a story."""

    id: EntryId
    feed_id: FeedId
    title: str
    summary: str


class Selection:
    """The part of an output's definition that is judged lead by lead, compiled once."""

    def __init__(self, output: OutputFeed) -> None:
        self._words, self._without = _Phrases(output.words), _Phrases(output.without)
        self._per_feed = output.per_feed

    @property
    def asks_words(self) -> bool:
        """Whether it takes a look at the lead itself to know that a story fits."""
        return bool(self._words or self._without)

    @property
    def asks_nothing(self) -> bool:
        """Whether all that a query finds is carried, up to the limit."""
        return self._per_feed is None and not self.asks_words

    def fits(self, lead: Lead) -> bool:
        """Whether it bears one of the words, where there are any, and none of `without`."""
        if self._words and not self._words.stand_in(lead):
            return False
        return not self._without.stand_in(lead)


class Places:
    """The places of an output, taken by leads as they come: newest first."""

    def __init__(self, output: OutputFeed) -> None:
        self._selection = Selection(output)
        self._limit, self._per_feed = output.limit, output.per_feed
        self._taken = Counter[FeedId]()
        self.carried: list[EntryId] = []
        self.loud: set[FeedId] = set()  # feeds that have all the places of one feed

    @property
    def are_taken(self) -> bool:
        return len(self.carried) == self._limit

    def offer(self, leads: Iterable[Lead]) -> None:
        """Give a place to each that fits, until all are taken."""
        for lead in leads:
            if self.are_taken:
                return
            if lead.feed_id in self.loud or not self._selection.fits(lead):
                continue
            self.carried.append(lead.id)
            self._taken[lead.feed_id] += 1
            if self._taken[lead.feed_id] == self._per_feed:
                self.loud.add(lead.feed_id)


class _Phrases:
    """Phrases that are looked for in titles and summaries, each by itself."""

    def __init__(self, said: tuple[str, ...]) -> None:
        phrases = [phrase(one) for one in said]
        self._index = PhraseIndex((words, True) for words in phrases)
        self._stems = frozenset(map(_stem, phrases))

    def __bool__(self) -> bool:
        return bool(self._stems)

    def stand_in(self, lead: Lead) -> bool:
        return any(
            self._may_stand(text) and self._index.spans(cut(text, WORDS_READ).folded)
            for text in (lead.title, lead.summary)
        )

    def _may_stand(self, text: str) -> bool:
        """A quick look: cutting a text into words takes thirty times as long."""
        plain = _plain(text)
        return any(stem in plain for stem in self._stems)


def _stem(words: tuple[str, ...]) -> str:
    """Letters that stand in each text in which the phrase does, in `_plain`.

    None where its words have other letters, or are figures. An apostrophe may be written in
    another way, and a last y as ie.
    """
    stems = [word.partition("'")[0].removesuffix("y") for word in words if word[0] != "<"]
    return max((stem for stem in stems if stem.isascii()), key=len, default="")


def _plain(text: str) -> str:
    """Its letters without accents, in small ones; those of other scripts left out."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return parts.encode("ascii", "ignore").decode().lower()
