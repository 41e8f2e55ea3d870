"""What an output may ask of its stories in feeds.yaml, and what is told where it cannot be."""

from datetime import timedelta

import pytest
from feeds_yaml import FEEDS, SITE, loaded
from test_config_errors import error_there

from aggregator.core.config import json_schema
from aggregator.model import OutputFeed, OutputId


def with_output(said: str) -> str:
    return f"{SITE}{FEEDS}outputs:\n  - {{id: o, title: O, {said}}}\n"


def test_what_an_output_asks_is_understood() -> None:
    said = "rank: 60, languages: [en, de-CH], words: [pearl, '3 opals'], without: [casino]"
    (output,) = loaded(with_output(f"{said}, age: 30d, per_feed: 5, limit: 20")).outputs
    assert output == OutputFeed(
        id=OutputId("o"),
        title="O",
        rank=60,
        languages=("en", "de-CH"),
        words=("pearl", "3 opals"),
        without=("casino",),
        age=timedelta(days=30),
        per_feed=5,
        limit=20,
    )


@pytest.mark.parametrize(
    "said",
    [
        "per_feed: 50",
        "per_feed: 1, limit: 1",
        "words: [gold ring], without: [ring gold, golden, gold rim]",
        "words: [ring], without: [gold ring]",
        "languages: [zh-Hant-TW, EN, no]",
    ],
)
def test_what_goes_together_is_taken(said: str) -> None:
    assert loaded(with_output(said))


TAG = "is no tag of a language; expected one such as en or en-GB"
WORD = "holds no word to be found; expected text with letters, as in casino"
BOTH = "in it, of without; expected it in one of them"
LISTED = "is no list; expected one, each item behind a dash"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("rank: ▸101", "rank: 101 will not do; expected less than or equal to 100"),
        ("rank: ▸-1", "rank: -1 will not do; expected greater than or equal to 0"),
        ("rank: ▸high", "rank: 'high' will not do; expected a valid integer"),
        ("languages: [en, ▸e]", f"languages: 'e' {TAG}"),
        ("languages: [▸en_GB]", f"languages: 'en_GB' {TAG}"),
        ('languages: [▸"en\\n"]', f"languages: 'en\\n' {TAG}"),
        ("languages: [▸'']", f"languages: '' {TAG}"),
        ("languages: ▸en", f"languages: 'en' {LISTED}"),
        ("words: [pearl, ▸'—']", f"words: '—' {WORD}"),
        ("words: [▸18]", f"words: 18 {WORD}"),
        ("words: ▸pearl", f"words: 'pearl' {LISTED}"),
        ("without: [▸'18']", f"without: '18' {WORD}"),
        ("age: ▸0d", "age: '0d' is no age; expected one such as 90d"),
        ("age: ▸90", "age: 90 is no duration; expected a number and s, m, h or d, as in 30m"),
        ("per_feed: ▸0", "per_feed: 0 will not do; expected greater than or equal to 1"),
        ("per_feed: ▸51", "per_feed: 51 is more than limit (50); expected 50 or fewer"),
        ("limit: 5, per_feed: ▸6", "per_feed: 6 is more than limit (5); expected 5 or fewer"),
        ("words: [ring, ▸pearls], without: [Pearl]", f"words: 'pearls' has 'Pearl' {BOTH}"),
        ("words: [▸the gold rings of Ghent], without: [opal, gold ring, ghent]",
         f"words: 'the gold rings of Ghent' has 'gold ring' {BOTH}"),
        ("▸language: [en]", "unknown key 'language'; did you mean 'languages'?"),
    ],
)  # fmt: skip
def test_what_no_output_can_ask_is_told_at_its_place(said: str, error: str) -> None:
    assert error_there(with_output(said)) == error


def test_editors_are_told_of_each() -> None:
    keys = json_schema()["$defs"]["OutputShape"]["properties"]
    assert {"rank", "languages", "words", "without", "age", "per_feed"} <= keys.keys()
    assert keys["languages"]["items"]["pattern"] == "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"
