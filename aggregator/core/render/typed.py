"""Text that no reader takes for markup, and markup that none takes for text.

Atom says of a text which of both it is; RSS says nothing, and most readers take its texts for
HTML; an attribute is text, and some readers take it for HTML.
"""

import re
from html import escape, unescape
from html.entities import name2codepoint
from typing import Any

from lxml import etree

_END_TAG = re.compile(r"</\w")
_TAG = re.compile(r"<[A-Za-z/!?]")
_REFERENCE = re.compile(r"&(#?\w+)")
_LOOKALIKES = str.maketrans({"<": "‹", ">": "›", "&": "＆"})


def typed(element: Any) -> None:
    """Make a text construct of Atom say what it is: HTML where it would pass for that."""
    text = element.text or ""
    is_mistakable = bool(_END_TAG.search(text)) or _has_references(text)
    element.set("type", "html" if is_mistakable else "text")
    element.text = escape(text, quote=False) if is_mistakable else text


def untyped(element: Any) -> None:
    """Write a text of RSS so that it means the same to those who take it for HTML.

    What cannot be mistaken stays as it is. Else it is escaped as HTML, and its ampersands
    are numbers: the advice of the RSS Advisory Board, which tells it from markup.
    """
    text = element.text or ""
    if not _is_mistakable(text):
        return
    head, *tails = escape(text, quote=False).split("&")
    element.text = head
    for tail in tails:
        ampersand = etree.Entity("#x26")
        ampersand.tail = tail
        element.append(ampersand)


def lookalike(text: str) -> str:
    """Text for an attribute or a name, where nobody can be told that it is no markup."""
    return text.translate(_LOOKALIKES) if _is_mistakable(text) else text


def _is_mistakable(text: str) -> bool:
    return bool(_TAG.search(text)) or _has_references(text)


def _has_references(text: str) -> bool:
    """Whether an HTML reader would see other characters than stand here, or might."""
    if "&" not in text:
        return False
    names = _REFERENCE.findall(text)
    return unescape(text) != text or any(
        not name.isalpha() or name in name2codepoint or name == "apos" for name in names
    )
