"""What is asked of a comparison, checked before anything is played."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scenarios.emergency import Emergency
from scenarios.limits import MAX_REPLICATIONS
from scenarios.problems import quote
from sim.estimates import Resamples
from sim.measure import Measure
from sim.measures import MEASURES, list_measures
from sim.plan import Plan, PlanError
from sim.stopping import Precision, Primary, parse_precision, is_precise


@dataclass(frozen=True)
class Request:
    """An emergency, which of its arms are played and how often."""

    emergency: Emergency
    plan: Plan
    seed: int
    replications: int | None
    """Pairs; None: as many as the precision needs."""
    precision: Precision | None
    max_pairs: int
    """Pairs at most, with a precision."""
    input_pairs: int

    @property
    def horizon(self) -> float:
        """Seconds from onset."""
        return self.emergency.scenario.horizon

    @property
    def measures(self) -> list[Measure]:
        """All that apply to this emergency."""
        return [MEASURES[name] for name in list_measures(self.emergency.scenario.hazard.kind)]

    @property
    def differences(self) -> dict[str, float]:
        """The smallest difference that matters, by primary measure."""
        return self.emergency.smallest_differences()

    @property
    def primaries(self) -> tuple[Measure, ...]:
        """The measures that the verdicts are about."""
        return tuple(MEASURES[name] for name in self.differences)


def build_request(
    emergency: Emergency,
    plan: Plan,
    *,
    seed: int,
    replications: int | None,
    precision: str | None,
    cap: int,
    input_pairs: int,
) -> Request:
    """The request, if it makes sense; arguments as for `sim.experiment.compare`.

    Raises PlanError, and PrecisionError for a precision that cannot be read or binds no primary measure.
    """
    if precision is not None and replications is not None:
        raise PlanError("both replications and precision are given; give one of them")
    wanted = None if precision is None else parse_precision(precision)
    if replications is None and wanted is None:
        replications = emergency.scenario.replications
    _require_minimums({"replications": (replications, 1), "cap": (cap, 1)})
    _require_minimums({"seed": (seed, 0), "input pairs": (input_pairs, 0)})
    if replications is not None and replications > MAX_REPLICATIONS:
        raise PlanError(
            f"replications: {replications} is too large; it must be at most {MAX_REPLICATIONS:,}"
        )
    request = Request(emergency, plan, seed, replications, wanted, cap, input_pairs)
    _require_applicable_primaries(request)
    if wanted is not None:
        _require_binding_precision(request, wanted)
    return request


def _require_minimums(numbers: Mapping[str, tuple[int | None, int]]) -> None:
    for name, (number, least) in numbers.items():
        if number is not None and number < least:
            raise PlanError(f"{name}: {number} is too small; it must be at least {least}")


def _require_applicable_primaries(request: Request) -> None:
    known = [measure.name for measure in request.measures]
    for one in request.emergency.scenario.primary:
        if one.measure not in known:
            raise PlanError(
                f"primary measure {quote(one.measure)} does not apply to this hazard; there is {', '.join(known)}"
            )


def _require_binding_precision(request: Request, precision: Precision) -> None:
    """Finds out now what the stopping rule would only find out at its first look."""
    if not request.plan.pairings:
        raise PlanError(f"precision {quote(precision.text)} needs two strategies to compare")
    one = np.zeros(1)
    primaries = [Primary(measure, one, one) for measure in request.primaries]
    is_precise(primaries, request.horizon, precision, Resamples(request.seed, 1))
