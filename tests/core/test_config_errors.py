"""Every error in feeds.yaml stands at its place and says what is expected."""

import json
from contextlib import suppress

import pytest
from feeds_yaml import FEEDS, OUTPUTS, SITE, SMALL, loaded, with_line
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.core.urls import as_asked
from aggregator.errors import ConfigError

HERE = "▸"  # stands in a text where its error is

TEXT = "no text; expected text (quote it)"
MAPPING = "no mapping; expected keys with their values"
LIST = "no list; expected one, each item behind a dash"
DURATION = "no duration; expected a number and s, m, h or d, as in 30m"
CRON = 'no cron expression; expected five fields, as in "*/15 6-22 * * 1-5"'
ZONE = "no time zone; expected an IANA name such as Europe/London"
SLUG = "no id; expected small letters, digits and dashes, as in a-trade-site"
SELECTOR = "no CSS selector (it does not parse); expected one such as h2 a, or a@href"
NO_ITEM = "selects no elements; expected a CSS selector without @, as li.teaser"
ADDRESS = "no address; expected http://… or https://…"
PAGE = f"{SITE}feeds:\n  - id: a\n    page: ▸https://a.example/\n"


def errors(text: str) -> list[str]:
    """Each error in a text, behind its line and column."""
    with pytest.raises(ConfigError) as caught:
        loaded(text)
    assert caught.value.problems
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return [str(problem).removeprefix("feeds.yaml:") for problem in caught.value.problems]


def error_there(marked: str) -> str:
    """The one error in a text, which is where the text is marked."""
    before, mark, after = marked.partition(HERE)
    assert mark
    (error,) = errors(before + after)
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert error.startswith(f"{line}:{column}: "), error
    return error.split(" ", 1)[1]


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n- b\n", "text", "5", "~", "---"])
def test_what_is_no_mapping_is_told(text):
    expected = "expected the keys site, feeds and outputs"
    assert errors(text) == [f"1:1: this is no mapping; {expected}"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (f"{SITE}feeds: [\n▸", "expected the node content, but found '<stream end>'"),
        (f"{SITE}▸\tx: y\n", "found character '\\t' that cannot start any token"),
        (f"{SITE}▸{SITE}", 'found duplicate key "site"'),
        (f"{SITE}feeds:\n  - id: a\n    ▸id: a\n", 'found duplicate key "id"'),
        (f"{SITE}feeds: ▸*a\n", "found undefined alias"),
        (f"{SMALL}▸---\na: b\n", "but found another document"),
        (f"{SITE}# a▸\x07b\n", "the character #x0007 is not allowed"),
        ("▸\x07", "the character #x0007 is not allowed"),
        ("[" * 50 + "▸" + "[" * 500, "nested too deep"),
        ("- " * 50 + "▸" + "- " * 500, "nested too deep"),
        ("▸a: !!int ''\n", "string index out of range"),
        ("▸%YAML 9.9\n--- a\n", "found incompatible YAML document (version 1.* is required)"),
    ],
)
def test_what_is_no_yaml_is_told(text, error):
    assert error_there(text) == f"no YAML: {error}"


OF_TOPICS = (
    "expected one of categories, doubted, elsewhere, excluded, hints, label, labels, marks, names,"
    " trade, words"
)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (f"{SMALL}▸outpust: []\n", "did you mean 'outputs'?"),
        (f"site: {{▸outpust: x, contact: y}}\n{FEEDS}{OUTPUTS}",
         ("expected one of authority, base_url, contact, hub, icon, language, logo, rights,"
          " subscribers, subtitle, timezone, title")),
        (f"{SMALL}gate: {{▸outpust: 1}}\n", "expected one of loss"),
        (f"{SMALL}network: {{▸outpust: []}}\n", "expected one of allow, per_host, redirects"),
        (f"{SMALL}network:\n  per_host:\n    ▸outpust: []\n", "expected one of at_once, spacing"),
        (f"{SMALL}network: {{redirects: {{▸outpust: 1}}}}\n", "expected one of over, times"),
        (f"{SMALL}defaults: {{▸outpust: 1h}}\n",
         "expected one of every, language, proxy, rank, republish, timezone, user_agent"),
        (f"{SMALL}topics:\n  auctions:\n    ▸outpust: x\n",
         OF_TOPICS),
        (f"{SMALL}topics:\n  topics: {{▸outpust: x}}\n",
         OF_TOPICS),
    ],
)  # fmt: skip
def test_an_unknown_key_is_told_with_those_that_are_known(text, hint):
    assert error_there(text) == f"unknown key 'outpust'; {hint}"


