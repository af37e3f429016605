"""Any cardiac arrest on any campus keeps the rules, and all arms of it have the same luck."""

import math
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.library import open_emergency
from sim.engine import SimpyEngine
from sim.hazards.cardiac_arrest import larsen_survival, valenzuela_survival
from sim.measures import compute_measures
from sim.sampling.streams import DrawBlock, DrawLog
from sim.tabulation import tabulate
from tests.sim.hazards.cardiac_invariants import Story, broken_medical_rules
from tests.sim.model.event_orders import no_counter_changes
from tests.sim.model.invariants import broken_rules
from tests.sim.model.pairs import agree, part_when_somebody_acts
from tests.sim.model.random_campuses import Played
from tests.sim.model.random_hazards import arrests

CAMPUSES = [
    "large-high-school",
    "suburban-elementary",
    *(pytest.param(campus, marks=pytest.mark.slow) for campus in ("rural-k12", "small-college")),
]
STRATEGIES = ("word-of-mouth", "office-pa", "dial-911", "app", "app-no-staff-leg", "app-no-911-leg")


def keeps_the_rules(played: Played) -> None:
    tables = played.tables()
    trace = played.engine().run()
    events = list(trace.events())
    assert broken_rules(tables, events) == []
    assert broken_medical_rules(tables, events) == []
    measured, story = compute_measures(trace, tables), Story(tables, events)
    steps = [story.first(kind) for kind in ("cpr_begins", "shock", "patient_reached")]
    names = ("collapse_to_cpr", "collapse_to_shock", "ems_at_patient")
    assert [measured[name] for name in names] == steps
    assert measured["aed_at_patient"] == story.first("aed_there")
    assert measured["first_responder_at_patient"] == story.first("responder_on_scene")
    cpr, shock, crew = (min(time, tables.horizon) for time in steps)
    assert measured["survival_larsen"] == larsen_survival(cpr, shock, crew)
    assert measured["survival_valenzuela"] == valenzuela_survival(cpr, shock)


@given(arrests())
def test_no_arrest_breaks_a_rule(played: Played) -> None:
    keeps_the_rules(played)


@pytest.mark.slow
@given(arrests())
@settings(max_examples=300)
def test_no_arrest_of_very_many_breaks_a_rule(played: Played) -> None:
    keeps_the_rules(played)


@pytest.mark.slow
@given(arrests(strategies=2))
def test_two_arms_of_any_arrest_read_equal_numbers_and_part_when_somebody_acts(pair: Played) -> None:
    part_when_somebody_acts(pair)


@given(arrests(steady=True), st.integers(2, 2_147_483_646))
def test_simpys_counter_decides_nothing_in_an_arrest(played: Played, step: int) -> None:
    no_counter_changes(played, step)


# the shipped one


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
