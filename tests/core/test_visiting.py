"""What a visit to a sitemap reads."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.visiting import (
    AT_FIRST,
    CHILDREN,
    QUEUE,
    asked_parts,
    changed_parts,
    queued,
    read_by,
    remembered,
    silent_parts,
)
from aggregator.model import ParsedItem, Part

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
DATES = ["2026-05-01", "2026-05-03", "2026-05-04", "2026-05-04T08:00:00Z", "2026", "soon", None]
parts = st.lists(
    st.builds(Part, url=st.sampled_from([f"https://x.example/{one}" for one in "abcdefghijklm"]),
              changed=st.sampled_from(DATES)),
    unique_by=lambda part: part.url,
)  # fmt: skip
items = st.lists(
    st.builds(ParsedItem, link=st.integers(0, 500).map(lambda n: f"https://x.example/{n}"),
              updated=st.sampled_from(DATES)),
    unique_by=lambda item: item.link,
)  # fmt: skip


def visit(named: list[Part], before: tuple[Part, ...], now: datetime) -> tuple[Part, ...]:
    asked = asked_parts(changed_parts(named, before, is_same=False), silent_parts(named, before))
    return remembered(named, before, [read_by(one, now) for one in asked])


@given(parts, parts)
def test_a_visit_reads_a_few_each_once(named: list[Part], before: list[Part]) -> None:
    asked = asked_parts(changed_parts(named, before, is_same=False), silent_parts(named, before))
    assert len(asked) <= CHILDREN
    assert len({one.url for one in asked}) == len(asked)
    assert {one.url for one in asked} <= {one.url for one in named}


@given(parts)
def test_all_of_an_index_is_read_in_time_and_then_rests(named: list[Part]) -> None:
    known: tuple[Part, ...] = ()
    for hours in range(len(named) + 1):
        known = visit(named, known, NOON + timedelta(hours=hours))
    assert {one.url for one in known} == {one.url for one in named}
    for hours in range(len(named) + 1):
        known = visit(named, known, NOON + timedelta(days=9, hours=hours))
    assert not changed_parts(named, known, is_same=False)
    assert all(one.changed in {None, "2026", "soon"} for one in silent_parts(named, known))


def test_a_day_without_an_hour_may_bring_more_until_it_is_over() -> None:
    part = Part(url="https://x.example/a", changed="2026-05-04")
    assert read_by(part, NOON) == Part(url=part.url, changed=part.changed, is_open=True)
    assert read_by(part, NOON + timedelta(days=2)) == part


@given(items, items)
def test_pages_wait_in_order_and_no_more_than_a_few_of_an_archive(
    fresh: list[ParsedItem], archive: list[ParsedItem]
) -> None:
    queue, skipped = queued((), fresh, archive, since=None)
    assert len(queue) <= min(QUEUE, len(fresh) + AT_FIRST)
    assert len(queue) + skipped == len(fresh) + len(archive)
    assert queued(queue, (), (), since=None) == (queue, 0)


def test_of_an_archive_nothing_is_read_that_is_older_than_the_feed() -> None:
    old, new = (ParsedItem(link=f"https://x.example/{day}", updated=day) for day in DATES[:2])
    queue, skipped = queued((), (), (old, new), since=NOON + timedelta(days=1))
    assert ([one.url for one in queue], skipped) == ([new.link], 1)
