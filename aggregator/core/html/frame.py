"""What stands around every page: the head, the name of the wire, where to go, the search."""

from collections.abc import Iterable

from aggregator.core import credit
from aggregator.core.markup import Markup, fill, joined
from aggregator.model import OutputFeed, Site, value

FRONT, SOURCES = "./", "sources.html"

_PAGE = """\
<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="{about}">
<title>{title}</title>
<link rel="stylesheet" href="style.css">
{icon}
{discovery}
<script type="module" src="search.js"></script>
</head>
<body>
<a class="skip" href="#news">Skip to the news</a>
<header class="masthead">
{name}
<p class="subtitle">{subtitle}</p>
</header>
<div class="bar">
<nav aria-label="Pages">
<ul>
{links}
</ul>
</nav>
<form id="search" role="search" hidden>
<label for="sought" class="unseen">Search headlines</label>
<input id="sought" type="search" placeholder="Search headlines"
 autocomplete="off" spellcheck="false">
<p id="count" role="status"></p>
</form>
</div>
<section id="found" class="found" aria-label="Headlines found" hidden>
<ol></ol>
</section>
{body}
<footer>
<p>Every headline leads to its publisher, whose work it is. Times: {zone}.</p>
<p>Put together by <a href="{base_url}">{wire}</a>.
Questions, corrections, removals: {contact}.</p>
{rights}<p><a href="{sources}">Feeds and sources</a>, as lists for feed readers (OPML):
<a href="feeds.opml" type="text/x-opml">what we publish</a>,
<a href="sources.opml" type="text/x-opml">what we follow</a>.</p>
</footer>
</body>
</html>
"""
_FRONT_NAME = '<h1 class="name"><a href="./">{title}</a></h1>'
_NAME = '<p class="name"><a href="./">{title}</a></p>'
_LINK = '<li><a href="{href}"{current}>{text}</a></li>'


@value
class Frame:
    """What all pages share: the wire, and the outputs that it publishes."""

    site: Site
    outputs: tuple[OutputFeed, ...]

    def page(
        self, body: Markup, *, current: str, title: str | None, about: str, discovery: Markup
    ) -> bytes:
        """A whole page. `current` is its address among the others; no title: the wire's own."""
        site = self.site
        return fill(
            _PAGE,
            lang=credit.language(site.language) or "en",
            about=about,
            title=site.title if title is None else f"{title} – {site.title}",
            icon=_icon(site),
            discovery=discovery,
            name=fill(_FRONT_NAME if title is None else _NAME, title=site.title),
            subtitle=site.subtitle or "",
            links=joined(self._links(current), by="\n"),
            body=body,
            zone=site.timezone,
            base_url=credit.address(site.base_url) or FRONT,
            wire=site.title,
            contact=_contact(site.contact),
            rights=fill("<p>{rights}</p>\n", rights=site.rights) if site.rights else Markup(),
            sources=SOURCES,
        ).encode()

    def _links(self, current: str) -> Iterable[Markup]:
        named = [(f"{output.id}.html", output.title) for output in self.outputs]
        for href, text in ((FRONT, "Front page"), *named, (SOURCES, "Sources")):
            marked = Markup(' aria-current="page"') if href == current else Markup()
            yield fill(_LINK, href=href, current=marked, text=text)


def _icon(site: Site) -> Markup:
    href = credit.address(site.icon)
    if href:
        return fill('<link rel="icon" href="{href}">', href=href)
    return Markup('<link rel="icon" type="image/svg+xml" href="icon.svg">')


def _contact(contact: str) -> Markup:
    if credit.address(contact):
        return credit.anchor(contact, contact)
    return fill('<a href="mailto:{contact}">{contact}</a>', contact=contact)
