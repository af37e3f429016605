"""The clock of an exercise as the question at the front has it: still while the room talks, at ×1 under time pressure.

Under pressure it runs by itself, once what has come is read; whoever stops it makes a talk of the question, and that is an entry of the
journal.
"""

from dataclasses import replace

from sim.drill.heard import describe_unread
from sim.drill.recorder import JournalRecorder
from sim.drill.stretches import ANSWERING_REASON

CLOCK_MARK_SECONDS = 10.0
"""Seconds of the room that pass at most, while T+ stands still, before the journal holds that they have."""


class ClockConductor(JournalRecorder):
    """An exercise with its journal, whose clock may be stopped."""

    @property
    def is_clock_mark_due(self) -> bool:
        """Whether so much of the room's time has passed without an entry that it would be missed after a break."""
        begun = self.state.segment is not None and not (self.state.frozen or self.state.ended)
        return begun and self.clock.exercise_time - self.state.exercise_time >= CLOCK_MARK_SECONDS

    def stop(self, why: str = "facilitator") -> None:
        """Stops the clock."""
        if self.state.frozen or self.state.ended:
            return
        self.mark_unmeasured()
        self.clock = self.clock.stop()
        self.write("stop", {"why": why})

    def pass_room_time(self, seconds: float) -> None:
        """Time of the room in which nothing is played."""
        self.clock = replace(self.clock, exercise_time=self.clock.exercise_time + seconds)

    @property
    def is_over(self) -> bool:
        """Whether the incident is over in the room's arm."""
        return self.state.running_arms.is_over

    def sync_clock_to_decision(self) -> None:
        """The clock, as the question at the front has it: still for talk, and by itself at ×1 for a pressed one; it goes on with none.

        What the room is told it reads before T+ goes on, also before T+ begins to run for a question; while it decides under pressure of
        time, nothing stops, unless its answer is written down. Once somebody has stopped the clock for a pressed question, it stands until
        somebody starts it.
        """
        front = self.state.current_decision
        if front is None:
            self.clock = self.clock.end_countdown()
            if self.clock.is_running and (told := describe_unread(self.state)):
                self.stop(told)
        elif front.decision.kind == "talk":
            self.clock = self.clock.stop()
        elif self.clock.is_timed or front.is_answering:
            return
        elif front.unmeasured_reason or self.is_over:
            self.clock = self.clock.stop()
        elif told := describe_unread(self.state):
            self._hold_clock(told)
        else:
            self.write("play", {"speed": self.clock.speed})
            self.clock = self.clock.start_countdown()

    def start_answer(self) -> None:
        """The room has said an answer that has to be written down: T+ stands still until it is given, or left. What passed is measured."""
        if self.clock.is_timed:
            self.clock = self.clock.stop()
            self.write("stop", {"why": ANSWERING_REASON})

    def abandon_answer(self) -> None:
        """It is not given after all: T+ runs on."""
        if self.state.current_decision is not None and self.state.current_decision.is_answering:
            self.write("play", {"speed": self.clock.speed})
            self.clock = self.clock.start_countdown()

    def _hold_clock(self, told: str) -> None:
        """T+ does not begin to run for a pressed question: nobody was stopped, so its answer can still be measured."""
        self.clock = self.clock.stop()
        if self.state.stop_reason != told:
            self.write("stop", {"why": told})

    def mark_unmeasured(self, why: str = "the clock was stopped") -> None:
        """T+ stands still for a question that is pressed: from now on its answer says nothing about how long somebody took."""
        front = self.state.current_decision
        if front is not None and front.decision.kind == "pressed" and not front.unmeasured_reason:
            self.write("unmeasured", {"decision": front.decision.id, "why": why})
