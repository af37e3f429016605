"""Commands that write: reports and data of exercises, papers for the room, injects as a workbook; and what is still to be improved."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from tui.commands import FilePath
from tui.terminal.console import CommandError, build_write_error

if TYPE_CHECKING:
    from reports.msel.merge import MergedFile
    from scenarios.diagnostics import Problem
    from sim.exercise.history import CorrectiveAction
    from sim.exercise.journal import FileJournal
    from sim.exercise.review import Review
    from tui.report_builder import ReportOptions

OUTPUT = Path("allcall-output")


def report(
    session: str,
    /,
    *,
    format: str = "docx,pdf,html",  # noqa: A002 - the word people type
    out: FilePath = OUTPUT,
    edit: FilePath | None = None,
    final: Annotated[tuple[str, str] | None, Parameter(negative="")] = None,
    with_names: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Writes it. Raises Problems, Refusal.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file.
    format
        One or several of docx, pdf, html, with commas.
    out
        The folder to write into.
    edit
        A file of what people add. It is made where there is none, and only read where there is one.
    final
        By whom and on which day it was made final: --final "NAME" 2026-11-24. Without, it is a draft. Refused while a
        blank that must be filled is empty.
    with_names
        Name the people who took part. Without, roles stand for them.
    """
    from sim.experiment.runner import reduce_gc
    from tui.report_builder import ReportOptions, check_final, parse_formats
    from tui.session import find_journal, open_review
    from tui.terminal.console import get_today

    wanted = ReportOptions(parse_formats(format), out, edit, final, with_names)
    check_final(wanted.finalized, get_today())
    with reduce_gc(), open_review(find_journal(session)) as (journal, after):
        write_report(journal, after, wanted)
    return 0


def write_report(journal: "FileJournal", review: "Review", options: "ReportOptions") -> None:
    """Plays the replications, writes the papers, and says what is still to be filled in. Raises Problems, Refusal."""
    from tui.report_builder import (
        build_report_data,
        create_additions_file,
        format_command,
        write_report_files,
    )
    from tui.session import load_counterfactual

    try:
        facts = build_report_data(
            journal, journal.path, review, load_counterfactual(journal, review), options
        )
        if options.edit is not None and create_additions_file(
            facts, options.edit, format_command(journal.path, options)
        ):
            sys.stdout.write(f"{options.edit}: made; fill it in and make the report again\n")
        result = write_report_files(facts, options)
    except OSError as error:
        hint = "name a folder that can be written with --out"
        raise build_write_error(error, error.filename or options.out, hint) from None
    sys.stdout.writelines(f"{path}\n" for path in result.papers)
    sys.stderr.writelines(f"{said}\n" for said in result.boxes)
    if result.open_blanks:
        sys.stderr.write(
            f"{result.open_blanks} blanks are still to be filled in; the report lists them on its first page\n"
        )


def kit(
    scenario: str, /, *, exercise: str | None = None, names: str | None = None, out: FilePath = OUTPUT
) -> int:
    """Writes all of them as Word and PDF. Raises Problems, Refusal.

    Parameters
    ----------
    scenario
        A name from `allcall list`, or a file.
    exercise
        Which exercise on that scenario; by default the shortest.
    names
        A file of your school's own names.
    out
        The folder to write into.
    """
    from reports.documents import write_paper
    from reports.documents.fonts import describe_missing_glyphs
    from reports.handouts import build_handouts as handouts
    from scenarios.library import open_names
    from tui.commands.exercise import chosen

    opened = chosen(scenario, exercise)
    own = open_names(names, opened.emergency.place.campus.campus) if names else None
    papers = dict(handouts(opened, own))
    for stem, paper in papers.items():
        try:
            paths = write_paper(paper, out, stem, ("docx", "pdf"))
        except OSError as error:
            hint = "name a folder that can be written with --out"
            raise build_write_error(error, error.filename or out, hint) from None
        sys.stdout.writelines(f"{path}\n" for path in paths)
    sys.stderr.writelines(
        f"{said}\n" for said in describe_missing_glyphs(papers.values(), "the Word files show them")
    )
    return 0


