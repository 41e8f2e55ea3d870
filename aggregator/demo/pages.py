"""The writers of pages: the page with no feed, articles, pictures, and the front door."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from aggregator.demo.issue import Issue, Item, Moment, byline, image_link
from aggregator.demo.trade import Outlet, Piece

_LATEST = 6  # teasers above the first section of the page's own
_RELATED_EACH = 3  # teasers; one of them points at the next
_MOST_READ = 4

_STYLE = (
    "body{font:18px/1.5 Georgia,serif;max-width:42rem;margin:3rem auto;padding:0 1rem;color:#222}"
    "a{color:#7a4a12}img{width:100%;height:auto}small{color:#666}"
)
_HUES = 360
_STRIDE = 47  # degrees between the colours of two neighbours


def latest_page(issue: Issue) -> bytes:
    """A page laid out as trade sites lay out their news: for people, and without a feed."""
    teasers = dict(zip(issue.items, _teasers(issue.items), strict=True))
    sections = "".join(
        f"<section>\n<h2>{escape(head)}</h2>\n{''.join(teasers[item] for item in items)}"
        "</section>\n"
        for head, items in _sections(issue.items)
    )
    most_read = "".join(f"<li>{_headline(item)}</li>\n" for item in issue.items[-_MOST_READ:])
    outlet = issue.outlet
    name = escape(outlet.title)
    links = (
        f'<a href="/{outlet.id}/sections/{section.lower()}">{section}</a>'
        for section in ("Majors", "Independents", "Auctions", "Crime")
    )
    return _page(
        outlet.title,
        f'<header><a href="/{outlet.id}/">{name}</a>\n<nav>{" ".join(links)}</nav></header>\n'
        f"<main>\n<h1>{name}</h1>\n{sections}</main>\n"
        f"<aside>\n<h2>Most read</h2>\n<ul>\n{most_read}</ul>\n"
        f'<p><a href="/{outlet.id}/newsletter">Get this by mail</a></p>\n</aside>\n'
        f'<footer><a href="/{outlet.id}/about">About</a> <a href="/{outlet.id}/advertise">'
        f"Advertise</a> <small>© {name}, {escape(outlet.town)}</small></footer>",
    )


def _sections(items: tuple[Item, ...]) -> Iterator[tuple[str, Iterable[Item]]]:
    yield "The Latest", items[:_LATEST]
    yield from groupby(sorted(items[_LATEST:], key=_section), key=_section)


def _section(item: Item) -> str:
    return f"More in {item.categories[0]}"


def _teasers(items: tuple[Item, ...]) -> Iterator[str]:
    """Each item as it stands on the page; a sponsor's line stands before its teaser, outside."""
    for index, item in enumerate(items):
        related = items[index + 1 : index + 2] if index % _RELATED_EACH == 0 else ()
        partner = _partner(item.sponsor) if item.sponsor else ""
        yield f'{partner}<article class="teaser">\n{_teaser(item, related)}</article>\n'


def _teaser(item: Item, related: tuple[Item, ...]) -> str:
    """Picture, section, headline, dek, who and when; without a headline the dek is the link."""
    place = quoteattr(urlsplit(item.link).path)
    image = f'<a href={place}><img src={quoteattr(item.image)} alt=""></a>' if item.image else ""
    by = item.author if item.sponsor else f"By {item.author}"
    at = f'<time datetime="{item.published_at.isoformat()}">{item.published}</time>'
    parts = [
        image,
        f'<p class="kicker">{escape(item.categories[0])}</p>',
        f"<h3>{_headline(item)}</h3>" if item.title else "",
        f'<p class="dek">{escape(item.dek) if item.title else _headline(item)}</p>',
        f'<p class="meta"><span class="byline">{escape(by)}</span> {at}</p>',
        *(f'<p class="related">Related: {_headline(other)}</p>' for other in related),
    ]
    return "".join(f"{part}\n" for part in parts if part)


def _headline(item: Item) -> str:
    place = quoteattr(urlsplit(item.link).path)
    return f"<a href={place}>{escape(item.title or item.dek)}</a>"


def _partner(sponsor: str) -> str:
    name = escape(sponsor)
    return f'<p class="partner">Sponsored by <a href="/partners/">{name}</a></p>\n'


def article(outlet: Outlet, piece: Piece) -> bytes:
    """What a reader gets who follows a link."""
    image = image_link(piece)
    picture_tag = f'<p><img src="{image}" alt=""></p>\n' if image else ""
    body = "".join(f"<p>{escape(text)}</p>\n" for text in piece.body)
    return _page(
        piece.title or piece.dek,
        f'<p><a href="/{outlet.id}/">{escape(outlet.title)}</a></p>\n'
        f"<h1>{escape(piece.title or piece.dek)}</h1>\n<p><em>{escape(piece.dek)}</em></p>\n"
        f"<p><small>{escape(byline(outlet, piece))}, {escape(outlet.town)}</small></p>\n"
        f"{picture_tag}{body}<hr>\n<p><small>{_INVENTED}</small></p>",
    )


_INVENTED = "An invented article of an invented outlet: the sample trade of Jewelwire."


def home(issue: Issue) -> bytes:
    """An outlet's front page: its name and its headlines."""
    outlet = issue.outlet
    headlines = "".join(f"<li>{_headline(item)}</li>\n" for item in issue.items)
    return _page(
        outlet.title,
        f"<h1>{escape(outlet.title)}</h1>\n<p><em>{escape(outlet.about)}</em></p>\n"
        f'<p><a href="{outlet.path}">Follow</a> · <a href="/">All outlets</a></p>\n'
        f"<ul>\n{headlines}</ul>",
    )


def front_door(outlets: Iterable[Outlet], moment: Moment) -> bytes:
    """The origin's own page: which outlets there are."""
    lines = "".join(
        f'<li><a href="/{outlet.id}/">{escape(outlet.title)}</a>, {escape(outlet.town)}'
        f' <small><a href="{outlet.path}">{outlet.form}</a></small></li>\n'
        for outlet in outlets
    )
    return _page(
        "The sample trade",
        f"<h1>The sample trade</h1>\n<p>Invented outlets, served from this machine. Step"
        f" {moment.step}.</p>\n<ul>\n{lines}</ul>",
    )


def picture(number: int) -> bytes:
    """A cut stone on a plain ground, in a colour of its own, as SVG."""
    hue = number * _STRIDE % _HUES
    facets = "".join(
        f'<path d="{path}" fill="hsl({hue} 55% {light}%)"/>'
        for path, light in (
            ("M200 140h240l60 70-180 150-180-150z", 42),
            ("M200 140l-60 70h100z", 58),
            ("M200 140h120l-80 70z", 70),
            ("M320 140h120l-40 70h-160z", 80),
            ("M440 140l60 70h-100z", 50),
            ("M240 210h160l-80 150z", 62),
        )
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="400" viewBox="0 0 640 400">'
        f'<rect width="640" height="400" fill="hsl({hue} 25% 92%)"/>{facets}</svg>'
    ).encode()


def _page(title: str, body: str) -> bytes:
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n"
        f"</body>\n</html>\n"
    ).encode()
