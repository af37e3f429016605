"""A phone tree takes the time of its longest branch, a runner that of the way: each tells one after the other."""

import pytest

from sim.model.interventions import CallOut
from tests.sim.inputs import Data, always, chance
from tests.sim.plays import learned, played
from tests.sim.schools import SLOW_WITNESS, play_once, row, with_clerk
from tests.sim.worlds import Plain, tables_of

CALL, IN_VAIN = 45.0, 25.0


def tree(fan_out: int, answered: float = 1, recalled: float = 0) -> Data:
    found = {"kind": "phone-tree", "fan_out": fan_out, "call": always(CALL), "in_vain": always(IN_VAIN)}
    found |= {"answered": chance(answered, "event"), "recalled": chance(recalled, "person")}
    return Plain.strategy(report=["tell-office"], channels=[found])


@pytest.mark.parametrize(("fan_out", "depth"), [(1, 3), (2, 2), (2, 4), (3, 3), (4, 2)])
def test_a_tree_of_some_depth_reaches_the_last_after_a_call_for_each_place_in_a_row(fan_out: int, depth: int) -> None:
    """The last of each generation is called last by the last of the one before: fan-out calls a generation."""
    people = sum(fan_out**generation for generation in range(1, depth + 1))
    known = learned(play_once(with_clerk(people), tree(fan_out)))
    times = sorted(time for time, channel in known.values() if channel == "phone_tree")
    assert times[-1] == depth * fan_out * CALL
    first_generation = [number * CALL for number in range(1, fan_out + 1)]
    assert all(time in times or time == CALL for time in first_generation)  # r00 saw it, and is called all the same


def test_who_does_not_pick_up_is_called_once_more_after_the_others() -> None:
    """No one answers: two tries for each of the office's own, and nothing below them."""
    events = play_once(with_clerk(6), tree(2, answered=0))
    assert {channel for _, channel in learned(events).values()} == {"hazard", "desk_phone"}


def test_a_broken_branch_is_lost_unless_its_caller_calls_it() -> None:
    """r01 is away. Of a line of three, r02 is below r01."""
    campus = with_clerk(3)
    campus["roster"][0] = {"id": "staff@r00", "role": "teacher", "post": "r00"}
    campus["roster"] += [
        {"id": "staff@r01", "role": "sro", "post": "r01"},
        {"id": "staff@r02", "role": "teacher", "post": "r02"},
    ]
    for recalled, expected in ((0, None), (1, CALL + 2 * IN_VAIN + CALL)):
        known = learned(play_once(campus, tree(1, recalled=recalled), "sro-away"))
        assert known.get("staff/staff@r02", (None, ""))[0] == expected


def test_where_there_is_no_office_to_tell_no_tree_begins() -> None:
    strategy = tree(2) | {"report": ["dial-911"]}
    assert not [event for event in play_once(row(4), strategy) if event.object == "phone_tree"]


def test_in_an_exercise_somebody_of_the_office_starts_it_once() -> None:
    """Its members decide, so it does not begin by itself, and a call takes its time from when they do."""
    slow = Plain.scenario(witnessing=SLOW_WITNESS)
    acts = [(10, CallOut("staff@r00")), (20, CallOut("clerk")), (30, CallOut("clerk"))]
    events, outcomes, _ = played(tables_of(with_clerk(2), slow, tree(2)), *acts, until=200, by_people=["clerk"])
    assert [outcome.began for outcome in outcomes] == [False, True, False]
    assert {name: time for name, (time, _) in learned(events).items()} == {
        "staff/staff@r00": 20 + CALL,
        "staff/staff@r01": 20 + 2 * CALL,
    }
    nobody, (refused,), _ = played(tables_of(with_clerk(2), slow, Plain.strategy()), (10, CallOut("clerk")))
    assert refused.reason == "the office has neither a phone tree nor runners"
    assert not learned(nobody)


def test_a_runner_tells_rooms_in_the_order_of_the_way() -> None:
    """One after the other: 20 m from door to door by the hall, at 2 m/s, and 7 s in each room."""
    runners = {"kind": "runners", "speed": always("2 m/s"), "tells": always(7)}
    strategy = Plain.strategy(report=["tell-office"], channels=[runners])
    known = learned(play_once(with_clerk(5), strategy))
    times = sorted(time for time, channel in known.values() if channel == "runner")
    assert times == [17.0, 34.0, 51.0, 68.0]
