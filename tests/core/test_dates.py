"""Dates: what publishers write, and what no one should guess."""

from datetime import UTC, datetime, timedelta
from datetime import timezone as offset
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.dates import parse_date

TEN = datetime(2026, 1, 2, 10, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Fri, 02 Jan 2026 10:00:00 GMT",
        "Fri, 2 Jan 2026 10:00 UT",
        "2 Jan 2026 10:00:00 Z",
        "02 Jan 26 10:00:00 +0000",
        "Friday, 02-Jan-26 10:00:00 GMT",
        "Fri Jan  2 10:00:00 2026",
        "Fri Jan  2 11:00:00 CET 2026",
        "Fri, 02 Jan 2026 11:00:00 +0100 (CET)",
        "Fri, 02 Jan 2026 11:00:00 +01:00",
        "Fri, 02 Jan 2026 11:00:00 GMT+0100",
        "Fri, 02 Jan 2026 12:00:00 UTC+2",
        "fri, 02 january 2026 05:00:00 est",
        "2026-01-02T10:00:00Z",
        "2026-01-02t10:00:00z",
        "2026-01-02T10:00Z",
        "2026-01-02T10:00:00.000Z",
        "2026-01-02T05:00:00-05:00",
        "2026-01-02 10:00:00",
        "2026-01-02 10:00",
        "2026-01-02 15:30:00 +0530",
        "2026-01-02 10:00:00 UTC",
        "20260102T100000Z",
        "2026/01/02 10:00",
        "2026/1/2 10:00:00",
        "2026.01.02 10:00",
        "02.01.2026 10:00",
        "2. 1. 2026, 10:00",
        "January 2, 2026 10:00 AM",
        "Friday, January 2nd, 2026 at 10:00 a.m.",
        "Jan. 2, 2026, 5:00 a.m. ET",
        "1767348000",
        "1767348000000",
        "  Fri, 02 Jan 2026\n 10:00:00 GMT ",
    ],
)
def test_forms_that_mean_one_moment(text):
    assert parse_date(text, timezone=None) == TEN


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-02",
        "20260102",
        "2026/01/02",
        "02.01.2026",
        "2 January 2026",
        "January 2, 2026",
        "Jan 2 2026",
        "Freitag, 2. Januar 2026",
        "Fr, 02 Jan 2026",
        "ven., 2 janv. 2026",
        "vendredi 2 janvier 2026",
        "venerdì 2 gennaio 2026",
        "viernes, 2 de enero de 2026",
    ],
)
def test_a_date_without_a_time_is_its_midnight(text):
    assert parse_date(text, timezone=None) == MIDNIGHT


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("CET", 1),
        ("CEST", 2),
        ("BST", 1),
        ("IST", 5.5),
        ("JST", 9),
        ("HKT", 8),
        ("AEST", 10),
        ("AEDT", 11),
        ("EST", -5),
        ("EDT", -4),
        ("CST", -6),
        ("MST", -7),
        ("PST", -8),
        ("PDT", -7),
    ],
)
def test_a_zone_by_name_is_not_read_as_utc(zone, hours):
    at = parse_date(f"Fri, 02 Jan 2026 10:00:00 {zone}", timezone="Asia/Tokyo")
    assert at == TEN - timedelta(hours=hours)


def test_a_date_without_a_zone_is_the_feeds():
    summer = parse_date("2026-07-02 10:00", timezone="Europe/London")
    winter = parse_date("Fri, 02 Jan 2026 10:00:00", timezone="Europe/London")
    assert summer == datetime(2026, 7, 2, 9, tzinfo=UTC)
    assert winter == TEN
    assert parse_date("2 Jan 2026", timezone="Asia/Hong_Kong") == MIDNIGHT - timedelta(hours=8)


@pytest.mark.parametrize(
    ("name", "month"),
    [("März", 3), ("mai", 5), ("août", 8), ("févr.", 2), ("juil.", 7), ("dic", 12), ("Sept.", 9)],
)
def test_month_names_of_the_neighbours(name, month):
    assert parse_date(f"2 {name} 2026", timezone=None) == datetime(2026, month, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        " ",
        "yesterday",
        "2 hours ago",
        "01/02/2026",
        "01/02/26 10:00",
        "2026",
        "12345",
        "Fri, 30 Feb 2026 10:00:00 GMT",
        "Fri, 02 Jan 2026 25:00:00 GMT",
        "Fri, 02 Jan 2026 13:00 PM",
        "Fri, 02 Jan 2026 10:00:00 XYZT",
        "Fri, 02 Jan 2026 10:00:00 +9900",
        "2 jui 2026",
        "2 marketing 2026",
        "2026年13月12日",
        "13/13/2026",
        "32/01/2026",
        "12/12",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0001-01-01T00:00:00",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:59-05:00",
        "Fri, 02 Jan 2106 10:00:00 GMT",
        "1" * 5000,
    ],
)
def test_what_names_no_plausible_moment_is_none(text):
    assert parse_date(text, timezone="Europe/London") is None


@given(st.text())
def test_any_text_gives_a_plausible_moment_or_none(text):
    at = parse_date(text, timezone="Europe/Paris")
    assert at is None or (at.tzinfo is UTC and 1990 <= at.year <= 2100)


