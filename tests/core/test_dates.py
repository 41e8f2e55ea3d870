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
        "Fri 02 Jan 2026 10:00:00 GMT",
        "Fri,02 Jan 2026  10:00:00  GMT",
        "Fri (a (long) day), 02 Jan 2026 10:00:00 GMT",
        "Fri, 02 Jan 2026 11:00:00 (CET)",
        "Fri, 02 Jan 2026 11:00:00 GMT +0100 (Central European Standard Time)",
        "Fri, 02 Jan 2026 05:00:00 −0500",
        "2026-01-02T11:00+01:00[Europe/Paris]",
        "2026-01-02T10:00:00,000Z",
        "2026-Jan-02 10:00",
        "202601021000",
        "20260102100000",
        "1767348000.0",
        "2 Jan 2026 10am",
        "2 Jan 2026 | 10 a. m.",
        "2nd of January 2026 @ 10:00",
        "2. Januar 2026, 10 Uhr",
        "2. Jan. 2026, 10.00 Uhr",
        "Freitag, den 2. Januar 2026 um 11:00 Uhr MEZ",
        "le 2 janvier 2026 à 10 h",
        "2 janv. 2026 – 10\N{NARROW NO-BREAK SPACE}h\N{NARROW NO-BREAK SPACE}00",
        "ven 2 gen 2026, alle ore 10.00",
        "2 de enero del 2026 a las 10:00 a. m.",
        "sexta-feira, 2 de janeiro de 2026 às 10h",
        "vr 2 jan. 2026 om 10:00 uur",
        "fredag den 2. januar 2026 kl. 10.00",
        "2 stycznia 2026 r., godz. 10:00",
        "2 января 2026 г., в 10:00",
        "2 Ocak 2026 Cuma 10:00",
        "2026年1月2日(金) 10時00分",
        "2026年1月2日 星期五 上午10:00",
        "2026년 1월 2일 금요일 오전 10시",
        "2026. 1. 2. 10:00",
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
        "2 listopada 2026",
        "2 Jan 2026 10",
        "2026-01",
        "January 2026",
        "2026-W01-5",
        "2026-002",
        "2026-01-02T24:01",
        "2026-01-02T10:00:61Z",
        "2026-01-02T10:00:00+23:00",
        "Fri, 02 Jan 2026 10:00:00 -1300",
        "31/12/26",
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


def test_the_end_of_a_day_is_the_next_one_s_begin():
    assert parse_date("2026-01-01T24:00:00Z", timezone=None) == MIDNIGHT
    assert parse_date("1 Jan 2026 24:00", timezone=None) == MIDNIGHT


def test_a_leap_second_is_the_second_before():
    at = parse_date("2016-12-31T23:59:60Z", timezone=None)
    assert at == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("01/02/2026", "en-Latn-US", (2026, 1, 2)),
        ("01/02/2026", "en-001", (2026, 2, 1)),
        ("01/02/2026", "zh-Hant-HK", (2026, 2, 1)),
        ("01.02.2026", None, (2026, 2, 1)),
        ("13.02.2026", "en-US", (2026, 2, 13)),
        ("1.2.26", "de", (2026, 2, 1)),
        *(("01/02/2026", language, None) for language in ("en-CA", "ja", "zh-CN", "English", "-")),
        ("01.02.2026", "en-US", None),
        ("1.2.26", None, None),
    ],
)
def test_a_language_that_writes_both_or_neither_tells_nothing(text, language, day):
    at = datetime(*day, tzinfo=UTC) if day else None
    assert parse_date(text, timezone=None, language=language) == at


@pytest.mark.parametrize(
    ("language", "month"), [("pl", 11), ("hr", 10), ("bs-BA", 10), ("en", None), (None, None)]
)
def test_a_month_of_two_languages_is_that_of_the_text_s_own(language, month):
    at = parse_date("2 listopada 2026", timezone=None, language=language)
    assert at == (datetime(2026, month, 2, tzinfo=UTC) if month else None)


@pytest.mark.parametrize(
    ("text", "home", "hour"),
    [
        ("2 Jul 2026 10:00 IST", "Asia/Jerusalem", 8),
        ("2 Jan 2026 10:00 IST", "Europe/Dublin", 9),
        ("2 Jul 2026 10:00 BST", "Asia/Dhaka", 4),
        ("2 Jul 2026 10:00 AST", "Asia/Riyadh", 7),
        ("2 Jul 2026 10:00 PST", "Asia/Manila", 2),
        ("2 Jul 2026 10:00 EST", "America/New_York", 15),
        ("25 Oct 2026 10:00 GMT", "Europe/London", 10),
    ],
)
def test_a_zone_is_of_the_feed_s_own_land_whatever_the_season(text, home, hour):
    at = parse_date(text, timezone=home)
    assert at is not None
    assert at.hour == hour


