"""The flood guard: items that come back under other ids or addresses are those that they were."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.core.dedupe import EDITION
from aggregator.core.identity import CHURNED, likeness
from aggregator.core.plan.desk import Desk
from aggregator.core.plan.stories import refile
from aggregator.core.reading import Reading
from aggregator.core.text import folded
from aggregator.model import (
    DateSource,
    Entry,
    EntryId,
    FeedState,
    FiledEntry,
    Filing,
    Identity,
    TitleSource,
    Version,
    value,
)

DAY = timedelta(days=1)
MOST = 0.5  # of the words of two titles, from which on one is the other retouched
LEAST = 3  # items that have to come back together before a title alone is believed
# Titles, each of which one stored item alone bears, that have to come back together before they
# are believed under other dates: a feed may be of columns only, whose editions say the same.
MANY = 5
HEADLINE = 5  # words of a title from which on it names an item, not a column
# A column's next edition comes so soon. What comes back again under new dates is no archive.
PERIOD = timedelta(days=14)
REKEYED = "re-keyed"
_TOLD_BY = {
    Identity.GUID: "its items are told apart by their ids",
    Identity.LINK: "its items are told apart by their addresses",
    Identity.WORDS: "its items are told apart by what they say",
}
CHURNS = 2  # times in a row after which a feed's ids are not believed any more


@value
class Kin:
    """The stored entry that a new one seems to be, and how far that is certain.

    `of_day`: it is of the same day, or has the same address. `is_headline`: no other stored
    entry has its title, which is no column's. `is_told`: both have a text, and say the same.
    """

    entry: Entry
    filing: Filing
    old: FiledEntry
    same_link: bool
    is_sure: bool
    in_place: bool
    of_day: bool
    is_headline: bool
    is_told: bool


@value
class Rekeyed:
    """What was known again: `reading` without it, by stored ids; `kin` is what it was."""

    reading: Reading
    kin: tuple[Kin, ...] = ()
    is_flood: bool = False


def known_again(desk: Desk, reading: Reading) -> Rekeyed:
    """Which new items of a document are stored entries of its feed, and make them so.

    The same address with the same title or text is the same item. So is what stands in the
    place of another, of the same moment and an alike title: an edit of the address too. Less
    is believed of several alone (`_flooding`): a site that moved, an archive published again.
    """
    if reading.parsed is None and not reading.backfilled:
        return Rekeyed(reading=reading)
    new = [pair for pair in reading.fresh if pair[0].id not in desk.entries]
    found = tuple(_kin(desk, reading, new))
    flooding = _flooding(reading, found, len(new))
    together = {one.entry.id for one in flooding}
    taken = tuple(one for one in found if one.is_sure or one.entry.id in together)
    for kin in taken:
        desk.aliases[kin.entry.id] = kin.old.entry.id
        is_done = (kin.old.entry.guid, kin.old.entry.digest) == (kin.entry.guid, kin.entry.digest)
        if not is_done and not reading.backfilled:  # older pages say nothing new of what is known
            _take_over(desk, kin, reading.at, quietly=bool(flooding) or not kin.in_place)
    edited = () if flooding else tuple(kin for kin in taken if kin.in_place)
    return Rekeyed(reading=_mapped(reading, taken, edited), kin=taken, is_flood=bool(flooding))


def _flooding(reading: Reading, found: Collection[Kin], new: int) -> tuple[Kin, ...]:
    """Those that are known again by their number.

    A title of the same day, or with the same address, is believed where most of a document is
    new and most of that is known so. Under another date it may be a column's next edition:
    then many different headlines are wanted; with their texts they are believed in any number,
    without in a document that did not come back so shortly before.
    """
    headlines = [one for one in found if one.is_headline]
    again = [one for one in headlines if not one.of_day]
    told = [one for one in headlines if one.is_told]
    is_archive = _titles(again) >= MANY and not (_titles(told) < MANY and _recurs(reading, again))
    likely = [one for one in found if one.of_day or is_archive]
    is_mass = new >= LEAST and new * 2 > len(reading.listed)
    if is_mass and len(likely) >= LEAST and len(likely) * 2 > new:
        ids = {one.entry.id for one in likely}
        return tuple(one for one in found if one.entry.id in ids or one.is_headline)
    return tuple(told) if _titles(told) >= MANY else ()


def _titles(kin: Iterable[Kin]) -> int:
    return len({folded(one.entry.title) for one in kin})


def _recurs(reading: Reading, kin: Iterable[Kin]) -> bool:
    """Whether dated items came back under new dates a short time ago, too."""
    is_dated = any(one.entry.date_source is not DateSource.FIRST_SEEN for one in kin)
    before = (one.at for one in reading.state.notices if one.kind == REKEYED)
    return is_dated and any(reading.at - at <= PERIOD for at in before)


def churned(desk: Desk, state: FeedState, rekeyed: Rekeyed) -> FeedState:
    """The state of a feed whose ids may be new on every fetch; ops are told of a flood."""
    reading = rekeyed.reading
    if reading.unfit:
        desk.notify("identity", reading.at, f"{reading.unfit}: {_TOLD_BY[reading.identity]}")
    if not rekeyed.is_flood:
        return replace(state, rekeyed=0) if reading.parsed and reading.listed else state
    kin, listed = len(rekeyed.kin), len(reading.listed)
    words = (
        f"{kin} of {listed} items came back under new ids or addresses;"
        " nothing of it is published as new"
    )
    desk.notify(REKEYED, reading.at, words)
    by_link = sum(one.same_link for one in rekeyed.kin) * 2 > kin
    times = state.rekeyed + 1 if by_link else 0
    if times < CHURNS or state.identity is not Identity.GUID:
        return replace(state, rekeyed=times)
    desk.notify("identity", reading.at, f"{CHURNED}: {_TOLD_BY[Identity.LINK]}")
    return replace(state, rekeyed=0, identity=Identity.LINK)


def _kin(desk: Desk, reading: Reading, new: Iterable[tuple[Entry, Filing]]) -> Iterator[Kin]:
    """One stored entry for a new one, and one new one for a stored, by what tells most first."""
    here = set(reading.listed)
    waiting = sorted(new, key=lambda pair: pair[0].id)
    for by in (_by_link, _by_day, _by_text, _by_moment):
        left = []
        for entry, filing in waiting:
            others = _clear(entry, [one for one in by(desk, entry) if one.entry.id not in here])
            if not others:
                left.append((entry, filing))
                continue
            old = min(others, key=lambda one: _distance(entry, one))
            here.add(old.entry.id)
            same_link = old.entry.canonical_link == entry.canonical_link != ""
            in_place = _is_in_place(desk, entry, old)
            yield Kin(
                entry=entry,
                filing=filing,
                old=old,
                same_link=same_link,
                is_sure=in_place or (same_link and _says_the_same(entry, old.entry)),
                in_place=in_place,
                of_day=same_link or in_place or _is_of_day(entry, old.entry),
                is_headline=_is_headline(desk, entry),
                is_told=_is_told(entry, old.entry),
            )
        waiting = left


def _by_link(desk: Desk, entry: Entry) -> Iterator[FiledEntry]:
    if entry.canonical_link:
        found = desk.of_feed(entry)
        yield from (one for one in found if one.entry.canonical_link == entry.canonical_link)


def _by_day(desk: Desk, entry: Entry) -> Iterator[FiledEntry]:
    yield from (one for one in _namesakes(desk, entry) if _is_of_day(entry, one.entry))


def _by_text(desk: Desk, entry: Entry) -> Iterator[FiledEntry]:
    """Namesakes of other days: of a column's next edition none, where that says something else."""
    yield from (one for one in _namesakes(desk, entry) if _is_of_text(entry, one.entry))


