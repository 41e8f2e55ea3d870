"""What feeds.yaml takes from the environment: where it may stand, and that nothing shows it."""

import json
from collections.abc import Mapping

import pytest
from feeds_yaml import OUTPUTS, SITE, SMALL, loaded, with_line
from hypothesis import assume, given
from hypothesis import strategies as st

from aggregator.core.config import exposed, json_schema
from aggregator.core.opml import export
from aggregator.errors import ConfigError
from aggregator.model import Config, Feed, FeedId, Login, Secret

HERE = "▸"
ENVIRONMENT = {
    "KEY": "k-1",
    "USER": "reader",
    "PASSWORD": "hunter2",
    "EMPTY": "",
    "HOST": "h.example",
    "LINES": "one\r\nX-More: two",
    "COLON": "a:b",
    "HALF": "a\udc80b",
    "PROXY": "http://p.example:3128",
}

ONE_LINE = "a line end or a control character is in this; expected text on one line"
NO_TEXT = "this is no text; expected text (quote it)"
NO_NAME = (
    "headers: this is no name of a header; expected letters, digits and dashes, as in X-Api-Key"
)
NOT_HERE = "is not said here; expected"
NO_VARIABLE = "a ${ in this names no variable; expected ${NAME}, or $${ for ${ itself"
NO_PROXY = (
    "proxy: this is no address of a proxy; expected http://host:3128 or"
    " http://user:password@host:3128, signs percent-encoded; or none"
)


def feed(line: str) -> Feed:
    return loaded(with_line(line), ENVIRONMENT).feeds[0]


def shown(text: str, environment: Mapping[str, str] | None = None) -> str:
    """All that is printed of a text: its errors, or what was understood."""
    try:
        config = loaded(text, environment)
    except ConfigError as error:
        return f"{error}{error!r}{error.problems!r}"
    return f"{config!r}{config}{[repr(one) for one in config.feeds]}{export(config)!r}"


def error_there(marked: str) -> str:
    """The one error in a text, which is where the text is marked."""
    before, mark, after = marked.partition(HERE)
    assert mark
    with pytest.raises(ConfigError) as caught:
        loaded(before + after, ENVIRONMENT)
    (problem,) = caught.value.problems
    place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
    assert (problem.line, problem.column) == place, str(problem)
    return problem.message


# What is understood


def test_all_that_is_sent_to_one_publisher_is_understood():
    asked = feed("""\
headers:
      X-Api-Key: ${KEY}
      Cookie: "a=1; b=${KEY}${KEY}"
    user_agent: a reader of ${HOST}
    auth: {user: "${USER}", password: "pre-${PASSWORD}"}
    proxy: http://${USER}:${PASSWORD}@${HOST}:3128""")
    assert asked == Feed(
        id=FeedId("a"),
        url="https://a.example/feed",
        headers=(("X-Api-Key", Secret(text="k-1")), ("Cookie", Secret(text="a=1; b=k-1k-1"))),
        user_agent="a reader of h.example",
        login=Login(user="reader", password=Secret(text="pre-hunter2")),
        proxy=Secret(text="http://reader:hunter2@h.example:3128"),
    )


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("$${KEY}", "${KEY}"),
        ("$$${KEY}", "$${KEY}"),
        ("$${", "${"),
        ("a $${KEY} of ${KEY}", "a ${KEY} of k-1"),
        ("$KEY", "$KEY"),
        ("a}$", "a}$"),
        ("", ""),
        ("né", "né"),
    ],
)
def test_a_brace_can_be_meant_as_it_is(written, sent):
    (header,) = feed(f"headers: {{X-Key: '{written}'}}").headers
    assert header == ("X-Key", Secret(text=sent))
    login = feed(f"auth: {{user: '{written}', password: '{written}'}}").login
    assert login == Login(user=sent, password=Secret(text=sent))


@given(st.text().filter(lambda text: "${" not in text and text.isprintable()))
def test_what_the_environment_holds_is_sent_as_it_is(value):
    assume(value)
    config = loaded(with_line("headers: {X-Key: '${A}'}"), {"A": f"{value}${{B}}$${{"})
    assert config.feeds[0].headers[0][1].text == f"{value}${{B}}$${{"


