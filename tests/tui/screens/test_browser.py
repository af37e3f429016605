"""A shipped exercise, played in a browser by keys through `allcall serve`: a reload resumes, a second tab is told "in use"."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.chromium import CHROMIUM, needs_chromium
from tests.tui.commands.server_process import address
from tests.tui.terminal_session import Player

KEYS = {"Down": "ArrowDown", "Ctrl+Q": "Control+q"}
IN_USE = "This exercise is open in another tab"
SHOWS_TERMINAL = """
Object.defineProperty(Object.prototype, 'terminal', {
    configurable: true,
    set(made) {
        Object.defineProperty(this, 'terminal', {value: made, writable: true, configurable: true});
        if (made && made.buffer) window.drawn = made;
    },
});
"""
"""The page keeps its terminal to itself; with this its text can be read."""
TEXT = """() => {
    if (!window.drawn) return '';
    const buffer = window.drawn.buffer.active;
    return Array.from({length: window.drawn.rows}, (_, row) =>
        buffer.getLine(row)?.translateToString(true) ?? '').join('\\n');
}"""

pytestmark = [pytest.mark.full(step="browsers"), needs_chromium]
__all__ = ["address"]  # the fixture


class Tab:
    def __init__(self, browser: BrowserContext, address: str) -> None:
        self.page: Page = browser.new_page()
        self.page.add_init_script(SHOWS_TERMINAL)
        self.fetched: list[str] = []
        self.page.on("request", lambda request: self.fetched.append(request.url))
        self.page.goto(address)

    def text(self) -> str:
        shown = self.page.evaluate(TEXT)
        assert isinstance(shown, str)
        return shown

    def press(self, key: str) -> None:
        self.page.keyboard.press(KEYS.get(key, key))


@pytest.fixture
def browser() -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened.new_context(viewport={"width": 1280, "height": 800})
        opened.close()


def test_an_exercise_is_played_by_keys_in_a_browser(address: str, browser: BrowserContext) -> None:
    """Without a click and without a network. What a reload and a second tab show stands between the questions."""
    tab = Tab(browser, address)
    player = Player(tab)
    player.chooses("cardiac-arrest-20")
    player.briefs()
    player.comes_to_a_question()

    second = Tab(browser, address)
    Player(second).sees(IN_USE)
    second.page.close()
    tab.page.reload()
    player.turns_to_the_desk()
    player.until(lambda shown: "STOPPED" in shown and "1-9 select" in shown, "question that was open, stopped")

    player.plays()
    player.looks_back()
    origin = address.partition("?")[0]
    assert all(url.startswith(origin) for url in tab.fetched)  # nothing from elsewhere
