"""Checks the drills of a site and a school year against a requirement, rule by rule, and prints requirements and records.

A rule applies to one or several periods of the year. In each it is met, not met, not yet met (there is time left), or not known, because
the semesters were not given. The status of a rule is that of its worst period.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from reports.compliance.log import RecordT, RecordTable, TrainingTotal, format_text
from reports.datasheets import build_datasheet, build_facts_table
from reports.documents import model
from reports.documents.model import Block, Bullets, Column, Heading, Paper, Paragraph, Run, Words
from scenarios.compliance import (
    DrillRecord,
    Program,
    Requirement,
    Rule,
    SchoolCalendar,
    school_month_span,
    school_year_span,
)
from scenarios.units import TIME

Status = Literal["met", "not met", "not yet", "not known"]
WORST_FIRST: tuple[Status, ...] = ("not met", "not known", "not yet", "met")
NO_SEMESTERS = "the dates of the semesters are not given"
NUMBERS = ("count", "hours", "span")
LEGAL_NOTE = "Check current law before you rely on this. It counts recorded drills; it is no legal advice."


@dataclass(frozen=True)
class RulePeriod:
    """Days that a rule applies to, the first and the last included."""

    name: str
    first: date
    last: date

    def contains(self, drill: DrillRecord) -> bool:
        """Whether a drill is in it."""
        return self.first <= drill.date <= self.last


@dataclass(frozen=True)
class PeriodResult:
    """The status of a rule in one period, and the drills that count. period: None where it is not known."""

    period: RulePeriod | None
    status: Status
    text: str
    counted: tuple[DrillRecord, ...] = ()


@dataclass(frozen=True)
class RuleResult:
    """A rule and its status."""

    rule: Rule
    parts: tuple[PeriodResult, ...]

    @property
    def status(self) -> Status:
        """That of the worst period."""
        return min((part.status for part in self.parts), key=WORST_FIRST.index)


def check_rules(
    requirement: Requirement, year: str, calendar: SchoolCalendar | None, drills: Sequence[DrillRecord], today: date
) -> list[RuleResult]:
    """The status of every rule. drills: of one site, of any year; calendar: of that school year, if it is known."""
    in_order = sorted(drills, key=lambda drill: (drill.date, drill.time, drill.id))
    return [
        RuleResult(rule, tuple(_check_periods(rule, periods, in_order, today)))
        for rule in requirement.rules
        for periods in [list(_iterate_periods(rule, requirement, year, calendar))]
    ]


def _iterate_periods(
    rule: Rule, requirement: Requirement, year: str, calendar: SchoolCalendar | None
) -> Iterator[RulePeriod]:
    begins = requirement.year_begins
    if rule.month:
        yield RulePeriod(rule.month.capitalize(), *school_month_span(year, begins, rule.month))
    elif rule.each == "year":
        yield RulePeriod("school year", *school_year_span(year, begins))
    elif calendar is not None:
        for number, semester in enumerate(calendar.semesters, 1):
            last, name = semester.last, f"semester {number}"
            if rule.first_days:
                last = min(last, _find_nth_school_day(semester.first, rule, calendar))
                name = f"first {rule.first_days} days of {name}"
            yield RulePeriod(name, semester.first, last)


def _find_nth_school_day(first: date, rule: Rule, calendar: SchoolCalendar) -> date:
    """The last of the first days of a semester. first: the first of them."""
    left, day = (rule.first_days or 1) - 1, first
    while left:
        day += timedelta(days=1)
        left -= rule.days == "calendar" or _is_school_day(day, calendar)
    return day


def _is_school_day(day: date, calendar: SchoolCalendar) -> bool:
    return day.weekday() < 5 and day not in (calendar.no_school or ())


def _check_periods(
    rule: Rule, periods: Sequence[RulePeriod], drills: Sequence[DrillRecord], today: date
) -> Iterator[PeriodResult]:
    if not periods:
        yield PeriodResult(None, "not known", NO_SEMESTERS)
    for period in periods:
        counted = tuple(one for one in drills if rule.kind in (None, one.kind) and period.contains(one))
        results = list(_check_counts(rule, period, counted, today))
        status = min((status for status, _ in results), key=WORST_FIRST.index)
        yield PeriodResult(period, status, "; ".join(text for _, text in results), counted)


def _check_counts(
    rule: Rule, period: RulePeriod, counted: Sequence[DrillRecord], today: date
) -> Iterator[tuple[Status, str]]:
    """Status and text of each limit on the number of drills, and on their times of day."""
    is_over, count = today > period.last, len(counted)
    so_far = "" if is_over else " so far"
    if rule.at_least is not None:
        missing = rule.at_least - count
        if missing <= 0:
            yield "met", f"{count}, at least {rule.at_least}"
        elif is_over:
            yield "not met", f"{count}, at least {rule.at_least}; the last day has passed"
        else:
            yield "not yet", f"{count} so far, at least {rule.at_least}; {missing} more by {period.last}"
    if rule.at_most is not None:
        within = count <= rule.at_most
        yield "met" if within else "not met", f"{count}{so_far if within else ''}, at most {rule.at_most}"
    if rule.apart is not None:
        yield _check_times_of_day(rule.apart, counted, so_far)


def _check_times_of_day(apart: float, counted: Sequence[DrillRecord], so_far: str) -> tuple[Status, str]:
    """Whether times of day differ enough. apart: in seconds."""
    by_time = sorted(counted, key=lambda drill: drill.time)
    near = [(a, b) for a, b in pairwise(by_time) if _minute_of_day(b) - _minute_of_day(a) < apart / 60]
    if near:
        return "not met", "; ".join(_describe_close_times(a, b, apart) for a, b in near)
    if len(by_time) < 2:
        text = f"{len(by_time) or 'none'}{so_far}, so there is nothing to compare"
        return "not yet" if so_far else "met", text
    return "met", f"all at different times{so_far}: {', '.join(f'{one.time:%H:%M}' for one in by_time)}"


def _describe_close_times(a: DrillRecord, b: DrillRecord, apart: float) -> str:
    if a.time == b.time:
        return f"{a.id} and {b.id} are at the same time of day, {a.time:%H:%M}"
    return f"{a.id} and {b.id} are less than {TIME.format(apart)} apart, {a.time:%H:%M} and {b.time:%H:%M}"


def _minute_of_day(drill: DrillRecord) -> int:
    return drill.time.hour * 60 + drill.time.minute


def find_outside_semesters(
    requirement: Requirement, year: str, calendar: SchoolCalendar, drills: Sequence[DrillRecord]
) -> list[DrillRecord]:
    """Drills of the school year outside its semesters, which no rule about semesters counts."""
    whole = RulePeriod("", *school_year_span(year, requirement.year_begins))
    inside = [RulePeriod("", one.first, one.last) for one in calendar.semesters]
    return [one for one in drills if whole.contains(one) and not any(part.contains(one) for part in inside)]


def list_unknowns(
    requirement: Requirement, results: Sequence[RuleResult], calendar: SchoolCalendar | None
) -> list[str]:
    """Gaps of the requirement and of the command, a sentence each."""
    gaps = [requirement.unverified, *(result.rule.not_known for result in results)]
    if any(result.status == "not known" for result in results):
        gaps.append("the semesters: give the first and last day of each with --semester 2026-08-13:2026-12-18")
    counts_school_days = any(result.rule.days == "school" for result in results)
    if counts_school_days and calendar is not None and calendar.no_school is None:
        gaps.append("which days have no school; Monday to Friday are counted as school days")
    return _list_once(gaps)


def _list_once(sentences: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(" ".join(one.split()) for one in sentences if one))


@dataclass(frozen=True)
class Asked:
    """A check of drills against a requirement, on a day."""

    requirement: Requirement
    site: str
    year: str
    calendar: SchoolCalendar | None
    drills: Sequence[DrillRecord]
    today: date


def checked_sheet(asked: Asked, results: Sequence[RuleResult]) -> Paper:
    """The status of every rule, with the drills that count, and the gaps."""
    title = f"{asked.site}, school year {asked.year}, as of {asked.today}"
    unknown = list_unknowns(asked.requirement, results, asked.calendar)
    parts = [("", _render_results(asked, results)), *_sources(asked.requirement, unknown)]
    return build_datasheet("Drill check", title, parts)


def _render_results(asked: Asked, results: Sequence[RuleResult]) -> Iterator[Block]:
    counts = Counter(result.status for result in results)
    yield Paragraph(f"Rules applied: {asked.requirement.requirement} ({asked.requirement.title})")
    yield Paragraph(", ".join(f"{counts[one]} {one}" for one in reversed(WORST_FIRST) if counts[one]))
    if not asked.drills:
        yield Paragraph("No drill is recorded for this site.")
    yield Paragraph("")
    yield build_facts_table(line for result in results for line in _rule_lines(result))
    if asked.calendar is not None:
        outside = find_outside_semesters(asked.requirement, asked.year, asked.calendar, asked.drills)
        if outside:
            yield Paragraph(f"\nOutside the semesters, so no rule about semesters counts them: {_name(outside)}.")


def _rule_lines(result: RuleResult) -> Iterator[tuple[Words, Words]]:
    yield (Run(result.status, "strong"),), result.rule.says
    for part in result.parts:
        period = part.period
        yield "", f"  {f'{period.name}, {period.first} to {period.last}: ' if period else ''}{part.text}"
        if part.counted:
            yield "", f"    {_name(part.counted)}"


def _name(drills: Sequence[DrillRecord]) -> str:
    """`3 (2026-08-20 09:40), 7 (…)`: numbers in the log, days and times."""
    return ", ".join(f"{one.id} ({one.date} {one.time:%H:%M})" for one in drills)


def requirement_sheet(requirement: Requirement) -> Paper:
    """The rules of a requirement, and its sources."""
    kept = requirement.years_kept
    rules: list[Block] = [
        Bullets(tuple(rule.says for rule in requirement.rules)),
        Paragraph(f"Drills stay on file for {kept} {'year' if kept == 1 else 'years'}."),
    ]
    unknown = _list_once([requirement.unverified, *(rule.not_known for rule in requirement.rules)])
    parts = [("What is required", rules), *_sources(requirement, unknown)]
    return build_datasheet("Requirement", requirement.title, parts)


def _sources(requirement: Requirement, unknown: Sequence[str]) -> Iterator[tuple[str, list[Block]]]:
    if unknown:
        yield "What is not known", [Bullets(tuple(unknown))]
    sources = (f"{one.page}{', not verified' if one.unverified else ''}" for one in requirement.sources)
    check_law = Paragraph((Run(f"\n{LEGAL_NOTE}", "strong"),))
    yield "Sources", [Paragraph(requirement.law), Bullets(tuple(sources)), check_law]


def program_sheet(program: Program) -> Paper:
    """What a training program asks for, and its source."""
    rows = [("Hours required", program.describe_hours), ("Source", program.source)]
    rows += [("Not verified", program.unverified.strip())] if program.unverified else []
    return build_datasheet("Training program", program.title, [("", [build_facts_table(rows)])])


def hours_towards(name: str, program: Program | None, totals: Sequence[TrainingTotal]) -> Iterator[Block]:
    """The hours of each participant in one program. program: None where its file is not known."""
    yield Heading(f"{program.title} ({name}): {program.describe_hours}" if program else name)
    for total in totals:
        yield Paragraph(f"  {total.person}: {_format_total(total, program)}")
        yield build_facts_table((f"{f'{hours:g} h':>12}", topic) for topic, hours in total.topics.items())
    if not totals:
        yield Paragraph("  no one has hours in it")
    if program is None:
        yield Paragraph("  The hours it requires are not known here; give its file with --program FILE.yaml")
    elif program.unverified:
        yield Paragraph(f"  Not verified: {program.unverified.strip()}.")


def _format_total(total: TrainingTotal, program: Program | None) -> str:
    if program is None:
        return f"{total.hours:g} h"
    missing = total.hours_missing(program)
    return f"{total.hours:g} h of {program.describe_hours}{f', {missing:g} h to go' if missing else ''}"


def entries_by(key: str, entries: Iterable[RecordT], table: RecordTable[RecordT]) -> Iterator[Block]:
    """Entries by day: a table for each site or participant, whatever the case of its name."""
    groups: dict[str, list[RecordT]] = {}
    for entry in sorted(entries, key=lambda one: (one.date, str(getattr(one, "time", "")), one.id)):
        groups.setdefault(getattr(entry, key).casefold(), []).append(entry)
    shown = [one for one in table.columns if one.key != key]
    width = sum(one.width for one in shown)
    columns = tuple(Column(one.title, one.width / width, "right" if one.kind in NUMBERS else "left") for one in shown)
    for name in sorted(groups):
        rows = (tuple(format_text(getattr(entry, one.key), one.kind) for one in shown) for entry in groups[name])
        yield Heading(getattr(groups[name][0], key))
        yield model.Table("", columns, tuple(rows))
