"""A year on one campus: the differences between two strategies in each emergency, times how often it is expected.

    year = simulate_year("large-high-school", rates={"false-alarm": 0.5})
    year.to_frame()

Every scenario with a rate is played on the campus, if it fits there. The results of different hazards are never added: a minute without
CPR, a minute in sight of a threat and a minute of class lost are not the same minute.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NoReturn

from scenarios.diagnostics import Problems, quote
from scenarios.event_rates import load_event_rates
from scenarios.library import Mention, find_file, open_emergency, open_place, open_strategy
from scenarios.scenario import PRESENT_PRACTICE, Emergency
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison, StopReason, to_record
from sim.experiment.data_tables import import_package
from sim.experiment.design import PlanError
from sim.experiment.execution import DEFAULT_EXECUTION, Execution, StoppedError
from sim.experiment.experiment import SEED, Experiment
from sim.statistics.paired import Contrast
from sim.statistics.summaries import Summary

STRATEGIES = (PRESENT_PRACTICE, "practice+app")
UNPROTECTED = "unprotected_person_minutes"
PROTECTION_MEASURES = ("protected_t90", "exposed_person_minutes")
"""Shown beside the primary measures where people have to be protected."""
SECONDS_PER_MINUTE = 60.0
STOPPED = "stopped before it was played"
PLAYED = "emergencies"
"""The field of those that were played."""


@dataclass(frozen=True)
class Rate:
    """Emergencies on this campus in a year. low, high: the stated range, None where a rate was given without one."""

    per_year: float
    low: float | None
    high: float | None
    basis: str
    """"measured", "fitted" or "assumed"; "given" for the caller's own."""
    note: str = ""

    def range_of(self, amount: float) -> tuple[float | None, float | None]:
        """An amount per emergency in a year, at both ends of the range, the smaller first."""
        if self.low is None or self.high is None:
            return None, None
        ends = sorted((self.low * amount, self.high * amount))
        return ends[0], ends[1]


@dataclass(frozen=True)
class YearlyDifference:
    """One measure of one emergency under both strategies. Positive: sooner or less under the second."""

    contrast: Contrast
    """Of one emergency, by the same statistic as in `compare`, and with its verdict there."""
    without_mean: float
    with_mean: float
    """Times counted to the horizon."""
    without_median: float | None
    with_median: float | None
    """None: not reached in half of the replications."""
    yearly_unit: str
    """"min" for times; else the unit of the measure."""
    yearly_reduction: float
    yearly_low: float | None
    yearly_high: float | None
    """The mean reduction expected in a year, and at both ends of the range of the rate."""
    yearly_reached: float
    """Emergencies in a year in which only the second reaches it, less those in which only the first does."""

    @property
    def measure(self) -> str:
        """Its id."""
        return self.contrast.measure

    @property
    def is_resolved(self) -> bool:
        """Whether the interval of the headline leaves zero out, or every pair agrees."""
        around = self.contrast.headline_interval
        return self.contrast.same_share == 1.0 or (
            around is not None and not around.low <= 0.0 <= around.high
        )

    def to_record(self) -> dict[str, Any]:
        """The JSON form: the keys of the contrast, and its own."""
        record: dict[str, Any] = to_record(self)
        contrast: dict[str, Any] = record.pop("contrast")
        missed = {
            "without_not_reached": contrast["baseline_not_reached"],
            "with_not_reached": contrast["strategy_not_reached"],
        }
        return contrast | record | missed


@dataclass(frozen=True)
class EmergencyYear:
    """One scenario."""

    scenario: str
    title: str
    rate: Rate
    replications: int
    """Pairs played."""
    differences: tuple[YearlyDifference, ...]
    comparison: Comparison
    """Of one emergency; not in the JSON form."""


@dataclass(frozen=True)
class SkippedScenario:
    """A scenario with a rate that was not played."""

    scenario: str
    why: str


@dataclass(frozen=True)
class Year:
    """The result of `simulate_year`."""

    campus: str
    campus_title: str
    present_practice: str
    baseline: str
    strategy: str
    """Ids."""
    baseline_title: str
    strategy_title: str
    seed: int
    emergencies: tuple[EmergencyYear, ...]
    skipped: tuple[SkippedScenario, ...]
    stopped: StopReason

    def to_json(self) -> dict[str, Any]:
        """The JSON form: plain values, floats to nine significant digits."""
        record = {
            field.name: to_record(getattr(self, field.name)) for field in fields(self) if field.name != PLAYED
        }
        record[PLAYED] = [
            {
                "scenario": entry.scenario,
                "title": entry.title,
                "rate": to_record(entry.rate),
                "replications": entry.replications,
                "differences": [line.to_record() for line in entry.differences],
            }
            for entry in self.emergencies
        ]
        return record

    def to_frame(self) -> Any:
        """A pandas DataFrame with a row for each scenario and measure. Raises MissingPackageError where pandas is not installed."""
        rows = [
            {"scenario": entry["scenario"], **{f"rate_{k}": v for k, v in entry["rate"].items()}, **line}
            for entry in self.to_json()["emergencies"]
            for line in entry["differences"]
        ]
        return import_package("pandas", "to_frame").DataFrame(rows)


def collect_rates(given: Mapping[str, float]) -> dict[str, Rate]:
    """The rates of the shipped table by scenario, with those given in their place or after them."""
    rates = {}
    for event in load_event_rates().events:
        evidence, value = event.per_year.evidence, event.per_year.distribution.median_or_none()
        span = evidence.range
        rates[event.scenario] = Rate(
            value or 0.0,
            None if span is None else span.low,
            None if span is None else span.high,
            evidence.basis,
            (evidence.note or "").strip(),
        )
    return rates | {scenario: Rate(rate, None, None, "given") for scenario, rate in given.items()}


