"""Small emergencies with a tornado for the tests: plain ones, in which only what a test switches on happens, and random ones."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.sim.model.emergencies import Data, always, chance, plain_campus, plain_scenario, public_address, share, zone
from tests.sim.model.fire_emergencies import door, leaving, outside, ways_out
from tests.sim.model.random_campuses import Dice, Played, emergencies


def storm(**changes: Any) -> Data:
    """A warning, 600 s later a tornado that no one sees, and after half an hour the all clear. Only the weather radio sounds, at once."""
    return {
        "kind": "tornado",
        "lead": always(600),
        "travels": always(0),
        "seen": always(0),
        "no_tornado": chance(1, "replication"),
        "late": {"happens": chance(0, "replication"), "adds": always(120)},
        "weather_radio": {"sounds": always(0), "absent": chance(0, "replication")},
        "wireless": {"delay": always(0) | {"varies": "person"}, "missed": chance(1, "person")},
        "siren": {"sounds": always(0), "indoors": chance(0, "zone"), "outdoors": chance(0, "zone")},
        "parents": {"rate": share(0), "begin": "3 min"},
        "all_clear": {"after_warning": always(1800), "after_storm": "5 min"},
        **changes,
    }


def sheltering(**changes: Any) -> Data:
    """The office orders shelter at once, and adults who know of the warning wait for the order. No one tells anyone."""
    return {
        "kind": "shelter",
        "reaction": always(0),
        "decision": deciding(),
        "knowing": knowing(),
        "flow": leaving()["flow"],
        "get_down": always(0),
        "tell": {"when": "never", "whom": "roster-ring", "most": 0, "contact": always(0)},
        **changes,
    }


def deciding(takes: float = 0, waits: float = 0, sweeps_after: float = 7000) -> Data:
    """Of the office."""
    return {"takes": always(takes), "waits": chance(waits, "replication"), "sweeps_after": always(sweeps_after)}


def knowing(shelters: float = 0, presses: float = 0, tells_office: float = 0) -> Data:
    names = {"shelters": shelters, "presses": presses, "tells_office": tells_office}
    return {name: chance(p, "person") for name, p in names.items()}


def storm_scenario(hazard: Data | None = None, protocol: Data | None = None, **changes: Any) -> Data:
    return plain_scenario(
        hazard=hazard or storm(),
        protocol=protocol or sheltering(),
        horizon="2 h",
        primary=[{"measure": "sheltered_t90", "smallest_difference": 15}],
        **changes,
    )


def area(capacity: int, *rooms: str) -> Data:
    """Of a zone where people shelter."""
    return {"shelter": {"capacity": capacity, "rooms": list(rooms)}}


def storm_campus(**changes: Any) -> Data:
    """An office r00 with a clerk and rooms r01 and r02 with a teacher, on a hall where a hundred can shelter; a yard."""
    rooms = ("r00", "r01", "r02")
    clerk = {"id": "clerk", "role": "secretary", "post": "r00", "office": True}
    teachers = [{"id": f"staff@{room}", "role": "teacher", "post": room} for room in rooms[1:]]
    return plain_campus(
        **{
            "zones": [*(zone(room, phone=True) for room in rooms), zone("hall", "hall", None) | area(100), outside()],
            "links": [*(door(room, "hall", 10, 2) for room in rooms), door("hall", "yard", 10, 2)],
            "roster": [clerk, *teachers],
            "groups": [],
            "pa": public_address(),
        }
        | changes
    )


@st.composite
def storms(draw: Callable[[st.SearchStrategy[Any]], Any], strategies: int = 1, steady: bool | None = None) -> Played:
    """A random emergency, made into a tornado: shelter areas here and there, rooms with windows, students with phones."""
    steady = draw(st.booleans()) if steady is None else steady
    played: Played = draw(emergencies(strategies=strategies, steady=steady))
    dice = Dice(draw, steady)
    zones = [*(line | random_areas(dice, line) for line in played.campus["zones"]), outside()]
    phones = played.campus["phones"] | dice.one({}, {"students": share(dice.one(0, 0.3, 1))})
    campus = played.campus | {
        "zones": zones,
        "links": [*played.campus["links"], *ways_out(dice, zones)],
        "phones": phones,
    }
    scenario = played.scenario | {
        "hazard": random_storm(dice),
        "protocol": random_sheltering(dice, played.scenario["protocol"]["tell"]),
        "responding": [],
    }
    return played.changed(campus=campus, scenario=scenario)


def random_areas(dice: Dice, line: Data) -> Data:
    windows = {"windows": dice.maybe()}
    may = line["kind"] in ("classroom", "office", "hall", "stair")
    return windows | (area(dice.one(1, 5, 40, 400), *dice.one((), ("r0*",))) if may and dice.maybe() else {})


def random_storm(dice: Dice) -> Data:
    return storm(
        lead=dice.seconds("replication", 600),
        travels=dice.seconds("replication"),
        seen=dice.seconds("replication", 90),
        no_tornado=dice.p("replication"),
        late={"happens": dice.p("replication"), "adds": dice.seconds("replication")},
        weather_radio={"sounds": dice.seconds("replication"), "absent": dice.p("replication")},
        wireless={"delay": always(dice.one(0, 1, 10)) | {"varies": "person"}, "missed": dice.p("person")},
        siren={"sounds": dice.seconds("replication"), "indoors": dice.p("zone"), "outdoors": dice.p("zone")},
        parents={"rate": share(dice.one(0, 1, 10)), "begin": f"{dice.one(0, 10, 180)} s"},
        all_clear={"after_warning": always(dice.one(1, 60, 1800)), "after_storm": "5 min"},
    )


def random_sheltering(dice: Dice, tell: Data) -> Data:
    return sheltering(
        reaction=dice.seconds("person"),
        decision={
            "takes": dice.seconds("replication"),
            "waits": dice.p("replication"),
            "sweeps_after": dice.seconds("replication"),
        },
        knowing={name: dice.p("person") for name in knowing()},
        get_down=dice.seconds("person"),
        tell=tell,
    )
