"""Addresses: what they mean, and which of them mean the same."""

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.core.urls import absolute, canonical, clean, host

BASE = "https://gazette.example/news/feed.xml"

PIECES = (
    "http://|https://|HTTPS://|ftp://|javascript:|mailto:|//|/|www.|www.|example|.com|.|@|user:pw@|:"
    "|:80|:443|:8080|:0|:99999|:x|[|]|[::1]|[v1.x]|?|#|#!|&|=|utm_source=x|id=7|%2F|%|é|ⅷ|℀|İ| |\n"
    "|\0|\x01|;jsessionid=1|&amp;|xn--mnze-0ra|%C3%A9|default.aspx|/print|.pxf.io"
    "|u=|google.co.uk/url|\\|..|;|a|B|<|ß"
)
JUNK = st.lists(st.sampled_from(PIECES.split("|")), max_size=9).map("".join) | st.text(max_size=30)

NAMES = st.text("abcxyz0-_é", min_size=1, max_size=8)
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
PAIRS = st.tuples(NAMES.filter(lambda name: not name.startswith("_")), NAMES).map("=".join)
TRACKING = st.sampled_from(
    "utm_source=rss|amp;utm_medium=rss|UTM_Medium=feed|utm_campaign|fbclid=Abc|gclid=|MC_CID=1&mc_eid=2|%75tm_id=3"
    "|_hsenc=x|__s=y|mtm_kwd=z|yclid=9|&".split("|")
)


# Absolute


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://x.example/a", "https://x.example/a"),
        ("http://x.example", "http://x.example"),
        ("HTTP://X.example/", "http://X.example/"),
        ("a?b=1#c", "https://gazette.example/news/a?b=1#c"),
        ("/a", "https://gazette.example/a"),
        ("../../a", "https://gazette.example/a"),
        ("//cdn.example/a", "https://cdn.example/a"),
        ("?page=2", "https://gazette.example/news/feed.xml?page=2"),
        ("#part", f"{BASE}#part"),
        ("  https://x.example/a \n", "https://x.example/a"),
        ("\x01https://x.example/a", "https://x.example/a"),
        ("http\ns://x.example/\ta", "https://x.example/a"),
        ("https://x.example/a b|c", "https://x.example/a%20b%7Cc"),
        ("https://x.example/é", "https://x.example/é"),
        ("https://münze.example/", "https://münze.example/"),
        ("https://[::1]:8080/a", "https://[::1]:8080/a"),
        ("https://user:pw@x.example/", "https://user:pw@x.example/"),
    ],
)
def test_an_address_is_resolved(link: str, address: str) -> None:
    assert absolute(BASE, link) == address


@pytest.mark.parametrize(
    "link",
    [
        None,
        "",
        "http://",
        "http:///path",
        "http://[",
        "http://[::1",
        "http://x.example:port/",
        "http://x.example:0/",
        "http://x.example:99999/",
        "http://a b.example/",
        "http://<script>/",
        "http://ex℀mple/",
        "http:a",
        "ftp://x.example/",
        "mailto:desk@gazette.example",
        "javascript:alert(1)",
        "data:text/plain,a",
        "tag:gazette.example,2026:1",
        "urn:uuid:1",
    ],
)
def test_what_is_no_web_address_is_none(link: str | None) -> None:
    assert absolute(BASE, link) is None


def test_without_a_base_only_whole_addresses_count() -> None:
    assert absolute("", "https://x.example/a") == "https://x.example/a"
    assert absolute("", "/a") is None
    assert absolute("http://[", "a") is None


@given(JUNK, JUNK | st.just(BASE))
@example("\x01http://x.example/", BASE)
@example("ht\ntp://x.example/", BASE)
def test_any_text_is_an_address_or_none(link: str, base: str) -> None:
    address = absolute(base, link)
    if address is not None:
        assert address.startswith(("http://", "https://"))
        assert urlsplit(address).hostname
        assert not set(address) & set(' \n\t\0"<>\\^`{|}')
        assert absolute("", address) == address


# Canonical


