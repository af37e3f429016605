"""The live engine: one replication, played through or step by step.

With no intervention it is the replication that an experiment plays with the same seed and number; a drill stops it, looks at it,
intervenes, and lets it go on.
"""

from collections.abc import Collection
from typing import Protocol

from sim.hazards.base import HAZARDS, start_hazard
from sim.model import interventions, psap
from sim.model.environment import Rank
from sim.model.interventions import Intervention, Outcome
from sim.model.snapshot import WorldView, take_snapshot
from sim.model.state import OFFICE, World
from sim.model.tables import Tables
from sim.model.trace import EventKind, Trace
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import DrawBlock, DrawLog, DrawReader


class SimpyEngine:
    """Plays one replication of an emergency under one strategy."""

    def __init__(
        self,
        tables: Tables,
        seed: int,
        replication: int,
        block: DrawBlock | None = None,
        log: DrawLog | None = None,
        played: Collection[str] = (),
    ) -> None:
        """block: numbers already drawn for a range that holds this replication. log: every number read, for tests.

        played: who is played by people in a room, by id of the roster, and `office` where one of them speaks for the office. They
        perceive, understand and protect their group as in the model; whom they call is decided. Raises UnknownName.
        """
        for name in sorted(played):
            if name != OFFICE and name not in tables.staff.ids:
                raise interventions.UnknownName(f"played: {name!r} is not on the roster of {tables.campus}")
        block = DrawBlock(seed, range(replication, replication + 1)) if block is None else block
        self.tables = tables
        numbers = DrawReader(block, replication, tables.streams, log)
        self.world = World(tables, numbers, HAZARDS[tables.hazard.kind].playbook, played)
        self._ended = False
        self._picture: WorldView | None = None
        world, psap_table = self.world, tables.psap
        start_hazard(world)
        if psap_table.end > psap_table.background:
            world.start(psap.generate_background_calls(world), Rank.QUEUE, psap_table.background)
        if psap_table.background > psap_table.neighbours:
            calls = psap.generate_neighbor_calls(world)
            world.start(calls, Rank.QUEUE, psap_table.neighbours, after=psap_table.past)

    @property
    def now(self) -> float:
        """Seconds from onset."""
        return self.world.now

    @property
    def trace(self) -> Trace:
        """What has happened so far."""
        return self.world.trace

    @property
    def is_ended(self) -> bool:
        """Whether the play is over: all clear, or the horizon."""
        return self._ended

    def run(self) -> Trace:
        """Plays to the end."""
        self.run_until(self.tables.horizon)
        self._end()
        return self.trace

    def run_until(self, time: float) -> None:
        """Plays all events before this time (seconds from onset, on the time grid), or until all clear."""
        world, stop = self.world, min(time, self.tables.horizon)
        if not world.over and stop > world.now:
            self._picture = None
            world.clock.run(until=stop)
        if world.over:
            self._end()

    def _end(self) -> None:
        if not self._ended:
            self._ended, self._picture = True, None
            self.world.log_event(EventKind.END)
            self.world.dispose()

    def apply(self, intervention: interventions.Intervention) -> interventions.Outcome:
        """Somebody at the desk or in the room does something, now, before the model's events of this instant."""
        self._picture = None
        return interventions.apply_intervention(self.world, intervention)

    def preview(self, intervention: interventions.Intervention) -> interventions.Outcome:
        """What that would come to, now. Changes nothing at all."""
        return interventions.preview_intervention(self.world, intervention)

    def is_busy(self, intervention: interventions.Intervention) -> bool:
        """Whether whoever does it still does something else that was decided: one thing after another. Raises UnknownName."""
        return interventions.is_busy(self.world, intervention)

    def return_to_simulation(self, name: str) -> interventions.Outcome:
        """Nobody plays this person, or `office`, any more: from now on they do what the model has them do. Raises UnknownName."""
        self._picture = None
        return interventions.return_to_simulation(self.world, name)

    def decision_delay(self, name: str) -> float:
        """Seconds that somebody takes to decide, by the model's own number for them; it is not used up. Raises UnknownName."""
        return self.world.peek(Purpose.DECISION, interventions.find_staff(self.world, name))

    def view(self) -> WorldView:
        """A frozen picture of the state: the same one as long as nothing is played, done or handed back."""
        if self._picture is None:
            self._picture = take_snapshot(self.world)
        return self._picture


class Engine(Protocol):
    """One replication of an emergency under one strategy, played through or step by step. Times are seconds from onset, on the grid."""

    @property
    def now(self) -> float:
        """How far it is played. Before the first step it stands before onset, where the past of the 911 centre begins."""

    @property
    def trace(self) -> Trace:
        """What has happened so far."""

    @property
    def is_ended(self) -> bool:
        """Whether it is over: all clear, or the horizon."""

    def run(self) -> Trace:
        """Plays to the end. With no intervention it is bit for bit the replication that an experiment plays."""

    def run_until(self, time: float) -> None:
        """Plays all events before this time. A time that is past, or after the end, plays nothing."""

    def apply(self, intervention: Intervention) -> Outcome:
        """Somebody does something now, before the model's own events of this instant. Raises UnknownName."""

    def preview(self, intervention: Intervention) -> Outcome:
        """What `apply` would say now. Changes nothing. Raises UnknownName."""

    def is_busy(self, intervention: Intervention) -> bool:
        """Whether whoever does it still does something else that was decided; then it is not applied yet. Raises UnknownName."""

    def return_to_simulation(self, name: str) -> Outcome:
        """Somebody who was played, or the office, is left to the model from now on. Raises UnknownName."""

    def decision_delay(self, name: str) -> float:
        """Seconds that somebody on the roster takes to decide, by the model's own number; it is not used up. Raises UnknownName."""

    def view(self) -> WorldView:
        """A frozen picture of the state."""
