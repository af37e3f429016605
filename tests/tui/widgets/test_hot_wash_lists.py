"""The lists of the hot wash, and the time at its cursor."""

import re
from types import SimpleNamespace
from typing import Any, cast

from scenarios.units import DAY_SECONDS, MOMENT
from sim.exercise.evaluation import EvaluationRow
from sim.exercise.events import Note
from sim.exercise.narrative import LogLine
from sim.model.trace import EventKind, Trace
from tests.sim.exercise.decisions_by_hand import decide, let_lapse, unplayed
from tests.sim.exercise.exercises import ASSAILANT, opened
from tui.widgets.chart import HotWashData, arms_over_time, render_values
from tui.widgets.hot_wash_lists import format_measured, format_rating, iterate_options


def test_proposals_are_counted_by_grade() -> None:
    objective = opened(ASSAILANT).exercise.objectives[0]
    notes = tuple(Note(str(n), "rate", 0.0, 0.0, rating=grade) for n, grade in enumerate("PSP"))
    row = EvaluationRow(1, objective, "", notes, "S")
    assert format_rating(row).plain.startswith("[S]  P2 S1 M· U·  1. ")


def test_of_a_question_the_option_taken_has_a_star_or_else_a_line_says_what_was_decided() -> None:
    """The option of a queue says when everyone is through. A question that never opened is left out."""
    state = unplayed(opened(ASSAILANT))
    for name, option in (("D5", "open"), ("D3", None), ("D12", "one")):
        decide(state, name, option)
    let_lapse(state, "D9", 20.0, 80.0)
    let_lapse(state, "D4", None, 80.0)
    lines = [*iterate_options(HotWashData(cast("Any", SimpleNamespace(state=state)), [], True))]
    assert [(name, option, text.plain) for name, option, text in lines if "*" in text.plain] == [
        ("D5", "open", "  * I look, open, pull them in, and lock again"),
        ("D3", "", "  * we wait"),
        ("D12", "", "  * 1:20:22 h: One person takes all calls, so that there is one list"),
        ("D9", "", "  * no decision"),
    ]
    assert [option for name, option, _ in lines if name == "D9"] == ["", "by-phone", "pa-again", "out", "step-down", ""]
    assert {name for name, _, _ in lines} == {"D5", "D3", "D12", "D9"}


def test_scenario_time_at_the_cursor_is_that_of_what_has_happened_by_then() -> None:
    """Time has jumped to 45 minutes in the talked part, which T+ doesn't know."""
    lines = [SimpleNamespace(time=time, scenario_time=scenario) for time, scenario in ((10.0, 10.0), (90.0, 2700.0))]
    at = [
        HotWashData(cast("Any", None), cast("list[LogLine]", lines), True, cursor).scenario_time
        for cursor in (60.0, 90.0)
    ]
    assert at == [60.0, 2700.0]


def test_in_days_the_hot_wash_has_the_dates_of_each_arm_up_to_its_cursor_and_no_curve() -> None:
    began = MOMENT.parse("Nov 2, 08:00")
    traces = {arm: Trace(cast("Any", None)) for arm in ("room", "autopilot", "twin")}
    for days, trace in enumerate(traces.values()):
        for kind, after in ((EventKind.THREAT_REPORTED, 0), (EventKind.REPORT_READ, days)):
            trace.rows.append((began + after * DAY_SECONDS, kind, 0, -1, -1, 0.0))
    state = SimpleNamespace(done=[], hazard="threat-report")
    exercise = SimpleNamespace(in_days=True, starts=began)
    review = SimpleNamespace(exercise=exercise, state=state, traces=traces, stopped=began + 4 * DAY_SECONDS)
    wash = HotWashData(cast("Any", review), [], True, began + DAY_SECONDS)
    assert arms_over_time(wash).shares == {}
    shown = [line.plain.rstrip() for line in render_values(wash, 78)]
    assert shown[0] == "This report, until Tue Nov 3, 08:00"
    assert re.split(r"\s{2,}", shown[1].strip()) == ["your team", "fully simulated", "monthly meetings"]
    (read,) = (line for line in shown if line.startswith("read"))
    assert read == "read           Nov 2, 08:00     Nov 3, 08:00     not yet"


def test_a_time_of_hours_is_told_in_hours_and_one_of_days_to_a_tenth() -> None:
    said = [
        format_measured(value, measure)
        for measure, value in (("days_to_team", 0.41), ("released_t90", 11_330.0), ("aware_t90", 130.0))
    ]
    assert said == ["0.4 days", "3 h 9 min", "T+02:10"]
