"""Checklist rows 01 to 15: conditional requests."""

import gzip

import pytest
from checklist.documents import atom, document, rss
from checklist.following import Following
from checklist.publishing import validated
from contract.serving import Answer

NINE, TEN = "Mon, 04 May 2026 09:00:00 GMT", "Mon, 04 May 2026 10:00:00 GMT"
ETAG, MODIFIED = ("ETag", '"v1"'), ("Last-Modified", NINE)


def sent(feed: Following) -> dict[str, str]:
    """The conditions of the one request of the last poll."""
    (request,) = feed.asked
    named = {name.lower(): text for name, text in request.headers}
    return {name: text for name, text in named.items() if name.startswith("if-")}


def nothing_happened(feed: Following) -> bool:
    return (feed.report.new, feed.report.changed) == (0, 0) and not feed.state.failures


def test_01_both_validators_come_back_byte_for_byte(following):
    feed = following({"/feed": validated(rss(1, 2), ETAG, MODIFIED)})
    state = feed.poll()
    assert sent(feed) == {}
    assert (state.validators.etag, state.validators.last_modified) == ('"v1"', NINE)
    assert feed.poll().last_outcome == "not modified"
    assert sent(feed) == {"if-none-match": '"v1"', "if-modified-since": NINE}
    assert nothing_happened(feed)
    assert len(feed.items) == 2


def test_02_an_etag_alone_brings_no_made_up_date(following):
    feed = following({"/feed": validated(rss(1), ETAG, ("Date", TEN))})
    feed.poll()
    assert feed.poll().last_outcome == "not modified"
    assert sent(feed) == {"if-none-match": '"v1"'}


def test_03_a_date_alone_comes_back_as_it_stood(following):
    feed = following({"/feed": validated(rss(1), MODIFIED)})
    feed.poll()
    assert feed.poll().last_outcome == "not modified"
    assert sent(feed) == {"if-modified-since": NINE}


@pytest.mark.parametrize("body", [rss(1, channel=f"<pubDate>{NINE}</pubDate>"), atom(1)])
def test_04_without_validators_no_condition_is_made_up(following, body):
    feed = following({"/feed": document(("Date", TEN), body=body)})
    for _ in range(3):
        assert feed.poll().validators is None
        assert sent(feed) == {}


@pytest.mark.parametrize(
    "told",
    [
        "Monday, 04-May-26 09:00:00 GMT",
        "Mon May  4 09:00:00 2026",
        "Mon, 4 May 2026 11:00:00 +0200",
        "this morning",
    ],
)
def test_05_a_date_in_any_form_is_sent_back_unparsed(following, told):
    feed = following({"/feed": validated(rss(1), ("Last-Modified", told))})
    feed.poll()
    assert feed.poll().last_outcome == "not modified"
    assert sent(feed) == {"if-modified-since": told}


def test_06_a_weak_etag_keeps_its_mark(following):
    feed = following({"/feed": validated(rss(1), ("ETag", 'W/"v1"'))})
    feed.poll()
    assert feed.poll().last_outcome == "not modified"
    assert sent(feed) == {"if-none-match": 'W/"v1"'}


def test_07_an_etag_with_the_suffix_of_its_coding_keeps_it(following):
    fields = (("ETag", '"v1-gzip"'), ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))
    feed = following({"/feed": validated(gzip.compress(rss(1)), *fields)})
    feed.poll()
    assert len(feed.items) == 1
    assert feed.poll().last_outcome == "not modified"
    assert sent(feed) == {"if-none-match": '"v1-gzip"'}


@pytest.mark.parametrize("told", ["v1", "W/v1", '"v1'])
def test_08_an_etag_without_its_quotes_gets_none(following, told):
    feed = following({"/feed": validated(rss(1), ("ETag", told))})
    feed.poll()
    assert feed.poll().last_outcome == "not modified"
    assert sent(feed) == {"if-none-match": told}


def test_09_when_the_feed_changes_the_newest_pair_is_sent(following):
    feed = following({"/feed": validated(rss(1), ETAG, MODIFIED)})
    feed.poll()
    feed.serve("/feed", validated(rss(2, 1), ("ETag", '"v2"'), ("Last-Modified", TEN)))
    feed.poll()
    assert (feed.report.new, feed.report.changed) == (1, 0)
    assert feed.poll().last_outcome == "not modified"
    assert sent(feed) == {"if-none-match": '"v2"', "if-modified-since": TEN}


