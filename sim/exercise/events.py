"""Journal events, one class a kind, and the records that the state of an exercise is made of.

The fields of an event are the keys of its payload in the journal, and `to_payload` and `parse_event` are the only writer and reader of
that JSON. A field with a default is left out of the payload while it has that value. Actions (`does`, `world`, `act`), triggers (`cue`) and
people are nested mappings, read by `sim.model.interventions`, `sim.exercise.triggers` and `sim.exercise.participants`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, field, fields
from enum import Enum, StrEnum
from functools import cache, lru_cache
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from scenarios.exercise import Condition, Decision, Inject, Mode
from sim.exercise.clock import FAST_FORWARD_SPEED, SPEEDS
from sim.model.interventions import Intervention, Outcome, from_json

GOLDEN_DIGEST = "9099f755763e8555aa482a3cc02e575c"
"""Digest of the golden traces of `MODEL_VERSION`; a test says when the two have to change."""

STRICT = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class Cue(BaseModel):
    """The fields of a `Trigger`, as it writes itself."""

    model_config = STRICT
    at: float
    owner: str
    role: str
    after: list[Condition]
    when: list[Condition]
    unless: list[Condition]


class Improvisation(BaseModel):
    """The fields of an inject that is in no file."""

    model_config = STRICT
    segment: str
    sender: str
    to: list[str]
    mode: Mode


class Person(BaseModel):
    """The fields of a `Participant`."""

    model_config = STRICT
    role: str
    name: str
    organization: str = ""
    contact: str = ""


def _check_fields(model: type[BaseModel]) -> AfterValidator:
    """A mapping with these fields. It stays a mapping."""

    def check(value: Mapping[str, Any]) -> Mapping[str, Any]:
        model.model_validate(value)
        return value

    return AfterValidator(check)


def _one_of(*known: str) -> AfterValidator:
    def check(value: str) -> str:
        if value not in known:
            raise ValueError(f"{value!r} is not one of {', '.join(map(repr, known))}")
        return value

    return AfterValidator(check)


Fields = Mapping[str, Any]
Action = Annotated[Fields, AfterValidator(lambda value: from_json(dict(value)) and value)]
"""An intervention as `sim.model.interventions.to_json` writes it."""
Actions = Sequence[Action]
WrittenCue = Annotated[Fields, _check_fields(Cue)]
Speed = Annotated[int, Field(ge=1, le=FAST_FORWARD_SPEED)]
DelaySource = Annotated[str, _one_of("model", "room", "takes", "measured")]
"""Where the seconds of thinking come from: simulated, said by the team, set in the file, or what T+ moved."""
GRADES = {
    "P": "performed without challenges",
    "S": "performed with some challenges",
    "M": "performed with major challenges",
    "U": "unable to be performed",
}
Rating = Annotated[str, _one_of("", *GRADES)]


class Event:
    """What an entry of the journal says. KIND: the kind of the entry."""

    KIND: ClassVar[str]
    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    def __init_subclass__(cls, kind: str) -> None:
        """Registers the kind."""
        cls.KIND = kind
        _EVENT_TYPES[kind] = cls

    def to_payload(self) -> dict[str, Any]:
        """The payload of the entry."""
        values = ((one, getattr(self, one.name)) for one in fields(self))  # type: ignore[arg-type]
        return {one.name: value for one, value in values if one.default is MISSING or value != one.default}


_EVENT_TYPES: dict[str, type[Event]] = {}


@lru_cache(maxsize=8192)
def parse_event(kind: str, payload: str) -> Event:
    """The event of an entry. Raises ValueError where there is no such kind, or a field is missing, unknown or of another type."""
    if kind not in _EVENT_TYPES:
        raise ValueError(f"there is no kind of entry {kind!r}")
    try:
        return _build_reader(kind).validate_json(payload)
    except ValidationError as error:
        raise ValueError(describe_mistake(error)) from None


def describe_mistake(error: ValidationError) -> str:
    """The first mistake, with its place: `people.0.name: input should be a valid string`."""
    first = error.errors(include_url=False)[0]
    words = str(first["ctx"]["error"]) if first["type"] == "value_error" else first["msg"]
    words = f"{words[:1].lower()}{words[1:]}"
    return ": ".join([".".join(map(str, first["loc"])), words]) if first["loc"] else words


@cache
def _build_reader(kind: str) -> TypeAdapter[Event]:
    return TypeAdapter(_EVENT_TYPES[kind])


@dataclass(frozen=True)
class Setup(Event, kind="begin"):
    """What an exercise is played with, chosen before it begins.

    seed: of the emergency, which is its replication 0. played: ids of the played roles, with the participant's name where it is known.
    fog: unknowns are hidden from participants. twin: they see the comparison arm during the exercise. names: a school's own
    names (`scenarios.campus`). left_out: ids of objectives that are not tested. pace: initial speed of the clock.
    """

    exercise: str
    seed: Annotated[int, Field(ge=0)]
    played: Mapping[str, str] = field(default_factory=dict)
    fog: bool = True
    twin: bool = True
    rehearsal: bool = False
    names: Mapping[str, Any] = field(default_factory=dict)
    left_out: Sequence[str] = ()
    pace: Speed = SPEEDS[0]

    def __post_init__(self) -> None:
        """JSON has lists only."""
        object.__setattr__(self, "left_out", tuple(self.left_out))

    def to_payload(self) -> dict[str, Any]:
        """Every field, defaults too."""
        return asdict(self)


@dataclass(frozen=True)
class SegmentBegun(Event, kind="segment"):
    """played_on: T+ at which the module before stood, where the emergency was played on to this one."""

    segment: str
    played_on: float | None = None


@dataclass(frozen=True)
class ClockStarted(Event, kind="play"):
    """The clock runs, at this speed."""

    speed: Speed


@dataclass(frozen=True)
class ClockMarked(Event, kind="clock"):
    """Time has passed, and nothing else."""


class StopCause(Enum):
    """Why T+ stands still, as far as anything depends on it."""

    OTHER = "other"
    READING = "reading"  # participants read what they were told
    ANSWERING = "answering"  # a timed decision is written down, and goes on being measured
    UNDONE_INJECT = "undone inject"
    UNDONE_DECISION = "undone decision"
    NOTHING_LEFT = "nothing left"  # in this module
    ASLEEP = "asleep"  # the computer was


READ_INJECT, READ_ALERT, ANSWERING_REASON = "inject", "a message", "an answer is written down"
"""Codes of reasons in the journal: an inject, with its number behind it; an alert of the model; a decision that is written down."""

NOTHING_LEFT, ASLEEP = "nothing more comes in this module", "the clock stopped, because this computer paused"
"""Reasons in the journal that are shown as they are."""

_STOP_CAUSES = {ANSWERING_REASON: StopCause.ANSWERING, NOTHING_LEFT: StopCause.NOTHING_LEFT, ASLEEP: StopCause.ASLEEP}


@dataclass(frozen=True)
class ClockStopped(Event, kind="stop"):
    """The clock stands still."""

    why: str

    @property
    def cause(self) -> StopCause:
        """Read off the code in the journal."""
        if self.why.startswith((READ_INJECT, READ_ALERT)):
            return StopCause.READING
        return _STOP_CAUSES.get(self.why, StopCause.OTHER)


@dataclass(frozen=True)
class Resumed(Event, kind="resume"):
    """The exercise continues after a break, with the clock stopped."""

    why: str


@dataclass(frozen=True)
class MessagesRead(Event, kind="read"):
    """messages: their ids. goes_on: T+ runs after it."""

    messages: Sequence[str]
    goes_on: bool


@dataclass(frozen=True)
class Dated(Event, kind="dated"):
    """at: when people sat down to the exercise, ISO 8601."""

    at: str


FIRST_IMPROVISED_NUMBER = 1001
"""The number of the first inject that is improvised; files have 1 to 999."""


def name_inject(number: int) -> str:
    """`inject 4`, or `message 1 from the facilitator`."""
    if number < FIRST_IMPROVISED_NUMBER:
        return f"inject {number}"
    return f"message {number - FIRST_IMPROVISED_NUMBER + 1} from the facilitator"


@dataclass(frozen=True)
class InjectResolved(Event, kind="inject"):
    """outcome: delivered, held or cancelled. says: the text with its placeholders filled. made_up: fields of an improvised inject."""

    inject: int
    outcome: Annotated[str, _one_of("delivered", "held", "cancelled")]
    says: str = ""
    why: str = ""
    zone: str | None = None
    world: Actions | None = None
    cue: WrittenCue | None = None
    made_up: Annotated[Fields, _check_fields(Improvisation)] | None = None

    @property
    def is_delivered(self) -> bool:
        """Whether it was."""
        return self.outcome == "delivered"

    @property
    def improvised(self) -> Inject | None:
        """The inject itself, where it is in no file."""
        if self.made_up is None:
            return None
        return Inject.model_construct(
            number=self.inject, says=self.says, expects="", objective="", must=False, **self.made_up
        )


@dataclass(frozen=True)
class DecisionAsked(Event, kind="ask"):
    """state: open, waiting (its role does not know yet) or held. aware: T+ since when its role knows. by_hand: by the facilitator."""

    decision: str
    state: Annotated[str, _one_of("open", "waiting", "held")]
    why: str = ""
    aware: float | None = None
    by_hand: bool = False

    @property
    def is_open(self) -> bool:
        """Whether participants can answer it."""
        return self.state == "open"

    def to_payload(self) -> dict[str, Any]:
        """An open decision always says since when its role knows."""
        return {**super().to_payload(), **({"aware": self.aware} if self.is_open else {})}


@dataclass(frozen=True)
class DecisionMade(Event, kind="decide"):
    """An option (its id), a discussion that is not simulated (`talk_only`), or written-in actions with the team's words (`says`).

    thinking, cost, answered: seconds; the last two from when it was opened until its actions begin, and until it was answered.
    source: of the thinking time, a key of `DELAY_SOURCES`. starts: T+ at which its actions begin. cue: its `Trigger`.
    """

    decision: str
    option: str | None
    talk_only: str | None
    written_in: bool
    does: Actions
    thinking: float
    source: DelaySource
    starts: float
    cue: WrittenCue
    answered: float
    cost: float
    rationale: str
    says: str = ""

    @property
    def is_measured(self) -> bool:
        """Whether thinking is what T+ moved while it was answered."""
        return self.source == "measured"


NO_RESPONSE = DecisionMade("", None, None, False, (), 0.0, "model", 0.0, {}, 0.0, 0.0, "")
"""What a decision point has until it is decided."""


@dataclass(frozen=True)
class CountdownStarted(Event, kind="press"):
    """From now on T+ runs while the decision is discussed, and its limit is in T+."""

    decision: str


@dataclass(frozen=True)
class AwarenessRuled(Event, kind="rule"):
    """The facilitator rules, in all arms, that the role of a decision knows."""

    decision: str
    does: Actions


@dataclass(frozen=True)
class MarkedUnmeasured(Event, kind="unmeasured"):
    """The time of a timed decision no longer counts as a response time."""

    decision: str
    why: str


NO_DECISION = "no decision"
"""Code of the reason why a decision point ended: its time was up, or the participants made none."""


@dataclass(frozen=True)
class DecisionLapsed(Event, kind="lapse"):
    """A decision point ended without a decision."""

    decision: str
    why: str


@dataclass(frozen=True)
class DecisionRejected(Event, kind="refuse"):
    """A decision that could not be made. option: None for a write-in."""

    decision: str
    option: str | None
    why: str


@dataclass(frozen=True)
class ActionStarted(Event, kind="act"):
    """of, number: the decision or inject, and which of its actions."""

    of: str
    number: int
    act: Action


@dataclass(frozen=True)
class NoticeGiven(Event, kind="notice"):
    """about: `silent`, or the decision and number of an action. says: what participants read."""

    about: str
    says: str


@dataclass(frozen=True)
class NoteAdded(Event, kind="note"):
    """The fields of a `Note` as they were first written."""

    id: str
    kind: Annotated[str, _one_of("mark", "observe", "rate", "improve")]
    text: str = ""
    objective: str = ""
    rating: Rating = ""
    by: str = ""
    task: str = ""
    action: str = ""
    capability: str = ""
    owner: str = ""
    due: str = ""

    def to_payload(self) -> dict[str, Any]:
        """Its first fields always, the others where they say something."""
        first = {"text": self.text, "objective": self.objective, "rating": self.rating}
        return {**super().to_payload(), **first}


@dataclass(frozen=True)
class Corrected(Event, kind="correct"):
    """New values (`set`) of fields of a note, or of the rationale of a decision."""

    of: str
    set: Mapping[str, str | bool]


@dataclass(frozen=True)
class ParticipantsSet(Event, kind="people"):
    """Everyone who takes part, from now on."""

    people: Sequence[Annotated[Fields, _check_fields(Person)]]


@dataclass(frozen=True)
class RoleReturned(Event, kind="role"):
    """A role is simulated again. persons: on the roster, and `office`."""

    role: str
    persons: Sequence[str]


@dataclass(frozen=True)
class HoldReleased(Event, kind="release"):
    """No question was asked in time: these were modeled all along. persons: on the roster, and `office`."""

    persons: Sequence[str]


class SeatKind(StrEnum):
    PARTICIPANT = "participant"
    OBSERVER = "observer"
    EVALUATOR = "evaluator"


Identifier = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
"""128 random bits, made on the device that sends it."""


@dataclass(frozen=True)
class SeatSet(Event, kind="seat"):
    """A seat as it is from now on. change: it was let in, given other roles or another kind, moved to another device, removed,
    marked away, or marked back.

    roles: that its people play. decides: of these, the ones for which this seat speaks.
    """

    seat: Annotated[int, Field(ge=1)]
    change: Annotated[str, _one_of("in", "set", "moved", "out", "away", "back")]
    of: SeatKind = SeatKind.PARTICIPANT
    roles: Sequence[str] = ()
    decides: Sequence[str] = ()


SOMETHING_ELSE = "else"
"""The answer that is not on the list of a question."""


@dataclass(frozen=True)
class VotesAsked(Event, kind="asking"):
    """Votes on a question are taken from now on. asking: the question, and how often it was asked: `D2/1`."""

    asking: str
    decision: str
    options: Sequence[str]


@dataclass(frozen=True)
class VoteCast(Event, kind="vote"):
    """vote: its id. sure: from 0 to 2. reason: the salted digest of its text. late: it came after the split, and is not counted."""

    asking: str
    vote: Identifier
    seat: int
    option: str
    sure: Annotated[int, Field(ge=0, le=2)]
    reason: str = ""
    late: bool = False


@dataclass(frozen=True)
class PaperCounted(Event, kind="paper"):
    """Votes on cards, as the facilitator counted them: a number for each option."""

    asking: str
    counts: Sequence[Annotated[int, Field(ge=0, le=100)]]


@dataclass(frozen=True)
class SplitShown(Event, kind="split"):
    """Votes on an asking are closed, and shown to all. by: everyone who is waited for had voted, or the facilitator
    shows it, or the role has decided. connected: seats with an open page.
    """

    asking: str
    by: Annotated[str, _one_of("all", "facilitator", "decision")]
    connected: Sequence[int]


@dataclass(frozen=True)
class Remarked(Event, kind="remark"):
    """An evaluator's rating of an objective, or what they remarked on it. text: the salted digest of the words; empty for none."""

    remark: Identifier
    seat: int
    objective: str
    rating: Rating = ""
    text: str = ""


