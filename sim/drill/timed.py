"""The clock of an exercise as the question at the front has it: still while the room talks, at ×1 under time pressure.

Under pressure it runs by itself; whoever stops it makes a talk of the question, and that is an entry of the journal.
"""

from dataclasses import replace

from sim.drill.heard import told_meanwhile
from sim.drill.recorder import Recorder

MARK = 10.0
"""Seconds of the room that pass at most, while T+ stands still, before the journal holds that they have."""


class Timed(Recorder):
    """An exercise with its journal, whose clock may be stopped."""

    @property
    def goes_unnoticed(self) -> bool:
        """Whether so much of the room's time has passed without an entry that it would be missed after a break."""
        begun = self.state.segment is not None and not (self.state.frozen or self.state.ended)
        return begun and self.clock.room - self.state.room >= MARK

    def stop(self, why: str = "facilitator") -> None:
        """Stops the clock."""
        if self.state.frozen or self.state.ended:
            return
        self.unmeasured()
        self.clock = self.clock.stops()
        self.write("stop", {"why": why})

    def pass_room_time(self, seconds: float) -> None:
        """Time of the room in which nothing is played."""
        self.clock = replace(self.clock, room=self.clock.room + seconds)

    @property
    def over(self) -> bool:
        """Whether the incident is over in the room's arm."""
        return self.state.engines.over

    def follows(self) -> None:
        """The clock, as the question at the front has it: it goes on with none, stops for talk, and runs by itself for a pressed one.

        What the room was told while it decided under pressure, it reads before T+ goes on. Once somebody has stopped the clock for a
        pressed question, it stands until somebody starts it.
        """
        front = self.state.front
        if front is None:
            self._relaxes()
        elif front.decision.kind == "talk":
            self.clock = self.clock.stops()
        elif not (front.unmeasured or self.over or self.clock.pressed):
            self.write("play", {"speed": self.clock.speed})
            self.clock = self.clock.presses()
        elif not self.clock.pressed:
            self.clock = self.clock.stops()

    def _relaxes(self) -> None:
        """Nothing is asked any more."""
        told = told_meanwhile(self.state) if self.clock.pressed else ""
        self.clock = self.clock.relaxes()
        if told and self.clock.running:
            self.stop(told)

    def unmeasured(self) -> None:
        """T+ stands still for a question that is pressed: from now on its answer says nothing about how long somebody took."""
        front = self.state.front
        if front is not None and front.decision.kind == "pressed" and not front.unmeasured:
            self.write("unmeasured", {"decision": front.decision.id, "why": "the clock was stopped"})
