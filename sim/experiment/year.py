"""A year on one campus: the differences between two strategies in each emergency, times how often it is expected.

    year = simulate_year("large-high-school", rates={"false-alarm": 0.5})
    year.to_frame()

Every scenario with a rate is played on the campus, if it fits there. The results of different hazards are never added: a minute without
CPR, a minute in sight of a threat and a minute of class lost are not the same minute.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple, NoReturn

from scenarios.diagnostics import Problems, quote
from scenarios.event_rates import AlertedGroup, load_event_rates
from scenarios.library import Mention, find_file, open_emergency, open_place, open_strategy
from scenarios.scenario import ADDED_APP, CONDITIONS, PRESENT_PRACTICE, Emergency
from scenarios.validation.limits import find_median
from sim.experiment.belief import AlertRates, BeliefBreakEven, BeliefMonth, iterate_belief
from sim.experiment.belief_gain import can_be_worn, measure_break_even
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison, StopReason, to_record
from sim.experiment.data_tables import import_package
from sim.experiment.design import PlanError
from sim.experiment.execution import DEFAULT_EXECUTION, Execution, StoppedError
from sim.experiment.experiment import SEED, Experiment
from sim.statistics.paired import Contrast
from sim.statistics.summaries import Summary

STRATEGIES = (PRESENT_PRACTICE, ADDED_APP)
UNPROTECTED = "unprotected_person_minutes"
PROTECTION_MEASURES = ("protected_t90", "exposed_person_minutes")
"""Shown beside the primary measures where people have to be protected."""
COST_MEASURES = ("interrupted_person_minutes",)
"""Shown beside the others where an alert interrupts people."""
FIRST_ALERT = "first_campus_alert"
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
    reaches: float = 1.0
    """The chance that the hazard reaches the campus, which counts for the measures that matter only then."""
    alerts: AlertedGroup = "staff"
    """Who gets its alerts."""
    needed: float = 1.0
    """The share of its alerts that are for something."""

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
        return self.contrast.same_share == 1.0 or (around is not None and not around.low <= 0.0 <= around.high)

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
    alerts: tuple[AlertRates, ...]
    """A year, by group and arm."""
    belief: tuple[BeliefMonth, ...]
    """Month by month, by group and arm."""
    break_even: BeliefBreakEven | None
    """Of the first emergency in which belief matters; None without one."""

    def to_json(self) -> dict[str, Any]:
        """The JSON form: plain values, floats to nine significant digits."""
        record = {field.name: to_record(getattr(self, field.name)) for field in fields(self) if field.name != PLAYED}
        record["break_even_presses_a_year"] = record["break_even"] and record["break_even"]["value"]
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
        rates[event.name] = Rate(
            value or 0.0,
            None if span is None else span.low,
            None if span is None else span.high,
            evidence.basis,
            (evidence.note or "").strip(),
            1.0 if event.reaches is None else find_median(event.reaches),
            event.alerts,
            0.0 if event.unneeded else 1.0 if event.reaches is None else find_median(event.reaches),
        )
    plain = Rate(0.0, None, None, "given")
    return rates | {
        name: replace(rates.get(name, plain), per_year=rate, low=None, high=None, basis="given", note="")
        for name, rate in given.items()
    }


def split_name(name: str) -> tuple[str, tuple[str, ...]]:
    """A scenario and its conditions, of the name of a rate: `tornado unwarned`."""
    scenario, *conditions = name.split(" ")
    return scenario, tuple(conditions)


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
            raise PlanError(f"rate of {scenario}: {number} is not a number of emergencies in a year, 0 or more")
    _require_names(campus, strategies, given)
    played: list[_Played] = []
    skipped: list[SkippedScenario] = []
    stopped: StopReason = ""
    for name, rate in collect_rates(given).items():
        scenario, conditions = split_name(name)
        why = STOPPED if stopped else "its rate is 0" if rate.per_year == 0.0 else ""
        emergency = why or _open(scenario, campus, strategies, is_asked_for=name in given)
        if isinstance(emergency, str):
            skipped.append(SkippedScenario(name, emergency))
            continue
        experiment = Experiment(emergency, strategies, strategies[0], conditions, seed)
        try:
            comparison = compare(experiment, execution, replications=replications, input_pairs=0)
        except StoppedError:
            skipped.append(SkippedScenario(name, STOPPED))
            stopped = "interrupted"
            continue
        stopped = comparison.stopped
        played.append(_Played(name, rate, emergency, comparison))
    if not played:
        _raise_nothing_played(campus, skipped, stopped)
    break_even = None
    worn = next((entry for entry in played if can_be_worn(entry.emergency) and entry.rate.needed == 1.0), None)
    if worn is not None and not stopped:
        try:
            break_even = measure_break_even(worn.emergency, worn.comparison, strategies, execution, replications, seed)
        except StoppedError:
            stopped = "interrupted"
    return _build_year(played, skipped, stopped, break_even)


def count_alerts(played: Sequence[_Played]) -> Iterator[AlertRates]:
    """Alerts a year by group and arm: the rate of each emergency, times how often its arm alerts everyone on campus."""
    first = played[0].comparison
    arms = (first.baseline, next(name for name in first.strategies if name != first.baseline))
    for group in dict.fromkeys(entry.rate.alerts for entry in played):
        for arm in arms:
            unneeded = needed = 0.0
            for entry in played:
                if entry.rate.alerts == group:
                    alerts = entry.rate.per_year * _find_alerted_share(entry.comparison, arm, group)
                    needed += alerts * entry.rate.needed
                    unneeded += alerts * (1.0 - entry.rate.needed)
            yield AlertRates(group, arm, unneeded, needed)


def _find_alerted_share(comparison: Comparison, arm: str, group: AlertedGroup) -> float:
    """Of its emergencies, those in which a message to all staff went out; the team is always called."""
    sent = [one for one in comparison.measures if (one.strategy, one.measure) == (arm, FIRST_ALERT)]
    return sent[0].reached_share if sent and group == "staff" else 1.0


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
        find_file("scenario", split_name(scenario)[0], Mention())


def _open(scenario: str, campus: str, strategies: Sequence[str], is_asked_for: bool) -> Emergency | str:
    """The emergency on the campus, or why it does not fit there. Raises Problems for a scenario that was asked for."""
    try:
        return open_emergency(scenario, campus, strategies)
    except Problems as problems:
        if is_asked_for:
            raise
        return problems.problems[0].message.partition(";")[0]


def _raise_nothing_played(campus: str, skipped: Sequence[SkippedScenario], stopped: StopReason) -> NoReturn:
    if stopped:
        raise StoppedError("stopped before the first pair was complete")
    raise PlanError(f"no scenario with a rate fits campus {quote(campus)}; {skipped[0].scenario}: {skipped[0].why}")


class _Played(NamedTuple):
    """name: of the rate."""

    name: str
    rate: Rate
    emergency: Emergency
    comparison: Comparison


def _build_year(
    played: Sequence[_Played],
    skipped: Sequence[SkippedScenario],
    stopped: StopReason,
    break_even: BeliefBreakEven | None,
) -> Year:
    emergency, first = played[0].emergency, played[0].comparison
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
        tuple(_multiply(entry) for entry in played),
        tuple(skipped),
        stopped,
        alerts := tuple(count_alerts(played)),
        tuple(month for rates in alerts for month in iterate_belief(rates)),
        break_even,
    )


def _multiply(entry: _Played) -> EmergencyYear:
    name, rate, emergency, comparison = entry
    conditions = split_name(name)[1]
    contrasts = {contrast.measure: contrast for contrast in comparison.contrasts}
    primary = [measure for measure, contrast in contrasts.items() if not contrast.exploratory]
    further = PROTECTION_MEASURES if UNPROTECTED in primary else COST_MEASURES
    only_then = emergency.scenario.hazard.matters_if_it_comes
    shown = [contrasts[measure] for measure in dict.fromkeys((*primary, *further)) if measure in contrasts]
    arms = {(line.strategy, line.measure): line for line in comparison.measures}
    return EmergencyYear(
        name,
        ", ".join([comparison.title, *(CONDITIONS[condition] for condition in conditions)]),
        rate,
        comparison.replications,
        tuple(
            _multiply_difference(rate, contrast, arms, rate.reaches if contrast.measure in only_then else 1.0)
            for contrast in shown
        ),
        comparison,
    )


def _multiply_difference(
    rate: Rate, contrast: Contrast, arms: Mapping[tuple[str, str], Summary], share: float = 1.0
) -> YearlyDifference:
    """share: of the emergencies, those in which the measure matters."""
    before, after = (arms[strategy, contrast.measure] for strategy in (contrast.baseline, contrast.strategy))
    in_seconds = contrast.unit == "s"
    amount = share * (contrast.reduction / SECONDS_PER_MINUTE if in_seconds else contrast.reduction)
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
        rate.per_year * share * contrast.reached_gain,
    )
