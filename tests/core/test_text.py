"""Words: what may be shown, what is compared."""

import re
from html import escape
from html.parser import HTMLParser
from time import process_time
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.core.boilerplate import without_boilerplate
from aggregator.core.text import (
    folded,
    html_of,
    plain,
    safe_html,
    scrub,
    sentences,
    shortened,
    squeeze,
)

BASE = "https://gazette.example/news/opening"

# Everything, lone surrogates included: JSON brings them.
ANY_TEXT = st.text(st.characters() | st.sampled_from("\ud800\udfff\0\x0b\ufffe<&;"), max_size=60)
PIECES = (
    "<p>|</p>|<div>|</div>|<h1>|<section>|<b>|</b>|<a>|<a href='/x'>|</a>|<li>|<ul>|</ul>|<br>"
    "|<table>|<td>|</table>|<script>|</script>|<style>|</style>|<svg>|<math>|<title>|<template>"
    "|<iframe>|<object>|<noscript>|</noscript>|<!--|-->|<![CDATA[|]]>|<![foo[|</|<?|&amp;|&lt;"
    "|&#0;|&nbsp;|<|>|\"|'| |word|\0|\x0b|<img src=/i.png onerror=alert(1)>|<p onclick=alert(1)>"
    "|<a href=javascript:alert(1)>|<blockquote cite='java\x01script:x'>"
)
MARKUP = st.lists(st.sampled_from(PIECES.split("|")), max_size=12).map("".join)

NESTED = st.recursive(
    ANY_TEXT.map(html_of)
    | st.sampled_from(
        ("<a href='/x'>a</a>", "<img src=i.png onerror=x>", "<p class=x>a</p>", "<br>")
    ),
    lambda inner: st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from("div section blockquote table li b em script".split()),
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=6,
)


