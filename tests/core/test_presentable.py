"""What is mended of a story before any document tells it."""

import re

import pytest
from factories import NOW, a_filing, a_source, a_story, an_entry
from hostile import LINKS, stories
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.render.presentable import language, line, media_type, presentable, uri, words
from aggregator.core.text import scrub, squeeze
from aggregator.model import Disclosure, Enclosure, Image, Story

# What neither XML nor HTML minds, and what no server has encoded twice.
PLAIN = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]))
NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffd-\uffff]")


@given(st.lists(stories(), min_size=1).map(lambda some: some[0]))
def test_what_is_presentable_stays_as_it_is(told: tuple[Story, ...]) -> None:
    once = tuple(map(presentable, told))
    assert tuple(map(presentable, once)) == once


@given(stories())
def test_nothing_that_a_strict_reader_minds_is_left(told: tuple[Story, ...]) -> None:
    for story in map(presentable, told):
        lead = story.lead
        for text in (lead.title, lead.summary, lead.content_html, *lead.authors):
            assert not NEVER.search(text)
            assert scrub(text) == text


@given(
    PLAIN.filter(
        lambda text: (
            not re.search("[\x80-\xff\u0152-\u0192\u02c6\u02dc\u2010-\u2122\ufffd]|<|&", text)
        )
    )
)
def test_an_ordinary_title_stays_as_it_is(title: str) -> None:
    assert line(title) == squeeze(title)
    assert presentable(a_story(an_entry(title=title))).lead.title == squeeze(title)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("CafÃ© & Co", "Café & Co"),
        ("CafÃ© – 宝石\nÂ© ÃÂ©", "Café – 宝石\n© é"),
        ("Gold\x85and\x9f silver\x7f", "Gold\nand silver"),
        ("Caf\ufffd", "Caf?"),
        ("Ring\ufdd0s\U0001ffff", "Rings"),
        (None, ""),
    ],
)
def test_words_are_mended(said: str | None, told: str) -> None:
    assert words(said) == told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("<b></b>", "‹b›‹/b›"),
        ("</title><script>alert(1)</script>", "‹/title›‹script›alert(1)‹/script›"),
        ("&nbsp;", "＆nbsp;"),
        ("&amp;nbsp;", "＆amp;nbsp;"),
        ("<b>Gold</b>", "<b>Gold</b>"),
        ("", ""),
    ],
)
def test_a_title_of_nothing_but_markup_is_told_in_lookalikes(said: str, told: str) -> None:
    assert presentable(a_story(an_entry(title=said))).lead.title == told


@given(LINKS)
def test_an_address_is_ascii_and_stays_itself(link: str) -> None:
    found = uri(link)
    assert found is not None
    assert found.isascii()
    assert uri(found) == found


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("https://gazette.example/é?q=ü#ß", "https://gazette.example/%C3%A9?q=%C3%BC#%C3%9F"),
        ("https://bijoutière.example/", "https://xn--bijoutire-63a.example/"),
        ("https://gazette.example/a[1].jpg", "https://gazette.example/a%5B1%5D.jpg"),
        ("HTTPS://Gazette.Example:443/%7Ea?b=c%20d", "https://gazette.example/%7Ea?b=c%20d"),
        ("http://gazette.example:8080/", "http://gazette.example:8080/"),
        ("http://[2001:db8::1]:81/a", "http://[2001:db8::1]:81/a"),
        ("https://desk:hunter2@gazette.example/a", "https://gazette.example/a"),
        ("https://" + "ü" * 70 + ".example/a", "https://" + "%C3%BC" * 70 + ".example/a"),
        ("javascript:alert(1)", None),
        ("", None),
        (None, None),
    ],
)
def test_addresses_are_written_for_every_reader(said: str | None, written: str | None) -> None:
    assert uri(said) == written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("fr", "fr"),
        ("en_GB", "en-GB"),
        ("ZH-hant", "ZH-hant"),
        ("jp", ""),
        ("cn-CN", ""),
        ("French!", ""),
        (None, ""),
    ],
)
def test_a_language_is_one_that_readers_know(said: str | None, written: str) -> None:
    assert language(said) == written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("audio/mpeg", "audio/mpeg"),
        ("video/mp4; codecs=avc1", "video/mp4"),
        ("application/vnd.ms-excel", "application/vnd.ms-excel"),
        ("mp3", None),
        ("audio/", None),
        ("a b/c", None),
        ("audio/é", None),
        (None, None),
    ],
)
def test_a_media_type_is_one_by_its_form(said: str | None, written: str | None) -> None:
    assert media_type(said) == written


@pytest.mark.parametrize(
    ("said", "names"),
    [
        (("Ida Pearl <ida@gazette.example>",), ("Ida Pearl",)),
        (("ida@gazette.example (Ida Pearl)",), ("(Ida Pearl)",)),
        (("desk@gazette.example", " ", "A. Writer"), ("A. Writer",)),
    ],
)
def test_mail_addresses_are_not_passed_on(said: tuple[str, ...], names: tuple[str, ...]) -> None:
    assert presentable(a_story(an_entry(authors=said))).lead.authors == names


def test_media_without_a_usable_address_are_left_out() -> None:
    entry = an_entry(
        image=Image(url="data:image/png;base64,x"),
        enclosures=(Enclosure(url="ftp://gazette.example/a"), Enclosure(url="https://a.example/é")),
    )
    lead = presentable(a_story(entry)).lead
    assert lead.image is None
    assert [one.url for one in lead.enclosures] == ["https://a.example/%C3%A9"]


def test_a_source_always_has_a_date() -> None:
    entry = an_entry(source_updated_at=NOW)
    assert presentable(a_story(entry)).source.updated_at == NOW
    assert presentable(a_story()).source.updated_at == an_entry().updated_at


def test_a_source_without_a_title_bears_the_name_of_its_feed() -> None:
    assert presentable(a_story(source=a_source(title=" \x00"))).source.title == "gazette"


def test_a_sponsor_without_a_name_is_none() -> None:
    filing = a_filing(disclosure=Disclosure.SPONSORED, sponsor=" \x9f")
    assert presentable(a_story(filing=filing)).filing.sponsor is None
