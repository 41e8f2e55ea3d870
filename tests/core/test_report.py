"""What the commands tell: a contract, field by field."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from factories import HOUR, NOW, a_filed, a_filing, a_ping, a_state, an_entry

from aggregator.core.pinging import Pinged, Untold
from aggregator.core.report import explain_json, hub_json, item_json, pinged_json, status_json
from aggregator.model import (
    Decision,
    Disclosure,
    EntryId,
    Evidence,
    FeedId,
    InForce,
    Outage,
    OutputId,
    Published,
    Ruling,
    Sale,
    StoryId,
    Topic,
    Version,
    Waiting,
)

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
STORY = StoryId("tag:wire.example,2026:story/e1")
ITEM = {
    "id": "e1",
    "feed": "gazette",
    "entry_id": "e1",
    "title": "Title of e1",
    "link": "https://gazette.example/articles/e1",
    "published_at": "2026-05-04T11:00:00Z",
    "updated_at": "2026-05-04T11:00:00Z",
    "first_seen_at": "2026-05-04T12:00:00Z",
    "topics": ["industry"],
    "primary": "industry",
    "disclosure": None,
    "sponsor": None,
    "confidence": 0.0,
    "story": STORY,
    "held": None,
    "withdrawn_at": None,
    "date_source": "published",
    "title_source": "stated",
    "late": False,
    "sale": None,
    "phase": None,
}


def test_an_item_is_told_by_its_fields():
    assert item_json(a_filed(), NOW) == ITEM


def test_what_is_disclosed_held_and_withdrawn_is_told():
    filing = a_filing(
        "sponsored", topics=(Topic("sponsored"), Topic("retail")), sponsor="Ash & Co",
        disclosure=Disclosure.SPONSORED,
    )  # fmt: skip
    told = item_json(a_filed(filing=filing, held="hidden", withdrawn_at=NOW + HOUR), NOW)
    assert told == ITEM | {
        "topics": ["sponsored", "retail"],
        "primary": "sponsored",
        "disclosure": "sponsored",
        "sponsor": "Ash & Co",
        "held": "hidden",
        "withdrawn_at": "2026-05-04T13:00:00Z",
    }


def test_an_auction_is_told_with_how_far_it_has_come():
    sale = Sale(from_at=NOW - DAY, until_at=NOW + DAY)
    told = item_json(a_filed(filing=a_filing("auctions", sale=sale)), NOW)
    assert told["phase"] == "upcoming"
    assert told["sale"] == {
        "from": "2026-05-03T12:00:00Z",
        "until": "2026-05-05T12:00:00Z",
        "result": False,
    }
    assert item_json(a_filed(filing=a_filing("auctions", sale=sale)), NOW + DAY)["phase"] == "past"


def test_off_topic_is_null():
    told = item_json(a_filed(filing=a_filing(None)), NOW)
    assert (told["topics"], told["primary"]) == ([], None)


def told_of(*states, outage=None, now=NOW):
    return status_json(states, {}, [], {}, outage=outage, now=now)


@pytest.mark.parametrize(("changes", "items"), [(1, "1 stored item"), (57, "57 stored items")])
def test_status_tells_of_an_edited_file_that_waits(changes, items):
    waiting = Waiting(digest="beef", changes=changes, at=NOW)
    stands = InForce(digest="c0ffee", text="auth: hush", applied_at=NOW - DAY, waiting=waiting)
    told = status_json([], {}, [], {}, outage=None, now=NOW, in_force=stands)
    assert told["waiting"] == {
        "changes": changes,
        "at": "2026-05-04T12:00:00Z",
        "words": f"The edited feeds.yaml waits: it would change {items};"
        " `aggregator plan` shows them, `aggregator apply` makes the change",
    }
    assert "hush" not in str(told)


def test_what_a_hub_is_still_to_hear_of_is_told_and_in_words_once_it_failed():
    assert hub_json((), NOW) is None
    fresh = a_ping("a.atom")
    tried = a_ping("b.rss", since_at=NOW - HOUR, next_at=NOW + 4 * MINUTE, failures=2)
    assert hub_json([fresh], NOW)["words"] is None
    assert hub_json([fresh, tried], NOW) == {
        "waiting": ["https://wire.example/a.atom", "https://wire.example/b.rss"],
        "since_at": "2026-05-04T11:00:00Z",
        "next_at": "2026-05-04T12:00:00Z",
        "failures": 2,
        "words": "The hub https://hub.example/ was told in vain 2 times of 2 changed documents"
        " (since 2026-05-04 11:00 UTC); again now",
    }


def test_what_a_hub_was_told_is_told_by_address():
    assert pinged_json(Pinged()) is None
    no = Untold(address="https://wire.example/b.rss", reason="404 Not Found", next_at=NOW + HOUR)
    assert pinged_json(Pinged(hub="https://hub.example/", told=("a",), untold=(no,))) == {
        "url": "https://hub.example/",
        "told": ["a"],
        "untold": [
            {
                "address": "https://wire.example/b.rss",
                "error": "404 Not Found",
                "next_at": "2026-05-04T13:00:00Z",
            }
        ],
    }


def test_status_tells_feeds_outputs_and_totals():
    state = a_state(
        next_fetch_reason="back-off", last_outcome="failed", error="no answer", failures=2,
        last_fetch_at=NOW - HOUR, last_success_at=NOW - 2 * HOUR, failing_since_at=NOW - HOUR,
        next_fetch_at=NOW + 2 * HOUR, arrivals=(NOW - DAY, NOW - 2 * DAY, NOW - 7 * DAY),
    )  # fmt: skip
    published = Published(
        id=OutputId("the-latest"), atom_id="tag:x", definition="d", digest="d", updated_at=NOW,
        changed_at=NOW, story_ids=(STORY,), refused="it lost entries",
    )  # fmt: skip
    totals = {"feeds": 1, "entries": 7, "stories": 5, "held": 0}
    counts = {FeedId("gazette"): 7}
    assert status_json([state], counts, [published], totals, outage=None, now=NOW) == {
        "now": "2026-05-04T12:00:00Z",
        "network": {"down_since_at": None, "probe_at": None, "evidence": None, "words": None},
        "waiting": None,
        "feeds": [
            {
                "id": "gazette",
                "url": "https://gazette.example/feed",
                "moved_from": None,
                "health": "failing",
                "last_outcome": "failed",
                "error": "no answer",
                "advice": [],
                "next_fetch": "in 2 h: back-off",
                "next_fetch_at": "2026-05-04T14:00:00Z",
                "next_fetch_reason": "back-off",
                "failures": 2,
                "failing_since_at": "2026-05-04T11:00:00Z",
                "entries": 7,
                "items_a_week": 2.0,
                "last_fetch_at": "2026-05-04T11:00:00Z",
                "last_success_at": "2026-05-04T10:00:00Z",
            }
        ],
        "outputs": [
            {
                "id": "the-latest",
                "entries": 1,
                "updated_at": "2026-05-04T12:00:00Z",
                "refused": "it lost entries",
            }
        ],
        "totals": totals,
    }


def test_a_new_feed_and_one_that_is_gone_are_told():
    new = a_state()
    gone = a_state(gone=True, last_outcome="gone", next_fetch_reason="410 Gone: not asked again")
    told = told_of(new, gone)["feeds"]
    assert [one["health"] for one in told] == ["new", "gone"]
    assert [one["next_fetch_at"] for one in told] == ["2026-05-04T12:00:00Z", None]
    assert [one["next_fetch"] for one in told] == [
        "now: never fetched",
        "never: 410 Gone: not asked again",
    ]
    assert [one["entries"] for one in told] == [0, 0]
    assert told[0]["last_fetch_at"] is None
    assert told[1]["advice"] == ["410 Gone: take it out of feeds.yaml, or give it its new address"]


def test_the_next_fetch_is_told_in_words():
    reason = "Cache-Control max-age; own schedule would be 15 min"
    due = a_state(next_fetch_at=NOW + 42 * MINUTE, next_fetch_reason=reason)
    (told,) = told_of(due)["feeds"]
    assert told["next_fetch"] == f"in 42 min: {reason}"
    (told,) = told_of(due, now=NOW + HOUR)["feeds"]
    assert told["next_fetch"] == f"now: {reason}"


def test_an_outage_of_our_own_is_told_and_what_waits_for_its_end():
    outage = Outage(
        began_at=NOW - 20 * MINUTE, probe_at=NOW + 4 * MINUTE, probes=2,
        evidence="5 of 6 sites did not answer",
    )  # fmt: skip
    due, later = a_state(), a_state(next_fetch_at=NOW + HOUR, next_fetch_reason="every 1 h")
    told = told_of(due, later, outage=outage)
    assert told["network"] == {
        "down_since_at": "2026-05-04T11:40:00Z",
        "probe_at": "2026-05-04T12:04:00Z",
        "evidence": "5 of 6 sites did not answer",
        "words": "Our own network seems to be down since 2026-05-04 11:40 UTC:"
        " 5 of 6 sites did not answer; probing again in 4 min",
    }
    assert [one["next_fetch"] for one in told["feeds"]] == [
        "when our network is back: never fetched",
        "in 1 h: every 1 h",
    ]
    soon = a_state(next_fetch_at=NOW + 30 * MINUTE)
    late = told_of(due, soon, outage=outage, now=NOW + HOUR)
    assert late["network"]["words"].endswith("; probing again now")
    waiting = ["when our network is back: never fetched"] * 2
    assert [one["next_fetch"] for one in late["feeds"]] == waiting


@pytest.mark.parametrize(
    ("arrivals", "a_week"),
    [
        ((), None),
        ((NOW - DAY,), None),
        ((NOW - DAY, NOW - 7 * DAY), 1.0),
        ((NOW - DAY, NOW - DAY), None),
        # A burst is one day's, and the silence since counts too.
        ((NOW, *(NOW - HOUR,) * 10), 70.0),
        ((NOW - 20 * DAY, *(NOW - 28 * DAY,) * 10), 2.5),
    ],
)
def test_the_pace_of_a_feed_is_told(arrivals, a_week):
    (told,) = told_of(a_state(arrivals=arrivals))["feeds"]
    assert told["items_a_week"] == a_week


def test_the_login_of_a_feed_is_not_told():
    state = a_state(
        url="https://desk:key@gazette.example/feed?a=b",
        moved_from="https://desk:key@old.example/feed",
    )
    (told,) = told_of(state)["feeds"]
    assert told["url"] == "https://gazette.example/feed?a=b"
    assert told["moved_from"] == "https://old.example/feed"
    assert "desk" not in json.dumps(told)


def test_all_that_is_kept_of_an_item_is_told():
    item = a_filed()
    other = a_filed(an_entry("e2"), story_id=item.story_id)
    evidence = Evidence(place="title", text="lab", weight=3.0, topic=Topic("industry"))
    decision = Decision(
        entry_id=EntryId("e1"), at=NOW, kind="filed", outcome="industry", rule="words",
        evidence=(evidence,), config="c0ffee",
    )  # fmt: skip
    version = Version(
        entry_id=EntryId("e1"),
        until_at=NOW,
        title="Before",
        summary="S",
        content_html=item.entry.content_html,
        link=item.entry.link,
    )
    ruling = Ruling(entry_id=EntryId("e1"), at=NOW, kind="file", outcome="retail")
    told = explain_json(
        item, [decision], versions=[version], rulings=[ruling], story=[item, other], now=NOW
    )  # fmt: skip
    assert told == {
        "item": ITEM,
        "decisions": [
            {
                "at": "2026-05-04T12:00:00Z",
                "kind": "filed",
                "outcome": "industry",
                "rule": "words",
                "evidence": [
                    {
                        "place": "title",
                        "text": "lab",
                        "weight": 3.0,
                        "topic": "industry",
                        "rule": "",
                        "kind": "",
                    }
                ],
                "config": "c0ffee",
            }
        ],
        "versions": [
            {
                "until_at": "2026-05-04T12:00:00Z",
                "title": "Before",
                "summary": "S",
                "changed": ["title", "summary"],
                "differences": [
                    {"field": "title", "before": "Before", "after": item.entry.title},
                    {"field": "summary", "before": "S", "after": item.entry.summary},
                ],
            }
        ],
        "rulings": [{"at": "2026-05-04T12:00:00Z", "kind": "file", "outcome": "retail"}],
        "story": {"id": STORY, "items": [ITEM, item_json(other, NOW)]},
    }
    assert json.loads(json.dumps(told)) == told


def test_moments_keep_their_microseconds():
    entry = an_entry(published_at=NOW.replace(microsecond=5))
    assert item_json(a_filed(entry), NOW)["published_at"] == "2026-05-04T12:00:00.000005Z"
    berlin = datetime(2026, 5, 4, 14, tzinfo=timezone(timedelta(hours=2)))
    told = item_json(replace(a_filed(), first_seen_at=berlin), NOW)["first_seen_at"]
    assert datetime.fromisoformat(told) == NOW
