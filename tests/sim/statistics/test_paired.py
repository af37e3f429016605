"""Two arms pair by pair: by hand, at the edges, and untouched by who else was compared."""

import json
import math
import tracemalloc
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy import stats

from sim.experiment.comparison import to_record
from sim.model.measure import Measure
from sim.statistics.estimators import Array, Interval, Resamples
from sim.statistics.paired import Contrast, Pairing, contrast_arms
from sim.statistics.summaries import Arm
from sim.statistics.verdicts import InputRange, Verdict

AWARE = Measure("aware_t90", "s", "lower", "until 90 % of the staff are aware", is_time=True)
EXPOSED = Measure("exposed_person_minutes", "person-min", "lower", "heads x minutes in reach")
MARGIN = Measure("aset_margin", "s", "higher", "time to spare")
HELD = Measure("held", "probability", "higher", "whether the door held", is_yes_no=True)
MEASURES = [AWARE, EXPOSED, MARGIN, HELD]

PA, APP = "office-pa", "app"
HORIZON = 1_000.0
NEVER = math.inf
BEFORE, AFTER = [100.0, 120.0, 140.0, 160.0] * 5, [90.0, 101.0, 110.0, 130.0] * 5
OF_THE_FAMILY = {"p_adjusted", "verdict", "verdict_level", "verdict_low", "verdict_high"}


def contrast_of(
    measure: Measure,
    baseline: list[float] | Array,
    strategy: list[float] | Array,
    delta: float | None = None,
    inputs: InputRange | None = None,
    horizon: float = HORIZON,
    joint: Interval | None = None,
) -> Contrast:
    """The single contrast of a single measure."""
    pairing = Pairing(PA, APP)
    first, second = np.asarray(baseline, dtype=np.float64), np.asarray(strategy, dtype=np.float64)
    [contrast] = contrast_arms(
        [pairing],
        {Arm(PA): {measure.name: first}, Arm(APP): {measure.name: second}},
        [measure],
        {} if delta is None else {measure.name: delta},
        horizon,
        Resamples(3, len(first)),
        {(pairing, measure.name): inputs} if inputs else None,
        joint={(pairing, measure.name): joint} if joint else None,
    )
    return contrast


def shares(contrast: Contrast) -> tuple[float, float, float]:
    return contrast.better_share, contrast.same_share, contrast.worse_share


def test_four_pairs_by_hand() -> None:
    """Differences 10, 20, 30, 0: mean 15; deviations 5, 5, 15, 15, variance 500 / 3, error 6.454972, t = 2.323790.

    Baseline 100, 120, 140, 160: mean 130, variance 2000 / 3. Strategy 90, 100, 110, 160: mean 115, deviations
    25, 15, 5, 45, variance 2900 / 3. (2000 + 2900) / 500 = 9.8. t(0.975; 3) = 3.182446, so 15 -+ 20.542601.
    """
    result = contrast_of(AWARE, [100, 120, 140, 160], [90, 100, 110, 160])
    assert (result.n, result.reduction, result.improvement, result.method) == (4, 15.0, 15.0, "t")
    assert shares(result) == (0.75, 0.25, 0.0)
    assert result.relative_reduction == pytest.approx(15 / 130)
    assert result.variance_reduction == pytest.approx(9.8)
    assert (result.ci_low, result.ci_high) == pytest.approx((-5.542601, 35.542601), abs=1e-5)
    assert result.p_value == pytest.approx(float(stats.t.sf(2.3237900, 3)) * 2, abs=1e-7)
    assert (result.reduction_p05, result.reduction_p95, result.p90_reduction) == (0.0, 30.0, 0.0)


def test_all_pairs_count_also_where_it_was_not_reached_and_the_very_horizon_is_reached() -> None:
    """Horizon 1000. Differences: never - 400 = 600; 300 - never = -700; never - never = 0; 500 - 200 = 300; mean 50."""
    result = contrast_of(AWARE, [NEVER, 300, NEVER, 500], [400, NEVER, NEVER, 200])
    assert result.reduction == 50.0
    assert shares(result) == (0.5, 0.25, 0.25)
    assert (result.p90_reduction, result.p90_low, result.p90_high) == (None, None, None)
    result = contrast_of(AWARE, [NEVER, 1_000.0, 1_200.0], [1_000.0, NEVER, NEVER])
    assert result.reduction == 0.0
    assert shares(result) == pytest.approx((1 / 3, 1 / 3, 1 / 3))


