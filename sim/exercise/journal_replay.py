"""A journal played again: the state that it leads to, or which of its entries cannot be played and why.

The digests of a journal say that its entries are as they were written, not that they make sense. So each is checked as it is played: the
exercise has what it names, it comes where it can, and time never goes back.
"""

import math
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from scenarios.library import ValidatedExercise
from sim.exercise import events
from sim.exercise.events import FIRST_IMPROVISED_NUMBER, Event, Setup, describe_mistake
from sim.exercise.journal import Entry, EntryDamaged, Journal, drop_undone
from sim.exercise.messages import SILENCE_TOPIC, list_countable_actions
from sim.exercise.participants import build_role_titles
from sim.exercise.state import State
from sim.model.interventions import check_names, from_json

LATEST = 86_400.0
"""Seconds that T+ can come to: no emergency in minutes is simulated for a day. One in days can come to its horizon."""
LATEST_ROOM_TIME = 7 * LATEST
"""Seconds of the room, breaks left out."""


def replay_journal(opened: ValidatedExercise, journal: Journal, until: float = math.inf) -> State:
    """The state after its entries up to this T+, without those that were taken back. Raises EntryDamaged for the first that cannot be
    played.
    """
    return _apply_entries(State(opened), journal, until)


def read_journal(opened: ValidatedExercise, journal: Journal) -> State:
    """The same without the model, which may be another one by now: what people were asked and told, and what they decided and noted.

    It has no arms, and no outcomes of actions. Raises EntryDamaged.
    """
    return _apply_entries(State(opened, is_played=False), journal, math.inf)


def _apply_entries(state: State, journal: Journal, until: float) -> State:
    entry = Entry(1, 0.0, 0.0, "", "")
    try:
        for entry in drop_undone(list(journal.entries())):
            if entry.incident_time > until:
                break
            _check_time(entry, state)
            _check_event(entry.event, state)
            if entry.kind == events.ClockMarked.KIND:
                state.defer(entry)
            else:
                state.apply_event(entry)
                _check_notice(entry.event, state)
        state.catch_up()
    except (LookupError, ValueError, RuntimeError, StopIteration) as error:
        what = f"({entry.kind!r} at T+{entry.incident_time:g} s) cannot be played: {_describe(error)}"
        raise EntryDamaged(journal.path, entry.seq, what) from error
    return state


