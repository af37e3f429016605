"""What the state of an exercise is made of: lines that were delivered, questions that were asked, acts, notes. Data, and nothing done.

What an exercise is played with: chosen before it begins, and the first thing in its journal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scenarios.exercise import Decision, Inject
from sim.exercise.clock import SPEEDS
from sim.model.interventions import Intervention, Outcome


@dataclass
class Delivery:
    """What became of an inject. outcome: delivered, held or cancelled. text: its words, with the slots filled.

    readers: those of its roles that somebody played when it came; where there is none, nobody reads it.
    """

    inject: Inject
    outcome: str
    time: float
    text: str = ""
    reason: str = ""
    zone: str = ""  # of the hazard, where the inject tells the room of it
    scenario_time: float = 0.0  # seconds from onset in the story
    readers: frozenset[str] = frozenset()


@dataclass
class DecisionPoint:
    """A decision that was asked for. state: waiting (its role does not know yet), open, decided, lapsed, cancelled.

    asked_at, opened_at, resolved_at: T+. scenario_time: when it was settled, as seconds from onset in the story. exercise_opened_at, exercise_resolved_at: seconds of the
    room. aware_at: since when its role knows. queue_position: in the queue of questions, in the order in which they opened.
    is_answering: the room has said its answer, and T+ stands still while it is written down.
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
    response: Mapping[str, Any] = field(default_factory=dict)
    queue_position: int = 0
    unmeasured_reason: str = ""
    seconds_stopped: float = 0.0
    stopped_at: float | None = None
    is_reopened: bool = False
    is_manual: bool = False
    is_answering: bool = False

    def resume(self, room: float) -> None:
        """The clock stands still for it no longer."""
        self.is_answering = False
        if self.stopped_at is not None:
            self.seconds_stopped += room - self.stopped_at
            self.stopped_at = None


@dataclass(frozen=True)
class Notice:
    """What came to light of something that was done, in the words that the room reads. topic: `silent`, or `decision number` of an act."""

    time: float
    topic: str
    text: str


@dataclass(frozen=True)
class RejectedDecision:
    """An answer that could not be given, and why."""

    time: float
    decision: str
    response: str
    reason: str


@dataclass(frozen=True)
class ScheduledAction:
    """Something that was decided and will begin at a time. source_id: the id of the decision or inject it belongs to."""

    source_id: str
    number: int
    time: float
    intervention: Intervention


@dataclass(frozen=True)
class ExecutedAction:
    """An act that began, or did not. scenario_time: when, as seconds from onset in the story."""

    action: ScheduledAction
    outcome: Outcome
    scenario_time: float


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


def build_improvised_inject(payload: Mapping[str, Any]) -> Inject:
    """An inject that is in no file: words from somebody to some roles. Nothing is expected of it but that it is heard."""
    return Inject.model_construct(
        number=payload["inject"],
        says=payload["says"],
        expects="",
        objective="",
        must=False,
        **payload["made_up"],
    )


MODEL_VERSION = "1"
"""Version of the model. It changes whenever a golden trace changes, so that a journal is never played by other rules than its own."""

GOLDEN_DIGEST = "885ca3943176b5b1cd2245c23f04f6df"
"""Digest of the golden traces of that version; a test says when the two have to change."""


@dataclass(frozen=True)
class Setup:
    """seed: of the emergency, which is its replication 0. played: roles that somebody in the room plays, and who, if that is written down.

    fog: the room sees only what it was told. twin: whether the twin's bars are shown to the room during the exercise. names: a school's own
    names (`scenarios.campus`), as data; empty for those of the campus. left_out: objectives that are not tried, by id
    (`sim.exercise.schedule` says what then does not come). pace: the speed at which a stretch is played unless another is chosen on the way;
    what happens does not depend on it.
    """

    exercise: str
    seed: int
    played: Mapping[str, str] = field(default_factory=dict)
    fog: bool = True
    twin: bool = True
    rehearsal: bool = False
    names: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    pace: int = SPEEDS[0]

    def to_json(self) -> dict[str, Any]:
        """As a mapping that JSON can hold."""
        return {
            "exercise": self.exercise,
            "seed": self.seed,
            "played": dict(self.played),
            "fog": self.fog,
            "twin": self.twin,
            "rehearsal": self.rehearsal,
            "names": dict(self.names),
            "left_out": [*self.left_out],
            "pace": self.pace,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Setup":
        """Back from `to_json`."""
        return cls(**{**data, "left_out": tuple(data.get("left_out", ()))})
