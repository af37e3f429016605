"""The campus as it truly is: the floor plan with every zone filled by its state. For the facilitator only.

Where the plan has no space, there is one glyph per room, by building and floor: rooms from west to east with the halls between them, then
stairs, then places with a name of their own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from scenarios.campus_expansion import Place, Zone
from scenarios.floor_plan import OUTDOORS, ROOMS
from sim.exercise.clock import format_minutes
from sim.exercise.floor_blocks import build_floor_blocks, name_block, name_zone
from sim.exercise.labels import Labels, floor_name
from sim.exercise.messages import describe_reports
from sim.model.snapshot import PartyView, WorldView
from tui.terminal.glyphs import Glyphs
from tui.widgets.base import FacilitatorData, Pane, join_lines, set_text, to_glyphs, truncate, wrap
from tui.widgets.case_list import draw_cases
from tui.widgets.floor_plan import DrawnFloor, DrawnZone, Palette, build_palette, draw_plan
from tui.widgets.release_list import draw_lines

ZONE_ABBREVIATIONS = {"gym": "GYM", "cafeteria": "CAFE", "shop": "SHOP", "library": "LIB"}
EMPTY_ZONE = "-"
SUMMARY, NAME = 17, 11  # columns; a longer name is cut, and whole where one floor is shown
Floor = tuple[str, int]


class CampusMap(Pane):
    tab_title = "Map"
    heading = "Ground truth (facilitator only)  {drill.floor} floor  {drill.face} view"
    help_text = (
        "The true position and status of everyone. Participants see only what was reported. {drill.floor}: one floor at a time. "
        "{drill.face}: participant view."
    )
    _foot: tuple[str, ...] = ()  # the legend, docked where the map is too long

    def keys(self, desk: FacilitatorData) -> str:
        if desk.state.setup is not None and not desk.state.setup.fog:
            return "participants see: everything (revealed)"
        if not desk.state.has_alert:
            seen = "the dates of this report" if desk.state.exercise.in_days else "both lines"
            return f"participants see: {seen}"
        said = describe_reports(desk.state, desk.state.player_roles)
        return f"participants see: {said[0] if said else 'reports only; no report yet'}"

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Static(id="legend")

    def show(self, desk: FacilitatorData) -> None:
        super().show(desk)
        foot = self.query_one("#legend", Static)
        foot.display = bool(self._foot)
        set_text(foot, to_glyphs(join_lines(self._foot), desk.glyphs))

    def draw(self, desk: FacilitatorData, width: int) -> Text:
        if not desk.state.has_alert:
            self._foot = ()
            return draw_cases(desk) if desk.state.exercise.in_days else draw_lines(desk, width)
        place = desk.state.opened.emergency.place
        signs = ZoneSigns(place, desk.view, desk.glyphs, desk.state.labels)
        palette = build_palette(self.app.theme_variables, desk.glyphs)
        floors = list_floors(place)
        below = [Text(line) for line in render_outdoors(place, signs, width)] if not desk.floor else []
        below += render_states_legend(desk, palette, width)
        plan = draw_plan(list_drawn_floors(desk, signs, floors), width, self.area.height - len(below), palette)
        if plan:
            self._foot = ()
            return join_lines([*plan, *below])
        chosen = floors if desk.floor == 0 else [floors[(desk.floor - 1) % len(floors)]]
        lines: list[Text | str] = []
        for floor in chosen:
            lines += render_floor(place, floor, signs, width)
        if desk.floor:
            lines += ["", *list_zones(place, chosen[0], signs, desk, width)]
        signs_mean = [piece for line in render_legend(desk) for piece in wrap(line, width)]
        if len(lines) + 1 + len(signs_mean) <= self.area.height:
            self._foot = ()
            return join_lines([*lines, "", *signs_mean])
        self._foot = (*signs_mean,)
        return join_lines(lines)


def list_drawn_floors(desk: FacilitatorData, signs: "ZoneSigns", floors: list[Floor]) -> list[DrawnFloor]:
    """The chosen floors with the state of every zone."""
    place, labels = desk.state.opened.emergency.place, desk.state.labels
    chosen = floors[(desk.floor - 1) % len(floors)] if desk.floor else None
    return [
        DrawnFloor(
            name_block(block, place, labels),
            tuple(
                DrawnZone(outline, signs.state_of(zone), name_on_plan(zone, labels, chosen), zone.kind in ROOMS)
                for zone, outline in zip(block.zones, block.outlines, strict=True)
            ),
        )
        for block in build_floor_blocks(place)
        if chosen is None or (chosen[0] in block.buildings and chosen[1] == block.floor)
    ]


def name_on_plan(zone: Zone, labels: Labels, chosen: Floor | None) -> str:
    """The name of a zone that people call by one; of every room where one floor is shown."""
    name = name_zone(zone, labels)
    return name or (labels.local_zone(zone.id) if chosen and zone.kind in ROOMS else "")


def list_floors(place: Place) -> list[Floor]:
    """Buildings in file order, the highest floor of each first."""
    found = list(dict.fromkeys((zone.building, zone.floor) for zone in place.zones))
    order = list(dict.fromkeys(building for building, _ in found))
    return sorted(found, key=lambda floor: (order.index(floor[0]), -floor[1]))


@dataclass
class ZoneSigns:
    """Chooses the glyph of each zone."""

    place: Place
    view: WorldView
    glyphs: Glyphs
    labels: Labels

    def __post_init__(self) -> None:
        self.inside: dict[str, list[PartyView]] = {}
        for party in (*self.view.people, *self.view.groups):
            if party.is_present:
                self.inside.setdefault(party.zone, []).append(party)
        self.going = {responder.zone for responder in self.view.responders}
        self.seen = zones_in_sight(self.place, self.view.hazard) if self.view.is_hazard_active else set()

    def state_of(self, zone: Zone) -> str:
        """The hazard, a responder or an exposed zone; else the least prepared status of the people there."""
        parties = self.inside.get(zone.id, [])
        if zone.id == self.view.hazard and self.view.is_hazard_active:
            return "hazard"
        if zone.id in self.going:
            return "responder"
        if not parties:
            return "empty"
        if all(party.is_protected for party in parties):
            return "protected"
        if zone.id in self.seen:
            return "in_reach"
        return "aware" if all(party.is_aware for party in parties) else "unaware"

    def sign_for(self, zone: Zone) -> str:
        """The glyph of its state."""
        state = self.state_of(zone)
        if state == "empty":
            return self.glyphs.stair if zone.kind == "stair" else EMPTY_ZONE
        return str(getattr(self.glyphs, state))


def zones_in_sight(place: Place, zone: str) -> set[str]:
    """A zone and all zones in sight of it."""
    there = {end for pair in place.sight_lines if zone in pair for end in pair}
    return there | {zone} if zone else set()


def render_floor(place: Place, floor: Floor, signs: ZoneSigns, width: int) -> Iterator[str]:
    """A floor: name, zones, and how many rooms are locked. Long rows wrap."""
    zones = [zone for zone in place.zones if (zone.building, zone.floor) == floor]
    longest = max(len(name_row(place, one, signs.labels)) for one in list_floors(place))
    name = f"{name_row(place, floor, signs.labels):{longest}}  "
    room_for = max(12, width - len(name) - SUMMARY - 1)
    lines = [*wrap_zones(zones, signs, room_for)]
    yield f"{name}{lines[0]:{room_for}} {summarize_locks(zones, signs.view):>{SUMMARY}}"
    for line in lines[1:]:
        yield f"{'':{len(name)}}{line}"


def name_row(place: Place, floor: Floor, labels: Labels) -> str:
    """`A 2nd`, or the name alone of a building with one floor."""
    one = sum(building == floor[0] for building, _ in list_floors(place)) == 1
    name = truncate(labels.map_building(floor[0]), NAME)
    return name if one else f"{name} {floor_name(floor[1]).split()[0][:4]}"


def wrap_zones(zones: list[Zone], signs: ZoneSigns, width: int) -> Iterator[str]:
    """Rooms and halls from west to east, stairs, then named places."""
    row = ""
    for zone in sorted(zones, key=lambda one: one.x):
        if zone.kind == "hall":
            row = f"{row.rstrip()} {signs.sign_for(zone)} "
        elif zone.kind not in ZONE_ABBREVIATIONS and zone.kind not in ("stair", "exit", "outdoors"):
            row += signs.sign_for(zone)
    stairs = "".join(signs.sign_for(zone) for zone in zones if zone.kind == "stair")
    rest = [
        f"{truncate(signs.labels.map_zone(zone.id, ZONE_ABBREVIATIONS[zone.kind]), NAME)} {signs.sign_for(zone)}"
        for zone in zones
        if zone.kind in ZONE_ABBREVIATIONS
    ]
    rest += [
        f"{truncate(signs.labels.local_zone(zone.id), NAME)} {signs.sign_for(zone)}"
        for zone in zones
        if zone.kind == "outdoors"
    ]
    rest += [f"exit {sign}" for zone in zones if zone.kind == "exit" and (sign := signs.sign_for(zone)) != EMPTY_ZONE]
    line = ""
    for part in filter(None, (row.strip(), stairs, *rest)):
        if line and len(line) + 1 + len(part) > width:
            yield line
            line = part
        else:
            line = f"{line} {part}".lstrip()
    yield line


def summarize_locks(zones: list[Zone], view: WorldView) -> str:
    lockable = [zone for zone in zones if zone.lock is not None]
    locked = sum(zone.id in view.locked for zone in lockable)
    return f"{locked} of {len(lockable)} locked" if lockable else ""


def list_zones(place: Place, floor: Floor, signs: ZoneSigns, desk: FacilitatorData, width: int) -> list[str]:
    zones = [zone for zone in place.zones if (zone.building, zone.floor) == floor]
    said = "  ".join(
        f"{desk.state.labels.local_zone(zone.id).replace(' ', '_')}_{signs.sign_for(zone)}" for zone in zones
    )
    return [line.replace("_", " ") for line in wrap(said, width)]


def render_outdoors(place: Place, signs: ZoneSigns, width: int) -> list[str]:
    """The zones outdoors where people are, in a line below the plan."""
    zones = [zone for zone in place.zones if zone.kind == OUTDOORS]
    said = [
        f"{signs.labels.local_zone(zone.id)} {signs.sign_for(zone)}"
        for zone in zones
        if signs.state_of(zone) != "empty"
    ]
    return [truncate(f"outside: {'  '.join(said)}", width)] if said else []


STATE_MEANINGS = {
    "unaware": "unaware",
    "aware": "aware",
    "protected": "protected",
    "in_reach": "exposed",
    "hazard": "hazard",
    "responder": "responder",
}


def render_states_legend(desk: FacilitatorData, palette: Palette, width: int) -> list[Text]:
    """A swatch of each state, then the responders on their way."""
    legend = palette.legend(STATE_MEANINGS)
    half = [*STATE_MEANINGS][: len(STATE_MEANINGS) // 2]
    lines = [legend]
    if len(legend) > width:
        lines = [
            palette.legend({state: words for state, words in STATE_MEANINGS.items() if (state in half) == first})
            for first in (True, False)
        ]
    going = describe_responders(desk)
    return [*lines, *([Text(f"{desk.glyphs.responder} on the way{going}")] if going else [])]


def render_legend(desk: FacilitatorData) -> list[str]:
    signs = desk.glyphs
    meanings: Mapping[str, str] = {
        signs.unaware: "unaware",
        signs.aware: "aware",
        signs.protected: "protected",
        signs.in_reach: "exposed",
        signs.hazard: "hazard",
        EMPTY_ZONE: "empty",
    }
    return [
        "  ".join(f"{sign} {meaning}" for sign, meaning in meanings.items()),
        f"{signs.responder} responder en route{describe_responders(desk)}   {signs.stair} stair",
    ]


def describe_responders(desk: FacilitatorData) -> str:
    """Campus responders on their way, with their time to arrival."""
    said = [
        f"{desk.state.labels.person(responder.id)}"
        + (f", {format_minutes(responder.seconds)} out" if responder.seconds else "")
        for responder in desk.view.responders
    ]
    return f" ({'; '.join(said[:2])})" if said else ""
