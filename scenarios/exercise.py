"""An exercise file: a tabletop on a scenario, as an exercise planner writes it in the terms of HSEEP.

Time is T+, seconds from onset, unless a field says minutes of the session. An inject is text; only its `world` actions change the model, in
all arms. Actions of players reach only the team's arm; `kind` is the engine's own word and `by` and `whom` name a role or a roster id. A
condition has one key (or `decided` with `option`) and depends only on the state at T+. Slots such as `{hazard.zone}` are filled from the
team's arm on delivery by `sim.exercise.action_text`; a slot without a value holds the inject.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from scenarios.access import RosterChange
from scenarios.base import FileModel, Text, YesNo
from scenarios.diagnostics import quote, validation_error
from scenarios.queues import Queue, QueueChange
from scenarios.scenario import Condition as WorldCondition
from scenarios.targets import TargetField
from scenarios.units import Moment, Seconds, Share


class Act(FileModel):
    """A person dials 911, or locks the room they are in.

    `tell-911-room`: calls 911 and gives the room. `clear-way`: walks from the patient to the door of the ambulance, opens doors and waits
    there. `start-cpr`: goes to the patient and begins. `fetch-aed`: leaves for an AED and brings it. `call-for-aed`: asks by radio, and
    whoever can bring one soonest does. `assign-tasks`: says who compresses and who handles the AED. `stop-horns`: stops the fire alarm.
    `open-door`: opens the locked door of the room, lets in whoever is outside, and locks again. `roll-call`: asks room after room who is
    there. `secure`: locks the outside doors of the building they are in, which takes keys. `call-out`: starts the phone tree, or sends the
    runners, of the office that they belong to. `take-shelter`: leads the own group to a shelter area, whether or not anyone has ordered it.
    `call-team`: calls the response team to the adult who needs help. `engage`: keeps a distance from a person who is agitated, and speaks
    calmly. `close-in`: leads the own group inside, and closes windows and doors. `air-out`: sees to it that everyone is told to go out and
    to air as soon as a plume has passed. Of a threat report that is followed: `report-to-team`: gives it to the whole team, past the
    hand-overs. `convene-team`: convenes the team now. `work-first`: sets the team's hours aside for it. `call-police`: calls 911, past
    every queue. `interim-plan`: arranges supports until the assessment is done.
    `text-families`: writes a text to all families and sends it.
    """

    kind: Literal[
        "call-911", "lock", "tell-911-room", "clear-way", "start-cpr", "fetch-aed", "call-for-aed", "stop-horns", "assign-tasks",
        "open-door", "roll-call", "secure", "call-out", "take-shelter", "call-team", "engage",
        "close-in", "air-out",
        "report-to-team", "convene-team", "work-first", "call-police", "interim-plan", "text-families",
    ]  # fmt: skip
    by: str


class Instructed(FileModel):
    """A message that may ask people for something.

    instruction: what people are to do who hear it, and who are at this place: a building or zone; without it everywhere. exit: the zone
    by which they evacuate. words: in a code that not everyone knows, or plain, which is the default.
    """

    by: str
    instruction: Literal["lockdown", "secure", "hold", "evacuate", "shelter"] | None = None
    place: str | None = None
    exit: str | None = None
    words: Literal["plain", "coded"] = "plain"

    @model_validator(mode="after")
    def _require_instruction(self) -> Self:
        for key in ("place", "exit", "words"):
            if getattr(self, key) not in (None, "plain") and self.instruction is None:
                raise validation_error(f'"{key}" belongs to an instruction', "add instruction: ...", at=(key,))
        if self.exit is not None and self.instruction != "evacuate":
            raise validation_error('"exit" belongs to instruction: evacuate', "leave it out", at=("exit",))
        return self


class Broadcast(Instructed):
    """A person presses the app or a badge, or makes a PA announcement or a radio call."""

    kind: Literal["press", "press-badge", "announce", "radio"]


class Tell(Instructed):
    """A person tells another one, face to face in the same zone, else by phone."""

    kind: Literal["tell"]
    whom: str


class ActOnPerson(FileModel):
    """A person sends a responder to the hazard or the patient. `send-aed`: sends anybody for an AED."""

    kind: Literal["send", "send-aed"]
    by: str
    whom: str


class Errand(FileModel):
    """A person goes to a zone: `look`: alone, to see what is there; `move`: with the own group, to stay there; `step-aside`: with the own
    group, away from a person who is agitated.
    """

    kind: Literal["look", "move", "step-aside"]
    by: str
    at: str


class SearchArea(FileModel):
    """A person searches a zone or the zones of a building, or sends another. whom: None for themself."""

    kind: Literal["search"]
    by: str
    whom: str | None = None
    place: str


class WatchExit(FileModel):
    """A person goes to an exit and watches it, or sends another. at: a zone; whom: None for themself."""

    kind: Literal["watch-exit"]
    by: str
    whom: str | None = None
    at: str


class MeetResponders(FileModel):
    """A person goes to a door and leads in the first unit that arrives there. at: a zone."""

    kind: Literal["meet-responders"]
    by: str
    at: str


class PutOff(FileModel):
    """A person lets the next step of a threat report wait so long, in school days."""

    kind: Literal["put-off"]
    by: str
    seconds: Seconds


class ShutOff(FileModel):
    """A person shuts off gas or power at the room on fire."""

    kind: Literal["shut-off"]
    by: str
    what: Literal["gas", "power"]


class StopVentilation(FileModel):
    """A person stops the fans of a building. place: None for all buildings."""

    kind: Literal["stop-ventilation"]
    by: str
    place: str | None = None


class AddPosts(FileModel):
    """A person sends for adults who staff more tables, runners or lines of the office, where students are released to families."""

    kind: Literal["add-posts"]
    by: str
    post: Literal["table", "runner", "line"]
    count: Annotated[int, Field(strict=True, ge=1, le=20)]


class SetChannel(FileModel):
    """The world: a channel fails, or works again; or what several channels need."""

    kind: Literal["channel"]
    channel: Literal["pa", "radio", "network", "power", "cells"]
    works: YesNo


class DelayUnit(FileModel):
    """The world: a unit that has not set out will need longer. unit: the id of an agency's unit."""

    kind: Literal["delay-unit"]
    unit: str
    seconds: Seconds


