"""Small schools with a release inside or outside: plain ones to change in one place, and random ones.

In the plain ones nothing takes time but what a test switches on. Everyone walks at 1 m/s, and a door lets through so many at once that no
column waits for it.

    inside:  r00 (teacher, class of 9) — 10 m — hall — 20 m — r01 (a teacher); hall — 10 m — yard; hall — 5 m — a1 in the annex
    outside: r00 (office, clerk), r01 (teacher, class of 19), store (custodian with keys), each 10 m from the hall; hall — 10 m — yard
"""

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from tests.sim.model.emergencies import (
    Data,
    always,
    chance,
    plain_campus,
    plain_scenario,
    public_address,
    share,
    witness,
    zone,
)
from tests.sim.model.fire_emergencies import (
    door,
    fire_campus,
    group_in,
    leaving,
    outside,
    random_leaving,
    teacher,
    ways_out,
)
from tests.sim.model.random_campuses import Dice, Played, emergencies

FAST = "1000 m/s"
WIDE = 1000
"""Meters, of doors."""

# inside


def gas(**changes: Any) -> Data:
    """Gas in r00 that spreads at half a meter a second through the whole building, and smells. There is no detector."""
    return {
        "kind": "release-inside",
        "where": [{"zones": ["r00"]}],
        "front": front(),
        "smells": chance(1, "replication"),
        "symptoms": always(720),
        "detector": {"present": chance(0, "replication"), "sounds": always(0)},
        **changes,
    }


def front(speed: str = "0.5 m/s", reach: float = 1000) -> Data:
    return {"speed": always(speed), "reach": always(f"{reach} m")}


def ordering(inspects: float = 0, inspection: float = 0, sweeps_after: float = 3000) -> Data:
    """Of the office."""
    return {
        "inspects": chance(inspects, "replication"),
        "inspection": always(inspection),
        "sweeps_after": always(sweeps_after),
    }


def silent(recognition: float = 0) -> Data:
    """Whoever is in the front does not report from there."""
    return witness(recognition) | {"beside_it": "silent"}


def gas_scenario(hazard: Data | None = None, protocol: Data | None = None, **changes: Any) -> Data:
    given: Data = {
        "hazard": hazard or gas(),
        "protocol": protocol or leaving(decision=ordering()),
        "witnessing": silent(),
        "sends": ["fire"],
        "primary": [{"measure": "last_out", "smallest_difference": 15}],
        **changes,
    }
    return plain_scenario(**given)


PLAIN_LINKS = [
    door("r00", "hall", 10, WIDE),
    door("r01", "hall", 20, WIDE),
    door("hall", "yard", 10, WIDE),
    door("hall", "a1", 5, WIDE),
]


def building(**changes: Any) -> Data:
    """The plain building; a fire engine closes the source six minutes after it is sent."""
    halls = [zone("hall", "hall", None), zone("a1", building="annex")]
    return fire_campus(
        changes.pop("zones", [zone("r00"), zone("r01"), *halls]),
        changes.pop("links", PLAIN_LINKS),
        **{
            "roster": [teacher("r00"), teacher("r01")],
            "groups": [group_in("r00", 9, "staff@r00")],
            "fire_alarm": None,
            **changes,
        },
    )


# outside


def plume(arrives: float = 600, lasts: float = 1800, smells: float = 0) -> Data:
    return {"arrives": always(arrives), "lasts": always(lasts), "smells": chance(smells, "replication")}


def release(**changes: Any) -> Data:
    """The fire department phones at once. The plume is there from 600 s to 2,400 s, and no one smells it."""
    return {"kind": "release-outside", "called": always(0), "plume": plume(), "air": air(), **changes}


def air(open_: float = 2, closed: float = 0.5, airing: float = 6) -> Data:
    return {"open": share(open_), "closed": share(closed), "airing": share(airing)}


def closing(**changes: Any) -> Data:
    """The office orders everyone in at once, no fan is in the way, and half an hour after the plume everyone is told to go out."""
    return {
        "kind": "close-in",
        "reaction": always(0),
        "decision": {"takes": always(0), "sweeps_after": always(7000)},
        "openings": always(0),
        "said_out": always(1800),
        "fans": fans(),
        "tell": {"when": "never", "whom": "roster-ring", "most": 0, "contact": always(0)},
        **changes,
    }


def fans(at_hand: float = 0, walk: float = 0, cannot: float = 0) -> Data:
    return {"at_hand": always(at_hand), "walk": always(walk), "cannot": chance(cannot, "replication")}


def plume_scenario(hazard: Data | None = None, protocol: Data | None = None, **changes: Any) -> Data:
    given: Data = {
        "hazard": hazard or release(),
        "protocol": protocol or closing(),
        "horizon": "8 h",
        "primary": [{"measure": "closed_in_t90", "smallest_difference": 15}],
        **changes,
    }
    return plain_scenario(**given)


