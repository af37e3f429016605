"""Runs a process as a generator, and its translation as a state machine in Python, with the same draws; both tell what they waited for."""

import importlib.util
import inspect
import math
from collections.abc import Callable, Generator, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from types import FunctionType, SimpleNamespace
from typing import Any

from sim.compiled.memory import check_index
from sim.translate.program import Program
from sim.translate.types import Room

NOBODY, WAITS, CALLS, ENDS = -1, 0, 1, 2
LISTS, ROOM = 40, 16
Told = list[tuple[Any, ...]]


def draw_number(purpose: int, entity: int, index: int = 0) -> float:
    """0, or a half or 1."""
    return float((purpose * 7 + entity * 13 + index * 29 + 5) % 11 // 2 % 3) / 2


class ToyWorld:
    """The world of a generator, as far as processes of tests ask."""

    def __init__(self) -> None:
        self.told: Told = []
        self.hazard_moves, self.report_is_out = (
            SimpleNamespace(wait=partial(self.await_signal, signal), fire=partial(self.fire, signal))
            for signal in (0, 2)
        )

    def draw(self, purpose: int, entity: int, index: int = 0) -> float:
        self.told.append(("draws", int(purpose), entity, index))
        return draw_number(purpose, entity, index)

    def start(
        self,
        steps: Generator[None, None, None],
        rank: int,
        entity: int,
        after: float = 0.0,
        purpose: int = 0,
        count: int = 0,
    ) -> None:
        given = inspect.getgeneratorlocals(steps)
        self.told.append(("starts", given["index"], given["step"], int(rank), entity, after, int(purpose), count))

    def await_signal(self, signal: int, rank: int, entity: int, purpose: int = 0, count: int = 0) -> None:
        self.told.append(("awaits", signal, int(rank), entity, int(purpose), count))

    def fire(self, signal: int) -> None:
        self.told.append(("fires", signal))

    def wait(self, seconds: float, rank: int, entity: int, purpose: int = 0, count: int = 0) -> None:
        self.told.append(("waits", float(seconds), int(rank), entity, int(purpose), count))

    def log_event(
        self, kind: int, subject: int = NOBODY, what: int = NOBODY, place: int = NOBODY, value: float = 0.0
    ) -> None:
        self.told.append(("logs", int(kind), int(subject), int(what), int(place), float(value)))


def run_generator(process: Callable[..., Iterator[None]], arguments: tuple[int, ...]) -> Told:
    world = ToyWorld()
    for _ in process(world, *arguments):
        pass
    return sort_draws(world.told)


def sort_draws(told: Told) -> Told:
    """Draws between two other events in any order, as they are by key."""
    groups = groupby(told, key=lambda one: one[0] == "draws")
    return [one for is_draw, group in groups for one in (sorted(group) if is_draw else group)]


class Frame(SimpleNamespace):
    """A read of what was not written is an error. As in compiled code, a slot `i0` holds whole numbers and `f0` floats."""

    def __setattr__(self, name: str, value: Any) -> None:
        kind = {"i": int, "f": float}.get(name[0]) if name[1:].isdigit() else None
        super().__setattr__(name, value if kind is None else kind(value))


class ToyState:
    """What the functions of `sim.compiled` do, in Python, for one activity."""

    def __init__(self) -> None:
        self.told: Told = []
        self.state = [SimpleNamespace(scratch_size=0, result=NOBODY, error=0)]
        self.scratch, self.kept = [0] * 10_000, [0] * 400_000
        self.frames: list[Frame] = []
        self.stack: list[int] = []


def functions() -> dict[str, Any]:
    made = (
        *(take_frame, wait, await_signal, fire, start, enter, become, end, log, draw),
        *(push, push_all, give_list, keep_list, has_item, find_item),
    )
    return {each.__name__: each for each in made} | {"math": math, "NOBODY": NOBODY, "check_index": check_index}


def take_frame(w: ToyState, handler: int) -> int:
    w.frames.append(Frame(handler=handler, step=0, index=len(w.frames)))
    return len(w.frames) - 1


def wait(w: ToyState, frame: Frame, step: int, seconds: float, rank: int, entity: int, purpose: int, count: int) -> int:
    frame.step = step
    w.told.append(("waits", seconds, rank, entity, purpose, count))
    return WAITS


def await_signal(
    w: ToyState, frame: Frame, step: int, signal: int, rank: int, entity: int, purpose: int, count: int
) -> int:
    frame.step = step
    w.told.append(("awaits", signal, rank, entity, purpose, count))
    return WAITS


def fire(w: ToyState, signal: int) -> None:
    w.told.append(("fires", signal))


def start(w: ToyState, child: int, rank: int, entity: int, after: float, purpose: int, count: int) -> None:
    given = w.frames[child]
    w.told.append(("starts", given.i0, given.i1, rank, entity, after, purpose, count))


def enter(w: ToyState, frame: Frame, step: int, child: int) -> int:
    frame.step = step
    w.stack.append(child)
    return CALLS


def become(w: ToyState, child: int) -> int:
    w.stack[-1] = child
    return CALLS


def end(w: ToyState, result: int) -> int:
    w.state[0].result = result
    return ENDS


def log(w: ToyState, kind: int, subject: int, what: int, place: int, value: float) -> None:
    w.told.append(("logs", kind, subject, what, place, value))


def draw(w: ToyState, purpose: int, entity: int, index: int) -> float:
    w.told.append(("draws", purpose, entity, index))
    return draw_number(purpose, entity, index)


def push(w: ToyState, item: int) -> None:
    w.scratch[w.state[0].scratch_size] = item
    w.state[0].scratch_size += 1


def push_all(w: ToyState, table: list[int], first: int, size: int) -> None:
    for place in range(first, first + size):
        push(w, table[place])


def give_list(w: ToyState, base: int, first: int, size: int) -> tuple[int, int]:
    w.scratch[base : base + size] = w.scratch[first : first + size]
    w.state[0].scratch_size = base + size
    return base, size


def keep_list(w: ToyState, frame: Frame, number: int, table: list[int], first: int, size: int) -> int:
    begin: int = (frame.index * LISTS + number) * ROOM
    assert size <= ROOM
    w.kept[begin : begin + size] = table[first : first + size]
    return begin


def find_item(table: list[int], first: int, size: int, item: int) -> int:
    return next((place for place in range(size) if table[first + place] == item), NOBODY)


def has_item(table: list[int], first: int, size: int, item: int) -> bool:
    return find_item(table, first, size, item) != NOBODY


def run_translation(process: FunctionType, *runs: tuple[int, ...]) -> list[Told]:
    """What the translation tells with each of these arguments."""
    program = Program(room=Room(ints=300, floats=40, lists=LISTS))
    name = program.translate(process)
    text = "\n\n".join("\n".join(lines) for lines in program.texts.values())
    scope: dict[str, Any] = functions()
    exec(text, scope)
    handlers = [scope[each] for each in program.handlers]
    return [run_handlers(handlers, scope[f"new_{name}"], arguments) for arguments in runs]


def run_handlers(handlers: list[Any], begin: Any, arguments: tuple[int, ...]) -> Told:
    w = ToyState()
    w.stack.append(begin(w, *arguments))
    while w.stack:
        assert w.state[0].scratch_size == 0, "a list was left behind"
        frame = w.frames[w.stack[-1]]
        if handlers[frame.handler](w, frame) == ENDS:
            w.stack.pop()
    return sort_draws(w.told)


def import_text(text: str, folder: Path, name: str) -> Any:
    """A module with this text, in a file, where its source is looked for."""
    path = folder / f"{name}.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(f"tests.sim.translate.{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