class Inform(FileModel):
    """Ruling: a person is told."""

    kind: Literal["inform"]
    whom: str


class AllClear(FileModel):
    """Ruling: all clear."""

    kind: Literal["all-clear"]


PlayerAction = Annotated[
    Act
    | Broadcast
    | Tell
    | ActOnPerson
    | Errand
    | SearchArea
    | WatchExit
    | MeetResponders
    | ShutOff
    | StopVentilation
    | PutOff
    | AddPosts,
    Field(discriminator="kind"),
]
WorldAction = Annotated[SetChannel | DelayUnit | Inform | AllClear, Field(discriminator="kind")]

Milestone = Literal[
    "hazard-noticed", "first-report", "app-pressed", "call-answered", "dispatched", "unit-on-the-way",
    "unit-on-scene", "contact", "hazard-moved", "hazard-over", "alert-sent", "announced", "office-told", "cpr-begun",
    "aed-at-patient", "shock", "crew-at-patient", "alarm-sounds", "untenable", "all-clear",
    "room-known", "unit-met", "way-cleared", "tasks-assigned", "horns-stopped", "shut-off",
    "looked", "secured", "roll-called",
    "storm-arrives", "helper-there", "escalated", "child-missed", "left-campus", "child-found", "exit-watched",
    "storm-arrives", "helper-there", "escalated", "child-missed", "left-campus", "child-found", "exit-watched",
    "zone-searched", "plume-arrives", "out-and-air",
    "threat-reported", "report-read", "team-convened", "plan-done", "plan-reviewed", "police-called", "interim-plan",
]  # fmt: skip
"""Something that has happened at least once, in the team's arm."""


