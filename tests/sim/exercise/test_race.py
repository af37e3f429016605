"""What the arms are compared at, worked out by hand."""

import pytest

from sim.exercise.race import build_race, list_outcome_milestones, list_share_milestones
from sim.exercise.review import StepCurve
from sim.exercise.room_frame import Milestone
from sim.exercise.room_view import build_participant_view
from sim.model.trace import EventKind, Trace
from tests.sim.exercise.exercises import all_roles, conducted, known, play_seconds, to_a_question

TEAM, OTHER = StepCurve((10.0, 40.0, 90.0), (0.2, 0.5, 0.9)), StepCurve((30.0, 100.0), (0.1, 0.5))


@pytest.mark.parametrize(
    ("now", "percent", "team", "other"),
    [
        (40.0, 50, 40.0, None),
        (89.0, 50, 40.0, None),
        (90.0, 90, 90.0, None),
        (100.0, 90, 90.0, None),  # the other has half, and is not compared at less than the team has
    ],
)
def test_shares_are_compared_at_the_last_milestone(now: float, percent: int, team: float, other: float | None) -> None:
    (found,) = list_share_milestones({"aware": {"room": TEAM, "twin": OTHER}}, now)
    assert found == Milestone("aware", percent, {"room": team, "twin": other})


def test_below_half_nothing_is_compared_and_who_comes_out_again_moves_no_milestone() -> None:
    assert not [*list_share_milestones({"aware": {"room": TEAM, "twin": OTHER}}, 39.9)]
    back = StepCurve((10.0, 20.0, 80.0), (0.5, 0.3, 0.5))
    (found,) = list_share_milestones({"protected": {"room": OTHER, "twin": back}}, 100.0)
    assert found.times == {"room": 100.0, "twin": 10.0}


def test_the_last_outcome_of_a_patient_is_compared() -> None:
    conductor = conducted(all_roles())
    team, other = (Trace(conductor.state.running_arms.player.tables) for _ in range(2))
    for trace, kind, time in (
        (team, EventKind.CPR_BEGINS, 40.0),
        (other, EventKind.CPR_BEGINS, 70.0),
        (team, EventKind.SHOCK, 180.0),
    ):
        trace.rows.append((time, kind, 0, 0, 0, 0.0))
    (found,) = list_outcome_milestones({"room": team, "twin": other})
    assert found == Milestone("shock", None, {"room": 180.0, "twin": None})


def test_before_half_of_the_staff_know_participants_see_no_other_arm() -> None:
    conductor = conducted(all_roles())
    to_a_question(conductor)
    seen = set()
    for _ in range(600):
        arms = conductor.state.running_arms
        half = any(2 * one.view().staff_aware >= one.view().staff for one in (arms.player, arms.comparison))
        frame = build_participant_view(conductor.state, conductor.state.player_roles)
        race = known(build_race(conductor.state))
        assert ("twin" in frame.bars.names) is half
        assert ("twin" in race.shares["aware"]) is half
        assert bool(race.milestones) is half
        seen.add(half)
        if seen == {True, False}:
            break
        for decision in conductor.state.list_open_decisions():
            conductor.no_decision(decision.decision.id)
        play_seconds(conductor, 5)
    assert seen == {True, False}
