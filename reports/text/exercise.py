"""Texts of an exercise that cards, documents and screens share: ground rules, safety checks, and triggers, conditions and options in words.

A line that begins with a dash and a blank is an item of a list.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.text.formatting import describe_amount, format_count, format_list, format_quantity
from reports.text.terms import name_measure
from scenarios.access import RosterChange
from scenarios.exercise import Condition, Decision, Exercise, Inject, Need, Option, PlayerAction, WorldAction
from scenarios.queues import Queue, QueueChange
from scenarios.scenario import CONDITIONS
from scenarios.units import TIME
from sim.exercise.action_text import describe_planned_action
from sim.exercise.clock import format_minutes, format_t_plus
from sim.exercise.labels import Labels, lower_initial
from sim.hazards import HAZARDS

GROUND_RULES = (
    "- No fault. We test the plan, not people.",
    "- Act on what you know now, not on what you would like to know.",
    "- There is no hidden right answer. Disagree openly.",
    "- Comments stay here, except the notes we take to improve the plan.",
)
REAL_WORLD_RULES = (
    'Say "REAL WORLD" loudly. Everyone repeats it.',
    "Everything stops. The screen shows STOP. Respond to the real emergency.",
    "- For help, call 911. This exercise has called no one.",
    '- Every message out of this room begins and ends with "EXERCISE EXERCISE EXERCISE".',
)
SIMULATED_ROLES = "Roles without a participant are simulated."
OBJECTIVE_QUESTIONS = (
    "Did we reach it? What shows it, and at which T+?",
    "What went well?",
    "What needs to change, in which annex of the plan? Who does it, and by when?",
)
"""For each objective in the hot wash."""
EXERCISE_QUESTIONS = (
    "What did you learn too late, and who knew it before?",
    "Who or what was missing in this room?",
    "What one thing do we change this week?",
)
"""For the whole exercise in the hot wash."""
SAFETY_CHECKS = (
    "Dispatch and police know when and where the exercise is",
    "No live channel is connected: app, PA, radio, phones",
    "The wall can be read from the back row, and not from the hall or a window",
    "No students are in this room, and no one photographs or forwards a screen",
    'Neighbors and outside agencies know it is an "EXERCISE"',
    'The words for a real emergency are agreed: "REAL WORLD"',
    "A support person is assigned for participants who step out",
    "Evaluators have the guide; someone keeps notes",
    "Exits, water and time for the hot wash are provided",
    "For phones: a travel router without internet, with its own WPA2 or WPA3 password; A to F cards",
)
"""The facilitator checks these before participants arrive."""


def describe_day(exercise: Exercise, labels: Labels) -> str:
    """What is different on the day: conditions, substitutes and access needs. Empty where nothing is."""
    changes = (part for change in exercise.roster for part in _describe_change(change, labels))
    return "; ".join([format_list(CONDITIONS[one] for one in exercise.conditions), *changes]).strip("; ")


def _describe_change(change: RosterChange, labels: Labels) -> Iterator[str]:
    if change.substitute:
        means = "radio, keys" if change.app else "app, radio, keys"
        yield f"a substitute for {labels.inline_person(change.id)} without {means} and code words"
    if change.needs is not None:
        yield f"someone with a mobility need: {lower_initial(labels.person(change.id))}"


def list_content_notes(hazard: str) -> Iterator[str]:
    """What is said before anyone takes part: the content, who is in the room, and how to step out."""
    yield f"- Content note: this exercise is about {HAZARDS[hazard].words.about}. It counts time, never casualties."
    yield "- No students are in this room."
    yield "- The facilitator now names the support person. You may step out at any time, without giving a reason."
    yield "- To hand over your role without a word, turn its card over. The computer plays the role from then on."


def list_artificialities(exercise: Exercise, school: str) -> Iterator[str]:
    """Exercise assumptions and artificialities."""
    yield "- The emergency pauses while you discuss. Discussion does not count as response time."
    pressed = [decision.id for decision in exercise.decisions if decision.kind == "pressed"]
    if pressed:
        question = "One question is" if len(pressed) == 1 else f"{len(pressed)} questions are"
        yield f"- {question} timed: the emergency continues while you decide. The screen says so."
    yield "- A computer simulates the emergency and all roles that are not played."
    yield "- Decisions take effect after simulated decision and travel time, and may fail."
    yield f"- This is {school}, on a {exercise.day}. All people in it are fictitious."


MILESTONE_TEXTS = {
    "hazard-noticed": "someone has noticed it",
    "first-report": "the first notification is made",
    "app-pressed": "the app has been activated",
    "call-answered": "911 has answered",
    "dispatched": "a unit has been sent",
    "unit-on-the-way": "a unit is on the way",
    "unit-on-scene": "a unit is on scene",
    "contact": "an officer has made contact",
    "hazard-moved": "it has moved",
    "hazard-over": "it is over",
    "alert-sent": "the app's alert has gone to the staff",
    "announced": "the PA announcement is made",
    "office-told": "the office knows",
    "cpr-begun": "CPR has begun",
    "aed-at-patient": "an AED is at the patient",
    "shock": "the first shock was given",
    "crew-at-patient": "the ambulance crew is at the patient",
    "alarm-sounds": "the fire alarm sounds",
    "untenable": "conditions are untenable",
    "all-clear": "all clear",
    "room-known": "the units on the way know the room",
    "unit-met": "someone has met a unit at the door",
    "way-cleared": "the way to the patient is clear",
    "tasks-assigned": "everyone at the patient has a task",
    "horns-stopped": "the horns are silent",
    "shut-off": "gas or power is shut off",
    "looked": "whoever went to look is sure of what is there",
    "secured": "the outside doors of a building are locked",
    "roll-called": "the roll call ends",
    "storm-arrives": "the storm has arrived",
    "helper-there": "a helper is there",
    "escalated": "it has escalated",
    "child-missed": "an adult has missed the child",
    "threat-reported": "the threat has been reported",
    "report-read": "someone who can convene the team has read the report",
    "team-convened": "the team has taken the report up",
    "plan-done": "there is a plan",
    "plan-reviewed": "the plan has been reviewed",
    "police-called": "the police have been called",
    "interim-plan": "supports for the meantime are in place",
    "left-campus": "the child has left the campus",
    "child-found": "the child is found",
    "exit-watched": "someone watches an exit",
    "zone-searched": "the first zone has been searched",
}


@dataclass(frozen=True)
class NameResolver:
    """Names of people and places within a sentence."""

    exercise: Exercise
    labels: Labels

    def __call__(self, name: str) -> str:
        """A role by its title, others as on the roster."""
        role = find_role_title(name, self.exercise)
        return f"the {lower_initial(role)}" if role else self.labels.inline_person(name)

    def name_place(self, zone: str) -> str:
        """A zone, or a pattern that fits several."""
        return self.labels.place(zone)


def find_role_title(role: str, exercise: Exercise) -> str:
    """The title of a role; empty where there is none."""
    return next((one.title for one in exercise.roles if one.id == role), "")


def describe_trigger(line: Inject | Decision, exercise: Exercise, who: NameResolver) -> str:
    """When it is due."""
    if isinstance(line, Inject) and line.contingency:
        return "when the facilitator releases it"
    if line.at is not None:
        return f"at {format_t_plus(line.at)}"
    holds = format_list(describe_condition(one, exercise, who) for one in line.after)
    return f"when {holds}" if holds else "at once"


def list_guards(line: Inject | Decision, exercise: Exercise, who: NameResolver) -> Iterator[tuple[str, str]]:
    """Its guards: `only if` and `unless`, with their conditions."""
    if line.when:
        yield "only if", format_list(describe_condition(one, exercise, who) for one in line.when)
    if line.unless:
        yield "unless", " or ".join(describe_condition(one, exercise, who) for one in line.unless)


def describe_trigger_and_guards(line: Inject | Decision, exercise: Exercise, who: NameResolver) -> str:
    """When it is due, and its guards, in one line."""
    held_back = (f"{word} {what}" for word, what in list_guards(line, exercise, who))
    return ", ".join((describe_trigger(line, exercise, who), *held_back))


def find_injects_naming(decision: Decision, exercise: Exercise) -> list[Inject]:
    """Injects whose note names a decision point."""
    named = re.compile(rf"\b{re.escape(decision.id)}\b")
    return [one for one in exercise.injects if one.notes and named.search(one.notes)]


def describe_condition(one: Condition, exercise: Exercise, who: NameResolver) -> str:
    """A condition as part of a sentence."""
    if one.happened is not None:
        return MILESTONE_TEXTS[one.happened]
    if one.aware is not None:
        return f"{who(one.aware)} knows"
    if one.decided is not None:
        return f"{one.decided} is answered" + (
            f' "{_describe_required_option(one, exercise)}"' if one.option is not None else ""
        )
    if one.delivered is not None:
        return f"inject {one.delivered} was delivered"
    if one.hazard_in is not None:
        return f"it is in {' or '.join(map(who.name_place, one.hazard_in))}"
    if one.aware_share is not None:
        return f"{100 * one.aware_share:g}% of the staff know"
    if one.protected_share is not None:
        return f"{100 * one.protected_share:g}% of all occupants are protected"
    if one.world is not None:
        return CONDITIONS[one.world]
    return f"{who(str(one.played))} is played by a participant"


def _describe_required_option(one: Condition, exercise: Exercise) -> str:
    decision = next(decision for decision in exercise.decisions if decision.id == one.decided)
    return next(option.says for option in decision.options if option.id == one.option)


PLAN_SAYS = {"expects": "expected", "forbids": "forbidden"}
"""What the school's plan says about an answer."""


