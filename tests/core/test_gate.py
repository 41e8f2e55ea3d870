from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from factories import NOW, a_story, an_edition, an_entry, an_output
from hostile import stories
from hypothesis import given, settings

from aggregator.core.gate import refusal
from aggregator.core.render import documents
from aggregator.model import Gate, Published, Story, StoryId

LATEST = an_output(limit=50)
HALF = Gate()
NAMES = ("the-latest.atom", "the-latest.rss", "the-latest.json")
NOTHING: Mapping[str, bytes] = {}
LAST = Published(
    id=LATEST.id,
    atom_id="tag:wire.example,2026:output/the-latest",
    definition="as it was",
    digest="d",
    updated_at=NOW,
    changed_at=NOW,
)


def some(*names: str | int) -> tuple[Story, ...]:
    return tuple(a_story(an_entry(f"e{name}")) for name in names)


def ids(told: tuple[Story, ...]) -> tuple[StoryId, ...]:
    return tuple(story.id for story in told)


def body(told: tuple[Story, ...], name: str = "the-latest.atom") -> bytes:
    return documents(an_edition(*told, output=LATEST))[name]


def asked(
    told: tuple[Story, ...],
    *,
    spoilt: Mapping[str, bytes] = NOTHING,
    previous: Published | None = None,
    definition: str = LAST.definition,
    gone: tuple[StoryId, ...] = (),
    gate: Gate = HALF,
    **said: Any,
) -> str | None:
    edition = an_edition(*told, **{"output": LATEST} | said)
    return refusal(
        edition,
        {**documents(edition), **spoilt},
        gate=gate,
        previous=previous,
        definition=definition,
        gone=frozenset(gone),
    )


@settings(max_examples=40)
@given(stories())
def test_whatever_is_told_is_let_through(told: tuple[Story, ...]) -> None:
    assert asked(told) is None


def test_a_first_output_may_be_empty() -> None:
    assert asked(()) is None


@pytest.mark.parametrize("name", NAMES)
def test_what_does_not_read_back_is_refused(name: str) -> None:
    assert asked((), spoilt={name: b""}).startswith(f"{name}: does not read back: ")
    page = b"<html><title>Bad gateway</title></html>"
    assert "HTML page" in asked((), spoilt={name: page})


@pytest.mark.parametrize(
    ("name", "found", "left", "reason"),
    [
        ("the-latest.atom", b"</feed>", b"<p></feed>", "is ill-formed: "),
        ("the-latest.rss", b"</rss>", b"<p></rss>", "is ill-formed: "),
        ("the-latest.json", b"}\n", b"", "does not read back: JSON that cannot be read: "),
        ("the-latest.json", b"version/1.1", b"", "does not read back: JSON, but no JSON Feed"),
        ("the-latest.json", b'"items"', b'"entries"', "does not read back: a JSON Feed without"),
    ],
)
def test_an_ill_formed_document_is_refused(
    name: str, found: bytes, left: bytes, reason: str
) -> None:
    told = some(1, 2)
    assert found in body(told, name)
    broken = body(told, name).replace(found, left)
    assert asked(told, spoilt={name: broken}).startswith(f"{name}: {reason}")


@pytest.mark.parametrize("name", NAMES)
def test_a_lost_entry_is_refused_with_numbers(name: str) -> None:
    reason = asked(some(1, 2, 3), spoilt={name: body(some(1, 2), name)})
    assert reason == f"{name}: reads back as 2 entries instead of 3"


@pytest.mark.parametrize(
    ("name", "part", "found", "left"),
    [
        ("the-latest.atom", "id", b"<id>tag:wire.example,2026:story/e2</id>", b""),
        ("the-latest.atom", "title", b"Title of e2", b" "),
        (
            "the-latest.atom",
            "link",
            b'<link rel="alternate" href="https://gazette.example/articles/e2"/>',
            b"",
        ),
        ("the-latest.rss", "id", b">tag:wire.example,2026:story/e2<", b"><"),
        ("the-latest.rss", "title", b"Title of e2", b" "),
        ("the-latest.rss", "link", b"<link>https://gazette.example/articles/e2</link>", b""),
        ("the-latest.json", "id", b'"tag:wire.example,2026:story/e2"', b'""'),
        ("the-latest.json", "title", b"Title of e2", b" "),
        ("the-latest.json", "link", b'"url": "https://gazette.example/articles/e2"', b'"x": 1'),
    ],
)
def test_an_entry_without_a_name_is_refused(
    name: str, part: str, found: bytes, left: bytes
) -> None:
    told = some(1, 2)
    assert found in body(told, name)
    without = body(told, name).replace(found, left)
    assert asked(told, spoilt={name: without}) == f"{name}: entry 2 of 2 has no {part}"


def test_an_id_that_stands_twice_is_refused() -> None:
    told = some(1, 2, 1)
    words = "2 entries bear the id tag:wire.example,2026:story/e1"
    assert asked(told) == f"the-latest.atom: {words}"
    for name in NAMES[1:]:
        twice = body(told, name)
        assert asked(some(1, 2, 3), spoilt={name: twice}) == f"{name}: {words}"


def test_updated_never_goes_back() -> None:
    earlier = NOW - timedelta(seconds=1)
    reason = asked(some(1), previous=LAST, updated_at=earlier)
    assert reason == (
        "updated would go back from 2026-05-04T12:00:00+00:00 to 2026-05-04T11:59:59+00:00"
    )
    assert asked(some(1), previous=LAST, updated_at=NOW) is None


def test_half_may_be_lost_and_no_more() -> None:
    previous = replace(LAST, story_ids=ids(some(*range(50))))
    assert asked(some(*range(25)), previous=previous) is None
    reason = asked(some(*range(19)), previous=previous)
    assert reason == "lost 31 of 50 entries that nothing explains; the limit is 50%"


def test_an_operator_says_how_much_may_be_lost() -> None:
    previous = replace(LAST, story_ids=ids(some(*range(10))))
    assert asked(some(*range(9)), previous=previous, gate=Gate(loss=0.0)) is not None
    assert asked(some(*range(1)), previous=previous, gate=Gate(loss=0.9)) is None
    assert asked((), previous=previous, gate=Gate(loss=1.0)) is None


def test_newcomers_do_not_make_up_for_a_loss() -> None:
    previous = replace(LAST, story_ids=ids(some(1, 2, 3)))
    assert asked(some(7, 8, 9), previous=previous) is not None


def test_an_output_is_not_emptied() -> None:
    previous = replace(LAST, story_ids=ids(some(1, 2)))
    assert asked((), previous=previous) is not None


def test_stories_that_are_gone_explain_their_loss() -> None:
    previous = replace(LAST, story_ids=ids(some(1, 2, 3, 4)))
    assert asked(some(4), previous=previous) is not None
    assert asked(some(4), previous=previous, gone=ids(some(1))) is None
    assert asked((), previous=previous, gone=ids(some(1, 2, 3, 4))) is None


def test_another_definition_explains_any_loss() -> None:
    previous = replace(LAST, story_ids=ids(some(1, 2, 3)))
    assert asked(some(9), previous=previous, definition="as it is now") is None


def test_newer_stories_push_the_older_ones_out() -> None:
    previous = replace(LAST, story_ids=ids(some(1, 2, 3)))
    assert asked(some(4, 5, 6), previous=previous, output=replace(LATEST, limit=3)) is None
    assert asked(some(4, 5), previous=previous, output=replace(LATEST, limit=3)) is not None
