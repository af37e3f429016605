"""Small functions and processes, translated and run in Python: their values, draws and waits, each worked out by hand."""

import math
from pathlib import Path
from textwrap import dedent, indent
from types import SimpleNamespace
from typing import Any

import pytest

from sim.compiled import assembly, handlers
from sim.model.environment import Rank
from sim.model.trace import EventKind, Trace
from sim.sampling.keyed_rng import Purpose
from sim.translate.program import Program
from tests.sim.translate import toy_engine
from tests.sim.translate.toy_engine import Told, ToyState, import_text

HEAD = """from typing import NamedTuple
import math
from bisect import bisect_right
from sim.hazards.tornado import Storm, TornadoTable
from sim.model.environment import Process, Rank
from sim.model.state import World
from sim.model.tables import NOBODY, Means
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose

LEAST, SHARE, OFF = -3, 0.25, False
MANY = math.inf

class Span(NamedTuple):
    first: int
    size: int = 4
    weight: float = 0.5

    @property
    def last(self) -> int:
        return self.first + self.size - 1

class Two(NamedTuple):
    items: list[int]
    span: Span

def look(world: World, at: int) -> float:
    return world.draw(Purpose.DOUBT, at)

def some(world: World, size: int) -> list[int]:
    return [7 * n % 5 for n in range(size)]

def weigh(world: World, span: Span, times: float = 2.0) -> float:
    return span.weight * times

def halve(value: float) -> float:
    return value / 2

"""
OTHERS = """def double(world: World, at: int) -> Process:
    yield world.wait(at, Rank.ACT, at)
    return 2 * at

def exceeds(world: World, at: int, most: int) -> Process:
    yield world.wait(at, Rank.ACT, most)
    return at > most

"""


def waits(seconds: float, entity: int, count: int = 0) -> tuple[Any, ...]:
    return "waits", seconds, int(Rank.ACT), entity, 0, count


def logs(subject: int, what: int = -1, place: int = -1, value: float = 0.0) -> tuple[Any, ...]:
    return "logs", int(EventKind.ACTS), subject, what, place, value


