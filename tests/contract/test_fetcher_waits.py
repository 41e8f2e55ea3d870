"""How long an answer stays fresh, and how long a server asks us to keep away."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from asking import ask, ask_once
from hypothesis import given
from hypothesis import strategies as st
from serving import Answer

from aggregator.fetch import headers
from aggregator.fetch.headers import LONGEST, Headers
from aggregator.model import RateLimited

NOON = "Tue, 03 Mar 2026 12:00:00 GMT"
ONE = "Tue, 03 Mar 2026 13:00:00 GMT"
ELEVEN = "Tue, 03 Mar 2026 11:00:00 GMT"
MAX_AGE, EXPIRES = "Cache-Control max-age", "Expires"


def document(*fields: tuple[str, str]) -> Answer:
    return Answer(headers=fields, body=b"<feed/>")


@pytest.mark.parametrize(
    ("fields", "seconds", "told"),
    [
        ((("Cache-Control", "max-age=600"),), 600, MAX_AGE),
        ((("Cache-Control", 'Private, MAX-AGE="600"'),), 600, MAX_AGE),
        ((("Cache-Control", "public"), ("Cache-Control", "max-age=600")), 600, MAX_AGE),
        ((("Cache-Control", "max-age=600, max-age=5"),), 600, MAX_AGE),
        ((("Cache-Control", "max-age=600"), ("Age", "200")), 400, MAX_AGE),
        ((("Cache-Control", "max-age=600"), ("Age", "soon")), 600, MAX_AGE),
        ((("Cache-Control", "max-age=600"), ("Age", "900")), None, None),
        ((("Cache-Control", "max-age=600"), ("Expires", "0")), 600, MAX_AGE),
        ((("Cache-Control", "max-age=0"), ("Date", NOON), ("Expires", ONE)), None, None),
        ((("Cache-Control", "max-age=600, no-cache"),), None, None),
        # Of named fields only (RFC 9111 section 5.2.2.4): the document stays fresh.
        ((("Cache-Control", 'no-cache="Set-Cookie", max-age=600'),), 600, MAX_AGE),
        ((("Cache-Control", 'no-cache="set-cookie, no-store", max-age=600'),), 600, MAX_AGE),
        ((("Cache-Control", "no-cache=Set-Cookie, max-age=600"),), 600, MAX_AGE),
        ((("Cache-Control", 'no-cache="Set-Cookie", no-cache, max-age=600'),), None, None),
        ((("Cache-Control", 'no-cache="", max-age=600'),), None, None),
        ((("Cache-Control", 'no-store="Set-Cookie", max-age=600'),), None, None),
        ((("Cache-Control", 'private="a, max-age=5", max-age=600'),), 600, MAX_AGE),
        ((("Cache-Control", r'private="a\", max-age=5", max-age=600'),), 600, MAX_AGE),
        ((("Cache-Control", 'private="a, max-age=5'),), None, None),
        ((("Cache-Control", 'x="a, no-store", max-age=600'),), 600, MAX_AGE),
        ((("Cache-Control", "no-store"), ("Date", NOON), ("Expires", ONE)), None, None),
        ((("Cache-Control", "max-age=-5"),), None, None),
        ((("Cache-Control", "max-age"),), None, None),
        ((("Cache-Control", f"max-age={10**30}"),), LONGEST.total_seconds(), MAX_AGE),
        ((("Date", NOON), ("Expires", ONE)), 3600, EXPIRES),
        ((("Date", NOON), ("Expires", ELEVEN)), None, None),
        ((("Date", NOON), ("Expires", "0")), None, None),
        ((("Date", NOON), ("Expires", "Fri, 31 Dec 9999 23:59:59 -0100")), None, None),
        ((("Date", NOON),), None, None),
    ],
)
def test_freshness_is_max_age_less_age_or_else_expires_less_date(fields, seconds, told):
    outcome = ask_once(document(*fields))
    assert outcome.fresh_for == (None if seconds is None else timedelta(seconds=seconds))
    assert outcome.fresh_told == told


def test_expires_without_a_date_counts_from_now():
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    fresh_for = ask_once(document(("Expires", in_an_hour))).fresh_for
    assert timedelta(minutes=59) < fresh_for <= timedelta(hours=1)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ((), None),
        ((("Retry-After", "120"),), 120),
        ((("Retry-After", "0"),), 0),
        ((("Retry-After", str(10**30)),), LONGEST.total_seconds()),
        ((("Retry-After", "9" * 5000),), LONGEST.total_seconds()),
        ((("Retry-After", "soon"),), None),
        ((("Retry-After", "-5"),), None),
        ((("Date", NOON), ("Retry-After", ONE)), 3600),
        ((("Date", NOON), ("Retry-After", ELEVEN)), None),
        ((("Date", NOON), ("Retry-After", "Tuesday, 03-Mar-26 13:00:00 GMT")), 3600),
        ((("Date", NOON), ("Retry-After", "Tue Mar  3 13:00:00 2026")), 3600),
    ],
)
def test_a_server_that_is_asked_too_much_says_how_long_to_wait(status, fields, seconds):
    retry_after = None if seconds is None else timedelta(seconds=seconds)
    asked = ask({"/feed": Answer(status=status, headers=fields)})
    url = f"{asked.base}/feed"
    assert asked.outcome == RateLimited(status=status, retry_after=retry_after, url=url)


FIELD = st.text(st.characters(exclude_categories=["Cs"])) | st.from_regex(
    r"(max-age=|no-store,|[A-Z][a-z]{2}, \d+ [A-Z][a-z]{2} \d+ \d+:\d+:\d+ )?-?\d*(GMT|[+-]\d+)?",
    fullmatch=True,
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Cache-Control", "Age", "Date", "Expires", "Retry-After"]), FIELD
        )
    )
)
def test_any_header_is_a_duration_within_bounds_or_none(fields):
    told = Headers(fields=tuple(fields), received_at=datetime(2026, 3, 3, tzinfo=UTC))
    fresh = headers.freshness(told)
    assert (fresh.lasts is None) == (fresh.told is None)
    for duration in (fresh.lasts, headers.retry_after(told)):
        assert duration is None or timedelta() <= duration <= LONGEST
