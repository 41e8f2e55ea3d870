"""Pictures and frames in the HTML of feeds, before it is cleaned: which are worth showing."""

import re
from html import escape, unescape
from ipaddress import ip_address
from itertools import pairwise
from urllib.parse import urlsplit, urlunsplit

# Bounded and possessive: a quote that is left open is not looked for to the end of the text.
_INSIDE = r"""((?:[^<>"']|"[^"]{0,2000}"|'[^']{0,2000}')*+)"""
_IMG = re.compile(rf"<img\b{_INSIDE}>", re.IGNORECASE)
_FRAME = re.compile(rf"<iframe\b{_INSIDE}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""")
_LATE = ("data-src", "data-lazy-src", "data-original", "data-orig-file", "data-lazyload")
_SIZE = re.compile(r"(\d{1,5}(?:\.\d{1,9})?)[wx],?")
_SIZE_ENDS = re.compile(r"(?<=\s)(\d{1,5}(?:\.\d{1,9})?[wx]),")
_PIXELS = re.compile(r"\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|$)",
    re.IGNORECASE,
)
# Where a picture waits that loads late.
_HOLDERS = re.compile(
    r"^data:|(?:^|[/_-])(?:blank|placeholder|spacer|transparent|pixel|lazy|lazyload|loading|1x1)"
    r"(?:[_.-]?(?:gif|image|img|pixel|loader|spinner|\d{1,4}(?:x\d{1,4})?)){0,2}"
    r"\.(?:gif|png|svg|jpe?g|webp)(?:\?|$)",
    re.IGNORECASE,
)
_COUNTERS = re.compile(
    r"^(?:pixels?|stats?|track(?:er|ing)?|analytics|beacon|metrics|counter|insight)\."
    r"|(?:^|\.)(?:doubleclick\.net|google-analytics\.com|googlesyndication\.com|scorecardresearch\.com"
    r"|quantserve\.com|feedsportal\.com|pheedo\.com|taboola\.com|outbrain\.com|list-manage\.com"
    r"|hubspot\.com|adsrvr\.org|chartbeat\.net|omtrdc\.net|2o7\.net|imrworldwide\.com|moatads\.com"
    r"|statcounter\.com|sitemeter\.com|histats\.com|addtoany\.com|sharethis\.com)$"
)
_COUNTING = re.compile(
    # Of a folder of that name, what is no photograph: shops have counters, horses run on tracks.
    r"/~(?:r|ff|a)/|/(?:pixel|beacon|open|track|counter|impression|1x1|spacer|blank|transparent)"
    r"(?:\.(?:gif|png|php|aspx?)(?:[/?]|$)|\?|$|/(?!.*\.(?:jpe?g|png|webp|avif)(?:\?|$)))|/(?:piwik|matomo)\.php|/b\.gif|/p\.gif|/tr(?:/?\?|$)"
    r"|/wf/open|/e/o/",
    re.IGNORECASE,
)
# Small pictures that belong to the page and not to the item.
_ORNAMENTS = re.compile(
    r"(?:^|\.)gravatar\.com/|/s\.w\.org/|//s\.w\.org/images/core/emoji|/emoji/|/smil(?:ey|ies)/"
    r"|[/_-](?:avatar|favicon|share|icon|logo-small|rss)[\w-]{0,20}\.(?:gif|png|svg|jpe?g|ico)",
    re.IGNORECASE,
)
_VIDEOS = re.compile(
    r"(?:https?:)?//(?:www\.)?(?:youtube(?:-nocookie)?\.com/embed/(?P<tube>[\w-]{5,20})"
    r"|player\.vimeo\.com/video/(?P<vimeo>\d{4,15}))"
)


def prepared(html: str) -> str:
    """HTML whose pictures are those that load late, not what holds their place; no counters.

    A film's frame becomes a link to it.
    """
    return _FRAME.sub(_linked, _IMG.sub(_shown, html))