CASES: dict[str, tuple[str, tuple[int, int], object, list[int]]] = {
    "whole and other numbers": ("float: return a // b + a % b - a / b", (17, 5), 3 + 2 - 3.4, []),
    "flags are numbers": ("int: return (a > 2) + 3 * (b > 2) + OFF", (5, 2), 1, []),
    "a negative constant": ("int: return -(a - b) * LEAST", (7, 2), 15, []),
    "a flag of a float": ("bool: return bool(SHARE * a)", (0, 2), False, []),
    "a flag of a number": ("bool: return not a and bool(b)", (0, 2), True, []),
    "a float given as a whole number": ("int: return int(a * SHARE) + abs(b - a)", (7, 2), 1 + 5, []),
    "a default": (
        "float: return weigh(world, Span(a)) + weigh(world, span=Span(a, weight=3.0), times=a)", (5, 1), 16, []),
    "a property": ("int: return Span(a, b).last * 10 + Span(size=b, first=b).size", (5, 3), 73, []),
    "a list in a record": (
        "int: two = Two([a, b], Span(b))\nreturn two.items[1] - two.items[0] + two.span.size", (5, 3), 2, []),
    "the second is not asked": ("bool: return a > 3 and look(world, b) > 0.0", (3, 1), False, []),
    "the second is asked": ("bool: return a > 3 and look(world, b) > 0.0", (4, 1), True, [1]),
    "either": ("bool: return a > 3 or any(look(world, n) > 2.0 for n in range(b))", (4, 2), True, []),
    "or else": ("bool: return a > 3 or any(look(world, n) > 0.0 for n in range(b))", (3, 4), True, [0, 1]),
    "and then": ("bool: return a > 3 and all(look(world, n) < 0.5 for n in range(b))", (4, 5), False, [0, 1, 2]),
    "and not": ("bool: return a > 3 and all(look(world, n) < 0.5 for n in range(b))", (3, 5), False, []),
    "a chain": ("bool: return 0.0 <= look(world, a) < look(world, b) <= look(world, 9)", (3, 5), True, [3, 5, 9]),
    "a chain that breaks": (
        "bool: return 2 <= sum(n for n in range(a)) < sum(look(world, n) for n in [b])", (2, 5), False, []),
    "one of two branches": (
        "float: return sum(look(world, n) for n in range(a)) if a > b else look(world, b)", (2, 5), 1.25, [5]),
    "the other branch": (
        "float: return sum(look(world, n) for n in range(a)) if a > b else look(world, b)", (3, 1), 0.75, [0, 1, 2]),
    "a branch of either kind": ("float: return (a if a > b else SHARE) * 2", (1, 5), 0.5, []),
    "in a tuple": ("bool: return look(world, a) in (0.5, 0.75)", (3, 5), True, [3]),
    "not in a list": ("bool: return a not in some(world, b)", (1, 3), True, []),
    "in two lists": ("bool: return a in some(world, b) + [9, 8]", (8, 3), True, []),
    "a place in a list": ("int: return some(world, 5).index(a) * 10 + some(world, 5)[b]", (1, 4), 33, []),
    "a list of lists": (
        "int: seen = [a, *some(world, 4), b]\nreturn seen[0] * 100 + seen[2] * 10 + seen[5]", (3, 6), 326, []),
    "two loops in one": (
        "int: return sum(n * m for n in range(a) if n > 1 for m in range(n) if m != b)", (4, 1), 6, []),
    "a list of some": (
        "int: seen = [n - 1 for n in some(world, 5) if n != a if n != b]\nreturn len(seen) * 10 + sum(seen)", (2, 4), 31, []),
    "places and items": (
        "int:\n    c = 0\n    for n, m in enumerate(some(world, a)):\n        c += n * m\n    return c", (4, 0), 13, []),
    "range from on": (
        "int:\n    c = 0\n    for n in range(a, b):\n        c = 10 * c + n\n    return c", (3, 6), 345, []),
    "the list before the loop": (
        "int:\n    seen, c = [a, b], 0\n    for n in seen:\n        c += n\n        more = [n, c]\n"
        "    return c + more[0]", (3, 6), 15, []),
    "stop and go on": (
        "int:\n    c = 0\n    for n in range(9):\n        if n == a:\n            continue\n        if n > b:\n"
        "            break\n        c += n\n    return c", (2, 4), 8, []),
    "the inner loop alone": (
        "int:\n    c = 0\n    for n in range(a):\n        for m in range(9):\n            if m > n:\n"
        "                break\n            c += 1\n        c += 10\n    return c", (3, 0), 36, []),
    "as long as": (
        "int:\n    left = a\n    while any(n < left for n in some(world, b)):\n        left -= 2\n    return left", (7, 3), -1, []),
    "as long as a list": (
        "int:\n    seen = [n for n in range(a)]\n    while seen:\n        seen = [n - 1 for n in seen if n > b]\n"
        "    return len(seen)", (4, 0), 0, []),
    "an exchange": ("int: a, b = b, a\nreturn 10 * a + b", (1, 2), 21, []),
    "fields of a record": ("int: first, size, weight = Span(a)\nreturn 10 * first + size", (5, 0), 54, []),
    "two names": ("int: c = d = a + 1\nc += b\nreturn 10 * c + d", (1, 3), 52, []),
    "the first of equals": (
        "int: return min(some(world, 5), key=lambda n: n // 2, default=9) * 10 + min(some(world, 0), default=a)", (8, 0), 8, []),
    "the least of the last": ("int: return min([a, b, 7], key=lambda n: (n > 5, -n))", (3, 5), 5, []),
    "the least of two keys": ("int: return min([4, a, b, 9], key=lambda n: (n % 3, -n))", (6, 3), 9, []),
    "the least itself": ("int: return min([a, b, 9])", (6, 3), 3, []),
    "the least by a draw": ("int: return min(range(a, b), key=lambda n: -look(world, n))", (2, 5), 4, [2, 3, 4]),
    "the least of several": ("float: return min(a, b, 2.5) + max(a, b, 1) + max(SHARE, a)", (3, 6), 2.5 + 6 + 3, []),
    "the next of some": ("int: return next((n for n in some(world, 5) if n > a), b)", (2, 9), 4, []),
    "no next": ("int: return next((n for n in some(world, 5) if n > a), b)", (4, 9), 9, []),
    "one that has a name": ("bool: return any(n > 1 and n < 4 for n in (a + b,))", (1, 2), True, []),
    "all of none": (
        "bool: return all(n > a for n in some(world, b)) and not any(n > a for n in some(world, b))", (9, 0), True, []),
    "a sum of floats": ("float: return sum(halve(n) for n in some(world, a)) + halve(b)", (3, 1), 3.5, []),
    "a number of none": ("float: return MANY if a == NOBODY else float(a)", (-1, 0), math.inf, []),
    "a member of an enum": ("bool: return a == Means.TELL_OFFICE or Rank.ACT > Rank.HAZARD", (99, 0), True, []),
    "a column": (
        "int:\n    world.zone[a] = world.zone[b] + 1\n    world.hazard_zone = a\n"
        "    return 10 * world.zone[a] + world.hazard_zone", (1, 2), 81, []),
    "a flag in a column": (
        "bool:\n    world.aware[a] = b\n    return world.aware[a] and not world.locked[b] and world.present[a]", (1, 2), True, []),
    "people and units": (
        "int: return len(world.people) * 100 + sum(p for p in world.units) + world.tables.staff_count", (0, 0), 205, []),
    "all of a column": ("int: return sum(zone for zone in world.zone) + len(world.zone)", (0, 0), 18, []),
    "a row of a table": (
        "int: return sum(world.tables.layout.neighbors[a]) * 10 + len(world.tables.layout.neighbors[b])", (1, 0), 31, []),
    "the last row of a table": ("int: return world.tables.layout.neighbors[a][b]", (2, 1), 1, []),
    "a column of a table": (
        "bool: return world.tables.staff.radio[a] and not world.tables.staff.radio[b]", (1, 0), True, []),
    "a number of its own": (
        "int: return 100 * world.tries.next(a, True) + 10 * world.tries.next(a, False) + world.tries.next(a, b > 0)", (1, 2), 325, []),
    "a number of the play": (
        "int: return 10 * world.announcements.next(0, b > 2) + world.announcements.next(0, a > 0)", (1, 2), 46, []),
    "how many are up to it": ("int: return bisect_right(world.tables.means.out_shares, a)", (2, 0), 3, []),
    "a root": ("float: return math.sqrt(a) + world.tables.layout.length(b, a)", (4, 2), 8.0, []),
    "those in a zone": ("int: return sum(world.list_units_in(b)) + len(world.list_units_in(a))", (1, 7), 19, []),
    "what a decision is told": (
        "int: search = world.searches.read(a)\nreturn 10 * search.declarer + search.by + 100 * search.decided", (1, 0), 153, []),
    "a stream": (
        "bool: return Purpose.DOUBT in world.tables.streams and Purpose.REACTION not in world.tables.streams", (0, 0), True, []),
    "what a hazard has of its own": (
        "float: return world.of(Storm).arrives_at + world.tables.of(TornadoTable).parents_begin + "
        "world.tables.of(TornadoTable).phones[a]", (1, 0), 7.5, []),
    "the time and the end": ("float: return world.tables.horizon - world.now", (0, 0), 20.0, []),
}  # fmt: skip


