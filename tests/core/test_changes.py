"""What an edited feeds.yaml changes: counted by item, told by the rule that is most behind it."""

from dataclasses import replace

import pytest
from factories import NOW, a_filed, a_filing, a_story, an_entry
from feeds_yaml import SMALL, loaded
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.changes import (
    Change,
    Effect,
    Kind,
    Snapshot,
    Traffic,
    effect,
    fired,
    groups,
    in_numbers,
    wide,
)
from aggregator.core.report import effect_json
from aggregator.model import (
    Decision,
    Disclosure,
    EntryId,
    Evidence,
    FiledEntry,
    Filing,
    OutputFeed,
    OutputId,
    Sale,
    Story,
    StoryId,
    Topic,
)

RETAIL, AUCTIONS = a_filing("retail"), a_filing("auctions")
NEWS = OutputFeed(id=OutputId("news"), title="News")


def seen(text: str, topic: str, weight: float = 3.0, **said: str) -> Evidence:
    return Evidence(place="title", text=text, weight=weight, topic=Topic(topic), **said)


def filed(name: str, filing: Filing = RETAIL, **said: object) -> FiledEntry:
    return a_filed(an_entry(name), filing=filing, **said)


def carried(*names: str) -> tuple[Story, ...]:
    return tuple(a_story(an_entry(name)) for name in names)


def snapshot(
    *entries: FiledEntry,
    definitions: tuple[OutputFeed, ...] = (NEWS,),
    **outputs: tuple[Story, ...],
) -> Snapshot:
    return Snapshot(
        entries={one.entry.id: one for one in entries},
        outputs={one.id: outputs.get(one.id, ()) for one in definitions},
        definitions=definitions,
    )


def effect_of(before: Snapshot, after: Snapshot, decisions: tuple[Decision, ...] = ()) -> Effect:
    return effect(before, after, decisions, examined=9)


def one_change(before: FiledEntry, after: FiledEntry) -> Change:
    (change,) = effect_of(snapshot(before), snapshot(after)).changes
    return change


def test_nothing_is_nothing():
    before = snapshot(filed("e1"), news=carried("e1"))
    told = effect_of(before, before)
    assert told == Effect(examined=9, total=0)
    assert told.is_nothing
    assert in_numbers(told) == "no stored item changes topic, story or output"


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        (RETAIL, AUCTIONS, "retail", "auctions"),
        (RETAIL, a_filing(None), "retail", "off topic"),
        (RETAIL, replace(RETAIL, topics=("retail", "auctions")), "retail", "retail, auctions"),
        (
            RETAIL,
            a_filing("sponsored", disclosure=Disclosure.SPONSORED, sponsor="Opal & Co."),
            "retail",
            "sponsored; by Opal & Co.",
        ),
        (
            RETAIL,
            replace(RETAIL, disclosure=Disclosure.PRESS_RELEASE),
            "retail",
            "retail; a press-release",
        ),
    ],
)
def test_a_change_of_topic_says_from_what_to_what(old, new, before, after):
    change = one_change(filed("e1", old), filed("e1", new))
    assert (change.kind, change.before, change.after) == (Kind.TOPIC, before, after)
    assert change.title == "Title of e1"


def test_what_is_held_back_says_why():
    change = one_change(filed("e1"), filed("e1", held="off topic"))
    assert (change.after, change.rule) == ("retail; held: off topic", "off topic")
    assert one_change(filed("e1", held="x"), filed("e1")).rule == "x no more"


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        # The strongest of the new topic's that is new goes before what was weighed before.
        (
            [seen("shop", "retail")],
            [seen("shop", "retail"), seen("lot", "auctions"), seen("gavel", "auctions", 9.0)],
            "auctions: “gavel”",
        ),
        ([], [seen("Lots", "auctions", rule="lot")], "auctions: “lot”"),
        (
            [seen("lot", "auctions", 1.0)],
            [seen("lot", "auctions", 9.0), seen("gavel", "auctions", 2.0)],
            "auctions: “gavel”",
        ),
        ([seen("lot", "auctions", 1.0)], [seen("lot", "auctions", 9.0)], "auctions: “lot”"),
        ([seen("shop", "retail"), seen("lot", "auctions")], [seen("lot", "auctions")],
         "retail: “shop” no more"),
        ([], [], "words"),
    ],
)  # fmt: skip
def test_the_rule_most_behind_a_change_is_told(old, new, rule):
    before, after = replace(RETAIL, evidence=tuple(old)), replace(AUCTIONS, evidence=tuple(new))
    assert one_change(filed("e1", before), filed("e1", after)).rule == rule


