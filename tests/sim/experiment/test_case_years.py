"""The numbers of the picture of a school year, against the measures of the same plays."""

from statistics import fmean

import pytest

from sim.experiment.case_years import STEPS, play_case_years
from sim.measures import compute_measures
from sim.statistics.summaries import Arm
from tests.sim.hazards.threat_years import opened, tables_of, years

COUNT = 12


def test_steps_add_up_to_the_days_that_are_measured() -> None:
    arm = Arm("line-weekly")
    found = play_case_years(opened(), [arm], 1, COUNT)[arm]
    tables = tables_of("line-weekly")
    measured = [compute_measures(trace, tables) for trace in years(tables, COUNT)]
    assert len(found.steps) == len(STEPS) - 1
    assert sum(found.steps[:2]) == pytest.approx(fmean(one["days_to_team"] for one in measured))
    assert sum(found.steps[:3]) == pytest.approx(fmean(one["days_to_plan"] for one in measured))
    assert found.mean.mean() == pytest.approx(fmean(one["open_cases"] for one in measured), rel=0.05)
    assert (found.low <= found.high).all()
