from dataclasses import replace

from elements import Elements, assert_sound
from factories import a_filing, a_site, a_source, a_story, an_edition, an_entry, an_output
from hostile import A_COPY, HOSTILE, stories
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.core.html import output_page
from aggregator.model import Disclosure, Image, OutputFeed, Republish, Story, Topic

LATEST = an_output()
RETAIL = an_output("retail", title="Retail", topics=(Topic("retail"),))
OUTPUTS = (LATEST, RETAIL)


def page(*told: Story, output: OutputFeed = RETAIL, **site: str) -> bytes:
    return output_page(an_edition(*told, output=output, site=a_site(**site)), OUTPUTS)


def read(*told: Story, **said: object) -> Elements:
    return Elements(page(*told, **said))


@settings(max_examples=30)
@given(stories(), st.tuples(HOSTILE, HOSTILE, HOSTILE))
def test_no_text_becomes_markup(told: tuple[Story, ...], words: tuple[str, str, str]) -> None:
    title, subtitle, wire = words
    output = replace(RETAIL, title=title, subtitle=subtitle)
    assert_sound(read(*told, output=output, title=wire))


@settings(max_examples=10)
@given(stories())
def test_the_same_stories_give_the_same_page(told: tuple[Story, ...]) -> None:
    assert page(*told) == page(*told)


def test_the_page_is_of_its_output_and_the_wire_is_named() -> None:
    elements = read(output=replace(RETAIL, subtitle="Shops & chains"))
    assert "Retail – The Wire" in elements.text
    assert {"name": "description", "content": "Shops & chains"} in elements.named("meta")
    assert elements.named("h1") == [{"data-topic": "retail"}]
    assert [link for link in elements.named("a") if "aria-current" in link] == [
        {"href": "retail.html", "aria-current": "page"}
    ]


def test_all_its_stories_stand_there() -> None:
    told = [a_story(an_entry(f"e{number}")) for number in range(40)]
    elements = read(*told)
    assert len(elements.named("article")) == len(elements.named("h3")) == 40


def test_readers_find_its_documents_first_and_then_the_latest() -> None:
    elements = read()
    found = [link["href"] for link in elements.named("link") if link["rel"] == "alternate"]
    assert found == ["retail.atom", "retail.rss", "retail.json", "the-latest.atom"]
    assert [one["href"] for one in elements.classed("button")] == found[:3]
    assert "https://wire.example/retail.atom" in elements.text


def test_the_latest_is_not_found_twice() -> None:
    found = [one["href"] for one in read(output=LATEST).named("link") if one["rel"] == "alternate"]
    assert found == ["the-latest.atom", "the-latest.rss", "the-latest.json"]


def test_marks_copies_and_pictures_stand_there_too() -> None:
    image = Image(url="https://gazette.example/a.jpg")
    filing = a_filing("sponsored", disclosure=Disclosure.SPONSORED, sponsor="Casewright")
    elements = read(a_story(an_entry(image=image), filing=filing, copies=(A_COPY,)))
    assert "Sponsored by Casewright" in elements.text
    assert "The Gazette; also in The Bench" in elements.text
    assert [one["src"] for one in elements.named("img")] == [image.url]


def test_link_shows_neither_text_nor_picture() -> None:
    entry = an_entry(summary="Do not show this.", image=Image(url="https://gazette.example/a.jpg"))
    elements = read(a_story(entry, source=a_source(republish=Republish.LINK)))
    assert "Do not show this." not in elements.text
    assert elements.named("img") == []
