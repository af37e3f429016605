"""Commands that write documents: report, kit, export, improvements and msel."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

from cyclopts import App, Parameter

from tui.commands import FilePath
from tui.terminal.console import CommandError, build_write_error, is_terminal

if TYPE_CHECKING:
    from datetime import time

    from reports.msel.merge import MergedFile
    from scenarios.diagnostics import Problem
    from sim.exercise.history import CorrectiveAction
    from sim.exercise.journal import FileJournal
    from sim.exercise.review import Review
    from sim.exercise.transcript import Transcript
    from tui.report_builder import ReportOptions

T = TypeVar("T")

OUTPUT = Path("allcall-output")


def report(
    session: str,
    /,
    *,
    format: str = "docx,pdf,html",  # noqa: A002 - the word people type
    out: FilePath = OUTPUT,
    edit: FilePath | None = None,
    final: Annotated[tuple[str, str] | None, Parameter(negative="")] = None,
    with_names: Annotated[bool, Parameter(negative="", show_default=False)] = False,
    logo: FilePath | None = None,
    template: FilePath | None = None,
    edited: Annotated[FilePath | None, Parameter(name="--from")] = None,
    form: Annotated[bool, Parameter(negative="", show_default=False)] = False,
) -> int:
    """Writes the report. Raises Problems, CommandError.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file.
    format
        One or more of docx, pdf, html, json and pptx, separated by commas. pptx: slides for the hot wash, as PDF, too.
    out
        The folder to write to.
    edit
        A file of your additions. It is created if missing, and otherwise only read.
    final
        The person who finalizes the report, and the date: --final "NAME" 2026-11-24. All required blanks must be filled.
    with_names
        Name the participants; by default only their roles appear.
    logo
        A picture for the cover, as PNG or JPEG.
    template
        Your school's Word file: the Word report gets its styles, header and footer. To make one: allcall new template NAME.
    edited
        The Word report that you filled in. What it adds is kept beside the journal, and later reports have it too.
    form
        Fill the report in on a page in the browser, on this machine only. Each answer is kept beside the journal. Ctrl-C ends it.
    """
    from sim.experiment.runner import reduce_gc
    from tui.report_builder import ReportOptions, check_final, check_sources, parse_formats
    from tui.session import find_journal, open_saved
    from tui.terminal.console import get_today

    formats, has_json = parse_formats(format)
    wanted = ReportOptions(formats, out, edit, final, with_names, logo, template, edited)
    check_final(wanted.finalized, get_today())
    sys.stderr.writelines(f"{line}\n" for line in check_sources(wanted))
    with reduce_gc(), open_saved(find_journal(session)) as (journal, after):
        _announce_transcript(after)
        if form:
            serve_form(journal, after, wanted)
            return 0
        if has_json:
            write_json_report(journal, after, out)
        if formats:
            write_report(journal, after, wanted)
    return 0


def _announce_transcript(review: "Review | Transcript") -> None:
    """Says that and why something is left out."""
    from sim.exercise.transcript import Transcript

    if isinstance(review, Transcript):
        sys.stderr.write(f"{review.notice}\n")


def serve_form(journal: "FileJournal", review: "Review | Transcript", options: "ReportOptions") -> None:
    """Serves the form of the report until Ctrl-C. Raises Problems, CommandError."""
    from tui.report_builder import build_report_data, complete_facts, describe_written, write_report_files
    from tui.session import load_counterfactual, load_decision_effects
    from tui.web.browser import find_free_port, open_sockets
    from tui.web.report_form import FormServer

    if options.edit is not None or options.edited is not None:
        raise CommandError("--form keeps its own answers; give it without --edit and --from")

    def write() -> list[str]:
        found = load_counterfactual(journal, review), load_decision_effects(journal, review)
        facts = build_report_data(journal, journal.path, review, found[0], options, found[1])
        return describe_written(write_report_files(complete_facts(facts, options, journal.path), options))

    facts = build_report_data(journal, journal.path, review, None, options)
    complete_facts(facts, options, journal.path)  # what is kept must be sound before anything is typed
    try:
        port = find_free_port()
        FormServer(journal.path, facts, write, port, _print_error_line).serve_on(open_sockets(port))
    except OSError as error:
        raise CommandError(f"--form: {error.strerror}; try again") from None


def _print_error_line(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def write_json_report(journal: "FileJournal", review: "Review | Transcript", folder: Path) -> None:
    """Measures the decisions, and writes what the report says of them. Raises CommandError."""
    from reports.after_action.json_report import build_json_report
    from scenarios.loading.files import write_atomic
    from tui.session import load_decision_effects

    report = build_json_report(journal.path.stem, journal.header, review, load_decision_effects(journal, review))
    path, text = (
        folder / f"{journal.path.stem}.json",
        json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False),
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomic(path, f"{text}\n".encode())
    except OSError as error:
        hint = "name a writable folder with --out"
        raise build_write_error(error, error.filename or folder, hint) from None
    sys.stdout.write(f"{path}\n")


def write_report(journal: "FileJournal", review: "Review | Transcript", options: "ReportOptions") -> None:
    """Runs the replications, writes the report, and counts the items to complete. Raises Problems, CommandError."""
    from tui.report_builder import (
        build_report_data,
        complete_facts,
        create_additions_file,
        format_command,
        write_report_files,
    )
    from tui.session import load_counterfactual, load_decision_effects

    try:
        counterfactual, effects = (load_counterfactual(journal, review), load_decision_effects(journal, review))
        if is_terminal(sys.stderr):
            sys.stderr.write("drawing the figures, then writing the documents …\n")
        facts = build_report_data(journal, journal.path, review, counterfactual, options, effects)
        if options.edit is not None and create_additions_file(
            facts, options.edit, format_command(journal.path, options)
        ):
            sys.stdout.write(f"{options.edit}: created; fill it in and run this command again\n")
        result = write_report_files(complete_facts(facts, options, journal.path), options)
    except OSError as error:
        hint = "name a writable folder with --out"
        raise build_write_error(error, error.filename or options.out, hint) from None
    sys.stdout.writelines(f"{path}\n" for path in result.papers)
    sys.stderr.writelines(f"{line}\n" for line in result.boxes)
    if result.open_blanks:
        sys.stderr.write(f"{result.open_blanks} items to complete; the report lists them on its last page\n")


def kit(
    scenario: str,
    /,
    *,
    exercise: str | None = None,
    starts: str = "9:00",
    names: str | None = None,
    out: FilePath = OUTPUT,
    template: FilePath | None = None,
) -> int:
    """Writes the handouts: slides as PowerPoint and PDF, cards as PDF, the others as Word and PDF. Raises Problems, CommandError.

    Parameters
    ----------
    scenario
        A name from `allcall list`, or a file.
    exercise
        The exercise on that scenario; by default the shortest.
    starts
        When the session starts, for the agenda: 13:15 or "1:15 pm".
    names
        A file of your school's local names.
    out
        The folder to write to.
    template
        Your school's Word file: the Word handouts get its styles, header and footer.
    """
    from dataclasses import replace

    from reports.documents import write_paper
    from reports.documents.fonts import describe_missing_glyphs
    from reports.handouts import build_handouts
    from scenarios.library import open_names
    from tui.commands.library import choose_exercise
    from tui.report_builder import read_template

    base, removals = read_template(template) if template else (b"", [])
    sys.stderr.writelines(f"{line}\n" for line in removals)
    opened = choose_exercise(scenario, exercise)
    own = open_names(names, opened.emergency.place.campus.campus) if names else None
    handouts = build_handouts(opened, own, _parse_start(starts))
    for one in handouts:
        try:
            paths = write_paper(replace(one.paper, template=base), out, one.stem, one.formats)
        except OSError as error:
            hint = "name a writable folder with --out"
            raise build_write_error(error, error.filename or out, hint) from None
        sys.stdout.writelines(f"{path}\n" for path in paths)
    papers = [one.paper for one in handouts]
    sys.stderr.writelines(f"{line}\n" for line in describe_missing_glyphs(papers, "the Word files show them"))
    return 0


def _parse_start(text: str) -> "time":
    """A time of day. Raises CommandError."""
    from scenarios.compliance import parse_time

    try:
        return parse_time(text)
    except ValueError as error:
        raise CommandError(f"--starts: {error}") from None


def export(
    session: str,
    /,
    *,
    out: FilePath = OUTPUT,
    with_names: Annotated[bool, Parameter(negative="", show_default=False)] = False,
    figures: FilePath | None = None,
) -> int:
    """Writes the files. Raises Problems, CommandError.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file.
    out
        The folder to write to.
    with_names
        Include the names of participants; by default only their roles appear.
    figures
        Also write the figures of the report to this folder, as SVG, PDF and PNG with alt text.
    """
    from reports.exports import export_files
    from tui.session import find_journal, open_saved

    try:
        with open_saved(find_journal(session)) as (journal, after):
            _announce_transcript(after)
            found = export_files(after, journal.path.stem, out, with_names=with_names)
            _name_files(found.paths, found.missing)
            if figures is not None:
                export_figures(journal, after, figures)
    except OSError as error:
        hint = "name a writable folder with --out or --figures"
        raise build_write_error(error, error.filename or out, hint) from None
    return 0


def export_figures(journal: "FileJournal", review: "Review | Transcript", folder: Path) -> None:
    """Writes the figures of the report. Checks the folder before the long run. Raises OSError."""
    from reports.figures.export import explain_missing_figures, write_exercise_figures
    from scenarios.loading.files import ensure_writable_folder
    from tui.session import load_counterfactual

    ensure_writable_folder(folder)
    effects = load_counterfactual(journal, review)
    paths = write_exercise_figures(review, effects, folder)
    _name_files(paths, explain_missing_figures(review, effects))


def _name_files(paths: list[Path], missing: list[str]) -> None:
    """Names the written files, and the reason for each missing one."""
    sys.stdout.writelines(f"{path}\n" for path in paths)
    sys.stderr.writelines(f"{reason}\n" for reason in missing)


improvements = App(name="improvements")


@improvements.default
def improvements_list(*, campus: str | None = None) -> int:
    """List the improvements from exercises on this machine, open and done.

    Parameters
    ----------
    campus
        Only those on this campus, by its name.
    """
    from tui.terminal.console import find_sessions_folder

    folder = find_sessions_folder()
    found, left_out = find_improvements(folder, campus)
    empty = f"no {'other ' if left_out else ''}improvements in {folder}{f' for {campus}' if campus else ''}"
    lines = [*(map(improvement_line, found) if found else [empty]), *left_out]
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


def find_improvements(folder: Path, campus: str | None) -> "tuple[list[CorrectiveAction], list[str]]":
    """Those of all exercises in a folder, of one campus if it is named, and a line for each session that cannot be read."""
    from sim.exercise.history import load_corrective_actions

    return read_each_session(folder, lambda path: load_corrective_actions(path, campus), "its improvements are")


def read_each_session(folder: Path, read: Callable[[Path], "list[T]"], left: str) -> "tuple[list[T], list[str]]":
    """What is read off all journals in a folder, and a line for each that cannot be. left: what is left out, `its improvements are`."""
    from sim.exercise.journal import JournalError, JournalInUse
    from sim.exercise.sessions import list_journals, strip_path

    found: list[T] = []
    left_out: list[str] = []
    for path in list_journals(folder):
        try:
            found += read(path)
        except JournalInUse:
            left_out.append(f"{path.stem} is open in another terminal; {left} left out")
        except JournalError as error:
            left_out.append(f"{path.stem}: {left} left out; it {strip_path(str(error), path)}")
    return found, left_out


def improvement_line(item: "CorrectiveAction") -> str:
    """`done 2026-11-24  SESSION improve-1  issue; action; owner; due date`."""
    note = item.note
    state = f"done {note.done}" if note.done else "open"
    text = "; ".join(filter(None, (note.text, note.action, note.owner, note.due and f"by {note.due}")))
    script = "" if item.started_at else " (from a script or rehearsal)"
    return f"{state:<15}  {item.session} {note.id}{script}  {text}"


@improvements.command(name="export")
def improvements_export(file: Path, /, *, campus: str | None = None) -> int:
    """Write the improvements from exercises on this machine to a workbook, CSV or calendar. A session that is open elsewhere is named.

    Parameters
    ----------
    file
        Ends in .xlsx, .csv or .ics. The calendar has what is open and due on a date.
    campus
        Only those on this campus, by its name.
    """
    from datetime import UTC, datetime

    from reports.improvements import build_calendar, build_csv, build_workbook, list_due
    from scenarios.loading.files import write_atomic
    from tui.terminal.console import find_sessions_folder

    folder = find_sessions_folder()
    found, left_out = find_improvements(folder, campus)
    sys.stderr.writelines(f"{line}\n" for line in left_out)
    if not found:
        where = f"{folder} for {campus}" if campus else str(folder)
        raise CommandError(f"no improvements in {where}; see allcall improvements and allcall sessions")
    match file.suffix.lower():
        case ".xlsx":
            content = build_workbook(found)
        case ".csv":
            content = build_csv(found)
        case ".ics":
            content = build_calendar(found, datetime.now(UTC))
            left = sum(not item.note.done for item in found) - len(list_due(found))
            sys.stderr.write(f"{left} open without a date: not in the calendar\n" if left else "")
        case _:
            raise CommandError(f"{file}: not a format for improvements; name a .xlsx, .csv or .ics file")
    try:
        written = write_atomic(file, content)
    except OSError as error:
        raise build_write_error(error, file, "name a writable file") from None
    sys.stdout.write(f"{written}\n")
    return 0


@improvements.command(name="done")
def improvements_done(session: str, improvement: str, /, *, on: str | None = None) -> int:
    """Mark an improvement as done, so that later reports no longer carry it over.

    Parameters
    ----------
    session
        The exercise it comes from: a name from `allcall sessions`, or a journal file.
    improvement
        Its id, such as improve-1.
    on
        The date it was done; by default today.
    """
    from sim.exercise.sessions import find_session
    from tui.terminal.console import find_sessions_folder

    path = find_session(session, find_sessions_folder())
    mark_done(path, improvement, _day(on))
    sys.stdout.write(f"{path.stem} {improvement}: done\n")
    return 0


def _day(day: str | None) -> str:
    """An ISO date, by default today. Raises CommandError."""
    from datetime import date

    from tui.terminal.console import get_today

    try:
        return (get_today() if day is None else date.fromisoformat(day)).isoformat()
    except ValueError:
        raise CommandError(f"--on {day}: not a date; write it as 2026-11-24") from None


def mark_done(path: Path, improvement: str, day: str) -> None:
    """Records the completion in the journal, or in the additions that have it alone. Raises JournalError, CommandError, Problems."""
    from sim.exercise.history import ADDED, complete_recorded, load_corrective_actions
    from sim.exercise.kept_additions import complete_added

    known = [item.note.id for item in load_corrective_actions(path)]
    if improvement not in known:
        hint = f"choose from {', '.join(known)}" if known else "it has no improvements"
        raise CommandError(f"{path.stem} has no improvement {improvement}; {hint}")
    if improvement.startswith(ADDED):
        complete_added(path, int(improvement.removeprefix(ADDED)), day)
    else:
        complete_recorded(path, improvement, day)


msel = App(name="msel")


@msel.command(name="export")
def msel_export(exercise: str, file: Path, /) -> int:
    """Write the injects of an exercise to a workbook, one row per inject.

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
    """Read the injects of a workbook into an exercise file. The rest of the file does not change.

    Parameters
    ----------
    file
        The .xlsx to read.
    exercise
        A file, or a name from `allcall list`, which requires --out.
    out
        Write the result to this file instead.
    """
    from reports.msel import read_msel
    from scenarios.library import Mention, find_file, is_path
    from scenarios.loading.loader import read_document

    path = find_file("exercise", exercise, Mention())
    if out is None and not is_path(exercise):
        raise CommandError(f"{exercise} comes with Allcall and cannot change; name a file for the result with --out")
    target = out or path
    if target.suffix.lower() not in (".yaml", ".yml"):
        raise CommandError(f"{target}: name a .yaml file for the exercise with --out")
    merged = read_msel(file, read_document(path))
    home = path.parent if is_path(exercise) else target.parent
    _check_merged(merged, home)
    if target.parent.resolve() != home.resolve() and find_problems_in_folder(merged, target.parent)[1]:
        raise CommandError(f"{target}: this exercise refers to files beside {path}; name a file in {home} with --out")
    for note in merged.notes:
        sys.stdout.write(f"{note.note}\n")
    if out is not None or merged.changes:
        _write(target, merged.text.encode())
    sys.stdout.write(f"{target}: {_changes(merged.changes)}\n")
    return 0


def _changes(changes: Sequence[str]) -> str:
    """The changes to the file."""
    return f"injects: {', '.join(changes)}" if changes else "injects unchanged"


def _check_merged(merged: "MergedFile", folder: Path) -> None:
    """Raises Problems, checked beside the files that the exercise refers to."""
    called, problems = find_problems_in_folder(merged, folder)
    if problems or merged.sheet.problems:
        raise merged.relocate_problems(problems, called)


def find_problems_in_folder(merged: "MergedFile", folder: Path) -> "tuple[str, Sequence[Problem]]":
    """The temporary path of the result in a folder, and its problems there. Raises CommandError."""
    from tempfile import NamedTemporaryFile

    from scenarios.library import Loader

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, prefix=".", suffix=".checked.yaml") as temporary:
            temporary.write(merged.text.encode())
            temporary.flush()
            opening = Loader()
            opening.load_exercise(Path(temporary.name))
    except OSError as error:
        raise build_write_error(error, folder, "name a writable folder") from None
    return temporary.name, opening.problems


def _write(path: Path, content: bytes) -> None:
    """Writes a file atomically. Raises CommandError."""
    from scenarios.loading.files import write_atomic

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, content)
    except OSError as error:
        raise build_write_error(error, path, "name a writable file") from None
