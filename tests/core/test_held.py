"""Holding by rules in a plan: when an entry comes, and when it is edited."""

from dataclasses import replace

from factories import HOUR, NOW, a_filing, an_entry
from hypothesis import given
from hypothesis import strategies as st
from test_plan import LATER, RULES, Memory, a_copy, a_reading

from aggregator.core.holding import Holdings
from aggregator.core.plan.desk import Desk
from aggregator.core.plan.held import held_now
from aggregator.model import Disclosure, EntryId, Evidence, Holding, Ruling

BLOCKED = "held by a rule: blocked word “casino”"
HOLDING = Holding(words=("casino",), off_topic=True)
HELD = replace(RULES, holding=Holdings(HOLDING))
BAD = an_entry("e1", title="Casino night at the ring fair", digest="bad")
GOOD = an_entry("e1", title="A night at the ring fair", digest="good")


def a_memory() -> Memory:
    return Memory(rules=HELD)


def held(memory: Memory, entry_id: str = "e1") -> str | None:
    return memory.entries[EntryId(entry_id)].held


def ruled(memory: Memory, *kinds: str, entry_id: str = "e1") -> None:
    memory.rulings[EntryId(entry_id)] = tuple(
        Ruling(entry_id=EntryId(entry_id), at=NOW, kind=kind, outcome="retail") for kind in kinds
    )


def test_what_a_rule_holds_is_stored_filed_and_explained():
    memory = a_memory()
    (update,) = memory.decide(a_reading(BAD))
    assert update.fetch.new == 1
    assert held(memory) == BLOCKED
    assert memory.story_of("e1").members == ("e1",)
    filed, why = memory.decisions
    assert (filed.kind, filed.outcome) == ("filed", "industry")
    assert (why.kind, why.outcome, why.rule) == ("held", "by a rule", "blocked word “casino”")
    assert why.evidence == (Evidence(place="title", text="Casino", weight=0.0, rule="casino"),)


def test_an_advert_with_a_blocked_word_is_held_too():
    memory = a_memory()
    memory.decide(a_reading((BAD, a_filing("sponsored", disclosure=Disclosure.SPONSORED))))
    assert held(memory) == BLOCKED


def test_an_edit_may_bring_a_blocked_word_and_take_it_out_again():
    memory = a_memory()
    memory.decide(a_reading(GOOD))
    memory.decide(a_reading(BAD, at=LATER))
    assert held(memory) == f"{BLOCKED}; shown before"
    memory.decide(a_reading(GOOD, at=LATER + HOUR))
    assert held(memory) is None
    assert memory.story_of("e1").updated_at == LATER + HOUR
    assert ("released", "let through") in memory.told("e1")
    assert [one for one in memory.told("e1") if one[0] == "held"] == [("held", "by a rule")]


def test_what_is_let_through_is_new_to_readers_when_it_is():
    memory = a_memory()
    memory.decide(a_reading(BAD))
    memory.decide(a_reading(GOOD, at=LATER))
    assert held(memory) is None
    story = memory.story_of("e1")
    assert (story.published_at, story.updated_at) == (GOOD.published_at, LATER)


def test_a_filing_that_changes_holds_and_lets_through():
    memory = a_memory()
    memory.decide(a_reading((GOOD, a_filing(None))))
    assert held(memory) == "held by a rule: off topic"
    memory.decide(a_reading((replace(GOOD, digest="2"), a_filing("retail")), at=LATER))
    assert held(memory) is None


def test_what_a_person_let_through_no_rule_holds_again():
    memory = a_memory()
    memory.decide(a_reading(BAD))
    memory.entries[EntryId("e1")] = replace(memory.entries[EntryId("e1")], held=None)
    ruled(memory, "restore")
    memory.decide(a_reading(replace(BAD, summary="Casino, casino", digest="2"), at=LATER))
    assert held(memory) is None


def test_what_a_person_hid_no_rule_lets_through():
    memory = a_memory()
    memory.decide(a_reading(BAD))
    hidden = replace(memory.entries[EntryId("e1")], held="hidden by a ruling: casino")
    memory.entries[EntryId("e1")] = hidden
    ruled(memory, "hide")
    memory.decide(a_reading(GOOD, at=LATER))
    assert held(memory) == "hidden by a ruling: casino"


def test_what_is_archived_stays_so():
    memory = a_memory()
    memory.decide(a_reading(GOOD))
    memory.entries[EntryId("e1")] = replace(memory.entries[EntryId("e1")], held="archived")
    memory.decide(a_reading(BAD, at=LATER))
    assert held(memory) == "archived"


def test_a_story_that_a_rule_held_whole_begins_with_what_is_shown_of_it():
    memory = a_memory()
    memory.decide(a_reading(a_copy("gazette", "e1", categories=("Casino",))))
    first = memory.story_of("e1")
    shown = a_copy("bench", "e2", published_at=NOW, updated_at=NOW)
    memory.decide(a_reading(shown, feed="bench", at=LATER))
    story = memory.story_of("e2")
    assert (story.id, story.lead_id, story.members) == (first.id, "e2", ("e1", "e2"))
    assert story.published_at == NOW
    assert (held(memory), held(memory, "e2")) == (BLOCKED, None)


def test_a_story_that_readers_saw_keeps_its_date():
    memory = a_memory()
    memory.decide(a_reading(a_copy("gazette", "e1")))
    memory.decide(a_reading(a_copy("gazette", "e1", categories=("Casino",), digest="2"), at=LATER))
    shown = a_copy("bench", "e2", published_at=NOW, updated_at=NOW)
    memory.decide(a_reading(shown, feed="bench", at=LATER))
    story = memory.story_of("e2")
    assert (story.lead_id, story.published_at) == ("e2", a_copy("gazette", "e1").published_at)


def test_a_held_copy_changes_nothing_that_readers_see():
    memory = a_memory()
    memory.decide(a_reading(a_copy("gazette", "e1")))
    before = memory.story_of("e1")
    blocked = a_copy("wire", "e2", categories=("Casino",))
    memory.decide(a_reading(blocked, feed="wire", at=LATER))
    assert memory.story_of("e2") == replace(before, members=(EntryId("e1"), EntryId("e2")))
    assert held(memory, "e2") == BLOCKED


def test_a_copy_of_what_a_person_hid_stays_hidden_where_the_rule_lets_go():
    memory = a_memory()
    memory.decide(a_reading(a_copy("gazette", "e1")))
    hidden = replace(memory.entries[EntryId("e1")], held="hidden by a ruling: ours")
    memory.entries[EntryId("e1")] = hidden
    ruled(memory, "hide")
    memory.decide(a_reading(a_copy("bench", "e2", categories=("Casino",)), feed="bench"))
    memory.decide(a_reading(a_copy("bench", "e2", digest="2"), feed="bench", at=LATER))
    assert held(memory, "e2") == "hidden by a ruling: ours"


@given(st.sampled_from([BAD, GOOD]), st.sampled_from(["retail", None]), st.booleans())
def test_to_judge_again_changes_nothing(entry, primary, shown):
    memory = a_memory()
    if shown:
        memory.decide(a_reading(GOOD))
    memory.decide(a_reading((entry, a_filing(primary)), at=LATER))
    desk = Desk(memory.known([a_reading(entry)]), HELD)
    filed = memory.entries[EntryId("e1")]
    assert held_now(desk, filed, LATER + HOUR) == filed
    assert desk.decisions == []
