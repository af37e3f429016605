"""What a command and all its processes take, read from where Linux tells it.

Memory is counted for the processes that are there at a moment, each with its own peak until then, pages that several
share for each of them: an upper bound. Processor time is what all of them took together, whatever else the machine did.
"""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

PROCESSES = Path("/proc")
KNOWN = PROCESSES.is_dir()
"""Whether this system tells."""
ROOT = Path(__file__).resolve().parent.parent
EVERY_S = 0.02


@dataclass(frozen=True)
class Taken:
    """What a command took: MB at once, seconds of processor time, seconds from start to end."""

    memory_mb: float
    processor_s: float
    seconds: float


def watched(*command: str) -> Taken:
    """Runs a command to its end, workers and all. Raises CalledProcessError if it fails."""
    start = time.perf_counter()
    program = subprocess.Popen(command, start_new_session=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    most, processor = 0.0, dict[int, float]()
    while program.poll() is None:
        there = session(program.pid)
        most = max(most, sum(peak_mb(pid) for pid in there))
        processor |= {pid: max(processor_s(pid), processor.get(pid, 0.0)) for pid in there}
        time.sleep(EVERY_S)
    if program.returncode:
        raise subprocess.CalledProcessError(program.returncode, command)
    return Taken(most, sum(processor.values()), time.perf_counter() - start)


def session(leader: int) -> list[int]:
    """The processes of a session that are there now."""
    return [pid for pid in map(int, filter(str.isdigit, os.listdir(PROCESSES))) if belongs(pid, leader)]


def belongs(pid: int, leader: int) -> bool:
    """Whether a process is there and in this session."""
    try:
        return os.getsid(pid) == leader
    except ProcessLookupError:
        return False


def peak_mb(pid: int) -> float:
    """Highest resident memory so far, in MB; 0 of a process that is gone."""
    lines = told(pid, "status").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1e3


def processor_s(pid: int) -> float:
    """Processor time so far, in seconds, the system's part included; 0 of a process that is gone."""
    after_the_name = told(pid, "stat").rpartition(")")[2].split()
    return sum(map(int, after_the_name[11:13])) / os.sysconf("SC_CLK_TCK")


def running_s(pid: int) -> float:
    """Processor time of the threads that are there, in seconds, to the nanosecond; 0 of a process that is gone."""
    try:
        tasks = os.listdir(PROCESSES / str(pid) / "task")
    except OSError:
        return 0.0
    return sum(int((told(pid, f"task/{task}/schedstat") or "0").split()[0]) for task in tasks) / 1e9


def told(pid: int, what: str) -> str:
    """What Linux tells about a process; nothing about one that is gone."""
    try:
        return (PROCESSES / str(pid) / what).read_text()
    except OSError:
        return ""
