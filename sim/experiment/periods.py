"""What a comparison over a school day comes to in each of its periods: the same pairs, those of one period at a time."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.experiment.comparison import PeriodContrast
from sim.model.measure import Measure
from sim.model.tables import Day
from sim.statistics.estimators import Array, Resamples, exact_mean, finite_or_none
from sim.statistics.paired import Contrast, MedianWord, Pairing, contrast_pair, sample_median
from sim.statistics.summaries import Arm, censor_at_horizon, restrict_to_horizon
from sim.statistics.verdicts import MIN_PAIRS, is_turned, list_sides


def find_periods(day: Day, seed: int, replications: int) -> NDArray[np.int64]:
    """(replications,): the place of the period that each is in."""
    return np.fromiter((day.find_period(seed, n) for n in range(replications)), np.int64, replications)


def contrast_periods(
    day: Day | None,
    seed: int,
    pairings: Sequence[Pairing],
    values: Mapping[Arm, Mapping[str, Array]],
    measure: Measure,
    delta: float,
    horizon: float,
) -> Iterator[PeriodContrast]:
    """One measure in each period that a pair was in, by pairing, in the order of the day; nothing of an emergency in one period."""
    if day is None:
        return
    places: NDArray[np.int64] | None = None
    for pairing in pairings:
        first, second = (values[arm][measure.name] for arm in pairing.arms)
        if places is None:
            places = find_periods(day, seed, len(first))
        whole = contrast_pair(pairing, measure, first, second, horizon, Resamples(seed, len(first)))
        for place, period in enumerate(day.periods):
            arms = first[places == place], second[places == place]
            if arms[0].size:
                yield _contrast_period(period, pairing, measure, arms, whole, delta, horizon, seed)


def _contrast_period(
    period: str,
    pairing: Pairing,
    measure: Measure,
    arms: tuple[Array, Array],
    whole: Contrast,
    delta: float,
    horizon: float,
    seed: int,
) -> PeriodContrast:
    pairs = len(arms[0])
    found = contrast_pair(pairing, measure, *arms, horizon, Resamples(seed, pairs))
    around, around_whole = found.headline_interval, whole.headline_interval
    sides = set() if around is None else list_sides(around.times(measure.sign), delta)
    baseline, strategy = (_find_center(measure, arm, found.statistic == "median", horizon) for arm in arms)
    return PeriodContrast(
        pairing,
        measure.name,
        period,
        pairs,
        share=pairs / whole.n,
        statistic=found.statistic,
        baseline_center=baseline,
        strategy_center=strategy,
        reduction=found.headline,
        ci_low=None if around is None else around.low,
        ci_high=None if around is None else around.high,
        word=found.median_word if found.statistic == "median" else MedianWord.FINITE,
        side=sides.pop() if len(sides) == 1 and pairs >= MIN_PAIRS else None,
        turns=pairs >= MIN_PAIRS
        and around is not None
        and around_whole is not None
        and is_turned(around_whole.times(measure.sign), around.times(measure.sign), delta),
    )


def _find_center(measure: Measure, values: Array, is_median: bool, horizon: float) -> float | None:
    """The mean or median of an arm, as its contrast has it; None for an infinite median."""
    if is_median:
        return finite_or_none(sample_median(censor_at_horizon(measure, values, horizon)))
    return exact_mean(restrict_to_horizon(measure, values, horizon))
