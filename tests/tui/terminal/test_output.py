"""On a terminal, styles are those of the program; no text of a file adds one, or sends a command."""

import io
import re
import sys
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from rich.table import Table

from scenarios.loading.file_record import FileRecord
from sim.exercise.journal import FileJournal, Header
from sim.model.version import MODEL_VERSION
from tests.tui.application import application, awaited, rows_of, settled
from tests.tui.terminal.controls import ATTACK, list_controls
from tui.cli import main
from tui.screens.library import Library
from tui.terminal.console import create_console, render_for_stdout
from tui.terminal.kept_pages import Page
from tui.terminal.output import clean_output, print_styled

STYLE = r"\x1b\[[\d;]*m"


class Terminal(io.StringIO):
    """An output of a terminal in colors."""

    def isatty(self) -> bool:
        return True

    def reconfigure(self, **_: str) -> None:
        """As standard output has it."""


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Terminal()


def test_a_console_styles_and_no_text_does(terminal: Terminal) -> None:
    table = Table(ATTACK)
    table.add_row(ATTACK)
    with redirect_stdout(terminal), clean_output():
        console = create_console()
        console.print("bold", style="bold")
        console.print(table, ATTACK)
        print_styled(render_for_stdout(lambda page: page.print(ATTACK, style="bold")))
        print(ATTACK)  # noqa: T201
        sys.stdout.writelines([ATTACK])
    printed = terminal.getvalue()
    assert printed.startswith("\x1b[1mbold\x1b[0m\n")
    assert set(re.findall(STYLE, printed)) == {"\x1b[1m", "\x1b[0m"}
    assert list_controls(re.sub(STYLE, "", printed)) == []


def test_a_kept_page_keeps_its_styles_and_nothing_else(terminal: Terminal) -> None:
    page = Page("\x1b[1mbold\x1b[0m \x1b]52;c;YWxs\x07\x9b2J\u202e\n", ATTACK, FileRecord())
    errors = io.StringIO()
    with redirect_stdout(terminal), redirect_stderr(errors), clean_output():
        page.print()
    assert terminal.getvalue().startswith("\x1b[1mbold\x1b[0m ")
    assert list_controls(re.sub(STYLE, "", terminal.getvalue()) + errors.getvalue()) == []


def test_a_traceback_is_clean_and_what_follows_a_command_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    outputs = sys.stdout, sys.stderr
    with clean_output():
        pass
    assert (sys.stdout, sys.stderr) == outputs
    with pytest.raises(ValueError, match="52") as raised, clean_output():
        raise ValueError(ATTACK)
    sys.excepthook(raised.type, raised.value, raised.tb)
    sys.stdout, sys.stderr = outputs
    printed = capsys.readouterr().err
    assert "]52;c" in printed
    assert list_controls(printed) == []


def test_the_help_is_styled_on_a_terminal(terminal: Terminal) -> None:
    with redirect_stdout(terminal):
        assert main(["list", "--help"]) == 0
    assert terminal.getvalue().startswith("\x1b[1mUsage: ")


@pytest.mark.slow
@awaited
async def test_no_text_of_a_file_on_a_screen_sends_a_command(tmp_path: Path) -> None:
    header = Header('{"files":{}}', 1, MODEL_VERSION)
    for name in (f"a{ATTACK}", "b"):
        with closing(FileJournal.create(tmp_path / f"{name}.journal", header)) as journal:
            journal.append(0.0, 0.0, "begin", {"exercise": f"planted{ATTACK}", "seed": 1, "played": {}})
    (tmp_path / f"own{ATTACK}.yaml").write_text("exercise: own\n")
    app = application(tmp_path, lambda: Library(tmp_path))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        rows = rows_of(app)
    assert len([row for row in rows if "planted" in row]) == 2
    assert list_controls("\n".join(rows)) == []