@pytest.mark.parametrize(
    ("link", "form"),
    [
        ("http://x.example/a", "https://x.example/a"),
        ("https://WWW.X.example/a", "https://x.example/a"),
        ("https://www.www.x.example/a", "https://x.example/a"),
        ("https://www.example/a", "https://www.example/a"),
        ("https://a.www.example/a", "https://a.www.example/a"),
        ("https://x.example", "https://x.example/"),
        ("https://x.example/a/", "https://x.example/a"),
        ("https://x.example/a#comments", "https://x.example/a"),
        ("https://x.example/a#:~:text=ring", "https://x.example/a"),
        ("https://x.example/#!/a", "https://x.example/#!/a"),
        ("https://x.example/app#/a", "https://x.example/app#/a"),
        ("http://x.example:80/a", "https://x.example/a"),
        ("https://x.example:443/a", "https://x.example/a"),
        ("http://x.example:443/a", "https://x.example/a"),
        ("https://x.example:8443/a", "https://x.example:8443/a"),
        ("https://user:pw@x.example/a", "https://x.example/a"),
        ("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a"),
        ("https://[::1]:8080/a", "https://[::1]:8080/a"),
        ("https://münze.example/é", "https://münze.example/%C3%A9"),
        ("https://x.example/a?", "https://x.example/a"),
        ("https://x.example/a?utm_source=rss", "https://x.example/a"),
        ("https://x.example/a?b=1&UTM_Source=rss&a=%20", "https://x.example/a?b=1&a=%20"),
        ("https://x.example/?p=7&fbclid=x", "https://x.example/?p=7"),
        ("https://x.example/a?&&b=1&", "https://x.example/a?b=1"),
        ("https://x.example/a?b", "https://x.example/a?b"),
        ("https://x.example/a?b=utm_source", "https://x.example/a?b=utm_source"),
        ("https://x.example/a?=utm_source", "https://x.example/a?=utm_source"),
        ("https://x.example/a?b=1;c=2", "https://x.example/a?b=1;c=2"),
    ],
)
def test_the_form_in_which_addresses_are_equal(link: str, form: str) -> None:
    assert canonical(link) == form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.example/a", "https://x.example/b"),
        ("https://x.example/a", "https://x.example/A"),
        ("https://x.example/a%2Fb", "https://x.example/a/b"),
        ("https://x.example/a", "https://y.example/a"),
        ("https://x.example/a", "https://n.x.example/a"),
        ("https://x.example/a?variant=1", "https://x.example/a?variant=2"),
        ("https://x.example/a?ref=12", "https://x.example/a"),
        ("https://x.example/a?source=lab", "https://x.example/a"),
        ("https://x.example/prints/amphora", "https://x.example/prints"),
        ("https://x.example/amp", "https://x.example/"),
        ("https://x.example/a?lang=de", "https://x.example/a?lang=fr"),
        ("https://x.example/a?id=1", "https://x.example/a?id=2"),
        ("https://x.example/a?id=1", "https://x.example/a?ID=1"),
        ("https://x.example/a?id=1&b=2", "https://x.example/a?b=2&id=1"),
        ("https://x.example/a;v=1", "https://x.example/a;v=2"),
        ("https://x.example/a?v=1", "https://x.example/a?v=2"),
        ("https://x.example/a?sid=1", "https://x.example/a?sid=2"),
        ("https://x.example/a", "https://x.example:8080/a"),
        ("https://[::1]:8080/a", "https://[::1:8080]/a"),
        ("https://x.example/#!/a", "https://x.example/#!/b"),
        ("https://x.example/?p=1", "https://x.example/"),
    ],
)
def test_two_documents_stay_two(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@given(JUNK)
@example("https://[::1]:8080/")
@example("http://x.example:443/")
@example("https://www.www.example.com/")
@example("https:////evil.example/x")
def test_the_canonical_form_is_its_own(link: str) -> None:
    assert canonical(canonical(link)) == canonical(link)


@given(PATHS, st.lists(PAIRS, max_size=3), st.lists(TRACKING, max_size=3), st.randoms())
def test_only_tracking_parameters_go(path, pairs, tracking, chance) -> None:
    mixed = [*pairs]
    for one in tracking:
        mixed.insert(chance.randint(0, len(mixed)), one)
    query = f"?{'&'.join(pairs)}" if pairs else ""
    address = f"http://www.x.example/{path}?{'&'.join(mixed)}#top"
    assert canonical(address) == f"https://x.example/{path}{query}".replace("é", "%C3%A9")


@given(PATHS, PATHS, st.lists(PAIRS, max_size=2), st.lists(PAIRS, max_size=2))
def test_what_chooses_a_document_tells_addresses_apart(one, other, pairs, others) -> None:
    first = canonical(f"https://x.example/{one}?{'&'.join(pairs)}")
    second = canonical(f"https://x.example/{other}?{'&'.join(others)}")
    assert (first == second) == ((one, pairs) == (other, others))


@pytest.mark.parametrize(
    "junk", ["", "http://[", "no address", "/path", "http://x:port/", "https://"]
)
def test_what_is_no_address_leads_nowhere(junk: str) -> None:
    assert canonical(junk) == "https:///"
    assert host(junk) == ""


def test_the_host_is_named_without_www() -> None:
    assert host("https://WWW.Gazette.example:8080/a") == "gazette.example"
    assert host("https://user@gazette.example/") == "gazette.example"
    assert host("https://[::1]/") == "::1"


SAME = [
    # Other clothes
    ("https://x.example/a", "https://x.example/a/amp"),
    ("https://x.example/a", "https://x.example/a/amp/"),
    ("https://x.example/a", "https://x.example/a?amp"),
    ("https://x.example/a", "https://x.example/a?amp=1&utm_source=x"),
    ("https://x.example/a", "https://amp.x.example/a"),
    ("https://x.example/a", "https://m.x.example/a"),
    ("https://x.example/a", "https://mobile.x.example/a?m=1"),
    ("https://x.example/a", "https://x.example/a/print/"),
    ("https://x.example/a", "https://x.example/a?print=1"),
    ("https://x.example/a", "https://x-example.cdn.ampproject.org/c/s/x.example/a"),
    ("https://x.example/a", "https://www.google.com/amp/s/x.example/a/amp"),
    ("https://x.example/", "https://x.example/index.html"),
    ("https://x.example/a", "https://x.example/a/index.php"),
    # Wrapped
    ("https://x.example/a?id=1", "https://www.google.com/url?sa=t&url=https%3A%2F%2Fx.example%2Fa%3Fid%3D1"),
    ("https://x.example/a", "https://l.facebook.com/l.php?u=https%3A%2F%2Fx.example%2Fa&h=AT1"),
    ("https://x.example/a", "https://www.awin1.com/cread.php?awinmid=1&ued=https%3A%2F%2Fx.example%2Fa"),
    ("https://x.example/a", "https://click.linksynergy.com/deeplink?id=z&murl=https%3A%2F%2Fx.example%2Fa"),
    ("https://x.example/a", "https://www.anrdoezrs.net/click-1-2?url=https%3A%2F%2Fx.example%2Fa"),
    ("https://x.example/a", "https://eu1.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.example%2Fa&data=1"),
    ("https://x.example/a", "https://feeds.feedblitz.com/~/7/0/x~https://x.example/a"),
    ("https://x.example/a", "https://www.google.co.uk/url?q=https%3A%2F%2Fx.example%2Fa"),
    ("https://x.example/a", "https://shop.pxf.io/c/1/2/3?u=https%3A%2F%2Fx.example%2Fa"),
    ("https://x.example/", "https://x.example/Default.aspx"),
    # By one session
    ("https://x.example/a", "https://x.example/a;jsessionid=7F00.web2"),
    ("https://x.example/a.do?id=1", "https://x.example/a.do;JSESSIONID=7F00?id=1"),
    ("https://x.example/a?id=1", "https://x.example/a?PHPSESSID=7f&id=1"),
    # Escaped once too often
    ("https://x.example/a?id=1", "https://x.example/a?id=1&amp;utm_source=rss"),
    ("https://x.example/a?id=1", "https://x.example/a?amp;utm_source=rss&id=1"),
    ("https://x.example/a?id=1&b=2", "https://x.example/a?id=1&amp;b=2"),
    ("https://x.example/a?id=1&b=2", "https://x.example/a?id=1&#038;b=2"),
    # Spelt otherwise
    ("https://x.example/café?q=é", "https://x.example/caf%c3%a9?q=%c3%a9"),
    ("https://münze.example/a", "https://xn--mnze-0ra.example/a"),
    ("https://münze.example/a", "https://MÜNZE.example/a"),
    ("https://x.example/a", "https://x.example./a"),
    ("https://x.example/news/a", "https://x.example//news//a"),
    ("https://x.example/news/a", "https://x.example/news/./b/../a"),
    ("https://x.example/caf%C3%A9", "https://x.example/caf%c3%a9"),
    ("https://x.example/~ida", "https://x.example/%7Eida"),
]  # fmt: skip


@pytest.mark.parametrize(("plain", "other"), SAME)
def test_the_same_article_elsewhere_and_in_other_clothes(plain: str, other: str) -> None:
    assert canonical(other) == canonical(plain) == canonical(canonical(other))


@pytest.mark.parametrize(
    "query",
    "_pos=1&_sid=2&_ss=r|_kx=a.b|awc=1_2_3|irclickid=x&irgwc=1|ranMID=1&ranEAID=2&ranSiteID=3"
    "|cjevent=1&cjdata=2|clickref=1|pr_prod_strat=a&pr_rec_id=b|gad_source=1|srsltid=A|mc_cid=1"
    "|__readwiseLocation=1|af=R|partner=rss&emc=rss|ref=x.example|ref=www.x.example|source=rss"
    "|_pos=1&_psq=ring&_ss=e&_v=1.0|ir_campaignid=1&ir_adid=2|sv1=affiliate&awc=1|zanpid=3"
    "|omnisendContactID=1|sfmc_id=2|guccounter=1|usqp=mq&amp_js_v=0.1|sccid=1"
    "|fbclid=1&igshid=2&ttclid=3&epik=4|_hsmi=1&_hsenc=2|mkt_tok=3|vgo_ee=1|utm_id=1&UTM_Term=2"
    .split("|"),
)  # fmt: skip
def test_a_trade_s_tracking_goes(query: str) -> None:
    assert canonical(f"https://x.example/a?{query}") == "https://x.example/a"
    assert canonical(f"https://x.example/a?id=1&{query}") == "https://x.example/a?id=1"
    assert clean(f"http://www.x.example/A/?{query}&b=%2f#c") == "http://www.x.example/A/?b=%2f#c"


@given(JUNK)
def test_cleaning_is_total_and_done_once(link: str) -> None:
    assert clean(clean(link)) == clean(link)
    assert canonical(clean(link)) == canonical(link)
