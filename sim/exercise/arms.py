"""Three arms with one luck: the room, the autopilot and the twin, always at the same T+.

*Room*: the exercise's strategy, with the played roles decided by people. *Autopilot*: the same strategy, everybody modelled. *Twin*: the
reference strategy, everybody modelled. What players do reaches the room's arm; what happens to the world, or is ruled, reaches all.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

from scenarios.library import ValidatedExercise
from sim.engine import SimpyEngine
from sim.model.interventions import Intervention, Outcome
from sim.model.tables import Tables
from sim.sampling.streams import DrawBlock
from sim.tabulation import tabulate

PLAYER_ARM, BASELINE_ARM, COMPARISON_ARM = "room", "autopilot", "twin"
ARM_NAMES = (PLAYER_ARM, BASELINE_ARM, COMPARISON_ARM)


@dataclass(frozen=True)
class Arms:
    """The three engines."""

    player: SimpyEngine
    baseline: SimpyEngine
    comparison: SimpyEngine

    def __iter__(self) -> Iterator[SimpyEngine]:
        yield from (self.player, self.baseline, self.comparison)

    def items(self) -> Iterator[tuple[str, SimpyEngine]]:
        """The engines with their names."""
        yield from zip(ARM_NAMES, self, strict=True)

    def run_until(self, time: float) -> None:
        """Plays all events before T+ = time, in each of them."""
        for engine in self:
            engine.run_until(time)

    def apply(self, intervention: Intervention) -> Outcome:
        """Does it in the arms that its scope reaches. Returns what came of it in the room's."""
        outcome = self.player.apply(intervention)
        if intervention.scope != "players":
            self.baseline.apply(intervention)
            self.comparison.apply(intervention)
        return outcome

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens in the room's arm: all clear, or the horizon."""
        return self.player.is_ended or self.player.now >= self.player.tables.horizon


def create_arms(opened: ValidatedExercise, seed: int, played: Set[str], replication: int = 0) -> Arms:
    """The arms before onset. played: roster ids, and `office`."""
    (tables, twin), luck = build_tables(opened), build_draw_block(seed, replication)
    return Arms(
        player=SimpyEngine(tables, seed, replication, luck, played=frozenset(played)),
        baseline=SimpyEngine(tables, seed, replication, luck),
        comparison=SimpyEngine(twin, seed, replication, luck),
    )


@lru_cache(maxsize=4)
def build_draw_block(seed: int, replication: int) -> DrawBlock:
    """The numbers that all arms draw, each stream once. They are kept, for a state is made anew wherever somebody looks back."""
    return DrawBlock(seed, range(replication, replication + 1))


@lru_cache(maxsize=4)
def build_tables(opened: ValidatedExercise) -> tuple[Tables, Tables]:
    """Tables of the strategy and of the twin, under the conditions of the day; kept as well."""
    exercise = opened.exercise
    strategy, twin = (
        tabulate(opened.emergency, name, exercise.conditions) for name in (exercise.strategy, exercise.twin)
    )
    return strategy, twin
