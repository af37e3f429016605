"""Holm's order by hand, and every verdict on intervals built for it."""

import math
from typing import Literal

import pytest

from sim.model.measure import Measure
from sim.statistics.estimators import Interval
from sim.statistics.verdicts import InputRange, Reading, Verdict, adjust_holm, is_turned, judge, judge_simulation_only

AWARE = Measure("aware_t90", "s", "lower", "until 90 % of the staff are aware", is_time=True)
EXPOSED = Measure("exposed_person_minutes", "person-min", "lower", "heads x minutes in reach")
MARGIN = Measure("aset_margin", "s", "higher", "time to spare")
SURVIVAL = Measure("survival", "probability", "higher", "modeled survival")

DELTA = 10.0
PAIRS = 100
OPEN = "sensitive to assumptions"
BETTER, WORSE = Interval(0.06, 0.2), Interval(-0.2, -0.06)  # beyond the five points that matter
FEW = Interval(0.01, 0.2)


@pytest.mark.parametrize(
    ("p_values", "adjusted", "shares", "rejected"),
    [
        # 0.005 x 4, 0.01 x 3, 0.03 x 2, 0.04 x 1, none below the one before; 0.03 > 0.05 / 2 is the first not rejected,
        # and with it 0.04, though it is below 0.05 / 1
        ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02], [3, 2, 2, 4], [True, False, False, True]),
        ([1e-9, 0.0, 1e-4], [2e-9, 0.0, 1e-4], [2, 3, 1], [True, True, True]),
        ([0.5, 0.02, 0.9], [1.0, 0.06, 1.0], [3, 3, 3], [False, False, False]),
        ([0.025, 0.06], [0.05, 0.06], [2, 1], [True, False]),  # exactly at its share is rejected
        ([0.0, 0.0], [0.0, 0.0], [2, 1], [True, True]),  # ties rank in the order given
        ([None, 0.01], [None, 0.02], [1, 2], [False, True]),  # without a p-value it is the last
        ([], [], [], []),
    ],
)
def test_holm_by_hand(
    p_values: list[float | None], adjusted: list[float | None], shares: list[int], rejected: list[bool]
) -> None:
    """shares: the level is 1 less a part of 5%."""
    ranked = adjust_holm(p_values)
    assert [rank.adjusted for rank in ranked] == pytest.approx(adjusted)
    assert [rank.level for rank in ranked] == pytest.approx([1 - 0.05 / share for share in shares])
    assert [rank.is_rejected for rank in ranked] == rejected


READINGS = {
    "{ahead}; practically significant": [(10.1, 30.0), (11.0, 11.0)],
    "{ahead}; practical significance unresolved": [(10.0, 30.0), (0.1, 10.1)],  # all > delta is meant strictly
    # within +-delta: the ends belong to it
    "no practical difference": [(0.1, 10.0), (-10.0, 10.0), (0.0, 0.0), (10.0, 10.0)],
    "inconclusive; add replications": [(0.0, 10.1), (-1.0, 10.1), (-50.0, 50.0), (-10.1, 0.0)],
    "{behind}; practical significance unresolved": [(-10.1, -0.1), (-30.0, -10.0)],
    "{behind}; practically significant": [(-30.0, -10.1), (-11.0, -11.0)],
}


@pytest.mark.parametrize("measure", [AWARE, EXPOSED, MARGIN, SURVIVAL])
@pytest.mark.parametrize("verdict", READINGS)
def test_the_table_of_verdicts(measure: Measure, verdict: str) -> None:
    ahead, behind = ("sooner", "later") if measure == AWARE else ("better", "worse")
    said = verdict.format(ahead=ahead, behind=behind)
    for low, high in READINGS[verdict]:
        assert judge_simulation_only(measure, Reading(Interval(low, high)), DELTA) == said, (low, high)
        assert judge(measure, Reading(Interval(low, high)), DELTA, None, PAIRS) == said, (low, high)


@pytest.mark.parametrize("improvement", [Interval(30.0, 30.0), Interval(0.0, 0.0), Interval(-40.0, -20.0)])
def test_few_pairs_settle_nothing_however_alike_they_are(improvement: Interval) -> None:
    """Nineteen; from twenty on the interval is read, where there is one."""
    reading = Reading(improvement)
    assert judge(AWARE, reading, DELTA, None, 20) == judge_simulation_only(AWARE, reading, DELTA)
    for inputs in (None, InputRange(-5.0, 5.0, "phone.noticed")):
        assert judge(AWARE, reading, DELTA, inputs, 19) == "inconclusive; add replications"
    assert judge(AWARE, Reading(None), DELTA, None, PAIRS) == "inconclusive; add replications"