@pytest.mark.parametrize(
    ("text", "unknown", "known"),
    [
        (f"site: {{▸contcat: x, contact: y}}\n{FEEDS}{OUTPUTS}", "contcat", "contact"),
        (f"{SMALL}network: {{▸alow: []}}\n", "alow", "allow"),
        (f"{SMALL}network: {{per_host: {{▸once: 1}}}}\n", "once", "at_once"),
        (with_line("▸ulr: x"), "ulr", "url"),
        (f"{PAGE.replace(HERE, '')}    select:\n      item: li\n      ▸titel: h2\n{OUTPUTS}",
         "titel", "title"),
        (f"{SMALL}topics:\n  auctions:\n    ▸lable: x\n", "lable", "label"),
        (f"{SITE}{FEEDS}outputs:\n  - {{id: o, title: O, ▸topic: []}}\n", "topic", "topics"),
    ],
)  # fmt: skip
def test_a_misspelt_key_is_told_with_what_was_meant(text, unknown, known):
    assert error_there(text) == f"unknown key {unknown!r}; did you mean {known!r}?"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("▸" + FEEDS + OUTPUTS, "site"),
        ("▸" + SITE + OUTPUTS, "feeds"),
        ("▸" + SITE + FEEDS, "outputs"),
        (f"site: ▸{{}}\n{FEEDS}{OUTPUTS}", "contact"),
        (f"{SITE}feeds:\n  - ▸url: https://a.example/\n{OUTPUTS}", "id"),
        (f"{SITE}{FEEDS}outputs:\n  - ▸id: o\n", "title"),
        (f"{PAGE.replace(HERE, '')}    select: ▸{{title: h2}}\n{OUTPUTS}", "item"),
    ],
)
def test_a_missing_key_is_told(text, key):
    assert error_there(text) == f"{key!r} is missing here; expected it"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (f"{SITE}▸feeds:\n{OUTPUTS}", f"feeds: this is {LIST}"),
        (f"{SITE}feeds: ▸{{a: b}}\n{OUTPUTS}", f"feeds: this is {LIST}"),
        (f"{SITE}feeds: ▸!!omap\n  - a: b\n{OUTPUTS}", f"feeds: this is {LIST}"),
        (f"{SITE}feeds:\n  - ▸a\n{OUTPUTS}", f"feeds: 'a' is {MAPPING}"),
        (f"{SITE}feeds:\n  -▸\n{OUTPUTS}", f"feeds: this is {MAPPING}"),
        (f"{SITE}feeds: ▸&a\n  - *a\n{OUTPUTS}", f"feeds: this is {MAPPING}"),
        (f"site: ▸x\n{FEEDS}{OUTPUTS}", f"site: 'x' is {MAPPING}"),
        (f"{SMALL}topics:\n  ▸pearls:\n", f"pearls: this is {MAPPING}"),
        (with_line("categories: ▸[a]"), f"categories: this is {MAPPING}"),
        (f"{SMALL}network: {{allow: ▸10.0.0.0/8}}\n", f"allow: '10.0.0.0/8' is {LIST}"),
        (with_line("title: ▸2026"), f"title: 2026 is {TEXT}"),
        (with_line("title: ▸2026-01-01"), f"title: this is {TEXT}"),
        (with_line("title: ▸!!str 5"), f"title: this is {TEXT}"),
        (f"{SITE}feeds:\n  - url: https://a.example/\n    ▸id:\n{OUTPUTS}", f"id: this is {TEXT}"),
        (with_line("▸5: x"), f"feeds: 5 is {TEXT}"),
        (f"{SMALL}▸1: x\n", f"this: 1 is {TEXT}"),
        (f"{SMALL}topics: {{▸5: {{}}}}\n", f"topics: 5 is {TEXT}"),
        (with_line("categories: {▸2024: auctions}"), f"categories: 2024 is {TEXT}"),
        (with_line("categories: {Sales: ▸5}"), f"Sales: 5 is {TEXT}"),
        (with_line("rank: ▸high"), "rank: 'high' will not do; expected a valid integer"),
        (with_line("rank: ▸5.5"), "rank: 5.5 will not do; expected a valid integer"),
        (with_line("rank: ▸true"), "rank: True will not do; expected a valid integer"),
        (with_line("rank: ▸!!str 5"), "rank: this will not do; expected a valid integer"),
        (with_line("mixed: ▸maybe"), "mixed: 'maybe' will not do; expected a valid boolean"),
    ],
)
def test_a_value_of_another_type_is_told(text, error):
    assert error_there(text) == error


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (with_line("every: ▸30"), f"every: 30 is {DURATION}"),
        (with_line("every: ▸1.5h"), f"every: '1.5h' is {DURATION}"),
        (with_line("every: ▸1234567s"), f"every: '1234567s' is {DURATION}"),
        (with_line("▸every:"), f"every: None is {DURATION}"),
        (with_line("every: ▸0s"), "every: '0s' is too short; expected 1s or longer, or auto"),
        (f"{SMALL}defaults: {{every: ▸soon}}\n", f"every: 'soon' is {DURATION}"),
        (f"{SMALL}network: {{per_host: {{spacing: ▸1}}}}\n", f"spacing: 1 is {DURATION}"),
        (with_line("cron: ▸every day"), f"cron: 'every day' is {CRON}"),
        (with_line("cron: ▸61 * * * *"), f"cron: '61 * * * *' is {CRON}"),
        (with_line('cron: ▸"0 * * * * *"'), f"cron: '0 * * * * *' is {CRON}"),
        (with_line("cron: ▸0 0 30 2 *"), f"cron: '0 0 30 2 *' is {CRON}"),
        (with_line("cron: ▸0 0 LW * */6"), f"cron: '0 0 LW * */6' is {CRON}"),
        (with_line("timezone: ▸Europe"), f"timezone: 'Europe' is {ZONE}"),
        (with_line("timezone: ▸../etc/passwd"), f"timezone: '../etc/passwd' is {ZONE}"),
        (with_line("timezone: ▸'{words}'"), f"timezone: '{{words}}' is {ZONE}"),
        (with_line("timezone: ▸CEST"), f"timezone: 'CEST' is {ZONE}"),
        (with_line("timezone: ▸''"), f"timezone: '' is {ZONE}"),
        (f"{SITE}feeds:\n  - {{id: ▸A Feed, url: https://a.example/}}\n{OUTPUTS}",
         f"id: 'A Feed' is {SLUG}"),
        (f"{SMALL}topics: {{▸Big Topic: {{}}}}\n", f"Big Topic: 'Big Topic' is {SLUG}"),
        (f"{PAGE.replace(HERE, '')}    select: {{item: li, title: ▸'h2['}}\n{OUTPUTS}",
         f"title: 'h2[' is {SELECTOR}"),
        (f"{PAGE.replace(HERE, '')}    select: {{item: ▸'li['}}\n{OUTPUTS}",
         f"item: 'li[' {NO_ITEM}"),
        (f"{PAGE.replace(HERE, '')}    select: {{item: ▸'li@id'}}\n{OUTPUTS}",
         f"item: 'li@id' {NO_ITEM}"),
        (f"site: {{contact: x, authority: ▸Wire}}\n{FEEDS}{OUTPUTS}",
         r"authority: 'Wire' has another form; expected ^[a-z0-9.@-]+,\d{4}(-\d\d(-\d\d)?)?$"),
        (f"site: {{contact: ▸''}}\n{FEEDS}{OUTPUTS}",
         "contact: '' will not do; expected String should have at least 1 character"),
        (f"{SMALL}network:\n  allow:\n    - 127.0.0.0/8\n    - ▸10.0.0.1/8\n",
         "allow: '10.0.0.1/8' is no address range; expected one such as 127.0.0.0/8"),
        (f"{SMALL}network: {{redirects: {{times: ▸0}}}}\n",
         "times: 0 will not do; expected greater than or equal to 1"),
        (f"{SMALL}network: {{redirects: {{times: ▸1001}}}}\n",
         "times: 1001 will not do; expected less than or equal to 1000"),
        (f"{SMALL}network: {{redirects: {{over: ▸3}}}}\n", f"over: 3 is {DURATION}"),
        (f"site: {{contact: x, subscribers: ▸0}}\n{FEEDS}{OUTPUTS}",
         "subscribers: 0 will not do; expected greater than or equal to 1"),
        (f"{SMALL}network: {{per_host: {{at_once: ▸0}}}}\n",
         "at_once: 0 will not do; expected greater than or equal to 1"),
        (with_line("rank: ▸101"), "rank: 101 will not do; expected less than or equal to 100"),
        (f"{SITE}{FEEDS}outputs:\n  - {{id: o, title: O, limit: ▸1001}}\n",
         "limit: 1001 will not do; expected less than or equal to 1000"),
        (with_line("republish: ▸all"),
         "republish: 'all' is none of them; expected 'link', 'summary' or 'full'"),
        (with_line("lead: ▸always"), "lead: 'always' will not do; expected 'rank' or 'never'"),
        (with_line("lead: ▸false"), "lead: False will not do; expected 'rank' or 'never'"),
        (f"{SITE}{FEEDS}outputs:\n  - id: o\n    title: O\n    fold: ▸events\n",
         "fold: 'events' is none of them; expected 'none', 'copies' or 'stories'"),
        (f"{SITE}{FEEDS}outputs:\n  - {{id: o, title: O, auctions: ▸soon}}\n",
         "auctions: 'soon' is no phase of an auction; expected upcoming, result, past or a list"),
        (f"{SITE}{FEEDS}outputs:\n  - {{id: o, title: O, auctions: ▸[past, {{}}]}}\n",
         "auctions: {} is no phase of an auction; expected upcoming, result, past or a list"),
        (f"{SITE}{FEEDS}outputs:\n  - {{id: o, title: O, auctions: ▸[]}}\n",
         "auctions: [] is no phase of an auction; expected upcoming, result, past or a list"),
        (f"{SITE}{FEEDS}outputs:\n  - {{id: o, title: O, fold: ▸true}}\n",
         "fold: True is none of them; expected 'none', 'copies' or 'stories'"),
        (with_line("disclosure: ▸advert"),
         "disclosure: 'advert' is none of them; expected 'press-release' or 'sponsored'"),
    ],
)  # fmt: skip
def test_a_value_that_means_nothing_is_told(text, error):
    assert error_there(text) == error


