"""Lines of a page: what each is to its article."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from aggregator.core.pages.layout import Layout, Node
from aggregator.core.pages.tree import BLOCKS, HEADINGS, Element, walk
from aggregator.core.pages.wording import (
    EDGES,
    author_in,
    beside_date,
    date_in,
    ending_date,
    is_byline,
    is_count,
    is_date_line,
    is_dense,
    is_file,
    is_lead_in,
    is_passing,
    is_sponsor_line,
    label_in,
    leads_on,
    opening_date,
    says_nothing,
    without_lead_in,
)
from aggregator.core.text import sentences, squeeze

_DATES = frozenset("date datetime posted pubdate published time timestamp".split())
_AUTHORS = frozenset("author authors byline contributor creator writer".split())
_SIGNED = (["by"], ["posted", "by"], ["written", "by"], ["user", "name"])
_ROLES = (
    ("date", _DATES),
    ("author", _AUTHORS),
    (
        "label",
        frozenset("category eyebrow kicker label rubric sponsor sponsored tag topic".split()),
    ),
)
_TITLE_NAMES = frozenset("headline heading hed title".split())
_SKIPPED = frozenset({"button", "figcaption", "form", "input", "select", "textarea"})
_MOST_TITLES = 8  # links with other words to one article: one of them is its title
_LONGEST_BESIDE, _SHORTEST_TITLE, _LONGEST_TITLE, _LONGEST_LABEL = 120, 12, 200, 40
_SHORTEST_DENSE_TITLE = 4
_MOST_LABEL_WORDS = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. `role` is what its element says of it; `free`, what leads nowhere else.

    `leads`: a main anchor begins in it; `linked`: all of it is in one. `beside`: only a date
    or a name parts it from its neighbour.
    """

    text: str
    free: str = ""
    role: str | None = None
    leads: bool = False
    linked: bool = False
    beside: bool = False


@dataclass(slots=True)
class Piece:
    """A line that is being put together."""

    said: list[str] = field(default_factory=list)
    free: list[str] = field(default_factory=list)
    leads: bool = False
    linked: bool = True
    beside: bool = False

    def add(self, text: str, *, linked: bool, free: bool = True) -> None:
        self.said.append(text)
        self.free.extend([text] if free else [])
        self.linked = self.linked and (linked or not text.strip())

    def line(self, *, beside: bool) -> Line:
        return Line(
            text=squeeze("".join(self.said)),
            free=squeeze("".join(self.free)),
            leads=self.leads,
            linked=self.linked,
            beside=self.beside or beside,
        )


@dataclass(slots=True)
class Told:
    """What the lines of an article come to, its title aside."""

    published: str | None = None
    authors: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    titled: bool = False


def read_lines(nodes: Sequence[Node], page: Layout) -> tuple[str | None, list[Line]]:
    """The title, if there is one, and the other lines."""
    elements = [one for node in nodes if isinstance(node, Element) for one in walk(node)]
    heading = _heading(elements, page)
    lines = [line for line in _lines(nodes, heading, page) if line.text]
    if heading is not None:
        return _title(heading, page), lines
    told = [one for one in elements if one in page.keys and one not in page.endings]
    return _linked_title(lines, [one.text() or _spoken(one) for one in told])


def _spoken(anchor: Element) -> str:
    """What a link that lies over its teaser, and has no words, is called for who cannot see."""
    said = anchor.attributes
    return squeeze(said.get("aria-label") or said.get("title") or "")


def is_bare(nodes: Sequence[Node], page: Layout) -> bool:
    """Whether there is no text, though perhaps a title, a picture, a byline."""
    _, lines = read_lines(nodes, page)
    return not sorted_out(lines).paragraphs


def stated_date(element: Element) -> str | None:
    """The date that an element is there to state, as it is written."""
    words = {name[-1] for name in element.names()}
    if element.tag != "time" and not words & _DATES:
        return None
    stamp = element.attributes.get("datetime") or element.attributes.get("content")
    return stamp or date_in(element.brief(_LONGEST_BESIDE))


def sorted_out(lines: Sequence[Line]) -> Told:
    """Who wrote, when, what it is filed under, and the text."""
    told = Told()
    for line in _labelled(lines):
        if line.role is None:
            _sort_plain(line, told)
        elif line.role == "date":
            told.published = told.published or (None if is_passing(line.text) else line.text)
        elif line.role == "title":
            told.titled = True
        elif line.role == "author":
            _sort_byline(line.text, told)
        elif line.role == "label":
            told.labels.extend(filter(None, [label_in(line.text)]))
    return told