def test_who_is_no_feed_yet_is_asked_as_the_defaults_say():
    config = loaded(
        f"{SMALL}defaults: {{user_agent: 'all ${{KEY}}', proxy: '${{PROXY}}'}}\n", ENVIRONMENT
    )
    assert config.user_agent == "all k-1"
    assert config.proxy == Secret(text="http://p.example:3128")
    assert "k-1" not in repr(config)
    assert "p.example" not in repr(config)
    config = loaded(SMALL)
    assert (config.user_agent, config.proxy) == (None, None)


def test_defaults_say_user_agent_and_proxy_for_all():
    defaults = "defaults: {user_agent: 'all ${KEY}', proxy: '${PROXY}'}\n"
    own = "    user_agent: mine\n    proxy: https://own.example\n"
    none = "  - id: b\n    url: https://b.example/\n    proxy: none\n"
    config = loaded(f"{SMALL.replace(OUTPUTS, none)}{OUTPUTS}{defaults}", ENVIRONMENT)
    assert [one.user_agent for one in config.feeds] == ["all k-1", "all k-1"]
    assert [one.proxy for one in config.feeds] == [Secret(text="http://p.example:3128"), None]
    (one,) = loaded(f"{SMALL.replace(OUTPUTS, own)}{OUTPUTS}{defaults}", ENVIRONMENT).feeds
    assert (one.user_agent, one.proxy) == ("mine", Secret(text="https://own.example"))


def test_a_merge_may_bring_what_is_sent():
    text = f"""\
{SITE}feeds:
  - &base
    id: a
    url: https://a.example/
    headers: &common {{X-Key: '${{KEY}}'}}
    auth: &login {{user: reader, password: '${{PASSWORD}}'}}
  - <<: *base
    id: b
    url: https://b.example/
    headers: {{<<: *common, X-More: more}}
{OUTPUTS}"""
    one, two = loaded(text, ENVIRONMENT).feeds
    assert one.login == two.login == Login(user="reader", password=Secret(text="hunter2"))
    assert {name for name, _ in two.headers} == {"X-Key", "X-More"}


@pytest.mark.parametrize(
    "proxy",
    [
        "http://p.example", "https://p.example/", "HTTP://P.example:3128", "http://127.0.0.1:8080",
        "http://[::1]:8080", "http://u:p%40ss@p.example:3128",
    ],
)  # fmt: skip
def test_a_proxy_is_an_address(proxy):
    assert feed(f"proxy: '{proxy}'").proxy == Secret(text=proxy)


# What is refused


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("headers: {X-Key: ▸'${NONE}'}", "X-Key: ${NONE} is not"),
        ("headers: {X-Key: ▸'${EMPTY}'}", "X-Key: ${EMPTY} is not"),
        ("headers: {X-Key: ▸'${A} ${KEY} ${B} ${A}'}", "X-Key: ${A} and ${B} are not"),
        ("user_agent: ▸a ${NONE}", "user_agent: ${NONE} is not"),
        ("auth: {user: ▸'${NONE}', password: x}", "user: ${NONE} is not"),
        ("auth:\n      user: x\n      password: ▸${NONE}", "password: ${NONE} is not"),
        ("proxy: ▸http://${NONE}/", "proxy: ${NONE} is not"),
        ("proxy: ▸${expected}", "proxy: ${expected} is not"),
    ],
)
def test_a_variable_that_is_not_set_is_told(line, error):
    told = error_there(with_line(line))
    assert told == f"{error} set in the environment; expected a value there"


