"""What was decided begins, each act at its time; also while the story jumps, when nobody in the room is asked."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Self

from sim.drill.notices import PendingNotice, find_reach_notices, has_uncounted_messages
from sim.drill.parts import ScheduledAction
from sim.drill.schedule import find_last_event
from sim.drill.timed import ClockConductor
from sim.drill.unwritten import MemoryJournal
from sim.model.interventions import to_json


class ActionConductor(ClockConductor):
    """An exercise with its journal, in which what was decided takes place."""

    def start_due_actions(self, until: float, inclusive: bool = True) -> None:
        """Begins what was decided and has its time before this one, or at it; not yet what somebody does who is still busy."""
        for at, _, act in sorted(self._earliest_actions(until), key=lambda one: one[:2]):
            if at < until or (inclusive and at == until):
                self.state.running_arms.run_until(at)
                if not self.state.running_arms.player.is_busy(act.intervention):
                    data = {"of": act.source_id, "number": act.number, "act": to_json(act.intervention)}
                    self.write("act", data, at)

    def _earliest_actions(self, until: float) -> Iterator[tuple[float, tuple[float, str, int], ScheduledAction]]:
        """When each act can begin, and its turn: at its time, or, where somebody was busy then, at the whole second that has come."""
        late = float(max(math.ceil(self.state.time), math.floor(until)))
        for act in self.state.pending:
            in_time = act.time >= self.state.time and act.time > until - 1.0
            yield act.time if in_time else late, (act.time, act.source_id, act.number), act

    def start_all_actions(self) -> None:
        """Everything that was decided begins."""
        second = math.ceil(self.state.time)
        while self.state.pending:
            self.start_due_actions(float(second))
            if self.state.pending:
                self._record_reach(float(second))
            second += 1

    def record_notices(self, found: Iterable[PendingNotice], time: float | None = None) -> None:
        """What came to light, at a T+; without one now."""
        for one in list(found):
            self.write("notice", one._asdict(), time)

    def _record_reach(self, time: float) -> None:
        """The arms play to this T+, and how many were reached by then is told as of then."""
        self.state.running_arms.run_until(time)
        self.state.milestones.update()
        self.record_notices(find_reach_notices(self.state, time), time)

    def jump_to_scenario_time(self, story: float) -> None:
        """The emergency goes on at full speed to where the story goes on. story: seconds from onset."""
        self._advance(self.find_jump_target(story))

    def find_jump_target(self, story: float) -> float:
        """Seconds from onset to where the story goes on, or to the last that happens in any arm, whichever is sooner.

        It is played ahead, on a journal that nobody keeps, to see what the last is.
        """
        ahead = self.copy_for_lookahead()
        ahead._advance(story)
        return min(story, max(ahead.state.time, find_last_event(ahead.state.running_arms)))

    def copy_for_lookahead(self) -> Self:
        """The same exercise at the same T+, to see what would come; nothing of it is kept."""
        other = type(self)(self.opened, MemoryJournal(self.journal.header, self.journal.entries()))
        other.clock = self.clock
        return other

    def _advance(self, time: float) -> None:
        """So much of T+ passes, to the whole second, while what was decided begins and it is counted how many it reached."""
        while (self.state.pending or has_uncounted_messages(self.state)) and self.clock.incident_time < time:
            self.clock = self.clock.count_second()
            self.start_due_actions(float(self.clock.incident_time))
            self._record_reach(float(self.clock.incident_time))
        self.clock = replace(self.clock, incident_time=max(self.clock.incident_time, math.ceil(time)))
        self.state.running_arms.run_until(float(self.clock.incident_time))
        self.state.milestones.update()
