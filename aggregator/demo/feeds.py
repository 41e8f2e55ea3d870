"""The writers of feeds: an issue → the bytes of a document, each in its own format."""

import json
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from aggregator.demo.dates import http_date
from aggregator.demo.issue import Issue, Item
from aggregator.demo.pages import picture


def wordpress(issue: Issue) -> bytes:
    """RSS 2.0 as blog software writes it: content:encoded, media, dc:creator."""
    spaces = _spaces(
        content="http://purl.org/rss/1.0/modules/content/",
        dc="http://purl.org/dc/elements/1.1/",
        atom="http://www.w3.org/2005/Atom",
        media="http://search.yahoo.com/mrss/",
    )
    head = f'<atom:link href={quoteattr(issue.url)} rel="self" type="application/rss+xml"/>'
    items = "".join(_wordpress_item(issue, item) for item in issue.items)
    return _rss(issue, items, opening=f'<rss version="2.0"{spaces}>', head=head)


def _wordpress_item(issue: Issue, item: Item) -> str:
    parts = [
        _tag("title", item.title),
        _tag("link", item.link),
        _tag("dc:creator", item.author),
        _tag("pubDate", item.published),
        *(_tag("category", name) for name in item.categories),
        f'<guid isPermaLink="false">{escape(issue.home)}?p={item.number}</guid>',
        _tag("description", f"<p>{escape(item.dek)}</p>"),
        f"<content:encoded>{_cdata(_html(item))}</content:encoded>",
    ]
    if item.image:
        place = quoteattr(item.image)
        parts.append(
            f'<media:content url={place} medium="image" type="image/svg+xml" width="640"'
            f' height="400"><media:title type="plain">{escape(item.title)}</media:title>'
            f"</media:content><media:thumbnail url={place}/>"
        )
    return _lines("item", parts)


def rss(issue: Issue) -> bytes:
    """RSS 2.0, plain: the whole text in the description, a picture as an enclosure."""
    items = "".join(_rss_item(item) for item in issue.items)
    spaces = _spaces(dc="http://purl.org/dc/elements/1.1/")
    return _rss(issue, items, opening=f'<rss version="2.0"{spaces}>')


def _rss_item(item: Item) -> str:
    parts = [
        _tag("title", item.title) if item.title else "",
        _tag("link", item.link),
        f'<guid isPermaLink="true">{escape(item.link)}</guid>',
        _tag("description", "".join(_paragraphs(item)) + item.markup),
        _tag("dc:creator", item.author),
        *(_tag("category", name) for name in item.categories),
        _tag("pubDate", item.published),
    ]
    if item.image:
        size = len(picture(item.number))
        place = quoteattr(item.image)
        parts.append(f'<enclosure url={place} type="image/svg+xml" length="{size}"/>')
    return _lines("item", parts)


def rss092(issue: Issue) -> bytes:
    """RSS 0.92: no ids, no dates, no authors."""
    items = "".join(
        _lines(
            "item",
            [
                _tag("title", item.title),
                _tag("link", item.link),
                _tag("description", " ".join(item.body)),
                *(_tag("category", name) for name in item.categories),
            ],
        )
        for item in issue.items
    )
    return _rss(issue, items, opening='<rss version="0.92">')


def broken(issue: Issue) -> bytes:
    """RSS typed by hand: bare ampersands, entities nobody declared, tags left open."""
    items = "".join(
        f"<item>\n<title>{item.title}</title>\n<link>{item.link}</link>\n"
        f"<guid>{item.link}</guid>\n<pubDate>{item.published}</pubDate>\n"
        f"<author>{item.author}</author>\n"
        + "".join(f"<category>{name}</category>\n" for name in item.categories)
        + f"<description>{' <br> '.join(item.body)}{item.markup}</description>\n</item>\n"
        for item in issue.items
    )
    outlet = issue.outlet
    return (
        f'<?xml version="1.0"?>\n<rss version="2.0">\n<channel>\n<title>{outlet.title}</title>\n'
        f"<link>{issue.home}</link>\n<description>{outlet.about}</description>\n"
        f"{items}</channel>\n</rss>\n"
    ).encode()


def rdf(issue: Issue) -> bytes:
    """RSS 1.0: the items stand beside the channel, which lists their addresses."""
    spaces = _spaces(
        rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        dc="http://purl.org/dc/elements/1.1/",
        content="http://purl.org/rss/1.0/modules/content/",
    )
    listed = "".join(f"<rdf:li rdf:resource={quoteattr(item.link)}/>\n" for item in issue.items)
    channel = _lines(
        "channel",
        [
            *_about(issue),
            _tag("dc:date", issue.changed),
            f"<items><rdf:Seq>\n{listed}</rdf:Seq></items>",
        ],
        about=issue.url,
    )
    items = "".join(
        _lines(
            "item",
            [
                _tag("title", item.title),
                _tag("link", item.link),
                _tag("description", item.dek),
                _tag("dc:creator", item.author),
                _tag("dc:date", item.published),
                *(_tag("dc:subject", name) for name in item.categories),
                f"<content:encoded>{_cdata(_html(item))}</content:encoded>",
            ],
            about=item.link,
        )
        for item in issue.items
    )
    return _xml(f'<rdf:RDF xmlns="http://purl.org/rss/1.0/"{spaces}>\n{channel}{items}</rdf:RDF>')


