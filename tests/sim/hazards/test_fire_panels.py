"""Who must leave in a fire: those in the building where it burns and in others on its panel. Nobody else is waited for.

A room of the main building burns, with a class of 13 in it; across the yard a teacher works in a shop, farther from its door. Walking speed
is 1 m/s, and a door of 1 m lets 0.91 people a second through.
"""

import math

import pytest

from sim.engine import SimpyEngine
from tests.sim.inputs import Data, always, chance, share
from tests.sim.plays import measured_once, play, times
from tests.sim.schools import burning, fire_campus, fire_scenario, horns, leaving
from tests.sim.worlds import door, group_in, tables_of, teacher, zone

NOTICED = 1.0  # and the horns sound at once
MAIN, SHOP = NOTICED + 5 + 13 / 0.91, NOTICED + 30 + 1 / 0.91
APART, TOGETHER, ELSEWHERE = [["main"], ["shop"]], [["main", "shop"]], [["hut"]]
WATER = 361.0


def two_buildings(panels: list[list[str]], post: str = "r00") -> Data:
    """The campus; on each panel some of its buildings. post: where the class is."""
    rooms = [zone("r00", sees=["work"]), zone("work", building="shop"), zone("shed", building="hut")]
    links = [door("r00", "yard", 5, 1), door("work", "yard", 30, 1), door("shed", "yard", 50, 1)]
    people, groups = [teacher(post), teacher("work")], [group_in(post, 12, f"staff@{post}")]
    alarm = horns(panels=[{"id": names[0], "buildings": names} for names in panels])
    return fire_campus(rooms, links, roster=people, groups=groups, fire_alarm=alarm)


def seen_from_the_shop(ready: int) -> Data:
    """The shop's teacher sees the fire across the yard when the class does, and needs so many seconds to set out."""
    times_to_set_out = leaving()["pre_movement"] | {"offices": always(ready)}
    scenario = fire_scenario(protocol=leaving(pre_movement=times_to_set_out))
    perception = {"same_zone": chance(1, "event"), "in_sight": chance(1, "event")}
    return scenario | {"witnessing": scenario["witnessing"] | {"perception": perception}}


@pytest.mark.parametrize(("panels", "last"), [(APART, MAIN), (TOGETHER, SHOP), (ELSEWHERE, MAIN)])
def test_the_roll_call_is_of_the_panel_and_rset_of_the_building_on_fire(panels: list[list[str]], last: float) -> None:
    """On a panel of its own, or on none while a third building has one, the shop neither hears nor is waited for."""
    hazard = burning(untenable=share(10_000))  # after 100 s
    measured = measured_once(tables_of(two_buildings(panels), fire_scenario(hazard)))
    assert measured["accountability_complete"] == pytest.approx(last, abs=1e-4)
    assert measured["rset"] == pytest.approx(MAIN, abs=1e-4)
    assert measured["rset_other_buildings"] == pytest.approx(SHOP if panels == TOGETHER else 0.0, abs=1e-4)
    assert measured["aset_margin"] == pytest.approx(100 - MAIN, abs=1e-4)
    assert (measured["protected_t100"] < math.inf) == (panels == TOGETHER)
    assert measured["protected_t90"] == pytest.approx(MAIN, abs=1e-4)  # 13 of 14 heads


def test_who_learns_of_it_in_another_building_leaves_and_is_counted_among_the_protected() -> None:
    measured = measured_once(tables_of(two_buildings(APART), seen_from_the_shop(20)))
    assert measured["aware_t100"] == NOTICED
    assert measured["rset"] == pytest.approx(MAIN, abs=1e-4)
    assert measured["protected_t100"] == pytest.approx(20 + SHOP, abs=1e-4)


@pytest.mark.parametrize(("panels", "cleared"), [(APART, WATER), (TOGETHER, 3000 + SHOP)])
def test_all_clear_waits_for_those_who_must_leave(panels: list[list[str]], cleared: float) -> None:
    """The first water comes at 361 s, long after the class has been counted."""
    events = play(tables_of(two_buildings(panels), seen_from_the_shop(3000)))
    assert times(events, "all_clear") == pytest.approx([cleared], abs=1e-4)


def test_an_empty_building_keeps_nobody_waiting() -> None:
    """The class is in the hut, and nobody is where it burns: no time is required, and all that is available is left."""
    hazard = {key: value for key, value in burning(aset=always(77)).items() if key != "untenable"}
    measured = measured_once(tables_of(two_buildings(APART, "shed"), fire_scenario(hazard)))
    assert (measured["rset"], measured["accountability_complete"], measured["aset_margin"]) == (0.0, 0.0, 77.0)


@pytest.mark.parametrize(("panels", "awaited"), [(APART, 13), (TOGETHER, 14)])
def test_the_picture_counts_those_who_must_leave(panels: list[list[str]], awaited: int) -> None:
    engine = SimpyEngine(tables_of(two_buildings(panels), fire_scenario()), 1, 0)
    engine.run_until(60.0)
    fire = engine.view().fire
    assert fire is not None
    assert (fire.counted, fire.to_count) == (awaited, awaited)
