"""A runner tells one room after the other: the walk there and the time in it."""

from tests.sim.inputs import always
from tests.sim.plays import learned
from tests.sim.schools import play_once, with_clerk
from tests.sim.worlds import Plain


def test_rooms_are_told_in_the_order_of_the_way() -> None:
    """20 m from door to door by the hall, at 2 m/s, and 7 s in each room."""
    runners = {"kind": "runners", "speed": always("2 m/s"), "tells": always(7)}
    strategy = Plain.strategy(report=["tell-office"], channels=[runners])
    known = learned(play_once(with_clerk(5), strategy))
    times = sorted(time for time, channel in known.values() if channel == "runner")
    assert times == [17.0, 34.0, 51.0, 68.0]
