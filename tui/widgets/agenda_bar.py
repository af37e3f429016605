"""The line of the agenda: each segment with its minutes, how much of it is spent, and what may be dropped to end in time."""

from rich.text import Text

from scenarios.exercise import Inject
from sim.drill.agenda import Agenda, Part, agenda
from sim.drill.schedule import Item
from sim.drill.times import minutes
from tui.widgets.desk import Desk
from tui.widgets.header_line import NEAR, lateness
from tui.widgets.pane import bar, share

BARS = (16, 5), (8, 3), (4, 0)
"""Columns of the bar of the segment that is on, and of the others: the widest that leave room for the words."""


def agenda_bar(desk: Desk, width: int) -> Text:
    """The whole line."""
    now = agenda(desk.state, desk.conduct.clock.room)
    if desk.compact:
        return Text(f" {advice(now, desk)}", no_wrap=True, overflow="crop")
    for wide, narrow in BARS:
        parts = [part_in_words(part, now, desk, wide if part.id == now.now else narrow) for part in now.parts]
        line = " " + " │ ".join([*parts, advice(now, desk)])
        if len(line) <= width:
            break
    return Text(line, no_wrap=True, overflow="crop")


def part_in_words(part: Part, now: Agenda, desk: Desk, columns: int) -> str:
    """One segment: its first word, a bar, and its minutes."""
    words = part.title.lower().removeprefix("the ").split()
    name = "hot wash" if part.kind == "hot-wash" else words[0].rstrip(":,")
    length = part.ends - part.starts
    if part.kind == "hot-wash":
        return f"{name} {length / 60:.0f} kept"
    on = part.id == now.now
    drawn = bar(min(100, share(part.spent, length)), columns, desk.signs)
    return " ".join(filter(None, (name, drawn, f"to {minutes(part.ends)}" if on else f"{length / 60:.0f}")))


def advice(now: Agenda, desk: Desk) -> str:
    """What there is to do about it."""
    part = next((one for one in now.parts if one.id == now.now), None)
    if part is None:
        return ""
    if now.left <= 0.0 and part.kind in ("played", "talked"):
        return desk.keys.says("minutes are spent: {drill.end_module} ends the module")
    key = desk.keys["drill.agenda"] + (" agenda" if desk.compact else "")  # else the line of keys has it
    if now.behind < NEAR:
        left = f"{lateness(now.behind)}, {minutes(max(0.0, now.left))} left"
        return f"{left}  {key}" if desk.compact else left
    dropped = ", ".join(short(item) for item in now.drop)
    late = f"behind {round(now.behind / 60)} min" if desk.compact else "behind"
    return f"{late}: drop {dropped}? {key}" if dropped else f"{late}: nothing may be dropped  {key}"


def short(item: Item) -> str:
    """`8`, `D4`."""
    return str(item.number) if isinstance(item, Inject) else item.id
