"""A comparison's first page from raw data: `python tests/reproduce_page.py WITHOUT WITH CONDITIONS HORIZON < RAW.csv`.

By measure: means, medians, 90th percentiles and misses of both arms, mean and median difference with limits, shares better, worse, adverse.
Sensitivity, and the verdicts that read it, are not here: they rest on runs with moved inputs, which raw data do not hold.
"""

import csv
import sys

import numpy as np
from scipy import stats

HIGHER = ("acknowledgement", "app_was", "aware_when", "protected_when", "survival", "aset_margin")  # better


def estimate(d: np.ndarray) -> list[float]:  # the mean and its 95% limits: BCa for 10 to 2,000 pairs, else t
    bca = 10 <= len(d) <= 2000 and np.ptp(d) and stats.bootstrap((d,), np.mean, n_resamples=20000, rng=1)
    limits = bca.confidence_interval if bca else stats.ttest_1samp(d, 0).confidence_interval()
    return [d.mean(), *(limits if np.ptp(d) else (d[0], d[0]))]


if __name__ == "__main__":
    values: dict[str, tuple[list[float], list[float]]] = {}  # of both arms; inf: a time that was not reached
    for row in csv.DictReader(sys.stdin):
        if row["strategy"] in sys.argv[1:3] and row["conditions"] == sys.argv[3]:
            arms = values.setdefault(row["measure"], ([], []))
            arms[sys.argv.index(row["strategy"]) - 1].append(float(row["value"] or "inf"))
    for measure, arms in values.items():
        both, missed, sign = np.array(arms), np.isinf(arms), -1 if measure.startswith(HIGHER) else 1
        p50, p90 = np.quantile(both, [0.5, 0.9], 1, method="inverted_cdf")
        times = np.where(missed, float(sys.argv[4]), both)
        d = np.array([0 if a == b else a - b for a, b in both.T])  # a time not reached is later than any
        step = 1e-6 * both.max(0) if "person_minutes" in measure else 1e-6 if measure.startswith(HIGHER[:5]) else 1e-3
        better, worse = (np.mean((side * sign * d >= step) & (d != 0)) for side in (1, -1))  # others are the same
        d = np.sort(d)
        median = [np.median(d), *(d[int(r)] for r in stats.binom(len(d), 0.5).ppf([0.025, 0.975]) - (1, 0))]
        mean, gain = estimate(times[0] - times[1]), estimate(missed[0] - 1.0 * missed[1])
        is_median = missed.mean(1).max() > 0.02  # is the headline, in place of the mean
        size, *limits = sign * np.array(median if is_median else mean)
        least = 0.01 * abs(p50[0] if is_median else times[0].mean())  # of an adverse effect
        adverse = gain[2] < 0 if is_median and gain[0] <= -0.01 else size <= -least and max(limits) < 0
        numbers = [*times.mean(1), *p50, *p90, *missed.sum(1), *mean, *median, better, worse, float(adverse)]
        csv.writer(sys.stdout).writerow([measure, *numbers])
