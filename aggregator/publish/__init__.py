"""Corridor two: store → bytes → files, hub."""

from aggregator.publish.pinging import Pinging
from aggregator.publish.publisher import ASSETS, Publisher, PublishReport

__all__ = ["ASSETS", "Pinging", "PublishReport", "Publisher"]
