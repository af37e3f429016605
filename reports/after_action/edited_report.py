"""Reads what people wrote into the Word report back, as additions over those that were kept.

A tag names a blank, a row of the plan, or a finding. What reads as the report had it is no addition. A row without a tag is a new one.
A value that was taken out again does not delete what was kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from reports.after_action.annotations import list_own_blanks, refuse_unknown
from reports.after_action.data import ReportData
from reports.after_action.findings import FINDING_KINDS, FINDING_PARTS
from reports.after_action.improvement_plan import NO_IMPROVEMENT_KEY, PLAN_COLUMNS
from reports.after_action.report import build_blank_report, collect_names, redact
from reports.documents.docx_writer import SESSION_TAG, write_tag
from reports.documents.fonts import clean_text
from reports.documents.model import Blank, Paper, Table, plain
from reports.documents.word_controls import Control, EditedCell, EditedFile, Row
from reports.text.terms import capitalize_first
from scenarios.annotations import Additions
from scenarios.diagnostics import Problem, Problems, quote, word_error
from scenarios.invisible import drop_breaks
from scenarios.loading.yaml_parser import DataPath
from scenarios.unprintable import find_unprintable

MAX_FINDINGS = 20
"""Of one kind to one objective, whose tags are known."""
PLAN_KEYS = tuple(one.key for one in PLAN_COLUMNS)
FINDING_KEYS = tuple(key for key, *_ in FINDING_PARTS)
NEW_PLAN_ROW = "1"
_PLAN_TAG = re.compile(rf"plan\.(.+)\.({'|'.join(PLAN_KEYS)})")
_ADDED_ROW = re.compile(r"added-([1-9][0-9]{0,2})")
_FINDING_TAG = re.compile(rf"objectives\.(.+)\.(strengths|areas)(?:\.([0-9]+)\.({'|'.join(FINDING_KEYS)}))?")
_KINDS_BY_TITLE = {capitalize_first(title): kind for kind, title in FINDING_KINDS.items()}
_FINDING_TITLE = re.compile(rf"({'|'.join(_KINDS_BY_TITLE)}) ([0-9]+)(?:\.[0-9]+)?: *(.*)", re.DOTALL)


@dataclass
class EditedReport:
    """The additions while they are read. values: those that were kept, changed in place; places: the title and value of each control."""

    path: Path
    values: dict[str, Any]
    places: dict[DataPath, tuple[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, path: DataPath, message: str, hint: str = "") -> Problem:
        """A problem that names the title of the control, and its value where the message does not."""
        while path and path not in self.places:
            path = path[:-1]
        title, value = self.places.get(path, ("", ""))
        return self.control_problem(title, value, message, hint)

    def control_problem(self, title: str, value: str, message: str, hint: str = "") -> Problem:
        """A problem of a control."""
        shown = f" {quote(value)}" if value and quote(value) not in message else ""
        return Problem(str(self.path), None, None, f"{f'{title}{shown}: ' if title else ''}{message}", hint)

    def put(self, path: DataPath, title: str, value: str) -> None:
        """Writes a value into a record that is there, unless it is what stands there."""
        record: Any = self.values
        for step in path[:-1]:
            record = record[step]
        self.places[path] = (title, value)
        if _fold(record.get(path[-1], "")) == _fold(value):
            return
        record[path[-1]] = value
        if complaint := find_unprintable(value):
            self.problems.append(self.control_problem(title, value, *complaint))


def read_edited_report(path: Path, edited: EditedFile, facts: ReportData, kept: Additions | None) -> Additions:
    """The additions in an edited Word report of this exercise, over those that were kept. Raises Problems."""
    base = kept or Additions(additions=facts.session)
    report = EditedReport(path, base.model_dump(exclude_none=True))
    _check_session(report, edited, facts)
    papers = [build_blank_report(replace(facts, with_names=named)) for named in (facts.with_names, True)]
    known = _list_tags(facts, papers[0])
    recorded = [*map(_list_recorded, papers)]
    for control in _iterate_controls(edited):
        _read_own_blank(report, control, known, recorded)
    for row in _iterate_table(edited, tuple(one.title for one in PLAN_COLUMNS)):
        _read_plan_row(report, row, known, recorded)
    for row in _iterate_table(edited, ("Finding", *(title for _, title, *_ in FINDING_PARTS))):
        _read_finding(report, row, known, recorded, facts)
    if report.problems:
        raise Problems(report.problems)
    additions = _validate(report)
    refuse_unknown(additions, report, facts, papers[0])
    return additions


def _check_session(report: EditedReport, edited: EditedFile, facts: ReportData) -> None:
    tags = [one.tag for one in _iterate_controls(edited) if one.tag.startswith(SESSION_TAG)]
    if not tags:
        hint = "edit the .docx that allcall report wrote, and save it as .docx"
        raise Problems([Problem(str(report.path), None, None, "this is no report of an exercise", hint)])
    if write_tag(f"{SESSION_TAG}{facts.session}") not in tags:
        name = quote(tags[0].removeprefix(SESSION_TAG))
        message = f"this is the report of {name}, not of {quote(facts.session)}"
        raise Problems([Problem(str(report.path), None, None, message, "name the session that it belongs to")])


def _iterate_controls(edited: EditedFile) -> Iterator[Control]:
    yield from edited.controls
    for row in (row for table in edited.tables for row in table):
        yield from (cell.control for cell in row if cell.control)


def _iterate_table(edited: EditedFile, titles: tuple[str, ...]) -> Iterator[Row]:
    """The rows of the tables that have these titles, without them."""
    for table in edited.tables:
        if table and tuple(cell.text for cell in table[0]) == titles:
            yield from table[1:]


def _list_tags(facts: ReportData, paper: Paper) -> dict[str, str]:
    """The ids of what can be filled in, by tag."""
    rows = [note.id for note in facts.list_notes("improve")] + [NEW_PLAN_ROW]
    rows += [f"added-{number}" for number in range(1, 201)]
    findings = [f"objectives.{one.id}.{kind}" for one in facts.objectives for kind in FINDING_KINDS]
    ids = [
        NO_IMPROVEMENT_KEY,
        *list_own_blanks(paper),
        *(f"plan.{row}.{key}" for row in rows for key in PLAN_KEYS),
        *findings,
        *(f"{one}.{n}.{key}" for one in findings for n in range(1, MAX_FINDINGS + 1) for key in FINDING_KEYS),
    ]
    return {write_tag(one): one for one in ids}


def _list_recorded(paper: Paper) -> dict[str, str]:
    """The text of blanks, and of the other cells beside them in the plan and the findings, without additions."""
    found: dict[str, str] = {}
    for block in (block for section in paper.sections for block in section.blocks):
        if isinstance(block, Blank):
            found[block.id] = block.value
        for row in block.rows if isinstance(block, Table) else ():
            found |= {cell.id: cell.value for cell in row if isinstance(cell, Blank)}
            ids = [cell.id for cell in row if isinstance(cell, Blank)]
            if ids and ids[0].startswith("plan."):
                stem = ids[0].rpartition(".")[0]
                found |= {f"{stem}.{key}": plain(cell) for key, cell in zip(PLAN_KEYS, row, strict=True)}
            elif ids and _FINDING_TAG.fullmatch(ids[0]):
                found |= {f"{ids[0]}.{key}": plain(cell) for key, cell in zip(FINDING_KEYS, row[1:], strict=True)}
    return found


def _is_recorded(id_: str, value: str, recorded: Sequence[Mapping[str, str]]) -> bool:
    return not value or any(_fold(one.get(id_, "")) == _fold(value) for one in recorded)


def _fold(text: str) -> list[str]:
    """The lines of a text, without what a Word file changes when it is saved: spaces, controls, invisible breaks, some hyphens."""
    shown = clean_text(drop_breaks(text)).replace("\N{NON-BREAKING HYPHEN}", "-")
    lines = (" ".join(line.split()) for line in shown.split("\n"))
    return [line for line in lines if line]


def _read_own_blank(
    report: EditedReport, control: Control, known: Mapping[str, str], recorded: Sequence[Mapping[str, str]]
) -> None:
    """A blank outside of the plan and the findings; a tag that the report does not have is a problem if it has a value."""
    id_ = known.get(control.tag, "")
    if not control.tag or not control.value or control.tag.startswith(SESSION_TAG):
        return
    if not id_:
        message = f"this report has no blank {quote(control.tag)}"
        hint = "write the report again, and fill in the new file"
        report.problems.append(report.control_problem(control.title, control.value, message, hint))
    elif id_ == NO_IMPROVEMENT_KEY:
        report.put((id_,), control.title, control.value)
    elif not id_.startswith(("plan.", "objectives.")) and not _is_recorded(id_, control.value, recorded):
        blanks = report.values["blanks"]
        at = next((n for n, one in enumerate(blanks) if one["blank"] == id_), len(blanks))
        if at == len(blanks):
            blanks.append({"blank": id_})
        report.put(("blanks", at, "says"), control.title, control.value)


def _find_ids(row: Row, known: Mapping[str, str]) -> list[str]:
    return [known[cell.control.tag] for cell in row if cell.control and cell.control.tag in known]


def _read_plan_row(
    report: EditedReport, row: Row, known: Mapping[str, str], recorded: Sequence[Mapping[str, str]]
) -> None:
    found = next(filter(None, (_PLAN_TAG.fullmatch(one) for one in _find_ids(row, known))), None)
    name = found[1] if found else NEW_PLAN_ROW
    changed = {
        column: cell.value
        for column, cell in zip(PLAN_COLUMNS, row, strict=False)
        if not _is_recorded(f"plan.{name}.{column.key}", cell.value, recorded)
    }
    if not changed:
        return
    at = _find_plan_entry(report, name, {column.key: value for column, value in changed.items()})
    for column, value in changed.items():
        report.put(("improvements", at, column.key), column.title, value)


def _find_plan_entry(report: EditedReport, name: str, values: Mapping[str, str]) -> int:
    """The index of the entry of a row, which is made where there is none. A copied row has the tags of another: it is a new one."""
    entries: list[dict[str, str]] = report.values["improvements"]
    taken = {path[1] for path in report.places if path[0] == "improvements"}
    added = [n for n, one in enumerate(entries) if "improvement" not in one]
    number = _ADDED_ROW.fullmatch(name)
    if number and int(number[1]) <= len(added) and added[int(number[1]) - 1] not in taken:
        return added[int(number[1]) - 1]
    if number or name == NEW_PLAN_ROW:
        same = (n for n in added if values.items() <= entries[n].items() and n not in taken)
        at = next(same, len(entries))
    else:
        at = next((n for n, one in enumerate(entries) if one.get("improvement") == name), len(entries))
    if at == len(entries):
        entries.append({} if number or name == NEW_PLAN_ROW else {"improvement": name})
    return at


def _read_finding(
    report: EditedReport, row: Row, known: Mapping[str, str], recorded: Sequence[Mapping[str, str]], facts: ReportData
) -> None:
    found = next(filter(None, (_FINDING_TAG.fullmatch(one) for one in _find_ids(row, known))), None)
    base, says = "", row[0].value if row else ""
    if titled := _FINDING_TITLE.fullmatch(says):
        says = titled[3].strip()
    if found:
        objective, kind, number = found[1], found[2], int(found[3] or 0)
        base = f"objectives.{objective}.{kind}.{number}" if number else f"objectives.{objective}.{kind}"
    elif titled and 0 < int(titled[2][:9]) <= len(facts.objectives):
        objective, kind, number = facts.objectives[int(titled[2]) - 1].id, _KINDS_BY_TITLE[titled[1]], 0
    elif any(cell.value for cell in row):
        message = "this row names no objective"
        report.problems.append(
            report.control_problem("Finding", says or row[1].value, message, 'begin it with "Strength 1: "')
        )
        return
    else:
        return
    parts = _read_parts(row[1:], base, recorded)
    if not says and parts:
        title = row[0].control.title if row[0].control else "Finding"
        message = "there is nothing here, but the row has more"
        report.problems.append(report.control_problem(title, "", message, "write the finding in one sentence"))
    elif says:
        _put_finding(report, (objective, kind, number), says, parts, collect_names(facts.state))


def _read_parts(cells: Sequence[EditedCell], base: str, recorded: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {
        key: cell.value
        for key, cell in zip(FINDING_KEYS, cells, strict=False)
        if not _is_recorded(f"{base}.{key}", cell.value, recorded)
    }


def _put_finding(
    report: EditedReport, which: tuple[str, str, int], says: str, parts: Mapping[str, str], names: Mapping[str, str]
) -> None:
    """which: objective, kind and number, 0 for a new one. names: of people, with what a report without names has in their place."""
    objective, kind, number = which
    analyses = report.values["objectives"]
    at = next((n for n, one in enumerate(analyses) if one["objective"] == objective), len(analyses))
    if at == len(analyses):
        analyses.append({"objective": objective, "strengths": [], "areas": []})
    findings = analyses[at][kind]
    place = next((n for n, one in enumerate(findings) if one["says"] == says), len(findings))
    if number and number <= len(findings):
        place = number - 1
    if place == len(findings):
        findings.append({})
    elif _fold(redact(findings[place]["says"], names)) == _fold(says):
        says = findings[place]["says"]
    for key, value in {"says": says, **parts}.items():
        report.put(("objectives", at, kind, place, key), "Finding" if key == "says" else key, value)


def _validate(report: EditedReport) -> Additions:
    try:
        return Additions.model_validate(report.values)
    except ValidationError as error:
        raise Problems(_word_problem(report, one) for one in error.errors(include_url=False)) from None


def _word_problem(report: EditedReport, error: Any) -> Problem:
    about = error.get("ctx", {})
    path = (*error["loc"], *about.get("at", ()))
    return report.problem(path, *word_error(error["type"], error["input"], about, error["msg"]))
