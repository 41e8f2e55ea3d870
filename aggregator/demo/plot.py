"""What has been told by a step: the written script first, then variants for ever."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain, islice

from aggregator.demo.compose import (
    WITHDRAWN_AFTER,
    compose,
    is_teller,
    outlet_of,
    script_end,
    step_of,
)
from aggregator.demo.trade import Event, Outlet, Piece, edited, written_events

LISTED = 25  # pieces in a document; the older ones have left it


def events(step: int) -> Iterator[Event]:
    """Every event of which something has been told by `step`, as it reads by then."""
    composed = (compose(one) for one in range(script_end() + 1, step + 1))
    for event in chain(written_events(), composed):
        pieces = tuple(edited(piece, step) for piece in event.pieces if piece.step <= step)
        if pieces:
            yield replace(event, pieces=pieces)


def listed(outlet: Outlet, step: int) -> tuple[Piece, ...]:
    """What an outlet's document lists at `step`, newest first."""
    current = (piece for piece in _newest_first(outlet, step) if not piece.is_withdrawn(step))
    return tuple(edited(piece, step) for piece in islice(current, LISTED))


def changed(outlet: Outlet, step: int) -> int:
    """The last step up to `step` at which the outlet's document changed."""
    recent = islice(_newest_first(outlet, step), LISTED + WITHDRAWN_AFTER)
    return max((one for piece in recent for one in _moments(piece) if one <= step), default=0)


def told(number: int, step: int) -> Piece | None:
    """The piece with this number as it reads at `step`; None before it is told."""
    piece = _written().get(number)
    if piece is None and script_end() < step_of(number) <= step:
        (piece,) = compose(step_of(number)).pieces
    return edited(piece, step) if piece is not None and piece.step <= step else None


@cache
def _written() -> Mapping[int, Piece]:
    return {piece.number: piece for event in written_events() for piece in event.pieces}


def _moments(piece: Piece) -> tuple[int, ...]:
    withdrawn = () if piece.withdrawn is None else (piece.withdrawn,)
    return (piece.step, *(edit.step for edit in piece.edits), *withdrawn)


def _newest_first(outlet: Outlet, step: int) -> Iterator[Piece]:
    """An outlet's pieces, withdrawn ones too; composed ones are made as they are asked for."""
    for one in range(step, script_end() if is_teller(outlet.id) else step, -1):
        if outlet_of(one) == outlet.id:
            yield from compose(one).pieces
    own = (piece for piece in _written().values() if piece.outlet == outlet.id)
    told_by_now = (piece for piece in own if piece.step <= step)
    yield from sorted(told_by_now, key=lambda piece: (-piece.step, piece.age))