def test_every_variable_that_is_not_set_is_told():
    with pytest.raises(ConfigError) as caught:
        loaded(with_line("auth: {user: '${A}', password: '${B}'}\n    proxy: ${C}"))
    assert [problem.message.split(" ")[1] for problem in caught.value.problems] == [
        "${A}", "${B}", "${C}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "value", ["${", "${}", "${KEY", "${ KEY }", "${1X}", "${A-b}", "${KEY:-x}"]
)
@pytest.mark.parametrize("key", ["user", "password"])
def test_braces_that_name_no_variable_are_told(key, value):
    other = "password" if key == "user" else "user"
    told = error_there(with_line(f"auth: {{{key}: ▸'hunter2 {value}', {other}: x}}"))
    assert told == f"{key}: {NO_VARIABLE}"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (f"site: {{contact: x, title: ▸'${{KEY}}'}}\n{SMALL.removeprefix(SITE)}", "title"),
        (f"site: {{contact: x, base_url: ▸'https://${{HOST}}/'}}\n{SMALL.removeprefix(SITE)}",
         "base_url"),
        (f"{SMALL}network: {{allow: [▸'${{RANGE}}']}}\n", "allow"),
        (f"{SMALL}defaults: {{every: ▸'${{EVERY}}'}}\n", "every"),
        (with_line("title: ▸$${KEY}"), "title"),
        (with_line("rank: ▸${RANK}"), "rank"),
        (with_line("cron: ▸${CRON}"), "cron"),
        (with_line("categories: {Sales: ▸'${TOPIC}'}"), "Sales"),
        (with_line("categories: {'${KEY}': ▸auctions}"), "${KEY}"),
        (f"{SMALL}topics:\n  auctions:\n    words: [{{lot: 1}}, ▸'${{KEY}}']\n", "words"),
        (SMALL.replace("title: O", "title: ▸'${KEY}'"), "title"),
    ],
)  # fmt: skip
def test_what_is_not_sent_holds_no_variable(text, key):
    what = "no ${…} is filled here; expected it in headers, user_agent, auth or proxy"
    assert error_there(text) == f"{key}: {what}"


@pytest.mark.parametrize("address", ["${URL}", "https://a.example/?key=${KEY}", "https://${A}:80/"])
def test_an_address_holds_no_variable(address):
    what = "addresses are published and hold no ${…}; expected secrets in headers or auth"
    there = f"{SITE}feeds:\n  - {{id: a, url: ▸'{address}'}}\n{OUTPUTS}"
    assert error_there(there) == f"url: {what}"
    there = f"{SITE}feeds:\n  - {{id: a, links: /*, page: ▸'{address}'}}\n{OUTPUTS}"
    assert error_there(there) == f"page: {what}"


def test_variables_beside_other_errors_are_told_with_them():
    with pytest.raises(ConfigError) as caught:
        loaded(with_line("title: ${KEY}\n    rank: 900\n    topcis: x"))
    assert [problem.line for problem in caught.value.problems] == [5, 6, 7]


def test_what_aliases_show_in_many_places_is_told_once():
    more = "  - {id: b, url: https://b.example/, categories: *c}\n"
    text = with_line("categories: &c {'${KEY}': ▸auctions}").replace(OUTPUTS, more + OUTPUTS)
    assert error_there(text).startswith("${KEY}: no ${…} is filled here")


