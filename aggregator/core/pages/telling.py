"""What the part of a page that belongs to an article tells of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aggregator.core.dates import parse_date
from aggregator.core.pages.blocks import Layout, Node, is_sponsor_line
from aggregator.core.pages.quiet import LEAD_IN_END, is_lead_in
from aggregator.core.pages.tree import BLOCKS, HEADINGS, Element, walk
from aggregator.core.text import html_of, sentences, squeeze
from aggregator.core.urls import absolute
from aggregator.model import Image, ParsedItem

_MORE = re.compile(
    r"(?:\W*(?:(?:read|see|view|learn|find out|show)\s+(?:more|on|all|now)|read"
    r"|(?:continue|keep) reading|(?:read|see|view|full)\s+(?:the\s+)?(?:full\s+)?(?:story|article)"
    r"|more|share|(?:\d+\s+|leave a\s+|no\s+)?comments?)\W*)|\W+",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"(?:\d+|an?)\s+(?:min(?:ute)?s?|hours?|days?|weeks?)\s+(?:ago|read)|yesterday|today",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_CLOCK = r"(?:,?\s+(?:at\s+)?\d{1,2}:\d{2}(?:\s*[ap]\.?m\b\.?)?(?:\s+[A-Z]{2,4}\b)?)?"
_DATE = re.compile(
    rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b{_CLOCK}"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}\b{_CLOCK}"
    r"|\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"|\b\d{1,2}\.\d{1,2}\.\d{4}\b",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:written\s+)?by\s+((?-i:[A-ZÀ-Þ])[\w.’'-]*"
    r"(?:,?\s+(?:(?-i:[A-ZÀ-Þ])[\w.’'-]*|and|&|de|van|von|der|la))*)[\s,|•·–—-]*",
    re.IGNORECASE,
)
_BY_WORD = re.compile(r"(?:written\s+)?by:?\s+", re.IGNORECASE)
_BREAK = re.compile(r"\s*[|•·]\s*|\s+[–—-]\s+")
_PIXELS = re.compile(r"\s*([0-9]{1,5})(?:px)?\s*")
_SIZE = re.compile(r"\d+(?:\.\d+)?[wx]")
_EDGES = " \t\n,;|•·–—-:"

_DATE_NAMES = frozenset("date datetime posted pubdate published time timestamp".split())
_AUTHOR_NAMES = frozenset("author authors byline contributor writer".split())
_LABEL_NAMES = frozenset(
    "categories category eyebrow kicker label rubric sponsor sponsored tag tags topic".split()
)
_ROLES = (("date", _DATE_NAMES), ("author", _AUTHOR_NAMES), ("label", _LABEL_NAMES))
_TITLE_NAMES = frozenset("headline heading hed title".split())
_SKIPPED = frozenset({"button", "figcaption", "form", "input", "select", "textarea"})
_ORNAMENTS = frozenset("author avatar icon logo pixel".split())
_LONGEST_LABEL, _SHORTEST_TITLE, _LONGEST_TITLE = 120, 12, 200
_LONGEST_BESIDE_DATE = 25  # characters: a section's name, "5 min read"
_SMALLEST_PICTURE = 32  # pixels: below are icons and counters


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. `role` is what its element says of it; `free`, what leads nowhere else."""

    text: str
    free: str = ""
    role: str | None = None


@dataclass(slots=True)
class _Told:
    """What the lines come to."""

    published: str | None = None
    authors: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)


def told(nodes: Sequence[Node], page: Layout, *, link: str, base: str) -> ParsedItem | None:
    """An article's item; None where there is neither a title nor a word to it."""
    elements = [one for node in nodes if isinstance(node, Element) for one in walk(node)]
    heading = _heading(elements, page)
    lines = [line for line in _lines(nodes, heading, page) if line.text]
    title = None if heading is None else _title(heading, page)
    if title is None:
        title, lines = _linked_title(lines, [one for one in elements if one in page.keys])
    found = _sorted_out(lines)
    if title is None and not found.paragraphs:
        return None
    return ParsedItem(
        link=link,
        title=title,
        summary_html="".join(f"<p>{html_of(text)}</p>" for text in found.paragraphs) or None,
        published=found.published,
        authors=tuple(dict.fromkeys(found.authors)),
        categories=tuple(dict.fromkeys(found.labels)),
        image=_image(elements, page, base),
    )


