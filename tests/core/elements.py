"""A page taken apart: its elements in order, and what it must not hold, whatever was told."""

import re
from html.parser import HTMLParser
from itertools import pairwise

TAGS = set(
    "html head meta title link script body a header h1 h2 h3 h4 p div main aside section nav form"
    " label input article time span strong code img ul ol li footer".split()
)
OURS = re.compile(r"https?://|mailto:|[a-z0-9-]+\.(atom|rss|json|html|css|svg|js|opml)$|\./$|#")


class Elements(HTMLParser):
    """Elements in order, each with its attributes; and all text."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]

    def classed(self, name: str) -> list[dict[str, str | None]]:
        return [said for _, said in self.found if name in (said.get("class") or "").split()]

    @property
    def hrefs(self) -> list[str | None]:
        return [link["href"] for link in self.named("a")]

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    @property
    def levels(self) -> list[int]:
        """The levels of its headings, in order."""
        return [int(tag[1]) for tag, _ in self.found if re.fullmatch("h[1-6]", tag)]


def assert_sound(elements: Elements) -> None:
    """Nothing but our own elements, no script but ours, no address of a strange kind."""
    assert {name for name, _ in elements.found} <= TAGS
    assert elements.named("script") == [{"type": "module", "src": "search.js"}]
    for _, attributes in elements.found:
        assert not [key for key in attributes if key.startswith("on") or key == "style"]
        for key in {"href", "src"} & set(attributes):
            assert OURS.match(attributes[key] or "")
    assert len(elements.named("main")) == 1
    assert_outlined(elements)


def assert_outlined(elements: Elements) -> None:
    """One first heading, and none that leaves a level out."""
    levels = elements.levels
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