class Condition(FileModel):
    """One thing that is so, or is not yet."""

    happened: Milestone | None = None
    aware: str | None = None  # a role, or a person on the roster
    decided: str | None = None  # the id of a decision that was answered (not one that ran out)
    option: str | None = None  # with `decided`: answered so
    delivered: int | None = Field(default=None, strict=True, ge=1)  # the number of an inject
    hazard_in: list[str] | None = None  # zones or patterns: it is there now
    aware_share: Share | None = None  # at least so many of the staff have been told
    protected_share: Share | None = None  # at least so many heads are protected now
    world: WorldCondition | None = None  # this holds now, from the start or by an inject
    played: str | None = None  # a participant plays this role

    @model_validator(mode="after")
    def _require_one(self) -> Self:
        given = self.model_fields_set - {"option"}
        if len(given) != 1:
            raise validation_error("a condition says exactly one thing", "write several as a list: all must hold")
        if "option" in self.model_fields_set and self.decided is None:
            raise validation_error('"option" belongs to "decided"', "{decided: D2, option: lockdown}", at=("option",))
        return self


Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
CLOCK_PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


def _require_clock(text: object) -> object:
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
    "evacuation", "lockdown", "shelter-in-place", "accounting for all persons", "communications and warning",
    "family reunification", "continuity of operations", "recovery", "public health, medical and mental health",
    "security", "active assailant", "medical emergency", "fire", "severe weather", "missing student",
    "earthquake", "flood", "wildfire", "extreme heat or cold", "hazardous materials", "utility failure", "bomb threat", "hoax",
    "intruder", "threat assessment", "suicide", "cyberattack",
]  # fmt: skip
"""Annexes of a school's emergency operations plan: by function, then by threat."""


class Objective(FileModel):
    """What the exercise is to show."""

    id: str
    says: Text
    capability: Capability
    annexes: list[Annex] = Field(min_length=1)
    target: TargetField  # the capability target evaluators look at
    tasks: list[Text] = Field(min_length=1)  # critical tasks, as the plan has them


class Role(FileModel):
    """A role that a participant may play. plays: its person on the roster."""

    id: str
    title: Text
    plays: str  # an id of the roster
    # what the office would say or call waits for this role, where it is played
    speaks_for_office: YesNo = False
    knows: Text  # what is on their card: duties, what they carry


class Segment(FileModel):
    """A part of the session. A played segment runs the model; in a talked one T+ is paused and only the story advances."""

    id: str
    kind: Literal["briefing", "played", "talked", "hot-wash"]
    title: Text
    minutes: int = Field(strict=True, ge=1, le=240)  # of the session
    story: Seconds | None = None  # a talked segment: so long after onset, in the story
    queue: Queue | None = None  # a talked segment: what is played once its questions are answered


class Timing(FileModel):
    """When something comes: at T+, or at the first whole second at which all conditions hold; in its segment, and no sooner.

    With neither it comes when its segment begins. In a talked segment T+ is paused, so `at` has no meaning there.
    """

    segment: str
    at: Moment | None = None
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
    says: Text  # with slots, as `scenarios.exercise` has them
    expects: Text
    objective: str
    must: YesNo = True
    reports_hazard: YesNo = False  # its words tell participants where the hazard is
    share: Literal["room", "role"] = "room"  # role: its words are on the phone or card of its roles until they say them
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
    """One answer. Without `does` and `queue` it is talk only: logged and rated, and nothing in the model.

    queue: what it changes of the queue of its module.
    plan: whether the school's plan expects or forbids it. not_modeled: what the model does not know about it, for the facilitator.
    """

    id: str
    says: Text
    does: list[PlayerAction] = []
    queue: QueueChange | None = None
    takes: OptionDuration | None = None  # thinking, in place of the model's own draw
    plan: Literal["expects", "forbids"] | None = None
    not_modeled: Text | None = None

    @property
    def is_talk_only(self) -> bool:
        """Whether it changes nothing in the model."""
        return not self.does and self.queue is None


