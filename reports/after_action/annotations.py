"""The file of what people add to a report: a fresh one with every place to fill in, and one that was filled in held against the report.

A file that is there is only ever read. So nothing that somebody wrote is lost, whatever the report says by then.
"""

import json
from collections.abc import Iterator, Mapping

from reports.after_action.data import ReportData
from reports.after_action.improvement_plan import ELEMENTS, NO_IMPROVEMENT_KEY, PLAN_COLUMNS
from reports.documents.model import Blank, Paper, Section, iterate_blanks
from reports.text.formatting import format_count
from scenarios.annotations import Additions
from scenarios.compliance import parse_date
from scenarios.diagnostics import Problem, Problems, quote, suggest
from scenarios.loading.loader import Document

OF_OTHER_LISTS = ("objectives.", "plan.", NO_IMPROVEMENT_KEY)
HEAD = """\
# What people add to the report of this exercise. Write between the quotes, keep this file, and make the report again where you made it:
#   {command}
# Facts come from the journal; what stands here is judgement, names and dates. What is left empty shows as a blank.
additions: {quoted}
"""
FINDING = """\
    # strengths, areas: as many as there are, each like this
    #   - says: in one sentence
    #     reference: the plan, policy or standard, with its paragraph
    #     observation: what was seen
    #     analysis: why it was so, and what follows from it
    strengths: []
    areas: []
"""


def render_additions_file(facts: ReportData, paper: Paper, command: str) -> str:
    """A file with everything that may be filled in. command: by which the report is made again with it."""
    return "\n".join(
        [
            HEAD.format(command=command, quoted=json.dumps(facts.session)),
            *_render_blanks(paper),
            "",
            *_render_objectives(facts),
            *_render_improvements(facts, paper),
        ]
    )


def _render_blanks(paper: Paper) -> Iterator[str]:
    yield "blanks:"
    for section in paper.sections:
        found = _own_blanks(section)
        if found:
            yield f"  # {section.title}"
        for one in found:
            yield f"  - blank: {one.id}  # {one.label}{f': {one.hint}' if one.hint else ''}"
            yield f"    says: {json.dumps(one.value, ensure_ascii=False)}"


def _own_blanks(section: Section) -> list[Blank]:
    """The blanks of a section that are filled one by one."""
    return [one for one in iterate_blanks(section) if not one.id.startswith(OF_OTHER_LISTS)]


def _render_objectives(facts: ReportData) -> Iterator[str]:
    yield "objectives:"
    for objective in facts.objectives:
        yield f"  # {' '.join(objective.says.split())}"
        yield f"  - objective: {objective.id}"
        yield FINDING


def _render_improvements(facts: ReportData, paper: Paper) -> Iterator[str]:
    """What was written down, each with what is still to be said of it, and how another one is added."""
    notes, open_ = (
        facts.list_notes("improve"),
        {one.id for section in paper.sections for one in iterate_blanks(section)},
    )
    if NO_IMPROVEMENT_KEY in open_:
        yield "# Where people find that nothing is to be improved, they say here why, in a sentence. It stands in place of the plan."
        yield f'{NO_IMPROVEMENT_KEY}: ""'
        yield ""
    yield "# One entry for each line of the improvement plan. From a line that you fill in, take away the # and the blank behind it."
    yield f"# element is one of {', '.join(ELEMENTS)}; all else is free text."
    yield "improvements:" if notes else "improvements: []"
    for note in notes:
        yield f"  - improvement: {note.id}  # {' '.join(note.text.split())}"
        yield from (
            f'    # {one.key}: ""  # {one.hint}'
            for one in PLAN_COLUMNS
            if f"plan.{note.id}.{one.key}" in open_
        )
    yield f"  # {'Another one' if notes else 'In place of [], as many as there are, each'} like this:"
    yield from (
        f'  # {"-" if at == 0 else " "} {one.key}: ""  # {one.hint}' for at, one in enumerate(PLAN_COLUMNS)
    )
    yield ""


def refuse_unknown(additions: Additions, document: Document, facts: ReportData, paper: Paper) -> None:
    """Raises Problems with everything in a file that is not of this report. paper: without additions."""
    blanks_ = {one.id: one for section in paper.sections for one in _own_blanks(section)}
    problems = [
        *_check_session(additions, document, facts),
        *_check_names(document, "blanks", "blank", [one.blank for one in additions.blanks], [*blanks_]),
        *_check_dates(additions, document, blanks_),
        *_check_contradiction(additions, document, facts),
        *_check_names(
            document,
            "objectives",
            "objective",
            [one.objective for one in additions.objectives],
            [one.id for one in facts.objectives],
        ),
        *_check_names(
            document,
            "improvements",
            "improvement",
            [one.improvement for one in additions.improvements],
            [note.id for note in facts.list_notes("improve")],
        ),
    ]
    if problems:
        raise Problems(problems)


def _check_session(additions: Additions, document: Document, facts: ReportData) -> Iterator[Problem]:
    if additions.additions != facts.session:
        said = f"these are additions to {quote(additions.additions)}, not to {quote(facts.session)}"
        yield document.problem(
            ("additions",), said, f'write "additions: {facts.session}" if they are meant for it'
        )


def _check_dates(additions: Additions, document: Document, known: Mapping[str, Blank]) -> Iterator[Problem]:
    """What was written where a day is asked for, and is none."""
    for place, one in enumerate(additions.blanks):
        if one.says.strip() and one.blank in known and known[one.blank].kind == "day":
            try:
                parse_date(one.says)
            except ValueError:
                yield document.problem(
                    ("blanks", place, "says"), f"{quote(one.says)} is no date", "write it as 2026-11-24"
                )


def _check_contradiction(additions: Additions, document: Document, facts: ReportData) -> Iterator[Problem]:
    """That nothing is to be improved, beside what is."""
    noted = len(facts.list_notes("improve"))
    lines = noted + sum(one.improvement is None for one in additions.improvements)
    if additions.nothing_to_improve.strip() and lines:
        written = ", written down in the exercise" if noted else ""
        hint = f'write {NO_IMPROVEMENT_KEY}: ""{"" if noted else ", or take the lines out"}'
        yield document.problem(
            (NO_IMPROVEMENT_KEY,), f"the plan has {format_count(lines, 'line')}{written}", hint
        )


def _check_names(
    document: Document, list_: str, key: str, names: list[str | None], known: list[str]
) -> Iterator[Problem]:
    """Names that the report does not have, and those that stand twice."""
    for place, name in enumerate(names):
        if name is None:
            continue
        where = (list_, place, key)
        if name not in known:
            yield document.problem(
                where, f"there is no {key} {quote(name)} in this report", suggest(name, known)
            )
        elif name in names[:place]:
            yield document.problem(where, f"{key} {quote(name)} stands here twice", "leave one out")
