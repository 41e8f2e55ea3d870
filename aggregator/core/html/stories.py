"""Stories as pages show them, by the days that they stand in."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from aggregator.core import credit
from aggregator.core.markup import Markup, fill, joined
from aggregator.model import Image, OutputFeed, Republish, Story, Topic, value

_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_MEDIA = {"audio": "Listen", "video": "Watch"}

_DAY = """\
<section class="day" aria-labelledby="day-{number}">
<h{level} id="day-{number}">{day}</h{level}>
{stories}
</section>"""
_STORY = """\
<article class="story{pictured}"{lang}>
<p class="kicker"><time datetime="{at}">{clock}</time>{dated}{topics}{mark}</p>
<h{level} class="headline" dir="auto">{headline}</h{level}>
{image}{summary}<p class="credit">{source}{copies}{media}</p>
</article>"""
_DATED = " <span>dated {day}</span>"
_TOPIC = ' <span class="topic" data-topic="{topic}">{label}</span>'
_LINKED_TOPIC = ' <a class="topic" data-topic="{topic}" href="{output}.html">{label}</a>'
_IMAGE = """\
<img src="{url}" alt="{alt}"{size} {when} decoding="async" referrerpolicy="no-referrer">
"""


@value
class Telling:
    """How stories are told: in which zone, with which names for topics, under which heading.

    `level` is of the heading of a day; `pages` are the outputs that tell of one topic each.
    """

    zone: ZoneInfo
    labels: Mapping[Topic, str]
    level: int
    pages: Mapping[Topic, OutputFeed]

    def days(self, stories: tuple[Story, ...]) -> Markup:
        """A section for each day, in the order given; days are those of the zone."""
        if not stories:
            return Markup("<p>Nothing yet: the first news will stand here.</p>")
        days = groupby(stories, key=lambda story: story.shown_at.astimezone(self.zone).date())
        sections = (
            fill(
                _DAY,
                number=number,
                level=self.level,
                day=f"{_DAYS[day.weekday()]} {written(day)}",
                stories=joined(
                    (self.story(one, is_first=one is stories[0]) for one in told), by="\n"
                ),
            )
            for number, (day, told) in enumerate(days, start=1)
        )
        return joined(sections, by="\n")

    def story(self, story: Story, *, is_first: bool) -> Markup:
        """One story. The picture of the first is seen at once, and not fetched late."""
        image, at = _image(story, is_first=is_first), story.shown_at
        return fill(
            _STORY,
            pictured=" pictured" if image else "",
            lang=_lang(story.lead.language),
            level=self.level + 1,
            at=at.isoformat(timespec="seconds"),
            clock=f"{at.astimezone(self.zone):%H:%M}",
            dated=self._dated(story),
            topics=joined(self._topics(story)),
            mark=mark(story),
            headline=credit.anchor(story.lead.link, credit.title(story)),
            image=image,
            summary=_summary(story),
            source=credit.anchor(story.source.link, story.source.title),
            copies=fill("; also in {copies}", copies=credit.copies(story)) if story.copies else "",
            media=joined(_media(story)),
        )

    def _dated(self, story: Story) -> Markup:
        """Its own date, where it does not stand at that."""
        day = story.lead.published_at.astimezone(self.zone).date()
        return fill(_DATED, day=written(day)) if story.late else Markup()

    def _topics(self, story: Story) -> Iterator[Markup]:
        """The primary one first; a sponsored story has its mark, which says more."""
        filing = story.filing
        if filing.is_sponsored or filing.primary is None:
            return
        for topic in dict.fromkeys((filing.primary, *filing.topics)):
            output = self.pages.get(topic)
            yield fill(
                _LINKED_TOPIC if output else _TOPIC,
                topic=topic,
                label=self.labels.get(topic, topic),
                output=output.id if output else "",
            )


def telling(
    zone: str, labels: Mapping[Topic, str], outputs: tuple[OutputFeed, ...], *, level: int
) -> Telling:
    """How the stories of these outputs are told."""
    of_one = {output.topics[0]: output for output in reversed(outputs) if is_of_one_topic(output)}
    return Telling(zone=ZoneInfo(zone), labels=labels, level=level, pages=of_one)


def is_of_one_topic(output: OutputFeed) -> bool:
    """Whether it carries all there is of a topic, as far as its definition tells."""
    asked = (output.feeds, output.auctions, output.rank, output.languages, output.words)
    return len(output.topics) == 1 and not any((*asked, output.without, output.per_feed))


def written(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def mark(story: Story) -> Markup:
    """Who spoke, where it was not the newsroom."""
    said = credit.disclosure(story)
    return fill(' <strong class="mark">{mark}</strong>', mark=said) if said else Markup()


def _summary(story: Story) -> Markup:
    summary = credit.summary(story)
    return (
        fill('<p class="summary" dir="auto">{summary}</p>\n', summary=summary)
        if summary
        else Markup()
    )


def _image(story: Story, *, is_first: bool) -> Markup:
    image = credit.image(story)
    url = credit.address(image.url) if image else None
    if image is None or url is None:
        return Markup()
    alt = credit.one_line(image.alt)
    return fill(
        _IMAGE,
        url=url,
        # Some publishers describe a picture by its headline: nobody wants to hear that twice.
        alt="" if alt == credit.title(story) else alt,
        size=_size(image),
        when=Markup('fetchpriority="high"' if is_first else 'loading="lazy"'),
    )


def _size(image: Image) -> Markup:
    if not image.width or not image.height:
        return Markup()
    return fill(' width="{width}" height="{height}"', width=image.width, height=image.height)


def _media(story: Story) -> Iterator[Markup]:
    """What is to be heard or seen, as far as we may lead there."""
    if story.source.republish is Republish.LINK:
        return
    for one in story.lead.enclosures:
        word = _MEDIA.get((one.type or "").partition("/")[0].lower())
        if word and credit.address(one.url):
            yield fill(" · {link}", link=credit.anchor(one.url, word))


def _lang(language: str | None) -> Markup:
    code = credit.language(language)
    return fill(' lang="{code}"', code=code) if code else Markup()
