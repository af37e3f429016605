"""The parts of the first page that count and choose, by hand: chances, levers, channels, thresholds, break-evens."""

from dataclasses import replace
from typing import Any

import pytest

from reports.comparison import brief
from reports.comparison.differences import ComparisonIndex
from sim.experiment.comparison import Comparison, FirstHeard, InputBreakEven, NegativeMargin, PeriodContrast
from sim.experiment.lever_arms import AppToo, LeverArm
from sim.statistics.break_even import BreakEven, Crossing
from sim.statistics.chances import Chance
from sim.statistics.paired import Contrast, MedianWord
from sim.statistics.verdicts import Side
from tests.sim.experiment.comparisons import APP, ROWS, TODAY, contrast, joint_range, made, primary

MAIN = ROWS[1].pairing


def first(reduction: float = 13.0, **given: Any) -> Contrast:
    """15 s matter."""
    return primary(MAIN, "aware_t90", reduction, "sooner; practically significant", **given)


@pytest.mark.parametrize(
    ("better", "within", "worse", "of_100"),
    [(0.24, 0.74, 0.02, ["24", "74", "2"]), (0.996, 0.0, 0.004, [">99", "0", "<1"])],
)
def test_of_100_so_many_are_better_or_worse(better: float, within: float, worse: float, of_100: list[str]) -> None:
    of_15 = Chance(*MAIN, "aware_t90", 15.0, better, worse, 0.0, 0.1, 0.2, 0.3)
    chances = replace(of_15, delta=10.0, better_by_delta=0.9), of_15
    lines = list(brief._list_chances(ComparisonIndex(made(chance=chances)), first()))
    assert [line.label for line in lines] == ["15 s better or more", "within 15 s", "15 s worse or more"]
    assert [line.of_100 for line in lines] == of_100
    assert [line.part for line in lines] == pytest.approx([better, within, worse])


def test_other_differences_that_might_matter_are_said() -> None:
    chances = tuple(Chance(*MAIN, "aware_t90", delta, 0.2, 0.1, 0.0, 0.1, 0.2, 0.3) for delta in (15.0, 10.0, 20.0))
    index = ComparisonIndex(made(chance=chances))
    said = [[*brief._describe_sureness(index, first(size), ())][-1] for size in (10.0, -10.1, 20.1)]
    assert said[0] == "It would not matter against 10 s and 20 s either."
    assert said[1:] == ["It would matter against 10 s, not against 20 s.", "It would matter against 10 s and 20 s."]


def test_inputs_that_moved_together_have_their_range_or_no_more_than_chance() -> None:
    joint = joint_range(MAIN, "aware_t90")
    known, open_ = (
        next(brief._describe_sureness(ComparisonIndex(made(joint=(one,))), first(), ()))
        for one in (joint, replace(joint, is_resolvable=False))
    )
    assert known == (
        "2 inputs moved together: 9 s later to 40 s sooner in 90% of 256 settings; "
        "it matters in 31 of 100 settings and is worse by as much in 2."
    )
    assert open_ == "2 inputs moved together: 256 settings differ by no more than chance."


def lever(name: str, gain: float, is_best: bool = False, baseline: str = TODAY, measure: str = "aware_t90") -> LeverArm:
    pairing = MAIN._replace(baseline=baseline, strategy=f"today+{name}")
    contrasts = tuple(
        replace(contrast(pairing, one, size, half=3.0), delta=15.0)
        for one, size in ((measure, gain), ("dispatched", 99.0))
    )
    with_app = tuple(replace(one, reduction=40.0, ci_low=37.0, ci_high=43.0) for one in contrasts)
    together = AppToo("app+x", "x", with_app) if is_best else None
    return LeverArm(f"today+{name}", name, name, f"more {name}", "none", 1.0, (), contrasts[:1], is_best, together)


def test_levers_that_bring_a_tenth_of_what_matters_stand_by_their_gain_and_at_most_three() -> None:
    arms = (
        lever("locks", 1.5), lever("radios", 1.49), lever("keys", 30.0), lever("phones", 0.6, is_best=True),
        lever("doors", 70.0, baseline=APP), lever("maps", 70.0, measure="rset"),
    )  # fmt: skip
    shown = list(brief._list_levers(made(levers=arms), first()))
    names = ["More keys (free)", "More locks (free)", "More phones (free, best)", "The same with the app"]
    assert [name for name, _ in shown] == names
    assert (shown[0][1].startswith("30 s sooner"), shown[3][1].startswith("40 s sooner")) == (True, True)
    four = [name for name, _ in brief._list_levers(made(levers=(*arms, lever("bells", 9.0))), first())]
    assert four == ["More keys (free)", "More bells (free)", "More locks (free)"]


