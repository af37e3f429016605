"""The stopping rule: looks at 200, 400, 800, ... pairs until every primary measure is precise enough.

A look sees pairs 0 to n in order and nothing else, so workers do not change the result. It judges the width of the interval and never
its location, because stopping at the first significant result finds one too often.

Looking many times has a price: a run tends to stop when its interval happens to be narrow. So look k takes the half-width at level
1 - 0.05 / 2^k, separately for each primary, and all looks together miss at most 5%. That level serves stopping only. The printed interval
is a 95% interval, made once, at the stop.

"2 s" binds primaries that are times and margins, "5 person-min" those in person-minutes. "2%" binds all: a share of the baseline's
restricted mean, and for shares and probabilities the same percentage of one half, so that "2%" is one point. A precision that binds no
primary is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scenarios.diagnostics import quote
from scenarios.errors import AllcallError
from sim.model.measure import Measure, Unit
from sim.statistics.estimators import LEVEL, Array, Resamples, estimate_mean, exact_mean
from sim.statistics.summaries import restrict_to_horizon

FIRST_LOOK = 200
MAX_PAIRS = 20_000
"""Pairs at most."""

_FORM = re.compile(r"\s*(\d+(?:\.\d+)?|\.\d+)\s*(%|[a-z-]+)\s*")
_UNITS = {
    "s": (1.0, "s"),
    "min": (60.0, "s"),
    "day": (1.0, "days"),
    "days": (1.0, "days"),
    "person-min": (1.0, "person-min"),
    "%": (0.01, "%"),
}

_HALF: dict[Unit, float] = {"share": 0.5, "probability": 0.5, "percentage point": 50.0}
"""Of a quantity that has a natural whole, one half in its unit: what a percentage of it refers to."""


class PrecisionError(AllcallError, ValueError):
    """A precision that cannot be read, or that binds no primary measure."""


@dataclass(frozen=True)
class Precision:
    """The half-width to reach."""

    text: str
    """As given by the user."""
    amount: float
    """In `unit`; a share (0.02 for 2%) where that is "%"."""
    unit: str
    """One of "s", "days", "person-min" and "%"."""

    def binds(self, measure: Measure) -> bool:
        """Whether it applies to a measure of this unit."""
        return self.unit in ("%", measure.unit)

    def target(self, measure: Measure, baseline_mean: float) -> float:
        """Half-width in the unit of a measure whose baseline has this restricted mean."""
        return self.amount * _HALF.get(measure.unit, baseline_mean) if self.unit == "%" else self.amount


@dataclass(frozen=True)
class Primary:
    """A primary measure of one pairing over pairs 0 to n, in order."""

    measure: Measure
    baseline: Array
    """(n,) values of the baseline."""
    strategy: Array
    """(n,) values of the strategy."""


@dataclass(frozen=True)
class StopResult:
    """Where the stopping rule ended."""

    precision: Precision
    pairs: int
    """Pairs looked at last."""
    is_reached: bool
    unbound_measures: tuple[str, ...]
    """Primary measures that the precision does not apply to."""

    def __str__(self) -> str:
        """One line for the reader."""
        unbound = f"; it does not bind {', '.join(self.unbound_measures)}" if self.unbound_measures else ""
        outcome = "reached with" if self.is_reached else "not reached with"
        return f"precision {self.precision.text} {outcome} {self.pairs:,} pairs{unbound}"


def parse_precision(text: str) -> Precision:
    """Reads "2 s", "0.5 min", "5 person-min", or "2%". Raises PrecisionError for anything else."""
    form = _FORM.fullmatch(text)
    if form is None or form[2] not in _UNITS or float(form[1]) <= 0:
        rule = 'it must be a number above 0 and a unit: "2 s", "0.5 min", "5 person-min" or "2%"'
        raise PrecisionError(f"precision is {quote(text)}; {rule}")
    factor, unit = _UNITS[form[2]]
    return Precision(text.strip(), float(form[1]) * factor, unit)


def iterate_looks(cap: int = MAX_PAIRS) -> Iterator[int]:
    """Numbers of pairs at which to look: 200, 400, 800, ... and the cap itself."""
    n = FIRST_LOOK
    while n < cap:
        yield n
        n *= 2
    yield cap


def level_at_look(look: int) -> float:
    """The level of the half-widths that look number `look`, from 1, judges."""
    return 1 - (1 - LEVEL) * 0.5**look


def is_precise(
    primaries: Sequence[Primary], horizon: float, precision: Precision, resamples: Resamples, level: float
) -> bool:
    """Whether every primary that `precision` binds has an interval at `level` of at most twice the target.

    A function of the pairs in order and of the seed alone. Raises PrecisionError where it binds none of them.
    """
    bound = [primary for primary in primaries if precision.binds(primary.measure)]
    if not bound:
        names = ", ".join(primary.measure.name for primary in primaries) or "none given"
        rule = f"its unit must be % or that of a primary measure ({names})"
        raise PrecisionError(f"precision is {quote(precision.text)}; {rule}")
    return all(_is_precise(primary, horizon, precision, resamples, level) for primary in bound)


def run_until_precise(
    pairs_up_to: Callable[[int], Sequence[Primary]],
    horizon: float,
    precision: Precision,
    seed: int,
    cap: int = MAX_PAIRS,
) -> StopResult:
    """Requests pairs 0 to n look by look; stops at the first that is precise enough, or at the cap."""
    for look, n in enumerate(iterate_looks(cap), 1):
        primaries = pairs_up_to(n)
        reached = is_precise(primaries, horizon, precision, Resamples(seed, n), level_at_look(look))
        if reached or n == cap:
            unbound = {p.measure.name: None for p in primaries if not precision.binds(p.measure)}
            return StopResult(precision, n, reached, tuple(unbound))
    raise AssertionError("the last look is the cap")


def _is_precise(primary: Primary, horizon: float, precision: Precision, resamples: Resamples, level: float) -> bool:
    """Half-width against the target; a single pair has no interval and is never precise."""
    before = restrict_to_horizon(primary.measure, primary.baseline, horizon)
    after = restrict_to_horizon(primary.measure, primary.strategy, horizon)
    interval = estimate_mean(before - after, resamples).interval(level)
    target = precision.target(primary.measure, exact_mean(before))
    return interval is not None and interval.half_width <= target
