"""Each scenario plays on each campus with which it goes."""

import math

import pytest

from scenarios.diagnostics import Problems
from scenarios.library import open_emergency
from sim.engine import SimpyEngine
from sim.measures import compute_measures
from sim.model.trace import EventKind
from sim.sampling.streams import DrawBlock
from sim.tabulation import tabulate
from tests.sim.combinations import COMBINATIONS, THREATS, WITH_A_LABORATORY

PLAYS = 5


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "campus"), [pair for pair in COMBINATIONS if pair[0] not in THREATS[1:]])
def test_each_plays_from_onset_to_help_or_all_clear(scenario: str, campus: str) -> None:
    tables = tabulate(open_emergency(scenario, campus, ["app"]), "app")
    trace = SimpyEngine(tables, 1, 0).run()
    ends = scenario in (
        *("false-alarm", "agitated-visitor", "tornado", "missing-student", "release-outside"),
        *("swatting", "bomb-threat"),
    )
    last = EventKind.ALL_CLEAR if ends else EventKind.ON_SCENE  # help may be on its way still
    assert last in {row[1] for row in trace.rows}
    assert compute_measures(trace, tables).get("aware_t50", 0.0) < math.inf or scenario == "cardiac-arrest"


@pytest.mark.slow
@pytest.mark.parametrize("campus", WITH_A_LABORATORY[1:])  # the first: test_fire_pattern
def test_where_the_horns_sound_the_buildings_on_the_panel_are_emptied_and_all_are_counted(campus: str) -> None:
    """In most fires at least: in a few somebody does not hear the horns, and nobody comes by who tells them."""
    tables = tabulate(open_emergency("laboratory-fire", campus, ["app-no-staff-leg"]), "app-no-staff-leg")
    block = DrawBlock(1, range(PLAYS))
    result = [compute_measures(SimpyEngine(tables, 1, r, block).run(), tables) for r in range(PLAYS)]
    for measure in ("rset", "accountability_complete"):
        assert sum(play[measure] < math.inf for play in result) >= PLAYS - 1


def test_a_school_without_a_laboratory_says_so() -> None:
    needed = "has no laboratory; there must be a zone with laboratory: true"
    with pytest.raises(Problems, match=needed):
        open_emergency("laboratory-fire", "suburban-elementary")
