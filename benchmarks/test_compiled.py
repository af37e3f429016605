"""How many times as fast as SimPy the compiled engine plays, on one thread and on two.

A round is a block of replications by SimPy and the same block compiled, one right after the other in processor time; what counts is the
median of the rounds' ratios. Nothing is asserted about them: docs/performance.md has the figures with what was aimed at.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter, process_time

import pytest

from benchmarks.figures import Figure
from benchmarks.work import BLOCK, play, r1_plainly, tables
from sim.compiled.engine import CompiledEngine
from sim.experiment.time_curves import time_grid
from sim.measures import list_measures
from sim.model.tables import Tables

ROUNDS = 9
REPEATS = 20
"""A compiled block is played so many times, because once is too short to time."""
SEED = 1
SCENARIOS = ("active-assailant-class", "cardiac-arrest", "laboratory-fire", "false-alarm")
R1 = ("r1-sequential", "r1-simultaneous")


class Arm:
    """A compiled engine with what an experiment asks of it."""

    def __init__(self, arm: Tables) -> None:
        self.names = list_measures(arm.hazard.kind)
        self.engine = CompiledEngine(arm, SEED, time_grid(arm.horizon))

    def measure(self, block: range) -> None:
        """Plays for measures and people over time."""
        for _ in self.engine.play_rows(block, self.names):
            pass

    def trace(self, block: range) -> None:
        """Plays with every event."""
        for replication in block:
            self.engine.play(replication)


def block_of(number: int) -> range:
    return range(number * BLOCK, (number + 1) * BLOCK)


def seconds(work: Callable[[], object]) -> float:
    """Processor time."""
    gc.collect()
    start = process_time()
    work()
    return process_time() - start


def compare(theirs: Callable[[int], object], ours: Callable[[int], object]) -> list[float]:
    """How many times as long theirs takes, round by round, after one that does not count."""
    ratios = []
    for number in range(ROUNDS + 1):
        slow = seconds(lambda: theirs(number))  # noqa: B023  called at once
        fast = seconds(lambda: [ours(number) for _ in range(REPEATS)]) / REPEATS  # noqa: B023
        ratios.append(slow / fast)
    return ratios[1:]


def play_all(arms: Sequence[Arm], number: int, traced: bool = False) -> None:
    for arm in arms:
        (arm.trace if traced else arm.measure)(block_of(number))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_scenario_against_the_simpy_engine(scenario: str, figures: list[Figure]) -> None:
    model = [tables(scenario, "app")]
    arms = [Arm(arm) for arm in model]
    measured = compare(lambda number: play(model, number), lambda number: play_all(arms, number))
    figures.append(Figure(f"{scenario}, app: times as fast as the SimPy engine", measured, "×"))
    assert min(measured) > 1.0


@pytest.mark.parametrize("traced", [False, True], ids=["measures", "traced"])
def test_r1_against_the_plain_program(traced: bool, figures: list[Figure]) -> None:
    arms = [Arm(tables("reference-r1", strategy)) for strategy in R1]
    ratios = compare(r1_plainly, lambda number: play_all(arms, number, traced))
    kind = "with every event" if traced else "measures only"
    figures.append(Figure(f"reference-r1, both arms, {kind}: times as fast as the plain program", ratios, "×"))
    assert min(ratios) > 1.0


def test_two_threads_against_one(figures: list[Figure]) -> None:
    """By the clock, each thread with an engine of its own and as many replications."""
    arms = [Arm(tables("active-assailant-class", "app")) for _ in range(2)]
    ratios = []
    with ThreadPoolExecutor(2) as pool:
        for number in range(ROUNDS + 1):
            blocks = [range(number * 640, (number + 1) * 640)] * 2
            start = perf_counter()
            for arm, block in zip(arms, blocks, strict=True):
                arm.measure(block)
            alone = perf_counter() - start
            start = perf_counter()
            list(pool.map(Arm.measure, arms, blocks))
            ratios.append(alone / (perf_counter() - start))
    figures.append(Figure("active-assailant, app: two threads, times as fast as one", ratios[1:], "×"))
    assert len(ratios) == ROUNDS + 1
