"""The line under the banner: whether T+ runs, the three times, where in the exercise this is, and what the room sees."""

from rich.text import Text

from sim.drill.agenda import agenda
from sim.drill.times import clock_of, minutes, t_plus
from tui.widgets.desk import Desk

NEAR = 60.0  # seconds; less than that, and the room is in time


def header_line(desk: Desk, width: int) -> Text:
    """The whole line. width: where there is not enough of it, gaps, the day and how far behind the room is go first."""
    state = desk.state
    day, clock = state.exercise.day[:3], clock_of(state.exercise, state.story)
    now, speed = f"{t_plus(state.time)}", f"×{pace(desk)}"
    sees = [f"room sees: {desk.face}"] if not desk.compact else ["room black"] if desk.face == "black" else []
    for gap, when, less in (
        ("  ", f"{day} {clock}", 0),
        (" ", f"{day} {clock}", 0),
        (" ", clock, 0),
        (" ", clock, 1),
    ):
        first = gap.join([f" {status(desk)}", now, when, speed])
        line = " │ ".join([first, room_time(desk, less), place(desk), *sees])
        if len(line) <= width:
            break
    text = Text(line, no_wrap=True, overflow="crop")
    text.stylize("bold", 1, len(first))
    text.stylize("reverse", 1, 1 + len(status(desk)))
    return text


def pace(desk: Desk) -> int:
    """How fast T+ goes, or will go."""
    clock = desk.conduct.clock
    return clock.pace if clock.running or clock.pressed else desk.speed


def status(desk: Desk) -> str:
    """Whether T+ runs, and if not, what for."""
    signs, state = desk.signs, desk.state
    if state.frozen:
        return f"{signs.stopped} REAL EMERGENCY"
    if desk.conduct.clock.running:
        return f"{signs.running} RUNNING" + (" pressed" if desk.conduct.clock.pressed else "")
    return f"{signs.stopped} STOPPED" + (f" {desk.front.decision.kind}" if desk.front else "")


def room_time(desk: Desk, less: int = 0) -> str:
    """The slot, and how far behind it is. less: 1 for the slot alone."""
    now = desk.conduct.clock.room
    behind = agenda(desk.state, now).behind
    whole = desk.state.exercise.minutes
    if desk.compact or less:
        late = "" if less else f" {lateness(behind).replace(' min', '')}"
        return f"room {minutes(now)}/{whole}{late}"
    return f"room {minutes(now)} of {whole}:00, {lateness(behind)}"


def lateness(behind: float) -> str:
    """`2 min behind`."""
    if abs(behind) < NEAR:
        return "in time"
    return f"{abs(round(behind / 60))} min {'behind' if behind > 0 else 'ahead'}"


def place(desk: Desk) -> str:
    """Which module this is, and which stop of it. A module stops at each of its questions, and at its end."""
    state = desk.state
    modules = [one for one in state.exercise.segments if one.kind in ("played", "talked")]
    if state.segment not in modules:
        return state.segment.title if state.segment else ""
    number = modules.index(state.segment) + 1
    stops = [one for one in state.exercise.decisions if one.segment == state.segment.id]
    come = sum(one.id in state.windows and state.windows[one.id].state != "waiting" for one in stops)
    if desk.compact:
        return f"m{number} stop {come}/{len(stops) + 1}"
    return f"module {number}/{len(modules)}, stop {come}/{len(stops) + 1}"
