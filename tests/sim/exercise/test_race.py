"""The lead of one arm over the other, worked out by hand."""

import pytest

from sim.exercise.race import find_lead
from sim.exercise.review import StepCurve

TEAM = StepCurve((10.0, 40.0, 90.0), (0.2, 0.5, 0.9))
OTHER = StepCurve((30.0, 100.0), (0.1, 0.5))


@pytest.mark.parametrize(
    ("now", "percent", "seconds"),
    [
        (29.0, 20, 19),  # the team had 20% at 10, and the other has nothing
        (50.0, 20, 40),  # the other has 10%, which the team passed at its first step
        (100.0, 90, 10),  # the other has half, which the team passed at 90
    ],
)
def test_an_arm_is_ahead_by_the_time_since_it_passed_what_the_other_has(
    now: float, percent: int, seconds: int
) -> None:
    """Also where the arm that is behind now was the first to reach what it has."""
    lead = {"percent": percent, "seconds": seconds}
    assert find_lead({"room": TEAM, "twin": OTHER}, now) == {"ahead": "room", **lead}
    assert find_lead({"room": OTHER, "twin": TEAM}, now) == {"ahead": "twin", **lead}


def test_a_team_that_is_behind_now_is_never_called_sooner() -> None:
    """57% at 10 and no more since, beside 40% at 12 and 98% at 30."""
    team, other = StepCurve((10.0,), (0.57,)), StepCurve((12.0, 30.0), (0.4, 0.98))
    lead = find_lead({"room": team, "twin": other}, 70.0)
    assert lead == {"ahead": "twin", "percent": 98, "seconds": 40}


def test_equal_shares_differ_by_the_time_between_reaching_them() -> None:
    level = StepCurve((30.0, 85.0), (0.1, 0.5))
    assert find_lead({"room": level, "twin": OTHER}, 100.0) == {"ahead": "", "percent": 50, "seconds": 15}
    assert find_lead({"room": OTHER, "twin": level}, 100.0) == {"ahead": "", "percent": 50, "seconds": -15}


def test_without_two_shares_there_is_no_lead() -> None:
    assert find_lead({"room": TEAM, "twin": OTHER}, 9.0) is None
    assert find_lead({"room": TEAM}, 100.0) is None


def test_an_arm_that_once_had_more_is_not_said_to_be_behind() -> None:
    """People who come out again move no moment at which a share was reached."""
    back = StepCurve((10.0, 20.0, 80.0), (0.5, 0.3, 0.5))
    assert find_lead({"room": back, "twin": OTHER}, 100.0) == {"ahead": "", "percent": 50, "seconds": 90}
    assert find_lead({"room": StepCurve((10.0, 20.0), (0.6, 0.3)), "twin": OTHER}, 100.0) is None
