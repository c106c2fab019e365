"""A real browser for tests: Debian's Chromium without a screen, which may ask for nothing but files and the loopback.

A test that uses the fixture ``page`` fails where the page asks for anything else, or complains on its console.
"""

import os
import shutil
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
LOCAL = {"127.0.0.1", "localhost", "[::1]", ""}
PROJECTOR, LAPTOP, PHONE = (1280, 720), (1440, 900), (390, 844)


def is_local(address: str) -> bool:
    """Whether an address leads to a file, to data in the page, or to this computer."""
    parts = urlsplit(address)
    return parts.scheme in {"file", "data", "blob", "about"} or (parts.hostname or "") in LOCAL


@pytest.fixture(scope="session")
def browser():
    """Chromium, or the reason why there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium here; install it (Debian and Ubuntu: apt install chromium), or name it in CHROMIUM")
    with sync_api.sync_playwright() as playwright:
        rules = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=[rules])
        yield found
        found.close()


@contextmanager
def watched(browser, size=PROJECTOR, *, expected=(), **more):
    """A new page of a browser whose complaints and requests to elsewhere fail the test at its end.

    expected : parts of complaints that are no fault of the page.
    """
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **more)
    faults = []
    context.on("console", lambda said: faults.append(f"console: {said.text}") if said.type == "error" else None)
    context.on("weberror", lambda error: faults.append(f"error: {error.error}"))
    context.on("request", lambda asked: None if is_local(asked.url) else faults.append(f"asks for {asked.url}"))
    try:
        yield context.new_page()
        faults = [fault for fault in faults if not any(part in fault for part in expected)]
        assert not faults, "; ".join(faults)
    finally:
        context.close()


@pytest.fixture
def page(browser):
    """A page as a projector shows it."""
    with watched(browser) as found:
        yield found


def until(page, expression, seconds=60):
    """Wait until an expression is true in a page; asked from outside, as a strict policy lets no text become code."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"never came true: {expression}"
        page.wait_for_timeout(50)


def axe_violations(page) -> list[str]:
    """What axe finds wrong with a page: the rule and where."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page).response["violations"]
    return [f"{v['id']} ({v['impact']}): {', '.join(str(n['target']) for n in v['nodes'][:3])}" for v in found]
