"""The line under the banner: whether T+ runs, the three times, where in the exercise this is, and what the room sees."""

from rich.text import Text

from sim.drill.agenda import agenda
from sim.drill.times import clock_of, minutes, t_plus
from tui.widgets.desk import Desk

NEAR = 60.0  # seconds; less than that, and the room is in time


def header_line(desk: Desk) -> Text:
    """The whole line."""
    state = desk.state
    clock = clock_of(state.exercise, state.story)
    text = Text(" ", no_wrap=True, overflow="crop")
    text.append(status(desk), style="bold reverse")
    text.append(f"  {t_plus(state.time)}  {state.exercise.day[:3]} {clock}  ×{pace(desk)}", style="bold")
    text.append(f" │ {room_time(desk)} │ {place(desk)}")
    if not desk.compact:
        text.append(f" │ room sees: {desk.face}")
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


def room_time(desk: Desk) -> str:
    """The slot, and how far behind it is."""
    now = desk.conduct.clock.room
    behind = agenda(desk.state, now).behind
    whole = desk.state.exercise.minutes
    if desk.compact:
        return f"room {minutes(now)}/{whole} {lateness(behind).replace(' min', '')}"
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
