"""The records as documents: drills and hours by site, participant or program; drills held against a requirement; a requirement."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from reports.datasheets import datasheet, facts
from reports.documents import blocks
from reports.documents.blocks import Block, Bullets, Column, Heading, Paper, Paragraph, Run, Words
from reports.records.rule_check import WORST_FIRST, RuleResult, PeriodResult, list_unknowns, find_outside_semesters
from reports.records.tables import RecordT, RecordTable, format_text
from reports.records.training import TrainingTotal
from scenarios.held import DrillRecord
from scenarios.programme import Program
from scenarios.requirement import Requirement, SchoolCalendar

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
        rows = (tuple(format_text(getattr(entry, one.key), one.kind) for one in shown) for entry in groups[name])
        yield Heading(getattr(groups[name][0], key))
        yield blocks.Table("", columns, tuple(rows))
