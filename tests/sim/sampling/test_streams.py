"""Streams, blocks and numbers: what is filled in passes is what each key says, however it is read."""

import pickle

import numpy as np
import pytest

from sim.sampling.distributions import Distribution
from sim.sampling.elementary import GRID, round_to_grid
from sim.sampling.keyed_rng import entity_key, uniform
from sim.sampling.streams import DrawBlock, DrawReader, Stream
from tests.sim.sampling.distributions import LONG_AND_SHORT

SEED = 20_240
KEYS = [entity_key(f"staff/{number}") for number in range(40)]
NOTICE, HEARS, TRAVEL = 4, 9, 17
CHANCES, EVERY_OTHER = (Distribution.bernoulli(0.7), Distribution.bernoulli(0.2)), [number % 2 for number in range(40)]
STREAMS = {
    NOTICE: Stream(NOTICE, KEYS, 3, (LONG_AND_SHORT,), on_time_grid=True),
    HEARS: Stream(HEARS, KEYS, 1, CHANCES, EVERY_OTHER, indexed=False),
    TRAVEL: Stream(TRAVEL, KEYS[:5], 2, (Distribution.triangular(20.0, 60.0, 240.0),)),
}


def expected(stream: Stream, replication: int, entity: int, index: int) -> float:
    """A draw worked out from its definition: the quantile of one keyed uniform."""
    u = uniform(SEED, replication, stream.purpose, int(stream.keys[entity]), index if stream.indexed else 0)
    which = 0 if stream.distribution_index is None else stream.distribution_index[entity]
    value = stream.distributions[which].quantile(u)
    return round_to_grid(value) if stream.on_time_grid else value


@pytest.mark.parametrize("purpose", STREAMS)
def test_what_is_filled_is_what_each_key_says_and_so_is_what_is_read_beyond_it(purpose: int) -> None:
    stream = STREAMS[purpose]
    values = DrawBlock(SEED, range(3, 9)).values(stream)
    assert values.shape == (6, len(stream.entities), stream.filled_count)
    for row, replication in enumerate(range(3, 9)):
        for entity in range(len(stream.entities)):
            for index in range(stream.filled_count):
                assert values[row, entity, index] == expected(stream, replication, entity, index)
    stream = STREAMS[purpose]
    laws = stream.distributions, stream.distribution_index, stream.on_time_grid, stream.indexed
    more = Stream(purpose, stream.entities, 20, *laws)
    few, many = (DrawReader(DrawBlock(SEED, range(4)), 2, {purpose: one}) for one in (stream, more))
    for entity in range(len(stream.entities)):
        for index in range(20):
            assert few.draw(purpose, entity, index) == many.draw(purpose, entity, index)


def test_an_input_drawn_once_reads_the_same_at_every_index_and_entities_of_one_key_alike() -> None:
    numbers = DrawReader(DrawBlock(SEED, range(1)), 0, STREAMS)
    for entity in range(40):
        assert len({numbers.draw(HEARS, entity, index) for index in (0, 1, 7, 10**9)}) == 1
    stream = Stream(NOTICE, [KEYS[3]] * 10, 4, (Distribution.exponential(6.0),))
    values = DrawBlock(SEED, range(5)).values(stream)
    assert np.all(values == values[:, :1])
    assert np.unique(values).size == 5 * 4


def test_a_number_is_the_same_wherever_a_block_begins_and_whoever_else_is_on_the_roster() -> None:
    stream = STREAMS[NOTICE]
    whole = DrawBlock(SEED, range(32)).values(stream)
    np.testing.assert_array_equal(DrawBlock(SEED, range(10, 20)).values(stream), whole[10:20])
    np.testing.assert_array_equal(DrawBlock(SEED, range(31, 32)).values(stream), whole[31:])
    np.testing.assert_array_equal(DrawBlock(SEED, range(0, 32, 5)).values(stream), whole[::5])
    block = DrawBlock(SEED, range(3, 9))
    for replication in block.replications:
        drawn = DrawReader(block, replication, STREAMS).draw(NOTICE, 7, 1)
        assert drawn == expected(STREAMS[NOTICE], replication, 7, 1)
    chosen = [31, 2, 17]
    distribution = (Distribution.lognormal(4.0, 0.6),)
    everybody = DrawBlock(SEED, range(8)).values(Stream(NOTICE, KEYS, 3, distribution))
    some = DrawBlock(SEED, range(8)).values(Stream(NOTICE, [KEYS[entity] for entity in chosen], 3, distribution))
    np.testing.assert_array_equal(some, everybody[:, chosen])


