"""Commands for the library and for files of your own: list, show, check, map, schema and new."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from tui.commands import FilePath
from tui.terminal.console import CommandError, build_write_error

if TYPE_CHECKING:
    from reports.documents.model import Paper
    from scenarios.campus_expansion import Place
    from scenarios.diagnostics import Problem
    from scenarios.exercise_kit import KitAnswers
    from scenarios.library import ValidatedExercise

BAD_INPUT = 2
STDOUT = "-"
HEADINGS = {
    "scenario": "Scenarios",
    "campus": "Campuses",
    "strategy": "Strategies",
    "exercise": "Tabletop exercises",
    "names": "Files of local names",
    "requirement": "Drill requirements for a school year",
    "program": "Training programs",
    "training": "Training sets: inputs that training is assumed to change",
}
CALLED = {
    "scenario": "a scenario",
    "campus": "a campus",
    "strategy": "a strategy",
    "exercise": "an exercise",
    "script": "a script",
    "names": "a file of local names",
    "additions": "additions to a report",
    "requirement": "a requirement",
    "program": "a training program",
    "training": "a training set",
    "evidence": "a table of evidence",
    "rates": "a table of event rates",
}
Kind = Literal[
    "scenario", "campus", "strategy", "exercise", "script", "names", "additions", "requirement", "program", "training"
]
MAP_CHARACTERS = "┌┼·→"  # a sample
PLACEHOLDER = "NAME"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def list_() -> int:
    """Prints names and titles."""
    from reports.documents.terminal_writer import columns
    from scenarios.library import Mention, find_file, list_shipped
    from tui.terminal.console import create_console

    out = create_console()
    for kind, heading in HEADINGS.items():
        out.print(heading if kind == "scenario" else f"\n{heading}", style="bold")
        table = columns("", "")
        for name in list_shipped(kind):
            table.add_row(f"  {name}", title(find_file(kind, name, Mention())))
        out.print(table)
    out.print("\nFor details: allcall show NAME")
    return 0


def title(path: Path) -> str:
    """The title in a file; of an exercise, its duration and purpose. Raises Problems."""
    from scenarios.library import resolve_base
    from scenarios.loading.loader import read_document

    data = resolve_base(read_document(path)).data
    match next(iter(data)):
        case "exercise":
            return f"{data.get('minutes', '?')} min: {data.get('trains', '')}"
        case "names":
            return f"{data.get('school', '')}, over {data.get('campus', '')}"
        case _:
            return str(data.get("title", ""))


def show(name: str, /, *, campus: str | None = None) -> int:
    """Prints its datasheet. Raises Problems for errors in the file, CommandError for an unknown name.

    Parameters
    ----------
    name
        A name from `allcall list`, or a file.
    campus
        Show a scenario, or an app that is added to present practice, on this campus.
    """
    from reports.documents.terminal_writer import print_paper
    from tui.terminal.console import create_console

    print_paper(datasheet(name, campus), create_console())
    return 0


def datasheet(name: str, campus: str | None = None) -> "Paper":
    """The datasheet of a shipped name or a file. campus: as the user named it. Raises Problems, CommandError."""
    from reports import datasheets
    from reports.compliance import requirements
    from reports.handouts.exercise_sheet import exercise_sheet
    from scenarios import library
    from scenarios.library import open_exercise

    kind = kind_of(name)
    if campus is not None and kind not in ("scenario", "strategy"):
        raise CommandError(f"--campus {campus}: {name} is {CALLED[kind]}; name a scenario or a strategy")
    match kind:
        case "scenario":
            return datasheets.build_scenario_sheet(library.open_emergency(name, campus))
        case "campus":
            return datasheets.build_campus_sheet(library.open_place(name))
        case "strategy":
            return datasheets.build_strategy_sheet(library.open_strategy(name, campus))
        case "exercise":
            return exercise_sheet(open_exercise(name))
        case "requirement":
            return requirements.requirement_sheet(library.open_requirement(name))
        case "program":
            return requirements.program_sheet(library.open_program(name))
        case "training":
            return datasheets.build_training_sheet(library.open_training(name))
        case kind:
            raise CommandError(f"{name}: files of kind {kind} have no page; to check the file: allcall check {name}")


def kind_of(name: str) -> str:
    """The kind of a shipped name or a file. Raises Problems, CommandError."""
    from scenarios.diagnostics import suggest
    from scenarios.library import FOLDERS, KINDS, is_path, list_shipped
    from scenarios.loading.loader import model_for, read_document

    if is_path(name):
        document = read_document(Path(name))
        model_for(document, KINDS)
        return document.kind
    for kind in FOLDERS:
        if name in list_shipped(kind):
            return kind
    known = [one for kind in FOLDERS for one in list_shipped(kind)]
    raise CommandError(f'there is nothing called "{name}"; {suggest(name, known)}')


def choose_exercise(scenario: str, exercise: str | None) -> "ValidatedExercise":
    """The named exercise, or the shortest one on the scenario. Raises Problems, CommandError."""
    from scenarios.library import Mention, find_file, list_exercises_on, open_exercise
    from scenarios.loading.loader import read_document

    if exercise is not None:
        return require_scenario(open_exercise(exercise), scenario)
    found = list_exercises_on(scenario)
    if not found:
        document = read_document(find_file("scenario", scenario, Mention()))
        if document.kind == "exercise":
            base = document.data.get("scenario", "SCENARIO")
            raise CommandError(f"{scenario} is an exercise; write {base} --exercise {scenario}")
        raise CommandError(f"no exercise uses {scenario}; name one with --exercise")
    return open_exercise(found[0])


def require_scenario(opened: "ValidatedExercise", scenario: str) -> "ValidatedExercise":
    """The exercise, if it uses that scenario. Raises Problems, CommandError."""
    from scenarios.library import Mention, find_file
    from scenarios.loading.loader import read_document

    name = read_document(find_file("scenario", scenario, Mention())).data["scenario"]
    own = opened.emergency.scenario.scenario
    if own != name:
        raise CommandError(f"{opened.exercise.exercise} uses {own}, not {name}; write {own} instead")
    return opened


def check(*file: Annotated[str, Parameter(required=True)]) -> int:
    """Checks files. Returns 2 if any has a problem, else 0.

    Parameters
    ----------
    file
        Files, or names from `allcall list`. The files that they refer to are checked too.
    """
    from scenarios.diagnostics import Problems
    from scenarios.library import Loader
    from scenarios.unprintable import escape_unprintable

    wrong: list[Problem] = []
    unchecked: list[str] = []
    for name in dict.fromkeys(file):
        opening = Loader()
        kind = opening.check(_resolve_path(name))
        for note in dict.fromkeys(opening.notes):
            sys.stdout.write(f"{note.note}\n")
        if not opening.problems:
            sys.stdout.write(f"{escape_unprintable(name)}: ok, {CALLED[kind]}\n")
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


def _resolve_path(name: str) -> Path:
    """The path of a file, or of a shipped name if there is no such file."""
    from scenarios.library import FOLDERS, Mention, find_file, list_shipped
    from scenarios.loading.file_record import is_file

    kind = next((kind for kind in FOLDERS if name in list_shipped(kind)), None)
    return Path(name) if kind is None or is_file(Path(name)) else find_file(kind, name, Mention())


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def map_(campus: str, /, *, svg: FilePath | None = None) -> int:
    """Prints the map of a campus, or writes it as SVG (`-`: to standard output). Raises Problems, CommandError.

    Parameters
    ----------
    campus
        A name from `allcall list`, or a file.
    svg
        Write an SVG drawing to this file instead; - for standard output.
    """
    from scenarios.library import open_place

    place = open_place(campus)
    if svg is None:
        return print_map(place)
    from reports.floor_plan.svg import render_svg_map

    drawing = render_svg_map(place)
    if str(svg) == STDOUT:
        sys.stdout.write(_encodable(drawing))
        return 0
    _write_svg(svg, drawing)
    sys.stdout.write(_encodable(f"{svg}: map of {place.campus.title}\n"))
    return 0


def print_map(place: "Place") -> int:
    """Prints the map, in ASCII if standard output cannot encode more."""
    from reports.floor_plan.text import render_text_map

    text = render_text_map(place, plain=_encodable(MAP_CHARACTERS) != MAP_CHARACTERS)
    sys.stdout.write(_encodable(text))
    return 0


def _write_svg(path: Path, text: str) -> None:
    """Raises CommandError."""
    from scenarios.loading.files import write_atomic

    try:
        write_atomic(path, text.encode())
    except (OSError, ValueError) as error:
        raise build_write_error(error, f"--svg {path}", "name a writable file") from None


def _encodable(text: str) -> str:
    """Text with a question mark for each character that standard output cannot encode."""
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding, "replace")


def schema(kind: Kind = "scenario", /) -> int:
    """Prints the JSON Schema.

    Parameters
    ----------
    kind
        The kind of file.
    """
    import json

    from scenarios.loading.json_schema import build_schema

    sys.stdout.write(f"{json.dumps(build_schema(kind), indent=2, ensure_ascii=False)}\n")
    return 0


def new(
    kind: Literal["scenario", "campus", "strategy", "exercise", "template"],
    name: str,
    /,
    *,
    folder: Annotated[FilePath, Parameter(name="--in")] = Path(),
    hazard: str | None = None,
    campus: str | None = None,
    minutes: int | None = None,
    who: str | None = None,
    practice: str | None = None,
) -> int:
    """Writes NAME.yaml, or NAME.docx for a template. Raises CommandError for an invalid name or an existing file.

    An exercise is written whole, from five answers: asked for in a terminal, unless given as options.

    Parameters
    ----------
    kind
        The kind of file.
    name
        Its name, in lower-case letters, digits and dashes.
    folder
        The folder to write to; by default the current one.
    hazard
        Of an exercise: active-assailant, cardiac-arrest, laboratory-fire or false-alarm.
    campus
        Of an exercise: a shipped campus; by default that of the hazard.
    minutes
        Of an exercise: 20 to 60.
    who
        Roles that participants play: leader, office, deputy, nurse, separated by commas.
    practice
        Objectives of the hazard to practice, separated by commas.
    """
    from scenarios.diagnostics import quote
    from scenarios.library import list_shipped
    from scenarios.loading.yaml_parser import parse_scalar
    from tui.commands.new_exercise import answer_questions

    if not _NAME.fullmatch(name) or parse_scalar(name) != name:
        raise CommandError(
            f"{quote(name)} is not a valid name; use lower-case letters, digits and dashes, as in north-school"
        )
    if kind != "template" and name in list_shipped(kind):
        raise CommandError(f"{quote(name)} comes with Allcall; choose another name")
    given = {"hazard": hazard, "campus": campus, "minutes": minutes, "who": who, "practice": practice}
    if kind == "exercise":
        write_exercise(name, folder, answer_questions(given))
        return 0
    if wrong := next((key for key, value in given.items() if value is not None), None):
        raise CommandError(f"--{wrong} is for an exercise; leave it out")
    write_starter(kind, name, folder)
    return 0


def write_exercise(name: str, folder: Path, answers: "KitAnswers") -> None:
    """Writes the exercise, and the emergency on another campus than its own, after checking them. Raises CommandError."""
    from scenarios.exercise_kit import build_exercise

    built = build_exercise(name, answers)
    path = write_new_file(folder / f"{name}.yaml", built.exercise.encode())
    if built.scenario is not None:
        other = write_new_file(folder / f"{name}-emergency.yaml", built.scenario.encode())
        sys.stdout.write(f"{other}: written\n")
    sys.stdout.write(f"{path}: written; run: allcall drill {path} --rehearse\n")


def write_starter(kind: str, name: str, folder: Path) -> None:
    """Writes a file to begin with, and says what comes next. Raises CommandError."""
    from importlib.resources import files

    if kind == "template":
        from reports.documents.word_starter import build_starter

        path = write_new_file(folder / f"{name}.docx", build_starter())
        following = f"edit it in Word, then run: allcall report SESSION --template {path}"
    else:
        text = files("scenarios").joinpath("starters", f"{kind}.yaml").read_text(encoding="utf-8")
        path = write_new_file(folder / f"{name}.yaml", re.sub(rf"\b{PLACEHOLDER}\b", name, text).encode())
        following = f"edit it, then run: allcall check {path}"
    sys.stdout.write(f"{path}: written; {following}\n")


def write_new_file(path: Path, content: bytes) -> Path:
    """Writes a file that is not there yet. Returns its path. Raises CommandError."""
    from scenarios.loading.file_record import is_file
    from scenarios.loading.files import write_atomic

    if is_file(path):
        raise CommandError(f"{path}: already exists and was left unchanged; choose another name")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, content)
    except OSError as error:
        raise build_write_error(error, error.filename, "name a writable folder with --in") from None
    return path
