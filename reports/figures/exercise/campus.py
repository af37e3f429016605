"""The campus at chosen moments, small multiples: where the staff knew, where everybody was protected, and where not.

What is shown is what all in a zone have in common, never how many there are, nor who was in reach of the hazard. `build_campus_figure` works out what
is drawn, `draw_campus` draws it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from reports.figures.exercise.arms import join_sentences
from reports.figures.exercise.ground import SitePlan, build_site_plan
from reports.figures.exercise.moments import Scene, Shade, select_moments, build_scenes
from reports.figures.exercise.page import LEFT, LINE_HEIGHT, WIDTH, FigurePage, create_page
from reports.figures.looks import FRAME_POINTS, INK, MUTED, is_drawable
from reports.map.boxes import Box
from reports.map.plan import CampusPlan, build_plan
from reports.names import capitalize_first, join_list
from sim.drill.after import Review
from sim.drill.labels import Labels
from sim.drill.ruled import describe_rulings
from sim.drill.times import format_t_plus
from sim.percent import to_percent

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
HEADING = 2 * LINE_HEIGHT + 2.0
UNDER = 8.0
"""Points over a map for its moment, and under it."""
KEY = 20.0
NOTE = "What was true, in the room's arm. White: nobody there. Outlines are those of the campus map, not measured."


class Fill(NamedTuple):
    """How a shade is drawn: told apart by lightness and pattern, not by colour alone."""

    color: str
    hatch: str
    text: str


SHADE_FILLS: dict[Shade, Fill] = {
    "unaware": Fill("#f2b661", "//////", "not all staff know"),
    "aware": Fill("#dcebf5", "....", "staff know"),
    "protected": Fill("#0a5a8c", "", "all protected"),
}
HAZARD_NAMES = {"assailant": "hazard", "cardiac-arrest": "patient", "fire": "fire"}
HAZARD_STYLE: dict[str, Any] = {
    "marker": "X", "markersize": 10.0, "color": "#D55E00", "markeredgecolor": "white", "linestyle": "",
}  # fmt: skip
RESPONDER_STYLE: dict[str, Any] = {
    "marker": "^", "markersize": 8.0, "color": INK, "markeredgecolor": "white", "linestyle": "",
}  # fmt: skip


@dataclass(frozen=True)
class CampusFigure:
    """Everything that is drawn. width: points of a map; hazard: what the hazard is called; shades: those that this kind of emergency has."""

    title: str
    width: float
    site_plan: SitePlan
    scenes: tuple[Scene, ...]
    hazard: str
    shades: tuple[Shade, ...]
    note: str
    alt: str


def build_campus_figure(review: Review) -> CampusFigure | None:
    """What is drawn; None where the exercise was stopped before anything happened."""
    if review.stopped <= 0.0:
        return None
    state = review.state
    plan = build_plan(state.opened.emergency.place)
    scenes = tuple(build_scenes(review, select_moments(review)))
    needed = {zone for one in scenes for zone in (*one.shades, one.hazard, *one.responders)}
    wide, ground, most = lay_out_maps(plan, state.labels, needed)
    kept = set(select_moments(review, most))
    scenes = tuple(one for one in scenes if one.moment in kept)
    hazard = HAZARD_NAMES.get(state.running_arms.player.tables.hazard.kind, "hazard")
    shown: tuple[Shade, ...] = ("unaware", "aware", "protected") if review.has_protection else ("unaware", "aware")
    title, note = capitalize_first(_write_title(scenes)), join_sentences(NOTE, describe_rulings(review.state))
    alt = _write_alt(review, scenes, hazard, title, note)
    return CampusFigure(title, wide, ground, scenes, hazard, shown, note, alt)


def lay_out_maps(plan: CampusPlan, labels: Labels, outdoors: Collection[str]) -> tuple[float, SitePlan, int]:
    """Points of width of a map, the map, and how many fit a page: two beside each other, unless the campus is too large for that."""
    for wide, columns, rows in ((HALF, 2, 3), (FRAME_POINTS, 1, 2)):
        ground = build_site_plan(plan, labels, (wide, BODY / rows - HEADING - UNDER), outdoors)
        if map_height(ground) <= BODY / rows:
            return wide, ground, columns * rows
    return wide, ground, max(1, int(BODY / map_height(ground)))


def map_height(ground: SitePlan) -> float:
    """Points of height of a map with its heading."""
    return HEADING + ground.height + UNDER


def _write_title(scenes: Sequence[Scene]) -> str:
    """In how many zones with somebody in them not all staff knew, at each moment."""
    first, *others = [_count_unaware(one) for one in scenes]
    said = [f"{first} of {len(scenes[0].shades)} at {scenes[0].moment.text}"]
    said += [f"{count} at {_describe_scene(one)}" for count, one in zip(others, scenes[1:], strict=True)]
    return f"zones where not all staff knew: {', '.join(said)}"


def _describe_scene(scene: Scene) -> str:
    """A moment within a sentence."""
    says = scene.moment.text
    return f"the {says}" if says.startswith(("first alert", "end")) else says


def _count_unaware(scene: Scene) -> int:
    return sum(shade == "unaware" for shade in scene.shades.values())


def _write_alt(review: Review, scenes: Sequence[Scene], hazard: str, title: str, note: str) -> str:
    """The figure in words."""
    said = []
    for one in scenes:
        protected = f", people protected {to_percent(one.protected)} %" if review.has_protection else ""
        where = f"{hazard} in {review.state.labels.zone(one.hazard)}" if one.hazard else "over"
        responders = [review.state.labels.zone(zone) for zone in one.responders]
        there = f", responders in {join_list(responders)}" if responders else ""
        time = f"{format_t_plus(one.moment.since)}, {one.moment.text}"
        said.append(f"{time}: staff aware {to_percent(one.aware)} %{protected}; {where}{there}.")
    return f"Maps of the campus at {len(scenes)} moments. {title}. {' '.join(said)} {note}"


def draw_campus(data: CampusFigure) -> Figure:
    """The figure. Only within `our_style`."""
    columns = 2 if data.width <= HALF else 1
    rows = -(-len(data.scenes) // columns)
    sheet = create_page(data.title, data.note, KEY + rows * map_height(data.site_plan))
    _draw_key(sheet, data)
    for number, scene in enumerate(data.scenes):
        row, column = divmod(number, columns)
        left, top = column * (data.width + BETWEEN), KEY + row * map_height(data.site_plan) + HEADING
        _draw_scene(sheet.add_axes(left, top, data.width, data.site_plan.height), data, scene)
    return sheet.figure


def _draw_scene(axes: Axes, data: CampusFigure, scene: Scene) -> None:
    """One moment: its heading, the names of the floors, the zones by shade, the hazard and who is on the way or there."""
    axes.set_axis_off()
    axes.set_xlim(0.0, data.width)
    axes.set_ylim(-data.site_plan.height, 0.0)
    axes.text(0.0, LINE_HEIGHT + 1.0, f"{format_t_plus(scene.moment.since)} {scene.moment.text}", fontweight="bold")
    shares = f"staff aware {to_percent(scene.aware)} %"
    shares += f", people protected {to_percent(scene.protected)} %" if "protected" in data.shades else ""
    axes.text(0.0, 2.0, shares)
    for placed in data.site_plan.blocks:
        name = placed.block.name if is_drawable(placed.block.name) else placed.block.file_name
        axes.text(placed.left, -placed.top - LINE_HEIGHT + 3.5, name, color=MUTED)
    boxes = dict(data.site_plan.boxes())
    axes.add_collection(_build_zone_patches([box for zone, box in boxes.items() if zone not in scene.shades], None))
    for shade in data.shades:
        own = [box for zone, box in boxes.items() if scene.shades.get(zone) == shade]
        axes.add_collection(_build_zone_patches(own, SHADE_FILLS[shade]))
    for zone in scene.responders:
        axes.plot(*boxes[zone].center, **RESPONDER_STYLE)
    if scene.hazard:
        axes.plot(*boxes[scene.hazard].center, **HAZARD_STYLE)


def _build_zone_patches(boxes: Sequence[Box], fill: Fill | None) -> PatchCollection:
    """Some zones in one look; without one nobody is there."""
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    return PatchCollection(
        [Rectangle((box.west, box.south), box.width, box.height) for box in boxes],
        facecolor=fill.color if fill else "white",
        edgecolor="#444444" if fill else "#aaaaaa",
        linewidth=0.5,
        hatch=fill.hatch if fill else None,
    )


def _draw_key(sheet: FigurePage, data: CampusFigure) -> None:
    """One key for all maps, over them."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Patch | Line2D] = [
        Patch(facecolor=fill.color, hatch=fill.hatch, edgecolor="#444444", linewidth=0.5, label=fill.text)
        for fill in (SHADE_FILLS[one] for one in data.shades)
    ]
    handles += [Line2D([], [], label=data.hazard, **HAZARD_STYLE), Line2D([], [], label="responder", **RESPONDER_STYLE)]
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
