"""How languages name months and weekdays, and which of day and month they write first."""

import unicodedata
from collections.abc import Iterable, Mapping

_MONTH_NAMES = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar marz april mai juni juli august september oktober november dezember",
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
    "dicembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "pt": "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro "
    "dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika "
    "listopada grudnia",
    "cs": "ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince",
    # Croatian is here for its listopada: October there, November in Polish.
    "hr": "sijecnja veljace ozujka travnja svibnja lipnja srpnja kolovoza rujna listopada "
    "studenoga prosinca",
    "tr": "ocak subat mart nisan mayıs haziran temmuz agustos eylul ekim kasım aralık",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
# Names in another case or spelling, and short ones that do not begin the name.
_MORE_MONTHS = {
    "en": {"sept": 9},
    "de": {"janner": 1, "jaenner": 1, "feber": 2, "maerz": 3, "mrz": 3},
    "fr": {"sept": 9},
    "es": {"setiembre": 9},
    "nl": {"mrt": 3},
    "pl": {"styczen": 1, "luty": 2, "marzec": 3, "kwiecien": 4, "maj": 5, "czerwiec": 6,
           "lipiec": 7, "sierpien": 8, "wrzesien": 9, "pazdziernik": 10, "listopad": 11,
           "grudzien": 12},
    "cs": {"leden": 1, "unor": 2, "brezen": 3, "duben": 4, "kveten": 5, "cerven": 6,
           "cervenec": 7, "srpen": 8, "rijen": 10, "listopad": 11, "prosinec": 12},
    "hr": {"sijecanj": 1, "veljaca": 2, "ozujak": 3, "travanj": 4, "svibanj": 5, "lipanj": 6,
           "srpanj": 7, "kolovoz": 8, "rujan": 9, "listopad": 10, "studeni": 11, "prosinac": 12},
    "ru": {"январь": 1, "февраль": 2, "март": 3, "апрель": 4, "май": 5, "июнь": 6, "июль": 7,
           "август": 8, "сентябрь": 9, "октябрь": 10, "ноябрь": 11, "декабрь": 12},
}  # fmt: skip
_WEEKDAY_NAMES = """
    monday tuesday wednesday thursday friday saturday sunday
    montag dienstag mittwoch donnerstag freitag samstag sonntag
    lundi mardi mercredi jeudi vendredi samedi dimanche
    lunedi martedi mercoledi giovedi venerdi sabato domenica
    lunes martes miercoles jueves viernes sabado domingo
    segunda-feira terca-feira quarta-feira quinta-feira sexta-feira
    segunda terca quarta quinta sexta
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    mandag tirsdag onsdag torsdag fredag lørdag søndag mandag tisdag lordag sondag
    poniedziałek poniedzialek wtorek sroda czwartek piatek sobota niedziela
    pondeli utery streda ctvrtek patek nedele
    ponedjeljak utorak srijeda cetvrtak petak subota nedjelja
    weds thurs sonnabend
    pazartesi salı carsamba persembe cuma cumartesi pazar
    понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс
"""

_SHORTEST_MONTH, _SHORTEST_WEEKDAY = 3, 2  # letters; weekdays may be any, so `ma` will do

# Where a year that stands last follows a day that stands first. Chinese, Japanese, Korean,
# Hungarian and Lithuanian begin with the year: of theirs nothing is known that ends with it.
_DAY_FIRST = frozenset(
    "ar bg ca cs da de el es et eu fi fr gl he hi hr id is it lv ms nb nl nn no pl pt ro ru sk sl "
    "sq sr sv th tr uk vi zh-hk zh-mo zh-sg".split()
)
# `en-us` is the default of much blog software, so a feed abroad may say it and write the day
# first. It counts for what it says all the same: there are more Americans who mean it, a month
# that is misread into the future is refused as a date, and `language` of feeds.yaml, which
# comes before the feed's own word, sets it right. A bare `en` is written by all the world.
_MONTH_FIRST = frozenset("en-us en-ph en-pr en-gu en-vi en-as en-mp es-pr fil-ph".split())
_EITHER = frozenset({"en-ca", "fr-ca"})  # Canada writes both, and year first to end the quarrel

