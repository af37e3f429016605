"""A comparison over a school day tells what each period comes to: parts that add up to the whole."""

from dataclasses import replace
from functools import cache
from math import fsum

import numpy as np
import pytest

from reports.comparison.answer import write_answer
from reports.comparison.differences import ComparisonIndex
from scenarios.library import open_emergency
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison, PeriodContrast
from sim.experiment.execution import Execution
from sim.experiment.experiment import Experiment
from sim.experiment.periods import contrast_periods
from sim.measures import MEASURES
from sim.model.tables import Day
from sim.statistics.paired import Pairing
from sim.statistics.verdicts import Side
from sim.tabulation import tabulate
from tests.sim.exercise.exercises import known

SEED, PAIRS, DELTA, HORIZON = 1, 4_000, 10.0, 1_800.0
MEASURE = MEASURES["unaware_time"]
PAIRING = Pairing("office-pa", "practice+app", ())


@cache
def day() -> Day:
    return known(tabulate(open_emergency("active-assailant"), "office-pa").day)


def contrasts_of(gains: dict[str, float]) -> dict[str, PeriodContrast]:
    """Of arms that differ by about so many seconds in each period."""
    noise = np.random.default_rng(2).normal(0.0, 3.0, PAIRS)
    places = [day().find_period(SEED, n) for n in range(PAIRS)]
    first = np.full(PAIRS, 60.0)
    second = first - np.array([gains[day().periods[place]] for place in places]) + noise
    values = dict(zip(PAIRING.arms, ({MEASURE.name: first}, {MEASURE.name: second}), strict=True))
    found = contrast_periods(day(), SEED, [PAIRING], values, MEASURE, DELTA, HORIZON)
    return {contrast.period: contrast for contrast in found}


@pytest.mark.slow
def test_a_period_whose_interval_lies_elsewhere_has_another_answer() -> None:
    """The whole is 0.83 · 4 s + 0.1 · 20 s + 0.07 · (-20 s), within 10 s."""
    found = contrasts_of({"class": 4.0, "passing": 20.0, "lunch": -20.0})
    assert {period: (one.side, one.turns) for period, one in found.items()} == {
        "class": (Side.WITHIN, False),
        "passing": (Side.OVER, True),
        "lunch": (Side.UNDER, True),
    }
    assert found["passing"].reduction == pytest.approx(20.0, abs=4 * 3.0 / found["passing"].pairs ** 0.5)


def test_a_period_that_is_not_settled_has_no_other_answer_and_a_single_one_none() -> None:
    found = contrasts_of({"class": 4.0, "passing": 10.0, "lunch": 4.0})
    assert (found["passing"].side, found["passing"].turns) == (None, False)
    assert [*contrast_periods(None, SEED, [PAIRING], {}, MEASURE, DELTA, HORIZON)] == []


@cache
def compared() -> Comparison:
    emergency = open_emergency("active-assailant")
    return compare(Experiment(emergency), Execution(1, "simpy"), replications=24, input_pairs=0, joint=0, levers=False)


@pytest.mark.slow
def test_periods_add_up_to_the_whole_day() -> None:
    comparison = compared()
    index = ComparisonIndex(comparison)
    for headline in comparison.headlines:
        periods = index.list_periods(headline.pairing)
        whole = known(index.find_contrast(headline.pairing, "unaware_time"))
        assert sum(one.pairs for one in periods) == 24
        assert whole.reduction == pytest.approx(fsum(one.share * (one.reduction or 0.0) for one in periods))
        centers = [(one.baseline_center or 0.0) - (one.strategy_center or 0.0) for one in periods]
        assert centers == pytest.approx([one.reduction for one in periods])


@pytest.mark.slow
def test_the_answer_names_a_period_with_another_one() -> None:
    comparison = compared()
    main = next(one for one in comparison.periods if one.pairing == PAIRING and one.period == "lunch")
    turned = replace(main, pairs=24, reduction=-14.0, ci_low=-16.0, ci_high=-12.0, side=Side.UNDER, turns=True)
    others = tuple(one for one in comparison.periods if one is not main)
    index = ComparisonIndex(replace(comparison, periods=(*others, turned)))
    first = known(index.find_contrast(PAIRING, "unaware_time"))
    assert "During lunch 14 s more, worse by enough to matter." in write_answer(index, first)
    assert all("uring lunch" not in said for said in write_answer(ComparisonIndex(comparison), first))
