"""Words: what may be shown, what is compared."""

import re
import unicodedata
from html import escape
from html.parser import HTMLParser

import nh3

from aggregator.core.urls import absolute

# What XML 1.0 section 2.2 does not allow in a document, lone surrogates included.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’»)]*\s+(?=[\"'“‘«(]*[A-ZÀ-ÖØ-Þ0-9])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|No|Nos|Inc|Ltd|Co|Corp|vs|approx|ct|cts)|\b[A-Z])\.$"
)

_BLOCKS = frozenset(
    "address article aside blockquote br caption dd div dl dt figcaption figure footer h1 h2 h3 h4"
    " h5 h6 header hr li main nav ol p pre section table td th tr ul".split()
)
_UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "iframe", "object"})

_TAGS = {
    *("a abbr b blockquote br caption cite code dd del dl dt em figcaption figure h2 h3 h4 h5 h6"
      " hr i img ins li ol p pre q s small strong sub sup table tbody td tfoot th thead tr u ul"
      ).split()
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "title", "width", "height"},
    "q": {"cite"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
# What blog software adds to every item: it would match the site's own name each time.
_BOILERPLATE = (
    re.compile(r"\s*The post .{1,300}? (?:first )?appeared first on .{1,120}$", re.IGNORECASE),
    re.compile(r"\s*(?:Continue reading|Read more|Read the full (?:story|article))\b.{0,120}$",
               re.IGNORECASE),
    re.compile(r"\s*\[?(?:…|\.\.\.|&hellip;)\]?\s*$"),
)  # fmt: skip


def scrub(text: str) -> str:
    """Without the characters that XML 1.0 forbids: one of them fails a whole output."""
    return _ILLEGAL.sub("", text)


def squeeze(text: str) -> str:
    """On one line, with single spaces."""
    return _SPACE.sub(" ", text).strip()


class _Words(HTMLParser):
    """Collects what a reader would see, a block's end being a space."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _BLOCKS:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)


def plain(html: str | None) -> str:
    """The text of an HTML fragment, on one line."""
    if not html:
        return ""
    if "<" not in html and "&" not in html:
        return squeeze(scrub(html))
    words = _Words()
    words.feed(html)
    words.close()
    return squeeze(scrub("".join(words.parts)))


def safe_html(html: str | None, base: str) -> str:
    """HTML that may stand in our pages and outputs: allow-listed, addresses absolute."""
    if not html:
        return ""

    def attribute(tag: str, name: str, text: str) -> str | None:
        if (tag, name) in {("a", "href"), ("img", "src")}:
            return absolute(base, text)
        return text

    return scrub(
        nh3.clean(
            html,
            tags=_TAGS,
            clean_content_tags=set(_UNSEEN - {"head", "noscript"}),
            attributes=_ATTRIBUTES,
            attribute_filter=attribute,
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener nofollow",
        )
    ).strip()


def html_of(text: str) -> str:
    """Plain text as HTML."""
    return escape(text, quote=False)


def without_boilerplate(text: str) -> str:
    """Text without what the publisher's software says under every item."""
    for pattern in _BOILERPLATE:
        text = pattern.sub("", text)
    return text.strip()


def sentences(text: str) -> tuple[str, ...]:
    """Text in sentences, as far as marks and capitals tell."""
    found: list[str] = []
    for part in _SENTENCE.split(text):
        if found and _ABBREVIATED.search(found[-1]):
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
    return tuple(part for part in found if part)


def shortened(text: str, limit: int) -> str:
    """Text of at most `limit` characters, ended at a word with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > limit // 2 else cut).rstrip(" ,;:–—-") + "…"


def folded(text: str) -> str:
    """Text reduced to what makes it the same text: letters and digits, no case, no accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (
        char if char.isalnum() else " " for char in decomposed if not unicodedata.combining(char)
    )
    return squeeze("".join(kept))
