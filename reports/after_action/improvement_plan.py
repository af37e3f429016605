"""The improvement plan, with open corrective actions of earlier exercises, and the signatures."""

from collections.abc import Iterator
from typing import NamedTuple, get_args

from reports.after_action.data import ReportData
from reports.documents.model import Blank, Block, Cell, Column, Kind, Paragraph, Section, Table
from scenarios.annotations import CorrectiveActionEntry, Element, parse_day

NO_IMPROVEMENT_KEY = "nothing_to_improve"
"""In the file of additions, and the id of the blank."""
ELEMENTS: tuple[str, ...] = get_args(Element)
SIGNERS = {
    "facilitator": "Exercise facilitator",
    "evaluator": "Lead evaluator",
    "principal": "Principal",
    "superintendent": "Superintendent",
}
SIGNED_NOTE = "Facts are from the journal of the exercise; judgments are those of the people who sign."


class PlanColumn(NamedTuple):
    """A column of the plan. key: in the file of additions; hint: describes a good answer."""

    key: str
    title: str
    share: float
    hint: str
    kind: Kind = "text"


PLAN_COLUMNS = (
    PlanColumn("capability", "Capability", 0.13, "core capability"),
    PlanColumn("issue", "Issue", 0.17, "what needs to change"),
    PlanColumn("action", "Corrective action", 0.18, "what will be done"),
    PlanColumn("element", "Element", 0.10, f"{', '.join(ELEMENTS[:-1])} or {ELEMENTS[-1]}", ELEMENTS),
    PlanColumn("responsible", "Responsible", 0.12, "office or role"),
    PlanColumn("contact", "Contact", 0.10, "phone or email"),
    PlanColumn("start", "Start", 0.10, "year-month-day", "day"),
    PlanColumn("completion", "Completion", 0.10, "year-month-day", "day"),
)


def build_improvement_plan(facts: ReportData) -> Section:
    """The plan and the open corrective actions; on a wide page where it has a table."""
    rows = tuple(_plan_rows(facts))
    blocks: list[Block] = [_table(rows)] if rows else [*_empty_plan(facts)]
    if facts.open_actions:
        shares = {"Exercise": 0.22, "Issue": 0.30, "Corrective action": 0.24, "Owner": 0.14, "Due": 0.10}
        earlier = tuple(
            (f"{item.title}, {item.started_at[:10]} ({item.session})", note.text, note.action, note.owner, note.due)
            for item in facts.open_actions
            for note in [item.note]
        )
        columns = tuple(Column(title, share) for title, share in shares.items())
        blocks.append(Table("Open corrective actions of earlier exercises on this campus", columns, earlier))
    else:
        blocks.append(Paragraph("No corrective action is open from earlier exercises on this campus."))
    wide = any(isinstance(block, Table) for block in blocks)
    return Section("plan", "Improvement Plan", (*blocks, _build_signatures(facts)), landscape=wide)


def _table(rows: tuple[tuple[Cell, ...], ...]) -> Table:
    """The plan; its note lists the choices of a column that still has a blank."""
    choices = [
        f"{one.title}: {one.hint}."
        for at, one in enumerate(PLAN_COLUMNS)
        if isinstance(one.kind, tuple) and any(isinstance(row[at], Blank) for row in rows)
    ]
    columns = tuple(Column(one.title, one.share) for one in PLAN_COLUMNS)
    return Table("Improvement plan", columns, rows, " ".join(choices))


def _empty_plan(facts: ReportData) -> Iterator[Block]:
    """Why no improvement is needed; until people say so, also a row to fill in."""
    if why := facts.no_improvement_reason:
        yield Blank(NO_IMPROVEMENT_KEY, "No improvement needed", why)
    elif facts.is_exercised:
        yield _table((_plan_row(facts, "plan.1", {}, {}),))
        yield Blank(NO_IMPROVEMENT_KEY, "Or, instead: why no improvement is needed", "", "in one sentence")
    else:
        yield Paragraph("Nothing was exercised, so there is nothing to improve.")


def _plan_rows(facts: ReportData) -> Iterator[tuple[Cell, ...]]:
    return (_plan_row(facts, f"plan.{id_}", *values) for id_, *values in iterate_plan_lines(facts))


def iterate_plan_lines(facts: ReportData) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """Improvements recorded in the exercise, then those that were only added: what was recorded and what was added, by column."""
    entries = facts.list_corrective_actions()
    added = {one.improvement: one for one in entries if one.improvement}
    for note in facts.list_notes("improve"):
        recorded = {
            "capability": note.capability,
            "issue": note.text,
            "action": note.action,
            "responsible": note.owner,
            "completion": note.due if parse_day(note.due) else "",
        }
        values = {key: value for key, value in recorded.items() if value}
        yield note.id, values, _values(added.get(note.id))
    for n, entry in enumerate((one for one in entries if not one.improvement), 1):
        yield f"added-{n}", {}, _values(entry)


def _values(entry: CorrectiveActionEntry | None) -> dict[str, str]:
    return entry.model_dump(exclude_none=True, exclude={"improvement", "done"}) if entry else {}


def _plan_row(facts: ReportData, id_: str, recorded: dict[str, str], added: dict[str, str]) -> tuple[Cell, ...]:
    """What is not recorded is a blank, so that it can be changed in a Word file, too."""
    return tuple(
        recorded[one.key]
        if one.key in recorded and one.key not in added
        else facts.blank(f"{id_}.{one.key}", one.title, one.hint, otherwise=added.get(one.key, ""), kind=one.kind)
        for one in PLAN_COLUMNS
    )


def _build_signatures(facts: ReportData) -> Table:
    """Names can be entered before printing or by hand; dates and signatures are by hand."""
    rows = tuple(
        (label, "" if facts.finalized and not name.value else name, "", "")
        for key, label in SIGNERS.items()
        for name in [facts.blank(f"signatures.{key}.name", "Name in print", must=False)]
    )
    shares = {"": 0.18, "Name in print": 0.30, "Date": 0.14, "Signature": 0.38}
    columns = tuple(Column(title, share) for title, share in shares.items())
    journal = f" It has {facts.entries} entries; SHA-256 of the last: {facts.digest}" if facts.digest else ""
    return Table("Signatures", columns, rows, f"{SIGNED_NOTE}{journal}")
