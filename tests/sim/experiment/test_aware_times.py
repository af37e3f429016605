"""When each member of staff became aware: who was on campus, and both engines."""

import numpy as np
import pytest

from scenarios.library import open_emergency
from sim.engine import SimpyEngine
from sim.experiment.aware_times import find_aware_times
from sim.experiment.runner import build_arm_tables
from sim.model.trace_reader import read_trace
from sim.statistics.summaries import Arm

ARM = Arm("practice+app", ("sro-away",))


@pytest.mark.slow
def test_people_who_are_away_have_no_time_and_both_engines_agree() -> None:
    emergency = open_emergency("active-assailant-class")
    times, compiled = (
        find_aware_times(emergency, ARM, 1, 3, workers=1, engine=engine) for engine in ("simpy", "compiled")
    )
    assert times.staff == tuple(member.id for member in emergency.place.staff)
    assert np.array_equal(times.seconds, compiled.seconds, equal_nan=True)
    tables = build_arm_tables(emergency, ARM)
    for replication, seconds in enumerate(times.seconds):
        reading = read_trace(SimpyEngine(tables, 1, replication).run(), tables)
        assert {person for person, time in enumerate(seconds) if np.isnan(time)} == reading.absent
        assert sorted(seconds[np.isfinite(seconds)]) == reading.aware
    frame = times.to_frame()
    assert set(frame.conditions) == {"sro-away"}
    assert (~frame.on_campus).sum() == np.isnan(times.seconds).sum() > 0
    assert (frame.seconds.isna() == ~frame.reached).all()