def test_lists_of_lists_of_lists_take_no_time():
    lines = (f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 40))
    with pytest.raises(ConfigError):
        loaded(f"{SMALL}l0: &l0 [x]\n{''.join(lines)}")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("Host", "headers: Host is ours to say; expected it left out"),
        ("content-length", "headers: content-length is ours to say; expected it left out"),
        ("Transfer-Encoding", "headers: Transfer-Encoding is ours to say; expected it left out"),
        ("CONNECTION", "headers: CONNECTION is ours to say; expected it left out"),
        ("Accept-Encoding", "headers: Accept-Encoding is ours to say; expected it left out"),
        ("If-None-Match", "headers: If-None-Match is ours to say; expected it left out"),
        ("If-Modified-Since", "headers: If-Modified-Since is ours to say; expected it left out"),
        ("User-Agent", f"headers: User-Agent {NOT_HERE} the key user_agent"),
        ("Referer", f"headers: Referer {NOT_HERE} none: no publisher is told where we come from"),
        ("proxy-authorization",
         f"headers: proxy-authorization {NOT_HERE} user and password in the address under proxy"),
        ("X Key", NO_NAME), ("'X-Key:'", NO_NAME), ("X(Key)", NO_NAME), ("''", NO_NAME),
        ("Schlüssel", NO_NAME), ('"X-Key\\n"', NO_NAME), ("5", NO_NAME), ("'${KEY}'", NO_NAME),
    ],
)  # fmt: skip
def test_a_header_that_is_not_ours_to_choose_is_told(name, error):
    assert error_there(with_line(f"headers:\n      ▸{name}: x")) == error


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("headers: {X-Key: ▸5}", f"X-Key: {NO_TEXT}"),
        ("headers: {X-Key: ▸!!str 5}", f"X-Key: {NO_TEXT}"),
        ("headers: {X-Key: ▸[hunter2]}", f"X-Key: {NO_TEXT}"),
        ("headers:\n      ▸X-Key:", f"X-Key: {NO_TEXT}"),
        ('headers: {X-Key: ▸"a\\r\\nb"}', f"X-Key: {ONE_LINE}"),
        ('headers: {X-Key: ▸"a\\tb"}', f"X-Key: {ONE_LINE}"),
        ('headers: {X-Key: ▸"a\\0"}', f"X-Key: {ONE_LINE}"),
        ("headers: {X-Key: ▸'${LINES}'}", f"X-Key: {ONE_LINE}"),
        ("headers: {X-Key: ▸'${HALF}'}", f"X-Key: {ONE_LINE}"),
        ("headers:\n      X-Key: ▸|\n        hunter2", f"X-Key: {ONE_LINE}"),
        ("user_agent: ▸5", f"user_agent: {NO_TEXT}"),
        ("user_agent: ▸''",
         "user_agent: this is no user agent; expected printable text on one line"),
        ("user_agent: ▸${LINES}", f"user_agent: {ONE_LINE}"),
        ('user_agent: ▸"a\\_b"',
         "user_agent: this is no user agent; expected printable text on one line"),
        ("auth: {user: ▸a:b, password: x}",
         "user: a colon is in this; expected a user without one"),
        ("auth: {user: ▸'${COLON}', password: x}",
         "user: a colon is in this; expected a user without one"),
        ("auth: {user: ▸'${LINES}', password: x}", f"user: {ONE_LINE}"),
        ("auth: {user: x, password: ▸1234}", f"password: {NO_TEXT}"),
        ("auth: {user: x, password: ▸2026-01-01}", f"password: {NO_TEXT}"),
        ("auth: {user: x, password: ▸'${LINES}'}", f"password: {ONE_LINE}"),
        ("auth: ▸{user: x}", "'password' is missing here; expected it"),
        ("auth: ▸{password: x}", "'user' is missing here; expected it"),
        ("proxy: ▸5", f"proxy: {NO_TEXT}"),
        ("▸proxy:", f"proxy: {NO_TEXT}"),
        ("proxy: ▸socks5://u:hunter2@p.example:1080",
         "proxy: SOCKS is not spoken; expected an http:// or https:// proxy"),
        ("proxy: ▸SOCKS4a://p.example",
         "proxy: SOCKS is not spoken; expected an http:// or https:// proxy"),
        ("proxy: ▸p.example:3128", NO_PROXY),
        ("proxy: ▸ftp://p.example", NO_PROXY),
        ("proxy: ▸http://", NO_PROXY),
        ("proxy: ▸http://:3128", NO_PROXY),
        ("proxy: ▸'http://[::1'", NO_PROXY),
        ("proxy: ▸http://p.example:0", NO_PROXY),
        ("proxy: ▸http://p.example:99999", NO_PROXY),
        ("proxy: ▸http://u:hunter2/2@p.example", NO_PROXY),
        ("proxy: ▸http://u:12/34@p.example", NO_PROXY),
        ("proxy: ▸http://u:12?34@p.example", NO_PROXY),
        ("proxy: ▸'http://u:hunter 2@p.example'", NO_PROXY),
        ("proxy: ▸${KEY}", NO_PROXY),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_sent_is_told(line, error):
    assert error_there(with_line(line)) == error


