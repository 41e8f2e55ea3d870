"""Stories as the normaliser and the store leave them, with any text in them."""

from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

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


def title_of(entry: Any) -> str:
    """The title that feedparser found, as text: what it calls HTML is HTML."""
    detail = entry.title_detail
    return unescape(detail.value) if detail.type == "text/html" else detail.value


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


# HTML as publishers' systems make it: what the cleaner leaves of it has to be sound.
MADE = (
    "<p>One<p>Two<div>Three</p></div>",
    "<p><button><p>Inner</p></button></p>",
    "<table><tr><td>Cell<td>Other</table>Text",
    "<table>Loose<tr><td>x</td></tr></table>",
    "<td>Lone</td><li>Item</li>",
    "<ul><p>No item</p><li>One<li>Two</ul>",
    "<a href=/x>One <a href=/y>Two</a></a>",
    "<b><p>Crossed</b></p> <i>open",
    "<h1><h2>Heads</h2></h1>",
    "<a href='mailto:a@b.example'>Mail</a> <a href='javascript:x'>no</a> <a>bare</a>",
    "<img src='/a.jpg' alt='\"x\" &amp; <y>'><br/></br><hr>",
    "<figure><img src=a.jpg><figcaption>Words &nbsp; &hellip; &#8217;</figcaption></figure>",
    "<p>&lt;script&gt; &amp;amp; &copy; &notanentity; & < > \" '</p>",
    "<svg><p>x</p></svg><math><mi>y</mi></math><p>z",
    "<dl><dt>a<dd>b</dl><blockquote cite=/q>c</blockquote><pre>\n\nd</pre>",
    "<form><p>a</form></p><nobr>b<nobr>c",
    "<p>a<table><tr><td>b</table>c",
    "<select><option>a<p>b</select>",
    "<p><object><p>a</object><section><p>b",
    "<ol><li><ol><li>a</ol></ol><caption>x</caption>",
    "<sup><table><tr><td><sub>x</table></sup>",
)
