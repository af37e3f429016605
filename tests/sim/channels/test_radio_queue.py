"""On a radio with one channel a call waits until the one before is over."""

from typing import Any

from tests.sim.inputs import Data, always, chance
from tests.sim.plays import learned, times
from tests.sim.schools import play_once, with_clerk
from tests.sim.worlds import Plain

ALL = {"same_building": chance(1, "event"), "same_floor": chance(1, "event")}


def radios(people: int, **radio: Any) -> Data:
    campus = with_clerk(people, radio={"talk": always(5), "received": chance(1, "event"), **radio})
    campus["roster"][0]["radio"] = True
    return campus


def sent(campus: Data) -> list[float]:
    """When each call is over; all see it at once, and talk at once."""
    strategy = Plain.strategy(report=["tell-office"], everyday=["radio"])
    hazard = {"kind": "notice", "witness": "staff@r00"}
    witnessing = {
        "beside_it": "reports",
        "perception": {"same_zone": chance(1, "event"), **ALL},
        "recognition": always(0),
        "decision": always(0),
    }
    events = play_once(campus, strategy, hazard=hazard, witnessing=witnessing)
    assert learned(events)
    return times(events, "sent")


def test_calls_of_one_moment_are_heard_one_after_the_other() -> None:
    """The first tells the office; the others had begun to wait by then."""
    together, alone = sent(radios(3)), sent(radios(3, one_speaker=True))
    assert together == [5.0] * len(together)
    assert alone == [5.0 * (place + 1) for place in range(len(alone))]


def test_a_call_that_waited_may_be_talked_over() -> None:
    assert sent(radios(3, one_speaker=True, overrun=chance(1, "event"))) == [5.0]