class Decision(Timing):
    """A question to a role, and its options."""

    id: str
    asks: Text
    of: str  # the role that owns it
    kind: Literal["talk", "pressed"] = "talk"
    options: list[Option] = Field(default=[], max_length=7)  # none in a discussion
    limit: Seconds  # soft, in session time; in T+ if timed
    expects: Text
    reference: Text  # where the plan says so, such as "EOP Lockdown 3.2"
    objective: str
    measure: str | None = None  # what its answers should change; the scenario's first primary measure if left out
    must: YesNo = True
    vote: YesNo = False  # all participants vote on it before its role decides
    hints: list[Text] = []

    @model_validator(mode="after")
    def _require_time(self) -> Self:
        if self.at is not None and self.after:
            raise validation_error(
                'a decision has "at" or "after", not both', "without either it is asked when its segment begins"
            )
        return self

    @model_validator(mode="after")
    def _require_choice(self) -> Self:
        if len(self.options) == 1:
            raise validation_error(
                "one option is no choice",
                "give a second one, or none: then the question is a discussion",
                at=("options",),
            )
        if self.vote and not self.options:
            raise validation_error("a discussion has no options to vote on", "give options, or no vote", at=("vote",))
        return self


class Need(FileModel):
    """A condition on the simulated emergency, fully simulated with and without the alert, that the story depends on.

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
    period: str | None = None  # of the campus, instead of the scenario's; over a school day it must be stated
    minutes: int = Field(strict=True, ge=10, le=480)
    trains: Text  # one line for the library
    people: Text  # how many, and who
    purpose: Text
    strategy: str  # of your team and of the fully simulated arm
    twin: str  # of the arm without the alert
    conditions: list[WorldCondition] = []  # what is so on this day, in all arms, from the start
    roster: list[RosterChange] = []  # who is different on this day, in all arms
    starts_in: list[str] = []  # zones or patterns: where it begins, instead of where the scenario says
    day: Weekday
    onset: Clock
    begins: Moment | None = None  # of a hazard in days: the date on which it begins, and what is followed with it
    needs: list[Need] = []
    objectives: list[Objective] = Field(min_length=1, max_length=6)
    roles: list[Role] = Field(min_length=1, max_length=12)
    segments: list[Segment] = Field(min_length=3, max_length=8)
    injects: list[Inject] = Field(min_length=1)
    decisions: list[Decision] = Field(min_length=1)
    situation: Text  # read to all before it begins

    @property
    def in_days(self) -> bool:
        """Whether its times are dates."""
        return self.begins is not None

    @property
    def starts(self) -> float:
        """T+ at which it begins, in seconds."""
        return self.begins or 0.0

    def find_queue(self, question: Decision) -> Queue | None:
        """The queue that the answers to a question change; None of a question about anything else."""
        if not any(option.queue for option in question.options):
            return None
        return next((one.queue for one in self.segments if one.id == question.segment), None)


SLOTS: dict[str, str] = {
    "hazard.zone": "where it is",
    "hazard.building": "which building",
    "hazard.floor": "which floor",
    "hazard.reported": "where it was reported",
    "unaware.nearest": "the nearest place that does not know",
    "unaware.count": "how many do not know",
    "aware.share": "how many per cent know",
    "protected.share": "how many per cent are protected",
    "unit.eta": "minutes until a unit is there",
    "reporter": "who reported",
    "presser": "who pressed",
    "alert.zone": "where it was pressed",
    "clock": "time of day",
}
"""By name, the words shown in place of a slot before the emergency is played. docs/writing-an-exercise.md says what fills each."""
_SLOT = re.compile(r"\{([^{}]*)\}")


def iterate_slots(text: str) -> Iterator[str]:
    """Names of the slots in a text, in order."""
    return (match.group(1) for match in _SLOT.finditer(text))


def describe_slots(text: str) -> str:
    """The text with its slots described: `Pressed by ‹who pressed›`."""
    return _SLOT.sub(lambda match: f"‹{SLOTS.get(match.group(1), match.group(1))}›", text)
