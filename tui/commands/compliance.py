"""Commands for what was really held: the log of drills and the record of training. An exercise enters nothing here by itself.

Both records are a kept file each; what is typed, chosen by a name, listed and exported is the same for both.
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

from cyclopts import App, Parameter

from tui.commands import FilePath, WholeNumber
from tui.terminal.console import CommandError, build_write_error

if TYPE_CHECKING:
    from reports.compliance.log import EntryResult, LogFile, LogRow, RecordT, RecordTable
    from scenarios.compliance import DrillRecord, Requirement, SchoolCalendar, Semester, TrainingRecord
    from sim.exercise.history import Attendance

T = TypeVar("T")
Typed = Annotated[str, Parameter(allow_leading_hyphen=True)]
STANDARD = "oklahoma"
SHORTEST = 60.0  # seconds of an exercise that are written down as training

records = App(name="records")
training = App(name="training")


@records.command(name="add", sort_key=1)
def records_add(
    site: str, /, *, kind: Typed, date: Typed, time: Typed, occupants: Typed, took: Typed, note: Typed = ""
) -> int:
    """Write down a drill that was held.

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
        About how many people took part.
    took
        The total time, such as "3 min 20 s".
    note
        Anything else.
    """
    from reports.compliance.log import DRILLS

    given = {"kind": kind, "date": date, "time": time, "occupants": occupants, "took": took, "note": note}
    kept = drill_log()
    found = add_kept(kept, [parse_typed({"site": site, **given}, DRILLS)])
    if found.known:
        raise CommandError("this drill is written down already; nothing was changed")
    (drill,) = found.new
    sys.stdout.write(f"{format_entry(drill, DRILLS)}: written down in {kept.path}\n")
    return 0


@records.command(name="list", sort_key=2)
def records_list(site: str | None = None, /, *, year: Typed | None = None, rules: str = STANDARD) -> int:
    """List the drills that are written down, and say which are older than they have to be kept.

    Parameters
    ----------
    site
        Only of this site.
    year
        Only of this school year, such as 2026-27.
    rules
        The requirement that says for how long: a name from `allcall list`, or a file.
    """
    from reports.compliance.log import DRILLS
    from reports.compliance.requirements import entries_by
    from reports.documents.terminal_writer import print_blocks
    from scenarios.compliance import add_years, school_year_span
    from scenarios.library import open_requirement
    from tui.terminal.console import create_console, get_today

    requirement, kept = open_requirement(rules), drill_log()
    drills = chosen(kept.read_entries(), "site", site)
    if year is not None:
        first, last = school_year_span(_parse_year(year), requirement.year_begins)
        drills = [drill for drill in drills if first <= drill.date <= last]
    if not drills:
        sys.stdout.write(f"no drill is written down in {kept.path}{' for that' if site or year else ''}\n")
        return 0
    out = create_console()
    print_blocks(entries_by("site", drills, DRILLS), out)
    older = [drill for drill in drills if add_years(drill.date, requirement.years_kept) < get_today()]
    if older:
        out.print(_describe_expired(older, requirement))
    return 0


def _describe_expired(drills: "Sequence[DrillRecord]", requirement: "Requirement") -> str:
    """Which of them need not be kept any more, as far as the rules say."""
    kept = requirement.years_kept
    named = ", ".join(str(drill.id) for drill in sorted(drills, key=lambda one: one.id))
    return (
        f'\nOlder than the {kept} {"year" if kept == 1 else "years"} that "{requirement.requirement}" asks to keep: {named}. '
        "They stay until you remove them."
    )


@records.command(name="check", sort_key=3)
def records_check(
    site: str,
    /,
    *,
    year: Typed,
    rules: str = STANDARD,
    semester: Annotated[list[str] | None, Parameter(negative="", allow_leading_hyphen=True)] = None,
) -> int:
    """Hold the drills of a site and a school year against a requirement, rule by rule. This is no legal advice.

    Parameters
    ----------
    site
        The school site, as it was written down.
    year
        The school year, such as 2026-27.
    rules
        The requirement: a name from `allcall list`, or a file.
    semester
        First and last day of a semester, once for each: 2026-08-13:2026-12-18. Instead of those in the file, if any.
    """
    from reports.compliance.requirements import Asked, check_rules, checked_sheet
    from reports.documents.terminal_writer import print_paper
    from scenarios.library import open_requirement
    from tui.terminal.console import create_console, get_today

    year, requirement = _parse_year(year), open_requirement(rules)
    calendar = _parse_calendar(semester, year, requirement) if semester else requirement.find_calendar(year)
    every = drill_log().read_entries()
    drills = chosen(every, "site", site) if every else []
    answers = check_rules(requirement, year, calendar, drills, get_today())
    name = drills[0].site if drills else site
    print_paper(
        checked_sheet(Asked(requirement, name, year, calendar, drills, get_today()), answers),
        create_console(),
    )
    return 0


def _parse_calendar(semesters: Sequence[str], year: str, requirement: "Requirement") -> "SchoolCalendar":
    """Semesters as they were typed. Raises Refusal."""
    from scenarios.compliance import SchoolCalendar
    from scenarios.validation.scenario import check_semesters

    made = [_parse_semester(one) for one in semesters]
    wrong = next(check_semesters(made, year, requirement.year_begins), None)
    if wrong:
        raise CommandError(f"--semester {semesters[wrong[0]]}: {wrong[1]}")
    there = requirement.find_calendar(year)
    return SchoolCalendar(year=year, semesters=made, no_school=there.no_school if there else None)


def _parse_semester(said: str) -> "Semester":
    from scenarios.compliance import Semester, parse_date

    first, colon, last = said.partition(":")
    try:
        days = parse_date(first), parse_date(last)
    except ValueError as error:
        what = str(error) if colon else "there is one day, not two"
        raise CommandError(
            f"--semester {said}: {what}; write first and last day as 2026-08-13:2026-12-18"
        ) from None
    if days[0] >= days[1]:
        raise CommandError(f"--semester {said}: write the first day first")
    return Semester(first=days[0], last=days[1])


def _parse_year(said: str) -> str:
    from scenarios.compliance import parse_school_year

    try:
        return parse_school_year(said)
    except ValueError as error:
        raise CommandError(f"--year: {error}") from None


@records.command(name="export", sort_key=4)
def records_export(file: FilePath, site: str | None = None, /) -> int:
    """Write the log into a .csv or .xlsx file.

    Parameters
    ----------
    file
        The file to write.
    site
        Only of this site.
    """
    from reports.compliance.log import DRILLS

    drills = chosen(drill_log().read_entries(), "site", site)
    return export_entries(file, drills, DRILLS, f"Drill log{f', {drills[0].site}' if site else ''}")


@records.command(name="import", sort_key=5)
def records_import(file: FilePath, /) -> int:
    """Put the drills of a .csv or .xlsx file into the log: all of them, or none if anything is wrong.

    Parameters
    ----------
    file
        A file with the columns that `allcall records export` writes.
    """
    from reports.compliance.log import DRILLS, read_rows

    kept = drill_log()
    found = add_kept(kept, read_rows(file, DRILLS))
    known = f", {found.known} written down already" if found.known else ""
    sys.stdout.write(f"{kept.path}: {counted(len(found.new), DRILLS)} from {file}{known}\n")
    return 0


@records.command(name="remove", sort_key=6)
def records_remove(number: Annotated[WholeNumber, Parameter(name="ID")], /) -> int:
    """Take a drill out of the log for good.

    Parameters
    ----------
    number
        Its number in `allcall records list`.
    """
    from reports.compliance.log import DRILLS

    sys.stdout.write(f"{format_entry(remove_kept(drill_log(), number), DRILLS)}: removed\n")
    return 0


@training.command(name="add", sort_key=1)
def training_add(person: str, /, *, programme: Typed, topic: Typed, hours: Typed, date: Typed) -> int:
    """Write down hours of training that somebody took part in.

    Parameters
    ----------
    person
        The participant's name.
    programme
        A name from `allcall list`, or a file.
    topic
        What it was about.
    hours
        Such as 2.5.
    date
        The day, such as 2026-08-20.
    """
    from reports.compliance.log import TRAINING
    from scenarios.library import open_programme

    given = {"person": person, "topic": topic, "hours": hours, "date": date}
    kept, name = training_record(), open_programme(programme).programme
    found = add_kept(kept, [parse_typed({**given, "programme": name}, TRAINING)])
    if found.known:
        raise CommandError("this is written down already; nothing was changed")
    (added,) = found.new
    sys.stdout.write(f"{format_entry(added, TRAINING)}: written down in {kept.path}\n")
    return 0


@training.command(name="from-session", sort_key=2)
def training_from_session(
    session: str, /, *, programme: Typed, topic: Typed, date: Typed | None = None
) -> int:
    """Write down the time of an exercise for everybody who is named in its journal.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file.
    programme
        A name from `allcall list`, or a file.
    topic
        What it was about.
    date
        The day; by default that on which people sat down to it.
    """
    from reports.compliance.log import TRAINING, build_lines
    from scenarios.library import open_programme
    from sim.exercise.history import read_attendance
    from sim.exercise.journal import JournalError
    from sim.exercise.sessions import find_session
    from tui.terminal.console import find_sessions_folder

    kept, name = training_record(), open_programme(programme).programme
    try:
        path = find_session(session, find_sessions_folder())
        attended = read_attendance(path)
    except JournalError as error:
        raise CommandError(str(error)) from error
    _counts(path.stem, attended)
    lines = build_lines(attended, path.stem, name, topic, date or attended.started_at[:10])
    found = add_kept(kept, [parse_typed(one, TRAINING) for one in lines])
    known = f", {found.known} written down already" if found.known else ""
    sys.stdout.writelines(f"{format_entry(one, TRAINING)}\n" for one in found.new)
    sys.stdout.write(f"{kept.path}: {counted(len(found.new), TRAINING)} from {path.stem}{known}\n")
    return 0


def _counts(session: str, attended: "Attendance") -> None:
    """Raises Refusal where an exercise is nobody's training, or it is not known whose or for how long."""
    if attended.is_rehearsal:
        raise CommandError(f"{session} was a rehearsal, which played itself; nobody took part")
    if not attended.started_at:
        raise CommandError(f"{session} was played from a script; nobody sat in a room")
    if not attended.has_ended:
        raise CommandError(
            f"{session} has not ended, so its time is not known; go on with it: allcall resume {session}"
        )
    if attended.seconds < SHORTEST:
        raise CommandError(f"{session} was over within a minute; nobody was trained")
    if not attended.names:
        raise CommandError(f"{session} names nobody; write hours down with allcall training add")


