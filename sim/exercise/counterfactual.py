"""Effect of the alert and effect of team decisions, over 1,000 replications, with a cache of the replications beside the journal.

Each replication has three arms with common random numbers: the strategy without the staff alert, the strategy, and the strategy with the
participants' decisions at trigger + cost. The first difference is the effect of the alert, the second the effect of team decisions;
positive is sooner. Both are paired differences made by `contrast_pair`, as in a comparison, so the same contrast reads the same in both.
All of them fulfill the story's needs, as the emergency of the exercise does; the share that does is known. The cache holds raw results
under a digest of everything that determines them; an interrupted run is continued, and a damaged or outdated file is replaced.
"""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scenarios.exercise import Need
from sim.engine import SimpyEngine
from sim.exercise.arms import ARM_NAMES, BASELINE_ARM, COMPARISON_ARM, PLAYER_ARM, Arms, build_tables
from sim.exercise.fitting import FittingEmergencies, select_emergencies
from sim.exercise.journal import Header
from sim.exercise.replay import PlannedAction, extract_plan, list_held, replay_plan
from sim.exercise.review import Improvement, ObservedPlay
from sim.exercise.sealed_file import read_sealed, write_sealed
from sim.exercise.seed_search import OWN_DURATION_MEASURE, draw_own_duration, read_needs, satisfies
from sim.exercise.sessions import REPLICATIONS_SUFFIX
from sim.exercise.state import State
from sim.experiment.chunks import ChunkColumns
from sim.experiment.comparison import Curve
from sim.experiment.engine_choice import prepare_engine
from sim.experiment.execution import StoppedError
from sim.experiment.executor import Progress, run_task
from sim.experiment.runner import BLOCK, reduce_gc
from sim.experiment.time_curves import (
    allocate_counts,
    build_curve,
    count_aware,
    count_everyone,
    count_protected,
    time_grid,
)
from sim.measures import MEASURES, READERS, list_measures
from sim.model.interventions import from_json
from sim.model.measure import Unit
from sim.model.tables import Tables
from sim.model.trace_reader import read_trace
from sim.model.version import MODEL_VERSION
from sim.sampling.streams import DrawBlock
from sim.statistics.estimators import Array, Interval, Resamples
from sim.statistics.paired import Contrast, Pairing, contrast_pair, paired_differences, select_quantile_dots
from sim.statistics.summaries import Arm, censor_at_horizon

if TYPE_CHECKING:
    from sim.compiled.engine import CompiledEngine
    from sim.compiled.play import CompiledPlay

PlayedEngine: TypeAlias = "SimpyEngine | CompiledPlay"

REPLICATIONS = 1_000

SELECTION_ARMS = (BASELINE_ARM, COMPARISON_ARM)
"""Arms in which an emergency has to be what the story needs."""

PROTECTED_MEASURE = "protected_t100"
"""Where it is measured, there is a curve of who is protected."""


def is_reported(measure: str) -> bool:
    """Whether a measure is shown of an exercise: counts of people exposed and chances of survival are not, unless asked for."""
    return MEASURES[measure].unit != "person-min" and not measure.startswith("survival")


class ArmReading(NamedTuple):
    """What is read off an arm that was played. Times in seconds from onset."""

    measures: Array
    """By `names`."""
    staff: int
    heads: int
    """On campus, and of them those who can be protected."""
    aware: Sequence[float] | Array
    """When each member of staff became aware, in order."""
    protected: Sequence[float] | Array
    protected_heads: Sequence[int] | NDArray[np.int64]
    """When more heads were protected, in order, and how many."""


