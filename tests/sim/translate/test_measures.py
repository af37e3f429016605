"""Measures of packages: compiled where they have a translation, read in Python where not."""

import math
from types import SimpleNamespace
from typing import Any

import pytest

from sim.compiled import assembly, handlers
from sim.model.trace import EventKind, Trace
from sim.translate.program import Program

EVENTS = [
    (3.0, EventKind.LOCKED, 1.0),
    (4.0, EventKind.AWARE, 2.0),
    (7.5, EventKind.LOCKED, 4.0),
    (9.0, EventKind.END, 0.0),
]


def find_last_lock(trace: Trace) -> float:
    return max((event.time for event in trace.events() if event.kind == "locked"), default=math.inf)


def sum_but(left_out: EventKind) -> Any:
    return lambda trace: sum(row[5] for row in trace.rows if row[1] != left_out)


def count_kinds(trace):  # type: ignore[no-untyped-def]
    return len({row[1] for row in trace.rows})


def find_none(trace: Trace) -> float:
    return max((event.time for event in trace.events() if event.kind == "shock"), default=math.inf)


def test_a_measure_of_a_package_is_translated_where_it_can_be() -> None:
    program = Program()
    readers = {"last": find_last_lock, "sum": sum_but(EventKind.AWARE), "kinds": count_kinds, "none": find_none}
    program.add_measures({name: [None, reader] for name, reader in readers.items()})
    assert program.measures == program.of_packages == ["last", "sum", "none"]
    scope: dict[str, Any] = {"math": math}
    exec(program.write([]), scope)
    trace = [SimpleNamespace(time=time, kind=int(kind), value=value) for time, kind, value in EVENTS]
    world = SimpleNamespace(trace=trace, state=[SimpleNamespace(rows=4)])
    assert [scope["read_measure"](world, number) for number in range(3)] == [7.5, 5.0, math.inf]


def count_down(w: Any) -> float:
    return count_down(w)


@pytest.mark.slow
def test_one_that_calls_itself_is_no_part_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(handlers.NAMES, "measure__siege", count_down)
    contents = handlers.CONTENTS._replace(of_packages=["siege", "aware_t50"])
    monkeypatch.setattr(handlers, "CONTENTS", contents)
    _, known = assembly.assemble()
    assert {*contents.measures} - {*known.measures} == {"siege"}
