"""Corridor two: store → bytes → files."""

from aggregator.publish.publisher import ASSETS, Publisher, PublishReport

__all__ = ["ASSETS", "PublishReport", "Publisher"]
