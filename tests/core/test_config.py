"""feeds.yaml: its text in, a `Config` out."""

import json
import re
from datetime import timedelta

import pytest
from feeds_yaml import FEEDS, LEXICON, OUTPUTS, SITE, SMALL, loaded, with_line
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.core.config import json_schema, load
from aggregator.core.rules import rules_of
from aggregator.model import (
    Changes,
    Disclosure,
    Feed,
    FeedId,
    Fold,
    Network,
    OutputFeed,
    OutputId,
    PageSelect,
    Phase,
    Republish,
    Site,
    Topic,
    TopicRule,
)

# What is understood


def test_a_small_file_takes_the_defaults():
    config = loaded(SMALL)
    assert config.site == Site(
        title="Jewelwire",
        base_url="http://127.0.0.1:8000/",
        contact="desk@wire.example",
        authority="wire.example,2026",
    )
    assert config.network == Network()
    assert config.feeds == (Feed(id=FeedId("a"), url="https://a.example/feed"),)
    assert config.outputs == (OutputFeed(id=OutputId("o"), title="O"),)


def test_how_much_a_saved_file_may_change_is_understood():
    assert loaded(SMALL).changes == Changes(days=14, limit=100)
    assert loaded(f"{SMALL}changes: {{days: 3, limit: 0}}\n").changes == Changes(days=3, limit=0)


def test_everything_that_can_be_said_is_understood():
    config = loaded("""\
site:
  title: The Wire
  subtitle: All of it
  base_url: https://wire.example/feeds
  contact: https://wire.example/about
  timezone: Europe/London
  authority: wire.example,2020-01
  subscribers: 12
network:
  allow: [127.0.0.0/8, "::1"]
  per_host: {at_once: 4, spacing: 0s}
  redirects: {times: 3, over: 12h}
defaults: {every: 2h, rank: 40, republish: link, timezone: Asia/Tokyo, language: ja}
feeds:
  - id: a-feed
    url: https://a.example/feed#top
    title: Café “A”
    every: 90m
    rank: 90
    republish: full
    timezone: Europe/Paris
    language: fr
    categories: {Ventes: auctions, "2024": own-topic}
    disclosure: press-release
    mixed: true
  - id: b
    url: https://b.example/feed
    every: auto
  - id: c
    url: https://c.example/feed
    cron: "*/15 6-22 * * 1-5"
  - id: d
    page: https://d.example/
    links: /articles/*
  - id: e
    page: https://e.example/
    select:
      item: li.story
      title: h2
      link: 'a[href*="@"]@href'
      summary: p
      date: time@datetime
      author: .by
      image: img@src
      category: .tag
topics:
  own-topic: {words: [own]}
outputs:
  - id: all
    title: All
    subtitle: Of it
    topics: [auctions, own-topic]
    feeds: [a-feed, d]
    sponsored: true
    off_topic: true
    limit: 200
""")
    assert config.site == Site(
        title="The Wire",
        subtitle="All of it",
        base_url="https://wire.example/feeds/",
        contact="https://wire.example/about",
        timezone="Europe/London",
        authority="wire.example,2020-01",
        subscribers=12,
    )
    assert config.network == Network(
        allow=("127.0.0.0/8", "::1"),
        at_once=4,
        spacing=timedelta(),
        redirect_times=3,
        redirect_over=timedelta(hours=12),
    )
    assert config.feeds[0] == Feed(
        id=FeedId("a-feed"),
        url="https://a.example/feed",
        title="Café “A”",
        every=timedelta(minutes=90),
        rank=90,
        republish=Republish.FULL,
        timezone="Europe/Paris",
        language="fr",
        categories=(("Ventes", Topic("auctions")), ("2024", Topic("own-topic"))),
        disclosure=Disclosure.PRESS_RELEASE,
        mixed=True,
    )
    assert [(feed.every, feed.cron) for feed in config.feeds[1:]] == [
        (None, None),
        (None, "*/15 6-22 * * 1-5"),
        (timedelta(hours=2), None),
        (timedelta(hours=2), None),
    ]
    by_default = config.feeds[1]
    assert (by_default.rank, by_default.republish) == (40, Republish.LINK)
    assert (by_default.timezone, by_default.language) == ("Asia/Tokyo", "ja")
    assert (config.feeds[3].url, config.feeds[3].links) == ("https://d.example/", "/articles/*")
    assert config.feeds[4].select == PageSelect(
        item="li.story",
        title="h2",
        link='a[href*="@"]@href',
        summary="p",
        date="time@datetime",
        author=".by",
        image="img@src",
        category=".tag",
    )
    assert config.outputs == (
        OutputFeed(
            id=OutputId("all"),
            title="All",
            subtitle="Of it",
            topics=(Topic("auctions"), Topic("own-topic")),
            feeds=(FeedId("a-feed"), FeedId("d")),
            sponsored=True,
            off_topic=True,
            limit=200,
        ),
    )


@pytest.mark.parametrize(("said", "fold"), [("none", Fold.NONE), ("copies", Fold.COPIES),
                                            ("stories", Fold.STORIES)])  # fmt: skip
