import json
from datetime import timedelta
from typing import Any

from factories import HOUR, NOW, a_filing, a_site, a_source, a_story, an_edition, an_entry
from hostile import stories
from hypothesis import given, settings

from aggregator.core.html import search_index
from aggregator.core.html.search import MOST
from aggregator.model import Disclosure, Edition, Republish, Story, Topic


def rows(*editions: Edition) -> list[dict[str, Any]]:
    return list(json.loads(search_index(editions)))


@settings(max_examples=30)
@given(stories(), stories())
def test_whatever_is_told_the_index_can_be_read(
    told: tuple[Story, ...], more: tuple[Story, ...]
) -> None:
    index = search_index([an_edition(*told), an_edition(*more)])
    assert index == search_index([an_edition(*told), an_edition(*more)])
    for row in json.loads(index):
        assert {"title", "url", "day"} <= set(row)
        assert set(row) <= {"title", "url", "source", "day", "topic", "label", "mark"}
        assert row["url"].startswith(("http://", "https://"))


def test_a_headline_stands_there_with_its_day_source_and_topic() -> None:
    edition = an_edition(
        a_story(an_entry(title="Rings <up> & down"), filing=a_filing("retail")),
        site=a_site(timezone="Asia/Hong_Kong"),
        labels={Topic("retail"): "Retail"},
    )
    assert rows(edition) == [
        {
            "title": "Rings <up> & down",
            "url": "https://gazette.example/articles/e1",
            "source": "The Gazette",
            "day": "4 May 2026",
            "topic": "retail",
            "label": "Retail",
        }
    ]


def test_what_the_newsroom_did_not_write_is_marked() -> None:
    advert = a_filing("sponsored", disclosure=Disclosure.SPONSORED, sponsor="Casewright")
    release = a_filing("retail", disclosure=Disclosure.PRESS_RELEASE)
    first, second = rows(
        an_edition(
            a_story(an_entry("e1"), filing=advert),
            a_story(an_entry("e2", published_at=NOW - 2 * HOUR), filing=release),
        )
    )
    assert (first["mark"], "topic" in first) == ("Sponsored by Casewright", False)
    assert (second["mark"], second["topic"]) == ("Press release", "retail")


def test_no_more_than_the_headline_stands_there() -> None:
    entry = an_entry(summary="Do not show this.", content_html="<p>Nor this.</p>")
    index = search_index([an_edition(a_story(entry, source=a_source(republish=Republish.FULL)))])
    assert b"this" not in index


def test_what_several_outputs_carry_stands_there_once_and_newest_first() -> None:
    old, new = (
        a_story(an_entry(name, published_at=NOW - age))
        for name, age in (("old", timedelta(days=3)), ("new", HOUR))
    )
    found = rows(an_edition(old), an_edition(new, old))
    assert [row["title"] for row in found] == ["Title of new", "Title of old"]


def test_what_leads_nowhere_is_not_found() -> None:
    assert rows(an_edition(a_story(an_entry(link="javascript:x")))) == []


def test_the_index_is_bounded() -> None:
    told = [a_story(an_entry(f"e{number}")) for number in range(MOST + 5)]
    assert len(rows(an_edition(*told))) == MOST


def test_one_headline_is_one_line() -> None:
    told = [a_story(an_entry(f"e{number}")) for number in range(3)]
    assert len(search_index([an_edition(*told)]).splitlines()) == 5