@dataclass(frozen=True)
class ReplicationTask:
    """Plays all arms of every replication. A `sim.experiment.chunks.Task`.

    roles: those that people played as it began. needs: what its story needs. fitting: whose places are played; None: replications as they
    come. is_compiled: whether the compiled engine plays, with the same results.
    """

    player_tables: Tables
    comparison_tables: Tables
    seed: int
    plan: tuple[PlannedAction, ...]
    roles: frozenset[str] = frozenset()
    needs: tuple[Need, ...] = ()
    fitting: FittingEmergencies | None = None
    is_compiled: bool = False

    @property
    def names(self) -> list[str]:
        """The measures."""
        return list_measures(self.player_tables.hazard.kind)

    def play(self, chunk: range) -> ChunkColumns:
        """Plays these replications in every arm; the columns are those of `_allocate`."""
        out = self._allocate(len(chunk))
        with nullcontext() if self.is_compiled else reduce_gc():
            if self.fitting is not None:
                for row, replication in enumerate(self.fitting.replications[chunk.start : chunk.stop]):
                    block = DrawBlock(self.seed, range(replication, replication + 1))
                    self._play_replication(out, row, replication, block)
                return out
            for start in range(chunk.start, chunk.stop, BLOCK):
                block = DrawBlock(self.seed, range(start, min(start + BLOCK, chunk.stop)))
                for replication in block.replications:
                    self._play_replication(out, replication - chunk.start, replication, block)
        return out

    def _play_replication(self, out: dict[str, NDArray[Any]], row: int, replication: int, block: DrawBlock) -> None:
        times = time_grid(self.player_tables.horizon)
        arms, course = replay_plan(lambda held: self.create_arms(replication, block, held), self.plan, self.roles)
        out["replication"][row] = replication
        out["applied"][row, : len(self.plan)] = [planned.id in course.trigger_times for planned in self.plan]
        for number, engine in enumerate(arms):
            reading, at = self._read(engine), (row, number)
            out["measures"][at], out["staff"][at], out["heads"][at] = reading[:3]
            out["aware"][at] = count_aware(reading.aware, times)
            out["protected"][at] = count_protected(reading.protected, reading.protected_heads, times)
        out["needed"][row] = self._measure_needs(out["measures"][row], replication, block)

    def _allocate(self, n: int) -> dict[str, NDArray[Any]]:
        """Empty result arrays of n replications.

        measures (n, arms, measures); counts aware and protected at each moment (n, arms, MOMENTS), of staff and heads (n, arms); applied:
        whether each planned action was (n, plan); needed: values of the story's needs (n, 2, needs), in the baseline and in the comparison;
        replication (n,), and of all emergencies the share that fits (n,), NaN where they were played as they come.
        """
        shape = (n, len(ARM_NAMES))
        return {
            "measures": np.empty((*shape, len(self.names))),
            "aware": allocate_counts(count_everyone(self.player_tables), *shape),
            "protected": allocate_counts(count_everyone(self.player_tables), *shape),
            "staff": np.empty(shape, np.uint32),
            "heads": np.empty(shape, np.uint32),
            "applied": np.zeros((n, max(1, len(self.plan))), np.bool_),
            "needed": np.empty((n, len(SELECTION_ARMS), len(self.needs))),
            "replication": np.empty(n, np.int64),
            "fitting_share": np.full(n, math.nan if self.fitting is None else self.fitting.share),
        }

    def create_arms(
        self, replication: int, block: DrawBlock | None = None, held: frozenset[str] | None = None
    ) -> Arms[PlayedEngine]:
        """The arms of one replication before onset. block: numbers already drawn for a range that holds it.

        held: whose own acts wait for a question, by default all whom the plan holds.

        Compiled arms use the same arrays in each replication, so those of the one before are over.
        """
        held = list_held(self.plan) if held is None else held
        if self.is_compiled:
            return self._create_compiled_arms(replication, held)
        block = block or DrawBlock(self.seed, range(replication, replication + 1))
        return Arms(
            player=SimpyEngine(self.player_tables, self.seed, replication, block, played=held),
            baseline=SimpyEngine(self.player_tables, self.seed, replication, block),
            comparison=SimpyEngine(self.comparison_tables, self.seed, replication, block),
        )

    def _create_compiled_arms(self, replication: int, held: frozenset[str]) -> Arms[PlayedEngine]:
        from sim.compiled.play import CompiledPlay

        player, baseline, comparison = self._engines
        return Arms(
            player=CompiledPlay(player, replication, held),
            baseline=CompiledPlay(baseline, replication),
            comparison=CompiledPlay(comparison, replication),
        )

    @cached_property
    def _engines(self) -> list[CompiledEngine]:
        """By arm."""
        from sim.compiled.engine import CompiledEngine

        tables = self.player_tables, self.player_tables, self.comparison_tables
        return [CompiledEngine(arm, self.seed) for arm in tables]

    def _read(self, engine: PlayedEngine) -> ArmReading:
        """Plays an arm to its end, and reads it."""
        if isinstance(engine, SimpyEngine):
            reading = read_trace(engine.run(), engine.tables)
            measures = np.array([READERS[name](reading) for name in self.names])
            since, heads = zip(*reading.protected, strict=True) if reading.protected else ((), ())
            return ArmReading(measures, reading.staff, reading.occupants, reading.aware, since, heads)
        engine.run_until(engine.tables.horizon)
        play = engine.engine
        return ArmReading(play.read(self.names), *play.present, play.aware, *play.protected)

    def _measure_needs(self, measured: Array, replication: int, block: DrawBlock) -> list[list[float]]:
        """What the story needs, in each arm that it is chosen by. measured: (arms, measures) of the replication, as it was played.

        An emergency is chosen before anything is done to the world; where something was, both arms are played without it.
        """
        if not self.needs:
            return [[] for _ in SELECTION_ARMS]
        values = measured[1:]
        if any(from_json(dict(act)).scope != "players" for planned in self.plan for act in planned.actions):
            untouched = self.create_arms(replication, block)
            values = np.array([self._read(arm).measures for arm in (untouched.baseline, untouched.comparison)])
        lasts = draw_own_duration(self.player_tables, block, replication)
        return [read_needs(dict(zip(self.names, arm, strict=True)), lasts, self.needs) for arm in values]


