"""Random numbers in compiled code have the bits of the model's."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from scenarios.library import open_emergency
from sim.compiled import draws, shared_draws
from sim.compiled.arrays import PURPOSES
from sim.compiled.draws import key_purposes
from sim.compiled.engine import CompiledEngine
from sim.compiled.memory import floats_at, whole_numbers_at
from sim.compiled.packed_tables import PackedTables
from sim.compiled.shared_draws import SharedDraws
from sim.compiled.worlds import build_world
from sim.model.tables import Tables
from sim.sampling.distributions import Distribution
from sim.sampling.elementary import FloatArray
from sim.sampling.keyed_rng import Purpose, seed_state
from sim.sampling.streams import DrawBlock, DrawReader, Stream
from sim.tabulation import tabulate
from tests.sim.compiled.own_program import compile_function, open_arena
from tests.sim.compiled.shipped_scenarios import MOST_ARE_SLOW
from tests.sim.sampling.distributions import DISTRIBUTIONS, LONG_AND_SHORT, uniforms
from tests.sim.worlds import Plain, tables_of

SEED = 2**64 + 20_261  # longer than a word
REPLICATION = 3
NONE: Any = 0
PICK_UP: Any = int(Purpose.PICK_UP)
PARTS = [(1.0, DISTRIBUTIONS["mixture of many"]), (2.0, DISTRIBUTIONS["table"]), (0.5, LONG_AND_SHORT)]
NESTED = Distribution.mixture(PARTS)
FAMILIES = {**DISTRIBUTIONS, "mixture of mixtures": NESTED, "scaled": NESTED.scale(0.7)}


def read_draws(w: Any) -> None:
    """The draws of a purpose, by entity and index."""
    task, entities = w.task[0], w.streams[w.task[0].command].entities
    key_purposes(w, w.seed[0], REPLICATION)
    indices, out = whole_numbers_at(w, task.replications), floats_at(w, task.address)
    for entity in range(entities):
        for column in range(task.number):
            out[entity * task.number + column] = draws.draw(w, task.command, entity, indices[column])


def draw_compiled(tables: Tables, stream: Stream, indices: list[int]) -> FloatArray:
    """Shape (entities, indices)."""
    arena = open_arena(compile_function(read_draws))
    w, numbers, count = build_world(arena, PackedTables(tables), 1), arena.numbers(indices), len(indices)
    out = arena.allocate(8 * stream.keys.size * count).view(0, np.dtype("f8"), stream.keys.size * count)
    w.seed[0] = seed_state(SEED)
    w.task[0].command, w.task[0].number = stream.purpose, count
    w.task[0].replications, w.task[0].address = arena.address_of(numbers), arena.address_of(out)
    arena.execute(w.address)
    return out.reshape(-1, count)


def draw_by_model(tables: Tables, stream: Stream, indices: list[int]) -> FloatArray:
    """Shape (entities, indices)."""
    reader = DrawReader(DrawBlock(SEED, range(REPLICATION, REPLICATION + 1)), REPLICATION, tables.streams)
    entities = range(stream.keys.size)
    return np.array([[reader.draw(stream.purpose, entity, index) for index in indices] for entity in entities])


@pytest.mark.slow
@pytest.mark.parametrize("scenario", MOST_ARE_SLOW)
def test_every_stream_gives_the_numbers_of_the_model(scenario: str) -> None:
    """The first and last that the model fills in advance, and some that it does not."""
    emergency = open_emergency(scenario)
    tables = tabulate(emergency, list(emergency.strategies)[-1])
    for stream in tables.streams.values():
        filled = stream.filled_count
        indices = [0, filled - 1, filled, filled + 7]
        expected = draw_by_model(tables, stream, indices)
        assert draw_compiled(tables, stream, indices).tobytes() == expected.tobytes(), stream.purpose


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_has_the_quantiles_of_the_model(name: str) -> None:
    distribution, u = FAMILIES[name], uniforms(120).tolist()
    stream = Stream(Purpose.PICK_UP, [7], 1, (distribution,))
    tables = replace(PLAIN, streams={Purpose.CONNECT: first_stream(), Purpose.PICK_UP: stream})
    w, quantile = build_world(SharedDraws().arena, PackedTables(tables), 1), draws.quantile
    number = int(w.streams[Purpose.PICK_UP].distribution)
    assert [quantile(w, number, value) for value in u] == [distribution.quantile(value) for value in u]


WIDE = Distribution.lognormal(1.0, 200.0)
"""Its exponential is 0 or infinite at most uniforms."""


@pytest.mark.slow
@pytest.mark.parametrize("distribution", [*FAMILIES.values(), WIDE], ids=[*FAMILIES, "wide"])
@pytest.mark.parametrize("on_time_grid", [False, True])
def test_a_stream_filled_in_passes_has_the_numbers_of_the_model(distribution: Distribution, on_time_grid: bool) -> None:
    """Enough of them that the tails are among them."""
    assert_filled_as_by_model(Stream(PICK_UP, range(500), 3, (distribution,), on_time_grid=on_time_grid))


@pytest.mark.parametrize("indexed", [False, True])
def test_a_stream_of_several_distributions_is_filled_with_the_numbers_of_the_model(indexed: bool) -> None:
    """All of them lognormal, which are filled together, or not."""
    lognormal = tuple(Distribution.lognormal(median, 0.5) for median in (1.0, 20.0))
    for distributions in (lognormal, tuple(FAMILIES.values())):
        which = [number % len(distributions) for number in range(60)]
        assert_filled_as_by_model(Stream(PICK_UP, range(60), 2, distributions, which, indexed=indexed))


def assert_filled_as_by_model(stream: Stream) -> None:
    replications = range(REPLICATION, REPLICATION + 4)
    tables = replace(PLAIN, streams={Purpose.PICK_UP: stream})
    shared = SharedDraws()
    shared.count(np.full(PURPOSES, 10 * stream.keys.size))
    CompiledEngine(tables, SEED, draws=shared).fill(replications)
    ((_, depth),) = shared.choose([stream], len(replications))
    filled, _, is_missing = shared.find(stream, replications, depth)
    assert (depth, is_missing) == (stream.filled_count, False)
    expected = DrawBlock(SEED, replications).values(stream).swapaxes(1, 2)
    assert filled.tobytes() == np.ascontiguousarray(expected).tobytes()


def test_engines_share_draws_of_equal_streams_and_forget_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Stream(Purpose.PICK_UP, range(10), 1, (LONG_AND_SHORT,))
    equal = Stream(Purpose.PICK_UP, range(10), 1, (LONG_AND_SHORT,))
    monkeypatch.setattr(shared_draws, "MOST_BYTES", 2 * 8 * 10 * 3)
    shared = SharedDraws(2)
    first, *others = range(3), range(3, 6), range(6, 9)
    values, address, is_missing = shared.find(stream, first, 1)
    assert is_missing
    assert shared.find(equal, first, 1) == (values, address, False)
    for replications in others:
        shared.find(stream, replications, 1)
    assert shared.find(stream, first, 1)[2]


def test_entities_draw_from_their_own_distributions_of_one_stream() -> None:
    """Parts that two distributions share are kept once, and the wrong part would show."""
    which = [number % len(FAMILIES) for number in range(3 * len(FAMILIES))]
    stream = Stream(Purpose.PICK_UP, range(100, 100 + len(which)), 2, tuple(FAMILIES.values()), which)
    tables = replace(PLAIN, streams={Purpose.CONNECT: first_stream(), Purpose.PICK_UP: stream})
    w, draw = build_world(SharedDraws().arena, PackedTables(tables), 1), draws.draw
    with np.errstate(over="ignore"):
        key_purposes(w, np.uint64(seed_state(SEED)), REPLICATION)
        found = [[draw(w, PICK_UP, entity, index) for index in (0, 1, 5)] for entity in range(len(which))]
    assert found == draw_by_model(tables, stream, [0, 1, 5]).tolist()
    assert int(w.draws[PICK_UP]) == 3 * len(which)


def test_draws_made_in_advance_are_read_of_the_replication_up_to_their_depth(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two indices of three entities for each of two replications; the second is the present one."""
    monkeypatch.setattr(draws, "floats_at", lambda _, values: values)
    block = [float(number) for number in range(12)]
    filled = SimpleNamespace(block=block, number=6, here=[0.0] * 6, depth=2, stride=3)
    of_three, present = [SimpleNamespace(entities=3)], [SimpleNamespace(filled_row=1)]
    w: Any = SimpleNamespace(filled=[filled], streams=of_three, draws=[5], state=present)
    filled.block = SkippingBytes(block)
    draws.fetch_filled(w, NONE, 1)
    assert filled.here == block[6:]
    assert [draws.draw(w, NONE, entity, index) for entity, index in ((2, 0), (1, 1))] == [8.0, 10.0]
    assert w.draws == [7]
    assert [draws.is_filled(w, NONE, index) for index in (0, 1, 2)] == [True, True, False]
    filled.depth = 0
    assert draws.is_filled(w, NONE, 0)
    filled.here = 0
    assert not draws.is_filled(w, NONE, 0)


