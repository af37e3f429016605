"""`allcall check`: everything that is wrong in files, each with its place; one line for each that is right."""

import sys
from collections.abc import Sequence
from pathlib import Path

from scenarios.exercise_library import ExerciseOpening
from scenarios.names import FOLDERS, Mention, find, is_file, shipped
from scenarios.problems import Problem, Problems, printable

BAD_INPUT = 2
CALLED = {
    "scenario": "a scenario",
    "campus": "a campus",
    "strategy": "a strategy",
    "exercise": "an exercise",
    "script": "a script",
    "names": "a file of names",
    "additions": "additions to a report",
    "requirement": "a requirement",
    "programme": "a training programme",
    "evidence": "a table of evidence",
}


def run(names: Sequence[str]) -> int:
    """Checks files. Returns 2 if anything is wrong in any of them, else 0."""
    wrong: list[Problem] = []
    unchecked: list[str] = []
    for name in dict.fromkeys(names):
        opening = ExerciseOpening()
        kind = opening.check(_path(name))
        for note in dict.fromkeys(opening.notes):
            sys.stdout.write(f"{note.note}\n")
        if not opening.problems:
            sys.stdout.write(f"{printable(name)}: ok, {CALLED[kind]}\n")
        wrong += opening.problems
        unchecked += opening.unchecked
    if not wrong:
        return 0
    sys.stdout.flush()
    found = Problems(wrong, unchecked)
    problems = found.problems
    sys.stderr.writelines(f"{line}\n" for line in (*problems, *found.unchecked))
    files = len({problem.file for problem in problems})
    sys.stderr.write(f"{_count(len(problems), 'problem')} in {_count(files, 'file')}\n")
    return BAD_INPUT


def _path(name: str) -> Path:
    """A file by its path; where there is none of that name, one of the library by its name."""
    kind = next((kind for kind in FOLDERS if name in shipped(kind)), None)
    return Path(name) if kind is None or is_file(Path(name)) else find(kind, name, Mention())


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
