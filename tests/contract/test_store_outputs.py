"""What outputs may carry, and how rulings change that."""

from dataclasses import replace

from factories import HOUR, NOW, a_feed, a_filing, a_state
from factories_store import (
    EVERYTHING,
    PAID,
    a_told,
    an_output,
    an_update,
    bring,
    one,
    shown,
    tell,
    the_story,
)

from aggregator.model import (
    SPONSORED,
    Channel,
    Copy,
    Disclosure,
    EntryId,
    FeedId,
    OutputId,
    Published,
    Republish,
    RobotsTxt,
    Ruling,
    Source,
    Story,
    StoryId,
    Topic,
)
from aggregator.store import SqlStore

# What is carried, and in which order


def test_a_story_is_given_whole(store: SqlStore) -> None:
    feed = a_feed(title="The Gazette", republish=Republish.FULL)
    lead = one("lead", first_seen_at=NOW - HOUR, source_updated_at=NOW + HOUR)
    tell(store, (lead,), feeds=(feed,))
    channel = Channel(
        title="gazette.xml", link="https://gazette.example/", id="urn:g", rights="(c)"
    )
    bring(store, an_update(state=a_state(channel=channel)))
    assert the_story(store) == Story(
        id=lead.story_id,
        lead=lead.entry,
        filing=lead.filing,
        source=Source(
            feed_id=FeedId("gazette"),
            title="The Gazette",
            id="urn:g",
            url="https://gazette.example/feed",
            link=channel.link,
            updated_at=NOW + HOUR,
            rights="(c)",
            republish=Republish.FULL,
        ),
        first_seen_at=NOW - HOUR,
        published_at=lead.entry.published_at,
        updated_at=lead.entry.updated_at,
    )


def test_a_source_is_named_by_us_by_its_channel_or_by_its_host(store: SqlStore) -> None:
    tell(store, (one("e1"),))
    assert the_story(store).source.title == "gazette.example"
    assert the_story(store).source.id == "https://gazette.example/feed"
    channels = {
        Channel(link="https://www.the-gazette.example/news"): "the-gazette.example",
        Channel(title="Gazette", link="https://www.the-gazette.example/"): "Gazette",
    }
    for channel, title in channels.items():
        bring(store, an_update(state=a_state(channel=channel)))
        assert the_story(store).source.title == title


def test_a_source_is_as_old_as_the_entry_that_was_taken_from_it(store: SqlStore) -> None:
    tell(store, (one("e1", source_updated_at=NOW - HOUR),))
    tell(store, (one("e2", source_updated_at=NOW),))
    sources = {story.lead.id: story.source.updated_at for story in store.stories(EVERYTHING, NOW)}
    assert sources == {"e1": NOW - HOUR, "e2": NOW}


def test_the_newest_comes_first_and_ties_are_always_settled_alike(store: SqlStore) -> None:
    tell(
        store,
        (one("tie-b", published_at=NOW - HOUR),),
        (one("old", published_at=NOW - 2 * HOUR),),
        (one("new", published_at=NOW),),
        (one("tie-a", published_at=NOW - HOUR),),
    )
    assert shown(store) == ["new", "tie-b", "tie-a", "old"]
    for limit in range(1, 5):
        assert shown(store, replace(EVERYTHING, limit=limit)) == shown(store)[:limit]


def test_what_is_dated_in_the_future_does_not_sit_on_top(store: SqlStore) -> None:
    tell(
        store,
        (one("future", published_at=NOW + 999 * HOUR, first_seen_at=NOW - 2 * HOUR),),
        (one("now", published_at=NOW - HOUR),),
    )
    assert shown(store) == ["now", "future"]


def test_what_came_late_stands_where_it_was_first_seen(store: SqlStore) -> None:
    tell(
        store,
        (one("late", published_at=NOW - 999 * HOUR, first_seen_at=NOW - HOUR, late=True),),
        (one("new", published_at=NOW),),
        (one("before", published_at=NOW - 2 * HOUR),),
    )
    assert shown(store) == ["new", "late", "before"]
    assert [story.late for story in store.stories(EVERYTHING, NOW)] == [False, True, False]
    assert shown(store, replace(EVERYTHING, limit=2)) == ["new", "late"]


