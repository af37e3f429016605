"""Three arms with one luck: the room, the autopilot and the twin, always at the same T+.

*Room*: the exercise's strategy, with the played roles decided by people. *Autopilot*: the same strategy, everybody modelled. *Twin*: the
reference strategy, everybody modelled. What players do reaches the room's arm; what happens to the world, or is ruled, reaches all.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

from scenarios.exercise_library import OpenedExercise
from sim.draws import Block
from sim.model.interventions import Intervention, Outcome
from sim.model.replication import Engine
from sim.tables import Tables
from sim.tabulate import tabulate

ROOM, AUTOPILOT, TWIN = "room", "autopilot", "twin"
NAMES = (ROOM, AUTOPILOT, TWIN)


@dataclass(frozen=True)
class Arms:
    """The three engines."""

    room: Engine
    autopilot: Engine
    twin: Engine

    def __iter__(self) -> Iterator[Engine]:
        yield from (self.room, self.autopilot, self.twin)

    def named(self) -> Iterator[tuple[str, Engine]]:
        """The engines with their names."""
        yield from zip(NAMES, self, strict=True)

    def run_until(self, time: float) -> None:
        """Plays all events before T+ = time, in each of them."""
        for engine in self:
            engine.run_until(time)

    def apply(self, intervention: Intervention) -> Outcome:
        """Does it in the arms that its scope reaches. Returns what came of it in the room's."""
        outcome = self.room.apply(intervention)
        if intervention.scope != "players":
            self.autopilot.apply(intervention)
            self.twin.apply(intervention)
        return outcome

    @property
    def over(self) -> bool:
        """Whether nothing more happens in the room's arm: all clear, or the horizon."""
        return self.room.ended or self.room.now >= self.room.tables.horizon


def set_up(opened: OpenedExercise, seed: int, played: Set[str], replication: int = 0) -> Arms:
    """The arms before onset. played: roster ids, and `office`."""
    (tables, twin), luck = tables_of(opened), luck_of(seed, replication)
    return Arms(
        room=Engine(tables, seed, replication, luck, played=frozenset(played)),
        autopilot=Engine(tables, seed, replication, luck),
        twin=Engine(twin, seed, replication, luck),
    )


@lru_cache(maxsize=4)
def luck_of(seed: int, replication: int) -> Block:
    """The numbers that all arms draw, each stream once. They are kept, for a state is made anew wherever somebody looks back."""
    return Block(seed, range(replication, replication + 1))


@lru_cache(maxsize=4)
def tables_of(opened: OpenedExercise) -> tuple[Tables, Tables]:
    """Tables of the strategy and of the twin, under the conditions of the day; kept as well."""
    exercise = opened.exercise
    strategy, twin = (
        tabulate(opened.emergency, name, exercise.conditions) for name in (exercise.strategy, exercise.twin)
    )
    return strategy, twin
