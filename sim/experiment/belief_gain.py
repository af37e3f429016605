"""From how many unneeded presses a year on belief eats the gain: an emergency with belief worn in the second arm alone."""

from collections.abc import Sequence
from typing import Any

from scenarios.arms import CustomArm, add_arm
from scenarios.scenario import Emergency
from scenarios.settings import parse_setting
from scenarios.validation.limits import find_median
from sim.experiment.belief import FULL, LEAST, BeliefBreakEven, GainPoint, count_until
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison
from sim.experiment.execution import Execution
from sim.experiment.experiment import Experiment
from sim.statistics.break_even import find_crossing
from sim.statistics.paired import Contrast

WORN = (0.8, 0.65, LEAST)
"""Belief in the second arm, where the other believes as at first."""


def can_be_worn(emergency: Emergency) -> bool:
    """Whether its people believe an alert with the chance of row 42."""
    belief: Any = getattr(emergency.scenario, "belief", None)
    return belief is not None and find_median(belief.at_once) == FULL


def measure_break_even(
    emergency: Emergency,
    base: Comparison,
    strategies: Sequence[str],
    execution: Execution,
    replications: int | None,
    seed: int,
) -> BeliefBreakEven | None:
    """base: of the emergency as it is, with the same replications. None where it has no primary measure. Raises StoppedError."""
    primary = next((one for one in base.contrasts if not one.exploratory), None)
    if primary is None:
        return None
    baseline, strategy = strategies
    arms = [CustomArm(f"belief {value:g}", strategy, (parse_setting(f"belief.at_once={value:g}"),)) for value in WORN]
    for arm in arms:
        emergency = add_arm(emergency, arm)
    played = compare(
        Experiment(emergency, [baseline, *(arm.id for arm in arms)], baseline, (), seed),
        execution,
        replications=replications,
        input_pairs=0,
    )
    found = [
        next(one for one in played.contrasts if (one.strategy, one.measure) == (arm.id, primary.measure))
        for arm in arms
    ]
    points = [_build_point(value, one) for value, one in zip((FULL, *WORN), (primary, *found), strict=True)]
    presses = [point.presses for point in points]
    value, low, high = (
        find_crossing(presses, gains)
        for gains in (
            [point.gain for point in points],
            [point.low for point in points],
            [point.high for point in points],
        )
    )
    return BeliefBreakEven(base.scenario, primary.measure, primary.unit, value, low, high, tuple(points))


def _build_point(belief: float, contrast: Contrast) -> GainPoint:
    ends = contrast.improvement_limits
    return GainPoint(belief, count_until(belief), contrast.improvement, ends.low, ends.high)