def test_an_output_says_how_far_it_folds(said, fold):
    config = loaded(f"{SITE}{FEEDS}outputs:\n  - {{id: o, title: O, fold: {said}}}\n")
    assert config.outputs[0].fold is fold


@pytest.mark.parametrize(("said", "phases"), [
    ("upcoming", (Phase.UPCOMING,)),
    ("[past, upcoming, past]", (Phase.UPCOMING, Phase.PAST)),
    ("[result]", (Phase.RESULT,)),
])  # fmt: skip
def test_an_output_may_ask_how_far_an_auction_has_come(said, phases):
    config = loaded(f"{SITE}{FEEDS}outputs:\n  - {{id: o, title: O, auctions: {said}}}\n")
    assert config.outputs[0].auctions == phases
    assert loaded(SMALL).outputs[0].auctions == ()


def test_an_output_folds_stories_unless_it_says_otherwise():
    assert loaded(SMALL).outputs[0].fold is Fold.STORIES


@pytest.mark.parametrize(("said", "leads"), [("rank", True), ("never", False)])
def test_a_feed_says_whether_it_may_lead(said, leads):
    (feed,) = loaded(with_line(f"lead: {said}")).feeds
    assert feed.leads is leads
    assert rules_of(loaded(with_line(f"lead: {said}"))).unled == (
        frozenset() if leads else frozenset({feed.id})
    )


def test_a_feed_may_lead_unless_it_says_otherwise():
    assert loaded(SMALL).feeds[0].leads


@pytest.mark.parametrize(
    ("every", "length"),
    [
        ("1s", timedelta(seconds=1)),
        ("30m", timedelta(minutes=30)),
        ("12h", timedelta(hours=12)),
        ("7d", timedelta(days=7)),
        ("auto", None),
    ],
)
def test_durations_are_a_number_and_a_unit(every, length):
    assert loaded(with_line(f"every: {every}")).feeds[0].every == length


@pytest.mark.parametrize(
    ("contact", "authority"),
    [
        ("desk@Wire.example", "wire.example,2026"),
        ("The Desk <desk@wire.example>", "wire.example,2026"),
        ("mailto:desk@wire.example", "wire.example,2026"),
        ("https://Wire.example:8443/about", "wire.example,2026"),
        ("desk@münze.example", "xn--mnze-0ra.example,2026"),
        ("the news desk", "thenewsdesk,2026"),
        ("https://[oops", "jewelwire.invalid,2026"),
        ("https:///about", "jewelwire.invalid,2026"),
        ("desk@", "jewelwire.invalid,2026"),
        ("desk@a..b", "jewelwire.invalid,2026"),
    ],
)
def test_who_publishes_heads_the_ids(contact, authority):
    text = f"site: {{contact: {json.dumps(contact)}}}\n{FEEDS}{OUTPUTS}"
    assert loaded(text).site.authority == authority


def test_anchors_aliases_and_merges_are_followed():
    config = loaded(f"""\
{SITE}feeds:
  - &base
    id: a
    url: https://a.example/feed
    rank: &high 90
    categories: &map {{Sales: auctions}}
  - <<: *base
    id: b
    url: https://b.example/feed
  - {{id: c, url: https://c.example/feed, rank: *high, categories: *map}}
{OUTPUTS}""")
    assert [feed.rank for feed in config.feeds] == [90, 90, 90]
    assert {feed.categories for feed in config.feeds} == {(("Sales", Topic("auctions")),)}


def test_an_anchor_may_be_used_anew():
    feed = loaded(with_line("title: &a One\n    language: &a en")).feeds[0]
    assert (feed.title, feed.language) == ("One", "en")


def test_any_way_to_write_a_value_is_read():
    config = loaded(f"""\
%YAML 1.2
---
"site":
  'contact': >-
    desk@wire.example
  title: |-
    Two
    lines
{FEEDS}    rank: 0x10
    mixed: !!bool true
{OUTPUTS}...
""")
    assert config.site.contact == "desk@wire.example"
    assert config.site.title == "Two\nlines"
    assert (config.feeds[0].rank, config.feeds[0].mixed) == (16, True)


def test_line_ends_and_a_byte_order_mark_do_not_matter():
    digests = set()
    for text in (SMALL, SMALL.replace("\n", "\r\n"), f"\ufeff{SMALL}", SMALL.rstrip()):
        assert loaded(text).feeds == loaded(SMALL).feeds
        digests.add(loaded(text).digest)
    assert len(digests) == 4


def test_the_digest_is_of_the_file_and_the_lexicon():
    one = loaded(SMALL)
    assert one.digest == loaded(SMALL).digest
    assert len(one.digest) == 12
    assert one.digest != loaded(f"{SMALL}# edited\n").digest
    assert (
        one.digest
        != load(SMALL, "feeds.yaml", lexicon=f"{LEXICON}# edited\n", environment={}).digest
    )
    assert one.digest == load(SMALL, "other.yaml", lexicon=LEXICON, environment={"A": "b"}).digest


# Topics


def topics(text: str) -> dict[str, TopicRule]:
    return {rule.topic: rule for rule in loaded(f"{SMALL}topics:\n{text}").topics}