def test_what_neither_arm_ever_reached_is_not_settled_and_where_all_matters_only_zero_does_not() -> None:
    reading = Reading(Interval(0.0, 0.0))
    for inputs in (None, InputRange(0.0, 0.0, "phone.noticed")):
        never = judge(AWARE, reading, DELTA, inputs, PAIRS, never_reached=True)
        assert never == "inconclusive; add replications"
        assert judge(AWARE, reading, DELTA, inputs, PAIRS) == "no practical difference"
    assert judge_simulation_only(AWARE, Reading(Interval(0.0, 0.0)), 0.0) == "no practical difference"
    assert judge_simulation_only(AWARE, Reading(Interval(0.1, 0.2)), 0.0) == "sooner; practically significant"
    assert judge_simulation_only(AWARE, Reading(Interval(-0.1, 0.2)), 0.0) == "inconclusive; add replications"


@pytest.mark.parametrize(
    ("base", "ends", "verdict"),
    [
        ((20.0, 30.0), (12.0, 60.0), "sooner; practically significant"),
        # delta itself is in the range of the first
        *(((20.0, 30.0), ends, OPEN) for ends in ((10.0, 60.0), (-2.0, 60.0), (0.0, 5.0), (-12.0, -8.0))),
        ((-20.0, 30.0), (-5.0, 5.0), OPEN),  # before running more
        # it stands if no input makes one that matters
        *(((-1.0, 1.0), ends, "no practical difference") for ends in ((0.0, 0.0), (-9.9, 9.9), (2.0, 3.0))),
        *(((-1.0, 1.0), ends, OPEN) for ends in ((-10.0, 0.0), (0.0, 10.0), (-30.0, 1.0))),
    ],
)
def test_an_input_range_over_zero_leads(base: tuple[float, float], ends: tuple[float, float], verdict: str) -> None:
    inputs = InputRange(*ends, "phone.noticed")
    assert judge(AWARE, Reading(Interval(*base)), DELTA, inputs, PAIRS) == verdict


def test_a_range_is_of_the_reduction_and_the_joint_one_decides_where_there_is_one() -> None:
    """Margin: a reduction of -60 to -12 is an improvement of 12 to 60, clear of delta."""
    inputs = InputRange(-60.0, -12.0, "stairs.speed")
    assert judge(MARGIN, Reading(Interval(20.0, 30.0)), DELTA, inputs, PAIRS) == "better; practically significant"
    assert judge(MARGIN, Reading(Interval(20.0, 30.0)), DELTA, InputRange(-60.0, -9.0, "x"), PAIRS) == OPEN
    # Of a measure of which more is better, so a reduction of -60 to -12 is an improvement of 12 to 60.
    alone = InputRange(-60.0, 5.0, "stairs.speed")
    sooner = judge(MARGIN, Reading(Interval(20.0, 30.0)), DELTA, alone, PAIRS, joint=Interval(-60.0, -12.0))
    assert sooner == "better; practically significant"
    assert judge(MARGIN, Reading(Interval(20.0, 30.0)), DELTA, None, PAIRS, joint=Interval(-60.0, -9.0)) == OPEN
    reaching = Interval(-math.inf, -12.0)
    assert judge(MARGIN, Reading(Interval(20.0, 30.0)), DELTA, None, PAIRS, joint=reaching) == sooner


@pytest.mark.parametrize(
    ("base", "joint"),
    [
        (Interval(1.0, 7.0), Interval(17.0, 22.0)),
        (Interval(20.0, 30.0), Interval(-8.0, -1.0)),
        (Interval(20.0, 30.0), Interval(-40.0, -12.0)),
    ],
)
def test_a_joint_range_wholly_beyond_delta_from_the_base_case_makes_it_depend(base: Interval, joint: Interval) -> None:
    """It holds neither zero nor delta, and yet it is of another answer than the base case, whichever side that is on."""
    assert judge(AWARE, Reading(base), DELTA, None, PAIRS, joint=joint) == OPEN
    assert judge(AWARE, Reading(base.times(-1.0)), DELTA, None, PAIRS, joint=joint.times(-1.0)) == OPEN


def test_an_input_range_names_the_inputs_at_its_ends_by_their_resolved_bounds() -> None:
    """Each input has the headline at its resolved bounds, in whichever order; the range holds the headline itself."""
    ends = {"noticed": (40.0, 12.0), "walk": (20.0, 31.0), "belief": (25.0, 26.0)}
    assert InputRange.span(ends, 25.0) == InputRange(12.0, 40.0, "noticed")
    assert InputRange.span({**ends, "walk": (20.0, 90.0)}, 25.0) == InputRange(12.0, 90.0, "noticed, walk")
    assert InputRange.span({"b": (1.0, 2.0), "a": (2.0, 1.0)}, 1.5) == InputRange(1.0, 2.0, "a")
    assert InputRange.span({"up": (30.0, 40.0)}, 25.0) == InputRange(25.0, 40.0, "up")
    assert InputRange.span({"phone": (), "walk": (31.0,)}, 25.0) == InputRange(25.0, 31.0, "walk")
    still = InputRange.span({"ambulance": (), "phone": ()}, 0.0)
    assert still == InputRange(0.0, 0.0, None)
    assert judge(AWARE, Reading(Interval(-20.0, 30.0)), DELTA, still, PAIRS) == "inconclusive; add replications"
    wide = InputRange.span({"radio": (20.0, math.inf)}, 60.0)
    assert wide == InputRange(20.0, math.inf, "radio")
    assert judge(AWARE, Reading(Interval(20.0, 30.0)), DELTA, wide, PAIRS) == "sooner; practically significant"