@pytest.mark.parametrize(
    ("links", "error"),
    [
        ("articles", "'articles' is no pattern of paths; expected one from its first /, as in"),
        ("https://a.example/a/*",
         "'https://a.example/a/*' is no pattern of paths; expected one from its first /, as in"),
        ("[/a/*, /b/*]", "this is no pattern of paths; expected one, as in"),
        ("^/a/", "'^/a/' is a regular expression; expected * for what varies, as in"),
        (r"/a/\d", r"'/a/\\d' is a regular expression; expected * for what varies, as in"),
        ("/a/.*", "'/a/.*' is a regular expression; expected * for what varies, as in"),
        ("'/a/[0-9]+-'", "'/a/[0-9]+-' is a regular expression; expected * for what varies, as in"),
        ("/a.php$", "'/a.php$' is a regular expression; expected * for what varies, as in"),
        ("/a?id=*", "'/a?id=*' has a query; paths alone are compared; expected it without the ?…"),
    ],
)  # fmt: skip
def test_what_is_no_pattern_of_paths_is_told(links, error):
    """It would match no address, which is told only when the site was asked."""
    found = error_there(f"{PAGE.replace(HERE, '')}    links: ▸{links}\n{OUTPUTS}")
    assert found.removesuffix(" /articles/*") == f"links: {error}"


