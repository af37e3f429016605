"""Which emergencies fit the story of an exercise: how likely it is, and seeds that satisfy it.

With the evidence's distributions a third of such events are over within two minutes. An exercise that needs longer says so, and is
offered only emergencies that are; the report says which part of all of them that is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scenarios.exercise import Exercise, Need
from scenarios.exercise_library import OpenedExercise
from sim.draws import Block
from sim.drill.arms import tables_of
from sim.measures import measure_all
from sim.model.replication import Engine
from sim.purposes import Purpose
from sim.tables import Tables

ALONE = "hazard_lasts_alone"
"""The hazard's own clock, before anybody ends it."""


@dataclass(frozen=True)
class Fit:
    """One emergency. values: of each need, in the autopilot and in the twin; fits: whether all are as the story needs."""

    seed: int
    values: tuple[tuple[float, float], ...]
    fits: bool


def tried(opened: OpenedExercise, seeds: Iterator[int]) -> Iterator[Fit]:
    """Plays the autopilot and the twin of each seed, everybody modelled, and holds them against the needs."""
    exercise = opened.exercise
    arms = [*tables_of(opened)]
    for seed in seeds:
        yield fit(exercise, arms, seed)


def fit(exercise: Exercise, arms: list[Tables], seed: int, replication: int = 0) -> Fit:
    """One emergency against the needs. arms: tables of the autopilot and of the twin."""
    block = Block(seed, range(replication, replication + 1))
    measured = [values_of(tables, block, exercise.needs) for tables in arms]
    values = tuple(zip(*measured, strict=True))
    fits = all(
        satisfies(need, value) for need, pair in zip(exercise.needs, values, strict=True) for value in pair
    )
    return Fit(seed, values, fits)


def values_of(tables: Tables, block: Block, needs: list[Need]) -> list[float]:
    """What the needs speak of, in one arm. block: the numbers of one replication, the same for all arms.

    Seconds, or the unit of the measure; infinite where it is not reached.
    """
    engine = Engine(tables, block.seed, block.replications.start, block)
    engine.run()
    return measured(engine, needs)


def measured(engine: Engine, needs: Sequence[Need]) -> list[float]:
    """What the needs speak of, in an arm that was played to its end."""
    measures = measure_all(engine.trace, engine.tables)
    return [
        engine.world.draw(Purpose.HAZARD_LASTS, 0) if need.measure == ALONE else measures[need.measure]
        for need in needs
    ]


def satisfies(need: Need, value: float) -> bool:
    """Whether a value is within what is needed."""
    low = need.at_least is None or value >= need.at_least
    return low and (need.at_most is None or value <= need.at_most)


def first_that_fits(opened: OpenedExercise, seeds: Iterator[int]) -> int | None:
    """The first seed that the story fits."""
    return next((one.seed for one in tried(opened, seeds) if one.fits), None)


def longer_than(fits: list[Fit], chosen: Fit, need: int = 0) -> float:
    """Share of emergencies with a smaller value than the chosen one, for one need, in the autopilot."""
    smaller = sum(one.values[need][0] < chosen.values[need][0] for one in fits)
    return smaller / len(fits)
