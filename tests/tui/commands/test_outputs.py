"""Every command and every option of it, with a campus, a scenario and strategies of a user's own, in a folder of the user's own.

The files are in `tests/own_school/`. They share no name with a shipped file.
Their titles hold what HTML, Typst, TeX and spreadsheets obey.
"""

import html
import re
import shlex
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from tests.tui.commands import command_lines
from tests.tui.commands.command_lines import APP, CAMPUS, CASES, OWN_SCHOOL, PRACTICE, Case, list_options, run_lines
from tui.cli import command_line

ONCE = (
    "compare --report", "year with all else", "drill --rehearse", "kit", "report", "sweep --figure",
)  # fmt: skip
"""Of the cases that take long: one of each command and of each kind of document. For `sensitivity` see `test_experiments`."""
OTHER_HAZARDS = [
    pytest.param(name, marks=pytest.mark.full(step="pages") if place else pytest.mark.slow)
    for place, name in enumerate(("cardiac-arrest", "laboratory-fire", "false-alarm"))
]


def list_covered_options() -> set[tuple[tuple[str, ...], str]]:
    commands = {chain for chain, _ in list_options(command_line())}
    covered = set()
    for line in (line for case in CASES.values() for line in case.lines.splitlines()):
        words = shlex.split(line)
        chain = max((chain for chain in commands if tuple(words[: len(chain)]) == chain), key=len)
        covered |= {(chain, ""), *((chain, word) for word in words if word.startswith("--"))}
    return covered


def test_every_command_and_every_option_has_a_case_here() -> None:
    assert set(list_options(command_line())) - list_covered_options() == set()


def read_text(path: Path) -> str:
    """What a person reads in a file, whatever its format, without the spaces."""
    if path.suffix == ".pdf":
        return "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    if path.suffix in (".docx", ".xlsx", ".pptx"):
        with zipfile.ZipFile(path) as archive:
            parts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")]
        return html.unescape(re.sub("<[^>]*>", "", "".join(parts)))
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        text = re.sub("<[^>]*>", "", text)
    return html.unescape(text) if path.suffix in (".html", ".svg", ".xml", ".xes") else text


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


def parameters() -> Iterator[object]:
    for name, case in CASES.items():
        is_full = case.is_slow and name not in ONCE
        yield pytest.param(case, id=name, marks=pytest.mark.full(step="pages") if is_full else pytest.mark.slow)


@pytest.mark.parametrize("case", parameters())
def test_what_is_written_holds_the_titles_of_the_users_own_files(case: Case, folder: Path, sessions: Path) -> None:
    """In each document; a table or a folder of figures as a whole."""
    home = shutil.copytree(sessions, folder.resolve().parent / "home")
    status, printed = run_lines(case.lines.format(journal=home / "sessions" / "own.journal"))
    assert status == case.status, printed
    assert "Traceback" not in printed
    assert [path for path in case.writes if not Path(path).is_file()] == []
    new = [path for path in folder.rglob("*.*") if not (OWN_SCHOOL / path).exists()]
    papers = [path for path in new if path.suffix in (".docx", ".pdf", ".html") and path.stem in ("comparison", "own")]
    readable = [path for path in new if path.suffix not in (".png", ".pdf", ".journal", ".plays")]
    texts = {path.name: read_text(path) for path in papers} or {"all": "".join([printed, *map(read_text, readable)])}
    for name, text in texts.items():
        missing = [title for title in case.titles if without_spaces(title) not in without_spaces(text)]
        assert missing == [], name


@pytest.mark.parametrize("hazard", OTHER_HAZARDS)
def test_each_hazard_is_compared_and_written_in_every_form(hazard: str, folder: Path) -> None:
    files = "--json out/out.json --csv out --figures out --report out"
    line = f"compare our-{hazard}.yaml --replications 4 --input-pairs 1 --joint 0 --workers 1 {files}"
    assert run_lines(line)[0] == 0
    for path in map(Path, command_lines.PAPERS):
        text = without_spaces(read_text(path))
        assert [title for title in (CAMPUS, APP, PRACTICE) if without_spaces(title) not in text] == []
