"""A browser to look with, and a folder of published files for it to look at."""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from aggregator.web import bind, public_app, serve

CHROMIUM = shutil.which("chromium")
_ARGUMENTS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def served(out: Path) -> Iterator[str]:
    """The folder as the public listener serves it, on loopback; gives the address."""
    sock = bind("127.0.0.1", 0)
    loop, stopping = asyncio.new_event_loop(), asyncio.Event()
    serving = serve(public_app(out), sock, stopping)
    thread = threading.Thread(target=loop.run_until_complete, args=(serving,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join()
        loop.close()
