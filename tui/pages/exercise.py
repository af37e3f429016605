"""An exercise as a page for its facilitator: what it is for, who plays, what comes when, and what to look at."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

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
from tui.pages.layout import facts, part

WIDE = 14  # columns for what stands beside a text


def exercise_page(opened: OpenedExercise) -> Iterator[RenderableType]:
    """The whole page."""
    exercise = opened.exercise
    yield part(exercise.title, first=True)
    yield Text(exercise.purpose)
    yield facts(outline(opened))
    yield part("The situation, as everybody is told")
    yield Text(exercise.situation)
    yield part("Objectives, and what evaluators look at")
    yield facts(objectives(exercise))
    yield part("Roles")
    labels = Labels(opened.emergency.place)
    yield facts((role.title, f"{role.knows} ({labels.person(role.plays)})") for role in exercise.roles)
    yield part("The slot")
    yield facts(slot(exercise))
    yield part("Master scenario events list")
    yield from events(opened)
    yield part("What the story needs of the emergency")
    yield facts(needs(exercise))


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


def events(opened: OpenedExercise) -> Iterator[RenderableType]:
    """The list, segment by segment: injects and decisions in the order of the file."""
    exercise, who = opened.exercise, who_is(opened)
    for segment in exercise.segments:
        injects = [one for one in exercise.injects if one.segment == segment.id]
        decisions = [one for one in exercise.decisions if one.segment == segment.id]
        if injects or decisions:
            yield Text(f"\n{segment.title}", "italic")
        for inject in injects:
            yield inject_lines(inject, exercise, who)
        for decision in decisions:
            yield decision_lines(decision, exercise, who)


def lines(pairs: Iterator[tuple[str, str]]) -> Table:
    """Facts, with the same room for the names in every entry of the list."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    table.add_column(width=WIDE, no_wrap=True)
    table.add_column(overflow="fold")
    for name, said in pairs:
        table.add_row(name, said)
    return table


def inject_lines(inject: Inject, exercise: Exercise, who: Who) -> Table:
    """One line of the list."""

    def pairs() -> Iterator[tuple[str, str]]:
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

    return lines(pairs())


def decision_lines(decision: Decision, exercise: Exercise, who: Who) -> Table:
    """One question and its answers."""

    def pairs() -> Iterator[tuple[str, str]]:
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

    return lines(pairs())


def serves(line: Inject | Decision, exercise: Exercise) -> str:
    """Which objective a line or a question serves, by its place in the list of them."""
    return f"objective {[one.id for one in exercise.objectives].index(line.objective) + 1}"


def needs(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """What is asked of a seed."""
    if not exercise.needs:
        yield "nothing", "any emergency will do"
    for one in exercise.needs:
        yield measured(one), one.says
