"""The app with its staff leg held against the same app without it, emergency by emergency; nothing else differs.

They are played by the compiled engine, which is twenty times as fast and gives the traces of the model (tests/sim/compiled).
"""

import math
from collections.abc import Collection, Mapping, Sequence
from itertools import product
from statistics import fmean, stdev

import pytest

from scenarios.scenario import Emergency
from sim.compiled.engine import CompiledEngine
from sim.measures import MEASURES, compute_measures
from sim.model.trace import Channel, EventKind, Trace
from sim.tabulation import tabulate

SEED = 20261124
SEEDS = (SEED, 1, 2, 3)
"""A pattern is no luck of one seed."""
PATTERNS = pytest.mark.full(step="patterns")
at_four_seeds = pytest.mark.parametrize("seed", [SEED, *(pytest.param(seed, marks=PATTERNS) for seed in SEEDS[1:])])
WITHOUT, WITH = "app-no-staff-leg", "app"


def slow_once(names: str, *values: Sequence[object]) -> pytest.MarkDecorator:
    """All combinations of values of these parameters: the first is slow, the others are full."""
    first, *others = product(*values)
    cases = [pytest.param(*first, marks=pytest.mark.slow), *(pytest.param(*other, marks=PATTERNS) for other in others)]
    return pytest.mark.parametrize(names, cases)


Pairs = list[tuple[Trace, Trace]]
"""Traces without and with the staff leg, replication by replication."""


def play_pairs(
    emergency: Emergency,
    pairs: int,
    conditions: Sequence[str] = (),
    overrides: Mapping[str, float] | None = None,
    seed: int = SEED,
) -> Pairs:
    without, with_it = (
        CompiledEngine(tabulate(emergency, name, conditions, overrides), seed) for name in (WITHOUT, WITH)
    )
    return [(without.run(replication), with_it.run(replication)) for replication in range(pairs)]


def reductions(played: Pairs, measure: str) -> list[float]:
    """How much less of the measure there is with the staff leg, by pair; a time is at most the horizon."""

    def value(trace: Trace) -> float:
        amount = compute_measures(trace, trace.tables)[measure]
        return min(amount, trace.tables.horizon) if MEASURES[measure].is_time else amount

    return [value(without) - value(with_it) for without, with_it in played]


def sooner(played: Pairs, measure: str) -> float:
    """Mean seconds that the measure comes sooner with the staff leg."""
    return fmean(reductions(played, measure))


def interval(values: Sequence[float], errors: float = 3.0) -> tuple[float, float]:
    """Mean minus and plus so many standard errors."""
    error = errors * stdev(values) / math.sqrt(len(values))
    return fmean(values) - error, fmean(values) + error


def median_interval(values: Sequence[float]) -> tuple[float, float]:
    """The order statistics three standard errors of the rank below and above the median, for values with a heavy tail."""
    ranked, half, error = sorted(values), (len(values) - 1) / 2, 1.5 * math.sqrt(len(values))
    return ranked[math.floor(half - error)], ranked[math.ceil(half + error)]


def first(trace: Trace, kind: EventKind) -> float:
    return next((row[0] for row in trace.rows if row[1] == kind), float("inf"))


def called_first(trace: Trace, channels: Collection[Channel]) -> bool:
    """Whether anyone told by these channels stood in the 911 queue before the first call was answered."""
    told = {row[2] for row in trace.rows if row[1] == EventKind.AWARE and row[3] in channels}
    answered = first(trace, EventKind.ANSWERED)
    return any(row[1] == EventKind.QUEUED and row[2] in told and row[0] <= answered for row in trace.rows)
