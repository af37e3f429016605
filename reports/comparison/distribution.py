"""A paired difference in words: the headline, its interval, and the distribution behind it. Comparisons and exercises use the same words.

The headline is the mean, or the median where an arm misses the measure in more than 2% of the replications (`Contrast.statistic`). A mean
is never alone: the median and the share of pairs that differ by less than a second stand beside it. A median stands behind the share
that achieved it, and before the mean over the pairs in which both arms did.
"""

from __future__ import annotations

from reports.text.formatting import (
    DISPLAY_FACTORS,
    find_unit_step,
    format_difference,
    format_difference_range,
    format_out_of,
    format_share,
    rounds_to_zero,
)
from sim.measures import MEASURES
from sim.model.measure import Unit
from sim.statistics.estimators import Interval
from sim.statistics.paired import Contrast, MedianWord
from sim.statistics.verdicts import REACHED_DELTA

NO_TENTHS_FROM = 10.0
FEWEST_FOR_PERCENTILES = 20
"""Pairs from which the 5th and the 95th percentile are given."""
MEDIAN_MARK = "(median)"
NO_MEDIAN_DIFFERENCE = "no median difference"
"""Also where one arm achieves it more often: "no difference" alone would deny that."""
MEDIAN_WORDS: dict[MedianWord, str] = {
    MedianWord.ONLY_STRATEGY: "achieved only with it in most runs",
    MedianWord.ONLY_BASELINE: "achieved only without it in most runs",
    MedianWord.UNDEFINED: "no median: each alone achieves it in half of the runs",
    MedianWord.FINITE: "",
}
"""For an infinite median difference."""


def find_step(number: float, unit: Unit, low: float | None, high: float | None) -> float:
    """Rounding step of a number with these limits: no tenths from ten on."""
    step = find_unit_step(unit, low, high)
    return max(step, 1.0) if abs(number) * DISPLAY_FACTORS.get(unit, 1.0) >= NO_TENTHS_FROM else step


def format_contrast(contrast: Contrast) -> str:
    """The headline difference: "24 s sooner", "2:15 min sooner (median)"."""
    if contrast.same_share == 1.0:
        return "no difference"
    if contrast.headline is None:
        return MEDIAN_WORDS[contrast.median_word]
    if contrast.statistic == "median":
        if contrast.headline == 0.0:
            return NO_MEDIAN_DIFFERENCE
        return f"{_format(contrast, contrast.headline, contrast.headline_interval)} {MEDIAN_MARK}"
    return _format(contrast, contrast.headline, contrast.headline_interval)


def is_about_zero(contrast: Contrast) -> bool:
    """Whether there is a headline difference, but below the digits that are printed."""
    if not contrast.headline:
        return False
    return rounds_to_zero(contrast.headline, contrast.unit, _find_headline_step(contrast))


def format_interval(contrast: Contrast) -> str:
    """The confidence interval of the headline; empty where it has none."""
    around = contrast.headline_interval
    if around is None:
        return ""
    if contrast.same_share == 1.0:
        return "unaffected"
    step = _find_headline_step(contrast)
    return format_difference_range(around.low, around.high, contrast.measure, contrast.unit, step)


def shorten_interval(interval: str, difference: str) -> str:
    """An interval without the words at its end that the difference before it has too: "12 to 18" after "15 s sooner".

    Whole where its ends point opposite ways. Nothing is left of "no difference" after "no median difference".
    """
    words, ending = interval.split(), difference.split()
    if any(word in words[:-1] for word in ending[-1:]) or (words and ending and words[-1] != ending[-1]):
        return interval
    if len(words) > len([word for word in words if not word.isalpha()]) + len(ending):
        return interval
    while len(words) > 1 and ending and words[-1] == ending[-1] and not words[-1][-1].isdigit():
        words.pop()
        ending.pop()
    return "" if words == ["no"] else " ".join(words)


def format_estimate(
    reduction: float, measure: str, unit: Unit, low: float | None, high: float | None, lead: str = ""
) -> str:
    """A difference with its interval, whose unit stands once: "57 s later (48 to 59)". lead: before the interval."""
    step = find_step(reduction, unit, low, high)
    difference = format_difference(reduction, measure, unit, step)
    if low is None or high is None or low == high:
        return difference
    interval = format_difference_range(low, high, measure, unit, step)
    return f"{difference} ({lead}{shorten_interval(interval, difference)})"


def join_interval(difference: str, interval: str) -> str:
    """A difference with its interval in a second line; alone where the interval says no more."""
    return f"{difference}\n({interval})" if interval and interval != difference else difference


def format_median(contrast: Contrast) -> str:
    """The median difference: "7 s sooner"."""
    if contrast.median_reduction is None:
        return MEDIAN_WORDS[contrast.median_word]
    limits = (contrast.median_low, contrast.median_high)
    around = None if limits[0] is None or limits[1] is None else Interval(limits[0], limits[1])
    return _format(contrast, contrast.median_reduction, around)


def format_under_one_second(contrast: Contrast) -> str:
    """The share of pairs that differ by less than a second: "43%"; empty in other units."""
    if contrast.under_1s_share is None:
        return ""
    return format_share(contrast.under_1s_share, contrast.n)


def describe_spread(contrast: Contrast) -> str:
    """What stands beside a mean: "median 7 s sooner, under 1 s in 43%"; empty for yes or no, of which a median says nothing."""
    if is_yes_no(contrast):
        return ""
    under = format_under_one_second(contrast)
    return f"median {format_median(contrast)}{f', under 1 s in {under}' if under else ''}"


