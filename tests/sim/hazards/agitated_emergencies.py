"""Small schools in which somebody is agitated in front of one adult: a plain one to change in one place, and random ones.

In the plain one each step takes a power of two of seconds, so that a step left out or counted twice shows in the sum. The person faces the
teacher in the room; helpers are a nurse and a custodian. Whoever helps goes at 2 m/s.

    room — 10 m — hall — 20 m — clinic (nurse), hall — 60 m — store (custodian), hall — 10 m — other (a teacher)
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
    plain_campus,
    plain_scenario,
    plain_strategy,
    share,
    witness,
    zone,
)
from tests.sim.model.random_campuses import Dice, Played, emergencies

SEES, DECIDES, REACTS, PHONES, RELAYS = 1.0, 2.0, 4.0, 8.0, 16.0
PUSH, TALKS = 0.5, 0.25
FROM_CLINIC, FROM_STORE = 30 / 2, 70 / 2
ESCALATES_AT, LASTS, INTERRUPTS = 512.0, 1024.0, 64.0
CHANCE, CALMS = 0.25, 0.5
NEVER: Data = {"when": "never", "whom": "roster-ring", "most": 0, "contact": always(0)}


def assist(**changes: Any) -> Data:
    return {
        "kind": "assist",
        "reaction": always(REACTS),
        "free": chance(1, "person"),
        "trained": chance(1, "person"),
        "engages": chance(1, "person"),
        "relay": always(RELAYS),
        "interrupts": always(INTERRUPTS),
        "tell": NEVER,
        **changes,
    }


def upset(**changes: Any) -> Data:
    """Somebody who is agitated, in the room."""
    return {
        "kind": "agitated-person",
        "where": [{"zones": ["room"]}],
        "escalates": chance(CHANCE, "replication"),
        "escalates_after": always(ESCALATES_AT),
        "lasts": always(LASTS),
        "calms": share(CALMS),
        **changes,
    }


def visit(**changes: Any) -> Data:
    given: Data = {
        "hazard": upset(),
        "witnessing": witness(SEES, DECIDES),
        "protocol": assist(),
        "primary": [{"measure": "helper_arrives", "smallest_difference": 15}],
        **changes,
    }
    return plain_scenario(**given)


def secure(**changes: Any) -> Data:
    return {"kind": "secure", "reaction": always(REACTS), "interrupts": always(INTERRUPTS), "tell": NEVER} | changes


def weapon(**changes: Any) -> Data:
    """A student has seen a weapon in the room."""
    hazard: Data = {
        "kind": "weapon-seen",
        "where": [{"zones": ["room"]}],
        "student_tells": always(128),
        "lasts": always(LASTS),
        "search": always(256),
    }
    given: Data = {"hazard": hazard, "protocol": secure(), "responding": [{"role": "sro", "intervenes": True}]}
    return visit(**given | changes)


TEACHER: Data = {"id": "teacher", "role": "teacher", "post": "room"}
OTHER: Data = {"id": "other", "role": "teacher", "post": "other"}
CLERK: Data = {"id": "clerk", "role": "clerk", "post": "office", "office": True}
NURSE: Data = {"id": "nurse", "role": "nurse", "post": "clinic", "response_team": True}
CUSTODIAN: Data = {"id": "custodian", "role": "custodian", "post": "store", "response_team": True}
OFFICER: Data = {"id": "officer", "role": "sro", "post": "clinic", "response_team": True, "police_radio": True}
ROSTER = (TEACHER, OTHER, CLERK, NURSE, CUSTODIAN)


def school(*roster: Data, **changes: Any) -> Data:
    ways = [("room", 10), ("clinic", 20), ("store", 60), ("other", 10), ("office", 40)]
    given: Data = {
        "zones": [zone("hall", "hall", None), *(zone(name, phone=True) for name, _ in ways)],
        "links": [link("hall", name, meters) for name, meters in ways],
        "roster": list(roster) or list(ROSTER),
        "groups": [
            {"id": "class", "heads": 20, "age": "teen", "post": "room", "with": "teacher"},
            {"id": "others", "heads": 30, "age": "teen", "post": "other", "with": "other"},
        ]
        if not roster
        else [],
        "office": "office",
        "office_reached": {"by_phone": always(PHONES)},
        "agencies": [{"id": "police", "kind": "police", "travel": always(100), "locate": always(50), "enters": "hall"}],
        **changes,
    }
    return plain_campus(**given)


def by_app(**changes: Any) -> Data:
    """Everybody has the app, and a press tells whom it is for half a second later."""
    return app_strategy(**{"push": {"delivered": chance(1, "person"), "delay": always(PUSH)}, **changes})


def by_phone() -> Data:
    """The adult phones the office."""
    return plain_strategy(report=["tell-office"])


def by_badge() -> Data:
    """The adult presses a badge that tells the team half a second later."""
    badge = {"worn": chance(1, "person"), "charged": chance(1, "person"), "press": always(0), "notifies": always(PUSH)}
    return plain_strategy(report=["badge"], badge=badge)


@st.composite
def visits(draw: Callable[[st.SearchStrategy[Any]], Any], strategies: int = 1, steady: bool | None = None) -> Played:
    """A random emergency, made into an agitated person or a weapon that was seen, with a response team here and there."""
    steady = draw(st.booleans()) if steady is None else steady
    played: Played = draw(emergencies(strategies=strategies, steady=steady))
    dice = Dice(draw, steady)
    names = [line["id"] for line in played.campus["zones"]]
    campus = played.campus | {"roster": [line | {"response_team": dice.maybe()} for line in played.campus["roster"]]}
    where = [{"zones": [name], "together": dice.maybe()} for name in dice.some(tuple(names))] or [{"zones": ["*"]}]
    tell = played.scenario["protocol"]["tell"]
    is_weapon = dice.maybe()
    hazard = random_weapon(dice, where) if is_weapon else random_person(dice, where)
    protocol = secure(reaction=dice.seconds("person"), tell=tell) if is_weapon else random_assist(dice, tell)
    return played.changed(campus=campus, scenario=played.scenario | {"hazard": hazard, "protocol": protocol})


def random_person(dice: Dice, where: list[Data]) -> Data:
    return upset(
        where=where,
        escalates=dice.p("replication"),
        escalates_after=dice.seconds("replication", 90),
        lasts=dice.seconds("replication", 200),
        calms=share(dice.one(0, 0.5, 1)),
    )


def random_weapon(dice: Dice, where: list[Data]) -> Data:
    times = {name: dice.seconds("replication", 90) for name in ("student_tells", "lasts", "search")}
    return {"kind": "weapon-seen", "where": where, **times}


def random_assist(dice: Dice, tell: Data) -> Data:
    return assist(
        reaction=dice.seconds("person"),
        alerts=dice.one("team", "everyone"),
        relay=dice.seconds("replication"),
        free=dice.p("person"),
        trained=dice.p("person"),
        engages=dice.p("person"),
        interrupts=always(dice.one(0, 5, 60)),
        tell=tell,
    )