@training.command(name="list", sort_key=3)
def training_list(person: str | None = None, /) -> int:
    """List the hours that are written down.

    Parameters
    ----------
    person
        Only of this participant.
    """
    from reports.compliance.log import TRAINING
    from reports.compliance.requirements import entries_by
    from reports.documents.terminal_writer import print_blocks
    from tui.terminal.console import create_console

    kept = training_record()
    lines = chosen(kept.read_entries(), "person", person)
    if not lines:
        sys.stdout.write(f"nothing is written down in {kept.path}\n")
        return 0
    print_blocks(entries_by("person", lines, TRAINING), create_console())
    return 0


@training.command(name="hours", sort_key=4)
def training_hours(
    person: str | None = None,
    /,
    *,
    programme: Annotated[list[str] | None, Parameter(negative="")] = None,
) -> int:
    """Sum the hours by participant and topic, towards what each programme asks for.

    Parameters
    ----------
    person
        Only of this participant.
    programme
        Only of this one: a name from `allcall list`, or a file. May be given again.
    """
    from reports.compliance.log import total_hours
    from reports.compliance.requirements import hours_towards
    from reports.documents.terminal_writer import print_blocks
    from scenarios.library import list_shipped, open_programme
    from tui.terminal.console import create_console

    kept = training_record()
    asked = [open_programme(name) for name in programme or []]
    known = {one.programme: one for one in (*map(open_programme, list_shipped("programme")), *asked)}
    lines = chosen(kept.read_entries(), "person", person)
    wanted = [one.programme for one in asked] or sorted({one.programme for one in lines})
    if not wanted:
        sys.stdout.write(f"nothing is written down in {kept.path}\n")
        return 0
    sums = total_hours(lines)
    shown = (
        hours_towards(name, known.get(name), [one for one in sums if one.programme == name])
        for name in wanted
    )
    print_blocks((block for blocks in shown for block in blocks), create_console())
    return 0


