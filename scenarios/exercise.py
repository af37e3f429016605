"""What an exercise file may say: a tabletop on a scenario, as an exercise planner writes it.

The words are those of HSEEP: injects on a master scenario events list, objectives tied to core capabilities, an evaluation guide with
capability targets and critical tasks. Time is T+, seconds from onset, unless it is minutes of the room. What the emergency does is the
model's business: an inject is words, and only a `world` inject changes the model, the same in all arms.
"""

import re
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from scenarios.acts import PlayerAction, WorldAction
from scenarios.conditions import Condition
from scenarios.problems import quote, validation_error
from scenarios.records import FileModel, Text, YesNo
from scenarios.scenario import Condition as WorldCondition
from scenarios.units import Seconds

Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
CLOCK_PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


def _require_clock(text: object) -> object:
    """Refuses what is no time of day, in words."""
    if isinstance(text, str) and not re.match(CLOCK_PATTERN, text):
        raise validation_error(f"{quote(text)} is not a time of day", 'write "10:14", in quotes and with 24 hours')
    return text


Clock = Annotated[str, BeforeValidator(_require_clock), StringConstraints(pattern=CLOCK_PATTERN)]
"""A time of day, `"10:14"`."""
Mode = Literal["in person", "phone", "radio", "PA", "app", "text", "e-mail", "observation"]
Capability = Literal[
    "Planning",
    "Public Information and Warning",
    "Operational Coordination",
    "Operational Communications",
    "Situational Assessment",
    "On-scene Security, Protection, and Law Enforcement",
    "Public Health, Healthcare, and Emergency Medical Services",
    "Fire Management and Suppression",
    "Mass Care Services",
]
"""Core capabilities of the National Preparedness Goal that a school exercises."""
Annex = Literal[
    "evacuation",
    "lockdown",
    "shelter-in-place",
    "accounting for all persons",
    "communications and warning",
    "family reunification",
    "continuity of operations",
    "recovery",
    "public health, medical and mental health",
    "security",
    "active assailant",
    "medical emergency",
    "fire",
]
"""Annexes of a school's emergency operations plan: by function, then by threat."""


class Objective(FileModel):
    """What the exercise is to show."""

    id: str
    says: Text
    capability: Capability
    annexes: list[Annex] = Field(min_length=1)
    target: Text  # the capability target evaluators look at
    tasks: list[Text] = Field(min_length=1)  # critical tasks, as the plan has them


class Role(FileModel):
    """Somebody who may sit in the room. plays: who on the roster that is in the model."""

    id: str
    title: Text
    plays: str  # an id of the roster
    speaks_for_office: YesNo = (
        False  # what the office would say or call waits for this role, where it is played
    )
    knows: Text  # what is on their card: duties, what they carry


class Segment(FileModel):
    """A part of the slot. A played segment runs the model; in a talked one T+ stands still and only the story goes on."""

    id: str
    kind: Literal["briefing", "played", "talked", "hot-wash"]
    title: Text
    minutes: int = Field(strict=True, ge=1, le=240)  # of the room
    story: Seconds | None = None  # a talked segment: so long after onset, in the story


class Timing(FileModel):
    """When something comes: at T+, or at the first whole second at which all conditions hold; in its segment, and no sooner.

    With neither it comes when its segment begins. In a talked segment T+ stands still, so `at` has no meaning there.
    """

    segment: str
    at: Seconds | None = None
    after: list[Condition] = []  # all must hold
    when: list[Condition] = []  # guards, looked at once when it comes: all must hold …
    unless: list[Condition] = []  # … and none of these, else it is held, with the reason


class Inject(Timing):
    """A line of the MSEL."""

    number: int = Field(strict=True, ge=1, le=999)
    contingency: YesNo = False  # delivered only when the facilitator says so
    sender: Text
    to: list[str] = Field(min_length=1)  # roles
    mode: Mode
    says: Text  # with slots, as `scenarios.slots` has them
    expects: Text
    objective: str
    must: YesNo = True
    reports_hazard: YesNo = False  # its words tell the room where the hazard is
    hints: list[Text] = []
    notes: Text | None = None
    world: list[WorldAction] = []

    @model_validator(mode="after")
    def _require_time(self) -> Self:
        if self.contingency + (self.at is not None) + bool(self.after) > 1:
            raise validation_error(
                'an inject has one of "at", "after" and "contingency: true"',
                "without any it comes when its segment begins",
            )
        return self


class OptionDuration(FileModel):
    """How long an option takes where the model has no draw for it, and why."""

    seconds: Seconds
    basis: Literal["measured", "fitted", "assumed"]
    why: Text


class Option(FileModel):
    """One answer. Without `does` it is talk only: logged and rated, and nothing in the model."""

    id: str
    says: Text
    does: list[PlayerAction] = []
    takes: OptionDuration | None = None  # thinking, in place of the model's own draw


class Decision(Timing):
    """A question to a role, and what may be answered."""

    id: str
    asks: Text
    of: str  # the role that owns it
    kind: Literal["talk", "pressed"] = "talk"
    options: list[Option] = Field(min_length=2, max_length=7)
    limit: Seconds  # soft, of the room's time; of T+ where it is pressed
    expects: Text
    reference: Text  # where the plan says so, such as "EOP Lockdown 3.2"
    objective: str
    must: YesNo = True
    hints: list[Text] = []

    @model_validator(mode="after")
    def _require_time(self) -> Self:
        if self.at is not None and self.after:
            raise validation_error(
                'a decision has "at" or "after", not both',
                "without either it is asked when its segment begins",
            )
        return self


class Need(FileModel):
    """What the story needs of the emergency, with everybody modelled, in the autopilot and in the twin.

    measure: any that `sim.measures` has for this hazard, or `hazard_lasts_alone`, the hazard's own clock.
    """

    measure: str
    at_least: Seconds | None = None
    at_most: Seconds | None = None
    says: Text

    @model_validator(mode="after")
    def _require_bound(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise validation_error('a need has "at_least", "at_most" or both')
        return self


class Exercise(FileModel):
    """An exercise file."""

    exercise: str
    title: Text
    scenario: str
    minutes: int = Field(strict=True, ge=10, le=480)
    trains: Text  # one line for the library
    people: Text  # how many, and who
    purpose: Text
    strategy: str  # of the room and of the autopilot
    twin: str  # of the twin, which shows what would have been
    conditions: list[WorldCondition] = []  # what is so on this day, in all arms, from the start
    day: Weekday
    onset: Clock
    needs: list[Need] = []
    objectives: list[Objective] = Field(min_length=1, max_length=6)
    roles: list[Role] = Field(min_length=1, max_length=12)
    segments: list[Segment] = Field(min_length=3, max_length=8)
    injects: list[Inject] = Field(min_length=1)
    decisions: list[Decision] = Field(min_length=1)
    situation: Text  # what everybody knows before it begins
