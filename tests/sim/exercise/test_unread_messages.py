"""Messages to a role that is no longer played, and messages it received while it was."""

import pytest

from scenarios.exercise import Inject
from sim.exercise.conductor import Conductor
from sim.exercise.events import Setup
from sim.exercise.narrative import narrate
from sim.exercise.room_view import build_participant_view
from tests.sim.exercise.exercises import ASSAILANT, SEED, all_roles, begun, conducted, opened

ROLES = frozenset(all_roles())


def first_to(role: str) -> Inject:
    return next(one for one in opened().exercise.injects if one.to == [role])


def just_in(conductor: Conductor) -> list[str]:
    """Words on the room's face."""
    return [one.says for one in build_participant_view(conductor.state, conductor.state.player_roles).messages]


@pytest.mark.slow
def test_what_a_role_was_told_stays_on_the_rooms_face_when_it_is_handed_back() -> None:
    reports = next(one for one in opened().exercise.injects if one.reports_hazard)
    role = reports.to[0]
    conductor = conducted(ROLES)
    while reports.number not in conductor.state.deliveries:
        for window in conductor.state.list_open_decisions():
            conductor.no_decision(window.decision.id)
        conductor.jump()
    before = build_participant_view(conductor.state, ROLES)
    assert before.reports
    conductor.return_to_simulation(role)
    after = build_participant_view(conductor.state, conductor.state.player_roles)
    kept = ("messages", "reading", "reports", "responders", "rooms", "since", "decisions")
    assert [getattr(after, key) for key in kept] == [getattr(before, key) for key in kept]


def test_what_comes_to_a_role_after_it_was_handed_back_is_not_for_the_room() -> None:
    """Not an inject of the same second, nor an alert of the model."""
    conductor = conducted(ROLES)
    one = first_to("secretary")
    conductor.return_to_simulation("secretary")
    conductor.dispose_inject(one.number, "delivered")
    assert conductor.state.deliveries[one.number].readers == frozenset()
    assert just_in(conductor) == []
    person = conductor.state.roster_id("secretary")
    while person not in conductor.state.milestones.told:
        conductor.play_second()
    only = build_participant_view(conductor.state, frozenset(["secretary"]))
    assert (only.messages, only.reports, only.responders) == ((), (), ())


def test_what_nobody_read_is_told_as_such() -> None:
    told = {}
    for played in (ROLES, ROLES - {"secretary"}):
        conductor = conducted(played)
        conductor.dispose_inject(first_to("secretary").number, "delivered")
        told[len(played)] = next(line.text for line in narrate(conductor.state) if line.kind == "inject")
    assert "no reader" in told[len(ROLES) - 1]
    assert "nobody" not in told[len(ROLES)]


def test_a_role_that_is_handed_back_in_the_briefing_has_never_been_in_the_room() -> None:
    conductor = begun(Setup(ASSAILANT, SEED, dict.fromkeys(ROLES, "")))
    conductor.return_to_simulation("secretary")
    conductor.next_segment()
    assert conductor.state.player_roles == ROLES - {"secretary"}
