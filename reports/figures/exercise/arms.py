"""What every figure of an exercise says alike: what the arms are called, how they look, and what a reader has to know of the play.

The room and the twin look as their strategies do in a comparison; the autopilot is dotted, so that it can be seen on top of the room.
"""

from __future__ import annotations

from reports.figures.looks import LINE_STYLES, LineStyle
from reports.names import join_list
from sim.drill.after import Review
from sim.drill.arms import BASELINE_ARM, ARM_NAMES, PLAYER_ARM, COMPARISON_ARM
from sim.drill.times import format_t_plus

ARM_STYLES: dict[str, LineStyle] = {PLAYER_ARM: LINE_STYLES[0], BASELINE_ARM: LINE_STYLES[2], COMPARISON_ARM: LINE_STYLES[1]}
DRAWING_ORDER = (COMPARISON_ARM, PLAYER_ARM, BASELINE_ARM)
"""In the order in which they are drawn."""
ARMS_NOTE = "Autopilot: everybody modelled. Twin: the same, with {}."
COMPARISON_NOTES = {
    "app-no-staff-leg": "no alert to the staff's phones",
    "app-no-911-leg": "no call to 911 by the app",
    "office-pa": "office and PA only",
    "dial-911": "dialling 911 only",
    "word-of-mouth": "word of mouth only",
}
"""What a twin has or lacks, as a sentence has it."""
NEVER_TEXT = "not reached by the end"
"""Of the exercise: a line in grey may come to it after that."""


def explain_arms(review: Review) -> str:
    """What the arms are."""
    twin = review.exercise.twin
    return ARMS_NOTE.format(COMPARISON_NOTES.get(twin, f"the strategy “{twin}”"))


def find_times_reached(review: Review, measure: str) -> dict[str, float]:
    """When something was reached in this play, by arm: seconds of T+, infinite where it was not."""
    return {name: review.observed_measures[name][measure] for name in ARM_NAMES}


def format_by_arm(said: dict[str, str]) -> str:
    """Something of each arm, arms that have the same together: "room and autopilot 1:52, twin 2:49"; "1:52 in both arms"."""
    together: dict[str, list[str]] = {}
    for name, words in said.items():
        together.setdefault(words, []).append(name)
    if len(together) > 1:
        return ", ".join(f"{join_list(names)} {words}" for words, names in together.items())
    words = next(iter(together))
    if words == NEVER_TEXT:
        return f"reached in {'neither' if len(said) == 2 else 'no'} arm by the end"
    return f"{words} in {'both' if len(said) == 2 else 'all'} arms"


def format_moment(seconds: float) -> str:
    """A time of one play as the clock of the exercise and its tables show it: the second that it is in."""
    return format_t_plus(seconds)


def describe_time(seconds: float, horizon: float) -> str:
    """T+ as words, or that it was not reached."""
    return format_moment(seconds) if seconds < horizon else NEVER_TEXT


def join_sentences(*sentences: str) -> str:
    """The sentences that say something, as one text."""
    return " ".join(filter(None, sentences))
