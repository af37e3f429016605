"""What the map says beside a floor of which there is no plan, in which order floors stand, and what a zone is marked as."""

from types import SimpleNamespace
from typing import Any, cast

from scenarios.campus_expansion import Place
from sim.exercise.labels import Labels
from sim.model.snapshot import WorldView
from tests.sim.exercise.exercises import ASSAILANT, opened
from tui.terminal.glyphs import UTF8_GLYPHS
from tui.widgets import campus_map
from tui.widgets.base import FacilitatorData
from tui.widgets.floor_plan import build_palette


def test_locked_rooms_are_counted_of_those_with_a_lock() -> None:
    place = opened(ASSAILANT).emergency.place
    rooms = [zone for zone in place.zones if zone.lock is not None][:3]
    halls = [zone for zone in place.zones if zone.lock is None][:2]
    view = cast("WorldView", SimpleNamespace(locked=(rooms[0].id,)))
    assert campus_map.summarize_locks([*rooms, *halls], view) == "1 of 3 locked"
    assert campus_map.summarize_locks(halls, view) == ""


def test_upper_floors_stand_above_lower_ones() -> None:
    zones = [SimpleNamespace(building=building, floor=floor) for building, floor in (("B", 1), ("A", 1), ("B", 2))]
    listed = campus_map.list_floors(cast("Place", SimpleNamespace(zones=zones)))
    assert listed == [("B", 2), ("B", 1), ("A", 1)]
    place, labels = cast("Place", SimpleNamespace(zones=zones)), cast("Labels", SimpleNamespace(map_building=str))
    assert [campus_map.name_row(place, floor, labels) for floor in listed] == ["B 2nd", "B 1st", "A"]


def a_zone(name: str, kind: str = "classroom", x: float = 0.0, floor: int = 1) -> Any:
    return SimpleNamespace(id=name, kind=kind, x=x, floor=floor, building="A")


def party(zone: str, is_aware: bool, is_protected: bool, is_present: bool = True) -> Any:
    return SimpleNamespace(zone=zone, is_aware=is_aware, is_protected=is_protected, is_present=is_present)


PLACE = SimpleNamespace(
    zones=[a_zone("c", x=9.0), a_zone("h", "hall", 5.0), a_zone("a", x=1.0), a_zone("s", "stair", 3.0), a_zone("g", "gym"),
           a_zone("e", "exit"), a_zone("y", "outdoors"), a_zone("b", x=4.0)],
    sight_lines=[("a", "h"), ("h", "c")],
)  # fmt: skip
COLORS = dict.fromkeys(("primary", "warning", "error", "success"), "#ba3c5b")
PALETTE = build_palette(COLORS, UTF8_GLYPHS, "#000", "#fff")
LABELS = cast("Labels", SimpleNamespace(map_zone=lambda _, short: short, local_zone=str.upper, person=str.upper))


def signs(
    *people: Any, groups: tuple[Any, ...] = (), going: str = "", hazard: str = "", is_over: bool = False
) -> campus_map.ZoneSigns:
    responders = [SimpleNamespace(zone=going, id="guard", seconds=95.0)] if going else []
    there = {"people": people, "groups": groups, "responders": responders}
    view = SimpleNamespace(**there, hazard=hazard, is_hazard_active=not is_over)
    return campus_map.ZoneSigns(cast("Place", PLACE), cast("WorldView", view), UTF8_GLYPHS, LABELS)


def state_of(*people: Any, **more: Any) -> str:
    found = signs(*people, **more)
    return found.state_of(next(one for one in found.place.zones if one.id == "a"))


def test_a_zone_has_the_state_of_the_least_prepared_in_it_below_hazard_and_responder() -> None:
    aware, safe, unknowing = party("a", True, False), party("a", True, True), party("a", False, False)
    nobody = state_of(), state_of(party("a", True, True, is_present=False)), state_of(party("b", True, True))
    assert {*nobody, state_of(hazard="a", is_over=True)} == {"empty"}
    assert [state_of(safe, aware), state_of(safe, groups=(unknowing,))] == ["aware", "unaware"]
    assert [state_of(party("a", False, True), safe), state_of(safe, hazard="h")] == ["protected", "protected"]
    assert [state_of(aware, hazard=zone) for zone in ("h", "c")] == ["in_reach", "aware"]
    assert state_of(aware, hazard="h", is_over=True) == "aware"
    assert [state_of(aware, hazard=zone, going="a") for zone in ("h", "a")] == ["responder", "hazard"]


def test_what_is_in_sight_is_the_zone_itself_and_each_end_of_its_lines() -> None:
    place = cast("Place", PLACE)
    seen = [campus_map.zones_in_sight(place, zone) for zone in ("h", "c", "g", "")]
    assert seen == [{"a", "h", "c"}, {"c", "h"}, {"g"}, set()]


def test_a_row_goes_from_west_to_east_with_its_halls_then_stairs_and_named_places() -> None:
    found = signs(party("b", True, True), party("c", True, False), party("y", False, False), party("e", True, False))
    assert [*campus_map.wrap_zones(found.place.zones, found, 99)] == ["-● - ○ S GYM - Y · exit ○"]
    assert [*campus_map.wrap_zones(found.place.zones, found, 8)] == ["-● - ○ S", "GYM -", "Y ·", "exit ○"]
    assert campus_map.render_outdoors(found.place, found, 99) == ["outside: Y ·"]
    assert campus_map.render_outdoors(found.place, signs(), 99) == []


def test_a_responder_on_the_way_is_named_with_the_time_that_is_left() -> None:
    found = signs(going="a")
    desk = cast("FacilitatorData", SimpleNamespace(view=found.view, state=SimpleNamespace(labels=LABELS)))
    assert campus_map.describe_responders(desk) == " (GUARD, 1:35 out)"
    desk = cast("FacilitatorData", SimpleNamespace(view=found.view, state=desk.state, glyphs=UTF8_GLYPHS))
    wide = campus_map.render_states_legend(desk, PALETTE, 999)
    assert [line.plain for line in wide[1:]] == ["R on the way (GUARD, 1:35 out)"]
    columns = len(wide[0].plain)
    assert [len(campus_map.render_states_legend(desk, PALETTE, width)) for width in (columns, columns - 1)] == [2, 3]
