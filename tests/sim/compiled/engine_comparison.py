"""Both engines side by side: whether they play the same to the last bit, and the first event at which they part if they do not."""

from collections.abc import Sequence
from itertools import zip_longest

import numpy as np

from sim.compiled.arrays import EVENT, Records
from sim.compiled.engine import CompiledEngine
from sim.engine import SimpyEngine
from sim.measures import compute_measures
from sim.model.tables import Tables
from sim.model.trace import EventKind, Row, Trace
from sim.sampling.streams import DrawBlock

NEIGHBORS = 3
"""How many events before and after a difference are shown."""


def assert_equal_plays(tables: Tables, block: DrawBlock, replications: Sequence[int] | None = None) -> None:
    """Plays replications of a block, all unless told otherwise, with both engines: the same traces and measures."""
    engine = CompiledEngine(tables, block.seed)
    for replication in replications or block.replications:
        expected = SimpyEngine(tables, block.seed, replication, block).run()
        difference = find_trace_difference(expected, engine.run(replication))
        difference = difference or find_measure_difference(expected, engine)
        assert not difference, describe_play(tables, block.seed, replication) + difference


def describe_play(tables: Tables, seed: int, replication: int) -> str:
    return f"{tables.scenario} on {tables.campus}, seed {seed}, replication {replication}: "


def find_trace_difference(expected: Trace, actual: Trace) -> str:
    """The first event that differs in any bit, with its neighbors in both traces; empty if there is none."""
    number = find_differing_row(pack(expected.rows), pack(actual.rows))
    if number is None:
        return ""
    lines = [f"event {number} differs"]
    first, last = max(number - NEIGHBORS, 0), number + NEIGHBORS + 1
    pairs = zip_longest(expected.rows[first:last], actual.rows[first:last])
    for place, (one, other) in enumerate(pairs, first):
        mark = ">" if place == number else " "
        lines += [f"{mark} {place} model    {describe(one)}", f"{mark} {place} compiled {describe(other)}"]
    return "\n".join(lines)


def pack(rows: Sequence[Row]) -> Records:
    """Rows of a trace as records without gaps, whose bytes tell -0.0 from 0.0."""
    return np.array(rows, EVENT)


def find_differing_row(expected: Records, actual: Records) -> int | None:
    """The index of the first row that is not the same in both, or in one of them only."""
    if expected.tobytes() == actual.tobytes():
        return None
    shared = min(expected.size, actual.size)
    whole = np.dtype((np.void, EVENT.itemsize))
    differs = expected[:shared].view(whole) != actual[:shared].view(whole)
    return int(differs.argmax()) if differs.any() else shared


def describe(row: Row | None) -> str:
    """A row with its time and value exactly."""
    if row is None:
        return "no event"
    time, kind, subject, what, place, value = row
    name = EventKind(kind).name
    return f"{time!r} {name} subject={subject} what={what} place={place} value={float(value)!r}"


def find_measure_difference(expected: Trace, engine: CompiledEngine) -> str:
    """The measures of the engine's last play that differ in any bit from those of this trace; empty if none does."""
    measures = compute_measures(expected, engine.tables)
    values = dict(zip(measures, engine.read([*measures]).tolist(), strict=True))
    differ = [(name, value) for name, value in measures.items() if float(value).hex() != values[name].hex()]
    return "; ".join(f"{name}: model {value!r}, compiled {values[name]!r}" for name, value in differ)
