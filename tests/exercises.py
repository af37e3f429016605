"""Exercises for tests: the shipped one, opened once, and ways to conduct it without a file or a wall clock."""

from collections.abc import Iterable
from functools import cache

from scenarios.exercise_library import OpenedExercise, open_exercise, open_script
from scenarios.script import Script
from sim.drill.conduct import Conduct
from sim.drill.headless import Headless
from sim.drill.sessions import header_of
from sim.drill.setup import Setup
from sim.trace import Row
from tests.doubles import MemoryJournal

ASSAILANT = "active-assailant-45"
SEED = 34  # its story fits


@cache
def opened(name: str = ASSAILANT) -> OpenedExercise:
    """A shipped exercise."""
    return open_exercise(name)


@cache
def script(name: str = "active-assailant") -> Script:
    """A shipped script."""
    return open_script(name)[0]


def conducted(
    played: Iterable[str] = (), name: str = ASSAILANT, seed: int = SEED, journal: MemoryJournal | None = None
) -> Conduct:
    """An exercise that has begun and stands in its first played segment."""
    journal = MemoryJournal(*header_of(opened(name), seed)) if journal is None else journal
    conduct = Conduct(opened(name), journal)
    conduct.begin(Setup(name, seed, dict.fromkeys(played, "")))
    while conduct.segment.kind != "played":
        conduct.next_segment()
    return conduct


def scripted(written: Script, seed: int = SEED) -> Conduct:
    """A script played to its end."""
    name = written.exercise
    conduct = Conduct(opened(name), MemoryJournal(*header_of(opened(name), seed)))
    Headless(conduct, written).play(Setup(name, seed, dict.fromkeys(written.played, "")))
    return conduct


def traces(conduct: Conduct) -> list[list[Row]]:
    """What happened in each arm."""
    return [engine.trace.rows for engine in conduct.state.engines]
