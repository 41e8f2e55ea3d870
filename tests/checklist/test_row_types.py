"""Checklist rows 70 to 74: types and character sets."""

import codecs

import pytest
from checklist.documents import document, rss
from checklist.following import Following
from contract.serving import Answer

NAME = "Zoë’s Joaillerie"
CYRILLIC = "Ювелирный дом"


def titled(title: str, *, declared: str | None) -> str:
    """A feed with one item of this title."""
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return (
        f'{declaration}<rss version="2.0"><channel><title>Gazette</title><item><guid>1</guid>'
        f"<title>{title}</title><link>https://gazette.example/1</link></item></channel></rss>"
    )


def served(kind: str | None, body: bytes) -> Answer:
    fields = (("Content-Type", kind),) if kind else ()
    return Answer(headers=fields, body=body)


def title(feed: Following) -> str:
    """The title of the one item that one poll brings."""
    feed.poll()
    (filed,) = feed.items
    return filed.entry.title


@pytest.mark.parametrize(
    "kind",
    [
        "text/html",
        "text/html; charset=utf-8",
        "text/plain",
        "application/octet-stream",
        "application/json",
        "image/png",
        "nonsense",
        None,
    ],
)
def test_70_a_feed_is_read_by_what_it_is(following, kind):
    feed = following({"/feed": served(kind, rss(1, 2))})
    assert feed.poll().health == "ok"
    assert len(feed.items) == 2


@pytest.mark.parametrize(
    ("charset", "declared"),
    [("iso-8859-1", "utf-8"), ("utf-8", "iso-8859-1"), ("windows-1252", "utf-8")],
)
@pytest.mark.parametrize("kind", ["application/rss+xml", "text/xml"])
def test_71_the_charset_parameter_goes_before_the_declaration(following, kind, charset, declared):
    told = "Zoë" if charset == "iso-8859-1" else NAME
    body = titled(told, declared=declared).encode(charset)
    feed = following({"/feed": served(f'{kind}; charset="{charset}"', body)})
    assert title(feed) == told


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_72_a_byte_order_mark_goes_before_the_parameter(following, mark, codec):
    body = mark + titled(NAME, declared="iso-8859-1").encode(codec)
    feed = following({"/feed": served("application/xml; charset=iso-8859-1", body)})
    assert title(feed) == NAME


@pytest.mark.parametrize(
    ("declared", "codec"),
    [("windows-1252", "windows-1252"), ("utf-8", "utf-8"), (None, "utf-8")],
)
def test_73_text_xml_without_charset_goes_by_the_declaration_or_is_utf_8(
    following, declared, codec
):
    feed = following({"/feed": served("text/xml", titled(NAME, declared=declared).encode(codec))})
    assert title(feed) == NAME


@pytest.mark.parametrize("codec", ["windows-1251", "koi8-r", "iso-8859-5"])
def test_74_a_declared_character_set_is_read(following, codec):
    body = titled(CYRILLIC, declared=codec).encode(codec)
    feed = following({"/feed": served("application/rss+xml", body)})
    assert title(feed) == CYRILLIC


@pytest.mark.parametrize("codec", "rot13 unicode_escape zlib hex undefined".split())
@pytest.mark.parametrize("told", ["declaration", "parameter"])
def test_74_a_codec_that_is_no_character_set_is_never_used(following, codec, told):
    declared, charset = (codec, None) if told == "declaration" else (None, codec)
    body = titled(r"Ring \x41 Ebbg", declared=declared).encode()
    kind = "application/rss+xml" + (f"; charset={charset}" if charset else "")
    feed = following({"/feed": document(body=body) if not charset else served(kind, body)})
    assert title(feed) == r"Ring \x41 Ebbg"
