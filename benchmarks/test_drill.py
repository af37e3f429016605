"""What an exercise costs without a screen: ten times a second a tick, a picture of the room's arm and a frame for the room.

On the large high school, at ×10, where every tenth of a second of the room is a second of three arms. Journal in memory: what the disk
takes is the disk's. Together with a screen it is to take less than half of one core; this part less than a twentieth.
"""

from __future__ import annotations

from time import process_time

import pytest

from benchmarks.conftest import Compare, per_pair
from benchmarks.figures import REFERENCE_MS, Figure
from benchmarks.work import BLOCK
from sim.exercise.clock import TICK_SECONDS
from sim.exercise.conductor import Conductor
from sim.exercise.room_view import build_participant_view
from tests.sim.exercise.exercises import conducted

SHARE_MS = 50.0
"""Milliseconds of processor time for one second of the room, at ×10."""
SECOND_MS = 5.0
"""Of one second of the incident, in three arms, with all that is looked at after it."""
ROLES = ("principal", "assistant-principal", "secretary", "nurse", "teacher")


def watched(conductor: Conductor, seconds: int) -> None:
    """So many seconds of the room, ten looks in each; questions are left unanswered, and the clock goes on."""
    for _ in range(round(seconds / TICK_SECONDS)):
        front = conductor.state.current_decision
        if front is not None:
            conductor.no_decision(front.decision.id)
        if not conductor.clock.is_running:
            conductor.play(10)
        conductor.tick(TICK_SECONDS)
        assert conductor.state.view.people
        assert build_participant_view(conductor.state, set(ROLES)).bars.shares


@pytest.mark.benchmark(group="25 seconds of the room, at ×10", timer=process_time)
def test_a_second_of_the_room_takes_a_twentieth_of_one_core(against_plain: Compare, figures: list[Figure]) -> None:
    found = against_plain(lambda _: watched(conducted(ROLES), BLOCK), 5)
    ratio = Figure("a second of the room at ×10, over a plain pair of R1", found.ratios, bound=SHARE_MS / REFERENCE_MS)
    figures += [Figure("a second of the room at ×10, no screen", per_pair(found.ours), "ms", SHARE_MS), ratio]
    assert ratio.median <= SHARE_MS / REFERENCE_MS


def seconds_played(count: int) -> None:
    """So many seconds of the incident, without a viewer."""
    conductor = conducted()
    conductor.clock = conductor.clock.start()
    for _ in range(count):
        conductor.play_second()


@pytest.mark.benchmark(group="25 seconds of the incident", timer=process_time)
def test_a_second_of_the_incident_is_quick(against_plain: Compare, figures: list[Figure]) -> None:
    found = against_plain(lambda _: seconds_played(BLOCK), 9)
    ratio = Figure("a second of three arms, over a plain pair of R1", found.ratios, bound=SECOND_MS / REFERENCE_MS)
    figures += [Figure("a second of three arms", per_pair(found.ours), "ms", SECOND_MS), ratio]
    assert ratio.median <= SECOND_MS / REFERENCE_MS
