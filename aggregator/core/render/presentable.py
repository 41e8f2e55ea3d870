"""A story made fit for documents: words, addresses and types that every reader can take.

What XML forbids would fail a whole output; what XML and HTML discourage (controls, places
without a character), text that was encoded twice, addresses in other letters than ASCII and
made-up types make readers stumble. Here each is mended once, for all documents.
"""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from aggregator.core import credit
from aggregator.core.charsets import once
from aggregator.core.render.typed import lookalike
from aggregator.core.text import plain, safe_html, scrub
from aggregator.model import Copy, Edition, Enclosure, Entry, Image, Republish, Source, Story

# XML 1.0 section 2.2, the note on compatibility characters; and what stands for a lost one.
_DISCOURAGED = re.compile(
    "[\x7f-\x9f\ufdd0-\ufdef\ufffd"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)
_PAIR = re.compile("[ÂÃ][\u00a0-\u00bf]")  # one letter, encoded twice
_INSTEAD = {"\x85": "\n", "\ufffd": "?"}
_MAIL = re.compile(r"[<(\[]?[^\s<>()\[\]]+@[^\s<>()\[\]]+[>)\]]?")
_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+", re.ASCII)
_TAG_URI = re.compile(
    r"tag:([a-z0-9._-]+@)?[a-z0-9.-]+,\d{4}(-\d\d){0,2}:[\w;/?:@&=+$.!~*'()%,#-]*", re.ASCII
)
_URN = re.compile(
    r"urn:(?!uuid:)[a-z0-9][a-z0-9-]{1,31}:([\w()+,.:=@;$!*'-]|%[0-9A-F]{2})+", re.ASCII
)
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PATH = "%/;:@&=+$,!~*'()"
_ESCAPE = re.compile("%[0-9a-fA-F]{2}")
_PORTS = {"http": 80, "https": 443}
# ISO 639-1: a feed that says "jp" or "cn" means another code, and readers know no such language.
_LANGUAGES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da"
    " de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy"
    " hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg"
    " li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or"
    " os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta"
    " te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu".split()
)


def presented(edition: Edition) -> Edition:
    """The edition with every story made presentable: once, for all its documents."""
    return replace(edition, stories=tuple(map(presentable, edition.stories)))


def presentable(story: Story) -> Story:
    """The story as documents may tell it: what may not be shown, or cannot be read, is gone."""
    source = _source(story)
    return replace(
        story,
        lead=_lead(story),
        source=source,
        copies=tuple(map(_copy, story.copies)),
        filing=replace(story.filing, sponsor=line(story.filing.sponsor) or None),
    )


def words(text: str | None) -> str:
    """Text, or HTML, that no strict reader stumbles over."""
    said = once(scrub(text or ""))
    said = scrub(_DISCOURAGED.sub(lambda found: _INSTEAD.get(found[0], ""), said))
    while _PAIR.search(said):  # in a text that is broken in this place alone
        said = _PAIR.sub(lambda found: found[0].encode("latin-1").decode(), said)
    return said


def line(text: str | None) -> str:
    """Words on one line."""
    return credit.one_line(words(text))


def uri(url: str | None) -> str | None:
    """An address that may be published, in ASCII (RFC 3986); None where it is of no use."""
    found = credit.address(url)
    if found is None:
        return None
    parts = urlsplit(found)
    return urlunsplit(
        (
            parts.scheme,
            _place(parts),
            quote(parts.path, safe=_PATH),
            quote(parts.query, safe=f"{_PATH}?"),
            quote(parts.fragment, safe=f"{_PATH}?"),
        )
    )


def language(tag: str | None) -> str:
    """A language tag whose language is one of ISO 639-1; empty where it is none."""
    written = credit.language(tag)
    return written if written.partition("-")[0].lower() in _LANGUAGES else ""


def media_type(said: str | None) -> str | None:
    """A type of the form that documents take (RFC 6838): some publishers say "mp3"."""
    written = (said or "").partition(";")[0].strip()
    return written if _TYPE.fullmatch(written) else None


def _lead(story: Story) -> Entry:
    lead = story.lead
    is_link = story.source.republish is Republish.LINK
    is_full = story.source.republish is Republish.FULL
    return replace(
        lead,
        title=_title(lead.title),
        link=uri(lead.link) or "",
        summary=words(lead.summary),
        # Taking a tag out may leave what is no sound HTML: a second look puts it right.
        content_html=words(safe_html(lead.content_html, lead.link)) if is_full else "",
        authors=tuple(filter(None, map(_author, lead.authors))),
        rights=line(lead.rights) or None,
        language=language(lead.language) or None,
        image=None if is_link else _image(lead.image),
        enclosures=() if is_link else tuple(filter(None, map(_enclosure, lead.enclosures))),
    )


def _title(said: str) -> str:
    """A title that stays one where a reader strips what looks like markup."""
    title = line(said)
    return title if plain(unescape(plain(title))) else lookalike(title)


def _author(said: str) -> str:
    """A name without its mail address, which is not ours to spread."""
    return line(_MAIL.sub("", words(said)))


def _image(image: Image | None) -> Image | None:
    url = uri(image.url) if image else None
    return replace(image, url=url) if image and url else None


def _enclosure(enclosure: Enclosure) -> Enclosure | None:
    url = uri(enclosure.url)
    return replace(enclosure, url=url, type=media_type(enclosure.type)) if url else None


def _copy(copy: Copy) -> Copy:
    link = uri(copy.link) or ""
    return replace(copy, link=link, title=line(copy.title), source_title=line(copy.source_title))


def _source(story: Story) -> Source:
    source, lead = story.source, story.lead
    return replace(
        source,
        id=_source_id(source),
        title=line(source.title) or source.feed_id,
        url=uri(source.url) or source.url,
        link=uri(source.link),
        # Its own date is not always known; the feed has come at least as far as the entry.
        updated_at=source.updated_at or lead.source_updated_at or lead.updated_at,
        rights=line(source.rights) or None,
    )


def _source_id(source: Source) -> str:
    """The feed's own id, in its normal form; of a number, a title or the like, its address.

    Readers compare ids letter by letter: RFC 4287 section 4.2.6.1 asks for normal forms.
    """
    said = scrub(source.id)
    if any(form.fullmatch(said) for form in (_TAG_URI, _UUID, _URN)):
        return said
    return _normal(uri(said) or uri(source.url) or source.url)


def _normal(url: str) -> str:
    """The one spelling of an http address (RFC 3986 section 6.2)."""
    parts = urlsplit(url)
    path = _ESCAPE.sub(lambda found: _spelt(found[0]), parts.path) or "/"
    return parts._replace(path=path).geturl()


def _spelt(escape: str) -> str:
    char = chr(int(escape[1:], 16))
    return char if char.isascii() and (char.isalnum() or char in "-._~") else escape.upper()


def _place(parts: SplitResult) -> str:
    name = parts.hostname or ""
    port = "" if parts.port in {None, _PORTS[parts.scheme]} else f":{parts.port}"
    if ":" in name:
        return f"[{name}]{port}"
    try:
        return f"{name.encode('idna').decode()}{port}"
    except UnicodeError:
        return f"{quote(name)}{port}"
