"""The sample trade: invented outlets and what they tell, as written in the JSON files here."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from functools import cache
from importlib import resources
from itertools import count
from typing import Any

from aggregator.model import Disclosure, Topic, value

FIRST_NUMBER = 4001  # of the pieces, as a site that has been running for a while counts them


class Sharing(StrEnum):
    """How the tellings of one story are alike."""

    ALONE = "alone"  # told once
    COPY = "copy"  # the same text, or the same address
    EVENT = "event"  # the same event in other words


@value
class Outlet:
    """A publication. `form` is how its feed is written, `manner` how its server behaves.

    `validators` are those it sends: both, etag, weak, modified or none; `dates` are
    forms of dates that take turns.
    """

    id: str
    title: str
    town: str
    about: str
    form: str
    path: str
    validators: str
    dates: tuple[str, ...]
    authors: tuple[str, ...]
    language: str = "en"
    manner: str = "steady"


@value
class Edit:
    """From `step` on a piece says this instead; None leaves what it said."""

    step: int
    title: str | None = None
    dek: str | None = None
    body: tuple[str, ...] | None = None


@value
class Piece:
    """One outlet's telling of a story. It appears at `step`, `age` before that moment.

    A title of "" is none. `link` is where its article is at the origin; another outlet's
    article, with tracking parameters, for a piece that only points there. `markup` is
    HTML that stands behind the body in feeds only.
    """

    number: int
    outlet: str
    link: str
    title: str
    dek: str
    body: tuple[str, ...]
    step: int = 0
    age: timedelta = timedelta(0)
    undated: bool = False
    author: str | None = None
    sponsor: str | None = None
    categories: tuple[str, ...] = ()
    markup: str = ""
    edits: tuple[Edit, ...] = ()
    withdrawn: int | None = None

    def is_withdrawn(self, step: int) -> bool:
        return self.withdrawn is not None and self.withdrawn <= step


@value
class Event:
    """What happened, with everything that is told of it. Topic None: not of the trade."""

    id: str
    topic: Topic | None
    pieces: tuple[Piece, ...]
    sharing: Sharing = Sharing.ALONE
    disclosure: Disclosure | None = None
    sponsor: str | None = None
    near_miss_of: str | None = None


def edited(piece: Piece, step: int) -> Piece:
    """The piece as it reads at `step`."""
    for edit in piece.edits:
        if edit.step <= step:
            piece = replace(
                piece,
                title=piece.title if edit.title is None else edit.title,
                dek=piece.dek if edit.dek is None else edit.dek,
                body=piece.body if edit.body is None else edit.body,
            )
    return piece


@cache
def outlets() -> Mapping[str, Outlet]:
    """The outlets by id, in the order in which they are introduced."""
    return {raw["id"]: Outlet(**_tuples(raw)) for raw in read("outlets.json")}


@cache
def written_events() -> tuple[Event, ...]:
    """Everything that somebody wrote down; what is composed comes after it."""
    numbers = count(FIRST_NUMBER)
    names = ("shared.json", "opening.json", "script.json")
    return tuple(_event(raw, numbers) for name in names for raw in read(name))


def read(name: str) -> Any:
    """One of the JSON files that lie beside this module."""
    return json.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


def article_link(outlet: str, number: int, words: str) -> str:
    """Where an article is at the origin; the words of its first title or dek never change."""
    letters = unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", letters))[:60].strip("-")
    form = outlets()[outlet].form
    folder = "articles" if form == "page" else outlet
    return f"/{folder}/{number}-{slug}" + ("/" if form == "wordpress" else "")


def _event(raw: Mapping[str, Any], numbers: Iterator[int]) -> Event:
    """A story that is told once may say its telling's fields itself."""
    tellings = [{**raw, **telling} for telling in raw.get("tellings", [{}])]
    pieces = [_piece(telling, next(numbers)) for telling in tellings]
    links = {piece.outlet: piece.link for piece in pieces}
    for index, telling in enumerate(tellings):
        if address := telling.get("address"):
            link = links[address["of"]] + address["suffix"]
            pieces[index] = replace(pieces[index], link=link)
    disclosure = raw.get("disclosure")
    return Event(
        id=raw["id"],
        topic=None if raw["topic"] is None else Topic(raw["topic"]),
        pieces=tuple(pieces),
        sharing=Sharing(raw.get("sharing", "alone")),
        disclosure=None if disclosure is None else Disclosure(disclosure),
        sponsor=raw.get("sponsor"),
        near_miss_of=raw.get("near_miss_of"),
    )


_OF_A_PIECE = frozenset(
    "outlet title dek body step undated author sponsor categories markup withdrawn".split()
)


def _piece(raw: Mapping[str, Any], number: int) -> Piece:
    said = {key: told for key, told in raw.items() if key in _OF_A_PIECE}
    return Piece(
        number=number,
        link=article_link(raw["outlet"], number, raw["title"] or raw["dek"]),
        age=timedelta(hours=raw.get("hours", 0)),
        edits=tuple(Edit(**_tuples(edit)) for edit in raw.get("edits", ())),
        **_tuples(said),
    )


def _tuples(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(told) if isinstance(told, list) else told for key, told in raw.items()}
