"""A program that has journals written by one process after the other, each of which is killed at a random moment.

It imports little and has one thread, so that it can fork. For each kill it writes a line: the journal, the number of the last entry that
the process found and of each that it acknowledged, and whether it was killed within a write.

    python -m tests.sim.exercise.journal_writer KILLS SECONDS JOURNAL ...

Each journal is written by KILLS processes, none of which lives longer than SECONDS.
"""

import os
import random
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from sim.exercise.journal import ROLLBACK_SUFFIX, FileJournal, Header

HEADER = Header('{"files":{}}', 7, "1")


def payload_of(number: int) -> dict[str, str]:
    """What entry `number` says; some of them need several pages."""
    return {"text": "x" * (number * 997 % 9_000)}


def write_until_killed(path: Path, acknowledged: int, seconds: float) -> None:
    """Begins or resumes a journal, and writes the number of each entry that is on the disk."""
    signal.setitimer(signal.ITIMER_REAL, seconds)  # no handler: SIGALRM ends the process wherever it is
    journal = FileJournal.open(path) if path.exists() else FileJournal.create(path, HEADER)
    number = journal.last_seq
    while True:
        os.write(acknowledged, f"{number} ".encode())
        number = journal.append(0.5, 1.5, "note", payload_of(number + 1)).seq


def kill_writer(path: Path, seconds: float) -> str:
    read, write = os.pipe()
    process = os.fork()
    if not process:
        try:
            write_until_killed(path, write, seconds)
        finally:
            os._exit(1)  # not killed, but failed
    os.close(write)
    with os.fdopen(read) as pipe:
        acknowledged = pipe.read()
    _, status = os.waitpid(process, 0)
    assert os.WTERMSIG(status) == signal.SIGALRM, status
    return acknowledged


def is_cut_off(path: Path) -> bool:
    """Whether it was killed within a write, which the next process has to undo."""
    beside = Path(f"{path}{ROLLBACK_SUFFIX}")
    return beside.exists() and any(beside.read_bytes()[:8])


def main(kills: int, seconds: float, paths: Sequence[Path]) -> None:
    for path in paths:
        chance = random.Random(path.stem)
        for _ in range(kills):
            acknowledged = kill_writer(path, chance.uniform(0.0, seconds))
            sys.stdout.write(f"{path},{acknowledged},{is_cut_off(path)}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), [Path(name) for name in sys.argv[3:]])
