"""The form page of a report: every blank, the findings, the evaluators' ratings, the improvement plan and the feedback, as fields.

A field that no one changed is left alone. One that another page changed meanwhile is not overwritten: the person is told, and saves again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from reports.after_action.annotations import list_own_blanks, refuse_unknown
from reports.after_action.data import ReportData
from reports.after_action.findings import FINDING_KINDS, FINDING_PARTS
from reports.after_action.improvement_plan import NO_IMPROVEMENT_KEY, PLAN_COLUMNS
from reports.after_action.report import MARKING, build_after_action_report, build_blank_report
from reports.documents.model import Blank, Kind, Paper, Table, iterate_blanks, list_open_blanks, plain
from reports.documents.web_page import load_page
from reports.handouts.forms import SCALE, list_statements
from reports.text.terms import capitalize_first
from scenarios.annotations import Additions, parse_day
from scenarios.diagnostics import Problem, Problems, quote, word_error
from scenarios.loading.yaml_parser import DataPath
from scenarios.unprintable import find_unprintable
from sim.exercise.events import GRADES

if TYPE_CHECKING:
    from markupsafe import Markup

LONGEST = 4000
"""Characters of an answer."""
NEW = "new"
"""In the name of a field: of a row that the answer makes."""
PLAN_CAPTION = "Improvement plan"
NO_NAMES = "No names of students or staff."


@dataclass(frozen=True)
class Field:
    """name: in the form. path: into the additions; `NEW` where a row is made. is_open: it is required, and empty. error: what is wrong."""

    name: str
    label: str
    value: str
    path: DataPath
    kind: Kind = "text"
    hint: str = ""
    is_open: bool = False
    is_long: bool = False
    error: str = ""

    @property
    def is_new(self) -> bool:
        """Whether an answer makes a row of its own."""
        return NEW in self.path

    @property
    def choices(self) -> tuple[str, ...]:
        """To choose from; none for text."""
        return self.kind if isinstance(self.kind, tuple) else ()


@dataclass(frozen=True)
class Group:
    """Fields under a title. part: the heading of the page over it, where it is the first there."""

    title: str
    fields: tuple[Field, ...]
    part: str = ""
    note: str = ""


@dataclass(frozen=True)
class Saved:
    """additions: with every answer that is right. errors: of the others, by name of the field."""

    additions: Additions
    errors: Mapping[str, str]


@dataclass(frozen=True)
class ReportForm:
    """The form of one report. additions: those that are kept."""

    facts: ReportData
    additions: Additions

    @cached_property
    def paper(self) -> Paper:
        """The report as it would be written now."""
        return build_after_action_report(replace(self.facts, additions=self.additions, finalized=None))

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """All fields, in the order of the page."""
        return (
            *self._blank_groups(),
            *self._evaluator_groups(),
            *self._finding_groups(),
            *self._plan_groups(),
            *self._feedback_groups(),
        )

    @cached_property
    def fields(self) -> dict[str, Field]:
        """All fields, by name."""
        return {field.name: field for group in self.groups for field in group.fields}

    @cached_property
    def open_ids(self) -> set[str]:
        """The ids of required blanks that are empty."""
        return {blank.id for _, blank in list_open_blanks(self.paper)}

    def save(self, answers: Mapping[str, tuple[str, str]]) -> Saved:
        """answers: by name of the field, the answer and what stood there before it. Raises KeyError for a field that there is not."""
        values, errors, made = self.additions.model_dump(exclude_none=True), dict[str, str](), _MadeRows()
        empty = build_blank_report(replace(self.facts, additions=None))
        for name, (answer, before) in answers.items():
            field = self.fields[name]
            if answer == before or answer == field.value:
                continue
            changed, rows = deepcopy(values), deepcopy(made)
            error = _complain(field, answer, before)
            if not error:
                rows.put(changed, field.path, answer)
                error = _check(changed, self.facts, empty)
            if error:
                errors[name] = error
            else:
                values, made = changed, rows
        _drop_empty(values)
        return Saved(Additions.model_validate(values), errors)

    def _blank_groups(self) -> Iterator[Group]:
        own, part = list_own_blanks(self.paper), "Blanks of the report"
        known = [one.blank for one in self.additions.blanks]
        for section in self.paper.sections:
            fields = tuple(
                Field(
                    f"blank/{one.id}",
                    one.label,
                    one.value,
                    ("blanks", known.index(one.id) if one.id in known else NEW, one.id),
                    one.kind,
                    one.hint,
                    one.id in self.open_ids,
                    one.kind == "text",
                )
                for one in iterate_blanks(section)
                if one.id in own
            )
            if fields:
                yield Group(section.title, fields, part)
                part = ""

    def _evaluator_groups(self) -> Iterator[Group]:
        part = "Evaluators' ratings"
        for at, who in enumerate(self.additions.evaluators):
            found = {one.objective: (n, one) for n, one in enumerate(who.ratings)}
            fields = list[Field]()
            for number, objective in enumerate(self.facts.objectives, 1):
                n, rated = found.get(objective.id, (NEW, None))
                base, label = ("evaluators", at, "ratings", n, objective.id), f"{number}. {objective.says}"
                rating, remark = (rated.rating or "", rated.remark or "") if rated else ("", "")
                fields += [
                    Field(f"rating/{at}/{objective.id}", label, rating, (*base, "rating"), tuple(GRADES)),
                    Field(
                        f"remark/{at}/{objective.id}",
                        f"Remark on objective {number}",
                        remark,
                        (*base, "remark"),
                        hint=f"About plan and procedure. {NO_NAMES}",
                        is_long=True,
                    ),
                ]
            yield Group(f"Evaluator {who.evaluator}", tuple(fields), part)
            part = ""
        path = ("evaluators", NEW, "evaluator")
        yield Group("Another evaluator", (Field("evaluator/new", "Name or initials", "", path),), part)

    def _finding_groups(self) -> Iterator[Group]:
        part, analyses = "Findings", [one.objective for one in self.additions.objectives]
        for number, objective in enumerate(self.facts.objectives, 1):
            at = analyses.index(objective.id) if objective.id in analyses else NEW
            for kind, noun in FINDING_KINDS.items():
                found = getattr(self.facts_now.find_analysis(objective.id), kind)
                for n, finding in enumerate((*found, None)):
                    row = NEW if finding is None else n
                    id_ = f"objectives.{objective.id}.{kind}"
                    fields = tuple(
                        Field(
                            f"finding/{objective.id}/{kind}/{row}/{key}",
                            label,
                            (getattr(finding, key) or "") if finding else "",
                            ("objectives", at, objective.id, kind, row, key),
                            hint=hint,
                            is_open=(id_ if key == "says" and not finding else f"{id_}.{n + 1}.{key}") in self.open_ids,
                            is_long=True,
                        )
                        for key, label, _, hint in (
                            ("says", capitalize_first(noun), 0.0, "in one sentence"),
                            *FINDING_PARTS,
                        )
                    )
                    title = f"Objective {number}: {'another ' if found and finding is None else ''}{noun}"
                    yield Group(title, fields, part, objective.says)
                    part = ""

    @cached_property
    def facts_now(self) -> ReportData:
        """With the additions."""
        return replace(self.facts, additions=self.additions)

    def _plan_groups(self) -> Iterator[Group]:
        entries, part = self.additions.improvements, "Improvement plan"
        places = {one.improvement: at for at, one in enumerate(entries) if one.improvement}
        added = [at for at, one in enumerate(entries) if not one.improvement]
        rows = dict(_iterate_plan_rows(self.paper))
        notes = {note.id: note.text for note in self.facts.list_notes("improve")}
        for name in (*notes, *(f"added-{n}" for n, _ in enumerate(added, 1)), NEW):
            at = NEW if name == NEW else places.get(name, NEW) if name in notes else added[int(name[6:]) - 1]
            values = rows.get(name, {})
            fields = tuple(
                Field(
                    f"plan/{name}/{one.key}",
                    one.title,
                    values.get(one.key, ""),
                    ("improvements", at, name, one.key),
                    one.kind,
                    "" if isinstance(one.kind, tuple) else one.hint,
                    f"plan.{'1' if name == NEW else name}.{one.key}" in self.open_ids,
                    one.key in ("issue", "action"),
                )
                for one in PLAN_COLUMNS
            )
            title = "Another corrective action" if name == NEW else values.get("issue") or "Corrective action"
            yield Group(title, fields, part)
            part = ""
        if not entries and not notes:
            label, why = "Why no improvement is needed, if none is", self.additions.nothing_to_improve
            yield Group(
                "Or no improvement",
                (
                    Field(
                        NO_IMPROVEMENT_KEY,
                        label,
                        why,
                        (NO_IMPROVEMENT_KEY,),
                        is_open=NO_IMPROVEMENT_KEY in self.open_ids,
                        is_long=True,
                    ),
                ),
            )

    def _feedback_groups(self) -> Iterator[Group]:
        count = len(self.additions.feedback)
        statements = list_statements(self.facts.exercise)
        fields = tuple(
            Field(f"feedback/{n}", statement, "", ("feedback", NEW, n, len(statements)), SCALE)
            for n, statement in enumerate(statements)
        )
        note = f"{count} entered. 1 not at all, 5 fully."
        yield Group("Another feedback form", fields, "Feedback", note)
        said = tuple(
            Field(f"comment/{n}", f"Comment {n + 1}", one, ("comments", n), is_long=True)
            for n, one in enumerate(self.additions.comments)
        )
        new = Field("comment/new", "Another comment", "", ("comments", NEW), hint=NO_NAMES, is_long=True)
        yield Group("In their own words", (*said, new))


def _iterate_plan_rows(paper: Paper) -> Iterator[tuple[str, dict[str, str]]]:
    """The lines of the plan as the report has them, by their names."""
    for block in (block for section in paper.sections if section.id == "plan" for block in section.blocks):
        if isinstance(block, Table) and block.caption == PLAN_CAPTION:
            for row in block.rows:
                blank = next((cell for cell in row if isinstance(cell, Blank)), None)
                if blank is not None:
                    texts = {one.key: plain(cell) for one, cell in zip(PLAN_COLUMNS, row, strict=True)}
                    yield blank.id.split(".")[1], texts


class _MadeRows:
    """Writes answers into the additions. All answers to one new row make one row."""

    def __init__(self) -> None:
        self.rows: dict[DataPath, int] = {}

    def put(self, values: dict[str, Any], path: DataPath, answer: str) -> None:
        """path: as in `Field`."""
        match path:
            case ("blanks", at, id_):
                self._row(values["blanks"], path, at, {"blank": id_})["says"] = answer
            case ("feedback", _, int(n), int(count)):
                self._row(values["feedback"], ("feedback",), NEW, [0] * count)[n] = int(answer or 0)
            case ("comments", int(at)):
                values["comments"][at] = answer
            case ("comments", _):
                values["comments"].append(answer)
            case (str(key),):
                values[key] = answer
            case _:
                _set(self._find_record(values, path), str(path[-1]), answer)

    def _find_record(self, values: dict[str, Any], path: DataPath) -> Any:
        """What an evaluator, a finding or a line of the plan is written in."""
        match path:
            case ("evaluators", int(at), "ratings", n, objective, _):
                ratings = values["evaluators"][at]["ratings"]
                found = self._row(ratings, path[:-1], n, {"objective": objective})
            case ("objectives", at, objective, kind, n, _):
                made: dict[str, Any] = {"objective": objective, "strengths": [], "areas": []}
                analysis = self._row(values["objectives"], ("objectives", objective), at, made)
                found = self._row(analysis[str(kind)], path[:-1], n, {})
            case ("improvements", at, name, _):
                line = {} if name == NEW else {"improvement": name}
                found = self._row(values["improvements"], ("improvements", name), at, line)
            case _:
                found = self._row(values["evaluators"], path[:-1], NEW, {"ratings": []})
        return found

    def _row(self, rows: list[Any], which: DataPath, at: str | int, made: Any) -> Any:
        if isinstance(at, str):
            at = self.rows.setdefault(which, len(rows))
            if at == len(rows):
                rows.append(made)
        return rows[at]


def _set(record: Any, key: str, answer: str) -> None:
    """An empty answer takes the key away."""
    if answer:
        record[key] = answer
    else:
        record.pop(key, None)


def _drop_empty(values: dict[str, Any]) -> None:
    """Rows that have nothing left."""
    values["improvements"] = [one for one in values["improvements"] if one and [*one] != ["improvement"]]
    values["comments"] = [one for one in values["comments"] if one]


def _complain(field: Field, answer: str, before: str) -> str:
    """What is wrong with an answer by itself; empty for nothing."""
    if before != field.value:
        return f"another page changed this to {quote(field.value)} meanwhile; save again to replace that"
    if len(answer) > LONGEST:
        return f"{len(answer)} characters; at most {LONGEST}"
    if complaint := find_unprintable(answer):
        return "; ".join(complaint)
    if field.choices and answer and answer not in field.choices:
        return f"{quote(answer)} is none of {', '.join(field.choices)}"
    return ""


class _Form:
    """The source of problems where the field itself is shown."""

    def problem(self, _: DataPath, message: str, hint: str = "") -> Problem:
        return Problem("form", None, None, message, hint)


def _check(values: Mapping[str, Any], facts: ReportData, empty: Paper) -> str:
    """What is wrong with additions; empty for nothing."""
    try:
        candidate = deepcopy(dict(values))
        _drop_empty(candidate)
        refuse_unknown(Additions.model_validate(candidate), _Form(), facts, empty)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        parts = word_error(first["type"], first["input"], first.get("ctx", {}), first["msg"])
        return "; ".join(filter(None, parts))
    except Problems as error:
        return error.problems[0].text
    return ""


def render_form(
    form: ReportForm, errors: Mapping[str, str], answers: Mapping[str, str], notes: Sequence[str], token: str
) -> str:
    """The page. answers: what was typed into the fields that are wrong. token: makes each sending of the form a single one."""
    groups = [
        replace(group, fields=tuple(replace(one, error=errors.get(one.name, "")) for one in group.fields))
        for group in form.groups
    ]
    return load_page("reports.after_action", "report_form").render(
        title=form.facts.exercise.title,
        marking=MARKING,
        groups=groups,
        answers=answers,
        notes=notes,
        token=token,
        count=len(form.open_ids),
        is_day=_is_day,
    )


def _is_day(text: str) -> bool:
    """Whether a date field can show it."""
    return not text or parse_day(text) is not None


def form_policy() -> str:
    """The Content-Security-Policy of the page: its own style and script, and forms to its own server."""
    policy: Markup = load_page("reports.after_action", "report_form").globals["policy"]
    allowed = str(policy).replace("form-action 'none'", "form-action 'self'")
    return f"{allowed}; connect-src 'self'; frame-ancestors 'none'"
