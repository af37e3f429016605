"""What an engine reads of a building that may burn: alarm, ways out, and how many people a door lets through.

A way out leads from zone to zone along the shortest way to any zone outdoors, never into the zone of the fire. It is worked out
for every zone where the scenario lets a fire start. From there on people walk outdoors to the assembly point.

Where there is a fire alarm, a panel is what the school empties as one: who is in a building of the panel where it burns must leave. In a
building with a panel of its own nothing burns and no horn sounds; whoever hears of it there leaves too, and nobody waits for them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Protocol

from scenarios.campus import FireAlarm
from scenarios.emergency import Emergency
from scenarios.hazards import Evacuate, Fire, Flow
from scenarios.inputs import Input
from scenarios.place import Place
from sim.arithmetic import to_grid
from sim.layout import TIE, Layout

NOBODY = -1


@dataclass(frozen=True)
class FireTable:
    """Lists are by zone. `flow[z]`: heads per second beside `layout.ways[z]`, inf where nobody queues."""

    time_given: bool  # the time until nobody should be inside is an input, not the strength of the fire
    detector: list[bool]
    panel: list[int]  # whose horns sound there, NOBODY: none
    works: bool
    heard: list[float]  # chance that the horns are heard
    reports: bool  # a company calls 911 when the horns sound
    outdoors: list[bool]
    out: dict[
        int, list[int]
    ]  # by the zone of the fire: the next zone on the way out, NOBODY if there is none
    must_leave: dict[int, list[bool]]  # by the zone of the fire: whether who is in a zone at onset must leave
    assembly: int
    to_assembly: list[int]  # the next zone on the way there, over zones outdoors only
    flow: list[list[float]]


NO_FIRE = FireTable(False, [], [], False, [], False, [], {}, {}, NOBODY, [], [])
"""Of every other hazard."""


class Reads(Protocol):
    """Gives inputs as numbers."""

    def number(self, source: Input) -> float: ...

    def chance(self, source: Input) -> float: ...


def fire_table(
    emergency: Emergency, layout: Layout, start: Sequence[float], works: bool, read: Reads
) -> FireTable:
    """The table of a fire, NO_FIRE for any other hazard. start: weight of each zone as its place."""
    hazard, protocol, place = emergency.scenario.hazard, emergency.scenario.protocol, emergency.place
    if not (isinstance(hazard, Fire) and isinstance(protocol, Evacuate)):
        return NO_FIRE
    zones, alarm = place.zones, place.campus.fire_alarm
    outdoors = [zone.kind == "outdoors" for zone in zones]
    assembly = layout.zones.index(place.campus.assembly) if place.campus.assembly else NOBODY
    there = [z == assembly for z in range(len(zones))]
    panel = panels(place, alarm)
    burns = [z for z in range(len(zones)) if start[z] > 0.0]
    detected = () if alarm is None or alarm.detectors is None else alarm.detectors.kinds
    return FireTable(
        time_given=hazard.untenable is None,
        detector=[zone.kind in detected for zone in zones],
        panel=panel,
        works=works,
        heard=chances(emergency, alarm, read),
        reports=alarm is not None and alarm.reports_after is not None,
        outdoors=outdoors,
        out={z: next_zones(layout, outdoors, z) for z in burns},
        must_leave={z: emptied(place, panel, z) for z in burns},
        assembly=assembly,
        to_assembly=next_zones(layout, there, NOBODY, outdoors),
        flow=flows(place, layout, protocol.flow, read),
    )


def panels(place: Place, alarm: FireAlarm | None) -> list[int]:
    """The panel of each zone's building."""
    of = (
        {building: i for i, panel in enumerate(alarm.panels) for building in panel.buildings} if alarm else {}
    )
    return [of.get(zone.building, NOBODY) for zone in place.zones]


def emptied(place: Place, panel: Sequence[int], burns: int) -> list[bool]:
    """Whether each zone is in the building of this one, or in another on its panel."""
    building, of = place.zones[burns].building, panel[burns]
    return [
        zone.building == building or (of != NOBODY and panel[z] == of) for z, zone in enumerate(place.zones)
    ]


def chances(emergency: Emergency, alarm: FireAlarm | None, read: Reads) -> list[float]:
    """Chance that the horns are heard, by zone; 0 where no line of the campus fits."""
    period, found = emergency.scenario.period, []
    for zone in emergency.place.zones:
        lines = [] if alarm is None else alarm.heard
        fits = [line for line in lines if zone.kind in line.kinds and line.during in (None, period)]
        found.append(read.chance(fits[0].heard) if fits else 0.0)
    return found


def next_zones(
    layout: Layout, targets: Sequence[bool], avoid: int, through: Sequence[bool] | None = None
) -> list[int]:
    """From each zone the next one on the shortest way to any target, never into `avoid`; NOBODY at a target and where no way leads.

    through: the zones that a way may use; all, if left out. Of ways equally short, by the zone that comes first.
    """
    distance = [math.inf] * len(layout.zones)
    near: list[tuple[float, int]] = []
    for z, is_target in enumerate(targets):
        if is_target and z != avoid:
            distance[z] = 0.0
            heappush(near, (0.0, z))
    while near:
        metres, z = heappop(near)
        if metres > distance[z] or z == avoid:
            continue
        for length, other in zip(layout.metres[z], layout.ways[z], strict=True):
            if metres + length < distance[other] and (through is None or through[other]):
                distance[other] = metres + length
                heappush(near, (metres + length, other))
    return [nearer(layout, z, avoid, distance) for z in range(len(layout.zones))]


def nearer(layout: Layout, here: int, avoid: int, distance: Sequence[float]) -> int:
    """The first neighbour from which what is left is shorter by the way there; NOBODY at a target and where there is none."""
    if not 0.0 < distance[here] < math.inf:
        return NOBODY
    neighbours = zip(layout.ways[here], layout.metres[here], strict=True)
    return next(
        other
        for other, length in neighbours
        if other != avoid and length + distance[other] <= distance[here] + TIE
    )


def flows(place: Place, layout: Layout, flow: Flow, read: Reads) -> list[list[float]]:
    """Heads per second through each link, by direction; two links between the same zones let their sums through."""
    index = {name: z for z, name in enumerate(layout.zones)}
    boundary, through = read.number(flow.boundary), dict[tuple[int, int], float]()
    level, down, up = (read.number(source) for source in (flow.level, flow.down, flow.up))
    for way in place.ways:
        width = way.width - 2.0 * boundary
        for a, b in ((index[way.start], index[way.end]), (index[way.end], index[way.start])):
            rise = place.zones[b].floor - place.zones[a].floor
            specific = level if way.kind != "stair" or rise == 0 else up if rise > 0 else down
            heads = math.inf if way.kind == "path" else max(width, 0.0) * specific
            through[a, b] = through.get((a, b), 0.0) + heads
    return [[through[z, other] for other in layout.ways[z]] for z in range(len(layout.zones))]


def time_to(kilowatts: float, growth: float) -> float:
    """Seconds until a fire releases so much heat, on the time grid: rate of heat release = growth (kW/s²) × time²."""
    return float(to_grid(math.sqrt(kilowatts / growth)))


def age_class(age: str) -> int:
    """Which of the pre-movement times a group of this age takes: 0 for 3–4, 1 for 5–6, 2 for older."""
    classes: Mapping[str, int] = {"3-4": 0, "5-6": 1}
    return classes.get(age, 2)
