"""The comparison pane: your team and no app alert side by side, as two values. Effects belong to the hot wash."""

from collections.abc import Callable, Iterator

from rich.text import Text

from sim.exercise.clock import format_minutes, format_t_plus
from sim.exercise.room_view import name_comparison_arm
from sim.exercise.state import describe_rulings
from sim.model.snapshot import WorldView
from tui.widgets.base import ARM_LABELS, FacilitatorData, Pane, join_lines, label_arms, render_bar, to_percent, wrap
from tui.widgets.case_list import format_stages, list_stage_rows
from tui.widgets.release_list import format_lines, list_line_rows

NOT_YET = "not yet"
NAME, VALUE = 13, 11  # columns


class ArmsPane(Pane):
    tab_title = "Comparison"
    help_text = "Your team: participants decide. The other arm: the same emergency under the other strategy, all roles simulated."

    def title(self, desk: FacilitatorData) -> str:
        marked = ", ruled" if describe_rulings(desk.state) else ""
        if desk.state.exercise.in_days and not desk.is_compact:
            return f"This report{marked}"
        other = label_arms(desk.state.hazard)["twin"]
        return f"Your team | {other} (one run{marked})" if desk.is_compact else f"Comparison{marked}"

    def draw(self, desk: FacilitatorData, width: int) -> Text:
        if desk.is_compact and self.area.height <= 1:
            return Text(format_in_line(desk), no_wrap=True, overflow="crop")
        if not desk.state.has_alert and not desk.state.exercise.in_days:
            said: list[Text | str] = [
                *list_line_rows(desk),
                "",
                *wrap(f"comparison: {name_comparison_arm(desk.state)}", width),
                "one run; see the hot wash for effects",
            ]
            return join_lines([*said, *wrap(describe_rulings(desk.state), width)])
        if desk.state.exercise.in_days:
            arms = (ARM_LABELS["room"], "comparison")
            note = f"comparison: {name_comparison_arm(desk.state)}"
            return join_lines([*list_stage_rows(desk, arms), "", note, *wrap(describe_rulings(desk.state), width)])
        room, twin = desk.view, desk.comparison_view
        lines: list[Text | str] = [Text(f"{'':{NAME}}{ARM_LABELS['room']:{VALUE}}{ARM_LABELS['twin']}", style="bold")]
        lines += [f"{name:{NAME}}{one(room):{VALUE}}{one(twin)}" for name, one in list_values(room)]
        length = max(5, width - 31)
        for name, value in list_bars(room):
            percent = {"room": value(room), "twin": value(twin)}
            for arm, is_so in percent.items():
                lines.append(
                    f"{name if arm == 'room' else '':11}{ARM_LABELS[arm]:13}{render_bar(is_so, length, desk.glyphs)} {is_so:3}%"
                )
        lines += ["", name_comparison_arm(desk.state), "one run; see the hot wash for effects"]
        lines += wrap(describe_rulings(desk.state), width)
        return join_lines(lines)


Value = Callable[[WorldView], str]


def list_values(view: WorldView) -> Iterator[tuple[str, Value]]:
    """Rows shown as a value: name, and how to read it from an arm."""
    yield "911 answered", lambda one: format_since(one.since.answered)
    yield "first alert", lambda one: format_since(one.since.message)
    if view.patient is not None:
        yield "patient", describe_patient
    if view.fire is not None:
        yield "counted", describe_counted
    yield "first unit", describe_first_unit


def list_bars(view: WorldView) -> Iterator[tuple[str, Callable[[WorldView], int]]]:
    """Rows shown as a percentage: name, and how to read it from an arm."""
    yield "aware", lambda one: to_percent(one.staff_aware, one.staff)
    if view.patient is None:
        yield "protected", lambda one: to_percent(one.occupants_protected, one.occupants)


def format_since(time: float | None) -> str:
    return NOT_YET if time is None else format_t_plus(time)


def describe_patient(view: WorldView) -> str:
    one = view.patient
    if one is None:
        return ""
    if one.shocked:
        return "shock"
    if one.defibrillator:
        return "AED there"
    return "CPR" if one.cpr else "no CPR"


def describe_counted(view: WorldView) -> str:
    """Percentage of evacuees counted at the assembly point."""
    return f"{to_percent(view.fire.counted, view.fire.to_count)}%" if view.fire else ""


def describe_first_unit(view: WorldView) -> str:
    """Progress of the unit that is furthest along, or the first arrival time."""
    etas = [unit.eta for unit in view.units if unit.eta is not None]
    doing = [unit.status for unit in view.units if unit.status and unit.status != "en_route"]
    arrived = [status for status in doing if status != "dispatched"]
    if arrived:
        return ("at fire" if view.fire else "contact") if "contact_made" in arrived else "on scene"
    if etas:
        return f"in {format_minutes(min(etas))}"
    return "sent" if doing else NOT_YET


def format_in_line(desk: FacilitatorData) -> str:
    if desk.state.exercise.in_days:
        return format_stages(desk)
    if not desk.state.has_alert:
        return format_lines(desk)
    room, twin = desk.view, desk.comparison_view
    said = [f"{name} {value(room)}% | {value(twin)}%" for name, value in list_bars(room)]
    return "   ".join([*said, f"first alert {format_since(room.since.message)} | {format_since(twin.since.message)}"])
