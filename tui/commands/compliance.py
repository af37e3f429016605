"""Commands for compliance: the log of real drills and the training record. No exercise is logged automatically.

Each record is one CSV file on this machine. Parsing, filtering and export are shared.
"""

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

from cyclopts import App, Parameter
from cyclopts.validators import Number

from scenarios.units import MAX_REPLICATIONS
from tui.commands import FilePath, WholeNumber
from tui.commands.experiments import check_outputs, execute, open_asked, print_result
from tui.commands.options import CampusOption, JsonOption, SeedOption, WorkersOption, parse_strategy_names
from tui.commands.settings import NO_CHANGE
from tui.terminal.console import INTERRUPTED_STATUS, CommandError, build_write_error

if TYPE_CHECKING:
    from reports.comparison.training_effect import TrainedPeople
    from reports.compliance.log import EntryResult, LogFile, LogRow, RecordT, RecordTable
    from scenarios.compliance import DrillRecord, Requirement, SchoolCalendar, Semester, TrainingRecord
    from sim.exercise.history import Attendance

T = TypeVar("T")
Typed = Annotated[str, Parameter(allow_leading_hyphen=True)]
STANDARD = "oklahoma"
SHORTEST_TRAINING_S = 60.0  # shorter exercises are not logged as training

records = App(name="records")
training = App(name="training")


@records.command(name="add", sort_key=1)
def records_add(
    site: str,
    /,
    *,
    kind: Typed,
    date: Typed,
    time: Typed,
    occupants: Typed,
    took: Typed,
    note: Typed = "",
    exercise: Typed = "",
    signer: Typed = "",
) -> int:
    """Log a drill that was held.

    Parameters
    ----------
    site
        The school site.
    kind
        security, fire, tornado or other.
    date
        The day, such as 2026-08-20.
    time
        When it began, such as 09:40 or "1:15 pm".
    occupants
        The approximate number of people who took part.
    took
        The total time, such as "3 min 20 s".
    note
        Any remark.
    exercise
        The exercise that it goes with: a name from `allcall sessions`.
    signer
        The person who vouches for the entry.
    """
    from reports.compliance.log import DRILLS
    from sim.exercise.sessions import find_session
    from tui.terminal.console import find_sessions_folder

    given = {"kind": kind, "date": date, "time": time, "occupants": occupants, "took": took, "note": note}
    given |= {"signer": signer}
    given |= {"exercise": find_session(exercise, find_sessions_folder()).stem} if exercise else {}
    log = drill_log()
    found = add_to_log(log, [parse_typed({"site": site, **given}, DRILLS)])
    if found.known:
        raise CommandError("this drill is already in the log; nothing was changed")
    (drill,) = found.new
    sys.stdout.write(f"{format_entry(drill, DRILLS)}: logged in {log.path}\n")
    return 0


@records.command(name="list", sort_key=2)
def records_list(site: str | None = None, /, *, year: Typed | None = None, rules: str = STANDARD) -> int:
    """List the logged drills, and those past their retention period.

    Parameters
    ----------
    site
        Only this site.
    year
        Only this school year, such as 2026-27.
    rules
        The requirement with the retention period: a name from `allcall list`, or a file.
    """
    from reports.compliance.log import DRILLS
    from reports.compliance.requirements import entries_by
    from reports.documents.terminal_writer import print_blocks
    from scenarios.compliance import add_years, school_year_span
    from scenarios.library import open_requirement
    from tui.terminal.console import create_console, get_today

    requirement, log = open_requirement(rules), drill_log()
    drills = filter_entries(log.read_entries(), "site", site)
    if year is not None:
        first, last = school_year_span(_parse_year(year), requirement.year_begins)
        drills = [drill for drill in drills if first <= drill.date <= last]
    if not drills:
        sys.stdout.write(f"no{' matching' if site or year else ''} drills in {log.path}\n")
        return 0
    out = create_console()
    print_blocks(entries_by("site", drills, DRILLS), out)
    expired = [drill for drill in drills if add_years(drill.date, requirement.years_kept) < get_today()]
    if expired:
        out.print(_describe_expired(expired, requirement))
    return 0


