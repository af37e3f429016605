"""A difference between the engines is found, however small, and named with what is around it."""

import math

from sim.compiled.engine import CompiledEngine
from sim.engine import SimpyEngine
from sim.model.tables import NOBODY
from sim.model.trace import EventKind, Row, Trace
from tests.sim.compiled.engine_comparison import find_measure_difference, find_trace_difference
from tests.sim.worlds import Plain, app_strategy, tables_of

TABLES = tables_of(Plain.campus(), Plain.scenario(), app_strategy())


def trace_of(*rows: Row) -> Trace:
    trace = Trace(TABLES)
    trace.rows = list(rows)
    return trace


def sent(time: float, value: float = 0.0) -> Row:
    return (time, EventKind.SENT, 0, 1, NOBODY, value)


def test_the_last_bit_of_a_time_is_a_difference_and_is_shown_with_its_neighbors() -> None:
    rows = [sent(float(second)) for second in range(9)]
    later = [*rows[:4], sent(math.nextafter(4.0, 5.0)), *rows[5:]]
    shown = find_trace_difference(trace_of(*rows), trace_of(*later)).splitlines()
    assert shown[0] == "event 4 differs"
    assert [line for line in shown if line.startswith(">")] == [
        "> 4 model    4.0 SENT subject=0 what=1 place=-1 value=0.0",
        "> 4 compiled 4.000000000000001 SENT subject=0 what=1 place=-1 value=0.0",
    ]
    assert [line.split()[:2] for line in shown[1:3]] == [["1", "model"], ["1", "compiled"]]
    assert [line.split()[:2] for line in shown[-2:]] == [["7", "model"], ["7", "compiled"]]


def test_an_event_in_one_trace_only_is_a_difference() -> None:
    text = find_trace_difference(trace_of(sent(1.0), sent(2.0)), trace_of(sent(1.0)))
    assert text.startswith("event 1 differs")
    assert text.endswith("> 1 compiled no event")


def test_negative_zero_is_not_zero() -> None:
    assert find_trace_difference(trace_of(sent(1.0, 0.0)), trace_of(sent(1.0, -0.0)))


def test_a_measure_that_differs_is_named() -> None:
    expected, engine = SimpyEngine(TABLES, 1, 0).run(), CompiledEngine(TABLES, 1)
    engine.run(0)
    assert not find_measure_difference(expected, engine)
    number = next(n for n, row in enumerate(expected.rows) if row[1] == EventKind.RECOGNIZED)
    _, *rest = expected.rows[number]
    expected.rows[number] = (0.5, *rest)  # type: ignore[assignment]
    assert find_measure_difference(expected, engine).startswith("recognition: model 0.5, compiled 0.0")
