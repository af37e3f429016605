"""The impact of the last decision: whom it reached first, how much sooner than simulated roles would have, and what it cost.

People count who learned of the emergency from a message of this decision, or whom it told in person. Each is compared with the
fully simulated arm of the same run, as far as both have been played.
"""

from collections.abc import Iterator
from statistics import median
from typing import Any

from sim.exercise.events import DecisionPoint, ExecutedAction
from sim.exercise.messages import (
    ACTION_CHANNELS,
    APP_CHANNELS,
    list_player_actions,
    match_messages,
    name_action,
)
from sim.exercise.state import State
from sim.model.interventions import Announce, Press, Radio, Tell
from sim.model.trace import Channel, EventKind

IN_PERSON = (Channel.VOICE, Channel.DESK_PHONE)


def build_impact(state: State) -> dict[str, Any] | None:
    """The impact of the last decision that did anything; None before one.

    reached: members of staff, None where it is no message or not counted yet. sooner: median seconds, None where nobody was reached.
    at_least: whether the simulated arm has not reached half of them yet. cost: seconds of T+. about: the decision's id.
    """
    decided = find_last_decision(state)
    if decided is None or state.arms is None:
        return None
    actions = [done for done in list_player_actions(state) if done.action.source_id == decided.decision.id]
    messages = [done for done in actions if _is_message(done)]
    known = bool(messages) and all(_is_counted(done, state) for done in messages)
    learned = dict(_list_reached(messages, state)) if known else {}
    sooner, at_least = _compare(learned, state) if learned else (None, False)
    return {
        "about": decided.decision.id,
        "reached": len(learned) if known else None,
        "sooner": sooner,
        "at_least": at_least,
        "cost": round(decided.response.starts - (decided.opened_at or 0.0)),
    }


def find_last_decision(state: State) -> DecisionPoint | None:
    """The decision that was made last, if it has acts."""
    decided = [point for point in state.decision_points.values() if point.state == "decided"]
    last = max(
        decided, key=lambda point: (point.exercise_resolved_at or 0.0, point.queue_position), default=None
    )
    return last if last is not None and last.response.does else None


def _is_message(done: ExecutedAction) -> bool:
    return isinstance(done.action.intervention, Announce | Radio | Press | Tell) and done.outcome.began


def _is_counted(done: ExecutedAction, state: State) -> bool:
    """Whether participants were told how many it reached, or the one who was to be told knows."""
    act = done.action.intervention
    if isinstance(act, Tell):
        return act.whom in state.milestones.told
    return name_action(done) in {notice.topic for notice in state.notices}


def _list_reached(messages: list[ExecutedAction], state: State) -> Iterator[tuple[str, float]]:
    """Members of staff with the T+ at which they learned of it by one of these messages."""
    places = {name_action(done): place for done, place in match_messages(state)}
    counted = {notice.topic: notice.time for notice in state.notices}
    for done in messages:
        act, told, name = done.action.intervention, state.milestones.told, name_action(done)
        if isinstance(act, Tell):
            time, channel, teller = told[act.whom]
            if channel in IN_PERSON and teller == act.by and time >= done.action.time:
                yield act.whom, time
        elif name in places:
            channels = APP_CHANNELS if isinstance(act, Press) else (ACTION_CHANNELS[type(act)],)
            sent = state.milestones.messages[places[name]][0]
            yield from (
                (person, time)
                for person, (time, channel, _) in told.items()
                if channel in channels and sent <= time <= counted[name]
            )


def _compare(learned: dict[str, float], state: State) -> tuple[int, bool]:
    """Median of how many seconds sooner they knew than fully simulated, and whether that is the least it can be."""
    engine = state.running_arms.baseline
    known: dict[int, float] = {}
    for row in engine.trace.rows:
        if row[1] == EventKind.AWARE:
            known.setdefault(row[2], row[0])
    index = {person: number for number, person in enumerate(engine.tables.staff.ids)}
    ahead = {person: known.get(index[person]) for person in learned}
    seconds = sorted((ahead[person] or state.time) - time for person, time in learned.items())
    missing = sum(time is None for time in ahead.values())
    return round(median(seconds)), 2 * missing >= len(learned)
