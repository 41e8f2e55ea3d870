"""What every document says of an edition and its stories, each in its own syntax."""

from collections.abc import Iterator, Mapping
from math import ceil

from aggregator.core import credit
from aggregator.core.render.presentable import language, line, uri
from aggregator.model import Edition, Enclosure, Image, Site, Story, Topic, value

ATOM, RSS, JSON = "application/atom+xml", "application/rss+xml", "application/feed+json"
MEDIA_TYPES = {".atom": ATOM, ".rss": RSS, ".json": JSON}
STYLE = 'type="text/css" href="feed.css"'  # for those who open a feed in a browser

_SUFFIXES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "m4a": "audio/mp4",
    "m4v": "video/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "pdf": "application/pdf",
    "png": "image/png",
    "wav": "audio/wav",
    "webm": "video/webm",
    "webp": "image/webp",
}
_ANY_TYPE = "application/octet-stream"


@value
class Category:
    """What a story is about, or who spoke: a term of one of our schemes, and its label."""

    term: str
    scheme: str
    label: str


@value
class Head:
    """What stands at the head of a document, whichever its form."""

    title: str
    subtitle: str
    page: str
    publisher: str
    home: str
    language: str
    rights: str
    icon: str
    logo: str | None
    hub: str | None
    minutes: int


def head(edition: Edition) -> Head:
    """The head of an edition; `minutes` is how long a reader may keep what it fetched."""
    output, site = edition.output, edition.site
    return Head(
        title=line(output.title) or output.id,
        subtitle=line(output.subtitle or site.subtitle),
        page=address(edition, f"{output.id}.html"),
        publisher=line(site.title) or site.authority,
        home=uri(site.base_url) or site.base_url,
        language=language(site.language),
        rights=line(site.rights),
        icon=uri(site.icon) or address(edition, "icon.svg"),
        logo=uri(site.logo),
        hub=uri(site.hub),
        minutes=max(1, ceil(output.max_age.total_seconds() / 60)),
    )


def address(edition: Edition, name: str) -> str:
    """Where a file of ours is published."""
    return f"{uri(edition.site.base_url) or edition.site.base_url}{name}"


def authors(story: Story) -> tuple[str, ...]:
    """Who wrote it; where nobody is named, its publisher."""
    return story.lead.authors or (story.source.title,)


def categories(story: Story, site: Site, labels: Mapping[Topic, str]) -> Iterator[Category]:
    """Topics, the primary one first; then who spoke, where it was not the newsroom."""
    filing = story.filing
    primary = () if filing.primary is None else (filing.primary,)
    for topic in dict.fromkeys((*primary, *filing.topics)):
        label = line(labels.get(topic)) or topic
        yield Category(term=topic, scheme=f"tag:{site.authority}:topic", label=label)
    if filing.disclosure is not None:
        yield Category(
            term=filing.disclosure.value,
            scheme=f"tag:{site.authority}:disclosure",
            label=filing.disclosure.value.replace("-", " ").capitalize(),
        )


def attached(story: Story) -> tuple[Enclosure, ...]:
    """The media of a story, each once."""
    return tuple({one.url: one for one in story.lead.enclosures}.values())


def picture(story: Story) -> Image | None:
    """The picture of a story, where it is not attached as well."""
    image = story.lead.image
    is_attached = image is not None and any(image.url == one.url for one in story.lead.enclosures)
    return None if is_attached else image


def type_of(enclosure: Enclosure) -> str:
    """A media type, for documents that need one: as it is told, else by the address."""
    return enclosure.type or by_suffix(enclosure.url) or _ANY_TYPE


def by_suffix(url: str) -> str | None:
    """The media type that the end of an address tells of."""
    return _SUFFIXES.get(url.partition("?")[0].rpartition(".")[2].lower())


def summary(story: Story) -> str:
    """The summary, where it may be shown."""
    return credit.summary(story).strip()


def sized(image: Image) -> dict[str, str]:
    """A picture as Media RSS tells it: its address, and its size where that is known."""
    told = {"url": image.url, "width": image.width, "height": image.height}
    return {name: str(text) for name, text in told.items() if text}
