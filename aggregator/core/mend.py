"""Documents that are no good XML: what is wrong, and what can be had from them all the same."""

import re
from html import unescape

from aggregator.core.text import plain, scrub, shortened

BLANK = " \t\r\n\ufeff"  # may stand before a document, though XML does not allow it

_HEAD = 20_000  # characters in which the first element is looked for
_NOISE = 4_000  # characters that may stand before a document by mistake
PAGES = frozenset({"html", "head", "body", "title"})
FEEDS = frozenset({"rss", "feed", "rdf"})
SITEMAPS = frozenset({"urlset", "sitemapindex"})
_PAGE_TITLE = re.compile(r"<title\b[^>]*>([^<]{0,300})", re.IGNORECASE)
_BEGINNING = re.compile(r"<\?xml\s|<(?:rss|feed|rdf:rdf)[\s>]", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_ROOT = re.compile(r"<(?:!doctype\s+)?([a-z][\w:.-]*)", re.IGNORECASE)
_ITEM_START = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)(?:\s[^<>]*)?>", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)

_REFERENCE = re.compile(r"&#(?:0*(\d+)|[xX]0*([0-9a-fA-F]+));?")
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|$))", re.DOTALL)
_AMPERSAND = re.compile(r"&(?!#\d+;|#x[0-9a-fA-F]+;)(?:\w{1,31};)?")
_ELEMENT = re.compile(r"<\w")
_DECLARATION = re.compile(r"<!(?=ENTITY|DOCTYPE)")
_XML_ENTITIES = frozenset({"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"})


def root(text: str) -> str | None:
    """The name of a document's first element, as it is written."""
    found = _ROOT.search(_COMMENT.sub("", text[:_HEAD]))
    return found[1] if found else None


def kind(text: str) -> str:
    """The name of a document's first element in small letters, without its prefix."""
    return (root(text) or "").lower().rpartition(":")[2]


def page_title(text: str) -> str:
    """What an HTML page calls itself, in words behind others: it tells who answered."""
    title = _PAGE_TITLE.search(text, 0, _HEAD)
    words = plain(title[1]) if title else ""
    return f" (its title: {shortened(words, 80)})" if words else ""


def begun(text: str) -> str:
    """The text from where a feed begins: a program may have left a warning before it."""
    start = _BEGINNING.search(text, 0, _NOISE)
    before = text[: start.start()] if start else ""
    # A page may quote a feed; a comment and a document type belong to the document.
    if not before or before.startswith(("<!", "<?")) or (root(before) or "").lower() in PAGES:
        return text
    return text[len(before) :]


def legal(text: str) -> str:
    """The text without what XML 1.0 forbids, characters written out or as references."""

    def kept(reference: re.Match[str]) -> str:
        digits, hexadecimal = reference.groups()
        if len(digits or hexadecimal) > len("1114111"):
            return ""
        code = int(digits) if digits else int(hexadecimal, 16)
        return reference[0] if code in range(0x110000) and scrub(chr(code)) else ""

    return _REFERENCE.sub(kept, scrub(text)).lstrip(BLANK)


def forbidden(said: str, text: str) -> str | None:
    """In words, where `said` has the first character that its legal `text` has not."""
    said = said.lstrip(BLANK)
    if said == text:
        return None
    pairs = enumerate(zip(said, text, strict=False))
    place = next((place for place, (one, other) in pairs if one != other), len(text))
    return f"not well-formed: a character that XML forbids, line {_line(said, place)}"


def cut_off(text: str) -> str | None:
    """In words, where a document stops short: it does not end after its last item."""
    starts = [match.end() for match in _ITEM_START.finditer(text)]
    if _END.search(text, starts[-1] if starts else 0):
        return None
    return f"cut off at line {_line(text, len(text))}"


def closed(text: str) -> str:
    """A document that stops short, ended after its last whole item."""
    name, first = root(text), _ITEM_START.search(text)
    if name is None or first is None:
        return text
    ends = [match.end() for match in _ITEM_END.finditer(text)]
    whole = text[: ends[-1]] if ends else text[: first.start()]
    channel = "</channel>" if name == "rss" and "</channel>" not in whole else ""
    return f"{whole}{channel}</{name}>"


def mended(text: str) -> str:
    """The text with ampersands and entities that XML does not know written as it does.

    Left to itself, feedparser would make `R&D;` of `R&D`.
    """
    parts = _CDATA.split(text)
    parts[::2] = (_AMPERSAND.sub(_escaped, part) for part in parts[::2])
    return "".join(parts)


def named(text: str) -> str:
    """The text, `mended` where it names a document type elsewhere and declares no entity itself.

    Those of HTML may be declared there, and the parser leaves them out without a word.
    """
    head = _prolog(text)
    return mended(text) if "<!DOCTYPE" in head and "<!ENTITY" not in head else text


def apart(text: str) -> str:
    """The text with each declaration of an entity on a line of its own.

    There alone feedparser sees it, and drops those that would grow or fetch something.
    """
    prolog = _prolog(text)
    return _DECLARATION.sub("\n<!", prolog) + text[len(prolog) :]


def _prolog(text: str) -> str:
    start = _ELEMENT.search(text)
    return text[: start.start()] if start else text


def _escaped(ampersand: re.Match[str]) -> str:
    said = ampersand[0]
    if said in _XML_ENTITIES:
        return said
    meant = unescape(said) if said.endswith(";") else said
    return "".join(f"&#{ord(char)};" if char in "<>&" else char for char in meant)


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
