"""Addresses: what they mean, and which of them mean the same."""

import re
from urllib.parse import SplitResult, parse_qsl, quote, urljoin, urlsplit, urlunsplit

_PORTS = {"http": 80, "https": 443}
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
_UNSAFE = re.compile(r"[\x00-\x20\x7f<>\"{}|\\^`]")


def absolute(base: str, link: str | None) -> str | None:
    """`link` as an http or https address, resolved against `base`; None where it is neither."""
    if not link:
        return None
    try:
        joined = urljoin(base, link.strip())
        parts = urlsplit(joined)
        usable = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return _UNSAFE.sub(lambda bad: quote(bad.group()), joined) if usable else None


def host(link: str) -> str:
    """The host of an address, without a leading www."""
    return (_split(link).hostname or "").removeprefix("www.")


def canonical(link: str) -> str:
    """The form in which two addresses of one article are equal; not for fetching.

    Scheme, a leading www, default port, fragment, trailing slash and tracking
    parameters go; everything that may choose another document stays.
    """
    parts = _split(link)
    name = (parts.hostname or "").removeprefix("www.")
    port = parts.port
    place = name if port is None or port == _PORTS.get(parts.scheme) else f"{name}:{port}"
    query = "&".join(_kept(parts.query))
    return urlunsplit(("https", place, parts.path.rstrip("/") or "/", query, ""))


def _split(link: str) -> SplitResult:
    try:
        parts = urlsplit(link)
        _ = parts.port
    except ValueError:
        return urlsplit("")
    return parts


def _kept(query: str) -> list[str]:
    """The query's own pairs in their order and spelling, tracking ones left out."""
    return [pair for pair in query.split("&") if pair and not _tracks(pair)]


def _tracks(pair: str) -> bool:
    names = [name.lower() for name, _ in parse_qsl(pair, keep_blank_values=True)]
    return bool(names) and all(
        name in _TRACKING or name.startswith(_TRACKING_PREFIXES) for name in names
    )
