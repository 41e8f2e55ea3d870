"""The front page: The Latest, and what else there is of each topic."""

from collections.abc import Collection, Iterable

from aggregator.core import credit
from aggregator.core.html.formats import discovery, subscribe
from aggregator.core.html.frame import FRONT, Frame
from aggregator.core.html.stories import mark, telling
from aggregator.core.markup import Markup, fill, joined
from aggregator.model import Edition, OutputFeed, Story, StoryId

SHOWN = 30  # stories of The Latest
_MORE = 3  # headlines of each topic beside them

_BODY = """\
<div class="columns">
<main id="news" tabindex="-1">
<h2>{title}</h2>
{subscribe}
{days}
{rest}</main>
{aside}</div>"""
_REST = '<p class="rest"><a href="{id}.html">All of {title}</a></p>\n'
_ASIDE = """\
<aside aria-label="By topic">
{topics}
</aside>
"""
_TOPIC = """\
<section aria-labelledby="topic-{id}">
<h2 id="topic-{id}" data-topic="{topic}"><a href="{id}.html">{title}</a></h2>
<ul>
{headlines}
</ul>
</section>"""
_HEADLINE = """\
<li><span class="headline" dir="auto">{headline}</span>
<span class="credit">{source}{mark}</span></li>"""


def front_page(
    latest: Edition, others: Iterable[Edition], outputs: tuple[OutputFeed, ...]
) -> bytes:
    """index.html: the first output, and headlines of `others` that do not stand there.

    No story stands here twice, and none that was paid for, unless the first output carries it.
    """
    site, output = latest.site, latest.output
    told = telling(site.timezone, latest.labels, outputs, level=3)
    stories = latest.stories[:SHOWN]
    body = fill(
        _BODY,
        title=output.title,
        subscribe=subscribe(site, output),
        days=told.days(stories),
        rest=_rest(latest),
        aside=_aside(others, {story.id for story in stories}),
    )
    return Frame(site=site, outputs=outputs).page(
        body,
        current=FRONT,
        title=None,
        about=site.subtitle or "",
        discovery=discovery(output, *(one for one in outputs if one != output)),
    )


def _rest(latest: Edition) -> Markup:
    if len(latest.stories) <= SHOWN:
        return Markup()
    return fill(_REST, id=latest.output.id, title=latest.output.title)


def _aside(others: Iterable[Edition], shown: Collection[StoryId]) -> Markup:
    seen = set(shown)
    sections = []
    for edition in others:
        if not edition.output.topics or edition.output.sponsored:
            continue
        more = [story for story in edition.stories if story.id not in seen][:_MORE]
        seen.update(story.id for story in more)
        if more:
            sections.append(_topic(edition.output, more))
    return fill(_ASIDE, topics=joined(sections, by="\n")) if sections else Markup()


def _topic(output: OutputFeed, stories: Iterable[Story]) -> Markup:
    return fill(
        _TOPIC,
        topic=output.topics[0],
        id=output.id,
        title=output.title,
        headlines=joined(map(_headline, stories), by="\n"),
    )


def _headline(story: Story) -> Markup:
    return fill(
        _HEADLINE,
        headline=credit.anchor(story.lead.link, credit.title(story)),
        source=credit.anchor(story.source.link, story.source.title),
        mark=mark(story),
    )
