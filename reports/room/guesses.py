"""Guesses before two plans run: how much sooner or later, or more or less, with the other answer than with the team's?

They are for the hot wash only, and kept nowhere. The wall shows how they spread, never whose they are, and the truth comes last.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from reports.room.decision_cards import DecisionCard, Scale
from sim.exercise.modules import measure_option
from sim.exercise.state import State

LARGEST = 9_999
"""Of a guess, either way, in any unit."""


class CardStage(StrEnum):
    """How far a decision card, or a guess without one, has come."""

    CARD = "card"
    OPEN = "open"
    SHOWN = "shown"
    PLAYING = "playing"
    TRUE = "true"


@dataclass(frozen=True)
class Comparison:
    """about: the other answer; empty for no app alert. truth: in this run, how much more of the measure with it, in the unit of its
    scale; None where an arm never came to it.
    """

    about: str
    scale: Scale
    truth: int | None


def compare_queue(card: DecisionCard, state: State) -> Comparison | None:
    """An answer about the queue of a module, which needs no plan; None where the team or the card has no answer."""
    point = state.decision_points[card.id]
    options = {option.id: option for option in point.decision.options}
    own = options.get(point.response.option or "") if point.state == "decided" else None
    if own is None or card.option not in options:
        return None
    change = measure_option(state, point.decision, options[card.option]) - measure_option(state, point.decision, own)
    return Comparison(card.other, card.scale, round(change) if math.isfinite(change) else None)


@dataclass(frozen=True)
class Guesses:
    """compared: None while the other answer is played. card: None for an answer that the facilitator chose, and no app alert.

    by_seat: the last guess of each. is_told: whether the truth was shown.
    """

    compared: Comparison | None
    card: DecisionCard | None = None
    stage: CardStage = CardStage.CARD
    by_seat: Mapping[int, int] = field(default_factory=dict)
    is_told: bool = False

    def guess(self, seat: int, amount: int) -> "Guesses":
        """Raises ValueError where no guesses are taken, or it is too large."""
        if self.stage != CardStage.OPEN:
            raise ValueError("guesses are closed")
        if abs(amount) > LARGEST:
            raise ValueError(f"a guess is at most {LARGEST}")
        return replace(self, by_seat={**self.by_seat, seat: amount})

    def advance(self, stage: CardStage) -> "Guesses":
        return replace(self, stage=stage, is_told=self.is_told or stage == CardStage.TRUE)

    @property
    def shown_card(self) -> DecisionCard | None:
        """The card with as much as was told."""
        if self.card is None or not self.is_told:
            return self.card and self.card.untold
        return self.card.tell(self.compared.truth if self.compared else None)


@dataclass(frozen=True)
class GuessWall:
    """What a wall shows: how many have guessed, then the guesses in order of size, then the truth."""

    about: str
    scale: Scale
    stage: CardStage
    count: int
    values: tuple[int, ...] = ()
    truth: int | None = None


@dataclass(frozen=True)
class GuessAsked:
    """What a phone asks. own: its last guess."""

    about: str
    scale: Scale
    own: int | None = None


def build_guess_wall(guesses: Guesses) -> GuessWall | None:
    """None where guesses have no part in the stage."""
    compared = guesses.compared
    if compared is None or guesses.stage in (CardStage.CARD, CardStage.PLAYING):
        return None
    shown = GuessWall(compared.about, compared.scale, guesses.stage, len(guesses.by_seat))
    if guesses.stage == CardStage.OPEN:
        return shown
    shown = replace(shown, values=tuple(sorted(guesses.by_seat.values())))
    return replace(shown, truth=compared.truth) if guesses.stage == CardStage.TRUE else shown


def build_guess_asked(guesses: Guesses, seat: int) -> GuessAsked | None:
    """None where none is asked for."""
    compared = guesses.compared
    if compared is None or guesses.stage != CardStage.OPEN:
        return None
    return GuessAsked(compared.about, compared.scale, guesses.by_seat.get(seat))