@pytest.mark.parametrize("links", ["/*", "/a/[0-9]*", "/a?/*.html", "/a.php", "/a/*.*", "/a+b/*"])
def test_a_pattern_of_paths_is_taken(links):
    text = f"{PAGE.replace(HERE, '')}    links: '{links}'\n{OUTPUTS}"
    assert loaded(text).feeds[0].links == links


@pytest.mark.parametrize(
    "url",
    [
        "a.example/feed", "ftp://a.example/", "http://", "http:///feed", "http://[", "http://a:b/",
        "http://a:0/", "http://a:99999/", "'http://a b/'", '"http://a/\\n"', '"http://a/\\ud800"',
        '"http://a/\\u2028"', "javascript:x",
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", ["url", "page"])
def test_what_is_no_address_is_told(url, key):
    more = "    links: /*\n" if key == "page" else ""
    error = error_there(f"{SITE}feeds:\n  - id: a\n    {key}: ▸{url}\n{more}{OUTPUTS}")
    assert error.startswith(f"{key}: ")
    assert error.endswith(f" is {ADDRESS}")


def test_a_hub_that_readers_are_to_see_holds_no_login():
    text = SMALL.replace("site: {", "site: {hub: ▸https://desk:key@hub.example/, ", 1)
    assert error_there(text) == (
        "hub: '…@hub.example/' holds a login, and readers see it; expected an address without one"
    )
    assert loaded(text.replace("▸", "").replace("desk:key@", "")).site.hub == "https://hub.example/"


@pytest.mark.parametrize(
    "contact", ["a\\nb", "a\\r\\nX-More: b", "a\\tb", "a\\x00b", "a\\x7f", "a\\u2028"]
)
def test_a_contact_that_no_header_can_carry_is_told(contact):
    error = error_there(f'site: {{contact: ▸"{contact}"}}\n{FEEDS}{OUTPUTS}')
    assert error.startswith("contact: ")
    assert error.endswith(" is no contact; expected a mail address or a page, on one line")


ENDLESS = "expected a word or phrase that is found in some items and not in most"


@pytest.mark.parametrize(
    "key", ["words", "names", "trade", "hints", "elsewhere", "marks", "labels"]
)
@pytest.mark.parametrize(
    ("phrase", "what"),
    [
        ("'—'", "'—' can be found nowhere; expected letters or digits"),
        ("' _ '", "' _ ' can be found nowhere; expected letters or digits"),
        ("b", f"'b' is a single letter or digit, and found in most items; {ENDLESS}"),
        ("'é!'", f"'é!' is a single letter or digit, and found in most items; {ENDLESS}"),
        ("'7'", f"'7' is a single letter or digit, and found in most items; {ENDLESS}"),
        ("The", f"'The' is found in nearly every item; {ENDLESS}"),
        ("und", f"'und' is found in nearly every item; {ENDLESS}"),
        ("<money>", f"'<money>' is found in nearly every item; {ENDLESS}"),
        ("' für'", f"' für' is found in nearly every item; {ENDLESS}"),
        ("della", f"'della' is found in nearly every item; {ENDLESS}"),
    ],
)
def test_a_word_that_finds_nothing_or_everything_is_told(key, phrase, what):
    error = error_there(f"{SMALL}topics:\n  sponsored:\n    {key}: [gavel, ▸{phrase}]\n")
    assert error == f"{key}: {what}"


@pytest.mark.parametrize("key", ["marks", "labels"])
@pytest.mark.parametrize(
    ("phrase", "what"),
    [
        ("'(Paid|Partner'", "has a bracket too many or too few; expected (Paid|Sponsored) post"),
        ("'Paid) post'", "has a bracket too many or too few; expected (Paid|Sponsored) post"),
        ("'((a|b)|c) d'", "has a bracket too many or too few; expected (Paid|Sponsored) post"),
        (f"'{'(ab|cd) ' * 30}'", "is more than 5000 phrases; expected fewer choices"),
    ],
)
def test_choices_that_are_not_closed_or_too_many_are_told(key, phrase, what):
    error = error_there(f"{SMALL}topics:\n  sponsored:\n    {key}: [gavel, ▸{phrase}]\n")
    assert error == f"{key}: {phrase} {what}"


@pytest.mark.parametrize("key", ["words", "names"])
def test_so_it_is_where_it_states_a_weight(key):
    error = error_there(f"{SMALL}topics:\n  pearls:\n    {key}: [▸{{the: 0.1}}]\n")
    assert error == f"{key}: 'the' is found in nearly every item; {ENDLESS}"


@pytest.mark.parametrize("key", ["excluded", "categories"])
def test_what_covers_no_word_is_told(key):
    error = error_there(f"{SMALL}topics:\n  auctions:\n    {key}: [The, ▸'…']\n")
    assert error == f"{key}: '…' can be found nowhere; expected letters or digits"


@pytest.mark.parametrize("phrase", ["金", "DE", "IT", "The Alphabet", "A. Lange", "war", "of gold"])
def test_a_word_that_finds_some_is_taken(phrase):
    loaded(f"{SMALL}topics:\n  auctions: {{names: ['{phrase}']}}\n")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ("{days: ▸-1}", "days: -1 will not do; expected greater than or equal to 0"),
        ("{limit: ▸all}", "limit: 'all' will not do; expected a valid integer"),
        ("{▸limits: 3}", "unknown key 'limits'; did you mean 'limit'?"),
    ],
)
def test_changes_that_make_no_sense_are_told(changes, error):
    assert error_there(f"{SMALL}changes: {changes}\n") == error


