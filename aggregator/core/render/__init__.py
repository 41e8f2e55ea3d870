"""An edition as the documents that readers subscribe to; the same edition gives the same bytes."""

from collections.abc import Callable, Mapping

from aggregator.core.render.archive import complete
from aggregator.core.render.atom import MEDIA_TYPE, atom
from aggregator.core.render.atom import written as as_atom
from aggregator.core.render.jsonfeed import jsonfeed
from aggregator.core.render.jsonfeed import written as as_json
from aggregator.core.render.parts import MEDIA_TYPES
from aggregator.core.render.presentable import presented
from aggregator.core.render.rss import rss
from aggregator.core.render.rss import written as as_rss
from aggregator.model import Edition

__all__ = ["MEDIA_TYPE", "MEDIA_TYPES", "atom", "documents", "jsonfeed", "rss"]

_FORMS: Mapping[str, Callable[[Edition], bytes]] = {
    ".atom": as_atom,
    ".rss": as_rss,
    ".json": as_json,
}


def documents(edition: Edition) -> Mapping[str, bytes]:
    """Every document of an output by the name of its file."""
    told = presented(edition)
    bodies = {f"{edition.output.id}{suffix}": form(told) for suffix, form in _FORMS.items()}
    if edition.complete:
        name = f"{edition.output.id}.atom"
        bodies[name] = complete(bodies[name])
    return bodies
