"""The README shows the output of its first command."""

import re
from pathlib import Path

import pytest

from tui.cli import main

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.full(step="pages")
def test_the_page_of_the_first_command_begins_as_the_readme_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    found = re.search(r"It begins like this:.*?```\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    assert main(["compare", "active-assailant"]) == 0
    printed = [line.rstrip() for line in capsys.readouterr().out.strip().splitlines()]
    said = found[1].strip().splitlines()
    assert printed[: len(said)] == said
