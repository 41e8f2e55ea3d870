"""Reading where a bad document cannot hurt: in processes that can be ended."""

from aggregator.read.pool import ProcessReader

__all__ = ["ProcessReader"]