def build_replication_task(state: State) -> ReplicationTask:
    """The work of an exercise that was played. Raises RuntimeError before it has begun."""
    if state.setup is None:
        raise RuntimeError("the exercise has not begun")
    room, twin = build_tables(state.opened)
    roles, needs = frozenset(state.setup.played), tuple(state.exercise.needs)
    return ReplicationTask(room, twin, state.setup.seed, extract_plan(state), roles, needs)


@dataclass(frozen=True)
class Effect:
    """One measure. contrast: over the replications, as `compare` makes it; its baseline and strategy are arms of the exercise.

    observed: the same difference in the exercise itself. never_asked: replications in which the second arm did not reach it and a team
    decision never came up; 0 for the alert. dots: improvements in single replications that stand for all, in order
    (`select_quantile_dots`); infinite where one arm alone reached it.
    """

    contrast: Contrast
    observed: Improvement
    never_asked: int = 0
    dots: tuple[float, ...] = ()

    @property
    def measure(self) -> str:
        """Its name."""
        return self.contrast.measure

    @property
    def unit(self) -> Unit:
        """Of the measure."""
        return self.contrast.unit

    @property
    def improvement(self) -> float | None:
        """The headline, positive is sooner or better; None for an infinite median, or where neither arm ever reached it."""
        headline = self.contrast.headline
        return None if headline is None or self.is_never_reached else self._sign * headline

    @property
    def interval(self) -> Interval | None:
        """95% CI of the improvement, Monte Carlo error only."""
        around = self.contrast.headline_interval
        return None if around is None else around.times(self._sign)

    @property
    def is_never_reached(self) -> bool:
        """By neither arm in any replication."""
        missed = self.contrast.baseline_not_reached, self.contrast.strategy_not_reached
        return missed == (self.contrast.n, self.contrast.n)

    @property
    def not_reached(self) -> tuple[int, int]:
        """Replications in which the first and the second arm did not reach it."""
        return self.contrast.baseline_not_reached, self.contrast.strategy_not_reached

    @property
    def _sign(self) -> float:
        return MEASURES[self.measure].sign


@dataclass(frozen=True)
class SeedSelection:
    """How an emergency was chosen: how many of 100 fit the story of the exercise.

    is_fit: whether this one does. proportion: of emergencies that do, 0 to 1; proportion_by_need: that meet one need; proportion_longer:
    that are shorter than this one, None if the story does not ask for that; both are known only where they were played as they come.
    All with every role simulated.
    """

    needs: tuple[Need, ...]
    is_fit: bool
    proportion: float
    proportion_by_need: tuple[float, ...]
    proportion_longer: float | None


@dataclass(frozen=True)
class Counterfactual:
    """Effects by measure.

    team_effects: empty if participants were asked nothing. times_applied: number of replications in which each effective decision was
    applied. seed_selection: None if the story needs nothing. curves: shares over time by arm; protection only where it means something.
    """

    replications: int
    alert_effects: tuple[Effect, ...]
    team_effects: tuple[Effect, ...]
    times_applied: Mapping[str, int]
    seed_selection: SeedSelection | None
    is_interrupted: bool
    curves: tuple[Curve, ...] = ()
    is_fitting: bool = False
    """Whether all of them fit the story."""


