"""Words: what may be shown, what is compared."""

import re
import unicodedata
from collections import Counter
from html import escape, unescape

import nh3

from aggregator.core.embeds import prepared, secure, without_counters
from aggregator.core.urls import absolute, clean

# What XML 1.0 section 2.2 does not allow in a document, lone surrogates included.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WORD = re.compile(r"[^\W_]+")
_SPACE = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n[ \t\r]*\n")
# Where a word may be broken, or not: read as letters, they would make two words of one.
_UNSEEN_MARKS = re.compile("[\u00ad\u200b\u2060\ufeff]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])([\"'”’»)]*)\s+(?=[\"'“‘«(]*[A-ZÀ-ÖØ-Þ0-9])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|No|Nos|Inc|Ltd|Co|Corp|vs|approx|ct|cts)|\b[A-Z])\.$"
)
_ABBREVIATION_LENGTH = len("approx.")

BLOCKS = frozenset(
    "address article aside blockquote br caption dd div dl dt figcaption figure footer h1 h2 h3 h4"
    " h5 h6 header hr li main nav ol p pre section table td th tr ul".split()
)
_UNSEEN = frozenset({"script", "style", "template", "title", "iframe", "object"})
# The parser's work grows with the square of each of these: so much of them takes it a fifth of
# a second at worst, ten times as much would hold up the whole round. The longest of the trade's
# features stay far below.
_MOST_TAGS = 10_000
_MOST_REFERENCES = 20_000
_DEEPEST = 500
_LONGEST_HTML = 300_000  # characters, pictures that stand in their address not counted
_TAG = re.compile(r"<[^>]*>")
_STEP = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
# A tag of so many attributes that reading it would take long; slashes part them as spaces do.
_CROWDED = re.compile(r"<[a-z](?:[^<>\s/]*+[\s/]++){2000}[^<>]*+>?", re.IGNORECASE)
# What the next one of its kind ends, or its own tag.
_NOT_NESTED = frozenset(
    "br col dd dt hr img input li link meta option p source td th tr wbr".split()
)
_INLINE_DATA = re.compile(r"""(?<=[=\s"'])data:[^\s"'<>]{100,}""", re.IGNORECASE)
_NOSCRIPT = re.compile(r"</?noscript\b[^<>]*>", re.IGNORECASE)

# Every block too: without its tags, its last word and the next block's first are one.
_TAGS = BLOCKS | set(
    "a abbr b cite code del em i img ins q s small strong sub sup tbody tfoot thead u".split()
)
_ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "title", "width", "height"},
    "q": {"cite"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}


def scrub(text: str) -> str:
    """Without the characters that XML 1.0 forbids: one of them fails a whole output."""
    return _ILLEGAL.sub("", text)


def squeeze(text: str) -> str:
    """On one line, with single spaces, without soft hyphens and the like."""
    return _SPACE.sub(" ", _UNSEEN_MARKS.sub("", text)).strip()


def plain(html: str | None) -> str:
    """The text of an HTML fragment as a reader would see it, on one line."""
    if not html:
        return ""
    if "<" in html or "&" in html:
        blocks = nh3.clean(
            _readable(html),
            tags=set(BLOCKS),
            clean_content_tags={*_UNSEEN, "noscript"},
            attributes={},
        )
        html = unescape(_TAG.sub(" ", blocks))
    return squeeze(scrub(html))


def safe_html(html: str | None, base: str) -> str:
    """HTML that may stand in our pages and outputs: allow-listed, addresses absolute.

    Pictures come over https, counters do not come, links lose their tracking.
    """
    if not html:
        return ""

    def attribute(tag: str, name: str, text: str) -> str | None:
        if name not in {"href", "src", "cite"} or (tag == "a" and text.startswith("mailto:")):
            return text
        address = absolute(base, text)
        if tag == "img":
            return secure(address)
        return clean(address) if address else None

    # Without scripts this is what is shown: lazy pictures stand in it.
    open_html = prepared(_NOSCRIPT.sub("", _readable(html)))
    cleaned = nh3.clean(
        open_html,
        tags=set(_TAGS),
        clean_content_tags=set(_UNSEEN),
        attributes=_ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )
    return scrub(without_counters(cleaned)).strip()


def _readable(html: str) -> str:
    """What the parser can take: no lone surrogates, and no more markup than it has time for."""
    text = scrub(html)
    if len(text) > _LONGEST_HTML:
        text = _INLINE_DATA.sub("data:,", text)[:_LONGEST_HTML]
    text = "<".join(_CROWDED.sub("", text).split("<", _MOST_TAGS)[:_MOST_TAGS])
    return _shallow("&".join(text.split("&", _MOST_REFERENCES)[:_MOST_REFERENCES]))


def _shallow(html: str) -> str:
    """HTML up to where too many elements are open in one another."""
    if html.count("<") <= _DEEPEST:
        return html
    opened: Counter[str] = Counter()
    depth = 0
    for step in _STEP.finditer(html):
        is_end, name = bool(step[1]), step[2].lower()
        if name in _NOT_NESTED or (is_end and not opened[name]):
            continue
        change = -1 if is_end else 1
        opened[name] += change
        depth += change
        if depth > _DEEPEST:
            return html[: step.start()]
    return html


def html_of(text: str) -> str:
    """Plain text as HTML; what blank lines part are paragraphs."""
    escaped = escape(text, quote=False)
    parts = [part.strip() for part in _BLANK_LINES.split(escaped) if part.strip()]
    return "".join(f"<p>{part}</p>" for part in parts) if len(parts) > 1 else escaped


def sentences(text: str) -> tuple[str, ...]:
    """Text in sentences, as far as marks and capitals tell."""
    found: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        tail = max(start, end.end(1) - _ABBREVIATION_LENGTH)
        if not _ABBREVIATED.search(text, tail, end.end(1)):
            found.append(text[start : end.end(1)])
            start = end.end()
    return tuple(filter(None, (*found, text[start:])))


def shortened(text: str, limit: int) -> str:
    """Text of at most `limit` characters, ended at a word with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > limit // 2 else cut).rstrip(" ,;:–—-") + "…"


def folded(text: str) -> str:
    """Text reduced to what makes it the same text: letters and digits, no case, no accents."""
    bare = text.casefold()
    if not bare.isascii():
        decomposed = unicodedata.normalize("NFKD", bare)
        bare = "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()
    return " ".join(_WORD.findall(bare))
