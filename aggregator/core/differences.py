"""How one version of an entry differs from the next, for people."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from aggregator.core.text import plain
from aggregator.model import Entry, Version, value

CONTEXT = 5  # words that are shown around a change
# The comparison's work grows with the square of the words: so many take a tenth of a second.
MOST_WORDS = 2000


@value
class Difference:
    """A field that changed, whole, and its words with `[-what went-]` and `{+what came+}`."""

    field: str
    before: str
    after: str
    words: str


def differences(
    versions: Sequence[Version], entry: Entry
) -> Iterator[tuple[Version, tuple[Difference, ...]]]:
    """Each version, oldest first, with what the next one, at last the entry, says otherwise."""
    said = [*map(_told, versions), _told(entry)]
    for version, (here, there) in zip(versions, pairwise(said), strict=True):
        yield (
            version,
            tuple(
                Difference(
                    field=name,
                    before=here[name],
                    after=there[name],
                    words=changed_words(here[name], there[name]),
                )
                for name in here
                if here[name] != there[name]
            ),
        )


def changed_words(before: str, after: str) -> str:
    """Two texts as one: what went in [-…-], what came in {+…+}, long common stretches left out."""
    here, there = before.split()[:MOST_WORDS], after.split()[:MOST_WORDS]
    matcher = SequenceMatcher(a=here, b=there, autojunk=False)
    pieces: list[str] = []
    steps = matcher.get_opcodes()
    for place, (kind, start, end, other_start, other_end) in enumerate(steps):
        if kind == "equal":
            pieces += _shortened(here[start:end], first=not place, last=place == len(steps) - 1)
            continue
        if start < end:
            pieces.append(f"[-{' '.join(here[start:end])}-]")
        if other_start < other_end:
            pieces.append(f"{{+{' '.join(there[other_start:other_end])}+}}")
    return " ".join(pieces)


def _shortened(words: list[str], *, first: bool, last: bool) -> list[str]:
    """Words that two texts share, of which only those beside a change are shown."""
    head = [] if first else words[:CONTEXT]
    tail = [] if last else words[-CONTEXT:]
    if len(words) <= len(head) + len(tail) + 1:
        return words
    return [*head, "…", *tail]


def _told(said: Version | Entry) -> dict[str, str]:
    return {
        "title": said.title,
        "summary": said.summary,
        "content": plain(said.content_html),
        "link": said.link,
        "categories": ", ".join(said.categories),
    }