def atom_html(issue: Issue) -> bytes:
    """Atom 1.0 with its content as escaped HTML."""
    return _atom(issue, [f'<content type="html">{escape(_html(item))}</content>'
                         for item in issue.items])  # fmt: skip


def atom_xhtml(issue: Issue) -> bytes:
    """Atom 1.0 with its content as XHTML, part of the document itself."""
    opening = '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
    return _atom(issue, [f"{opening}{_html(item)}</div></content>" for item in issue.items])


def _atom(issue: Issue, contents: Iterable[str]) -> bytes:
    outlet = issue.outlet
    entries = "".join(
        _atom_entry(issue, item, content)
        for item, content in zip(issue.items, contents, strict=True)
    )
    return _xml(
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}">\n'
        + _tag("id", f"tag:{outlet.id}.example,2026:feed")
        + _tag("title", outlet.title)
        + _tag("subtitle", outlet.about)
        + _tag("updated", issue.changed)
        + f'<link rel="self" type="application/atom+xml" href={quoteattr(issue.url)}/>\n'
        + f'<link rel="alternate" type="text/html" href={quoteattr(issue.home)}/>\n'
        + _tag("rights", f"© {outlet.title}, {outlet.town}")
        + f"{entries}</feed>"
    )


def _atom_entry(issue: Issue, item: Item, content: str) -> str:
    return _lines(
        "entry",
        [
            _tag("id", f"tag:{issue.outlet.id}.example,2026:{item.number}"),
            _tag("title", item.title),
            f'<link rel="alternate" type="text/html" href={quoteattr(item.link)}/>',
            _tag("published", item.published),
            _tag("updated", item.updated),
            f"<author><name>{escape(item.author)}</name></author>",
            *(f"<category term={quoteattr(name)}/>" for name in item.categories),
            _tag("summary", item.dek),
            content,
        ],
    )


def json_feed(issue: Issue) -> bytes:
    """JSON Feed 1.1."""
    outlet = issue.outlet
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.title,
        "description": outlet.about,
        "home_page_url": issue.home,
        "feed_url": issue.url,
        "language": outlet.language,
        "items": [_json_item(item) for item in issue.items],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _json_item(item: Item) -> dict[str, object]:
    said = {
        "id": str(item.number),
        "url": item.link,
        "title": item.title,
        "summary": item.dek,
        "content_html": _html(item),
        "image": item.image,
        "date_published": item.published,
        "date_modified": item.updated,
        "authors": [{"name": item.author}],
        "tags": list(item.categories),
    }
    return {key: told for key, told in said.items() if told}


# What the formats have in common


def _rss(issue: Issue, items: str, *, opening: str, head: str = "") -> bytes:
    about = "".join(f"{part}\n" for part in (*_about(issue), head) if part)
    language = _tag("language", issue.outlet.language)
    built = _tag("lastBuildDate", http_date(issue.changed_at))
    return _xml(f"{opening}\n<channel>\n{about}{language}\n{built}\n{items}</channel>\n</rss>")


def _about(issue: Issue) -> tuple[str, str, str]:
    outlet = issue.outlet
    return (
        _tag("title", outlet.title),
        _tag("link", issue.home),
        _tag("description", outlet.about),
    )


def _html(item: Item) -> str:
    image = f'<img src={quoteattr(item.image)} alt=""/>' if item.image else ""
    return image + "".join(_paragraphs(item)) + item.markup


def _paragraphs(item: Item) -> Iterable[str]:
    return (f"<p>{escape(text)}</p>" for text in item.body)


def _tag(name: str, text: str | None) -> str:
    return "" if text is None else f"<{name}>{escape(text)}</{name}>"


def _lines(name: str, parts: Iterable[str], *, about: str | None = None) -> str:
    attribute = "" if about is None else f" rdf:about={quoteattr(about)}"
    inner = "".join(f"{part}\n" for part in parts if part)
    return f"<{name}{attribute}>\n{inner}</{name}>\n"


def _spaces(**names: str) -> str:
    return "".join(f' xmlns:{prefix}="{name}"' for prefix, name in names.items())


def _cdata(html: str) -> str:
    return f"<![CDATA[{html.replace(']]>', ']]&gt;')}]]>"


def _xml(document: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{document}\n'.encode()
