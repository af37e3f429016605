"""The `Engine` protocol, and `SimpyEngine`, the reference engine: one replication, run to the end or step by step.

Without interventions it is the replication that a comparison runs with the same seed and number. An exercise stops it, reads its state,
intervenes, and resumes.
"""

import math
from collections.abc import Collection
from typing import Protocol

from sim.hazards.base import HAZARDS, start_hazard
from sim.model import interventions, psap
from sim.model.interventions import Intervention, Outcome
from sim.model.snapshot import WorldView, take_snapshot
from sim.model.staff import draw_decision_delay
from sim.model.state import OFFICE, World
from sim.model.tables import Tables
from sim.model.trace import EventKind, News, Row, Trace
from sim.sampling.streams import DrawBlock, DrawLog, DrawReader


class View(Protocol):
    """What conditions ask of the state. It holds until the engine runs on; `WorldView` is one."""

    @property
    def hazard(self) -> str:
        """Its zone; empty before onset."""

    @property
    def is_hazard_active(self) -> bool:
        """Whether it has begun and not ended."""

    @property
    def staff(self) -> int:
        """Adults on campus."""

    @property
    def staff_aware(self) -> int:
        """Adults on campus who are aware."""

    @property
    def occupants(self) -> int:
        """Heads that can be protected."""

    @property
    def occupants_protected(self) -> int:
        """Heads that are protected."""

    @property
    def channels(self) -> tuple[str, ...]:
        """Of `pa` and `radio`, those that this strategy uses and that work."""


class Engine(Protocol):
    """One replication of an emergency under one strategy, step by step. Times are seconds from onset, on the time grid."""

    @property
    def tables(self) -> Tables:
        """The emergency under its strategy."""

    @property
    def now(self) -> float:
        """The current time. It starts before onset, where the history of the 911 center begins."""

    @property
    def trace(self) -> Trace:
        """What has happened so far."""

    @property
    def is_ended(self) -> bool:
        """Whether it has ended, by the all clear or at the horizon."""

    def run(self) -> Trace:
        """Runs to the end. Without interventions it equals the replication of a comparison bit for bit."""

    def run_until(self, time: float) -> None:
        """Runs all events before this time. A time in the past, or after the end, changes nothing."""

    def follow(self, news: News) -> None:
        """What `events_since` has to have. Raises UnknownName."""

    def watch(self, news: News) -> None:
        """What `next_change` has to stop after; until this is said, after every event. Raises UnknownName."""

    def next_change(self, latest: float) -> float:
        """The first whole second after the next event, at most `latest`, to which it may run on. It may pass over events that the
        caller does not wait for.
        """

    def events_since(self, number: int) -> tuple[list[Row], int]:
        """The events from this number on, perhaps only those that the caller waits for; and how many events there are by now."""

    def view(self) -> View:
        """The state, as far as conditions ask for it."""

    def apply(self, intervention: Intervention) -> Outcome:
        """Starts an intervention now, before the model's own events of this instant. The reason may be empty. Raises UnknownName."""

    def is_busy(self, intervention: Intervention) -> bool:
        """Whether the person who acts is still busy with an earlier decision. Raises UnknownName."""

    def return_to_simulation(self, name: str) -> Outcome:
        """The model takes over a played role, or the office. Raises UnknownName."""

    def decision_delay(self, name: str) -> float:
        """Simulated decision time of a person in seconds; uses up no random number. Raises UnknownName."""


class SimpyEngine:
    """The reference engine: the processes of `sim.model`, run by SimPy."""

    def __init__(
        self,
        tables: Tables,
        seed: int,
        replication: int,
        block: DrawBlock | None = None,
        log: DrawLog | None = None,
        played: Collection[str] = (),
    ) -> None:
        """tables: over a school day, those of the period of this replication are played. block: draws of a range that holds the
        replication. log: collects every number read.

        played: roster ids of the played roles, and `office`. They perceive, understand and protect their group as in the model;
        participants decide which calls they make. Raises UnknownName.
        """
        for name in sorted(played):
            if name != OFFICE and name not in tables.staff.ids:
                raise interventions.UnknownName(f"played: {name!r} is not on the roster of {tables.campus}")
        block = DrawBlock(seed, range(replication, replication + 1)) if block is None else block
        tables = tables.of_replication(seed, replication)
        self.tables = tables
        numbers = DrawReader(block, replication, tables.streams, log)
        self.world = World(tables, numbers, HAZARDS[tables.hazard.kind].playbook, played)
        self._ended = False
        self._snapshot: WorldView | None = None
        start_hazard(self.world)
        psap.start_calls(self.world)

    @property
    def now(self) -> float:
        """The current time."""
        return self.world.now

    @property
    def trace(self) -> Trace:
        """What has happened so far."""
        return self.world.trace

    @property
    def is_ended(self) -> bool:
        """Whether it has ended, by the all clear or at the horizon."""
        return self._ended

    def run(self) -> Trace:
        """Runs to the end."""
        self.run_until(self.tables.horizon)
        self._end()
        return self.trace

    def run_until(self, time: float) -> None:
        """Runs all events before this time, or until the all clear."""
        world, stop = self.world, min(time, self.tables.horizon)
        if not world.over and stop > world.now:
            self._snapshot = None
            world.clock.run(until=stop)
        if world.over:
            self._end()

    def _end(self) -> None:
        if not self._ended:
            self._ended, self._snapshot = True, None
            self.world.log_event(EventKind.END)
            self.world.dispose()

    def follow(self, news: News) -> None:
        """Changes nothing: `events_since` has them all."""

    def watch(self, news: News) -> None:
        """Changes nothing: `next_change` stops after every event."""

    def next_change(self, latest: float) -> float:
        """The first whole second after the next event, at most `latest`."""
        pending = self.world.clock.peek()
        return min(latest, math.floor(pending) + 1.0) if pending < math.inf else latest

    def events_since(self, number: int) -> tuple[list[Row], int]:
        """The events from this number on, and how many events there are by now."""
        return self.trace.rows[number:], len(self.trace.rows)

    def apply(self, intervention: Intervention) -> Outcome:
        """Starts an intervention now, before the model's own events of this instant. Raises UnknownName."""
        self._snapshot = None
        return interventions.apply_intervention(self.world, intervention)

    def preview(self, intervention: Intervention) -> Outcome:
        """The outcome that `apply` would give now. Changes nothing."""
        return interventions.preview_intervention(self.world, intervention)

    def is_busy(self, intervention: Intervention) -> bool:
        """Whether the person who acts is still busy with an earlier decision. Raises UnknownName."""
        return interventions.is_busy(self.world, intervention)

    def return_to_simulation(self, name: str) -> Outcome:
        """The model takes over a played role, or the office. Raises UnknownName."""
        self._snapshot = None
        return interventions.return_to_simulation(self.world, name)

    def decision_delay(self, name: str) -> float:
        """Simulated decision time of a person in seconds; uses up no random number. None is simulated in days. Raises UnknownName."""
        if not self.tables.hazard.is_witnessed:
            return 0.0
        person = interventions.find_person(self.tables, name)
        return draw_decision_delay(self.world.tables, self.world.peek, person)

    def view(self) -> WorldView:
        """A frozen snapshot of the state, the same object until the state changes."""
        if self._snapshot is None:
            self._snapshot = take_snapshot(self.world)
        return self._snapshot