# Laws

_WRITTEN_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
    "dicembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
    "dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
    "listopada grudnia",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "hr": "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada "
    "studenoga prosinca",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
_WRITTEN_WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "sv": "måndag tisdag onsdag torsdag fredag lördag söndag",
    "da": "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    "nb": "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    "pl": "poniedziałek wtorek środa czwartek piątek sobota niedziela",
    "cs": "pondělí úterý středa čtvrtek pátek sobota neděle",
    "hr": "ponedjeljak utorak srijeda četvrtak petak subota nedjelja",
    "tr": "Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi Pazar",
    "ru": "понедельник вторник среда четверг пятница суббота воскресенье",
}
_LANGUAGES = st.sampled_from(sorted(_WRITTEN_MONTHS))
_HOMES = st.sampled_from(
    "Europe/London Europe/Dublin Europe/Paris Asia/Jerusalem Asia/Kolkata Asia/Shanghai "
    "Asia/Hong_Kong Asia/Tokyo Asia/Manila Australia/Melbourne America/Halifax America/Havana "
    "America/New_York Pacific/Auckland".split()
)
_FORMS = st.sampled_from(
    [
        "{day} {month} {at:%Y %H:%M:%S}",
        "{weekday}, {day}. {month} {at:%Y, %H:%M:%S}",
        "{short} {at:%d} {month} {at:%Y %H:%M:%S}",
        "{month} {day}, {at:%Y %I:%M:%S %p}",
        "{day} {month} {at:%Y} {weekday} {at:%H:%M:%S}",
        "{at:%Y} {month} {day} {at:%H:%M:%S}",
        "{at:%Y年%m月%d日 %H時%M分%S秒}",
        "{at:%Y/%m/%d %H:%M:%S}",
        "{at:%Y%m%d%H%M%S}",
    ]
)


@given(_MOMENTS, _FORMS, _LANGUAGES, _HOMES, st.sampled_from(["", "+0000", "GMT", "Z"]))
def test_what_a_language_writes_is_read_as_the_moment_it_is(at, form, language, home, zone):
    local = at.astimezone(UTC if zone else ZoneInfo(home)).replace(microsecond=0, fold=0)
    weekday = _WRITTEN_WEEKDAYS[language].split()[local.weekday()]
    month = _WRITTEN_MONTHS[language].split()[local.month - 1]
    text = form.format(at=local, day=local.day, month=month, weekday=weekday, short=weekday[:3])
    meant = local.astimezone(UTC)
    assert parse_date(f"{text} {zone}", timezone=home, language=language) == meant
    assert parse_date(f"{text} {zone}", timezone=home) in {meant, None}


@given(_MOMENTS, _HOMES)
def test_a_name_that_the_feed_s_zone_bears_is_that_zone(at, home):
    local = at.astimezone(ZoneInfo(home)).replace(microsecond=0)
    said = local.strftime("%d %b %Y %H:%M:%S %Z")
    # In UTC: a wall clock's repeated hour equals no moment of another zone (PEP 495).
    assert parse_date(said, timezone=home) == local.astimezone(UTC)


@given(_MOMENTS, st.sampled_from("/-"))
def test_numbers_are_read_as_the_language_writes_them(at, by):
    day, american = at.strftime(f"%d{by}%m{by}%Y"), at.strftime(f"%m{by}%d{by}%Y")
    meant = datetime(at.year, at.month, at.day, tzinfo=UTC)
    assert parse_date(day, timezone=None, language="en-GB") == meant
    assert parse_date(american, timezone=None, language="en-US") == meant
    assert parse_date(day, timezone=None) in {meant, None}
    assert parse_date(american, timezone=None) in {meant, None}


_SHARDS = st.sampled_from(
    [*"0123456789", *"0123 :-+/.,TZap年月日년월일午후上金()[]·@", "Jan", "mar.", "Fri", "2026",
     "10:00", "GMT", " h ", "Uhr", "de ", "г.", "listopada", "1767348000", "İ", "ﷺ", "٢٠٢٦", "²",
     "\ud800"]
)  # fmt: skip


@given(
    st.lists(_SHARDS, max_size=20).map("".join),
    st.none() | _HOMES,
    st.none() | st.text(max_size=8) | st.sampled_from(["en-US", "pl", "ja", "fr-CA", "-", "_"]),
)
def test_any_text_in_any_language_gives_a_plausible_moment_or_none(text, home, language):
    at = parse_date(text, timezone=home, language=language)
    assert at is None or (at.tzinfo is UTC and 1990 <= at.year <= 2100)
