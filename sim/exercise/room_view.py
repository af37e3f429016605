"""The participant view: messages to the played roles, the current decision, past decisions, and progress of the arms.

A pure function of the state and the played roles. Information that participants have not received stays out: no inject before its time,
no expected action, rating or note, and no position of the hazard but the reported one. The hot wash adds `build_debrief`: shares aware
and protected over T+ in every arm.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import lru_cache

from scenarios.exercise import Exercise
from scenarios.units import format_date
from sim.exercise.action_text import describe_planned_action
from sim.exercise.arms import COMPARISON_ARM, PLAYER_ARM
from sim.exercise.cases import STAGES, find_stage_times, list_stage_times
from sim.exercise.clock import Clock, format_t_plus, format_time_of_day, scenario_time_at
from sim.exercise.decisions import DecisionResponse, build_interventions, find_absent
from sim.exercise.events import DecisionPoint, SegmentBegun
from sim.exercise.floor_blocks import CHECKED_IN, NOT_HEARD, SHORT_ZONE_NAMES, MarkedFloor, build_participant_plan
from sim.exercise.impact import build_impact
from sim.exercise.journal import Entry
from sim.exercise.labels import ORDINALS, Labels
from sim.exercise.messages import (
    NAME,
    SENTENCE,
    build_message_queue,
    describe_reports,
    describe_responders,
    find_interval_start,
    find_known_until,
    find_reported_zones,
    find_withheld,
    list_messages,
    summarize_interval,
    truncate,
)
from sim.exercise.messages import Message as ToldMessage
from sim.exercise.modules import describe_queue, find_scenario_time
from sim.exercise.participants import build_role_titles
from sim.exercise.race import build_race, is_compared
from sim.exercise.release_lines import count_lines, describe_lines
from sim.exercise.review import ArmCurves, StepCurve, build_arm_curves, compute_chart_end, list_share_kinds
from sim.exercise.room_frame import (
    Bars,
    Card,
    ClockStatus,
    Countdown,
    Debrief,
    Jump,
    Message,
    Option,
    Place,
    Question,
    RoomFrame,
    RoomRow,
    StageDates,
)
from sim.exercise.schedule import build_agenda
from sim.exercise.state import State, describe_rulings
from sim.experiment.comparison import to_percent
from sim.model.trace import Trace

MAX_MESSAGES = 3

MAX_DECISIONS = 12

JUMP_SECONDS = 60.0
"""A module that skips less is not announced."""

ROOM_KINDS = {"classroom", "office", "staff-room", *SHORT_ZONE_NAMES}


def build_participant_view(
    state: State, roles: Set[str], clock: Clock | None = None, put_up: Set[str] = frozenset()
) -> RoomFrame:
    """The view of these roles. clock: the conductor's, if it has moved since the last journal entry.

    put_up: messages for one role alone that have been said. Others of that kind tell nothing here, and mark nothing.
    """
    exercise = state.exercise
    now = clock.exercise_time if clock else state.exercise_time
    day, time, hour = _format_moment(exercise, find_scenario_time(state, now))
    frame = RoomFrame(
        agenda=Place(int(now // 60) + 1, state.exercise.minutes),
        stop=state.is_emergency_stop,
        frozen=state.frozen,
        ended=state.ended,
        school=truncate(state.labels.school, NAME),
        day=day,
        time=time,
        clock=hour,
        status=find_clock_status(state, clock.is_running if clock else state.running),
        speed=state.speed,
        countdown=build_countdown(state, clock),
        question=build_question(state, roles),
        jump=describe_jump(state, roles),
        decisions=list_decisions(state),
    )
    return frame if state.arms is None else _add_incident(frame, state, roles, now, find_withheld(state, put_up))


def _format_moment(exercise: Exercise, story: float) -> tuple[str, str, str]:
    """Day, T+ and time of day; in days the date, and its hour twice. story: scenario time."""
    if exercise.in_days:
        date, _, hour = format_date(story).partition(", ")
        return date, hour, hour
    return exercise.day, format_t_plus(story), format_time_of_day(exercise, story)


def _add_incident(frame: RoomFrame, state: State, roles: Set[str], now: float, withheld: Set[str]) -> RoomFrame:
    """The view with what these roles know of an emergency that has begun. now: exercise time."""
    if not state.has_alert:
        return _add_progress(frame, state, roles, now, withheld)
    in_hot_wash, since = is_in_hot_wash(state), find_interval_start(state)
    return replace(
        frame,
        messages=list_recent_messages(state, roles, withheld),
        reading=find_reading_position(state, roles),
        past=has_scenario_jumped(state, roles),
        rooms=list_rooms(state, roles),
        queue=describe_queue(state, now),
        reports=tuple(describe_reports(state, roles, withheld)),
        responders=tuple(describe_responders(state, roles, withheld)),
        hazard=find_visible_hazard(state),
        plan=() if in_hot_wash else build_plan(state, roles, withheld),
        bars=build_progress_bars(state),
        race=None if in_hot_wash else build_race(state),
        impact=build_impact(state, now),
        since=tuple(summarize_interval(state, roles, withheld)),
        since_when=format_t_plus(since) if since else "",
        debrief=build_debrief(state),
    )


def _add_progress(frame: RoomFrame, state: State, roles: Set[str], now: float, withheld: Set[str]) -> RoomFrame:
    """The view where no one has to learn of it: how far it has come, and no place and no share of staff."""
    since = find_interval_start(state)
    if not state.exercise.in_days:
        race = None if is_in_hot_wash(state) else build_race(state)
        frame = replace(frame, bars=build_progress_bars(state), race=race)
    return replace(
        frame,
        messages=list_recent_messages(state, roles, withheld),
        reading=find_reading_position(state, roles),
        past=has_scenario_jumped(state, roles),
        reports=tuple(describe_progress(state)),
        impact=build_impact(state, now),
        since=tuple(summarize_interval(state, roles, withheld)),
        since_when=format_t_plus(since) if since else "",
        debrief=build_debrief(state),
        kind=state.hazard,
    )


def describe_progress(state: State) -> Iterator[str]:
    """The lines of a release; in days the dates of the followed report, the latest first, then the stages to come."""
    trace = state.running_arms.player.trace
    if not state.exercise.in_days:
        yield from describe_lines(count_lines(trace, state.time))
        return
    found = find_stage_times(trace, state.time)
    reached = [(time, STAGES[kind]) for kind, time in found.items() if time is not None]
    reached.sort(key=lambda one: one[0])
    for time, name in reversed(reached):
        yield f"{name}: {format_date(time)}"
    yield from (f"{STAGES[kind]}: not yet" for kind, time in found.items() if time is None)


def add_card(frame: RoomFrame, title: str, lines: Sequence[str], at: int, of: int) -> RoomFrame:
    """A view with a briefing card in place of all panes; the caller chooses the card."""
    said = tuple(truncate(line, 2 * SENTENCE) for line in lines)
    return replace(frame, card=Card(truncate(title, NAME), said, Place(at, of)))


def find_clock_status(state: State, runs: bool) -> ClockStatus:
    if state.is_emergency_stop:
        return ClockStatus.REAL_EMERGENCY
    if state.ended:
        return ClockStatus.ENDED
    if is_in_hot_wash(state):
        return ClockStatus.HOT_WASH
    if state.segment is not None and state.segment.kind == "briefing":
        return ClockStatus.BRIEFING
    window = state.current_decision
    if window is None:
        return ClockStatus.RUNNING if runs else ClockStatus.STOPPED
    if window.decision.kind != "pressed":
        return ClockStatus.DISCUSS
    if runs:
        return ClockStatus.TIME_RUNS
    return ClockStatus.DECIDED if window.is_answering else ClockStatus.TIME_WILL_RUN


def list_recent_messages(
    state: State, roles: Set[str], withheld: Set[str] = frozenset(), most: int = MAX_MESSAGES
) -> tuple[Message, ...]:
    """The message that is read now, then those before it, the newest first: nothing changes its place but by moving down."""
    told = list_messages(state, roles)
    waiting = build_message_queue(state, roles).waiting
    rest = [one for one in reversed(told) if one not in waiting]
    return tuple(_to_frame(message, is_withheld=message.id in withheld) for message in [*waiting[:1], *rest][:most])


def _to_frame(message: ToldMessage, is_withheld: bool) -> Message:
    """A message cut to what can be read from the back row; of one that is withheld, only that it came."""
    to = tuple(truncate(title, NAME) for title in message.to)
    if is_withheld:
        return Message(message.clock, "", to, "", "", is_withheld=True)
    return Message(message.clock, truncate(message.sender, NAME), to, message.mode, truncate(message.text, SENTENCE))


def find_reading_position(state: State, roles: Set[str]) -> Place | None:
    """Which of the messages that have come is read; None where all are."""
    now = build_message_queue(state, roles)
    return Place(now.position, now.total) if now.waiting else None


def has_scenario_jumped(state: State, roles: Set[str]) -> bool:
    """Whether all is read, and the story has jumped on since the last message came."""
    told = list_messages(state, roles)
    jumped = state.time <= state.jumped_to
    return (
        bool(told)
        and jumped
        and told[-1].scenario_time < state.jumped_to
        and not build_message_queue(state, roles).waiting
    )


def describe_jump(state: State, roles: Set[str]) -> Jump | None:
    """The scenario time that a module skips, and when and where it begins; None once participants have heard or decided something in it."""
    segment, began = state.segment, find_segment_entry(state)
    if segment is None or began is None or segment.story is None or is_in_hot_wash(state):
        return None
    entry, event = began
    order = [one.id for one in state.exercise.segments]
    stories = [one.story or 0.0 for one in state.exercise.segments[: order.index(segment.id)]]
    stood = entry.incident_time if event.played_on is None else event.played_on
    skipped = segment.story - scenario_time_at(stood, max(stories, default=0.0))
    asked = (point for point in state.decision_points.values() if point.decision.segment == segment.id)
    is_begun = any(message.scenario_time >= segment.story for message in list_messages(state, roles))
    if skipped < JUMP_SECONDS or is_begun or any(point.opened_at is not None for point in asked):
        return None
    when = f"{format_time_of_day(state.exercise, segment.story)[:5]}, {format_t_plus(segment.story)}"
    return Jump(f"{round(skipped / 60)} minutes later", f"{when}: {truncate(segment.title, NAME)}")


def find_segment_entry(state: State) -> tuple[Entry, SegmentBegun] | None:
    """The journal entry with which the current module began."""
    for entry in reversed(state.log):
        if isinstance(entry.event, SegmentBegun):
            return entry, entry.event
    return None


def list_rooms(state: State, roles: Set[str]) -> tuple[RoomRow, ...]:
    """Rooms by building and floor, the upper floor first, and who of them has checked in by the app: all as `?` while no role knows.

    What a role that knew saw until it was handed back stays; later check-ins come with the next role that knows.
    """
    place = state.opened.emergency.place
    heard = _find_checked_in_posts(state, find_known_until(state, roles))
    floors: dict[str, set[int]] = {}
    marks: dict[tuple[str, int], str] = {}
    named: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for zone in (zone for zone in place.zones if zone.kind in ROOM_KINDS):
        floors.setdefault(zone.building, set()).add(zone.floor)
        row, mark = (zone.building, zone.floor), CHECKED_IN if zone.id in heard else NOT_HEARD
        marks.setdefault(row, "")
        if zone.kind in SHORT_ZONE_NAMES:
            name = state.labels.map_zone(zone.id, SHORT_ZONE_NAMES[zone.kind])
            named.setdefault(row, []).append((name, mark))
        else:
            marks[row] += mark
    order = {building: number for number, building in enumerate(floors)}
    return tuple(
        RoomRow(
            truncate(state.labels.map_building(building), NAME),
            ORDINALS.get(floor, str(floor)) if len(floors[building]) > 1 else "",
            marks[building, floor],
            tuple(named.get((building, floor), ())),
        )
        for building, floor in sorted(marks, key=lambda row: (order[row[0]], -row[1]))
    )


def build_plan(state: State, roles: Set[str], withheld: Set[str]) -> tuple[MarkedFloor, ...]:
    """The floor plan with check-ins and reports that these roles know; without hidden unknowns, the hazard too."""
    reported = {*find_reported_zones(state, roles, withheld)}
    if find_visible_hazard(state):
        reported.add(state.running_arms.player.view().hazard)
    checked_in = _find_checked_in_posts(state, find_known_until(state, roles))
    return build_participant_plan(state.opened.emergency.place, state.labels, checked_in, reported)


def build_countdown(state: State, clock: Clock | None = None) -> Countdown | None:
    """Seconds left. None outside of modules."""
    window, now = state.current_decision, clock.exercise_time if clock else state.exercise_time
    if state.segment is None or state.segment.kind not in ("played", "talked") or state.ended:
        return None
    if window is None:
        return Countdown("module", max(0, round(build_agenda(state, now).seconds_left)))
    if window.decision.kind == "pressed":
        left = (window.opened_at or 0.0) + window.decision.limit - state.time
        return Countdown("timed", max(0, round(left)))
    left = (window.exercise_opened_at or 0.0) + window.decision.limit - now
    return Countdown("discussion", max(0, round(left)))


def _find_checked_in_posts(state: State, until: float) -> Set[str]:
    tables, checked_in = state.running_arms.player.tables, state.milestones.checked_in
    by_then = {person for person, time in checked_in.items() if time <= until}
    posts = zip(tables.staff.ids, tables.staff.zone, strict=True)
    return {tables.layout.zones[zone] for person, zone in posts if person in by_then}


def find_visible_hazard(state: State) -> str:
    """Where the hazard truly is, in demonstrations without fog; else nothing."""
    if state.setup is None or state.setup.fog:
        return ""
    view = state.running_arms.player.view()
    return state.labels.zone(view.hazard) if view.is_hazard_active else ""


def build_progress_bars(state: State) -> Bars:
    """Percent aware and protected for participants and, once they are compared, the other arm; no protection for a patient."""
    names = {PLAYER_ARM: "you, ruled" if describe_rulings(state) else "you"}
    views = {PLAYER_ARM: state.running_arms.player.view()}
    if is_compared(state):
        names[COMPARISON_ARM] = name_comparison_arm(state)
        views[COMPARISON_ARM] = state.running_arms.comparison.view()
    if not state.has_alert:
        engines = dict(state.running_arms.items())
        lines = {arm: count_lines(engines[arm].trace, state.time) for arm in names}
        released = {arm: to_percent(one.released / max(1, one.students)) for arm, one in lines.items()}
        return Bars(names, {"released": released})
    shares = {"aware": {arm: 100 * one.staff_aware // max(1, one.staff) for arm, one in views.items()}}
    if views[PLAYER_ARM].patient is None:
        shares["protected"] = {
            arm: 100 * one.occupants_protected // max(1, one.occupants) for arm, one in views.items()
        }
    return Bars(names, shares)


def name_comparison_arm(state: State) -> str:
    """What the other arm is, from its strategy: the same emergency, where staff may hear of it by every other means."""
    strategy = state.opened.emergency.strategies[state.exercise.twin]
    if not state.has_alert:
        return truncate(strategy.title, NAME)
    app = strategy.app
    if app is None:
        return "no app"
    if app.legs.staff == "off":
        return "no app alert to staff"
    return truncate(strategy.title, NAME)


def build_question(state: State, roles: Set[str]) -> Question | None:
    """The current decision of these roles with its options; unavailable ones with the reason."""
    window = state.current_decision
    if window is None or window.decision.of not in roles:
        return None
    decision = window.decision
    return Question(
        truncate(build_role_titles(state.exercise)[decision.of], NAME),
        truncate(decision.asks, SENTENCE),
        decision.kind == "pressed",
        tuple(
            Option(truncate(option.says, 2 * NAME), truncate(find_unavailable_reason(window, option.id, state), NAME))
            for option in decision.options
        ),
    )


def find_unavailable_reason(decision_point: DecisionPoint, option: str, state: State) -> str:
    """Why an option cannot be taken today; empty where it can."""
    away = find_absent(build_interventions(decision_point, DecisionResponse(option=option), state), state)
    return f"{', '.join(map(state.labels.person, away))}: away today" if away else ""


def list_decisions(state: State) -> tuple[str, ...]:
    """Decisions and lapsed decision points so far, in order."""
    windows = [
        one
        for one in state.decision_points.values()
        if one.state in ("decided", "lapsed") and one.opened_at is not None
    ]
    windows.sort(key=lambda window: window.exercise_resolved_at or 0.0)
    return tuple(
        f"{truncate(_describe_resolution(window, state), NAME)} {format_time_of_day(state.exercise, window.scenario_time)}"
        for window in windows[-MAX_DECISIONS:]
    )


def _describe_resolution(decision_point: DecisionPoint, state: State) -> str:
    if decision_point.state == "lapsed":
        return f"{build_role_titles(state.exercise)[decision_point.decision.of]}: no decision"
    return decision_point.response.says or describe_decision(decision_point, state.labels)


def describe_decision(decision_point: DecisionPoint, labels: Labels) -> str:
    """The chosen option, the discussion, or what was written in, with the actions that stand for it in the simulation."""
    answer = decision_point.response
    if answer.option:
        return next(one.says for one in decision_point.decision.options if one.id == answer.option)
    if answer.talk_only:
        return answer.talk_only
    actions = "; ".join(describe_planned_action(act, labels.person, labels) for act in answer.does)
    return f"{answer.says} (simulated as: {actions})" if answer.says else actions


STEPS = 120
"""Intervals of a curve as it is sent."""


def is_in_hot_wash(state: State) -> bool:
    """Whether it has begun; it is still there when the exercise has ended."""
    return state.arms is not None and state.segment is not None and state.segment.kind == "hot-wash"


def build_debrief(state: State) -> Debrief | None:
    """The shares of every arm in the hot wash, in days its dates; None before."""
    if not is_in_hot_wash(state):
        return None
    shows_twin = state.setup is None or state.setup.twin
    traces = {name: one.trace for name, one in state.running_arms.items() if name != COMPARISON_ARM or shows_twin}
    if state.exercise.in_days:
        return Debrief(state.time, state.time, {}, {}, tuple(_list_dates(traces, state.time)))
    arms = {name: _cached_curves(trace) for name, trace in traces.items()}
    end = compute_chart_end(arms.values(), state.time)
    shares = {kind: {name: getattr(one, kind) for name, one in arms.items()} for kind in list_share_kinds(state.hazard)}
    return Debrief(
        end,
        state.time,
        {kind: {name: _sample_curve(one, end) for name, one in arms.items()} for kind, arms in shares.items()},
        {kind: {name: to_percent(one.at(state.time)) for name, one in arms.items()} for kind, arms in shares.items()},
    )


def _list_dates(traces: Mapping[str, Trace], now: float) -> Iterator[StageDates]:
    """Up to the end of the exercise, as in its report."""
    for name, times in list_stage_times([*traces.values()], now):
        dates = ["" if time is None else format_date(time) for time in times]
        yield StageDates(name, dict(zip(traces, dates, strict=True)))


@lru_cache(maxsize=6)
def _cached_curves(trace: Trace) -> ArmCurves:
    return build_arm_curves(trace)


def _sample_curve(one: StepCurve, end: float) -> tuple[int, ...]:
    return tuple(to_percent(one.at(end * step / STEPS)) for step in range(STEPS + 1))
