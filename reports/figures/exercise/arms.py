"""What every figure of an exercise says alike: what the arms are called, how they look, and what a reader has to know of the play.

The room and the twin look as their strategies do in a comparison; the autopilot is dotted, so that it can be seen on top of the room.
"""

from __future__ import annotations

from reports.figures.looks import LOOKS, Look
from reports.names import listed
from sim.drill.after import After
from sim.drill.arms import AUTOPILOT, NAMES, ROOM, TWIN
from sim.drill.times import t_plus

ARM_LOOKS: dict[str, Look] = {ROOM: LOOKS[0], AUTOPILOT: LOOKS[2], TWIN: LOOKS[1]}
ON_TOP = (TWIN, ROOM, AUTOPILOT)
"""In the order in which they are drawn."""
WHO_IS_WHO = "Autopilot: everybody modelled. Twin: the same, with {}."
TWINS = {
    "app-no-staff-leg": "no alert to the staff's phones",
    "app-no-911-leg": "no call to 911 by the app",
    "office-pa": "office and PA only",
    "dial-911": "dialling 911 only",
    "word-of-mouth": "word of mouth only",
}
"""What a twin has or lacks, as a sentence has it."""
NEVER = "not reached by the end"
"""Of the exercise: a line in grey may come to it after that."""


def who_is_who(after: After) -> str:
    """What the arms are."""
    twin = after.exercise.twin
    return WHO_IS_WHO.format(TWINS.get(twin, f"the strategy “{twin}”"))


def reached(after: After, measure: str) -> dict[str, float]:
    """When something was reached in this play, by arm: seconds of T+, infinite where it was not."""
    return {name: after.here[name][measure] for name in NAMES}


def by_arm(said: dict[str, str]) -> str:
    """Something of each arm, arms that have the same together: "room and autopilot 1:52, twin 2:49"; "1:52 in both arms"."""
    together: dict[str, list[str]] = {}
    for name, words in said.items():
        together.setdefault(words, []).append(name)
    if len(together) > 1:
        return ", ".join(f"{listed(names)} {words}" for words, names in together.items())
    words = next(iter(together))
    if words == NEVER:
        return f"reached in {'neither' if len(said) == 2 else 'no'} arm by the end"
    return f"{words} in {'both' if len(said) == 2 else 'all'} arms"


def moment(seconds: float) -> str:
    """A time of one play as the clock of the exercise and its tables show it: the second that it is in."""
    return t_plus(seconds)


def time_said(seconds: float, horizon: float) -> str:
    """T+ as words, or that it was not reached."""
    return moment(seconds) if seconds < horizon else NEVER


def joined(*sentences: str) -> str:
    """The sentences that say something, as one text."""
    return " ".join(filter(None, sentences))