class Tags(HTMLParser):
    """Every start tag of a fragment, with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def quick(began: float) -> bool:
    """Far from quadratic; in time of this process alone, for the machine is shared."""
    return process_time() - began < 3


# What XML forbids


@given(ANY_TEXT)
@example("\x00\x08\x0b\x0c\x1f\ud800\udfff\ufffe\uffff")
@example("\n")
@example("a\n\nb")
def test_scrubbed_text_stands_in_xml(text: str) -> None:
    scrubbed = scrub(text)
    document = f"<a>{escape(scrubbed, quote=False)}</a>".encode()
    told = ET.fromstring(document).text or ""  # noqa: S314 - our own document
    assert told == re.sub("\r\n?", "\n", scrubbed)
    assert scrub(scrubbed) == scrubbed


def test_scrubbing_takes_nothing_that_is_legal() -> None:
    legal = "\t\n\r A\x7f\x85é一\ud7ff\ue000�\U0001f48d\U0010ffff"
    assert scrub(legal) == legal


def test_one_line_has_single_spaces() -> None:
    assert squeeze(" \n a\t\tb\u00a0\u2003c\r\n") == "a b c"


# Text of HTML


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (None, ""),
        ("", ""),
        ("  two \n words ", "two words"),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("One<br>two<br/>three", "One two three"),
        ("in<b>tact</b> word", "intact word"),
        ("<ul><li>ring<li>brooch</ul>", "ring brooch"),
        ("<table><tr><td>Lot</td><td>Price</td></tr></table>", "Lot Price"),
        ("caf&eacute; &amp; co &#8212; &nbsp; x", "café & co — x"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("&lt;b&gt;shown&lt;/b&gt;", "<b>shown</b>"),
        ("rings < $500 & chains", "rings < $500 & chains"),
        ("<3 carats", "<3 carats"),
        ("<script>alert('x')</script>seen", "seen"),
        ("<SCRIPT>alert('x')</SCRIPT >seen", "seen"),
        ("<style>p {color: red}</style>seen", "seen"),
        ("<noscript>switch it on</noscript>seen", "seen"),
        ("<template>x</template><object>y</object><iframe>z</iframe>seen", "seen"),
        ("<!-- a comment -->seen<!-- unclosed", "seen"),
        ("<html><head><title>The site</title><style>x</style><body>seen", "seen"),
        ("<head><meta charset=x><body><p>a head may stay unclosed", "a head may stay unclosed"),
        ("<img alt='a > b' src=x>seen", "seen"),
        ('<p title="a > b" lang="<i>">seen</p>', "seen"),
        ("<![foo[ bar ]]>seen", "seen"),
        ("seen<a href='", "seen"),
        ("a\x00b\x0bc&#1;d", "abcd"),
    ],
)
def test_plain_text_is_what_a_reader_would_see(html: str | None, text: str) -> None:
    assert plain(html) == text


@given(ANY_TEXT | MARKUP)
def test_plain_text_is_total_and_on_one_line(html: str) -> None:
    text = plain(html)
    assert text == squeeze(scrub(text))


@given(ANY_TEXT)
def test_plain_text_of_escaped_text_is_the_text(text: str) -> None:
    kept = squeeze(scrub(text))
    assert plain(f"<p>{html_of(kept)}</p>") == kept


@given(ANY_TEXT)
@example("a\n\nb")
def test_paragraphs_of_plain_text_lose_no_word(text: str) -> None:
    assert plain(html_of(scrub(text))) == squeeze(scrub(text))


# HTML that is safe


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        (None, ""),
        ("", ""),
        ("<p>One <b>two</b>.</p>", "<p>One <b>two</b>.</p>"),
        ("<p onclick='x()' style='color:red' class=c id=i>a</p>", "<p>a</p>"),
        ("<script>x()</script><style>p{}</style>a", "a"),
        ("<scr<script>ipt>x()</script>", "ipt&gt;x()"),
        ("<iframe src='https://x.example/'></iframe>a", "a"),
        ("<svg><script>x()</script><image href=x></svg>a", "a"),
        ("<form action=/x><input name=q>a</form>", "a"),
        ("<p>unclosed <b>bold", "<p>unclosed <b>bold</b></p>"),
        ("a < b && c", "a &lt; b &amp;&amp; c"),
        ("<h1>One</h1><div>two</div><span>three</span>", "<h1>One</h1><div>two</div>three"),
        ("<title>The site</title>a", "a"),
        ("<noscript><img src=/i.png></noscript>", '<img src="https://gazette.example/i.png">'),
        ("<noscript>&lt;script&gt;</noscript>", "&lt;script&gt;"),
        ("<img src='data:image/png;base64,AAAA' alt=ring>", ""),
        ("<img src='i.png'>", '<img src="https://gazette.example/news/i.png">'),
        ("<img src='//cdn.example/i.png'>", '<img src="https://cdn.example/i.png">'),
        ("<blockquote cite='/q'>a</blockquote>",
         '<blockquote cite="https://gazette.example/q">a</blockquote>'),
        ("a\x00\x0b\ufffeb", "ab"),
    ],
)  # fmt: skip
def test_safe_html_keeps_what_is_allowed(html: str | None, safe: str) -> None:
    assert safe_html(html, BASE) == safe


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "java&#10;script:alert(1)",
        "&#106;avascript:alert(1)",
        " \x01javascript:alert(1)",
        "vbscript:x",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "ftp://x.example/",
        "http://[",
        "http://",
    ],
)
def test_a_link_that_leads_to_no_page_loses_its_address(address: str) -> None:
    assert safe_html(f'<a href="{address}">a</a>', BASE) == '<a rel="noopener nofollow">a</a>'


@pytest.mark.parametrize(
    ("address", "absolute"),
    [
        ("/a?b=1&amp;c=2", "https://gazette.example/a?b=1&amp;c=2"),
        ("../a b", "https://gazette.example/a%20b"),
        ("#part", f"{BASE}#part"),
        ("https://x.example/", "https://x.example/"),
        ("mailto:desk@gazette.example", "mailto:desk@gazette.example"),
    ],
)
def test_a_link_becomes_absolute(address: str, absolute: str) -> None:
    shown = f'<a href="{absolute}" rel="noopener nofollow">a</a>'
    assert safe_html(f'<a href="{address}" target="_top" rel="me">a</a>', BASE) == shown


@given(MARKUP | ANY_TEXT)
@example("<blockquote cite='java\x01script:alert(1)'>")
@example("<a href='\x01https://x.example/'>a</a>")
def test_safe_html_is_safe(html: str) -> None:
    safe = safe_html(html, BASE)
    assert scrub(safe) == safe
    for tag, attributes in Tags(safe).found:
        assert tag not in {"script", "style", "svg", "math", "iframe", "object", "title"}
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in {"href", "src", "cite"} & attributes.keys():
            assert str(attributes[name]).startswith(("https://", "http://", "mailto:"))


@given(NESTED)
@example("<p>a<p>b<ul><li>c<li>d<b>e</ul>")
@example("<script><b></script><img src='i.png'><a href='a b'>c</a>")
def test_cleaning_what_is_clean_changes_nothing(html: str) -> None:
    safe = safe_html(html, BASE)
    assert safe_html(safe, BASE) == safe


@given(MARKUP | ANY_TEXT)
def test_cleaning_what_is_clean_changes_no_word(html: str) -> None:
    """HTML may nest tag soup in another way when it reads it again."""
    safe = safe_html(html, BASE)
    assert plain(safe_html(safe, BASE)) == plain(safe)


@given(MARKUP.filter(lambda html: "noscript" not in html))
def test_cleaning_changes_no_word(html: str) -> None:
    assert plain(safe_html(html, BASE)) == plain(html)


@pytest.mark.parametrize(
    "piece",
    ["<div>", "<ul><li>", "<b>", "<b><p>", "<a href='", "<a ", "<!--", "<![x[", "</", "<", "&a",
     "<table><td>", "<blockquote>", "<script>", "<svg><title>", "<div></b>", "<a href=x>", "&",
     "&#", "& ", "<img srcset=a", "<img srcset='a ", "<img srcset='a 1w,"],
)  # fmt: skip
def test_a_hostile_fragment_takes_no_time(piece: str) -> None:
    html = piece * (600_000 // len(piece))
    began = process_time()
    text, safe = plain(html), safe_html(html, BASE)
    assert quick(began)
    assert len(text) <= len(html)
    assert len(safe) <= 3 * len(html)


@pytest.mark.parametrize(
    "inside",
    ["a" * 600_000, " ".join(f"a{n}" for n in range(100_000)), "/".join(map(str, range(90_000)))],
)
def test_a_hostile_tag_takes_no_time(inside: str) -> None:
    began = process_time()
    for html in (f"<img srcset={inside}>", f"<a {inside}>"):
        plain(html), safe_html(html, BASE)
    assert quick(began)


def test_what_follows_a_picture_that_stands_in_its_own_address_is_read() -> None:
    html = f"<p><img src='data:image/png;base64,{'Ab+/' * 200_000}'>The ring was sold.</p>"
    assert plain(html) == "The ring was sold."
    assert safe_html(html, BASE) == "<p>The ring was sold.</p>"


def test_a_long_article_is_whole() -> None:
    html = "<div><p class='a'>Gold, silver &amp; <b>stone</b>.</p></div>" * 1600
    assert plain(html).count("stone") == 1600
    assert safe_html(html, BASE).count("<b>stone</b>") == 1600


def test_text_becomes_html() -> None:
    assert html_of("""a < b & "c" > 'd'""") == """a &lt; b &amp; "c" &gt; 'd'"""


# Sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("One only", ("One only",)),
        ("One. Two! Three? Four… Five", ("One.", "Two!", "Three?", "Four…", "Five")),
        ("It rose 2.5 percent. Then it fell.", ("It rose 2.5 percent.", "Then it fell.")),
        ("It sold for 5 ct. 30 dealers bid.", ("It sold for 5 ct. 30 dealers bid.",)),
        ("Mr. Ash met Dr. Elm. They spoke.", ("Mr. Ash met Dr. Elm.", "They spoke.")),
        ("J. R. Ash & Co. Ltd. Opens. It did.", ("J. R. Ash & Co. Ltd. Opens.", "It did.")),
        ("“We open.” Then they did.", ("“We open.”", "Then they did.")),
        ("He said so (in May.) “Yes.” Did he?", ("He said so (in May.)", "“Yes.”", "Did he?")),
        ("no capital. so no sentence", ("no capital. so no sentence",)),
        ("Über. Élan.", ("Über.", "Élan.")),
    ],
)  # fmt: skip
def test_text_falls_into_sentences(text: str, found: tuple[str, ...]) -> None:
    assert sentences(text) == found


@given(st.text("AbM.r! ?”“(0\n", max_size=40))
def test_sentences_lose_no_word(text: str) -> None:
    found = sentences(text)
    assert all(found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_sentences_of_a_hostile_text_take_no_time() -> None:
    began = process_time()
    assert len(sentences("A. " * 100_000)) == 1
    assert len(sentences("Ab. " * 100_000)) == 100_000
    assert quick(began)


# Shorter


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("four", 4, "four"),
        ("a ring of gold", 12, "a ring of…"),
        ("a ring, of gold", 9, "a ring…"),
        ("incomprehensibilities", 10, "incompreh…"),
        ("a incomprehensibilities", 10, "a incompr…"),
        ("", 1, ""),
        ("ab", 1, "…"),
    ],
)
def test_shortened_text_ends_at_a_word(text: str, limit: int, short: str) -> None:
    assert shortened(text, limit) == short


@given(st.text(max_size=80), st.integers(min_value=1, max_value=60))
def test_shortened_text_keeps_its_limit(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert len(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@given(st.lists(st.text("abc", min_size=1, max_size=9), min_size=1, max_size=30))
def test_no_word_is_cut_where_words_are_short(words: list[str]) -> None:
    short = shortened(" ".join(words), 40)
    assert short.removesuffix("…").split() == words[: len(short.removesuffix("…").split())]


# The same text


@given(ANY_TEXT)
@example("Brand™ ℂ ½ ǅ ΐ ß İ")
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hôtel des Ventes", "HOTEL, DES VENTES"),
        ("Brand™ opens", "BrandTM opens"),
        ("The “ring” — sold", 'the "ring" - sold'),
        ("Straße", "STRASSE"),
        ("e\u0301toile", "\u00e9toile"),
        ("ﬁne", "fine"),
        ("a\u00a0b", "a b"),
    ],
)
def test_the_same_words_fold_into_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@given(st.text(st.characters(max_codepoint=0x24F), max_size=30))
def test_folding_does_not_see_case_or_punctuation(text: str) -> None:
    assert folded(text.swapcase().swapcase()) == folded(text.swapcase())
    assert folded(f"«{text}!»") == folded(text)


def test_other_words_stay_apart() -> None:
    assert len({folded(text) for text in ("gold ring", "goldring", "gold rings", "金 戒指")}) == 4
    assert folded("— … !") == ""


# What software adds


@pytest.mark.parametrize(
    "added",
    [
        " The post Jeweler opens appeared first on The Gazette.",
        " The post Jeweler opens first appeared first on The Gazette.",
        " Read more",
        " Read More »",
        " READ MORE",
        " Continue reading Jeweler opens",
        " Continue Reading →",
        " Read the full story at the Gazette",
        " […]",
        " [...]",
        "…",
        " […] The post Jeweler opens appeared first on The Gazette.",
        " Read more […]",
        " Der Beitrag Neuer Laden erschien zuerst auf Die Zeit der Ringe.",
        " L’article Une bague est apparu en premier sur La Gazette.",
        " La entrada Una joya se publicó primero en La Gaceta.",
        " L'articolo Un anello proviene da La Gazzetta.",
        " Het bericht Een ring verscheen eerst op De Bode.",
        " O post Um anel apareceu primeiro em O Mensageiro.",
        " Share on Facebook Twitter LinkedIn Pinterest",
        " Share this: Facebook X Email",
        " Tweet Pin it Email Print",
        " 3 Comments",
        " Leave a comment",
        " No comments yet",
        " 1,204 views",
        " Sign up for our free weekly newsletter here.",
        " Follow us on Instagram @gazette for more.",
        " Click here to read the full article",
        " 3 comments Share this: Facebook X The post A appeared first on B.",
    ],
)
def test_what_software_adds_goes(added: str) -> None:
    assert without_boilerplate(f"A jeweler opened a shop.{added}") == "A jeweler opened a shop."


@pytest.mark.parametrize(
    "text",
    [
        "Dealers read more into the numbers than the analysts did.",
        "Those who continue reading will find the results of the sale.",
        "Read more about the heist in our March issue, which lists every stolen stone.",
        "Read more widely and you will find that the post has changed"
        + " a great deal in what it asks of those who hold it" * 2,
        "The post is vacant.",
        "The post office sells rings.",
        "The chief declined to give 3 comments",
        "He liked Facebook.",
        "They share this with all jewelers.",
        "The film got 1,204 views in a day, and a sequel.",
        "The jeweler sells in print, email and on Facebook, as he has for years.",
    ],
)
def test_what_people_wrote_stays(text: str) -> None:
    assert without_boilerplate(text) == text


def test_only_the_last_post_line_goes() -> None:
    text = "It stands by the post office. The post Shop opens appeared first on The Gazette."
    assert without_boilerplate(text) == "It stands by the post office."
    text = "The post office is sold. The post Shop opens appeared first on The Gazette."
    assert without_boilerplate(text) == "The post office is sold."


BOILED = "Read more|…|The post a appeared first on b|x.| |3 comments|Share this:|Tweet Pin"


@given(st.text() | st.lists(st.sampled_from(BOILED.split("|"))).map(" ".join))
def test_boilerplate_goes_from_the_end_alone_and_once(text: str) -> None:
    left = without_boilerplate(text)
    assert text.strip().startswith(left)
    assert without_boilerplate(left) == left


# Pictures and frames


@pytest.mark.parametrize(
    "picture",
    [
        "<img src='/p.gif' width=1 height=1>",
        "<img src='/p.gif' width='0'>",
        "<img src='/a.gif' style='display:none'>",
        "<img src='/a.gif' style='width: 1px'>",
        "<img src='https://pixel.wp.example/b.gif?x=1'>",
        "<img src='https://feeds.gazette.example/~r/gazette/~4/abc'>",
        "<img src='https://stats.gazette.example/i.gif'>",
        "<img src='https://ad.doubleclick.net/x'>",
        "<img src='https://www.facebook.com/tr?id=1'>",
        "<img src='https://x.example/matomo.php?idsite=1'>",
        "<img src='http://x.example:8080/a.jpg'>",
        "<img src=''>",
        "<img alt='ring'>",
    ],
)
def test_what_counts_readers_is_not_shown(picture: str) -> None:
    assert safe_html(f"<p>a{picture}b</p>", BASE) == "<p>ab</p>"


@pytest.mark.parametrize(
    "address",
    [
        "https://b.example/ring.jpg",
        "https://x.example/counter/ring.jpg",
        "https://x.example/open/ring.webp?w=600",
        "https://x.example/track/horse-brooch.png",
        "https://x.example/a/loading-dock.jpg",
        "https://x.example/transparent-gem.png",
        "https://x.example/pixelated-ring.jpg",
    ],
)
def test_what_only_sounds_like_a_counter_is_shown(address: str) -> None:
    assert address in safe_html(f"<img src='{address}'>", BASE)


@pytest.mark.parametrize(
    ("picture", "address"),
    [
        ("<img src='http://x.example/a.jpg'>", "https://x.example/a.jpg"),
        ("<img src='http://127.0.0.1:8080/a.jpg'>", "http://127.0.0.1:8080/a.jpg"),
        ("<img src='http://localhost/a.jpg'>", "http://localhost/a.jpg"),
        ("<img src='data:image/gif;base64,R0' data-src='/a.jpg'>", "https://gazette.example/a.jpg"),
        ("<img src='/img/blank.gif' data-lazy-src='/a.jpg'>", "https://gazette.example/a.jpg"),
        ("<img srcset='/s.jpg 300w, /l.jpg 900w'>", "https://gazette.example/l.jpg"),
        ("<img srcset='/l.jpg 900w,/s.jpg 300w'>", "https://gazette.example/l.jpg"),
        (
            "<img srcset='/w_9,h_3/s.jpg 1x, /w_9,h_3/l.jpg 2.5x'>",
            "https://gazette.example/w_9,h_3/l.jpg",
        ),
        ("<IMG SRC=/a.jpg>", "https://gazette.example/a.jpg"),
        ("<img src='/a.jpg?w=1&amp;h=2'>", "https://gazette.example/a.jpg?w=1&amp;h=2"),
    ],
)
def test_a_picture_comes_over_https(picture: str, address: str) -> None:
    assert safe_html(picture, BASE) == f'<img src="{address}">'


def test_a_picture_keeps_what_it_shows_and_its_size() -> None:
    shown = safe_html("<img width='640px' height=480.0 alt='A ring' src=/a.jpg class=x>", BASE)
    assert (
        shown == '<img src="https://gazette.example/a.jpg" alt="A ring" width="640" height="480">'
    )


def test_links_lose_their_tracking() -> None:
    shown = safe_html("<a href='/a?id=1&amp;utm_source=rss'>a</a>", BASE)
    assert shown == '<a href="https://gazette.example/a?id=1" rel="noopener nofollow">a</a>'


@pytest.mark.parametrize(
    ("frame", "film"),
    [
        ("https://www.youtube.com/embed/abc_DEF-12?rel=0", "https://www.youtube.com/watch?v=abc_DEF-12"),
        ("//player.vimeo.com/video/12345", "https://vimeo.com/12345"),
    ],
)  # fmt: skip
def test_a_film_becomes_a_link(frame: str, film: str) -> None:
    shown = safe_html(f"<iframe src='{frame}'></iframe><p>b</p>", BASE)
    assert shown == f'<p><a href="{film}" rel="noopener nofollow">Video</a></p><p>b</p>'