@pytest.mark.parametrize("delta", [-1.0, math.nan, math.inf])
def test_a_difference_that_matters_must_be_a_size(delta: float) -> None:
    with pytest.raises(ValueError, match="aware_t90: smallest difference that matters is"):
        judge(AWARE, Reading(Interval(0.0, 1.0)), delta, None, PAIRS)


@pytest.mark.parametrize("direction", ["lower", "higher"])
def test_time_to_something_good_to_have_late_is_not_called_sooner(direction: Literal["lower", "higher"]) -> None:
    measure = Measure("untenable", "s", direction, "until the hall cannot be used", is_time=True)
    word = "sooner" if direction == "lower" else "better"
    assert judge_simulation_only(measure, Reading(Interval(20.0, 30.0)), DELTA) == f"{word}; practically significant"


@pytest.mark.parametrize(
    ("interval", "verdict"),
    [
        (Interval(24.0, 60.0), "inconclusive; add replications"),  # sooner by enough, were it not for Holm
        (Interval(1.0, 60.0), "inconclusive; add replications"),
        (Interval(-60.0, -24.0), "inconclusive; add replications"),
        (Interval(2.0, 8.0), "no practical difference"),  # of which a p-value says nothing
    ],
)
def test_no_direction_is_said_where_holm_does_not_reject(interval: Interval, verdict: str) -> None:
    assert judge(AWARE, Reading(interval), DELTA, None, PAIRS, rejected=False) == verdict
    assert judge(AWARE, Reading(interval), DELTA, None, PAIRS).startswith(("sooner", "later", "no practical"))


@pytest.mark.parametrize(
    ("reading", "verdict"),
    [
        # the share that achieves it comes before the median
        (Reading(Interval(0.0, 0.0), BETTER), Verdict.BETTER),  # more achieve it, half of the pairs are the same
        (Reading(Interval(20.0, 30.0), WORSE), Verdict.MIXED),  # those that do are sooner, and fewer do
        (Reading(Interval(-30.0, -20.0), BETTER), Verdict.MIXED),
        (Reading(Interval(20.0, 30.0), BETTER), Verdict.BETTER),
        (Reading(Interval(20.0, 30.0), FEW), Verdict.SOONER),  # a share that settles nothing leaves it to the median
        (Reading(Interval(0.0, 0.0), Interval(-0.01, 0.01)), Verdict.NO_PRACTICAL_DIFFERENCE),
        # a large mean that most pairs go against
        (Reading(Interval(20.0, 30.0), None, 0.07, 0.13), Verdict.MIXED),
        (Reading(Interval(20.0, 30.0), None, 0.13, 0.07), Verdict.SOONER),
        (Reading(Interval(20.0, 30.0), None, 0.13, 0.13), Verdict.SOONER),
        (Reading(Interval(-30.0, -20.0), None, 0.13, 0.07), Verdict.MIXED),
        (Reading(Interval(1.0, 9.0), None, 0.07, 0.13), Verdict.NO_PRACTICAL_DIFFERENCE),
    ],
)
def test_shares_that_achieve_it_and_of_pairs_are_read_beside_the_size(reading: Reading, verdict: Verdict) -> None:
    assert judge_simulation_only(AWARE, reading, DELTA) is verdict


TURNS: dict[tuple[int, int], dict[tuple[float, float], bool]] = {
    (12, 20): {(2, 9): True, (2, 10): True, (2, 10.5): False, (-30, -11): True},
    (-3, 3): {(11, 15): True, (-15, -11): True, (-15, -10): False},
    (8, 11): {(12, 20): False, (1, 3): False, (-20, -12): True},
    (-12, 12): {(-20, -12): False},
}


@pytest.mark.parametrize(("base", "own", "turns"), [(base, *one) for base in TURNS for one in TURNS[base].items()])
def test_an_interval_turns_the_answer_if_it_lies_wholly_where_the_base_case_is_not(
    base: tuple[float, float], own: tuple[float, float], turns: bool
) -> None:
    assert is_turned(Interval(*base), Interval(*own), 10.0) is turns