def look_up(w: ToyState, _purpose: int, entity: int, _index: int) -> float:
    """A quarter of the entity."""
    w.told.append(("draws", entity))
    return entity / 4


def build_state() -> Any:
    """Two people, three units in the zones 5, 3 and 7, and three zones with the neighbors (2), (2, 1, 0) and (0, 1)."""
    w: Any = ToyState()
    w.sizes = [SimpleNamespace(staff=2, units=3, zones=3, horizon=30.0)]
    w.state[0].now = 10.0
    w.searches = [None, SimpleNamespace(declarer=5, by=3, decided=True)]
    w.play = [SimpleNamespace(hazard_zone=-1, announcements_own=4, announcements_decided=1, tornado_arrives_at=1.5)]
    w.units = [SimpleNamespace(zone=zone, aware=False) for zone in (5, 3, 7)]
    w.people = [SimpleNamespace(present=True) for _ in range(2)]
    w.rooms = [SimpleNamespace(locked=False, tries_own=2, tries_decided=1) for _ in range(3)]
    w.staff_radio, w.staff_radio_size = [False, True], [2]
    w.layout_neighbors, w.layout_neighbors_first, w.layout_neighbors_size = [2, 2, 1, 0, 0, 1], [0, 1, 4, 6], [3]
    w.means_out_shares, w.means_out_shares_size = [0.5, 1.5, 2.0, 2.5], [4]
    w.tornado_values, w.tornado_phones, w.tornado_phones_size = [SimpleNamespace(parents_begin=2.0)], [8, 4], [2]
    return w


