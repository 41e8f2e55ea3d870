"""From the text of feeds.yaml to a `Config`."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from difflib import get_close_matches
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from aggregator.core.config.places import place, read_yaml
from aggregator.core.config.shape import (
    DefaultsShape,
    FeedShape,
    FileShape,
    LexiconShape,
    NetworkShape,
    OutputShape,
    PerHostShape,
    SelectShape,
    Shape,
    SiteShape,
    TopicShape,
)
from aggregator.errors import ConfigError, Problem
from aggregator.model import (
    Config,
    Feed,
    FeedId,
    Network,
    OutputFeed,
    OutputId,
    PageSelect,
    Site,
    Topic,
    TopicRule,
)

_WORD, _NAME = 1.0, 2.0  # points of a word and of a name that state none

Path = tuple[str | int, ...]
Fault = tuple[Path, str]


def load(text: str, file: str, *, lexicon: str) -> Config:
    """Read feeds.yaml; raises `ConfigError` with every problem, each at its place.

    `lexicon` is the text of the shipped topics, which `topics:` extends. What names
    stand for is looked up only when every single value is sound.
    """
    tree = read_yaml(text, file)
    try:
        shape = FileShape.model_validate(tree)
    except ValidationError as error:
        raise ConfigError(_by_place(_problems(error, tree, file))) from None
    shipped = LexiconShape.model_validate(read_yaml(lexicon, "lexicon.yaml")).topics
    topics = tuple(_topics(shipped, shape.topics))
    faults = tuple(_faults(shape, {rule.topic for rule in topics}))
    if faults:
        raise ConfigError(_by_place(_problem(tree, file, path, what) for path, what in faults))
    return Config(
        site=_site(shape.site),
        network=Network(
            allow=shape.network.allow,
            at_once=shape.network.per_host.at_once,
            spacing=shape.network.per_host.spacing,
        ),
        feeds=tuple(_feed(feed, shape.defaults) for feed in shape.feeds),
        topics=topics,
        outputs=tuple(_output(output) for output in shape.outputs),
        digest=sha256(f"{text}\0{lexicon}".encode()).hexdigest()[:12],
    )


# Errors, in words


def _by_place(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))


def _problem(tree: Any, file: str, path: Path, what: str) -> Problem:
    line, column = place(tree, path)
    return Problem(file=file, line=line, column=column, message=what)


def _problems(error: ValidationError, tree: Any, file: str) -> Iterator[Problem]:
    for fault in error.errors():
        path = fault["loc"]
        unknown = fault["type"] == "extra_forbidden"
        of_key = unknown or fault["type"] == "invalid_key" or path[-1:] == ("[key]",)
        path = path[:-1] if path[-1:] == ("[key]",) else path
        line, column = place(tree, path, key=of_key)
        message = _unknown_key(path) if unknown else _words(dict(fault), path)
        yield Problem(file=file, line=line, column=column, message=message)


_TEXT = "no text; expected text (quote it)"
_MAPPING = "no mapping; expected keys with their values"
_KINDS = {
    "string_type": _TEXT,
    "invalid_key": _TEXT,
    "model_type": _MAPPING,
    "dict_type": _MAPPING,
    "tuple_type": "no list; expected one, each item behind a dash",
}


def _words(fault: Mapping[str, Any], path: Path) -> str:
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "this")
    given = fault["input"]
    shown = f"{given!r:.60}" if isinstance(given, str | int | float) else "this"
    match fault["type"]:
        case "missing":
            return f"{name!r} is missing here; expected it"
        case "wrong":
            return f"{name}: {fault['msg']}"
        case "enum":
            return f"{name}: {shown} is none of them; expected {fault['ctx']['expected']}"
        case "string_pattern_mismatch":
            return f"{name}: {shown} has another form; expected {fault['ctx']['pattern']}"
        case kind if kind in _KINDS:
            return f"{name}: {shown} is {_KINDS[kind]}"
        case _:
            expected = fault["msg"].removeprefix("Input should be ")
            return f"{name}: {shown} will not do; expected {expected}"


_SHAPES: Mapping[Path, type[Shape]] = {
    (): FileShape,
    ("site",): SiteShape,
    ("network",): NetworkShape,
    ("network", "per_host"): PerHostShape,
    ("defaults",): DefaultsShape,
    ("feeds",): FeedShape,
    ("feeds", "select"): SelectShape,
    ("topics",): TopicShape,
    ("outputs",): OutputShape,
}


def _unknown_key(path: Path) -> str:
    unknown = str(path[-1])
    above = tuple(step for step in path[:-1] if isinstance(step, str))
    known = sorted(_SHAPES[above[:1] if "topics" in above else above].model_fields)
    close = get_close_matches(unknown, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"expected one of {', '.join(known)}"
    return f"unknown key {unknown!r}; {hint}"


def _faults(shape: FileShape, topics: set[Topic]) -> Iterator[Fault]:
    """What no single value shows: names used twice, and names that name nothing."""
    ids = {feed.id for feed in shape.feeds}
    yield from _twice("feeds", [(feed.id, "id") for feed in shape.feeds])
    yield from _twice("outputs", [(output.id, "id") for output in shape.outputs])
    yield from _twice(
        "feeds", [(_document(feed), "page" if feed.page else "url") for feed in shape.feeds]
    )
    for index, feed in enumerate(shape.feeds):
        yield from (((*("feeds", index), *path), what) for path, what in _feed_faults(feed, topics))
    for index, output in enumerate(shape.outputs):
        if output.id == "index":
            yield ("outputs", index, "id"), "'index' is the front page; expected another id"
        yield from _strangers(("outputs", index, "topics"), output.topics, topics, "topic")
        yield from _strangers(("outputs", index, "feeds"), output.feeds, ids, "feed")


def _document(feed: FeedShape) -> str:
    return (feed.url or feed.page or feed.id).partition("#")[0]


def _twice(part: str, values: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    """Of values, each with the key that it stands under, those that stood before."""
    seen: set[str] = set()
    for index, (value, key) in enumerate(values):
        if value in seen:
            yield (part, index, key), f"{value!r} stands in {part} twice; expected it once"
        seen.add(value)


def _feed_faults(feed: FeedShape, topics: set[Topic]) -> Iterator[Fault]:
    if (feed.url is None) == (feed.page is None):
        yield (), f"feed {feed.id!r} has to say where it is; expected either url or page"
    if feed.page is not None and (feed.links is None) == (feed.select is None):
        yield (("page",), "a page needs to say what its items are; expected links or select")
    if feed.url is not None and (feed.links is not None or feed.select is not None):
        yield (("url",), "links and select read a page; expected page instead of url")
    if feed.every is not None and feed.cron is not None:
        yield ("cron",), "every and cron both say when; expected one of them"
    for category, topic in feed.categories.items():
        yield from _strangers(("categories", category), (topic,), topics, "topic", one=True)


def _strangers(
    path: Path, names: Iterable[str], known: Iterable[str], what: str, *, one: bool = False
) -> Iterator[Fault]:
    for index, name in enumerate(names):
        if name not in set(known):
            where = path if one else (*path, index)
            yield where, f"{name!r} is no {what}; expected one of {', '.join(sorted(known))}"


# Values


def _site(shape: SiteShape) -> Site:
    return Site(
        title=shape.title,
        subtitle=shape.subtitle,
        base_url=shape.base_url.rstrip("/") + "/",
        contact=shape.contact,
        timezone=shape.timezone,
        authority=shape.authority or _authority(shape.contact),
    )


def _authority(contact: str) -> str:
    """A tag: authority that outlives a change of base_url (RFC 4151 section 2.1)."""
    try:
        host = urlsplit(contact).hostname if "://" in contact else contact.rpartition("@")[2]
        name = (host or "").lower().encode("idna").decode()
    except ValueError:
        name = ""
    plain = "".join(char for char in name if char.isalnum() or char in ".-")
    return f"{plain or 'jewelwire.invalid'},2026"


def _feed(shape: FeedShape, defaults: DefaultsShape) -> Feed:
    return Feed(
        id=FeedId(shape.id),
        url=_document(shape),
        title=shape.title,
        every=_every(shape, defaults),
        cron=shape.cron,
        rank=defaults.rank if shape.rank is None else shape.rank,
        republish=shape.republish or defaults.republish,
        timezone=shape.timezone or defaults.timezone,
        language=shape.language or defaults.language,
        categories=tuple((name, Topic(topic)) for name, topic in shape.categories.items()),
        disclosure=shape.disclosure,
        mixed=shape.mixed,
        links=shape.links,
        select=None if shape.select is None else PageSelect(**shape.select.model_dump()),
    )


def _every(shape: FeedShape, defaults: DefaultsShape) -> timedelta | None:
    """A feed's own word on when, be it auto or a cron, goes before the defaults'."""
    own = "every" in shape.model_fields_set or shape.cron is not None
    return shape.every if own else defaults.every


def _output(shape: OutputShape) -> OutputFeed:
    return OutputFeed(
        id=OutputId(shape.id),
        title=shape.title,
        subtitle=shape.subtitle,
        topics=tuple(map(Topic, shape.topics)),
        feeds=tuple(map(FeedId, shape.feeds)),
        sponsored=shape.sponsored,
        off_topic=shape.off_topic,
        limit=shape.limit,
    )


def _topics(
    shipped: Mapping[str, TopicShape], own: Mapping[str, TopicShape]
) -> Iterator[TopicRule]:
    for name in dict.fromkeys((*shipped, *own)):
        layers = [layer for layer in (shipped.get(name), own.get(name)) if layer is not None]
        label = next((layer.label for layer in reversed(layers) if layer.label), name)
        yield TopicRule(
            topic=Topic(name),
            label=label,
            words=_weighed((layer.words for layer in layers), _WORD),
            names=_weighed((layer.names for layer in layers), _NAME),
            excluded=_all(layer.excluded for layer in layers),
            categories=_all(layer.categories for layer in layers),
            marks=_all(layer.marks for layer in layers),
            labels=_all(layer.labels for layer in layers),
        )


def _weighed(
    layers: Iterable[tuple[tuple[str, float], ...]], unstated: float
) -> tuple[tuple[str, float], ...]:
    merged = {phrase: weight or unstated for layer in layers for phrase, weight in layer}
    return tuple(merged.items())


def _all(layers: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase for layer in layers for phrase in layer))