@pytest.mark.parametrize(
    "word", ["5", "''", "' '", "{lot: 0}", "{lot: -1}", "{lot: .nan}", "{lot: .inf}", "{lot: x}",
             "{'': 1}", "{5: 1}", "{a: 1, b: 2}", "[lot]", "{}"],
)  # fmt: skip
@pytest.mark.parametrize("key", ["words", "names"])
def test_what_is_no_weighted_word_is_told(word, key):
    error = error_there(f"{SMALL}topics:\n  auctions:\n    {key}: [gavel, ▸{word}]\n")
    expected = "expected a phrase, or one phrase with its weight: {phrase: 0.5}"
    assert error == f"{key}: this is no word; {expected}"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (f"{PAGE}{OUTPUTS}", "a page needs to say what its items are; expected links or select"),
        (f"{PAGE.replace(HERE, '')}    links: /*\n    select: ▸{{item: li}}\n{OUTPUTS}",
         "links and select both say what items are; expected one of them"),
        (f"{PAGE.replace(HERE, '')}    select: ▸{{item: li, date: time}}\n{OUTPUTS}",
         "this selects no words of an item; expected title or summary"),
        ((f"{SITE}feeds:\n  - id: a\n    sitemap: https://a.example/s.xml\n"
         f"    select: ▸{{item: li}}\n{OUTPUTS}"),
         "select reads a page; expected links, or nothing, beside sitemap"),
        (f"{SITE}feeds:\n  - id: a\n    url: ▸https://a.example/\n    links: /*\n{OUTPUTS}",
         "links and select read a page; expected page instead of url"),
        (f"{SITE}feeds:\n  - id: a\n    url: ▸https://a.example/\n    select: {{item: li}}\n"
         + OUTPUTS, "links and select read a page; expected page instead of url"),
        (f"{SITE}feeds:\n  - ▸id: a\n{OUTPUTS}",
         "feed 'a' has to say where it is; expected one of url, page and sitemap"),
        (with_line('every: 1h\n    cron: ▸"0 6 * * *"'),
         "every and cron both say when; expected one of them"),
    ],
)  # fmt: skip
def test_values_that_do_not_go_together_are_told(text, error):
    assert error_there(text) == error