def test_higher_is_better_turns_the_improvement_and_yes_or_no_is_a_difference_of_shares() -> None:
    """It held in 2 of 5 and in 4 of 5: -0.4; gained in three pairs, lost in one."""
    result = contrast_of(HELD, [1, 1, 0, 0, 0], [1, 0, 1, 1, 1])
    assert (result.reduction, result.improvement) == pytest.approx((-0.4, 0.4))
    assert shares(result) == pytest.approx((0.6, 0.2, 0.2))
    assert result.relative_reduction is None
    result = contrast_of(MARGIN, [-20, 0, 10], [10, 30, 5], delta=4.0)
    assert (result.reduction, result.improvement) == pytest.approx((-55 / 3, 55 / 3))
    assert shares(result) == pytest.approx((2 / 3, 0.0, 1 / 3))
    low, high = result.ci_low or 0.0, result.ci_high or 0.0
    assert low < result.reduction < high
    assert (result.verdict_low, result.verdict_high) == pytest.approx((-high, -low))


@pytest.mark.parametrize(
    ("measure", "baseline", "relative"),
    [
        (AWARE, [100.0, 300.0], 0.5),
        (EXPOSED, [100.0, 300.0], 0.5),
        (EXPOSED, [0.0, 0.0], None),
        (EXPOSED, [-5.0, 5.0], None),
        (MARGIN, [100.0, 300.0], None),
        (replace(EXPOSED, unit="probability"), [0.2, 0.4], None),
        (replace(EXPOSED, unit="percentage point"), [20.0, 40.0], None),
        (replace(EXPOSED, unit="share"), [0.2, 0.4], 0.5),
        (replace(EXPOSED, unit="count"), [2.0, 4.0], 0.5),
    ],
)
def test_relative_reduction_where_meaningful(measure: Measure, baseline: list[float], relative: float | None) -> None:
    result = contrast_of(measure, baseline, [value / 2 for value in baseline]).relative_reduction
    assert result == (None if relative is None else pytest.approx(relative))


@pytest.mark.parametrize(("shift", "p_value", "verdict"), [(0.0, 1.0, "no practical difference"), (25.0, 0.0, "")])
def test_without_variation_the_interval_is_the_point(shift: float, p_value: float, verdict: str) -> None:
    baseline = np.arange(50.0, 100.0)
    result = contrast_of(AWARE, baseline, baseline - shift, delta=10.0)
    assert (result.ci_low, result.ci_high, result.method) == (shift, shift, "point")
    assert (result.p_value, result.p_adjusted, result.variance_reduction) == (p_value, p_value, None)
    assert (result.verdict_low, result.verdict_high) == (shift, shift)
    assert result.verdict == (verdict or "sooner; practically significant")


def test_two_pairs_that_happen_to_be_alike_or_a_single_one_settle_nothing() -> None:
    result = contrast_of(AWARE, [100, 120], [70, 90], delta=10.0)
    assert (result.ci_low, result.ci_high, result.p_value) == (30.0, 30.0, 0.0)
    assert result.verdict == "inconclusive; add replications"
    result = contrast_of(AWARE, [100], [20], delta=10.0)
    assert (result.n, result.reduction, result.method, shares(result)) == (1, 80.0, "none", (1.0, 0.0, 0.0))
    assert result.verdict == "inconclusive; add replications"
    nothing = (result.ci_low, result.ci_high, result.p_value, result.p_adjusted, result.variance_reduction)
    assert nothing == (None,) * 5


def test_a_primary_measure_shows_its_delta_range_and_level_and_any_other_is_exploratory() -> None:
    result = contrast_of(AWARE, BEFORE, AFTER, 5.0, InputRange(2.0, 60.0, "phone.noticed"))
    assert (result.exploratory, result.delta, result.verdict_level) == (False, 5.0, 0.95)
    assert (result.input_low, result.input_high, result.input_named) == (2.0, 60.0, "phone.noticed")
    assert result.verdict == "sensitive to assumptions: phone.noticed"
    assert result.p_adjusted == result.p_value
    result = contrast_of(AWARE, [100, 120, 140], [10, 20, 31])
    assert (result.exploratory, result.verdict) == (True, "exploratory")
    assert (result.p_adjusted, result.delta, result.verdict_statistic) == (None, None, None)
    assert result.p_value is not None


