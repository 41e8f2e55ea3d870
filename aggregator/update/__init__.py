"""Corridor one: web → store."""

from aggregator.update.round import RoundReport, Updater

__all__ = ["RoundReport", "Updater"]
