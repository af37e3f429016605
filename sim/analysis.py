"""The questions of an analyst: `compare`, `sweep`, `sensitivity`, `rank` and `simulate_year`, with scenarios by name.

    >>> from sim import compare
    >>> result = compare("active-assailant", set={"app.installed": "40%"}, pairs=20, input_pairs=0, joint=0)
    >>> result
    <Comparison: Active assailant, on a school day · Jefferson High School (fictional), seed 1>

Each opens its scenario, sets inputs and adds arms by the names that `allcall compare --set` and `--arm` take, asks the experiment of the
same name in `sim.experiment`, and returns a `Result`. Figures and pages of results are made by `reports.notebook`, which is looked up by
name when one is asked for, because nothing in `sim` imports `reports` (decision 0013).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic_core import PydanticCustomError

import sim.hazards  # noqa: F401 - from here on scenario files may name them
from scenarios.arms import apply_settings_and_arms, list_mentioned_strategies
from scenarios.errors import ArgumentError
from scenarios.library import add_strategy, open_emergency, parse_strategy
from scenarios.loading.yaml_parser import format_flow
from scenarios.scenario import Emergency
from scenarios.settings import Setting, SettingError, collect_inputs, format_value
from scenarios.strategies import Strategy
from scenarios.structures import play_under
from scenarios.units import SHARE
from sim.arguments import checks_arguments
from sim.experiment import compare as comparing
from sim.experiment import evaluator as evaluating
from sim.experiment import global_sensitivity as analyzing
from sim.experiment import ranking as selecting
from sim.experiment import sweep as sweeping
from sim.experiment import year as years
from sim.experiment.break_even import PAIRED_RUNS
from sim.experiment.comparison import Comparison
from sim.experiment.design import PlanError
from sim.experiment.evaluator import Evaluator
from sim.experiment.execution import EngineName, Execution, OnProgress
from sim.experiment.executor import Workers
from sim.experiment.experiment import SEED, Experiment
from sim.experiment.global_sensitivity import GlobalSensitivity
from sim.experiment.joint import JOINT_POINTS, JointPoints
from sim.experiment.ranking import Ranking
from sim.experiment.raw_results import RawResults
from sim.experiment.result_store import ResultStore
from sim.experiment.sweep import Sweep, Values
from sim.experiment.year import Year
from sim.result import Result
from sim.statistics.stopping import MAX_PAIRS

Scenario = str | Path | Emergency
"""A name from `allcall list`, a file, or an emergency that is open."""

AnyStrategy = str | Mapping[str, Any] | Strategy
"""A name from `allcall list`, a file, the text of a file, the same as a mapping, or a strategy that is open."""

Value = str | float | dict[str, Any] | list[Any]
"""A text with its unit, such as "40%" or "90 s"; or a number in the unit of the input, a share from 0 to 1. A yes or no is a bool. A
mapping is a whole distribution, such as {"fixed": "10 s"}, and a list a field such as `report`."""


def _open(
    scenario: Scenario,
    campus: str | None,
    asked: Sequence[AnyStrategy] | None,
    values: Mapping[str, Value] | None,
    arms: Mapping[str, str] | None,
    conditions: Sequence[str],
    seed: int,
    baseline: str | None = None,
    structure: str | None = None,
) -> Experiment:
    """What is played: the emergency with values and arms, and the strategies that are named."""
    read = [_read_strategy(strategy) for strategy in asked or ()]
    given = [each for each in read if isinstance(each, Strategy)]
    named = [each for each in read if isinstance(each, str)]
    if isinstance(scenario, Emergency):
        if campus is not None:
            raise PlanError(f"campus: {campus} is named, and the emergency has one already; name the scenario")
        emergency = scenario
    else:
        emergency = open_emergency(str(scenario), campus, [*named, *list_mentioned_strategies(_list_arm_texts(arms))])
    for strategy in given:
        emergency = add_strategy(emergency, strategy)
    emergency = play_under(emergency, structure)
    settings = [Setting(name, _write_value(emergency, name, value)) for name, value in (values or {}).items()]
    played = [each if isinstance(each, str) else each.strategy for each in read]
    changed, strategies = apply_settings_and_arms(
        emergency, None if asked is None else played, settings, _list_arm_texts(arms)
    )
    return Experiment(changed, strategies, baseline, conditions, seed)


def _read_strategy(strategy: AnyStrategy) -> str | Strategy:
    """The name or path of a strategy, or the strategy that is given. Raises Problems, and ArgumentError for what no file can hold."""
    if isinstance(strategy, Strategy):
        return strategy
    if isinstance(strategy, str):
        is_text = "\n" in strategy or strategy.lstrip().startswith(("strategy:", "{"))
        return parse_strategy(strategy, "strategies") if is_text else strategy
    try:
        text = yaml.safe_dump(dict(strategy), sort_keys=False, allow_unicode=True)
    except yaml.YAMLError as error:
        why = "it holds something else than texts, numbers, lists and mappings"
        raise ArgumentError(f"strategies: a mapping cannot stand in a file; {why}") from error
    return parse_strategy(text, "strategies")


def _list_arm_texts(arms: Mapping[str, str] | None) -> list[str]:
    """As `--arm` takes them."""
    return [f"{title}: {items}" for title, items in (arms or {}).items()]


def _read_alpha(confidence: str | float) -> float:
    """The probability of a wrong selection. Raises SettingError."""
    try:
        return round(1.0 - SHARE.parse(confidence), 12)
    except PydanticCustomError as error:
        raise SettingError(f"confidence: {error.message()}") from None


def _write_value(emergency: Emergency, name: str, value: Value) -> str:
    """A value as `--set` takes it."""
    if isinstance(value, str | bool | dict | list):
        return format_flow(value)
    source = collect_inputs(emergency).get(name)
    return f"{value:.15g}" if source is None else format_value(source, value)


@checks_arguments
def compare(
    scenario: Scenario,
    *,
    campus: str | None = None,
    set: Mapping[str, Value] | None = None,  # noqa: A002 - the word of `--set`
    arms: Mapping[str, str] | None = None,
    strategies: Sequence[AnyStrategy] | None = None,
    baseline: str | None = None,
    conditions: Sequence[str] = (),
    pairs: int | None = None,
    precision: str | None = None,
    seed: int = SEED,
    input_pairs: int = comparing.INPUT_PAIRS,
    joint: int = JOINT_POINTS,
    levers: bool | None = None,
    structure: str | None = None,
    keep_raw: bool = False,
    workers: Workers = None,
    engine: EngineName = "auto",
    store: ResultStore | None = None,
    on_progress: OnProgress | None = None,
) -> Result[Comparison]:
    """Plays one emergency under several strategies with the same random numbers, and compares them pair by pair.

    scenario: a name from `allcall list`, a file, or an open emergency. campus: instead of the scenario's. set: inputs that have another
    value than in the files, in every arm, by their dotted names: a text with a unit, or a number in the unit of the input. arms: further
    arms by their titles, each made of settings, a strategy, levers, or training sets. strategies: those to compare, by name or file, as
    the text of a file, or as a mapping of what stands in one; by default the scenario's, or, with arms, what the campus does today.
    baseline: the one to compare with. conditions: such as "pa-failed". pairs: matched runs; by default the scenario's number. precision:
    "2 s" or "2%" instead of a number. input_pairs: pairs over which inputs are moved one at a time; 0: none. joint: combinations of all
    inputs and structures; 0: none. structure: the id of one under which everything is played. levers: whether what the campus does today is
    played with each change that costs nothing; by default without `strategies` and `arms`, and where inputs are moved. keep_raw: whether
    the result has the measures of every replication, and the combinations.

    Raises SettingError for a name or value that is misspelt, PlanError for what cannot be compared, Problems for files.

        >>> result = compare(
        ...     "active-assailant",
        ...     set={"app.installed": "40%"},
        ...     arms={"trained": "app, active-assailant-training"},
        ...     pairs=40, input_pairs=0, joint=0,
        ... )
        >>> result.strategies
        ('office-pa', 'trained')
        >>> [contrast.measure for contrast in result.contrasts if not contrast.exploratory]
        ['unaware_time', 'unprotected_person_minutes', 'first_unit_on_scene']
        >>> result.figures
        ['aware', 'protected']
        >>> silent = {"strategy": "silent-app", "title": "App, 911 only", "summary": "No staff leg."}
        >>> silent |= {"like": "app", "app": {"legs": {"psap": "on", "staff": "off"}}}
        >>> compare("active-assailant", strategies=[silent, "app"], pairs=20, input_pairs=0, joint=0).strategies
        ('silent-app', 'app')
        >>> compare("active-assailant", set={"app.instaled": "40%"})
        Traceback (most recent call last):
        scenarios.settings.SettingError: "app.instaled" cannot be set; nearest is "app.installed"
    """
    experiment = _open(scenario, campus, strategies, set, arms, conditions, seed, baseline, structure)
    raw: list[RawResults] = []
    points: list[JointPoints] = []
    comparison = comparing.compare(
        experiment,
        Execution(workers, engine, store, on_progress),
        replications=pairs,
        precision=precision,
        input_pairs=input_pairs,
        joint=joint,
        levers=levers,
        on_results=raw.append if keep_raw else None,
        on_joint=points.append if keep_raw else None,
    )
    return Result(comparison, experiment.emergency, raw[0] if raw else None, points[0] if points else None)


@checks_arguments
def sweep(
    scenario: Scenario,
    over: Mapping[str, Values],
    *,
    campus: str | None = None,
    set: Mapping[str, Value] | None = None,  # noqa: A002
    arms: Mapping[str, str] | None = None,
    strategies: Sequence[AnyStrategy] | None = None,
    baseline: str | None = None,
    conditions: Sequence[str] = (),
    measures: Sequence[str] | None = None,
    pairs: int = PAIRED_RUNS,
    seed: int = SEED,
    workers: Workers = None,
    engine: EngineName = "auto",
    store: ResultStore | None = None,
    on_progress: OnProgress | None = None,
) -> Result[Sweep]:
    """Plays an emergency at each value of one input, or each combination of two, and finds the break-even.

    over: the values of each input: "10%..100%:10" (from, to, how many), "10%, 40%, 90%", or a list of texts and numbers. measures: by
    default the primary ones. pairs: matched runs at each value. The other arguments are those of `compare`, and so are the errors.

        >>> over = {"app.installed": "20%..80%:3"}
        >>> result = sweep("active-assailant", over, strategies=["office-pa", "app"], pairs=10)
        >>> result.inputs[0].values
        (0.2, 0.5, 0.8)
        >>> len(result.find_differences(result.pairings[0], "unaware_time"))
        3
    """
    experiment = _open(scenario, campus, strategies, set, arms, conditions, seed, baseline)
    execution = Execution(workers, engine, store, on_progress)
    outcome = sweeping.sweep(experiment, over, execution, measures=measures, pairs=pairs)
    return Result(outcome, experiment.emergency)


@checks_arguments
def sensitivity(
    scenario: Scenario,
    *,
    campus: str | None = None,
    set: Mapping[str, Value] | None = None,  # noqa: A002
    arms: Mapping[str, str] | None = None,
    strategies: Sequence[AnyStrategy] | None = None,
    conditions: Sequence[str] = (),
    measure: str | None = None,
    trajectories: int = analyzing.TRAJECTORIES,
    points: int = analyzing.SOBOL_POINTS,
    pairs: int = analyzing.PAIRED_RUNS,
    seed: int = SEED,
    workers: Workers = None,
    engine: EngineName = "auto",
    store: ResultStore | None = None,
    on_progress: OnProgress | None = None,
) -> Result[GlobalSensitivity]:
    """Finds the inputs that matter: screens all that have a range by Morris' method, and decomposes the variance by Sobol's.

    strategies: two, the baseline first; by default a headline row. measure: a primary one; by default the first. trajectories: of the
    screening. points: of each of Sobol's two matrices, a power of two. pairs: matched runs at each point. The other arguments are those of
    `compare`, and so are the errors.

        >>> result = sensitivity("cardiac-arrest", trajectories=2, points=8, pairs=5)
        >>> result.joint.points
        16
    """
    experiment = _open(scenario, campus, strategies, set, arms, conditions, seed)
    outcome = analyzing.sensitivity(
        experiment,
        Execution(workers, engine, store, on_progress),
        measure=measure,
        trajectories=trajectories,
        points=points,
        pairs=pairs,
    )
    return Result(outcome, experiment.emergency)


@checks_arguments
def build_evaluator(
    scenario: Scenario,
    *,
    campus: str | None = None,
    set: Mapping[str, Value] | None = None,  # noqa: A002
    arms: Mapping[str, str] | None = None,
    strategies: Sequence[AnyStrategy] | None = None,
    conditions: Sequence[str] = (),
    measures: Sequence[str] | None = None,
    inputs: Sequence[str] | None = None,
    pairs: int = evaluating.PAIRED_RUNS,
    seed: int = SEED,
    engine: EngineName = "auto",
) -> Evaluator:
    """Makes a function from values of inputs to the differences between two strategies, for SALib, the EMA Workbench and the like.

    strategies: two, the baseline first; by default the main pairing of `compare`. measures: by default the primary ones. inputs: those
    that vary; by default all that are used and state a range. pairs: matched runs of each evaluation, the same ones in all of them.
    The other arguments are those of `compare`, and so are the errors.

        >>> evaluator = build_evaluator(
        ...     "active-assailant", measures=["first_unit_on_scene"], inputs=["app.installed", "psap.transfer.takes"], pairs=10
        ... )
        >>> evaluator.problem()["names"]
        ['app.installed', 'psap.transfer.takes']
        >>> sorted(evaluator.evaluate({"app.installed": 0.4, "psap.transfer.takes": "20 s"}))
        ['first_unit_on_scene']
        >>> evaluator.evaluate_samples([[0.2, 15.0], [0.9, 15.0]])["first_unit_on_scene"].shape
        (2,)
    """
    experiment = _open(scenario, campus, strategies, set, arms, conditions, seed)
    return evaluating.build_evaluator(experiment, measures=measures, inputs=inputs, pairs=pairs, engine=engine)


@checks_arguments
def rank(
    scenario: Scenario,
    *,
    campus: str | None = None,
    set: Mapping[str, Value] | None = None,  # noqa: A002
    arms: Mapping[str, str] | None = None,
    strategies: Sequence[AnyStrategy] | None = None,
    conditions: Sequence[str] = (),
    measure: str | None = None,
    confidence: str | float = "95%",
    max_pairs: int = MAX_PAIRS,
    joint: int = JOINT_POINTS,
    seed: int = SEED,
    workers: Workers = None,
    engine: EngineName = "auto",
    store: ResultStore | None = None,
    on_progress: OnProgress | None = None,
) -> Result[Ranking]:
    """Plays strategies until one is selected as the best, with the smallest difference that matters as the indifference zone.

    strategies: by default all that the scenario names. measure: a primary one; by default the first. confidence: the least probability of
    selecting the best. max_pairs: runs of a strategy, at most. joint: combinations of all inputs with a range, for how often each is best.
    The other arguments are those of `compare`, and so are the errors.

        >>> result = rank("reference-r1", max_pairs=50)
        >>> result.best
        'r1-simultaneous'
    """
    experiment = _open(scenario, campus, strategies, set, arms, conditions, seed)
    outcome = selecting.rank(
        experiment,
        Execution(workers, engine, store, on_progress),
        measure=measure,
        alpha=_read_alpha(confidence),
        cap=max_pairs,
        joint=joint,
    )
    return Result(outcome, experiment.emergency)


@checks_arguments
def simulate_year(
    campus: str,
    *,
    strategies: Sequence[str] = years.STRATEGIES,
    rates: Mapping[str, float] | None = None,
    pairs: int | None = None,
    seed: int = SEED,
    workers: Workers = None,
    store: ResultStore | None = None,
    on_progress: OnProgress | None = None,
) -> Result[Year]:
    """Plays every scenario that has a rate on a campus, and multiplies the differences by the rates.

    campus: a name from `allcall list`, or a file. strategies: two, the second compared with the first. rates: emergencies a year by
    scenario, instead of those of the shipped table; 0 leaves a scenario out. pairs: of each scenario; by default its own number. The other
    arguments are those of `compare`.

        >>> rates = {"active-assailant": 0, "cardiac-arrest": 0.02, "false-alarm": 0, "laboratory-fire": 0}
        >>> rates |= dict.fromkeys(["agitated-visitor", "weapon-seen", "tornado", "tornado unwarned", "missing-student"], 0)
        >>> rates |= dict.fromkeys(["gas-inside", "release-outside", "swatting", "bomb-threat"], 0)
        >>> result = simulate_year("large-high-school", rates=rates, pairs=20)
        >>> [entry.scenario for entry in result.emergencies]
        ['cardiac-arrest']
    """
    for strategy in strategies:
        if not isinstance(strategy, str):
            raise ArgumentError("strategies: a year takes names and files; write a file for your own strategy")
    outcome = years.simulate_year(
        campus,
        Execution(workers, store=store, on_progress=on_progress),
        strategies=strategies,
        rates=rates,
        replications=pairs,
        seed=seed,
    )
    return Result(outcome)
