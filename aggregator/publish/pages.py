"""What is for browsers, beside the feeds: pages, the search, lists of feeds, and their clothes."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from importlib.resources import files

from aggregator.core import credit
from aggregator.core.html import (
    Followed,
    front_page,
    output_page,
    search_index,
    sources_page,
)
from aggregator.core.opml import Subscription, outlines
from aggregator.core.urls import absolute
from aggregator.model import Channel, Config, Edition, Feed, OutputId
from aggregator.ports import Store
from aggregator.publish.files import Files

ASSETS = {
    name: files("aggregator").joinpath("assets", name).read_bytes()
    for name in ("style.css", "feed.css", "search.js", "icon.svg")
}


class Pages:
    """Writes the pages of a configuration beside its feeds, from the same editions."""

    def __init__(self, config: Config, store: Store, out: Files) -> None:
        self._config, self._store, self._out = config, store, out

    def write(
        self, editions: Sequence[Edition], refused: Collection[OutputId], now: datetime
    ) -> None:
        """Bring every page up to date.

        The page of an output that the gate keeps back stays; so does what tells of them all
        while that is the first output, for a store that is lost knows of nothing.
        """
        shown = [one for one in editions if one.output.id not in refused]
        pages = [*ASSETS.items(), *self._outputs(shown)]
        if editions[:1] == shown[:1] != []:
            pages += [*self._of_all(shown), *self._lists()]
        for name, body in pages:
            self._out.write(name, body, now)

    def _outputs(self, shown: Sequence[Edition]) -> Iterator[tuple[str, bytes]]:
        for edition in shown:
            yield f"{edition.output.id}.html", output_page(edition, self._config.outputs)

    def _of_all(self, shown: Sequence[Edition]) -> Iterator[tuple[str, bytes]]:
        # Its column is the first output of feeds.yaml.
        yield "index.html", front_page(shown[0], shown[1:], self._config.outputs)
        yield "search.json", search_index(shown)

    def _lists(self) -> Iterator[tuple[str, bytes]]:
        site, outputs = self._config.site, self._config.outputs
        followed = sorted(self._followed(), key=lambda one: (one.title.casefold(), one.link))
        yield "sources.html", sources_page(site, outputs, followed)
        yield (
            "sources.opml",
            outlines(
                f"What {site.title} follows",
                (
                    Subscription(url=one.feed, title=one.title, link=one.link)
                    for one in followed
                    if one.feed is not None
                ),
            ),
        )
        yield (
            "feeds.opml",
            outlines(
                site.title,
                (
                    Subscription(
                        url=f"{site.base_url}{output.id}.atom",
                        title=output.title,
                        link=f"{site.base_url}{output.id}.html",
                    )
                    for output in outputs
                ),
            ),
        )

    def _followed(self) -> Iterator[Followed]:
        channels = {state.feed_id: state.channel for state in self._store.feed_states()}
        for feed in self._config.feeds:
            if credit.is_open(feed):
                yield _followed(feed, channels.get(feed.id) or Channel())


def _followed(feed: Feed, channel: Channel) -> Followed:
    """A feed as readers may know of it. A page or sitemap is no feed that they could follow."""
    has_feed = not feed.obeys_robots
    # What a sitemap lies beside is the site itself.
    site = absolute(feed.url, "/") if feed.sitemap else feed.url
    return Followed(
        title=feed.title or channel.title or feed.id,
        link=channel.link or site or feed.url,
        feed=feed.url if has_feed else None,
    )
