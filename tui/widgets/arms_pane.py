"""Both arms: the room and the twin, two values and no difference. One play, one luck; what brought what belongs to the hot wash."""

from collections.abc import Callable, Iterator

from rich.text import Text

from sim.drill.frame import twin_name
from sim.drill.ruled import ruled
from sim.drill.times import minutes, t_plus
from sim.model.view import WorldView
from tui.widgets.desk import Desk
from tui.widgets.pane import Pane, bar, joined, share, wrapped

NOT_YET = "not yet"
NAME, VALUE = 13, 11  # columns


class ArmsPane(Pane):
    """The pane."""

    name_of_tab = "Arms"
    help_text = (
        "Room: what people here decide. Twin: the same emergency under another strategy, everybody modelled."
    )

    def title(self, desk: Desk) -> str:
        """No keys of its own."""
        marked = ", ruled" if ruled(desk.state) else ""
        return f"Both arms: room | twin (one play{marked})" if desk.compact else f"Both arms{marked}"

    def draw(self, desk: Desk, width: int) -> Text:
        """Values, then bars."""
        if desk.compact and self.size.height <= 1:
            return Text(in_a_line(desk), no_wrap=True, overflow="crop")
        room, twin = desk.view, desk.twin
        lines: list[Text | str] = [Text(f"{'':{NAME}}{'room':{VALUE}}twin", style="bold")]
        lines += [f"{name:{NAME}}{one(room):{VALUE}}{one(twin)}" for name, one in rows(room)]
        length = max(5, width - 24)
        for name, value in bars(room):
            percent = {"room": value(room), "twin": value(twin)}
            for arm, is_so in percent.items():
                lines.append(
                    f"{name if arm == 'room' else '':11}{arm:6}{bar(is_so, length, desk.signs)} {is_so:3} %"
                )
        lines += ["", twin_name(desk.state), "one play, one luck; what brought it: hot wash"]
        lines += wrapped(ruled(desk.state), width)
        return joined(lines)


Value = Callable[[WorldView], str]


def rows(view: WorldView) -> Iterator[tuple[str, Value]]:
    """What is told as a value: a name, and how to read it off an arm."""
    yield "911 answered", lambda one: since(one.since.answered)
    yield "first alert", lambda one: since(one.since.message)
    if view.patient is not None:
        yield "patient", patient
    if view.fire is not None:
        yield "counted", counted
    yield "first unit", first_unit


def bars(view: WorldView) -> Iterator[tuple[str, Callable[[WorldView], int]]]:
    """What is told as a share, in per cent."""
    yield "aware", lambda one: share(one.staff_aware, one.staff)
    if view.patient is None:
        yield "protected", lambda one: share(one.heads_protected, one.heads)


def since(time: float | None) -> str:
    """T+, where it has come."""
    return NOT_YET if time is None else t_plus(time)


def patient(view: WorldView) -> str:
    """How far help is."""
    one = view.patient
    if one is None:
        return ""
    if one.shocked:
        return "shock"
    if one.defibrillator:
        return "AED there"
    return "CPR" if one.cpr else "no CPR"


def counted(view: WorldView) -> str:
    """How many of those who must leave are counted at the assembly point."""
    return f"{share(view.fire.counted, view.fire.to_count)} %" if view.fire else ""


def first_unit(view: WorldView) -> str:
    """On the way, or what the unit that is farthest on does."""
    etas = [unit.eta for unit in view.units if unit.eta is not None]
    doing = [unit.doing for unit in view.units if unit.doing and unit.doing != "en_route"]
    arrived = [one for one in doing if one != "dispatched"]
    if arrived:
        return ("at fire" if view.fire else "contact") if "contact_made" in arrived else "on scene"
    if etas:
        return f"in {minutes(min(etas))}"
    return "sent" if doing else NOT_YET


def in_a_line(desk: Desk) -> str:
    """Where there is one line only."""
    room, twin = desk.view, desk.twin
    said = [f"{name} {value(room)} | {value(twin)} %" for name, value in bars(room)]
    return "   ".join([*said, f"first alert {since(room.since.message)} | {since(twin.since.message)}"])
