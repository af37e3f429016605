"""Random numbers in compiled code have the bits of the model's."""

from dataclasses import replace
from typing import Any

import numba
import numpy as np
import pytest

from scenarios.library import open_emergency
from sim.compiled import draws, shared_draws
from sim.compiled.arrays import PURPOSES
from sim.compiled.draws import key_purposes
from sim.compiled.engine import CompiledEngine
from sim.compiled.linking import ProgramCompiler
from sim.compiled.packed_tables import PackedTables
from sim.compiled.shared_draws import SharedDraws
from sim.compiled.worlds import build_world
from sim.model.tables import Tables
from sim.sampling.distributions import Distribution
from sim.sampling.elementary import FloatArray
from sim.sampling.keyed_rng import Purpose, seed_state
from sim.sampling.streams import DrawBlock, DrawReader, Stream
from sim.tabulation import tabulate
from tests.sim.compiled.shipped_scenarios import MOST_ARE_SLOW
from tests.sim.sampling.distributions import DISTRIBUTIONS, LONG_AND_SHORT, uniforms
from tests.sim.worlds import Plain, tables_of

SEED = 2**64 + 20_261  # longer than a word
REPLICATION = 3
PICK_UP = int(Purpose.PICK_UP)
"""A number, as in every tabulated stream: for an enum the whole engine would be compiled once more."""
NESTED = Distribution.mixture(
    [(1.0, DISTRIBUTIONS["mixture of many"]), (2.0, DISTRIBUTIONS["table"]), (0.5, LONG_AND_SHORT)]
)
FAMILIES = {**DISTRIBUTIONS, "mixture of mixtures": NESTED, "scaled": NESTED.scale(0.7)}


@numba.njit(error_model="numpy", pipeline_class=ProgramCompiler)  # type: ignore[untyped-decorator]
def read_draws(w: Any, seed: Any, purpose: Any, indices: Any, out: Any) -> None:
    key_purposes(w, seed, REPLICATION)
    for entity in range(out.shape[0]):
        for column in range(indices.size):
            out[entity, column] = draws.draw(w, purpose, entity, indices[column])


@numba.njit(error_model="numpy", pipeline_class=ProgramCompiler)  # type: ignore[untyped-decorator]
def read_quantiles(w: Any, distribution: int, u: Any, out: Any) -> None:
    for number in range(u.size):
        out[number] = draws.quantile(w, distribution, u[number])


def draw_compiled(tables: Tables, stream: Stream, indices: list[int]) -> FloatArray:
    """Shape (entities, indices)."""
    out = np.empty((stream.keys.size, len(indices)))
    read_draws(
        build_world(PackedTables(tables), 1),
        np.uint64(seed_state(SEED)),
        stream.purpose,
        np.array(indices, np.int64),
        out,
    )
    return out


def draw_by_model(tables: Tables, stream: Stream, indices: list[int]) -> FloatArray:
    """Shape (entities, indices)."""
    reader = DrawReader(DrawBlock(SEED, range(REPLICATION, REPLICATION + 1)), REPLICATION, tables.streams)
    return np.array(
        [[reader.draw(stream.purpose, entity, index) for index in indices] for entity in range(stream.keys.size)]
    )


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


@pytest.mark.slow
@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_has_the_quantiles_of_the_model(name: str) -> None:
    distribution, u = FAMILIES[name], uniforms()
    stream = Stream(Purpose.PICK_UP, [7], 1, (distribution,))
    world = build_world(PackedTables(replace(PLAIN, streams={Purpose.PICK_UP: stream})), 1)
    actual = np.empty(u.size)
    read_quantiles(world, int(world.streams[Purpose.PICK_UP].distribution), u, actual)
    expected = np.array([distribution.quantile(value) for value in u.tolist()])
    assert actual.tobytes() == expected.tobytes()


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
    engine = CompiledEngine(tables, SEED, draws=shared)
    engine.fill(replications)
    ((_, depth),) = shared.choose([stream], len(replications))
    filled = shared.find(stream, replications, depth, fill=refuse)
    assert depth == stream.filled_count
    expected = DrawBlock(SEED, replications).values(stream).swapaxes(1, 2)
    assert filled.tobytes() == np.ascontiguousarray(expected).tobytes()


def refuse(_values: FloatArray) -> None:
    pytest.fail("they are made already")


def test_engines_share_draws_of_equal_streams_and_forget_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Stream(Purpose.PICK_UP, range(10), 1, (LONG_AND_SHORT,))
    equal = Stream(Purpose.PICK_UP, range(10), 1, (LONG_AND_SHORT,))
    monkeypatch.setattr(shared_draws, "MOST_BYTES", 2 * 8 * 10 * 3)
    shared = SharedDraws(2)
    filled: list[FloatArray] = []
    first, *others = range(3), range(3, 6), range(6, 9)
    values = shared.find(stream, first, 1, filled.append)
    assert shared.find(equal, first, 1, filled.append) is values
    assert len(filled) == 1
    for replications in others:
        shared.find(stream, replications, 1, filled.append)
    assert shared.find(stream, first, 1, filled.append) is not values


@pytest.mark.slow
def test_entities_draw_from_their_own_distributions_of_one_stream() -> None:
    """Parts that two distributions share are kept once, and the wrong part would show."""
    which = [number % len(FAMILIES) for number in range(3 * len(FAMILIES))]
    stream = Stream(Purpose.PICK_UP, range(100, 100 + len(which)), 2, tuple(FAMILIES.values()), which)
    tables = replace(PLAIN, streams={Purpose.CONNECT: first_stream(), Purpose.PICK_UP: stream})
    expected = draw_by_model(tables, stream, [0, 5])
    assert draw_compiled(tables, stream, [0, 5]).tobytes() == expected.tobytes()


def first_stream() -> Stream:
    """Before another stream in the same arrays."""
    return Stream(Purpose.CONNECT, [1, 2, 3], 1, (LONG_AND_SHORT,), on_time_grid=True, indexed=False)


PLAIN = tables_of(Plain.campus(), Plain.scenario())
