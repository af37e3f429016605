"""What the state of an exercise is made of: lines that were delivered, questions that were asked, acts, notes. Data, and nothing done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scenarios.exercise import Decision, Inject
from sim.model.interventions import Intervention, Outcome


@dataclass
class Delivery:
    """What became of an inject. outcome: delivered, held or cancelled. says: its words, with the slots filled.

    readers: those of its roles that somebody played when it came; where there is none, nobody reads it.
    """

    inject: Inject
    outcome: str
    time: float
    says: str = ""
    why: str = ""
    zone: str = ""  # of the hazard, where the inject tells the room of it
    story: float = 0.0  # seconds from onset in the story
    readers: frozenset[str] = frozenset()


@dataclass
class Window:
    """A decision that was asked for. state: waiting (its role does not know yet), open, decided, lapsed, cancelled.

    asked, opened, settled: T+. story: when it was settled, as seconds from onset in the story. room_opened, room_settled: seconds of the
    room. aware: since when its role knows. place: in the queue of questions, in the order in which they opened.
    answering: the room has said its answer, and T+ stands still while it is written down.
    """

    decision: Decision
    state: str
    asked: float
    opened: float | None = None
    room_opened: float | None = None
    aware: float | None = None
    settled: float | None = None
    story: float = 0.0
    room_settled: float | None = None
    why: str = ""
    answer: Mapping[str, Any] = field(default_factory=dict)
    place: int = 0
    unmeasured: str = ""
    stood: float = 0.0
    stopped: float | None = None
    again: bool = False
    by_hand: bool = False
    answering: bool = False

    def goes_on(self, room: float) -> None:
        """The clock stands still for it no longer."""
        self.answering = False
        if self.stopped is not None:
            self.stood += room - self.stopped
            self.stopped = None


@dataclass(frozen=True)
class Notice:
    """What came to light of something that was done, in the words that the room reads. about: `silent`, or `decision number` of an act."""

    time: float
    about: str
    says: str


@dataclass(frozen=True)
class Refusal:
    """An answer that could not be given, and why."""

    time: float
    decision: str
    answer: str
    why: str


@dataclass(frozen=True)
class Act:
    """Something that was decided and will begin at a time. of: the id of the decision or inject it belongs to."""

    of: str
    number: int
    time: float
    intervention: Intervention


@dataclass(frozen=True)
class Done:
    """An act that began, or did not. story: when, as seconds from onset in the story."""

    act: Act
    outcome: Outcome
    story: float


@dataclass
class Note:
    """A mark, an observation, a rating or an improvement, made by an evaluator or the facilitator. final: a rating that is settled.

    by: which evaluator. An improvement has the issue as its text, and what is to be done (`action`); owner and due may stay empty,
    and so may `done`, the day on which it was.
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


def made_up(payload: Mapping[str, Any]) -> Inject:
    """An inject that is in no file: words from somebody to some roles. Nothing is expected of it but that it is heard."""
    return Inject.model_construct(
        number=payload["inject"],
        says=payload["says"],
        expects="",
        objective="",
        must=False,
        **payload["made_up"],
    )
