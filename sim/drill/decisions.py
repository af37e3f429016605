"""What an answer does to the incident: which acts, when they begin, and what each would do now.

Debate is not response time. While the room talks, T+ stands still; what a decision costs the incident is the thinking of its role, by the
model's own draw or by what the room says, and then the doing, which the engine knows. In a pressed window thinking is what passed, unless
somebody stopped the clock meanwhile, or it had not begun to run; while an answer is written down, nothing passes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scenarios.exercise import Decision, Option
from sim.arithmetic import to_grid
from sim.drill.cues import cue_of_question
from sim.drill.parts import Window
from sim.drill.state import State
from sim.model.interventions import Intervention, Outcome, UnknownName, doer, from_json, persons, to_json
from sim.purposes import Purpose

SOURCES = {
    "model": "model's draw",
    "room": "the room says",
    "takes": "said in the exercise",
    "measured": "measured: T+ that passed",
}
"""Where the seconds of thinking come from."""


AFTERWARDS = "when they have done what comes first"


class NoAnswer(ValueError):
    """An answer that cannot be given, and why."""


@dataclass(frozen=True)
class Answer:
    """One of `option` (its id), `write_in` (acts as in an exercise file) and `talk_only`.

    thinking: seconds that the room says it would take.
    """

    option: str | None = None
    write_in: Sequence[Mapping[str, Any]] = ()
    talk_only: str | None = None
    thinking: float | None = None
    rationale: str = ""


@dataclass(frozen=True)
class Preview:
    """What an answer would do if it were given now. starts: T+; each act with its outcome.

    away: who is needed for it and not on campus today; then it cannot be given. What does nothing for another reason can.
    """

    starts: float
    thinking: float
    source: str
    acts: tuple[tuple[Intervention, Outcome], ...]
    away: tuple[str, ...]

    @property
    def reasons(self) -> list[str]:
        """Why it cannot be, or what else there is to know."""
        return [outcome.because for _, outcome in self.acts if outcome.because]


def option_of(decision: Decision, name: str) -> Option:
    """An option by its id, or its number from 1. Raises NoAnswer."""
    for number, option in enumerate(decision.options, 1):
        if name in (option.id, str(number)):
            return option
    known = ", ".join(option.id for option in decision.options)
    raise NoAnswer(f"{decision.id} has no option {name!r}; there is {known}")


def acts_of(window: Window, answer: Answer, state: State) -> list[Intervention]:
    """The interventions of an answer, with roles as who on the roster plays them. Raises NoAnswer."""
    if answer.option is not None:
        written = [act.model_dump() for act in option_of(window.decision, answer.option).does]
    else:
        written = [dict(act) for act in answer.write_in]
    return [intervention(act, state) for act in written]


def intervention(act: Mapping[str, Any], state: State) -> Intervention:
    """An act of a file as an intervention. Raises NoAnswer."""
    persons = {key: state.roster_id(act[key]) for key in ("by", "whom") if key in act}
    try:
        return from_json({**act, **persons})
    except (ValueError, TypeError) as error:
        raise NoAnswer(str(error)) from error


def thinking_of(window: Window, answer: Answer, state: State) -> tuple[float, str]:
    """Seconds of T+ that thinking costs, and where they come from."""
    passed = window.decision.kind == "pressed" and (state.running or window.answering)
    if passed and not window.unmeasured and window.opened is not None:
        return state.time - window.opened, "measured"
    if answer.thinking is not None:
        return float(to_grid(answer.thinking)), "room"
    if answer.option is not None:
        takes = option_of(window.decision, answer.option).takes
        if takes is not None:
            return float(to_grid(takes.seconds)), "takes"
    engine = state.engines.room
    person = engine.tables.staff.ids.index(state.roster_id(window.decision.of))
    return engine.world.draw(Purpose.DECISION, person), "model"


def preview(window: Window, answer: Answer, state: State) -> Preview:
    """What an answer would do, changing nothing. Raises NoAnswer."""
    thinking, source = thinking_of(window, answer, state)
    opened = state.time if window.opened is None or source == "measured" else window.opened
    begins = max(opened, busy_until(window.decision.of, state))
    starts = state.time if source == "measured" else max(state.time, begins + thinking)
    acts = tuple(in_turn(acts_of(window, answer, state), starts, state))
    return Preview(starts, thinking, source, acts, away_for([act for act, _ in acts], state))


def in_turn(
    acts: Sequence[Intervention], starts: float, state: State
) -> Iterator[tuple[Intervention, Outcome]]:
    """What each would come to now. Different people act side by side; one person does one thing after another, and that is said."""
    busy = {doer(act.intervention) for act in state.pending if act.time <= starts}
    for act in acts:
        outcome = would(act, state)
        if outcome.began and doer(act) is not None:
            if doer(act) in busy or state.engines.room.waits(act):
                outcome = replace(outcome, because="; ".join(filter(None, (AFTERWARDS, outcome.because))))
            busy.add(doer(act))
        yield act, outcome


def away_for(acts: Sequence[Intervention], state: State) -> tuple[str, ...]:
    """Who is needed for these acts and is not on campus today."""
    away = {party.id for party in state.view.people if not party.present}
    needed = dict.fromkeys(name for act in acts for name in persons(act))
    return tuple(name for name in needed if name in away)


def busy_until(role: str, state: State) -> float:
    """T+ until which a role thinks about what it was asked before: one person thinks about one question at a time."""
    answered = (one for one in state.windows.values() if one.state == "decided" and one.decision.of == role)
    return max((float(one.answer["starts"]) for one in answered), default=0.0)


def would(act: Intervention, state: State) -> Outcome:
    """What an act would come to now in the room's arm, changing nothing. Raises NoAnswer where it names nobody there is."""
    try:
        return state.engines.room.preview(act)
    except UnknownName as error:
        raise NoAnswer(str(error)) from error


def decided(window: Window, answer: Answer, state: State) -> dict[str, Any]:
    """An answer as an entry of the journal, with its cue and its cost. Raises NoAnswer where it cannot be given now."""
    given = [answer.option is not None, bool(answer.write_in), answer.talk_only is not None]
    if sum(given) != 1:
        raise NoAnswer("an answer is an option, a write-in or talk only")
    would = preview(window, answer, state)
    if would.acts and state.segment is not None and state.segment.kind == "talked":
        raise NoAnswer(
            f"T+ stands still in {state.segment.title}: nothing is done in the model here; talk only"
        )
    if would.away:
        raise NoAnswer(f"{', '.join(would.away)}: away today")
    option = None if answer.option is None else option_of(window.decision, answer.option).id
    opened = state.time if window.opened is None else window.opened
    return {
        "decision": window.decision.id,
        "option": option,
        "talk_only": answer.talk_only,
        "written_in": bool(answer.write_in),
        "does": [to_json(act) for act, _ in would.acts],
        "thinking": would.thinking,
        "source": would.source,
        "starts": would.starts,
        "cue": cue_of_question(window, state).to_json(),
        "answered": state.time - opened,
        "cost": would.starts - opened,
        "rationale": answer.rationale,
    }


def lapse_reason(window: Window, state: State) -> str:
    """Why a question ends without an answer now; empty if it does not."""
    if window.state == "open" and window.decision.kind == "pressed" and window.opened is not None:
        return "no decision" if state.time >= window.opened + window.decision.limit else ""
    if window.state == "waiting" and state.engines.over:
        return "the incident was over before its role knew"
    return ""
