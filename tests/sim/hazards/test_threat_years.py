"""A year of threat reports by hand: when reports begin, what tips take to read, and every measure of a trace that is written down."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.experiment import case_years
from sim.hazards import threat_report
from sim.hazards.threat_report import THREAT_REPORT
from sim.model.assessment import FOLLOWED, ReportDraw, ReportKind, ReportStep, ReportTime
from sim.model.environment import Rank
from sim.model.trace import EventKind
from sim.model.trace_reader import Report
from sim.sampling.keyed_rng import Purpose
from tests.sim.model.school_worlds import DAY, HOUR, LASTS, Drawn, SchoolWorld, at, run

IS, TAKES, TRAVELS = Purpose.REPORT_IS, Purpose.REPORT_TAKES, Purpose.REPORT_TRAVELS
MEASURES = {measure.name: read for measure, read in THREAT_REPORT.measures.items()}


@pytest.mark.parametrize("is_staffed", [True, False])
def test_reports_begin_at_their_school_time_and_only_a_line_reads_tips(is_staffed: bool) -> None:
    """The year has six school days. The followed report comes after 2.5; the others after 2, 3 and 5; the next would be at its end."""
    drawn: Drawn = {
        (IS, ReportDraw.MOMENT, 0): 2.5 / 6,
        **{(TAKES, ReportTime.NEXT_REPORT, n): gap for n, gap in enumerate((1.0, 0.5, 1.0, 0.5))},
        (IS, ReportDraw.OUTSIDE, 2): 1.0,
        (IS, ReportDraw.HOUR, 2): 0.25,
        (IS, ReportDraw.HOUR, 3): 0.5,
        **{(TAKES, ReportTime.NEXT_TIP, n): gap for n, gap in enumerate((0.5, 4.5, 0.875, 0.25))},
        **{(TRAVELS, ReportStep.READING, n): 100.0 + n for n in range(5)},
    }
    world: Any = SchoolWorld(drawn, is_staffed=is_staffed)
    run(threat_report.run_school_year(world))
    begins = [
        at(3, 11.5),
        at(3, 8),
        at(5, 13.25),
        at(9, 8),
    ]  # of the third: a quarter of the 89 hours from Friday's end to Tuesday
    assert [time for time, _ in world.started] == begins
    assert len(world.orders) == 4
    assert {rank for rank, _ in world.orders} == {Rank.HAZARD}
    tips = [row for row in world.logged if row[1] == EventKind.TIPS_READ]
    assert [row[3] for row in tips] == ([303.0] if is_staffed else [])
    for _, process in world.started:
        process.close()


@pytest.mark.parametrize(("chance", "ratio", "expected"), [(0.2, 3.0, 3 / 7), (0.6, 0.5, 3 / 7), (0.35, 1.0, 0.35)])
def test_odds_are_multiplied(chance: float, ratio: float, expected: float) -> None:
    assert threat_report.multiply_odds(chance, ratio) == pytest.approx(expected)


@pytest.mark.parametrize(("followed", "ends"), [(None, (0.0, 1.0)), (3, (0.2, 0.3))])
def test_the_followed_report_begins_in_the_year_or_on_its_day(followed: int | None, ends: tuple[float, float]) -> None:
    hazard: Any = SimpleNamespace(followed=followed, year=SimpleNamespace(days=10))
    found = threat_report.find_moments(hazard)
    assert [found.quantile(u) for u in (1e-12, 1.0 - 1e-12)] == pytest.approx(ends)


REPORTED, READ, CONVENED, PLANNED, REVIEWED = case_years.STEPS
ROWS = [
    (at(1, 12), REPORTED, FOLLOWED, float(ReportKind.SUBSTANTIVE)),
    (at(1, 13), REPORTED, 1, float(ReportKind.TRANSIENT)),
    (at(1, 14), REPORTED, 2, float(ReportKind.IMMINENT)),
    (at(2, 0), REPORTED, 3, float(ReportKind.URGENT_TRANSIENT)),
    (at(2, 12), READ, FOLLOWED, 900.0),
    (at(2, 13), READ, 1, 1000.0),
    (at(2, 14), EventKind.REPORT_LOST, 3, 0.0),
    (at(3, 0), CONVENED, FOLLOWED, 5 * HOUR),
    (at(3, 1), CONVENED, 1, 3 * HOUR),
    (at(3, 2), CONVENED, 2, 7 * HOUR),
    (at(3, 12), EventKind.INTERIM_PLAN, FOLLOWED, 0.0),
    (at(4, 13), REVIEWED, 1, 0.0),
    (at(5, 0), PLANNED, FOLLOWED, 0.0),
    (at(6, 0), REPORTED, 4, float(ReportKind.TRANSIENT)),
    (at(6, 1), EventKind.TIPS_READ, -1, 2600.0),
    (at(9, 18), REVIEWED, 2, 0.0),
    (at(10, 12), REPORTED, 5, float(ReportKind.URGENT_SUBSTANTIVE)),
    (at(12, 0), REVIEWED, FOLLOWED, 0.0),
]
"""The year ends on day 9 at 15 hours. Its last report comes later, and one case is reviewed after it."""
YEAR = at(9, 15)


def read(rows: list[tuple[float, EventKind, int, float]]) -> Any:
    world = SchoolWorld()
    tables = SimpleNamespace(of=world.of, horizon=at(13, 0))
    trace = SimpleNamespace(rows=[(time, kind, of, -1, -1, value) for time, kind, of, value in rows], tables=tables)
    reports = [Report(of, int(value), time) for time, kind, of, value in rows if kind == EventKind.THREAT_REPORTED]
    return SimpleNamespace(tables=tables, trace=trace, reports=reports)


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("days_to_team", 1.5),
        ("days_to_plan", 3.5),
        ("days_to_support", 2.0),
        ("reports_lost", 1.0),
        ("open_cases", (3 * DAY + YEAR - at(1, 14) + YEAR - at(6, 0)) / YEAR),
        ("suspensions", 2 * 0.25),
        ("team_hours_a_week", 10 / (6 / 5)),
        ("transient_hours_a_week", 3 / (6 / 5)),
        ("reading_hours_a_week", 1 / (6 / 5)),
    ],
)
def test_a_measure_of_the_year(measure: str, expected: float) -> None:
    assert MEASURES[measure](read(ROWS)) == pytest.approx(expected)


def test_what_the_followed_report_has_not_reached_counts_to_the_horizon_and_supports_to_the_plan() -> None:
    reading = read([row for row in ROWS if row[1] not in (CONVENED, EventKind.INTERIM_PLAN)])
    assert [MEASURES[name](reading) for name in ("days_to_team", "days_to_plan", "days_to_support")] == [11.5, 3.5, 3.5]


def test_the_steps_of_the_followed_report_and_open_cases_at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    trace = read(ROWS).trace
    monkeypatch.setattr(case_years, "read_trace", lambda trace, tables: SimpleNamespace(trace=trace, tables=tables))
    assert case_years.measure_steps(trace) == [1.0, 0.5, 2.0, 7.0]
    assert case_years.count_open_cases(trace).tolist() == [0, 0, 2, 2, 2, 1, 2, 2, 2, 2]


def test_years_are_summed_up_step_by_step_and_day_by_day() -> None:
    """Of 11 years the band is from the second to the tenth."""
    years = [np.array([n, 0.0, 20.0 - 2 * n]) for n in (3, 1, 2, 0, 10, 9, 8, 4, 5, 6, 7)]
    found = case_years._summarize([[1.0, 2.0], [2.0, 7.0]], years)
    assert found.steps == (1.5, 4.5)
    assert found.days.tolist() == [0.0, 1.0, 2.0]
    assert (found.low.tolist(), found.mean.tolist(), found.high.tolist()) == ([1, 0, 2], [5, 0, 10], [9, 0, 18])


def test_a_report_outside_school_begins_between_the_end_of_its_day_and_the_next_opening() -> None:
    for share, begins in ((0.0, at(8, 15)), (0.5, at(8, 23.5)), (1.0, at(9, 8))):
        world: Any = SchoolWorld({(IS, ReportDraw.OUTSIDE, 6): 1.0, (IS, ReportDraw.HOUR, 6): share})
        threat_report.start_report(world, 6, 4.5 * LASTS)
        ((time, process),) = world.started
        assert time == begins
        process.close()
