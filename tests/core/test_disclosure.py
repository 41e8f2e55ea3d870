"""Who spoke: sponsor's marks by position and form, press releases, and what is neither."""

from dataclasses import replace
from typing import Any

import pytest
from factories import a_feed, an_entry
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.disclosure import Disclosed, Marks
from aggregator.model import SPONSORED, Disclosure, Entry, Feed, TopicRule

TRADE = a_feed()
MARKS = Marks(
    [
        TopicRule(
            topic=SPONSORED,
            label="Sponsored",
            marks=(
                "Sponsored by",
                "Brought to you by",
                "Presented by",
                "In partnership with",
                "Gesponsert von",
                "Publicité rédactionnelle proposée par",
                "Contenuto sponsorizzato da",
            ),
            labels=("Sponsored", "Sponsored content", "Partner content", "Advertorial", "Anzeige"),
        )
    ]
)


def entry(
    title: str = "Six Ways to Light a Case", summary: str = "", *, html: str = "", **said: Any
) -> Entry:
    return an_entry(title=title, summary=summary, text=summary, content_html=html, **said)


def read(one: Entry, feed: Feed = TRADE) -> Disclosed:
    return MARKS.read(one, feed)


@pytest.mark.parametrize(
    ("one", "place", "sponsor"),
    [
        (entry("Sponsored: Six Ways to Light a Case"), "title", None),
        (entry("[Sponsored] Six Ways to Light a Case"), "title", None),
        (entry("Partner Content | Six Ways to Light a Case"), "title", None),
        (entry("Six Ways to Light a Case (Advertorial)"), "title", None),
        (entry("Six Ways to Light a Case – Sponsored by Halden Lamps"), "title", "Halden Lamps"),
        (entry(authors=("Sponsored by Halden Lamps",)), "author", "Halden Lamps"),
        (entry(authors=("Halden Lamps, Partner Content",)), "author", "Halden Lamps"),
        (entry(categories=("News", "PARTNER-CONTENT")), "category", None),
        (entry(categories=("Sponsored content from our suppliers",)), "category", None),
        (entry(summary="Sponsored by Halden & Søn. Light sells."), "summary", "Halden & Søn"),
        (entry(summary="Brought To You By Halden Lamps | Light."), "summary", "Halden Lamps"),
        (entry(summary="Presented by J. Halden & Co. Light sells."), "summary", "J. Halden & Co."),
        (entry(summary="Presented by Halden, Orr and Pell."), "summary", "Halden, Orr and Pell"),
        (entry(summary="Sponsored by Halden, a maker of lamps."), "summary", "Halden"),
        (entry(summary="Anzeige. Die Manufaktur zeigt Lampen."), "summary", None),
        (entry(summary="Advertorial: presented by Halden. Light."), "summary", "Halden"),
        (entry(summary="Gesponsert von der Halden GmbH."), "summary", "Halden GmbH"),
        (entry(summary="Publicité rédactionnelle proposée par Éclat 9."), "summary", "Éclat 9"),
        (entry(summary="Contenuto sponsorizzato da Orafa Tre."), "summary", "Orafa Tre"),
        (entry(link="https://bench.example/partner-content/six-ways"), "address", None),
    ],
)
def test_a_mark_in_its_place_and_form_discloses(
    one: Entry, place: str, sponsor: str | None
) -> None:
    said = read(one)
    assert said.disclosure is Disclosure.SPONSORED
    assert said.sponsor == sponsor
    assert place in {evidence.place for evidence in said.evidence}


@pytest.mark.parametrize(
    "one",
    [
        entry("Watch House to Sponsor Harbour Regatta"),
        entry("In Partnership With the Guild, Halden Opens a School"),
        entry("Promoted From Within: Halden Names a Buyer"),
        entry("Halden Presents Thirty Years of Enamel"),
        entry("Supplier Steps Into the Spotlight"),
        entry("Why Advertorials Belong in the Back of the Book"),
        entry(summary="Sponsored by the mayor, the bill would license dealers."),
        entry(summary="Sponsored by Sen. Orr, the bill would license dealers."),
        entry(summary="Presented by Halden at the winter fair, the ring drew crowds."),
        entry(summary="The keynote, sponsored by Halden Lamps, opens the fair."),
        entry(summary="Anzeige gegen Juwelier nach Streit um einen Ring."),
        entry(summary="In partnership with local schools. The guild trains setters."),
        entry(authors=("Jane Sponsor",), categories=("Sponsorship",)),
        entry(link="https://bench.example/news/sponsored-regatta"),
    ],
)
def test_news_about_sponsoring_is_not_sponsored(one: Entry) -> None:
    assert read(one) == Disclosed()


def test_a_line_of_its_own_ends_a_sponsors_name() -> None:
    html = "<p><em>Sponsored by Halden Lamps</em></p><p>Light sells what shade hides.</p>"
    said = read(entry(summary="Sponsored by Halden Lamps Light sells what shade hides.", html=html))
    assert said.sponsor == "Halden Lamps"


