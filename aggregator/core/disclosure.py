"""Who spoke, where it was not the newsroom: sponsor's marks and press releases.

A mark is one by its position and its form: it opens or closes a title, opens the text,
or is a byline, a publisher's category or a part of the address by itself. "Sponsored by"
in the middle of a sentence is a word among words, for trade news is also about sponsors.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from aggregator.core.phrases import PhraseIndex, alternatives, cut, first_word, folded, written
from aggregator.core.text import plain
from aggregator.core.urls import host
from aggregator.model import SPONSORED, Disclosure, Entry, Evidence, Feed, TopicRule, value

WEIGHT = 10.0  # of a mark among the evidence: it decides by itself

_OPENING = 400  # characters: a mark stands within the first line
_LONGEST_NAME = 8  # words
_SEPARATES = re.compile(r"[|:\[\]()•–—-]")
_SEPARATED = re.compile(r" ?[|:\[\]()•] ?| [-–—]+ ")
# Behind a colon stands what a title is about. A line at the end tells of what was paid for only
# where it says so: "in collaboration with" is of the thing, and not of who paid for the words.
_ENDED = re.compile(r" ?[|\[\]()•] ?| [-–—]+ ")
_NAMES_MONEY = re.compile(
    r"sponsor|gesponser|paid|bezahlt|advert|anzeige|werb|publi|pubbli|patrocin|promo|brought",
    re.IGNORECASE,
)
_LISTED = re.compile(r" ?[|,:\[\]()/•] ?| [-–—]+ ")
_BY = re.compile(r"(?:by|von|par|di|da|por)\b", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:p|h[1-6]|li|br|hr|ul|ol|table|tr|td|figure|figcaption|blockquote)\b[^>]*>"
)
_PATH = re.compile(r"[a-z]+://[^/?#]*/([^?#]*)", re.IGNORECASE)

# What may follow a label that stands by itself.
_OVER = re.compile(r"\s*(?:$|[.!:|•\])*]|[-–—]+\s)")
_ENDINGS = ".!?:;|•…)]*"
_SEPARATORS = frozenset("| • - – — : *".split())
_ABBREVIATED = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|St|Ste|Sen|Rep|Gov|Prof))\.$")
_COMPANY = frozenset("Co. Inc. Ltd. Corp. Bros. S.A. S.p.A. S.r.l.".split())
# Words of a name that are written small.
_PARTICLES = frozenset(
    "a al and by casa da dal de del della der des di die du e et for für gioielleria groupe grupo"
    " gruppo i joyería l la las le les los maison of the und van von y".split()
)

_GOES_ON = frozenset("by from in of section supplement to".split())  # behind a label
# What somebody is who pays for a line: "Sponsored by Halden, a maker of safes."
_PAYERS = frozenset(
    "agency bank brand broker company dealer distributor division firm group grower house insurer"
    " jeweler jeweller laboratory leader lender maker manufacturer partner platform producer"
    " provider refiner retailer service software specialist studio subsidiary supplier vendor"
    " watchmaker wholesaler".split()
)
_NEAR = 6  # words
_ARTICLES = frozenset("das dem der die la le les the".split())

_WIRE_HOSTS = frozenset(
    "accessnewswire.com accesswire.com businesswire.com einpresswire.com globenewswire.com"
    " newsfilecorp.com newswire.ca newswire.com openpr.com presseportal.de prlog.org"
    " prnewswire.co.uk prnewswire.com prweb.com".split()
)
_BELOW_WIRES = tuple(f".{wire}" for wire in _WIRE_HOSTS)
# Categories and bylines, small and without spaces. "Press Releases" is none of them: a section
# of that name also holds what a newsroom made of releases.
_RELEASES = frozenset(
    "accessnewswire accesswire businesswire canadanewswire cnw einpresswire globenewswire"
    " newsfile prnewswire prweb pressrelease pressemitteilung communiquédepresse"
    " comunicatostampa comunicadodeprensa notadeprensa".split()
)
# Opens with a slash or a bracket.
_DATELINE = re.compile(
    r"/(?:PR ?Newswire|CNW|EIN ?Presswire|PRWeb)[^/\n]{0,20}/"
    r"|\((?:BUSINESS WIRE|GLOBE ?NEWSWIRE|ACCESS ?WIRE|ACCESS Newswire|PRWEB)\s?\)"
    r"|\(Newsfile Corp\b",
    re.IGNORECASE,
)


@value
class Disclosed:
    """What an entry says of who spoke. The newsroom did: all is empty."""

    disclosure: Disclosure | None = None
    sponsor: str | None = None
    evidence: tuple[Evidence, ...] = ()


@value
class _Mark:
    """A mark as it was found, and the sponsor's name where it gives one."""

    text: str
    sponsor: str | None = None
    rule: str = ""


