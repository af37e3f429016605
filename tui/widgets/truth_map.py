"""The campus as it truly is: by building and floor, one sign for each room. For the desk only.

Rooms stand from west to east with the halls between them, stairs at the end; places that have a name of their own (gym, cafeteria) come
last. A floor that is too wide goes on in the next line. `f` shows one floor with the names of its rooms, for campuses that do not fit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from scenarios.place import Place, Zone
from sim.drill.labels import Labels
from sim.drill.times import minutes
from sim.drill.told import reports
from sim.drill.zone_names import floor_name
from sim.model.view import PartyView, WorldView
from tui.glyphs import Glyphs
from tui.widgets.desk import Desk
from tui.widgets.pane import Pane, cut, in_signs, joined, wrapped

NAMED = {"gym": "GYM", "cafeteria": "CAFE", "shop": "SHOP", "library": "LIB"}
NOBODY = "-"
SUMMARY, NAME = 17, 11  # columns; a longer name is cut, and whole where one floor is shown
Floor = tuple[str, int]


class TruthMap(Pane):
    """The pane."""

    name_of_tab = "Map"
    heading = "Truth (desk only)  {drill.floor} floor  {drill.face} faces"
    help_text = (
        "Everybody and everything as it is. The room sees only what it was told. {drill.floor}: floor by floor. "
        "{drill.face}: the room's face."
    )
    _foot: tuple[str, ...] = ()  # what stands under the map, where it is too long for that to follow on it

    def keys(self, desk: Desk) -> str:
        """What the room was told of it."""
        if desk.state.setup is not None and not desk.state.setup.fog:
            return "room face shows: everything (no fog)"
        said = reports(desk.state, desk.state.in_the_room)
        return f"room face shows: {said[0] if said else 'reports only; no report yet'}"

    def compose(self) -> ComposeResult:
        """The map, and a place at the foot for what the signs mean."""
        yield from super().compose()
        yield Static(id="legend")

    def show(self, desk: Desk) -> None:
        """Where the map leaves no room under it, what the signs mean stays in sight at the foot while the map scrolls."""
        super().show(desk)
        foot = self.query_one("#legend", Static)
        foot.display = bool(self._foot)
        foot.update(in_signs(joined(self._foot), desk.signs))

    def draw(self, desk: Desk, width: int) -> Text:
        """The floors, or one of them, then what the signs mean."""
        place = desk.state.opened.emergency.place
        signs = Signs(place, desk.view, desk.signs, desk.state.labels)
        floors = floors_of(place)
        chosen = floors if desk.floor == 0 else [floors[(desk.floor - 1) % len(floors)]]
        lines: list[Text | str] = []
        for floor in chosen:
            lines += drawn(place, floor, signs, width)
        if desk.floor:
            lines += ["", *named_rooms(place, chosen[0], signs, desk, width)]
        signs_mean = [piece for line in legend(desk) for piece in wrapped(line, width)]
        if len(lines) + 1 + len(signs_mean) <= self.size.height:
            self._foot = ()
            return joined([*lines, "", *signs_mean])
        self._foot = (*signs_mean,)
        return joined(lines)


def floors_of(place: Place) -> list[Floor]:
    """Buildings in the order of the file, the highest floor of each first."""
    found = list(dict.fromkeys((zone.building, zone.floor) for zone in place.zones))
    order = list(dict.fromkeys(building for building, _ in found))
    return sorted(found, key=lambda floor: (order.index(floor[0]), -floor[1]))


@dataclass
class Signs:
    """Which sign stands for which zone."""

    place: Place
    view: WorldView
    glyphs: Glyphs
    labels: Labels

    def __post_init__(self) -> None:
        """Who is where."""
        self.inside: dict[str, list[PartyView]] = {}
        for party in (*self.view.people, *self.view.groups):
            if party.present:
                self.inside.setdefault(party.zone, []).append(party)
        self.going = {one.zone for one in self.view.responders}
        self.seen = seen_from(self.place, self.view.hazard) if self.view.hazard_goes_on else set()

    def of(self, zone: Zone) -> str:
        """The hazard, a responder, somebody in reach; else what everybody in the zone has in common."""
        parties = self.inside.get(zone.id, [])
        if zone.id == self.view.hazard and self.view.hazard_goes_on:
            return self.glyphs.hazard
        if zone.id in self.going:
            return self.glyphs.responder
        if not parties:
            return self.glyphs.stair if zone.kind == "stair" else NOBODY
        if all(party.protected for party in parties):
            return self.glyphs.protected
        if zone.id in self.seen:
            return self.glyphs.in_reach
        return self.glyphs.aware if all(party.aware for party in parties) else self.glyphs.unaware


def seen_from(place: Place, zone: str) -> set[str]:
    """Zones in sight of a zone, and the zone itself."""
    there = {end for pair in place.sights if zone in pair for end in pair}
    return there | {zone} if zone else set()


def drawn(place: Place, floor: Floor, signs: Signs, width: int) -> Iterator[str]:
    """A floor: its name, its zones, how many of its rooms are locked; the zones go on in the next line where they are too many."""
    zones = [zone for zone in place.zones if (zone.building, zone.floor) == floor]
    longest = max(len(row_name(place, one, signs.labels)) for one in floors_of(place))
    name = f"{row_name(place, floor, signs.labels):{longest}}  "
    room_for = max(12, width - len(name) - SUMMARY - 1)
    lines = [*folded(zones, signs, room_for)]
    yield f"{name}{lines[0]:{room_for}} {summary(zones, signs.view):>{SUMMARY}}"
    for line in lines[1:]:
        yield f"{'':{len(name)}}{line}"


def row_name(place: Place, floor: Floor, labels: Labels) -> str:
    """`A 2nd`; of a building with one floor its name alone."""
    one = sum(building == floor[0] for building, _ in floors_of(place)) == 1
    name = cut(labels.building_on_map(floor[0]), NAME)
    return name if one else f"{name} {floor_name(floor[1]).split()[0][:4]}"


def folded(zones: list[Zone], signs: Signs, width: int) -> Iterator[str]:
    """Rooms and halls from west to east, stairs, then places with names."""
    row = ""
    for zone in sorted(zones, key=lambda one: one.x):
        if zone.kind == "hall":
            row = f"{row.rstrip()} {signs.of(zone)} "
        elif zone.kind not in NAMED and zone.kind not in ("stair", "exit", "outdoors"):
            row += signs.of(zone)
    stairs = "".join(signs.of(zone) for zone in zones if zone.kind == "stair")
    rest = [
        f"{cut(signs.labels.zone_on_map(zone.id, NAMED[zone.kind]), NAME)} {signs.of(zone)}"
        for zone in zones
        if zone.kind in NAMED
    ]
    rest += [
        f"{cut(signs.labels.zone_here(zone.id), NAME)} {signs.of(zone)}"
        for zone in zones
        if zone.kind == "outdoors"
    ]
    rest += [f"exit {sign}" for zone in zones if zone.kind == "exit" and (sign := signs.of(zone)) != NOBODY]
    line = ""
    for part in filter(None, (row.strip(), stairs, *rest)):
        if line and len(line) + 1 + len(part) > width:
            yield line
            line = part
        else:
            line = f"{line} {part}".lstrip()
    yield line


def summary(zones: list[Zone], view: WorldView) -> str:
    """How many of the rooms that can be locked are."""
    lockable = [zone for zone in zones if zone.lock is not None]
    locked = sum(zone.id in view.locked for zone in lockable)
    return f"{locked} of {len(lockable)} locked" if lockable else ""


def named_rooms(place: Place, floor: Floor, signs: Signs, desk: Desk, width: int) -> list[str]:
    """Each zone of a floor by its name, with its sign."""
    zones = [zone for zone in place.zones if (zone.building, zone.floor) == floor]
    said = "  ".join(
        f"{desk.state.labels.zone_here(zone.id).replace(' ', '_')}_{signs.of(zone)}" for zone in zones
    )
    return [line.replace("_", " ") for line in wrapped(said, width)]


def legend(desk: Desk) -> list[str]:
    """What the signs mean, and who is on the way."""
    signs = desk.signs
    meanings: Mapping[str, str] = {
        signs.unaware: "unaware",
        signs.aware: "aware",
        signs.protected: "protected",
        signs.in_reach: "in reach",
        signs.hazard: "hazard",
        NOBODY: "nobody",
    }
    return [
        "  ".join(f"{sign} {meaning}" for sign, meaning in meanings.items()),
        f"{signs.responder} responder on the way{on_the_way(desk)}   {signs.stair} stair",
    ]


def on_the_way(desk: Desk) -> str:
    """Who of the campus goes there, and how far they are."""
    said = [
        f"{desk.state.labels.person(one.id)}" + (f", {minutes(one.seconds)} out" if one.seconds else "")
        for one in desk.view.responders
    ]
    return f" ({'; '.join(said[:2])})" if said else ""