def test_a_feed_is_a_feed_or_a_page():
    both = "url: https://a.example/, page: https://b.example/, links: /*"
    assert errors(f"{SITE}feeds:\n  - {{id: a, {both}}}\n{OUTPUTS}") == [
        "3:5: feed 'a' has to say where it is; expected one of url, page and sitemap",
        "3:18: links and select read a page; expected page instead of url",
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://a.example/feed", "https://a.example/feed"),
        ("https://a.example/feed", "https://a.example/feed#new"),
        ("https://a.example/feed#a", "https://a.example/feed#b"),
        ("https://a.example/feed", "HTTPS://A.Example/feed"),
        ("https://a.example/feed", "https://a.example:443/feed"),
        ("http://a.example/feed", "http://a.example:80/feed"),
        ("http://a.example/feed", "http://a.example:/feed"),
        ("https://a.example/", "https://a.example"),
        ("https://a.example/?feed=rss", "https://a.example?feed=rss"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://BÜCHER.example/", "https://XN--BCHER-KVA.example/"),
        ("https://bücher.example/", "https://bu\u0308cher。example/"),
        ("https://reader:hunter2@a.example/", "https://reader:hunter2@A.example/"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
    ],
)
def test_one_address_is_one_feed_however_it_is_written(first, second):
    feeds = f"feeds:\n  - {{id: a, rank: 1,\n     url: '{first}'}}\n  - id: b\n"
    told = "feed 'a' (line 4) asks this address already; expected it once"
    assert error_there(f"{SITE}{feeds}    url: ▸{second}\n{OUTPUTS}") == told
    assert error_there(f"{SITE}{feeds}    page: ▸{second}\n    links: /*\n{OUTPUTS}") == told


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://a.example/feed", "http://a.example/feed"),
        ("https://a.example/feed", "https://a.example/Feed"),
        ("https://a.example/feed", "https://a.example/feed/"),
        ("https://a.example/feed", "https://www.a.example/feed"),
        ("https://a.example/feed", "https://a.example:80/feed"),
        ("https://a.example/feed", "https://a.example/feed?utm_source=x"),
        ("https://a.example/?a=1&b=2", "https://a.example/?b=2&a=1"),
        ("https://strasse.example/", "https://straße.example/"),
        ("https://abc.example/", "https://xn--abc-.example/"),
        ("https://xn--a.example/", "https://xn--b\u00fc.example/"),
        ("https://one:x@a.example/", "https://two:x@a.example/"),
    ],
)
def test_what_may_be_another_document_is_another_feed(first, second):
    feeds = f"feeds:\n  - {{id: a, url: '{first}'}}\n  - {{id: b, url: '{second}'}}\n"
    assert [feed.url for feed in loaded(SITE + feeds + OUTPUTS).feeds] == [first, second]


