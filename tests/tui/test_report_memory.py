"""The longest exercise that `check` passes gives a report, in bounded memory; a longer one is refused at its line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scenarios.diagnostics import Problems
from scenarios.library import Mention, find_file, open_exercise
from tests.tui.terminal_session import of_this_checkout

MEGABYTE = 1_024  # in the unit of ru_maxrss, which is KB on Linux
PLACE = "\ninjects:\n"
LINES_EACH = 9
FITTING = 600
"""So many more injects fit, and no hundred more."""

pytestmark = [
    pytest.mark.full(step="fuzz"),
    pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss has another unit"),
]


def write_long_exercise(folder: Path, injects: int) -> Path:
    """The shortest exercise that is shipped with so many more injects, and its script."""
    text = find_file("exercise", "cardiac-arrest-20", Mention()).read_text(encoding="utf-8")
    more = "".join(
        f"""  - number: {100 + n}
    segment: response
    at: {10 + n / 2} s
    sender: An aide
    to: [secretary, nurse, principal, assistant-principal]
    mode: phone
    says: "Message {n}: a parent at the counter asks where the students of room {n} are, and when they can go home."
    expects: Notes the question and passes it on to the nurse
    objective: calls
"""
        for n in range(injects)
    )
    path = folder / "long.yaml"
    path.write_text(text.replace("exercise: cardiac-arrest-20", "exercise: long", 1).replace(PLACE, PLACE + more, 1))
    script = find_file("script", "cardiac-arrest", Mention()).read_text(encoding="utf-8")
    (folder / "answers.yaml").write_text(
        script.replace("script: cardiac-arrest", "script: answers").replace("cardiac-arrest-20", "long.yaml")
    )
    return path


MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""By a small process between: the peak of a process counts the one that it was forked from."""


def run(folder: Path, *arguments: str) -> int:
    """Runs a command to its good end. Returns the most memory that it had, in MB."""
    command = [sys.executable, "-c", MEASURE, sys.executable, "-P", "-m", "tui", *arguments]
    environment = {**os.environ, **of_this_checkout(folder)}
    measured = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return int(measured.stdout) // MEGABYTE


def test_a_report_of_the_longest_exercise_takes_less_than_800_mb(tmp_path: Path) -> None:
    write_long_exercise(tmp_path, FITTING)
    exercise = ("cardiac-arrest", "--exercise", "long.yaml", "--script", "answers.yaml", "--no-others")
    run(tmp_path, "drill", *exercise, "--journal", "long.journal")
    assert run(tmp_path, "report", "long.journal") < 800


def test_a_longer_exercise_is_refused_at_the_inject_that_is_too_much(tmp_path: Path) -> None:
    path = write_long_exercise(tmp_path, FITTING + 100)
    first = path.read_text().split("\n").index("injects:") + 2
    with pytest.raises(Problems) as refused:
        open_exercise(str(path))
    (problem,) = refused.value.problems
    assert problem.line is not None
    number, rest = divmod(problem.line - first, LINES_EACH)
    assert FITTING < number < FITTING + 100
    assert (rest, problem.column) == (0, 5)
    assert "split the exercise in two" in str(problem)
