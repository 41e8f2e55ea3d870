"""feeds.yaml: its text in, a `Config` out, or every error with its line."""

from aggregator.core.config.addresses import exposed
from aggregator.core.config.edit import with_feeds
from aggregator.core.config.load import load
from aggregator.core.config.shape import json_schema

__all__ = ["exposed", "json_schema", "load", "with_feeds"]
