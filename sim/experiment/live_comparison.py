"""A comparison that answers while inputs move: the first pairs at once, then more for as long as nothing moves.

    live = LiveComparison(emergency, seed=1, is_compiled=True)
    live.refine([without, with_], is_cancelled, show)

An arm is a strategy under conditions with some inputs moved. What an arm has played is kept, so that an input which moves back is
answered from memory, and an input which moves in one arm leaves the other as it is. Every arm plays the same replications with common
random numbers: an answer from n pairs has the numbers of `sim.experiment.compare` with n replications and the same settings.
"""

from __future__ import annotations

import copy
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scenarios.scenario import Emergency
from scenarios.settings import collect_inputs
from sim.experiment.break_even import PAIRED_RUNS, BreakEvens, find_break_evens
from sim.experiment.comparison import Curve, JointRange
from sim.experiment.design import PlanError
from sim.experiment.execution import Execution
from sim.experiment.executor import count_processors
from sim.experiment.joint import build_joint_task, compute_joint_ranges
from sim.experiment.runner import ReplicationResults, ReplicationTask, build_arm_tables, build_arm_tabulator
from sim.experiment.screening import find_own_value
from sim.experiment.sensitivity import SensitivityQuestion
from sim.experiment.time_curves import build_event_curve, time_grid
from sim.experiment.used_inputs import RangedInput, find_used_inputs
from sim.measures import DURATION_MEASURES, MEASURES, is_judged, list_measures
from sim.model.measure import Measure
from sim.model.school_calendar import DAY_SECONDS
from sim.model.tables import Tables
from sim.statistics.estimators import Array, Resamples, exact_mean, finite_or_none, sample_quantile
from sim.statistics.paired import Contrast, Pairing, contrast_arms, paired_differences, sample_median
from sim.statistics.summaries import Arm, censor_at_horizon, restrict_to_horizon
from sim.tabulation import Tabulator

if TYPE_CHECKING:
    from sim.compiled.day_engine import Packed

STEPS = (500, 1_000, 2_500, 5_000)
"""Pairs of the answers, one after the other."""
SIMPY_STEPS = (20, 100, 500)
"""The same without compiled code, which takes about a hundred times as long."""
BLOCK, SIMPY_BLOCK = 125, 4
"""Replications after which a thread asks whether the answer is still wanted: some hundredths of a second."""
MAX_KEPT = 16
"""Arms whose replications are kept, of 4 MB each."""
CURVE_STEP = 3
"""Of the moments at which people are counted, those that a curve on the screen has: every third."""
SHOCK, APP_FIRST, PLAN, RELEASED = (*("collapse_to_shock", "app_was_first_report"), *("days_to_plan", "released_t90"))
"""A measure that has a curve, and one that describes an arm rather than its outcome."""
LOGGED_PAIRS, SIMPY_LOGGED_PAIRS = PAIRED_RUNS, 40
"""Matched replications behind a break-even, with compiled code and without."""
JOINT_POINTS = 128
"""Combinations of the inputs."""
LETTERS = "ABCDEFGH"
"""Names of the arms of an answer, by their order."""


@dataclass(frozen=True)
class LiveArm:
    """A strategy under conditions, with the inputs that are not at their own value, ordered by name, in their own unit."""

    strategy: str
    conditions: tuple[str, ...] = ()
    values: tuple[tuple[str, float], ...] = ()

    def move(self, name: str, value: float | None) -> LiveArm:
        """The arm with one input moved; None: back to its own value."""
        moved = {key: kept for key, kept in self.values if key != name}
        if value is not None:
            moved[name] = value
        return replace(self, values=tuple(sorted(moved.items())))

    @property
    def overrides(self) -> dict[str, float]:
        """The moved inputs by name."""
        return dict(self.values)


