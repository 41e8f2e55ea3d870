"""Stories as JSON Feed 1.1 (jsonfeed.org). Members stand in one order, so bytes are stable.

What the format has no word for stands in `_jewelwire` (docs/publishing.md).
"""

import json
from typing import Any

from aggregator import __version__
from aggregator.core import credit
from aggregator.core.render import parts
from aggregator.core.render.presentable import presented
from aggregator.model import Edition, Enclosure, Story

_VERSION = "https://jsonfeed.org/version/1.1"
_ABOUT = f"jewelwire {__version__}, docs/publishing.md"

Member = dict[str, Any]


def jsonfeed(edition: Edition) -> bytes:
    """An output as a JSON Feed, its stories in the order given."""
    return written(presented(edition))


def written(edition: Edition) -> bytes:
    """The same of an edition that is presentable already."""
    head = parts.head(edition)
    feed = {
        "version": _VERSION,
        "title": head.title,
        "home_page_url": head.page,
        "feed_url": parts.address(edition, f"{edition.output.id}.json"),
        "description": head.subtitle,
        "icon": head.icon,
        "favicon": head.icon,
        "authors": [{"name": head.publisher, "url": head.home}],
        "language": head.language,
        "hubs": [{"type": "WebSub", "url": head.hub}] if head.hub else None,
        "_jewelwire": {
            "about": _ABOUT,
            "id": edition.atom_id,
            "updated": edition.updated_at.isoformat(),
            **_told({"rights": head.rights, "logo": head.logo}),
        },
    }
    items = [_item(story, edition) for story in edition.stories]
    return f"{json.dumps({**_told(feed), 'items': items}, ensure_ascii=False, indent=1)}\n".encode()


def _item(story: Story, edition: Edition) -> Member:
    lead = story.lead
    categories = tuple(parts.categories(story, edition.site, edition.labels))
    return _told(
        {
            "id": story.id,
            "url": lead.link,
            "title": credit.title(story),
            "content_html": credit.content_html(story),
            "summary": parts.summary(story),
            "image": lead.image.url if lead.image else None,
            "date_published": story.published_at.isoformat(),
            "date_modified": story.updated_at.isoformat(),
            "authors": [{"name": name} for name in parts.authors(story)],
            "tags": [one.label for one in categories],
            "language": lead.language,
            "attachments": [_attachment(one) for one in parts.attached(story)],
            "_jewelwire": _rest(story),
        }
    )


def _rest(story: Story) -> Member:
    filing, source = story.filing, story.source
    return _told(
        {
            "topics": list(filing.topics),
            "primary": filing.primary,
            "disclosure": filing.disclosure,
            "sponsor": filing.sponsor,
            "rights": story.lead.rights,
            "source": _told(
                {
                    "id": source.id,
                    "title": source.title,
                    "url": source.link,
                    "feed_url": source.url,
                    "updated": source.updated_at.isoformat() if source.updated_at else None,
                    "rights": source.rights,
                }
            ),
            "also_in": [
                _told(
                    {
                        "title": copy.title,
                        "url": copy.link,
                        "source": copy.source_title,
                        "origin": copy.is_origin,
                    }
                )
                for copy in story.copies
            ],
        }
    )


def _attachment(one: Enclosure) -> Member:
    return _told({"url": one.url, "mime_type": parts.type_of(one), "size_in_bytes": one.length})


def _told(members: Member) -> Member:
    """The members that say something."""
    return {name: said for name, said in members.items() if said}
