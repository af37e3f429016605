"""What the map says beside a floor of which there is no plan."""

from types import SimpleNamespace
from typing import cast

from sim.model.snapshot import WorldView
from tests.sim.exercise.exercises import ASSAILANT, opened
from tui.widgets.campus_map import summarize_locks


def test_locked_rooms_are_counted_of_those_with_a_lock() -> None:
    place = opened(ASSAILANT).emergency.place
    rooms = [zone for zone in place.zones if zone.lock is not None][:3]
    halls = [zone for zone in place.zones if zone.lock is None][:2]
    view = cast("WorldView", SimpleNamespace(locked=(rooms[0].id,)))
    assert summarize_locks([*rooms, *halls], view) == "1 of 3 locked"
    assert summarize_locks(halls, view) == ""
