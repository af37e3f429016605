"""`CompiledEngine`: replications of an emergency under one strategy, compiled.

It gives the trace of the reference engine, to the last bit. Its arrays are made once and used again for each replication, so one engine
serves one thread.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
from numba import types
from numba.core import event
from numpy.typing import NDArray

from sim.compiled.arrays import Problem, World, build_world
from sim.compiled.dispatch import run_until
from sim.compiled.draws import key_purposes
from sim.compiled.handler_names import Handler
from sim.compiled.hazards.base import prepare
from sim.compiled.jit import FUNCTIONS, entry_point
from sim.compiled.measures import NAMES, measure
from sim.compiled.memory import MemoryType
from sim.compiled.model.interventions import intervene, return_to_simulation
from sim.compiled.scheduler import new, start
from sim.compiled.state import reset
from sim.model.environment import Rank
from sim.model.psap import describe_capacity_error
from sim.model.tables import NOBODY, Tables
from sim.model.trace import EventKind, Trace
from sim.sampling.elementary import FloatArray
from sim.sampling.keyed_rng import seed_state

NUMBERS = {name: number for number, name in enumerate(NAMES)}
"""The places of the measures."""


@entry_point
def begin(w: World, seed: np.uint64, replication: int) -> None:
    """Everything before the first event of a replication. seed: the state after the seed."""
    key_purposes(w, seed, replication)
    reset(w)
    prepare(w)
    psap, past = w.psap[0], w.sizes[0].past
    start(w, new(w, w.hazard[0].onset, NOBODY), Rank.HAZARD, 0, past)
    if psap.end > psap.background:
        calls = new(w, Handler.GENERATE_BACKGROUND_CALLS, NOBODY)
        start(w, calls, Rank.QUEUE, psap.background)
    if psap.background > psap.neighbours:
        calls = new(w, Handler.GENERATE_NEIGHBOR_CALLS, NOBODY)
        start(w, calls, Rank.QUEUE, psap.neighbours, past)


class CompiledEngine:
    """Plays replications of one emergency under one strategy. After each, `world` holds its trace and measures."""

    def __init__(self, tables: Tables, seed: int) -> None:
        self.tables = tables
        self.seed = np.uint64(seed_state(seed))
        self.capacity = 1
        self._build()

    def _build(self) -> None:
        self.world = build_world(self.tables, self.capacity)
        self._state = self.world.state[0]
        self._reading = self.world.reading[0]

    def play(self, replication: int) -> None:
        """Plays one replication. Raises RuntimeError for more calls than the tables have room for."""
        while not self._play(replication):
            self.grow()

    def _play(self, replication: int) -> bool:
        self.begin(replication)
        self.run_until(self.tables.horizon)
        return self.is_sound

    def grow(self) -> None:
        """After a play that did not end: more room for the next. Raises RuntimeError for more calls than the tables have room for."""
        problem = int(self._state["error"])
        if problem != Problem.FULL:
            what = "background calls" if problem == Problem.BACKGROUND_CALLS else "calls from neighbors"
            raise RuntimeError(describe_capacity_error(self.tables, what, float(self._state["now"])))
        self.capacity *= 2
        self._build()

    def begin(self, replication: int) -> None:
        """Goes to the beginning of a replication, before its first event."""
        self.world.is_drawn[:] = False
        begin(self.world, self.seed, replication)

    def run_until(self, time: float) -> None:
        """Runs all events before this time, or until the all clear."""
        run_until(self.world, time)

    @property
    def is_sound(self) -> bool:
        """Whether there was room for everything; else the replication is played again by `play`, with more."""
        return int(self._state["error"]) == Problem.NONE

    @property
    def now(self) -> float:
        """The time up to which it has run, in seconds from onset; infinite once it has ended."""
        return math.inf if self._state["over"] else float(self._state["now"])

    def read(self, names: Sequence[str]) -> FloatArray:
        """The values of these measures by the events so far."""
        measure(self.world)
        return self.world.values[[NUMBERS[name] for name in names]]

    @property
    def exposure_end(self) -> float:
        """After `read` or `measure`: the end of the danger, as `trace_reader.exposure_end`."""
        return float(self._reading["end"])

    def run(self, replication: int) -> Trace:
        """Plays one replication and returns its trace."""
        self.play(replication)
        trace = Trace(self.tables)
        events = self.world.trace[: self._state["trace_size"]].tolist()
        trace.rows = [
            (time, EventKind(kind), subject, what, place, value)
            for time, kind, subject, what, place, value in events
        ]
        trace.rows.append((float(self._state["now"]), EventKind.END, NOBODY, NOBODY, NOBODY, 0.0))
        return trace

    def measure(self, replication: int, names: Sequence[str]) -> FloatArray:
        """Plays one replication and returns the values of these measures."""
        self.play(replication)
        return self.read(names)

    @property
    def drawn(self) -> NDArray[np.bool_]:
        """(purposes,): whether the last replication drew for a purpose. The array is used again."""
        return self.world.is_drawn

    @property
    def aware(self) -> FloatArray:
        """After `measure`: when each member of staff became aware, in order, as `TraceSummary.aware`."""
        return self.world.aware_times[: self._reading["aware"]]

    @property
    def protected(self) -> tuple[FloatArray, NDArray[np.int64]]:
        """After `measure`: when more heads were protected, in order, and how many, as `TraceSummary.protected`."""
        number = self._reading["protected"]
        return self.world.protected_times[:number], self.world.protected_heads[:number]

    @property
    def present(self) -> tuple[int, int]:
        """After `measure`: staff on campus, and heads that can be protected."""
        return int(self._reading["staff"]), int(self._reading["heads"])


def compile_all(report: Callable[[int, int], None]) -> None:
    """Compiles everything, or loads it from disk. report: is told how many functions of how many are compiled."""
    done: set[str] = set()

    class Listener(event.Listener):  # type: ignore[misc]
        def on_start(self, happened: Any) -> None:
            done.add(happened.data["dispatcher"].py_func.__name__)
            report(len(done & FUNCTIONS), len(FUNCTIONS))

        def on_end(self, happened: Any) -> None:
            pass

    world = MemoryType.of(World)
    with event.install_listener("numba:compile", Listener()):
        cast(Any, begin).compile((world, types.uint64, types.int64))
        cast(Any, run_until).compile((world, types.float64))
        cast(Any, measure).compile((world,))
        cast(Any, intervene).compile((world, types.int64, types.int64, types.int64, types.float64))
        cast(Any, return_to_simulation).compile((world, types.int64))
    report(len(FUNCTIONS), len(FUNCTIONS))
