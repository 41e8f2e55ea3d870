"""The front page: The Latest, the feeds we publish, the feeds we follow. Plain HTML, no script.

It wants `style.css` and `icon.svg` beside it; both lie in `aggregator/assets`.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from aggregator.core import credit
from aggregator.core.markup import Markup, fill, joined
from aggregator.core.render import MEDIA_TYPE
from aggregator.model import Filing, OutputFeed, Site, Story, Topic

Followed = tuple[str, str, str]
"""A followed feed as a reader sees it: its title, its site, the address of the feed."""

_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = (
    "January February March April May June July August September October November December".split()
)

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="{subtitle}">
<title>{title}</title>
<link rel="stylesheet" href="style.css">
<link rel="icon" type="image/svg+xml" href="icon.svg">
{discovery}
</head>
<body>
<a class="skip" href="#latest">Skip to the news</a>
<header class="masthead">
<h1><a href="./">{title}</a></h1>
<p>{subtitle}</p>
</header>
<div class="columns">
<main id="latest" tabindex="-1">
<h2>The Latest</h2>
{days}
</main>
<aside aria-label="Feeds">
{feeds}
{sources}
</aside>
</div>
<footer>
<p>Every headline leads to its publisher, whose work it is. Times: {zone}.</p>
<p>Put together by <a href="{base_url}">{title}</a>.
Questions, corrections, removals: {contact}.</p>
</footer>
</body>
</html>
"""
_DISCOVERY = '<link rel="alternate" type="{type}" title="{title}" href="{id}.atom">'
_DAY = """\
<section class="day" aria-labelledby="day-{number}">
<h3 id="day-{number}">{day}</h3>
{stories}
</section>"""
_STORY = """\
<article class="story{pictured}"{lang}>
<p class="kicker"><time datetime="{at}">{clock}</time>{dated}{topic}{mark}</p>
<h4 dir="auto">{headline}</h4>
{image}{summary}<p class="credit">{source}{copies}</p>
</article>"""
_DATED = " <span>dated {day}</span>"
_IMAGE = """\
<img src="{url}" alt="{alt}" loading="lazy" decoding="async" referrerpolicy="no-referrer">
"""
_OUTPUT = """\
<li><a href="{id}.atom" type="{type}" data-topic="{topic}">{title}</a>
<span class="count">{count}</span></li>"""
_LIST = """\
<section>
<h2>{heading}</h2>
<ul>
{items}
</ul>
</section>"""
_SOURCE = '<li>{site} <a class="feed" href="{feed}" aria-label="{title}: feed">feed</a></li>'


def front_page(
    site: Site,
    latest: tuple[Story, ...],
    outputs: tuple[tuple[OutputFeed, int], ...],
    feeds: tuple[Followed, ...],
    *,
    labels: Mapping[Topic, str],
) -> bytes:
    """index.html. `outputs` come with the number of their entries."""
    return fill(
        _PAGE,
        title=site.title,
        subtitle=site.subtitle or "",
        base_url=credit.address(site.base_url) or "./",
        zone=site.timezone,
        contact=_contact(site.contact),
        discovery=joined((_discovery(output) for output, _ in outputs), by="\n"),
        days=_days(latest, ZoneInfo(site.timezone), labels),
        feeds=_list("Our feeds", (_output(*one) for one in outputs)),
        sources=_list("We follow", (_source(*one) for one in feeds)),
    ).encode()


def _discovery(output: OutputFeed) -> Markup:
    return fill(_DISCOVERY, type=MEDIA_TYPE, title=output.title, id=output.id)


def _days(latest: tuple[Story, ...], zone: ZoneInfo, labels: Mapping[Topic, str]) -> Markup:
    if not latest:
        return Markup("<p>Nothing yet: the first news will stand here.</p>")
    days = groupby(latest, key=lambda story: _shown_at(story).astimezone(zone).date())
    return joined(
        (
            fill(
                _DAY,
                number=number,
                day=f"{_DAYS[day.weekday()]} {_day(day)}",
                stories=joined((_story(story, zone, labels) for story in stories), by="\n"),
            )
            for number, (day, stories) in enumerate(days, start=1)
        ),
        by="\n",
    )


def _shown_at(story: Story) -> datetime:
    """The date that stories are ordered by: no publisher's clock puts one ahead of its arrival."""
    if story.late:
        return story.first_seen_at
    return min(story.lead.published_at, story.first_seen_at)


def _dated(story: Story, zone: ZoneInfo) -> Markup:
    """Its own date, where it does not stand at that."""
    day = story.lead.published_at.astimezone(zone).date()
    return fill(_DATED, day=_day(day)) if story.late else Markup()


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _story(story: Story, zone: ZoneInfo, labels: Mapping[Topic, str]) -> Markup:
    image, shown_at = _image(story), _shown_at(story)
    return fill(
        _STORY,
        pictured=" pictured" if image else "",
        lang=_lang(story.lead.language),
        at=shown_at.isoformat(timespec="seconds"),
        clock=f"{shown_at.astimezone(zone):%H:%M}",
        dated=_dated(story, zone),
        topic=_topic(story.filing, labels),
        mark=_mark(story),
        headline=credit.anchor(story.lead.link, credit.title(story)),
        image=image,
        summary=_summary(story),
        source=credit.anchor(story.source.link, story.source.title),
        copies=fill("; also in {copies}", copies=credit.copies(story)) if story.copies else "",
    )


def _topic(filing: Filing, labels: Mapping[Topic, str]) -> Markup:
    """The primary topic; a sponsored story has its mark, which says more."""
    topic = filing.primary
    if topic is None or filing.is_sponsored:
        return Markup()
    label = labels.get(topic, topic)
    return fill(
        ' <span class="topic" data-topic="{topic}">{label}</span>', topic=topic, label=label
    )


def _mark(story: Story) -> Markup:
    mark = credit.disclosure(story)
    return fill(' <strong class="mark">{mark}</strong>', mark=mark) if mark else Markup()


def _summary(story: Story) -> Markup:
    summary = credit.summary(story)
    return (
        fill('<p class="summary" dir="auto">{summary}</p>\n', summary=summary)
        if summary
        else Markup()
    )


def _image(story: Story) -> Markup:
    image = credit.image(story)
    url = credit.address(image.url) if image else None
    return fill(_IMAGE, url=url, alt=image.alt or "") if image and url else Markup()


def _lang(language: str | None) -> Markup:
    code = credit.language(language)
    return fill(' lang="{code}"', code=code) if code else Markup()


def _contact(contact: str) -> Markup:
    if credit.address(contact):
        return credit.anchor(contact, contact)
    return fill('<a href="mailto:{contact}">{contact}</a>', contact=contact)


def _output(output: OutputFeed, count: int) -> Markup:
    topic = output.topics[0] if len(output.topics) == 1 else ""
    return fill(
        _OUTPUT, id=output.id, topic=topic, type=MEDIA_TYPE, title=output.title, count=count
    )


def _source(title: str, link: str, feed: str) -> Markup:
    site, href = credit.anchor(link, title), credit.address(feed)
    return fill(_SOURCE if href else "<li>{site}</li>", site=site, feed=href, title=title)


def _list(heading: str, lines: Iterable[Markup]) -> Markup:
    items = joined(lines, by="\n")
    return fill(_LIST, heading=heading, items=items) if items else Markup()
