"""Measures what decisions did while an exercise goes on: in one process at a time, of the lowest priority, that nothing waits for.

After each decision whose acts have begun, its effect is measured with what was decided so far. Once the emergency has been played, all
effects are measured and kept beside the journal, where the hot wash and the report find them. What is missing then, the report measures.
"""

import os
import pickle
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, BinaryIO

from sim.exercise.decision_effects import (
    EMERGENCIES,
    DecisionEffects,
    compute_effects_key,
    load_or_measure_effects,
    measure_decision_effects,
)
from sim.exercise.events import DecisionMade, DecisionPoint
from sim.exercise.journal import Entry, Header, MemoryJournal
from sim.exercise.journal_replay import replay_journal
from sim.exercise.modules import list_queue_answers
from sim.exercise.state import State
from sim.experiment.chunks import PoolError

if TYPE_CHECKING:
    from scenarios.library import ValidatedExercise
    from tui.session import Session

LOWEST_PRIORITY = 19


@dataclass(frozen=True)
class Job:
    """What one process measures: one decision, or all of them where `decision` is None; path: of the journal."""

    opened: "ValidatedExercise"
    header: Header
    entries: tuple[Entry, ...]
    path: Path
    decision: str | None
    emergencies: int

    def run(self) -> DecisionEffects | None:
        """Measures it; None if the process that asked has ended."""
        asked_by, alone = os.getppid(), 1
        state = replay_journal(self.opened, MemoryJournal(self.header, self.entries))

        def stop() -> bool:
            return os.getppid() != asked_by

        if self.decision is None:
            return load_or_measure_effects(self.path, self.header, state, self.emergencies, workers=alone, stop=stop)
        return measure_decision_effects(state, self.emergencies, [self.decision], workers=alone, stop=stop)


class BackgroundEffects:
    """The effects that are known so far. `update` is called again and again, and `close` when no more are wanted."""

    def __init__(self, emergencies: int = EMERGENCIES) -> None:
        self.emergencies = emergencies
        self.whole: DecisionEffects | None = None  # of all decisions
        self._single: dict[str, tuple[DecisionMade, DecisionEffects]] = {}
        self._begun: list[object] = []  # one process each
        self._asked: tuple[str, DecisionMade] | None = None  # None: all of them
        self._results: SimpleQueue[DecisionEffects | None] = SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_busy = self._is_closed = False

    def find(self, point: DecisionPoint) -> DecisionEffects | None:
        """The effect of this decision alone, unless another one was made since."""
        made, found = self._single.get(point.decision.id, (None, None))
        return found if made == point.response else None

    def update(self, session: "Session") -> bool:
        """Takes a result, and begins the next process. Returns whether anything new is known."""
        is_new = self._receive()
        if not (self._is_busy or self._is_closed):
            self._begin_next(session)
        return is_new

    def close(self) -> None:
        """Ends the process now."""
        self._is_closed = True
        if self._process is not None:
            self._process.kill()

    def _receive(self) -> bool:
        try:
            found = self._results.get_nowait()
        except Empty:
            return False
        self._is_busy = False
        if found is None:
            return False
        if self._asked is None:
            self.whole = found
        else:
            self._single[self._asked[0]] = self._asked[1], found
        return True

    def _begin_next(self, session: "Session") -> None:
        state, header = session.state, session.journal.header
        if state.setup is None or state.frozen or state.segment is None:
            return
        if is_emergency_played(state):
            answers = tuple((name, one.id) for name, one in list_queue_answers(state).items())
            key: object = (compute_effects_key(header, state, self.emergencies), answers)
            self._begin(key, None, session)
            return
        for point in state.decision_points.values():
            if has_landed(point, state):
                self._begin((point.decision.id, point.response), point, session)

    def _begin(self, key: object, point: DecisionPoint | None, session: "Session") -> None:
        if self._is_busy or key in self._begun:
            return
        self._begun.append(key)
        self._is_busy = True
        self._asked = None if point is None else (point.decision.id, point.response)
        entries, opened = tuple(session.journal.entries()), session.conductor.opened
        decision = None if point is None else point.decision.id
        job = Job(opened, session.journal.header, entries, session.path, decision, self.emergencies)
        threading.Thread(target=self._run, args=(job,), name="effects", daemon=True).start()

    def _run(self, job: Job) -> None:
        """In a thread, which waits for the process."""
        found = None
        with suppress(OSError, EOFError, pickle.UnpicklingError):
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tui.background_effects"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            if self._is_closed:
                self._process.kill()
            said, _ = self._process.communicate(pickle.dumps(job))
            found = pickle.loads(said)
        self._results.put(found)


def has_landed(point: DecisionPoint, state: State) -> bool:
    """Whether something that was decided has begun."""
    return point.state == "decided" and any(done.action.source_id == point.decision.id for done in state.done)


def is_emergency_played(state: State) -> bool:
    """Whether no module in which T+ runs is on or to come."""
    segments = state.exercise.segments
    ids = [segment.id for segment in segments]
    now = ids.index(state.segment.id) if state.segment is not None else -1
    return all(segment.kind != "played" for segment in segments[max(now, 0) :])


def main(read: BinaryIO, write: BinaryIO) -> None:
    """Runs the job that it is given."""
    with suppress(OSError):
        os.nice(LOWEST_PRIORITY)
    job: Job = pickle.load(read)
    with suppress(PoolError):
        write.write(pickle.dumps(job.run()))
        write.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