def test_the_joint_range_decides_and_the_one_way_range_names_the_inputs() -> None:
    wide, narrow = InputRange(2.0, 60.0, "phone.noticed"), InputRange(9.0, 60.0, "phone.noticed")
    clear = contrast_of(AWARE, BEFORE, AFTER, 5.0, wide, joint=Interval(6.0, 40.0))
    assert (clear.verdict, clear.verdict_range) == ("sooner; practically significant", "joint")
    assert (clear.input_low, clear.input_named) == (2.0, "phone.noticed")
    open_ = contrast_of(AWARE, BEFORE, AFTER, 5.0, narrow, joint=Interval(-1.0, 40.0))
    assert (open_.verdict, open_.finding) == ("sensitive to assumptions: phone.noticed", Verdict.SENSITIVE)
    unnamed = contrast_of(AWARE, BEFORE, AFTER, 5.0, None, joint=Interval(-1.0, 40.0))
    assert (unnamed.verdict, unnamed.finding) == ("sensitive to assumptions", Verdict.SENSITIVE)
    assert contrast_of(AWARE, BEFORE, AFTER, 5.0, wide).verdict_range == "one-way"


def test_what_no_pair_reached_is_not_settled_and_no_verdict_reads_a_mean_that_the_horizon_makes() -> None:
    """Thirty pairs; one that was reached at the same moment in both arms is enough to compare."""
    never = [NEVER] * 30
    assert contrast_of(AWARE, never, never, 5.0).verdict == "inconclusive; add replications"
    assert contrast_of(AWARE, never, never, 5.0, InputRange(0.0, 0.0, "x")).verdict == "inconclusive; add replications"
    assert contrast_of(AWARE, [9.0, *never], [9.0, *never], 5.0).verdict == "no practical difference"
    # The strategy reaches what the baseline misses in 12 of 40 pairs; the others do not differ: better by the share that achieves it.
    reached = [100.0 + at for at in range(28)]
    result = contrast_of(AWARE, [*reached, *[NEVER] * 12], [*reached, *[90.0 + at for at in range(12)]], 5.0)
    assert (result.statistic, result.headline) == ("median", 0.0)
    assert (result.verdict, result.verdict_statistic) == ("better; practically significant", "median")
    assert (result.verdict_low, result.verdict_high) == (0.0, 0.0)


def test_gains_that_most_pairs_go_against_are_mixed_and_the_verdict_of_the_base_case_is_kept() -> None:
    """Ten pairs of a hundred gain 500 s, thirty lose 6 s, sixty are the same; the mean is 48.2 s."""
    before = np.full(100, 600.0)
    after = np.concatenate([np.full(10, 100.0), np.full(30, 606.0), np.full(60, 600.0)])
    result = contrast_of(AWARE, before, after, 5.0)
    assert result.verdict == "mixed: much sooner in 10%, later in 30%"
    assert result.finding is Verdict.MIXED
    assert contrast_of(AWARE, after, before, 5.0).verdict == "mixed: much later in 10%, sooner in 30%"
    before = np.arange(100.0, 200.0)
    result = contrast_of(AWARE, before, before - 20.0 - before % 3, 5.0, InputRange(-5.0, 60.0, "phone.noticed"))
    assert (result.finding, result.base_verdict) == (Verdict.SENSITIVE, "sooner; practically significant")


@pytest.mark.parametrize(
    ("measure", "before", "after", "same"),
    [
        (AWARE, 100.0, 100.0009, 1.0),
        (AWARE, 100.0, 100.0011, 0.0),
        (EXPOSED, 3_000.0, 3_000.0029, 1.0),
        (EXPOSED, 3_000.0, 3_000.0031, 0.0),
        (Measure("aware_when_over", "share", "higher", "share"), 0.5, 0.5000009, 1.0),
        (Measure("aware_when_over", "share", "higher", "share"), 0.5, 0.5000011, 0.0),
    ],
)
def test_pairs_that_differ_by_rounding_are_the_same(measure: Measure, before: float, after: float, same: float) -> None:
    """Under 1 ms, under a millionth of the larger person-time, under a millionth of a share."""
    assert contrast_of(measure, [before, before], [after, after]).same_share == same


