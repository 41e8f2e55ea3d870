"""The front page as a browser shows it."""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from factories import AUTHORITY, NOW, a_filing, a_source, a_story, an_entry
from playwright.sync_api import Browser, Page, sync_playwright

from aggregator.core.frontpage import front_page
from aggregator.model import (
    Copy,
    Disclosure,
    EntryId,
    Image,
    OutputFeed,
    OutputId,
    Site,
    Story,
    Topic,
)
from aggregator.publish import ASSETS
from aggregator.web import bind, public_app, serve

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on PATH: the page stays unseen"),
]

ARGUMENTS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOSTILE = (
    "<script>window.struck = 1</script><img src=x onerror='window.struck = 1'>"
    '"><svg onload="window.struck = 1">'
)
LONG = "antidisestablishmentarianism" * 12
OUTPUTS = tuple(
    (OutputFeed(id=OutputId(name), title=name.title()), 7)
    for name in ("the-latest", "retail", "auctions", LONG)
)


def sample(origin: str) -> tuple[Story, ...]:
    """Stories with a picture, marks, copies, another language, no mercy."""
    entries = (
        an_entry("e1", title="A ring returns", image=Image(url=f"{origin}/icon.svg", alt="A ring")),
        an_entry("e2", title=HOSTILE, summary=HOSTILE, authors=(HOSTILE,)),
        an_entry("e3", title=LONG, summary=LONG, language="de"),
        an_entry("e4", title="Notes", published_at=NOW - timedelta(days=2)),
    )
    copy = Copy(entry_id=EntryId("c"), link=f"https://{LONG}.example/", title="", source_title=LONG)
    return tuple(
        a_story(
            entry,
            filing=a_filing("retail", disclosure=Disclosure.SPONSORED, sponsor=HOSTILE),
            source=a_source(title=HOSTILE),
            copies=(copy,),
        )
        for entry in entries
    )


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a published front page."""
    out = tmp_path_factory.mktemp("public")
    sock = bind("127.0.0.1", 0)
    address = f"http://127.0.0.1:{sock.getsockname()[1]}"
    write_page(out, address)
    loop, stopping = asyncio.new_event_loop(), asyncio.Event()
    serving = serve(public_app(out), sock, stopping)
    thread = threading.Thread(target=loop.run_until_complete, args=(serving,))
    thread.start()
    yield address
    loop.call_soon_threadsafe(stopping.set)
    thread.join()
    loop.close()


def write_page(out: Path, address: str) -> None:
    site = Site(
        title="The Wire",
        base_url=f"{address}/",
        contact="desk@wire.example",
        authority=AUTHORITY,
        subtitle="What the trade says",
    )
    followed = (("The Gazette", "https://gazette.example/", "https://gazette.example/feed"),)
    labels = {Topic("retail"): "Retail"}
    page = front_page(site, sample(address), OUTPUTS, followed, labels=labels)
    for name, body in (("index.html", page), *ASSETS.items()):
        (out / name).write_bytes(body)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


def opened(browser: Browser, origin: str, *, width: int = 1280, dark: bool = False) -> Page:
    page = browser.new_page(
        viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light"
    )
    page.goto(origin)
    return page


def test_the_page_loads_without_a_complaint(browser: Browser, origin: str) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto(origin, wait_until="networkidle")
    assert complaints == []
    assert page.title() == "The Wire"
    assert page.locator("article").count() == 4
    assert page.locator("article img").evaluate("image => image.naturalWidth > 0")


def test_a_complaint_would_be_heard(browser: Browser, origin: str) -> None:
    """The check above can fail: the policy refuses a script, and the console says so."""
    page = opened(browser, origin)
    with page.expect_console_message(lambda said: "Content Security Policy" in said.text):
        page.evaluate("document.body.append(document.createElement('script'))")
        page.evaluate("document.body.lastChild.src = 'https://elsewhere.example/'")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_sticks_out_sideways(browser: Browser, origin: str, width: int) -> None:
    page = opened(browser, origin, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_hostile_text_is_shown_and_not_run(browser: Browser, origin: str) -> None:
    page = opened(browser, origin)
    assert page.evaluate("window.struck") is None
    assert page.locator("h4").nth(1).inner_text() == HOSTILE
    assert page.locator("script").count() == 0


def test_dark_mode_turns_the_page_dark(browser: Browser, origin: str) -> None:
    light, dark = (brightness(opened(browser, origin, dark=wanted)) for wanted in (False, True))
    assert light > 200
    assert dark < 60


def brightness(page: Page) -> float:
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    channels = [int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    return sum(channels) / 3


def test_the_keyboard_reaches_the_news_first(browser: Browser, origin: str) -> None:
    page = opened(browser, origin)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "latest"
