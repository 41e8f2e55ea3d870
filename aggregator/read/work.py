"""What runs in a reading process: `core`, under a limit of memory."""

import resource
import signal
from pathlib import Path

from aggregator.core.pages import read_page
from aggregator.core.parse import parse
from aggregator.model import Feed, Fetched, ParsedFeed, ReadFailed

_OWN_PAGES = Path("/proc/self/statm")


def confine(memory: int) -> None:
    """Let this process have `memory` bytes more than it has now, and end it at the first word."""
    # Pebble's own handler waits for Python, and the loops worth ending are in C.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if not _OWN_PAGES.exists():
        return  # not Linux, where alone the kernel keeps RLIMIT_AS
    size = int(_OWN_PAGES.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = size + memory if hard == resource.RLIM_INFINITY else min(size + memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def read_document(feed: Feed, fetched: Fetched) -> ParsedFeed | ReadFailed:
    """A document as what its subscription says that it is: a page or a feed."""
    if feed.is_page:
        return read_page(
            fetched.body,
            content_type=fetched.content_type,
            url=fetched.url,
            links=feed.links,
            select=feed.select,
        )
    return parse(fetched.body, content_type=fetched.content_type, url=fetched.url)