def test_averages_do_not_hide_harm_and_the_outer_twentieths_are_cut_off_on_each_side() -> None:
    """Nineteen in twenty gain 10 s, one loses 100 s."""
    baseline = np.tile(np.arange(200.0, 240.0, 2.0), 10)
    result = contrast_of(AWARE, baseline, baseline - np.tile([10.0] * 19 + [-100.0], 10))
    assert result.reduction == pytest.approx(4.5)
    assert (result.worse_share, result.reduction_p05, result.reduction_p95) == (0.05, -100.0, 10.0)
    assert (result.p90_low or 0.0) <= (result.p90_reduction or 0.0) <= (result.p90_high or 0.0)
    # Of 101 differences from 0 to 100, five are below 5, and five above 95.
    result = contrast_of(AWARE, [200.0 + n for n in range(101)], [200.0] * 101)
    assert (result.reduction_p05, result.reduction_p95) == (5.0, 95.0)


def played(strategies: list[str], conditions: tuple[str, ...] = (), n: int = 60) -> dict[Arm, dict[str, Array]]:
    """Made-up arms in which each strategy has numbers of its own, whoever else is there."""
    arms = {}
    for strategy in strategies:
        random = np.random.default_rng(sum(strategy.encode()) + len(conditions))
        times = random.exponential(100.0, n)
        arms[Arm(strategy, conditions)] = {
            AWARE.name: np.where(random.random(n) < 0.1, NEVER, times),
            EXPOSED.name: times / 7,
            MARGIN.name: random.normal(0.0, 50.0, n),
            HELD.name: np.floor(random.random(n) * 2),
        }
    return arms


def against_pa(strategies: list[str], *more: Pairing) -> list[Contrast]:
    arms = played([PA, *strategies]) | played([PA, APP], ("pa-failed",))
    pairings = [*(Pairing(PA, strategy) for strategy in strategies), *more]
    return contrast_arms(pairings, arms, MEASURES, {AWARE.name: 5.0, EXPOSED.name: 1.0}, HORIZON, Resamples(9, 60))


def unadjusted(contrast: Contrast) -> dict[str, object]:
    return {name: value for name, value in asdict(contrast).items() if name not in OF_THE_FAMILY}


def test_another_strategy_or_measure_and_another_order_change_nothing_but_the_family() -> None:
    alone, among = against_pa([APP]), against_pa(["dial-911", APP, "word-of-mouth"])
    again = [contrast for contrast in among if contrast.strategy == APP]
    assert list(map(unadjusted, again)) == list(map(unadjusted, alone))
    arms = played([PA, APP])
    few = {arm: {EXPOSED.name: values[EXPOSED.name]} for arm, values in arms.items()}
    made = [contrast_arms([Pairing(PA, APP)], given, MEASURES, {}, HORIZON, Resamples(9, 60)) for given in (arms, few)]
    assert [contrast for contrast in made[0] if contrast.measure == EXPOSED.name] == made[1]
    # Not even where p-values tie: two strategies with the same numbers rank by name.
    strategies = ["app", "ppa", "pap", "dial-911"]  # the first three have the same letters, so the same numbers
    forward, backward = against_pa(strategies), against_pa(strategies[::-1])
    assert sorted(forward, key=repr) == sorted(backward, key=repr)
    assert [contrast.strategy for contrast in backward[::4]] == strategies[::-1]


def rank_p_value(contrast: Contrast) -> float:
    """That of the t test; of a median, that of the sign test over the pairs that differ."""
    if contrast.statistic == "mean":
        return contrast.p_value or 0.0
    better, worse = round(contrast.better_share * contrast.n), round(contrast.worse_share * contrast.n)
    return float(stats.binomtest(better, better + worse).pvalue)


def test_the_family_is_primaries_times_contrasts() -> None:
    """Two primaries times three pairings: the smallest p is multiplied by six; conditions make a pairing of its own."""
    result = against_pa([APP, "dial-911"], Pairing(PA, APP, ("pa-failed",)))
    family = sorted((c for c in result if not c.exploratory), key=lambda c: c.p_adjusted or 0.0)
    assert (len(result), len(family), {c.measure for c in family}) == (12, 6, {AWARE.name, EXPOSED.name})
    assert family[0].p_adjusted == pytest.approx(min(1.0, 6 * rank_p_value(family[0])))
    assert family[0].verdict_level == pytest.approx(1 - 0.05 / 6)
    assert {c.conditions for c in result} == {(), ("pa-failed",)}
    for one in family:
        assert one.headline_interval is not None
        assert (one.verdict_low or 0.0) <= one.headline_interval.low


