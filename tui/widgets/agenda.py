"""The agenda as a line and as a pane, and the header line: clock, times, place in the exercise."""

from rich.text import Text

from scenarios.exercise import Inject
from sim.exercise.clock import format_minutes, format_t_plus, format_time_of_day
from sim.exercise.modules import find_scenario_time
from sim.exercise.schedule import Agenda, AgendaSegment, Item, build_agenda
from tui.widgets.base import FacilitatorData, Pane, join_lines, render_bar, to_percent, truncate

BARS = (16, 5), (8, 3), (4, 0)
"""Columns of the bar of the segment that is on, and of the others: the widest that leave room for the words."""


def is_behind(desk: FacilitatorData) -> bool:
    """Whether the exercise is late, or the time of its segment is up."""
    now = build_agenda(desk.state, desk.conductor.clock.exercise_time)
    part = next((segment for segment in now.segments if segment.id == now.current), None)
    is_up = part is not None and part.kind in ("played", "talked") and now.seconds_left <= 0.0
    return is_up or now.behind >= NEAR


def render_agenda_bar(desk: FacilitatorData, width: int) -> Text:
    now = build_agenda(desk.state, desk.conductor.clock.exercise_time)
    if desk.is_compact:
        return Text(f" {suggest_action(now, desk)}", no_wrap=True, overflow="crop")
    for wide, narrow in BARS:
        parts = [format_segment(part, now, desk, wide if part.id == now.current else narrow) for part in now.segments]
        line = " " + " │ ".join([*parts, suggest_action(now, desk)])
        if len(line) <= width:
            break
    return Text(line, no_wrap=True, overflow="crop")


def format_segment(part: AgendaSegment, now: Agenda, desk: FacilitatorData, columns: int) -> str:
    """One segment: its first word, a bar, and its minutes."""
    words = part.title.lower().removeprefix("the ").split()
    name = "hot wash" if part.kind == "hot-wash" else words[0].rstrip(":,")
    length = part.end - part.start
    if part.kind == "hot-wash":
        return f"{name} {length / 60:.0f} reserved"
    on = part.id == now.current
    drawn = render_bar(min(100, to_percent(part.spent, length)), columns, desk.glyphs)
    return " ".join(filter(None, (name, drawn, f"to {format_minutes(part.end)}" if on else f"{length / 60:.0f}")))


def suggest_action(now: Agenda, desk: FacilitatorData) -> str:
    """The hint at the end of the line: time left, or what to skip."""
    part = next((segment for segment in now.segments if segment.id == now.current), None)
    if part is None:
        return ""
    if now.seconds_left <= 0.0 and part.kind in ("played", "talked"):
        return desk.keymap.fill_in_keys("time is up: {drill.end_module} ends the module")
    key = desk.keymap["drill.agenda"] + (" agenda" if desk.is_compact else "")  # else the line of keys has it
    if now.behind < NEAR:
        left = f"{format_lateness(now.behind)}, {format_minutes(max(0.0, now.seconds_left))} left"
        return f"{left}  {key}" if desk.is_compact else left
    dropped = ", ".join(format_short(item) for item in now.droppable)
    late = f"behind {round(now.behind / 60)} min" if desk.is_compact else "behind"
    return f"{late}: skip {dropped}? {key}" if dropped else f"{late}: nothing can be skipped  {key}"


def format_short(item: Item) -> str:
    """`8`, `D4`."""
    return str(item.number) if isinstance(item, Inject) else item.id


TITLE = 40  # columns

BESIDE = TITLE + 20  # columns that are not bar


class AgendaPane(Pane):
    tab_title = "Agenda"
    heading = "Agenda  {drill.agenda} end module or skip an item"
    help_text = "Time planned and spent per segment. {drill.agenda} ends the module or skips an item. The hot wash keeps its full time."

    def draw(self, desk: FacilitatorData, width: int) -> Text:
        now = build_agenda(desk.state, desk.conductor.clock.exercise_time)
        lines: list[Text | str] = []
        for part in now.segments:
            length = part.end - part.start
            drawn = render_bar(min(100, to_percent(part.spent, length)), max(5, width - BESIDE), desk.glyphs)
            mark = desk.glyphs.chosen if part.id == now.current else " "
            lines.append(
                f"{mark} {truncate(part.title, TITLE):{TITLE}} {drawn} {format_minutes(part.spent)} of {format_minutes(length)}"
            )
        dropped = ", ".join(format_short(item) for item in now.droppable) or "none"
        return join_lines([*lines, "", suggest_action(now, desk), f"can be skipped to finish on time: {dropped}"])


