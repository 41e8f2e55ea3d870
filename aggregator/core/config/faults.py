"""What no single value of feeds.yaml shows: names used twice, names that name nothing."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from aggregator.core.config.breadth import idle_or_endless
from aggregator.core.config.places import place
from aggregator.core.config.problems import Fault, Path, is_filled, name
from aggregator.core.config.shape import FeedShape, FileShape, OutputShape
from aggregator.core.phrases import PhraseIndex, phrase
from aggregator.core.urls import as_asked
from aggregator.model import OFF_TOPIC, Topic

_PLACES = ("url", "page", "sitemap")
# Files that stand beside those of outputs, which are named by their ids.
_OUR_PAGES = {
    "index": "the front page",
    "search": "what the search of the pages reads",
    "sources": "the page of sources",
}
_PUBLISHED = frozenset({"url", "page", "sitemap"})


def strays(tree: Any) -> Iterator[Fault]:
    """Each `${…}` in the text of a file that is not filled from the environment."""
    for path, text in _texts(tree, (), set()):
        if "${" not in text:
            continue
        if path[-1] in _PUBLISHED:
            what = "addresses are published and hold no ${…}; expected secrets in headers or auth"
        else:
            what = "no ${…} is filled here; expected it in headers, user_agent, auth or proxy"
        yield path, f"{name(path)}: {what}"


def faults(shape: FileShape, topics: set[Topic], tree: Any) -> Iterator[Fault]:
    """All that does not go together; `tree` says on which line the other thing stands."""
    ids = {feed.id for feed in shape.feeds}
    yield from _twice("feeds", [feed.id for feed in shape.feeds])
    yield from _twice("outputs", [output.id for output in shape.outputs])
    yield from _asked_twice(shape.feeds, tree)
    if OFF_TOPIC in shape.topics:
        yield ("topics", OFF_TOPIC), f"{OFF_TOPIC!r} says of no topic; expected another name"
    for index, feed in enumerate(shape.feeds):
        yield from (((*("feeds", index), *path), what) for path, what in _feed_faults(feed, topics))
    for index, output in enumerate(shape.outputs):
        if page := _OUR_PAGES.get(output.id):
            yield ("outputs", index, "id"), f"{output.id!r} is {page}; expected another id"
        yield from _strangers(("outputs", index, "topics"), output.topics, topics, "topic")
        yield from _strangers(("outputs", index, "feeds"), output.feeds, ids, "feed")
        for path, what in _selection_faults(output):
            yield ("outputs", index, *path), what
    yield from idle_or_endless(shape.topics)


def _texts(node: Any, path: Path, seen: set[int]) -> Iterator[tuple[Path, str]]:
    """Every text that is not filled. What aliases show in many places comes once."""
    if isinstance(node, str):
        yield path, node
    if not isinstance(node, dict | list) or id(node) in seen:
        return
    seen.add(id(node))
    for step, inner in node.items() if isinstance(node, dict) else enumerate(node):
        below = (*path, step)
        if is_filled(below):
            continue
        if isinstance(step, str):
            yield below, step
        yield from _texts(inner, below, seen)


def _twice(part: str, ids: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, one in enumerate(ids):
        if one in seen:
            yield (part, index, "id"), f"{one!r} stands in {part} twice; expected it once"
        seen.add(one)


def _asked_twice(feeds: Iterable[FeedShape], tree: Any) -> Iterator[Fault]:
    """One address is one subscription, however it is written."""
    first: dict[str, tuple[str, int]] = {}
    for index, feed in enumerate(feeds):
        key = next((key for key in _PLACES if getattr(feed, key)), None)
        if key is None:
            continue
        address = getattr(feed, key)
        path = ("feeds", index, key)
        if had := first.get(as_asked(address)):
            other, line = had
            yield path, f"feed {other!r} (line {line}) asks this address already; expected it once"
        else:
            first[as_asked(address)] = feed.id, place(tree, path)[0]


def _feed_faults(feed: FeedShape, topics: set[Topic]) -> Iterator[Fault]:
    if sum(getattr(feed, key) is not None for key in _PLACES) != 1:
        what = f"feed {feed.id!r} has to say where it is"
        yield (), f"{what}; expected one of url, page and sitemap"
    if feed.page is not None:
        yield from _page_faults(feed)
    if feed.sitemap is not None and feed.select is not None:
        yield ("select",), "select reads a page; expected links, or nothing, beside sitemap"
    if feed.url is not None and (feed.links is not None or feed.select is not None):
        yield (("url",), "links and select read a page; expected page instead of url")
    if feed.every is not None and feed.cron is not None:
        yield ("cron",), "every and cron both say when; expected one of them"
    for category, topic in feed.categories.items():
        yield from _strangers(("categories", category), (topic,), topics, "topic", one=True)
    yield from _sent_faults(feed)


def _page_faults(feed: FeedShape) -> Iterator[Fault]:
    if feed.links is None and feed.select is None:
        yield ("page",), "a page needs to say what its items are; expected links or select"
    elif feed.links is not None and feed.select is not None:
        yield ("select",), "links and select both say what items are; expected one of them"
    elif feed.select is not None and not (feed.select.title or feed.select.summary):
        yield ("select",), "this selects no words of an item; expected title or summary"


def _sent_faults(feed: FeedShape) -> Iterator[Fault]:
    names: dict[str, Path] = {}
    for one in feed.headers:
        path = ("headers", one)
        if one.lower() in names:
            yield path, f"{one} stands in headers twice, in any case; expected it once"
        names[one.lower()] = path
    in_address = "@" in urlsplit(feed.url or feed.page or feed.sitemap or "").netloc
    logins: list[Path] = [("auth",)] if feed.auth else []
    logins += [path for lower, path in names.items() if lower == "authorization"]
    if len(logins) + in_address > 1:
        what = "auth, Authorization and a login in the address all say who we are"
        yield logins[-1], f"{what}; expected one of them"


def _selection_faults(output: OutputShape) -> Iterator[Fault]:
    """A cap that caps nothing, and words that no story can bear."""
    if output.per_feed is not None and output.per_feed > output.limit:
        what = f"per_feed: {output.per_feed} is more than limit ({output.limit})"
        yield ("per_feed",), f"{what}; expected {output.limit} or fewer"
    without = PhraseIndex((phrase(one), one) for one in output.without)
    for index, word in enumerate(output.words):
        for _, _, other in islice(without.find(phrase(word)), 1):
            what = f"words: {word!r} has {other!r} in it, of without; expected it in one of them"
            yield ("words", index), what


def _strangers(
    path: Path, names: Iterable[str], known: Iterable[str], what: str, *, one: bool = False
) -> Iterator[Fault]:
    for index, given in enumerate(names):
        if given not in set(known):
            where = path if one else (*path, index)
            yield where, f"{given!r} is no {what}; expected one of {', '.join(sorted(known))}"