def _namesakes(desk: Desk, entry: Entry) -> list[FiledEntry]:
    title = folded(entry.title)
    if not title or entry.title_source is TitleSource.NONE:
        return []
    return [one for one in desk.of_feed(entry) if folded(one.entry.title) == title]


def _is_of_day(entry: Entry, old: Entry) -> bool:
    is_dated = DateSource.FIRST_SEEN not in {entry.date_source, old.date_source}
    return is_dated and abs(entry.published_at - old.published_at) <= EDITION


def _is_of_text(entry: Entry, old: Entry) -> bool:
    """Whether one says what the other does or begins to, but for a few words; or nothing."""
    shorter, longer = sorted((entry.text.rstrip(" .…"), old.text.rstrip(" .…")), key=len)
    return longer.startswith(shorter) or _is_retouched(shorter, longer)


def _is_told(entry: Entry, old: Entry) -> bool:
    return bool(entry.text) and bool(old.text) and _is_of_text(entry, old)


def _is_headline(desk: Desk, entry: Entry) -> bool:
    is_long = len(folded(entry.title).split()) >= HEADLINE
    return is_long and len(_namesakes(desk, entry)) == 1


def _by_moment(desk: Desk, entry: Entry) -> Iterator[FiledEntry]:
    stood = (desk.entries[one] for one in sorted(desk.replaced) if one in desk.entries)
    yield from (one for one in stood if _is_in_place(desk, entry, one))


