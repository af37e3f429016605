"""`allcall records`: the log of drills that were really held."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from reports.records.entering import rows_of
from reports.records.kept import Kept
from reports.records.rule_check import held_against
from reports.records.tables import DRILLS
from scenarios.checks.requirement import wrong_semesters
from scenarios.days import read_day, read_year, year_between, years_on
from scenarios.held import HeldDrill
from scenarios.library import open_requirement
from scenarios.requirement import Requirement, SchoolCalendar, Semester
from tui.pages.drills import Asked, checked_page
from tui.pages.layout import print_page
from tui.places import records_folder
from tui.record_files import chosen, counted, entered, exported, line, listed, removed, typed
from tui.refusal import Refusal
from tui.terminal import console
from tui.today import today


def log() -> Kept[HeldDrill]:
    """The log of this machine."""
    return Kept(records_folder() / "drills.csv", DRILLS)


def run_add(given: Mapping[str, str]) -> int:
    """Writes a drill down. Raises Problems, Refusal."""
    kept = log()
    found = entered(kept, [typed(given, DRILLS)])
    if found.known:
        raise Refusal("this drill is written down already; nothing was changed")
    (drill,) = found.new
    sys.stdout.write(f"{line(drill, DRILLS)}: written down in {kept.path}\n")
    return 0


def run_list(site: str | None, year: str | None, rules: str) -> int:
    """Lists drills, by day. Raises Problems, Refusal."""
    requirement, kept = open_requirement(rules), log()
    drills = chosen(kept.entries(), "site", site)
    if year is not None:
        first, last = year_between(_year(year), requirement.year_begins)
        drills = [drill for drill in drills if first <= drill.date <= last]
    if not drills:
        sys.stdout.write(f"no drill is written down in {kept.path}{' for that' if site or year else ''}\n")
        return 0
    out = console()
    print_page(listed(drills, DRILLS, "site"), out)
    older = [drill for drill in drills if years_on(drill.date, requirement.years_kept) < today()]
    if older:
        out.print(_older(older, requirement))
    return 0


def _older(drills: Sequence[HeldDrill], requirement: Requirement) -> str:
    """Which of them need not be kept any more, as far as the rules say."""
    kept = requirement.years_kept
    named = ", ".join(str(drill.id) for drill in sorted(drills, key=lambda one: one.id))
    return (
        f'\nOlder than the {kept} {"year" if kept == 1 else "years"} that "{requirement.requirement}" asks to keep: {named}. '
        "They stay until you remove them."
    )


def run_check(site: str, year: str, rules: str, semesters: Sequence[str]) -> int:
    """Prints how every rule stands. Raises Problems, Refusal."""
    year, requirement = _year(year), open_requirement(rules)
    calendar = _calendar(semesters, year, requirement) if semesters else requirement.calendar_of(year)
    every = log().entries()
    drills = chosen(every, "site", site) if every else []
    answers = held_against(requirement, year, calendar, drills, today())
    name = drills[0].site if drills else site
    print_page(checked_page(Asked(requirement, name, year, calendar, drills, today()), answers), console())
    return 0


def _calendar(semesters: Sequence[str], year: str, requirement: Requirement) -> SchoolCalendar:
    """Semesters as they were typed. Raises Refusal."""
    made = [_semester(one) for one in semesters]
    wrong = next(wrong_semesters(made, year, requirement.year_begins), None)
    if wrong:
        raise Refusal(f"--semester {semesters[wrong[0]]}: {wrong[1]}")
    there = requirement.calendar_of(year)
    return SchoolCalendar(year=year, semesters=made, no_school=there.no_school if there else None)


def _semester(said: str) -> Semester:
    first, colon, last = said.partition(":")
    try:
        days = read_day(first), read_day(last)
    except ValueError as error:
        what = str(error) if colon else "there is one day, not two"
        raise Refusal(
            f"--semester {said}: {what}; write first and last day as 2026-08-13:2026-12-18"
        ) from None
    if days[0] >= days[1]:
        raise Refusal(f"--semester {said}: write the first day first")
    return Semester(first=days[0], last=days[1])


def _year(said: str) -> str:
    try:
        return read_year(said)
    except ValueError as error:
        raise Refusal(f"--year: {error}") from None


def run_export(file: Path, site: str | None) -> int:
    """Writes the log, in the order in which it was written down. Raises Problems, Refusal."""
    drills = chosen(log().entries(), "site", site)
    return exported(file, drills, DRILLS, f"Drill log{f', {drills[0].site}' if site else ''}")


def run_import(file: Path) -> int:
    """Takes all drills of a file in. Raises Problems, Refusal."""
    kept = log()
    found = entered(kept, rows_of(file, DRILLS))
    known = f", {found.known} written down already" if found.known else ""
    sys.stdout.write(f"{kept.path}: {counted(len(found.new), DRILLS)} from {file}{known}\n")
    return 0


def run_remove(number: int) -> int:
    """Takes a drill out, and says what it was. Raises Problems, Refusal."""
    sys.stdout.write(f"{line(removed(log(), number), DRILLS)}: removed\n")
    return 0