def _heading(elements: Sequence[Element], page: Layout) -> Element | None:
    """The element that is the title: a heading that is a link, one that is none, a class name."""
    headings = [one for one in elements if one.tag in HEADINGS]
    linked = (one for one in headings if _is_linked(one, page))
    others = (one for one in headings if one not in page.sections)
    named = (one for one in elements if any(name[-1] in _TITLE_NAMES for name in one.names()))
    candidates = (one for one in (*linked, *others, *named) if one not in page.quiet)
    return next((one for one in candidates if one.text()), None)


def _is_linked(heading: Element, page: Layout) -> bool:
    return heading in page.owners or any(above in page.keys for above in heading.ancestors())


def _title(heading: Element, page: Layout) -> str:
    """A heading's words; only the linked ones, where it has others (a label, a count)."""
    anchors = [one.text() for one in walk(heading) if one in page.keys]
    return squeeze(" ".join(anchors)) or heading.text()


def _lines(nodes: Sequence[Node], heading: Element | None, page: Layout) -> Iterator[Line]:
    said: list[str] = []
    free: list[str] = []
    waiting: list[Node | None] = [None, *reversed(nodes)]  # None: the line ends
    while waiting:
        node = waiting.pop()
        role = _role(node, heading, page) if isinstance(node, Element) else None
        if node is None or role or (isinstance(node, Element) and node.tag in BLOCKS):
            yield Line(text=squeeze("".join(said)), free=squeeze("".join(free)))
            said, free = [], []
        if isinstance(node, str):
            said.append(node)
            free.append(node)
        elif isinstance(node, Element) and role:
            yield Line(text=_said_as(role, node), role=role)
        elif isinstance(node, Element) and node.tag == "a" and node not in page.keys:
            said.append(node.text())
        elif isinstance(node, Element):
            waiting.extend([None] if node.tag in BLOCKS else [])
            waiting.extend(reversed(node.children))


def _role(element: Element, heading: Element | None, page: Layout) -> str | None:
    """What an element's name says of its words."""
    if element is heading:
        return "title"
    if element in page.quiet or element.tag in _SKIPPED:
        return "skipped"
    if element in page.owners:
        return "skipped" if element in page.keys and _MORE.fullmatch(element.text()) else None
    if element.tag == "time":
        return "date"
    words = {name[-1] for name in element.names()}
    if "author" in element.attributes.get("rel", ""):
        words.add("author")
    role = next((role for role, names in _ROLES if words & names), None)
    return role if role and len(element.text()) <= _LONGEST_LABEL else None


def _said_as(role: str, element: Element) -> str:
    if role == "skipped":
        return ""
    if role == "date":
        stamps = (one.attributes.get("datetime") for one in walk(element) if one.tag == "time")
        return next(filter(None, stamps), None) or element.text()
    return element.text()


def _linked_title(
    lines: Sequence[Line], anchors: Sequence[Element]
) -> tuple[str | None, list[Line]]:
    """The longest link that reads as a headline and opens its line; and the lines without it."""
    for words in sorted((one.text() for one in anchors), key=len, reverse=True):
        for place, line in enumerate(lines):
            if line.role is None and _opens(words, line.text):
                rest = line.text[len(words) :].strip(_EDGES)
                return words, [*lines[:place], Line(text=rest, free=rest), *lines[place + 1 :]]
    return None, list(lines)


