"""What the handouts of an exercise share: its names, the marking, common sections, and the order of injects and questions.

Injects keep the order of the file. A question follows the item that it waits for: the last inject that comes no later by T+ or by the
conditions of both; else it precedes the first that comes no sooner; else it follows the question before it. Contingency injects end
their part.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

from reports.documents.model import Bullets, Cell, Column, Layout, Paper, Paragraph, Section, Table
from reports.text.exercise import (
    GROUND_RULES,
    REAL_WORLD_RULES,
    NameResolver,
    find_role_title,
    list_artificialities,
    list_content_notes,
)
from reports.text.terms import register_strategies
from scenarios.campus import OwnNames, apply_own_names
from scenarios.exercise import Decision, Exercise, Inject, Objective, Role
from scenarios.library import ValidatedExercise
from scenarios.strategies import Strategy
from sim.exercise.labels import Labels

MARKING = "EXERCISE EXERCISE EXERCISE"

NOT_FOR_PARTICIPANTS = "not for participants"
"""In the name of a handout that tells what will happen, on each of its pages."""
RESTRICTED_NOTE = "For the facilitator and evaluators only. It tells what will happen."
SLOTS_NOTE = "Words in braces are filled in from the emergency when the message is delivered."
MselItem = Inject | Decision


@dataclass(frozen=True)
class HandoutBuilder:
    """An exercise, the names of its campus, its texts with those names, and when the session starts."""

    opened: ValidatedExercise
    labels: Labels
    exercise: Exercise
    starts: time

    @classmethod
    def create(cls, opened: ValidatedExercise, own: OwnNames | None, starts: time) -> "HandoutBuilder":
        """own: a school's own names over the campus; starts: the session's time of day."""
        register_strategies(opened.emergency.strategies.values())
        exercise = apply_own_names(own, opened.exercise) if own else opened.exercise
        return cls(opened, Labels(opened.emergency.place, own), exercise, starts)

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

    def build_paper(
        self, kind: str, sections: tuple[Section, ...], *, contents: bool = True, layout: Layout = "paper"
    ) -> Paper:
        """A handout with the title block that all of them have."""
        exercise = self.exercise
        about = (
            ("Campus", self.labels.school),
            ("Duration", f"{exercise.minutes} minutes"),
            ("Scenario time", f"{exercise.day}, {exercise.onset}"),
        )
        return Paper(kind, exercise.title, about, sections, marking=MARKING, contents=contents, layout=layout)


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
    hazard = builder.opened.emergency.scenario.hazard.kind
    return Section(
        "rules",
        "Rules, and exercise assumptions and artificialities",
        (
            build_bullets((*list_content_notes(hazard), *GROUND_RULES)),
            Paragraph("Assumptions and artificialities:"),
            build_bullets(artificial),
            Paragraph("If something real happens:"),
            build_bullets(REAL_WORLD_RULES),
        ),
    )


def build_bullets(lines: Iterable[str]) -> Bullets:
    """A list of lines that may begin with a dash."""
    return Bullets(tuple(line.removeprefix("- ") for line in lines))


def build_objectives(builder: HandoutBuilder) -> Table:
    """Objectives with their capability and annexes."""
    rows = tuple(
        (str(n), one.says, one.capability, ", ".join(one.annexes))
        for n, one in enumerate(builder.exercise.objectives, 1)
    )
    shares = {"No.": 0.05, "Objective": 0.45, "Core capability": 0.24, "Annexes of the plan": 0.26}
    return Table("Objectives", tuple(Column(title, share) for title, share in shares.items()), rows)


def list_role_objectives(exercise: Exercise, role: Role) -> list[tuple[int, Objective]]:
    """The objectives that a role contributes to, with their numbers: of its questions, and of the messages to it."""
    served = {one.objective for one in exercise.decisions if one.of == role.id}
    served |= {one.objective for one in exercise.injects if role.id in one.to}
    return [(n, one) for n, one in enumerate(exercise.objectives, 1) if one.id in served]


def list_objective_numbers(exercise: Exercise, role: Role) -> str:
    """`1, 3`: the objectives that a role contributes to."""
    return ", ".join(str(n) for n, _ in list_role_objectives(exercise, role))


def write_situation(builder: HandoutBuilder) -> tuple[str, ...]:
    """What all participants know before it begins: day, time and place; the situation; alerts by more than an app."""
    exercise = builder.exercise
    when = f"{exercise.day}, {exercise.onset}. {builder.labels.school}."
    known = when, " ".join(exercise.situation.split())
    strategy = builder.opened.emergency.strategies[exercise.strategy]
    return known if is_by_app_alone(strategy) else (*known, f"Alerts: {explain_alerts(strategy)}.")


def is_by_app_alone(strategy: Strategy) -> bool:
    """Whether it adds neither a badge nor channels to an app."""
    return strategy.badge is None and not strategy.channels


def explain_alerts(strategy: Strategy) -> str:
    """Its summary, as the end of a sentence."""
    says = " ".join(strategy.summary.split()).removesuffix(".")
    return says[:1].lower() + says[1:]


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
        if decision.at is not None:  # between two times, in the order of the file
            later = [n for n, item in enumerate(items) if item.at is not None and item.at > decision.at]
            at = max(at, min([otherwise, *later]))
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
