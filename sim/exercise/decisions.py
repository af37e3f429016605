"""Effects of a decision on the incident: its actions, when they start, and their outcome if they started now.

Debate is not response time. T+ stands still while participants discuss; a decision costs the thinking time of its role, drawn by the model
or stated by participants, and then the time of the action. In a timed decision the thinking time is the T+ that passed, unless the clock
was stopped meanwhile or had not started; writing the answer down costs nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scenarios.exercise import Decision, Option
from sim.exercise.clock import format_minutes
from sim.exercise.events import NO_DECISION, DecisionMade, DecisionPoint
from sim.exercise.obstacles import find_obstacles
from sim.exercise.state import State
from sim.exercise.triggers import Roster, build_decision_trigger
from sim.model.interventions import Intervention, Outcome, UnknownName, find_actor, from_json, list_persons, to_json
from sim.sampling.elementary import round_to_grid

DELAY_SOURCES = {
    "model": "simulated",
    "room": "set by the team",
    "takes": "set in the exercise file",
    "measured": "measured",
}
"""Where the seconds of thinking come from."""


AFTERWARDS = "after their current action"


class InvalidDecision(ValueError):
    """An answer that cannot be given, and why."""


@dataclass(frozen=True)
class DecisionResponse:
    """One of `option` (its id), `write_in` (acts as in an exercise file) and `talk_only`.

    decision_delay: seconds that the team says it would take. says: the team's words for a write-in.
    """

    option: str | None = None
    write_in: Sequence[Mapping[str, Any]] = ()
    talk_only: str | None = None
    decision_delay: float | None = None
    rationale: str = ""
    says: str = ""


@dataclass(frozen=True)
class Preview:
    """What an answer would do if it were given now. start: T+; each act with its outcome.

    absent: who is needed for it and not on campus today; then it cannot be given. What does nothing for another reason can.
    cost: seconds from the question to the first action. obstacles: what is known to stand against it.
    """

    start: float
    decision_delay: float
    source: str
    actions: tuple[tuple[Intervention, Outcome], ...]
    absent: tuple[str, ...]
    cost: float = 0.0
    obstacles: tuple[str, ...] = ()

    @property
    def reasons(self) -> list[str]:
        """Why it cannot be, or what else there is to know."""
        return [outcome.reason for _, outcome in self.actions if outcome.reason]


def find_option(decision: Decision, name: str) -> Option:
    """An option by its id, or its number from 1. Raises InvalidDecision."""
    for number, option in enumerate(decision.options, 1):
        if name in (option.id, str(number)):
            return option
    known = ", ".join(option.id for option in decision.options)
    raise InvalidDecision(f"{decision.id} has no option {name!r}; there is {known}")


def build_interventions(decision_point: DecisionPoint, answer: DecisionResponse, state: State) -> list[Intervention]:
    """The interventions of an answer, with roles as who on the roster plays them. Raises InvalidDecision."""
    if answer.option is not None:
        written = [act.model_dump() for act in find_option(decision_point.decision, answer.option).does]
    else:
        written = [dict(act) for act in answer.write_in]
    return [parse_intervention(act, state) for act in written]


def parse_intervention(act: Mapping[str, Any], roster: Roster) -> Intervention:
    """An act of a file as an intervention. Raises InvalidDecision."""
    persons = {key: roster.roster_id(act[key]) for key in ("by", "whom") if key in act}
    try:
        return from_json({**act, **persons})
    except (ValueError, TypeError) as error:
        raise InvalidDecision(str(error)) from error


def resolve_decision_delay(
    decision_point: DecisionPoint, answer: DecisionResponse, acts: bool, state: State
) -> tuple[float, str]:
    """Seconds of T+ that thinking costs, and where they come from. acts: whether the answer does anything in the model.

    At the model's pace a person decides once: whoever has acted on a decision, or does nothing now, takes no time.
    """
    passed = decision_point.decision.kind == "pressed" and (state.running or decision_point.is_answering)
    if passed and not decision_point.unmeasured_reason and decision_point.opened_at is not None:
        return state.time - decision_point.opened_at, "measured"
    if answer.decision_delay is not None:
        return float(round_to_grid(answer.decision_delay)), "room"
    if answer.option is not None:
        takes = find_option(decision_point.decision, answer.option).takes
        if takes is not None:
            return float(round_to_grid(takes.seconds)), "takes"
    role = decision_point.decision.of
    if not acts or has_acted(role, state):
        return 0.0, "model"
    return state.running_arms.player.decision_delay(state.roster_id(role)), "model"


def has_acted(role: str, state: State) -> bool:
    """Whether a role has decided anything that is done in the model."""
    return any(
        one.state == "decided" and one.decision.of == role and one.response.does
        for one in state.decision_points.values()
    )


def preview_decision(decision_point: DecisionPoint, answer: DecisionResponse, state: State) -> Preview:
    """What an answer would do, changing nothing. Raises InvalidDecision."""
    interventions = build_interventions(decision_point, answer, state)
    thinking, source = resolve_decision_delay(decision_point, answer, bool(interventions), state)
    opened = state.time if decision_point.opened_at is None or source == "measured" else decision_point.opened_at
    begins = max(opened, busy_until(decision_point.decision.of, state))
    starts = state.time if source == "measured" else max(state.time, begins + thinking)
    acts = tuple(preview_in_sequence(interventions, starts, state))
    planned, asked = [act for act, _ in acts], decision_point.opened_at
    return Preview(
        starts,
        thinking,
        source,
        acts,
        find_absent(planned, state),
        starts - (state.time if asked is None else asked),
        find_obstacles(planned, decision_point.decision.of, state),
    )


def describe_cost(decision_delay: float, cost: float, source: str) -> str:
    """`decision time 0:22, simulated`; where the role was busy before, also how long it is from the question to the action."""
    said = f"decision time {format_minutes(decision_delay)}, {DELAY_SOURCES[source]}"
    waits = format_minutes(cost) != format_minutes(decision_delay)
    return f"{said}; {format_minutes(cost)} from question to action" if waits else said


def preview_in_sequence(
    acts: Sequence[Intervention], starts: float, state: State
) -> Iterator[tuple[Intervention, Outcome]]:
    """What each would come to now. Different people act side by side; one person does one thing after another, and that is said."""
    busy = {find_actor(act.intervention) for act in state.pending if act.time <= starts}
    for act in acts:
        outcome = preview_intervention(act, state)
        if outcome.began and find_actor(act) is not None:
            if find_actor(act) in busy or state.running_arms.player.is_busy(act):
                outcome = replace(outcome, reason="; ".join(filter(None, (AFTERWARDS, outcome.reason))))
            busy.add(find_actor(act))
        yield act, outcome


def find_absent(acts: Sequence[Intervention], state: State) -> tuple[str, ...]:
    """Who is needed for these acts and is not on campus today."""
    away = {party.id for party in state.view.people if not party.is_present}
    needed = dict.fromkeys(name for act in acts for name in list_persons(act))
    return tuple(name for name in needed if name in away)


def busy_until(role: str, state: State) -> float:
    """T+ until which a role is thinking about earlier decisions: one person considers one decision at a time."""
    answered = (one for one in state.decision_points.values() if one.state == "decided" and one.decision.of == role)
    return max((one.response.starts for one in answered), default=0.0)


def preview_intervention(act: Intervention, state: State) -> Outcome:
    """The outcome of an action in the participants' arm now, without effect. Raises InvalidDecision for an unknown person."""
    try:
        return state.running_arms.player.preview(act)
    except UnknownName as error:
        raise InvalidDecision(str(error)) from error


