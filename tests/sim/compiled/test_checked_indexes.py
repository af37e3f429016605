"""An index outside its column is an error, wherever a translated process has it: in the text, and in the checked program."""

from collections import Counter
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np
import pytest
from wasmtime import Trap

from scenarios.library import open_emergency
from sim.compiled import handlers
from sim.compiled.draws import draw_order as compute_order
from sim.compiled.engine import CompiledEngine
from sim.compiled.memory import floats_at
from sim.engine import SimpyEngine
from sim.model.environment import Process
from sim.model.state import World
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose
from sim.tabulation import tabulate
from sim.translate.program import Program
from tests.sim.compiled.engine_comparison import describe_play, find_trace_difference
from tests.sim.compiled.own_program import checked_draws, compile_function, open_arena, play_in_python
from tests.sim.compiled.shipped_scenarios import MOST_ARE_SLOW, SEED, tables_of_arms


def read_state(world: World, index: int) -> Process:
    world.log_event(EventKind.ACTS, value=float(world.locked[index]))
    yield from ()


def write_state(world: World, index: int) -> Process:
    world.on_errand[index] = True
    yield from ()


def add_to_state(world: World, index: int) -> Process:
    world.busy[index] += 1
    yield from ()


def count(world: World, index: int) -> Process:
    world.log_event(EventKind.ACTS, world.tries.next(index, False))
    yield from ()


def read_table(world: World, index: int) -> Process:
    world.log_event(EventKind.ACTS, value=float(world.tables.staff.keys[index]))
    yield from ()


def read_row(world: World, index: int) -> Process:
    for zone in world.tables.layout.neighbors[index]:
        world.log_event(EventKind.ACTS, place=zone)
    yield from ()


def read_item_of_row(world: World, index: int) -> Process:
    world.log_event(EventKind.ACTS, value=world.tables.layout.distance[1][index])
    yield from ()


def read_made_list(world: World, index: int) -> Process:
    """Of three items, between others."""
    others = [2 * unit for unit in world.units]
    three = [others[0], others[1], others[2]]
    more = [2 * unit for unit in world.units]
    world.log_event(EventKind.ACTS, three[index], more[0])
    yield from ()


def read_order(world: World, index: int) -> Process:
    world.log_event(EventKind.ACTS, int(world.orders[index].instruction))
    yield from ()


def draw(world: World, index: int) -> Process:
    world.log_event(EventKind.ACTS, value=world.draw(Purpose.WALK_SPEED, index))
    yield from ()


def move(world: World, index: int) -> Process:
    world.move_to(index, 0)
    yield from ()


PLANTED = (
    *(read_state, write_state, add_to_state, count, read_table, read_row, read_item_of_row, read_made_list),
    *(read_order, draw, move),
)
TOO_LARGE = 100_000


def translate(process: FunctionType) -> Callable[[Any, int], None]:
    """Runs the translation of a process up to its end, in Python."""
    program = Program()
    name = program.translate(process)
    scope = dict(handlers.NAMES)
    exec("\n\n".join("\n".join(lines) for lines in program.texts.values()), scope)

    def run(w: Any, index: int) -> None:
        scope[name](w, w.frames[scope[f"new_{name}"](w, index)])

    return run


@pytest.mark.parametrize("index", [-1, TOO_LARGE])
@pytest.mark.parametrize("process", PLANTED)
def test_a_process_that_reads_outside_a_column_raises(process: FunctionType, index: int) -> None:
    engine = play_in_python(CompiledEngine(tabulate(open_emergency("cardiac-arrest"), "app"), 1))
    run = translate(process)
    with np.errstate(over="ignore"):
        engine.begin(0)
        if process is not read_order:  # no instruction was given
            run(engine.world, 2)
        with pytest.raises(IndexError, match=r"outside|out of bounds"):
            run(engine.world, index)


class CountedDraws(dict[tuple[int, int, int], float]):
    """How often a number was drawn, by purpose."""

    def __init__(self) -> None:
        self.counts: Counter[int] = Counter()

    def __setitem__(self, key: tuple[int, int, int], value: float) -> None:
        self.counts[key[0]] += 1


@pytest.mark.parametrize("scenario", MOST_ARE_SLOW)
def test_each_shipped_scenario_plays_in_the_checked_program_as_in_the_model(scenario: str) -> None:
    """With as many draws for each purpose."""
    for tables in tables_of_arms(open_emergency(scenario)):
        engine, log = CompiledEngine(tables, SEED, draws=checked_draws()), CountedDraws()
        difference = find_trace_difference(SimpyEngine(tables, SEED, 0, log=log).run(), engine.run(0))
        assert not difference, describe_play(tables, SEED, 0) + difference
        drawn = {purpose: count for purpose, count in enumerate(engine.world.draws.tolist()) if count}
        assert drawn == log.counts


def read_beyond(w: Any) -> None:
    w.state[0].now = floats_at(w, 2**32 - 8)[w.task[0].number]


def draw_beyond(w: Any) -> None:
    w.state[0].now = compute_order(w, Purpose.WALK_SPEED, w.task[0].number, 0)


def test_compiled_code_cannot_reach_outside_its_memory_and_a_checked_index_ends_the_play() -> None:
    with pytest.raises(Trap, match="out of bounds"):
        open_arena(compile_function(read_beyond)).execute(0)
    with pytest.raises(Trap, match="unreachable"):
        open_arena(compile_function(draw_beyond, is_checked=True)).execute(0)