def without_counters(html: str) -> str:
    """Cleaned HTML without pictures that count, or that lost their address in the cleaning.

    What ill-formed HTML hides from `prepared` stands in the open then.
    """
    return _IMG.sub(_shown, html)


def secure(url: str | None) -> str | None:
    """A picture's address, over https. Within our own walls, where there is none, as it is."""
    parts = urlsplit(url or "")
    if parts.scheme != "http" or _is_within(parts.hostname or ""):
        return url
    if parts.port not in {None, 80}:
        return None
    return urlunsplit(parts._replace(scheme="https", netloc=parts.netloc.removesuffix(":80")))


def is_counter(url: str, width: int | None = None, height: int | None = None) -> bool:
    """Whether a picture is there to be counted: a pixel, or known for it by its address."""
    if any(side is not None and side <= 1 for side in (width, height)):
        return True
    parts = urlsplit(url)
    place = f"{parts.path}{'?' * bool(parts.query)}"
    return bool(_COUNTERS.search(parts.hostname or "") or _COUNTING.search(place))


def is_ornament(url: str) -> bool:
    """Whether a picture belongs to the page: an avatar, an emoji, a share button."""
    return bool(_ORNAMENTS.search(url))


def is_holder(url: str) -> bool:
    """Whether a picture only holds the place of one that loads late."""
    return bool(_HOLDERS.search(url))


def pixels(said: object) -> int | None:
    """A length in pixels, as attributes and JSON write it: `600`, `"600px"`."""
    match = _PIXELS.fullmatch(str(said)) if isinstance(said, str | int | float) else None
    return int(match[1]) if match else None


def largest(srcset: str) -> str | None:
    """The address with the largest descriptor (`a.jpg 300w, b.jpg 600w`)."""
    words = _SIZE_ENDS.sub(r"\1 ", srcset).split()
    sizes = ((_SIZE.fullmatch(word), address) for address, word in pairwise(words))
    choices = [(float(size[1]), address.lstrip(",")) for size, address in sizes if size]
    return max(choices)[1] if choices else next(iter(srcset.replace(",", " ").split()), None)


def _is_within(name: str) -> bool:
    try:
        return not name or "." not in name or bool(ip_address(name))
    except ValueError:
        return False


def _attributes(said: str) -> dict[str, str]:
    return {
        name.lower(): unescape(one or other or bare)
        for name, one, other, bare in _ATTRIBUTE.findall(said)
    }


def _shown(tag: re.Match[str]) -> str:
    said = _attributes(tag[1])
    address = _address(said)
    sizes = [pixels(said.get(side)) for side in ("width", "height")]
    if not address or _HIDDEN.search(said.get("style", "")) or is_counter(address, *sizes):
        return ""
    kept: dict[str, str | None] = {"src": address, "alt": said.get("alt")}
    for side, size in zip(("width", "height"), sizes, strict=True):
        kept[side] = str(size) if size else None
    told = (f'{name}="{_quoted(text)}"' for name, text in kept.items() if text is not None)
    return f"<img {' '.join(told)}>"


def _quoted(text: str) -> str:
    return escape(text, quote=False).replace('"', "&quot;")


def _address(said: dict[str, str]) -> str | None:
    """The picture itself: where it loads late, `src` holds its place."""
    plain = said.get("src", "").strip()
    if plain and not is_holder(plain):
        return plain
    late = (said[name].strip() for name in _LATE if said.get(name, "").strip())
    sets = (largest(said[name]) for name in ("srcset", "data-srcset") if said.get(name))
    return next(late, None) or next(filter(None, sets), None)


def _linked(tag: re.Match[str]) -> str:
    match = _VIDEOS.match(_attributes(tag[1]).get("src", ""))
    if match is None:
        return tag[0]
    to = (
        f"https://www.youtube.com/watch?v={match['tube']}"
        if match["tube"]
        else f"https://vimeo.com/{match['vimeo']}"
    )
    return f'<p><a href="{to}">Video</a></p>{tag[0]}'