@dataclass(frozen=True)
class Undone(Event, kind="take-back"):
    """of: the decision, or `inject-` and its number."""

    of: str


@dataclass(frozen=True)
class WhatIfPlayed(Event, kind="what-if"):
    """Another decision was tried in the review. until: T+ before which nothing can differ. never: later decisions that do not come up."""

    decision: str
    until: float
    never: Sequence[str]
    option: str | None
    talk_only: str | None
    does: Actions
    thinking: float
    source: DelaySource


@dataclass(frozen=True)
class Frozen(Event, kind="freeze"):
    """A real emergency."""


@dataclass(frozen=True)
class Ended(Event, kind="end"):
    """The exercise is over."""


@dataclass
class Delivery:
    """What became of an inject. outcome: delivered, held or cancelled. text: with its placeholders filled.

    zone: of the hazard, where the inject reports it. scenario_time: seconds from onset in the story. readers: its played roles.
    """

    inject: Inject
    outcome: str
    time: float
    text: str = ""
    reason: str = ""
    zone: str = ""
    scenario_time: float = 0.0
    readers: frozenset[str] = frozenset()


@dataclass
class DecisionPoint:
    """A decision that was asked for. state: waiting (its role does not know yet), open, decided, lapsed, held.

    asked_at, opened_at, resolved_at, aware_at (since when its role knows): T+. scenario_time: when it was resolved, in seconds from onset
    in the story. exercise_opened_at, exercise_resolved_at: seconds of the exercise clock. queue_position: in the order of opening.
    is_answering: participants have decided, and T+ stands still while it is written down.
    """

    decision: Decision
    state: str
    asked_at: float
    opened_at: float | None = None
    exercise_opened_at: float | None = None
    aware_at: float | None = None
    resolved_at: float | None = None
    scenario_time: float = 0.0
    exercise_resolved_at: float | None = None
    reason: str = ""
    response: DecisionMade = NO_RESPONSE
    queue_position: int = 0
    unmeasured_reason: str = ""
    seconds_stopped: float = 0.0
    stopped_at: float | None = None
    is_reopened: bool = False
    is_manual: bool = False
    is_answering: bool = False

    def resume(self, exercise_time: float) -> None:
        """The clock no longer stands still for it."""
        self.is_answering = False
        if self.stopped_at is not None:
            self.seconds_stopped += exercise_time - self.stopped_at
            self.stopped_at = None