class SkippingBytes(list[float]):
    """Floats at an address."""

    def __add__(self, size: Any) -> Any:
        return self[size // 8 :]


def test_an_order_is_the_draw_where_it_is_at_hand_or_each_has_its_own_distribution_and_else_the_uniform() -> None:
    found = []
    for which in ((), (0, 1)):
        own = (LONG_AND_SHORT, LONG_AND_SHORT.scale(2.0))[: len(which) or 1]
        stream = Stream(Purpose.PICK_UP, [7, 8], 1, own, which or None)
        w = build_world(SharedDraws().arena, PackedTables(replace(PLAIN, streams={Purpose.PICK_UP: stream})), 1)
        with np.errstate(over="ignore"):
            key_purposes(w, np.uint64(seed_state(SEED)), REPLICATION)
            read = [one(w, PICK_UP, 1, 0) for one in (draws.draw_order, draws.draw, draws.read_uniform)]
        assert 0.0 < read[2] < 1.0 < read[1]
        found.append(read[0] == read[1])
        assert found[-1] or read[0] == read[2]
        assert draws.draw_if_any(w, Purpose.CONNECT, 4.5, 0, 0) == 4.5
    assert found == [False, True]


def first_stream() -> Stream:
    """Before another stream in the same arrays."""
    return Stream(Purpose.CONNECT, [1, 2, 3], 1, (LONG_AND_SHORT,), on_time_grid=True, indexed=False)


PLAIN = tables_of(Plain.campus(), Plain.scenario())
