"""Plays an emergency at points of its input space: some inputs moved, the others as in the files, perhaps under a structure.

One unit of work is one point in all arms. Every point has the same number of pairs, either the same replications, so that points are
compared pair by pair, or its own. Where the unmoved plays of those replications are known, one is played again only if its tables
changed or it drew a random number that changed. That is exact, because a replication depends on nothing else. It ends early once all
requested measures are known.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenarios.scenario import Emergency
from sim.engine import SimpyEngine
from sim.experiment.chunks import ChunkColumns, PoolError
from sim.experiment.execution import Execution
from sim.experiment.executor import LocalSite, RunOutcome, in_processes, run_task
from sim.experiment.fingerprint import compute_fingerprint
from sim.experiment.runner import build_arm_tabulator, reduce_gc
from sim.experiment.stored_results import Columns, load_columns, save_columns
from sim.finality import FINAL_AFTER_DANGER, can_end_early, check_times
from sim.measures import READERS
from sim.model.tables import Tables
from sim.model.trace_reader import TraceSummary, exposure_end, read_trace
from sim.sampling.streams import CommonParts, DrawBlock, Stream
from sim.statistics.estimators import Array
from sim.statistics.summaries import Arm
from sim.tabulation import Tabulator

if TYPE_CHECKING:
    from sim.compiled.day_engine import DayEngine, Packed
    from sim.compiled.engine import CompiledEngine
    from sim.compiled.shared_draws import SharedDraws


MANY_POINTS = 64
"""From which on starting processes pays."""

AS_IT_IS = ""
"""In place of the id of a structure: the scenario as its files have it."""


@dataclass(frozen=True)
class InputPoint:
    """Values of some inputs, the replications that are played there, and under which structure."""

    values: tuple[tuple[str, float], ...]
    """(name, median or chance in the unit of the input)."""
    replications: range
    structure: str = AS_IT_IS

    def hold(self, names: Collection[str]) -> InputPoint:
        """The same, but these inputs keep their value."""
        return replace(self, values=tuple(pair for pair in self.values if pair[0] not in names))

    def __str__(self) -> str:
        under = [f"structure {self.structure}"] if self.structure else []
        return ", ".join([f"{name} at {value:g}" for name, value in self.values] + under) or "the files as they are"


@dataclass(frozen=True)
class UnmovedPlays:
    """What is known of the same arms and replications with every input at its own value."""

    values: Array
    """(pairs, arms, measures)."""
    drawn: NDArray[np.bool_]
    """(pairs, arms, purposes): whether a replication drew for a purpose."""


@dataclass
class PointTask:
    """Plays points instead of replications. A `sim.experiment.chunks.Task` with columns `values`, `played` and `works`.

    values: (points, arms, pairs, measures). played: (points, arms, pairs), False where the values are those of the unmoved play because
    nothing that the replication reads is moved. works: (points,), False where an input cannot have that value.
    """

    emergency: Emergency
    arms: tuple[Arm, ...]
    seed: int
    points: tuple[InputPoint, ...]
    """All with the same number of replications."""
    names: tuple[str, ...]
    """Of the requested measures."""
    unmoved: UnmovedPlays | None = None
    """Of the replications of every point, which are then the same."""
    is_compiled: bool = False
    """Whether the compiled engine plays, with the same results."""
    alternatives: Mapping[str, Emergency] = field(default_factory=dict)
    """By structure, the emergency under it."""

    def play(self, chunk: range) -> ChunkColumns:
        """Plays these points in all arms."""
        pairs = len(self.points[0].replications)
        out: dict[str, NDArray[Any]] = {
            "values": np.zeros((len(chunk), len(self.arms), pairs, len(self.names))),
            "played": np.zeros((len(chunk), len(self.arms), pairs), np.bool_),
            "works": np.ones(len(chunk), np.bool_),
        }
        with reduce_gc():
            for row, unit in enumerate(chunk):
                point = self.points[unit]
                try:
                    common = CommonParts()
                    tabulators = self._find_tabulators(point.structure)
                    moved = [arm.build(dict(point.values), common) for arm in tabulators]
                except ValueError:
                    out["works"][row] = False
                else:
                    out["values"][row], out["played"][row] = self._play_point(moved, point)
        return out

    @property
    def tables(self) -> tuple[Tables, ...]:
        """By arm, with every input at its own value."""
        return tuple(arm.tables for arm in self._find_tabulators())

    def _find_tabulators(self, structure: str = AS_IT_IS) -> list[Tabulator]:
        """By arm."""
        if structure not in self._tabulators:
            emergency = self.alternatives.get(structure, self.emergency)
            self._tabulators[structure] = [build_arm_tabulator(emergency, arm) for arm in self.arms]
        return self._tabulators[structure]

    @cached_property
    def _tabulators(self) -> dict[str, list[Tabulator]]:
        """By structure."""
        return {}

    def _find_packed(self, structure: str) -> list[Packed]:
        """By arm, with every input at its own value: most of what a compiled engine needs at any point."""
        from sim.compiled.day_engine import pack

        if structure not in self._packed:
            self._packed[structure] = [pack(arm.tables) for arm in self._find_tabulators(structure)]
        return self._packed[structure]

    @cached_property
    def _packed(self) -> dict[str, list[Packed]]:
        """By structure."""
        return {}

    @cached_property
    def _draws(self) -> SharedDraws:
        """Of all arms and points."""
        from sim.compiled.shared_draws import SharedDraws

        return SharedDraws(len(self.arms))

    @cached_property
    def _block(self) -> DrawBlock:
        """Shared by all points with the same replications, so that common streams are drawn once."""
        return DrawBlock(self.seed, self.points[0].replications)

    def _play_point(self, moved: Sequence[Tables], point: InputPoint) -> tuple[Array, list[NDArray[np.bool_]]]:
        """(arms, pairs, measures) with these tables, and by arm what was played: not what cannot differ from the unmoved play."""
        replications = point.replications
        if self.unmoved is None:
            values = np.zeros((len(moved), len(replications), len(self.names)))
            differs = [np.ones(len(replications), np.bool_)] * len(moved)
        else:
            values = self.unmoved.values.swapaxes(0, 1).copy()
            differs = [self._may_differ(self.unmoved, arm, tables) for arm, tables in enumerate(moved)]
        if self.is_compiled:
            packed: list[Packed] = []
            for arm in range(len(moved)):
                if differs[arm].any():
                    similar = [self._find_packed(point.structure)[arm], *packed]
                    compiled = self._build_engine(arm, moved[arm], similar)
                    packed.append(compiled.packed)
                    self._play_compiled(compiled, replications.start, values[arm], differs[arm])
            return values, differs
        block = self._block if replications == self._block.replications else DrawBlock(self.seed, replications)
        for pair, replication in enumerate(replications):
            for arm, tables in enumerate(moved):
                if differs[arm][pair]:
                    engine = SimpyEngine(tables, self.seed, replication, block)
                    reading = play_until_determined(engine, self.names)
                    values[arm, pair] = [READERS[name](reading) for name in self.names]
        return values, differs

    def _play_compiled(
        self, engine: CompiledEngine | DayEngine, first: int, values: Array, differs: NDArray[np.bool_]
    ) -> None:
        """Fills in the rows of one arm that may differ. first: the replication of the first row."""
        played = tuple((first + np.flatnonzero(differs)).tolist())
        among = range(first, first + len(differs))
        for rows in engine.play_rows(played, self.names, until_known=True, among=among):
            values[rows.find_places(first)] = rows.values

    def _build_engine(self, arm: int, tables: Tables, similar: Sequence[Packed]) -> CompiledEngine | DayEngine:
        """That of these tables: the last one of the arm, if it plays them, or else a new one in its room."""
        from sim.compiled.day_engine import open_engine

        before = self._engines.get(arm)
        if before is not None and before.tables is tables:
            return before
        engine = open_engine(tables, self.seed, similar=similar, draws=self._draws, before=before)
        self._engines[arm] = engine
        return engine

    @cached_property
    def _engines(self) -> dict[int, CompiledEngine | DayEngine]:
        """By arm, the last one: the next goes on with its arrays."""
        return {}

    def _may_differ(self, unmoved: UnmovedPlays, arm: int, tables: Tables) -> NDArray[np.bool_]:
        """(pairs,): whether a replication may differ from the one with the unmoved tables."""
        before, drawn = self.tables[arm], unmoved.drawn[:, arm]
        if before.day is None or tables.day is None:
            return self._may_differ_in_period(before, tables, drawn)
        differs = np.zeros(len(drawn), np.bool_)
        for period, (base, moved) in enumerate(zip(before.day.tables, tables.day.tables, strict=True)):
            pairs = self._periods == period
            differs[pairs] = self._may_differ_in_period(base, moved, drawn)[pairs]
        return differs

    def _may_differ_in_period(self, before: Tables, tables: Tables, drawn: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """drawn: (pairs, purposes)."""
        pairs = len(drawn)
        if tables == before:
            return np.zeros(pairs, np.bool_)
        if replace(tables, streams={}) != replace(before, streams={}):
            return np.ones(pairs, np.bool_)
        differs = np.zeros(pairs, np.bool_)
        for purpose in tables.streams.keys() | before.streams.keys():
            base, moved = before.streams.get(purpose), tables.streams.get(purpose)
            if base != moved:
                differs |= drawn[:, purpose] & self._draws_differ(base, moved, pairs)
        return differs

    @cached_property
    def _periods(self) -> NDArray[np.int64]:
        """(pairs,): the place of the period that each replication of every point is in."""
        day = self.tables[0].day
        return np.array([0 if day is None else day.find_period(self.seed, n) for n in self._block.replications])

    def _draws_differ(self, base: Stream | None, moved: Stream | None, pairs: int) -> NDArray[np.bool_]:
        """(pairs,): whether two streams may give different numbers; indexed streams always may."""
        if base is None or moved is None or base.indexed or moved.indexed:
            return np.ones(pairs, np.bool_)
        if not np.array_equal(base.keys, moved.keys):
            return np.ones(pairs, np.bool_)
        differs = self._block.values(base) != self._block.values(moved)
        return np.asarray(differs.any(axis=(1, 2)), np.bool_)

    def explain_refusal(self, point: InputPoint) -> str:
        """The error message for a point whose values an input cannot take. Raises ValueError if it can be played."""
        for arm in self._find_tabulators(point.structure):
            try:
                arm.build(dict(point.values))
            except ValueError as error:
                return str(error)
        raise ValueError(f"{point} can be played")


class PlayedPoints(NamedTuple):
    """The columns of the points that were played, from the first on: all of them, unless it was interrupted."""

    columns: Columns
    is_interrupted: bool


def play_points(task: PointTask, execution: Execution, part: str = "") -> Columns | None:
    """The columns of all points, kept or played now; None if that was interrupted. Arguments as for `play_points_in_order`."""
    played = play_points_in_order(task, execution, part)
    return None if played.is_interrupted else played.columns


def play_points_in_order(task: PointTask, execution: Execution, part: str = "") -> PlayedPoints:
    """The points, kept or played now. What an interrupted run has played is kept too, and the next one goes on from there.

    part: of the run, whose progress counts points; "" reports none.
    """
    store = execution.store
    determined_by = task.emergency, task.alternatives, task.arms, task.seed, task.names, task.points
    key = f"points-{compute_fingerprint(*determined_by)}" if store else ""
    kept = load_columns(store, key) if store else None
    known = 0 if kept is None else len(kept["works"])
    if kept is not None and known == len(task.points):
        return PlayedPoints(kept, is_interrupted=False)
    outcome = _run_points(task, range(known, len(task.points)), execution, part)
    parts = [part for part in (kept, outcome.columns) if part]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in (parts[0] if parts else ())}
    if store and outcome.completed:
        save_columns(store, key, columns)
    return PlayedPoints(columns, known + outcome.completed < len(task.points))


def has_processes(points: int, execution: Execution) -> bool:
    """Whether so many points that move everything play in processes of this machine."""
    site = in_processes(execution.workers)
    return points >= MANY_POINTS and isinstance(site, LocalSite) and site.workers > 1


def start_ahead(points: int, execution: Execution) -> None:
    """Where so many points that move everything will be played in processes, prepares for starting these."""
    if has_processes(points, execution):
        from sim.experiment import process_pool

        process_pool.start_ahead(__name__)


def _run_points(task: PointTask, points: range, execution: Execution, part: str) -> RunOutcome:
    """Plays these points; an error names the point instead of a replication.

    Many points that move everything play in processes: most of their time goes into tables, which threads make one after the other.
    """
    is_mostly_tables = task.unmoved is None and len(points) >= MANY_POINTS
    workers = in_processes(execution.workers) if is_mostly_tables else execution.workers
    try:
        return run_task(task, points, workers, execution.progress_for(part), execution.stop, chunk_size=1)
    except PoolError as error:
        which = "; ".join(str(task.points[n]) for n in error.replications)
        error.add_note(f"while inputs were moved; the number is that of the point {which or 'none'}")
        raise


def play_until_determined(engine: SimpyEngine, names: Sequence[str]) -> TraceSummary:
    """Plays until no later event can change these measures, at most to the end."""
    if can_end_early(names):
        for time in check_times(engine.tables.horizon):
            engine.run_until(time)
            reading = read_trace(engine.trace, engine.tables)
            if all(_is_final(name, reading, engine.now) for name in names):
                engine.world.dispose()
                return reading
    return read_trace(engine.run(), engine.tables)


def _is_final(name: str, reading: TraceSummary, now: float) -> bool:
    """Whether no event after `now` can change a measure."""
    decided_at = exposure_end(reading) if name in FINAL_AFTER_DANGER else READERS[name](reading)
    return decided_at <= now
