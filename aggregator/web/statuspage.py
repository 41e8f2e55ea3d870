"""The status page: what `status --json` prints, laid out for people, troubles first."""

from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from aggregator.core.markup import Markup, fill, joined

STYLE: bytes = files("aggregator.web").joinpath("status.css").read_bytes()

_ORDER = ("failing", "gone", "degraded", "new", "ok")
_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="60">
<title>Status: {summary}</title>
<link rel="stylesheet" href="status.css">
</head>
<body>
<main>
<h1>{summary}</h1>
<p>{totals}. Times are UTC. <a href="status.json">As JSON</a></p>
{waiting}{hub}<h2>Outputs</h2>
{outputs}
<h2>Feeds</h2>
{feeds}
</main>
</body>
</html>
"""
_TABLE = """\
<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table>
<thead><tr>{heads}</tr></thead>
<tbody>
{rows}
</tbody>
</table></div>"""
_FEED = """\
<tr class="{health}"><th scope="row"><span title="{url}">{id}</span></th><td>{health}</td>
<td class="number">{entries}</td><td class="number">{items_a_week}</td><td>{last_fetch_at}</td>
<td class="words"><p title="{next_fetch_at}">{next_fetch}</p>{error}{advice}</td></tr>"""
_ERROR = '<p class="error">{error}{since}</p>'
_OUTPUT = """\
<tr class="{health}"><th scope="row">{id}</th><td class="number">{entries}</td>
<td>{updated_at}</td><td class="words refused">{refused}</td></tr>"""
_WAITING = '<p class="waiting">{words}</p>\n'
_ADVICE = '<p class="advice">{words}</p>'
_FEED_HEADS = ("feed", "health", "entries", "a week", "last fetch", "next fetch")
_OUTPUT_HEADS = ("output", "entries", "updated", "refused, because")


def status_page(status: dict[str, Any]) -> str:
    """HTML of the dict that `status --json` prints."""
    feeds = sorted(
        status["feeds"],
        key=lambda feed: (_rank(feed["health"]), not feed["advice"], feed["id"]),
    )
    totals = ", ".join(f"{number} {name}" for name, number in status["totals"].items())
    return fill(
        _PAGE,
        summary=status["network"]["words"] or _summary(status),
        totals=totals,
        waiting=_waiting(status),
        hub=_hub(status),
        outputs=_table("Outputs", _OUTPUT_HEADS, map(_output, status["outputs"])),
        feeds=_table("Feeds", _FEED_HEADS, map(_feed, feeds)),
    )


def _waiting(status: dict[str, Any]) -> Markup:
    waiting = status["waiting"]
    return fill(_WAITING, words=waiting["words"]) if waiting else Markup()


def _hub(status: dict[str, Any]) -> Markup:
    words = status["hub"] and status["hub"]["words"]
    return fill(_WAITING, words=words) if words else Markup()


def _summary(status: dict[str, Any]) -> str:
    troubled = sum(feed["health"] in {"failing", "gone"} for feed in status["feeds"])
    refused = sum(output["refused"] is not None for output in status["outputs"])
    told = [f"{troubled} of {len(status['feeds'])} feeds in trouble"] if troubled else []
    told += [f"{refused} of {len(status['outputs'])} outputs refused"] if refused else []
    told += ["an edited feeds.yaml waits"] if status["waiting"] else []
    told += ["the hub takes no pings"] if _hub(status) else []
    return ", ".join(told) or "All is well"


def _rank(health: str) -> int:
    return _ORDER.index(health) if health in _ORDER else 0


def _feed(feed: dict[str, Any]) -> Markup:
    said = {
        "next_fetch_at": _words(feed["next_fetch_at"]),
        "error": _error(feed) if feed["error"] else Markup(),
        "advice": joined(fill(_ADVICE, words=words) for words in feed["advice"]),
    }
    return fill(_FEED, **_shown(feed) | said)


def _error(feed: dict[str, Any]) -> Markup:
    since = _moment(feed["failing_since_at"])
    said = fill(" (since {since})", since=since) if since else since
    return fill(_ERROR, error=feed["error"], since=said)


def _output(output: dict[str, Any]) -> Markup:
    health = "ok" if output["refused"] is None else "failing"
    return fill(_OUTPUT, health=health, **_shown(output))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _moment(said) if name.endswith("_at") else "" if said is None else said
        for name, said in row.items()
    }


def _moment(moment: str | None) -> Markup:
    if not moment:
        return Markup()
    template = '<time datetime="{moment}">{words}</time>'
    return fill(template, moment=moment, words=_words(moment))


def _words(moment: str | None) -> str:
    return moment[:19].replace("T", " ") if moment else ""


def _table(label: str, heads: Iterable[str], rows: Iterable[Markup]) -> Markup:
    return fill(
        _TABLE,
        label=label,
        heads=joined(fill('<th scope="col">{head}</th>', head=head) for head in heads),
        rows=joined(rows, by="\n"),
    )
