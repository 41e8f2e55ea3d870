"""What the commands tell: values as JSON, whose fields are a contract (docs/operations.md)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from aggregator.core import credit
from aggregator.core.advice import advice
from aggregator.core.changes import Change, Effect, Kind, groups
from aggregator.core.differences import differences
from aggregator.core.pinging import Pinged, waiting
from aggregator.core.schedule import wait
from aggregator.model import (
    Decision,
    Evidence,
    FeedId,
    FeedState,
    FiledEntry,
    InForce,
    Outage,
    Ping,
    Published,
    Ruling,
    Sale,
    Version,
)

Json = dict[str, Any]
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def status_json(
    states: Iterable[FeedState],
    counts: Mapping[FeedId, int],
    published: Iterable[Published],
    totals: Mapping[str, int],
    *,
    outage: Outage | None,
    now: datetime,
    in_force: InForce | None = None,
) -> Json:
    """`status --json`, and what the status page shows. Words in it are for people."""
    return {
        "now": _at(now),
        "network": _network(outage, now),
        "waiting": _waiting(in_force),
        "feeds": [
            _feed(state, counts.get(state.feed_id, 0), _next_fetch(state, outage, now), now)
            for state in states
        ],
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


def item_json(filed: FiledEntry, now: datetime) -> Json:
    """One line of `items --json`; how far an auction has come is as of now."""
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
        "confidence": filing.confidence,
        "story": filed.story_id,
        "held": filed.held,
        "withdrawn_at": _at(filed.withdrawn_at),
        "date_source": entry.date_source,
        "title_source": entry.title_source,
        "late": filed.late,
        "sale": sale_json(filing.sale),
        "phase": filing.sale.phase(now) if filing.sale else None,
    }


def sale_json(sale: Sale | None) -> Json | None:
    """The auction that an item tells of: `until` is the end of its last day."""
    if sale is None:
        return None
    return {"from": _at(sale.from_at), "until": _at(sale.until_at), "result": sale.is_result}


def evidence_json(evidence: Iterable[Evidence]) -> list[Json]:
    """What spoke for a decision, as `explain` and `classify` tell it."""
    return [
        {
            "place": one.place,
            "text": one.text,
            "weight": one.weight,
            "topic": one.topic,
            "rule": one.rule,
            "kind": one.kind,
        }
        for one in evidence
    ]


def effect_json(effect: Effect, *, samples: int) -> Json:
    """`plan --json`: counts, and of each rule so many samples."""
    return {
        "total": effect.total,
        "examined": effect.examined,
        "counts": {kind: effect.count(kind) for kind in Kind},
        "silent": effect.silent,
        "outputs": [
            {
                "id": one.output_id,
                "change": one.change or None,
                "enter": one.enter,
                "leave": one.leave,
            }
            for one in effect.outputs
        ],
        "changes": [
            {
                "kind": group.kind,
                "rule": group.rule,
                "count": len(group.changes),
                "samples": [_change(one) for one in group.changes[:samples]],
            }
            for group in groups(effect.changes)
        ],
        "warnings": list(effect.warnings),
    }


def _change(one: Change) -> Json:
    return {
        "id": one.entry_id,
        "feed": one.feed_id,
        "title": one.title,
        "from": one.before or None,
        "to": one.after or None,
        "why": one.why,
        "evidence": evidence_json(one.evidence),
    }


def explain_json(
    item: FiledEntry,
    decisions: Iterable[Decision],
    *,
    versions: Sequence[Version],
    rulings: Iterable[Ruling],
    story: Iterable[FiledEntry],
    now: datetime,
) -> Json:
    """`explain --json`: all that is kept about one item."""
    return {
        "item": item_json(item, now),
        "decisions": [_decision(decision) for decision in decisions],
        "versions": [
            {
                "until_at": _at(version.until_at),
                "title": version.title,
                "summary": version.summary,
                "changed": [one.field for one in others],
                "differences": [
                    {"field": one.field, "before": one.before, "after": one.after} for one in others
                ],
            }
            for version, others in differences(versions, item.entry)
        ],
        "rulings": [
            {"at": _at(ruling.at), "kind": ruling.kind, "outcome": ruling.outcome}
            for ruling in rulings
        ],
        "story": {"id": item.story_id, "items": [item_json(member, now) for member in story]},
    }


def _network(outage: Outage | None, now: datetime) -> Json:
    if outage is None:
        return dict.fromkeys(("down_since_at", "probe_at", "evidence", "words"))
    words = (
        f"Our own network seems to be down since {outage.began_at:%Y-%m-%d %H:%M} UTC:"
        f" {outage.evidence}; probing again {wait(outage.probe_at, now)}"
    )
    return {
        "down_since_at": _at(outage.began_at),
        "probe_at": _at(outage.probe_at),
        "evidence": outage.evidence,
        "words": words,
    }


def _waiting(in_force: InForce | None) -> Json | None:
    waiting = None if in_force is None else in_force.waiting
    if waiting is None:
        return None
    return {
        "changes": waiting.changes,
        "at": _at(waiting.at),
        "words": f"The edited feeds.yaml waits: {waits(waiting.changes)}",
    }


def hub_json(pings: Sequence[Ping], now: datetime) -> Json | None:
    """`hub` of the status: what it is still to hear of; None where there is nothing."""
    if not pings:
        return None
    return {
        "waiting": [ping.address for ping in pings],
        "since_at": _at(min(ping.since_at for ping in pings)),
        "next_at": _at(min(ping.next_at for ping in pings)),
        "failures": max(ping.failures for ping in pings),
        "words": waiting(pings, now) or None,
    }


def pinged_json(pinged: Pinged) -> Json | None:
    """What the hub was told after publishing; None where none is told anything."""
    if pinged.hub is None:
        return None
    return {
        "url": pinged.hub,
        "told": list(pinged.told),
        "untold": [
            {"address": one.address, "error": one.reason, "next_at": _at(one.next_at)}
            for one in pinged.untold
        ],
    }


def waits(changes: int) -> str:
    """Why an edited feeds.yaml is not in force, and what to do about it."""
    items = "1 stored item" if changes == 1 else f"{changes} stored items"
    how = "`aggregator plan` shows them, `aggregator apply` makes the change"
    return f"it would change {items}; {how}"


def _feed(state: FeedState, entries: int, next_fetch: str, now: datetime) -> Json:
    moved_from = state.moved_from
    return {
        "id": state.feed_id,
        "url": credit.without_login(state.url),
        "moved_from": None if moved_from is None else credit.without_login(moved_from),
        "health": state.health,
        "last_outcome": state.last_outcome,
        "error": state.error,
        "advice": list(advice(state, now)),
        "next_fetch": next_fetch,
        "next_fetch_at": None if state.gone else _at(state.next_fetch_at),
        "next_fetch_reason": state.next_fetch_reason,
        "failures": state.failures,
        "failing_since_at": _at(state.failing_since_at),
        "entries": entries,
        "items_a_week": _items_a_week(state.arrivals, now),
        "last_fetch_at": _at(state.last_fetch_at),
        "last_success_at": _at(state.last_success_at),
    }


def _next_fetch(state: FeedState, outage: Outage | None, now: datetime) -> str:
    if state.gone:
        when = "never"
    elif outage is not None and state.next_fetch_at <= max(outage.probe_at, now):
        when = "when our network is back"
    else:
        when = wait(state.next_fetch_at, now)
    return f"{when}: {state.next_fetch_reason}"


def _items_a_week(arrivals: Sequence[datetime], now: datetime) -> float | None:
    """Items since the oldest of the newest: silence counts too, and a burst as one day's.

    Those that came at one moment tell no pace.
    """
    if not arrivals or arrivals[0] == arrivals[-1]:
        return None
    return round((len(arrivals) - 1) * (WEEK / max(now - arrivals[-1], DAY)), 1)


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
