"""Small emergencies with a fire for the tests: plain ones, in which everything is still but for the one thing a test switches on, and
random ones.
"""

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from tests.sim.model.emergencies import Data, always, chance, link, plain_campus, plain_scenario, share, zone
from tests.sim.model.random_campuses import Dice, Played, emergencies


def door(start: str, end: str, meters: float, width: float, kind: str = "door") -> Data:
    return link(start, end, meters, kind) | {"width": f"{width} m"}


def outside(name: str = "yard") -> Data:
    return zone(name, "outdoors", None) | {"building": "grounds"}


def teacher(room: str) -> Data:
    return {"id": f"staff@{room}", "role": "teacher", "post": room}


def group_in(room: str, heads: int, adult: str | None = None, age: str = "teen") -> Data:
    """A group in a room, with an adult or by itself."""
    return {"id": f"group@{room}", "heads": heads, "age": age, "post": room} | ({"with": adult} if adult else {})


def horns(**changes: Any) -> Data:
    """An alarm that sounds at once and is heard everywhere in the building."""
    kinds = ["classroom", "hall", "gym", "office", "stair", "exit"]
    return {
        "panels": [{"id": "main", "buildings": ["main"]}],
        "sounds_after": always(0),
        "heard": [{"kinds": kinds, "heard": chance(1, "zone")}],
        **changes,
    }


def detected_at(kilowatts: float, *kinds: str) -> Data:
    """Detectors in zones of these kinds."""
    return {"kinds": list(kinds) or ["classroom"], "at": share(kilowatts)}


def burning(**changes: Any) -> Data:
    """A fire in r00 that is 1 kW strong after a second, is noticed then, and is never too strong; stations are pulled at once."""
    return {
        "kind": "fire",
        "where": [{"zones": ["r00"]}],
        "growth": share(1),
        "perceptible": share(1),
        "untenable": share(900_000_000),
        "pulls": chance(1, "person"),
        "pull": always(0),
        **changes,
    }


def leaving(**changes: Any) -> Data:
    """Everybody sets out at once and is counted at once."""
    return {
        "kind": "evacuate",
        "pre_movement": {key: always(0) for key in ("ages_3_4", "ages_5_6", "older", "offices")},
        "flow": {"level": share(1.3), "down": share(1.1), "up": share(0.88), "boundary": always("0.15 m")},
        "roll_call": always(0),
        "tell": {"when": "never", "whom": "roster-ring", "most": 0, "contact": always(0)},
        **changes,
    }


def fire_scenario(hazard: Data | None = None, protocol: Data | None = None, **changes: Any) -> Data:
    """Whoever is where it burns sees it and understands at once; nobody else does."""
    return plain_scenario(
        hazard=hazard or burning(),
        protocol=protocol or leaving(),
        sends=["fire"],
        primary=[{"measure": "rset", "smallest_difference": 5}],
        **changes,
    )


def fire_campus(zones: Sequence[Data], links: Sequence[Data], **changes: Any) -> Data:
    """A building with a yard; a fire engine comes after five minutes and needs one more for the first water."""
    engine = {"id": "fire", "kind": "fire", "travel": always(300), "locate": always(60), "enters": "yard"}
    return plain_campus(
        zones=[*zones, outside()],
        links=list(links),
        roster=changes.pop("roster", [teacher("r00")]),
        groups=changes.pop("groups", []),
        agencies=[engine],
        fire_alarm=changes.pop("fire_alarm", horns()),
        assembly="yard",
        **changes,
    )


@st.composite
def fires(draw: Callable[[st.SearchStrategy[Any]], Any], strategies: int = 1, steady: bool | None = None) -> Played:
    """A random emergency, made into a fire: a yard to gather in, one door or two to it, horns here and there, a fire engine."""
    steady = draw(st.booleans()) if steady is None else steady
    played: Played = draw(emergencies(strategies=strategies, steady=steady))
    dice = Dice(draw, steady)
    zones = [*played.campus["zones"], outside()]
    names = [line["id"] for line in zones]
    engine: Data = {"id": "engine", "kind": "fire", "units": dice.whole(1, 2), "enters": dice.one(*names)}
    engine |= {"travel": dice.seconds("event", 200)}
    engine |= dice.one({}, {"turnout": dice.seconds("event"), "locate": dice.seconds("event")})
    campus = played.campus | {
        "zones": zones,
        "links": [*played.campus["links"], *ways_out(dice, zones)],
        "agencies": [*played.campus["agencies"], engine],
        "fire_alarm": random_alarm(dice),
        "assembly": "yard",
    }
    scenario = played.scenario | {
        "hazard": random_fire(dice, [line["id"] for line in zones if line["kind"] != "outdoors"]),
        "protocol": random_leaving(dice, played.scenario["protocol"]["tell"]),
        "sends": dice.one(["fire"], ["fire", "police"]),
        "responding": [],
    }
    return played.changed(campus=campus, scenario=scenario)


def ways_out(dice: Dice, zones: list[Data]) -> list[Data]:
    """Doors to the yard, the last of the zones; and from each other zone outdoors a path."""
    inside = [line["id"] for line in zones if line["kind"] != "outdoors"]
    open_air = [line["id"] for line in zones[:-1] if line["kind"] == "outdoors"]
    doors = [door(dice.one(*inside), "yard", dice.one(1, 8, 30), dice.one(0.9, 1.8)) for _ in range(2)]
    return [*doors[: dice.whole(1, 2)], *(door(name, "yard", 20, 4, "path") for name in open_air)]


def random_alarm(dice: Dice) -> Data:
    """Horns in one building or both, on one panel or two, heard or not, with detectors or without."""
    panels = dice.one([["main"]], [["annexe"]], [["main"], ["annexe"]], [["main", "annexe"]])
    changes: Data = {"panels": [{"id": names[0], "buildings": names} for names in panels]}
    changes |= {"sounds_after": dice.seconds("replication")}
    heard = [["classroom", "gym", "office"], ["hall", "stair", "exit"]]
    changes["heard"] = [{"kinds": kinds, "heard": dice.p("zone")} for kinds in heard]
    if dice.maybe():
        changes["detectors"] = detected_at(dice.one(1, 100), "classroom", "hall")
    if dice.maybe():
        changes["reports_after"] = dice.seconds("replication")
    return horns(**changes)


def random_fire(dice: Dice, inside: list[str]) -> Data:
    """Anywhere in a building, slow or fast."""
    where = [{"zones": dice.some(tuple(inside)) or inside}]
    changes: Data = {"where": where, "growth": share(dice.one(1, 0.04)), "perceptible": share(dice.one(1, 4))}
    changes |= {"pulls": dice.p("person"), "pull": dice.seconds("person")}
    changes["untenable"] = share(dice.one(4, 900, 900_000))
    found = burning(**changes)
    if dice.maybe():
        del found["untenable"]
        found["aset"] = dice.seconds("replication", 200)
    return found


def random_leaving(dice: Dice, tell: Data) -> Data:
    """Any times; doors that let through more or fewer."""
    ready = {key: dice.seconds("person") for key in leaving()["pre_movement"]}
    flow = leaving()["flow"] | {"level": share(dice.one(1, 1.3)), "boundary": always(dice.one("0.1 m", "0.2 m"))}
    return leaving(pre_movement=ready, flow=flow, roll_call=dice.seconds("person"), tell=tell)