def _describe_expired(drills: "Sequence[DrillRecord]", requirement: "Requirement") -> str:
    """The drills past the retention period of the requirement."""
    years = requirement.years_kept
    numbers = ", ".join(map(str, sorted(drill.id for drill in drills)))
    return f'\nPast the {years}-year retention period of "{requirement.requirement}": {numbers}. They stay until you remove them.'


@records.command(name="check", sort_key=3)
def records_check(
    site: str,
    /,
    *,
    year: Typed,
    rules: str = STANDARD,
    semester: Annotated[list[str] | None, Parameter(negative="", allow_leading_hyphen=True)] = None,
) -> int:
    """Check the drills of a site in a school year against a requirement, rule by rule. This is not legal advice.

    Parameters
    ----------
    site
        The school site, as logged.
    year
        The school year, such as 2026-27.
    rules
        The requirement: a name from `allcall list`, or a file.
    semester
        First and last day of a semester: 2026-08-13:2026-12-18. May be repeated; overrides the semesters in the file.
    """
    from reports.compliance.requirements import Asked, check_rules, checked_sheet
    from reports.documents.terminal_writer import print_paper
    from scenarios.library import open_requirement
    from tui.terminal.console import create_console, get_today

    year, requirement = _parse_year(year), open_requirement(rules)
    calendar = _parse_calendar(semester, year, requirement) if semester else requirement.find_calendar(year)
    logged = drill_log().read_entries()
    drills = filter_entries(logged, "site", site) if logged else []
    answers = check_rules(requirement, year, calendar, drills, get_today())
    name = drills[0].site if drills else site
    print_paper(checked_sheet(Asked(requirement, name, year, calendar, drills, get_today()), answers), create_console())
    return 0


def _parse_calendar(semesters: Sequence[str], year: str, requirement: "Requirement") -> "SchoolCalendar":
    """The calendar with these semesters. Raises CommandError."""
    from scenarios.compliance import SchoolCalendar
    from scenarios.validation.scenario import check_semesters

    parsed = [_parse_semester(one) for one in semesters]
    wrong = next(check_semesters(parsed, year, requirement.year_begins), None)
    if wrong:
        raise CommandError(f"--semester {semesters[wrong[0]]}: {wrong[1]}")
    usual = requirement.find_calendar(year)
    return SchoolCalendar(year=year, semesters=parsed, no_school=usual.no_school if usual else None)


def _parse_semester(text: str) -> "Semester":
    from scenarios.compliance import Semester, parse_date

    first, colon, last = text.partition(":")
    try:
        days = parse_date(first), parse_date(last)
    except ValueError as error:
        what = str(error) if colon else "only one day is given"
        raise CommandError(f"--semester {text}: {what}; write first and last day as 2026-08-13:2026-12-18") from None
    if days[0] >= days[1]:
        raise CommandError(f"--semester {text}: the last day is not after the first; swap them")
    return Semester(first=days[0], last=days[1])


def _parse_year(text: str) -> str:
    from scenarios.compliance import parse_school_year

    try:
        return parse_school_year(text)
    except ValueError as error:
        raise CommandError(f"--year: {error}") from None


@records.command(name="export", sort_key=4)
def records_export(file: FilePath, site: str | None = None, /) -> int:
    """Write the log to a .csv or .xlsx file.

    Parameters
    ----------
    file
        The file to write.
    site
        Only this site.
    """
    from reports.compliance.log import DRILLS

    drills = filter_entries(drill_log().read_entries(), "site", site)
    return export_entries(file, drills, DRILLS, f"Drill log{f', {drills[0].site}' if site else ''}")


@records.command(name="import", sort_key=5)
def records_import(file: FilePath, /) -> int:
    """Add the drills in a .csv or .xlsx file to the log: all, or none if any is invalid.

    Parameters
    ----------
    file
        A file with the columns that `allcall records export` writes.
    """
    from reports.compliance.log import DRILLS, read_rows

    log = drill_log()
    found = add_to_log(log, read_rows(file, DRILLS))
    known = f", {found.known} already logged" if found.known else ""
    sys.stdout.write(f"{log.path}: {counted(len(found.new), DRILLS)} from {file}{known}\n")
    return 0


