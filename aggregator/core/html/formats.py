"""The documents of an output: how readers subscribe to it, and how their software finds them."""

from collections.abc import Iterator

from aggregator.core.markup import Markup, fill, joined
from aggregator.core.render import MEDIA_TYPES
from aggregator.model import OutputFeed, Site

FORMATS = (
    ("atom", MEDIA_TYPES[".atom"], "Atom"),
    ("rss", MEDIA_TYPES[".rss"], "RSS"),
    ("json", MEDIA_TYPES[".json"], "JSON Feed"),
)

_DISCOVERY = '<link rel="alternate" type="{type}" title="{title}" href="{id}.{suffix}">'
_SUBSCRIBE = """\
<section class="subscribe" aria-label="Subscribe to {title}">
<p>Subscribe: {buttons}</p>
<p>Address for a feed reader: <code>{address}</code></p>
</section>"""
_BUTTON = '<a class="button" href="{id}.{suffix}" type="{type}">{name}</a>'


def discovery(first: OutputFeed, *others: OutputFeed) -> Markup:
    """What a feed reader finds that is given a page: every document of the first, others' Atom."""
    atom = FORMATS[0]
    links = [*(_link(first, one) for one in FORMATS), *(_link(other, atom) for other in others)]
    return joined(links, by="\n")


def _link(output: OutputFeed, form: tuple[str, str, str]) -> Markup:
    suffix, media_type, name = form
    title = output.title if suffix == "atom" else f"{output.title} ({name})"
    return fill(_DISCOVERY, type=media_type, title=title, id=output.id, suffix=suffix)


def subscribe(site: Site, output: OutputFeed) -> Markup:
    """A button for each document, and an address to copy."""
    return fill(
        _SUBSCRIBE,
        title=output.title,
        buttons=joined(buttons(output), by=" "),
        address=f"{site.base_url}{output.id}.atom",
    )


def buttons(output: OutputFeed) -> Iterator[Markup]:
    for suffix, media_type, name in FORMATS:
        yield fill(_BUTTON, id=output.id, suffix=suffix, type=media_type, name=name)
