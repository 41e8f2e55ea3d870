"""An edition as the documents that readers subscribe to; the same edition gives the same bytes."""

from collections.abc import Mapping

from aggregator.core.render.atom import MEDIA_TYPE, atom
from aggregator.model import Edition

__all__ = ["MEDIA_TYPE", "atom", "documents"]


def documents(edition: Edition) -> Mapping[str, bytes]:
    """Every document of an output by the name of its file."""
    return {f"{edition.output.id}.atom": atom(edition)}