def test_only_measures_of_both_arms_are_compared_and_mistakes_of_the_caller_named() -> None:
    arms = played([PA, APP])
    del arms[Arm(APP)][MARGIN.name]
    result = contrast_arms([Pairing(PA, APP)], arms, MEASURES, {}, HORIZON, Resamples(9, 60))
    assert [contrast.measure for contrast in result] == [AWARE.name, EXPOSED.name, HELD.name]
    with pytest.raises(ValueError, match="aware_t90: 2 and 1 replications do not pair"):
        contrast_of(AWARE, [1, 2], [1])
    with pytest.raises(ValueError, match="named more than once"):
        against_pa([APP, APP])
    with pytest.raises(KeyError, match="never-played"):
        contrast_arms([Pairing(PA, "never-played")], played([PA]), MEASURES, {}, HORIZON, Resamples(9, 60))


def test_a_headline_is_not_made_by_the_horizon() -> None:
    """A PA that is down: 30 of 100 are never reached without the app, the other 70 take 200 s, and all take 80 s with it.

    The restricted mean is 70 x 120 + 30 x (horizon - 80), over 100: 360 s with a horizon of 1,000 s, and six times that with one of 7,000.
    The median is 120 s and the mean where both reach it is 120 s, whatever the horizon.
    """
    baseline, strategy = [NEVER] * 30 + [200.0] * 70, [80.0] * 100
    for horizon, restricted in ((1_000.0, 360.0), (7_000.0, 2_160.0)):
        result = contrast_of(AWARE, baseline, strategy, horizon=horizon)
        assert result.reduction == pytest.approx(restricted)
        assert (result.statistic, result.headline, result.median_reduction) == ("median", 120.0, 120.0)
        assert (result.baseline_not_reached, result.strategy_not_reached) == (30, 0)
        assert (result.both_reached, result.both_reduction) == (70, 120.0)
        assert result.reached_gain == pytest.approx(0.3)
        assert 0.2 < (result.reached_gain_low or 0.0) < 0.3


@pytest.mark.parametrize(("missed", "statistic"), [(0, "mean"), (2, "mean"), (3, "median")])
@pytest.mark.parametrize("turned", [False, True])
def test_over_two_percent_missed_in_either_arm_make_it_the_median(missed: int, statistic: str, turned: bool) -> None:
    arms = [NEVER] * missed + [200.0] * (100 - missed), [80.0] * 100
    result = contrast_of(AWARE, *(arms[::-1] if turned else arms))
    assert result.statistic == statistic
    assert result.headline == (result.reduction if statistic == "mean" else result.median_reduction)


@pytest.mark.parametrize(
    ("baseline", "strategy", "median", "word"),
    [
        ([NEVER, NEVER, 90.0], [10.0, 20.0, 30.0], None, "only the strategy reaches it"),
        ([10.0, 20.0, 30.0], [NEVER, NEVER, 20.0], None, "only the baseline reaches it"),
        ([NEVER, 20.0], [10.0, NEVER], None, "undefined"),
        ([NEVER, 20.0], [10.0, 10.0], None, "only the strategy reaches it"),  # between 10 s and infinity
        ([NEVER, NEVER, NEVER], [NEVER, NEVER, 10.0], 0.0, ""),  # neither reaching it is the same
        ([40.0, 40.0, 40.0, 40.0], [39.0, 30.0, 36.0, 0.0], 7.0, ""),  # 1, 4, 10, 40: between 4 and 10
    ],
)
def test_an_infinite_median_is_null_with_a_word(
    baseline: list[float], strategy: list[float], median: float | None, word: str
) -> None:
    result = contrast_of(AWARE, baseline, strategy)
    assert (result.median_reduction, result.median_word) == (median, word)


