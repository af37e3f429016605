"""Any cardiac arrest on any campus keeps the rules, and all arms of it have the same luck."""

import math
from itertools import combinations

import pytest

from scenarios.library import open_emergency
from sim.engine import SimpyEngine
from sim.measures import compute_measures
from sim.sampling.streams import DrawBlock, DrawLog
from sim.tabulation import tabulate
from tests.sim.hazards.cardiac_invariants import broken_medical_rules
from tests.sim.model.invariants import broken_rules
from tests.sim.model.pairs import agree

SLOW = [pytest.param(campus, marks=pytest.mark.slow) for campus in ("rural-k12", "small-college")]
CAMPUSES = ["large-high-school", "suburban-elementary", *SLOW]
STRATEGIES = ("word-of-mouth", "office-pa", "dial-911", "app", "app-no-staff-leg", "app-no-911-leg")


@pytest.mark.parametrize("campus", CAMPUSES)
def test_all_arms_of_the_shipped_arrest_keep_the_rules_and_read_equal_numbers(campus: str) -> None:
    emergency, block = open_emergency("cardiac-arrest", campus, STRATEGIES), DrawBlock(5, range(1))
    for replication in range(1):
        logs: list[DrawLog] = []
        for name in STRATEGIES:
            tables = tabulate(emergency, name)
            logs.append({})
            trace = SimpyEngine(tables, 5, replication, block, logs[-1]).run()
            events = list(trace.events())
            assert broken_rules(tables, events) == []
            assert broken_medical_rules(tables, events) == []
            assert compute_measures(trace, tables)["collapse_to_cpr"] < math.inf
        assert min(agree(a, b) for a, b in combinations(logs, 2)) > 50
