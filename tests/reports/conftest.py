"""What takes the time of a report is found once a worker. A browser for pages."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.reports.used_inputs import found_once

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(autouse=True, scope="session")
def _find_used_inputs_once() -> Iterator[None]:
    with found_once():
        yield


@pytest.fixture
def screen(browser: "Browser", address: str) -> "Iterator[Page]":
    """The page at the address that a module names, in Chromium."""
    from tests.chromium import open_page

    page = open_page(browser, address, 1280)
    yield page
    page.close()