@dataclass(frozen=True)
class LiveAnswer:
    """What is known after some pairs. The first arm is the baseline of all contrasts; arms go by LETTERS in curves and contrasts."""

    arms: tuple[LiveArm, ...]
    pairs: int
    target: int
    """Pairs of the last answer."""
    horizon: float
    curves: tuple[Curve, ...]
    """By arm, then by kind; over all that an arm has played."""
    contrasts: tuple[Contrast, ...]
    """The primary measures of each arm after the first, and others in which it may be worse."""
    levels: Mapping[tuple[str, str], float | None]
    """By letter and primary measure: the restricted mean, or the median where the contrasts have one; None where it is not reached."""

    def primary(self, letter: str) -> list[Contrast]:
        """The primary differences of an arm, in the order of the scenario."""
        return [entry for entry in self.contrasts if entry.strategy == letter and not entry.exploratory]

    def adverse(self, letter: str) -> list[Contrast]:
        """Other measures in which an arm is worse, the surest first; of durations only those that both arms have as often."""
        worse = [
            entry
            for entry in self.contrasts
            if entry.strategy == letter and entry.adverse and entry.exploratory and is_judged(entry.measure)
        ]
        return sorted(worse, key=lambda entry: entry.adverse != "worse")


IsCancelled = Callable[[], bool]


