"""What the handouts of an exercise share: its names, the marking, common sections, and the order of injects and questions.

Injects keep the order of the file. A question follows the item that it waits for: the last inject that comes no later by T+ or by the
conditions of both; else it precedes the first that comes no sooner; else it follows the question before it. Contingency injects end
their part.
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
from reports.text.terms import register_strategies
from scenarios.campus import OwnNames, apply_own_names
from scenarios.exercise import Decision, Exercise, Inject
from scenarios.library import ValidatedExercise
from sim.exercise.labels import Labels

MARKING = "EXERCISE EXERCISE EXERCISE"

NOT_FOR_PARTICIPANTS = "not for participants"
"""In the name of a handout that tells what will happen, on each of its pages."""
RESTRICTED_NOTE = "For the facilitator and evaluators only. It tells what will happen."
SLOTS_NOTE = "Words in braces are filled in from the emergency when the message is delivered."
SEGMENT_KINDS = {
    "briefing": "briefing: procedure and situation",
    "played": "played: the incident moves",
    "talked": "discussion: scenario time is stopped",
    "hot-wash": "hot wash: review, and what to improve",
}
MselItem = Inject | Decision


@dataclass(frozen=True)
class HandoutBuilder:
    """An exercise, the names of its campus, and its texts with those names."""

    opened: ValidatedExercise
    labels: Labels
    exercise: Exercise

    @classmethod
    def create(cls, opened: ValidatedExercise, own: OwnNames | None = None) -> "HandoutBuilder":
        """own: a school's own names over the campus."""
        register_strategies(opened.emergency.strategies.values())
        exercise = apply_own_names(own, opened.exercise) if own else opened.exercise
        return cls(opened, Labels(opened.emergency.place, own), exercise)

    @property
    def name_resolver(self) -> NameResolver:
        """Names people within a sentence."""
        return NameResolver(self.exercise, self.labels)

    def role_title(self, role: str) -> str:
        """The title of a role."""
        return find_role_title(role, self.exercise) or self.labels.person(role)

    def objective_number(self, id_: str) -> str:
        """The number of an objective in the table of objectives."""
        return str([one.id for one in self.exercise.objectives].index(id_) + 1)

    def build_paper(self, kind: str, sections: tuple[Section, ...], *, contents: bool = True) -> Paper:
        """A handout with the title block that all of them have."""
        exercise = self.exercise
        about = (
            ("Campus", self.labels.school),
            ("Duration", f"{exercise.minutes} minutes"),
            ("Scenario time", f"{exercise.day}, {exercise.onset}"),
        )
        return Paper(kind, exercise.title, about, sections, marking=MARKING, contents=contents)


def explain_slots(rows: Iterable[Sequence[Cell]]) -> str:
    """The meaning of braces, for a table that has any."""
    cells = (cell for row in rows for cell in row)
    return SLOTS_NOTE if any("{" in cell for cell in cells if isinstance(cell, str)) else ""


def format_inject_note(inject: Inject) -> str:
    """The note of an inject, such as when to hold it, in parentheses."""
    return f"(Note: {inject.notes.strip()})" if inject.notes else ""


def build_rules(builder: HandoutBuilder) -> Section:
    """Ground rules, assumptions and artificialities, and the rules for a real emergency."""
    artificial = list_artificialities(builder.exercise, builder.labels.school)
    return Section(
        "rules",
        "Rules, and exercise assumptions and artificialities",
        (
            _build_bullets(GROUND_RULES),
            _build_bullets(artificial),
            Paragraph("If something real happens:"),
            _build_bullets(REAL_WORLD_RULES),
        ),
    )


def _build_bullets(lines: Iterable[str]) -> Bullets:
    return Bullets(tuple(line.removeprefix("- ") for line in lines))


def build_schedule(builder: HandoutBuilder) -> Table:
    """Parts with their minutes, without their titles, which tell what will happen."""
    rows = tuple((SEGMENT_KINDS[one.kind], f"{one.minutes} min") for one in builder.exercise.segments)
    return Table("Parts and their minutes", (Column("Part", 0.85), Column("Minutes", 0.15, "right")), rows)


def build_objectives(builder: HandoutBuilder) -> Table:
    """Objectives with their capability and annexes."""
    rows = tuple(
        (str(n), one.says, one.capability, ", ".join(one.annexes))
        for n, one in enumerate(builder.exercise.objectives, 1)
    )
    shares = {"No.": 0.05, "Objective": 0.45, "Core capability": 0.24, "Annexes of the plan": 0.26}
    return Table("Objectives", tuple(Column(title, share) for title, share in shares.items()), rows)


def sort_items(exercise: Exercise) -> list[MselItem]:
    """All injects and questions, part by part."""
    return [item for segment in exercise.segments for item in list_segment_items(exercise, segment.id)]


def list_segment_items(exercise: Exercise, segment: str) -> list[MselItem]:
    """Injects and questions of a part, in the order in which they come."""
    injects = [one for one in exercise.injects if one.segment == segment]
    planned: list[MselItem] = [one for one in injects if not one.contingency]
    last = 0
    for decision in (one for one in exercise.decisions if one.segment == segment):
        last = _find_position(decision, planned, last)
        planned.insert(last, decision)
        last += 1
    return [*planned, *(one for one in injects if one.contingency)]


def _find_position(decision: Decision, items: Sequence[MselItem], otherwise: int) -> int:
    before = [n for n, item in enumerate(items) if isinstance(item, Inject) and _is_no_later(item, decision)]
    if before:
        at = before[-1] + 1
        while at < len(items) and isinstance(items[at], Decision):
            at += 1  # after questions that come with the same inject
        return at
    after = [n for n, item in enumerate(items) if isinstance(item, Inject) and _is_no_later(decision, item)]
    return after[0] if after else otherwise


def _is_no_later(one: MselItem, other: MselItem) -> bool:
    """Whether one comes no later than the other, as far as the file says."""
    if _is_waiting_for(other, one):
        return True
    if one.at is not None and other.at is not None:
        return one.at <= other.at
    return bool(one.after) and all(condition in other.after for condition in one.after)


def _is_waiting_for(one: MselItem, other: MselItem) -> bool:
    if isinstance(other, Inject):
        return any(condition.delivered == other.number for condition in one.after)
    return any(condition.decided == other.id for condition in one.after)
