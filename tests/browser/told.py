"""A wire whose publishers mean no good, as all of its pages show it."""

from datetime import timedelta
from pathlib import Path

from factories import NOW, a_filing, a_site, a_source, a_story, an_edition, an_entry

from aggregator.core.html import (
    Followed,
    front_page,
    output_page,
    search_index,
    sources_page,
)
from aggregator.core.render import documents
from aggregator.model import (
    Copy,
    Disclosure,
    EntryId,
    Image,
    OutputFeed,
    OutputId,
    Story,
    Topic,
)
from aggregator.publish import ASSETS

HOSTILE = (
    "<script>window.struck = 1</script><img src=x onerror='window.struck = 1'>"
    '"><svg onload="window.struck = 1"></script></title>'
)
LONG = "antidisestablishmentarianism" * 12
OUTPUTS = tuple(
    OutputFeed(id=OutputId(name), title=title, topics=topics)
    for name, title, topics in (
        ("the-latest", "The Latest", ()),
        ("retail", "Retail", (Topic("retail"),)),
        ("hostile", HOSTILE, (Topic("auctions"),)),
        ("long", LONG, ()),
    )
)
PAGES = ("", "retail.html", "hostile.html", "sources.html")


def publish(out: Path, address: str) -> None:
    """Every page, with what stands beside it, as it is to be found at this address."""
    site = a_site(base_url=f"{address}/", subtitle="What the trade says")
    editions = [
        an_edition(*told, output=output, site=site, labels={Topic("retail"): "Retail"})
        for output, told in zip(OUTPUTS, _stories(address), strict=True)
    ]
    followed = [
        Followed(title=title, link="https://gazette.example/", feed="https://gazette.example/feed")
        for title in ("The Gazette", HOSTILE, LONG)
    ]
    files = dict(ASSETS)
    files["index.html"] = front_page(editions[0], editions[1:], OUTPUTS)
    files["sources.html"] = sources_page(site, OUTPUTS, followed)
    files["search.json"] = search_index(editions)
    for edition in editions:
        files |= {name: _dressed(body) for name, body in documents(edition).items()}
        files[f"{edition.output.id}.html"] = output_page(edition, OUTPUTS)
    for name, body in files.items():
        (out / name).write_bytes(body)


def _dressed(body: bytes) -> bytes:
    """An Atom or RSS document that names the style sheet of feeds, as browsers need it."""
    if b"<?xml-stylesheet" in body or not body.startswith(b"<?xml"):
        return body
    return body.replace(b"?>", b'?>\n<?xml-stylesheet type="text/css" href="feed.css"?>', 1)


def _stories(address: str) -> tuple[tuple[Story, ...], ...]:
    """Stories with pictures, marks, copies, another language, no mercy."""
    image = Image(url=f"{address}/icon.svg", alt="A ring", width=640, height=400)
    first = tuple(
        _paid(entry)
        for entry in (
            an_entry("e1", title="A ring returns", image=image),
            an_entry("e2", title=HOSTILE, summary=HOSTILE, authors=(HOSTILE,)),
            an_entry("e3", title=LONG, summary=LONG, language="de"),
            an_entry("e4", title="Notes", published_at=NOW - timedelta(days=2)),
        )
    )
    more = tuple(
        a_story(
            an_entry(f"m{number}", title=f"Ring {number} opens in Zürich", image=image),
            filing=a_filing("retail", disclosure=Disclosure.PRESS_RELEASE),
        )
        for number in range(60)
    )
    return first, (*first[:2], *more), first, ()


def _paid(entry: object) -> Story:
    copy = Copy(entry_id=EntryId("c"), link=f"https://{LONG}.example/", title="", source_title=LONG)
    return a_story(
        entry,
        filing=a_filing("retail", disclosure=Disclosure.SPONSORED, sponsor=HOSTILE),
        source=a_source(title=HOSTILE),
        copies=(copy,),
    )