def compile_text(program: Program) -> dict[str, Any]:
    """The functions of a program, in Python."""
    scope: dict[str, Any] = {**toy_engine.functions(), "draw": look_up, "check_index": check_index, **PARTS}
    exec("\n\n".join("\n".join(lines) for lines in program.texts.values()), scope)
    return scope


def count_up_to(table: list[float], first: int, size: int, most: float) -> int:
    return sum(one <= most for one in table[first : first + size])


def list_units_in(w: Any, zone: int) -> None:
    """Ten and the zone."""
    for unit in (10, zone):
        toy_engine.push(w, unit)


PARTS: dict[str, Any] = {"count_up_to": count_up_to, "list_units_in": list_units_in}
PARTS["find_length"] = lambda _w, first, second: 2.0 * first + second - 2.0
PARTS["has_stream"] = lambda _w, purpose: purpose == Purpose.DOUBT


def check_index(index: int, size: int) -> int:
    assert 0 <= index < size
    return index


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """All cases, each as the function `case_N`."""
    text = HEAD
    for number, (body, *_) in enumerate(CASES.values()):
        returns, _, rest = body.partition(":")
        text += f"def case_{number}(world: World, a: int, b: int) -> {returns}:\n"
        text += indent(dedent(rest.removeprefix(" ")).strip("\n"), "    ") + "\n\n"
    return import_text(text, tmp_path_factory.mktemp("cases"), "cases")


@pytest.mark.parametrize("case", CASES)
def test_a_translated_function_has_the_value_that_was_worked_out(case: str, module: Any) -> None:
    _, arguments, expected, draws = CASES[case]
    w, program = build_state(), Program()
    name = program.translate(getattr(module, f"case_{[*CASES].index(case)}"))
    assert compile_text(program)[name](w, *arguments) == expected
    assert [entity for _, entity in w.told] == draws
    assert w.state[0].scratch_size == 0


