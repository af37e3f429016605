"""`allcall msel`: the master scenario events list of an exercise to Excel, and back."""

import sys
from pathlib import Path

from reports.msel import msel_workbook, read_msel
from reports.msel.from_sheet import Merged
from reports.replacing import replace
from scenarios.exercise import Exercise
from scenarios.exercise_library import ExerciseOpening, open_exercise
from scenarios.load import build, parse_document, read_document
from scenarios.names import Mention, find, is_path
from scenarios.problems import Problems
from scenarios.sources import Source
from tui.refusal import Refusal


def run_export(exercise: str, file: Path) -> int:
    """Writes the workbook. Raises Problems, Refusal."""
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
    document = read_document(path)
    merged = read_msel(file, document)
    target = out or path
    if same_injects(merged, build(document, Exercise)):
        text, said = document.text, "the injects are the same"
    else:
        text, said = merged.text, "written with the injects of the sheet"
    checked(merged, text, path.parent if is_path(exercise) else target.parent)
    if out is not None or text != document.text:
        written(target, text.encode())
    sys.stdout.write(f"{target}: {said}\n")
    return 0


def same_injects(merged: Merged, exercise: Exercise) -> bool:
    """Whether the sheet says what the file says. Raises Problems, of cells."""
    try:
        return build(parse_document(Source(merged.file, merged.text)), Exercise).injects == exercise.injects
    except Problems as found:
        raise merged.told(found.problems) from None


def checked(merged: Merged, text: str, folder: Path) -> None:
    """Raises Problems with everything that does not fit together, looked at beside the files that the exercise names."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f".{Path(merged.file).stem}.checked.yaml"
    try:
        beside.write_text(text, encoding="utf-8")
        opening = ExerciseOpening()
        opening.exercise(beside)
    except OSError as error:
        raise Refusal(
            f"{folder}: {(error.strerror or str(error)).lower()}; name a folder that can be written"
        ) from None
    finally:
        beside.unlink(missing_ok=True)
    if opening.problems:
        raise merged.told(opening.problems)


def written(path: Path, content: bytes) -> None:
    """Puts content into a file at once. Raises Refusal."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, content)
    except OSError as error:
        raise Refusal(
            f"{path}: {(error.strerror or str(error)).lower()}; name a file that can be written"
        ) from None
