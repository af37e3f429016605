"""Chromium in tests: whether there is one, and a page of ours in it."""

import shutil
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on the path")


def open_page(browser: Browser, address: str, width: int, scheme: str = "light", **given: Any) -> Page:
    """An error in its script fails the test. width: in pixels. given: options of the browser."""
    page = browser.new_page(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        **given,
    )
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(address)
    return page
