"""The improvement plan, with what is still open from earlier exercises, and which annexes of the plan were exercised."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple, get_args

from reports.after_action.facts import Facts
from reports.documents.blocks import Blank, Block, Cell, Column, Kind, Paragraph, Section, Table
from reports.names import capital
from scenarios.additions import Corrective, Element
from sim.drill.parts import Note

NOTHING = "Nothing was exercised"
WHY_NONE = "nothing_to_improve"
"""The key in the file of additions, and the blank."""
ELEMENTS: tuple[str, ...] = get_args(Element)


class Asked(NamedTuple):
    """What is said in a column of the plan: its key in the file of additions, its title and share, and what a good answer is."""

    key: str
    title: str
    share: float
    hint: str
    kind: Kind = "text"


PLAN = (
    Asked("capability", "Capability", 0.13, "core capability"),
    Asked("issue", "Issue", 0.17, "what has to change"),
    Asked("action", "Corrective action", 0.18, "what is done about it"),
    Asked("element", "Element", 0.10, f"{', '.join(ELEMENTS[:-1])} or {ELEMENTS[-1]}", ELEMENTS),
    Asked("responsible", "Responsible", 0.12, "office or role that does it"),
    Asked("contact", "Contact", 0.10, "telephone or e-mail"),
    Asked("start", "Start", 0.10, "a day, or words such as next term"),
    Asked("completion", "Completion", 0.10, "a day, or words such as next term"),
)
"""The columns of the plan."""


def improvement_plan(facts: Facts) -> Section:
    """A page of its own, wide where there is a table on it. Each gap in a line is a blank."""
    rows = tuple(_lines(facts))
    blocks: list[Block] = [_plan(rows)] if rows else [*_without_lines(facts)]
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
    """Under it stands what can be chosen, as long as something is still to be."""
    choices = [
        f"{one.title}: {one.hint}."
        for at, one in enumerate(PLAN)
        if isinstance(one.kind, tuple) and any(isinstance(row[at], Blank) for row in rows)
    ]
    columns = tuple(Column(one.title, one.share) for one in PLAN)
    return Table("Improvement plan", columns, rows, " ".join(choices))


def _without_lines(facts: Facts) -> Iterator[Block]:
    """Why nothing is to be improved; until people say so, also a line to fill in."""
    if why := facts.nothing_to_improve:
        yield Blank(WHY_NONE, "Nothing is to be improved", why)
    elif facts.exercised:
        yield _plan((_line(facts, "plan.1", {}),))
        yield Blank(WHY_NONE, "Or, in place of a line: why nothing is to be improved", "", "in a sentence")
    else:
        yield Paragraph(f"{NOTHING} that would have to be improved.")


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
        values.get(one.key) or facts.blank(f"{id_}.{one.key}", one.title, one.hint, kind=one.kind)
        for one in PLAN
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