WAITING: dict[str, tuple[str, tuple[int, int], Told]] = {
    "go on and stop": (
        "for n in range(5):\n    if n == a:\n        continue\n    if n > b:\n        break\n"
        "    yield world.wait(0.5 * n, Rank.ACT, n)\n    world.log_event(EventKind.ACTS, n)",
        (1, 3),
        [waits(0.0, 0), logs(0), waits(1.0, 2), logs(2), waits(1.5, 3), logs(3)],
    ),
    "as long as": (
        "left = a\nwhile left > 0:\n    left -= 1\n    if left == b:\n        continue\n"
        "    yield world.wait(left / 4, Rank.ACT, left, count=left)",
        (4, 2),
        [waits(0.75, 3, 3), waits(0.25, 1, 1), waits(0.0, 0, 0)],
    ),
    "for ever": (
        "while True:\n    a += 1\n    if a > b:\n        return\n    yield world.wait(a, Rank.ACT, b)",
        (1, 3),
        [waits(2.0, 3), waits(3.0, 3)],
    ),
    "kept while it waits": (
        "share, seen = a / 4, [b, a]\nis_less = a < b\nyield world.wait(share, Rank.ACT, a)\n"
        "if is_less:\n    world.log_event(EventKind.ACTS, seen[0], seen[1], len(seen), value=share)",
        (3, 5),
        [waits(0.75, 3), logs(5, 3, 2, 0.75)],
    ),
    "each of a list": (
        "for n in [a, b]:\n    c = 0\n    for m in range(9):\n        if m > n:\n            break\n        c += m\n"
        "    yield world.wait(1.0, Rank.ACT, c)",
        (2, 4),
        [waits(1.0, 3), waits(1.0, 10)],
    ),
    "what another returns": (
        "c = yield from double(world, a)\nis_more = yield from exceeds(world, c, b)\n"
        "if is_more:\n    yield from double(world, c)\nelse:\n    world.log_event(EventKind.ACTS, c)",
        (3, 5),
        [waits(3.0, 3), waits(6.0, 5), waits(6.0, 6)],
    ),
    "the other branch": (
        "if not (yield from exceeds(world, a, b)):\n    world.log_event(EventKind.ACTS, b)\n    return\n"
        "world.log_event(EventKind.ACTS, a)",
        (3, 5),
        [waits(3.0, 5), logs(5)],
    ),
    "a signal": (
        "world.hazard_moves.fire()\nyield world.report_is_out.wait(Rank.ACT, a)\nworld.log_event(EventKind.ACTS, b)",
        (3, 5),
        [("fires", 0), ("awaits", 2, int(Rank.ACT), 3, 0, 0), logs(5)],
    ),
}


@pytest.mark.parametrize("case", WAITING)
def test_a_translated_process_waits_as_was_worked_out(case: str, tmp_path: Path) -> None:
    body, arguments, told = WAITING[case]
    text = f"{HEAD}{OTHERS}def process(world: World, a: int, b: int) -> Process:\n{indent(body, '    ')}\n    yield from ()\n"
    process = import_text(text, tmp_path, f"waiting_{[*WAITING].index(case)}").process
    assert toy_engine.run_translation(process, arguments) == [told]
    assert toy_engine.run_generator(process, arguments) == told


EVENTS = ((3.0, EventKind.LOCKED, 1.0), (4.0, EventKind.AWARE, 2.0), (7.5, EventKind.LOCKED, 4.0))


def find_last_lock(trace: Trace) -> float:
    return max((event.time for event in trace.events() if event.kind == "locked"), default=math.inf)


def sum_but(left_out: EventKind) -> Any:
    return lambda trace: sum(row[5] for row in trace.rows if row[1] != left_out)


def test_a_measure_of_a_package_is_translated_where_it_can_be() -> None:
    program, scope = Program(), dict[str, Any](math=math)
    readers: dict[str, Any] = {"last": find_last_lock, "text": str, "sum": sum_but(EventKind.AWARE)}
    program.add_measures({name: [None, reader] for name, reader in readers.items()})
    assert program.measures == program.of_packages == ["last", "sum"]
    exec(program.write([]), scope)
    trace = [SimpleNamespace(time=time, kind=int(kind), value=value) for time, kind, value in EVENTS]
    world = SimpleNamespace(trace=trace, state=[SimpleNamespace(rows=3)])
    assert [scope["read_measure"](world, number) for number in range(2)] == [7.5, 5.0]


def count_down(w: Any) -> float:
    return count_down(w)


@pytest.mark.slow
def test_one_that_calls_itself_is_no_part_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(handlers.NAMES, "measure__siege", count_down)
    monkeypatch.setattr(handlers, "CONTENTS", handlers.CONTENTS._replace(of_packages=["siege", "aware_t50"]))
    assert {*handlers.CONTENTS.measures} - {*assembly.assemble()[1].measures} == {"siege"}