class LiveComparison:
    """Plays arms of one emergency in growing steps. One question at a time: a second one waits until the first is cancelled or done."""

    def __init__(
        self,
        emergency: Emergency,
        seed: int,
        is_compiled: bool,
        steps: Sequence[int] | None = None,
        threads: int | None = None,
    ) -> None:
        """steps: pairs of the answers. threads: by default one a processor; a single one without compiled code."""
        self.emergency, self.seed, self.is_compiled = emergency, seed, is_compiled
        self.steps = tuple(steps or (STEPS if is_compiled else SIMPY_STEPS))
        self.threads = (threads or count_processors()) if is_compiled else 1
        self._pool = ThreadPoolExecutor(self.threads, "live")
        self._kept: OrderedDict[LiveArm, _ArmPlays] = OrderedDict()
        self._unmoved: dict[Arm, _UnmovedArm] = {}
        self._lock = threading.Lock()
        self._resamples: dict[int, Resamples] = {}

    def close(self) -> None:
        """Ends the threads; a question that is being answered is cancelled."""
        self._pool.shutdown(cancel_futures=True)

    def refine(
        self,
        arms: Sequence[LiveArm],
        is_cancelled: IsCancelled,
        show: Callable[[LiveAnswer], object],
        most: int | None = None,
    ) -> bool:
        """Shows an answer after each step that is not known yet, at least one. Returns False if it was cancelled.

        most: pairs of the last step to go to; by default all steps.

        Raises ValueError where an input cannot have its value, PlanError for an unknown strategy.
        """
        with self._lock:
            if is_cancelled():
                return False
            last = self.steps[-1] if most is None else most
            plays = [self._find_plays(arm) for arm in arms]
            try:
                for pairs in self._list_steps(plays, last):
                    if not self._play_up_to(plays, pairs, is_cancelled):
                        return False
                    show(self._answer(arms, plays, pairs))
            finally:
                for arm_plays in plays:
                    arm_plays.release()
            return True

    def find_break_evens(
        self,
        arms: tuple[LiveArm, LiveArm],
        ranged: RangedInput,
        measure: Measure,
        stop: IsCancelled,
        *,
        moves_both: bool = True,
    ) -> BreakEvens | None:
        """The break-evens of one input, all others where they are; None if it was stopped, or the input cannot have such values.

        moves_both: whether the input moves in the first arm too. Raises PlanError for arms under different conditions.
        """
        emergency = fix_arms(self.emergency, arms, ranged.name, moves_both)
        pairing, results = self._play_pairing(emergency, arms)
        return find_break_evens(
            emergency, results, self.seed, pairing, measure, ranged, results.pairs, self._execution(stop)
        )

    def find_joint(
        self, arms: tuple[LiveArm, LiveArm], stop: IsCancelled, points: int = JOINT_POINTS
    ) -> tuple[JointRange, ...]:
        """How far the primary differences reach if all inputs move but those that are moved already; empty if it was stopped.

        Raises PlanError for arms under different conditions.
        """
        emergency = fix_arms(self.emergency, arms)
        pairing, results = self._play_pairing(emergency, arms)
        known = list_measures(emergency.scenario.hazard.kind)
        deltas = {MEASURES[name]: size for name, size in emergency.smallest_differences().items() if name in known}
        used = find_used_inputs(emergency, LETTERS[:2], pairing.conditions, is_compiled=self.is_compiled)
        question = SensitivityQuestion(emergency, self.seed, (pairing,), deltas)
        still = arms[0].overrides.keys() & arms[1].overrides.keys()
        task = build_joint_task(question, results, points, used, self.is_compiled)
        return compute_joint_ranges(question, results, task and task.hold(still), self._execution(stop)).ranges

    def _execution(self, stop: IsCancelled) -> Execution:
        return Execution(self.threads, "compiled" if self.is_compiled else "simpy", stop=stop)

    def _play_pairing(self, emergency: Emergency, arms: tuple[LiveArm, LiveArm]) -> tuple[Pairing, ReplicationResults]:
        """The first replications of A and B, with notes on what was drawn."""
        if arms[0].conditions != arms[1].conditions:
            raise PlanError("A and B are under different conditions; compare them under the same")
        pairing = Pairing(LETTERS[0], LETTERS[1], arms[0].conditions)
        pairs = range(LOGGED_PAIRS if self.is_compiled else SIMPY_LOGGED_PAIRS)
        tables = tuple(build_arm_tables(emergency, arm) for arm in pairing.arms)
        task = ReplicationTask(tables, self.seed, len(pairs), self.is_compiled)
        results = ReplicationResults(task, pairing.arms)
        results(pairs, task.play(pairs))
        return pairing, results

    def _list_steps(self, plays: Sequence[_ArmPlays], last: int) -> tuple[int, ...]:
        known = min(arm_plays.pairs for arm_plays in plays)
        return tuple(step for step in self.steps if min(known, last) <= step <= last)

    def _find_plays(self, arm: LiveArm) -> _ArmPlays:
        unmoved = self._find_unmoved(Arm(arm.strategy, arm.conditions))
        if arm not in self._kept:
            tables = unmoved.tabulator.build(arm.overrides)
            if tables is unmoved.tabulator.tables:  # it uses none of these inputs
                arm = replace(arm, values=())
        if arm not in self._kept:
            self._kept[arm] = _ArmPlays.begin(tables, self.seed, unmoved.packed)
        self._kept.move_to_end(arm)
        while len(self._kept) > MAX_KEPT:
            self._kept.popitem(last=False)
        return self._kept[arm]

    def _find_unmoved(self, arm: Arm) -> _UnmovedArm:
        if arm not in self._unmoved:
            self._unmoved[arm] = _UnmovedArm(build_arm_tabulator(self.emergency, arm), self.is_compiled)
        return self._unmoved[arm]

    def _play_up_to(self, plays: Sequence[_ArmPlays], pairs: int, is_cancelled: IsCancelled) -> bool:
        """Whether every arm has so many replications now; what is played before it is cancelled counts."""
        size = BLOCK if self.is_compiled else SIMPY_BLOCK
        waiting = deque(_list_blocks(plays, pairs, size))
        pending: deque[tuple[_ArmPlays, range, Future[dict[str, NDArray[Any]]]]] = deque()
        while waiting or pending:
            try:
                while waiting and len(pending) < 2 * self.threads:
                    arm_plays, block = waiting.popleft()
                    pending.append((arm_plays, block, self._pool.submit(arm_plays.play, block)))
            except RuntimeError:  # it was closed
                return False
            arm_plays, block, played = pending.popleft()
            try:
                arm_plays.results(block, played.result())
            except CancelledError:
                return False
            if is_cancelled():
                for _, _, future in pending:
                    future.cancel()
                self._collect_played(pending)
                return False
        return True

    def _collect_played(self, pending: deque[tuple[_ArmPlays, range, Future[dict[str, NDArray[Any]]]]]) -> None:
        """Collects blocks that were already being played, as long as they follow on what was collected."""
        for arm_plays, block, future in pending:
            if not future.cancelled():
                columns = future.result()
                if block.start == arm_plays.pairs:
                    arm_plays.results(block, columns)

    def _answer(self, arms: Sequence[LiveArm], plays: Sequence[_ArmPlays], pairs: int) -> LiveAnswer:
        pairs = max(pairs, min(arm_plays.pairs for arm_plays in plays))
        horizon, deltas = self.emergency.scenario.horizon, self.emergency.smallest_differences()
        values = {Arm(letter): arm_plays.values(pairs) for letter, arm_plays in zip(LETTERS, plays, strict=False)}
        names = [Arm(letter) for letter in LETTERS[: len(arms)]]
        pairings = [Pairing(names[0].strategy, other.strategy) for other in names[1:]]
        measures = [MEASURES[name] for name in self._list_contrasted(values, deltas)]
        contrasts = contrast_arms(pairings, values, measures, deltas, horizon, self._resample(pairs))
        return LiveAnswer(
            tuple(arms),
            pairs,
            self.steps[-1],
            horizon,
            tuple(curve for arm, arm_plays in zip(names, plays, strict=True) for curve in arm_plays.curves(arm)),
            tuple(entry for entry in contrasts if not (entry.exploratory and _is_uneven(entry))),
            dict(_iterate_levels(values, contrasts, horizon)),
        )

    def _resample(self, pairs: int) -> Resamples:
        """Those of the first step are kept, because every answer begins there and drawing them takes a tenth of a second."""
        if pairs != self.steps[0]:
            return Resamples(self.seed, pairs)
        return self._resamples.setdefault(pairs, Resamples(self.seed, pairs))

    def _list_contrasted(self, values: Mapping[Arm, Mapping[str, Array]], deltas: Mapping[str, float]) -> Iterator[str]:
        """The primary measures, then every other one in which an arm may be worse: intervals of all would take too long."""
        known = list_measures(self.emergency.scenario.hazard.kind)
        yield from (name for name in deltas if name in known)
        first, *others = values.values()
        for name in known:
            if name not in deltas and name != APP_FIRST:
                horizon = self.emergency.scenario.horizon
                if any(_may_be_worse(MEASURES[name], first[name], other[name], horizon) for other in others):
                    yield name


