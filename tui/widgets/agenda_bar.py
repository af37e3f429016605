"""The line of the agenda: each segment with its minutes, how much of it is spent, and what may be dropped to end in time."""

from rich.text import Text

from scenarios.exercise import Inject
from sim.drill.agenda import Agenda, AgendaSegment, build_agenda
from sim.drill.schedule import Item
from sim.drill.times import format_minutes
from tui.widgets.desk import FacilitatorView
from tui.widgets.header_line import NEAR, format_lateness
from tui.widgets.pane import render_bar, to_percent

BARS = (16, 5), (8, 3), (4, 0)
"""Columns of the bar of the segment that is on, and of the others: the widest that leave room for the words."""


def render_agenda_bar(desk: FacilitatorView, width: int) -> Text:
    """The whole line."""
    now = build_agenda(desk.state, desk.conductor.clock.exercise_time)
    if desk.is_compact:
        return Text(f" {suggest_action(now, desk)}", no_wrap=True, overflow="crop")
    for wide, narrow in BARS:
        parts = [format_segment(part, now, desk, wide if part.id == now.current else narrow) for part in now.segments]
        line = " " + " │ ".join([*parts, suggest_action(now, desk)])
        if len(line) <= width:
            break
    return Text(line, no_wrap=True, overflow="crop")


def format_segment(part: AgendaSegment, now: Agenda, desk: FacilitatorView, columns: int) -> str:
    """One segment: its first word, a bar, and its minutes."""
    words = part.title.lower().removeprefix("the ").split()
    name = "hot wash" if part.kind == "hot-wash" else words[0].rstrip(":,")
    length = part.end - part.start
    if part.kind == "hot-wash":
        return f"{name} {length / 60:.0f} kept"
    on = part.id == now.current
    drawn = render_bar(min(100, to_percent(part.spent, length)), columns, desk.glyphs)
    return " ".join(filter(None, (name, drawn, f"to {format_minutes(part.end)}" if on else f"{length / 60:.0f}")))


def suggest_action(now: Agenda, desk: FacilitatorView) -> str:
    """What there is to do about it."""
    part = next((one for one in now.segments if one.id == now.current), None)
    if part is None:
        return ""
    if now.seconds_left <= 0.0 and part.kind in ("played", "talked"):
        return desk.keymap.fill_in_keys("minutes are spent: {drill.end_module} ends the module")
    key = desk.keymap["drill.agenda"] + (" agenda" if desk.is_compact else "")  # else the line of keys has it
    if now.behind < NEAR:
        left = f"{format_lateness(now.behind)}, {format_minutes(max(0.0, now.seconds_left))} left"
        return f"{left}  {key}" if desk.is_compact else left
    dropped = ", ".join(format_short(item) for item in now.droppable)
    late = f"behind {round(now.behind / 60)} min" if desk.is_compact else "behind"
    return f"{late}: drop {dropped}? {key}" if dropped else f"{late}: nothing may be dropped  {key}"


def format_short(item: Item) -> str:
    """`8`, `D4`."""
    return str(item.number) if isinstance(item, Inject) else item.id
