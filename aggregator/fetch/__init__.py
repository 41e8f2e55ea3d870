"""The HTTP client: one document, asked for politely, within limits of size and time."""

from aggregator.fetch.client import HttpFetcher, Limits

__all__ = ["HttpFetcher", "Limits"]