def test_a_topic_that_is_gained_beside_the_first_has_its_own_rule():
    before = replace(RETAIL, evidence=(seen("shop", "retail"),))
    after = replace(
        before,
        topics=("retail", "auctions"),
        evidence=(seen("shop", "retail", 9.0), seen("lot", "auctions", 1.0)),
    )
    assert one_change(filed("e1", before), filed("e1", after)).rule == "auctions: “lot”"


def test_a_mark_is_behind_an_advert():
    paid = a_filing(
        "sponsored",
        disclosure=Disclosure.SPONSORED,
        evidence=(seen("Partner content", "sponsored", 10.0), seen("ring", "retail", 99.0)),
    )
    assert one_change(filed("e1"), filed("e1", paid)).rule == "sponsored: “Partner content”"


def test_who_leaves_a_story_is_told_with_the_reason():
    own = StoryId("tag:x:story/e1/own")
    parted = Decision(
        entry_id=EntryId("e1"), at=NOW, kind="parted", outcome=own, rule="an advert is no copy"
    )
    before, after = snapshot(filed("e1")), snapshot(filed("e1", story_id=own))
    (change,) = effect_of(before, after, (parted,)).changes
    assert (change.kind, change.after, change.rule) == (Kind.STORY, own, "an advert is no copy")


def test_an_item_counts_once_however_much_of_it_changes():
    before = snapshot(filed("e1"), filed("e2"), news=carried("e1", "e2"))
    after = snapshot(filed("e1", AUCTIONS, story_id="s"), filed("e2"), news=carried("e2", "e3"))
    told = effect_of(before, after)
    assert told.total == 2
    assert [told.count(kind) for kind in Kind] == [1, 1, 2]
    assert in_numbers(told) == "2 stored items change: 1 in topics, 1 in stories, 2 in outputs"
    assert told.outputs == (Traffic(output_id=OutputId("news"), enter=1, leave=1),)


def test_who_leaves_an_output_with_another_topic_leaves_it_for_that():
    gavel = replace(AUCTIONS, evidence=(seen("gavel", "auctions"),))
    before = snapshot(filed("e1"), news=carried("e1", "e2"))
    after = snapshot(filed("e1", gavel), news=carried("e2", "e3"))
    rules = {
        one.entry_id: one.rule
        for one in effect_of(before, after).changes
        if one.kind is Kind.OUTPUT
    }
    assert rules == {
        "e1": "auctions: “gavel”",
        "e3": "others come before it, or make room for it",
    }


def test_an_edited_definition_is_behind_what_it_alone_moves():
    shorter = replace(NEWS, limit=1)
    before = snapshot(news=carried("e1", "e2"))
    after = snapshot(definitions=(shorter,), news=carried("e1"))
    (change,) = effect_of(before, after).changes
    assert (change.entry_id, change.rule) == ("e2", "output news is edited")


def test_another_lead_of_the_same_story_is_told_as_such():
    first, second = a_story(an_entry("e1")), a_story(an_entry("e2"))
    second = replace(second, id=first.id)
    told = effect_of(snapshot(news=(first,)), snapshot(news=(second,)))
    assert {(one.entry_id, one.rule) for one in told.changes} == {
        ("e1", "another entry speaks for its story"),
        ("e2", "another entry speaks for its story"),
    }