HOSTS = st.text(min_size=1, max_size=9) | st.text("xn-a1ü.。ß", max_size=9).map("xn--{}".format)


@example(".", "")
@given(HOSTS, st.sampled_from(("", ":1", ":443", "/p", "?q", "#f", "/%7e")))
def test_any_address_has_one_form_in_which_it_is_asked(host, rest):
    url = f"https://{host}{rest}"
    with suppress(ConfigError):
        loaded(f"{SITE}feeds: [{{id: a, url: {json.dumps(url)}}}]\n{OUTPUTS}")
        once = as_asked(url)
        assert as_asked(once) == once
        assert as_asked(f"{once}#more") == once


def test_an_id_that_stands_twice_is_told():
    more = "  - id: ▸a\n    url: https://b.example/\n"
    assert error_there(SITE + FEEDS + more + OUTPUTS) == (
        "'a' stands in feeds twice; expected it once"
    )


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (f"{SMALL}  - {{id: ▸o, title: P}}\n", "'o' stands in outputs twice; expected it once"),
        (f"{SITE}{FEEDS}outputs:\n  - {{id: o, title: O, topics: [auctions, ▸pearls]}}\n",
         "'pearls' is no topic; expected one of auctions, sponsored"),
        (f"{SITE}{FEEDS}outputs:\n  - {{id: o, title: O, feeds: [a, ▸b]}}\n",
         "'b' is no feed; expected one of a"),
        (f"{SMALL}  - {{id: ▸index, title: P}}\n",
         "'index' is the front page; expected another id"),
        (f"{SMALL}  - {{id: ▸sources, title: P}}\n",
         "'sources' is the page of sources; expected another id"),
        (f"{SMALL}  - {{id: ▸search, title: P}}\n",
         "'search' is what the search of the pages reads; expected another id"),
        (with_line("categories: {Sales: ▸auction}"),
         "'auction' is no topic; expected one of auctions, sponsored"),
    ],
)  # fmt: skip
def test_a_name_that_names_nothing_is_told(text, error):
    assert error_there(text) == error


