"""An exercise as a document for its facilitator: what it is for, who plays, what comes when, and what to look at."""

from collections.abc import Iterator

from reports.datasheets import datasheet, facts
from reports.documents.blocks import Block, Heading, Paper, Paragraph
from reports.exercise_words import (
    Who,
    act_in_words,
    cue,
    guards,
    measured,
    option_in_words,
    that_name,
    title,
    who_is,
)
from reports.input_words import listed, quantity
from reports.names import label
from scenarios.exercise import Decision, Exercise, Inject
from scenarios.exercise_library import OpenedExercise
from scenarios.scenario import CONDITIONS
from scenarios.slots import unfilled
from scenarios.units import TIME
from sim.drill.labels import Labels


def exercise_sheet(opened: OpenedExercise) -> Paper:
    """The whole document."""
    exercise, labels = opened.exercise, Labels(opened.emergency.place)
    roles = ((role.title, f"{role.knows} ({labels.person(role.plays)})") for role in exercise.roles)
    return datasheet(
        "Exercise",
        exercise.title,
        [
            ("", [Paragraph(exercise.purpose), facts(outline(opened))]),
            ("The situation, as everybody is told", [Paragraph(exercise.situation)]),
            ("Objectives, and what evaluators look at", [facts(objectives(exercise))]),
            ("Roles", [facts(roles)]),
            ("The slot", [facts(slot(exercise))]),
            ("Master scenario events list", events(opened)),
            ("What the story needs of the emergency", [facts(needs(exercise))]),
        ],
    )


def outline(opened: OpenedExercise) -> Iterator[tuple[str, str]]:
    """Where, when and with which means."""
    exercise, emergency = opened.exercise, opened.emergency
    yield "Takes", f"{exercise.minutes} minutes"
    yield "People", exercise.people
    yield "Emergency", f"{emergency.scenario.title}; {emergency.place.campus.title}"
    yield "Begins", f"{exercise.day}, {exercise.onset}"
    yield "The room has", label(emergency.strategy_name(exercise.strategy))
    yield "Beside it runs", f"{label(emergency.strategy_name(exercise.twin))}, with everybody modelled"
    if exercise.conditions:
        yield "On this day", listed(CONDITIONS[one] for one in exercise.conditions)


def objectives(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Each with its capability, its target and its critical tasks: the evaluation guide."""
    for number, one in enumerate(exercise.objectives, 1):
        yield f"{number} {one.id}", one.says
        yield "", f"capability: {one.capability}; annexes: {', '.join(one.annexes)}"
        yield "", f"target: {one.target}"
        for task in one.tasks:
            yield "", f"[ ] {task}"


def slot(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Segments with their minutes."""
    for one in exercise.segments:
        jump = "" if one.story is None else f"; in the story {quantity(one.story, TIME)} after onset"
        yield f"{one.minutes} min", f"{one.title} ({one.kind}{jump})"


def events(opened: OpenedExercise) -> Iterator[Block]:
    """The list, segment by segment: injects and decisions in the order of the file."""
    exercise, who = opened.exercise, who_is(opened)
    for segment in exercise.segments:
        injects = [one for one in exercise.injects if one.segment == segment.id]
        decisions = [one for one in exercise.decisions if one.segment == segment.id]
        lines = [line for inject in injects for line in inject_lines(inject, exercise, who)]
        lines += [line for decision in decisions for line in decision_lines(decision, exercise, who)]
        if lines:
            yield Heading(segment.title, 3)
            yield facts(lines)


def inject_lines(inject: Inject, exercise: Exercise, who: Who) -> Iterator[tuple[str, str]]:
    """An inject, its first line beside its number."""
    yield f"Inject {inject.number}", f"{cue(inject, exercise, who)} · {'must' if inject.must else 'may'}"
    to = ", ".join(title(role, exercise) for role in inject.to)
    yield "", f"{inject.sender} → {to}; {inject.mode}"
    yield "", f'"{unfilled(inject.says)}"'
    yield "  expected", f"{inject.expects} ({serves(inject, exercise)})"
    yield from ((f"  {word}", what) for word, what in guards(inject, exercise, who))
    yield from (("  hint", hint) for hint in inject.hints)
    if inject.world:
        yield "  world", listed(act_in_words(act, who) for act in inject.world)
    if inject.notes:
        yield "  note", inject.notes


def decision_lines(decision: Decision, exercise: Exercise, who: Who) -> Iterator[tuple[str, str]]:
    """A decision point and its options."""
    window = f"{decision.kind}, {quantity(decision.limit, TIME)}"
    yield decision.id, f"{cue(decision, exercise, who)} · {'must' if decision.must else 'may'} · {window}"
    yield "", f"{title(decision.of, exercise)}: {decision.asks}"
    yield from ((f"  {n}", option_in_words(one, who)) for n, one in enumerate(decision.options, 1))
    yield "  expected", f"{decision.expects}; {decision.reference} ({serves(decision, exercise)})"
    yield from ((f"  {word}", what) for word, what in guards(decision, exercise, who))
    yield from (
        (f"  inject {one.number}", f"{one.sender}: {one.notes}") for one in that_name(decision, exercise)
    )
    yield from (("  hint", hint) for hint in decision.hints)


def serves(line: Inject | Decision, exercise: Exercise) -> str:
    """Which objective a line or a question serves, by its place in the list of them."""
    return f"objective {[one.id for one in exercise.objectives].index(line.objective) + 1}"


def needs(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """What is asked of a seed."""
    if not exercise.needs:
        yield "nothing", "any emergency will do"
    for one in exercise.needs:
        yield measured(one), one.says
