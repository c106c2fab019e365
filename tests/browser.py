"""A real browser for the tests of pages: Debian's Chromium, which may speak to this machine only.

A test that uses the fixture ``chromium`` is skipped where there is no such browser, and fails where a page asks another
machine for anything, or writes an error on its console.
"""

import shutil
import time
from types import SimpleNamespace

import pytest

PROGRAM = next((path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None)
HERE = ("127.0.0.1", "localhost", "[::1]")
AXE = {"resultTypes": ["violations"]}


@pytest.fixture(scope="session")
def program():
    """The browser itself, started once."""
    if PROGRAM is None:
        pytest.skip("Chromium is not installed (on Debian and Ubuntu: apt install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=PROGRAM)
        yield browser
        browser.close()


@pytest.fixture
def chromium(program):
    """A fresh profile of the browser; ``expected``: parts of errors that are no fault of the page."""
    context = program.new_context(viewport={"width": 1280, "height": 720}, accept_downloads=True)
    wrong = []

    def let_through(route):
        url = route.request.url
        if url.startswith(("data:", "blob:", "file:")) or url.split("//", 1)[-1].startswith(HERE):
            route.continue_()
        else:
            wrong.append(f"asked for {url}")
            route.abort()

    context.route("**/*", let_through)
    found = SimpleNamespace(context=context, wrong=wrong, expected=[])
    yield found
    context.close()
    faults = [text for text in wrong if not any(part in text for part in found.expected)]
    if faults:
        pytest.fail(f"the page did wrong: {faults}")


def opened(chromium, address):
    """A page at an address, whose errors are noted."""
    page = chromium.context.new_page()
    page.on("pageerror", lambda error: chromium.wrong.append(str(error)))
    page.on("console", lambda said: chromium.wrong.append(said.text) if said.type == "error" else None)
    page.goto(address)
    return page


def until(page, expression, seconds=60):
    """Wait until an expression is true in a page; asked from outside, as the page's policy lets no text become code."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        if time.monotonic() > end:
            pytest.fail(f"never came true: {expression}")
        page.wait_for_timeout(50)


def accessible(page):
    """Assert that axe finds no violation in a page as it stands."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=AXE).response["violations"]
    if found:
        told = [(v["id"], v["help"], [node["html"][:160] for node in v["nodes"][:4]]) for v in found]
        pytest.fail(f"not accessible: {told}")
