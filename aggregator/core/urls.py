"""Addresses: what they mean, and which of them mean the same."""

import re
from unicodedata import normalize
from urllib.parse import SplitResult, parse_qsl, quote, urljoin, urlsplit, urlunsplit

_SCHEMES = frozenset({"http", "https"})
_PORTS = {"http": 80, "https": 443}
_DEFAULT_PORTS = frozenset({None, 80, 443})
_WWW = re.compile(r"^(?:www\.)+(?=[^.]+\.)")
_TRACKING_PREFIXES = (
    "utm_",
    "mtm_",
    "hsa_",
    "fb_",
    "hmb_",
    "itm_",
    "campaign_",
    "__hs",
    "_hs",
    "__s",
)
_TRACKING = frozenset(
    "_openstat _branch_match_id _branch_referrer _bhlid __readwiselocation af at_campaign at_medium"
    " cmpid dclid emc fbclid gbraid gclid gclsrc hsctatracking igshid irclickid mc_cid mc_eid mc_tc"
    " mkt_tok msclkid ncid oly_anon_id oly_enc_id ranmid raneaid ransiteid rb_clickid sc_cid"
    " sharedid srsltid sscid twclid vero_conv vero_id wbraid wickedid yclid ysclid".split()
)
_DOTS = re.compile("[\u3002\uff0e\uff61]")  # dots of a host too (UTS 46 section 2.3)
_UNSAFE = re.compile(r"[\x00-\x20\x7f<>\"{}|\\^`]")


def absolute(base: str, link: str | None) -> str | None:
    """`link` as an http or https address, resolved against `base`; None where it is neither."""
    if not link:
        return None
    try:
        parts = urlsplit(urljoin(base, link.strip()))
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


def canonical(link: str) -> str:
    """The form in which two addresses of one article are equal; not for fetching.

    Scheme, a leading www, default port, trailing slash, tracking parameters and the
    fragment go; everything that may choose another document stays, as `#!` and `#/` do.
    """
    parts = _split(link)
    name = host(link)
    place = f"[{name}]" if ":" in name else name
    if parts.port not in _DEFAULT_PORTS:
        place = f"{place}:{parts.port}"
    query = "&".join(_kept(parts.query))
    route = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    return urlunsplit(("https", place, parts.path.rstrip("/") or "/", query, route))


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
    name = ".".join(map(_label, _DOTS.sub(".", parts.hostname or "").split(".")))
    place = f"[{name}]" if ":" in name else name
    if parts.port not in {None, _PORTS.get(parts.scheme)}:
        place = f"{place}:{parts.port}"
    return urlunsplit((parts.scheme, f"{login}{at}{place}", parts.path or "/", parts.query, ""))


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


def _kept(query: str) -> list[str]:
    """The query's own pairs in their order and spelling, tracking ones left out."""
    return [pair for pair in query.split("&") if pair and not _tracks(pair)]


def _tracks(pair: str) -> bool:
    names = [name.lower() for name, _ in parse_qsl(pair, keep_blank_values=True)]
    return bool(names) and all(
        name in _TRACKING or name.startswith(_TRACKING_PREFIXES) for name in names
    )
