"""What every bad answer has in common: it costs nothing that we had."""

from checklist.documents import rss
from checklist.following import HOUR, Following
from checklist.publishing import Answering, validated

from aggregator.model import FeedState

ETAG, WRONG = ("ETag", '"good"'), ("ETag", '"wrong"')
TWO = rss(2, 1)


def error_after_a_good_answer(feed: Following, bad: Answering, *, most: int = 1) -> FeedState:
    """Serve a good answer, a bad one, the good one again; the state while it was bad.

    A bad one is told, costs no item and no validator, and is asked for no sooner.
    """
    feed.serve("/feed", validated(TWO, ETAG))
    feed.poll()
    before = feed.items
    feed.serve("/feed", bad)
    state = feed.poll()
    assert 1 <= len(feed.asked) <= most
    assert {one.header("If-None-Match") for one in feed.asked} == {'"good"'}
    assert state.failures == 1
    assert state.error
    assert feed.wait >= HOUR
    assert feed.items == before
    feed.serve("/feed", validated(TWO, ETAG))
    assert feed.poll().last_outcome == "not modified"  # the good validators were sent
    assert feed.state.health == "ok"
    assert feed.items == before
    return state
