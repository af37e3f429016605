"""Guesses before the plans run: how many seconds sooner did half of the staff know than in the other arm?

They are for the hot wash only, and kept nowhere. The wall shows how they spread, never whose they are, and the truth comes last.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

LONGEST = 3_600
"""Seconds that a guess may be, either way."""


class GuessStage(StrEnum):
    OPEN = "open"
    SHOWN = "shown"
    PLAYING = "playing"
    TRUE = "true"


@dataclass(frozen=True)
class Guesses:
    """about: the other answer; empty for no app alert. by_seat: the last guess of each, in seconds sooner.

    truth: None where an arm never came to half.
    """

    about: str
    truth: int | None
    stage: GuessStage = GuessStage.OPEN
    by_seat: Mapping[int, int] = field(default_factory=dict)

    def guess(self, seat: int, seconds: int) -> "Guesses":
        """Raises ValueError where guesses are closed, or it is longer than an hour."""
        if self.stage != GuessStage.OPEN:
            raise ValueError("guesses are closed")
        if abs(seconds) > LONGEST:
            raise ValueError(f"a guess is at most {LONGEST} seconds")
        return replace(self, by_seat={**self.by_seat, seat: seconds})

    def advance(self, stage: GuessStage) -> "Guesses":
        return replace(self, stage=stage)


@dataclass(frozen=True)
class GuessWall:
    """What a wall shows: how many have guessed, then the guesses in order of size, then the truth."""

    about: str
    stage: GuessStage
    count: int
    values: tuple[int, ...] = ()
    truth: int | None = None


@dataclass(frozen=True)
class GuessAsked:
    """What a phone asks. own: in seconds sooner."""

    about: str
    own: int | None = None


def build_guess_wall(guesses: Guesses) -> GuessWall:
    shown = GuessWall(guesses.about, guesses.stage, len(guesses.by_seat))
    if guesses.stage == GuessStage.OPEN:
        return shown
    shown = replace(shown, values=tuple(sorted(guesses.by_seat.values())))
    return replace(shown, truth=guesses.truth) if guesses.stage == GuessStage.TRUE else shown