Columns = Mapping[str, NDArray[Any]]
"""Results by name; the first axis is the replication."""


def choose_engine(task: ReplicationTask, replications: range) -> ReplicationTask:
    """The same task, on the compiled engine where that saves time; the results are the same."""
    tables = task.player_tables, task.comparison_tables

    def make_task(is_compiled: bool) -> ReplicationTask:
        return replace(task, is_compiled=is_compiled)

    plays = len(ARM_NAMES) * len(replications)
    return make_task(prepare_engine("auto", tables, task.seed, plays, make_task=make_task))


def run_counterfactual(
    task: ReplicationTask,
    here: ObservedPlay,
    replications: int = REPLICATIONS,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Counterfactual | None:
    """Runs the replications and computes both effects; None if stopped before the first. Raises PoolError."""
    played = range(replications)
    outcome = run_task(choose_engine(task, played), played, workers=workers, on_progress=on_progress, stop=stop)
    if not outcome.completed:
        return None
    return compute_effects(task, here, outcome.columns, outcome.completed, interrupted=outcome.is_interrupted)


def compute_effects(
    task: ReplicationTask, here: ObservedPlay, columns: Columns, replications: int, *, interrupted: bool = False
) -> Counterfactual:
    """Both effects from results of `ReplicationTask.play` over this number of replications."""
    decided = [n for n, planned in enumerate(task.plan) if planned.has_effect and planned.is_decision]
    all_given: NDArray[np.bool_] = np.all(columns["applied"][:, decided], axis=1)
    compared = ArmDifferences(task, columns["measures"], here, all_given)
    is_fitting = not math.isnan(columns["fitting_share"][0])
    applied = {planned.id: int(columns["applied"][:, n].sum()) for n, planned in enumerate(task.plan)}
    return Counterfactual(
        replications,
        compared.effects(COMPARISON_ARM, BASELINE_ARM),
        compared.effects(BASELINE_ARM, PLAYER_ARM) if here.has_decision_points else (),
        {planned.id: applied[planned.id] for planned in task.plan if planned.has_effect},
        (_describe_fitting if is_fitting else _describe_selection)(task.needs, columns) if task.needs else None,
        interrupted,
        tuple(_build_curves(task, columns)),
        is_fitting,
    )


def _describe_fitting(needs: Sequence[Need], columns: Columns) -> SeedSelection:
    is_own = int(columns["replication"][0]) == 0
    return SeedSelection(tuple(needs), is_own, float(columns["fitting_share"][0]), (), None)


def _describe_selection(needs: Sequence[Need], columns: Columns) -> SeedSelection:
    values = columns["needed"]
    met = np.stack([satisfies_both(need, values[:, :, number]) for number, need in enumerate(needs)], axis=1)
    fits = [all(row) for row in met]
    lasts = [values[:, 0, number] for number, need in enumerate(needs) if need.measure == OWN_DURATION_MEASURE]
    return SeedSelection(
        tuple(needs),
        fits[0],
        float(np.mean(fits)),
        tuple(float(one) for one in met.mean(axis=0)),
        float(np.mean(lasts[0] < lasts[0][0])) if lasts else None,
    )


def satisfies_both(need: Need, values: Array) -> NDArray[np.bool_]:
    """Whether each replication meets a need in both arms. values: (n, arms)."""
    return np.array([all(satisfies(need, float(value)) for value in pair) for pair in values])


def _build_curves(task: ReplicationTask, columns: Columns) -> Iterator[Curve]:
    times = time_grid(task.player_tables.horizon)
    for number, name in enumerate(ARM_NAMES):
        yield build_curve(Arm(name), "aware", times, columns["aware"][:, number], columns["staff"][:, number])
        if PROTECTED_MEASURE in task.names:
            counts, heads = columns["protected"][:, number], columns["heads"][:, number]
            yield build_curve(Arm(name), "protected", times, counts, heads)


class ArmDifferences:
    """Differences between arms, replication by replication. measures: (n, arms, measures), as they were read; all_given: (n,), whether
    every decision that does something came up.
    """

    def __init__(
        self, task: ReplicationTask, measures: Array, here: ObservedPlay, all_given: NDArray[np.bool_]
    ) -> None:
        self.names, self.measures, self.here, self.all_given = task.names, measures, here, all_given
        self.horizon = task.player_tables.horizon
        self.resamples = Resamples(task.seed, len(measures))

    def effects(self, before: str, after: str) -> tuple[Effect, ...]:
        """How much sooner or better after is than before, by measure."""
        return tuple(self._effect(name, before, after) for name in self.names)

    def _effect(self, name: str, before: str, after: str) -> Effect:
        arms, place = [ARM_NAMES.index(arm) for arm in (before, after)], self.names.index(name)
        first, second = (self.measures[:, arm, place] for arm in arms)
        contrast = contrast_pair(Pairing(before, after), MEASURES[name], first, second, self.horizon, self.resamples)
        late = second > self.horizon if MEASURES[name].is_time else np.zeros(len(second), np.bool_)
        unasked = int((late & ~self.all_given).sum()) if after == PLAYER_ARM else 0
        censored = (censor_at_horizon(MEASURES[name], arm, self.horizon) for arm in (first, second))
        dots = select_quantile_dots(MEASURES[name].sign * paired_differences(*censored))
        return Effect(contrast, self.here.improvement(name, before, after), unasked, dots)


_PLAYING = Lock()

PATIENCE = 0.2  # seconds between two looks whether to stop waiting


def load_or_run_counterfactual(
    path: Path,
    header: Header,
    state: State,
    here: ObservedPlay,
    replications: int = REPLICATIONS,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Counterfactual | None:
    """Both effects, from cached replications where there are any; new ones are cached. None if stopped before the first.

    path: of the journal, whose header it is. Raises PoolError. Where the plays cannot be kept (a full or read-only disk), nothing is
    said: they are played again next time.
    """
    work = build_replication_task(state)
    place, key = path.with_suffix(REPLICATIONS_SUFFIX), compute_cache_key(work, header, replications)
    while not _PLAYING.acquire(timeout=PATIENCE):
        if stop is not None and stop():
            return None
    try:
        columns = load_columns(place, key)
        done = count_replications(columns)
        if done < replications:
            selected = _select(work, state, replications, workers, stop)
            if selected is None or selected.fitting is None:
                return None
            work, replications = selected, len(selected.fitting.replications)
            told = None if on_progress is None else partial(_report_total_progress, on_progress, done)
            missing = range(done, replications)
            task = choose_engine(work, missing)
            rest = run_task(task, missing, workers=workers, on_progress=told, stop=stop)
            if rest.completed:
                columns = concatenate(columns, rest.columns)
                save_columns(place, key, columns)
    finally:
        _PLAYING.release()
    completed = count_replications(columns)
    return compute_effects(work, here, columns, completed, interrupted=completed < replications) if completed else None


def _select(
    work: ReplicationTask, state: State, count: int, workers: int | None, stop: Callable[[], bool] | None
) -> ReplicationTask | None:
    """The same over the emergencies that fit the story; None if stopped."""
    try:
        return replace(work, fitting=select_emergencies(state, count, workers, None, stop))
    except StoppedError:
        return None


def count_replications(columns: Columns) -> int:
    """How many replications were played."""
    return min(map(len, columns.values()), default=0)


def concatenate(before: Columns, after: Columns) -> Columns:
    """The results of two consecutive runs as one."""
    return {name: np.concatenate([before[name], more]) if before else more for name, more in after.items()}


def _report_total_progress(tell: Callable[[Progress], None], done: int, progress: Progress) -> None:
    tell(replace(progress, done=done + progress.done, total=done + progress.total))


def compute_cache_key(task: ReplicationTask, header: Header, replications: int) -> str:
    """A digest of everything that determines the replications."""
    parts = (MODEL_VERSION, header.scenario, task.seed, sorted(task.roles), task.plan, task.needs, "of those that fit")
    return hashlib.sha256("\n".join(map(repr, (*parts, replications))).encode()).hexdigest()


def load_columns(place: Path, key: str) -> Columns:
    """Cached results under a key, perhaps of the first replications only; none if the file is damaged or has another key."""
    content = read_sealed(place, key)
    if content is None:
        return {}
    with np.load(io.BytesIO(content), allow_pickle=False) as kept:
        return {name: kept[name] for name in kept.files}


def save_columns(place: Path, key: str, columns: Columns) -> None:
    """Keeps results under a key. Where they cannot be kept, they are played once more the next time."""
    content = io.BytesIO()
    arrays: dict[str, Any] = dict(columns)
    np.savez_compressed(content, **arrays)
    write_sealed(place, key, content.getvalue())
