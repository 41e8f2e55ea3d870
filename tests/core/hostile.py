"""Stories as the normaliser and the store leave them, with any text in them."""

from dataclasses import replace
from datetime import UTC, datetime

from factories import a_filing, a_source, a_story, an_entry
from hypothesis import strategies as st

from aggregator.core.urls import absolute
from aggregator.model import Copy, Disclosure, Enclosure, EntryId, Image, Republish, Story

A_COPY = Copy(
    entry_id=EntryId("c1"),
    link="https://bench.example/8",
    title="The same in other words",
    source_title="The Bench",
)
HOSTILE = st.one_of(
    st.text(max_size=60),
    st.text(alphabet=st.characters(), max_size=20),
    st.sampled_from(
        (
            "</title><script>alert(1)</script>",
            "]]><b>",
            "\x00\x0b\ud800\ufffe",
            '"onload="x',
            "&lt;b&gt; &amp;amp; &#0;",
            "<!DOCTYPE a [<!ENTITY b 'c'>]>",
            "\u202egnirts",
            " \n\t ",
            "",
        )
    ),
)
LINKS = st.builds(
    lambda path, query: absolute("", f"https://gazette.example/{path}?q={query}"),
    st.text(alphabet="abc-%/é<>\"' ", max_size=12),
    st.text(alphabet="a=&;<>\"'", max_size=12),
)
MOMENTS = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@st.composite
def stories(draw: st.DrawFn, titles: st.SearchStrategy[str] = HOSTILE) -> tuple[Story, ...]:
    found = []
    for number in range(draw(st.integers(0, 4))):
        entry = an_entry(
            f"e{number}",
            link=draw(LINKS),
            title=draw(titles),
            summary=draw(HOSTILE),
            content_html=draw(HOSTILE),
            authors=tuple(draw(st.lists(HOSTILE, max_size=2))),
            rights=draw(st.none() | HOSTILE),
            language=draw(st.none() | HOSTILE),
            image=draw(st.none() | st.builds(Image, url=LINKS | HOSTILE, alt=st.none() | HOSTILE)),
            enclosures=tuple(draw(st.lists(st.builds(Enclosure, url=LINKS, type=HOSTILE)))[:2]),
            published_at=draw(MOMENTS),
            updated_at=draw(MOMENTS),
        )
        story = a_story(
            entry,
            filing=a_filing(
                draw(st.sampled_from(("retail", "auctions", None))),
                disclosure=draw(st.none() | st.sampled_from(Disclosure)),
                sponsor=draw(st.none() | HOSTILE),
            ),
            source=a_source(
                id=draw(HOSTILE),
                title=draw(HOSTILE),
                link=draw(st.none() | LINKS | HOSTILE),
                updated_at=draw(st.none() | MOMENTS),
                rights=draw(st.none() | HOSTILE),
                republish=draw(st.sampled_from(Republish)),
            ),
            copies=tuple(draw(st.lists(st.builds(replace, st.just(A_COPY), title=HOSTILE)))[:2]),
        )
        found.append(story)
    return tuple(found)
