"""The memory: SQL behind `ports.Store`, on SQLite or PostgreSQL."""

from aggregator.store.migrate import upgrade
from aggregator.store.sql import SqlStore, open_store

__all__ = ["SqlStore", "open_store", "upgrade"]
