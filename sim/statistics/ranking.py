"""Selects the best of several arms by the fully sequential procedure of Kim and Nelson (KN), with an indifference zone.

Every arm plays `first_stage` replications. The sample variances of all pairwise differences over these decide how far a mean may lag
behind another. From then on the arms that are left are screened after every replication: an arm leaves when its mean lags behind that of
any other by more than

    W = max(0, delta / (2 r) * (h2 * S2 / delta**2 - r)),    h2 = (n0 - 1) * ((2 alpha / (k - 1))**(-2 / (n0 - 1)) - 1)

after r replications, with S2 the variance of their difference over the first n0, and k arms at the start. If the best mean is ahead of
all others by delta or more, it is selected with probability 1 - alpha at least. The proof takes independent normal replications; the arms
may depend on each other, and common random numbers shrink S2. If others are closer than delta, one of those is selected; that it is then
within delta of the best with the same probability is found in simulations, here in the tests, and not part of the proof.

The result depends on the replications in their order alone, not on the blocks in which they are screened.

Source: Kim and Nelson, A fully sequential procedure for indifference-zone selection in simulation, ACM Transactions on Modeling and
Computer Simulation 11 (2001) 251-273: the procedure KN with c = 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.model.measure import Direction
from sim.statistics.estimators import Array

FIRST_STAGE = 200
"""Replications before the first screening. Paired differences here are often zero and have long tails: a few misjudge the variance."""


@dataclass(frozen=True)
class SelectionRule:
    """How arms are screened. Raises ValueError for numbers that the procedure cannot use."""

    arms: int
    """At the start, at least two."""
    delta: float
    """The smallest difference of means that matters, above 0."""
    direction: Direction
    """Which means are better."""
    alpha: float = 0.05
    """Probability of a wrong selection, at most; below (arms - 1) / 2 and below 1."""
    first_stage: int = FIRST_STAGE
    """Replications before the first screening, at least two."""

    def __post_init__(self) -> None:
        """Refuses what has no eta or no variance."""
        if self.arms < 2:
            raise ValueError(f"arms: {self.arms} is too few; there must be at least 2")
        if not 0 < self.delta < math.inf:
            raise ValueError(f"delta is {self.delta}; it must be above 0")
        if not 0 < self.alpha < min(1.0, (self.arms - 1) / 2):
            raise ValueError(f"alpha is {self.alpha}; it must be above 0 and below {min(1.0, (self.arms - 1) / 2)}")
        if self.first_stage < 2:
            raise ValueError(f"first_stage: {self.first_stage} is too few; there must be at least 2")

    @property
    def h_squared(self) -> float:
        """How many variances, in units of delta squared, the boundary spans."""
        freedom = self.first_stage - 1
        share = 2 * self.alpha / (self.arms - 1)
        return freedom * math.expm1(-2 / freedom * math.log(share))


class Screening:
    """Screens replications as they come. Arms are numbered from 0."""

    def __init__(self, rule: SelectionRule) -> None:
        self.rule = rule
        self.survivors = tuple(range(rule.arms))
        """Arms that are not eliminated, in order."""
        self.eliminated: dict[int, int] = {}
        """By arm, the replications after which it was eliminated, in the order in which they were."""
        self.replications = 0
        """Screened, or played before the first screening."""
        self.is_decided = False
        """Whether one arm is left, or arms whose means are equal and beyond the boundary."""
        self._sums = np.zeros(rule.arms)
        self._first: list[Array] = []
        self._limits: Array = np.zeros((rule.arms, rule.arms))

    def screen(self, values: Array) -> None:
        """Takes the next replications (n, survivors), of the arms that survived before, in order; those after the decision are ignored.

        Raises ValueError for another shape, or values that are not finite.
        """
        arms = self.survivors
        if values.ndim != 2 or values.shape[1] != len(arms):
            raise ValueError(f"values have shape {values.shape}; one column for each of {len(arms)} arms is needed")
        if not np.isfinite(values).all():
            raise ValueError("values are not all finite; a time that is not reached counts as the horizon")
        gains = values if self.rule.direction == "higher" else -values
        missing = self.rule.first_stage - self.replications
        if missing > 0:
            self._add_first(gains[:missing])
            gains = gains[missing:]
            if self.replications < self.rule.first_stage:
                return
        while len(gains) and not self.is_decided:
            columns = [arms.index(arm) for arm in self.survivors]
            used = self._screen_until_elimination(gains[:, columns], list(self.survivors))
            gains = gains[used:]

    def _add_first(self, gains: Array) -> None:
        """Collects the first stage, and screens once it is complete."""
        self._first.append(gains)
        self._sums = np.cumsum(np.vstack([self._sums, gains]), axis=0)[-1]
        self.replications += len(gains)
        if self.replications == self.rule.first_stage:
            first = np.concatenate(self._first)
            differences = first[:, :, None] - first[:, None, :]
            self._limits = self.rule.h_squared * differences.var(axis=0, ddof=1) / self.rule.delta
            self._first.clear()
            self._screen_until_elimination(np.empty((0, self.rule.arms)), list(self.survivors))

    def _screen_until_elimination(self, gains: Array, arms: list[int]) -> int:
        """Screens the present state, then replication by replication until arms leave. Returns how many of `gains` (n, arms) were used."""
        sums = np.cumsum(np.vstack([self._sums[arms], gains]), axis=0)
        counts = self.replications + np.arange(len(sums))
        lags = self._find_lagging(sums, counts, arms)
        ends = lags.any(axis=1) | (counts >= self._last_screening(arms))
        last = int(np.argmax(ends)) if ends.any() else len(sums) - 1
        self._sums[arms] = sums[last]
        self.replications = int(counts[last])
        for arm, is_lagging in zip(arms, lags[last], strict=True):
            if is_lagging:
                self.eliminated[arm] = self.replications
        self.survivors = tuple(arm for arm in arms if arm not in self.eliminated)
        last_screening = self._last_screening(list(self.survivors))
        self.is_decided = len(self.survivors) == 1 or self.replications >= last_screening
        return last

    def _find_lagging(self, sums: Array, counts: NDArray[np.intp], arms: list[int]) -> NDArray[np.bool_]:
        """(states, arms): whether an arm lags too far behind any other. Both sides of the rule are taken times r."""
        limits = self._limits[np.ix_(arms, arms)]
        allowed = np.maximum(0.0, (limits - self.rule.delta * counts[:, None, None]) / 2)
        behind = sums[:, None, :] - sums[:, :, None]
        return np.asarray((behind > allowed).any(axis=2))

    def _last_screening(self, arms: list[int]) -> int:
        """Replications after which no lag at all is allowed, so that only arms with equal means are left."""
        return math.ceil(float(self._limits[np.ix_(arms, arms)].max()) / self.rule.delta)

    @property
    def most_replications(self) -> int:
        """After which it is decided at the latest; the first stage until its variances are known."""
        return max(self.rule.first_stage, self._last_screening(list(self.survivors)))

    @property
    def best(self) -> int:
        """The survivor with the best mean; of several, the first. Raises ValueError before the first replication."""
        if not self.replications:
            raise ValueError("nothing was played, so no arm is best")
        return max(self.survivors, key=lambda arm: (self._sums[arm], -arm))
