"""One outlet's document at one moment, ready for any of its writers."""

from datetime import datetime, timedelta

from aggregator.demo.dates import FORMS
from aggregator.demo.plot import changed, listed
from aggregator.demo.trade import Outlet, Piece
from aggregator.model import value


@value
class Moment:
    """Where and when the origin answers: all that its documents depend on."""

    url: str
    started_at: datetime
    interval: timedelta
    step: int

    def at(self, step: int) -> datetime:
        return self.started_at + step * self.interval


@value
class Item:
    """What a document says of one piece. Dates are in the outlet's own form, None if unstated."""

    number: int
    title: str
    dek: str
    body: tuple[str, ...]
    markup: str
    link: str
    author: str
    sponsor: str | None
    categories: tuple[str, ...]
    image: str | None
    published_at: datetime
    published: str | None
    updated: str | None


@value
class Issue:
    """A document's head and its items, newest first."""

    outlet: Outlet
    url: str
    home: str
    changed_at: datetime
    changed: str | None
    items: tuple[Item, ...]


def issue(outlet: Outlet, moment: Moment) -> Issue:
    changed_at = moment.at(changed(outlet, moment.step))
    return Issue(
        outlet=outlet,
        url=moment.url + outlet.path,
        home=f"{moment.url}/{outlet.id}/",
        changed_at=changed_at,
        changed=FORMS[outlet.dates[0]](changed_at),
        items=tuple(_item(outlet, piece, moment) for piece in listed(outlet, moment.step)),
    )


def byline(outlet: Outlet, piece: Piece) -> str:
    """Who is named as the writer; the outlet's own people take turns."""
    return piece.author or outlet.authors[piece.number % len(outlet.authors)]


def image_link(piece: Piece) -> str | None:
    """Where a piece's picture is; two in three have one."""
    return f"/images/{piece.number}.svg" if piece.number % 3 else None


def _item(outlet: Outlet, piece: Piece, moment: Moment) -> Item:
    form = FORMS["none"] if piece.undated else FORMS[outlet.dates[piece.number % len(outlet.dates)]]
    published_at = moment.at(piece.step) - piece.age
    edits = [moment.at(edit.step) for edit in piece.edits if edit.step <= moment.step]
    image = image_link(piece)
    return Item(
        number=piece.number,
        title=piece.title,
        dek=piece.dek,
        body=piece.body,
        markup=piece.markup,
        link=moment.url + piece.link,
        author=byline(outlet, piece),
        sponsor=piece.sponsor,
        categories=piece.categories,
        image=None if image is None else moment.url + image,
        published_at=published_at,
        published=form(published_at),
        updated=form(max([published_at, *edits])),
    )