def test_an_error_that_a_merge_brought_stands_where_it_was_written():
    found = errors(f"""\
{SITE}feeds:
  - &base
    id: a
    url: https://a.example/feed
    rank: 900
  - <<: *base
    id: b
    url: https://b.example/feed
{OUTPUTS}""")
    rank = "rank: 900 will not do; expected less than or equal to 100"
    assert found == [f"6:11: {rank}", f"7:5: {rank}"]


def test_letters_beyond_ascii_are_one_column_each():
    assert errors(with_line("title: Café 💍 # “x”\n    rank: x"))[0].startswith("6:11: ")
    assert error_there(with_line("categories: {Café 💍: ▸x}")).startswith("'x' is no topic")


def test_all_errors_come_at_once_in_the_order_of_the_file():
    found = errors("""\
site: {contact: 5}
outputs:
  - {id: O, title: O}
feeds:
  - id: a
    url: nowhere
    every: 5
  - rank: 900
    zone: UTC
network: {allow: [x]}
""")
    assert [error.split(" ")[0] for error in found] == [
        "1:17:", "3:10:", "6:10:", "7:12:", "8:5:", "8:11:", "9:5:", "10:19:",
    ]  # fmt: skip


def test_all_names_that_do_not_fit_come_at_once():
    found = errors(f"""\
{SITE}outputs:
  - {{id: o, title: O, topics: [x, auctions, y], feeds: [z]}}
feeds:
  - {{id: a, url: https://a.example/, links: /*, categories: {{B: x}}}}
  - {{id: a, url: https://a.example/}}
""")
    assert [error.partition(";")[0].split(" ", 1)[1] for error in found] == [
        "'x' is no topic", "'y' is no topic", "'z' is no feed",
        "links and select read a page", "'x' is no topic",
        "'a' stands in feeds twice", "feed 'a' (line 5) asks this address already",
    ]  # fmt: skip


NODES = st.recursive(
    st.sampled_from(("", "a", "5", "1.5", "true", "~", "auto", "30m", "2026-01-01", "'x'", '"\\n"',
                     "https://a.example/", "!!int x", "!t x", "&a b", "*a", "/x", "\t", "é", "|")),
    lambda inner: st.lists(inner, max_size=3).map(lambda some: f"[{', '.join(some)}]")
    | st.dictionaries(
        st.sampled_from(("id", "url", "page", "select", "title", "contact", "allow", "words", "5",
                         "<<", "*a", "[a]", "rank", "auctions", "~", "item", "topics", "every")),
        inner, max_size=4,
    ).map(lambda some: "{" + ", ".join(f"{key}: {one}" for key, one in some.items()) + "}"),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(
    st.sampled_from(("site", "network", "defaults", "feeds", "topics", "outputs", "x")), NODES,
))  # fmt: skip
def test_any_text_is_a_configuration_or_has_errors_with_places(parts):
    text = "".join(f"{key}: {node}\n" for key, node in parts.items())
    with suppress(ConfigError):
        loaded(text)
        return
    found = [tuple(map(int, error.split(":")[:2])) for error in errors(text)]
    assert found == sorted(found)
    assert all(1 <= line <= len(parts) + 1 and column >= 1 for line, column in found)


def test_no_topic_is_called_as_what_has_none():
    text = f"{SMALL}topics:\n  off-topic: ▸{{words: [casino]}}\n"
    assert error_there(text) == "'off-topic' says of no topic; expected another name"
