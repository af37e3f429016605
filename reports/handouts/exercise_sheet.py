"""An exercise as a document for its facilitator: what it is for, who plays, what comes when, and what to look at."""

from collections.abc import Iterator

from reports.datasheets import datasheet, facts
from reports.documents.model import Block, Heading, Paper, Paragraph
from reports.text.exercise import (
    NameResolver,
    build_name_resolver,
    describe_action,
    describe_need,
    describe_option,
    describe_trigger,
    find_injects_naming,
    find_role_title,
    list_guards,
)
from reports.text.formatting import format_list, format_quantity
from reports.text.terms import label_strategy
from scenarios.exercise import Decision, Exercise, Inject, describe_slots
from scenarios.library import ValidatedExercise
from scenarios.scenario import CONDITIONS
from scenarios.units import TIME
from sim.exercise.labels import Labels


def exercise_sheet(opened: ValidatedExercise) -> Paper:
    """The whole document."""
    exercise, labels = opened.exercise, Labels(opened.emergency.place)
    roles = ((role.title, f"{role.knows} ({labels.person(role.plays)})") for role in exercise.roles)
    return datasheet(
        "Exercise",
        exercise.title,
        [
            ("", [Paragraph(exercise.purpose), facts(list_outline(opened))]),
            ("The situation, as everybody is told", [Paragraph(exercise.situation)]),
            ("Objectives, and what evaluators look at", [facts(objectives(exercise))]),
            ("Roles", [facts(roles)]),
            ("The slot", [facts(slot(exercise))]),
            ("Master scenario events list", render_events(opened)),
            ("What the story needs of the emergency", [facts(list_needs(exercise))]),
        ],
    )


def list_outline(opened: ValidatedExercise) -> Iterator[tuple[str, str]]:
    """Where, when and with which means."""
    exercise, emergency = opened.exercise, opened.emergency
    yield "Takes", f"{exercise.minutes} minutes"
    yield "People", exercise.people
    yield "Emergency", f"{emergency.scenario.title}; {emergency.place.campus.title}"
    yield "Begins", f"{exercise.day}, {exercise.onset}"
    yield "The room has", label_strategy(emergency.resolve_strategy(exercise.strategy))
    yield (
        "Beside it runs",
        f"{label_strategy(emergency.resolve_strategy(exercise.twin))}, with everybody modelled",
    )
    if exercise.conditions:
        yield "On this day", format_list(CONDITIONS[one] for one in exercise.conditions)


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
        jump = "" if one.story is None else f"; in the story {format_quantity(one.story, TIME)} after onset"
        yield f"{one.minutes} min", f"{one.title} ({one.kind}{jump})"


def render_events(opened: ValidatedExercise) -> Iterator[Block]:
    """The list, segment by segment: injects and decisions in the order of the file."""
    exercise, who = opened.exercise, build_name_resolver(opened)
    for segment in exercise.segments:
        injects = [one for one in exercise.injects if one.segment == segment.id]
        decisions = [one for one in exercise.decisions if one.segment == segment.id]
        lines = [line for inject in injects for line in build_inject_table(inject, exercise, who)]
        lines += [line for decision in decisions for line in build_decision_table(decision, exercise, who)]
        if lines:
            yield Heading(segment.title, 3)
            yield facts(lines)


def build_inject_table(inject: Inject, exercise: Exercise, who: NameResolver) -> Iterator[tuple[str, str]]:
    """An inject, its first line beside its number."""
    yield (
        f"Inject {inject.number}",
        f"{describe_trigger(inject, exercise, who)} · {'must' if inject.must else 'may'}",
    )
    to = ", ".join(find_role_title(role, exercise) for role in inject.to)
    yield "", f"{inject.sender} → {to}; {inject.mode}"
    yield "", f'"{describe_slots(inject.says)}"'
    yield "  expected", f"{inject.expects} ({describe_objective(inject, exercise)})"
    yield from ((f"  {word}", what) for word, what in list_guards(inject, exercise, who))
    yield from (("  hint", hint) for hint in inject.hints)
    if inject.world:
        yield "  world", format_list(describe_action(act, who) for act in inject.world)
    if inject.notes:
        yield "  note", inject.notes


def build_decision_table(
    decision: Decision, exercise: Exercise, who: NameResolver
) -> Iterator[tuple[str, str]]:
    """A decision point and its options."""
    window = f"{decision.kind}, {format_quantity(decision.limit, TIME)}"
    yield (
        decision.id,
        f"{describe_trigger(decision, exercise, who)} · {'must' if decision.must else 'may'} · {window}",
    )
    yield "", f"{find_role_title(decision.of, exercise)}: {decision.asks}"
    yield from ((f"  {n}", describe_option(one, who)) for n, one in enumerate(decision.options, 1))
    yield "  expected", f"{decision.expects}; {decision.reference} ({describe_objective(decision, exercise)})"
    yield from ((f"  {word}", what) for word, what in list_guards(decision, exercise, who))
    yield from (
        (f"  inject {one.number}", f"{one.sender}: {one.notes}")
        for one in find_injects_naming(decision, exercise)
    )
    yield from (("  hint", hint) for hint in decision.hints)


def describe_objective(line: Inject | Decision, exercise: Exercise) -> str:
    """Which objective a line or a question serves, by its place in the list of them."""
    return f"objective {[one.id for one in exercise.objectives].index(line.objective) + 1}"


def list_needs(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """What is asked of a seed."""
    if not exercise.needs:
        yield "nothing", "any emergency will do"
    for one in exercise.needs:
        yield describe_need(one), one.says
