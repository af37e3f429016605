"""Command lines, each in a forked process with bounded time and memory: what it prints, how it ends, and how much memory it takes.

`python -m tests.forked` imports the program once and forks for each command line that it reads from standard input, so that one takes
milliseconds. It has a single thread, and pytest's worker, which has more, forks nothing.
"""

import gc
import io
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

ROOT = Path(__file__).parents[1]
PROCESSOR_SECONDS = 20
"""Of one command line. More is an endless loop."""
SECONDS = 100
"""Until a command line waits for something that never comes."""
MEMORY_BYTES = 2_000_000_000
"""Of addresses, beside those that the parent has."""
PARTICIPANTS = "participants"
"""In place of a command: read the list of participants in a file, as the screens do."""


@dataclass(frozen=True)
class Run:
    """Command lines in one folder, one after another, until one does not end with 0."""

    folder: str
    lines: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Outcome:
    """statuses: of the command lines that were run; that of the last is negative where a signal ended it. peak: megabytes."""

    statuses: Sequence[int]
    output: str
    errors: str
    peak: int

    def list_faults(self, most: int) -> list[str]:
        """What must not happen, whatever the input. most: megabytes."""
        status, faults = self.statuses[-1], []
        if status < 0:
            faults.append(f"ended by {signal.Signals(-status).name}")
        elif status not in (0, 2):
            faults.append(f"status {status}")
        if "Traceback" in self.errors:
            faults.append("a traceback")
        if status == 2 and not self.errors.strip():
            faults.append("status 2 without a message")
        if not re.sub(r"[\n\t]", "", self.output + self.errors).isprintable():
            faults.append("an unprintable character")
        if self.peak > most:
            faults.append(f"{self.peak} MB")
        return faults


class Forks:
    """The process that forks, and what it answers."""

    def __init__(self, server: "subprocess.Popen[str]") -> None:
        self.server = server

    def run(self, folder: Path, *lines: Sequence[str]) -> Outcome:
        """Runs command lines in a folder, one after another, until one does not end with 0."""
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        self.server.stdin.write(f"{json.dumps(asdict(Run(str(folder), lines)))}\n")
        self.server.stdin.flush()
        return Outcome(**json.loads(self.server.stdout.readline()))


@contextmanager
def start_forks() -> Iterator[Forks]:
    """The process that forks, until the block ends."""
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-W", "error", "-m", "tests.forked"], cwd=ROOT, **pipes) as server:
        yield Forks(server)


WARM_UP = """check our-exercise.yaml
show our-active-assailant.yaml
map our-campus.yaml
compare our-active-assailant.yaml --replications 2 --input-pairs 0 --workers 1 --engine compiled
drill our-active-assailant.yaml --exercise our-exercise.yaml --script our-script.yaml --journal own.journal
export own.journal --out out
msel export our-exercise.yaml list.xlsx
msel import list.xlsx our-exercise.yaml
records list
training hours
config"""
"""Command lines that import what others need too."""


def prepare() -> None:
    """Imports what commands import, and makes the long runs short: these are tested elsewhere."""
    import tui.commands.exercise
    import tui.web.browser
    from sim.exercise import counterfactual, decision_effects
    from tui.cli import main

    few = partial(counterfactual.load_or_run_counterfactual, replications=2, workers=1)
    counterfactual.load_or_run_counterfactual = few
    some = partial(decision_effects.load_or_measure_effects, emergencies=4)
    decision_effects.load_or_measure_effects = some
    tui.commands.exercise.SEEDS_TRIED = 3
    tui.web.browser.BrowserServer.serve_on = _close  # type: ignore[method-assign,assignment]
    with TemporaryDirectory() as folder, redirect_stderr(io.StringIO()):
        os.environ["ALLCALL_HOME"] = f"{folder}/home"
        os.chdir(shutil.copytree(ROOT / "tests" / "own_school", Path(folder) / "school"))
        for line in WARM_UP.splitlines():
            assert main(line.split()) == 0, line
        os.chdir(ROOT)
    gc.collect()
    gc.freeze()


def _close(_: object, sockets: Iterable[socket]) -> None:
    for opened in sockets:
        opened.close()


def fork_run(run: Run) -> Outcome:
    """Runs it in a forked process."""
    with TemporaryFile() as output, TemporaryFile() as errors, TemporaryFile() as statuses:
        child = os.fork()
        if child == 0:
            _run_in_child(run, output.fileno(), errors.fileno(), statuses.fileno())
        _, status, usage = os.wait4(child, 0)
        contents = []
        for file in (output, errors, statuses):
            file.seek(0)
            contents.append(file.read().decode(errors="replace"))
    ended = [int(line) for line in contents[2].split()]
    if code := os.waitstatus_to_exitcode(status):
        ended.append(code)
    return Outcome(ended, contents[0], contents[1], usage.ru_maxrss // 1000)


def _run_in_child(run: Run, output: int, errors: int, statuses: int) -> None:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(errors, 2)
    os.chdir(run.folder)
    os.environ["ALLCALL_HOME"] = str(Path(run.folder) / "home")
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1))
    addresses = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (addresses + MEMORY_BYTES,) * 2)
    try:
        for line in run.lines:
            status = _run_line(line)
            os.write(statuses, f"{status}\n".encode())
            if status:
                break
    except BaseException as error:  # noqa: BLE001 - the process ends with it
        sys.excepthook(type(error), error, error.__traceback__)
        os.write(statuses, b"1\n")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _run_line(line: Sequence[str]) -> int:
    from tui.cli import main

    return _read_participants(Path(line[1])) if line[:1] == [PARTICIPANTS] else main(line)


def _read_participants(path: Path) -> int:
    from scenarios.library import open_file
    from sim.exercise.participants import UnclearNames, read_participants_file

    exercise: Any = open_file(ROOT / "tests" / "own_school" / "our-exercise.yaml", "exercise")[0]
    try:
        print(read_participants_file(path, exercise))  # noqa: T201
    except UnclearNames as error:
        print("\n".join(error.said), file=sys.stderr)  # noqa: T201
        return 2
    return 0


def main() -> None:
    """Answers each line of standard input, a run, with a line of standard output, its outcome."""
    with os.fdopen(os.dup(1), "w") as answers:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        prepare()
        for line in sys.stdin:
            print(json.dumps(asdict(fork_run(Run(**json.loads(line))))), file=answers, flush=True)


if __name__ == "__main__":
    main()
