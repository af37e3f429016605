"""What the room reads and in which order: every message that has reached it, one after the other, before T+ goes on.

T+ stands still for what the room is told, by an inject or by an alert of the model, so that it can be talked about (`sim.drill.timed`).
Several may come in one instant; so they are read one at a time, the oldest first, and none is passed over. What has been read is a mark
of the clock in the journal: it says how the room was paced, and nothing of what happened.
"""

from collections.abc import Set
from typing import NamedTuple

from sim.drill.recorder import Recorder
from sim.drill.state import State
from sim.drill.told import Message, messages

HEARD, TOLD = "inject", "a message"
"""Why T+ stands still where the room was told something: an inject, with its number, or an alert of the model."""


class InTurn(NamedTuple):
    """waiting: messages that are not read yet, the one that is being read first. of: how many came since T+ last went on."""

    waiting: list[Message]
    of: int

    @property
    def at(self) -> int:
        """Which of them is being read, from 1."""
        return self.of - len(self.waiting) + 1


def in_turn(state: State, roles: Set[str]) -> InTurn:
    """What these roles have to read."""
    came = [one for one in messages(state, roles) if state.read.get(one.id, state.reading) == state.reading]
    return InTurn([one for one in came if one.id not in state.read], len(came))


def waiting(state: State) -> list[Message]:
    """What the room has not read yet, that which is being read first."""
    return in_turn(state, state.in_the_room).waiting


def unread(state: State) -> str:
    """Why T+ stands still for what the room has not read: the last that came; empty where all is read."""
    for last in waiting(state)[-1:]:
        return last.id.replace("-", " ") if last.id.startswith(f"{HEARD}-") else TOLD
    return ""


def only_heard(state: State) -> bool:
    """Whether T+ stands still for what the room was told, and for nothing else; a question under pressure of time waits for that too."""
    if state.running or state.engines.over or not state.why_stopped.startswith((HEARD, TOLD)):
        return False
    return state.front is None or waits_to_be_read(state)


def waits_to_be_read(state: State) -> bool:
    """Whether a question under pressure of time is at the front, for which T+ has not begun to run: the room reads first."""
    front = state.front
    if front is None or front.decision.kind != "pressed" or front.unmeasured or front.answering:
        return False
    return not state.running and bool(unread(state))


def reads_on(conduct: Recorder) -> bool:
    """The next message, where one waits behind that which is being read. Returns whether one did."""
    left = waiting(conduct.state)
    if len(left) < 2 or conduct.state.frozen or conduct.state.ended:
        return False
    conduct.write("read", {"messages": [left[0].id], "goes_on": False})
    return True


def all_read(conduct: Recorder) -> None:
    """T+ goes on from where it stood: whatever has come is read."""
    left = waiting(conduct.state)
    if left and not conduct.clock.running:
        conduct.write("read", {"messages": [one.id for one in left], "goes_on": True})
