"""Holds the drills of one site and one school year against a requirement, rule by rule.

A rule looks at one stretch of the year or several. Of each it is said whether it is met, not met, not yet (there is still time), or not
known, because nobody has said when the semesters are. A rule is as its worst stretch is.

The records as documents: drills and hours by site, participant or program; drills held against a requirement; a requirement.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from reports.compliance.log import RecordT, RecordTable, TrainingTotal, format_text
from reports.datasheets import datasheet, facts
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

NO_SEMESTERS = "nobody has said when the semesters begin and end"


@dataclass(frozen=True)
class RulePeriod:
    """Days that a rule looks at, the first and the last included."""

    name: str
    first: date
    last: date

    def contains(self, drill: DrillRecord) -> bool:
        """Whether a drill lies in it."""
        return self.first <= drill.date <= self.last


@dataclass(frozen=True)
class PeriodResult:
    """A rule in one period: how it stands, in words too, and the drills that count. period: None where it is not known."""

    period: RulePeriod | None
    status: Status
    text: str
    counted: tuple[DrillRecord, ...] = ()


@dataclass(frozen=True)
class RuleResult:
    """A rule and how it stands."""

    rule: Rule
    parts: tuple[PeriodResult, ...]

    @property
    def status(self) -> Status:
        """That of the worst stretch."""
        return min((part.status for part in self.parts), key=WORST_FIRST.index)


def check_rules(
    requirement: Requirement,
    year: str,
    calendar: SchoolCalendar | None,
    drills: Sequence[DrillRecord],
    today: date,
) -> list[RuleResult]:
    """How every rule stands. drills: of one site, of any year; calendar: of that school year, None where nobody has said it."""
    in_order = sorted(drills, key=lambda drill: (drill.date, drill.time, drill.id))
    return [
        RuleResult(
            rule,
            tuple(
                _check_periods(
                    rule, list(iterate_periods(rule, requirement, year, calendar)), in_order, today
                )
            ),
        )
        for rule in requirement.rules
    ]


def iterate_periods(
    rule: Rule, requirement: Requirement, year: str, calendar: SchoolCalendar | None
) -> Iterator[RulePeriod]:
    """What a rule looks at; nothing where that is not known."""
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
    """The last of the first days, the first of them counted."""
    left, day = (rule.first_days or 1) - 1, first
    while left:
        day += timedelta(days=1)
        left -= rule.days == "calendar" or _is_school_day(day, calendar)
    return day


def _is_school_day(day: date, calendar: SchoolCalendar) -> bool:
    return day.weekday() < 5 and day not in (calendar.no_school or ())


def _check_periods(
    rule: Rule, where: Sequence[RulePeriod], drills: Sequence[DrillRecord], today: date
) -> Iterator[PeriodResult]:
    if not where:
        yield PeriodResult(None, "not known", NO_SEMESTERS)
    for stretch in where:
        counted = tuple(one for one in drills if rule.kind in (None, one.kind) and stretch.contains(one))
        said = list(_describe_counts(rule, stretch, counted, today))
        status = min((status for status, _ in said), key=WORST_FIRST.index)
        yield PeriodResult(stretch, status, "; ".join(words for _, words in said), counted)


def _describe_counts(
    rule: Rule, stretch: RulePeriod, counted: Sequence[DrillRecord], today: date
) -> Iterator[tuple[Status, str]]:
    """What is said of the number of drills that count, and of their times of day."""
    is_over, count = today > stretch.last, len(counted)
    so_far = "" if is_over else " so far"
    if rule.at_least is not None:
        missing = rule.at_least - count
        if missing <= 0:
            yield "met", f"{count}, at least {rule.at_least}"
        elif is_over:
            yield "not met", f"{count}, at least {rule.at_least}; the last day has passed"
        else:
            yield "not yet", f"{count} so far, at least {rule.at_least}; {missing} more by {stretch.last}"
    if rule.at_most is not None:
        within = count <= rule.at_most
        yield "met" if within else "not met", f"{count}{so_far if within else ''}, at most {rule.at_most}"
    if rule.apart is not None:
        yield _check_times_of_day(rule.apart, counted, so_far)


def _check_times_of_day(apart: float, counted: Sequence[DrillRecord], so_far: str) -> tuple[Status, str]:
    """Whether times of day differ enough. apart: seconds."""
    by_time = sorted(counted, key=lambda drill: drill.time)
    near = [(a, b) for a, b in pairwise(by_time) if _minute_of_day(b) - _minute_of_day(a) < apart / 60]
    if near:
        return "not met", "; ".join(_find_close_times(a, b, apart) for a, b in near)
    if len(by_time) < 2:
        return (
            "not yet" if so_far else "met"
        ), f"{len(by_time) or 'none'}{so_far}, so there is nothing to compare"
    return "met", f"all at different times{so_far}: {', '.join(f'{one.time:%H:%M}' for one in by_time)}"


def _find_close_times(a: DrillRecord, b: DrillRecord, apart: float) -> str:
    if a.time == b.time:
        return f"{a.id} and {b.id} are at the same time of day, {a.time:%H:%M}"
    return f"{a.id} and {b.id} are less than {TIME.format(apart)} apart, {a.time:%H:%M} and {b.time:%H:%M}"


def _minute_of_day(drill: DrillRecord) -> int:
    return drill.time.hour * 60 + drill.time.minute


def find_outside_semesters(
    requirement: Requirement, year: str, calendar: SchoolCalendar, drills: Sequence[DrillRecord]
) -> list[DrillRecord]:
    """Drills of the school year that lie in no semester, so that no rule about semesters counts them."""
    whole = RulePeriod("", *school_year_span(year, requirement.year_begins))
    inside = [RulePeriod("", one.first, one.last) for one in calendar.semesters]
    return [
        one
        for one in drills
        if whole.contains(one) and not any(semester.contains(one) for semester in inside)
    ]


def list_unknowns(
    requirement: Requirement, answers: Sequence[RuleResult], calendar: SchoolCalendar | None
) -> list[str]:
    """What nobody has said: neither the sources of the rules, nor whoever asks. A sentence each, each once."""
    said = [requirement.unverified, *(answer.rule.not_known for answer in answers)]
    if any(answer.status == "not known" for answer in answers):
        said.append(
            "the semesters: give the first and last day of each with --semester 2026-08-13:2026-12-18"
        )
    counts_school = any(answer.rule.days == "school" for answer in answers)
    if counts_school and calendar is not None and calendar.no_school is None:
        said.append("which days have no school; Monday to Friday are counted as school days")
    return list(dict.fromkeys(" ".join(one.split()) for one in said if one))


NUMBERS = ("count", "hours", "span")

LEGAL_NOTE = (
    "Check current law before you rely on this. It counts what was written down; it is no legal advice."
)


@dataclass(frozen=True)
class Asked:
    """What was held against what, and on which day."""

    requirement: Requirement
    site: str
    year: str
    calendar: SchoolCalendar | None
    drills: Sequence[DrillRecord]
    today: date


def checked_sheet(asked: Asked, answers: Sequence[RuleResult]) -> Paper:
    """How every rule stands, with the drills that count, and what is not known."""
    rules = asked.requirement
    title = f"{asked.site}, school year {asked.year}, as of {asked.today}"
    unknown = list_unknowns(rules, answers, asked.calendar)
    return datasheet("Drill check", title, [("", _render_sources(asked, answers)), *_sources(rules, unknown)])


def _render_sources(asked: Asked, answers: Sequence[RuleResult]) -> Iterator[Block]:
    counts = Counter(answer.status for answer in answers)
    yield Paragraph(f"Rules applied: {asked.requirement.requirement} ({asked.requirement.title})")
    yield Paragraph(", ".join(f"{counts[one]} {one}" for one in reversed(WORST_FIRST) if counts[one]))
    if not asked.drills:
        yield Paragraph("No drill is written down for this site.")
    yield Paragraph("")
    yield facts(line for answer in answers for line in _rule(answer))
    outside = _describe_outside(asked)
    if outside:
        yield Paragraph(f"\nIn no semester, so that no rule about semesters counts them: {outside}.")


def _rule(answer: RuleResult) -> Iterator[tuple[Words, Words]]:
    yield (Run(answer.status, "strong"),), answer.rule.says
    for part in answer.parts:
        yield from (("", line) for line in _part(part))


def _part(part: PeriodResult) -> Iterator[str]:
    stretch = part.period
    yield f"  {f'{stretch.name}, {stretch.first} to {stretch.last}: ' if stretch else ''}{part.text}"
    if part.counted:
        yield f"    {_named(part.counted)}"


def _named(drills: Sequence[DrillRecord]) -> str:
    """`3 (2026-08-20 09:40), 7 (…)`: numbers in the log, days and times."""
    return ", ".join(f"{one.id} ({one.date} {one.time:%H:%M})" for one in drills)


def _describe_outside(asked: Asked) -> str:
    if asked.calendar is None:
        return ""
    return _named(find_outside_semesters(asked.requirement, asked.year, asked.calendar, asked.drills))


def requirement_sheet(requirement: Requirement) -> Paper:
    """What a requirement asks for, and where that is written."""
    kept = requirement.years_kept
    asked: list[Block] = [
        Bullets(tuple(rule.says for rule in requirement.rules)),
        Paragraph(f"Drills stay on file for {kept} {'year' if kept == 1 else 'years'}."),
    ]
    said = (requirement.unverified, *(rule.not_known for rule in requirement.rules))
    unknown = dict.fromkeys(" ".join(one.split()) for one in said if one)
    return datasheet(
        "Requirement", requirement.title, [("What is asked for", asked), *_sources(requirement, [*unknown])]
    )


def _sources(requirement: Requirement, unknown: Sequence[str]) -> Iterator[tuple[str, list[Block]]]:
    """What is not known, the law, and where it was read."""
    if unknown:
        yield "What is not known", [Bullets(tuple(unknown))]
    sources = (f"{one.page}{', not verified' if one.unverified else ''}" for one in requirement.sources)
    check_law = Paragraph((Run(f"\n{LEGAL_NOTE}", "strong"),))
    yield "Where it is written", [Paragraph(requirement.law), Bullets(tuple(sources)), check_law]


def programme_sheet(programme: Program) -> Paper:
    """What a training programme asks for, and where that is written."""
    return datasheet("Training programme", programme.title, [("", [facts(_programme(programme))])])


def _programme(programme: Program) -> Iterator[tuple[str, str]]:
    yield "Asks for", programme.describe_hours
    yield "Source", programme.source
    if programme.unverified:
        yield "Not verified", programme.unverified.strip()


def hours_towards(name: str, programme: Program | None, tallies: Sequence[TrainingTotal]) -> Iterator[Block]:
    """The hours of each participant in one program. programme: None where its file is not known."""
    yield Heading(f"{programme.title} ({name}): {programme.describe_hours}" if programme else name)
    for tally in tallies:
        yield Paragraph(f"  {tally.person}: {_format_total(tally, programme)}")
        yield facts((f"{f'{hours:g} h':>12}", topic) for topic, hours in tally.topics.items())
    if not tallies:
        yield Paragraph("  nobody has hours in it")
    if programme is None:
        yield Paragraph(
            "  How many hours it asks for is not known here; give its file with --programme FILE.yaml"
        )
    elif programme.unverified:
        yield Paragraph(f"  Not verified: {programme.unverified.strip()}.")


def _format_total(tally: TrainingTotal, programme: Program | None) -> str:
    if programme is None:
        return f"{tally.hours:g} h"
    missing = tally.hours_missing(programme)
    return f"{tally.hours:g} h of {programme.describe_hours}{f', {missing:g} h to go' if missing else ''}"


def entries_by(key: str, entries: Iterable[RecordT], table: RecordTable[RecordT]) -> Iterator[Block]:
    """Entries by day, for each site or participant a table under its name, however that is capitalised."""
    groups: dict[str, list[RecordT]] = {}
    for entry in sorted(entries, key=lambda one: (one.date, str(getattr(one, "time", "")), one.id)):
        groups.setdefault(getattr(entry, key).casefold(), []).append(entry)
    shown = [one for one in table.columns if one.key != key]
    whole = sum(one.width for one in shown)
    columns = tuple(
        Column(one.title, one.width / whole, "right" if one.kind in NUMBERS else "left") for one in shown
    )
    for name in sorted(groups):
        rows = (
            tuple(format_text(getattr(entry, one.key), one.kind) for one in shown) for entry in groups[name]
        )
        yield Heading(getattr(groups[name][0], key))
        yield model.Table("", columns, tuple(rows))
