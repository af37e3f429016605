"""What all papers of an exercise share: the exercise with its names, the marking, and parts that stand in several of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.briefing_words import REAL_WORLD_RULES, GROUND_RULES, list_artificialities
from reports.documents.blocks import Bullets, Cell, Column, Paper, Paragraph, Section, Table
from reports.exercise_words import NameResolver, find_role_title
from scenarios.exercise import Exercise, Inject
from scenarios.exercise_library import ValidatedExercise
from scenarios.own_names import OwnNames, apply_own_names
from sim.drill.labels import Labels

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
    artificial = (line.removeprefix("- ") for line in list_artificialities(builder.exercise, builder.labels.school))
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
