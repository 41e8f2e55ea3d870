"""The HTTP clients: one document asked for, one change told; politely, within limits."""

from aggregator.fetch.client import HttpFetcher, Limits
from aggregator.fetch.hub import HttpHub

__all__ = ["HttpFetcher", "HttpHub", "Limits"]
