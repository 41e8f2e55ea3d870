"""Variants without end: one event for every step beyond the written script.

What is told at a step is always the same; it looks like chance and is none.
"""

from functools import cache
from hashlib import sha256
from string import Template
from typing import Any

from aggregator.demo.trade import (
    FIRST_NUMBER,
    Edit,
    Event,
    Piece,
    article_link,
    read,
    written_events,
)
from aggregator.model import Topic

# Of the composed pieces some are edited and some withdrawn, a few steps after they appear.
# Five and nine share no factor with the number of templates, so that each has its turn.
_EDITED_EACH, _EDITED_AFTER = 5, 3
_WITHDRAWN_EACH, WITHDRAWN_AFTER = 9, 5


@cache
def script_end() -> int:
    """The last step that was written; from the next on, events are composed."""
    return max(piece.step for event in written_events() for piece in event.pieces)


def compose(step: int) -> Event:
    """The event of a step beyond the script."""
    template = _template(step)
    slots = {slot: _pick(choices, step, slot) for slot, choices in _parts()["slots"].items()}
    small = slots["stone"].lower()  # within a sentence
    title, dek, body, edit = (
        Template(template[key]).substitute(slots, gem=small, number=step + 100)
        for key in ("title", "dek", "body", "edit")
    )
    number, outlet = _first_number() + step, outlet_of(step)
    piece = Piece(
        number=number,
        outlet=outlet,
        link=article_link(outlet, number, title),
        title=title,
        dek=dek,
        body=(body,),
        step=step,
        categories=(template["category"],),
        edits=() if step % _EDITED_EACH else (Edit(step=step + _EDITED_AFTER, title=edit),),
        withdrawn=None if step % _WITHDRAWN_EACH else step + WITHDRAWN_AFTER,
    )
    return Event(id=f"composed-{step}", topic=Topic(template["topic"]), pieces=(piece,))


def outlet_of(step: int) -> str:
    """Where the event of a step is told; cheaper than to compose it."""
    return _pick(_template(step)["outlets"], step, "outlet")


@cache
def is_teller(outlet: str) -> bool:
    """Whether anything composed is ever told there; the other outlets have said it all."""
    return any(outlet in template["outlets"] for template in _parts()["templates"])


def step_of(number: int) -> int:
    """The step at which the piece with this number is composed."""
    return number - _first_number()


@cache
def _first_number() -> int:
    """What a step is added to for its piece's number: those of the written ones come before."""
    written = sum(len(event.pieces) for event in written_events())
    return FIRST_NUMBER - 1 + written - script_end()


@cache
def _parts() -> Any:
    return read("parts.json")


def _template(step: int) -> Any:
    templates = _parts()["templates"]
    return templates[step % len(templates)]


def _pick(choices: list[str], step: int, slot: str) -> str:
    chance = int.from_bytes(sha256(f"{slot} {step}".encode()).digest()[:8])
    return choices[chance % len(choices)]
