"""Addresses: what they mean, and which of them mean the same."""

import re
from functools import lru_cache
from unicodedata import normalize
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from aggregator.core.tracking import unescaped, untracked
from aggregator.core.variants import (
    undressed_host,
    undressed_path,
    undressed_query,
    unwrapped,
)

_SCHEMES = frozenset({"http", "https"})
_PORTS = {"http": 80, "https": 443}
_DEFAULT_PORTS = frozenset({None, 80, 443})
_WWW = re.compile(r"^(?:www\.)+(?=[^.]+\.)")
_DOTS = re.compile("[\u3002\uff0e\uff61]")  # dots of a host too (UTS 46 section 2.3)
_MOST_LAYERS = 20
_ESCAPE = re.compile("%([0-9a-fA-F]{2})")
_AMPERSAND = re.compile("&#0?38;")  # what WordPress writes, escaped once too often
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_WHOLE = re.compile(r"https?://[^/]", re.IGNORECASE)  # most are: nothing to resolve
_UNSAFE = re.compile(r"[\x00-\x20\x7f<>\"{}|\\^`]")


def absolute(base: str, link: str | None) -> str | None:
    """`link` as an http or https address, resolved against `base`; None where it is neither."""
    if not link:
        return None
    try:
        link = link.strip()
        parts = urlsplit(link if _WHOLE.match(link) else urljoin(base, link))
        named = bool(parts.hostname) and not _UNSAFE.search(parts.netloc)
        usable = named and parts.scheme in _SCHEMES and parts.port != 0
    except ValueError:
        return None
    return _UNSAFE.sub(lambda bad: quote(bad.group()), urlunsplit(parts)) if usable else None


def host(link: str) -> str:
    """The host of an address, without a leading www."""
    return _WWW.sub("", _split(link).hostname or "")


def site(link: str) -> str:
    """What is likely under one hand: the host less what stands before its domain.

    A guess, where only the public suffix list knows: `co.uk` and the like count as one label.
    """
    name = host(link)
    labels = name.split(".")
    if ":" in name or labels[-1].isdigit():
        return name  # an IP address
    short = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3  # noqa: PLR2004 - co.uk
    return ".".join(labels[-3:] if short else labels[-2:])


@lru_cache(maxsize=4096)  # a document's: identity, keys and plan ask for each
def canonical(link: str) -> str:
    """The form in which two addresses of one article are equal; not for fetching.

    Wrappers that name their target, scheme, a leading www, default port, trailing slash,
    tracking parameters, the fragment, and what asks for AMP, print or telephones go;
    everything that may choose another document stays, as `#!` and `#/` do. Spelling is
    that of RFC 3986 section 6.2.2: hosts in letters, paths and queries in ASCII; of steps
    of a path that are empty, one is not told from none.
    """
    for _ in range(_MOST_LAYERS):  # what is taken off may show more of it: /a/print/amp
        before, link = link, _canonical(link)
        if link == before:
            break
    return link


def _canonical(link: str) -> str:
    parts = unwrapped(_split(_AMPERSAND.sub("&", link)))
    name = undressed_host(_WWW.sub("", _named(parts)))
    place = f"[{name}]" if ":" in name else name
    if parts.port not in _DEFAULT_PORTS:
        place = f"{place}:{parts.port}"
    path = undressed_path(_stepped(_spelt(parts.path))).rstrip("/") or "/"
    query = undressed_query(untracked(unescaped(_spelt(parts.query)), name))
    route = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    return urlunsplit(("https", place, path, query, route))


def clean(link: str) -> str:
    """The address without its tracking parameters, else as it is written."""
    parts = _split(link)
    if not parts.netloc or not parts.query:
        return link
    kept = untracked(parts.query, host(link))
    return link if kept == parts.query else urlunsplit(parts._replace(query=kept))


def _spelt(text: str) -> str:
    """Escapes in capitals, and for all but ASCII; none for letters, digits, `-._~`."""
    spelt = _ESCAPE.sub(_escape, text)
    return spelt if spelt.isascii() else _FOREIGN.sub(_quoted, spelt)


def _quoted(match: re.Match[str]) -> str:
    return quote(match.group(), errors="replace")


def _stepped(path: str) -> str:
    """A path without steps to where it is, and back (RFC 3986 section 5.2.4)."""
    steps: list[str] = []
    for step in path.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in {"", "."}:
            steps.append(step)
    return "/" + "/".join(steps)


def _escape(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char.isascii() and (char.isalnum() or char in "-._~") else match[0].upper()


def as_asked(url: str) -> str:
    """The form in which two addresses are one request; not for fetching.

    Letter case of scheme and host, its spelling in punycode, a default port, an empty
    path and the fragment make no difference; all else may choose another document.
    What is no address stays as it is.
    """
    parts = _split(url)
    if not parts.netloc:
        return url
    login, at, _ = parts.netloc.rpartition("@")
    name = _named(parts)
    place = f"[{name}]" if ":" in name else name
    if parts.port not in {None, _PORTS.get(parts.scheme)}:
        place = f"{place}:{parts.port}"
    return urlunsplit((parts.scheme, f"{login}{at}{place}", parts.path or "/", parts.query, ""))


def _named(parts: SplitResult) -> str:
    """The host of an address in letters, without the dot of the root."""
    dotted = _DOTS.sub(".", parts.hostname or "")
    name = dotted.rstrip(".") or dotted
    return ".".join(map(_label, name.split(".")))


def _label(label: str) -> str:
    """A label of a host in letters: they are what two spellings of it share."""
    if label.startswith("xn--"):
        try:
            letters = label.removeprefix("xn--").encode("ascii").decode("punycode")
        except UnicodeError:
            return label
        label = label if letters.isascii() else letters
    return normalize("NFKC", label).lower()


def _split(link: str) -> SplitResult:
    """The parts of an address; none where it is not one."""
    try:
        parts = urlsplit(link)
        usable = parts.hostname and parts.port != 0
    except ValueError:
        usable = None
    return parts if usable else urlsplit("")
