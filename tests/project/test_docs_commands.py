"""Every command line that a page shows is one that Allcall understands, every page that is linked is there, and what the README shows is
printed.
"""

import re
import shlex
from functools import cache
from pathlib import Path

import pytest

from tui.cli import command_line, main

parser = cache(command_line)

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINE = re.compile(r"^ {4,}\./run allcall(?: (.+))?$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:]+)\)")


def commands(page: Path) -> list[str]:
    """The arguments after `./run allcall`, without comments."""
    return [re.sub(r"\s+#.*", "", line) for line in LINE.findall(page.read_text(encoding="utf-8")) if line]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_command_lines_are_understood(page: Path) -> None:
    for line in commands(page):
        parser().parse_args(shlex.split(line), print_error=False, exit_on_error=False)


def test_there_are_command_lines_to_understand() -> None:
    assert sum(len(commands(page)) for page in PAGES) > 60


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_linked_is_there(page: Path) -> None:
    linked = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in linked if not (page.parent / link).exists()] == []


@pytest.mark.full(step="pages")
def test_the_page_of_the_first_command_begins_as_the_readme_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"It begins like this:.*?```\n(.*?)```", readme, re.DOTALL)
    assert found
    assert main(["compare", "active-assailant"]) == 0
    printed = [line.rstrip() for line in capsys.readouterr().out.strip().splitlines()]
    said = found[1].strip().splitlines()
    assert printed[: len(said)] == said
