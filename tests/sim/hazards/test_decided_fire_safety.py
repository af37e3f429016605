"""What people decide in a fire: to stop the horns, to shut off gas or power. Every step fixed, so that times add up."""

from typing import Any, Literal

import pytest

from sim.model.interventions import MeetResponders, Outcome, ShutOff, StopHorns, Tell
from sim.model.tables import Tables
from sim.model.trace import Event
from tests.sim.inputs import Data, always, chance, share
from tests.sim.plays import played, times
from tests.sim.schools import burning, fire_scenario, fire_school, leaving
from tests.sim.worlds import adult, tables_of, teacher

CLERK: Data = adult("clerk", "r01", "clerk", keys=True)
SEARCHES = 60.0
PASSES = 1.0 / (1.3 * 1.7)
"""Seconds of one person through the outside door, which has 2 m."""
QUEUE = 3.0
"""At most, of three people at the doors."""
UNTENABLE = 1000.0


def school(slow: float = 0.0, travel: float = 300.0, **acts: Any) -> Tables:
    """A fire in r00; the office, its panel and a clerk in r01. slow: seconds until people set out. travel: of the fire engine."""
    campus = fire_school(roster=[teacher("r00"), CLERK, teacher("r02")], office="r01")
    campus["agencies"] = [campus["agencies"][0] | {"travel": always(travel)}]
    times_ = {key: always(slow) for key in ("ages_3_4", "ages_5_6", "older", "offices")}
    hazard = burning(untenable=share(UNTENABLE**2))
    given = {"horns_stopped": always(7), "silence_misread": chance(1, "person"), "quiet": share(0.9)}
    given |= {"shut_off": always(12), "isolated": share(0.5), **acts}
    belief = {"at_once": chance(1, "person"), "doubt": always(100)}
    return tables_of(campus, fire_scenario(hazard, leaving(pre_movement=times_), belief=belief, acts=given))


def time_out(events: list[Event], name: str) -> float:
    return times(events, "protected", f"staff/{name}")[0]


def test_silent_horns_help_the_fire_department_and_hold_back_who_has_not_set_out() -> None:
    """The witness pulls a station after a second; at 8 s the horns are silent."""
    before, _, _ = played(school(slow=30.0))
    after, outcomes, _ = played(school(slow=30.0), (1.0, StopHorns("clerk")), (2.0, StopHorns("clerk")))
    assert [outcome.reason for outcome in outcomes] == ["no horns sound", ""]
    assert times(after, "horns_stopped") == [9.0]
    waits = time_out(after, "staff@r02") - time_out(before, "staff@r02")
    assert waits == pytest.approx(9.0 + 100.0 - 1.0, abs=QUEUE)
    assert time_out(after, "staff@r00") == pytest.approx(time_out(before, "staff@r00"), abs=QUEUE)  # saw it
    contact = times(before, "contact_made")[0]
    assert times(after, "contact_made") == [contact - 0.1 * SEARCHES]


def test_a_fire_that_gas_feeds_has_half_its_pace_once_it_is_shut_off() -> None:
    """The clerk goes to the hall beside the fire at 2 m/s; the engine comes after an hour."""
    tables = school(slow=60.0, travel=3600.0, gas_feeds=chance(1, "replication"), power_feeds=chance(0, "replication"))
    closed = 10.0 + 5.0 / 2.0 + 12.0
    slowed = closed + (UNTENABLE - closed) / 0.5
    acts: list[tuple[Literal["gas", "power"], float]] = [("gas", slowed), ("power", UNTENABLE)]
    for what, untenable in acts:
        events, outcomes, _ = played(tables, (10.0, ShutOff("clerk", what)), until=3500.0)
        assert outcomes == [Outcome(True)]
        assert (times(events, "shut_off", "staff/clerk"), times(events, "untenable")) == ([closed], [untenable])


def test_who_is_in_the_room_shuts_off_there_and_a_second_one_slows_it_no_more() -> None:
    tables = school(slow=60.0, travel=3600.0, gas_feeds=chance(1, "replication"))
    acts = [(10.0, ShutOff(name, "gas")) for name in ("staff@r00", "clerk")]
    events, _, _ = played(tables, *acts, until=3500.0)
    assert times(events, "shut_off") == [10.0 + 12.0, 10.0 + 5.0 / 2.0 + 12.0]
    assert times(events, "untenable") == [22.0 + (UNTENABLE - 22.0) / 0.5]


@pytest.mark.parametrize(("slow", "told", "held"), [(250.0, False, True), (250.0, True, False), (150.0, False, False)])
def test_silence_misleads_no_one_who_was_told_as_well_or_has_set_out(slow: float, told: bool, held: bool) -> None:
    tell = [(1.5, Tell("staff@r00", "staff@r02", instruction="evacuate"))] * told
    before, after = (played(school(slow=slow), *tell, *acts)[0] for acts in ((), ((200.0, StopHorns("clerk")),)))
    assert len(times(after, "horns_stopped")) == 1
    assert (time_out(after, "staff@r02") - time_out(before, "staff@r02") > 90.0) == held


def test_who_meets_the_engine_outdoors_is_out_and_who_waits_inside_is_not() -> None:
    """The engine comes to the yard 300 s after the witness has noticed the fire; the hall is beside it."""
    engine = 301.0
    for place, out in (("yard", 2.0 + (5.0 + 10.0) / 2.0), ("hall", engine + 30.0 + 10.0 + PASSES)):
        events, _, _ = played(school(slow=30.0), (2.0, MeetResponders("clerk", place)))
        assert times(events, "unit_met") == [engine]
        assert time_out(events, "clerk") == pytest.approx(out)


def test_only_who_is_near_or_has_keys_shuts_off_and_then_leaves_and_is_counted_once() -> None:
    tables = school(slow=60.0)
    acts = [(3.0, ShutOff(name, "gas")) for name in ("staff@r00", "staff@r02", "clerk")]
    _, outcomes, _ = played(tables, *acts)
    assert [outcome.reason for outcome in outcomes] == ["", "staff@r02 carries no key to the shut-off", ""]
    events, _, _ = played(school(slow=30.0), (2.0, ShutOff("clerk", "gas")))
    back = 2.0 + 5.0 / 2.0 + 12.0
    assert times(events, "counted", "staff/clerk") == pytest.approx([back + 30.0 + 10.0 + PASSES])


def test_who_is_told_to_leave_while_leaving_goes_on() -> None:
    """They hear it from the horns at once and set out after 30 s; in between they are told to leave, once and once more."""
    again = [(time, Tell("clerk", "staff@r02", instruction="evacuate")) for time in (3.0, 10.0)]
    tables = school(slow=30.0)
    before, after = (played(tables, *acts)[0] for acts in ((), again))
    assert len(times(after, "instructed", "staff/staff@r02")) == 2
    assert time_out(after, "staff@r02") == time_out(before, "staff@r02")
    elsewhere = [(10.0, Tell("clerk", "staff@r02", instruction="evacuate", exit="yard"))]
    assert time_out(played(tables, *elsewhere)[0], "staff@r02") > time_out(before, "staff@r02")