def test_staff_are_counted_by_group_of_channels_in_both_arms() -> None:
    counts = {
        TODAY: {"hazard": 17.0, "push": 0.0, "pa": 53.6, "voice": 70.4, "": 9.0},
        APP: {"hazard": 16.6, "push": 20.4, "pa": 31.0, "voice": 80.0, "": 2.0},
    }
    heard = tuple(FirstHeard(arm, (), by, staff, 100) for arm, of in counts.items() for by, staff in of.items())
    other = FirstHeard(APP, ("pa-failed",), "push", 99.0, 100)
    found = brief._count_heard(made(first_heard=(other, *heard)), ROWS[1])
    assert found is not None
    rows = {name: dict(zip(found.channels, numbers, strict=True)) for name, numbers in found.rows}
    today, app = rows.values()
    assert next(iter(rows)) == "Today"
    assert (sorted(today.values()), today["never"]) == (sorted(["17", "0", "54", "70", "9"]), "9")
    assert (sorted(app.values()), app["never"]) == (sorted(["17", "20", "31", "80", "2"]), "2")
    assert found.staff == "150"
    assert brief._count_heard(made(first_heard=heard[:1]), ROWS[1]) is None


def margins(before: float, after: float) -> Comparison:
    shares = (TODAY, after - 0.5, ("pa-failed",)), (TODAY, before, ()), (APP, after, ())
    return made(negative_margin=tuple(NegativeMargin(arm, conditions, share) for arm, share, conditions in shares))


@pytest.mark.parametrize(("before", "after", "is_said"), [(0.5, 0.515, True), (0.5, 0.505, False), (0.6, 0.5, False)])
def test_a_fire_that_is_untenable_too_soon_more_often_is_said(before: float, after: float, is_said: bool) -> None:
    said = list(brief._list_beside(ComparisonIndex(margins(before, after)), ROWS[1], first()))
    end = f" in {before:.0%} vs {after:.0%} of runs."
    assert [one.endswith(end) for one in said] == ([True] if is_said else [])


@pytest.mark.parametrize(
    ("crossing", "threshold", "rises", "zero", "begins"),
    [
        (Crossing.ONCE, 15.0, True, True, "matters above 1:14 min"),
        (Crossing.ONCE, 15.0, False, True, "matters below 1:14 min"),
        (Crossing.ONCE, -15.0, True, True, "matters below 1:14 min"),  # where more is better
        (Crossing.ONCE, -15.0, False, True, "matters above 1:14 min"),
        (Crossing.NEVER, 15.0, None, True, "sooner above 44 s"),
        (Crossing.NEVER, 15.0, None, False, "sooner below 44 s"),
        (Crossing.NEVER, 15.0, None, None, "same answer at any value"),
        (Crossing.SEVERAL, 15.0, None, None, "at several values"),
        (Crossing.UNRESOLVED, 15.0, None, None, "inconclusive"),
    ],
)
def test_an_input_turns_the_answer_above_or_below_a_value(
    crossing: Crossing, threshold: float, rises: bool | None, zero: bool | None, begins: str
) -> None:
    at_zero = Crossing.NEVER if zero is None else Crossing.ONCE
    found = BreakEven(0.0, at_zero, (-1, 1), 44.0, 30.0, 50.0, rises=zero)
    matters = BreakEven(threshold, crossing, (-1, 1), 74.0, 70.0, 78.0, rises=rises)
    entry = InputBreakEven(MAIN, "aware_t90", "pa.reach_microphone", "s", found, matters, points=(10.0, 120.0))
    told = {"matters": " (95% CI 1:10 to 1:18 min)", "sooner": " (95% CI 30 to 50 s)"}
    limits = told.get(begins.split(maxsplit=1)[0], "")
    assert brief.describe_turn(entry) == f"{begins}{limits}"


def test_each_period_of_the_main_pairing_has_a_line_in_the_order_of_the_day() -> None:
    lunch = PeriodContrast(
        MAIN, "aware_t90", "lunch", 8, 0.08, "mean", 100.0, 71.0, 29.0, 21.0, 37.0, MedianWord.FINITE, Side.OVER, True
    )
    class_ = replace(lunch, period="class", share=0.614, reduction=-3.0, ci_low=-11.0, ci_high=5.0, side=None)
    other = replace(lunch, pairing=ROWS[0].pairing, period="passing")
    lines = list(brief._list_periods(ComparisonIndex(made(periods=(class_, other, lunch))), first()))
    assert [(line.name, line.difference, line.interval, line.direction) for line in lines] == [
        (" class, 61% of runs", "3 s later", "−5 to 11", "open"), (" lunch, 8% of runs", "29 s sooner", "21 to 37", "better")
    ]  # fmt: skip
