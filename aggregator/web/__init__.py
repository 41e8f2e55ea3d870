"""The two listeners: what was published, for everyone; how it goes, for ops."""

from aggregator.web.ops import ops_app
from aggregator.web.public import public_app
from aggregator.web.serve import bind, serve

__all__ = ["bind", "ops_app", "public_app", "serve"]