def build_decision(decision_point: DecisionPoint, answer: DecisionResponse, state: State) -> DecisionMade:
    """An answer as an event, with its cue and its cost. Raises InvalidDecision where it cannot be given now."""
    given = [answer.option is not None, bool(answer.write_in), answer.talk_only is not None]
    if sum(given) != 1:
        raise InvalidDecision("an answer is an option, a write-in or a discussion")
    would = preview_decision(decision_point, answer, state)
    if would.actions and state.segment is not None and state.segment.kind == "talked":
        raise InvalidDecision(
            f"scenario time does not run in {state.segment.title}: actions are not simulated here; record the discussion only"
        )
    if would.absent:
        raise InvalidDecision(f"{', '.join(would.absent)}: away today")
    option = None if answer.option is None else find_option(decision_point.decision, answer.option).id
    opened = state.time if decision_point.opened_at is None else decision_point.opened_at
    return DecisionMade(
        decision_point.decision.id,
        option,
        answer.talk_only,
        written_in=bool(answer.write_in),
        does=[to_json(act) for act, _ in would.actions],
        thinking=would.decision_delay,
        source=would.source,
        starts=would.start,
        cue=build_decision_trigger(decision_point, state).to_json(),
        answered=state.time - opened,
        cost=would.start - opened,
        rationale=answer.rationale,
        says=answer.says if answer.write_in else "",
    )


def no_decision_reason(decision_point: DecisionPoint, state: State) -> str:
    """Why a question ends without an answer now; empty if it does not."""
    if (
        decision_point.state == "open"
        and decision_point.decision.kind == "pressed"
        and decision_point.opened_at is not None
    ):
        return NO_DECISION if state.time >= decision_point.opened_at + decision_point.decision.limit else ""
    if decision_point.state == "waiting" and state.running_arms.is_over:
        return "the simulation ended before its role knew"
    return ""
