"""feeds.yaml with one feed more."""

import pytest
from feeds_yaml import FEEDS, OUTPUTS, SITE, SMALL, loaded
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.core.config import with_feeds
from aggregator.errors import ConfigError
from aggregator.model import Feed, FeedId

NEW = (("id", "new"), ("title", '"The New"'), ("url", '"https://new.example/feed"'))


def added(text: str, *lines: str) -> str:
    """`with_feeds`, having checked that it wrote these lines and kept every other byte."""
    edited = with_feeds(text, "feeds.yaml", [NEW])
    block = "".join(lines)
    assert edited.count(block) == 1
    before, _, after = edited.partition(block)
    assert before + after in {text, f"{text}\n", f"{text}\r\n"}
    old = loaded(text)
    new = loaded(edited)
    feed = Feed(id=FeedId("new"), url="https://new.example/feed", title="The New")
    assert new.feeds == (*old.feeds, feed)
    assert new.outputs == old.outputs
    return before


BLOCK = ("  - id: new\n", '    title: "The New"\n', '    url: "https://new.example/feed"\n')
SHALLOW = tuple(line[2:] for line in BLOCK)


def test_a_feed_is_appended_and_every_other_byte_stays():
    before = added(f"""\
# The trade.
{SITE}
feeds:   # what we follow

  # Magazines
  - id: a   # the first
    url: https://a.example/feed

  - id: b
    url: https://b.example/feed
    categories:
      Sales: auctions
      # a comment on what is in b
    # every: 1h

  # Dead: https://c.example/feed

# What we publish
{OUTPUTS}""", *BLOCK)  # fmt: skip
    assert before.endswith("    # every: 1h\n")


def test_feeds_may_be_the_last_part():
    assert added(f"{SITE}{OUTPUTS}{FEEDS}", *BLOCK).endswith("/feed\n")
    assert added(f"{SITE}{OUTPUTS}{FEEDS}\n# The end.\n", *BLOCK).endswith("/feed\n")
    assert added(f"---\n{SITE}{OUTPUTS}{FEEDS}...\n", *BLOCK).endswith("/feed\n")


def test_a_last_line_without_an_end_gets_one():
    added(f"{SITE}{OUTPUTS}{FEEDS}".rstrip("\n"), *BLOCK)
    added(f"{SITE}{OUTPUTS}{FEEDS}  # The end.", *BLOCK)


def test_a_list_need_not_be_indented():
    text = f"{SITE}feeds:\n- id: a\n  url: https://a.example/\n# What we publish\n{OUTPUTS}"
    assert added(text, *SHALLOW).endswith("a.example/\n")


def test_a_list_may_be_indented_deep():
    text = f"{SITE}feeds:\n     -   id: a\n         url: https://a.example/\n{OUTPUTS}"
    added(text, *(f"   {line}" for line in BLOCK))


def test_items_may_be_flow_maps():
    added(f"{SITE}feeds:\n  - {{id: a, url: https://a.example/}}\n{OUTPUTS}", *BLOCK)
    added(f"{SITE}feeds:\n- {{id: a,\nurl: https://a.example/}}\n{OUTPUTS}", *SHALLOW)


def test_items_may_begin_on_another_line():
    added(f"{SITE}feeds:\n  - # first\n    id: a\n    url: https://a.example/\n{OUTPUTS}", *BLOCK)
    added(f"{SITE}feeds:\n  -\n      id: a\n      url: https://a.example/\n{OUTPUTS}", *BLOCK)


def test_items_may_have_anchors_and_tags():
    text = f"{SITE}feeds: &all-of-them\n  - &a-b\n    id: a\n    url: https://a.example/\n{OUTPUTS}"
    added(text, *BLOCK)
    added(f"{SITE}feeds: !!seq\n  - !!map {{id: a, url: https://a.example/}}\n{OUTPUTS}", *BLOCK)


def test_texts_over_several_lines_stay_whole():
    title = "    title: |\n      two\n      # no comment\n"
    added(f"{SITE}{FEEDS}{title}{OUTPUTS}", *BLOCK)
    added(f'{SITE}{FEEDS}    title: "two\nlines"\n{OUTPUTS}', *BLOCK)


def test_line_ends_are_the_file_s():
    text = SMALL.replace("\n", "\r\n")
    added(text, *(line.replace("\n", "\r\n") for line in BLOCK))


def test_a_feed_can_be_added_again_and_again():
    text = SMALL
    new = [(("id", f"n{number}"), ("url", f"https://n{number}.example/")) for number in range(5)]
    for fields in new:
        text = with_feeds(text, "feeds.yaml", [fields])
    assert [feed.id for feed in loaded(text).feeds] == ["a", "n0", "n1", "n2", "n3", "n4"]
    assert with_feeds(SMALL, "feeds.yaml", new) == text


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"{SITE}{OUTPUTS}", "1:1"),
        (f"{SITE}feeds:\n{OUTPUTS}", "2:1"),
        (f"{SITE}feeds: []\n{OUTPUTS}", "2:8"),
        (f"{SITE}feeds: [{{id: a, url: https://a.example/}}]\n{OUTPUTS}", "2:8"),
        (f"{SITE}feeds:\n  {{a: b}}\n{OUTPUTS}", "3:3"),
        (f"x: &a\n  - b\nfeeds: *a\n{OUTPUTS}", "1:4"),
    ],
)
def test_where_there_is_no_list_to_append_to_it_is_told(text, place):
    with pytest.raises(ConfigError) as caught:
        with_feeds(text, "feeds.yaml", [NEW])
    assert str(caught.value) == (
        f"feeds.yaml:{place}: no list of feeds with an item on a line of its own;"
        " expected one to append to"
    )


def test_what_is_no_yaml_gets_no_feed():
    with pytest.raises(ConfigError, match=r"^feeds\.yaml:3:1: no YAML"):
        with_feeds(f"{SITE}feeds: [\n", "feeds.yaml", [NEW])


@settings(max_examples=40)
@given(st.data())
def test_a_feed_is_appended_whatever_stands_around(data):
    between = st.sampled_from(("", "\n", "  # note\n", "# note\n", "\n\n  # note\n\n"))
    indent = data.draw(st.sampled_from(("", "  ", "    ")))
    forms = st.sampled_from((
        "- id: {0}\n{1}  url: https://{0}.example/\n",
        "- {{id: {0}, url: 'https://{0}.example/'}}\n",
        "-\n{1}    url: https://{0}.example/ # note\n{1}    # note\n{1}    id: {0}\n",
    ))  # fmt: skip
    items = "".join(
        data.draw(between) + indent + data.draw(forms).format(f"f{number}", indent)
        for number in range(data.draw(st.integers(1, 3)))
    )
    parts = data.draw(st.permutations((SITE, f"feeds: # all\n{items}", OUTPUTS)))
    text = "".join(part + data.draw(between) for part in parts)
    text = data.draw(st.sampled_from((text, text.rstrip("\n"))))
    added(text, *(indent + line for line in SHALLOW))
