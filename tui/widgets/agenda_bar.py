"""The line of the agenda: each segment with its minutes, how much of it is spent, and what may be dropped to end in time."""

from rich.text import Text

from scenarios.exercise import Inject
from sim.drill.agenda import Agenda, Part, agenda
from sim.drill.schedule import Item
from sim.drill.times import minutes
from tui.widgets.desk import Desk
from tui.widgets.header_line import NEAR, lateness
from tui.widgets.pane import bar, share

WIDE, NARROW = 16, 5


def agenda_bar(desk: Desk) -> Text:
    """The whole line."""
    now = agenda(desk.state, desk.conduct.clock.room)
    if desk.compact:
        return Text(f" {advice(now, desk)}", no_wrap=True, overflow="crop")
    parts = [part_in_words(part, now, desk) for part in now.parts]
    return Text(" " + " │ ".join([*parts, advice(now, desk)]), no_wrap=True, overflow="crop")


def part_in_words(part: Part, now: Agenda, desk: Desk) -> str:
    """One segment: its first word, a bar, and its minutes."""
    name = part.title.split(":")[0].split()[0].lower() if part.kind != "hot-wash" else "hot wash"
    length = part.ends - part.starts
    if part.kind == "hot-wash":
        return f"{name} {length / 60:.0f} kept"
    on = part.id == now.now
    drawn = bar(min(100, share(part.spent, length)), WIDE if on else NARROW, desk.signs)
    return f"{name} {drawn} {f'to {minutes(part.ends)}' if on else f'{length / 60:.0f}'}"


def advice(now: Agenda, desk: Desk) -> str:
    """What there is to do about it."""
    part = next((one for one in now.parts if one.id == now.now), None)
    if part is None:
        return ""
    if now.left <= 0.0 and part.kind in ("played", "talked"):
        return "minutes are spent: E ends the module"
    if now.behind < NEAR:
        return f"{lateness(now.behind)}, {minutes(max(0.0, now.left))} left  a"
    dropped = ", ".join(short(item) for item in now.drop)
    late = f"behind {round(now.behind / 60)} min" if desk.compact else "behind"
    return f"{late}: drop {dropped}? a" if dropped else f"{late}: nothing may be dropped  a"


def short(item: Item) -> str:
    """`8`, `D4`."""
    return str(item.number) if isinstance(item, Inject) else item.id