@training.command(name="export", sort_key=5)
def training_export(file: FilePath, person: str | None = None, /) -> int:
    """Write the hours into a .csv or .xlsx file.

    Parameters
    ----------
    file
        The file to write.
    person
        Only of this participant.
    """
    from reports.compliance.log import TRAINING

    lines = chosen(training_record().read_entries(), "person", person)
    return export_entries(file, lines, TRAINING, "Training record")


@training.command(name="remove", sort_key=6)
def training_remove(number: Annotated[WholeNumber, Parameter(name="ID")], /) -> int:
    """Take a line out of the training record for good.

    Parameters
    ----------
    number
        Its number in `allcall training list`.
    """
    from reports.compliance.log import TRAINING

    sys.stdout.write(f"{format_entry(remove_kept(training_record(), number), TRAINING)}: removed\n")
    return 0


def drill_log() -> "LogFile[DrillRecord]":
    """The log of this machine."""
    from reports.compliance.log import DRILLS, LogFile
    from tui.terminal.console import find_records_folder

    return LogFile(find_records_folder() / "drills.csv", DRILLS)


def training_record() -> "LogFile[TrainingRecord]":
    """The training record of this machine."""
    from reports.compliance.log import TRAINING, LogFile
    from tui.terminal.console import find_records_folder

    return LogFile(find_records_folder() / "training.csv", TRAINING)


