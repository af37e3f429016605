"""A wing of three rooms with a class each, and what its office orders."""

from typing import Any

from sim.model.interventions import Announce
from sim.model.tables import Tables
from tests.sim.worlds import Plain, adult, app_strategy, assailant, group_in, link, tables_of, witness, zone

CLASS = 20
"""Students in each room."""


def wing(hazard: dict[str, Any] | None = None, sees: dict[str, list[str]] | None = None, **changes: Any) -> Tables:
    """Three rooms 10 m from a hall; west exit 20 m, east exit 30 m from it; the yard and the lawn 10 m from these."""
    seen = sees or {}
    kinds = {"hall": "hall", "west": "exit", "east": "exit"}
    zones = [zone(name, kind, None, sees=seen.get(name, [])) for name, kind in kinds.items()]
    zones += [zone(f"r0{n}", sees=seen.get(f"r0{n}", [])) for n in range(3)]
    zones += [zone(name, "outdoors", None, building="grounds", sees=seen.get(name, [])) for name in ("yard", "lawn")]
    links = [link("hall", f"r0{n}", 10) for n in range(3)]
    links += [link("hall", "west", 20), link("hall", "east", 30), link("west", "yard", 10), link("east", "lawn", 10)]
    roster = [adult(f"teacher-{n}", f"r0{n}", keys=n == 1) for n in range(3)]
    groups = [group_in(f"r0{n}", CLASS, f"teacher-{n}", name=f"class-{n}") for n in range(3)]
    place = {"zones": zones, "links": links, "roster": roster, "groups": groups}
    campus = Plain.campus(**place, pa=Plain.pa(), radio=None, office="r00")
    scenario = Plain.scenario(
        hazard=assailant(**{"where": [{"zones": ["lawn"]}]} | (hazard or {})), witnessing=witness(recognition=3000)
    )
    return tables_of(campus | changes, scenario, app_strategy(everyday=["pa"]))


def say(instruction: str, **more: Any) -> Announce:
    return Announce("teacher-0", instruction=instruction, **more)
