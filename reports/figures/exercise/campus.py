"""The campus at chosen moments, small multiples: where the staff knew, where everybody was protected, and where not.

What is shown is what all in a zone have in common, never how many there are, nor who was in reach of the hazard. `campus_of` works out what
is drawn, `draw_campus` draws it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from reports.figures.exercise.arms import joined
from reports.figures.exercise.ground import Ground, ground_of
from reports.figures.exercise.moments import Scene, Shade, moments_of, scenes_of
from reports.figures.exercise.page import LEFT, LINE, WIDTH, Page, page
from reports.figures.looks import FRAME_POINTS, INK, QUIET, drawable
from reports.map.boxes import Box
from reports.map.plan import Plan, plan_of
from reports.names import capital, listed
from sim.drill.after import After
from sim.drill.labels import Labels
from sim.drill.ruled import ruled
from sim.drill.times import t_plus
from sim.percent import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import PatchCollection
    from matplotlib.figure import Figure

BETWEEN = 10.0
"""Points between two columns."""
HALF = (FRAME_POINTS - BETWEEN) / 2
"""Points of a map that has another beside it."""
BODY = 510.0
"""Points that all maps of a page have, one over the other: a page of letter paper has room for them, with title and caption."""
HEADING = 2 * LINE + 2.0
UNDER = 8.0
"""Points over a map for its moment, and under it."""
KEY = 20.0
NOTE = "What was true, in the room's arm. White: nobody there. Outlines are those of the campus map, not measured."


class Fill(NamedTuple):
    """How a shade is drawn: told apart by lightness and pattern, not by colour alone."""

    colour: str
    hatch: str
    words: str


FILLS: dict[Shade, Fill] = {
    "unaware": Fill("#f2b661", "//////", "not all staff know"),
    "aware": Fill("#dcebf5", "....", "staff know"),
    "protected": Fill("#0a5a8c", "", "all protected"),
}
HAZARDS = {"assailant": "hazard", "cardiac-arrest": "patient", "fire": "fire"}
HAZARD: dict[str, Any] = {
    "marker": "X", "markersize": 10.0, "color": "#D55E00", "markeredgecolor": "white", "linestyle": "",
}  # fmt: skip
RESPONDER: dict[str, Any] = {
    "marker": "^", "markersize": 8.0, "color": INK, "markeredgecolor": "white", "linestyle": "",
}  # fmt: skip


@dataclass(frozen=True)
class CampusFigure:
    """Everything that is drawn. wide: points of a map; hazard: what the hazard is called; shades: those that this kind of emergency has."""

    title: str
    wide: float
    ground: Ground
    scenes: tuple[Scene, ...]
    hazard: str
    shades: tuple[Shade, ...]
    note: str
    alt: str


def campus_of(after: After) -> CampusFigure | None:
    """What is drawn; None where the exercise was stopped before anything happened."""
    if after.stopped <= 0.0:
        return None
    state = after.state
    plan = plan_of(state.opened.emergency.place)
    scenes = tuple(scenes_of(after, moments_of(after)))
    needed = {zone for one in scenes for zone in (*one.shades, one.hazard, *one.responders)}
    wide, ground, most = laid_out(plan, state.labels, needed)
    kept = set(moments_of(after, most))
    scenes = tuple(one for one in scenes if one.moment in kept)
    hazard = HAZARDS.get(state.engines.room.tables.hazard.kind, "hazard")
    shown: tuple[Shade, ...] = ("unaware", "aware", "protected") if after.protects else ("unaware", "aware")
    title, note = capital(_title(scenes)), joined(NOTE, ruled(after.state))
    alt = _alt(after, scenes, hazard, title, note)
    return CampusFigure(title, wide, ground, scenes, hazard, shown, note, alt)


def laid_out(plan: Plan, labels: Labels, outdoors: Collection[str]) -> tuple[float, Ground, int]:
    """Points of width of a map, the map, and how many fit a page: two beside each other, unless the campus is too large for that."""
    for wide, columns, rows in ((HALF, 2, 3), (FRAME_POINTS, 1, 2)):
        ground = ground_of(plan, labels, (wide, BODY / rows - HEADING - UNDER), outdoors)
        if each(ground) <= BODY / rows:
            return wide, ground, columns * rows
    return wide, ground, max(1, int(BODY / each(ground)))


def each(ground: Ground) -> float:
    """Points of height of a map with its heading."""
    return HEADING + ground.height + UNDER


def _title(scenes: Sequence[Scene]) -> str:
    """In how many zones with somebody in them not all staff knew, at each moment."""
    first, *others = [_unaware(one) for one in scenes]
    said = [f"{first} of {len(scenes[0].shades)} at {scenes[0].moment.says}"]
    said += [f"{count} at {_named(one)}" for count, one in zip(others, scenes[1:], strict=True)]
    return f"zones where not all staff knew: {', '.join(said)}"


def _named(scene: Scene) -> str:
    """A moment within a sentence."""
    says = scene.moment.says
    return f"the {says}" if says.startswith(("first alert", "end")) else says


def _unaware(scene: Scene) -> int:
    return sum(shade == "unaware" for shade in scene.shades.values())


def _alt(after: After, scenes: Sequence[Scene], hazard: str, title: str, note: str) -> str:
    """The figure in words."""
    said = []
    for one in scenes:
        protected = f", people protected {percent(one.protected)} %" if after.protects else ""
        where = f"{hazard} in {after.state.labels.zone(one.hazard)}" if one.hazard else "over"
        responders = [after.state.labels.zone(zone) for zone in one.responders]
        there = f", responders in {listed(responders)}" if responders else ""
        time = f"{t_plus(one.moment.since)}, {one.moment.says}"
        said.append(f"{time}: staff aware {percent(one.aware)} %{protected}; {where}{there}.")
    return f"Maps of the campus at {len(scenes)} moments. {title}. {' '.join(said)} {note}"


def draw_campus(data: CampusFigure) -> Figure:
    """The figure. Only within `our_style`."""
    columns = 2 if data.wide <= HALF else 1
    rows = -(-len(data.scenes) // columns)
    sheet = page(data.title, data.note, KEY + rows * each(data.ground))
    _key(sheet, data)
    for number, scene in enumerate(data.scenes):
        row, column = divmod(number, columns)
        left, top = column * (data.wide + BETWEEN), KEY + row * each(data.ground) + HEADING
        _draw_scene(sheet.axes(left, top, data.wide, data.ground.height), data, scene)
    return sheet.figure


def _draw_scene(axes: Axes, data: CampusFigure, scene: Scene) -> None:
    """One moment: its heading, the names of the floors, the zones by shade, the hazard and who is on the way or there."""
    axes.set_axis_off()
    axes.set_xlim(0.0, data.wide)
    axes.set_ylim(-data.ground.height, 0.0)
    axes.text(0.0, LINE + 1.0, f"{t_plus(scene.moment.since)} {scene.moment.says}", fontweight="bold")
    shares = f"staff aware {percent(scene.aware)} %"
    shares += f", people protected {percent(scene.protected)} %" if "protected" in data.shades else ""
    axes.text(0.0, 2.0, shares)
    for placed in data.ground.blocks:
        name = placed.block.name if drawable(placed.block.name) else placed.block.plain
        axes.text(placed.left, -placed.top - LINE + 3.5, name, color=QUIET)
    boxes = dict(data.ground.boxes())
    axes.add_collection(_zones([box for zone, box in boxes.items() if zone not in scene.shades], None))
    for shade in data.shades:
        own = [box for zone, box in boxes.items() if scene.shades.get(zone) == shade]
        axes.add_collection(_zones(own, FILLS[shade]))
    for zone in scene.responders:
        axes.plot(*boxes[zone].middle, **RESPONDER)
    if scene.hazard:
        axes.plot(*boxes[scene.hazard].middle, **HAZARD)


def _zones(boxes: Sequence[Box], fill: Fill | None) -> PatchCollection:
    """Some zones in one look; without one nobody is there."""
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    return PatchCollection(
        [Rectangle((box.west, box.south), box.width, box.height) for box in boxes],
        facecolor=fill.colour if fill else "white",
        edgecolor="#444444" if fill else "#aaaaaa",
        linewidth=0.5,
        hatch=fill.hatch if fill else None,
    )


def _key(sheet: Page, data: CampusFigure) -> None:
    """One key for all maps, over them."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Patch | Line2D] = [
        Patch(facecolor=fill.colour, hatch=fill.hatch, edgecolor="#444444", linewidth=0.5, label=fill.words)
        for fill in (FILLS[one] for one in data.shades)
    ]
    handles += [Line2D([], [], label=data.hazard, **HAZARD), Line2D([], [], label="responder", **RESPONDER)]
    sheet.figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(LEFT / WIDTH, 1.0 - sheet.head / sheet.height),
        ncols=len(handles),
        columnspacing=1.0,
        handlelength=1.6,
        handletextpad=0.4,
        borderpad=0.0,
        borderaxespad=0.0,
    )