def parse_typed(cells: Mapping[str, str], table: "RecordTable[RecordT]") -> "tuple[LogRow, RecordT]":
    """What was typed on the command line. Raises Problems, which name the options."""
    from reports.compliance.log import LogRow, parse_record
    from scenarios.diagnostics import Problem

    def wrong(key: str, message: str, hint: str) -> Problem:
        return Problem(
            "allcall", None, None, f"{'' if key in ('site', 'person') else '--'}{key}: {message}", hint
        )

    row = LogRow(cells, wrong)
    return row, parse_record(row, table)


def add_kept(kept: "LogFile[RecordT]", rows: "Sequence[tuple[LogRow, RecordT]]") -> "EntryResult[RecordT]":
    """Puts new entries into the kept file. Raises Problems, Refusal."""
    from reports.compliance.log import add_entries
    from tui.terminal.console import get_today

    return edit_kept(kept, lambda log: add_entries(log, rows, get_today()))


def remove_kept(kept: "LogFile[RecordT]", number: int) -> "RecordT":
    """Takes an entry out of the kept file. Raises Problems, Refusal where there is none of that number."""
    from reports.compliance.log import remove_entry

    found = edit_kept(kept, lambda log: remove_entry(log, number))
    if found is None:
        raise CommandError(
            f"there is no {kept.table.singular} with the number {number}; the list has the numbers"
        )
    return found


def edit_kept(kept: "LogFile[RecordT]", change: "Callable[[list[RecordT]], T]") -> T:
    """Does something to the kept entries. Raises Problems, Refusal where the file cannot be written."""
    try:
        with kept.edit() as entries:
            return change(entries)
    except OSError as error:
        raise build_write_error(error, kept.path, "see that it can be written") from None


def chosen(entries: "Iterable[RecordT]", key: str, name: str | None) -> "list[RecordT]":
    """Those of a site or a participant, however the name is capitalised. Raises Refusal where it has none."""
    from scenarios.diagnostics import quote, suggest

    every = list(entries)
    if name is None:
        return every
    wanted = " ".join(name.split()).casefold()
    found = [entry for entry in every if getattr(entry, key).casefold() == wanted]
    if found:
        return found
    known = sorted({getattr(entry, key) for entry in every})
    hint = suggest(name, known) or "nothing is written down at all"
    raise CommandError(f"nothing is written down for {quote(name)}; {hint}")


def format_entry(entry: "RecordT", table: "RecordTable[RecordT]") -> str:
    """An entry on one line."""
    from reports.compliance.log import format_text

    values = ((one, getattr(entry, one.key)) for one in table.columns)
    return "  ".join(format_text(value, one.kind) for one, value in values if value != "")


def export_entries(
    file: Path, entries: "Sequence[RecordT]", table: "RecordTable[RecordT]", header: str
) -> int:
    """Writes entries into a .csv or .xlsx file, and never over what is kept. Raises Refusal."""
    from reports.compliance.log import build_workbook, format_csv
    from scenarios.loading.files import write_atomic
    from tui.terminal.console import find_records_folder

    if file.resolve().parent == find_records_folder().resolve():
        raise CommandError(f"{file}: the records themselves are kept in this folder; name a file in another")
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
        raise build_write_error(error, file, "name a file that can be written") from None
    sys.stdout.write(f"{file}: {counted(len(entries), table)}\n")
    return 0


def counted(number: int, table: "RecordTable[RecordT]") -> str:
    """`1 drill`, `2 drills`."""
    return f"{number} {table.singular if number == 1 else table.plural}"
