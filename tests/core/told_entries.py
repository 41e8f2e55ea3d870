"""Any entries that tell of the trade, or of nothing: for laws of the judge."""

from datetime import timedelta
from pathlib import Path

from factories import NOW, a_filed, a_filing, an_entry
from hypothesis import strategies as st

from aggregator.core.vocabulary import read_vocabulary
from aggregator.model import DateSource, Disclosure, Entry, FeedId, FiledEntry

SHIPPED = Path(__file__).parents[2] / "aggregator" / "vocabulary.txt"
WORDS = read_vocabulary(SHIPPED.read_text(encoding="utf-8"))
FEEDS = ("bench", "gazette", "journal")
_TOLD = (
    "Wexcombe Marisande Fernholt Halbrook Geneva Zurich London Dallas buys sells acquisition"
    " completes opens closes robbery arrested sentenced dies auction to lead sold for ruby"
    " diamond 12-carat 9.5-carat $6.1 million €5.4 million CHF 10,900,000 4% 31 Q1 second quarter"
    " 2025 2026 XVII XIX 17th Part IV In Memoriam blotter guide to sanctions EU UK Swiss ring the"
    " of a 落札 Женева"
).split()
_SAID = st.lists(st.sampled_from(_TOLD), max_size=40).map(" ".join)
WORDED = _SAID | st.text(max_size=60) | st.sampled_from(["", "9" * 400, "MIX CV DVI I", "\ud800"])
DAYS = st.integers(min_value=-40, max_value=40)


def told_at(entry_id: str, title: str, text: str, **said) -> Entry:
    return an_entry(
        entry_id,
        **{
            "title": title,
            "text": text,
            "summary": text,
            "link": f"https://{entry_id}.example/1",
            "feed_id": FeedId(FEEDS[0]),
        }
        | said,
    )


def entries(entry_id: str) -> st.SearchStrategy[Entry]:
    return st.builds(
        lambda title, text, feed, days, source: told_at(
            entry_id,
            title,
            text,
            feed_id=FeedId(feed),
            published_at=NOW + timedelta(days=days),
            date_source=source,
        ),
        WORDED,
        WORDED,
        st.sampled_from(FEEDS),
        DAYS,
        st.sampled_from(DateSource),
    )


def filed(entry_id: str) -> st.SearchStrategy[FiledEntry]:
    paid = a_filing("sponsored", disclosure=Disclosure.SPONSORED)
    return st.builds(
        lambda entry, filing: a_filed(entry, filing=filing),
        entries(entry_id),
        st.sampled_from([a_filing(), a_filing("auctions"), paid]),
    )
