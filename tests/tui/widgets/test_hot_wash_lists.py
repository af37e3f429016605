"""The lists of the hot wash, and the time at its cursor."""

from types import SimpleNamespace
from typing import Any, cast

from sim.exercise.evaluation import EvaluationRow
from sim.exercise.events import Note
from sim.exercise.narrative import LogLine
from tests.sim.exercise.exercises import ASSAILANT, opened
from tui.widgets.chart import HotWashData
from tui.widgets.hot_wash_lists import format_rating


def test_proposals_are_counted_by_grade() -> None:
    objective = opened(ASSAILANT).exercise.objectives[0]
    notes = tuple(Note(str(n), "rate", 0.0, 0.0, rating=grade) for n, grade in enumerate("PSP"))
    row = EvaluationRow(1, objective, "", notes, "S")
    assert format_rating(row).plain.startswith("[S]  P2 S1 M· U·  1. ")


def test_scenario_time_at_the_cursor_is_that_of_what_has_happened_by_then() -> None:
    """Time has jumped to 45 minutes in the talked part, which T+ doesn't know."""
    lines = [
        SimpleNamespace(time=time, scenario_time=scenario)
        for time, scenario in ((10.0, 10.0), (90.0, 2700.0))
    ]
    at = [
        HotWashData(cast("Any", None), cast("list[LogLine]", lines), True, cursor).scenario_time
        for cursor in (60.0, 90.0)
    ]
    assert at == [60.0, 2700.0]