def simulate_year(
    campus: str,
    execution: Execution = DEFAULT_EXECUTION,
    *,
    strategies: Sequence[str] = STRATEGIES,
    rates: Mapping[str, float] | None = None,
    replications: int | None = None,
    seed: int = SEED,
) -> Year:
    """Plays every scenario that has a rate, and multiplies the differences by the rates.

    campus: a shipped one, or a file. strategies: two, the second compared with the first. rates: emergencies in a year by scenario, instead
    of or beside those of the shipped table; 0 leaves a scenario out. replications: pairs of each scenario; by default its own number.

    Raises Problems for files, PlanError for what cannot be compared, StoppedError if stopped before any pair was complete, PoolError if
    playing failed.
    """
    given = rates or {}
    for scenario, number in given.items():
        if not (math.isfinite(number) and number >= 0.0):
            raise PlanError(
                f"rate of {scenario}: {number} is not a number of emergencies in a year, 0 or more"
            )
    _require_names(campus, strategies, given)
    played: list[tuple[Rate, Emergency, Comparison]] = []
    skipped: list[SkippedScenario] = []
    stopped: StopReason = ""
    for scenario, rate in collect_rates(given).items():
        why = STOPPED if stopped else "its rate is 0" if rate.per_year == 0.0 else ""
        emergency = why or _open(scenario, campus, strategies, is_asked_for=scenario in given)
        if isinstance(emergency, str):
            skipped.append(SkippedScenario(scenario, emergency))
            continue
        experiment = Experiment(emergency, strategies, strategies[0], seed=seed)
        try:
            comparison = compare(experiment, execution, replications=replications, input_pairs=0)
        except StoppedError:
            skipped.append(SkippedScenario(scenario, STOPPED))
            stopped = "interrupted"
            continue
        stopped = comparison.stopped
        played.append((rate, emergency, comparison))
    if not played:
        _raise_nothing_played(campus, skipped, stopped)
    return _build_year(played, skipped, stopped)


def _require_names(campus: str, strategies: Sequence[str], given: Mapping[str, float]) -> None:
    """Raises PlanError for other than two strategies, Problems for a campus, strategy or scenario that is not there."""
    if len(strategies) != len(STRATEGIES):
        count = format(len(strategies))
        raise PlanError(f"strategies: {count} named; name two, the second to compare with the first")
    open_place(campus)
    for strategy in strategies:
        if strategy != PRESENT_PRACTICE:
            open_strategy(strategy, campus)
    for scenario in given:
        find_file("scenario", scenario, Mention())


def _open(scenario: str, campus: str, strategies: Sequence[str], is_asked_for: bool) -> Emergency | str:
    """The emergency on the campus, or why it does not fit there. Raises Problems for a scenario that was asked for."""
    try:
        return open_emergency(scenario, campus, strategies)
    except Problems as problems:
        if is_asked_for:
            raise
        return problems.problems[0].message


def _raise_nothing_played(campus: str, skipped: Sequence[SkippedScenario], stopped: StopReason) -> NoReturn:
    if stopped:
        raise StoppedError("stopped before the first pair was complete")
    raise PlanError(
        f"no scenario with a rate fits campus {quote(campus)}; {skipped[0].scenario}: {skipped[0].why}"
    )


def _build_year(
    played: Sequence[tuple[Rate, Emergency, Comparison]],
    skipped: Sequence[SkippedScenario],
    stopped: StopReason,
) -> Year:
    _, emergency, first = played[0]
    strategy = next(name for name in first.strategies if name != first.baseline)
    return Year(
        first.campus,
        first.campus_title,
        first.present_practice,
        first.baseline,
        strategy,
        emergency.strategy(first.baseline).title.strip(),
        emergency.strategy(strategy).title.strip(),
        first.seed,
        tuple(_multiply(rate, comparison) for rate, _, comparison in played),
        tuple(skipped),
        stopped,
    )


def _multiply(rate: Rate, comparison: Comparison) -> EmergencyYear:
    contrasts = {contrast.measure: contrast for contrast in comparison.contrasts}
    primary = [measure for measure, contrast in contrasts.items() if not contrast.exploratory]
    further = PROTECTION_MEASURES if UNPROTECTED in primary else ()
    shown = [contrasts[measure] for measure in dict.fromkeys((*primary, *further)) if measure in contrasts]
    arms = {(line.strategy, line.measure): line for line in comparison.measures}
    return EmergencyYear(
        comparison.scenario,
        comparison.title,
        rate,
        comparison.replications,
        tuple(_multiply_difference(rate, contrast, arms) for contrast in shown),
        comparison,
    )


def _multiply_difference(
    rate: Rate, contrast: Contrast, arms: Mapping[tuple[str, str], Summary]
) -> YearlyDifference:
    before, after = (arms[strategy, contrast.measure] for strategy in (contrast.baseline, contrast.strategy))
    in_seconds = contrast.unit == "s"
    amount = contrast.reduction / SECONDS_PER_MINUTE if in_seconds else contrast.reduction
    low, high = rate.range_of(amount)
    return YearlyDifference(
        contrast,
        before.mean,
        after.mean,
        before.p50,
        after.p50,
        "min" if in_seconds else contrast.unit,
        rate.per_year * amount,
        low,
        high,
        rate.per_year * contrast.reached_gain,
    )
