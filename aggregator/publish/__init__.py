"""Corridor two: store → bytes → files, hub."""

from aggregator.publish.pages import ASSETS
from aggregator.publish.pinging import Pinging
from aggregator.publish.publisher import Publisher, PublishReport

__all__ = ["ASSETS", "Pinging", "PublishReport", "Publisher"]
