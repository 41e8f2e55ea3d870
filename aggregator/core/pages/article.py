"""The page of one article: what it says of itself in JSON-LD, OpenGraph and its own markup."""

from aggregator.model import ParsedItem, ReadFailed


def article(body: bytes, *, content_type: str | None, url: str) -> ParsedItem | ReadFailed:
    """The article that a page is. Total; a page without a title to it is `ReadFailed`."""
    del body, content_type, url
    return ReadFailed(reason="article pages cannot be read yet")
