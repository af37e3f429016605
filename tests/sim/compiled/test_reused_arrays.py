"""An engine that goes on with the arrays of another one plays as an engine with arrays of its own."""

import numpy as np
import pytest

from scenarios.library import open_emergency
from sim.compiled.engine import CompiledEngine
from sim.compiled.packed_tables import PackedTables
from sim.compiled.shared_draws import SharedDraws
from sim.sampling.elementary import FloatArray
from sim.tabulation import Tabulator

NAMES = ["unaware_time", "first_unit_on_scene"]
PLAYS = range(6)


FEWER_TAKERS = {"psap.staffed": 0.6}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "then"), [({}, {"witnessing.recognition": 40.0}), ({}, FEWER_TAKERS), (FEWER_TAKERS, {})]
)
def test_plays_do_not_know_whose_arrays_they_are_in(first: dict[str, float], then: dict[str, float]) -> None:
    """An input of streams alone, with draws of the engine before in its arrays; and one by which tables become smaller, or larger."""
    emergency = open_emergency("active-assailant-class")
    tabulator, draws = Tabulator(emergency, emergency.strategies["office-pa"]), SharedDraws()
    packed = [PackedTables(tabulator.tables)]
    before = CompiledEngine(tabulator.build(first), 1, similar=packed, draws=draws)
    for _ in range(2):  # the second time with draws made in advance
        play(before)
    moved = tabulator.build(then)
    after = CompiledEngine(moved, 1, similar=packed, draws=draws, before=before)
    assert after.world is before.world
    assert play(after).tobytes() == play(CompiledEngine(moved, 1)).tobytes()


def play(engine: CompiledEngine) -> FloatArray:
    return np.concatenate([rows.values.copy() for rows in engine.play_rows(PLAYS, NAMES, until_known=True)])
