"""Drills of a school year held against a requirement, and a requirement by itself, as pages."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from reports.records.rule_check import WORST_FIRST, Answer, Part, not_known, outside_semesters
from scenarios.held import HeldDrill
from scenarios.requirement import Requirement, SchoolCalendar
from tui.pages.layout import facts, part
from tui.terminal import columns

CHECK_LAW = (
    "Check current law before you rely on this. It counts what was written down; it is no legal advice."
)


@dataclass(frozen=True)
class Asked:
    """What was held against what, and on which day."""

    requirement: Requirement
    site: str
    year: str
    calendar: SchoolCalendar | None
    drills: Sequence[HeldDrill]
    today: date


def checked_page(asked: Asked, answers: Sequence[Answer]) -> Iterator[RenderableType]:
    """How every rule stands, with the drills that count, and what nobody knows."""
    counts = Counter(answer.status for answer in answers)
    yield part(f"{asked.site}, school year {asked.year}, as of {asked.today}", first=True)
    yield Text(f"Rules applied: {asked.requirement.requirement} ({asked.requirement.title})")
    yield Text(", ".join(f"{counts[one]} {one}" for one in reversed(WORST_FIRST) if counts[one]))
    if not asked.drills:
        yield Text("No drill is written down for this site.")
    yield Text("")
    yield _rules(answers)
    outside = _outside(asked)
    if outside:
        yield Text(f"\nIn no semester, so that no rule about semesters counts them: {outside}.")
    yield from _standing(asked.requirement, not_known(asked.requirement, answers, asked.calendar))


def _rules(answers: Sequence[Answer]) -> RenderableType:
    shown = columns("", "")
    shown.columns[0].no_wrap = True
    for answer in answers:
        parts = (line for one in answer.parts for line in _part(one))
        shown.add_row(Text(answer.status, "bold"), Group(Text(answer.rule.says), *parts))
    return shown


def _part(one: Part) -> Iterator[RenderableType]:
    where = one.stretch
    said = f"{where.name}, {where.first} to {where.last}: {one.says}" if where else one.says
    yield Padding(Text(said), (0, 0, 0, 2))
    if one.counted:
        yield Padding(Text(_named(one.counted)), (0, 0, 0, 4))


def _named(drills: Sequence[HeldDrill]) -> str:
    """`3 (2026-08-20 09:40), 7 (…)`: numbers in the log, days and times."""
    return ", ".join(f"{one.id} ({one.date} {one.time:%H:%M})" for one in drills)


def _outside(asked: Asked) -> str:
    if asked.calendar is None:
        return ""
    return _named(outside_semesters(asked.requirement, asked.year, asked.calendar, asked.drills))


def requirement_page(requirement: Requirement) -> Iterator[RenderableType]:
    """What a requirement asks for, and where that is written."""
    yield part(requirement.title, first=True)
    yield part("What is asked for")
    yield Text("\n".join(f"- {rule.says}" for rule in requirement.rules))
    kept = requirement.years_kept
    yield Text(f"Drills stay on file for {kept} {'year' if kept == 1 else 'years'}.")
    said = (requirement.unverified, *(rule.not_known for rule in requirement.rules))
    yield from _standing(requirement, list(dict.fromkeys(" ".join(one.split()) for one in said if one)))


def _standing(requirement: Requirement, unknown: Sequence[str]) -> Iterator[RenderableType]:
    """What nobody knows, the law, and where it was read."""
    if unknown:
        yield part("What is not known")
        yield facts(("-", one) for one in unknown)
    yield part("Where it is written")
    yield Text(requirement.law)
    sources = requirement.sources
    yield facts(("-", f"{one.page}{', not verified' if one.unverified else ''}") for one in sources)
    yield Text(f"\n{CHECK_LAW}", "bold")
