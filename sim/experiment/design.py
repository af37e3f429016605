"""Plans a comparison: which arms are simulated and which are compared, with every request checked beforehand.

Without named strategies every headline row of the scenario is run under its own conditions. With named strategies only those are, under
the conditions requested. Requested conditions hold in every arm. The pairings are the headline rows, and every strategy with the baseline
under the same conditions; of a pairing and its reverse one is kept, because the family of verdicts would grow for nothing. A condition
without effect on this campus is left out with its rows, and a note says why. Strategies go by the id in their file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from scenarios.diagnostics import quote, suggest
from scenarios.errors import AllcallError
from scenarios.scenario import CONDITIONS, Emergency, find_no_effect_conditions, has_no_effect
from scenarios.units import MAX_REPLICATIONS
from scenarios.validation.scenario import find_missing_references, review_responders
from sim.experiment.comparison import ArmSetting, Headline, choose_main_pairing
from sim.experiment.experiment import Experiment
from sim.measures import MEASURES, list_measures
from sim.model.measure import Measure
from sim.statistics.estimators import LEVEL, Resamples
from sim.statistics.paired import Pairing
from sim.statistics.stopping import MAX_PAIRS, Precision, Primary, is_precise, parse_precision
from sim.statistics.summaries import Arm

T = TypeVar("T")

Conditions = tuple[str, ...]


class PlanError(AllcallError, ValueError):
    """A request that cannot be run: an unknown strategy, baseline or condition, or a number out of range."""


@dataclass(frozen=True)
class Plan:
    """The arms and pairings of a comparison."""

    strategies: tuple[str, ...]
    baseline: str
    arms: tuple[Arm, ...]
    pairings: tuple[Pairing, ...]
    headlines: tuple[Headline, ...]
    notes: tuple[str, ...]
    """Notes on the rows, one sentence each."""

    @property
    def conditions(self) -> tuple[Conditions, ...]:
        """All lists of conditions in the plan."""
        return _unique(arm.conditions for arm in self.arms)

    @property
    def baselines_by_arm(self) -> tuple[int, ...]:
        """By arm, the place of the arm that it is compared with first; its own place if it is compared with none."""
        first: dict[Arm, Arm] = {}
        for pairing in self.pairings:
            baseline, strategy = pairing.arms
            first.setdefault(strategy, baseline)
        return tuple(self.arms.index(first.get(arm, arm)) for arm in self.arms)


def plan_comparison(experiment: Experiment) -> Plan:
    """The arms and pairings. Raises PlanError."""
    emergency, strategies, baseline = experiment.emergency, experiment.strategies, experiment.baseline
    under = emergency.structure
    asked = _sort_conditions([*experiment.conditions, *(under.conditions if under else ())])
    idle = find_no_effect_conditions(emergency)
    always = tuple(condition for condition in asked if condition not in idle)
    rows, notes = _collect_headlines(emergency, always, idle)
    if strategies is None:
        planned = _plan_from_scenario(emergency, rows, baseline, always)
    else:
        planned = _plan_named(emergency, rows, strategies, baseline, always)
    if always:
        notes.append(f"Every arm is under {', '.join(always)}, as asked for: not the campus as it is.")
    notes += [f"{name}, as asked for, changes nothing: {idle[name]}." for name in asked if name in idle]
    notes += [
        f"Left out: {finding.message}." for finding in find_missing_references(emergency.scenario, emergency.place)
    ]
    notes += [f"Note: {finding.message}." for finding in review_responders(emergency)]
    notes += [f"Everything is under structure {under.id}: {under.title}."] if under else []
    notes += describe_settings(emergency, planned[0])
    return Plan(*planned, notes=tuple(dict.fromkeys(notes)))


def choose_pairing(experiment: Experiment) -> tuple[Pairing, tuple[str, ...]]:
    """The one pairing of an analysis of a difference, and notes on it. Raises PlanError.

    Of two strategies the first is the baseline, unless one is named; without strategies it is the main pairing of a comparison.
    """
    strategies = experiment.strategies
    if strategies is not None and len(strategies) != 2:
        raise PlanError(f"a difference is of two strategies, and {len(strategies)} are named; name two")
    if strategies and experiment.baseline is None:
        experiment = replace(experiment, baseline=strategies[0])
    plan = plan_comparison(experiment)
    if not plan.pairings:
        raise PlanError("a difference is of two strategies, and this scenario has one; name two")
    pairing = plan.pairings[0] if strategies else find_main_pairing(experiment.emergency, plan)
    return pairing, plan.notes


def find_main_pairing(emergency: Emergency, plan: Plan) -> Pairing:
    """That of the first page of a comparison."""
    return choose_main_pairing(plan.headlines, plan.pairings, emergency.place.campus.present_practice)


def choose_primary(emergency: Emergency, measure: str | None) -> tuple[str, float]:
    """A primary measure, by default the first, and its smallest difference that matters. Raises PlanError for another one."""
    deltas = emergency.smallest_differences()
    name = next(iter(deltas)) if measure is None else measure
    if name not in deltas:
        raise PlanError(f"measure {quote(name)} is not a primary measure of this scenario; {suggest(name, deltas)}")
    return name, deltas[name]


def list_settings(emergency: Emergency, strategies: Iterable[str]) -> Iterator[ArmSetting]:
    """The values that are not those of the files: those of all arms, then those of these strategies alone."""
    yield from (ArmSetting("", *setting) for setting in emergency.set_inputs)
    for strategy in strategies:
        alone = emergency.as_played(strategy).set_inputs
        yield from (ArmSetting(strategy, *setting) for setting in alone if setting not in emergency.set_inputs)


def describe_settings(emergency: Emergency, strategies: Iterable[str]) -> Iterator[str]:
    """A sentence for each setting."""
    for setting in list_settings(emergency, strategies):
        where = f"in {emergency.strategies[setting.strategy].title}" if setting.strategy else "in every arm"
        before = f", {setting.before} in the file" if setting.before else ""
        note = f"; {setting.note}" if setting.note else ""
        yield f"Set {where}: {setting.name} to {setting.value}{before}{note}."


def find_strategy_key(emergency: Emergency, name: str) -> str:
    """The key in `emergency.strategies` of a strategy, by its key or its id. Raises PlanError."""
    try:
        return emergency.strategy_key(name)
    except KeyError as error:
        known = _unique(strategy.strategy for strategy in emergency.strategies.values())
        hint = suggest(error.args[0], known)
        raise PlanError(f"strategy {quote(error.args[0])} is not part of this emergency; {hint}") from None


_Planned = tuple[tuple[str, ...], str, tuple[Arm, ...], tuple[Pairing, ...], tuple[Headline, ...]]


def _plan_from_scenario(
    emergency: Emergency, rows: Sequence[Headline], baseline: str | None, always: Conditions
) -> _Planned:
    """All headline rows; without any, all strategies of the scenario. Its baseline is always played."""
    named = [name for row in rows for name in (row.baseline, row.strategy)]
    played = _unique(named or [_id(emergency, name) for name in emergency.scenario.strategies])
    if baseline is None:
        chosen = _id(emergency, emergency.scenario.baseline)
        played = played if chosen in played else (chosen, *played)
    else:
        chosen = _resolve_baseline(emergency, baseline, played)
    arms = [arm for row in rows for arm in row.pairing.arms]
    arms += [Arm(name, always) for name in ((chosen,) if rows else played)]
    ordered = _order_arms(arms, played)
    return _pair_strategies(played, chosen, ordered, rows, headlines_first=True)


def _plan_named(
    emergency: Emergency, rows: Sequence[Headline], strategies: Sequence[str], baseline: str | None, always: Conditions
) -> _Planned:
    """Only these strategies; the headline rows among them."""
    played = tuple(_id(emergency, name) for name in strategies)
    if not played:
        raise PlanError("no strategy is named; name one or more")
    if twice := [name for name, strategy in zip(strategies, played, strict=True) if played.count(strategy) > 1]:
        raise PlanError(f"{' and '.join(twice)} are the same strategy; name each once")
    if baseline is None:
        usual = _id(emergency, emergency.scenario.baseline)
        chosen = usual if usual in played else played[0]
    else:
        chosen = _resolve_baseline(emergency, baseline, played)
    arms = [Arm(name, always) for name in played]
    there = [row for row in rows if set(row.pairing.arms) <= set(arms)]
    return _pair_strategies(played, chosen, arms, there, headlines_first=False)


def _pair_strategies(
    played: tuple[str, ...], baseline: str, arms: Sequence[Arm], rows: Sequence[Headline], headlines_first: bool
) -> _Planned:
    """Pairings of the rows and of the baseline; whichever comes first settles which way round it is."""
    of_rows = [row.pairing for row in rows]
    others = [Pairing(baseline, *arm) for arm in arms if arm.strategy != baseline]
    of_baseline = [pairing for pairing in others if pairing.arms[0] in arms]
    kept: dict[frozenset[Arm], Pairing] = {}
    for pairing in of_rows + of_baseline if headlines_first else of_baseline + of_rows:
        kept.setdefault(frozenset(pairing.arms), pairing)
    pairings = tuple(kept.values())
    return played, baseline, tuple(arms), pairings, tuple(row for row in rows if row.pairing in pairings)


def _collect_headlines(
    emergency: Emergency, always: Conditions, idle: dict[str, str]
) -> tuple[list[Headline], list[str]]:
    """The scenario's rows with ids and all conditions, each pairing once, and what was dropped in words.

    Of rows that the conditions asked for make the same, the first stays: a later one may say in its words what
    it is beside the first ("the same at lunch"), and is not to be read alone. idle: conditions that change
    nothing here, each with the reason.
    """
    kept: dict[Pairing, Headline] = {}
    notes = []
    for line in emergency.scenario.headlines:
        without, with_ = _id(emergency, line.without), _id(emergency, line.with_)
        if without == with_:
            notes.append(f'The row "{line.says}" is left out: both of its strategies are {without}.')
            continue
        changing_nothing = [condition for condition in line.conditions if condition in idle]
        if has_no_effect(line, idle):
            why = " and ".join(idle[condition] for condition in changing_nothing)
            notes.append(f'The row "{line.says}" is left out: {why}.')
            continue
        notes += [
            f'In the row "{line.says}" {condition} changes nothing: {idle[condition]}.'
            for condition in changing_nothing
        ]
        changing = [condition for condition in line.conditions if condition not in idle]
        row = Headline(line.says, without, with_, _sort_conditions((*changing, *always)))
        first = kept.setdefault(row.pairing, row)
        if first is not row:
            notes.append(f'The row "{row.says}" is left out: it compares the same as "{first.says}".')
    return list(kept.values()), notes


def _id(emergency: Emergency, name: str) -> str:
    """The id of a strategy, given by any of its names."""
    key = find_strategy_key(emergency, name)
    strategy = emergency.strategies[key]
    for other in emergency.strategies.values():
        if other.strategy == strategy.strategy and other != strategy:
            raise PlanError(f"two different strategies are called {quote(strategy.strategy)}; rename one")
    return strategy.strategy


def _resolve_baseline(emergency: Emergency, baseline: str, played: Sequence[str]) -> str:
    """The id of the baseline that was asked for."""
    chosen = _id(emergency, baseline)
    if chosen not in played:
        raise PlanError(f"baseline is {quote(baseline)}; it must be one of those played: {', '.join(played)}")
    return chosen


def _sort_conditions(conditions: Iterable[str]) -> Conditions:
    """Each condition once, in the order in which they are known."""
    asked = set(conditions)
    if unknown := sorted(asked - set(CONDITIONS)):
        raise PlanError(f"condition {quote(unknown[0])} is not known; there is {', '.join(CONDITIONS)}")
    return tuple(condition for condition in CONDITIONS if condition in asked)


def _order_arms(arms: Iterable[Arm], played: Sequence[str]) -> list[Arm]:
    """Each arm once: by conditions in order of appearance, then by strategy."""
    each = _unique(arms)
    lists = _unique(arm.conditions for arm in each)
    return sorted(each, key=lambda arm: (lists.index(arm.conditions), played.index(arm.strategy)))


def _unique(things: Iterable[T]) -> tuple[T, ...]:
    """Each thing once, in order of appearance."""
    return tuple(dict.fromkeys(things))


@dataclass(frozen=True)
class Request:
    """An emergency, the plan of arms, and how many pairs to run."""

    emergency: Emergency
    plan: Plan
    seed: int
    replications: int | None
    """Pairs; None: as many as the precision needs."""
    precision: Precision | None
    max_pairs: int
    """Pairs at most, with a precision."""
    input_pairs: int
    joint_points: int
    plays_levers: bool = False
    is_whole: bool = True
    """Whether inputs are moved, and measures beside the primary ones are read, in every pairing; else in the main one alone."""

    @property
    def horizon(self) -> float:
        """Seconds from onset."""
        return self.emergency.scenario.horizon

    @property
    def main_pairing(self) -> Pairing:
        """That of the first page of a comparison."""
        return find_main_pairing(self.emergency, self.plan)

    @property
    def ranged_pairings(self) -> tuple[Pairing, ...]:
        """Those in which inputs are moved."""
        return self.plan.pairings if self.is_whole or not self.plan.pairings else (self.main_pairing,)

    def reads_all(self, arm: Arm) -> bool:
        """Whether all measures of this arm are read, or the primary ones alone."""
        return self.is_whole or not self.plan.pairings or arm in self.main_pairing.arms

    @property
    def measures(self) -> list[Measure]:
        """All that apply to this emergency: the primary ones first, in the order of the scenario."""
        known = list_measures(self.emergency.scenario.hazard.kind)
        first = [name for name in self.differences if name in known]
        return [MEASURES[name] for name in dict.fromkeys([*first, *known])]

    @property
    def differences(self) -> dict[str, float]:
        """The smallest difference that matters, by primary measure."""
        return self.emergency.smallest_differences()

    @property
    def deltas(self) -> dict[Measure, tuple[float, ...]]:
        """By primary measure: the smallest difference that matters, then those that might."""
        others = self.emergency.other_differences()
        return {MEASURES[name]: (delta, *others.get(name, ())) for name, delta in self.differences.items()}

    @property
    def primaries(self) -> tuple[Measure, ...]:
        """The measures that have verdicts."""
        return tuple(MEASURES[name] for name in self.differences)


def build_request(
    experiment: Experiment,
    *,
    replications: int | None = None,
    precision: str | None = None,
    cap: int = MAX_PAIRS,
    input_pairs: int = 0,
    joint: int = 0,
    levers: bool | None = None,
    is_whole: bool = True,
) -> Request:
    """The request, if it makes sense; arguments as for `sim.experiment.compare.compare`.

    Raises PlanError, and PrecisionError for a precision that cannot be read or binds no primary measure.
    """
    emergency, plan = experiment.emergency, plan_comparison(experiment)
    if precision is not None and replications is not None:
        raise PlanError("both replications and precision are given; give one of them")
    wanted = None if precision is None else parse_precision(precision)
    if replications is None and wanted is None:
        replications = emergency.scenario.replications
    _require_minimums({"replications": (replications, 1), "max pairs": (cap, 1)})
    _require_minimums({"seed": (experiment.seed, 0), "input pairs": (input_pairs, 0), "joint": (joint, 0)})
    if replications is not None and replications > MAX_REPLICATIONS:
        raise PlanError(f"replications: {replications} is too large; it must be at most {MAX_REPLICATIONS:,}")
    if levers is None:
        levers = experiment.strategies is None and not emergency.variants and input_pairs > 0
    request = Request(emergency, plan, experiment.seed, replications, wanted, cap, input_pairs, joint, levers, is_whole)
    _require_applicable_primaries(request)
    if wanted is not None:
        _require_binding_precision(request, wanted)
    return request


def require_range(name: str, number: int, least: int, most: int = MAX_REPLICATIONS) -> None:
    """Raises PlanError."""
    if not least <= number <= most:
        raise PlanError(f"{name}: {number} is out of range; it must be from {least} to {most:,}")


def require_seed(seed: int) -> None:
    """Raises PlanError."""
    _require_minimums({"seed": (seed, 0)})


def _require_minimums(numbers: Mapping[str, tuple[int | None, int]]) -> None:
    for name, (number, least) in numbers.items():
        if number is not None and number < least:
            raise PlanError(f"{name}: {number} is too small; it must be at least {least}")


def _require_applicable_primaries(request: Request) -> None:
    known = [measure.name for measure in request.measures]
    for primary in request.emergency.scenario.primary:
        if primary.measure not in known:
            raise PlanError(
                f"primary measure {quote(primary.measure)} does not apply to this hazard; there is {', '.join(known)}"
            )


def _require_binding_precision(request: Request, precision: Precision) -> None:
    """Raises now any error that the stopping rule would raise at its first look."""
    if not request.plan.pairings:
        raise PlanError(f"precision {quote(precision.text)} needs two strategies to compare")
    zero = np.zeros(1)
    primaries = [Primary(measure, zero, zero) for measure in request.primaries]
    is_precise(primaries, request.horizon, precision, Resamples(request.seed, 1), LEVEL)
