"""What the search of the pages looks in: headlines, where they lead, and whose they are."""

import json
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from aggregator.core import credit
from aggregator.core.html.stories import written
from aggregator.model import Edition, Story

MOST = 2000  # headlines, some 200 bytes each: a reader who searches loads them all


def search_index(editions: Iterable[Edition]) -> bytes:
    """search.json: an object for each headline that an output carries, newest first.

    `title`, `url`, `source` and `day` always; `topic` and its `label`, or the `mark` of what
    the newsroom did not write, where there is one. An entry stands there once.
    """
    found: dict[str, tuple[Edition, Story]] = {}
    for edition in editions:
        for story in edition.stories:
            found.setdefault(story.lead.id, (edition, story))
    newest = sorted(found.values(), key=lambda one: (one[1].shown_at, one[1].lead.id), reverse=True)
    rows = (json.dumps(row, ensure_ascii=False) for row in _rows(newest[:MOST]))
    return "[\n{}\n]\n".format(",\n".join(rows)).encode()


def _rows(told: Iterable[tuple[Edition, Story]]) -> Iterator[dict[str, str]]:
    for edition, story in told:
        url = credit.address(story.lead.link)
        if url is None:
            continue
        day = story.shown_at.astimezone(ZoneInfo(edition.site.timezone)).date()
        said = {
            "title": credit.title(story),
            "url": url,
            "source": credit.one_line(story.source.title),
            "day": written(day),
            **_about(edition, story),
        }
        yield {name: text for name, text in said.items() if text}


def _about(edition: Edition, story: Story) -> dict[str, str]:
    topic, mark = story.filing.primary, credit.disclosure(story)
    if topic is None or story.filing.is_sponsored:
        return {"mark": mark}
    label = credit.one_line(edition.labels.get(topic, topic))
    return {"topic": topic, "label": label, "mark": mark}
