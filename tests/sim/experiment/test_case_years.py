"""The numbers of the picture of a school year, against the measures of the same plays and against a trace read by hand."""

from statistics import fmean

import pytest

from sim.engine import SimpyEngine
from sim.experiment.case_years import STEPS, count_open_cases, play_case_years
from sim.measures import compute_measures
from sim.model.trace import EventKind, Trace
from sim.statistics.summaries import Arm
from tests.sim.hazards.threat_years import DAY, opened, tables_of, years

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


def test_a_case_is_open_from_its_report_to_its_review_and_a_lost_one_never() -> None:
    trace = Trace(SimpyEngine(tables_of("line-weekly"), 1, 0).tables)
    trace.rows = [
        (days * DAY, kind, report, -1, -1, 0.0)
        for days, kind, report in (
            (0.2, EventKind.THREAT_REPORTED, 0),
            (1.2, EventKind.THREAT_REPORTED, 1),
            (2.2, EventKind.THREAT_REPORTED, 2),
            (2.8, EventKind.REPORT_LOST, 2),
            (4.9, EventKind.PLAN_REVIEWED, 1),
            (10.1, EventKind.THREAT_REPORTED, 3),
        )
    ]
    assert count_open_cases(trace)[:12].tolist() == [0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1]
