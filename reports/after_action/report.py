"""The after-action report as one document, in the order of HSEEP: its sections, what a final one drops, and how names are redacted.

A final report has no empty optional blank, because on a signed document no one can fill it in. A report quotes no one by name unless
that is asked for: names of participants, and a school's own names of the people who are simulated, give way to their roles. What people
added to the report stays as they wrote it.
"""

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from importlib.metadata import version
from typing import Any, TypeVar, cast

from reports.after_action.analysis import build_analysis, build_effects_section
from reports.after_action.chronology import build_timeline
from reports.after_action.data import ReportData
from reports.after_action.improvement_plan import build_annexes, build_improvement_plan
from reports.after_action.overview import (
    build_overview,
    build_participants,
    build_signatures,
    build_summary,
    describe_unrated,
)
from reports.documents.model import (
    Blank,
    Block,
    Bullets,
    Cell,
    Code,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Section,
    Table,
)
from reports.text.evidence import build_evidence
from reports.text.terms import register_strategies
from scenarios.campus import OwnNames
from sim.exercise.events import MODEL_VERSION
from sim.exercise.labels import Labels
from sim.exercise.participants import build_role_titles
from sim.exercise.sessions import SUFFIX
from sim.exercise.state import State

MARKING = "EXERCISE EXERCISE EXERCISE"

T = TypeVar("T")
Row = tuple[Cell, ...]


def build_appendix(facts: ReportData) -> Section:
    """The inputs with their evidence."""
    exercise = facts.exercise
    strategies = [*dict.fromkeys((exercise.strategy, exercise.twin))]
    blocks = build_evidence(facts.state.opened.emergency, strategies, exercise.conditions, brief=True)
    return Section("evidence", "Inputs and evidence", tuple(blocks))


def build_reproduction(facts: ReportData) -> Section:
    """Commands that give the same traces, the same replications and this report."""
    seed = facts.state.setup.seed if facts.state.setup else 0
    file = facts.file or f"{facts.session}{SUFFIX}"
    journal = file if file.endswith(SUFFIX) else f"./{file}"
    where = "a folder that has it and the file of additions" if facts.edit else "its folder"
    blocks = (
        Paragraph(
            f"Allcall {version('allcall')}, version {MODEL_VERSION} of the model, seed {seed}. "
            f"The journal holds the text of every file that was used. In {where}:"
        ),
        Code(f"allcall replay {shlex.quote(journal)} --trace trace.jsonl\n{_report_command(facts, journal)}"),
        *_build_digest(facts),
        Paragraph(
            "What a tabletop exercise can show is limited: a model simulates what people would do, and many of its inputs are assumed. "
            "It shows whether the plan is consistent, not how this school would perform. It measures time only."
        ),
    )
    return Section("again", "Reproducing this report", blocks)


def _build_digest(facts: ReportData) -> Iterator[Block]:
    """What a journal has to match that is said to be the one of this report."""
    if facts.digest:
        yield Paragraph(
            f"The journal has {facts.entries} entries. The SHA-256 digest of the last one covers all of them. A journal that was changed, "
            "shortened or continued since has another:"
        )
        yield Code(facts.digest)


def _report_command(facts: ReportData, journal: str) -> str:
    """The command, with files by name alone: readers do not have the folders of the machine that made the report."""
    words = ["allcall", "report", journal]
    words += ["--edit", facts.edit] if facts.edit else []
    words += ["--final", *facts.finalized] if facts.finalized else []
    return shlex.join([*words, *(["--with-names"] if facts.with_names else [])])


SECTION_BUILDERS = (
    build_overview,
    build_summary,
    build_timeline,
    build_analysis,
    build_effects_section,
    build_improvement_plan,
    build_annexes,
    build_participants,
    build_appendix,
    build_reproduction,
    build_signatures,
)


def build_blank_report(facts: ReportData) -> Paper:
    """The report with all its blanks: a draft without additions."""
    return build_after_action_report(replace(facts, additions=None, finalized=None))


def build_after_action_report(facts: ReportData) -> Paper:
    """The whole report: a draft, or final, without empty optional blanks."""
    register_strategies(facts.state.opened.emergency.strategies.values())
    sections = [one for one in SECTION_BUILDERS if facts.is_exercised or one is not build_effects_section]
    unrated = describe_unrated(facts) if facts.finalized else ""
    about = {
        "Exercise": facts.exercise.title,
        "Campus": facts.state.labels.school,
        "Session": facts.session,
        "Date": facts.held_on,
        "Not rated": unrated,
    }
    paper = Paper(
        kind="After-action report and improvement plan",
        title=facts.exercise.title,
        about=tuple((name, value) for name, value in about.items() if value),
        sections=tuple(section(facts) for section in sections),
        marking=MARKING,
        status=f"FINAL, {facts.finalized[0]}, {facts.finalized[1]}" if facts.finalized else "DRAFT",
    )
    if facts.finalized:
        paper = finalize_paper(paper)
    return paper if facts.with_names else redact(paper, collect_names(facts.state))


def finalize_paper(paper: Paper) -> Paper:
    """Without empty optional blanks, and without the rows, lists, tables and headings that held nothing else."""
    return replace(paper, sections=tuple(map(_finalize_section, paper.sections)))


def _finalize_section(section: Section) -> Section:
    kept: list[Block] = []
    for block in reversed([_finalize_block(block) for block in section.blocks if not _is_empty(block)]):
        content = (
            block.items if isinstance(block, Bullets) else block.rows if isinstance(block, Table) else True
        )
        if content and not (isinstance(block, Heading) and _is_bare(block, kept)):
            kept.append(block)
    return replace(section, blocks=tuple(reversed(kept)))


def _is_bare(heading: Heading, following: list[Block]) -> bool:
    """Whether nothing is left under a heading. following: the blocks after it, the next one last."""
    return not following or (isinstance(following[-1], Heading) and following[-1].level <= heading.level)


def _is_empty(part: Block | Cell) -> bool:
    return isinstance(part, Blank) and not part.is_required and not part.value.strip()


def _finalize_block(block: Block) -> Block:
    match block:
        case Bullets():
            return replace(block, items=tuple(item for item in block.items if not _is_empty(item)))
        case Table():
            return replace(block, rows=tuple(_keep_filled_rows(block.rows)))
        case _:
            return block


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
