"""What all papers of an exercise share: the exercise with its names, the marking, and parts that stand in several of them.

Injects and questions of a part in one list, in the order in which they come as far as the file says it.

Each kind is written in its own order, and that is kept for the injects. A question stands behind what it waits for: the last inject that
comes no later by its T+ or by the conditions of both; else before the first that comes no sooner; else behind the question before it.
What comes only when the facilitator says so stands at the end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.documents.model import Bullets, Cell, Column, Paper, Paragraph, Section, Table
from reports.text.exercise import (
    GROUND_RULES,
    REAL_WORLD_RULES,
    NameResolver,
    find_role_title,
    list_artificialities,
)
from scenarios.campus import OwnNames, apply_own_names
from scenarios.exercise import Decision, Exercise, Inject
from scenarios.library import ValidatedExercise
from sim.exercise.labels import Labels

MARKING = "EXERCISE EXERCISE EXERCISE"

NOT_FOR_PLAYERS = "not for players"
"""Behind the name of a paper that says what comes, on each of its pages."""

RESTRICTED_NOTE = "For the facilitator and evaluators only: it says what is going to happen."

SLOTS_NOTE = "Words in braces are filled in from the emergency when the message is delivered."


@dataclass(frozen=True)
class HandoutBuilder:
    """An exercise, what its campus is called, and its texts with those names."""

    opened: ValidatedExercise
    labels: Labels
    exercise: Exercise

    @classmethod
    def create(cls, opened: ValidatedExercise, own: OwnNames | None = None) -> "HandoutBuilder":
        """own: a school's own names over the campus."""
        exercise = apply_own_names(own, opened.exercise) if own else opened.exercise
        return cls(opened, Labels(opened.emergency.place, own), exercise)

    @property
    def name_resolver(self) -> NameResolver:
        """How people are called within a sentence."""
        return NameResolver(self.exercise, self.labels)

    def role_title(self, role: str) -> str:
        """The title of a role."""
        return find_role_title(role, self.exercise) or self.labels.person(role)

    def objective_number(self, id_: str) -> str:
        """The number of an objective, as the table of objectives has it."""
        return str([one.id for one in self.exercise.objectives].index(id_) + 1)

    def build_paper(self, kind: str, sections: tuple[Section, ...], *, contents: bool = True) -> Paper:
        """A paper with the head that all of them have."""
        exercise = self.exercise
        about = (
            ("Campus", self.labels.school),
            ("Takes", f"{exercise.minutes} minutes"),
            ("Story", f"{exercise.day}, {exercise.onset}"),
        )
        return Paper(kind, exercise.title, about, sections, marking=MARKING, contents=contents)


def explain_slots(rows: Iterable[Sequence[Cell]]) -> str:
    """What braces mean, under a table that has any."""
    cells = (cell for row in rows for cell in row)
    return SLOTS_NOTE if any("{" in cell for cell in cells if isinstance(cell, str)) else ""


def format_inject_note(line: Inject) -> str:
    """What the file notes of an inject, such as when it is held, behind its words."""
    return f"(Note: {line.notes.strip()})" if line.notes else ""


def build_rules(builder: HandoutBuilder) -> Section:
    """How people treat each other, where it is unlike life, and what ends it at once."""
    artificial = (
        line.removeprefix("- ") for line in list_artificialities(builder.exercise, builder.labels.school)
    )
    return Section(
        "rules",
        "Rules, and what is not as in life",
        (
            Bullets(tuple(line.removeprefix("- ") for line in GROUND_RULES)),
            Bullets(tuple(artificial)),
            Paragraph("If something real happens:"),
            Bullets(tuple(line.removeprefix("- ") for line in REAL_WORLD_RULES)),
        ),
    )


SEGMENT_KINDS = {
    "briefing": "briefing: how it runs, and the situation",
    "played": "played: the incident moves",
    "talked": "talked about: the incident stands still",
    "hot-wash": "hot wash: looking back, and what is to be improved",
}
"""What is done in a part."""


def build_schedule(builder: HandoutBuilder) -> Table:
    """Parts with their minutes, without titles, which say what comes."""
    rows = tuple((SEGMENT_KINDS[one.kind], f"{one.minutes} min") for one in builder.exercise.segments)
    return Table(
        "Parts and their minutes", (Column("What is done", 0.85), Column("Takes", 0.15, "right")), rows
    )


def build_objectives(builder: HandoutBuilder) -> Table:
    """Objectives with their capability and annexes."""
    rows = tuple(
        (str(n), one.says, one.capability, ", ".join(one.annexes))
        for n, one in enumerate(builder.exercise.objectives, 1)
    )
    columns = (
        Column("No.", 0.05),
        Column("Objective", 0.45),
        Column("Core capability", 0.24),
        Column("Annexes of the plan", 0.26),
    )
    return Table("Objectives", columns, rows)


MselItem = Inject | Decision


def sort_items(exercise: Exercise) -> list[MselItem]:
    """Everything of an exercise, part by part."""
    return [line for segment in exercise.segments for line in list_segment_items(exercise, segment.id)]


def list_segment_items(exercise: Exercise, segment: str) -> list[MselItem]:
    """What comes in a part."""
    injects = [one for one in exercise.injects if one.segment == segment]
    planned: list[MselItem] = [one for one in injects if not one.contingency]
    last = 0
    for decision in (one for one in exercise.decisions if one.segment == segment):
        last = _find_position(decision, planned, last)
        planned.insert(last, decision)
        last += 1
    return [*planned, *(one for one in injects if one.contingency)]


def _find_position(decision: Decision, lines: Sequence[MselItem], otherwise: int) -> int:
    before = [n for n, line in enumerate(lines) if isinstance(line, Inject) and _is_no_later(line, decision)]
    if before:
        place = before[-1] + 1
        while place < len(lines) and isinstance(lines[place], Decision):
            place += 1  # behind questions that come with the same
        return place
    after = [n for n, line in enumerate(lines) if isinstance(line, Inject) and _is_no_later(decision, line)]
    return after[0] if after else otherwise


def _is_no_later(one: MselItem, other: MselItem) -> bool:
    """Whether one comes no later than the other, as far as the file says it."""
    if _is_waiting_for(other, one):
        return True
    if one.at is not None and other.at is not None:
        return one.at <= other.at
    return bool(one.after) and all(condition in other.after for condition in one.after)


def _is_waiting_for(one: MselItem, other: MselItem) -> bool:
    if isinstance(other, Inject):
        return any(condition.delivered == other.number for condition in one.after)
    return any(condition.decided == other.id for condition in one.after)
