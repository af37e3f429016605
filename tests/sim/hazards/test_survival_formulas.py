"""Closed forms of the cardiac arrest: the two formulas of survival at published points, and what the shipped inputs were fitted to."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.hazards import Aid
from scenarios.library import open_emergency, open_place
from scenarios.validation.limits import find_median
from sim.hazards.cardiac_arrest import LARSEN_MAX, larsen_survival, valenzuela_survival
from sim.sampling.quantile_tables import compile_distribution

MINUTE = 60.0
seconds = st.floats(0, 1800)
CALL_TO_ARRIVAL = {  # row 20, median in seconds
    "large-high-school": 6 * MINUTE,
    "rural-k12": 13 * MINUTE,
    "small-college": 6 * MINUTE,
    "suburban-elementary": 6 * MINUTE,
}


def test_both_formulas_at_the_published_point_and_larsens_line_at_its_ends() -> None:
    """CPR after 1, shock after 3, advanced care after 8 minutes: 67 - 2.3 - 3.3 - 16.8 = 44.6 %."""
    assert larsen_survival(1 * MINUTE, 3 * MINUTE, 8 * MINUTE) == pytest.approx(0.446, abs=1e-12)
    assert valenzuela_survival(1 * MINUTE, 3 * MINUTE) == pytest.approx(0.4346, abs=5e-5)
    assert valenzuela_survival(0, 0) == pytest.approx(1 / (1 + math.exp(-0.26)), abs=1e-12)
    assert larsen_survival(0, 0, 0) == LARSEN_MAX == 0.67
    assert larsen_survival(10 * MINUTE, 20 * MINUTE, 11 * MINUTE) == 0.0
    assert larsen_survival(0, 0, 30 * MINUTE) == pytest.approx(0.04)


@given(seconds, seconds, seconds, st.floats(0, 600))
def test_later_is_never_better(cpr: float, shock: float, crew: float, more: float) -> None:
    now = larsen_survival(cpr, shock, crew)
    assert 0.0 <= now <= LARSEN_MAX
    assert larsen_survival(cpr + more, shock, crew) <= now
    assert larsen_survival(cpr, shock + more, crew) <= now
    assert larsen_survival(cpr, shock, crew + more) <= now
    assert 0.0 < valenzuela_survival(cpr + more, shock) <= valenzuela_survival(cpr, shock) < 1.0
    assert valenzuela_survival(cpr, shock + more) <= valenzuela_survival(cpr, shock)


def test_one_adult_in_the_room_takes_from_collapse_to_cpr_what_row_22_says() -> None:
    """Recognition, maybe misread, reaction, first compression: a median of 60 s, within 5 %."""
    scenario = open_emergency("cardiac-arrest").scenario
    protocol, witnessing = scenario.protocol, scenario.witnessing
    assert isinstance(protocol, Aid)
    assert witnessing is not None
    assert witnessing.misread is not None
    sources = (witnessing.recognition, protocol.reaction, protocol.cpr.start, witnessing.misread.adds)
    draws = np.random.default_rng(22).random((5, 20_000))
    compiled = [compile_distribution(source.distribution) for source in sources]
    parts = [one.quantile_array(u) for one, u in zip(compiled, draws, strict=False)]
    misread = draws[4] < find_median(witnessing.misread.happens)
    total = parts[0] + parts[1] + parts[2] + misread * parts[3]
    assert float(np.median(total)) == pytest.approx(60, rel=0.05)


@pytest.mark.parametrize("name", sorted(CALL_TO_ARRIVAL))
def test_an_ambulance_travels_what_is_left_of_call_to_arrival(name: str) -> None:
    """Row 20 less the medians of answering, processing and turnout, at least 60 s."""
    campus = open_place(name).campus
    (ambulance,) = [agency for agency in campus.agencies if agency.kind == "ems"]
    assert ambulance.turnout is not None
    assert campus.psap.processing is not None
    before = find_median(campus.psap.pick_up) + find_median(campus.psap.processing) + find_median(ambulance.turnout)
    travel = compile_distribution(ambulance.travel.distribution)
    assert travel.median() == pytest.approx(CALL_TO_ARRIVAL[name] - before, rel=0.02)
    assert travel.quantile(0.5 * 2.0**-20) >= 60
    assert find_median(ambulance.turnout) == pytest.approx(60 / math.exp(0.35 * NormalDist().inv_cdf(0.9)), rel=0.02)


def test_the_400_metre_round_trip_of_row_23() -> None:
    """4.05 minutes for 400 m in street clothes is the low end of the speeds, 800 m in 4.35 minutes the high one."""
    protocol = open_emergency("cardiac-arrest").scenario.protocol
    assert isinstance(protocol, Aid)
    distribution = compile_distribution(protocol.hurry.distribution)
    assert distribution.quantile(1e-12) == pytest.approx(400 / (4.05 * MINUTE), rel=0.01)
    assert distribution.quantile(1 - 1e-12) == pytest.approx(800 / (4.35 * MINUTE), rel=0.02)
