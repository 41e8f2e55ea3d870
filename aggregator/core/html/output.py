"""The page of an output: the same stories as its feeds."""

from aggregator.core.html.formats import discovery, subscribe
from aggregator.core.html.frame import Frame
from aggregator.core.html.stories import telling
from aggregator.core.markup import Markup, fill
from aggregator.model import Edition, OutputFeed

_BODY = """\
<main id="news" class="output" tabindex="-1">
<header>
<h1{topic}>{title}</h1>
{subtitle}{subscribe}
</header>
{days}
</main>"""


def output_page(edition: Edition, outputs: tuple[OutputFeed, ...]) -> bytes:
    """x.html of the output x, with the way to all the others."""
    output, site = edition.output, edition.site
    told = telling(site.timezone, edition.labels, outputs, level=2)
    body = fill(
        _BODY,
        topic=_topic(output),
        title=output.title,
        subtitle=_subtitle(output),
        subscribe=subscribe(site, output),
        days=told.days(edition.stories),
    )
    return Frame(site=site, outputs=outputs).page(
        body,
        current=f"{output.id}.html",
        title=output.title,
        about=output.subtitle or site.subtitle or output.title,
        discovery=discovery(output, *(one for one in outputs[:1] if one != output)),
    )


def _topic(output: OutputFeed) -> Markup:
    if len(output.topics) != 1:
        return Markup()
    return fill(' data-topic="{topic}"', topic=output.topics[0])


def _subtitle(output: OutputFeed) -> Markup:
    return (
        fill('<p class="subtitle">{subtitle}</p>\n', subtitle=output.subtitle)
        if output.subtitle
        else Markup()
    )