DECISION_KINDS = {"talk": "discuss", "pressed": "timed"}

NEAR = 60.0  # seconds; a smaller delay counts as on time


def render_header(desk: FacilitatorData, width: int) -> Text:
    """The whole line. Where it is too long, gaps and the day are dropped first, then the delay, the time of day and the stop.

    In days the date stands in place of T+.
    """
    state = desk.state
    story = find_scenario_time(state, desk.conductor.clock.exercise_time)
    day, clock = state.exercise.day[:3], format_time_of_day(state.exercise, story)
    now, speed = format_t_plus(story), f"×{format_pace(desk)}"
    if state.exercise.in_days:
        now, day, clock = clock, "", ""
    sees = ["view black" if desk.is_compact else "participant view black"] if desk.face == "black" else []
    for gap, when, has_delay, has_stop in (
        ("  ", f"{day} {clock}".strip(), True, True),
        (" ", f"{day} {clock}".strip(), True, True),
        (" ", clock, True, True),
        (" ", f"{day} {clock}".strip(), False, True),
        (" ", clock, False, True),
        (" ", "", False, True),
        (" ", "", False, False),
    ):
        first = gap.join(filter(None, [f" {format_status(desk)}", now, when, speed]))
        line = " │ ".join([first, format_exercise_time(desk, has_delay), format_place(desk, has_stop), *sees])
        if len(line) <= width:
            break
    text = Text(line, no_wrap=True, overflow="crop")
    text.stylize("bold", 1, len(first))
    text.stylize("reverse", 1, 1 + len(format_status(desk)))
    return text


def format_pace(desk: FacilitatorData) -> int:
    """Speed of scenario time, now or once it runs."""
    clock = desk.conductor.clock
    return clock.pace if clock.is_running or clock.is_timed else desk.speed


def format_status(desk: FacilitatorData) -> str:
    """Whether scenario time runs."""
    signs, state = desk.glyphs, desk.state
    if state.frozen:
        return f"{signs.stopped} REAL EMERGENCY"
    if desk.conductor.clock.is_running:
        return f"{signs.running} RUNNING" + (" timed" if desk.conductor.clock.is_timed else "")
    return f"{signs.stopped} STOPPED" + (
        f" {DECISION_KINDS[desk.current_decision.decision.kind]}" if desk.current_decision else ""
    )


def format_exercise_time(desk: FacilitatorData, has_delay: bool) -> str:
    """Exercise time of the planned minutes, and how far behind."""
    now = desk.conductor.clock.exercise_time
    late = f", {format_lateness(build_agenda(desk.state, now).behind)}" if has_delay else ""
    return f"exercise {format_minutes(now)} of {desk.state.exercise.minutes}:00{late}"


def format_lateness(behind: float) -> str:
    """`2 min behind`."""
    if abs(behind) < NEAR:
        return "on time"
    return f"{abs(round(behind / 60))} min {'behind' if behind > 0 else 'ahead'}"


def format_place(desk: FacilitatorData, has_stop: bool) -> str:
    """Module and stop. A module stops at each of its questions and at its end."""
    state = desk.state
    modules = [segment for segment in state.exercise.segments if segment.kind in ("played", "talked")]
    if state.segment not in modules:
        return state.segment.title if state.segment else ""
    number = modules.index(state.segment) + 1
    stops = [decision for decision in state.exercise.decisions if decision.segment == state.segment.id]
    come = sum(stop.id in state.decision_points and state.decision_points[stop.id].state != "waiting" for stop in stops)
    stop = f", stop {come}/{len(stops) + 1}" if has_stop else ""
    return f"module {number}/{len(modules)}{stop}"
