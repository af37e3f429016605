"""Small schools with a hoax call: a plain one to change in one place, and random ones.

In the plain one nothing takes time but what a test switches on, and a minute to lock a door. Everyone walks at 1 m/s, police at 2 m/s.

    office (clerk), r01 (teacher, class of 19), r02 (teacher), each 10 m from the hall (10 students by themselves)
    hall — 10 m — yard, the assembly point; hall — 30 m — front, where police come in
"""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.sim.model.emergencies import Data, always, chance, plain_campus, plain_scenario, public_address, zone
from tests.sim.model.fire_emergencies import door, leaving, outside, random_leaving, ways_out
from tests.sim.model.random_campuses import Dice, Played, emergencies

WIDE = 1000
"""Meters, of doors: no column waits."""
HEADS = 32
ALONE = 10
"""Students in the hall."""


def center(phones: float = 1, after: float = 90, police: float = 240) -> Data:
    return {"phones": chance(phones, "replication"), "after": always(after), "police": always(police)}


def order(full: float = 1, sweeps_after: float = 7000, **more: Data) -> Data:
    """Where lessons go on, a class loses two minutes."""
    return {
        "full": chance(full, "replication"),
        "interrupts": always(120),
        "sweeps_after": always(sweeps_after),
        **more,
    }


def hoax(**changes: Any) -> Data:
    """The center phones the school after 90 s, police are there after 240 s and order a lockdown. They search for 55 minutes."""
    return {
        "kind": "swatting",
        "call": "center",
        "center": center(),
        "order": order(),
        "found_false": always(3300),
        **changes,
    }


def bomb_threat(full: float = 1, takes: float = 360, **changes: Any) -> Data:
    """The office decides after six minutes."""
    given = {"call": "school", "order": order(full, takes=always(takes)), **changes}
    return {name: part for name, part in hoax(**given).items() if name != "center"}


def hoax_scenario(hazard: Data | None = None, **changes: Any) -> Data:
    chosen = hazard or hoax()
    given: Data = {"hazard": chosen, "horizon": "2 h"}
    if chosen["call"] == "school":
        given["protocol"] = leaving()
    return plain_scenario(**{**given, **changes})


def school(**changes: Any) -> Data:
    """The plain school, with a PA that is heard everywhere."""
    rooms = ("office", "r01", "r02")
    heard = {"kinds": ["classroom", "hall", "exit"], "heard": chance(1, "zone")}
    given: Data = {
        "zones": [
            *(zone(room, phone=True) for room in rooms),
            zone("hall", "hall", None),
            zone("front", "exit", None),
            outside(),
        ],
        "links": [
            *(door(room, "hall", 10, WIDE) for room in rooms),
            door("hall", "front", 30, WIDE),
            door("hall", "yard", 10, WIDE),
        ],
        "roster": [
            {"id": "clerk", "role": "secretary", "post": "office", "office": True},
            {"id": "teacher", "role": "teacher", "post": "r01"},
            {"id": "other", "role": "teacher", "post": "r02"},
        ],
        "groups": [
            {"id": "class", "heads": 19, "age": "teen", "post": "r01", "with": "teacher"},
            {"id": "alone", "heads": ALONE, "age": "teen", "post": "hall", "with": "nobody"},
        ],
        "locks": [{"id": "bolt", "secure": always(60), "fails": chance(0, "event")}],
        "office": "office",
        "assembly": "yard",
        "pa": public_address(audible=[heard]),
        "agencies": [{"id": "police", "kind": "police", "travel": always(300), "enters": "front"}],
    }
    return plain_campus(**given | changes)


# random ones


@st.composite
def hoaxes(draw: Callable[[st.SearchStrategy[Any]], Any], strategies: int = 1, steady: bool | None = None) -> Played:
    """A random emergency, made into a hoax call to the 911 center."""
    steady = draw(st.booleans()) if steady is None else steady
    played: Played = draw(emergencies(strategies=strategies, steady=steady))
    dice = Dice(draw, steady)
    hazard = hoax(
        center={
            "phones": dice.p("replication"),
            "after": dice.seconds("replication", 90),
            "police": dice.seconds("replication", 200),
        },
        order=random_order(dice),
        officer_hears=dice.maybe(),
        found_false=dice.one(always(1), always(600)),
    )
    return played.changed(scenario=played.scenario | {"hazard": hazard, "responding": []})


@st.composite
def bomb_threats(
    draw: Callable[[st.SearchStrategy[Any]], Any], strategies: int = 1, steady: bool | None = None
) -> Played:
    """A random emergency, made into a bomb threat by phone."""
    steady = draw(st.booleans()) if steady is None else steady
    played: Played = draw(emergencies(strategies=strategies, steady=steady))
    dice = Dice(draw, steady)
    zones = [*played.campus["zones"], outside()]
    campus = played.campus | {
        "zones": zones,
        "links": [*played.campus["links"], *ways_out(dice, zones)],
        "assembly": "yard",
    }
    takes = dice.seconds("replication", 200)
    hazard = bomb_threat(order=random_order(dice) | {"takes": takes}, found_false=dice.one(always(1), always(600)))
    scenario = played.scenario | {
        "hazard": hazard,
        "protocol": random_leaving(dice, played.scenario["protocol"]["tell"]),
        "responding": [],
    }
    return played.changed(campus=campus, scenario=scenario)


def random_order(dice: Dice) -> Data:
    return {
        "full": dice.p("replication"),
        "interrupts": always(dice.one(0, 30, 1000)),
        "sweeps_after": dice.seconds("replication", 90),
    }