class _UnmovedArm:
    """What tables and compiled engines are made from as inputs move."""

    def __init__(self, tabulator: Tabulator, is_compiled: bool) -> None:
        self.tabulator = tabulator
        self.packed: Packed | None = None
        if is_compiled:
            from sim.compiled.day_engine import pack

            self.packed = pack(tabulator.tables)


@dataclass
class _ArmPlays:
    """What one arm has played, from replication 0 on."""

    task: ReplicationTask
    results: ReplicationResults
    _idle: list[ReplicationTask] = field(default_factory=list)
    """Copies of the task that no thread uses now, each with an engine of its own."""

    @classmethod
    def begin(cls, tables: Tables, seed: int, packed: Packed | None) -> _ArmPlays:
        """Nothing yet."""
        is_compiled = packed is not None
        task = ReplicationTask((tables,), seed, 0, is_compiled, () if packed is None else (packed,))
        return cls(task, ReplicationResults(task, [Arm("")]))

    @property
    def pairs(self) -> int:
        return self.results.pairs

    def play(self, block: range) -> dict[str, NDArray[Any]]:
        """The columns of these replications. Threads may call it together."""
        try:
            task = self._idle.pop()
        except IndexError:
            task = copy.copy(self.task)
        columns = dict(task.play(block))
        self._idle.append(task)
        return columns

    def release(self) -> None:
        """Lets go of the engines, which take more memory than the results."""
        self._idle.clear()

    def values(self, pairs: int) -> dict[str, Array]:
        """By measure, (pairs,) each."""
        return {name: self.results.column(Arm(""), name)[:pairs] for name in self.results.names}

    def curves(self, arm: Arm) -> Iterator[Curve]:
        """Those that the hazard has, under this name."""
        times = time_grid(self.task.tables[0].horizon)
        if PLAN in self.results.names:
            planned_at = DAY_SECONDS * self.results.column(Arm(""), PLAN)
            yield build_event_curve(arm, "planned", times[::CURVE_STEP], planned_at)
        if RELEASED in self.results.names:
            released_at = self.results.column(Arm(""), RELEASED)
            yield build_event_curve(arm, "released", times[::CURVE_STEP], released_at)
        if not self.task.tables[0].hazard.is_witnessed:
            return
        yield self.results.aware[0].build_curve(arm, "aware", times, CURVE_STEP)
        if self.results.protected:
            yield self.results.protected[0].build_curve(arm, "protected", times, CURVE_STEP)
        if SHOCK in self.results.names:
            reached_at = self.results.column(Arm(""), SHOCK)
            yield build_event_curve(arm, "shocked", times[::CURVE_STEP], reached_at)