def test_the_shipped_topics_are_there():
    assert [rule.topic for rule in loaded(SMALL).topics] == ["auctions", "sponsored"]
    assert loaded(SMALL).topics[0] == TopicRule(
        topic=Topic("auctions"),
        label="Auctions",
        words=(("auction", 2.0), ("lot", 1.0)),
        names=(("Lund", 2.0),),
        excluded=("parking lot",),
        categories=("Salerooms",),
    )


def test_own_words_extend_a_shipped_topic():
    rule = topics("  auctions: {words: [gavel, {lot: 0.5}], names: [{Orr: 3}, Lund]}\n")["auctions"]
    assert rule.label == "Auctions"
    assert rule.words == (("auction", 2.0), ("lot", 0.5), ("gavel", 1.0))
    assert rule.names == (("Lund", 2.0), ("Orr", 3.0))
    assert rule.excluded == ("parking lot",)
    assert rule.own == {"gavel", "lot", "Orr", "Lund"}


def test_lists_are_joined_without_repeating():
    rules = topics(
        "  auctions: {label: Sales, excluded: [job lot, parking lot], categories: [Sales]}\n"
        "  sponsored: {marks: [Paid for by], labels: [Advertorial, Promotion]}\n"
    )
    assert rules["auctions"].label == "Sales"
    assert rules["auctions"].excluded == ("parking lot", "job lot")
    assert rules["auctions"].categories == ("Salerooms", "Sales")
    assert rules["sponsored"].marks == ("Sponsored by", "Paid for by")
    assert rules["sponsored"].labels == ("Advertorial", "Promotion")
    assert rules["auctions"].own == {"job lot", "parking lot", "Sales"}
    assert rules["sponsored"].own == {"Paid for by", "Advertorial", "Promotion"}


def test_a_new_topic_stands_last_and_is_called_by_its_id():
    rules = topics("  pearls: {words: [pearl]}\n")
    assert list(rules) == ["auctions", "sponsored", "pearls"]
    assert rules["pearls"] == TopicRule(topic=Topic("pearls"), label="pearls",
                                        words=(("pearl", 1.0),),
                                        own=frozenset({"pearl"}))  # fmt: skip


# Generated files

SLUGS = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z]{1,3})?", fullmatch=True)
TITLES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1,
                 max_size=12)  # fmt: skip
DURATIONS = st.from_regex(r"[1-9][0-9]{0,5}[smhd]", fullmatch=True)


@st.composite
def feeds(draw: st.DrawFn, feed_id: str) -> dict[str, object]:
    feed: dict[str, object] = {"id": feed_id}
    address = f"https://{feed_id}.example/{draw(SLUGS)}"
    if draw(st.booleans()):
        feed |= {"page": address, "links": "/a/*"}
    else:
        feed |= {"url": address}
    optional = st.fixed_dictionaries(
        {},
        optional={
            "title": TITLES,
            "rank": st.integers(0, 100),
            "republish": st.sampled_from([*Republish]).map(str),
            "timezone": st.sampled_from(("UTC", "Europe/London", "America/New_York")),
            "language": TITLES,
            "categories": st.dictionaries(TITLES, st.just("auctions"), max_size=2),
            "mixed": st.booleans(),
        },
    )
    when = st.just({}) | st.builds(dict, every=st.just("auto") | DURATIONS) | st.just(
        {"cron": "*/5 * * * *"}
    )  # fmt: skip
    return feed | draw(optional) | draw(when)


@st.composite
def files(draw: st.DrawFn) -> dict[str, object]:
    ids = draw(st.lists(SLUGS, min_size=1, max_size=3, unique=True))
    outputs = [
        {"id": output, "title": draw(TITLES), "limit": draw(st.integers(1, 1000)),
         "feeds": draw(st.lists(st.sampled_from(ids), max_size=2))}
        for output in draw(st.lists(SLUGS, max_size=2, unique=True))
    ]  # fmt: skip
    return {
        "site": {"contact": draw(TITLES), "title": draw(TITLES)},
        "feeds": [draw(feeds(feed_id)) for feed_id in ids],
        "outputs": outputs,
    }


@settings(max_examples=40)
@given(files())
def test_a_sound_file_loads(said):
    config = loaded(json.dumps(said, ensure_ascii=False))
    assert [feed.id for feed in config.feeds] == [feed["id"] for feed in said["feeds"]]
    assert [feed.rank for feed in config.feeds] == [feed.get("rank", 50) for feed in said["feeds"]]
    assert [one.limit for one in config.outputs] == [one["limit"] for one in said["outputs"]]
    assert re.fullmatch(r"[a-z0-9.-]+,2026", config.site.authority)


# The schema


def test_the_schema_knows_every_part():
    schema = json_schema()
    assert schema["title"] == "feeds.yaml"
    assert set(schema["properties"]) == {
        "site", "network", "defaults", "feeds", "topics", "hold", "outputs", "gate", "changes",
    }  # fmt: skip
    assert set(schema["required"]) == {"site", "feeds", "outputs"}
    assert not schema["additionalProperties"]
    assert json.loads(json.dumps(schema)) == schema
