"""Small schools in which a child walks away: a plain one to change in one place, and random ones.

In the plain one each step takes a power of two of seconds, so that a step left out or counted twice shows in the sum. The child's class is
in the room. The child walks at half a meter a second and goes into no room with an adult, so there is one way to the exit, which leads off
campus. The custodian is the only adult who is free to search, and goes at 2 m/s.

    room (teacher, class) — 16 m — hall — 8 m — exit, hall — 40 m — store (custodian), hall — 10 m — other (a teacher), office (clerk)
"""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.sim.model.emergencies import (
    Data,
    always,
    app_strategy,
    chance,
    link,
    lognormal,
    plain_campus,
    plain_scenario,
    plain_strategy,
    share,
    witness,
    zone,
)
from tests.sim.model.random_campuses import Dice, Played, emergencies

DECIDES, REACTS, PHONES, PUSH = 2.0, 4.0, 8.0, 0.5
PAUSES, MISSED, REPORTED, OUTSIDE = 64.0, 512.0, 2048.0, 1024.0
ROOM, FIELD = 16.0, 128.0
TO_HALL, TO_EXIT = 16 / 0.5, 8 / 0.5
IN_HALL = PAUSES + TO_HALL
"""When the child enters the hall."""
AT_EXIT = IN_HALL + PAUSES + TO_EXIT
FROM_STORE = 40 / 2
NEVER: Data = {"when": "never", "whom": "roster-ring", "most": 0, "contact": always(0)}


def searching(**changes: Any) -> Data:
    return {
        "kind": "search",
        "reaction": always(REACTS),
        "room": always(ROOM),
        "outdoors": always(FIELD),
        "hall": always("1 m/s"),
        "tell": NEVER,
        **changes,
    }


def child(**changes: Any) -> Data:
    """A child of the class in the room."""
    return {
        "kind": "missing-student",
        "where": [{"zones": ["room"]}],
        "missed_after": always(MISSED),
        "speed": always("0.5 m/s"),
        "pauses": always(PAUSES),
        "favors": share(3),
        "found_off_campus": always(OUTSIDE),
        "reported": always(REPORTED),
        "known": chance(1, "person"),
        "described": chance(0, "person"),
        **changes,
    }


def missing(**changes: Any) -> Data:
    given: Data = {
        "hazard": child(),
        "witnessing": witness(0, DECIDES),
        "protocol": searching(),
        "horizon": "4 h",
        "primary": [{"measure": "found", "smallest_difference": 60}],
        **changes,
    }
    return plain_scenario(**given)


def school(exit_: Data | None = None, clerks: int = 1, **changes: Any) -> Data:
    """exit_: more of the line of the exit. clerks: in the office."""
    ways = [("room", 16), ("store", 40), ("other", 10), ("office", 10)]
    halls = [zone("hall", "hall", None), zone("exit", "exit", None) | (exit_ or {})]
    given: Data = {
        "zones": [*halls, *(zone(name, phone=True) for name, _ in ways)],
        "links": [link("hall", "exit", 8), *(link("hall", name, meters) for name, meters in ways)],
        "roster": [
            {"id": "teacher", "role": "teacher", "post": "room"},
            {"id": "colleague", "role": "teacher", "post": "other"},
            *({"id": f"clerk-{n}", "role": "clerk", "post": "office", "office": True} for n in range(clerks)),
            {"id": "custodian", "role": "custodian", "post": "store"},
        ],
        "groups": [
            {"id": "class", "heads": 20, "age": "child", "post": "room", "with": "teacher"},
            {"id": "others", "heads": 30, "age": "child", "post": "other", "with": "colleague"},
        ],
        "office": "office",
        "office_reached": {"by_phone": always(PHONES)},
        "agencies": [{"id": "police", "kind": "police", "travel": always(100), "locate": always(50), "enters": "exit"}],
        **changes,
    }
    return plain_campus(**given)


SEEN: Data = {"watched": True}
"""Of an exit: the child does not go by."""


def by_app(**changes: Any) -> Data:
    """Everybody has the app, and a press tells all adults half a second later."""
    return app_strategy(**{"push": {"delivered": chance(1, "person"), "delay": always(PUSH)}, **changes})


def by_phone() -> Data:
    """The adult phones the office, which tells no one."""
    return plain_strategy(report=["tell-office"])


@st.composite
def searches(draw: Callable[[st.SearchStrategy[Any]], Any], strategies: int = 1, steady: bool | None = None) -> Played:
    """A random emergency, made into a missing student, with exits, fences and water here and there."""
    steady = draw(st.booleans()) if steady is None else steady
    played: Played = draw(emergencies(strategies=strategies, steady=steady))
    dice = Dice(draw, steady)
    zones = [line | random_exit(dice, line) for line in played.campus["zones"]]
    names = tuple(line["id"] for line in zones)
    groups = [line | {"age": "child"} for line in played.campus["groups"]] or [
        {"id": "class", "heads": 5, "age": "child", "post": names[0]}
    ]
    hazard = child(
        where=[{"zones": dice.some(names) or ["*"]}],
        missed_after=dice.seconds("replication", 300),
        pauses=dice.one(always(1), always(7), lognormal(5, 0.6)),
        favors=share(dice.one(1, 3, 100)),
        found_off_campus=dice.seconds("replication", 300),
        reported=dice.seconds("replication", 300),
        known=dice.p("person"),
        described=dice.p("person"),
        photo=dice.maybe(),
    )
    protocol = searching(
        reaction=dice.seconds("person"),
        room=always(dice.one(1, 10)),
        outdoors=always(dice.one(5, 60)),
        watches_exits=dice.maybe(),
        tell=played.scenario["protocol"]["tell"],
    )
    scenario = played.scenario | {"hazard": hazard, "protocol": protocol, "horizon": "20 min"}
    return played.changed(campus=played.campus | {"zones": zones, "groups": groups}, scenario=scenario)


def random_exit(dice: Dice, line: Data) -> Data:
    kind = dice.one(line["kind"], "exit") if line["lock"] is None else line["kind"]
    near = dice.one([], [], ["water"], ["road"])
    return {"kind": kind, "watched": kind == "exit" and dice.maybe(), "fenced": dice.maybe(), "near": near}
