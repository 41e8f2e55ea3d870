"""Jewelwire: a trade-news wire for jewelry, built out of feeds."""

__version__ = "0.1.0"