def test_arms_that_share_a_stream_share_its_array_of_times_on_the_grid_that_cannot_be_overwritten() -> None:
    block = DrawBlock(SEED, range(4))
    again = Stream(NOTICE, np.array(KEYS, dtype=np.uint64), 3, (LONG_AND_SHORT,), on_time_grid=True)
    assert block.values(again) is block.values(STREAMS[NOTICE])
    assert again == STREAMS[NOTICE]
    assert hash(again) == hash(STREAMS[NOTICE])
    values = DrawBlock(SEED, range(16)).values(STREAMS[NOTICE])
    assert np.all(values / GRID == np.rint(values / GRID))
    with pytest.raises(ValueError, match="read-only"):
        values[0, 0, 0] = 1.0


def test_streams_that_draw_something_else_are_not_equal_and_one_travels_to_a_process_unchanged() -> None:
    distribution, other = Distribution.exponential(6.0), Distribution.exponential(7.0)
    of_keys = [Stream(1, keys, 3, (distribution,)) for keys in (KEYS, KEYS[::-1], KEYS[:-1])]
    of_laws = [
        Stream(1, KEYS, 3, (other,)),
        *(Stream(1, KEYS, 3, (distribution, other), [0] * 39 + [n]) for n in (0, 1)),
    ]
    options = [
        Stream(1, KEYS, 3, (distribution,), on_time_grid=True),
        Stream(1, KEYS, 3, (distribution,), indexed=False),
    ]
    others = [Stream(2, KEYS, 3, (distribution,)), Stream(1, KEYS, 4, (distribution,))]
    assert len({*of_keys, *of_laws, *options, *others}) == 10
    for stream in STREAMS.values():
        copy = pickle.loads(pickle.dumps(stream))
        assert copy == stream
        assert np.array_equal(DrawBlock(1, range(2)).values(copy), DrawBlock(1, range(2)).values(stream))


@pytest.mark.parametrize("passes", [(1, 1), (7, 1), (3, 5000), (300, 33)])
def test_the_size_of_a_pass_changes_no_number(passes: tuple[int, int]) -> None:
    entities, count = passes
    stream = Stream(NOTICE, list(range(entities)), count, (Distribution.lognormal(8.0, 0.6),), on_time_grid=True)
    values = DrawBlock(SEED, range(2)).values(stream)
    random = np.random.default_rng(8)
    for _ in range(200):
        row, entity, index = (int(random.integers(size)) for size in values.shape)
        assert values[row, entity, index] == expected(stream, row, entity, index)


def test_every_key_read_in_two_arms_has_equal_bits() -> None:
    block = DrawBlock(SEED, range(6))
    fewer = {**STREAMS, TRAVEL: Stream(TRAVEL, KEYS[3:5], 1, STREAMS[TRAVEL].distributions)}
    logs: list[dict[tuple[int, int, int], float]] = [{}, {}]
    one, other = DrawReader(block, 4, STREAMS, logs[0]), DrawReader(block, 4, fewer, logs[1])
    reads = [(NOTICE, 5, 0), (NOTICE, 5, 1), (NOTICE, 5, 9), (HEARS, 30, 2)]
    for read in reads:
        one.draw(*read)
    for read in reversed(reads):
        other.draw(*read)
    for index in range(4):
        one.draw(TRAVEL, 4, index)
        other.draw(TRAVEL, 1, index)
    one.draw(TRAVEL, 0)
    assert logs[0].keys() - logs[1].keys() == {(TRAVEL, KEYS[0], 0)}
    assert logs[1].items() <= logs[0].items()
    assert logs[0][HEARS, KEYS[30], 0] == expected(STREAMS[HEARS], 4, 30, 0)


def test_what_cannot_be_drawn_is_refused() -> None:
    distribution = Distribution.fixed(1.0)
    with pytest.raises(ValueError, match="count of at least 1"):
        Stream(1, KEYS, 0, (distribution,))
    with pytest.raises(ValueError, match="and a distribution"):
        Stream(1, KEYS, 1, ())
    for which in ([0], [0] * 39 + [2], [0] * 39 + [-1]):
        with pytest.raises(ValueError, match="which must give each entity one of the distributions"):
            Stream(1, KEYS, 1, (distribution, distribution), which)
    for replications in (range(0), range(-1, 3)):
        with pytest.raises(ValueError, match="replications = range"):
            DrawBlock(1, replications)
    with pytest.raises(ValueError, match=r"replication = 7; the block has range\(0, 4\)"):
        DrawReader(DrawBlock(1, range(4)), 7, STREAMS)
    with pytest.raises(KeyError, match="99"):
        DrawReader(DrawBlock(1, range(4)), 3, STREAMS).draw(99, 0)
