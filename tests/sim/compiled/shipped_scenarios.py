"""The shipped scenarios that both engines are held to, and their arms."""

import pytest

from scenarios.scenario import Emergency
from sim.model.tables import Tables
from sim.tabulation import tabulate
from tests.sim.combinations import COMBINATIONS

SEED, SHIPPED = 20_261, [*dict.fromkeys(scenario for scenario, _ in COMBINATIONS), "reference-r1"]
MOST_ARE_SLOW = [
    name if name in ("cardiac-arrest", "laboratory-fire") else pytest.param(name, marks=pytest.mark.slow)
    for name in SHIPPED
]
"""Where one small scenario and one with other processes find nearly every fault."""


def tables_of_arms(emergency: Emergency, conditions: tuple[str, ...] = ()) -> list[Tables]:
    return [tabulate(emergency, strategy, conditions) for strategy in emergency.strategies]
