"""What the map says beside a floor of which there is no plan, in which order floors stand, and what a zone is marked as."""

from types import SimpleNamespace
from typing import cast

from scenarios.campus_expansion import Place
from sim.exercise.labels import Labels
from sim.model.snapshot import WorldView
from tests.sim.exercise.exercises import ASSAILANT, opened
from tui.terminal.glyphs import UTF8_GLYPHS
from tui.widgets.campus_map import ZoneSigns, list_floors, summarize_locks


def test_locked_rooms_are_counted_of_those_with_a_lock() -> None:
    place = opened(ASSAILANT).emergency.place
    rooms = [zone for zone in place.zones if zone.lock is not None][:3]
    halls = [zone for zone in place.zones if zone.lock is None][:2]
    view = cast("WorldView", SimpleNamespace(locked=(rooms[0].id,)))
    assert summarize_locks([*rooms, *halls], view) == "1 of 3 locked"
    assert summarize_locks(halls, view) == ""


def test_upper_floors_stand_above_lower_ones() -> None:
    zones = [SimpleNamespace(building=building, floor=floor) for building, floor in (("B", 1), ("A", 1), ("B", 2))]
    listed = list_floors(cast("Place", SimpleNamespace(zones=zones)))
    assert listed == [("B", 2), ("B", 1), ("A", 1)]


def test_a_zone_is_protected_only_if_everyone_in_it_is() -> None:
    place = opened(ASSAILANT).emergency.place
    party = {"is_present": True, "zone": place.zones[0].id, "is_aware": True}
    safe, other = (SimpleNamespace(**party, is_protected=part) for part in (True, False))
    for people, state in (([safe, other], "aware"), ([safe, safe], "protected")):
        nothing = {"groups": (), "responders": (), "is_hazard_active": False, "hazard": ""}
        view = cast("WorldView", SimpleNamespace(people=people, **nothing))
        assert ZoneSigns(place, view, UTF8_GLYPHS, cast("Labels", None)).state_of(place.zones[0]) == state