@records.command(name="remove", sort_key=6)
def records_remove(number: Annotated[WholeNumber, Parameter(name="ID")], /) -> int:
    """Remove a drill from the log for good.

    Parameters
    ----------
    number
        Its number in `allcall records list`.
    """
    from reports.compliance.log import DRILLS

    sys.stdout.write(f"{format_entry(remove_from_log(drill_log(), number), DRILLS)}: removed\n")
    return 0


@training.command(name="add", sort_key=1)
def training_add(person: str, /, *, program: Typed, topic: Typed, hours: Typed, date: Typed) -> int:
    """Log training hours of a participant.

    Parameters
    ----------
    person
        The participant's name.
    program
        A name from `allcall list`, or a file.
    topic
        The topic.
    hours
        The hours, such as 2.5.
    date
        The day, such as 2026-08-20.
    """
    from reports.compliance.log import TRAINING
    from scenarios.library import open_program

    given = {"person": person, "topic": topic, "hours": hours, "date": date}
    log, name = training_record(), open_program(program).program
    found = add_to_log(log, [parse_typed({**given, "program": name}, TRAINING)])
    if found.known:
        raise CommandError("this training is already logged; nothing was changed")
    (added,) = found.new
    sys.stdout.write(f"{format_entry(added, TRAINING)}: logged in {log.path}\n")
    return 0


@training.command(name="from-session", sort_key=2)
def training_from_session(session: str, /, *, program: Typed, topic: Typed, date: Typed | None = None) -> int:
    """Log the time of an exercise for each participant named in its journal.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file.
    program
        A name from `allcall list`, or a file.
    topic
        The topic.
    date
        The day; by default the day of the exercise.
    """
    from reports.compliance.log import TRAINING, build_lines
    from scenarios.library import open_program
    from sim.exercise.history import read_attendance
    from sim.exercise.sessions import find_session
    from tui.terminal.console import find_sessions_folder

    log, name = training_record(), open_program(program).program
    path = find_session(session, find_sessions_folder())
    attended = read_attendance(path)
    _require_training(path.stem, attended)
    lines = build_lines(attended, path.stem, name, topic, date or attended.started_at[:10])
    found = add_to_log(log, [parse_typed(one, TRAINING) for one in lines])
    known = f", {found.known} already logged" if found.known else ""
    sys.stdout.writelines(f"{format_entry(one, TRAINING)}\n" for one in found.new)
    sys.stdout.write(f"{log.path}: {counted(len(found.new), TRAINING)} from {path.stem}{known}\n")
    return 0


def _require_training(session: str, attended: "Attendance") -> None:
    """Raises CommandError for an exercise that cannot be logged as training."""
    if attended.is_rehearsal:
        raise CommandError(f"{session} was a rehearsal; it has no participants")
    if not attended.started_at:
        raise CommandError(f"{session} was run from a script; it has no participants")
    if not attended.has_ended:
        raise CommandError(f"{session} has not ended, so its duration is unknown; resume it: allcall resume {session}")
    if attended.seconds < SHORTEST_TRAINING_S:
        raise CommandError(f"{session} lasted less than a minute; no training is logged")
    if not attended.names:
        raise CommandError(f"{session} names no participants; log hours with allcall training add")


@training.command(name="list", sort_key=3)
def training_list(person: str | None = None, /) -> int:
    """List the logged training.

    Parameters
    ----------
    person
        Only this participant.
    """
    from reports.compliance.log import TRAINING
    from reports.compliance.requirements import entries_by
    from reports.documents.terminal_writer import print_blocks
    from tui.terminal.console import create_console

    log = training_record()
    lines = filter_entries(log.read_entries(), "person", person)
    if not lines:
        sys.stdout.write(f"no training in {log.path}\n")
        return 0
    print_blocks(entries_by("person", lines, TRAINING), create_console())
    return 0