def _labelled(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines; of a few words above a title, above a text that leads, or beside a date, a label."""
    titles = [place for place, line in enumerate(lines) if line.role == "title"]
    titles += [place for place, line in enumerate(lines) if line.leads and not titles]
    first = titles[0] if titles else 0
    beside = _is_told(lines) if any(line.beside for line in lines) else False
    for place, line in enumerate(lines):
        stands = place < first or (beside and line.beside and not line.leads)
        is_label = stands and line.role is None and _may_label(line.text)
        yield replace(line, role="label") if is_label else line


def _is_told(lines: Sequence[Line]) -> bool:
    """Whether there is a title or a text: then a few words are neither."""
    return any(
        line.role == "title" or (line.role is None and not _may_label(line.text)) for line in lines
    )


def _may_label(text: str) -> bool:
    few = len(text) <= _LONGEST_LABEL and len(text.split()) <= _MOST_LABEL_WORDS
    told = is_byline(text) or is_date_line(text) or is_passing(text) or is_lead_in(text)
    return (
        few
        and not told
        and not is_count(text)
        and not says_nothing(text)
        and not text.endswith((".", "!", "?", "…"))
    )


def _heading(elements: Sequence[Element], page: Layout) -> Element | None:
    """The element that is the title: a heading that is a link, one that is none, a class name."""
    headings = [one for one in elements if one.tag in HEADINGS]
    linked = (one for one in headings if _is_linked(one, page))
    named = (one for one in elements if any(name[-1] in _TITLE_NAMES for name in one.names()))
    for one in (*linked, *headings, *named):
        if one not in page.quiet and one not in page.sections and one.text():
            return one
    return None


def _is_linked(heading: Element, page: Layout) -> bool:
    return heading in page.owners or any(above in page.keys for above in heading.ancestors())


def _title(heading: Element, page: Layout) -> str:
    """A heading's words; only the linked ones, where it has others (a label, a count)."""
    anchors = [one.text() for one in walk(heading) if one in page.keys]
    return squeeze(" ".join(anchors)) or heading.text()


def _lines(nodes: Sequence[Node], heading: Element | None, page: Layout) -> Iterator[Line]:
    """Lines as a reader sees them: what a block, a role, or a date of its own parts is two."""
    piece = Piece()
    waiting: list[tuple[Node | None, bool]]  # None: the line ends; and whether it is linked
    waiting = [(node, False) for node in (None, *reversed(nodes))]
    while waiting:
        node, linked = waiting.pop()
        element = node if isinstance(node, Element) else None
        role = _role(element, heading, page) if element else None
        apart = element is not None and not role and _stands_apart(element)
        if node is None or role or apart or (element and element.tag in BLOCKS):
            yield piece.line(beside=role == "date" or apart)
            piece = Piece(beside=role == "date" or (node is None and linked))
        if isinstance(node, str):
            piece.add(node, linked=linked)
        elif element and role:
            yield Line(text=_said_as(role, element), role=role)
        elif element and element.tag == "a" and element not in page.keys:
            piece.add(element.text(), linked=linked, free=False)
        elif element:
            main = element in page.keys
            piece.leads = piece.leads or main
            waiting.extend([(None, apart)] if apart or element.tag in BLOCKS else [])
            waiting.extend((child, linked or main) for child in reversed(element.children))


def _stands_apart(element: Element) -> bool:
    """Whether words that run on are shown for themselves: a date, a name, between elements."""
    if element.tag in BLOCKS or element.parent is None or not element.letters:
        return False
    siblings = element.parent.children
    beside = (*siblings[max(0, element.place - 1) : element.place], *islice(element.after(), 1))
    if not beside or any(isinstance(one, str) and not is_count(one) for one in beside):
        return False
    said = element.brief(_LONGEST_BESIDE)
    return is_date_line(said) or is_byline(said) or is_passing(said)


def _role(element: Element, heading: Element | None, page: Layout) -> str | None:
    """What an element's name says of its words."""
    if element is heading:
        return "title"
    if element in page.quiet or (element.tag in _SKIPPED and element not in page.owners):
        return "skipped"
    if element.tag == "time":
        return "date"
    if element in page.owners:
        ends = element in page.endings or (element in page.keys and leads_on(element.text()))
        return "skipped" if ends else None
    words = {name[-1] for name in element.names()}
    if "author" in element.attributes.get("rel", ""):
        words.add("author")
    if any(name[0] in _AUTHORS or _is_author_name(name) for name in element.names()):
        words.add("author")
    role = next((role for role, names in _ROLES if words & names), None)
    if role == "label" and element.text().endswith(":"):
        return None  # it opens what stands beside it: `By:`
    return role if role and len(element.text()) <= _LONGEST_BESIDE else None


def _is_author_name(name: Sequence[str]) -> bool:
    """`post-author-name`, `posted-by`; not `sponsored-by`."""
    return name in _SIGNED or (name[-1] == "name" and bool(_AUTHORS.intersection(name)))


def _said_as(role: str, element: Element) -> str:
    if role == "skipped":
        return ""
    if role == "date":
        stamps = (one.attributes.get("datetime") for one in walk(element) if one.tag == "time")
        return next(filter(None, stamps), None) or date_in(element.text()) or element.text()
    return element.text()


def _linked_title(lines: list[Line], anchors: list[str]) -> tuple[str | None, list[Line]]:
    """A link that reads as a headline, or a line of one; and the lines without it.

    The longest that opens its line is it; a date may stand before it.
    """
    for words in _headlines(anchors):
        for place, line in enumerate(lines):
            label, found, rest = line.text.partition(words)
            if found and line.role is None and _stands_alone(label, rest):
                label, rest = label.strip(EDGES), rest.strip(EDGES)
                apart = [
                    Line(text=label, role=None if _is_credit(label) else "label"),
                    Line(text=words, role="title"),
                    Line(text=rest, free=rest),
                ]
                shown = (one for one in apart if not is_count(one.text) or one.text == words)
                return words, [*lines[:place], *shown, *lines[place + 1 :]]
    return _titled_within(lines)


def _titled_within(lines: list[Line]) -> tuple[str | None, list[Line]]:
    """Of a link around several lines, the first that reads as a headline; a label is shorter."""
    places = [
        place
        for place, line in enumerate(lines)
        if line.linked and line.role is None and _is_headline(line.text)
    ]
    if len(places) > 1 and _may_label(lines[places[0]].text):
        places.pop(0)
    if not places:
        return None, lines
    place = places[0]
    title = replace(lines[place], role="title")
    return title.text, [*lines[:place], title, *lines[place + 1 :]]


def _is_credit(text: str) -> bool:
    return is_date_line(text) or is_byline(text) or is_passing(text)


def _headlines(anchors: list[str]) -> list[str]:
    found = dict.fromkeys(filter(_is_headline, anchors))
    return sorted(found, key=len, reverse=True)[:_MOST_TITLES]


def _is_headline(words: str) -> bool:
    dense = is_dense(words)
    shortest = _SHORTEST_DENSE_TITLE if dense else _SHORTEST_TITLE
    return (
        shortest <= len(words) <= _LONGEST_TITLE
        and (dense or " " in words)
        and not words.endswith((".", "…", ":", "。"))
        and len(sentences(words)) == 1
        and not leads_on(words)
        and not _is_credit(words)
    )


def _stands_alone(before: str, after: str) -> bool:
    """Whether words between these are no part of a sentence. Before them may stand a label."""
    label = before.strip()
    parted = not label or label[-1] in EDGES or _is_credit(label)
    parted = parted or (len(label.split()) == 1 and not after.strip())
    if not parted or len(label) > _LONGEST_LABEL:
        return False
    return after[:1] not in {",", ".", ";", ")", "’", "'"} and not after.lstrip()[:1].islower()


def _sort_plain(line: Line, told: Told) -> None:
    """A line that nothing but its words can tell."""
    text = without_lead_in(line.text)
    if says_nothing(text) or leads_on(text) or is_passing(text) or is_lead_in(text):
        return
    if is_sponsor_line(text):
        told.labels.append(text)
    elif is_byline(text):
        _sort_byline(text, told)
    elif is_date_line(text) and not line.leads:
        told.published = told.published or date_in(text)
        labels = (label_in(part) for part in beside_date(text) if _may_label(part))
        told.labels.extend(one for one in labels if not told.titled or is_sponsor_line(one))
    elif is_count(text) or is_file(text):
        return
    elif says_nothing(line.free):  # links to elsewhere alone: above the title, its section
        told.labels.extend([] if told.titled or told.paragraphs else [text])
    else:
        text, before = opening_date(text)
        text, behind = ending_date(text)
        told.published = told.published or before or behind
        told.paragraphs.append(text)


def _sort_byline(text: str, told: Told) -> None:
    told.published = told.published or date_in(text)
    name = author_in(text)
    if name:
        told.authors.append(name)