_DASHES = str.maketrans("−–—‐‑", "-----")


def plain_letters(text: str) -> str:
    """Small letters without accents, plain digits and hyphens, single blanks."""
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text)
        bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
        text = unicodedata.normalize("NFC", bare).translate(_DASHES)  # Korean was taken apart
    return " ".join(text.lower().split())


def month_named(name: str, language: str | None) -> int | None:
    """The month of a name, or of its beginning; None where languages differ over it.

    What the text's own language means by it comes first.
    """
    own = _MONTHS_OF.get(_tongue(language)) if language else None
    return (own and own.get(name)) or _MONTHS.get(name)


def months_of(languages: Iterable[str]) -> Mapping[str, int]:
    """Names of months and their beginnings, as far as these languages agree on them."""
    return _agreed(_MONTHS_OF[language] for language in languages)


def is_weekday(name: str) -> bool:
    """Whether a word, or a beginning of two letters and more, names a day of the week."""
    return name in _WEEKDAYS


def is_whole_weekday(name: str) -> bool:
    return name in _WHOLE_WEEKDAYS


def day_first(language: str | None) -> bool | None:
    """Whether 01/02/2026 is of February. None where the language, a tag of BCP 47, leaves it open.

    Source: Unicode CLDR, the short dates of these lands.
    """
    if not language:
        return None
    tongue, land = _tongue(language), _land(language)
    place = f"{tongue}-{land}"
    if place in _EITHER:
        return None
    if place in _MONTH_FIRST:
        return False
    is_known = tongue in _DAY_FIRST or place in _DAY_FIRST or (tongue == "en" and land)
    return True if is_known else None


def _tongue(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].strip().lower()


def _land(language: str) -> str:
    """The region subtag: two letters or three digits (RFC 5646 section 2.2.4)."""
    parts = language.strip().lower().replace("_", "-").split("-")[1:]
    lands = (part for part in parts if len(part) == len("gb") or (part.isdigit() and part))
    return next(lands, "")


def _beginnings(name: str, shortest: int) -> Iterable[str]:
    return (name[:end] for end in range(min(shortest, len(name)), len(name) + 1))


def _told(language: str) -> Mapping[str, int]:
    """What one language's names and their beginnings mean, where that is one month."""
    meant: dict[str, set[int]] = {}
    numbered = list(enumerate(_MONTH_NAMES[language].split(), start=1))
    more = _MORE_MONTHS.get(language, {})
    for number, name in [*numbered, *((number, name) for name, number in more.items())]:
        for beginning in _beginnings(plain_letters(name), _SHORTEST_MONTH):
            meant.setdefault(beginning, set()).add(number)
    whole = {plain_letters(name): number for number, name in numbered} | more
    return {name: min(numbers) for name, numbers in meant.items() if len(numbers) == 1} | whole


def _agreed(languages: Iterable[Mapping[str, int]]) -> Mapping[str, int]:
    meant: dict[str, set[int]] = {}
    for language in languages:
        for name, number in language.items():
            meant.setdefault(name, set()).add(number)
    return {name: min(numbers) for name, numbers in meant.items() if len(numbers) == 1}


_MONTHS_OF = {language: _told(language) for language in _MONTH_NAMES}
_MONTHS_OF |= {"no": _MONTHS_OF["nb"], "nn": _MONTHS_OF["nb"], "bs": _MONTHS_OF["hr"]}
_MONTHS = _agreed(_MONTHS_OF.values())
_WHOLE_WEEKDAYS = frozenset(plain_letters(_WEEKDAY_NAMES).split())
_WEEKDAYS = frozenset(
    beginning for name in _WHOLE_WEEKDAYS for beginning in _beginnings(name, _SHORTEST_WEEKDAY)
)
# Whole names in the five languages that are read for meaning, 0 being Monday.
WEEKDAYS: Mapping[str, int] = {
    plain_letters(name): number
    for week in _WEEKDAY_NAMES.strip().splitlines()[:5]
    for number, name in enumerate(week.split())
}
