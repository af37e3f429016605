"""How awareness spread from room to room: plans of the campus, shaded by when everyone in a room knew.

Fully simulated with the app stands beside no app alert, because their difference is the alert's; your team is the third. A room is a zone
with staff in it at onset, and it knows when the last of them does. Three moments bound the shades, the same on all plans.
`build_spread_map` works out the contents, `draw_spread_map` draws it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reports.figures.page import LINE_HEIGHT, FigurePage, create_page
from reports.figures.style import (
    EDGE,
    FRAME_POINTS,
    TIME_STEPS,
    explain_arms,
    find_times_reached,
    format_minutes,
    is_drawable,
    is_narrow,
    join_sentences,
)
from reports.floor_plan.site_plan import SitePlan, build_site_plan
from reports.text.terms import ARM_LABELS, capitalize_first
from scenarios.floor_plan import CampusPlan, build_plan
from sim.exercise.arms import BASELINE_ARM, COMPARISON_ARM, PLAYER_ARM
from sim.exercise.labels import Labels
from sim.exercise.review import Review
from sim.exercise.state import describe_rulings
from sim.model.trace import EventKind, Trace

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BETWEEN = 10.0  # points between two columns
BODY = 340.0  # points of height that leave room for the effects on the same page
HEADING, UNDER, KEY = LINE_HEIGHT + 3.0, 8.0, 20.0  # points above a map, below it, and of the key
SMALLEST = 0.3  # points per meter
MOMENTS = 3
SHOWN_ARMS = (BASELINE_ARM, COMPARISON_ARM, PLAYER_ARM)


def lay_out_maps(plan: CampusPlan, labels: Labels, outdoors: Collection[str]) -> SitePlan:
    """The map of a campus, so that one for each arm stands beside the others. outdoors: the outdoor zones that are needed."""
    wide = (FRAME_POINTS - BETWEEN * (len(SHOWN_ARMS) - 1)) / len(SHOWN_ARMS)
    return build_site_plan(plan, labels, (wide, BODY - HEADING - UNDER), outdoors, SMALLEST)


class Shade(NamedTuple):
    """How a room is drawn: distinct by lightness, the last by its pattern."""

    color: str
    hatch: str


SHADES = (Shade("#0a4a80", ""), Shade("#5f9fd0", ""), Shade("#d3e5f3", ""), Shade("#f2b661", "//////"))
"""By the number of moments that had passed when a room knew."""


@dataclass(frozen=True)
class SpreadMap:
    """Everything that is drawn. moments: seconds; known_at: by arm and zone, infinite if not in the exercise; start: zone of the onset."""

    title: str
    site_plan: SitePlan
    moments: tuple[float, ...]
    known_at: Mapping[str, Mapping[str, float]]
    start: str
    note: str
    alt: str

    def count_known(self, arm: str, moment: float) -> int:
        """Rooms that knew by then."""
        return sum(at <= moment for at in self.known_at[arm].values())


def build_spread_map(review: Review) -> SpreadMap | None:
    """The figure; None where the exercise was stopped before anything happened."""
    if review.stopped <= 0.0:
        return None
    state = review.state
    known_at = {arm: find_rooms_known(review.traces[arm], review.stopped) for arm in SHOWN_ARMS}
    start = next(event.place for event in review.traces[PLAYER_ARM].events() if event.kind == "onset")
    reached = find_times_reached(review, "aware_t90")
    latest = max(min(reached[arm], review.stopped) for arm in SHOWN_ARMS)
    step = next((float(step) for step in TIME_STEPS if MOMENTS * step >= latest), latest / MOMENTS)
    moments = tuple(step * (number + 1) for number in range(MOMENTS))
    needed = {start, *(zone for rooms in known_at.values() for zone in rooms)}
    ground = lay_out_maps(build_plan(state.opened.emergency.place), state.labels, needed)
    data = SpreadMap("", ground, moments, known_at, start, "", "")
    title, note = (
        _write_title(data),
        join_sentences(
            "A room knows when all staff who were there at onset do. White: no staff. X: the onset.",
            explain_arms(review).partition(". ")[2],
            describe_rulings(state),
        ),
    )
    return SpreadMap(title, ground, moments, known_at, start, note, _write_alt(data, title, note))


def find_rooms_known(trace: Trace, until: float) -> dict[str, float]:
    """For each zone with staff at onset, when the last of them became aware; infinite if not up to this time."""
    staff, zones = trace.tables.staff, trace.tables.layout.zones
    absent = {row[2] for row in trace.rows if row[1] == EventKind.ABSENT}
    aware = {row[2]: row[0] for row in reversed(trace.rows) if row[1] == EventKind.AWARE and row[0] <= until}
    rooms: dict[str, float] = {}
    for person, zone in enumerate(staff.zone):
        if person not in absent:
            rooms[zones[zone]] = max(rooms.get(zones[zone], 0.0), aware.get(person, math.inf))
    return rooms


def _write_title(data: SpreadMap) -> str:
    """The claim at the middle moment."""
    moment = data.moments[MOMENTS // 2]
    simulated, without, team = (data.count_known(arm, moment) for arm in SHOWN_ARMS)
    rooms = len(data.known_at[PLAYER_ARM])
    by = f"of {rooms} rooms knew by {format_minutes(moment)}"
    if simulated == without == team:
        return f"{team} {by} in all arms"
    return f"{simulated} {by} with the app, {without} without; your team: {team}"


def _write_alt(data: SpreadMap, title: str, note: str) -> str:
    said = [
        f"{capitalize_first(ARM_LABELS[arm])}: "
        + ", ".join(f"{data.count_known(arm, moment)} by {format_minutes(moment)}" for moment in data.moments)
        + "."
        for arm in SHOWN_ARMS
    ]
    return f"Maps of the campus with the rooms that knew by three moments. {title}. {' '.join(said)} {note}"


def draw_spread_map(data: SpreadMap) -> Figure:
    """The figure. Only within `use_style`."""
    ground = data.site_plan
    whole = HEADING + ground.height + UNDER
    columns = 2 if is_narrow() else len(SHOWN_ARMS)
    key = KEY * (len(SHADES) // columns if is_narrow() else 1)
    page = create_page(data.title, data.note, key + whole * math.ceil(len(SHOWN_ARMS) / columns), least=0.0)
    _draw_key(page, data)
    for number, arm in enumerate(SHOWN_ARMS):
        row, column = divmod(number, columns)
        axes = page.add_axes(column * (ground.width + BETWEEN), key + row * whole, ground.width, whole - UNDER)
        axes.set_axis_off()
        axes.set_xlim(0.0, ground.width)
        axes.set_ylim(-ground.height, HEADING)
        axes.text(0.0, HEADING, capitalize_first(ARM_LABELS[arm]), va="top", fontweight="bold")
        for placed in ground.blocks:
            name = placed.block.name if is_drawable(placed.block.name) else placed.block.file_name
            axes.text(placed.left, -placed.top, name, va="top")
        _draw_rooms(axes, data, arm)
    return page.figure


def _draw_rooms(axes: Axes, data: SpreadMap, arm: str) -> None:
    from matplotlib.patches import Rectangle

    known_at = data.known_at[arm]
    for zone, box in data.site_plan.boxes():
        shade = None
        if zone in known_at:
            shade = SHADES[sum(known_at[zone] > moment for moment in data.moments)]
        axes.add_patch(
            Rectangle(
                (box.west, box.south),
                box.width,
                box.height,
                facecolor=shade.color if shade else "white",
                hatch=shade.hatch if shade else None,
                edgecolor="#444444" if shade else "#bbbbbb",
                linewidth=0.5,
            )
        )
        if zone == data.start:
            axes.plot(*box.center, marker="X", markersize=10.0, color="#D55E00", markeredgecolor="white")


def _draw_key(page: FigurePage, data: SpreadMap) -> None:
    from matplotlib.patches import Patch

    names = [f"knew by {format_minutes(moment)}" for moment in data.moments] + ["later or not"]
    handles = [
        Patch(facecolor=shade.color, hatch=shade.hatch, edgecolor="#444444", linewidth=0.5, label=name)
        for shade, name in zip(SHADES, names, strict=True)
    ]
    page.figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(EDGE, 1.0 - page.head / page.height),
        ncols=2 if is_narrow() else len(handles),
        columnspacing=1.4,
        handlelength=1.6,
        handletextpad=0.5,
        borderpad=0.0,
        borderaxespad=0.0,
    )
