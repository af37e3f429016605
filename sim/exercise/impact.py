"""The impact of the decision whose effect landed last: whom it reached first, how much sooner than simulated roles would have, and what
it cost.

People count who learned of the emergency from a message of this decision, or whom it told in person. Each is compared with the
fully simulated arm of the same run, as far as both have been played.
"""

from collections.abc import Iterator, Mapping
from statistics import median

from sim.exercise.cases import find_stage_times
from sim.exercise.clock import HALF_A_DAY
from sim.exercise.events import DecisionPoint, ExecutedAction
from sim.exercise.messages import (
    ACTION_CHANNELS,
    APP_CHANNELS,
    BADGE_CHANNELS,
    list_player_actions,
    match_messages,
    name_action,
)
from sim.exercise.modules import find_queue_gain
from sim.exercise.room_frame import Impact
from sim.exercise.state import State
from sim.model.interventions import Announce, Intervention, Press, PressBadge, Radio, Tell
from sim.model.trace import Channel, EventKind

IN_PERSON = (Channel.VOICE, Channel.DESK_PHONE)


def build_impact(state: State, now: float | None = None) -> Impact | None:
    """The impact of the decision whose effect landed last: its messages were counted, or its other acts began. None before one, and in a
    release, whose lines are counted instead.

    now: exercise time, if it has moved since the last entry. A decision about the queue of a module has landed once the last in it is
    served.
    """
    if state.arms is None:
        return None
    if (gain := find_queue_gain(state, state.exercise_time if now is None else now)) is not None:
        about, seconds = gain
        return Impact(about, None, round(seconds), at_least=False, cost=0)
    if not state.has_alert:
        return _build_stage_impact(state) if state.exercise.in_days else None
    last = find_landed_decision(state)
    if last is None:
        return None
    messages = [done for done in _list_begun(last, state) if _is_message(done)]
    learned = dict(_list_reached(messages, state))
    sooner, at_least = _compare(learned, state) if learned else (None, False)
    cost = round(last.response.starts - (last.opened_at or 0.0))
    return Impact(last.decision.id, len(learned) if messages else None, sooner, at_least, cost)


STAGE_OF: Mapping[str, EventKind] = {
    "report-to-team": EventKind.REPORT_READ,
    "convene-team": EventKind.TEAM_CONVENED,
    "work-first": EventKind.PLAN_DONE,
    "interim-plan": EventKind.INTERIM_PLAN,
}
"""By kind of act, the stage of the followed report that it brings about."""


def _build_stage_impact(state: State) -> Impact | None:
    """In days: how much sooner the stage came that a decision brought about, once that can be said, of the last such decision.

    Supports for the meantime come by a decision alone: how long they took is the cost. None before anything can be said.
    """
    engines = state.running_arms
    team, simulated = (find_stage_times(engine.trace, state.time) for engine in (engines.player, engines.baseline))
    landed: list[tuple[float, Impact]] = []
    for done in (one for one in list_player_actions(state) if one.outcome.began):
        stage = STAGE_OF.get(done.action.intervention.kind)
        came = None if stage is None else team.get(stage)
        if stage is None or came is None or came < done.action.time:
            continue
        other = simulated.get(stage)
        about = done.action.source_id
        if stage == EventKind.INTERIM_PLAN:
            landed.append((came, Impact(about, None, None, False, round(came - done.action.time))))
            continue
        known = came + HALF_A_DAY if other is None else min(other, came + HALF_A_DAY)
        if state.time >= known:
            sooner = round((state.time if other is None else other) - came)
            landed.append((known, Impact(about, None, sooner, other is None, 0)))
    return max(landed, key=lambda one: one[0])[1] if landed else None


def find_landed_decision(state: State) -> DecisionPoint | None:
    """The decision whose effect landed last; None before one."""
    decided = [point for point in state.decision_points.values() if point.state == "decided" and point.response.does]
    decided.sort(key=lambda point: (point.exercise_resolved_at or 0.0, point.queue_position))
    acts = {point.decision.id: _list_begun(point, state) for point in decided}
    landed = [point for point in reversed(decided) if _has_landed(acts[point.decision.id], state)]
    return max(landed, key=lambda point: _find_landing(acts[point.decision.id], state), default=None)


def _list_begun(decided: DecisionPoint, state: State) -> list[ExecutedAction]:
    return [
        done
        for done in list_player_actions(state)
        if done.action.source_id == decided.decision.id and done.outcome.began
    ]


def _has_landed(begun: list[ExecutedAction], state: State) -> bool:
    messages = [done for done in begun if _is_message(done)]
    return bool(begun) and all(_find_count(done, state) is not None for done in messages)


def _find_landing(begun: list[ExecutedAction], state: State) -> float:
    """T+ at which the last message was counted; without one, when the last act began."""
    counts = [_find_count(done, state) or 0.0 for done in begun if _is_message(done)]
    return max(counts or [done.action.time for done in begun])


def _is_message(done: ExecutedAction) -> bool:
    return isinstance(done.action.intervention, Announce | Radio | Press | PressBadge | Tell)


def _find_count(done: ExecutedAction, state: State) -> float | None:
    """T+ at which participants were told how many it reached, or the one who was to be told knew; None before that."""
    act = done.action.intervention
    if isinstance(act, Tell):
        told = state.milestones.told.get(act.whom)
        return told[0] if told is not None else None
    name = name_action(done)
    return next((notice.time for notice in state.notices if notice.topic == name), None)


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
            channels = _list_channels(act)
            sent = state.milestones.messages[places[name]][0]
            yield from (
                (person, time)
                for person, (time, channel, _) in told.items()
                if channel in channels and sent <= time <= counted[name]
            )


def _list_channels(act: Intervention) -> tuple[Channel, ...]:
    """By which people learn of the message of an act."""
    if isinstance(act, PressBadge):
        return BADGE_CHANNELS
    return APP_CHANNELS if isinstance(act, Press) else (ACTION_CHANNELS[type(act)],)


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
