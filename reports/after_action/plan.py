"""The improvement plan, with what is still open from earlier exercises, and which annexes of the plan were exercised."""

from collections.abc import Iterator, Sequence
from itertools import chain

from reports.after_action.facts import Facts
from reports.documents.blocks import Blank, Block, Cell, Column, Paragraph, Section, Table
from reports.names import capital
from scenarios.additions import Corrective
from sim.drill.parts import Note

NOTHING = "Nothing was exercised"
EMPTY_LINES = 1  # of an improvement plan with nothing in it: somebody has to say so, or fill it in
COLUMNS = (
    Column("Capability", 0.13), Column("Issue", 0.17), Column("Corrective action", 0.18), Column("Element", 0.10),
    Column("Responsible", 0.12), Column("Contact", 0.10), Column("Start", 0.10), Column("Completion", 0.10),
)  # fmt: skip
FIELDS = {
    "capability": "core capability",
    "issue": "what has to change",
    "action": "what is done about it",
    "element": "planning, organisation, equipment, training or exercise",
    "responsible": "office or role that does it",
    "contact": "telephone or e-mail",
    "start": "date",
    "completion": "date",
}
"""What is said in each column, and what a good answer is."""


def improvement_plan(facts: Facts) -> Section:
    """A page of its own, wide where there is a table on it. Each gap in a line is a blank."""
    rows = tuple(_lines(facts))
    if facts.exercised and not rows:
        rows = tuple(_line(facts, f"plan.{n}", {}) for n in range(1, EMPTY_LINES + 1))
    blocks: list[Block] = [_plan(rows)] if rows else [Paragraph(f"{NOTHING} that would have to be improved.")]
    if facts.earlier:
        columns = (
            Column("Exercise", 0.22),
            Column("Issue", 0.30),
            Column("Corrective action", 0.24),
            Column("Owner", 0.14),
            Column("Due", 0.10),
        )
        earlier = tuple(
            (
                f"{item.title}, {item.begun[:10]} ({item.session})",
                item.note.text,
                item.note.action,
                item.note.owner,
                item.note.due,
            )
            for item in facts.earlier
        )
        blocks.append(Table("Still open from earlier exercises on this campus", columns, earlier))
    else:
        blocks.append(Paragraph("Nothing is open from earlier exercises on this campus."))
    wide = any(isinstance(block, Table) for block in blocks)
    return Section("plan", "Improvement plan", tuple(blocks), landscape=wide)


def _plan(rows: tuple[tuple[Cell, ...], ...]) -> Table:
    """What an element can be is said as long as one is still to be named."""
    at = [*FIELDS].index("element")
    open_ = any(isinstance(row[at], Blank) for row in rows)
    return Table("Improvement plan", COLUMNS, rows, f"Element: {FIELDS['element']}." if open_ else "")


def _lines(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    """What was written down in the exercise, with what was added to it; then what was added alone."""
    added = {one.improvement: one for one in facts.correctives() if one.improvement}
    for note in facts.notes("improve"):
        yield _line(facts, f"plan.{note.id}", _of_note(note) | _of_added(added.get(note.id)))
    alone = (one for one in facts.correctives() if not one.improvement)
    yield from (_line(facts, f"plan.added-{n}", _of_added(one)) for n, one in enumerate(alone, 1))


def _of_note(note: Note) -> dict[str, str]:
    found = {
        "capability": note.capability,
        "issue": note.text,
        "action": note.action,
        "responsible": note.owner,
        "completion": note.due,
    }
    return {name: value for name, value in found.items() if value}


def _of_added(one: Corrective | None) -> dict[str, str]:
    return one.model_dump(exclude_none=True, exclude={"improvement"}) if one else {}


def _line(facts: Facts, id_: str, values: dict[str, str]) -> tuple[Cell, ...]:
    return tuple(
        values.get(name) or facts.blank(f"{id_}.{name}", column.title, hint)
        for column, (name, hint) in zip(COLUMNS, FIELDS.items(), strict=True)
    )


def annexes(facts: Facts) -> Section:
    """Each annex, by the objectives that it stands behind, and what came up for it."""
    rows = []
    for annex in dict.fromkeys(chain.from_iterable(one.annexes for one in facts.objectives)):
        behind = [(n, one) for n, one in enumerate(facts.objectives, 1) if annex in one.annexes]
        asked = [window.decision for _, one in behind for window in facts.asked(one)]
        heard = {
            one.inject.number
            for _, objective in behind
            for one in facts.heard(objective)
            if one.outcome == "delivered"
        }
        references = list(dict.fromkeys(one.reference for one in asked))
        rows.append(
            (
                capital(annex),
                ", ".join(str(n) for n, _ in behind),
                _came_up([one.id for one in facts.exercise.decisions if one in asked], sorted(heard)),
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
            if facts.exercised
            else Paragraph(f"{NOTHING}, so no annex was."),
        ),
        landscape=facts.exercised,  # as the plan before it, so that the pages turn once
    )


def _came_up(asked: Sequence[str], heard: Sequence[int]) -> str:
    """`D1, D4; injects 2, 6`."""
    injects = f"inject{'' if len(heard) == 1 else 's'} {', '.join(map(str, heard))}" if heard else ""
    return "; ".join(filter(None, (", ".join(asked), injects))) or "nothing came up"