def test_what_a_removed_output_carried_leaves_it():
    told = effect_of(snapshot(news=carried("e1", "e2")), snapshot(definitions=()))
    assert told.total == 2
    assert told.outputs == (Traffic(output_id=OutputId("news"), change="removed", leave=2),)
    assert {one.rule for one in told.changes} == {"output news is removed"}


def test_of_a_new_output_nothing_counts_and_yet_it_is_told():
    after = snapshot(news=carried("e1", "e2"))
    told = effect_of(snapshot(definitions=()), after)
    assert (told.total, told.changes, told.is_nothing) == (0, (), False)
    assert told.outputs == (Traffic(output_id=OutputId("news"), change="added", enter=2),)


def test_what_nobody_sees_is_stored_and_not_counted():
    sold = replace(RETAIL, sale=Sale(until_at=NOW))
    told = effect_of(snapshot(filed("e1")), snapshot(filed("e1", sold)))
    assert (told.total, told.silent, told.is_nothing) == (0, 1, False)


def test_the_rule_behind_most_comes_first():
    gavel, lot = (
        replace(AUCTIONS, evidence=(seen(word, "auctions"),)) for word in ("gavel", "lot")
    )
    names = ("e1", "e2", "e3")
    before = snapshot(*map(filed, names))
    after = snapshot(filed("e1", gavel), filed("e2", lot), filed("e3", lot))
    told = effect_of(before, after)
    assert [(one.rule, len(one.changes)) for one in groups(told.changes)] == [
        ("auctions: “lot”", 2),
        ("auctions: “gavel”", 1),
    ]
    group, _ = effect_json(told, samples=1)["changes"]
    assert (group["kind"], group["rule"], group["count"]) == ("topic", "auctions: “lot”", 2)
    (sample,) = group["samples"]
    (why,) = sample.pop("evidence")
    assert (why["text"], why["topic"], why["weight"]) == ("lot", "auctions", 3.0)
    assert sample == {
        "id": "e2",
        "feed": "gazette",
        "title": "Title of e2",
        "from": "retail",
        "to": "auctions",
        "why": "words",
    }


NAMES = tuple(f"e{number}" for number in range(6))
LISTS = st.lists(st.sampled_from(NAMES), unique=True)


@given(LISTS, LISTS, st.sets(st.sampled_from(NAMES)))
def test_total_is_the_number_of_items_that_any_change_names(stood, stands, moved):
    before = snapshot(*map(filed, NAMES), news=carried(*stood))
    entries = [filed(name, AUCTIONS if name in moved else RETAIL) for name in NAMES]
    told = effect_of(before, snapshot(*entries, news=carried(*stands)))
    named = moved | (set(stood) ^ set(stands))
    assert told.total == len(named) == len({one.entry_id for one in told.changes})
    assert told.is_nothing == (not named)
    assert sum(len(one.changes) for one in groups(told.changes)) == len(told.changes)


# Words of most items


WORDY = f"{SMALL}topics:\n  auctions: {{words: [{{Jewel: 0.5}}], names: [Opal]}}\n"


def test_a_new_word_of_most_items_is_named():
    told = wide({(Topic("auctions"), "jewel"): 21}, 40, loaded(WORDY), loaded(SMALL))
    words = "auctions: “jewel” is new, and found in 21 of 40 items"
    assert told == (f"{words}: a word of so many says little of any",)


@pytest.mark.parametrize(
    ("times", "examined", "previous"), [(20, 40, SMALL), (19, 19, SMALL), (40, 40, WORDY)]
)
def test_of_words_of_fewer_of_few_or_of_old_ones_nothing_is_said(times, examined, previous):
    spoken = {(Topic("auctions"), "jewel"): times, (Topic("retail"), "shop"): examined}
    assert wide(spoken, examined, loaded(WORDY), loaded(previous)) == ()


def test_a_word_that_spoke_is_called_as_the_rules_have_it():
    evidence = (seen("Jewels", "auctions", rule="Jewel"), seen("jewels", "auctions"))
    assert fired(replace(AUCTIONS, evidence=evidence)) == {
        (Topic("auctions"), "jewel"),
        (Topic("auctions"), "jewels"),
    }
