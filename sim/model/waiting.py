"""Those who wait until others let them go on: callers in the queue of the 911 center, and those who look for somebody with authority."""

from typing import NamedTuple

from sim.model.environment import Activity, Rank, Scheduler, priority
from sim.sampling.keyed_rng import Purpose

DECIDED_OFFSET = 1 << 11  # decided actions come after all of the model's own in the order of an instant


class Call(NamedTuple):
    """A call to the 911 center. number: which of the caller's calls. decided: by participants, not by the model."""

    caller: int
    number: int = 0
    decided: bool = False

    @property
    def place(self) -> int:
        """Its order among the calls of the same caller at one instant."""
        return self.number + DECIDED_OFFSET * self.decided


class Line:
    """The queue of the 911 center: calls that no call-taker has taken, in the order of arrival."""

    def __init__(self, clock: Scheduler) -> None:
        self.clock = clock
        self.waiting: list[Call] = []
        self.activities: dict[Call, Activity] = {}
        self._granted: list[Call] = []

    def __len__(self) -> int:
        return len(self.waiting)

    def wait(self, call: Call) -> Activity:
        """Waits until a call-taker is free, or the caller leaves."""
        self.waiting.append(call)
        self.activities[call] = self.clock.current
        return self.clock.current

    def is_granted(self, call: Call) -> bool:
        """After the wait: whether a call-taker takes the call."""
        return call in self._granted

    def grant_first(self) -> None:
        """A call-taker takes the first call."""
        first = self.waiting[0]
        self._granted.append(first)
        self._resume(first)

    def leave(self, call: Call) -> None:
        """The caller hangs up, if still waiting."""
        if call in self.waiting:
            self._resume(call)

    def _resume(self, call: Call) -> None:
        self.waiting.remove(call)
        place = priority(Rank.QUEUE, call.caller, count=call.place)
        self.clock.schedule_resume(self.activities.pop(call), place)


class Search(NamedTuple):
    """A declarer looks for a person with authority. by: who decided it, NOBODY if the model did."""

    declarer: int
    by: int
    decided: bool


class Searches:
    """All searches so far, by number; those that are over stay."""

    def __init__(self, clock: Scheduler) -> None:
        self.clock = clock
        self._all: list[Search] = []
        self.activities: dict[int, Activity] = {}

    def __len__(self) -> int:
        return len(self._all)

    def open(self, declarer: int, by: int, decided: bool) -> int:
        """Begins one, and returns its number."""
        self._all.append(Search(declarer, by, decided))
        return len(self._all) - 1

    def read(self, search: int) -> Search:
        return self._all[search]

    def wait(self, search: int) -> Activity:
        """Waits until it ends."""
        self.activities[search] = self.clock.current
        return self.clock.current

    def is_open(self, search: int) -> bool:
        return search in self.activities

    def end(self, search: int) -> None:
        """The declarer goes on, once."""
        if search in self.activities:
            ended = self._all[search]
            count = DECIDED_OFFSET * ended.decided
            place = priority(Rank.REACTION, ended.declarer, Purpose.AUTHORITY_TAKES, count)
            self.clock.schedule_resume(self.activities.pop(search), place)
