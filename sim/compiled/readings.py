"""Reads the measures of a compiled play off its trace, by the functions of `sim.model.trace_reader` and of each measure."""

import math

from sim.compiled.arrays import World
from sim.compiled.handlers import read_event, read_measure
from sim.model.tables import NOBODY
from sim.model.trace import EventKind


def measure(w: World) -> None:
    """Writes the values of the measures that are asked for, in their order."""
    read_trace(w)
    for place in range(w.state[0].asked):
        w.values[place] = read_measure(w, w.asked[place])


def read_trace(w: World) -> None:
    """Reads the events that were not read yet, and puts an end behind them, as a whole trace has one."""
    s = w.state[0]
    for number in range(s.trace_read, s.trace_size):
        event = w.trace[number]
        if w.kinds[event.kind].reading_first_times == math.inf:
            w.kinds[event.kind].reading_first_times = event.time
        read_event(w, event)
    s.trace_read = s.trace_size
    end = w.trace[s.trace_size]
    end.time, end.kind, end.subject, end.what, end.place, end.value = s.now, EventKind.END, NOBODY, NOBODY, NOBODY, 0.0
    s.rows = s.trace_size + 1
