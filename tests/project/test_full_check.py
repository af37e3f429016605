"""When a step of .ci/full counts as played: in a small repository, with a stand-in for ./run that passes or fails."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

FULL = Path(__file__).parents[2] / ".ci" / "full"
ENGINES, PATTERNS, KILLS = re.findall(r'^    "(\w+)": Step', FULL.read_text(encoding="utf-8"), re.MULTILINE)[:3]
"""Names of steps, which do not stand here: a file that quotes the name of a step is one of its tests."""
SOURCES = {
    "sim/model/office.py": "DELAY = 1.0\n",
    "sim/exercise/journal.py": "SYNC = True\n",
    "sim/exercise/clock.py": "SPEED = 1\n",
    "reports/page.py": "WIDE = 80\n",
    "tests/test_office.py": f'MARK = "{PATTERNS}"\n',
}
Check = Callable[..., list[str]]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Runs .ci/full in the repository. Returns what it printed, and at last its exit status."""
    program = tmp_path / ".ci/full"
    for name, text in SOURCES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    program.parent.mkdir()
    program.write_bytes(FULL.read_bytes())
    let_tests(tmp_path, "exit 0")
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)

    def run(*arguments: str) -> list[str]:
        done = subprocess.run([sys.executable, str(program), *arguments], capture_output=True, text=True, check=False)
        return [*done.stdout.splitlines(), str(done.returncode)]

    return run


def let_tests(folder: Path, script: str) -> None:
    """What ./run does when it is asked to test."""
    (folder / "run").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / "run").chmod(0o755)


def list_stale(printed: list[str]) -> set[str]:
    return {line.split()[0] for line in printed if "not played" in line}


@pytest.mark.slow
def test_a_stamp_holds_until_what_the_step_covers_or_one_of_its_tests_changes(check: Check, tmp_path: Path) -> None:
    assert check(PATTERNS, KILLS, ENGINES)[-1] == "0"
    done = list_stale(check("--stale"))
    assert done.isdisjoint({PATTERNS, KILLS, ENGINES})
    assert {"answers", "pages"} <= done
    assert check("--check")[-1] == "0"  # what is not needed is only named
    for name, text, stale in (
        ("sim/model/office.py", '"""Said."""\n\nDELAY = 1.0  # seconds\n', set()),
        ("sim/model/office.py", "DELAY = 2.0\n", {PATTERNS, ENGINES}),
        ("sim/exercise/clock.py", "SPEED = 2\n", set()),
        ("sim/exercise/journal.py", "SYNC = False\n", {KILLS}),
        ("sim/exercise/journal_new.py", "", {KILLS}),
        ("tests/test_office.py", f'MARK = "{PATTERNS}"\nLEAST = 2\n', {PATTERNS}),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        printed = check("--check")
        assert (list_stale(printed) - done, printed[-1]) == (stale, "1" if stale else "0"), name
        (tmp_path / name).write_text(SOURCES[name], encoding="utf-8") if name in SOURCES else (tmp_path / name).unlink()


@pytest.mark.slow
@pytest.mark.parametrize("script", ["exit 1", "echo 'SPEED = 3' > sim/exercise/journal.py"])
def test_a_step_that_fails_or_whose_files_change_has_no_stamp(script: str, check: Check, tmp_path: Path) -> None:
    let_tests(tmp_path, script)
    assert check(KILLS)[-1] == "1"
    assert not (tmp_path / "tests/full.json").exists()
    let_tests(tmp_path, "exit 0")
    assert check(PATTERNS)[-1] == "0"
    assert [*json.loads((tmp_path / "tests/full.json").read_text())] == [PATTERNS]


@pytest.mark.slow
def test_a_step_that_there_is_not_is_refused(check: Check) -> None:
    assert check("engine")[-1] == "2"
