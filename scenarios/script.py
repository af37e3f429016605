"""What a script file may say: what a room answers, and what a facilitator does, so that an exercise plays without a screen.

A script and a person at the screen do the same things and leave the same journal.
"""

from typing import Literal, Self

from pydantic import Field, model_validator

from scenarios.base import FileModel, Text, YesNo
from scenarios.diagnostics import validation_error
from scenarios.exercise import Capability, PlayerAction
from scenarios.units import Seconds

Rating = Literal["P", "S", "M", "U"]


class ScriptedDecision(FileModel):
    """The team's answer to a decision. One of `option`, `write_in`, `talk_only` and `nothing`."""

    decision: str
    talked: Seconds = 0.0  # in session time
    option: str | None = None
    write_in: list[PlayerAction] = []
    talk_only: Text | None = None
    nothing: YesNo = False  # the limit passes: no decision
    thinking: Seconds | None = None  # the team's own estimate; else the model's draw
    rationale: Text | None = None

    @model_validator(mode="after")
    def _require_one(self) -> Self:
        given = (self.option is not None) + bool(self.write_in) + (self.talk_only is not None) + self.nothing
        if given != 1:
            raise validation_error('an answer has one of "option", "write_in", "talk_only" and "nothing: true"')
        return self


class Step(FileModel):
    """Something the facilitator or an evaluator does at a time. Exactly one of them."""

    at: Seconds  # T+, when the clock gets there
    deliver: int | None = None  # an inject, by number
    hold: int | None = None
    cancel: int | None = None
    mark: Text | None = None
    observe: Text | None = None
    rate: Rating | None = None
    objective: str | None = None  # what is observed or rated
    hand_back: str | None = None  # a role that is no longer played
    take_back: YesNo = False  # the last intervention

    @model_validator(mode="after")
    def _require_one(self) -> Self:
        given = self.model_fields_set - {"at", "objective"}
        if len(given) != 1:
            raise validation_error("a step does exactly one thing")
        return self


class FinalRating(FileModel):
    """The final rating of an objective, or of one of its critical tasks."""

    objective: str
    task: Text | None = None
    rating: Rating


class ScriptedImprovement(FileModel):
    """Something to be improved, as it is written down in the hot wash."""

    issue: Text
    action: Text | None = None
    capability: Capability | None = None
    owner: Text | None = None
    due: Text | None = None


class HotWash(FileModel):
    """Ratings and improvements recorded in the hot wash."""

    ratings: list[FinalRating] = []
    improvements: list[ScriptedImprovement] = []


class Script(FileModel):
    """A script file."""

    script: str
    exercise: str
    seed: int | None = Field(default=None, strict=True, ge=0)  # none: the first that the story fits
    played: list[str]  # roles; the others are modeled
    names: dict[str, str] = {}  # who plays them, if it is to be written down
    left_out: list[str] = []  # objectives that are not tried
    pace: Literal[1, 2, 4, 10] = 1  # for a person who continues on a screen; a script's own pace is unchanged
    answers: list[ScriptedDecision] = []
    steps: list[Step] = []
    hot_wash: HotWash = HotWash()