LOGINS = "auth, Authorization and a login in the address all say who we are; expected one of them"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (with_line("headers: {x-key: a, X-Key: ▸b}"),
         "X-Key stands in headers twice, in any case; expected it once"),
        (with_line("headers: {authorization: ▸x}\n    auth: {user: x, password: y}"), LOGINS),
        (with_line("auth: ▸{user: x, password: y}").replace("//a.", "//us:hunter2@a."), LOGINS),
        (with_line("headers: {Authorization: ▸x}").replace("//a.", "//us:hunter2@a."), LOGINS),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_told(text, error):
    assert error_there(text) == error


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("auth: {user: x, ▸pasword: hunter2, password: y}",
         "unknown key; did you mean 'password'?"),
        ("auth: {user: x, password: y, ▸realm: hunter2}",
         "unknown key; expected one of password, user"),
        ("auth: ▸reader:hunter2", "auth: this is no mapping; expected keys with their values"),
        ("auth: ▸hunter2", "auth: this is no mapping; expected keys with their values"),
        ("auth: ▸12345", "auth: this is no mapping; expected keys with their values"),
        ("headers: ▸'X-Key: hunter2'",
         "headers: this is no mapping; expected keys with their values"),
        ("headers: ▸[hunter2]", "headers: this is no mapping; expected keys with their values"),
    ],
)  # fmt: skip
def test_another_shape_is_told(line, error):
    assert error_there(with_line(line)) == error


@pytest.mark.parametrize("key", ["headers", "auth"])
def test_not_everything_can_be_said_for_all_feeds(key):
    told = error_there(f"{SMALL}defaults: {{▸{key}: {{}}}}\n")
    assert told.startswith(f"unknown key {key!r}; ")


# That nothing shows it


