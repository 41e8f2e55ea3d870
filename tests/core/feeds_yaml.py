"""A small feeds.yaml in its parts, and a small lexicon."""

from collections.abc import Mapping

from aggregator.core.config import load
from aggregator.model import Config

LEXICON = """\
[topics.auctions]
label = "Auctions"
words = [{auction = 2}, "lot"]
names = ["Lund"]
excluded = ["parking lot"]
categories = ["Salerooms"]
[topics.sponsored]
marks = ["Sponsored by"]
labels = ["Advertorial"]
"""
SITE = "site: {contact: desk@wire.example}\n"
FEEDS = "feeds:\n  - id: a\n    url: https://a.example/feed\n"
OUTPUTS = "outputs:\n  - {id: o, title: O}\n"
SMALL = SITE + FEEDS + OUTPUTS


def loaded(text: str, environment: Mapping[str, str] | None = None) -> Config:
    return load(text, "feeds.yaml", lexicon=LEXICON, environment=environment or {})


def with_line(line: str) -> str:
    """The small file with more lines in its feed."""
    return f"{SITE}{FEEDS}    {line}\n{OUTPUTS}"