def test_an_output_without_topics_carries_the_trade(store: SqlStore) -> None:
    tell(store, (one("retail", filing=a_filing("retail")),), (one("off", filing=a_filing(None)),))
    assert shown(store, an_output()) == ["retail"]
    assert shown(store, an_output(off_topic=True)) == ["retail", "off"]


def test_an_output_carries_any_of_its_topics_that_is_borne(store: SqlStore) -> None:
    both = a_filing(topics=(Topic("retail"), Topic("auctions")), primary=Topic("retail"))
    tell(
        store,
        (one("both", filing=both),),
        (one("labs", filing=a_filing("industry")),),
        (one("off", filing=a_filing(None)),),
    )
    assert shown(store, an_output(topics=("auctions",))) == ["both"]
    assert shown(store, an_output(topics=("auctions", "industry"))) == ["labs", "both"]
    assert shown(store, an_output(topics=("brand-news",))) == []


def test_what_is_paid_for_is_carried_only_where_asked(store: SqlStore) -> None:
    also_retail = replace(PAID, topics=(SPONSORED, Topic("retail")))
    release = a_filing("retail", disclosure=Disclosure.PRESS_RELEASE)
    tell(store, (one("paid", filing=also_retail),), (one("release", filing=release),))
    assert shown(store, an_output()) == ["release"]
    assert shown(store, an_output(topics=("retail", "sponsored"))) == ["release"]
    assert shown(store, an_output(topics=("sponsored",), sponsored=True)) == ["paid"]
    assert shown(store, an_output(sponsored=True)) == ["release", "paid"]


def test_an_output_may_be_of_some_feeds(store: SqlStore) -> None:
    tell(store, (one("a"), one("b", "journal")), (one("c", "wire"),))
    assert shown(store, an_output(feeds=("gazette", "wire"))) == ["c", "a"]
    assert shown(store, an_output(feeds=("journal",))) == []


def test_what_is_held_or_withdrawn_is_not_carried(store: SqlStore) -> None:
    tell(store, (one("held", held="too old"),), (one("gone", withdrawn_at=NOW),), (one("ok"),))
    assert shown(store) == ["ok"]


def test_a_feed_that_is_no_longer_followed_is_still_published(store: SqlStore) -> None:
    tell(store, (one("e1"),))
    store.sync_feeds([], NOW)
    assert shown(store) == ["e1"]


# Who speaks for a story


def test_the_best_of_the_others_speaks_where_the_lead_may_not(store: SqlStore) -> None:
    feeds = (a_feed(), a_feed("journal", rank=90), a_feed("wire", rank=90))
    lead = one("lead", held="too old")
    others = (
        one("low", text="the longest text of them all"),
        one("short", "journal", text="short"),
        one("late", "wire", text="as long", first_seen_at=NOW + HOUR),
        one("the-first", "wire", text="as long"),
        one("hidden", "journal", text="the longest of high rank", withdrawn_at=NOW),
    )
    tell(store, (lead, *others), feeds=feeds)
    expected = ["the-first", "late", "short", "low"]
    for name in expected:
        assert shown(store) == [name]
        store.rule(Ruling(entry_id=EntryId(name), at=NOW, kind="hide", outcome="a test"))
    assert shown(store) == []
    store.rule(Ruling(entry_id=EntryId("lead"), at=NOW, kind="restore", outcome=""))
    assert shown(store) == ["lead"]


def test_a_story_keeps_its_id_and_dates_whoever_speaks(store: SqlStore) -> None:
    lead, other = one("lead", published_at=NOW - HOUR), one("other", "journal")
    tell(store, (lead, other))
    before = the_story(store)
    store.rule(Ruling(entry_id=EntryId("lead"), at=NOW, kind="hide", outcome="a test"))
    after = the_story(store)
    assert (after.lead.id, after.source.feed_id) == ("other", "journal")
    assert (after.id, after.published_at) == (before.id, before.published_at)


def test_a_story_is_chosen_by_the_filing_of_who_speaks(store: SqlStore) -> None:
    lead = one("lead", filing=a_filing("retail"), held="too old")
    other = one("other", "journal", filing=a_filing("auctions"))
    tell(store, (lead, other))
    assert shown(store, an_output(topics=("retail",))) == []
    assert shown(store, an_output(topics=("auctions",))) == ["other"]


