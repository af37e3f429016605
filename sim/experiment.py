"""One emergency played under several strategies with the same luck in each, and what came of it.

    comparison = compare(open_emergency("active-assailant"), seed=1)
    comparison.to_json()

First the pairs, as many as asked for or look by look until they are precise enough; then the inputs that
nobody has measured, at the ends of their ranges; then the statistics. A stopped run reports the longest
complete prefix of pairs. The same seed gives the same bytes whatever the number of workers, and a further
strategy changes nothing about the others but their place in the family of verdicts. Nothing here prints.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scenarios.emergency import Emergency
from sim.analysis import analyze
from sim.comparison import NO_RANGES_NOTE, RANGES_CUT_SHORT_NOTE, Comparison, StopReason
from sim.input_ranges import NO_RESULT, SensitivityResult, SensitivityQuestion, compute_input_ranges
from sim.plan import plan_comparison
from sim.play import ReplicationResults, ReplicationTask, build_arm_tables
from sim.pool import RunOutcome, Pool, Progress
from sim.pool.ctrl_c import InterruptWatch
from sim.request import Request, build_request
from sim.stopping import MAX_PAIRS, Precision, Primary, run_until_precise
from sim.tables import Tables

SEED = 1
INPUT_PAIRS = 20
"""Pairs that input ranges rest on, at most."""
PAIRS, INPUTS = "pairs", "input ranges"
"""The two parts of a run that progress is told of."""

OnProgress = Callable[[str, Progress], None]


class StoppedError(Exception):
    """The run was stopped before the first pair was complete, so there is nothing to report."""


@dataclass(frozen=True)
class RunOptions:
    """Who plays, who is told how far a run is, and who may stop it."""

    workers: int | None
    on_progress: OnProgress | None
    stop: Callable[[], bool]

    def progress_for(self, part: str) -> Callable[[Progress], None] | None:
        """Whom to tell of one part of the run."""
        told = self.on_progress
        return None if told is None else lambda progress: told(part, progress)


def compare(
    emergency: Emergency,
    *,
    strategies: Sequence[str] | None = None,
    baseline: str | None = None,
    replications: int | None = None,
    precision: str | None = None,
    seed: int = SEED,
    workers: int | None = None,
    input_pairs: int = INPUT_PAIRS,
    conditions: Sequence[str] = (),
    cap: int = MAX_PAIRS,
    on_progress: OnProgress | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Comparison:
    """Plays an emergency and compares its strategies.

    strategies: ids, or keys of `emergency.strategies`; without them the scenario's headline rows are played.
    baseline: one of those played; by default the scenario's, else the first named. replications: pairs; by
    default the scenario's number. precision: "2 s" or "2%" instead, with at most `max_pairs` pairs. seed: any whole
    number of at least 0. workers: processes, by default one a processor. input_pairs: pairs that input ranges
    rest on; 0 leaves them out. conditions: world conditions that hold in every arm. on_progress: told which
    part (PAIRS, then INPUTS) and how far, in this thread. stop: asked ten times a second, as Ctrl-C would.

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
    )
    with InterruptWatch() as ctrl_c:
        return _run_comparison(request, RunOptions(workers, on_progress, lambda: ctrl_c.is_interrupted or stop()))


def _run_comparison(request: Request, players: RunOptions) -> Comparison:
    tables = tuple(build_arm_tables(request.emergency, arm) for arm in request.plan.arms)
    played, stopped, note = _run_pairs(request, tables, players)
    answer = NO_RESULT if stopped == "interrupted" else _run_sensitivity(request, tables, played, players)
    ended: StopReason = "interrupted" if answer.is_interrupted else stopped
    notes = (note, _explain_missing_ranges(request, stopped, answer))
    return analyze(request, tables, played, answer, ended, [said for said in notes if said])


def _explain_missing_ranges(request: Request, stopped: StopReason, answer: SensitivityResult) -> str:
    """Where the input ranges are missing because it was stopped; else empty."""
    if not answer.is_interrupted or not request.input_pairs:
        return ""
    return NO_RANGES_NOTE if stopped == "interrupted" else RANGES_CUT_SHORT_NOTE


def _run_sensitivity(request: Request, tables: tuple[Tables, ...], results: ReplicationResults, players: RunOptions) -> SensitivityResult:
    return compute_input_ranges(
        request.emergency,
        results,
        tables,
        request.seed,
        SensitivityQuestion(request.plan.pairings, request.primaries, request.horizon),
        request.input_pairs,
        players.workers,
        players.progress_for(INPUTS),
        players.stop,
    )


def _run_pairs(
    request: Request, tables: tuple[Tables, ...], players: RunOptions
) -> tuple[ReplicationResults, StopReason, str]:
    """The pairs, how it ended, and what there is to say about the stopping rule."""
    work = ReplicationTask(tables, request.seed, request.input_pairs)
    stopped: StopReason = ""
    note = ""
    with Pool(work, players.workers, players.progress_for(PAIRS), players.stop) as pool:
        if request.precision is None:
            pool.play(range(request.replications or 0))
        else:
            stopped, note = _run_until_precise(request, request.precision, work, pool)
        outcome = pool.outcome
    if not outcome.completed:
        raise StoppedError("stopped before the first pair was complete")
    return _collect_results(request, work, outcome), "interrupted" if outcome.is_interrupted else stopped, note


class _InterruptedError(Exception):
    """Leaves the stopping rule."""


def _run_until_precise(
    request: Request, precision: Precision, task: ReplicationTask, pool: Pool
) -> tuple[StopReason, str]:
    """Plays look by look."""

    def pairs_up_to(n: int) -> list[Primary]:
        outcome = pool.play(range(pool.outcome.completed, n))
        if outcome.is_interrupted:
            raise _InterruptedError
        return _primary_samples(request, _collect_results(request, task, outcome))

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


def _collect_results(request: Request, task: ReplicationTask, outcome: RunOutcome) -> ReplicationResults:
    return ReplicationResults(request.plan.arms, tuple(task.measures), **outcome.columns)
