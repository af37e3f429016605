"""What was ruled marks every number after it in the tables of a report, in each format and on the screen, and none before it."""

import re
from functools import cache

import pytest

from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report
from reports.counterfactual import RULING_MARK, RulingMarks, list_observed
from sim.exercise import facilitator
from sim.exercise.clock import format_t_plus
from sim.exercise.conductor import read_next
from sim.exercise.counterfactual import Effect, build_replication_task, run_counterfactual
from sim.exercise.decisions import DecisionResponse
from sim.exercise.review import Improvement, Review
from sim.statistics.paired import Pairing
from tests.reports.reports import rows, tables
from tests.sim.exercise.exercises import nurse_untold, to_the_hot_wash
from tests.sim.experiment.comparisons import contrast

NOTE = re.compile(r"‡ from (T\+\d\d:\d\d) on, after the facilitator's ruling of D3, in all arms\.")


@cache
def ruled() -> ReportData:
    """The nurse is not told, and it is ruled that she knows; nothing is decided after that."""
    conductor = nurse_untold()
    facilitator.rule_awareness(conductor, "D3")
    conductor.submit_decision("D3", DecisionResponse(option="radio"))
    while read_next(conductor) or (not conductor.is_over and conductor.find_next_stop() is not None):
        if conductor.state.current_decision is not None:
            conductor.no_decision(conductor.state.current_decision.decision.id)
        else:
            conductor.jump()
    to_the_hot_wash(conductor)
    after = Review(conductor)
    effects = run_counterfactual(build_replication_task(after.state), after.observed_play, 4, workers=1)
    return ReportData("ruled", after, effects)


def ruled_at() -> float:
    return next(one.incident_time for one in ruled().state.log if one.kind == "rule")


def seconds(said: str) -> float:
    minutes, rest = re.sub(r"[^\d:]", "", said).split(":")
    return 60.0 * int(minutes) + int(rest)


@pytest.mark.slow
def test_times_after_the_ruling_are_marked_and_times_before_it_are_not() -> None:
    paper = build_after_action_report(ruled())
    (table,) = tables(paper, "Times in this exercise")
    times = [time for _, *cells in rows(paper, "Times in this exercise") for time in cells if time != "–"]
    assert {time.endswith(RULING_MARK) for time in times} == {True, False}
    assert [time.endswith(RULING_MARK) for time in times] == [seconds(time) >= int(ruled_at()) for time in times]
    found = NOTE.search(table.note)
    assert found
    assert found[1] == format_t_plus(ruled_at())


@pytest.mark.parametrize(
    ("measure", "times", "here", "says"),
    [
        ("aware_t50", (50.0, 99.0), Improvement(49.0), "+0:49"),
        ("aware_t50", (50.0, 100.0), Improvement(50.0), "+0:50‡"),
        ("aware_t50", (50.0, float("inf")), Improvement(50.0, is_reached=False), "at least +0:50‡"),
        ("aware_t50", (float("inf"), float("inf")), Improvement(is_reached=False), "not achieved"),
        ("travel", (50.0, 60.0), Improvement(10.0), "+0:10‡"),
    ],
)
def test_one_side_after_a_ruling_counts(measure: str, times: tuple[float, float], here: Improvement, says: str) -> None:
    one = Effect(contrast(Pairing("twin", "autopilot"), measure, 0.0), here)
    known = {"twin": {measure: times[1]}, "autopilot": {measure: times[0]}, "room": {measure: times[0]}}
    assert list_observed((one,), RulingMarks(100.0, ("D1",), known)) == [says]