def describe_percentiles(contrast: Contrast) -> str:
    """Where 90% of the paired differences lie: "5th to 95th percentile 2 s later to 1:31 min sooner".

    Empty beside a median, as pairs that miss the measure have no difference, and with too few pairs.
    """
    if contrast.statistic == "median" or is_yes_no(contrast) or contrast.same_share == 1.0:
        return ""
    if contrast.n < FEWEST_FOR_PERCENTILES:
        return ""
    low, high = contrast.reduction_p05, contrast.reduction_p95
    ends = format_difference_range(low, high, contrast.measure, contrast.unit, 1.0)
    return f"5th to 95th percentile {ends}"


def is_yes_no(contrast: Contrast) -> bool:
    """Whether the measure is 0 or 1 in each replication."""
    return contrast.measure in MEASURES and MEASURES[contrast.measure].is_yes_no


def describe_reached(contrast: Contrast) -> str:
    """How often each arm achieved it, the baseline first as in the tables: "achieved in 74% without, 100% with"."""
    return (
        f"achieved in {format_shares_reached(contrast.n, contrast.baseline_not_reached, contrast.strategy_not_reached)}"
    )


def format_shares_reached(n: int, baseline_missed: int, strategy_missed: int) -> str:
    """The shares of n replications that achieved a measure: "74% without, 100% with"."""
    before, after = (format_out_of(n - missed, n) for missed in (baseline_missed, strategy_missed))
    return f"{before} without, {after} with"


def format_shares_apart(contrast: Contrast) -> str:
    """`achieved in 78% vs 95%`, where the median difference hides it: it is zero, or on the other side of what makes it worse.

    Empty else, and where the shares differ by less than matters and nothing is worse.
    """
    if contrast.statistic != "median":
        return ""
    improvement = MEASURES[contrast.measure].sign * (contrast.headline or 0.0)
    apart = contrast.headline == 0.0 and abs(contrast.reached_gain) >= REACHED_DELTA
    if not (apart or (contrast.adverse == "worse" and contrast.headline is not None and improvement >= 0.0)):
        return ""
    missed = contrast.baseline_not_reached, contrast.strategy_not_reached
    return f"achieved in {' vs '.join(format_out_of(contrast.n - number, contrast.n) for number in missed)}"


def format_gain_interval(contrast: Contrast) -> str:
    """The interval of the paired difference of the shares that achieved it: "95% CI 20 to 38 points more"; empty where nothing varies."""
    low, high = contrast.reached_gain_low, contrast.reached_gain_high
    if low is None or high is None or low == high:
        return ""
    return f"95% CI {format_difference_range(-high, -low, contrast.measure, 'share', 1.0)}"


def describe_where_both(contrast: Contrast) -> str:
    """The mean over the pairs in which both arms achieved it: "where both did (295 of 400), 1:50 min sooner on average"."""
    pairs = f"{contrast.both_reached:,} of {contrast.n:,}"
    if contrast.both_reduction is None:
        return f"both did in {pairs}"
    limits = (contrast.both_low, contrast.both_high)
    around = None if limits[0] is None or limits[1] is None else Interval(limits[0], limits[1])
    return f"where both did ({pairs}), {_format(contrast, contrast.both_reduction, around)} on average"


def describe_difference(contrast: Contrast) -> str:
    """The whole: mean, interval, median and share under 1 s; or shares achieved, median, and mean where both achieved it."""
    if contrast.same_share == 1.0:
        return "no difference in any run"
    limits = format_interval(contrast)
    interval = f"95% CI {limits}" if limits else ""
    if contrast.statistic == "median":
        around = ", ".join(filter(None, (MEDIAN_MARK.strip("()"), interval)))
        median = format_contrast(contrast).removesuffix(f" {MEDIAN_MARK}")
        said = f"{median} ({around})" if contrast.headline else median
        gain = format_gain_interval(contrast)
        reached = f"{describe_reached(contrast)}{f' ({gain})' if gain else ''}"
        return f"{reached}; {said}; {describe_where_both(contrast)}"
    mean = f"{format_contrast(contrast)} on average" + (f" ({interval})" if interval else "")
    return ", ".join(filter(None, (mean, describe_spread(contrast))))


def describe_restricted_mean(contrast: Contrast, horizon: str) -> str:
    """The footnote of a median headline: "restricted mean 8:50 min sooner (not achieved counts as ...)"; else empty."""
    if contrast.statistic == "mean" or contrast.same_share == 1.0:
        return ""
    limits = (contrast.ci_low, contrast.ci_high)
    around = None if limits[0] is None or limits[1] is None else Interval(limits[0], limits[1])
    mean = _format(contrast, contrast.reduction, around)
    return f"restricted mean {mean} (not achieved counts as {horizon}, so it depends on the horizon)"


def _find_headline_step(contrast: Contrast) -> float:
    around = contrast.headline_interval
    low, high = (None, None) if around is None else (around.low, around.high)
    return find_step(contrast.headline or 0.0, contrast.unit, low, high)


def _format(contrast: Contrast, reduction: float, around: Interval | None) -> str:
    low, high = (None, None) if around is None else (around.low, around.high)
    step = find_step(reduction, contrast.unit, low, high)
    return format_difference(reduction, contrast.measure, contrast.unit, step)
