"""To the next stop: it is known beforehand where that is, a far one is asked about, and where nothing more comes T+ does not run away."""

import pytest

from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.events import NOTHING_LEFT
from tests.sim.exercise.exercises import TEAM, TEAM_SEED, all_roles, conducted, nurse_untold, traces

NAME, SEED = TEAM, TEAM_SEED
ROLES = all_roles(NAME)


def plays_out(conductor: Conductor) -> None:
    while True:
        for window in conductor.state.list_open_decisions():
            conductor.no_decision(window.decision.id)
        if conductor.find_next_stop() is None:
            return
        conductor.jump()


@pytest.mark.slow
def test_after_the_hazard_t_plus_stands_where_the_last_thing_happened() -> None:
    conductor = nurse_untold()
    plays_out(conductor)
    last = max(conductor.state.milestones.first.values())
    assert last == conductor.state.milestones.first["hazard-over"]
    assert last <= conductor.state.time < last + 1.0 < 600.0
    stood = conductor.state.time
    with pytest.raises(CommandRejected, match="nothing more comes in this module"):
        conductor.jump()
    assert conductor.state.time == stood
    assert not conductor.is_over


def test_what_the_room_has_been_told_is_read_on_the_way_to_the_next_stop() -> None:
    """From an inject that is on the room's face, with T+ at the next thing that stops it, and never a second later for nothing."""
    conductor = conducted(ROLES, NAME, SEED)
    conductor.jump()
    heard = conductor.state.time
    assert conductor.state.stop_reason.startswith("inject")
    stop = conductor.find_next_stop()
    conductor.jump()
    assert conductor.state.time == stop
    assert conductor.state.time > heard
    assert conductor.state.current_decision is not None or conductor.state.stop_reason not in ("", NOTHING_LEFT)


def test_what_comes_next_is_known_beforehand_and_nothing_has_happened() -> None:
    """The journal and all arms are as they were; the jump goes where it was said to go."""
    conductor = conducted(ROLES, NAME, SEED)
    count, before = len(list(conductor.journal.entries())), [list(rows) for rows in traces(conductor)]
    stop = conductor.find_next_stop()
    assert (len(list(conductor.journal.entries())), traces(conductor)) == (count, before)
    conductor.jump()
    assert conductor.state.time == stop
