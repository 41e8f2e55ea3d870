"""Which feeds.yaml is in force: an edited one takes over at once, or waits for `apply`."""

from dataclasses import replace
from pathlib import Path

from aggregator.bootstrap.parts import Edited, clock, understood
from aggregator.core.changes import Effect, in_numbers
from aggregator.core.report import waits
from aggregator.errors import ConfigError
from aggregator.model import Config, InForce, Waiting, value
from aggregator.ports import Store
from aggregator.update.refiling import Refiling


@value
class Settled:
    """By what to follow, file and publish; what to say of it, and whether an edit waits."""

    config: Config
    words: str = ""
    waits: bool = False


def settle(store: Store, edited: Edited, path: Path) -> Settled:
    """Put an edited feeds.yaml in force, or have it wait where it changes more than it may.

    What is stored is filed anew with it. Raises `RoundRunning` where a round is at work.
    """
    now = store.in_force()
    if now is not None and now.digest == edited.config.digest:
        return _as_before(store, now, edited, path)
    if now is not None and now.waiting and now.waiting.digest == edited.config.digest:
        return _waits(now, edited, path)
    with store.round_lock():
        # Another process may have settled it until we had the lock; then it is as before.
        return _take(store, store.in_force(), edited, path)


def standing(store: Store, edited: Edited, path: Path) -> Config:
    """By what to go on without settling anything: by what is in force, where an edit waits."""
    now = store.in_force()
    if now is None or now.waiting is None or now.waiting.digest != edited.config.digest:
        return edited.config
    return _waits(now, edited, path).config


def plan(store: Store, edited: Edited, path: Path, *, days: int | None = None) -> Effect:
    """What the edited file would change among what is stored."""
    return _refiling(store, edited, path, days).plan()


def apply(store: Store, edited: Edited, path: Path, *, days: int | None = None) -> Effect:
    """Make the change, however great it is. To be called under the round lock."""
    effect = _refiling(store, edited, path, days).apply()
    _put_in_force(store, edited)
    return effect


def _refiling(store: Store, edited: Edited, path: Path, days: int | None) -> Refiling:
    previous, _ = _read_back(store.in_force(), path)
    return Refiling(edited.config, previous, store, clock=clock, days=days)


def _as_before(store: Store, now: InForce, edited: Edited, path: Path) -> Settled:
    if now.waiting is None:
        return Settled(config=edited.config)
    store.save_in_force(replace(now, waiting=None))
    return Settled(config=edited.config, words=f"{path} is again as it is in force")


def _take(store: Store, now: InForce | None, edited: Edited, path: Path) -> Settled:
    if now is not None and now.digest == edited.config.digest:
        return _as_before(store, now, edited, path)
    if now is None and not store.totals().entries:
        _put_in_force(store, edited)
        return Settled(config=edited.config)
    previous, _ = _read_back(now, path)
    refiling = Refiling(edited.config, previous, store, clock=clock)
    effect = refiling.plan()
    if effect.total > edited.config.changes.limit:
        waiting = Waiting(digest=edited.config.digest, changes=effect.total, at=clock())
        # A store of an older program remembers of what was in force only that it was there.
        stood = now or InForce(digest="", text="", applied_at=waiting.at)
        now = replace(stood, waiting=waiting)
        store.save_in_force(now)
        return _waits(now, edited, path)
    refiling.apply()
    _put_in_force(store, edited)
    words = "" if effect.is_nothing else f"{path} is in force: {in_numbers(effect)}"
    return Settled(config=edited.config, words=words)


def _put_in_force(store: Store, edited: Edited) -> None:
    store.save_in_force(InForce(digest=edited.config.digest, text=edited.text, applied_at=clock()))


def _waits(now: InForce, edited: Edited, path: Path) -> Settled:
    """Go on by what is in force; by the edited file where that cannot be read any more."""
    previous, why = _read_back(now, path)
    changes = now.waiting.changes if now.waiting else 0
    words = f"the edited {path} waits: {waits(changes)}"
    if previous is None:
        words = f"{why}\n{words}; until then it is gone by, and nothing stored is filed anew"
    return Settled(config=previous or edited.config, words=words, waits=True)


def _read_back(now: InForce | None, path: Path) -> tuple[Config | None, str]:
    """The configuration in force, or why it cannot be had."""
    if now is None or not now.text:
        return None, f"what was in force before {path} is not known"
    try:
        return understood(now.text, f"{path} (as it is in force)"), ""
    except ConfigError as error:
        return None, str(error)
