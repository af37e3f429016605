"""The campus at chosen moments of an exercise, as small multiples: where staff knew, where everyone was protected, and where not.

A zone shows what everyone in it has in common, never how many they are, nor who was within reach of the hazard. The journal is replayed and
observed on the way, so the pictures are the engine's own. The floors are those of the campus map (`reports.floor_plan.layout`), packed into
one small map. `build_campus_figure` works out the contents, `draw_campus` draws it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from reports.figures.style import FRAME_POINTS, INK, MUTED, is_drawable, join_sentences
from reports.figures.timeline import LEFT, LINE_HEIGHT, WIDTH, FigurePage, build_entries, create_page
from reports.floor_plan.layout import Box, CampusPlan, FloorSheet, build_plan, enclose
from reports.text.formatting import format_list
from sim.exercise.arms import PLAYER_ARM
from sim.exercise.clock import format_t_plus
from sim.exercise.events import SegmentBegun
from sim.exercise.labels import Labels, floor_name
from sim.exercise.review import Review
from sim.exercise.state import State, describe_rulings
from sim.experiment.comparison import to_percent
from sim.model.snapshot import PartyView, WorldView

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import PatchCollection
    from matplotlib.figure import Figure


GAP = 4.0  # points between two floors, and above a name
NAME_HEIGHT = 12.6  # points that the name of a floor takes above it
YARD, BESIDE = 14.0, 3.0  # meters: width of an outdoor zone, twice its height; and between two of them
MIN_SCALE = 0.6  # points per meter, at least, unless the widest floor would not fit
STEP = 0.02  # points per meter between two attempts
LETTER_WIDTH = 6.0  # points of a letter of a name


@dataclass(frozen=True)
class FloorBlock:
    """A floor, or the outdoor zones. boxes: its zones, in meters; file_name: its name in the campus file."""

    name: str
    file_name: str
    boxes: dict[str, Box]

    @property
    def extent(self) -> Box:
        """The rectangle that holds all of it."""
        return enclose(self.boxes.values())


@dataclass(frozen=True)
class PlacedBlock:
    """A block on the map. left, top: points from the upper left corner."""

    block: FloorBlock
    left: float
    top: float


@dataclass(frozen=True)
class SitePlan:
    """A whole map. scale: points per meter; height: points."""

    blocks: tuple[PlacedBlock, ...]
    scale: float
    height: float

    def boxes(self) -> Iterator[tuple[str, Box]]:
        """All zones, in points from the upper left corner, down is negative."""
        for placed in self.blocks:
            extent = placed.block.extent
            for zone, box in placed.block.boxes.items():
                west, east = (placed.left + self.scale * (x - extent.west) for x in (box.west, box.east))
                south, north = (
                    -placed.top - NAME_HEIGHT - self.scale * (extent.north - y)
                    for y in (box.south, box.north)
                )
                yield zone, Box(west, south, east, north)


def _build_site_plan(
    plan: CampusPlan, labels: Labels, size: tuple[float, float], outdoors: Collection[str]
) -> SitePlan:
    """The floors of a campus packed into a width and height in points; higher where rooms would be too small.

    outdoors: the outdoor zones that are needed.
    """
    wide, tallest = size
    blocks = [_build_block(sheet, labels) for sheet in plan.sheets]
    yards = [room.zone.id for room in plan.site.outdoors if room.zone.id in outdoors]
    if yards:
        blocks.append(
            FloorBlock(
                "outside", "outside", {zone: _build_yard_box(number) for number, zone in enumerate(yards)}
            )
        )
    widest = max(block.extent.width for block in blocks)
    least = min(MIN_SCALE, wide / widest)
    scales = [wide / widest - STEP * n for n in range(1 + int((wide / widest - least) / STEP))]
    found = [_pack(blocks, wide, scale) for scale in scales]
    low = min(found, key=lambda ground: ground.height)
    return next((ground for ground in found if ground.height <= tallest), low)


def _build_yard_box(number: int) -> Box:
    west = number * (YARD + BESIDE)
    return Box(west, 0.0, west + YARD, YARD / 2)


def _build_block(sheet: FloorSheet, labels: Labels) -> FloorBlock:
    own, plain = (
        f"{format_list(names)}, {floor_name(sheet.floor)}"
        for names in ([*map(labels.map_building, sheet.buildings)], sheet.buildings)
    )
    return FloorBlock(own, plain, {room.zone.id: room.box for room in sheet.rooms})


def _pack(blocks: Sequence[FloorBlock], wide: float, scale: float) -> SitePlan:
    placed: list[PlacedBlock] = []
    left = top = line = 0.0
    for block in blocks:
        width = max(scale * block.extent.width, LETTER_WIDTH * len(block.name))
        if left and left + width > wide + 1e-6:
            left, top, line = 0.0, top + line + GAP, 0.0
        placed.append(PlacedBlock(block, left, top))
        left += width + max(GAP, scale * BESIDE)
        line = max(line, NAME_HEIGHT + scale * block.extent.height)
    return SitePlan(tuple(placed), scale, top + line)


Shade = Literal["unaware", "aware", "protected"]
MAX_MOMENTS = 6
ONSET = 1.0  # T+ of the first picture
ENDS, ALERT = "end", "first alert"
ON_SCENE_EVENTS = (
    "on_scene",
    "contact_made",
    "patient_reached",
)
"""Events that say where a unit from off campus is."""


@dataclass(frozen=True)
class Moment:
    """time: whole seconds of T+; text: the events up to then, "D1 and D2"; since: T+ of the first of them."""

    time: float
    text: str
    since: float


@dataclass(frozen=True)
class Scene:
    """The campus at a moment. shades: of occupied zones; hazard: its zone while active, else empty; responders: their zones;

    aware, protected: proportions, 0 to 1.
    """

    moment: Moment
    shades: Mapping[str, Shade]
    hazard: str
    responders: tuple[str, ...]
    aware: float
    protected: float


def select_moments(review: Review, most: int = MAX_MOMENTS) -> tuple[Moment, ...]:
    """Onset, first alert, decisions while T+ runs, and end; at most so many, in order."""
    alert = review.observed_measures[PLAYER_ARM]["first_campus_alert"]
    happened = [(0.0, "onset")]
    if alert < review.stopped:
        happened.append((alert, ALERT))
    happened += [
        (one.answered_at, one.label)
        for one in build_entries(review)
        if one.lane == "decisions"
        and one.is_decided
        and not one.is_discussion
        and one.answered_at is not None
    ]
    found: dict[float, list[tuple[float, str]]] = {}
    for since, says in (*happened, (review.stopped, ENDS)):
        found.setdefault(max(ONSET, math.ceil(since)), []).append((since, says))
    moments = [
        Moment(time, format_list([says for _, says in those]), min(since for since, _ in those))
        for time, those in sorted(found.items())
    ]
    while len(moments) > most:
        moments.remove(_find_least_important(moments))
    return tuple(moments)


def _find_least_important(moments: Sequence[Moment]) -> Moment:
    answers = [
        (later.time - sooner.time, later.time, later)
        for sooner, later in pairwise(moments)
        if ENDS not in later.text and ALERT not in later.text
    ]
    return min(answers, key=lambda one: one[:2])[2] if answers else moments[0]


def build_scenes(review: Review, moments: Sequence[Moment]) -> Iterator[Scene]:
    """The pictures of some moments, in order, by a replay of the journal. With the hot wash the emergency runs to its end."""
    state, left = State(review.state.opened), [*moments]
    hot_wash = {one.id for one in review.exercise.segments if one.kind == "hot-wash"}
    for entry in review.state.log:
        event = entry.event
        to_the_end = isinstance(event, SegmentBegun) and event.segment in hot_wash
        while left and (to_the_end or left[0].time < entry.incident_time):
            yield _build_scene(review, state, left.pop(0))
        state.apply_event(entry)
    for moment in left:
        yield _build_scene(review, state, moment)


def _build_scene(review: Review, state: State, moment: Moment) -> Scene:
    state.running_arms.player.run_until(moment.time)
    view = state.running_arms.player.view()
    units = _find_units(review, moment.time)
    going = [one.zone for one in view.responders]
    return Scene(
        moment,
        _shade_zones(view, with_groups=review.has_protection),
        view.hazard if view.is_hazard_active else "",
        tuple(sorted({*going, *units})),
        view.staff_aware / max(1, view.staff),
        view.occupants_protected / max(1, view.occupants),
    )


def _shade_zones(view: WorldView, with_groups: bool) -> dict[str, Shade]:
    """Protected where everyone in a zone is; else aware where all staff there are, or a class alone. with_groups: classes count."""
    inside: dict[str, list[PartyView]] = {}
    for party in (*view.people, *(view.groups if with_groups else ())):
        if party.is_present:
            inside.setdefault(party.zone, []).append(party)
    adults = {party.zone for party in view.people if party.is_present}
    people = {party.id for party in view.people}
    found: dict[str, Shade] = {}
    for zone, parties in inside.items():
        who = [party for party in parties if party.id in people or zone not in adults]
        found[zone] = _find_shade(parties, who)
    return found


def _find_shade(parties: Sequence[PartyView], who: Sequence[PartyView]) -> Shade:
    if all(party.is_protected for party in parties):
        return "protected"
    return "aware" if all(party.is_aware for party in who) else "unaware"


def _find_units(review: Review, time: float) -> set[str]:
    places: dict[str, str] = {}
    for event in review.traces[PLAYER_ARM].events():
        if (
            event.time <= time
            and event.kind in ON_SCENE_EVENTS
            and event.subject.startswith("unit/")
            and event.place
        ):
            places[event.subject] = event.place
    return set(places.values())


BETWEEN = 10.0  # points between two columns
HALF = (FRAME_POINTS - BETWEEN) / 2  # points of a map that has another beside it
BODY = 510.0  # points of height for the maps of a letter page, with title and caption
HEADING = 2 * LINE_HEIGHT + 2.0
UNDER = 8.0  # points below a map
KEY = 20.0
NOTE = "Ground truth in your team's arm. White: unoccupied. Outlines are schematic."


class Fill(NamedTuple):
    """How a shade is drawn: distinct by lightness and pattern, not by color alone."""

    color: str
    hatch: str
    text: str


SHADE_FILLS: dict[Shade, Fill] = {
    "unaware": Fill("#f2b661", "//////", "staff unaware"),
    "aware": Fill("#dcebf5", "....", "staff aware"),
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
    """Everything that is drawn. width: points of a map; hazard: its name; shades: those that this kind of emergency has."""

    title: str
    width: float
    site_plan: SitePlan
    scenes: tuple[Scene, ...]
    hazard: str
    shades: tuple[Shade, ...]
    note: str
    alt: str


def build_campus_figure(review: Review) -> CampusFigure | None:
    """The figure; None where the exercise was stopped before anything happened."""
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
    shown: tuple[Shade, ...] = (
        ("unaware", "aware", "protected") if review.has_protection else ("unaware", "aware")
    )
    title, counts = _write_title(scenes)
    note = join_sentences(counts, NOTE, describe_rulings(review.state))
    alt = _write_alt(review, scenes, hazard, title, note)
    return CampusFigure(title, wide, ground, scenes, hazard, shown, note, alt)


def lay_out_maps(plan: CampusPlan, labels: Labels, outdoors: Collection[str]) -> tuple[float, SitePlan, int]:
    """Width of a map in points, the map, and how many fit a page; two beside each other, unless the campus is too large."""
    for wide, columns, rows in ((HALF, 2, 3), (FRAME_POINTS, 1, 2)):
        ground = _build_site_plan(plan, labels, (wide, BODY / rows - HEADING - UNDER), outdoors)
        if _map_height(ground) <= BODY / rows:
            return wide, ground, columns * rows
    return wide, ground, max(1, int(BODY / _map_height(ground)))


def _map_height(ground: SitePlan) -> float:
    return HEADING + ground.height + UNDER


def _write_title(scenes: Sequence[Scene]) -> tuple[str, str]:
    counts = [_count_unaware(one) for one in scenes]
    title = f"Zones with unaware staff fell from {counts[0]} to {counts[-1]}"
    said = [f"{count} at {_describe_scene(one)}" for count, one in zip(counts, scenes, strict=True)]
    return title, f"Zones with unaware staff: {', '.join(said)}."


def _describe_scene(scene: Scene) -> str:
    says = scene.moment.text
    return f"the {says}" if says.startswith((ALERT, ENDS)) else says


def _count_unaware(scene: Scene) -> int:
    return sum(shade == "unaware" for shade in scene.shades.values())


def _write_alt(review: Review, scenes: Sequence[Scene], hazard: str, title: str, note: str) -> str:
    said = []
    for one in scenes:
        protected = f", people protected {to_percent(one.protected)}%" if review.has_protection else ""
        where = f"{hazard} in {review.state.labels.zone(one.hazard)}" if one.hazard else "over"
        responders = [review.state.labels.zone(zone) for zone in one.responders]
        there = f", responders in {format_list(responders)}" if responders else ""
        time = f"{format_t_plus(one.moment.since)}, {one.moment.text}"
        said.append(f"{time}: staff aware {to_percent(one.aware)}%{protected}; {where}{there}.")
    return f"Maps of the campus at {len(scenes)} moments. {title}. {' '.join(said)} {note}"


def draw_campus(data: CampusFigure) -> Figure:
    """The figure. Only within `use_style`."""
    columns = 2 if data.width <= HALF else 1
    rows = -(-len(data.scenes) // columns)
    sheet = create_page(data.title, data.note, KEY + rows * _map_height(data.site_plan))
    _draw_key(sheet, data)
    for number, scene in enumerate(data.scenes):
        row, column = divmod(number, columns)
        left, top = column * (data.width + BETWEEN), KEY + row * _map_height(data.site_plan) + HEADING
        _draw_scene(sheet.add_axes(left, top, data.width, data.site_plan.height), data, scene)
    return sheet.figure


def _draw_scene(axes: Axes, data: CampusFigure, scene: Scene) -> None:
    axes.set_axis_off()
    axes.set_xlim(0.0, data.width)
    axes.set_ylim(-data.site_plan.height, 0.0)
    axes.text(
        0.0, LINE_HEIGHT + 1.0, f"{format_t_plus(scene.moment.since)} {scene.moment.text}", fontweight="bold"
    )
    shares = f"staff aware {to_percent(scene.aware)}%"
    shares += f", people protected {to_percent(scene.protected)}%" if "protected" in data.shades else ""
    axes.text(0.0, 2.0, shares)
    for placed in data.site_plan.blocks:
        name = placed.block.name if is_drawable(placed.block.name) else placed.block.file_name
        axes.text(placed.left, -placed.top - LINE_HEIGHT + 3.5, name, color=MUTED)
    boxes = dict(data.site_plan.boxes())
    axes.add_collection(
        _build_zone_patches([box for zone, box in boxes.items() if zone not in scene.shades], None)
    )
    for shade in data.shades:
        own = [box for zone, box in boxes.items() if scene.shades.get(zone) == shade]
        axes.add_collection(_build_zone_patches(own, SHADE_FILLS[shade]))
    for zone in scene.responders:
        axes.plot(*boxes[zone].center, **RESPONDER_STYLE)
    if scene.hazard:
        axes.plot(*boxes[scene.hazard].center, **HAZARD_STYLE)


def _build_zone_patches(boxes: Sequence[Box], fill: Fill | None) -> PatchCollection:
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
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Patch | Line2D] = [
        Patch(facecolor=fill.color, hatch=fill.hatch, edgecolor="#444444", linewidth=0.5, label=fill.text)
        for fill in (SHADE_FILLS[one] for one in data.shades)
    ]
    handles += [
        Line2D([], [], label=data.hazard, **HAZARD_STYLE),
        Line2D([], [], label="responder", **RESPONDER_STYLE),
    ]
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