def export(
    session: str,
    /,
    *,
    out: FilePath = OUTPUT,
    with_names: Annotated[bool, Parameter(negative="")] = False,
    figures: FilePath | None = None,
) -> int:
    """Writes the files. Raises Problems, Refusal.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file.
    out
        The folder to write into.
    with_names
        With the names of the people who took part. Without, roles stand for them.
    figures
        A folder for the figures of its report, as SVG, PDF and PNG, with their alt texts.
    """
    from reports.exports import export_files as export_data
    from tui.session import find_journal, open_review

    try:
        with open_review(find_journal(session)) as (journal, after):
            found = export_data(after, journal.path.stem, out, with_names=with_names)
            _name_files(found.paths, found.missing)
            if figures is not None:
                export_figures(journal, after, figures)
    except OSError as error:
        hint = "name a folder that can be written with --out or --figures"
        raise build_write_error(error, error.filename or out, hint) from None
    return 0


def export_figures(journal: "FileJournal", review: "Review", folder: Path) -> None:
    """Writes the figures of its report; whether there can be a folder is tried before anything is played. Raises OSError."""
    from reports.figures.export import explain_missing_figures, write_exercise_figures
    from scenarios.loading.files import ensure_writable_folder
    from tui.session import load_counterfactual

    ensure_writable_folder(folder)
    split = load_counterfactual(journal, review)
    paths = write_exercise_figures(review, split, folder)
    _name_files(paths, explain_missing_figures(review, split))


def _name_files(paths: list[Path], missing: list[str]) -> None:
    """Names the files that were written, and says what there is none of."""
    sys.stdout.writelines(f"{path}\n" for path in paths)
    sys.stderr.writelines(f"{said}\n" for said in missing)


improvements = App(name="improvements")


@improvements.default
def improvements_list(*, campus: str | None = None) -> int:
    """List what the exercises on this machine left to be improved, and what of it is done.

    Parameters
    ----------
    campus
        Only of exercises on this campus, by its name.
    """
    from sim.exercise.history import is_in_use, read_corrective_actions
    from sim.exercise.sessions import list_journals
    from tui.terminal.console import find_sessions_folder

    folder = find_sessions_folder()
    found = [item for path in list_journals(folder) for item in read_corrective_actions(path, campus)]
    # a journal that is open in another terminal cannot be read
    held = [path.stem for path in list_journals(folder) if is_in_use(path)]
    nothing = (
        f"nothing {'else ' if held else ''}is written down in {folder}{f' for {campus}' if campus else ''}"
    )
    lines = list(map(improvement_line, found)) or [nothing]
    lines += [
        f"{name} is open in another terminal; what it leaves is listed once that is closed" for name in held
    ]
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


def improvement_line(item: "CorrectiveAction") -> str:
    """`done 2026-11-24  SESSION improve-1  the issue; what is done about it; owner; by when`; said of a script that it is one."""
    note = item.note
    state = f"done {note.done}" if note.done else "open"
    said = "; ".join(filter(None, (note.text, note.action, note.owner, note.due and f"by {note.due}")))
    script = "" if item.started_at else " (from a script)"
    return f"{state:<15}  {item.session} {note.id}{script}  {said}"


@improvements.command(name="done")
def improvements_done(session: str, improvement: str, /, *, on: str | None = None) -> int:
    """Mark an improvement as done, so that later reports do not carry it over as open.

    Parameters
    ----------
    session
        The exercise that it is from: a name from `allcall sessions`, or a journal file.
    improvement
        Its id, such as improve-1.
    on
        The day it was done; by default today.
    """
    from sim.exercise.journal import JournalError
    from sim.exercise.sessions import find_session
    from tui.terminal.console import find_sessions_folder

    try:
        path = find_session(session, find_sessions_folder())
        mark_done(path, improvement, _day(on))
    except JournalError as error:
        raise CommandError(str(error)) from error
    sys.stdout.write(f"{path.stem} {improvement}: done\n")
    return 0


def _day(day: str | None) -> str:
    """A day as it is written down, by default today. Raises Refusal."""
    from datetime import date

    from tui.terminal.console import get_today

    try:
        return (get_today() if day is None else date.fromisoformat(day)).isoformat()
    except ValueError:
        raise CommandError(f"--on {day}: no date; write it as 2026-11-24") from None


