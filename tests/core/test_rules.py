"""What feeds.yaml says to a plan, and who may move where."""

from dataclasses import replace
from datetime import timedelta

from factories import NOW, a_feed, a_state
from feeds_yaml import SMALL, loaded

from aggregator.core.plan import plan_batch
from aggregator.core.reading import Reading
from aggregator.core.rules import rules_of
from aggregator.model import Fetched, Known, Move, Validators

NEW = "https://new.example/feed"
NOTHING = Known(entries={}, keys={}, stories={}, rulings={})
RULES = rules_of(loaded(SMALL))


def moving(name: str) -> Reading:
    """A feed that has been redirected often enough."""
    move = Move(url=NEW, times=9, since_at=NOW - timedelta(days=9))
    fetched = Fetched(
        url=NEW, body=b"", permanent_url=NEW, validators=Validators(url=NEW, etag="1")
    )
    return Reading(
        feed=a_feed(name), state=a_state(name, move=move), outcome=fetched, at=NOW, dates={}
    )


def test_of_two_feeds_that_move_to_one_address_one_does():
    first, second = plan_batch([moving("gazette"), moving("journal")], NOTHING, RULES)
    assert first.state.url == NEW
    assert second.state.url == a_state("journal").url
    assert second.state.move is not None


def test_nobody_moves_to_where_another_feed_has_moved():
    there = replace(a_state("herald"), url="HTTPS://New.example:443/feed")
    (update,) = plan_batch([moving("gazette")], NOTHING, RULES.among([there]))
    assert update.state.url == a_state("gazette").url


def test_the_settings_of_redirects_are_kept():
    text = SMALL + "network: {redirects: {times: 2, over: 1h}}\n"
    rules = rules_of(loaded(text))
    assert (rules.moving.times, rules.moving.over) == (2, timedelta(hours=1))
