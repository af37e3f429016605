"""When each member of staff became aware: who was on campus, both engines, and reading a trace by hand."""

import math
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from scenarios.library import open_emergency
from sim.engine import SimpyEngine
from sim.experiment.aware_times import AwareTask, AwareTimes, find_aware_times
from sim.experiment.runner import build_arm_tables
from sim.model.tables import Tables
from sim.model.trace import EventKind, Trace
from sim.model.trace_reader import read_trace
from sim.statistics.summaries import Arm

ARM = Arm("practice+app", ("sro-away",))


def test_the_first_time_of_each_person_counts_and_whoever_is_no_staff_is_not_counted() -> None:
    """Of three on the roster: told twice, out of time order; away; never aware. Person 3 is a visitor."""
    rows = [
        (7.5, EventKind.AWARE, 0), (0.0, EventKind.ABSENT, 1), (6.25, EventKind.AWARE, 0), (3.0, EventKind.AWARE, 3),
        (1.0, EventKind.LOCKED, 2), (9.0, EventKind.AWARE, 0)
    ]  # fmt: skip
    task = AwareTask(cast("Tables", SimpleNamespace(staff_count=3)), 1)
    times = task._read_times(cast("Trace", SimpleNamespace(rows=rows)))
    assert times == pytest.approx([6.25, math.nan, math.inf], nan_ok=True)
    frame = AwareTimes(ARM, ("a", "b", "c"), np.array([times, [1.0, 2.0, math.nan]])).to_frame()
    columns: Any = frame[["replication", "person", "reached", "on_campus"]].values.tolist()
    assert columns == [
        [0, "a", True, True], [0, "b", False, False], [0, "c", False, True],
        [1, "a", True, True], [1, "b", True, True], [1, "c", False, False],
    ]  # fmt: skip
    assert frame.seconds.fillna(-1.0).tolist() == [6.25, -1.0, -1.0, 1.0, 2.0, -1.0]
    assert set(frame.conditions) == {"sro-away"}


@pytest.mark.slow
def test_people_who_are_away_have_no_time_and_both_engines_agree() -> None:
    emergency = open_emergency("active-assailant-class")
    engines: tuple[Any, ...] = "simpy", "compiled"
    times, compiled = (find_aware_times(emergency, ARM, 1, 3, workers=1, engine=one) for one in engines)
    assert times.staff == tuple(member.id for member in emergency.place.staff)
    assert np.array_equal(times.seconds, compiled.seconds, equal_nan=True)
    tables = build_arm_tables(emergency, ARM)
    for replication, seconds in enumerate(times.seconds):
        trace = SimpyEngine(tables, 1, replication).run()
        absent = {row[2] for row in trace.rows if row[1] == EventKind.ABSENT}
        assert {person for person, time in enumerate(seconds) if np.isnan(time)} == absent
        assert sorted(seconds[np.isfinite(seconds)]) == read_trace(trace, tables).aware
    assert np.isnan(times.seconds).any()
