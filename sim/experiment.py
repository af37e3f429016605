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
from sim.analysis import analysed
from sim.comparison import NO_RANGES, RANGES_CUT_SHORT, Comparison, Stopped
from sim.input_ranges import NO_ANSWER, Answer, Question, input_ranges
from sim.plan import plan
from sim.play import Played, Playing, tables_of
from sim.pool import Outcome, Pool, Progress
from sim.pool.ctrl_c import CtrlC
from sim.request import Request, requested
from sim.stopping import CAP, Precision, Primary, run_until_settled
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
class Players:
    """Who plays, who is told how far a run is, and who may stop it."""

    workers: int | None
    on_progress: OnProgress | None
    stop: Callable[[], bool]

    def telling(self, part: str) -> Callable[[Progress], None] | None:
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
    cap: int = CAP,
    on_progress: OnProgress | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Comparison:
    """Plays an emergency and compares its strategies.

    strategies: ids, or keys of `emergency.strategies`; without them the scenario's headline rows are played.
    baseline: one of those played; by default the scenario's, else the first named. replications: pairs; by
    default the scenario's number. precision: "2 s" or "2%" instead, with at most `cap` pairs. seed: any whole
    number of at least 0. workers: processes, by default one a processor. input_pairs: pairs that input ranges
    rest on; 0 leaves them out. conditions: world conditions that hold in every arm. on_progress: told which
    part (PAIRS, then INPUTS) and how far, in this thread. stop: asked ten times a second, as Ctrl-C would.

    Raises PlanError and PrecisionError for what cannot be compared, StoppedError if stopped before the first
    pair was complete, PoolError if playing failed.
    """
    request = requested(
        emergency,
        plan(emergency, strategies, baseline, conditions),
        seed=seed,
        replications=replications,
        precision=precision,
        cap=cap,
        input_pairs=input_pairs,
    )
    with CtrlC() as ctrl_c:
        return _compared(request, Players(workers, on_progress, lambda: ctrl_c.asked or stop()))


def _compared(request: Request, players: Players) -> Comparison:
    tables = tuple(tables_of(request.emergency, arm) for arm in request.plan.arms)
    played, stopped, note = _play_pairs(request, tables, players)
    answer = NO_ANSWER if stopped == "interrupted" else _move_inputs(request, tables, played, players)
    ended: Stopped = "interrupted" if answer.interrupted else stopped
    notes = (note, _no_ranges(request, stopped, answer))
    return analysed(request, tables, played, answer, ended, [said for said in notes if said])


def _no_ranges(request: Request, stopped: Stopped, answer: Answer) -> str:
    """Where the input ranges are missing because it was stopped; else empty."""
    if not answer.interrupted or not request.input_pairs:
        return ""
    return NO_RANGES if stopped == "interrupted" else RANGES_CUT_SHORT


def _move_inputs(request: Request, tables: tuple[Tables, ...], played: Played, players: Players) -> Answer:
    return input_ranges(
        request.emergency,
        played,
        tables,
        request.seed,
        Question(request.plan.pairings, request.primaries, request.horizon),
        request.input_pairs,
        players.workers,
        players.telling(INPUTS),
        players.stop,
    )


def _play_pairs(
    request: Request, tables: tuple[Tables, ...], players: Players
) -> tuple[Played, Stopped, str]:
    """The pairs, how it ended, and what there is to say about the stopping rule."""
    work = Playing(tables, request.seed, request.input_pairs)
    stopped: Stopped = ""
    note = ""
    with Pool(work, players.workers, players.telling(PAIRS), players.stop) as pool:
        if request.precision is None:
            pool.play(range(request.replications or 0))
        else:
            stopped, note = _play_until_settled(request, request.precision, work, pool)
        outcome = pool.outcome
    if not outcome.completed:
        raise StoppedError("stopped before the first pair was complete")
    return _played(request, work, outcome), "interrupted" if outcome.interrupted else stopped, note


class _InterruptedError(Exception):
    """Leaves the stopping rule."""


def _play_until_settled(
    request: Request, precision: Precision, work: Playing, pool: Pool
) -> tuple[Stopped, str]:
    """Plays look by look."""

    def pairs_up_to(n: int) -> list[Primary]:
        outcome = pool.play(range(pool.outcome.completed, n))
        if outcome.interrupted:
            raise _InterruptedError
        return _primaries(request, _played(request, work, outcome))

    try:
        stop = run_until_settled(pairs_up_to, request.horizon, precision, request.seed, request.cap)
    except _InterruptedError:
        return "interrupted", ""
    return "precision reached" if stop.reached else "precision not reached", f"{stop}."


def _primaries(request: Request, played: Played) -> list[Primary]:
    """Every primary measure of every pairing."""
    values = played.values()
    return [
        Primary(measure, *(values[arm][measure.name] for arm in pairing.arms))
        for pairing in request.plan.pairings
        for measure in request.primaries
    ]


def _played(request: Request, work: Playing, outcome: Outcome) -> Played:
    return Played(request.plan.arms, tuple(work.measures), **outcome.columns)