def test_a_mean_stands_beside_what_most_pairs_do_and_medians_have_limits_of_order_statistics() -> None:
    """Of 10 pairs 4 differ by less than a second, the middle ones by 1 and 6 s, and one by 267 s: mean 30 s, median 3.5 s."""
    gained = [0.0, 0.2, -0.9, 0.7, 6.0, 8.0, 9.0, 9.0, 1.0, 267.0]
    result = contrast_of(AWARE, [300.0] * 10, [300.0 - by for by in sorted(gained)])
    assert result.reduction == pytest.approx(30.0)
    assert result.median_reduction == pytest.approx(3.5)
    assert result.under_1s_share == 0.4  # a second is no less than a second
    assert contrast_of(EXPOSED, [1.0, 2.0], [1.0, 2.0]).under_1s_share is None
    # Of ten values the binomial ranks are 2 and 9 (97.9%).
    result = contrast_of(AWARE, [100.0] * 10, [100.0 - by for by in range(10)])
    assert (result.median_low, result.median_reduction, result.median_high) == (1.0, 4.5, 8.0)


@pytest.mark.parametrize(
    ("baseline", "strategy", "adverse"),
    [
        ([100.0, 102.0] * 20, [110.0, 113.0] * 20, "worse"),
        ([100.0, 102.0] * 20, [90.0, 93.0] * 20, ""),
        ([100.0, 102.0] * 20, [100.1, 102.2] * 20, ""),  # less than 1%
        ([100.0] * 40, [10.0] * 20 + [200.0] * 20, "inconclusive"),
        ([100.0] * 40, [90.0] * 30 + [NEVER] * 10, "worse"),  # sooner in most pairs, but reached less often
        ([100.0] * 40, [90.0] * 38 + [NEVER] * 2, "inconclusive"),
    ],
)
def test_adverse_effects_are_in_time_or_how_often(baseline: list[float], strategy: list[float], adverse: str) -> None:
    assert contrast_of(AWARE, baseline, strategy).adverse == adverse


times = some.one_of(some.just(NEVER), some.integers(0, 1_200 * 4).map(lambda quarters: quarters / 4))


@given(some.lists(some.tuples(times, times), min_size=1, max_size=30))
def test_whatever_the_pairs_the_record_is_json_and_swapping_arms_mirrors_it(pairs: list[tuple[float, float]]) -> None:
    baseline, strategy = ([pair[side] for pair in pairs] for side in (0, 1))
    result = contrast_of(AWARE, baseline, strategy, delta=5.0)
    swapped = contrast_of(AWARE, strategy, baseline, delta=5.0)
    json.dumps(to_record(result), allow_nan=False)
    assert sum(shares(result)) == pytest.approx(1.0)
    assert shares(result) == shares(swapped)[::-1]
    assert result.reduction == -swapped.reduction
    assert (result.median_reduction or 0.0) == -(swapped.median_reduction or 0.0)
    assert result.reached_gain == -swapped.reached_gain
    assert result.p_value == swapped.p_value
    if result.ci_low is not None and result.ci_high is not None:
        assert result.ci_low <= result.ci_high


def test_an_interval_that_a_t_test_does_not_bear_out_settles_nothing() -> None:
    """45 of 50 pairs are alike and one is far apart, as where a rare play goes another way."""
    gained = [50.0, 60.0, 100.0, 200.0, 800.0]
    result = contrast_of(AWARE, [900.0] * 50, [900.0] * 45 + [900.0 - by for by in gained], 5.0)
    assert (result.method, result.better_share) == ("BCa", 0.1)
    assert (result.verdict_low or 0.0) > 5.0
    expected = stats.ttest_1samp([0.0] * 45 + gained, 0.0).pvalue
    assert result.p_adjusted == pytest.approx(expected)
    assert expected > 0.05
    assert result.verdict == "inconclusive; add replications"


@pytest.mark.slow
def test_many_contrasts_of_many_pairs_take_no_more_memory_than_few() -> None:
    """Of each, only the pairs of the base case are kept: the differences of all would take more than what was played."""

    def measure_peak(contrasts: int) -> int:
        pairings = [Pairing("pa", f"app {n}") for n in range(contrasts)]
        values = {AWARE.name: np.arange(50_000.0)}
        arms = {arm: values for pairing in pairings for arm in pairing.arms}
        tracemalloc.start()
        try:
            contrast_arms(pairings, arms, [AWARE], {}, 60_000.0, Resamples(1, 50_000), {}, 20)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert measure_peak(12) < measure_peak(2) + 400_000
