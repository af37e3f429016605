"""Chromium in tests: whether there is one, and a page of ours in it."""

import shutil
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, ConsoleMessage, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on the path")


def fail_on_error(message: ConsoleMessage) -> None:
    if message.type == "error":
        pytest.fail(message.text)


def open_page(browser: Browser, address: str, width: int, scheme: str = "light", **given: Any) -> Page:
    """An error in its script, and what its policy forbids, fail the test. width: in pixels. given: options of the browser."""
    page = browser.new_page(
        viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light", **given
    )
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", fail_on_error)
    page.goto(address)
    return page


def check_reading(page: Page, width: int) -> None:
    """axe-core finds no fault, with all details open, and nothing scrolls sideways."""
    for closed in page.locator("details").all():
        closed.evaluate("one => { one.open = true }")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == width
