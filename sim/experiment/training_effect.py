"""What staff training would bring by its assumed effect, beside an alert, and from which share of the effect on it makes up for the alert.

No study gives the effect of training in seconds, so it is never judged. In each arm with training, today's practice has every input of the
training set moved a share of the way from its value in the files to the assumed one. All arms share their random numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from scenarios.arms import CustomArm, add_arm
from scenarios.scenario import ADDED_APP, PRESENT_PRACTICE, Emergency
from scenarios.settings import Setting, find_input, format_value, parse_value
from scenarios.training import Training
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison, StopReason, to_record
from sim.experiment.design import PlanError
from sim.experiment.execution import DEFAULT_EXECUTION, Execution
from sim.experiment.experiment import SEED, Experiment
from sim.experiment.screening import find_own_value
from sim.model.measure import Unit
from sim.statistics.break_even import find_crossing

SHARES = (0.25, 0.5, 0.75, 1.0)
"""Of the assumed effect."""


@dataclass(frozen=True)
class TrainingMeasure:
    """Means of one measure, and the share of the effect at which training brings as much as the alert.

    trained: by `SHARES`. lacking, low, high: what the alert brings beyond the training, without training and at each of `SHARES`, with 95%
    limits. break_even: None where the whole effect is not enough, 0 where the alert brings nothing; earliest, latest: its limits.
    """

    measure: str
    unit: Unit
    today: float
    alert: float
    trained: tuple[float, ...]
    lacking: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    break_even: float | None
    earliest: float | None
    latest: float | None

    @property
    def is_moved(self) -> bool:
        """Whether the training changes it."""
        return any(one != self.today for one in self.trained)


@dataclass(frozen=True)
class TrainingEffect:
    """The result of `measure_training`. today, alert: ids of strategies."""

    training: str
    scenario: str
    title: str
    campus: str
    campus_title: str
    present_practice: str
    today: str
    alert: str
    staff: int
    replications: int
    seed: int
    measures: tuple[TrainingMeasure, ...]
    stopped: StopReason

    def to_json(self) -> dict[str, Any]:
        """The JSON form: plain values, floats to nine significant digits."""
        record = {field.name: to_record(getattr(self, field.name)) for field in fields(self)}
        return record | {"shares": [0.0, *SHARES]}


def list_default_strategies(emergency: Emergency) -> tuple[str, str]:
    """Today's practice and the app beside it where the scenario names it; else the arms of its first headline."""
    scenario = emergency.scenario
    if ADDED_APP in scenario.strategies:
        return PRESENT_PRACTICE, ADDED_APP
    first = scenario.headlines[0]
    return first.without, first.with_


def measure_training(
    training: Training,
    emergency: Emergency,
    execution: Execution = DEFAULT_EXECUTION,
    *,
    strategies: Sequence[str],
    replications: int | None = None,
    seed: int = SEED,
) -> TrainingEffect:
    """Plays today's practice, the alert, and today's practice with shares of the effect.

    strategies: today's practice and the alert. Raises SettingError for an input that the emergency has not, PlanError for other than two
    strategies, StoppedError if stopped before any pair was complete.
    """
    if len(strategies) != 2:
        raise PlanError(f"strategies: {len(strategies)} named; name today's practice and the alert")
    today, alert = strategies
    arms = [_build_arm(training, emergency, today, share) for share in SHARES]
    for arm in arms:
        emergency = add_arm(emergency, arm)
    names = [alert, today, *(arm.id for arm in arms)]
    comparison = compare(
        Experiment(emergency, names, alert, (), seed), execution, replications=replications, input_pairs=0
    )
    return TrainingEffect(
        training.training,
        comparison.scenario,
        comparison.title,
        comparison.campus,
        comparison.campus_title,
        comparison.present_practice,
        next(name for name in comparison.strategies if name != comparison.baseline),
        comparison.baseline,
        len(emergency.place.staff),
        comparison.replications,
        comparison.seed,
        tuple(_select_measures(comparison, [arm.id for arm in arms])),
        comparison.stopped,
    )


def _build_arm(training: Training, emergency: Emergency, today: str, share: float) -> CustomArm:
    settings = []
    for name, text in training.settings.items():
        source = find_input(emergency, name, [today])
        own = find_own_value(source)
        settings.append(Setting(name, format_value(source, own + share * (parse_value(source, text) - own))))
    return CustomArm(f"trained {share:.0%}", today, tuple(settings))


def _select_measures(comparison: Comparison, arms: Sequence[str]) -> Iterator[TrainingMeasure]:
    """The primary ones; where the training moves none of them, also the others that it moves."""
    names = dict.fromkeys(one.measure for one in comparison.contrasts)
    primary = [one.measure for one in comparison.contrasts if not one.exploratory]
    shown = [_build_measure(comparison, name, arms) for name in dict.fromkeys(primary)]
    yield from shown
    if not any(one.is_moved for one in shown):
        others = (_build_measure(comparison, name, arms) for name in names if name not in primary)
        yield from (one for one in others if one.is_moved)


def _build_measure(comparison: Comparison, measure: str, arms: Sequence[str]) -> TrainingMeasure:
    means = {one.strategy: one.mean for one in comparison.measures if one.measure == measure}
    found = {one.strategy: one for one in comparison.contrasts if one.measure == measure}
    today = next(name for name in found if name not in arms)
    against = [found[name] for name in (today, *arms)]  # the alert is their baseline
    ends = [one.improvement_limits for one in against]
    lacking = tuple(-one.improvement for one in against)
    low, high = tuple(-end.high for end in ends), tuple(-end.low for end in ends)
    points = (0.0, *SHARES)
    return TrainingMeasure(
        measure,
        against[0].unit,
        means[today],
        means[comparison.baseline],
        tuple(means[name] for name in arms),
        lacking,
        low,
        high,
        find_crossing(points, lacking),
        find_crossing(points, low),
        find_crossing(points, high),
    )
