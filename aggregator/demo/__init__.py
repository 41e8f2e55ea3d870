"""The sample trade: invented outlets on loopback, which a newcomer and our tests follow."""

from importlib import resources
from string import Template

from aggregator.demo.origin import Origin, Request
from aggregator.demo.trade import Sharing
from aggregator.demo.truth import SampleStory, Telling

__all__ = ["Origin", "Request", "SampleStory", "Sharing", "Telling", "feeds_yaml"]


def feeds_yaml(origin_url: str, base_url: str = "http://127.0.0.1:8000/") -> str:
    """A feeds.yaml that follows the sample trade at `origin_url` and publishes at `base_url`."""
    text = resources.files(__package__).joinpath("feeds.yaml").read_text(encoding="utf-8")
    return Template(text).substitute(origin=origin_url, base_url=base_url)
