from elements import Elements, assert_sound
from factories import a_feed, a_site, an_output
from hostile import HOSTILE, LINKS
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.core import credit
from aggregator.core.html import Followed, sources_page
from aggregator.model import Login, Secret

OUTPUTS = (an_output(), an_output("retail", title="Retail & more", subtitle="Shops"))
GAZETTE = Followed(
    title="The Gazette", link="https://gazette.example/", feed="https://gazette.example/feed"
)
FOLLOWED = st.lists(
    st.builds(Followed, title=HOSTILE, link=HOSTILE | LINKS, feed=st.none() | HOSTILE | LINKS),
    max_size=4,
)


def read(*followed: Followed) -> Elements:
    return Elements(sources_page(a_site(), OUTPUTS, followed))


@settings(max_examples=30)
@given(FOLLOWED, HOSTILE)
def test_no_text_becomes_markup(followed: list[Followed], title: str) -> None:
    assert_sound(Elements(sources_page(a_site(title=title), OUTPUTS, followed)))


def test_what_is_published_and_what_is_followed_stand_there() -> None:
    elements = read(GAZETTE)
    assert {GAZETTE.link, GAZETTE.feed} <= set(elements.hrefs)
    assert {"retail.html", "retail.atom", "retail.rss", "retail.json"} <= set(elements.hrefs)
    assert "Retail & more Shops" in elements.text
    assert "https://wire.example/retail.atom" in elements.text
    assert {"feeds.opml", "sources.opml"} <= set(elements.hrefs)
    assert [one["href"] for one in elements.named("a") if "aria-current" in one] == ["sources.html"]


def test_links_to_feeds_are_told_apart() -> None:
    (feed,) = read(GAZETTE).classed("feed")
    assert feed["aria-label"] == "The Gazette: feed"


def test_a_site_without_a_feed_is_named_alone() -> None:
    elements = read(Followed(title="A Page", link="https://page.example/"))
    assert "https://page.example/" in elements.hrefs
    assert elements.classed("feed") == []


def test_passwords_are_not_shown() -> None:
    login = "https://us:hunter2@gazette.example/"
    page = sources_page(a_site(), OUTPUTS, [Followed(title="G", link=login, feed=login)])
    assert b"hunter2" not in page
    assert Elements(page).hrefs.count("https://gazette.example/") == 2


def test_a_wire_that_publishes_nothing_has_the_page_too() -> None:
    assert_sound(Elements(sources_page(a_site(), (), [GAZETTE])))


def test_others_may_be_told_of_a_feed_that_nothing_opens_to_us_alone() -> None:
    secret = Secret(text="hunter2")
    assert credit.is_open(a_feed(user_agent="A reader", proxy=secret))
    assert not credit.is_open(a_feed(headers=(("X-Key", secret),)))
    assert not credit.is_open(a_feed(login=Login(user="us", password=secret)))
    assert not credit.is_open(a_feed(url="https://us:hunter2@gazette.example/feed"))
