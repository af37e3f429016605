"""Runs one emergency under several strategies with common random numbers, and builds the comparison.

    comparison = compare(Experiment(open_emergency("active-assailant")))
    comparison.to_json()

First come the pairs: a fixed number, or in looks until they are precise enough. Then come the inputs at the bounds of their ranges, one
at a time, then combinations of all of them, then the statistics. An interrupted run reports the longest complete prefix of pairs. The
same seed gives the same bytes for any number of workers. A further strategy changes nothing about the others except the size of the
family of verdicts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sim.experiment.break_even import PAIRED_RUNS, find_break_evens, record_break_evens
from sim.experiment.comparison import (
    JOINT_CUT_SHORT_NOTE,
    LEVERS_CUT_SHORT_NOTE,
    NO_RANGES_NOTE,
    RANGES_CUT_SHORT_NOTE,
    Comparison,
    Curve,
    FirstHeard,
    FirstReport,
    InputBreakEven,
    NegativeMargin,
    PeriodContrast,
    StopReason,
    rank_effects,
)
from sim.experiment.design import Plan, Request, build_request, list_settings
from sim.experiment.engine_choice import choose_engine, count_plays
from sim.experiment.execution import DEFAULT_EXECUTION, Execution, StoppedError
from sim.experiment.executor import Run
from sim.experiment.experiment import Experiment
from sim.experiment.fingerprint import compute_fingerprint
from sim.experiment.first_channels import TRACED_REPLICATIONS, play_first_channels
from sim.experiment.input_points import start_ahead
from sim.experiment.joint import (
    COST_MEASURES,
    JOINT_INTERRUPTED,
    JOINT_POINTS,
    NO_JOINT,
    JointPoints,
    JointResult,
    build_joint_task,
    compute_joint_ranges,
)
from sim.experiment.levers import LeverPlayer, LeverQuestion, LeverResult, play_levers
from sim.experiment.periods import contrast_periods
from sim.experiment.points_ahead import PointsAhead
from sim.experiment.raw_results import RawResults
from sim.experiment.replication_archive import open_archive
from sim.experiment.runner import ReplicationResults, ReplicationTask, build_arm_tables
from sim.experiment.sensitivity import NO_RESULT, SensitivityQuestion, SensitivityResult, compute_input_ranges
from sim.experiment.stored_results import load_comparison, save_comparison
from sim.experiment.time_curves import build_event_curve, time_grid
from sim.experiment.unaware_time import describe_unaware_times
from sim.experiment.used_inputs import RangedInput, find_used_inputs, iterate_assumed_inputs
from sim.experiment.what_if import WhatIfGrid, WhatIfQuestion, play_what_if
from sim.measures import MEASURES
from sim.model.measure import Measure
from sim.model.school_calendar import DAY_SECONDS
from sim.model.tables import Tables
from sim.statistics.chances import compute_chances
from sim.statistics.estimators import Array, Resamples, exact_mean
from sim.statistics.paired import Contrast, contrast_arms, contrast_pair
from sim.statistics.stopping import MAX_PAIRS, Precision, Primary, run_until_precise
from sim.statistics.summaries import Arm, Summary, summarize

Values = Mapping[Arm, Mapping[str, Array]]
"""By arm and measure, (n,) each."""

APP_FIRST_MEASURE = "app_was_first_report"

SHOCK, PLAN, RELEASED = "collapse_to_shock", "days_to_plan", "released_t90"
"""A measure that has a curve where it applies, as PROTECTED has."""


class _Parts(NamedTuple):
    """What is played besides the pairs."""

    levers: LeverResult
    sensitivity: SensitivityResult
    joint: JointResult
    break_evens: tuple[InputBreakEven, ...]
    heard: tuple[FirstHeard, ...]

    @property
    def is_interrupted(self) -> bool:
        """Whether a part is not complete."""
        return self.levers.is_interrupted or self.joint.is_interrupted

    def list_notes(self, request: Request, stopped: StopReason) -> Iterator[str]:
        """What is missing because it was stopped."""
        if self.levers.is_interrupted:
            yield LEVERS_CUT_SHORT_NOTE
        if self.joint.is_interrupted and request.input_pairs:
            if not self.sensitivity.is_interrupted:
                yield JOINT_CUT_SHORT_NOTE
            else:
                yield NO_RANGES_NOTE if stopped == "interrupted" else RANGES_CUT_SHORT_NOTE


_NO_PARTS = _Parts(LeverResult(), NO_RESULT, JOINT_INTERRUPTED, (), ())


def analyze(
    request: Request,
    tables: tuple[Tables, ...],
    results: ReplicationResults,
    parts: _Parts,
    stopped: StopReason,
    used: set[str],
    notes: Sequence[str],
) -> Comparison:
    """The comparison. tables: by arm. used: names of inputs. notes: on the run, besides those of the plan."""
    scenario, campus, plan = request.emergency.scenario, request.emergency.place.campus, request.plan
    values, resamples = _select_values(request, results), Resamples(request.seed, results.pairs)
    sensitivity, joint = parts.sensitivity, parts.joint
    assumed = iterate_assumed_inputs(request.emergency, plan.strategies, used)
    return Comparison(
        scenario=scenario.scenario,
        campus=campus.campus,
        title=request.emergency.title,
        campus_title=campus.title,
        seed=request.seed,
        replications=results.pairs,
        horizon=request.horizon,
        baseline=plan.baseline,
        strategies=plan.strategies,
        present_practice=campus.present_practice,
        conditions=plan.conditions,
        asked=request.precision.text if request.precision else request.replications or 0,
        stopped=stopped,
        measures=_summarize_arms(request, values, resamples),
        contrasts=tuple(_contrast_pairings(request, request.measures, values, resamples, sensitivity, joint)),
        headlines=plan.headlines,
        app_first_report=_count_app_first(results, tables),
        input_pairs=sensitivity.pairs,
        input_effects=sensitivity.effects,
        curves=tuple(_build_curves(request, results)),
        assumed=tuple(dict.fromkeys(name for name, _ in assumed)),
        inputs_left_out=sensitivity.skipped,
        notes=(*plan.notes, *notes),
        settings=tuple(list_settings(request.emergency, plan.strategies)),
        joint_points=joint.points,
        joint=joint.ranges,
        chance=tuple(compute_chances(plan.pairings, values, request.deltas, request.horizon)),
        negative_margin=tuple(_count_negative_margins(results)),
        unaware_time=tuple(describe_unaware_times(plan.pairings, results, tables[0], request.seed)),
        inputs_digest=_digest_inputs(request),
        structure=request.emergency.structure.id if request.emergency.structure else "",
        structures=joint.structures,
        structures_left_out=joint.left_out,
        periods=tuple(_contrast_periods(request, tables, values)),
        break_evens=parts.break_evens,
        first_heard=() if stopped == "interrupted" else parts.heard,
        levers=parts.levers.arms,
        levers_left_out=parts.levers.left_out,
    )


def _select_values(request: Request, results: ReplicationResults) -> Values:
    """What is read of each arm."""
    primaries = list(request.differences)
    return {
        arm: values if request.reads_all(arm) else {name: values[name] for name in primaries}
        for arm, values in results.values().items()
    }


def _contrast_periods(request: Request, tables: tuple[Tables, ...], values: Values) -> Iterator[PeriodContrast]:
    """Of the rows that the scenario asks about, or else of all pairings, in the first primary measure."""
    plan, measure = request.plan, request.primaries[0]
    pairings = dict.fromkeys(headline.pairing for headline in plan.headlines) or plan.pairings
    delta = request.differences[measure.name]
    return contrast_periods(tables[0].day, request.seed, tuple(pairings), values, measure, delta, request.horizon)


def _digest_inputs(request: Request) -> str:
    """Of the files as they are played, by their content and not by their names."""
    emergency = request.emergency
    played = [emergency.as_played(strategy) for strategy in request.plan.strategies]
    strategies = [emergency.strategy(strategy) for strategy in request.plan.strategies]
    overrides = [[sorted(one.overrides.items()), sorted(one.adopted.items())] for one in (emergency, *played)]
    files = [(one.scenario, one.place.campus) for one in (emergency, *played)]
    return compute_fingerprint(files, strategies, overrides)[:16]


def _summarize_arms(request: Request, values: Values, resamples: Resamples) -> tuple[Summary, ...]:
    """Every measure of every arm."""
    return tuple(
        summarize(arm, measure, values[arm][measure.name], request.horizon, resamples)
        for arm in request.plan.arms
        for measure in request.measures
        if measure.name in values[arm]
    )


def _contrast_pairings(
    request: Request,
    measures: Sequence[Measure],
    values: Values,
    resamples: Resamples,
    sensitivity: SensitivityResult = NO_RESULT,
    joint: JointResult = NO_JOINT,
) -> list[Contrast]:
    """These measures of every pairing."""
    return contrast_arms(
        request.plan.pairings,
        values,
        measures,
        request.differences,
        request.horizon,
        resamples,
        sensitivity.ranges,
        sensitivity.pairs,
        joint.resolvable,
    )


def _count_app_first(results: ReplicationResults, tables: tuple[Tables, ...]) -> tuple[FirstReport, ...]:
    """How often the app was the first report, in arms that have one."""
    if APP_FIRST_MEASURE not in results.names:
        return ()
    return tuple(
        FirstReport(*arm, share=exact_mean(results.column(arm, APP_FIRST_MEASURE)))
        for a, arm in enumerate(results.arms)
        if tables[a].means.app
    )


def _contrast_primaries(request: Request, results: ReplicationResults) -> list[Contrast]:
    """The primary measures of every pairing, before the inputs are moved."""
    resamples = Resamples(request.seed, results.pairs)
    return _contrast_pairings(request, request.primaries, results.values(), resamples)


MARGIN = "aset_margin"


def _count_negative_margins(results: ReplicationResults) -> Iterator[NegativeMargin]:
    """By arm; none for a hazard without a margin."""
    for arm in results.arms if MARGIN in results.names else ():
        yield NegativeMargin(*arm, share=float((results.column(arm, MARGIN) < 0).mean()))


def _build_curves(request: Request, results: ReplicationResults) -> Iterator[Curve]:
    """The curves of every arm that apply to the hazard."""
    times = time_grid(request.horizon)
    for a, arm in enumerate(results.arms):
        if PLAN in results.names:
            yield build_event_curve(arm, "planned", times, DAY_SECONDS * results.column(arm, PLAN))
        if RELEASED in results.names:
            yield build_event_curve(arm, "released", times, results.column(arm, RELEASED))
        if not request.emergency.scenario.hazard.is_witnessed:
            continue
        yield results.aware[a].build_curve(arm, "aware", times)
        if results.protected:
            yield results.protected[a].build_curve(arm, "protected", times)
        if SHOCK in results.names:
            yield build_event_curve(arm, "shocked", times, results.column(arm, SHOCK))


INPUT_PAIRS = PAIRED_RUNS
"""Pairs over which every input with a range is moved."""

BREAK_EVENS = 2
"""Inputs at most whose break-evens are found."""

PAIRS = "pairs"
"""The part of a run in which the pairs are played, as progress names it."""

OnResults = Callable[[RawResults], object]

OnJoint = Callable[[JointPoints], object]

INTERIM_PAIRS = 200
"""Pairs after which the primary differences are told for the first time."""

OnInterim = Callable[[Plan, list[Contrast], int], object]
"""Is given the primary differences over the first pairs, and how many these are, before all else is played."""

OnWhatIf = Callable[[WhatIfGrid], object]


@dataclass(frozen=True)
class _Listeners:
    """Who is given parts of the result."""

    on_results: OnResults | None
    on_interim: OnInterim | None
    on_what_if: OnWhatIf | None
    on_joint: OnJoint | None

    @property
    def need_runs(self) -> bool:
        """Whether a comparison that is kept is not enough."""
        return any((self.on_results, self.on_what_if, self.on_joint))


def compare(
    experiment: Experiment,
    execution: Execution = DEFAULT_EXECUTION,
    *,
    replications: int | None = None,
    precision: str | None = None,
    input_pairs: int = INPUT_PAIRS,
    joint: int = JOINT_POINTS,
    levers: bool | None = None,
    is_whole: bool = True,
    cap: int = MAX_PAIRS,
    on_results: OnResults | None = None,
    on_interim: OnInterim | None = None,
    on_what_if: OnWhatIf | None = None,
    on_joint: OnJoint | None = None,
) -> Comparison:
    """Simulates an emergency and compares its strategies; without strategies the scenario's headline rows are played.

    replications: pairs; by default the scenario's number. precision: "2 s" or "2%" instead, with at most `cap` pairs. input_pairs: pairs
    over which all inputs with a range are moved, one at a time; 0 leaves all ranges out. joint: combinations of these inputs and of the
    structures of the scenario that are played as well; 0 leaves those out. levers: whether present practice is played with each change
    that costs nothing; by default where neither strategies nor arms of one's own are named, and inputs are moved. is_whole: whether inputs
    are moved, and measures beside the primary ones are read, in every pairing; else in the main one alone. on_results: given the measures
    of every replication once all pairs are played. on_interim: given the primary differences over the first INTERIM_PAIRS pairs, where more
    is to come; verdicts do not know the ranges yet. on_what_if: given the main pairing on a grid of its strongest inputs, which is played
    for it alone; not called if that was interrupted, or nothing is compared. on_joint: given the combinations of inputs that were played,
    if any. Progress has the parts COMPILING where it is needed, PAIRS, LEVERS, INPUTS, then JOINT.

    Raises PlanError and PrecisionError for what cannot be compared, StoppedError if stopped before the first
    pair was complete, PoolError if playing failed.
    """
    request = build_request(
        experiment,
        replications=replications,
        precision=precision,
        cap=cap,
        input_pairs=input_pairs,
        joint=joint,
        levers=levers,
        is_whole=is_whole,
    )
    listeners = _Listeners(on_results, on_interim, on_what_if, on_joint)
    store = execution.store
    if store is not None and not listeners.need_runs and (kept := load_comparison(store, request)):
        return kept
    with execution.watch_interrupts() as watched:
        comparison = _run_comparison(request, watched, listeners)
    if store is not None:
        save_comparison(store, request, comparison)
    return comparison


def _run_comparison(request: Request, execution: Execution, listeners: _Listeners) -> Comparison:
    start_ahead(_count_joint_points(request), execution)
    tables = tuple(build_arm_tables(request.emergency, arm) for arm in request.plan.arms)
    execution = choose_engine(execution, tables, request.seed, count_plays(request, len(tables)))
    results, stopped, note = _run_pairs(request, tables, execution, listeners.on_interim)
    if listeners.on_results is not None:
        listeners.on_results(_build_raw_results(request, results))
    plan = request.plan
    used = find_used_inputs(request.emergency, plan.strategies, *plan.conditions, is_compiled=execution.is_compiled)
    parts = _NO_PARTS if stopped == "interrupted" else _play_parts(request, results, used, execution)
    if listeners.on_joint is not None and parts.joint.played is not None:
        listeners.on_joint(parts.joint.played)
    if listeners.on_what_if is not None and plan.pairings and not parts.sensitivity.is_interrupted:
        grid = play_what_if(_what_if_question(request, parts.sensitivity), results, execution)
        if grid is not None:
            listeners.on_what_if(grid)
    is_cut_short = parts.is_interrupted or (len(parts.break_evens) < BREAK_EVENS and execution.stop())
    ended: StopReason = "interrupted" if is_cut_short else stopped
    notes = [text for text in (note, *parts.list_notes(request, stopped)) if text]
    return analyze(request, tables, results, parts, ended, used, notes)


def _play_parts(request: Request, results: ReplicationResults, used: set[str], execution: Execution) -> _Parts:
    """All that is played besides the pairs. The joint points play ahead, on processors that the other parts leave idle."""
    question = _sensitivity_question(request)
    task = build_joint_task(question, results, _count_joint_points(request), used, execution.is_compiled)
    with PointsAhead(task and task.points, execution) as ahead:
        levers = _run_levers(request, results, execution)
        sensitivity = compute_input_ranges(question, results, request.input_pairs, used, execution)
        if sensitivity.is_interrupted:
            return _NO_PARTS._replace(levers=levers)
        break_evens = tuple(_iterate_break_evens(request, results, sensitivity, execution))
        heard = () if execution.stop() else tuple(_count_first_heard(request, execution.is_compiled))
        if task is not None and sensitivity.skipped:
            task = task.hold([skipped.name for skipped in sensitivity.skipped])
        joint = compute_joint_ranges(_joint_question(request, results), results, task, execution, ahead.play)
    return _Parts(levers, sensitivity, joint, break_evens, heard)


def _count_joint_points(request: Request) -> int:
    """None without the one-way ranges, which say what drives them."""
    return request.joint_points if request.input_pairs else 0


def _run_levers(request: Request, results: ReplicationResults, execution: Execution) -> LeverResult:
    """Under the conditions that hold in every arm."""
    emergency, plan = request.emergency, request.plan
    if not request.plays_levers:
        return LeverResult()
    today = emergency.strategy(emergency.place.campus.present_practice).strategy
    with_app = (name for name in plan.strategies if emergency.strategy(name).added is not None)
    question = LeverQuestion(
        emergency,
        request.seed,
        today,
        next((name for name in with_app if name not in emergency.variants), None),
        min(plan.conditions, key=len),
        {measure: request.differences[measure.name] for measure in request.primaries},
    )
    return play_levers(LeverPlayer(question, results, execution))


def _count_first_heard(request: Request, is_compiled: bool) -> Iterator[FirstHeard]:
    """Of the two arms of the main comparison."""
    is_witnessed = request.emergency.scenario.hazard.is_witnessed
    if not request.plan.pairings or not request.input_pairs or not is_witnessed:
        return
    arms = request.main_pairing.arms
    counted = play_first_channels(request.emergency, arms, request.seed, TRACED_REPLICATIONS, is_compiled)
    for arm, channels in counted.items():
        for channel, staff in sorted(channels.by_channel.items()):
            yield FirstHeard(*arm, channel.name.lower(), staff, TRACED_REPLICATIONS)
        yield FirstHeard(*arm, "", channels.unaware, TRACED_REPLICATIONS)


def _iterate_break_evens(
    request: Request, results: ReplicationResults, sensitivity: SensitivityResult, execution: Execution
) -> Iterator[InputBreakEven]:
    """Of the inputs that move the first primary measure of the main comparison most; those until it was stopped."""
    if not sensitivity.effects:
        return
    emergency, pairing, measure = request.emergency, request.main_pairing, request.primaries[0]
    for effect in rank_effects(sensitivity.effects, pairing, measure.name)[:BREAK_EVENS]:
        ranged = RangedInput(effect.name, effect.basis, effect.low_value, effect.high_value, effect.unit)
        found = find_break_evens(
            emergency, results, request.seed, pairing, measure, ranged, sensitivity.pairs, execution
        )
        if found is not None:
            yield record_break_evens(emergency, pairing, measure, ranged, sensitivity.pairs, found)


def _what_if_question(request: Request, sensitivity: SensitivityResult) -> WhatIfQuestion:
    """Of the main comparison."""
    return WhatIfQuestion(
        request.emergency, request.seed, request.main_pairing, request.primaries, sensitivity.effects, sensitivity.pairs
    )


def _build_raw_results(request: Request, results: ReplicationResults) -> RawResults:
    return RawResults(
        request.emergency.scenario.scenario,
        request.emergency.place.campus.campus,
        request.seed,
        results.arms,
        tuple(MEASURES[name] for name in results.names),
        results.measures,
        request.horizon,
    )


def _sensitivity_question(request: Request) -> SensitivityQuestion:
    deltas = {measure: request.differences[measure.name] for measure in request.primaries}
    return SensitivityQuestion(request.emergency, request.seed, request.ranged_pairings, deltas)


def _joint_question(request: Request, results: ReplicationResults) -> SensitivityQuestion:
    """With what else is worse in the main comparison: what it costs is as uncertain as what it brings."""
    if not request.plan.pairings:
        return _sensitivity_question(request)
    resamples, values, main = Resamples(request.seed, results.pairs), results.values(), request.main_pairing
    first, second = (values[arm] for arm in main.arms)
    costs = tuple(
        (main, measure)
        for measure in request.measures
        if measure.name in COST_MEASURES
        and measure not in request.primaries
        and contrast_pair(main, measure, first[measure.name], second[measure.name], request.horizon, resamples).adverse
    )
    return replace(_sensitivity_question(request), costs=costs)


def _run_pairs(
    request: Request, tables: tuple[Tables, ...], execution: Execution, on_interim: OnInterim | None
) -> tuple[ReplicationResults, StopReason, str]:
    """The pairs, how the run ended, and a note on the stopping rule."""
    work = ReplicationTask(
        tables, request.seed, request.input_pairs, execution.is_compiled, baselines=request.plan.baselines_by_arm
    )
    stopped: StopReason = ""
    note = ""
    results = ReplicationResults(work, request.plan.arms)
    emergency, arms, baselines = request.emergency, request.plan.arms, work.baselines
    archive = open_archive(execution.store, emergency, arms, baselines, request.seed, work.logged_count)
    report = execution.progress_for(PAIRS)
    with Run(work, results, execution.workers, report, execution.stop, archive=archive) as run:
        most = request.max_pairs if request.replications is None else request.replications
        if on_interim is not None and (request.input_pairs or most > INTERIM_PAIRS):
            run.play(range(min(INTERIM_PAIRS, most)), most)
            if not run.is_interrupted:
                on_interim(request.plan, _contrast_primaries(request, results), run.completed)
        if request.precision is None:
            run.play(range(len(run.requested), most), most)
        else:
            stopped, note = _run_until_precise(request, request.precision, run, results)
        stopped = "interrupted" if run.is_interrupted else stopped
    if not run.completed:
        raise StoppedError("stopped before the first pair was complete")
    return results, stopped, note


class _InterruptedError(Exception):
    """Leaves the stopping rule."""


def _run_until_precise(
    request: Request, precision: Precision, run: Run, results: ReplicationResults
) -> tuple[StopReason, str]:
    """Plays look by look."""

    def pairs_up_to(n: int) -> list[Primary]:
        run.play(range(len(run.requested), n))
        if run.is_interrupted:
            raise _InterruptedError
        return _primary_samples(request, results)

    try:
        stop = run_until_precise(pairs_up_to, request.horizon, precision, request.seed, request.max_pairs)
    except _InterruptedError:
        return "interrupted", ""
    return "precision reached" if stop.is_reached else "precision not reached", f"{stop}."


def _primary_samples(request: Request, results: ReplicationResults) -> list[Primary]:
    """Every primary measure of every pairing."""
    values = results.values()
    return [
        Primary(measure, *(values[arm][measure.name] for arm in pairing.arms))
        for pairing in request.plan.pairings
        for measure in request.primaries
    ]
