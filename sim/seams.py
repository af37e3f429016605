"""Where engine, drill, reports and screens meet: signatures only, so that each can be built against a double of the other.

`Engine` is what plays an emergency; `sim.model.replication.Engine` is the live one. `Journal` is the append-only record of a drill, and
`ParticipantViewFunction` decides what the room may see of it; both are signatures as yet. Doubles of all three stand with the tests.
"""

from collections.abc import Iterator, Mapping, Set
from typing import Any, NamedTuple, Protocol, TypeVar

from sim.model.interventions import Intervention, Outcome
from sim.model.view import WorldView
from sim.trace import Trace

State_contra = TypeVar("State_contra", contravariant=True)


class Engine(Protocol):
    """One replication of an emergency under one strategy, played through or step by step. Times are seconds from onset, on the grid."""

    @property
    def now(self) -> float:
        """How far it is played. Before the first step it stands before onset, where the past of the 911 centre begins."""

    @property
    def trace(self) -> Trace:
        """What has happened so far."""

    @property
    def is_ended(self) -> bool:
        """Whether it is over: all clear, or the horizon."""

    def run(self) -> Trace:
        """Plays to the end. With no intervention it is bit for bit the replication that an experiment plays."""

    def run_until(self, time: float) -> None:
        """Plays all events before this time. A time that is past, or after the end, plays nothing."""

    def apply(self, intervention: Intervention) -> Outcome:
        """Somebody does something now, before the model's own events of this instant. Raises UnknownName."""

    def preview(self, intervention: Intervention) -> Outcome:
        """What `apply` would say now. Changes nothing. Raises UnknownName."""

    def is_busy(self, intervention: Intervention) -> bool:
        """Whether whoever does it still does something else that was decided; then it is not applied yet. Raises UnknownName."""

    def return_to_simulation(self, name: str) -> Outcome:
        """Somebody who was played, or the office, is left to the model from now on. Raises UnknownName."""

    def decision_delay(self, name: str) -> float:
        """Seconds that somebody on the roster takes to decide, by the model's own number; it is not used up. Raises UnknownName."""

    def view(self) -> WorldView:
        """A frozen picture of the state."""


class Header(NamedTuple):
    """What a journal is about. A journal of another model version is refused."""

    scenario: str
    """The text of the scenario, whole."""
    seed: int
    model: str
    """Version of the model that played it."""


class Entry(NamedTuple):
    """One row of a journal."""

    seq: int
    """From 1, without gaps."""
    room_time: float
    """Seconds of the wall clock, for the agenda."""
    incident_time: float
    """Seconds from onset."""
    kind: str
    payload: str
    """Canonical JSON: keys sorted, no spaces. References to other entries use an id of their own, never `seq`."""


class Journal(Protocol):
    """The append-only record of a drill. State is what comes of playing it, so nothing in it is ever changed."""

    @property
    def header(self) -> Header:
        """What it is about."""

    def append(self, room_time: float, incident_time: float, kind: str, payload: Mapping[str, Any]) -> Entry:
        """Writes an entry. It is durable before this returns, and takes effect only then."""

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """The entries whose `seq` is above this, in order."""


class ParticipantViewFunction(Protocol[State_contra]):
    """What a set of played roles may see: a pure function of the state of a drill, as plain data that JSON can hold."""

    def __call__(self, state: State_contra, roles: Set[str]) -> Mapping[str, Any]:
        """Only what these roles have been told, the open question and what was decided."""
