"""A small emergency for the tests of the experiment: eight rooms, luck in everything, three strategies, and
inputs that nobody has measured. A play takes a millisecond.
"""

from typing import Any

from scenarios.scenario import Emergency
from tests.sim.model.emergencies import (
    Data,
    always,
    app_strategy,
    chance,
    emergency,
    lognormal,
    plain_campus,
    plain_psap,
    plain_scenario,
    plain_strategy,
    public_address,
    row_of_rooms,
    telling,
)

MEASURED = {"basis": "measured", "source": "a test", "range": "8 s to 20 s"}


def assumed(of: Data, range_: str) -> Data:
    """The same input, now with a range that its median may be anywhere in."""
    return of | {"evidence": {"basis": "assumed", "range": range_}}


def small_campus(**changes: Any) -> Data:
    """Rooms on a hall, a PA, a center with two takers."""
    psap = plain_psap(
        takers=2,
        connect=lognormal(10, 0.3) | {"evidence": MEASURED},
        service=assumed(lognormal(60, 0.4), "30 s to 120 s"),
    )
    own: Data = {
        "present_practice": "announces",
        "pa": public_address(reach_microphone=assumed(lognormal(30, 0.5, "event"), "10 s to 90 s")),
        "office_reached": {"by_phone": lognormal(20, 0.5, "event")},
        "psap": psap,
    }
    return plain_campus(**row_of_rooms(8), **own | changes)


def small_scenario(**changes: Any) -> Data:
    """A notice; people tell others along the ring."""
    scenario = plain_scenario(
        protocol=telling("roster-ring", 2, assumed(lognormal(25, 0.5), "10 s to 60 s")),
        headlines=[
            {"without": "dials", "with": "alerts", "says": "what the alert adds"},
            {"without": "present-practice", "with": "alerts", "says": "what adopting it adds"},
        ],
        strategies=["dials", "alerts", "announces"],
        baseline="dials",
        primary=[
            {"measure": "aware_t90", "smallest_difference": 5},
            {"measure": "first_unit_on_scene", "smallest_difference": 5},
        ],
    )
    scenario["witnessing"]["recognition"] = assumed(lognormal(10, 0.8, "person"), "5 s to 45 s")
    return scenario | changes


def small_school(campus: Data | None = None, **changes: Any) -> Emergency:
    """The emergency. campus: instead of the small one. changes: of the scenario."""
    alerts = app_strategy(
        "alerts",
        push={"delivered": chance(0.8, "person"), "delay": assumed(lognormal(4, 0.6, "person"), "1 s to 30 s")},
        leg_fails={
            "psap": chance(0, "replication"),
            "staff": chance(0.1, "replication") | {"evidence": {"basis": "assumed", "range": "0 to 0.3"}},
        },
        press=always(5),
    )
    dials = plain_strategy("dials", everyday=["word-of-mouth"])
    announces = plain_strategy("announces", report=["tell-office"], everyday=["pa", "word-of-mouth"])
    announces["office"] = {"calls_911": True, "announces": "at-once"}
    whole = campus or small_campus()
    return emergency(whole, small_scenario(**changes), dials, alerts, announces)
