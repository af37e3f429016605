"""How replications are cut into chunks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiment.chunks import ChunkQueue


@given(st.integers(1, 8), st.integers(0, 3_000), st.floats(1e-6, 2.0))
def test_everything_is_handed_out_once_and_in_order(workers: int, count: int, each_s: float) -> None:
    queue, sizes = ChunkQueue(workers), []
    queue.add(range(5, 5 + count))
    played: list[int] = []
    while (chunk := queue.next()) is not None:
        played.extend(chunk)
        sizes.append(len(chunk))
        queue.record_timing(chunk, len(chunk) * each_s)
    assert played == list(range(5, 5 + count))
    assert all(size == 1 or size * each_s <= 0.25 * 1.001 for size in sizes)
    assert sizes[:1] == [1] * bool(count)


def test_chunks_are_a_quarter_of_a_second_and_the_time_left_is_what_was_timed_last() -> None:
    queue, sizes = ChunkQueue(workers=2), []
    queue.add(range(300))
    while (chunk := queue.next()) is not None:
        sizes.append(len(chunk))
        queue.record_timing(chunk, len(chunk) / 128)
    assert sizes[:4] == [1, 4, 16, 32]
    assert sizes[-2] == 12
    assert sorted(sizes[3:], reverse=True) == sizes[3:]
    queue = ChunkQueue(workers=2)
    assert queue.seconds_for(100) is None
    queue.record_timing(range(10), 1.0)
    assert queue.seconds_for(100) == pytest.approx(100 * 0.1 / 2)
    queue = ChunkQueue(workers=1)
    for seconds in [1.0] * 20 + [3.0] * 20:
        queue.record_timing(range(10), seconds)
    assert queue.seconds_for(10) == pytest.approx(3.0, rel=0.05)
