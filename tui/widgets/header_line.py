"""The line under the banner: whether T+ runs, the three times, where in the exercise this is, and what the room sees."""

from rich.text import Text

from sim.drill.agenda import build_agenda
from sim.drill.times import format_time_of_day, format_minutes, format_t_plus
from tui.widgets.desk import FacilitatorView

NEAR = 60.0  # seconds; less than that, and the room is in time


def render_header(desk: FacilitatorView, width: int) -> Text:
    """The whole line. width: where there is not enough of it, gaps, the day and how far behind the room is go first."""
    state = desk.state
    day, clock = state.exercise.day[:3], format_time_of_day(state.exercise, state.scenario_time)
    now, speed = f"{format_t_plus(state.time)}", f"×{format_pace(desk)}"
    sees = [f"room sees: {desk.face}"] if not desk.is_compact else ["room black"] if desk.face == "black" else []
    for gap, when, less in (
        ("  ", f"{day} {clock}", 0),
        (" ", f"{day} {clock}", 0),
        (" ", clock, 0),
        (" ", clock, 1),
    ):
        first = gap.join([f" {format_status(desk)}", now, when, speed])
        line = " │ ".join([first, format_exercise_time(desk, less), format_place(desk), *sees])
        if len(line) <= width:
            break
    text = Text(line, no_wrap=True, overflow="crop")
    text.stylize("bold", 1, len(first))
    text.stylize("reverse", 1, 1 + len(format_status(desk)))
    return text


def format_pace(desk: FacilitatorView) -> int:
    """How fast T+ goes, or will go."""
    clock = desk.conductor.clock
    return clock.pace if clock.is_running or clock.is_timed else desk.speed


def format_status(desk: FacilitatorView) -> str:
    """Whether T+ runs, and if not, what for."""
    signs, state = desk.glyphs, desk.state
    if state.frozen:
        return f"{signs.stopped} REAL EMERGENCY"
    if desk.conductor.clock.is_running:
        return f"{signs.running} RUNNING" + (" pressed" if desk.conductor.clock.is_timed else "")
    return f"{signs.stopped} STOPPED" + (f" {desk.current_decision.decision.kind}" if desk.current_decision else "")


def format_exercise_time(desk: FacilitatorView, less: int = 0) -> str:
    """The slot, and how far behind it is. less: 1 for the slot alone."""
    now = desk.conductor.clock.exercise_time
    behind = build_agenda(desk.state, now).behind
    whole = desk.state.exercise.minutes
    if desk.is_compact or less:
        late = "" if less else f" {format_lateness(behind).replace(' min', '')}"
        return f"room {format_minutes(now)}/{whole}{late}"
    return f"room {format_minutes(now)} of {whole}:00, {format_lateness(behind)}"


def format_lateness(behind: float) -> str:
    """`2 min behind`."""
    if abs(behind) < NEAR:
        return "in time"
    return f"{abs(round(behind / 60))} min {'behind' if behind > 0 else 'ahead'}"


def format_place(desk: FacilitatorView) -> str:
    """Which module this is, and which stop of it. A module stops at each of its questions, and at its end."""
    state = desk.state
    modules = [one for one in state.exercise.segments if one.kind in ("played", "talked")]
    if state.segment not in modules:
        return state.segment.title if state.segment else ""
    number = modules.index(state.segment) + 1
    stops = [one for one in state.exercise.decisions if one.segment == state.segment.id]
    come = sum(one.id in state.decision_points and state.decision_points[one.id].state != "waiting" for one in stops)
    if desk.is_compact:
        return f"m{number} stop {come}/{len(stops) + 1}"
    return f"module {number}/{len(modules)}, stop {come}/{len(stops) + 1}"