@dataclass(frozen=True)
class Notice:
    """An outcome that participants learned of. topic: as `NoticeGiven.about`."""

    time: float
    topic: str
    text: str


@dataclass(frozen=True)
class RejectedDecision:
    """A decision that could not be made, and why."""

    time: float
    decision: str
    response: str
    reason: str


@dataclass(frozen=True)
class ScheduledAction:
    """An action that will start at a time. source_id: of its decision or inject."""

    source_id: str
    number: int
    time: float
    intervention: Intervention


@dataclass(frozen=True)
class ExecutedAction:
    """An action that started, or had no effect. scenario_time: when, in seconds from onset in the story."""

    action: ScheduledAction
    outcome: Outcome
    scenario_time: float


FIXED_FIELDS = ("id", "kind", "time", "room")
"""Of a note."""


@dataclass
class Note:
    """A mark, an observation, a rating or an improvement, by an evaluator (`by`) or the facilitator. final: a settled rating.

    An improvement has the issue as its text, and the corrective action; owner, due date and `done` (the day it was done) may be empty.
    """

    id: str
    kind: str
    time: float
    room: float
    text: str = ""
    objective: str = ""
    rating: str = ""
    final: bool = False
    by: str = ""
    task: str = ""
    action: str = ""
    capability: str = ""
    owner: str = ""
    due: str = ""
    done: str = ""

    def correct(self, values: Mapping[str, str | bool]) -> None:
        """Gives fields other values. Raises ValueError for a field that cannot be corrected, or a value that it cannot have."""
        for name, value in values.items():
            if name in FIXED_FIELDS or type(value) is not type(getattr(self, name, None)):
                raise ValueError(f"a note has no {name} that can be {value!r}")
            if name == "rating" and value not in ("", *GRADES):
                raise ValueError(f"a rating is one of {', '.join(GRADES)}")
            setattr(self, name, value)
