"""The clock of an exercise: how the time of the room becomes time of the incident, T+.

The incident moves in whole seconds, never while the room talks, never back. It knows nothing of models or screens: whoever owns it says
how much of the room's time has passed, plays as many seconds as it is told to, and stops it where the exercise stops.
"""

import math
from dataclasses import dataclass, replace

SPEEDS = (1, 2, 4, 10)
FAST = 60  # in a rehearsal only
TICK = 0.1  # seconds of the room; how often a screen looks
LONGEST_TICK = 1.0  # seconds; more than that, and nobody was looking
STRETCH = 45.0  # seconds of the room that a stretch takes at most; the rest of it is played at once


class ClockRefuses(ValueError):
    """The clock cannot be moved like that now."""


@dataclass(frozen=True)
class Clock:
    """room: seconds of the wall clock since the exercise began. incident: T+ in whole seconds. part: of the next second, 0 to 1.

    stretch: seconds of the room since it was last started. pressed: a window is open while T+ runs, always at ×1.
    frozen: a real emergency; nothing moves any more.
    """

    room: float = 0.0
    incident: int = 0
    part: float = 0.0
    running: bool = False
    speed: int = 1
    stretch: float = 0.0
    pressed: bool = False
    frozen: bool = False

    @property
    def pace(self) -> int:
        """Seconds of the incident for each second of the room, while it runs."""
        return 1 if self.pressed else self.speed

    @property
    def stretch_is_over(self) -> bool:
        """Whether people have watched long enough, and the rest of the way to the next stop is played at once."""
        return self.running and not self.pressed and self.stretch >= STRETCH

    def plays(self, speed: int | None = None, fast: bool = False) -> "Clock":
        """Started. fast: ×60 is allowed here. Raises ClockRefuses."""
        if self.frozen:
            raise ClockRefuses("the exercise is frozen: real emergency")
        chosen = self.speed if speed is None else speed
        allowed = (*SPEEDS, FAST) if fast else SPEEDS
        if chosen not in allowed:
            known = ", ".join(f"×{one}" for one in allowed)
            raise ClockRefuses(f"speed ×{chosen}: here there is {known}")
        return replace(self, running=True, speed=chosen, stretch=0.0)

    def stops(self) -> "Clock":
        """Stopped; a part of a second that was not played does not count."""
        return replace(self, running=False, part=0.0, stretch=0.0, pressed=False)

    def relaxes(self) -> "Clock":
        """Nothing is decided under pressure any more; T+ goes on as before."""
        return replace(self, pressed=False) if self.pressed else self

    def freezes(self) -> "Clock":
        """Stopped for good."""
        return replace(self.stops(), frozen=True)

    def presses(self) -> "Clock":
        """T+ runs at ×1, and people are under pressure of time."""
        return replace(self.plays(), part=0.0, pressed=True)

    def ticks(self, seconds: float) -> "tuple[Clock, int]":
        """So much of the room's time has passed. Returns the clock and how many seconds of the incident are now to be played.

        A tick of more than a second (a lid closed, a laptop asleep) counts as one tick and stops the clock: `running` is False then.
        """
        if seconds < 0.0 or not math.isfinite(seconds):
            raise ClockRefuses(f"a tick of {seconds} s")
        passed = replace(self, room=self.room + seconds)
        if not self.running:
            return passed, 0
        slept = seconds > LONGEST_TICK
        watched = TICK if slept else seconds
        played = self.part + watched * self.pace
        due = math.floor(played + 1e-9)
        if slept:
            return passed.stops(), due
        return replace(passed, part=max(0.0, played - due), stretch=self.stretch + watched), due

    def second(self) -> "Clock":
        """One second of the incident has been played."""
        if self.frozen:
            raise ClockRefuses("the exercise is frozen: real emergency")
        return replace(self, incident=self.incident + 1)