def _opens(words: str, line: str) -> bool:
    """Whether words are a headline at the head of a line, and not the start of its sentence."""
    rest = line.removeprefix(words)
    after = rest.lstrip()[:1]
    return (
        line.startswith(words)
        and _SHORTEST_TITLE <= len(words) <= _LONGEST_TITLE
        and " " in words
        and not words.endswith((".", "…", ":"))
        and len(sentences(words)) == 1
        and not _MORE.fullmatch(words)
        and not (after.islower() or rest[:1] in {",", ".", ";", ")", "’", "'"} - {""})
    )


def _sorted_out(lines: Sequence[Line]) -> _Told:
    found = _Told()
    for line in lines:
        if line.role is None:
            _sort_plain(line, found)
        elif line.role == "date":
            found.published = found.published or _date(line.text)
        elif line.role == "author":
            _sort_byline(line.text, found)
        elif line.role == "label":
            found.labels.append(line.text)
    return found


def _sort_plain(line: Line, found: _Told) -> None:
    """A line that nothing but its words can tell."""
    text = LEAD_IN_END.sub("", line.text).strip()
    byline, date = _BY.match(text), _DATE.search(text)
    rest = _without(text, date)
    if not text or _MORE.fullmatch(text) or _PASSING.fullmatch(text) or is_lead_in(text):
        return
    if is_sponsor_line(text):
        found.labels.append(text)
    elif byline and not _BY.sub("", rest, count=1).strip(_EDGES):
        _sort_byline(text, found)
    elif date and len(rest) <= _LONGEST_BESIDE_DATE:
        found.published = found.published or date[0]
    elif not line.free.strip(_EDGES):
        found.labels.extend([] if found.paragraphs else [text])
    else:
        found.paragraphs.append(text)


def _sort_byline(text: str, found: _Told) -> None:
    date = _DATE.search(text)
    if date:
        found.published = found.published or date[0]
    name = _BY_WORD.sub("", _BREAK.split(_without(text, date).strip(_EDGES))[0]).strip(_EDGES)
    if name:
        found.authors.append(name)


def _without(text: str, date: re.Match[str] | None) -> str:
    return text if date is None else f"{text[: date.start()]} {text[date.end() :]}".strip(_EDGES)


def _date(text: str) -> str:
    """The date among other words (`Posted on …`), where all of them are none."""
    match = None if parse_date(text, timezone=None) else _DATE.search(text)
    return text if match is None else match[0]


def _image(elements: Sequence[Element], page: Layout, base: str) -> Image | None:
    for one in elements:
        if one.tag == "img" and one not in page.quiet and not _is_ornament(one):
            said = one.attributes
            url = absolute(base, _address(said))
            if url:
                return Image(
                    url=url,
                    alt=squeeze(said.get("alt", "")) or None,
                    width=_pixels(said.get("width")),
                    height=_pixels(said.get("height")),
                )
    return None


def _is_ornament(image: Element) -> bool:
    sizes = [_pixels(image.attributes.get(side)) for side in ("width", "height")]
    if any(size is not None and size < _SMALLEST_PICTURE for size in sizes):
        return True
    places = (image, *image.ancestors())[:3]
    return any(name[-1] in _ORNAMENTS for place in places for name in place.names())


def _address(said: Mapping[str, str]) -> str | None:
    """The picture itself: where it loads late, `src` holds its place."""
    plain = (said.get(name, "") for name in ("data-src", "data-lazy-src", "src"))
    shown = (address for address in plain if address and not address.startswith("data:"))
    return next(shown, None) or _largest(said.get("srcset") or said.get("data-srcset") or "")


def _largest(srcset: str) -> str | None:
    """The address with the largest descriptor (`a.jpg 300w, b.jpg 600w`)."""
    choices = [choice.split() for choice in re.split(r",\s+", srcset) if choice.strip()]
    sized = [
        (float(size[1][:-1]) if _SIZE.fullmatch(size[-1]) else 0.0, size[0]) for size in choices
    ]
    return max(sized, default=(0.0, None))[1]


def _pixels(said: str | None) -> int | None:
    match = _PIXELS.fullmatch(said or "")
    return int(match[1]) if match else None
