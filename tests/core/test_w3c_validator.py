"""The engine behind validator.w3.org/feed on what we render, where a checkout of it is at hand.

`FEEDVALIDATOR_DIR` names a checkout of w3c/feedvalidator; it wants html5lib to be installed.
"""

import importlib
import os
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from factories import NOW, a_filing, a_site, a_source, a_story, an_edition, an_entry, an_output
from hostile import A_COPY, MADE, stories
from hypothesis import HealthCheck, given, settings

from aggregator.core.render import atom, rss
from aggregator.core.text import safe_html
from aggregator.model import (
    Disclosure,
    Edition,
    Enclosure,
    Image,
    Republish,
    Story,
    Topic,
)

FOLDER = os.environ.get("FEEDVALIDATOR_DIR")
BASE = "https://wire.example/news/"
DAY = timedelta(days=1)
BORNE = {"DuplicateUpdated"}  # two entries may share a moment
FORMS = (pytest.param(atom, "atom", id="atom"), pytest.param(rss, "rss", id="rss"))
SITE = a_site(
    base_url=BASE,
    subtitle="What the trade says & does <daily>",
    hub="https://hub.example/",
    rights="© The Wire & Co",
    icon="https://wire.example/icon.png",
    logo="https://wire.example/logo.png",
)
HISTORY = (("prev-archive", "the-latest.archive-1-3.atom"), ("current", "the-latest.atom"))
TITLES = (
    "Rings & things",
    "AT&T buys R&D2",
    "1 < 2 carats > 0",
    "<b>Bold</b> and <i>lean",
    "</title><script>alert(1)</script>",
    "]]><b>",
    "&lt;b&gt; &amp;amp; &#0; &apos; &copy &hellip",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>",
    "\x00\x0b\ud800\ufffe\x85\x9f\ufffd\ufdd0\U0001ffff",
    "CafÃ© et brÃ»lÃ©e",
    "\u202egnirts \u200f",
    '"onload="x',
    "",
)