def test_copies_are_the_first_of_each_other_feed(store: SqlStore) -> None:
    members = (
        one("lead"),
        one("own", "gazette"),
        one("a-second", "journal", first_seen_at=NOW + HOUR),
        one("third", "journal", first_seen_at=NOW + 2 * HOUR),
        one("first", "wire", title="As the wire has it", link="https://wire.example/1"),
        one("hidden", "away", held="too old"),
    )
    feeds = (a_feed(), a_feed("journal", title="The Journal"), a_feed("wire"), a_feed("away"))
    tell(store, members, feeds=feeds)
    first, second = the_story(store).copies
    assert first == Copy(
        entry_id=EntryId("first"),
        link="https://wire.example/1",
        title="As the wire has it",
        source_title="wire.example",
    )
    assert (second.entry_id, second.source_title) == ("a-second", "The Journal")


def test_a_paid_copy_stands_only_beside_a_paid_lead(store: SqlStore) -> None:
    members = (one("lead"), one("paid", "journal", filing=PAID), one("free", "wire"))
    tell(store, members)
    assert [copy.entry_id for copy in the_story(store).copies] == ["free"]
    tell(store, tuple(replace(member, filing=PAID) for member in members))
    assert [copy.entry_id for copy in the_story(store).copies] == ["free", "paid"]


def test_a_tombstone_is_not_carried(store: SqlStore) -> None:
    kept, moved = one("kept"), one("moved", "journal")
    tell(store, (kept,), (moved,))
    tomb = replace(a_told(moved), merged_into=kept.story_id, members=())
    joined = replace(moved, story_id=kept.story_id)
    for update in (
        an_update(stories=(tomb,)),
        an_update(joined, stories=(tomb, a_told(kept, joined))),
    ):
        bring(store, update)
        assert [story.id for story in store.stories(EVERYTHING, NOW)] == [kept.story_id]
        assert store.explained(EVERYTHING, [kept.story_id, moved.story_id], NOW) == {moved.story_id}


def test_a_loss_is_explained_by_what_is_on_record(store: SqlStore) -> None:
    half = (one("half", held="too old"), one("other", "journal"))
    gone = (one("gone", held="too old"), one("taken", "journal", withdrawn_at=NOW))
    tell(store, half, gone)
    ids = [half[0].story_id, gone[0].story_id, StoryId("unheard-of")]
    assert store.explained(EVERYTHING, ids, NOW) == {gone[0].story_id}
    assert store.explained(EVERYTHING, [], NOW) == frozenset()


def test_a_story_filed_elsewhere_is_explained_and_one_beyond_the_limit_is_not(
    store: SqlStore,
) -> None:
    tell(store, (one("e1", filing=a_filing("retail")),), (one("e2", filing=a_filing("auctions")),))
    ids = [story.id for story in store.stories(EVERYTHING, NOW)]
    elsewhere = store.explained(an_output(topics=("auctions",), limit=1), ids, NOW)
    assert elsewhere == {the_story(store, an_output(topics=("retail",))).id}
    assert store.explained(an_output(limit=1), ids, NOW) == frozenset()


def test_robots_txt_is_kept_until_another_takes_its_place(store: SqlStore) -> None:
    assert store.robots("https://gazette.example") is None
    for text in ("User-agent: *\nDisallow: /a", ""):
        rules = RobotsTxt(site="https://gazette.example", text=text, until_at=NOW)
        store.save_robots(rules)
        assert store.robots("https://gazette.example") == rules


# What was published


def test_what_was_published_is_read_back(store: SqlStore) -> None:
    first = Published(
        id=OutputId("the-latest"),
        atom_id="tag:wire.example,2026:the-latest",
        definition="d1",
        digest="b1",
        updated_at=NOW,
        changed_at=NOW + HOUR,
        story_ids=(StoryId("s2"), StoryId("s1")),
        refused="it lost half of its entries",
    )
    other = replace(first, id=OutputId("auctions"), refused=None, story_ids=())
    assert store.published(first.id) is None
    store.save_published(first)
    store.save_published(other)
    assert store.published(first.id) == first
    assert store.published_all() == (other, first)
    changed = replace(first, digest="b2", refused=None)
    store.save_published(changed)
    assert store.published(first.id) == changed