@training.command(name="hours", sort_key=4)
def training_hours(
    person: str | None = None, /, *, program: Annotated[list[str] | None, Parameter(negative="")] = None
) -> int:
    """Total the hours by participant and topic, against the requirements of each program.

    Parameters
    ----------
    person
        Only this participant.
    program
        Only this program: a name from `allcall list`, or a file. May be repeated.
    """
    from reports.compliance.log import total_hours
    from reports.compliance.requirements import hours_towards
    from reports.documents.terminal_writer import print_blocks
    from scenarios.library import list_shipped, open_program
    from tui.terminal.console import create_console

    log = training_record()
    asked = [open_program(name) for name in program or []]
    known = {one.program: one for one in (*map(open_program, list_shipped("program")), *asked)}
    lines = filter_entries(log.read_entries(), "person", person)
    wanted = [one.program for one in asked] or sorted({one.program for one in lines})
    if not wanted:
        sys.stdout.write(f"no training in {log.path}\n")
        return 0
    sums = total_hours(lines)
    shown = (hours_towards(name, known.get(name), [one for one in sums if one.program == name]) for name in wanted)
    print_blocks((block for blocks in shown for block in blocks), create_console())
    return 0


@training.command(name="effect", sort_key=5)
def training_effect(
    training_set: Annotated[str, Parameter(name="TRAINING-SET")],
    scenario: str,
    /,
    *,
    campus: CampusOption = None,
    strategies: str | None = None,
    replications: Annotated[WholeNumber, Parameter(validator=Number(gte=2, lte=MAX_REPLICATIONS))] = 1000,
    seed: SeedOption = 1,
    workers: WorkersOption = None,
    json: JsonOption = None,
) -> int:
    """Play the assumed effect of training beside an alert: which share of it would bring as much.

    Parameters
    ----------
    training_set
        A name from `allcall list`, or a file.
    scenario
        A name from `allcall list`, or a file.
    campus
        Use this campus instead of the scenario's.
    strategies
        Today's practice and what the training is held against, separated by a comma; by default today and today with the app.
    replications
        Matched runs.
    seed
        Random seed: any whole number from 0.
    workers
        Number of threads or processes; by default, and at most, one per processor.
    json
        Write the results as JSON to this file; - for standard output.
    """
    from reports.comparison.training_effect import print_training_effect
    from scenarios.library import open_training
    from sim.experiment.training_effect import list_default_strategies, measure_training

    effect = open_training(training_set)
    asked = None if strategies is None else parse_strategy_names(strategies)
    emergency, named = open_asked(scenario, campus, asked, NO_CHANGE)
    check_outputs(json, {})
    with execute(workers) as execution:
        result = measure_training(
            effect,
            emergency,
            execution,
            strategies=named or list_default_strategies(emergency),
            replications=replications,
            seed=seed,
        )
    people = None if effect.program is None else _count_trained(effect.program)
    print_result(result.to_json(), json, lambda console: print_training_effect(result, effect, people, console))
    return INTERRUPTED_STATUS if result.stopped else 0


def _count_trained(program: str) -> "TrainedPeople":
    from reports.comparison.training_effect import TrainedPeople
    from reports.compliance.log import total_hours
    from scenarios.library import open_program

    asked = open_program(program)
    lines = [one for one in training_record().read_entries() if one.program == program]
    missing = [total.hours_missing(asked) for total in total_hours(lines)]
    return TrainedPeople(asked, missing.count(0.0), len(missing) - missing.count(0.0))


@training.command(name="export", sort_key=6)
def training_export(file: FilePath, person: str | None = None, /) -> int:
    """Write the training record to a .csv or .xlsx file.

    Parameters
    ----------
    file
        The file to write.
    person
        Only this participant.
    """
    from reports.compliance.log import TRAINING

    lines = filter_entries(training_record().read_entries(), "person", person)
    return export_entries(file, lines, TRAINING, "Training record")


@training.command(name="remove", sort_key=7)
def training_remove(number: Annotated[WholeNumber, Parameter(name="ID")], /) -> int:
    """Remove an entry from the training record for good.

    Parameters
    ----------
    number
        Its number in `allcall training list`.
    """
    from reports.compliance.log import TRAINING

    sys.stdout.write(f"{format_entry(remove_from_log(training_record(), number), TRAINING)}: removed\n")
    return 0


def drill_log() -> "LogFile[DrillRecord]":
    """The drill log of this machine."""
    from reports.compliance.log import DRILLS, LogFile
    from tui.terminal.console import find_records_folder

    return LogFile(find_records_folder() / "drills.csv", DRILLS)


