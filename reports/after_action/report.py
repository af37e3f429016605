"""The after-action report as one document: five pages in the order of HSEEP, lettered appendices, and the evidence in a file of its own.

A final report has no empty optional blank, because on a signed document no one can fill it in. A report quotes no one by name unless
that is asked for: names of participants, and a school's own names of the people who are simulated, give way to their roles. What people
added to the report stays as they wrote it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from string import ascii_uppercase
from typing import Any, TypeVar, cast

from reports.after_action.appendices import (
    build_acronyms,
    build_annexes,
    build_feedback_results,
    build_inputs,
    build_reproduction,
)
from reports.after_action.chronology import build_log, build_minutes
from reports.after_action.cover import build_assessment, build_overview
from reports.after_action.data import ReportData
from reports.after_action.effects import build_effects, build_method
from reports.after_action.findings import build_findings
from reports.after_action.improvement_plan import build_improvement_plan
from reports.after_action.ledger import build_decision_ledger
from reports.after_action.participants import build_participants
from reports.documents.model import Blank, Block, Cell, PageList, Paper, Picture, Section, Table
from reports.text.terms import register_strategies
from scenarios.campus import OwnNames
from sim.exercise.labels import Labels
from sim.exercise.participants import build_role_titles
from sim.exercise.state import State

MARKING = "EXERCISE EXERCISE EXERCISE"
EVIDENCE_SUFFIX = "-evidence"
"""Of the name of the evidence file, after that of the report."""

T = TypeVar("T")
Row = tuple[Cell, ...]

PAGES = (build_assessment, build_decision_ledger, build_findings, build_improvement_plan, build_effects)
APPENDICES = (
    build_overview,
    build_participants,
    build_minutes,
    build_log,
    build_method,
    build_annexes,
    build_feedback_results,
)
ONLY_IF_EXERCISED = (build_effects, build_method, build_feedback_results)
ONLY_IF_REPLAYED = (build_effects, build_minutes, build_method)


def build_blank_report(facts: ReportData) -> Paper:
    """The report with all its blanks: a draft without additions."""
    return build_after_action_report(replace(facts, additions=None, finalized=None))


def build_after_action_report(facts: ReportData) -> Paper:
    """The whole report: a draft, or final, without empty optional blanks."""
    register_strategies(facts.state.opened.emergency.strategies.values())
    left_out = _list_left_out(facts)
    pages, appendices = (
        [build(facts) for build in builders if build not in left_out] for builders in (PAGES, APPENDICES)
    )
    paper = _build_paper(facts, "After-action report and improvement plan", [*pages, *appendices])
    lettered = [
        replace(section, title=f"Appendix {letter}: {section.title}")
        for letter, section in zip(ascii_uppercase, [*appendices, build_acronyms(paper)], strict=False)
    ]
    contents = PageList(tuple((section.id, section.title) for section in lettered))
    head = Section("appendices", "Appendices", (contents,), starts_page=True)
    return _finish(facts, replace(paper, sections=(*pages, head, *lettered), session=facts.session))


def _list_left_out(facts: ReportData) -> list[Callable[[ReportData], Section]]:
    has_ledger = facts.decision_effects is not None and facts.state.has_decision_points
    return [
        *(() if facts.is_exercised else ONLY_IF_EXERCISED),
        *(() if facts.is_replayed else ONLY_IF_REPLAYED),
        *(() if has_ledger else (build_decision_ledger,)),
    ]


def build_evidence_file(facts: ReportData) -> Paper:
    """The evidence, which stands beside the report."""
    register_strategies(facts.state.opened.emergency.strategies.values())
    sections = [build_inputs(facts), build_reproduction(facts)]
    return _finish(facts, _build_paper(facts, "Evidence and reproduction", sections))


def _build_paper(facts: ReportData, kind: str, sections: Iterable[Section]) -> Paper:
    return Paper(
        kind=kind,
        title=facts.exercise.title,
        about=(),
        sections=tuple(sections),
        marking=MARKING,
        status=f"FINAL, {facts.finalized[0]}, {facts.finalized[1]}" if facts.finalized else "DRAFT",
        contents=False,
        logo=facts.logo,
        template=facts.template,
    )


def _finish(facts: ReportData, paper: Paper) -> Paper:
    if facts.finalized:
        paper = finalize_paper(paper)
    return paper if facts.with_names else redact(paper, collect_names(facts.state))


def finalize_paper(paper: Paper) -> Paper:
    """Without empty optional blanks, and without the rows and tables that held nothing else."""
    return replace(paper, sections=tuple(map(_finalize_section, paper.sections)))


def _finalize_section(section: Section) -> Section:
    blocks = (
        replace(block, rows=tuple(_keep_filled_rows(block.rows))) if isinstance(block, Table) else block
        for block in section.blocks
        if not _is_empty(block)
    )
    return replace(section, blocks=tuple(one for one in blocks if not isinstance(one, Table) or one.rows))


def _is_empty(part: Block | Cell) -> bool:
    return isinstance(part, Blank) and not part.is_required and not part.is_answered


def _keep_filled_rows(rows: Iterable[Row]) -> Iterable[Row]:
    for row in rows:
        left = tuple("" if _is_empty(cell) else cell for cell in row)
        if left == row or any(left[1:]):  # the first cell names the row
            yield left


def collect_names(state: State) -> dict[str, str]:
    """The replacement of each name; longer names first, so that no part of one is left."""
    titles = build_role_titles(state.exercise)
    names = {one.name: titles[one.role] for one in state.people if one.name.strip()}
    own = OwnNames.model_validate(state.setup.names) if state.setup and state.setup.names else None
    if own is not None:
        plain = Labels(state.opened.emergency.place)
        names |= {name: plain.person(person) for person, name in own.people.items()}
    return dict(sorted(names.items(), key=lambda item: -len(item[0])))


def redact(part: T, names: Mapping[str, str]) -> T:
    """A document or a part of it with roles instead of names, except in blanks and pictures."""
    if not names:
        return part
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names))
    return cast(T, _redact_value(part, pattern, names))


def _redact_value(part: Any, pattern: re.Pattern[str], names: Mapping[str, str]) -> Any:
    if isinstance(part, str):
        return pattern.sub(lambda match: names[match.group()], part)
    if isinstance(part, tuple):
        return tuple(_redact_value(one, pattern, names) for one in part)
    if is_dataclass(part) and not isinstance(part, (Blank, Picture, type)):
        values = {one.name: _redact_value(getattr(part, one.name), pattern, names) for one in fields(part)}
        return replace(part, **values)
    return part
