"""The pattern that convinces an expert: what telling the staff at once does, and what it cannot do. Its six points, and where they stand:

1. no gain in off-campus arrival, bit-equal but for explained pairs: here, for the fire engine and for the ambulance beside points 2 and 5
2. about no gain in a fire whose horns sound, much in one where they do not: test_fire_pattern
3. a small gain where the PA is good: here
4. a large gain where the PA is deaf or broken: here
5. sooner shocks only where a responder is nearer than the walk for the AED: test_medical_pattern
6. a cost of false alerts: test_false_alarm_pattern

In each the app with its staff leg is held against the same app without it; nothing else differs. Here, on the shipped active assailant.
"""

from functools import cache

import pytest

from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from sim.model.trace import Channel, EventKind
from tests.sim.staff_leg import Pairs, called_first, first, play_pairs, sooner

PAIRS = 20
ALERT = {Channel.PUSH, Channel.TEXT, Channel.EMAIL}


@cache
def emergency() -> Emergency:
    return open_emergency("active-assailant")


@cache
def good_pa() -> Pairs:
    """The campus as it is."""
    return play_pairs(emergency(), PAIRS)


@cache
def no_pa() -> Pairs:
    """A day on which the PA is down."""
    return play_pairs(emergency(), PAIRS, ("pa-failed",))


def test_the_staff_leg_does_not_bring_the_police_sooner() -> None:
    """Bit-equal where no alerted member of staff stood in the queue before the first answer; the others are few and explained."""
    explained = 0
    for without, with_it in good_pa():
        if called_first(with_it, ALERT):
            explained += 1
        else:
            assert first(without, EventKind.ON_SCENE) == first(with_it, EventKind.ON_SCENE)
            assert first(without, EventKind.DISPATCHED) == first(with_it, EventKind.DISPATCHED)
    assert explained <= PAIRS // 10


def test_with_a_good_pa_the_staff_leg_gains_little() -> None:
    """Some tens of seconds until 90 % of the staff are aware."""
    assert 5.0 < sooner(good_pa(), "aware_t90") < 90.0
    assert 5.0 < sooner(good_pa(), "protected_t90") < 90.0


@pytest.mark.parametrize("measure", ["aware_t90", "protected_t90"])
def test_with_the_pa_down_the_staff_leg_gains_much(measure: str) -> None:
    """Minutes, several times the gain with a good PA."""
    gain = sooner(no_pa(), measure)
    assert gain > 240.0
    assert gain > 4.0 * sooner(good_pa(), measure)


def test_with_a_deaf_pa_the_staff_leg_gains_more_than_with_a_good_one() -> None:
    """The PA works but is hardly heard anywhere."""
    names = ("classroom+office+staff-room+library", "hall+stair+exit", "gym+cafeteria+shop", "outdoors")
    deaf = {f"pa.audible.{name}.heard": 0.2 for name in names}
    assert sooner(play_pairs(emergency(), PAIRS, overrides=deaf), "aware_t90") > 2.0 * sooner(
        good_pa(), "aware_t90"
    )


def test_the_pa_fails_in_every_arm_alike() -> None:
    """A world condition is no advantage of one strategy: in both arms the PA stays silent, whoever speaks."""
    for played in no_pa():
        for trace in played:
            assert not any(row[1] == EventKind.SENT and row[3] == Channel.PA for row in trace.rows)