def mark_done(path: Path, improvement: str, day: str) -> None:
    """The entry. Raises JournalError, Refusal."""
    from sim.exercise.conductor import Conductor
    from sim.exercise.history import read_corrective_actions
    from sim.exercise.sessions import reopen_session

    known = [item.note.id for item in read_corrective_actions(path)]
    if improvement not in known:
        there = f"there is {', '.join(known)}" if known else "it left nothing to be improved"
        raise CommandError(f"{path.stem} has no improvement {improvement}; {there}")
    journal, opened = reopen_session(path)
    try:
        Conductor(opened, journal).correct(improvement, done=day)
    finally:
        journal.close()


msel = App(name="msel")


@msel.command(name="export")
def msel_export(exercise: str, file: Path, /) -> int:
    """Write the injects of an exercise into a workbook, one row an inject.

    Parameters
    ----------
    exercise
        A name from `allcall list`, or a file.
    file
        The .xlsx to write.
    """
    from reports.msel.workbook import build_msel_workbook
    from scenarios.library import Mention, find_file, open_exercise
    from scenarios.loading.loader import read_document

    if file.suffix.lower() != ".xlsx":
        raise CommandError(f"{file}: name a file that ends in .xlsx")
    opened = open_exercise(exercise).exercise
    document = read_document(find_file("exercise", exercise, Mention()))
    _write(file, build_msel_workbook(opened, document))
    sys.stdout.write(f"{file}: {len(opened.injects)} injects\n")
    return 0


@msel.command(name="import")
def msel_import(file: Path, exercise: str, /, *, out: FilePath | None = None) -> int:
    """Put the injects of a workbook into an exercise file. The rest of the file stays as it is written.

    Parameters
    ----------
    file
        The .xlsx to read.
    exercise
        A file, or a name from `allcall list`; then --out is needed.
    out
        The file to write instead of that one.
    """
    from reports.msel import read_msel
    from scenarios.library import Mention, find_file, is_path
    from scenarios.loading.loader import read_document

    path = find_file("exercise", exercise, Mention())
    if out is None and not is_path(exercise):
        raise CommandError(
            f"{exercise} comes with Allcall and stays as it is; name a file for the result with --out"
        )
    target = out or path
    if target.suffix.lower() not in (".yaml", ".yml"):
        raise CommandError(f"{target}: name a file for the exercise with --out, one that ends in .yaml")
    merged = read_msel(file, read_document(path))
    home = path.parent if is_path(exercise) else target.parent
    _check_merged(merged, home)
    if target.parent.resolve() != home.resolve() and find_problems_in_folder(merged, target.parent)[1]:
        raise CommandError(
            f"{target}: what this exercise names stands beside {path}; name a file in {home} with --out"
        )
    for note in merged.notes:
        sys.stdout.write(f"{note.note}\n")
    if out is not None or merged.changes:
        _write(target, merged.text.encode())
    sys.stdout.write(f"{target}: {_changes(merged.changes)}\n")
    return 0


def _changes(changes: Sequence[str]) -> str:
    """What is otherwise in the file now."""
    return f"injects: {', '.join(changes)}" if changes else "the injects are the same"


def _check_merged(merged: "MergedFile", folder: Path) -> None:
    """Raises Problems with everything that does not fit together, looked at beside the files that the exercise names."""
    called, problems = find_problems_in_folder(merged, folder)
    if problems or merged.sheet.problems:
        raise merged.relocate_problems(problems, called)


def find_problems_in_folder(merged: "MergedFile", folder: Path) -> "tuple[str, Sequence[Problem]]":
    """What does not fit together in the result where it stands in a folder, and what the result was called there. Raises Refusal."""
    from scenarios.library import ExerciseLoader

    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f".{Path(merged.sheet.file).stem}.checked.yaml"
    try:
        beside.write_bytes(merged.text.encode())
        opening = ExerciseLoader()
        opening.load_exercise(beside)
    except OSError as error:
        raise build_write_error(error, folder, "name a folder that can be written") from None
    finally:
        beside.unlink(missing_ok=True)
    return str(beside), opening.problems


def _write(path: Path, content: bytes) -> None:
    """Puts content into a file at once. Raises Refusal."""
    from scenarios.loading.files import write_atomic

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, content)
    except OSError as error:
        raise build_write_error(error, path, "name a file that can be written") from None
