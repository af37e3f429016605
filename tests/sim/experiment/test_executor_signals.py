"""Ctrl-C, SIGTERM, and the end of the parent: a program is started, brought to a known state, and sent signals.

The program's workers are stuck in a replication that lasts longer than any test, so that whoever waits for
them instead of ending them is found out by the time limit.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = "from tests.sim.experiment.executor_work import main; main()"
IGNORING = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
LIMIT_S = 60
FULL = pytest.mark.full(step="kills")

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")


@contextmanager
def started(workers: int, free: int, line: str, first: str = "") -> Iterator[subprocess.Popen[str]]:
    """The program in a process group of its own, at the point where it says a line."""
    command = [sys.executable, "-c", f"{first}\n{PROGRAM}", str(workers), str(free)]
    with subprocess.Popen(
        command, cwd=ROOT, start_new_session=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        try:
            assert program.stdout is not None
            assert line + "\n" in program.stdout
            yield program
        finally:
            if living(program.pid):
                os.killpg(program.pid, signal.SIGKILL)


def living(group: int) -> list[int]:
    """The processes of a group that are not dead."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, its_group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state not in "ZX":
            found.append(int(stat.parent.name))
    return found


def wait_until(true: Callable[[], bool]) -> None:
    """Wait for something that must come about."""
    deadline = time.monotonic() + LIMIT_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def to_parent(program: subprocess.Popen[str]) -> None:
    """As `kill -INT` does."""
    program.send_signal(signal.SIGINT)


def to_all(program: subprocess.Popen[str]) -> None:
    """As Ctrl-C in a terminal does."""
    os.killpg(program.pid, signal.SIGINT)


def terminate(program: subprocess.Popen[str]) -> None:
    """As a service manager does."""
    program.terminate()


def twice(program: subprocess.Popen[str]) -> None:
    """As someone impatient does. The second may come when all is over, so the program ignores it from then on."""
    to_all(program)
    to_all(program)


@pytest.mark.parametrize(
    ("workers", "interrupt"),
    [
        pytest.param(1, terminate, marks=pytest.mark.slow),
        pytest.param(2, to_all, marks=pytest.mark.slow),
        *(pytest.param(*how, marks=FULL) for how in ((1, to_all), (2, terminate), (2, to_parent), (2, twice))),
    ],
)
def test_a_signal_gives_the_longest_complete_prefix_and_leaves_nobody(
    workers: int, interrupt: Callable[[subprocess.Popen[str]], None]
) -> None:
    with started(workers, 23, "stuck", IGNORING if interrupt is twice else "") as program:
        interrupt(program)
        out, err = program.communicate(timeout=LIMIT_S)
        assert out.splitlines()[-2:] == ["23 of 1000, interrupted: True", "same: True"]
        assert err == ""
        assert program.returncode == 0
        wait_until(lambda: not living(program.pid))


@FULL
def test_a_program_in_the_background_of_a_script_can_be_interrupted_too() -> None:
    with started(2, 23, "stuck", IGNORING) as program:
        to_parent(program)
        out, err = program.communicate(timeout=LIMIT_S)
        assert out.splitlines()[-2:] == ["23 of 1000, interrupted: True", "same: True"]
        assert err == ""


@FULL
@pytest.mark.parametrize("processes", [2, 3, 4, 5])
def test_ctrl_c_while_workers_start_leaves_no_traceback(processes: int) -> None:
    with started(2, 23, "open", IGNORING) as program:
        wait_until(lambda: len(living(program.pid)) >= processes)
        twice(program)
        out, err = program.communicate(timeout=LIMIT_S)
        assert "of 1000, interrupted: True" in out
        assert out.splitlines()[-1] == "same: True"
        assert err == ""
        wait_until(lambda: not living(program.pid))


@pytest.mark.slow
def test_no_worker_outlives_its_parent() -> None:
    with started(2, 23, "stuck") as program:
        assert len(living(program.pid)) >= 3
        program.kill()
        _out, err = program.communicate(timeout=LIMIT_S)
        assert err == ""
        wait_until(lambda: not living(program.pid))


COMPILING_PROGRAM = """
import os, signal, sys
from scenarios.library import open_emergency
from sim.experiment.compare import compare
from sim.experiment.execution import Execution, StoppedError
from sim.experiment.experiment import Experiment

def interrupt(part, progress):
    print(part, progress.done < progress.total)
    os.kill(os.getpid(), signal.SIGINT)

try:
    execution = Execution(engine="compiled", on_progress=interrupt)
    compare(Experiment(open_emergency("reference-r1")), execution)
except StoppedError as error:
    print(error)
"""


@pytest.mark.slow
def test_ctrl_c_ends_a_compilation_that_has_only_begun(tmp_path: Path) -> None:
    nothing_kept = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    command = [sys.executable, "-c", COMPILING_PROGRAM]
    program = subprocess.run(command, cwd=ROOT, env=nothing_kept, capture_output=True, text=True, check=False)
    assert program.stdout.splitlines() == ["compiling True", "stopped while compiling"]