def test_10_equal_bytes_with_new_validators_bring_the_new_pair(following):
    feed = following()
    for number in range(4):
        etag, date = f'"{number}"', f"Mon, 04 May 2026 09:0{number}:00 GMT"
        feed.serve("/feed", document(("ETag", etag), ("Last-Modified", date)))
        state = feed.poll()
        assert (state.validators.etag, state.validators.last_modified) == (etag, date)
        if number:
            earlier = f"Mon, 04 May 2026 09:0{number - 1}:00 GMT"
            told = {"if-none-match": f'"{number - 1}"', "if-modified-since": earlier}
            assert sent(feed) == told
            assert nothing_happened(feed)


def test_11_an_etag_and_a_date_are_kept_each_by_itself(following):
    feed = following()
    for etag in ('"a"', '"b"', '"c"'):
        feed.serve("/feed", document(("ETag", etag), MODIFIED))
        feed.poll()
    feed.serve("/feed", document(("ETag", '"c"'), ("Last-Modified", TEN)))
    feed.poll()
    assert sent(feed) == {"if-none-match": '"c"', "if-modified-since": NINE}
    feed.poll()
    assert sent(feed) == {"if-none-match": '"c"', "if-modified-since": TEN}


@pytest.mark.parametrize(
    ("left", "conditions"),
    [((), {}), ((ETAG,), {"if-none-match": '"v1"'}), ((MODIFIED,), {"if-modified-since": NINE})],
)
def test_12_validators_that_stop_coming_are_dropped(following, left, conditions):
    feed = following({"/feed": document(ETAG, MODIFIED)})
    feed.poll()
    feed.serve("/feed", document(*left))
    feed.poll()
    feed.poll()
    assert sent(feed) == conditions


def test_13_a_304_without_validators_leaves_the_pair(following):
    feed = following({"/feed": document(ETAG, MODIFIED)})
    feed.poll()
    feed.serve("/feed", Answer(status=304))
    for _ in range(3):
        assert feed.poll().last_outcome == "not modified"
        assert sent(feed) == {"if-none-match": '"v1"', "if-modified-since": NINE}


def test_13_a_304_may_bring_a_newer_pair(following):
    feed = following({"/feed": document(ETAG, MODIFIED)})
    feed.poll()
    feed.serve("/feed", Answer(status=304, headers=(("ETag", '"v2"'),)))
    feed.poll()
    feed.poll()
    assert sent(feed) == {"if-none-match": '"v2"', "if-modified-since": NINE}


def test_14_a_server_without_304_is_asked_with_conditions_all_the_same(following):
    feed = following({"/feed": document(ETAG, MODIFIED)})
    feed.poll()
    before = feed.items
    for _ in range(3):
        assert feed.poll().last_outcome == "fetched"
        assert sent(feed) == {"if-none-match": '"v1"', "if-modified-since": NINE}
        assert nothing_happened(feed)
    assert feed.items == before


def test_14_a_document_that_only_tells_the_time_changes_nothing(following):
    feed = following()
    for minute in range(4):
        stamp = f"<lastBuildDate>Mon, 04 May 2026 12:0{minute}:00 GMT</lastBuildDate>"
        feed.serve("/feed", document(ETAG, body=rss(1, 2, channel=stamp)))
        feed.poll()
    assert nothing_happened(feed)
    assert len(feed.items) == 2


def test_15_an_error_with_validators_of_its_own_leaves_the_good_ones(following):
    feed = following({"/feed": document(ETAG, MODIFIED)})
    feed.poll()
    error = (("ETag", '"error"'), ("Last-Modified", TEN))
    for status in (500, 404, 429, 503):
        feed.serve("/feed", Answer(status=status, headers=error, body=rss(9)))
        feed.poll()
        assert sent(feed) == {"if-none-match": '"v1"', "if-modified-since": NINE}
        assert feed.state.failures
    feed.serve("/feed", validated(rss(1, 2, 3), ETAG, MODIFIED))
    assert feed.poll().last_outcome == "not modified"
    assert len(feed.items) == 3
    assert nothing_happened(feed)
