"""Findings of the evaluators: ratings of objectives and critical tasks, and improvements. No effect on the model.

Grades are those of HSEEP. Every rating is a proposal until one is set as final; an objective or critical task has at most one final rating.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from scenarios.annotations import is_relative_date
from scenarios.exercise import Capability, Objective
from scenarios.invisible import has_visible
from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.events import GRADES, Note, NoteAdded
from sim.exercise.schedule import list_active_objectives
from sim.exercise.state import State

CORRECTABLE = {
    "text", "objective", "rating", "by", "task", "action", "capability", "owner", "due",
}  # fmt: skip


@dataclass(frozen=True)
class EvaluationRow:
    """A line of the grid. number: of the objective, as everywhere. task: empty for the objective as a whole.

    proposals: who rated it how; final: the one that is settled.
    """

    number: int
    objective: Objective
    task: str
    proposals: tuple[Note, ...]
    final: str


def iterate_evaluation_rows(state: State) -> Iterator[EvaluationRow]:
    """Each objective that was not left out with its target, then its critical tasks."""
    for number, objective in enumerate(list_active_objectives(state), 1):
        for task in ("", *objective.tasks):
            notes = find_ratings(state, objective.id, task)
            final = next((note.rating for note in notes if note.final), "")
            yield EvaluationRow(number, objective, task, notes, final)


def find_ratings(state: State, objective: str, task: str = "") -> tuple[Note, ...]:
    """All proposals for one line, first come first."""
    return tuple(
        note
        for note in state.notes.values()
        if note.kind == "rate" and (note.objective, note.task) == (objective, task) and note.rating
    )


def propose_rating(conductor: Conductor, objective: str, rating: str, by: str = "", task: str = "") -> str:
    """A proposal; a second one by the same evaluator takes the place of the first. Returns its id. Raises CommandRejected."""
    known = {one.id: one for one in conductor.state.exercise.objectives}
    if objective not in known:
        raise CommandRejected(f"there is no objective {objective}; choose from {', '.join(known)}")
    if task and task not in known[objective].tasks:
        raise CommandRejected(f"{objective} has no critical task {task!r}")
    if rating not in GRADES:
        raise CommandRejected(f"a rating is one of {', '.join(GRADES)}; {rating!r} is not one of them")
    before = next((one for one in find_ratings(conductor.state, objective, task) if one.by == by), None)
    if before is not None:
        conductor.correct(before.id, rating=rating)
        return before.id
    return write_note(conductor, "rate", objective=objective, rating=rating, by=by, task=task)


def finalize_rating(conductor: Conductor, note: str) -> None:
    """Sets a proposal as the final rating of its line. Raises CommandRejected."""
    chosen = conductor.state.notes.get(note)
    if chosen is None or chosen.kind != "rate":
        raise CommandRejected(f"there is no rating {note}")
    for other in find_ratings(conductor.state, chosen.objective, chosen.task):
        if other.final and other.id != note:
            conductor.correct(other.id, final=False)
    conductor.correct(note, final=True)


def add_improvement(
    conductor: Conductor, issue: str, action: str = "", capability: str = "", owner: str = "", due: str = ""
) -> str:
    """Something to be improved: the issue, the corrective action, who does it until when. Returns its id. Raises CommandRejected."""
    check_capability(capability)
    check_due_date(due)
    if not has_visible(issue):
        raise CommandRejected("an improvement needs an issue")
    return write_note(conductor, "improve", text=issue, action=action, capability=capability, owner=owner, due=due)


def complete_note(conductor: Conductor, note: str, **values: str) -> None:
    """Says later what a mark was about, or puts a note right. Raises CommandRejected."""
    unknown = sorted(values.keys() - CORRECTABLE)
    if unknown:
        raise CommandRejected(f"a note has no {unknown[0]}; it has {', '.join(sorted(CORRECTABLE))}")
    check_capability(values.get("capability", ""))
    check_due_date(values.get("due", ""))
    conductor.correct(note, **values)


def check_capability(name: str) -> None:
    """Empty is allowed. Raises CommandRejected."""
    if name and name not in get_args(Capability):
        raise CommandRejected(
            f"{name!r} is not a core capability used here; choose from {'; '.join(get_args(Capability))}"
        )


def check_due_date(due: str) -> None:
    """Empty is allowed. Raises CommandRejected for words such as "next Friday"."""
    if is_relative_date(due):
        raise CommandRejected(f"{due!r} depends on the day it is read; write a date such as 2026-12-04")


def write_note(conductor: Conductor, kind: str, **values: str) -> str:
    """Adds a note with these fields. Returns its id."""
    id_ = f"{kind}-{1 + sum(note.kind == kind for note in conductor.state.notes.values())}"
    conductor.write(NoteAdded(id_, kind, **values))
    return id_


def list_improvements(state: State) -> list[Note]:
    """The improvements, in order of entry."""
    return [note for note in state.notes.values() if note.kind == "improve"]