def training_record() -> "LogFile[TrainingRecord]":
    """The training record of this machine."""
    from reports.compliance.log import TRAINING, LogFile
    from tui.terminal.console import find_records_folder

    return LogFile(find_records_folder() / "training.csv", TRAINING)


def parse_typed(cells: Mapping[str, str], table: "RecordTable[RecordT]") -> "tuple[LogRow, RecordT]":
    """An entry from the command line. Raises Problems that name the options."""
    from reports.compliance.log import LogRow, parse_record
    from scenarios.diagnostics import Problem

    def report(key: str, message: str, hint: str) -> Problem:
        return Problem("allcall", None, None, f"{'' if key in ('site', 'person') else '--'}{key}: {message}", hint)

    row = LogRow(cells, report)
    return row, parse_record(row, table)


def add_to_log(log: "LogFile[RecordT]", rows: "Sequence[tuple[LogRow, RecordT]]") -> "EntryResult[RecordT]":
    """Adds the new entries to a log. Raises Problems, CommandError."""
    from reports.compliance.log import add_entries
    from tui.terminal.console import get_today

    return edit_log(log, lambda entries: add_entries(entries, rows, get_today()))


def remove_from_log(log: "LogFile[RecordT]", number: int) -> "RecordT":
    """Removes an entry from a log. Raises Problems, CommandError where there is none of that number."""
    from reports.compliance.log import remove_entry

    found = edit_log(log, lambda entries: remove_entry(entries, number))
    if found is None:
        raise CommandError(f"no {log.table.singular} has the number {number}; the list shows the numbers")
    return found


def edit_log(log: "LogFile[RecordT]", change: "Callable[[list[RecordT]], T]") -> T:
    """Changes the entries of a log. Raises Problems, CommandError where the file cannot be written."""
    try:
        with log.edit() as entries:
            return change(entries)
    except OSError as error:
        raise build_write_error(error, log.path, "make it writable") from None


def filter_entries(entries: "Iterable[RecordT]", key: str, name: str | None) -> "list[RecordT]":
    """Those of a site or a participant, ignoring case. Raises CommandError where it has none."""
    from scenarios.diagnostics import quote, suggest

    logged = list(entries)
    if name is None:
        return logged
    wanted = " ".join(name.split()).casefold()
    found = [entry for entry in logged if getattr(entry, key).casefold() == wanted]
    if found:
        return found
    known = sorted({getattr(entry, key) for entry in logged})
    hint = suggest(name, known) or "the log is empty"
    raise CommandError(f"no entries for {quote(name)}; {hint}")


def format_entry(entry: "RecordT", table: "RecordTable[RecordT]") -> str:
    """An entry on one line."""
    from reports.compliance.log import format_text

    values = ((one, getattr(entry, one.key)) for one in table.columns)
    return "  ".join(format_text(value, one.kind) for one, value in values if value != "")


def export_entries(file: Path, entries: "Sequence[RecordT]", table: "RecordTable[RecordT]", header: str) -> int:
    """Writes entries to a .csv or .xlsx file, never over the logs themselves. Raises CommandError."""
    from reports.compliance.log import build_workbook, format_csv
    from scenarios.loading.files import write_atomic
    from tui.terminal.console import find_records_folder

    if Path(os.path.realpath(file)).parent == find_records_folder().resolve():
        raise CommandError(f"{file}: this folder holds the logs themselves; name a file in another folder")
    match file.suffix.lower():
        case ".csv":
            content = format_csv(entries, table).encode("utf-8-sig")
        case ".xlsx":
            content = build_workbook(entries, table, header)
        case _:
            raise CommandError(f"{file}: name a file that ends in .csv or .xlsx")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(file, content)
    except OSError as error:
        raise build_write_error(error, file, "name a writable file") from None
    sys.stdout.write(f"{file}: {counted(len(entries), table)}\n")
    return 0


def counted(number: int, table: "RecordTable[RecordT]") -> str:
    """`1 drill`, `2 drills`."""
    return f"{number} {table.singular if number == 1 else table.plural}"