def fix_arms(emergency: Emergency, arms: tuple[LiveArm, LiveArm], free: str = "", moves_both: bool = True) -> Emergency:
    """The emergency with two strategies, A and B, whose inputs are fixed where these arms have them, but for the free one, if any."""
    strategies, variants = {}, {}
    for letter, arm in zip(LETTERS, arms, strict=False):
        values = arm.overrides
        if letter == LETTERS[0] and not moves_both:
            values.setdefault(free, find_own_value(collect_inputs(emergency)[free]))
        else:
            values.pop(free, None)
        strategy = emergency.strategy(arm.strategy)
        played = emergency.as_played(strategy.strategy)
        strategies[letter] = strategy.model_copy(update={"strategy": letter})
        variants[letter] = replace(played, strategies={letter: strategies[letter]}, overrides=played.hold(values))
    return replace(emergency, strategies=strategies, variants=variants)


def _list_blocks(plays: Sequence[_ArmPlays], pairs: int, size: int) -> Iterator[tuple[_ArmPlays, range]]:
    """What each arm still has to play, block by block in turns."""
    distinct = {id(arm_plays): arm_plays for arm_plays in plays}.values()
    for start in range(0, pairs, size):
        for arm_plays in distinct:
            if block := range(max(start, arm_plays.pairs), min(start + size, pairs)):
                yield arm_plays, block


def _may_be_worse(measure: Measure, first: Array, second: Array, horizon: float) -> bool:
    """Whether `Contrast.adverse` may say so: the mean or the median is worse, or it is reached less often."""
    restricted = (restrict_to_horizon(measure, values, horizon) for values in (first, second))
    before, after = (values.mean() for values in restricted)
    reached = [censor_at_horizon(measure, values, horizon) for values in (first, second)]
    missed = [np.count_nonzero(np.isinf(values)) for values in reached]
    median = measure.sign * sample_median(paired_differences(*reached))
    return bool(measure.sign * (before - after) < 0 or missed[1] > missed[0] or not median >= 0)


def _is_uneven(contrast: Contrast) -> bool:
    """Whether a duration has a value more often in one arm: the rest would count as the horizon, which is no duration."""
    missed = contrast.baseline_not_reached, contrast.strategy_not_reached
    return contrast.measure in DURATION_MEASURES and missed[0] != missed[1]


def _iterate_levels(
    values: Mapping[Arm, Mapping[str, Array]], contrasts: Sequence[Contrast], horizon: float
) -> Iterator[tuple[tuple[str, str], float | None]]:
    for contrast in contrasts:
        measure = MEASURES[contrast.measure]
        for letter in (contrast.baseline, contrast.strategy):
            column = values[Arm(letter)][contrast.measure]
            if contrast.statistic == "median":
                level = finite_or_none(sample_quantile(censor_at_horizon(measure, column, horizon), 50))
            else:
                level = exact_mean(restrict_to_horizon(measure, column, horizon))
            yield (letter, contrast.measure), level