class Marks:
    """Reads disclosures, by the marks and labels of the topic `sponsored`."""

    def __init__(self, rules: Iterable[TopicRule]) -> None:
        own = [rule for rule in rules if rule.topic == SPONSORED]
        self._marks = _folded(mark for rule in own for mark in rule.marks)
        self._labels = _folded(label for rule in own for label in (*rule.labels, *rule.categories))
        self._doubted = frozenset(said for rule in own for said in rule.doubted)
        self._run_together = {"".join(words): said for words, said in self._labels.items()}
        self._known = self._marks | self._labels
        self._firsts = {words[0] for words in self._known if words}
        self._index = PhraseIndex((words, words) for words in self._known)
        self._longest = max(map(len, self._known), default=0)
        self._of_category = lru_cache(maxsize=1 << 13)(self._in_category)

    def read(self, entry: Entry, feed: Feed) -> Disclosed:
        """Sponsored where any mark says so, else a press release where anything does."""
        found = tuple(self._found(entry, feed))
        if self._is_sure(found):
            return Disclosed(
                disclosure=Disclosure.SPONSORED,
                sponsor=next((mark.sponsor for _, mark in found if mark.sponsor), None),
                evidence=tuple(
                    Evidence(
                        place=place,
                        text=mark.text,
                        weight=WEIGHT,
                        topic=SPONSORED,
                        rule=mark.rule,
                    )
                    for place, mark in found
                ),
            )
        for place, text in _releases(entry, feed):
            evidence = Evidence(place=place, text=text, weight=WEIGHT)
            return Disclosed(disclosure=Disclosure.PRESS_RELEASE, evidence=(evidence,))
        return Disclosed()

    def _is_sure(self, found: Sequence[tuple[str, _Mark]]) -> bool:
        """Whether a mark is there that is not doubted, or two in different places."""
        places = {place for place, _ in found}
        return len(places) > 1 or any(mark.rule not in self._doubted for _, mark in found)

    def _found(self, entry: Entry, feed: Feed) -> Iterator[tuple[str, _Mark]]:
        if feed.disclosure is Disclosure.SPONSORED:
            yield "feed", _Mark(text=feed.id)
        asked = [folded(name) for name, topic in feed.categories if topic == SPONSORED]
        opened = self._opening(entry.summary)
        found = [
            ("title", self._in_title(entry.title)),
            *(("author", self._in_byline(author)) for author in entry.authors),
            *(
                ("category", _Mark(text=name, rule=name))
                for name in entry.categories
                if folded(name) in asked
            ),
            *(("category", self._of_category(name)) for name in entry.categories),
            ("summary", opened),
            (
                "text",
                (opened if entry.text == entry.summary else self._opening(entry.text))
                or self._opening(_first_line(entry.content_html)),
            ),
            ("address", self._in_address(entry.link)),
        ]
        told = set()
        for place, mark in found:
            if mark and mark not in told:  # a summary that opens the text is one mark
                told.add(mark)
                yield place, mark

    def _in_title(self, title: str) -> _Mark | None:
        """A label or a whole sponsor's line before the first or behind the last separator."""
        if not _SEPARATES.search(title):  # as nearly every title is
            rule = self._labels.get(folded(title)) if self._may_open(title) else None
            return _Mark(text=title, rule=rule) if rule else None
        first = next(filter(None, _SEPARATED.split(title)), "")
        if self._may_open(first) and folded(first) in self._marks:
            return self._opening(title)  # "Presenting partner: Lund | …"
        last = next(filter(None, reversed(_ENDED.split(title))), "")
        for part in dict.fromkeys((first, last)):
            if not self._may_open(part):
                continue
            if rule := self._labels.get(folded(part)):
                return _Mark(text=part, rule=rule)
            mark = self._opening(part) if part != title and "," not in part else None
            if mark and (part == first or _NAMES_MONEY.search(mark.rule)):
                return mark
        return None

    def _in_byline(self, author: str) -> _Mark | None:
        """A sponsor's line, or a label beside the name of who wrote under it."""
        parts = [part for part in _LISTED.split(author) if part]
        for part in parts:
            if rule := self._labels.get(folded(part)):
                others = (other for other in parts if other != part and not _BY.match(other))
                return _Mark(text=part, sponsor=next(others, None), rule=rule)
        return self._opening(author)

    def _in_category(self, name: str) -> _Mark | None:
        words = folded(name)
        if rule := self._run_together.get("".join(words)):
            return _Mark(text=name, rule=rule)
        # "Special advertising supplement to …": in a category a label may go on.
        for length in range(2, len(words)):
            if words[length] in _GOES_ON and (rule := self._labels.get(words[:length])):
                return _Mark(text=name, rule=rule)
        return self._opening(name)

    def _in_address(self, link: str) -> _Mark | None:
        for part in path_of(link).split("/"):
            if self._may_open(part) and (rule := self._labels.get(folded(part))):
                return _Mark(text=part, rule=rule)
        return None

    def _may_open(self, text: str) -> bool:
        """Whether a mark or a label begins as this text does: nearly none does."""
        return first_word(text) in self._firsts

    def _opening(self, text: str) -> _Mark | None:
        """A sponsor's line or a label that opens this text and stands by itself."""
        text = text[:_OPENING]
        if not self._may_open(text):
            return None
        words = cut(text, self._longest)
        for phrase in self._index.opening(words.folded):
            rule, length = self._known[phrase], len(phrase)
            said, rest = words.between(0, length), text[words.end(length) :]
            sponsor = _sponsor(rest) if phrase in self._marks else None
            if sponsor:
                return _Mark(text=said, sponsor=sponsor, rule=rule)
            if phrase in self._labels and (over := _OVER.match(rest)):
                inner = self._opening(rest[over.end() :])
                name = inner.sponsor if inner else None
                return _Mark(text=said, sponsor=name, rule=rule)
        return None


