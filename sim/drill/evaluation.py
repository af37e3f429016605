"""What evaluators find: ratings of objectives and critical tasks, and what is to be improved. No effect on the model.

P performed without challenges, S with some, M with major ones, U unable to be performed: the grades of HSEEP. Everybody's rating is a
proposal until one is set as final; an objective, or one of its critical tasks, has at most one final rating.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from scenarios.exercise import Capability, Objective
from sim.drill.conduct import Conduct, Refused
from sim.drill.left_out import kept_objectives
from sim.drill.parts import Note
from sim.drill.state import State

GRADES = {
    "P": "performed without challenges",
    "S": "performed with some challenges",
    "M": "performed with major challenges",
    "U": "unable to be performed",
}
CORRECTABLE = {
    "text", "objective", "rating", "by", "task", "action", "capability", "owner", "due",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A line of the grid. number: of the objective, as everywhere. task: empty for the objective as a whole.

    proposals: who rated it how; final: the one that is settled.
    """

    number: int
    objective: Objective
    task: str
    proposals: tuple[Note, ...]
    final: str


def grid(state: State) -> Iterator[Row]:
    """Each objective that was not left out with its target, then its critical tasks."""
    for number, objective in enumerate(kept_objectives(state), 1):
        for task in ("", *objective.tasks):
            notes = ratings_of(state, objective.id, task)
            final = next((note.rating for note in notes if note.final), "")
            yield Row(number, objective, task, notes, final)


def ratings_of(state: State, objective: str, task: str = "") -> tuple[Note, ...]:
    """All proposals for one line, first come first."""
    return tuple(
        note
        for note in state.notes.values()
        if note.kind == "rate" and (note.objective, note.task) == (objective, task) and note.rating
    )


def rate(conduct: Conduct, objective: str, rating: str, by: str = "", task: str = "") -> str:
    """A proposal; a second one by the same evaluator takes the place of the first. Returns its id. Raises Refused."""
    known = {one.id: one for one in conduct.state.exercise.objectives}
    if objective not in known:
        raise Refused(f"there is no objective {objective}; there is {', '.join(known)}")
    if task and task not in known[objective].tasks:
        raise Refused(f"{objective} has no critical task {task!r}")
    if rating not in GRADES:
        raise Refused(f"a rating is one of {', '.join(GRADES)}; {rating!r} is none")
    before = next((one for one in ratings_of(conduct.state, objective, task) if one.by == by), None)
    if before is not None:
        conduct.correct(before.id, rating=rating)
        return before.id
    return write(conduct, "rate", objective=objective, rating=rating, by=by, task=task)


def settle(conduct: Conduct, note: str) -> None:
    """Sets a proposal as the final rating of its line. Raises Refused."""
    chosen = conduct.state.notes.get(note)
    if chosen is None or chosen.kind != "rate":
        raise Refused(f"there is no rating {note}")
    for other in ratings_of(conduct.state, chosen.objective, chosen.task):
        if other.final and other.id != note:
            conduct.correct(other.id, final=False)
    conduct.correct(note, final=True)


def improve(
    conduct: Conduct, issue: str, action: str = "", capability: str = "", owner: str = "", due: str = ""
) -> str:
    """Something to be improved: the issue, the corrective action, who does it until when. Returns its id. Raises Refused."""
    check_capability(capability)
    if not issue.strip():
        raise Refused("an improvement names the issue")
    return write(conduct, "improve", text=issue, action=action, capability=capability, owner=owner, due=due)


def fill_in(conduct: Conduct, note: str, **values: str) -> None:
    """Says later what a mark was about, or puts a note right. Raises Refused."""
    unknown = sorted(values.keys() - CORRECTABLE)
    if unknown:
        raise Refused(f"a note has no {unknown[0]}; it has {', '.join(sorted(CORRECTABLE))}")
    check_capability(values.get("capability", ""))
    conduct.correct(note, **values)


def check_capability(name: str) -> None:
    """Empty is allowed. Raises Refused."""
    if name and name not in get_args(Capability):
        raise Refused(f"{name!r} is no core capability here; there is {'; '.join(get_args(Capability))}")


def write(conduct: Conduct, kind: str, **values: str) -> str:
    """A note with what was said of it. Returns its id."""
    id_ = f"{kind}-{1 + sum(note.kind == kind for note in conduct.state.notes.values())}"
    said = {name: value for name, value in values.items() if value}
    conduct.write("note", {"id": id_, "kind": kind, "text": "", "objective": "", "rating": "", **said})
    return id_


def improvements(state: State) -> list[Note]:
    """What is to be improved, first come first."""
    return [note for note in state.notes.values() if note.kind == "improve"]
