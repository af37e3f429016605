"""Three arms with common random numbers, always at the same T+: participants, baseline and comparison.

The participants' arm (`room` in files) uses the strategy of the exercise, and people decide for the played roles. The baseline
(`autopilot`) uses the same strategy, fully simulated. The comparison (`twin`) uses the reference strategy,
fully simulated. Player actions reach the participants' arm only; changes of the world and rulings reach all arms.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Generic, TypeVar

from scenarios.library import ValidatedExercise
from sim.engine import Engine, SimpyEngine
from sim.model.interventions import Intervention, Outcome
from sim.model.tables import Tables
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import DrawBlock
from sim.tabulation import tabulate

PLAYER_ARM, BASELINE_ARM, COMPARISON_ARM = "room", "autopilot", "twin"
ARM_NAMES = (PLAYER_ARM, BASELINE_ARM, COMPARISON_ARM)

PATIENCE = 60.0
"""Seconds that a room waits for a time to decide that the model draws."""


E_co = TypeVar("E_co", bound=Engine, covariant=True)
"""An exercise has `SimpyEngine`; other emergencies may have another one."""


@dataclass(frozen=True)
class Arms(Generic[E_co]):
    """The three engines."""

    player: E_co
    baseline: E_co
    comparison: E_co

    def __iter__(self) -> Iterator[E_co]:
        yield from (self.player, self.baseline, self.comparison)

    def items(self) -> Iterator[tuple[str, E_co]]:
        """The engines with their names."""
        yield from zip(ARM_NAMES, self, strict=True)

    def run_until(self, time: float) -> None:
        """Plays all events before T+ = time, in each of them."""
        for engine in self:
            engine.run_until(time)

    def apply(self, intervention: Intervention) -> Outcome:
        """Applies it in the arms of its scope. Returns the outcome in the participants' arm."""
        outcome = self.player.apply(intervention)
        if intervention.scope != "players":
            self.baseline.apply(intervention)
            self.comparison.apply(intervention)
        return outcome

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens in the room's arm: all clear, or the horizon."""
        return self.player.is_ended or self.player.now >= self.player.tables.horizon


@dataclass(frozen=True)
class SingleArm(Arms[E_co]):
    """The participants' arm, with nothing to compare it with."""

    @classmethod
    def of(cls, player: E_co) -> "SingleArm[E_co]":  # type: ignore[misc]
        """The arm of one engine."""
        return cls(player, player, player)

    def apply(self, intervention: Intervention) -> Outcome:
        """Applies it once."""
        return self.player.apply(intervention)


def create_arms(opened: ValidatedExercise, seed: int, played: Set[str]) -> Arms[SimpyEngine]:
    """The arms before onset. played: roster ids, and `office`."""
    (tables, twin), luck = build_tables(opened), build_draw_block(seed, 0)
    return Arms(
        player=SimpyEngine(tables, seed, 0, luck, played=frozenset(played)),
        baseline=SimpyEngine(tables, seed, 0, luck),
        comparison=SimpyEngine(twin, seed, 0, luck),
    )


@lru_cache(maxsize=4)
def build_draw_block(seed: int, replication: int) -> DrawBlock:
    """The random numbers of all arms, each stream once; cached, because every replay of a journal builds its arms anew."""
    return DrawBlock(seed, range(replication, replication + 1))


@lru_cache(maxsize=4)
def build_tables(opened: ValidatedExercise) -> tuple[Tables, Tables]:
    """Tables of the strategy and of the comparison strategy, under the conditions of the day; cached."""
    exercise = opened.exercise
    strategy, twin = (
        limit_patience(tabulate(opened.emergency, name, exercise.conditions))
        for name in (exercise.strategy, exercise.twin)
    )
    return strategy, twin


def limit_patience(tables: Tables) -> Tables:
    """The same, in which a time to decide of more than `PATIENCE` is drawn again, by everyone in every arm."""
    if Purpose.DECISION not in tables.streams:
        return tables
    decision = replace(tables.streams[Purpose.DECISION], indexed=True)
    return replace(
        tables,
        protocol=replace(tables.protocol, patience=PATIENCE),
        streams={**tables.streams, Purpose.DECISION: decision},
    )
