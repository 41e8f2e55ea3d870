"""What may be shown of a story, and whose it is: the rights that `republish:` grants."""

import re
from urllib.parse import urlsplit

from aggregator.core.markup import Markup, fill, joined
from aggregator.core.text import scrub, squeeze
from aggregator.core.urls import absolute
from aggregator.model import Disclosure, Feed, Image, Republish, Story

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def title(story: Story) -> str:
    """Never empty: an entry without a title fails its whole output."""
    return one_line(story.lead.title) or "Untitled"


def summary(story: Story) -> str:
    return "" if story.source.republish is Republish.LINK else scrub(story.lead.summary)


def image(story: Story) -> Image | None:
    return None if story.source.republish is Republish.LINK else story.lead.image


def disclosure(story: Story) -> str:
    """The mark in words; empty where the newsroom spoke."""
    match story.filing.disclosure:
        case Disclosure.SPONSORED:
            sponsor = one_line(story.filing.sponsor)
            return f"Sponsored by {sponsor}" if sponsor else "Sponsored"
        case Disclosure.PRESS_RELEASE:
            return "Press release"
        case None:
            return ""


def content_html(story: Story) -> Markup:
    """What a reader shows: the mark first, the text so far as we may, the credit.

    The credit stands in words because most readers do not show atom:source.
    """
    return joined(
        part
        for part in (
            mark_html(story),
            _text_html(story),
            fill("<p>Source: {source}</p>", source=anchor(story.lead.link, story.source.title)),
            fill("<p>Also in: {copies}</p>", copies=copies(story)) if story.copies else Markup(),
        )
        if part
    )


def mark_html(story: Story) -> Markup:
    """The mark as it stands before all else; empty where the newsroom spoke."""
    mark = disclosure(story)
    return fill("<p><strong>{mark}</strong></p>", mark=mark) if mark else Markup()


def copies(story: Story) -> Markup:
    """The other outlets, each linked to its copy."""
    return joined((anchor(copy.link, copy.source_title) for copy in story.copies), by=", ")


def anchor(url: str | None, text: str) -> Markup:
    """A text with its link, or bare where the address is of no use."""
    href = address(url)
    return fill('<a href="{href}">{text}</a>' if href else "{text}", href=href, text=text)


def address(url: str | None) -> str | None:
    """An address that may be published: http or https, without a name and password."""
    found = absolute("", url)
    return without_login(scrub(found)) if found else None


def without_login(uri: str) -> str:
    """The same URI with no user in it: what opens a feed to us is not for our readers."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return uri
    _, login, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=host).geturl() if login else uri


def is_open(feed: Feed) -> bool:
    """Whether others may be told of this feed: nothing opens it to us alone."""
    return not feed.headers and feed.login is None and without_login(feed.url) == feed.url


def language(tag: str | None) -> str:
    """A language tag that may stand in a document (RFC 5646); empty where it is none."""
    written = (tag or "").strip().replace("_", "-")
    return written if _LANGUAGE.fullmatch(written) else ""


def one_line(text: str | None) -> str:
    """Text as a title or name shows it: on one line, without what XML forbids."""
    return squeeze(scrub(text or ""))


def _text_html(story: Story) -> Markup:
    match story.source.republish:
        case Republish.FULL:
            return Markup(scrub(story.lead.content_html))
        case Republish.SUMMARY if story.lead.summary:
            return fill("<p>{summary}</p>", summary=story.lead.summary)
        case _:
            return Markup()
