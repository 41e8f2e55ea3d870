"""What ops may do about one feed, in words."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from aggregator.core import credit
from aggregator.core.dates import parse_date
from aggregator.core.text import shortened
from aggregator.model import FeedState, Move, Proposal

# The slowest magazines of the trade come every two months.
STILL = timedelta(days=60)
NOTICED = timedelta(days=14)  # how long ops are told of what happened once
_LONGEST_TITLE = 80


def advice(state: FeedState, now: datetime) -> tuple[str, ...]:
    """What there is to do, most pressing first; nothing about a healthy feed.

    Addresses and titles in it are strangers' words, on one line, without logins: whoever
    shows them escapes them.
    """
    return (
        *_broken(state),
        *_refused(state),
        *_moved(state),
        *_noticed(state, now),
        *_still(state, now),
    )


def _broken(state: FeedState) -> Iterator[str]:
    since = state.failing_since_at or (state.last_fetch_at if state.gone else None)
    if since is None and not state.gone:
        return
    broken = "410 Gone" if state.gone else "broken"
    broken += "" if since is None else f" since {_day(since)}"
    if state.proposal is not None:
        yield f"{broken}; {_proposed(state.proposal)}"
    elif state.gone:
        yield f"{broken}: take it out of feeds.yaml, or give it its new address"
    elif since is not None and state.sought_at is not None and state.sought_at >= since:
        yield f"{broken}; no replacement found (looked on {_day(state.sought_at)})"


def _proposed(found: Proposal) -> str:
    title = shortened(credit.one_line(found.title), _LONGEST_TITLE)
    about = [f"“{title}”"] if title else []
    about += [f"{found.items} item{'s' * (found.items != 1)}", f"{found.known} of them ours"]
    about += [f"newest {_day(found.newest_at)}"] if found.newest_at is not None else []
    return (
        f"{_shown(found.page)} names {_shown(found.url)} ({', '.join(about)}):"
        " put it into feeds.yaml if it is the same"
    )


def _refused(state: FeedState) -> Iterator[str]:
    if state.disallowed:
        yield (
            "robots.txt asks programs to keep away from this feed;"
            " ask the publisher, or take it out"
        )


def _moved(state: FeedState) -> Iterator[str]:
    if state.moved_from is not None:
        yield (
            f"asked at {_shown(state.url)} since a permanent redirect;"
            f" feeds.yaml still says {_shown(state.moved_from)}"
        )
    if state.move is not None:
        yield f"moved for good to {_shown(state.move.url)}: {_sightings(state.move)}"


def _sightings(move: Move) -> str:
    often = "once, on" if move.times == 1 else f"{move.times} times since"
    return (
        f"seen {often} {_day(move.since_at)}; adopted when it was seen often and long enough,"
        " unless another feed has it"
    )


def _still(state: FeedState, now: datetime) -> Iterator[str]:
    """A feed that answers and says nothing new looks healthy from outside."""
    if state.gone or state.failing_since_at is not None or state.last_success_at is None:
        return
    newest = state.arrivals[0] if state.arrivals else None
    own = parse_date(state.channel.updated, timezone=None)
    if newest is not None and now - newest > STILL:
        yield f"nothing new for {_long(now - newest)}, though it answers: is it still alive?"
    elif own is not None and now - own > STILL:
        yield f"its own date has stood at {_day(own)} for {_long(now - own)}"


def _noticed(state: FeedState, now: datetime) -> Iterator[str]:
    for notice in state.notices:
        if now - notice.at <= NOTICED:
            yield f"{_day(notice.at)}: {credit.one_line(notice.words)}"


def _shown(url: str) -> str:
    return credit.one_line(credit.without_login(url))


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _long(length: timedelta) -> str:
    """Of sixty days and more: in months, then in years."""
    months = length.days // 30
    return f"{months} months" if months < 24 else f"{length.days // 365} years"  # noqa: PLR2004