@given(st.text("0123456789 :-+/.,TZaApPmMjJnNeEbBuUgGsSóé", max_size=40))
def test_texts_that_look_like_dates_give_a_moment_or_none(text):
    at = parse_date(text, timezone=None)
    assert at is None or at.tzinfo is UTC


# One moment has two wall times in two zones: compared is always in UTC.
_MOMENTS = st.datetimes(
    min_value=datetime(1990, 1, 2),  # noqa: DTZ001 - Hypothesis wants its bounds naive
    max_value=datetime(2100, 12, 30),  # noqa: DTZ001
    timezones=st.sampled_from(
        [UTC, offset(timedelta(hours=5, minutes=30)), ZoneInfo("America/New_York")]
    ),
)


@given(_MOMENTS)
def test_iso_dates_come_back_whole(at):
    assert parse_date(at.isoformat(), timezone="Asia/Tokyo") == at.astimezone(UTC)


@given(_MOMENTS)
def test_mail_dates_come_back_to_the_second(at):
    at = at.replace(microsecond=0)
    assert parse_date(format_datetime(at), timezone="Asia/Tokyo") == at.astimezone(UTC)


@given(_MOMENTS)
def test_epochs_come_back(at):
    at = at.replace(microsecond=0)
    for digits in (int(at.timestamp()), int(at.timestamp()) * 1000):
        assert parse_date(str(digits), timezone=None) == at.astimezone(UTC)


@given(
    _MOMENTS, st.sampled_from(["%d %B %Y %H:%M:%S", "%B %d, %Y %I:%M:%S %p", "%d.%m.%Y %H:%M:%S"])
)
def test_written_dates_come_back_in_the_feeds_zone(at, form):
    at = at.astimezone(UTC).replace(microsecond=0)
    local = at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert parse_date(local.strftime(form), timezone="Asia/Tokyo") == at


# Numbers of which either may be the day


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("01/02/2026", "en-US", (2026, 1, 2)),
        ("01/02/2026", "en_us", (2026, 1, 2)),
        ("01/02/2026", "en-PH", (2026, 1, 2)),
        ("01/02/2026", "en-GB", (2026, 2, 1)),
        ("1/2/26", "fr", (2026, 2, 1)),
        ("01-02-2026", "de-CH", (2026, 2, 1)),
        ("01/02/2026", "it", (2026, 2, 1)),
        ("31/01/2026", None, (2026, 1, 31)),
        ("31/01/2026", "en-US", (2026, 1, 31)),
        ("01/31/2026", "en-GB", (2026, 1, 31)),
        ("02/02/2026", None, (2026, 2, 2)),
    ],
)
def test_the_language_tells_the_day_from_the_month(text, language, day):
    at = datetime(*day, tzinfo=UTC)
    assert parse_date(text, timezone=None, language=language) == at
    assert parse_date(f"{text} 4:05 pm", timezone=None, language=language) == at.replace(
        hour=16, minute=5
    )


@pytest.mark.parametrize("language", [None, "en"])
def test_what_could_be_two_days_is_none(language):
    assert parse_date("01/02/2026 10:00", timezone=None, language=language) is None


@pytest.mark.parametrize("language", [None, "en", "en-US", "en-GB", "fr", "xx", ""])
@given(_MOMENTS)
def test_a_language_changes_no_date_that_is_plain(language, at):
    for text in (at.isoformat(), format_datetime(at), at.strftime("%Y/%m/%d %H:%M:%S")):
        assert parse_date(text, timezone=None, language=language) == parse_date(text, timezone=None)


# Names of zones that several lands use


@pytest.mark.parametrize(
    ("zone", "home", "hour"),
    [
        ("IST", None, "04:30"),
        ("IST", "Asia/Kolkata", "04:30"),
        ("IST", "Asia/Jerusalem", "08:00"),
        ("CST", None, "16:00"),
        ("CST", "Asia/Shanghai", "02:00"),
        ("EST", "Australia/Melbourne", "15:00"),
        ("CET", "America/New_York", "09:00"),
    ],
)
def test_a_zone_is_that_of_the_feed_s_own_land_where_it_fits(zone, home, hour):
    at = parse_date(f"Fri, 02 Jan 2026 10:00:00 {zone}", timezone=home)
    assert f"{at:%H:%M}" == hour


@pytest.mark.parametrize(
    "text",
    [
        "2026年1月2日 10:30",
        "2026年01月02日10:30",
        "2026년 1월 2일 10:30",
        "2 janv. 2026 à 10h30",
        "2. Januar 2026, 10:30 Uhr",
        "vrijdag 2 januari 2026 om 10:30",
        "sexta-feira, 2 de janeiro de 2026 às 10:30",
        "venerdì 2 gennaio 2026 ore 10:30",
        "viernes, 2 de enero de 2026 a las 10:30",
        "1767349800.0",
        "1767349800000000",
    ],
)
def test_the_trade_s_other_languages(text):
    assert parse_date(text, timezone=None) == datetime(2026, 1, 2, 10, 30, tzinfo=UTC)