@pytest.mark.parametrize(
    "value",
    [
        "*hunter2", "!!int hunter2", "!!int 0xhunter2", "!!bool hunter2", "!!float hunter2",
        "!!set hunter2", "!!timestamp hunter2", "!hunter2!x", "!hunter2", "!<hunter2",
        "!<hunter2>", "|hunter2", '"a\\hunter2"', "@hunter2", "%hunter2", "&hunter2", "'hunter2",
        "x: hunter2", "[hunter2", "{hunter2", "{<<: hunter2}", "? hunter2", "!!map hunter2",
        "!!seq hunter2", "!!binary hunter2", "{hunter 2: }", "[hunter2, 5]",
        "{hunter 2: hunter2}", "- hunter2", "12345, password hunter2", "12345, hunter2: x",
        "y, user: hunter2", "'${hunter2'", "'hunter2${'",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "line",
    [
        "auth: {user: x, password: %s}",
        "auth: {password: x, user: %s}",
        "headers: {X-Key: %s}",
        "user_agent: %s",
        "proxy: %s",
        "auth: %s",
        "headers: %s",
    ],
)
def test_what_is_written_in_clear_is_not_shown(line, value):
    assert "hunter" not in shown(with_line(line % value))


@pytest.mark.parametrize(
    "address", ["http://us:hunter2@[/", "us:hunter2@a.example", "http://us:hun/ter2@a.example:x/"]
)
def test_a_login_in_what_is_no_address_is_not_shown(address):
    told = error_there(f"{SITE}feeds:\n  - id: a\n    url: ▸{address}\n{OUTPUTS}")
    assert "hun" not in told
    assert "is no address" in told


SENT = (
    "headers: {X-Key: '%s'}", "headers: {X-Key: 'Bearer %s', 'a %s': x}", "headers: {Host: '%s'}",
    "headers: '%s'", "headers: {X-Key: '%s', x-key: '%s'}", "user_agent: 'reader %s'",
    "user_agent: ['%s']", "auth: {user: '%s', password: x}", "auth: {user: x, password: '%s'}",
    "auth: {user: '%s'}", "auth: '%s'", "auth: {user: x, password: ['%s']}",
    "auth: {user: x, pass: '%s', password: '%s'}",
    "auth: {user: x, password: '%s'}\n    headers: {Authorization: '%s'}", "proxy: '%s'",
    "proxy: 'http://us:%s@p.example:3128'", "proxy: 'http://%s/'", "proxy: 'socks://%s'",
)  # fmt: skip
LINES = (
    *SENT, "headers: {'%s': x}", "title: '%s'", "rank: '%s'", "every: '%s'",
    "categories: {'%s': '%s'}",
)  # fmt: skip


# With an end that no words of ours have: "this i" stands in many an error.
ENDED = (st.text(min_size=2) | st.from_regex(r"\A[ -~]{2,16}\Z")).map(lambda text: f"{text}9z7q")


@given(
    st.lists(st.sampled_from(LINES), min_size=1, max_size=3, unique_by=lambda line: line[:4]),
    st.dictionaries(
        st.sampled_from(("A", "B", "words", "expected")),
        ENDED | st.uuids().map(str),
        min_size=1,
    ),
    st.data(),
)
def test_nothing_shows_what_the_environment_holds(lines, environment, data):
    names = st.sampled_from(sorted(environment)).map(lambda name: f"${{{name}}}")
    filled = "\n    ".join(line.replace("%s", data.draw(names)) for line in lines)
    text = with_line(filled)
    assume(not any(value in text for value in environment.values()))
    told = shown(text, environment)
    assert not [value for value in environment.values() if value in told]


@given(st.sampled_from(SENT), st.uuids().map(str))
def test_nothing_shows_what_is_written_in_clear(line, value):
    assert value not in shown(with_line(line.replace("%s", value)))


# What goes over the wire in clear


@pytest.mark.parametrize(
    ("url", "line", "what"),
    [
        ("http://a.example/", "auth: {user: x, password: y}", ("its login",)),
        ("http://x:y@a.example/", "rank: 5", ("its login",)),
        ("HTTP://a.example/", "headers: {Authorization: x}", ("its login",)),
        ("http://a.example/", "headers: {cookie: x}", ("its login",)),
        ("http://a.example/", "headers: {X-Key: x, Accept-Language: de, X-More: y}",
         ("its header X-Key", "its header X-More")),
        ("http://10.0.0.1/", "headers: {X-Key: x, Cookie: y}", ("its login", "its header X-Key")),
        ("http://a.example/", "headers: {Accept-Language: de}", ()),
        ("http://a.example/", "rank: 5", ()),
        ("https://a.example/", "auth: {user: x, password: y}", ()),
        ("http://127.0.0.2:80/", "auth: {user: x, password: y}", ()),
        ("http://[::1]/", "auth: {user: x, password: y}", ()),
        ("http://localhost/", "auth: {user: x, password: y}", ()),
        ("http://a.localhost/", "auth: {user: x, password: y}", ()),
    ],
)  # fmt: skip
def test_what_everybody_on_the_way_can_read_is_told(url, line, what):
    (one,) = loaded(with_line(line).replace("https://a.example/feed", url)).feeds
    assert exposed(one) == what


# What editors are told


def test_the_schema_has_what_is_sent():
    schema = json_schema()
    shapes = schema["$defs"]
    feed_keys = shapes["FeedShape"]["properties"]
    assert feed_keys["headers"]["type"] == "object"
    assert feed_keys["headers"]["additionalProperties"] == {"type": "string"}
    assert shapes["AuthShape"]["required"] == ["user", "password"]
    assert not shapes["AuthShape"]["additionalProperties"]
    assert {"user_agent", "auth", "proxy"} <= feed_keys.keys()
    assert {"user_agent", "proxy"} <= shapes["DefaultsShape"]["properties"].keys()
    assert not {"headers", "auth"} & shapes["DefaultsShape"]["properties"].keys()
    assert shapes["RedirectsShape"]["properties"]["times"]["maximum"] == 1000
    assert shapes["SiteShape"]["properties"]["subscribers"]["minimum"] == 1
    assert json.loads(json.dumps(schema)) == schema


def test_a_secret_is_not_part_of_the_digest():
    def digest(value: str) -> str:
        config: Config = loaded(with_line("auth: {user: x, password: '${A}'}"), {"A": value})
        return config.digest

    assert digest("one") == digest("two")
