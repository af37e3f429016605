"""The clock of an exercise as the question at the front has it: still while the room talks, at ×1 under time pressure.

Under pressure it runs by itself, once what has come is read; whoever stops it makes a talk of the question, and that is an entry of the
journal.
"""

from dataclasses import replace

from sim.drill.heard import unread
from sim.drill.recorder import Recorder
from sim.drill.stretches import ANSWERING

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
        """The clock, as the question at the front has it: still for talk, and by itself at ×1 for a pressed one; it goes on with none.

        What the room is told it reads before T+ goes on, also before T+ begins to run for a question; while it decides under pressure of
        time, nothing stops, unless its answer is written down. Once somebody has stopped the clock for a pressed question, it stands until
        somebody starts it.
        """
        front = self.state.front
        if front is None:
            self.clock = self.clock.relaxes()
            if self.clock.running and (told := unread(self.state)):
                self.stop(told)
        elif front.decision.kind == "talk":
            self.clock = self.clock.stops()
        elif self.clock.pressed or front.answering:
            return
        elif front.unmeasured or self.over:
            self.clock = self.clock.stops()
        elif told := unread(self.state):
            self._holds(told)
        else:
            self.write("play", {"speed": self.clock.speed})
            self.clock = self.clock.presses()

    def answer_begins(self) -> None:
        """The room has said an answer that has to be written down: T+ stands still until it is given, or left. What passed is measured."""
        if self.clock.pressed:
            self.clock = self.clock.stops()
            self.write("stop", {"why": ANSWERING})

    def answer_left(self) -> None:
        """It is not given after all: T+ runs on."""
        if self.state.front is not None and self.state.front.answering:
            self.write("play", {"speed": self.clock.speed})
            self.clock = self.clock.presses()

    def _holds(self, told: str) -> None:
        """T+ does not begin to run for a pressed question: nobody was stopped, so its answer can still be measured."""
        self.clock = self.clock.stops()
        if self.state.why_stopped != told:
            self.write("stop", {"why": told})

    def unmeasured(self, why: str = "the clock was stopped") -> None:
        """T+ stands still for a question that is pressed: from now on its answer says nothing about how long somebody took."""
        front = self.state.front
        if front is not None and front.decision.kind == "pressed" and not front.unmeasured:
            self.write("unmeasured", {"decision": front.decision.id, "why": why})
