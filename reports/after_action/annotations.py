"""The file of additions to a report: a fresh one with every blank to fill in, and the check of one that was filled in.

An existing file is only ever read, so nothing that people wrote is lost.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from reports.after_action.data import ReportData
from reports.after_action.improvement_plan import ELEMENTS, NO_IMPROVEMENT_KEY, PLAN_COLUMNS
from reports.documents.model import Blank, Kind, Paper, Section, iterate_blanks
from reports.handouts.forms import list_statements
from reports.text.formatting import format_count
from scenarios.annotations import Additions
from scenarios.compliance import parse_date
from scenarios.diagnostics import Problem, Problems, quote, suggest
from scenarios.invisible import has_visible
from scenarios.loading.yaml_parser import DataPath

OF_OTHER_LISTS = ("objectives.", "plan.", NO_IMPROVEMENT_KEY)
HEAD = """\
# Additions to the report of this exercise. Write between the quotes, save this file, and make the report again in the same folder:
#   {command}
# Facts come from the journal; judgments, names and dates go here. Empty entries show as blanks.
additions: {quoted}
"""
FINDING = """\
    # strengths, areas: any number, each like this
    #   - says: in one sentence
    #     reference: the plan, policy or standard, with its paragraph
    #     observation: the facts
    #     analysis: reasons and consequences
    strengths: []
    areas: []
