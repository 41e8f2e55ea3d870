"""From the text of feeds.yaml to a `Config`."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from urllib.parse import urlsplit

from pydantic import ValidationError

from aggregator.core.config.faults import faults, strays
from aggregator.core.config.places import read_yaml
from aggregator.core.config.problems import by_place, of_faults, of_shape
from aggregator.core.config.shape import (
    AuthShape,
    DefaultsShape,
    FeedShape,
    FileShape,
    HoldShape,
    LexiconShape,
    NetworkShape,
    OutputShape,
    ShippedTopicShape,
    SiteShape,
    TopicShape,
)
from aggregator.core.names import read_names
from aggregator.core.vocabulary import read_vocabulary
from aggregator.errors import ConfigError
from aggregator.model import (
    Changes,
    Config,
    Feed,
    FeedId,
    Gate,
    Holding,
    KnownNames,
    Login,
    Name,
    Network,
    OutputFeed,
    OutputId,
    PageSelect,
    Secret,
    Site,
    Topic,
    TopicRule,
)

NO_NAMES: Mapping[str, str] = {}
_WORD, _NAME = 1.0, 2.0  # points of a word and of a name that state none


def load(
    text: str,
    file: str,
    *,
    lexicon: str,
    names: Mapping[str, str] = NO_NAMES,
    vocabulary: str = "",
    environment: Mapping[str, str],
) -> Config:
    """Read feeds.yaml; raises `ConfigError` with every problem, each at its place.

    `lexicon` is the text of the shipped topics, in TOML, which `topics:` extends, `names` the
    texts of the names of the trade by their kind, `vocabulary` that of the words by which events
    are told apart; `environment` fills each `${NAME}`. What names stand for is looked up only when
    every single value is sound.
    """
    tree = read_yaml(text, file)
    stray = dict(strays(tree))
    try:
        shape = FileShape.model_validate(tree, context=environment)
    except ValidationError as error:
        told = of_shape(error, tree, file, but=stray)
        found = by_place([*told, *of_faults(stray.items(), tree, file)])
        raise ConfigError(found) from None
    shipped = _shipped(lexicon)
    topics = tuple(_topics(shipped, shape.topics, read_names(names)))
    said = faults(shape, {rule.topic for rule in topics}, tree)
    wrong = [*stray.items(), *(fault for fault in said if fault[0] not in stray)]
    if wrong:
        raise ConfigError(by_place(of_faults(wrong, tree, file)))
    holding = _holding(shape.hold)
    return Config(
        site=_site(shape.site),
        network=_network(shape.network),
        feeds=tuple(_feed(feed, shape.defaults, holding) for feed in shape.feeds),
        topics=topics,
        outputs=tuple(_output(output) for output in shape.outputs),
        digest=_digest(text, lexicon, vocabulary, *names.values()),
        user_agent=_said(shape.defaults.user_agent),
        proxy=shape.defaults.proxy,
        holding=holding,
        vocabulary=read_vocabulary(vocabulary),
        gate=Gate(loss=shape.gate.loss),
        changes=Changes(days=shape.changes.days, limit=shape.changes.limit),
    )


@lru_cache(maxsize=4)
def _shipped(lexicon: str) -> Mapping[str, ShippedTopicShape]:
    return LexiconShape.model_validate(tomllib.loads(lexicon)).topics


def _digest(*texts: str) -> str:
    return sha256("\0".join(texts).encode()).hexdigest()[:12]


def _site(shape: SiteShape) -> Site:
    return Site(
        title=shape.title,
        subtitle=shape.subtitle,
        base_url=shape.base_url.rstrip("/") + "/",
        contact=shape.contact,
        timezone=shape.timezone,
        authority=shape.authority or _authority(shape.contact),
        subscribers=shape.subscribers,
        hub=shape.hub,
        language=shape.language,
        rights=shape.rights,
        icon=shape.icon,
        logo=shape.logo,
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


def _network(shape: NetworkShape) -> Network:
    return Network(
        allow=shape.allow,
        at_once=shape.per_host.at_once,
        spacing=shape.per_host.spacing,
        redirect_times=shape.redirects.times,
        redirect_over=shape.redirects.over,
    )


def _feed(shape: FeedShape, defaults: DefaultsShape, holding: Holding) -> Feed:
    return Feed(
        id=FeedId(shape.id),
        url=(shape.url or shape.page or shape.sitemap or "").partition("#")[0],
        title=shape.title,
        every=_every(shape, defaults),
        cron=shape.cron,
        rank=defaults.rank if shape.rank is None else shape.rank,
        leads=shape.lead != "never",
        republish=shape.republish or defaults.republish,
        timezone=shape.timezone or defaults.timezone,
        language=shape.language or defaults.language,
        categories=tuple((name, Topic(topic)) for name, topic in shape.categories.items()),
        disclosure=shape.disclosure,
        mixed=shape.mixed,
        sitemap=shape.sitemap is not None,
        links=shape.links,
        select=None if shape.select is None else PageSelect(**shape.select.model_dump()),
        headers=tuple(shape.headers.items()),
        user_agent=_said(shape.user_agent or defaults.user_agent),
        login=None if shape.auth is None else _login(shape.auth),
        # "none" is a word of its own: it goes before the defaults'.
        proxy=shape.proxy if "proxy" in shape.model_fields_set else defaults.proxy,
        holding=None if shape.hold is None else _holding(shape.hold, holding),
    )


def _holding(shape: HoldShape, general: Holding | None = None) -> Holding:
    """What is held back, beside what the general one says."""
    general = general or Holding()
    states_topic = "off_topic" in shape.model_fields_set
    return Holding(
        off_topic=shape.off_topic if states_topic else general.off_topic,
        older_than=shape.older_than or general.older_than,
        words=_all((general.words, shape.words)),
    )


def _said(secret: Secret | None) -> str | None:
    return None if secret is None else secret.text


def _login(shape: AuthShape) -> Login:
    return Login(user=shape.user.text, password=shape.password)


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
        fold=shape.fold,
        auctions=shape.auctions,
        rank=shape.rank,
        languages=shape.languages,
        words=shape.words,
        without=shape.without,
        age=shape.age,
        per_feed=shape.per_feed,
        max_age=shape.max_age,
    )


def _topics(
    shipped: Mapping[str, ShippedTopicShape],
    own: Mapping[str, TopicShape],
    names: Mapping[str, tuple[Name, ...]],
) -> Iterator[TopicRule]:
    for name in dict.fromkeys((*shipped, *own)):
        layers = [layer for layer in (shipped.get(name), own.get(name)) if layer is not None]
        kinds = shipped[name].kinds if name in shipped else {}
        label = next((layer.label for layer in reversed(layers) if layer.label), name)
        yield TopicRule(
            topic=Topic(name),
            label=label,
            own=_own(own.get(name)),
            words=_weighed((layer.words for layer in layers), _WORD),
            trade=_weighed((layer.trade for layer in layers), _WORD),
            names=_weighed((layer.names for layer in layers), _NAME),
            hints=_all(layer.hints for layer in layers),
            elsewhere=_all(layer.elsewhere for layer in layers),
            excluded=_all(layer.excluded for layer in layers),
            categories=_all(layer.categories for layer in layers),
            marks=_all(layer.marks for layer in layers),
            labels=_all(layer.labels for layer in layers),
            doubted=_all(layer.doubted for layer in layers),
            known=tuple(
                KnownNames(kind=kind, weight=weight, names=names.get(kind, ()))
                for kind, weight in kinds.items()
            ),
        )


def _own(shape: TopicShape | None) -> frozenset[str]:
    """Every phrase of a topic in feeds.yaml."""
    if shape is None:
        return frozenset()
    lists = [getattr(shape, name) for name in TopicShape.model_fields if name != "label"]
    return frozenset(one if isinstance(one, str) else one[0] for said in lists for one in said)


def _weighed(
    layers: Iterable[tuple[tuple[str, float], ...]], unstated: float
) -> tuple[tuple[str, float], ...]:
    merged = {phrase: weight or unstated for layer in layers for phrase, weight in layer}
    return tuple(merged.items())


def _all(layers: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase for layer in layers for phrase in layer))
