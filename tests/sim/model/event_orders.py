"""Plays in which SimPy numbers its events otherwise."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
import simpy.core

from sim.engine import SimpyEngine
from sim.model.trace import Row
from tests.sim.model.random_campuses import Played

Ids = Callable[[], Iterator[int]]


def backwards() -> Iterator[int]:
    """SimPy's counter, running down."""
    return count(0, -1)


def shuffled(step: int) -> Ids:
    """SimPy's counter, jumping about: a bijection of the numbers below a prime, each once."""
    return lambda: (n * step % 2_147_483_647 for n in count(1))


def rows_with(engine: Callable[[], SimpyEngine], ids: Ids) -> list[Row]:
    """The trace when SimPy numbers its events like this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simpy.core, "count", ids)
        return engine().run().rows


def no_counter_changes(played: Played, step: int) -> None:
    """What is told, whichever way SimPy numbers its events."""
    plain = rows_with(played.engine, count)
    assert rows_with(played.engine, backwards) == plain
    assert rows_with(played.engine, shuffled(step)) == plain
