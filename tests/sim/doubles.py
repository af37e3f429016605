"""Stand-ins for the seams, for tests of what stands on the other side: a scripted engine, a journal in memory, a blind frame."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sim.exercise.journal import Entry, Header
from sim.model.interventions import Intervention, Outcome, format_t_plus
from sim.model.snapshot import CallsView, PartyView, StatusTimes, UnitView, WorldView
from sim.model.tables import Tables
from sim.model.trace import EventKind, Trace


def a_party(name: str, **changes: Any) -> PartyView:
    """An adult in the hall who knows nothing."""
    plain = PartyView(name, "hall", 1, True, False, False, False, False, "", False, False)
    return plain._replace(**changes)


def a_view(time: float, *people: PartyView, **changes: Any) -> WorldView:
    """A picture: one hall, a threat in it, a 911 centre with two free takers, a unit that has not set out."""
    plain = WorldView(
        time=time,
        hazard="hall",
        hazard_building="main",
        hazard_floor=1,
        is_hazard_active=True,
        people=people,
        groups=(),
        staff=len(people),
        staff_aware=sum(one.is_aware for one in people),
        occupants=len(people),
        occupants_protected=sum(one.is_protected for one in people),
        locked=(),
        channels=("pa",),
        since=StatusTimes(None, None, None, None, None, None, None, None),
        units=(UnitView("police-1", "", None),),
        responders=(),
        calls=CallsView(call_takers=2, free=2, waiting=0, answered=0, dispatched=False),
        patient=None,
        fire=None,
        is_over=False,
    )
    return replace(plain, **changes)


class ScriptedEngine:
    """Shows the pictures of a script, each from its own time on, and writes down what was done to it."""

    def __init__(
        self, tables: Tables, script: Sequence[WorldView], outcomes: Mapping[str, Outcome] | None = None
    ) -> None:
        """script: pictures in order of time. outcomes: what an intervention of a kind is answered; else that it began."""
        assert list(script) == sorted(script, key=lambda view: view.time), "pictures in order of time"
        self.applied: list[tuple[float, Intervention]] = []
        self.handed_back: list[tuple[float, str]] = []
        self._horizon = tables.horizon
        self._script = script
        self._outcomes = outcomes or {}
        self._trace = Trace(tables)
        self._now = script[0].time
        self._ended = False

    @property
    def now(self) -> float:
        return self._now

    @property
    def trace(self) -> Trace:
        return self._trace

    @property
    def is_ended(self) -> bool:
        return self._ended

    def run(self) -> Trace:
        self.run_until(self._horizon)
        self._end()
        return self._trace

    def run_until(self, time: float) -> None:
        """Goes on to this time, or to the first picture that is over."""
        if self._ended:
            return
        over = [view.time for view in self._script if view.is_over]
        self._now = max(self._now, min(time, self._horizon, *over))
        if self.view().is_over:
            self._end()

    def apply(self, intervention: Intervention) -> Outcome:
        outcome = self.preview(intervention)
        if not self._is_over():
            self.applied.append((self._now, intervention))
        return outcome

    def preview(self, intervention: Intervention) -> Outcome:
        if self._is_over():
            return Outcome(False, f"over at {format_t_plus(self._now)}")
        return self._outcomes.get(intervention.kind, Outcome(True))

    def is_busy(self, intervention: Intervention) -> bool:
        return False

    def return_to_simulation(self, name: str) -> Outcome:
        self.handed_back.append((self._now, name))
        return Outcome(True)

    def _is_over(self) -> bool:
        return self._now >= self._horizon or self.view().is_over

    def decision_delay(self, name: str) -> float:
        """A second for every letter."""
        return float(len(name))

    def view(self) -> WorldView:
        """The last picture of the script up to now, with the time of now."""
        past = [view for view in self._script if view.time <= self._now]
        return replace(past[-1], time=self._now)

    def _end(self) -> None:
        if not self._ended:
            self._ended = True
            self._trace.rows.append((self._now, EventKind.END, -1, -1, -1, 0.0))


class MemoryJournal:
    """A journal that lasts as long as the test."""

    def __init__(self, scenario: str = "", seed: int = 1, model: str = "double") -> None:
        self._header = Header(scenario, seed, model)
        self._entries: list[Entry] = []

    @property
    def header(self) -> Header:
        return self._header

    def append(self, room_time: float, incident_time: float, kind: str, payload: Mapping[str, Any]) -> Entry:
        text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        self._entries.append(Entry(len(self._entries) + 1, room_time, incident_time, kind, text))
        return self._entries[-1]

    def entries(self, after: int = 0) -> Iterator[Entry]:
        return iter(self._entries[after:])