def school(**changes: Any) -> Data:
    """The plain school with its PA, which is not heard outdoors."""
    rooms = ("r00", "r01", "store")
    roster = [
        {"id": "clerk", "role": "secretary", "post": "r00", "office": True},
        {"id": "teacher", "role": "teacher", "post": "r01"},
        {"id": "custodian", "role": "custodian", "post": "store", "keys": True},
    ]
    return plain_campus(
        **{
            "zones": [*(zone(room, phone=True) for room in rooms), zone("hall", "hall", None), outside()],
            "links": [*(door(room, "hall", 10, 2) for room in rooms), door("hall", "yard", 10, 2)],
            "roster": roster,
            "groups": [{"id": "class", "heads": 19, "age": "child", "post": "r01", "with": "teacher"}],
            "pa": public_address(),
        }
        | changes
    )


# random ones


@st.composite
def leaks(draw: Callable[[st.SearchStrategy[Any]], Any], strategies: int = 1, steady: bool | None = None) -> Played:
    """A random emergency, made into a release in a building."""
    steady = draw(st.booleans()) if steady is None else steady
    played: Played = draw(emergencies(strategies=strategies, steady=steady))
    dice = Dice(draw, steady)
    zones = [*played.campus["zones"], outside()]
    inside = [line["id"] for line in zones if line["kind"] != "outdoors"]
    engine: Data = {"id": "engine", "kind": "fire", "units": dice.whole(1, 2), "enters": dice.one(*inside)}
    engine |= {"travel": dice.seconds("event", 200)} | dice.one({}, {"locate": dice.seconds("event")})
    campus = played.campus | {
        "zones": zones,
        "links": [*played.campus["links"], *ways_out(dice, zones)],
        "agencies": [*played.campus["agencies"], engine],
        "assembly": "yard",
    }
    scenario = played.scenario | {
        "hazard": random_gas(dice, inside),
        "protocol": random_leaving(dice, played.scenario["protocol"]["tell"])
        | {
            "decision": {
                "inspects": dice.p("replication"),
                "inspection": dice.seconds("replication", 90),
                "sweeps_after": dice.seconds("replication", 90),
            }
        },
        "witnessing": played.scenario["witnessing"] | {"beside_it": dice.one("silent", "reports")},
        "sends": dice.one(["fire"], ["fire", "police"]),
        "responding": [],
    }
    return played.changed(campus=campus, scenario=scenario)


def random_gas(dice: Dice, inside: Sequence[str]) -> Data:
    return gas(
        where=[{"zones": dice.some(tuple(inside)) or list(inside)}],
        front=front(dice.one("0.1 m/s", "1 m/s", FAST), dice.one(1, 10, 1000)),
        smells=dice.p("replication"),
        symptoms=dice.seconds("person", 90),
        detector={"present": dice.p("replication"), "sounds": dice.seconds("replication", 90)},
    )


@st.composite
def plumes(draw: Callable[[st.SearchStrategy[Any]], Any], strategies: int = 1, steady: bool | None = None) -> Played:
    """A random emergency, made into a release outside: fans here and there."""
    steady = draw(st.booleans()) if steady is None else steady
    played: Played = draw(emergencies(strategies=strategies, steady=steady))
    dice = Dice(draw, steady)
    zones = [*played.campus["zones"], outside()]
    switches = {line["building"]: dice.one({}, {"fans": "at-hand"}, {"fans": "walk"}) for line in zones}
    campus = played.campus | {
        "zones": [line | switches[line["building"]] for line in zones],
        "links": [*played.campus["links"], *ways_out(dice, zones)],
    }
    scenario = played.scenario | {
        "hazard": random_release(dice),
        "protocol": random_closing(dice, played.scenario["protocol"]["tell"]),
        "responding": [],
    }
    return played.changed(campus=campus, scenario=scenario)


def random_release(dice: Dice) -> Data:
    return release(
        called=dice.seconds("replication", 90),
        plume={
            "arrives": dice.seconds("replication", 300),
            "lasts": dice.seconds("replication", 600),
            "smells": dice.p("replication"),
        },
        air=air(dice.one(1, 6), dice.one(0, 0.1, 1), dice.one(3, 12)),
    )


def random_closing(dice: Dice, tell: Data) -> Data:
    return closing(
        reaction=dice.seconds("person"),
        decision={"takes": dice.seconds("replication"), "sweeps_after": dice.seconds("replication", 90)},
        openings=dice.seconds("zone"),
        said_out=dice.seconds("replication", 300),
        fans={
            "at_hand": dice.seconds("replication", 90),
            "walk": dice.seconds("replication", 300),
            "cannot": dice.p("replication"),
        },
        tell=tell,
    )
