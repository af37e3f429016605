"""`CompiledEngine`: replications of an emergency under one strategy, compiled.

It gives the trace of the reference engine, to the last bit. Its arrays are made once and used again for each replication, so one engine
serves one thread.
"""

import numpy as np

from sim.compiled.arrays import Problem, World, build_world
from sim.compiled.dispatch import run_until
from sim.compiled.draws import key_purposes
from sim.compiled.handler_names import Handler
from sim.compiled.hazards.base import prepare
from sim.compiled.jit import entry_point
from sim.compiled.scheduler import new, start
from sim.compiled.state import reset
from sim.model.environment import Rank
from sim.model.psap import describe_capacity_error
from sim.model.tables import NOBODY, Tables
from sim.model.trace import EventKind, Trace
from sim.sampling.keyed_rng import seed_state


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
    """Plays replications of one emergency under one strategy."""

    def __init__(self, tables: Tables, seed: int) -> None:
        self.tables = tables
        self.seed = np.uint64(seed_state(seed))
        self.capacity = 1
        self.world = build_world(tables, self.capacity)

    def run(self, replication: int) -> Trace:
        """The trace of one replication. Raises RuntimeError for more calls than the tables have room for."""
        while (problem := self._play(replication)) == Problem.FULL:
            self.capacity *= 2
            self.world = build_world(self.tables, self.capacity)
        if problem != Problem.NONE:
            what = "background calls" if problem == Problem.BACKGROUND_CALLS else "calls from neighbors"
            raise RuntimeError(describe_capacity_error(self.tables, what, float(self.world.state[0].now)))
        return self.build_trace()

    def _play(self, replication: int) -> Problem:
        world = self.world
        begin(world, self.seed, replication)
        run_until(world, self.tables.horizon)
        return Problem(int(world.state[0].error))

    def build_trace(self) -> Trace:
        """The events of the last replication."""
        trace = Trace(self.tables)
        events = self.world.trace[: self.world.state[0].trace_size].tolist()
        trace.rows = [
            (time, EventKind(kind), subject, what, place, value)
            for time, kind, subject, what, place, value in events
        ]
        trace.rows.append((float(self.world.state[0].now), EventKind.END, NOBODY, NOBODY, NOBODY, 0.0))
        return trace