def _folded(phrases: Iterable[str]) -> dict[tuple[str, ...], str]:
    """Each choice of each phrase, in the form in which words are compared, and the phrase."""
    every = ((folded(one), said) for said in phrases for one in alternatives(said))
    return {words: said for words, said in every if words}


def path_of(link: str) -> str:
    """An address's path, without its first slash; nothing where it is no address."""
    found = _PATH.match(link)
    return found[1] if found else ""


def _first_line(html: str) -> str:
    """The text of the first block that has any: plain text has lost where it ended."""
    if "<" not in html:
        return ""  # one line, which is read as text
    return next(filter(None, map(plain, _BLOCK.split(html[: 4 * _OPENING]))), "")


def _sponsor(rest: str) -> str | None:
    """The name that follows a mark, where the sentence or the line then ends.

    What goes on after the name is a sentence about a sponsor, and no mark.
    """
    words = rest.lstrip(" :").split()
    for length, word in enumerate(words[:_LONGEST_NAME]):
        if word in _SEPARATORS or (length and word.startswith("(")):
            return _name(words[:length])
        if not _may_be_of_a_name(word):
            return None
        if _ends(word) or length + 1 == len(words):
            return _name(words[: length + 1])
        if word.endswith(",") and words[length + 1] in {"a", "an", "the"}:
            said = {one.strip(_ENDINGS + ",") for one in words[length + 2 : length + 2 + _NEAR]}
            return _name(words[: length + 1]) if said & _PAYERS else None
    return None


def _may_be_of_a_name(word: str) -> bool:
    bare = word.strip("\"'“”‘’()").rstrip(_ENDINGS + ",")
    return bool(bare) and (not bare.islower() or "." in bare or bare in _PARTICLES)


def _ends(word: str) -> bool:
    return word in _COMPANY or (word[-1] in _ENDINGS and not _ABBREVIATED.search(word))


def _name(words: Sequence[str]) -> str | None:
    """The words as a name, without an article; None where all are small words or signs."""
    if all(word.islower() or not any(map(str.isalnum, word)) for word in words):
        return None
    name = " ".join(words[1:] if words[0] in _ARTICLES else words)
    if words[-1] not in _COMPANY:
        name = name.rstrip(_ENDINGS + ",\"'”’")
    return name.strip("\"'“”‘’ ,") or None


@lru_cache(maxsize=1 << 13)
def _is_release(name: str) -> bool:
    return "".join(written(name)).casefold() in _RELEASES


def _releases(entry: Entry, feed: Feed) -> Iterator[tuple[str, str]]:
    """Places and words that show a company's own release."""
    if feed.disclosure is Disclosure.PRESS_RELEASE:
        yield "feed", feed.id
    site = host(entry.link)
    if site in _WIRE_HOSTS or site.endswith(_BELOW_WIRES):
        yield "address", site
    for place, names in (("category", entry.categories), ("author", entry.authors)):
        for name in names:
            if _is_release(name):
                yield place, name
    openings = {entry.summary[:_OPENING]: "summary", entry.text[:_OPENING]: "text"}
    for text, place in openings.items():
        if ("/" in text or "(" in text) and (dateline := _DATELINE.search(text)):
            yield place, dateline[0]
