"""Seeds whose emergency meets the needs of an exercise's story, with every role simulated."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scenarios.exercise import Exercise, Need
from scenarios.library import ValidatedExercise
from sim.engine import SimpyEngine
from sim.exercise.arms import build_tables
from sim.measures import MEASURES, compute_measures
from sim.model.measure import Unit
from sim.model.tables import Tables
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import DrawBlock, DrawReader

SECONDS_OF: Mapping[Unit, float] = {"days": 86_400.0, "hours": 3600.0}
OWN_DURATION_MEASURE = "hazard_lasts_alone"
"""The hazard's own clock, before anybody ends it."""


@dataclass(frozen=True)
class SeedFit:
    """One emergency. values: of each need, in the baseline and in the comparison; is_fit: whether all meet the needs."""

    seed: int
    values: tuple[tuple[float, float], ...]
    is_fit: bool


def try_seeds(opened: ValidatedExercise, seeds: Iterator[int]) -> Iterator[SeedFit]:
    """Plays baseline and comparison for each seed, and checks them against the needs."""
    exercise = opened.exercise
    arms = [*build_tables(opened)]
    for seed in seeds:
        yield check_seed(exercise, arms, seed)


def check_seed(exercise: Exercise, arms: list[Tables], seed: int, replication: int = 0) -> SeedFit:
    """One emergency against the needs. arms: tables of the baseline and of the comparison."""
    block = DrawBlock(seed, range(replication, replication + 1))
    measured = [measure_needs(tables, block, exercise.needs) for tables in arms]
    values = tuple(zip(*measured, strict=True))
    fits = all(satisfies(need, value) for need, pair in zip(exercise.needs, values, strict=True) for value in pair)
    return SeedFit(seed, values, fits)


def measure_needs(tables: Tables, block: DrawBlock, needs: list[Need]) -> list[float]:
    """What the needs speak of, in one arm. block: the numbers of one replication, the same for all arms.

    Seconds, or the unit of the measure; infinite where it is not reached.
    """
    replication = block.replications.start
    measures = compute_measures(SimpyEngine(tables, block.seed, replication, block).run(), tables)
    return read_needs(measures, draw_own_duration(tables, block, replication), needs)


def draw_own_duration(tables: Tables, block: DrawBlock, replication: int) -> float:
    """`OWN_DURATION_MEASURE` of a replication of the block, in seconds; infinite for a hazard that has no clock of its own."""
    if Purpose.HAZARD_LASTS not in tables.streams:
        return math.inf
    return DrawReader(block, replication, tables.streams).draw(Purpose.HAZARD_LASTS, 0)


def read_needs(measures: Mapping[str, float], own_duration: float, needs: Sequence[Need]) -> list[float]:
    """What the needs speak of, in an arm that was played to its end. own_duration: as `draw_own_duration`."""
    return [own_duration if need.measure == OWN_DURATION_MEASURE else measures[need.measure] for need in needs]


def satisfies(need: Need, value: float) -> bool:
    """Whether a value meets a need. Days and hours of a measure are seconds in a need."""
    if need.measure in MEASURES:
        value *= SECONDS_OF.get(MEASURES[need.measure].unit, 1.0)
    low = need.at_least is None or value >= need.at_least
    return low and (need.at_most is None or value <= need.at_most)


def find_fitting_seed(opened: ValidatedExercise, seeds: Iterator[int]) -> int | None:
    """The first seed that the story fits."""
    return next((one.seed for one in try_seeds(opened, seeds) if one.is_fit), None)


def proportion_below(fits: list[SeedFit], chosen: SeedFit) -> float:
    """Share of emergencies with a smaller value than the chosen one, for the first need, in the baseline."""
    smaller = sum(one.values[0][0] < chosen.values[0][0] for one in fits)
    return smaller / len(fits)
