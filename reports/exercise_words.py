"""What an exercise says, in words: when a line comes, what holds it back, what an answer does to the model."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.input_words import listed, quantity
from reports.names import MEASURE_NAMES
from scenarios.acts import PlayersAct, WorldAct
from scenarios.conditions import Condition
from scenarios.exercise import Decision, Exercise, Inject, Need, Option
from scenarios.exercise_library import OpenedExercise
from scenarios.scenario import CONDITIONS
from scenarios.units import TIME
from sim.drill.act_words import written_act
from sim.drill.labels import Labels, in_a_sentence
from sim.drill.times import t_plus

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


@dataclass(frozen=True)
class Who:
    """What people and places are called within a sentence."""

    exercise: Exercise
    labels: Labels

    def __call__(self, name: str) -> str:
        """A role by its title, anybody else as on the roster."""
        role = title(name, self.exercise)
        return f"the {in_a_sentence(role)}" if role else self.labels.person_in_a_sentence(name)

    def place(self, zone: str) -> str:
        """A zone, or a pattern that fits several."""
        return self.labels.place(zone)


def who_is(opened: OpenedExercise, labels: Labels | None = None) -> Who:
    """For the people and places of an exercise. labels: with a school's own names."""
    return Who(opened.exercise, labels or Labels(opened.emergency.place))


def title(role: str, exercise: Exercise) -> str:
    """A role as it is called; empty where there is none."""
    return next((one.title for one in exercise.roles if one.id == role), "")


def cue(line: Inject | Decision, exercise: Exercise, who: Who) -> str:
    """When it comes."""
    if isinstance(line, Inject) and line.contingency:
        return "when the facilitator says so"
    if line.at is not None:
        return f"at {t_plus(line.at)}"
    holds = listed(condition_in_words(one, exercise, who) for one in line.after)
    return f"when {holds}" if holds else "at once"


def guards(line: Inject | Decision, exercise: Exercise, who: Who) -> Iterator[tuple[str, str]]:
    """What holds it back when it comes: `only if` and what must be so, `unless` and what must not."""
    if line.when:
        yield "only if", listed(condition_in_words(one, exercise, who) for one in line.when)
    if line.unless:
        yield "unless", " or ".join(condition_in_words(one, exercise, who) for one in line.unless)


def cue_and_guards(line: Inject | Decision, exercise: Exercise, who: Who) -> str:
    """When it comes, and what holds it back, in one line."""
    held_back = (f"{word} {what}" for word, what in guards(line, exercise, who))
    return ", ".join((cue(line, exercise, who), *held_back))


def that_name(decision: Decision, exercise: Exercise) -> list[Inject]:
    """Injects whose note speaks of a question by its number, such as one that is to be delivered before it is answered."""
    named = re.compile(rf"\b{re.escape(decision.id)}\b")
    return [one for one in exercise.injects if one.notes and named.search(one.notes)]


def clock(seconds: float) -> str:
    """`2:05`."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


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
        return f"it is in {' or '.join(map(who.place, one.hazard_in))}"
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
    return written_act(act.model_dump(), who, who.labels.unit)


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
