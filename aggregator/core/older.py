"""Where a feed's older pages are: at the end of its links, or behind WordPress's numbers."""

from urllib.parse import urlsplit, urlunsplit

from aggregator.core.urls import canonical
from aggregator.model import Channel, value


@value
class Older:
    """An older page. `number` is WordPress's; None where a link of the feed leads there."""

    url: str
    number: int | None = None


def behind_feed(url: str, channel: Channel) -> Older | None:
    """The page before the feed's own document, which stands at `url`.

    Its link (RFC 5005) comes first: WordPress's numbers are our guess.
    """
    if channel.older:
        return Older(url=channel.older)
    return Older(url=_numbered(url, 2), number=2) if _is_wordpress(url, channel) else None


def behind_page(url: str, page: Older, channel: Channel) -> Older | None:
    """The page before an older page; `url` is the feed's own, `channel` what the page says."""
    if page.number is not None:
        return Older(url=_numbered(url, page.number + 1), number=page.number + 1)
    return Older(url=channel.older) if channel.older else None


def is_elsewhere(url: str, link: str) -> bool:
    """Whether a link leaves the host of the feed, or its port."""
    return urlsplit(canonical(link)).netloc != urlsplit(canonical(url)).netloc


def _is_wordpress(url: str, channel: Channel) -> bool:
    says_so = "wordpress" in (channel.generator or "").lower()
    return says_so or urlsplit(url).path.rstrip("/").endswith("/feed")


def _numbered(url: str, number: int) -> str:
    parts = urlsplit(url)
    pairs = [pair for pair in parts.query.split("&") if pair and not pair.startswith("paged=")]
    query = "&".join([*pairs, f"paged={number}"])
    return urlunsplit(parts._replace(query=query, fragment=""))