def test_the_first_name_given_is_the_sponsor() -> None:
    said = read(entry("Sponsored: Light", "Presented by Halden.", categories=("Advertorial",)))
    assert said.sponsor == "Halden"
    assert [evidence.place for evidence in said.evidence] == [
        "title",
        "category",
        "summary",
    ]


def test_a_feed_may_be_sponsored_as_a_whole_or_by_a_category() -> None:
    paid = a_feed(disclosure=Disclosure.SPONSORED)
    mapped = a_feed(categories=(("From the Floor", SPONSORED),))
    assert read(entry(), paid).disclosure is Disclosure.SPONSORED
    assert read(entry(categories=("From the floor",)), mapped).disclosure is Disclosure.SPONSORED


@pytest.mark.parametrize(
    "one",
    [
        entry(link="https://www.prnewswire.com/news-releases/halden-opens-301.html"),
        entry(summary="OSLO, March 1, 2026 /PRNewswire/ -- Halden opens a shop."),
        entry(summary="OSLO--(BUSINESS WIRE)--Halden opens a shop."),
        entry(summary="TORONTO, March 1, 2026 /CNW Telbec/ - Halden opens a shop."),
        entry(categories=("GLOBE NEWSWIRE",)),
        entry(categories=("Press Release",)),
        entry(authors=("PR Newswire",)),
    ],
)
def test_a_companys_own_release_is_a_press_release(one: Entry) -> None:
    said = read(one)
    assert said.disclosure is Disclosure.PRESS_RELEASE
    assert said.sponsor is None


def test_a_wire_is_known_by_its_host_and_not_by_a_host_like_it() -> None:
    assert read(entry(link="https://notprnewswire.com/a")) == Disclosed()
    assert read(entry(categories=("Press Releases",))) == Disclosed()


def test_a_sponsored_release_is_sponsored() -> None:
    wire = a_feed(disclosure=Disclosure.PRESS_RELEASE)
    assert read(entry(), wire).disclosure is Disclosure.PRESS_RELEASE
    assert read(entry("Advertorial: Light"), wire).disclosure is Disclosure.SPONSORED


@given(
    st.sampled_from(["Sponsored by", "Presented by", "Advertorial:", "Sponsored |", ""]),
    st.text(alphabet="Hal &.,|:–()[]'\n1é", max_size=80),
)
def test_whatever_follows_a_mark_the_sponsor_is_words_of_the_line(mark: str, rest: str) -> None:
    said = read(entry(summary=f"{mark} {rest}", authors=(rest,), categories=(rest,)))
    if said.sponsor is not None:
        assert said.sponsor in " ".join(rest.split())
        assert any(map(str.isalnum, said.sponsor))


DOUBTED = Marks(
    [
        TopicRule(
            topic=SPONSORED,
            label="Sponsored",
            marks=("Sponsored by", "In collaboration with", "Presented by"),
            labels=("(Paid|Sponsored) post", "Werbung", "Advertorial"),
            doubted=("In collaboration with", "Werbung"),
        )
    ]
)


@pytest.mark.parametrize(
    "one",
    [
        entry("A Night Dial – In Collaboration With Halden"),
        entry(summary="In collaboration with Halden. The dial glows."),
        entry("Werbung: Gericht verbietet Slogan"),
        entry(categories=("Werbung",)),
    ],
)
def test_a_doubted_mark_counts_beside_another_in_another_place_alone(one: Entry) -> None:
    assert DOUBTED.read(one, TRADE) == Disclosed()
    beside = DOUBTED.read(replace(one, authors=("Paid post",)), TRADE)
    assert beside.disclosure is Disclosure.SPONSORED


@pytest.mark.parametrize(
    "one",
    [
        entry("A Night Dial | Presented by Halden"),  # of the thing, at the end of a title
        entry("A Guide to Channels: Paid Posts"),  # behind a colon stands what it is about
        entry(summary="Sponsored by Halden, a race on the lake was won by an amateur."),
        entry(categories=("Paid post strategy",)),
    ],
)
def test_what_only_looks_like_a_mark_is_none(one: Entry) -> None:
    assert DOUBTED.read(one, TRADE) == Disclosed()


@pytest.mark.parametrize(
    ("one", "sponsor"),
    [
        (entry(summary="Sponsored by Halden, the lamp maker. Light sells."), "Halden"),
        (entry(summary="Sponsored by Halden (listed in Lund). Light sells."), "Halden"),
        (entry(summary="Sponsored by le groupe Halden. Light sells."), "groupe Halden"),
        (entry(authors=("By Ada Opal (Paid Post)",)), None),
        (entry("A Night Dial – Sponsored by Halden"), "Halden"),
    ],
)
def test_a_sponsors_name_is_cut_where_it_ends(one: Entry, sponsor: str | None) -> None:
    told = DOUBTED.read(one, TRADE)
    assert (told.disclosure, told.sponsor) == (Disclosure.SPONSORED, sponsor)
