"""Addresses that stand for another: wrapped in a redirect, or of the same page in other clothes."""

import re
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

# Who leads on to an address that stands in their own, and under which parameter.
_WRAPPERS = {
    "l.facebook.com/l.php": ("u",),
    "lm.facebook.com/l.php": ("u",),
    "l.instagram.com/": ("u",),
    "t.umblr.com/redirect": ("z",),
    "out.reddit.com/": ("url",),
    "youtube.com/redirect": ("q",),
    "awin1.com/cread.php": ("ued", "p"),
    "awin1.com/awclick.php": ("ued", "p"),
    "click.linksynergy.com/deeplink": ("murl",),
    "click.linksynergy.com/fs-bin/click": ("murl", "url"),
    "go.skimresources.com/": ("url",),
    "go.redirectingat.com/": ("url",),
    "shareasale.com/r.cfm": ("urllink",),
    "prf.hn/click": ("destination",),
    "anrdoezrs.net/": ("url",),
    "dpbolvw.net/": ("url",),
    "jdoqocy.com/": ("url",),
    "kqzyfj.com/": ("url",),
    "tkqlhce.com/": ("url",),
}
# The same, where each of its customers has a host of its own: Outlook's guard, Impact.
_HOSTED = {
    ".safelinks.protection.outlook.com": ("url",),
    ".pxf.io": ("u",),
    ".sjv.io": ("u",),
    ".evyy.net": ("u",),
    ".7eer.net": ("u",),
}
_GOOGLE = re.compile(r"google\.(?:com?\.)?[a-z]{2,3}")
_AMP_CACHE = re.compile(r"/(?:[a-z]/)+(?:s/)?(?P<rest>[^/]+\.[^/]+/.*)")
_AMP_PATH = re.compile(r"/amp/s/(?P<rest>.+)")
_FEEDBLITZ = re.compile(r".*~(?P<rest>https?:/.+)")

_CLOTHES = re.compile(r"^(?:amp|m|mobile|wap)\.(?=[^.]+\.[^.])")
# A last step of the path that only dresses the page.
_DRESSED = re.compile(r"(?<=[^/])(?:/amp|/print|/printview|\.amp)(?:/|\.html?)?$", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index\.(?:html?|php|aspx?)|default\.aspx?)$", re.IGNORECASE)
# Who is asking, told in the path.
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sessionid)=[^/;]*", re.IGNORECASE)
_DRESSES = frozenset({
    ("amp", ""), ("amp", "1"), ("amp", "true"), ("outputtype", "amp"), ("print", ""),
    ("print", "1"), ("print", "true"), ("print", "print"), ("format", "print"), ("view", "print"),
    ("format", "amp"), ("m", "1"), ("mobile", "1"), ("share", "email"),
})  # fmt: skip


def unwrapped(parts: SplitResult) -> SplitResult:
    """The address that an address leads to by its own words."""
    return _inner(parts) or parts


def _inner(parts: SplitResult) -> SplitResult | None:
    name = (parts.hostname or "").removeprefix("www.")
    to = None
    if (name.endswith(".cdn.ampproject.org") and (match := _AMP_CACHE.fullmatch(parts.path))) or (
        _GOOGLE.fullmatch(name) and (match := _AMP_PATH.fullmatch(parts.path))
    ):
        to = f"https://{match['rest']}"
    elif name == "feeds.feedblitz.com" and (match := _FEEDBLITZ.fullmatch(parts.path)):
        to = re.sub(r"^(https?):/+", r"\1://", match["rest"])
    else:
        names = _parameters(name, parts.path)
        told = parse_qs(parts.query) if names else {}
        to = next((unquote(told[one][0]) for one in names if one in told), None)
    return _usable(to)


def _parameters(name: str, path: str) -> tuple[str, ...]:
    if path == "/url" and _GOOGLE.fullmatch(name):
        return "url", "q"
    hosted = (names for end, names in _HOSTED.items() if name.endswith(end))
    return _WRAPPERS.get(f"{name}{path}") or _WRAPPERS.get(f"{name}/") or next(hosted, ())


def _usable(to: str | None) -> SplitResult | None:
    try:
        parts = urlsplit(to or "")
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


def undressed_host(name: str) -> str:
    """A host without what says that it is for telephones, or AMP."""
    return _CLOTHES.sub("", name)


def undressed_path(path: str) -> str:
    """A path without what says that it is for print, or AMP, or one session's.

    Of a folder's index, the folder.
    """
    return _INDEX.sub("/", _DRESSED.sub("", _SESSION.sub("", path)))


def undressed_query(query: str) -> str:
    """A query without what asks for other clothes."""
    pairs = (pair for pair in query.split("&") if pair)
    return "&".join(pair for pair in pairs if _split(pair) not in _DRESSES)


def _split(pair: str) -> tuple[str, str]:
    name, _, said = pair.partition("=")
    return name.lower(), said.lower()
