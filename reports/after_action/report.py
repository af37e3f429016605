"""What stands behind the numbers: the inputs with their evidence, and how the same comes out again.

The report as one paper, in the order in which HSEEP has it.

What a paper leaves out when it is made final: on paper that is signed, nobody can add what may be added.

Takes names of people out of a paper: a report quotes nobody by name unless that is asked for.

Two kinds of names can be in a journal: of those who sat in the room, and, where a school put its own names over the campus, of those who
are played. Each gives way to the role. What people added themselves for the report stays as they wrote it.
"""

import re
import shlex
from collections.abc import Iterable, Mapping
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
from scenarios.campus import OwnNames
from sim.exercise.events import MODEL_VERSION
from sim.exercise.labels import Labels
from sim.exercise.participants import build_role_titles
from sim.exercise.sessions import SUFFIX
from sim.exercise.state import State


def build_appendix(facts: ReportData) -> Section:
    """Every number that somebody could doubt."""
    exercise = facts.exercise
    blocks = build_evidence(
        facts.state.opened.emergency,
        [*dict.fromkeys((exercise.strategy, exercise.twin))],
        exercise.conditions,
        brief=True,
    )
    return Section("evidence", "Inputs and evidence", tuple(blocks))


def build_reproduction(facts: ReportData) -> Section:
    """Commands that give the same traces, the same replications and this report."""
    setup = facts.state.setup
    seed = setup.seed if setup else 0
    file = facts.file or f"{facts.session}{SUFFIX}"
    journal = file if file.endswith(SUFFIX) else f"./{file}"
    where = (
        "a folder that holds it and the file of what people added"
        if facts.edit
        else "the folder that it is in"
    )
    return Section(
        "again",
        "How this comes out again",
        (
            Paragraph(
                f"Allcall {version('allcall')}, version {MODEL_VERSION} of the model, seed {seed}. "
                f"The journal holds the text of every file that was played. In {where}:"
            ),
            Code(
                f"allcall replay {shlex.quote(journal)} --trace trace.jsonl\n{_report_command(facts, journal)}"
            ),
            Paragraph(
                "What a tabletop exercise can show is limited: a model plays what people would do, by numbers of which many are assumed. "
                "It shows how the plan hangs together, not how this school would perform. It counts time, and nobody's fate."
            ),
        ),
    )


def _report_command(facts: ReportData, journal: str) -> str:
    """The command, with files by their names alone: a paper goes where nobody has the folders of whoever made it."""
    words = ["allcall", "report", journal]
    words += ["--edit", facts.edit] if facts.edit else []
    words += ["--final", *facts.finalized] if facts.finalized else []
    return shlex.join([*words, *(["--with-names"] if facts.with_names else [])])


MARKING = "EXERCISE EXERCISE EXERCISE"

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
    """The report with every blank that it can have: a draft to which nothing was added."""
    return build_after_action_report(replace(facts, additions=None, finalized=None))


def build_after_action_report(facts: ReportData) -> Paper:
    """The whole report. It is a draft until somebody makes it final; then it has no blank left that may stay empty."""
    sections = [
        section for section in SECTION_BUILDERS if facts.is_exercised or section is not build_effects_section
    ]
    about = [
        ("Exercise", facts.exercise.title),
        ("Campus", facts.state.labels.school),
        ("Session", facts.session),
        *([("Date", facts.held_on)] if facts.held_on else []),
        *([("Not rated", describe_unrated(facts))] if facts.finalized and describe_unrated(facts) else []),
    ]
    status = f"FINAL, {facts.finalized[0]}, {facts.finalized[1]}" if facts.finalized else "DRAFT"
    paper = Paper(
        kind="After-action report and improvement plan",
        title=facts.exercise.title,
        about=tuple(about),
        sections=tuple(section(facts) for section in sections),
        marking=MARKING,
        status=status,
    )
    if facts.finalized:
        paper = finalize_paper(paper)
    return paper if facts.with_names else redact(paper, collect_names(facts.state))


Row = tuple[Cell, ...]


def finalize_paper(paper: Paper) -> Paper:
    """Without blanks that may stay empty and did, nor rows, lists, tables and headings in which there was nothing else."""
    return replace(paper, sections=tuple(map(_finalize_section, paper.sections)))


def _finalize_section(section: Section) -> Section:
    blocks = (_finalize_block(block) for block in section.blocks if not _is_empty(block))
    kept: list[Block] = []
    for block in reversed([*blocks]):
        if not _is_filled(block) or (isinstance(block, Heading) and _is_last_heading(block, kept[-1:])):
            continue
        kept.append(block)
    return replace(section, blocks=tuple(reversed(kept)))


def _is_empty(part: Block | Cell) -> bool:
    return isinstance(part, Blank) and not part.is_required and not part.value.strip()


def _finalize_block(block: Block) -> Block:
    """The same without what is empty in it."""
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
        if left == row or any(left[1:]):  # the first names the row
            yield left


def _is_filled(block: Block) -> bool:
    match block:
        case Bullets():
            return bool(block.items)
        case Table():
            return bool(block.rows)
        case _:
            return True


def _is_last_heading(heading: Heading, after: list[Block]) -> bool:
    """Whether nothing is left under it. after: what comes next, if anything does."""
    return not after or (isinstance(after[0], Heading) and after[0].level <= heading.level)


T = TypeVar("T")


def collect_names(state: State) -> dict[str, str]:
    """What each name gives way to; longer names first, so that no part of one is left."""
    titles = build_role_titles(state.exercise)
    found = {one.name: titles[one.role] for one in state.people if one.name.strip()}
    own = OwnNames.model_validate(state.setup.names) if state.setup and state.setup.names else None
    if own is not None:
        plain = Labels(state.opened.emergency.place)
        found |= {name: plain.person(person) for person, name in own.people.items()}
    return dict(sorted(found.items(), key=lambda one: -len(one[0])))


def redact(part: T, names: Mapping[str, str]) -> T:
    """The same with roles instead of names, in every text but what stands in blanks, and in pictures, which have none."""
    if not names:
        return part
    wanted = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names))
    return cast(T, _redact_value(part, wanted, names))


def _redact_value(part: Any, wanted: re.Pattern[str], names: Mapping[str, str]) -> Any:
    if isinstance(part, str):
        return wanted.sub(lambda match: names[match.group()], part)
    if isinstance(part, tuple):
        return tuple(_redact_value(one, wanted, names) for one in part)
    if is_dataclass(part) and not isinstance(part, (Blank, Picture, type)):
        changed = {one.name: _redact_value(getattr(part, one.name), wanted, names) for one in fields(part)}
        return replace(part, **changed)
    return part
