"""Holding back: what the rules of feeds.yaml keep from every output, and why.

Blocked words are looked for as the words of topics are: in one pass over the text.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from aggregator.core.phrases import PhraseIndex, cut, phrase
from aggregator.model import Entry, Evidence, FeedId, Filing, Holding, value

WORDS_READ = 1500  # of a text, as classifying reads
OFF_TOPIC = "off topic"
_BY_RULE = "held by a rule: "
_SHOWN = "; shown before"
_UNITS = tuple((name, timedelta(**{f"{name}s": 1})) for name in ("day", "hour", "minute", "second"))


@value
class Hold:
    """Why a rule holds an entry, in words, and what was seen of it."""

    rule: str
    evidence: tuple[Evidence, ...] = ()

    def held(self, *, shown: bool) -> str:
        """What `FiledEntry.held` says of it; `shown`: readers have seen the entry."""
        return f"{_BY_RULE}{self.rule}{_SHOWN if shown else ''}"


def is_by_rule(held: str | None) -> bool:
    """Whether a rule holds what is held so, and no person and no age."""
    return held is not None and held.startswith(_BY_RULE)


def is_quarantined(held: str | None) -> bool:
    """Whether a rule has held it since it came, so that no reader has seen it."""
    return is_by_rule(held) and not was_shown(held)


def was_shown(held: str | None) -> bool:
    """Whether readers could see it before, or can."""
    return held is None or held.endswith(_SHOWN)


def is_for_topic(held: str | None) -> bool:
    """Whether it is held for being off topic alone."""
    return held in {Hold(rule=OFF_TOPIC).held(shown=shown) for shown in (True, False)}


class Holdings:
    """The rules that hold back, compiled once: the general ones, and those of some feeds."""

    def __init__(
        self, general: Holding | None = None, of_feeds: Mapping[FeedId, Holding] | None = None
    ) -> None:
        self._general = _Compiled(general or Holding())
        self._of_feeds = {feed: _Compiled(rules) for feed, rules in (of_feeds or {}).items()}

    def reason(self, entry: Entry, filing: Filing, came_at: datetime) -> Hold | None:
        """Why it is held, if it is. Its age is that at which it came, so it stays the same."""
        return self._of_feeds.get(entry.feed_id, self._general).reason(entry, filing, came_at)


class _Compiled:
    def __init__(self, rules: Holding) -> None:
        self._rules = rules
        self._blocked = PhraseIndex((phrase(word), word) for word in rules.words)

    def reason(self, entry: Entry, filing: Filing, came_at: datetime) -> Hold | None:
        seen: dict[str, Evidence] = {}
        for one in self._found(entry):
            seen.setdefault(one.rule, one)
        if seen:
            return Hold(rule=f"blocked word “{next(iter(seen))}”", evidence=tuple(seen.values()))
        age, limit = came_at - entry.published_at, self._rules.older_than
        if limit is not None and age > limit:
            return Hold(rule=_old(age, limit))
        if self._rules.off_topic and filing.primary is None:
            return Hold(rule=OFF_TOPIC)
        return None

    def _found(self, entry: Entry) -> Iterator[Evidence]:
        if not self._rules.words:
            return
        for place, text in _places(entry):
            words = cut(text, WORDS_READ)
            for start, end, word in self._blocked.find(words.folded):
                said = words.between(start, end)
                yield Evidence(place=place, text=said, weight=0.0, rule=word)


def _places(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "title", entry.title
    yield "summary", entry.summary
    yield from (("category", name) for name in entry.categories)
    if entry.text != entry.summary:
        yield "text", entry.text


def _old(age: timedelta, limit: timedelta) -> str:
    """Both in the unit in which the limit is whole."""
    name, unit = next((name, unit) for name, unit in _UNITS if not limit % unit)
    return f"{_count(age // unit, name)} old, older than {_count(limit // unit, name)}"


def _count(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"