def _describe(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return describe_mistake(error)
    return str(error) if isinstance(error, ValueError) else "it does not follow from the entries before it"


def _check_time(entry: Entry, state: State) -> None:
    until = max(LATEST, state.opened.emergency.scenario.horizon)
    for what, before, now, latest in (
        ("T+", state.time, entry.incident_time, until if state.setup else state.exercise.starts),
        ("exercise time", state.exercise_time, entry.room_time, LATEST_ROOM_TIME),
    ):
        if not before <= now <= latest:
            raise ValueError(f"{what} is {now:g} s; it must be from {before:g} s, where it was before, to {latest:g} s")


def _check_event(event: Event, state: State) -> None:
    """Raises ValueError where it names what there is not, or comes where it cannot."""
    if isinstance(event, Setup) != (state.setup is None):
        raise ValueError("an exercise begins once, with its first entry")
    if (check := _CHECKS.get(type(event))) is not None:
        check(event, state)


def _require(what: str, named: Collection[str], known: Collection[str]) -> None:
    for name in named:
        if name not in known:
            raise ValueError(f"there is no {what} {name!r}; there is {', '.join(known) or 'none'}")


def _check_setup(event: Setup, state: State) -> None:
    exercise = state.exercise
    _require("exercise", [event.exercise], [exercise.exercise])
    _require("role", event.played, [role.id for role in exercise.roles])
    _require("objective", event.left_out, [one.id for one in exercise.objectives])


def _check_question(event: events.DecisionAsked | events.WhatIfPlayed, state: State) -> None:
    _require("question", [event.decision], [one.id for one in state.exercise.decisions])


def _check_asked(
    event: events.CountdownStarted
    | events.AwarenessRuled
    | events.MarkedUnmeasured
    | events.DecisionLapsed
    | events.DecisionRejected,
    state: State,
) -> None:
    _require("question that was asked", [event.decision], state.decision_points)


def _check_inject(event: events.InjectResolved, state: State) -> None:
    made_up = event.improvised
    if made_up is not None:
        if event.inject < FIRST_IMPROVISED_NUMBER:
            raise ValueError(f"inject {event.inject} is in the exercise file; one that is made up is not")
        _require("role", made_up.to, [role.id for role in state.exercise.roles])
        _require("module", [made_up.segment], [one.id for one in state.exercise.segments])
    elif state.find_inject(event.inject) is None:
        raise ValueError(f"there is no inject {event.inject}")
    if event.zone:
        _require("zone", [event.zone], state.tables.layout.zones)
    _check_actions(event.world or (), state)


def _check_decision(event: events.DecisionMade, state: State) -> None:
    _require("question that was asked", [event.decision], state.decision_points)
    options = [one.id for one in state.decision_points[event.decision].decision.options]
    if event.option is not None:
        _require(f"option of {event.decision}", [event.option], options)
    _check_actions(event.does, state, by_players=True)


def _check_note(event: events.NoteAdded, state: State) -> None:
    if event.objective:
        _require("objective", [event.objective], [one.id for one in state.exercise.objectives])


def _check_people(event: events.ParticipantsSet, state: State) -> None:
    _require("role", [one["role"] for one in event.people], build_role_titles(state.exercise))


def _check_seat(event: events.SeatSet, state: State) -> None:
    _require("role", event.roles, [role.id for role in state.exercise.roles])


def _check_votes(event: events.VotesAsked, state: State) -> None:
    _require("question that was asked", [event.decision], state.decision_points)


def _check_vote(event: events.VoteCast, state: State) -> None:
    _require("seat", [str(event.seat)], [str(seat.number) for seat in state.seats.all.values()])


def _check_remark(event: events.Remarked, state: State) -> None:
    _require("objective", [event.objective], [one.id for one in state.exercise.objectives])


def _check_returned(event: events.RoleReturned, state: State) -> None:
    _require("role that is played", [event.role], state.played)


def _check_released(event: events.HoldReleased, state: State) -> None:
    _require("role that is held", event.persons, state.held)


def _check_date(event: events.Dated, _: State) -> None:
    datetime.fromisoformat(event.at)


def _check_actions(acts: events.Actions, state: State, by_players: bool = False) -> None:
    """Raises ValueError for a person, a zone or a unit that there is not, and where others do such a thing."""
    for act in (from_json(dict(written)) for written in acts):
        if (act.scope == "players") != by_players:
            raise ValueError(f"{act.kind} is {'not ' if by_players else ''}what participants decide")
        check_names(state.tables, act)


def _check_rule(event: events.AwarenessRuled, state: State) -> None:
    _check_asked(event, state)
    _check_actions(event.does, state)


def _check_start(event: events.ActionStarted, state: State) -> None:
    due = [(one.source_id, one.number) for one in state.pending if one.intervention == from_json(dict(event.act))]
    if (event.of, event.number) not in due:
        raise ValueError(f"no such action of {event.of} was due")


def _check_notice(event: Event, state: State) -> None:
    if state.arms is None:
        return
    if isinstance(event, events.NoticeGiven) and event.about != SILENCE_TOPIC:
        _require("action that can be noticed", [event.about], [*list_countable_actions(state)])


_CHECKS: dict[type[Event], Callable[[Any, State], None]] = {
    Setup: _check_setup,
    events.InjectResolved: _check_inject,
    events.DecisionAsked: _check_question,
    events.WhatIfPlayed: _check_question,
    events.DecisionMade: _check_decision,
    events.CountdownStarted: _check_asked,
    events.AwarenessRuled: _check_rule,
    events.MarkedUnmeasured: _check_asked,
    events.DecisionLapsed: _check_asked,
    events.DecisionRejected: _check_asked,
    events.ActionStarted: _check_start,
    events.NoteAdded: _check_note,
    events.ParticipantsSet: _check_people,
    events.SeatSet: _check_seat,
    events.VotesAsked: _check_votes,
    events.VoteCast: _check_vote,
    events.Remarked: _check_remark,
    events.RoleReturned: _check_returned,
    events.HoldReleased: _check_released,
    events.Dated: _check_date,
}