@pytest.fixture(scope="module")
def validator() -> ModuleType:
    if not FOLDER:
        pytest.skip("FEEDVALIDATOR_DIR names no checkout of w3c/feedvalidator")
    pytest.importorskip("html5lib")
    sys.path.append(str(Path(FOLDER) / "src"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own code
        return importlib.import_module("feedvalidator")


def said(validator: ModuleType, body: bytes, name: str) -> list[str]:
    """Every error and warning, with what it is about."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        events = validator.validateString(body, base=f"{BASE}{name}")["loggedEvents"]
    severe = (validator.logging.Error, validator.logging.Warning)
    return [
        f"{type(event).__name__}: {event.params}"
        for event in events
        if isinstance(event, severe) and type(event).__name__ not in BORNE
    ]


def everything() -> Edition:
    """An edition with every part that a document may have."""
    media = (
        Enclosure(url="https://gazette.example/a.mp3", type="audio/mpeg", length=77),
        Enclosure(url="https://gazette.example/b[1].mp4?x=é"),
        Enclosure(url="https://studio/c.pdf", type="pdf"),
    )
    full = an_entry(
        "full",
        title="Émeraudes: 1 < 2 & <b>3</b>",
        content_html=safe_html("<p>An <em>article</em> &amp; more</p><img src='/a.jpg'>", BASE),
        authors=("Ida Pearl <ida@gazette.example>", "Tom & Co </b>"),
        image=Image(url="https://gazette.example/a.jpg", width=640, height=480, alt="A <ring>"),
        enclosures=media,
        language="fr_CH",
        rights="© Ida & <b>Co</b>",
    )
    sponsored = a_filing("retail", disclosure=Disclosure.SPONSORED, sponsor="Casewright & <Co>")
    release = a_filing(
        "auctions",
        topics=(Topic("auctions"), Topic("retail")),
        disclosure=Disclosure.PRESS_RELEASE,
    )
    origin = replace(A_COPY, link="https://bench.example/é", title="</b> &amp;", is_origin=True)
    told = (
        a_story(
            full,
            source=a_source(republish=Republish.FULL, rights="© <The> Gazette &amp; Co"),
            copies=(A_COPY, origin),
            updated_at=NOW,
        ),
        a_story(an_entry("paid", language="jp"), filing=sponsored, source=a_source(id="4711")),
        a_story(an_entry("release"), filing=release, source=a_source(id="HTTP://gazette.example")),
        a_story(an_entry("bare", summary=""), source=a_source(republish=Republish.LINK)),
    )
    labels = {Topic("retail"): "Retail & <b>shops</b>", Topic("auctions"): "Auctions"}
    return an_edition(
        *told, output=an_output(max_age=DAY), site=SITE, labels=labels, history=HISTORY
    )


@pytest.mark.parametrize(("render", "suffix"), FORMS)
def test_it_is_silent_on_every_part_that_a_document_may_have(
    validator: ModuleType, render: Callable[[Edition], bytes], suffix: str
) -> None:
    assert said(validator, render(everything()), f"the-latest.{suffix}") == []


@pytest.mark.parametrize(("render", "suffix"), FORMS)
def test_it_is_silent_on_an_empty_edition(
    validator: ModuleType, render: Callable[[Edition], bytes], suffix: str
) -> None:
    empty = an_edition(site=a_site(base_url=BASE))
    assert said(validator, render(empty), f"the-latest.{suffix}") == []


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize(("render", "suffix"), FORMS)
def test_it_is_silent_whatever_a_text_is(
    validator: ModuleType, render: Callable[[Edition], bytes], suffix: str, title: str
) -> None:
    entry = an_entry(title=title, summary=title, authors=(title,), rights=title)
    story = a_story(
        replace(entry, content_html=safe_html(title, BASE)),
        filing=a_filing("retail", disclosure=Disclosure.SPONSORED, sponsor=title),
        source=a_source(title=title, rights=title, republish=Republish.FULL),
        copies=(replace(A_COPY, title=title, source_title=title),),
    )
    edition = an_edition(story, site=SITE, labels={Topic("retail"): title})
    assert said(validator, render(edition), f"the-latest.{suffix}") == []


@pytest.mark.parametrize(("render", "suffix"), FORMS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=stories())
def test_it_is_silent_on_any_stories(
    validator: ModuleType,
    render: Callable[[Edition], bytes],
    suffix: str,
    told: tuple[Story, ...],
) -> None:
    body = render(an_edition(*map(cleaned, told), site=SITE))
    assert said(validator, body, f"the-latest.{suffix}") == []


def cleaned(story: Story) -> Story:
    """A story as it comes out of the store: its HTML is clean, its dates are not of tomorrow."""
    lead = story.lead
    html = safe_html(lead.content_html, lead.link)
    return replace(
        story,
        lead=replace(lead, content_html=html),
        published_at=min(story.published_at, NOW),
        updated_at=min(story.updated_at, NOW),
        source=replace(story.source, updated_at=NOW - DAY),
    )


@pytest.mark.parametrize("html", MADE)
@pytest.mark.parametrize(("render", "suffix"), FORMS)
def test_it_is_silent_on_articles_that_were_badly_made(
    validator: ModuleType, render: Callable[[Edition], bytes], suffix: str, html: str
) -> None:
    entry = an_entry(content_html=safe_html(html, BASE))
    story = a_story(entry, source=a_source(republish=Republish.FULL))
    assert said(validator, render(an_edition(story, site=SITE)), f"the-latest.{suffix}") == []


def test_it_is_awake(validator: ModuleType) -> None:
    body = atom(everything())
    broken = body.replace(b'<title type="html">', b'<title type="text">').replace(
        b"&lt;em&gt;", b"&lt;blink&gt;"
    )
    names = {one.partition(":")[0] for one in said(validator, broken, "the-latest.atom")}
    assert {"ContainsUndeclaredHTML", "NotHtml"} <= names
