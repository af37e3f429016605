"""`allcall msel`: the master scenario events list of an exercise to Excel, and back."""

import sys
from collections.abc import Sequence
from pathlib import Path

from reports.msel import Merged, msel_workbook, read_msel
from scenarios.exercise_library import ExerciseOpening, open_exercise
from scenarios.load import read_document
from scenarios.names import Mention, find, is_path
from scenarios.problems import Problem
from scenarios.replacing import replace
from tui.refusal import Refusal, cannot


def run_export(exercise: str, file: Path) -> int:
    """Writes the workbook. Raises Problems, Refusal."""
    if file.suffix.lower() != ".xlsx":
        raise Refusal(f"{file}: name a file that ends in .xlsx")
    opened = open_exercise(exercise).exercise
    document = read_document(find("exercise", exercise, Mention()))
    written(file, msel_workbook(opened, document))
    sys.stdout.write(f"{file}: {len(opened.injects)} injects\n")
    return 0


def run_import(file: Path, exercise: str, out: Path | None) -> int:
    """Puts the injects of a workbook into an exercise file. Raises Problems, Refusal."""
    path = find("exercise", exercise, Mention())
    if out is None and not is_path(exercise):
        raise Refusal(
            f"{exercise} comes with Allcall and stays as it is; name a file for the result with --out"
        )
    target = out or path
    if target.suffix.lower() not in (".yaml", ".yml"):
        raise Refusal(f"{target}: name a file for the exercise with --out, one that ends in .yaml")
    merged = read_msel(file, read_document(path))
    home = path.parent if is_path(exercise) else target.parent
    checked(merged, home)
    if target.parent.resolve() != home.resolve() and problems_beside(merged, target.parent)[1]:
        raise Refusal(
            f"{target}: what this exercise names stands beside {path}; name a file in {home} with --out"
        )
    for note in merged.notes:
        sys.stdout.write(f"{note.note}\n")
    if out is not None or merged.changes:
        written(target, merged.text.encode())
    sys.stdout.write(f"{target}: {in_words(merged.changes)}\n")
    return 0


def in_words(changes: Sequence[str]) -> str:
    """What is otherwise in the file now."""
    return f"injects: {', '.join(changes)}" if changes else "the injects are the same"


def checked(merged: Merged, folder: Path) -> None:
    """Raises Problems with everything that does not fit together, looked at beside the files that the exercise names."""
    called, problems = problems_beside(merged, folder)
    if problems or merged.sheet.wrong:
        raise merged.told(problems, called)


def problems_beside(merged: Merged, folder: Path) -> tuple[str, Sequence[Problem]]:
    """What does not fit together in the result where it stands in a folder, and what the result was called there. Raises Refusal."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f".{Path(merged.sheet.file).stem}.checked.yaml"
    try:
        beside.write_bytes(merged.text.encode())
        opening = ExerciseOpening()
        opening.exercise(beside)
    except OSError as error:
        raise cannot(error, folder, "name a folder that can be written") from None
    finally:
        beside.unlink(missing_ok=True)
    return str(beside), opening.problems


def written(path: Path, content: bytes) -> None:
    """Puts content into a file at once. Raises Refusal."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, content)
    except OSError as error:
        raise cannot(error, path, "name a file that can be written") from None
