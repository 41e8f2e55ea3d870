"""The page of what goes in and out: the feeds that we publish, and the sites that we follow."""

from collections.abc import Iterable

from aggregator.core import credit
from aggregator.core.html.formats import buttons, discovery
from aggregator.core.html.frame import SOURCES, Frame
from aggregator.core.markup import Markup, fill, joined
from aggregator.model import OutputFeed, Site, value

_BODY = """\
<main id="news" class="output" tabindex="-1">
<header>
<h1>Feeds and sources</h1>
</header>
<section aria-labelledby="feeds">
<h2 id="feeds">What we publish</h2>
<p>Give one of these addresses to a feed reader, or
<a href="feeds.opml" type="text/x-opml">the list of them all</a> (OPML).</p>
<ul class="feeds">
{feeds}
</ul>
</section>
<section aria-labelledby="sources">
<h2 id="sources">What we follow</h2>
<p>Those who wrote it all. Most have a feed of their own to follow, and
<a href="sources.opml" type="text/x-opml">one list has them all</a> (OPML).</p>
<ul class="sources">
{sources}
</ul>
</section>
</main>"""
_FEED = """\
<li><h3><a href="{id}.html">{title}</a></h3>
{subtitle}<p class="formats">{buttons}</p>
<p><code>{address}</code></p></li>"""
_SOURCE = '<li>{site} <a class="feed" href="{feed}" aria-label="{title}: feed">feed</a></li>'


@value
class Followed:
    """A site that we follow, as readers may know of it; `feed` None: it has none."""

    title: str
    link: str
    feed: str | None = None


def sources_page(
    site: Site, outputs: tuple[OutputFeed, ...], followed: Iterable[Followed]
) -> bytes:
    """sources.html. Sites stand in the order given."""
    body = fill(
        _BODY,
        feeds=joined((_feed(site, output) for output in outputs), by="\n"),
        sources=joined(map(_source, followed), by="\n"),
    )
    return Frame(site=site, outputs=outputs).page(
        body,
        current=SOURCES,
        title="Feeds and sources",
        about=f"What {site.title} publishes, and what it follows",
        discovery=discovery(*outputs) if outputs else Markup(),
    )


def _feed(site: Site, output: OutputFeed) -> Markup:
    subtitle = output.subtitle
    return fill(
        _FEED,
        id=output.id,
        title=output.title,
        subtitle=fill("<p>{subtitle}</p>\n", subtitle=subtitle) if subtitle else Markup(),
        buttons=joined(buttons(output), by=" "),
        address=f"{site.base_url}{output.id}.atom",
    )


def _source(one: Followed) -> Markup:
    href = credit.address(one.feed)
    site = credit.anchor(one.link, one.title)
    return fill(_SOURCE if href else "<li>{site}</li>", site=site, feed=href, title=one.title)
