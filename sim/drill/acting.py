"""What was decided begins, each act at its time; also while the story jumps, when nobody in the room is asked."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Self

from sim.drill.notices import Found, reached, uncounted
from sim.drill.parts import Act
from sim.drill.schedule import last_event
from sim.drill.timed import Timed
from sim.drill.unwritten import Unwritten
from sim.model.interventions import to_json


class Acting(Timed):
    """An exercise with its journal, in which what was decided takes place."""

    def acts(self, until: float, inclusive: bool = True) -> None:
        """Begins what was decided and has its time before this one, or at it; not yet what somebody does who is still busy."""
        for at, _, act in sorted(self._soonest(until), key=lambda one: one[:2]):
            if at < until or (inclusive and at == until):
                self.state.engines.run_until(at)
                if not self.state.engines.room.waits(act.intervention):
                    data = {"of": act.of, "number": act.number, "act": to_json(act.intervention)}
                    self.write("act", data, at)

    def _soonest(self, until: float) -> Iterator[tuple[float, tuple[float, str, int], Act]]:
        """When each act can begin, and its turn: at its time, or, where somebody was busy then, at the whole second that has come."""
        late = float(max(math.ceil(self.state.time), math.floor(until)))
        for act in self.state.pending:
            in_time = act.time >= self.state.time and act.time > until - 1.0
            yield act.time if in_time else late, (act.time, act.of, act.number), act

    def all_acts(self) -> None:
        """Everything that was decided begins."""
        second = math.ceil(self.state.time)
        while self.state.pending:
            self.acts(float(second))
            if self.state.pending:
                self._counts(float(second))
            second += 1

    def tells(self, found: Iterable[Found], time: float | None = None) -> None:
        """What came to light, at a T+; without one now."""
        for one in list(found):
            self.write("notice", one._asdict(), time)

    def _counts(self, time: float) -> None:
        """The arms play to this T+, and how many were reached by then is told as of then."""
        self.state.engines.run_until(time)
        self.state.moments.look()
        self.tells(reached(self.state, time), time)

    def jumps_to(self, story: float) -> None:
        """The emergency goes on at full speed to where the story goes on. story: seconds from onset."""
        self._passes(self.jumps_as_far_as(story))

    def jumps_as_far_as(self, story: float) -> float:
        """Seconds from onset to where the story goes on, or to the last that happens in any arm, whichever is sooner.

        It is played ahead, on a journal that nobody keeps, to see what the last is.
        """
        ahead = self.ahead()
        ahead._passes(story)
        return min(story, max(ahead.state.time, last_event(ahead.state.engines)))

    def ahead(self) -> Self:
        """The same exercise at the same T+, to see what would come; nothing of it is kept."""
        other = type(self)(self.opened, Unwritten(self.journal.header, self.journal.entries()))
        other.clock = self.clock
        return other

    def _passes(self, time: float) -> None:
        """So much of T+ passes, to the whole second, while what was decided begins and it is counted how many it reached."""
        while (self.state.pending or uncounted(self.state)) and self.clock.incident < time:
            self.clock = self.clock.second()
            self.acts(float(self.clock.incident))
            self._counts(float(self.clock.incident))
        self.clock = replace(self.clock, incident=max(self.clock.incident, math.ceil(time)))
        self.state.engines.run_until(float(self.clock.incident))
        self.state.moments.look()
