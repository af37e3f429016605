"""Small emergencies in which somebody's heart stops: a plain one to change in one place, and random ones.

In the plain one each step takes a power of two of seconds, so that a step left out or counted twice shows in the sum. The patient is
in the gym with a teacher; an AED hangs in the lobby; the nurse is in the clinic. Everybody hurries at 2 m/s, the crew walks at 1 m/s.

    gym — 10 m — hall — 20 m — lobby (AED), hall — 30 m — clinic
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
    uniform,
    witness,
    zone,
)
from tests.sim.model.random_campuses import Dice, Played, emergencies

RECOGNIZES, DECIDES, REACTS, KNEELS, SEARCHES, SHOCKS = 1.0, 2.0, 4.0, 8.0, 16.0, 32.0
PUSH, TRAVEL = 0.5, 512.0
NEVER: Data = {"when": "never", "whom": "roster-ring", "most": 0, "contact": always(0)}


def aid(**changes: Any) -> Data:
    return {
        "kind": "aid",
        "reaction": always(REACTS),
        "cpr": {"given": chance(1, "replication"), "start": always(KNEELS)},
        "defibrillation": {"search": always(SEARCHES), "shock": always(SHOCKS)},
        "hurry": always("2 m/s"),
        "crew_walks": always("1 m/s"),
        "tell": NEVER,
        **changes,
    }


def collapse(**changes: Any) -> Data:
    """Somebody collapses in the gym, and is seen."""
    return {
        "kind": "cardiac-arrest",
        "where": [{"zones": ["gym"]}],
        "witnessed": chance(1, "replication"),
        "found_after": always(64),
        **changes,
    }


def arrest(**changes: Any) -> Data:
    given: Data = {
        "hazard": collapse(),
        "witnessing": witness(RECOGNIZES, DECIDES),
        "protocol": aid(),
        "sends": ["ems"],
        "responding": [{"role": "nurse", "intervenes": False}],
        "primary": [{"measure": "collapse_to_shock", "smallest_difference": 15}],
        **changes,
    }
    return plain_scenario(**given)


TEACHER: Data = {"id": "teacher", "role": "teacher", "post": "gym"}
NURSE: Data = {"id": "nurse", "role": "nurse", "post": "clinic"}


def school(*roster: Data, aeds: tuple[str, ...] = ("lobby",), **changes: Any) -> Data:
    zones = [zone("gym", "gym"), zone("hall", "hall", None), zone("lobby", "hall", None), zone("clinic", "office")]
    given: Data = {
        "zones": [line | {"aed": line["id"] in aeds} for line in zones],
        "links": [link("gym", "hall", 10), link("hall", "lobby", 20), link("hall", "clinic", 30)],
        "roster": list(roster) or [TEACHER, NURSE],
        "office": "clinic",
        "agencies": [{"id": "ambulance", "kind": "ems", "travel": always(TRAVEL), "enters": "lobby"}],
        **changes,
    }
    return plain_campus(**given)


def told_by_push(**changes: Any) -> Data:
    """Everybody has the app; a press calls 911 and tells the staff half a second later."""
    return app_strategy(**{"push": {"delivered": chance(1, "person"), "delay": always(PUSH)}, **changes})


@st.composite
def arrests(draw: Callable[[st.SearchStrategy[Any]], Any], strategies: int = 1, steady: bool | None = None) -> Played:
    """A random emergency, made into a cardiac arrest: AEDs here and there, a response team, an ambulance."""
    steady = draw(st.booleans()) if steady is None else steady
    played: Played = draw(emergencies(strategies=strategies, steady=steady))
    dice = Dice(draw, steady)
    names = [line["id"] for line in played.campus["zones"]]
    ambulance: Data = {"id": "ambulance", "kind": "ems", "units": dice.whole(1, 2), "enters": dice.one(*names)}
    ambulance["travel"] = dice.seconds("event", 200)
    if dice.maybe():
        ambulance |= {"turnout": dice.seconds("event"), "locate": dice.seconds("event")}
    campus = played.campus | {
        "zones": [line | {"aed": dice.maybe()} for line in played.campus["zones"]],
        "roster": [line | {"response_team": dice.maybe()} for line in played.campus["roster"]],
        "agencies": [*played.campus["agencies"], ambulance],
    }
    scenario = played.scenario | {
        "hazard": collapse(
            where=[{"zones": [name]} for name in dice.some(tuple(names))] or [{"zones": ["*"]}],
            witnessed=dice.p("replication"),
            found_after=dice.seconds("replication"),
        ),
        "witnessing": played.scenario["witnessing"] | {"protects": "at-once"},
        "protocol": random_aid(dice, played.scenario["protocol"]["tell"]),
        "sends": dice.one(["ems"], ["ems", "police"]),
    }
    return played.changed(campus=campus, scenario=scenario)


def random_aid(dice: Dice, tell: Data) -> Data:
    return aid(
        reaction=dice.seconds("person"),
        cpr={"given": dice.p("replication"), "start": dice.seconds("person")},
        defibrillation={"search": dice.seconds("person"), "shock": dice.seconds("replication")},
        hurry=always("2 m/s") if dice.steady else hurry(),
        tell=tell,
    )


def hurry() -> Data:
    """Between 1.65 and 3.1 m/s."""
    distribution = {"low": "1.65 m/s", "mode": "1.9 m/s", "high": "3.1 m/s"}
    return {"triangular": distribution, "varies": "person", "evidence": {"basis": "assumed", "note": "invented"}}


def with_luck(protocol: Data) -> Data:
    """The protocol with times that differ from person to person and play to play."""
    return protocol | {
        "reaction": lognormal(8, 0.6, "person"),
        "cpr": {"given": chance(0.93, "replication"), "start": lognormal(25, 0.5, "person")},
        "defibrillation": {"search": uniform(10, 60, "person"), "shock": lognormal(83, 0.54, "replication")},
        "hurry": hurry(),
    }
