"""`_headers`: what web servers say of each published file, for hosts that read such a file."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from urllib.parse import quote

from aggregator.core.headers import (
    EVERYWHERE,
    MAX_AGE,
    NAME,
    Fields,
    Table,
    cache_control,
    is_published,
    media_type,
    merged,
    standard,
    written,
)
from aggregator.model import OutputFeed, Site
from aggregator.publish.files import Files

_FRONT = "index.html"
_FORMATS = (".atom", ".rss", ".json")
_ARCHIVE = ".archive-"
# At most so long is an archive kept that had to be written anew under another address.
_HISTORY = timedelta(days=1)
_ASSETS = timedelta(hours=1)  # looks change with a new version of the program
_ASSET_KINDS = (".css", ".js", ".opml", ".png", ".svg")


def write_headers(files: Files, site: Site, outputs: Collection[OutputFeed], now: datetime) -> None:
    """Bring `_headers` up to date with the files that stand in the folder."""
    names = sorted(path.name for path in files.out.iterdir())
    files.write(NAME, written(table(site, outputs, names)), now)


def table(site: Site, outputs: Collection[OutputFeed], names: Iterable[str]) -> Table:
    """The header fields of these files. No path is told of one field twice."""
    published = [name for name in names if not name.startswith((".", "_")) and is_published(name)]
    by_id: Mapping[str, OutputFeed] = {output.id: output for output in outputs}
    first = next(iter(outputs), None)
    told: dict[str, Fields] = {"/*": EVERYWHERE}
    for name in published:
        output = first if name == _FRONT else by_id.get(name.partition(".")[0])
        if _ARCHIVE not in name:
            links = _links(site, output, name, published) if output else ()
            told[f"/{name}"] = merged(_fields(name, output), links)
        elif output:
            told[f"/{output.id}{_ARCHIVE}*"] = _archive_fields()
    if f"/{_FRONT}" in told:
        told["/"] = told[f"/{_FRONT}"]
    return told


def _fields(name: str, output: OutputFeed | None) -> Fields:
    if output is not None:
        return merged(standard(name), (cache_control(output.max_age),))
    max_age = _ASSETS if name.endswith(_ASSET_KINDS) else MAX_AGE
    kind = (("Content-Type", "application/json"),) if name.endswith(".json") else ()
    return merged(standard(name), (cache_control(max_age),), kind)


def _archive_fields() -> Fields:
    kind = ("Content-Type", media_type(".atom"))
    return (kind, cache_control(_HISTORY, "immutable"))


def _links(site: Site, output: OutputFeed, name: str, published: Collection[str]) -> Fields:
    """What a document says of itself without being read (RFC 8288; WebSub section 4)."""
    feeds = [f"{output.id}{suffix}" for suffix in _FORMATS]
    page = f"{output.id}.html"
    said: list[str] = []
    if name in feeds:
        said += _link(site, name, "self")
        said += [f'<{_target(site.hub)}>; rel="hub"'] if site.hub else ()
        said += _link(site, page, "alternate") if page in published else ()
    elif name in {page, _FRONT}:
        for feed in feeds:
            said += _link(site, feed, "alternate") if feed in published else ()
    elif not name.endswith(".html"):
        said += _link(site, name, "self")
    return (("Link", ", ".join(said)),) if said else ()


def _link(site: Site, name: str, relation: str) -> Iterator[str]:
    kind = media_type(name).partition(";")[0]
    typed = f'; type="{kind}"' if relation == "alternate" else ""
    yield f'<{_target(site.base_url)}{name}>; rel="{relation}"{typed}'


def _target(address: str) -> str:
    """An address as a field may hold it: ASCII, and nothing that would end it."""
    return quote(address, safe="!#$%&'()*+,/:;=?@[]~")
