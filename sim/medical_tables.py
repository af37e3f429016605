"""What helping one person needs: where an AED hangs, where somebody may collapse, and the streams of aid.

A collapse happens to somebody, so a zone in which nobody is posted during the period is no place for it, unless no place would be left.
"""

from collections.abc import Sequence

from scenarios.hazards import Aid, CardiacArrest, Protocol
from scenarios.place import Place
from scenarios.scenario import Scenario
from sim.purposes import Purpose
from sim.streams import Streams
from sim.tables import AidTable


def aid_table(protocol: Protocol, place: Place, streams: Streams) -> AidTable:
    """Zones with an AED, and the walking speed of the ambulance crew; an empty table under another protocol."""
    if not isinstance(protocol, Aid):
        return AidTable()
    aeds = tuple(i for i, zone in enumerate(place.zones) if zone.aed)
    return AidTable(aeds=aeds, crew_speed=streams.number(protocol.crew_walks))


def where_people_are(weights: list[float], place: Place, period: str) -> list[float]:
    """The weights of the zones where somebody is posted in this period, 0 for the others; all of them if none would be left."""
    peopled = {member.posts[period] for member in place.staff} | {
        group.posts[period] for group in place.groups
    }
    kept = [weight if zone.id in peopled else 0.0 for weight, zone in zip(weights, place.zones, strict=True)]
    return kept if any(kept) else weights


def list_aid_streams(
    streams: Streams, scenario: Scenario, emergency: Sequence[int], staff: Sequence[int]
) -> None:
    """Adds the streams of a cardiac arrest and of aid. emergency, staff: their keys."""
    hazard, protocol = scenario.hazard, scenario.protocol
    if isinstance(hazard, CardiacArrest):
        streams.values(Purpose.WITNESSED, hazard.witnessed, emergency)
        streams.times(Purpose.FOUND_AFTER, hazard.found_after, emergency)
    if isinstance(protocol, Aid):
        streams.values(Purpose.CPR_GIVEN, protocol.cpr.given, emergency)
        streams.times(Purpose.CPR_START, protocol.cpr.start, staff)
        streams.values(Purpose.HURRY, protocol.hurry, staff)
        streams.times(Purpose.AED_SEARCH, protocol.defibrillation.search, staff)
        streams.times(Purpose.SHOCK, protocol.defibrillation.shock, emergency)
