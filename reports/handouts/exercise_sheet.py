"""The page of an exercise for its facilitator: purpose, roles, injects and decision points in order, and what to look at."""

from collections.abc import Iterator

from reports.datasheets import build_datasheet, build_facts_table
from reports.documents.model import Block, Heading, Paper, Paragraph
from reports.text.exercise import (
    NameResolver,
    describe_action,
    describe_day,
    describe_need,
    describe_option,
    describe_queue,
    describe_trigger,
    find_injects_naming,
    find_role_title,
    list_guards,
)
from reports.text.formatting import format_list, format_quantity
from reports.text.targets import describe_target
from reports.text.terms import label_strategy, register_strategies
from scenarios.exercise import Decision, Exercise, Inject, describe_slots
from scenarios.library import ValidatedExercise
from scenarios.units import TIME
from sim.exercise.labels import Labels
from sim.exercise.modules import COUNTED


def exercise_sheet(opened: ValidatedExercise) -> Paper:
    """The whole document."""
    register_strategies(opened.emergency.strategies.values())
    exercise, labels = opened.exercise, Labels(opened.emergency.place)
    roles = ((role.title, f"{role.knows} ({labels.person(role.plays)})") for role in exercise.roles)
    return build_datasheet(
        "Exercise",
        exercise.title,
        [
            ("", [Paragraph(exercise.purpose), build_facts_table(_list_outline(opened))]),
            ("The situation, as all participants are told", [Paragraph(exercise.situation)]),
            ("Objectives and evaluation criteria", [build_facts_table(_list_objectives(exercise))]),
            ("Roles", [build_facts_table(roles)]),
            ("Schedule", [build_facts_table(_list_segments(exercise))]),
            ("Master scenario events list", render_events(opened)),
            ("Requirements for the emergency", [build_facts_table(_list_needs(exercise))]),
        ],
    )


def _list_outline(opened: ValidatedExercise) -> Iterator[tuple[str, str]]:
    exercise, emergency = opened.exercise, opened.emergency
    own, other = (label_strategy(emergency.resolve_strategy(one)) for one in (exercise.strategy, exercise.twin))
    yield "Duration", f"{exercise.minutes} minutes"
    yield "People", exercise.people
    yield "Emergency", f"{emergency.scenario.title}; {emergency.place.campus.title}"
    yield "Begins", f"{exercise.day}, {exercise.onset}"
    yield "Alerting", own
    yield "Comparison arm", f"{other}, with all roles simulated"
    if day := describe_day(exercise, Labels(emergency.place)):
        yield "On this day", day


def _list_objectives(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Each with its capability, its target and its critical tasks: the evaluation guide."""
    for number, one in enumerate(exercise.objectives, 1):
        yield f"{number} {one.id}", one.says
        yield "", f"capability: {one.capability}; annexes: {', '.join(one.annexes)}"
        yield "", f"target: {describe_target(one.target)}"
        for task in one.tasks:
            yield "", f"[ ] {task}"


def _list_segments(exercise: Exercise) -> Iterator[tuple[str, str]]:
    for one in exercise.segments:
        jump = "" if one.story is None else f"; scenario time {format_quantity(one.story, TIME)} after onset"
        yield f"{one.minutes} min", f"{one.title} ({one.kind}{jump})"
        if one.queue is not None:
            yield "", f"{one.queue.people} {COUNTED[one.queue.kind][1]}; {describe_queue(one.queue)}"


def render_events(opened: ValidatedExercise) -> Iterator[Block]:
    """The list, segment by segment: injects and decision points in the order of the file."""
    exercise, who = opened.exercise, NameResolver(opened.exercise, Labels(opened.emergency.place))
    for segment in exercise.segments:
        injects = [one for one in exercise.injects if one.segment == segment.id]
        decisions = [one for one in exercise.decisions if one.segment == segment.id]
        lines = [line for inject in injects for line in _list_inject(inject, exercise, who)]
        lines += [line for decision in decisions for line in _list_decision(decision, exercise, who)]
        if lines:
            yield Heading(segment.title, 3)
            yield build_facts_table(lines)


def _list_inject(inject: Inject, exercise: Exercise, who: NameResolver) -> Iterator[tuple[str, str]]:
    trigger = describe_trigger(inject, exercise, who)
    yield f"Inject {inject.number}", f"{trigger} · {'must' if inject.must else 'may'}"
    to = ", ".join(find_role_title(role, exercise) for role in inject.to)
    yield "", f"{inject.sender} → {to}; {inject.mode}"
    yield "", f'"{describe_slots(inject.says)}"'
    yield "  expected", f"{inject.expects} ({_describe_objective(inject, exercise)})"
    yield from ((f"  {word}", what) for word, what in list_guards(inject, exercise, who))
    yield from (("  hint", hint) for hint in inject.hints)
    if inject.world:
        yield "  world", format_list(describe_action(act, who) for act in inject.world)
    if inject.notes:
        yield "  note", inject.notes


def _list_decision(decision: Decision, exercise: Exercise, who: NameResolver) -> Iterator[tuple[str, str]]:
    kind = "timed" if decision.kind == "pressed" else "discussion"
    trigger, must = describe_trigger(decision, exercise, who), "must" if decision.must else "may"
    yield decision.id, f"{trigger} · {must} · {kind}, {format_quantity(decision.limit, TIME)}"
    yield "", f"{find_role_title(decision.of, exercise)}: {decision.asks}"
    yield from ((f"  {n}", describe_option(one, who)) for n, one in enumerate(decision.options, 1))
    yield ("  expected", f"{decision.expects}; {decision.reference} ({_describe_objective(decision, exercise)})")
    yield from ((f"  {word}", what) for word, what in list_guards(decision, exercise, who))
    yield from (
        (f"  inject {one.number}", f"{one.sender}: {one.notes}") for one in find_injects_naming(decision, exercise)
    )
    yield from (("  hint", hint) for hint in decision.hints)


def _describe_objective(item: Inject | Decision, exercise: Exercise) -> str:
    return f"objective {[one.id for one in exercise.objectives].index(item.objective) + 1}"


def _list_needs(exercise: Exercise) -> Iterator[tuple[str, str]]:
    if not exercise.needs:
        yield "nothing", "any variation matches"
    for one in exercise.needs:
        yield describe_need(one), one.says