"""


class ProblemSource(Protocol):
    """What additions were read from: it knows the place of each of them."""

    def problem(self, path: DataPath, message: str, hint: str = "", /) -> Problem:
        """A problem of what stands there."""


def render_additions_file(facts: ReportData, paper: Paper, command: str) -> str:
    """A fresh file. command: makes the report again with it."""
    head = HEAD.format(command=command, quoted=json.dumps(facts.session))
    objectives = ["objectives:"]
    for objective in facts.objectives:
        objectives += [f"  # {' '.join(objective.says.split())}", f"  - objective: {objective.id}", FINDING]
    improvements = _render_improvements(facts, paper)
    return "\n".join([head, *_render_blanks(paper), "", *objectives, *improvements, *_render_feedback(facts)])


def _render_feedback(facts: ReportData) -> Iterator[str]:
    yield "# Feedback forms: a line for each, the answers in the order of the form, 0 for none. For example: - [4, 5, 3, ...]"
    yield from (f"#   {n}. {' '.join(one.split())}" for n, one in enumerate(list_statements(facts.exercise), 1))
    yield "feedback: []\n"
    yield "# In their own words, without names: a line for each."
    yield "comments: []\n"


def _render_blanks(paper: Paper) -> Iterator[str]:
    yield "blanks:"
    for section in paper.sections:
        found = _own_blanks(section)
        if found:
            yield f"  # {section.title}"
        for one in found:
            yield f"  - blank: {one.id}  # {one.label}{f': {one.hint}' if one.hint else ''}"
            says = "" if isinstance(one.kind, tuple) else one.value  # a choice may still change in the hot wash
            yield f"    says: {json.dumps(says, ensure_ascii=False)}"


def _own_blanks(section: Section) -> list[Blank]:
    return [one for one in iterate_blanks(section) if not one.id.startswith(OF_OTHER_LISTS)]


def list_own_blanks(paper: Paper) -> dict[str, Blank]:
    """The blanks of a report that are in no list of their own, by id."""
    return {one.id: one for section in paper.sections for one in _own_blanks(section)}


def _render_improvements(facts: ReportData, paper: Paper) -> Iterator[str]:
    """The recorded improvements, each with its missing parts, and a pattern for another one."""
    notes = facts.list_notes("improve")
    open_ = {one.id for section in paper.sections for one in iterate_blanks(section)}
    if NO_IMPROVEMENT_KEY in open_:
        yield "# If no improvement is needed, write why, in one sentence. It replaces the plan."
        yield f'{NO_IMPROVEMENT_KEY}: ""\n'
    yield "# One entry for each line of the improvement plan. In a line that you fill in, delete the # and the blank after it."
    yield f"# element is one of {', '.join(ELEMENTS)}; all others are free text."
    yield "improvements:" if notes else "improvements: []"
    for note in notes:
        yield f"  - improvement: {note.id}  # {' '.join(note.text.split())}"
        yield from (
            f'    # {one.key}: ""  # {one.hint}' for one in PLAN_COLUMNS if f"plan.{note.id}.{one.key}" in open_
        )
    yield f"  # {'Another one' if notes else 'Instead of [], any number, each'} like this:"
    for at, one in enumerate(PLAN_COLUMNS):
        yield f'  # {" " if at else "-"} {one.key}: ""  # {one.hint}'
    yield ""


def refuse_unknown(additions: Additions, document: ProblemSource, facts: ReportData, paper: Paper) -> None:
    """Raises Problems with all entries that the report does not have. paper: without additions."""
    blanks = list_own_blanks(paper)
    names = (
        ("blanks", "blank", [one.blank for one in additions.blanks], [*blanks]),
        (
            "objectives",
            "objective",
            [one.objective for one in additions.objectives],
            [one.id for one in facts.objectives],
        ),
        (
            "improvements",
            "improvement",
            [one.improvement for one in additions.improvements],
            [note.id for note in facts.list_notes("improve")],
        ),
        ("evaluators", "evaluator", [one.evaluator for one in additions.evaluators], None),
    )
    problems = [
        *_check_session(additions, document, facts),
        *_check_blanks(additions, document, blanks),
        *_check_contradiction(additions, document, facts),
        *_check_feedback(additions, document, facts),
        *(problem for one in names for problem in _check_names(document, *one)),
        *_check_rated(additions, document, [one.id for one in facts.objectives]),
    ]
    if problems:
        raise Problems(problems)


def _check_session(additions: Additions, document: ProblemSource, facts: ReportData) -> Iterator[Problem]:
    if additions.additions != facts.session:
        message = f"these are additions to {quote(additions.additions)}, not to {quote(facts.session)}"
        yield document.problem(("additions",), message, f'write "additions: {facts.session}" if they are meant for it')


def _check_blanks(additions: Additions, document: ProblemSource, known: Mapping[str, Blank]) -> Iterator[Problem]:
    for place, one in enumerate(additions.blanks):
        kind: Kind = known[one.blank].kind if has_visible(one.says) and one.blank in known else "text"
        where = ("blanks", place, "says")
        if isinstance(kind, tuple) and one.says not in kind:
            yield document.problem(where, f"{quote(one.says)} is not known", f"one of {', '.join(kind)}")
        elif kind == "day" and not _is_date(one.says):
            yield document.problem(where, f"{quote(one.says)} is no date", "write it as 2026-11-24")


def _is_date(text: str) -> bool:
    try:
        return bool(parse_date(text))
    except ValueError:
        return False


def _check_contradiction(additions: Additions, document: ProblemSource, facts: ReportData) -> Iterator[Problem]:
    noted = len(facts.list_notes("improve"))
    lines = noted + sum(one.improvement is None for one in additions.improvements)
    if has_visible(additions.nothing_to_improve) and lines:
        written = ", written down in the exercise" if noted else ""
        hint = f'write {NO_IMPROVEMENT_KEY}: ""{"" if noted else ", or take the lines out"}'
        yield document.problem((NO_IMPROVEMENT_KEY,), f"the plan has {format_count(lines, 'line')}{written}", hint)


def _check_feedback(additions: Additions, document: ProblemSource, facts: ReportData) -> Iterator[Problem]:
    count = len(list_statements(facts.exercise))
    for place, form in enumerate(additions.feedback):
        if len(form) != count:
            yield document.problem(
                ("feedback", place),
                f"this form has {format_count(len(form), 'answer')}",
                f"write {count}, one for each statement, and 0 for none",
            )


def _check_names(
    document: ProblemSource, list_: str, key: str, names: Sequence[str | None], known: list[str] | None
) -> Iterator[Problem]:
    """known: None where any name will do."""
    for place, name in enumerate(names):
        if name is None:
            continue
        where = (list_, place, key)
        if known is not None and name not in known:
            yield document.problem(where, f"there is no {key} {quote(name)} in this report", suggest(name, known))
        elif name in names[:place]:
            yield document.problem(where, f"{key} {quote(name)} stands here twice", "leave one out")


def _check_rated(additions: Additions, document: ProblemSource, known: list[str]) -> Iterator[Problem]:
    for place, evaluator in enumerate(additions.evaluators):
        for at, one in enumerate(evaluator.ratings):
            if one.objective not in known:
                message = f"there is no objective {quote(one.objective)} in this report"
                where = ("evaluators", place, "ratings", at, "objective")
                yield document.problem(where, message, suggest(one.objective, known))
