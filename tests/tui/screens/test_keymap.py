"""Keys can be rebound, and screens show the bound keys."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.command import Hit
from textual.dom import DOMNode
from textual.pilot import Pilot

import tui.screens
import tui.widgets
from tests.tui.application import awaited, presses
from tests.tui.facilitator import SMALL, AtTheDesk
from tests.tui.hot_wash import washed
from tui.app import Allcall
from tui.config import load_config
from tui.keymap import DEFAULT_KEYS, KeyMap
from tui.screens.dialogs import KeyCommands
from tui.screens.hot_wash import HotWash
from tui.screens.report import Report
from tui.terminal.console import CommandError

FIXED = {"ctrl+q", *"123456789"}
IN_A_FIELD = {"CommandField", "Prompt", "NamesInput"}


def bindings() -> Iterator[tuple[str, Binding]]:
    """Every key that our own screens and widgets bind, with the name of the class."""
    for package in (tui.screens, tui.widgets):
        for place in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for one in vars(importlib.import_module(place.name)).values():
                if isinstance(one, type) and issubclass(one, DOMNode) and one.__module__ == place.name:
                    for binding in one.__dict__.get("BINDINGS", ()):
                        assert isinstance(binding, Binding)
                        yield one.__name__, binding


def test_every_key_can_be_another_one() -> None:
    """But digits, Ctrl+Q, and what acts in a field of text."""
    nameless = {(name, one.key) for name, one in bindings() if not one.id and one.key not in FIXED}
    assert {name for name, _ in nameless} == IN_A_FIELD
    used = {one.id for _, one in bindings()} | {"exercise.emergency"}
    assert used >= {*DEFAULT_KEYS}


def test_a_letter_has_one_meaning_on_every_screen_of_an_exercise() -> None:
    """The meaning is the first word of the description. The Lab is a place of its own; a field takes letters as text."""
    meanings: dict[str, set[str]] = {}
    for _, binding in bindings():
        for key in binding.key.split(","):
            if key.isalpha() and len(key) == 1 and not (binding.id or "").startswith("lab."):
                meanings.setdefault(key, set()).add(re.findall(r"[\w-]+", binding.description.lower())[0])
    assert len(meanings) > 20
    assert {key: words for key, words in meanings.items() if len(words) > 1} == {}


OTHER_KEYS = """
exercise.emergency=f9 drill.play=y drill.next_stop=ctrl+n drill.decide=D drill.commit=j drill.tab=l
drill.help=f1 drill.end_module=Q drill.agenda=A drill.mark=M next.hold=K next.new=N decide.hint=H
wash.pane=l wash.report=G wash.evaluator=y wash.rate_p=1 wash.help=f1 report.write=W report.back=B
"""
OTHERS = {name: key for name, _, key in (one.partition("=") for one in OTHER_KEYS.split())}


@pytest.mark.slow
def test_the_desk_listens_to_other_keys_and_shows_them(tmp_path: Path) -> None:
    """In the titles of panes, their edges, the last row, the agenda and the help."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        shown = desk.shows()
        for words in ("D decide", "M mark", "F9 ", "F1 help"):
            assert words in shown, words
        assert " y start" not in shown
        assert "D or 1-9 select" in shown
        assert "H hint" in shown
        assert "A agenda" in shown
        assert any("black" in text for text in await search_commands(desk.app, "black"))
        await pilot.press("M", "m", "2", "enter")
        assert len(desk.conduct.state.notes) == 1
        name = desk.conduct.state.list_open_decisions()[0].decision.id
        await pilot.press("j")
        assert desk.conduct.state.decision_points[name].state == "decided"
        await pilot.press("l")
        assert "K hold" in desk.shows()
        assert "N new" in desk.shows()
        await presses(pilot, "f1")
        for words in ("y           start or stop", "Ctrl+N      next stop", "F9          real emergency"):
            assert words in desk.shows()

    desk = AtTheDesk(tmp_path, stops=2)
    desk.app.keys = KeyMap(OTHERS)
    desk.run(steps, SMALL)


@pytest.mark.slow
@awaited
async def test_the_hot_wash_and_the_report_listen_to_other_keys_and_show_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """From a report that was opened again, where no hot wash is under it."""
    monkeypatch.setattr(HotWash, "start_replications", lambda _: None)
    app = washed(screen=Report(), ended=True)
    app.keys = KeyMap(OTHERS)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "W save" in str(app.screen.query_one("#keys").render())
        assert any("save to files" in text for text in await search_commands(app, "save"))
        await presses(pilot, "B")
        assert isinstance(app.screen, HotWash)
        await pilot.press("l", "l", "1")
        shown = str(app.screen.query_one("#keys").render())
        assert "1 S M U rate  Enter finalize  y evaluator  l panes" in shown
        assert "G report  F9 real  F1 help" in shown
        assert "facilitator proposes P" in str(app.screen.query_one("#detail").render())
        await pilot.press("g", "tab")
        assert isinstance(app.screen, HotWash)
        await pilot.press("G")
        assert isinstance(app.screen, Report)


async def search_commands(app: Allcall, words: str) -> list[str]:
    """Lines of the command palette."""
    assert KeyCommands in app.screen.COMMANDS
    hits = [hit async for hit in KeyCommands(app.screen).search(words)]
    return [hit.text or str(hit.match_display) for hit in hits if isinstance(hit, Hit)]


def test_keys_are_called_as_people_call_them() -> None:
    rebound = {"drill.play": "ctrl+p", "drill.mark": "!", "drill.black": "plus, f5", "drill.face": "shift+left"}
    keys = KeyMap(rebound)
    assert [keys[name] for name in rebound] == ["Ctrl+P", "!", "+", "Shift+←"]
    assert keys.list_keys("drill.black") == ["+", "F5"]
    assert keys.fill_in_keys("{drill.help} help, {next.hold} {no.such} {}") == "? help, k {no.such} {}"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('"drill.mark" = "!"', '"!" is used for "exercise.emergency" and "drill.mark"'),
        ('"wash.report" = "exclamation_mark"', '"!" is used for "exercise.emergency" and "wash.report"'),
        ('"drill.mark" = "h"', '"h" is used for "drill.mark" and "decide.hint"'),
        ('"wash.improve" = "g"', '"g" is used for "wash.improve" and "wash.report"'),
    ],
)
def test_a_key_that_is_listened_for_twice_is_refused(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f"[keys]\n{text}\n")
    with pytest.raises(CommandError, match=says):
        load_config(path)
