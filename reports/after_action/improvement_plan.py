"""The improvement plan, with what is still open from earlier exercises, and which annexes of the plan were exercised."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple, get_args

from reports.after_action.data import ReportData
from reports.documents.model import Blank, Block, Cell, Column, Kind, Paragraph, Section, Table
from reports.text.terms import capitalize_first
from scenarios.annotations import CorrectiveActionEntry, Element
from sim.exercise.events import Note

NOTHING_EXERCISED = "Nothing was exercised"
NO_IMPROVEMENT_KEY = "nothing_to_improve"
"""The key in the file of additions, and the blank."""
ELEMENTS: tuple[str, ...] = get_args(Element)


class PlanColumn(NamedTuple):
    """What is said in a column of the plan: its key in the file of additions, its title and share, and what a good answer is."""

    key: str
    title: str
    share: float
    hint: str
    kind: Kind = "text"


PLAN_COLUMNS = (
    PlanColumn("capability", "Capability", 0.13, "core capability"),
    PlanColumn("issue", "Issue", 0.17, "what has to change"),
    PlanColumn("action", "Corrective action", 0.18, "what is done about it"),
    PlanColumn("element", "Element", 0.10, f"{', '.join(ELEMENTS[:-1])} or {ELEMENTS[-1]}", ELEMENTS),
    PlanColumn("responsible", "Responsible", 0.12, "office or role that does it"),
    PlanColumn("contact", "Contact", 0.10, "telephone or e-mail"),
    PlanColumn("start", "Start", 0.10, "a day, or words such as next term"),
    PlanColumn("completion", "Completion", 0.10, "a day, or words such as next term"),
)
"""The columns of the plan."""


def build_improvement_plan(facts: ReportData) -> Section:
    """A page of its own, wide where there is a table on it. Each gap in a line is a blank."""
    rows = tuple(_plan_rows(facts))
    blocks: list[Block] = [_build_table(rows)] if rows else [*_build_empty_plan(facts)]
    if facts.open_actions:
        columns = (
            Column("Exercise", 0.22),
            Column("Issue", 0.30),
            Column("Corrective action", 0.24),
            Column("Owner", 0.14),
            Column("Due", 0.10),
        )
        earlier = tuple(
            (
                f"{item.title}, {item.started_at[:10]} ({item.session})",
                item.note.text,
                item.note.action,
                item.note.owner,
                item.note.due,
            )
            for item in facts.open_actions
        )
        blocks.append(Table("Still open from earlier exercises on this campus", columns, earlier))
    else:
        blocks.append(Paragraph("Nothing is open from earlier exercises on this campus."))
    wide = any(isinstance(block, Table) for block in blocks)
    return Section("plan", "Improvement plan", tuple(blocks), landscape=wide)


def _build_table(rows: tuple[tuple[Cell, ...], ...]) -> Table:
    """Under it stands what can be chosen, as long as something is still to be."""
    choices = [
        f"{one.title}: {one.hint}."
        for at, one in enumerate(PLAN_COLUMNS)
        if isinstance(one.kind, tuple) and any(isinstance(row[at], Blank) for row in rows)
    ]
    columns = tuple(Column(one.title, one.share) for one in PLAN_COLUMNS)
    return Table("Improvement plan", columns, rows, " ".join(choices))


def _build_empty_plan(facts: ReportData) -> Iterator[Block]:
    """Why nothing is to be improved; until people say so, also a line to fill in."""
    if why := facts.no_improvement_reason:
        yield Blank(NO_IMPROVEMENT_KEY, "Nothing is to be improved", why)
    elif facts.is_exercised:
        yield _build_table((_plan_row(facts, "plan.1", {}),))
        yield Blank(
            NO_IMPROVEMENT_KEY, "Or, in place of a line: why nothing is to be improved", "", "in a sentence"
        )
    else:
        yield Paragraph(f"{NOTHING_EXERCISED} that would have to be improved.")


def _plan_rows(facts: ReportData) -> Iterator[tuple[Cell, ...]]:
    """What was written down in the exercise, with what was added to it; then what was added alone."""
    added = {one.improvement: one for one in facts.list_corrective_actions() if one.improvement}
    for note in facts.list_notes("improve"):
        yield _plan_row(
            facts, f"plan.{note.id}", _values_from_note(note) | _values_from_entry(added.get(note.id))
        )
    alone = (one for one in facts.list_corrective_actions() if not one.improvement)
    yield from (
        _plan_row(facts, f"plan.added-{n}", _values_from_entry(one)) for n, one in enumerate(alone, 1)
    )


def _values_from_note(note: Note) -> dict[str, str]:
    found = {
        "capability": note.capability,
        "issue": note.text,
        "action": note.action,
        "responsible": note.owner,
        "completion": note.due,
    }
    return {name: value for name, value in found.items() if value}


def _values_from_entry(one: CorrectiveActionEntry | None) -> dict[str, str]:
    return one.model_dump(exclude_none=True, exclude={"improvement"}) if one else {}


def _plan_row(facts: ReportData, id_: str, values: dict[str, str]) -> tuple[Cell, ...]:
    return tuple(
        values.get(one.key) or facts.blank(f"{id_}.{one.key}", one.title, one.hint, kind=one.kind)
        for one in PLAN_COLUMNS
    )


def build_annexes(facts: ReportData) -> Section:
    """Each annex, by the objectives that it stands behind, and what came up for it."""
    rows = []
    for annex in dict.fromkeys(chain.from_iterable(one.annexes for one in facts.objectives)):
        behind = [(n, one) for n, one in enumerate(facts.objectives, 1) if annex in one.annexes]
        asked = [window.decision for _, one in behind for window in facts.decisions_for(one)]
        heard = {
            one.inject.number
            for _, objective in behind
            for one in facts.deliveries_for(objective)
            if one.outcome == "delivered"
        }
        references = list(dict.fromkeys(one.reference for one in asked))
        rows.append(
            (
                capitalize_first(annex),
                ", ".join(str(n) for n, _ in behind),
                _describe_sources(
                    [one.id for one in facts.exercise.decisions if one in asked], sorted(heard)
                ),
                "; ".join(references) or "–",
            )
        )
    columns = (
        Column("Annex", 0.17),
        Column("Objectives", 0.09),
        Column("What came up", 0.21),
        Column("References", 0.53),
    )
    return Section(
        "annexes",
        "Annexes of the emergency operations plan that were exercised",
        (
            Table("Annexes", columns, tuple(rows))
            if facts.is_exercised
            else Paragraph(f"{NOTHING_EXERCISED}, so no annex was."),
        ),
        landscape=facts.is_exercised,  # as the plan before it, so that the pages turn once
    )


def _describe_sources(asked: Sequence[str], heard: Sequence[int]) -> str:
    """`D1, D4; injects 2, 6`."""
    injects = f"inject{'' if len(heard) == 1 else 's'} {', '.join(map(str, heard))}" if heard else ""
    return "; ".join(filter(None, (", ".join(asked), injects))) or "nothing came up"
