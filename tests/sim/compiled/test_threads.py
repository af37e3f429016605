"""Engines in threads of their own do not disturb each other, although nothing locks them."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from scenarios.library import open_emergency
from sim.compiled.engine import CompiledEngine
from sim.measures import list_measures
from sim.model.tables import Tables
from sim.model.trace import Row
from sim.tabulation import tabulate

PLAYS = range(40)
Play = tuple[list[Row], bytes]
"""Events, and the bits of the measures."""


def play_all(tables: Tables, together: Barrier | None = None) -> list[Play]:
    engine, plays = CompiledEngine(tables, 11), []
    if together is not None:
        together.wait()
    for replication in PLAYS:
        rows = engine.run(replication).rows
        plays.append((rows, engine.read(list_measures(tables.hazard.kind)).tobytes()))
    return plays


def play_in_threads(arms: Sequence[Tables]) -> list[list[Play]]:
    together = Barrier(len(arms))
    with ThreadPoolExecutor(len(arms)) as pool:
        return list(pool.map(lambda tables: play_all(tables, together), arms))


@pytest.mark.slow
def test_engines_in_threads_play_what_they_play_one_after_the_other() -> None:
    fire = tabulate(open_emergency("laboratory-fire"), "app")
    arrest = tabulate(open_emergency("cardiac-arrest"), "app")
    arms = [fire, arrest, fire]
    assert play_in_threads(arms) == [play_all(tables) for tables in arms]
