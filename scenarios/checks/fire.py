"""A fire alarm that fits its buildings, and a building that people can leave: what a fire asks of campus and scenario."""

from collections.abc import Iterator

from scenarios.checks.naming import check_unique, check_known
from scenarios.emergency import Emergency
from scenarios.hazards import Evacuate
from scenarios.means import find_median
from scenarios.place import Finding, Place, FindingPath
from scenarios.problems import quote

MIN_WIDTH = 0.3  # metres of a door that are left to walk through


def check_fire_alarm(place: Place) -> Iterator[Finding]:
    """Panels of buildings that are there, each once; the assembly point is a place outdoors."""
    campus, alarm = place.campus, place.campus.fire_alarm
    if campus.assembly is not None:
        outdoors = [zone.id for zone in place.zones if zone.kind == "outdoors"]
        yield from check_known(("assembly",), campus.assembly, "a zone outdoors of this campus", outdoors)
    if alarm is None:
        return
    where: FindingPath = ("fire_alarm",)
    buildings = tuple(dict.fromkeys(zone.building for zone in place.zones))
    yield from check_unique((*where, "panels"), [panel.id for panel in alarm.panels], "panel")
    seen: set[str] = set()
    for i, panel in enumerate(alarm.panels):
        for n, name in enumerate(panel.buildings):
            at = (*where, "panels", i, "buildings", n)
            yield from check_known(at, name, "a building of this campus", buildings)
            if name in seen:
                yield Finding(at, f"building {quote(name)} has a panel already; name each once")
            seen.add(name)
    kinds = {kind for line in alarm.heard if line.during is None for kind in line.kinds}
    for kind in dict.fromkeys(zone.kind for zone in place.zones if zone.building in seen):
        if kind not in kinds:
            message = f"no line says how well the horns are heard in a {kind}; add one"
            yield Finding((*where, "heard"), message)


def review_fire_alarm(place: Place) -> Iterator[Finding]:
    """Places outdoors that stop a fire from being played."""
    assembly = place.campus.assembly
    known = any(zone.id == assembly and zone.kind == "outdoors" for zone in place.zones)
    if place.campus.fire_alarm is not None and assembly is not None and known:
        for said in _check_assembly(place, assembly):
            yield Finding(("assembly",), f"{said}; a fire cannot be played before there is a path")


def check_evacuation(emergency: Emergency) -> Iterator[Finding]:
    """A campus that can be left as the protocol says."""
    protocol = emergency.scenario.protocol
    if not isinstance(protocol, Evacuate):
        return
    if emergency.place.campus.assembly is None:
        message = f'campus {quote(emergency.place.campus.campus)} has no "assembly" point to go to'
        yield Finding(("campus",), message)
    else:
        for said in _check_assembly(emergency.place, emergency.place.campus.assembly):
            yield Finding(("campus",), f"{said}; add a path to the campus")
    yield from _check_widths(emergency.place, find_median(protocol.flow.boundary))


def _check_widths(place: Place, boundary: float) -> Iterator[Finding]:
    """Doors and stairs that a flow of people cannot be reckoned for."""
    told: set[FindingPath] = set()
    for way in place.links:
        if way.kind != "path" and way.where not in told and way.width - 2 * boundary < MIN_WIDTH:
            told.add(way.where)
            message = (
                f"the way from {quote(way.start)} to {quote(way.end)} is {way.width:g} m wide, which leaves people "
                f"less than {MIN_WIDTH:g} m; nobody can be led out there"
            )
            yield Finding(("campus",), message)


def _check_assembly(place: Place, assembly: str) -> Iterator[str]:
    """What is wrong with places outdoors from where nobody gets to the assembly point without going back in."""
    outdoors = [zone.id for zone in place.zones if zone.kind == "outdoors"]
    reached, ahead = {assembly}, [assembly]
    while ahead:
        here = ahead.pop()
        for way in place.links:
            ends = {way.start, way.end}
            for other in ends - {here} if here in ends else ():
                if other in outdoors and other not in reached:
                    reached.add(other)
                    ahead.append(other)
    for zone in outdoors:
        if zone not in reached:
            yield f"nobody gets from {quote(zone)} to the assembly point {quote(assembly)} without going back in"
