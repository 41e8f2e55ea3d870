"""From where a copied text is, by its own word: "first published by", "(Reuters)", a byline."""

import re

from aggregator.core.text import folded
from aggregator.model import Entry

# Words before a publisher's name that credit it, at the end of a text or at its beginning.
_CREDITS = (
    r"(?:appeared|published|reported|posted)(?: first)? (?:on|in|by|at)(?: the)?"
    r"|source|courtesy of|via|copyright(?: \d{4})?(?: by)?"
    r"|republished (?:from|with permission of)|reprinted from"
    r"|ursprunglich erschienen (?:in|bei|auf)|quelle|publie (?:par|dans|sur)|fonte|fuente"
)
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]")  # "NEW YORK (Reuters)"
_ENDS = 200  # characters of a text's beginning and end in which a credit stands
_SHORTEST = 3  # letters of a name that may be found by itself


def is_credited(entry: Entry, title: str, host: str) -> bool:
    """Whether an entry says that it is from this publisher, by its name or its site's."""
    site = host.removeprefix("www.")
    names = {folded(title), folded(site), folded(site.rpartition(".")[0])}
    names = {name for name in names if len(name) >= _SHORTEST}
    bylines = [folded(author) for author in entry.authors]
    if any(_begins(byline, name) for byline in bylines for name in names):
        return True
    first, last = entry.text[:_ENDS], entry.text[-_ENDS:]
    if any(folded(told) in names for end in (first, last) for told in _IN_BRACKETS.findall(end)):
        return True
    ends = f"{folded(first)} \n {folded(last)}"
    told = "|".join(map(re.escape, sorted(names)))
    return bool(names) and re.search(rf"\b(?:{_CREDITS}) (?:{told})\b", ends) is not None


def _begins(byline: str, name: str) -> bool:
    """A byline that is the publisher's name, or begins or ends with it: "Ana Li, Reuters"."""
    return f" {byline} ".startswith(f" {name} ") or f" {byline} ".endswith(f" {name} ")
