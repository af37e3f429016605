"""An exercise as a page for its facilitator: what it is for, who plays, what comes when, and what to look at."""

from collections.abc import Callable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from reports.input_words import listed, quantity
from reports.names import MEASURE_NAMES, label
from scenarios.acts import AllClear, DelayUnit, Inform, PlayersAct, Send, SetChannel, TellPerson, WorldAct
from scenarios.conditions import Condition
from scenarios.exercise import Decision, Exercise, Inject, Need, Option
from scenarios.exercise_library import OpenedExercise
from scenarios.scenario import CONDITIONS
from scenarios.units import TIME
from sim.drill.labels import Labels
from tui.pages.layout import facts, part

MOMENTS = {
    "hazard-noticed": "somebody has noticed it",
    "first-report": "the first report is out",
    "app-pressed": "the app has been pressed",
    "call-answered": "911 has answered",
    "dispatched": "a unit has been sent",
    "unit-on-the-way": "a unit is on the way",
    "unit-on-scene": "a unit is on scene",
    "contact": "an officer has made contact",
    "hazard-moved": "it has moved",
    "hazard-over": "it is over",
    "alert-sent": "the app's alert has gone to the staff",
    "announced": "the PA has spoken",
    "office-told": "the office knows",
    "cpr-begun": "CPR has begun",
    "aed-at-patient": "an AED is at the patient",
    "shock": "the first shock was given",
    "crew-at-patient": "the ambulance crew is at the patient",
    "alarm-sounds": "the fire alarm sounds",
    "untenable": "nobody should be inside any more",
    "all-clear": "all clear",
}
DOES = {
    "press": "presses the app",
    "call-911": "calls 911",
    "announce": "speaks on the PA",
    "radio": "calls on the radio",
    "lock": "locks the room",
}
CHANNELS = {"pa": "PA", "radio": "radio"}
WIDE = 14  # columns for what stands beside a text
Who = Callable[[str], str]
"""A role or somebody on the roster, within a sentence."""


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
    yield facts((role.title, f"{role.knows} ({role.plays})") for role in exercise.roles)
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
    for one in exercise.objectives:
        yield one.id, one.says
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


def who_is(opened: OpenedExercise) -> Who:
    """How people are called: a role by its title, anybody else as on the roster."""
    labels = Labels(opened.emergency.place)

    def who(name: str) -> str:
        return f"the {in_a_sentence(title(name, opened.exercise) or labels.person(name))}"

    return who


def title(role: str, exercise: Exercise) -> str:
    """A role as it is called; empty where there is none."""
    return next((one.title for one in exercise.roles if one.id == role), "")


def in_a_sentence(words: str) -> str:
    """Without a capital at its beginning, unless more of it are: `principal`, `SRO`."""
    return words if words[1:2].isupper() else f"{words[:1].lower()}{words[1:]}"


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
        yield "", f'"{inject.says}"'
        yield "  expected", f"{inject.expects} ({inject.objective})"
        yield from guards(inject, exercise, who)
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
        yield "  expected", f"{decision.expects}; {decision.reference} ({decision.objective})"
        yield from guards(decision, exercise, who)
        yield from (("  hint", hint) for hint in decision.hints)

    return lines(pairs())


def cue(line: Inject | Decision, exercise: Exercise, who: Who) -> str:
    """When it comes."""
    if isinstance(line, Inject) and line.contingency:
        return "when the facilitator says so"
    if line.at is not None:
        return f"at T+{clock(line.at)}"
    holds = listed(condition_in_words(one, exercise, who) for one in line.after)
    return f"when {holds}" if holds else "at once"


def clock(seconds: float) -> str:
    """`2:05`."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def guards(line: Inject | Decision, exercise: Exercise, who: Who) -> Iterator[tuple[str, str]]:
    """What holds it back."""
    if line.when:
        yield "  only if", listed(condition_in_words(one, exercise, who) for one in line.when)
    if line.unless:
        yield "  unless", " or ".join(condition_in_words(one, exercise, who) for one in line.unless)


def condition_in_words(one: Condition, exercise: Exercise, who: Who) -> str:
    """A condition as part of a sentence."""
    if one.happened is not None:
        return MOMENTS[one.happened]
    if one.aware is not None:
        return f"{who(one.aware)} knows"
    if one.decided is not None:
        return f"{one.decided} is answered" + (
            f' "{answer(one, exercise)}"' if one.option is not None else ""
        )
    if one.delivered is not None:
        return f"inject {one.delivered} was delivered"
    if one.hazard_in is not None:
        return f"it is in {', '.join(one.hazard_in)}"
    if one.aware_share is not None:
        return f"{100 * one.aware_share:g} % of the staff know"
    if one.protected_share is not None:
        return f"{100 * one.protected_share:g} % of all heads are protected"
    if one.world is not None:
        return CONDITIONS[one.world]
    return f"{who(str(one.played))} is played by somebody in the room"


def answer(one: Condition, exercise: Exercise) -> str:
    """The words of an answer that a condition names."""
    decision = next(decision for decision in exercise.decisions if decision.id == one.decided)
    return next(option.says for option in decision.options if option.id == one.option)


def option_in_words(option: Option, who: Who) -> str:
    """An answer, and what it does to the model."""
    does = "; ".join(act_in_words(act, who) for act in option.does) or "talk only"
    takes = (
        f"; takes {quantity(option.takes.seconds, TIME)}, {option.takes.basis}: {option.takes.why}"
        if option.takes
        else ""
    )
    return f"{option.says} [{does}{takes}]"


def act_in_words(act: PlayersAct | WorldAct, who: Who) -> str:
    """An act as the model does it."""
    match act:
        case SetChannel():
            return f"the {CHANNELS[act.channel]} {'works again' if act.works else 'fails'}, in all arms"
        case DelayUnit():
            return f"{act.unit} needs {quantity(act.seconds, TIME)} longer, in all arms"
        case Inform():
            return f"{who(act.whom)} knows, in all arms (ruled)"
        case AllClear():
            return "all clear, in all arms (ruled)"
        case TellPerson():
            return f"{who(act.by)} tells {who(act.whom)}"
        case Send():
            return f"{who(act.by)} sends {who(act.whom)} there"
        case _:
            return f"{who(act.by)} {DOES[act.kind]}"


def needs(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """What is asked of a seed."""
    if not exercise.needs:
        yield "nothing", "any emergency will do"
    for one in exercise.needs:
        yield measured(one), one.says


def measured(need: Need) -> str:
    """A measure and its bounds."""
    name = measure_in_words(need)
    low = "" if need.at_least is None else f" from {clock(need.at_least)}"
    high = "" if need.at_most is None else f" to {clock(need.at_most)}"
    return f"{name}{low}{high}"


def measure_in_words(need: Need) -> str:
    """The name of what a need speaks of."""
    if need.measure == "hazard_lasts_alone":
        return "left alone it lasts"
    return MEASURE_NAMES.get(need.measure, need.measure)
