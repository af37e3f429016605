"""Runs one emergency under several strategies with common random numbers, and builds the comparison.

    comparison = compare(open_emergency("active-assailant"), seed=1)
    comparison.to_json()

First come the pairs: a fixed number, or in looks until they are precise enough. Then come the inputs at the bounds of their ranges, one
at a time, then combinations of all of them, then the statistics. An interrupted run reports the longest complete prefix of pairs. The
same seed gives the same bytes for any number of workers. A further strategy changes nothing about the others except the size of the
family of verdicts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from scenarios.errors import AllcallError
from scenarios.scenario import Emergency
from sim.experiment.break_even import PAIRED_RUNS, find_break_evens, record_break_evens
from sim.experiment.comparison import (
    JOINT_CUT_SHORT_NOTE,
    LEVERS_CUT_SHORT_NOTE,
    NO_RANGES_NOTE,
    RANGES_CUT_SHORT_NOTE,
    STRUCTURES_CUT_SHORT_NOTE,
    Comparison,
    Curve,
    FirstHeard,
    FirstReport,
    InputBreakEven,
    NegativeMargin,
    StopReason,
    choose_main_pairing,
    rank_effects,
)
from sim.experiment.design import Plan, Request, build_request, list_settings, plan_comparison
from sim.experiment.engine_choice import EngineName, count_plays, prepare_engine
from sim.experiment.executor import Progress, Run, Workers
from sim.experiment.fingerprint import compute_fingerprint
from sim.experiment.first_channels import TRACED_REPLICATIONS, play_first_channels
from sim.experiment.interrupts import InterruptWatch
from sim.experiment.joint import (
    COST_MEASURES,
    JOINT_INTERRUPTED,
    JOINT_POINTS,
    NO_JOINT,
    JointPoints,
    JointResult,
    compute_joint_ranges,
)
from sim.experiment.levers import LeverPlayer, LeverQuestion, LeverResult, play_levers
from sim.experiment.raw_results import RawResults
from sim.experiment.replication_archive import ReplicationArchive
from sim.experiment.result_store import ResultStore
from sim.experiment.runner import ReplicationResults, ReplicationTask, build_arm_tables
from sim.experiment.sensitivity import (
    NO_RESULT,
    SensitivityQuestion,
    SensitivityResult,
    compute_input_ranges,
)
from sim.experiment.stored_results import load_comparison, save_comparison
from sim.experiment.structures import (
    NO_STRUCTURES,
    STRUCTURE_PAIRS,
    Alternative,
    StructurePlayer,
    StructureQuestion,
    StructureResult,
    play_structures,
)
from sim.experiment.time_curves import build_event_curve, time_grid
from sim.experiment.unaware_time import describe_unaware_times
from sim.experiment.used_inputs import RangedInput, find_used_inputs, iterate_assumed_inputs
from sim.experiment.what_if import WhatIfGrid, WhatIfQuestion, play_what_if
from sim.measures import MEASURES
from sim.model.measure import Measure
from sim.model.tables import Tables
from sim.statistics.chances import compute_chances
from sim.statistics.estimators import Array, Resamples, exact_mean
from sim.statistics.paired import Contrast, contrast_arms, contrast_pair
from sim.statistics.stopping import MAX_PAIRS, Precision, Primary, run_until_precise
from sim.statistics.summaries import Arm, Summary, summarize

Values = Mapping[Arm, Mapping[str, Array]]
"""By arm and measure, (n,) each."""

APP_FIRST_MEASURE = "app_was_first_report"

SHOCK = "collapse_to_shock"
"""A measure that has a curve where it applies, as PROTECTED has."""


def analyze(
    request: Request,
    tables: tuple[Tables, ...],
    results: ReplicationResults,
    sensitivity: SensitivityResult,
    joint: JointResult,
    structures: StructureResult,
    stopped: StopReason,
    used: set[str],
    notes: Sequence[str],
) -> Comparison:
    """The comparison. tables: by arm. used: names of inputs. notes: on the run, besides those of the plan."""
    scenario, campus, plan = request.emergency.scenario, request.emergency.place.campus, request.plan
    values, resamples = results.values(), Resamples(request.seed, results.pairs)
    return Comparison(
        scenario=scenario.scenario,
        campus=campus.campus,
        title=scenario.title,
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
        contrasts=tuple(
            _contrast_pairings(request, request.measures, values, resamples, sensitivity, joint, structures)
        ),
        headlines=plan.headlines,
        app_first_report=_count_app_first(results, tables),
        input_pairs=sensitivity.pairs,
        input_effects=sensitivity.effects,
        curves=tuple(_build_curves(request, results)),
        assumed=tuple(
            dict.fromkeys(
                name for name, _ in iterate_assumed_inputs(request.emergency, plan.strategies, used)
            )
        ),
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
        structures=structures.effects,
        structures_left_out=structures.left_out,
    )


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
    )


def _contrast_pairings(
    request: Request,
    measures: Sequence[Measure],
    values: Values,
    resamples: Resamples,
    sensitivity: SensitivityResult = NO_RESULT,
    joint: JointResult = NO_JOINT,
    structures: StructureResult = NO_STRUCTURES,
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
        structures.turned,
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


MARGIN = "aset_margin"


def _count_negative_margins(results: ReplicationResults) -> Iterator[NegativeMargin]:
    """By arm; none for a hazard without a margin."""
    for arm in results.arms if MARGIN in results.names else ():
        yield NegativeMargin(*arm, share=float((results.column(arm, MARGIN) < 0).mean()))


def _build_curves(request: Request, results: ReplicationResults) -> Iterator[Curve]:
    """The curves of every arm that apply to the hazard."""
    times = time_grid(request.horizon)
    for a, arm in enumerate(results.arms):
        yield results.aware[a].build_curve(arm, "aware", times)
        if results.protected:
            yield results.protected[a].build_curve(arm, "protected", times)
        if SHOCK in results.names:
            yield build_event_curve(arm, "shocked", times, results.column(arm, SHOCK))


SEED = 1

INPUT_PAIRS = PAIRED_RUNS
"""Pairs over which every input with a range is moved."""

BREAK_EVENS = 2
"""Inputs at most whose break-evens are found."""

COMPILING, PAIRS, INPUTS, JOINT = "compiling", "pairs", "input ranges", "joint ranges"
LEVERS = "levers"
STRUCTURES = "structures"
WHAT_IF = "what-if grid"
"""The parts of a run, as progress names them."""

OnProgress = Callable[[str, Progress], None]

OnResults = Callable[[RawResults], object]

OnJoint = Callable[[JointPoints], object]

OnDifferences = Callable[[Plan, list[Contrast]], object]
"""Is given the primary differences, which are known before the inputs are moved."""

OnWhatIf = Callable[[WhatIfGrid], object]


class StoppedError(AllcallError):
    """The run was stopped before the first pair was complete, so there is nothing to report."""


@dataclass(frozen=True)
class RunOptions:
    """Workers, callbacks and stop check of a run."""

    workers: Workers
    on_progress: OnProgress | None
    stop: Callable[[], bool]
    engine: EngineName = "auto"
    on_results: OnResults | None = None
    store: ResultStore | None = None
    on_differences: OnDifferences | None = None
    on_what_if: OnWhatIf | None = None
    on_joint: OnJoint | None = None

    def progress_for(self, part: str) -> Callable[[Progress], None] | None:
        """The progress callback for one part of the run."""
        callback = self.on_progress
        return None if callback is None else lambda progress: callback(part, progress)


def compare(
    emergency: Emergency,
    *,
    strategies: Sequence[str] | None = None,
    baseline: str | None = None,
    replications: int | None = None,
    precision: str | None = None,
    seed: int = SEED,
    workers: Workers = None,
    input_pairs: int = INPUT_PAIRS,
    joint: int = JOINT_POINTS,
    levers: bool | None = None,
    structures: int = STRUCTURE_PAIRS,
    conditions: Sequence[str] = (),
    cap: int = MAX_PAIRS,
    on_progress: OnProgress | None = None,
    stop: Callable[[], bool] = lambda: False,
    engine: EngineName = "auto",
    on_results: OnResults | None = None,
    store: ResultStore | None = None,
    on_differences: OnDifferences | None = None,
    on_what_if: OnWhatIf | None = None,
    on_joint: OnJoint | None = None,
) -> Comparison:
    """Simulates an emergency and compares its strategies.

    strategies: ids, or keys of `emergency.strategies`; without them the scenario's headline rows are played. baseline: one of those
    played; by default the scenario's, else the first named. replications: pairs; by default the scenario's number. precision: "2 s" or
    "2%" instead, with at most `max_pairs` pairs. seed: any whole number of at least 0. workers: how many threads or processes, by
    default one a processor; or a cluster (`sim.experiment.cluster.connect`). input_pairs: pairs over which all inputs with a range are
    moved, one at a time; 0 leaves all ranges out, and structures too. joint: combinations of these inputs that are played as well; 0
    leaves those out. structures: pairs over which each structure of the scenario is played alone; 0 for none, as there are for an
    emergency that is under one already. levers: whether present practice is played with each change that costs nothing; by default where
    neither strategies nor arms of one's own are named, and inputs are moved. conditions: world conditions that hold in every arm.
    on_progress: told which part (COMPILING where it is needed, PAIRS, LEVERS, STRUCTURES, INPUTS, then JOINT) and how far, in this
    thread. stop: asked ten times a second, as Ctrl-C would. engine: which one plays, with the same results; by default the compiled one
    where that saves time. on_results: given the measures of every replication once all pairs are played. store: where results are kept,
    and taken from instead of playing; None: nowhere. on_differences: given the primary differences before the inputs are moved, which
    takes longer; verdicts do not know the ranges yet. on_what_if: given the main pairing on a grid of its strongest inputs, which is
    played for it alone; not called if that was interrupted. on_joint: given the combinations of inputs that were played, if any.

    Raises PlanError and PrecisionError for what cannot be compared, StoppedError if stopped before the first
    pair was complete, PoolError if playing failed.
    """
    request = build_request(
        emergency,
        plan_comparison(emergency, strategies, baseline, conditions),
        seed=seed,
        replications=replications,
        precision=precision,
        cap=cap,
        input_pairs=input_pairs,
        joint=joint,
        levers=_plays_levers(emergency, strategies, input_pairs) if levers is None else levers,
        structures=structures,
    )
    needs_results = any(callback is not None for callback in (on_results, on_what_if, on_joint))
    if store is not None and not needs_results and (kept := load_comparison(store, request)):
        return kept
    with InterruptWatch() as ctrl_c:

        def is_stopped() -> bool:
            return ctrl_c.is_interrupted or stop()

        options = RunOptions(
            workers, on_progress, is_stopped, engine, on_results, store, on_differences, on_what_if, on_joint
        )
        comparison = _run_comparison(request, options)
    if store is not None:
        save_comparison(store, request, comparison)
    return comparison


def _plays_levers(emergency: Emergency, strategies: Sequence[str] | None, input_pairs: int) -> bool:
    """Whether levers are played where no one says."""
    return strategies is None and not emergency.variants and input_pairs > 0


def _run_comparison(request: Request, options: RunOptions) -> Comparison:
    question = _structure_question(request)
    alternatives = [] if question is None else list(question.list_structures())
    tables = tuple(build_arm_tables(request.emergency, arm) for arm in request.plan.arms)
    plays = count_plays(request, len(tables))
    is_compiled = prepare_engine(
        options.engine, tables, request.seed, plays, partial(_report_compiling, options)
    )
    results, stopped, note = _run_pairs(request, tables, options, is_compiled)
    if options.on_results is not None:
        options.on_results(_build_raw_results(request, results))
    if options.on_differences is not None and request.input_pairs and stopped != "interrupted":
        resamples = Resamples(request.seed, results.pairs)
        options.on_differences(
            request.plan, _contrast_pairings(request, request.primaries, results.values(), resamples)
        )
    levers = (
        LeverResult() if stopped == "interrupted" else _run_levers(request, results, options, is_compiled)
    )
    structures = _run_structures(question, alternatives, results, stopped, options, is_compiled)
    used = find_used_inputs(
        request.emergency, request.plan.strategies, *request.plan.conditions, is_compiled=is_compiled
    )
    sensitivity = (
        NO_RESULT
        if stopped == "interrupted"
        else _run_sensitivity(request, results, used, options, is_compiled)
    )
    joint = _run_joint(request, results, sensitivity, used, options, is_compiled)
    break_evens = _find_break_evens(request, results, sensitivity, options, is_compiled)
    _play_what_if(request, results, sensitivity, options, is_compiled)
    is_cut_short = (
        levers.is_interrupted
        or structures.is_interrupted
        or joint.is_interrupted
        or (len(break_evens) < BREAK_EVENS and options.stop())
    )
    ended: StopReason = "interrupted" if is_cut_short else stopped
    cut_short = [LEVERS_CUT_SHORT_NOTE] if levers.is_interrupted else []
    cut_short += [STRUCTURES_CUT_SHORT_NOTE] if structures.is_interrupted else []
    notes = (note, *cut_short, _explain_missing_ranges(request, stopped, sensitivity, joint))
    comparison = analyze(
        request,
        tables,
        results,
        sensitivity,
        joint,
        structures,
        ended,
        used,
        [text for text in notes if text],
    )
    heard = () if ended == "interrupted" else tuple(_count_first_heard(request, is_compiled))
    return replace(
        comparison,
        break_evens=break_evens,
        first_heard=heard,
        levers=levers.arms,
        levers_left_out=levers.left_out,
    )


def _run_levers(
    request: Request, results: ReplicationResults, options: RunOptions, is_compiled: bool
) -> LeverResult:
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
    player = LeverPlayer(question, results, is_compiled, options.workers, options.stop, options.store)
    return play_levers(player, options.progress_for(LEVERS))


def _count_first_heard(request: Request, is_compiled: bool) -> Iterator[FirstHeard]:
    """Of the two arms of the main comparison."""
    plan, today = request.plan, request.emergency.place.campus.present_practice
    if not plan.pairings or not request.input_pairs:
        return
    arms = choose_main_pairing(plan.headlines, plan.pairings, today).arms
    counted = play_first_channels(request.emergency, arms, request.seed, TRACED_REPLICATIONS, is_compiled)
    for arm, channels in counted.items():
        for channel, staff in sorted(channels.by_channel.items()):
            yield FirstHeard(*arm, channel.name.lower(), staff, TRACED_REPLICATIONS)
        yield FirstHeard(*arm, "", channels.unaware, TRACED_REPLICATIONS)


def _structure_question(request: Request) -> StructureQuestion | None:
    """The main contrast in the first primary measure; None where structures are not asked for, or nothing is compared."""
    plan, emergency = request.plan, request.emergency
    if not plan.pairings or not request.structure_pairs or emergency.structure is not None:
        return None
    measure = request.primaries[0]
    return StructureQuestion(
        emergency,
        request.seed,
        choose_main_pairing(plan.headlines, plan.pairings, emergency.place.campus.present_practice),
        measure,
        request.differences[measure.name],
        request.structure_pairs,
    )


def _run_structures(
    question: StructureQuestion | None,
    alternatives: Sequence[Alternative],
    results: ReplicationResults,
    stopped: StopReason,
    options: RunOptions,
    is_compiled: bool,
) -> StructureResult:
    if question is None or stopped == "interrupted":
        return NO_STRUCTURES
    player = StructurePlayer(question, results, is_compiled, options.workers, options.stop, options.store)
    return play_structures(player, alternatives, options.progress_for(STRUCTURES))


def _find_break_evens(
    request: Request,
    results: ReplicationResults,
    sensitivity: SensitivityResult,
    options: RunOptions,
    is_compiled: bool,
) -> tuple[InputBreakEven, ...]:
    """Of the inputs that move the first primary measure of the main comparison most; those until it was stopped."""
    plan, today = request.plan, request.emergency.place.campus.present_practice
    if not sensitivity.effects:
        return ()
    pairing, measure = choose_main_pairing(plan.headlines, plan.pairings, today), request.primaries[0]
    entries = []
    for effect in rank_effects(sensitivity.effects, pairing, measure.name)[:BREAK_EVENS]:
        ranged = RangedInput(effect.name, effect.basis, effect.low_value, effect.high_value, effect.unit)
        found = find_break_evens(
            request.emergency,
            results,
            request.seed,
            pairing,
            measure,
            ranged,
            sensitivity.pairs,
            is_compiled=is_compiled,
            workers=options.workers,
            stop=options.stop,
            store=options.store,
        )
        if found is not None:
            entries.append(
                record_break_evens(request.emergency, pairing, measure, ranged, sensitivity.pairs, found)
            )
    return tuple(entries)


def _play_what_if(
    request: Request,
    results: ReplicationResults,
    sensitivity: SensitivityResult,
    options: RunOptions,
    is_compiled: bool,
) -> None:
    """Of the main comparison, where it is asked for."""
    if options.on_what_if is None or sensitivity.is_interrupted:
        return
    plan, today = request.plan, request.emergency.place.campus.present_practice
    question = WhatIfQuestion(
        request.emergency,
        request.seed,
        choose_main_pairing(plan.headlines, plan.pairings, today),
        tuple(request.primaries),
        sensitivity.effects,
        sensitivity.pairs,
    )
    grid = play_what_if(
        question,
        results,
        is_compiled=is_compiled,
        workers=options.workers,
        on_progress=options.progress_for(WHAT_IF),
        stop=options.stop,
        store=options.store,
    )
    if grid is not None:
        options.on_what_if(grid)


def _report_compiling(options: RunOptions, progress: Progress) -> None:
    """Raises StoppedError if the run was stopped meanwhile."""
    report = options.progress_for(COMPILING)
    if report is not None:
        report(progress)
    if options.stop():
        raise StoppedError("stopped while compiling")


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


def _explain_missing_ranges(
    request: Request, stopped: StopReason, sensitivity: SensitivityResult, joint: JointResult
) -> str:
    """Where input ranges or joint ranges are missing because it was stopped; else empty."""
    if not joint.is_interrupted or not request.input_pairs:
        return ""
    if not sensitivity.is_interrupted:
        return JOINT_CUT_SHORT_NOTE
    return NO_RANGES_NOTE if stopped == "interrupted" else RANGES_CUT_SHORT_NOTE


def _run_sensitivity(
    request: Request,
    results: ReplicationResults,
    used: set[str],
    options: RunOptions,
    is_compiled: bool,
) -> SensitivityResult:
    return compute_input_ranges(
        request.emergency,
        results,
        request.seed,
        _sensitivity_question(request),
        request.input_pairs,
        used,
        options.workers,
        options.progress_for(INPUTS),
        options.stop,
        is_compiled,
        options.store,
    )


def _run_joint(
    request: Request,
    results: ReplicationResults,
    sensitivity: SensitivityResult,
    used: set[str],
    options: RunOptions,
    is_compiled: bool,
) -> JointResult:
    """After the one-way ranges, which say what drives them; none without those."""
    if sensitivity.is_interrupted:
        return JOINT_INTERRUPTED
    if not sensitivity.pairs:
        return NO_JOINT
    joint = compute_joint_ranges(
        request.emergency,
        results,
        request.seed,
        _joint_question(request, results),
        request.joint_points,
        used,
        [skipped.name for skipped in sensitivity.skipped],
        options.workers,
        options.progress_for(JOINT),
        options.stop,
        is_compiled,
        options.store,
    )
    if options.on_joint is not None and joint.played is not None:
        options.on_joint(joint.played)
    return joint


def _sensitivity_question(request: Request) -> SensitivityQuestion:
    deltas = {measure: request.differences[measure.name] for measure in request.primaries}
    return SensitivityQuestion(request.plan.pairings, deltas, request.horizon)


def _joint_question(request: Request, results: ReplicationResults) -> SensitivityQuestion:
    """With what else is worse in the main comparison: what it costs is as uncertain as what it brings."""
    plan, resamples, values = request.plan, Resamples(request.seed, results.pairs), results.values()
    today = request.emergency.place.campus.present_practice
    if not plan.pairings:
        return _sensitivity_question(request)
    main = choose_main_pairing(plan.headlines, plan.pairings, today)
    first, second = (values[arm] for arm in main.arms)
    costs = tuple(
        (main, measure)
        for measure in request.measures
        if measure.name in COST_MEASURES
        and measure not in request.primaries
        and contrast_pair(
            main, measure, first[measure.name], second[measure.name], request.horizon, resamples
        ).adverse
    )
    return replace(_sensitivity_question(request), costs=costs)


def _run_pairs(
    request: Request, tables: tuple[Tables, ...], options: RunOptions, is_compiled: bool
) -> tuple[ReplicationResults, StopReason, str]:
    """The pairs, how the run ended, and a note on the stopping rule."""
    work = ReplicationTask(
        tables, request.seed, request.input_pairs, is_compiled, baselines=request.plan.baselines_by_arm
    )
    stopped: StopReason = ""
    note = ""
    results = ReplicationResults(work, request.plan.arms)
    report, archive = options.progress_for(PAIRS), _open_archive(request, work, options.store)
    with Run(work, results, options.workers, report, options.stop, archive=archive) as run:
        if request.precision is None:
            run.play(range(request.replications or 0))
        else:
            stopped, note = _run_until_precise(request, request.precision, run, results)
        stopped = "interrupted" if run.is_interrupted else stopped
    if not run.completed:
        raise StoppedError("stopped before the first pair was complete")
    return results, stopped, note


def _open_archive(
    request: Request, task: ReplicationTask, store: ResultStore | None
) -> ReplicationArchive | None:
    """What was kept of the same arms with the same seed."""
    if store is None:
        return None
    determined_by = (
        request.emergency,
        request.plan.arms,
        request.plan.baselines_by_arm,
        request.seed,
        task.logged_count,
    )
    return ReplicationArchive(store, compute_fingerprint(*determined_by))


class _InterruptedError(Exception):
    """Leaves the stopping rule."""


def _run_until_precise(
    request: Request, precision: Precision, run: Run, results: ReplicationResults
) -> tuple[StopReason, str]:
    """Plays look by look."""

    def pairs_up_to(n: int) -> list[Primary]:
        run.play(range(run.completed, n))
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
