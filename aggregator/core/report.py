"""What the commands tell: values as JSON, whose fields are a contract (docs/operations.md)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from aggregator.core import credit
from aggregator.model import (
    Decision,
    Evidence,
    FeedId,
    FeedState,
    FiledEntry,
    Published,
    Ruling,
    Version,
)

Json = dict[str, Any]


def status_json(
    states: Iterable[FeedState],
    counts: Mapping[FeedId, int],
    published: Iterable[Published],
    totals: Mapping[str, int],
) -> Json:
    """`status --json`, and what the status page shows."""
    return {
        "feeds": [_feed(state, counts.get(state.feed_id, 0)) for state in states],
        "outputs": [
            {
                "id": output.id,
                "entries": len(output.story_ids),
                "updated_at": _at(output.updated_at),
                "refused": output.refused,
            }
            for output in published
        ],
        "totals": dict(totals),
    }


def item_json(filed: FiledEntry) -> Json:
    """One line of `items --json`."""
    entry, filing = filed.entry, filed.filing
    return {
        "id": entry.id,
        "feed": entry.feed_id,
        "entry_id": entry.guid,
        "title": entry.title,
        "link": entry.link,
        "published_at": _at(entry.published_at),
        "updated_at": _at(entry.updated_at),
        "first_seen_at": _at(filed.first_seen_at),
        "topics": list(filing.topics),
        "primary": filing.primary,
        "disclosure": filing.disclosure,
        "sponsor": filing.sponsor,
        "story": filed.story_id,
        "held": filed.held,
        "withdrawn_at": _at(filed.withdrawn_at),
    }


def evidence_json(evidence: Iterable[Evidence]) -> list[Json]:
    """What spoke for a decision, as `explain` and `classify` tell it."""
    return [
        {"place": one.place, "text": one.text, "weight": one.weight, "topic": one.topic}
        for one in evidence
    ]


def explain_json(
    item: FiledEntry,
    decisions: Iterable[Decision],
    *,
    versions: Iterable[Version],
    rulings: Iterable[Ruling],
    story: Iterable[FiledEntry],
) -> Json:
    """`explain --json`: all that is kept about one item."""
    return {
        "item": item_json(item),
        "decisions": [_decision(decision) for decision in decisions],
        "versions": [
            {
                "until_at": _at(version.until_at),
                "title": version.title,
                "summary": version.summary,
            }
            for version in versions
        ],
        "rulings": [
            {"at": _at(ruling.at), "kind": ruling.kind, "outcome": ruling.outcome}
            for ruling in rulings
        ],
        "story": {"id": item.story_id, "items": [item_json(member) for member in story]},
    }


def _feed(state: FeedState, entries: int) -> Json:
    return {
        "id": state.feed_id,
        "url": credit.without_login(state.url),
        "health": state.health,
        "last_outcome": state.last_outcome,
        "error": state.error,
        "next_fetch_at": None if state.gone else _at(state.next_fetch_at),
        "next_fetch_reason": state.next_fetch_reason,
        "failures": state.failures,
        "entries": entries,
        "last_fetch_at": _at(state.last_fetch_at),
        "last_success_at": _at(state.last_success_at),
    }


def _decision(decision: Decision) -> Json:
    return {
        "at": _at(decision.at),
        "kind": decision.kind,
        "outcome": decision.outcome,
        "rule": decision.rule,
        "evidence": evidence_json(decision.evidence),
        "config": decision.config,
    }


def _at(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
