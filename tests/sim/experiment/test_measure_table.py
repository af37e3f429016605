"""The table of measures gives back what was put in, in memory or in its file, however it came."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.experiment import measure_table
from sim.experiment.measure_table import MeasureTable

ROWS = np.random.default_rng(1).random((100, 3, 2))


@settings(max_examples=50)
@given(
    st.lists(st.integers(0, 100), max_size=8),
    st.sampled_from([0, 1_000, 1_000_000]),
    st.tuples(st.integers(0, 100), st.integers(0, 100)),
)
def test_whatever_the_chunks_and_wherever_it_is(cuts: list[int], memory: int, part: tuple[int, int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measure_table, "BLOCK", 16)
        table = MeasureTable(3, 2, memory or 1)
        for start, stop in zip([0, *sorted(cuts)], [*sorted(cuts), 100], strict=True):
            table.append(ROWS[start:stop])
            assert len(table) == stop
        for arm, measure in np.ndindex(3, 2):
            assert np.array_equal(table.column(arm, measure), ROWS[:, arm, measure])
        assert np.array_equal(table[slice(*part)], ROWS[slice(*part)])


@pytest.mark.slow
def test_beyond_its_memory_it_is_in_a_file_that_goes_with_it() -> None:
    before = os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else []
    if not before:
        pytest.skip("looks for open files in /proc")
    table = MeasureTable(3, 2, max_memory=1_000)
    for _ in range(20):
        table.append(ROWS)
    assert len(os.listdir("/proc/self/fd")) == len(before) + 1
    del table
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) == len(before)


def test_a_full_disk_is_an_error_that_names_the_folder(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk."""
    program = (
        "import resource, signal, numpy\n"
        "from sim.experiment.measure_table import MeasureTable\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "MeasureTable(3, 2, max_memory=1_000).append(numpy.zeros((10_000, 3, 2)))\n"
    )
    command, env = [sys.executable, "-c", program], {**os.environ, "TMPDIR": str(tmp_path)}
    ended = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert f"PoolError: {tmp_path}: File too large; free some space there" in ended.stderr


def test_replications_that_do_not_follow_each_other_are_refused() -> None:
    table = MeasureTable(3, 2)
    table.append(ROWS)
    with pytest.raises(ValueError, match="leaves replications out"):
        table[::2]