def describe_answer(option: Option) -> str:
    """An option in its own words, with what the facilitator cannot see in them."""
    takes = f"takes {format_quantity(option.takes.seconds, TIME)}" if option.takes else ""
    remarks = (PLAN_SAYS.get(option.plan or "", ""), "talk only" if option.is_talk_only else "", takes)
    said = ", ".join(remark for remark in remarks if remark)
    return f"{option.says} [{said}]" if said else option.says


def describe_option(option: Option, who: NameResolver) -> str:
    """An option, and its actions in the model."""
    acts = [describe_action(act, who) for act in option.does]
    acts += [describe_queue(option.queue)] if option.queue else []
    does = "; ".join(acts) or "discussion: recorded, not simulated"
    takes = (
        f"; takes {format_quantity(option.takes.seconds, TIME)}, {option.takes.basis}: {option.takes.why}"
        if option.takes
        else ""
    )
    return f"{option.says} [{does}{takes}]"


def describe_queue(queue: Queue | QueueChange) -> str:
    """How a queue is served, or what an answer changes of it: `4 stations at once, 6 after about 60 min`."""
    stations = (
        f"{format_count(one.count, 'station')} {f'after {describe_amount(one.opens)}' if one.opens else 'at once'}"
        for one in queue.stations or ()
    )
    parts = [*stations]
    for lead, source in (("arrivals after", queue.arrives), ("each takes", queue.serves)):
        parts += [f"{lead} {describe_amount(source)} ({source.evidence.basis})"] if source else []
    return "; ".join(parts)


def describe_action(act: PlayerAction | WorldAction, who: NameResolver) -> str:
    """An action as the model executes it."""
    return describe_planned_action(act.model_dump(), who, who.labels)


def describe_need(need: Need) -> str:
    """A measure and its bounds."""
    name = describe_measure(need)
    low = "" if need.at_least is None else f" from {format_minutes(need.at_least)}"
    high = "" if need.at_most is None else f" to {format_minutes(need.at_most)}"
    return f"{name}{low}{high}"


def describe_measure(need: Need) -> str:
    """The name of the measure of a need."""
    if need.measure == "hazard_lasts_alone":
        return "duration without police"
    return name_measure(need.measure)
