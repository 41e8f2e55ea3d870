"""The pages as a browser shows them, under the policy that they are served with."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser.seeing import CHROMIUM, served
from browser.told import HOSTILE, PAGES, publish
from playwright.sync_api import Browser, Page, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on PATH: the pages stay unseen"),
]

HERE = Path(__file__).parent
CONTRAST, FAULTS = ((HERE / name).read_text() for name in ("contrast.js", "faults.js"))


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    out = tmp_path_factory.mktemp("public")
    with served(out) as address:
        publish(out, address)
        yield address


def opened(browser: Browser, address: str, *, width: int = 1280, **said: Any) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 800}, **said)
    page.set_default_timeout(10_000)
    page.goto(address)
    return page


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_without_a_complaint_and_runs_nothing_of_a_feed(
    browser: Browser, origin: str, path: str
) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto(f"{origin}/{path}", wait_until="networkidle")
    assert complaints == []
    assert page.evaluate("window.struck") is None
    assert [one.get_attribute("src") for one in page.locator("script").all()] == ["search.js"]
    assert HOSTILE in page.locator("body").inner_text()
    page.close()


def test_a_complaint_would_be_heard(browser: Browser, origin: str) -> None:
    """The check above can fail: the policy refuses a script in a page, and the console says so."""
    page = opened(browser, origin)
    with page.expect_console_message(lambda said: "Content Security Policy" in said.text):
        page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", HOSTILE)
    assert page.evaluate("window.struck") is None
    page.close()


def test_pictures_are_seen(browser: Browser, origin: str) -> None:
    page = opened(browser, origin)
    assert page.locator("article img").first.evaluate("image => image.naturalWidth > 0")
    page.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_sticks_out_sideways(browser: Browser, origin: str, path: str, width: int) -> None:
    page = opened(browser, f"{origin}/{path}", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_screen_reader_finds_its_way(browser: Browser, origin: str, path: str) -> None:
    page = opened(browser, f"{origin}/{path}")
    assert page.evaluate(FAULTS) == []
    page.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_text_stands_out_by_day_and_by_night(
    browser: Browser, origin: str, path: str, colours: str
) -> None:
    page = opened(browser, f"{origin}/{path}", color_scheme=colours)
    assert page.evaluate(CONTRAST) >= 4.5
    assert (brightness(page) > 200) == (colours == "light")
    assert (brightness(page) < 60) == (colours == "dark")
    page.close()


def brightness(page: Page) -> float:
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    channels = [int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    return sum(channels) / 3


@pytest.mark.parametrize("path", PAGES[:3])
def test_the_keyboard_reaches_the_news_and_then_its_headlines(
    browser: Browser, origin: str, path: str
) -> None:
    page = opened(browser, f"{origin}/{path}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "news"
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.closest('.headline') !== null"))
    assert any(reached)
    page.close()


def test_the_page_one_is_on_is_in_sight_among_the_links(browser: Browser, origin: str) -> None:
    page = opened(browser, f"{origin}/sources.html", width=320)
    current = page.locator("nav [aria-current]").bounding_box()
    assert current is not None
    assert 0 <= current["x"] <= 320 - current["width"]
    assert page.evaluate("window.scrollY") == 0
    page.close()


# Without a script


def test_all_is_read_without_a_script(browser: Browser, origin: str) -> None:
    page = opened(browser, origin, java_script_enabled=False)
    assert page.locator("article").count() == 4
    assert not page.get_by_role("searchbox").is_visible()
    page.close()


# Search


def search(page: Page, words: str) -> str:
    """Look for words; gives what is said of the headlines found."""
    page.get_by_label("Search headlines").fill(words)
    said = page.get_by_role("status")
    expect(said).not_to_be_empty()  # no script of the test's that waits: the policy refuses it
    return said.inner_text()


@pytest.mark.parametrize("path", PAGES)
def test_headlines_are_found_whatever_page_one_is_on(
    browser: Browser, origin: str, path: str
) -> None:
    page = opened(browser, f"{origin}/{path}")
    assert search(page, "ring returns") == "1 headline"
    assert page.locator("#found a").get_attribute("href") == "https://gazette.example/articles/e1"
    assert page.locator("#found .mark").inner_text() == f"Sponsored by {HOSTILE}"
    assert not page.locator("main").is_visible()
    page.close()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("ZURICH press", "60 headlines, the newest 50 shown"),
        ("the gazette ring 7", "1 headline"),
        ("ing", "0 headlines"),
        ("retail opens 59", "1 headline"),
    ],
)
def test_words_are_found_by_their_beginnings(
    browser: Browser, origin: str, words: str, told: str
) -> None:
    page = opened(browser, origin)
    assert search(page, words) == told
    assert page.locator("#found li").count() == min(int(told.partition(" ")[0]), 50)
    page.close()


def test_what_is_found_runs_nothing_and_fits(browser: Browser, origin: str) -> None:
    page = opened(browser, origin, width=320)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    assert search(page, "script window struck") == "4 headlines"
    assert page.locator("#found .headline").nth(1).inner_text() == HOSTILE
    assert page.evaluate("window.struck") is None
    assert page.locator("#found script, #found img, #found svg").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert complaints == []
    page.close()


def test_the_keyboard_alone_searches(browser: Browser, origin: str) -> None:
    page = opened(browser, origin)
    page.get_by_label("Search headlines").focus()
    page.keyboard.type("ring returns")
    page.locator("#found a").wait_for()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "A ring returns"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Escape")
    assert page.locator("main").is_visible()
    assert not page.locator("#found").is_visible()
    page.close()


def test_headlines_are_fetched_when_somebody_looks_for_them(browser: Browser, origin: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(origin, wait_until="networkidle")
    assert f"{origin}/search.json" not in asked
    search(page, "ring")
    search(page, "ring returns")
    assert asked.count(f"{origin}/search.json") == 1
    page.close()


def test_where_no_headlines_can_be_fetched_the_page_says_so(browser: Browser, origin: str) -> None:
    page = opened(browser, origin)
    page.route("**/search.json", lambda route: route.abort())
    assert search(page, "ring") == "The headlines could not be fetched."
    assert page.locator("main").is_visible()
    page.close()


# A feed that somebody opens


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_feed_is_something_to_read(browser: Browser, origin: str, colours: str) -> None:
    page = opened(browser, f"{origin}/retail.atom", color_scheme=colours)
    shown = page.evaluate(
        """() => [...document.querySelectorAll("title, id, content, summary")]
            .filter((one) => one.checkVisibility()).map((one) => one.tagName)"""
    )
    assert {"title", "summary"} == set(shown)
    note = page.evaluate("getComputedStyle(document.documentElement, '::before').content")
    assert "This is a feed" in note
    colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (colour == "rgb(251, 249, 245)") == (colours == "light")
    mark = page.evaluate(
        """() => getComputedStyle(
            document.querySelector("category[scheme$=':disclosure']"), "::after").content"""
    )
    assert mark == '"Sponsored"'
    page.close()