def _is_in_place(desk: Desk, entry: Entry, old: FiledEntry) -> bool:
    """Whether an entry stands where the other stood, of its very moment and much of its title."""
    dated = DateSource.PUBLISHED
    return (
        old.entry.id in desk.replaced
        and entry.date_source is old.entry.date_source is dated
        and entry.published_at == old.entry.published_at
        and _is_retouched(entry.title, old.entry.title)
    )


def _is_retouched(title: str, old: str) -> bool:
    """Whether lines share most of their words, and all numbers: by those lots and parts differ."""
    here, there = (
        {word for word in folded(one).split() if not word.isalpha()} for one in (title, old)
    )
    return here == there and likeness(title, old) > MOST


def _clear(entry: Entry, others: list[FiledEntry]) -> list[FiledEntry]:
    """Those that an entry may be: of a column's editions that say the same, one of its day."""
    alike = [one for one in others if one.entry.text == entry.text] or others
    if len(alike) == 1:
        return alike
    return [one for one in alike if abs(one.entry.published_at - entry.published_at) <= DAY]


def _says_the_same(entry: Entry, old: Entry) -> bool:
    same_title = folded(entry.title) == folded(old.title)
    return same_title or (bool(entry.text) and entry.text == old.text)


def _distance(entry: Entry, old: FiledEntry) -> tuple[object, ...]:
    """Of several that it may be: of the same text, then of the nearest date."""
    apart = abs(old.entry.published_at - entry.published_at)
    return old.entry.text != entry.text, apart, old.entry.id


def _take_over(desk: Desk, kin: Kin, at: datetime, *, quietly: bool) -> None:
    """Keep what the item is to readers, and take over `quietly` what it says now."""
    if not quietly:
        rule = "it stands where this stood, of the same moment under an alike title"
        desk.decide(kin.old.entry.id, at, REKEYED, kin.entry.guid, rule=rule)
        return
    old, entry = kin.old, kin.entry
    now = replace(
        entry,
        id=old.entry.id,
        published_at=old.entry.published_at,
        updated_at=old.entry.updated_at,
        date_source=old.entry.date_source,
    )
    if (now.title, now.content_html) != (old.entry.title, old.entry.content_html):
        desk.versions.append(former(old.entry, at))
    refile(desk, replace(old, withdrawn_at=None), now, kin.filing, at)
    rule = (
        "the same address"
        if kin.same_link
        else "the same title, and others of its document came back so"
    )
    desk.decide(old.entry.id, at, REKEYED, entry.guid, rule=rule)


def former(entry: Entry, at: datetime) -> Version:
    """What an entry said until now."""
    return Version(
        entry_id=entry.id,
        until_at=at,
        title=entry.title,
        summary=entry.summary,
        content_html=entry.content_html,
        link=entry.link,
        categories=entry.categories,
    )


def _mapped(reading: Reading, taken: Iterable[Kin], edited: Iterable[Kin]) -> Reading:
    """The reading by stored ids, without what was known again, but for what was edited too."""
    ids: dict[EntryId, EntryId] = {kin.entry.id: kin.old.entry.id for kin in taken}
    if not ids:
        return reading
    return replace(
        reading,
        fresh=(
            *(pair for pair in reading.fresh if pair[0].id not in ids),
            *((replace(kin.entry, id=kin.old.entry.id), kin.filing) for kin in edited),
        ),
        listed=tuple(dict.fromkeys(ids.get(one, one) for one in reading.listed)),
        dates={ids.get(one, one): date for one, date in reading.dates.items()},
    )
