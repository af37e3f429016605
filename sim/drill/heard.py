"""What the room reads and in which order: every message that has reached it, one after the other, before T+ goes on.

T+ stands still for what the room is told, by an inject or by an alert of the model, so that it can be talked about (`sim.drill.timed`).
Several may come in one instant; so they are read one at a time, the oldest first, and none is passed over. What has been read is a mark
of the clock in the journal: it says how the room was paced, and nothing of what happened.
"""

from collections.abc import Set
from typing import NamedTuple

from sim.drill.recorder import JournalRecorder
from sim.drill.state import State
from sim.drill.told import Message, list_messages

HEARD, TOLD = "inject", "a message"
"""Why T+ stands still where the room was told something: an inject, with its number, or an alert of the model."""


class MessageQueue(NamedTuple):
    """waiting: messages that are not read yet, the one that is being read first. total: how many came since T+ last went on."""

    waiting: list[Message]
    total: int

    @property
    def position(self) -> int:
        """Which of them is being read, from 1."""
        return self.total - len(self.waiting) + 1


def build_message_queue(state: State, roles: Set[str]) -> MessageQueue:
    """What these roles have to read."""
    came = [one for one in list_messages(state, roles) if state.read.get(one.id, state.reading) == state.reading]
    return MessageQueue([one for one in came if one.id not in state.read], len(came))


def list_unread(state: State) -> list[Message]:
    """What the room has not read yet, that which is being read first."""
    return build_message_queue(state, state.player_roles).waiting


def describe_unread(state: State) -> str:
    """Why T+ stands still for what the room has not read: the last that came; empty where all is read."""
    for last in list_unread(state)[-1:]:
        return last.id.replace("-", " ") if last.id.startswith(f"{HEARD}-") else TOLD
    return ""


def is_paused_for_reading(state: State) -> bool:
    """Whether T+ stands still for what the room was told, and for nothing else; a question under pressure of time waits for that too."""
    if state.running or state.running_arms.is_over or not state.stop_reason.startswith((HEARD, TOLD)):
        return False
    return state.current_decision is None or is_countdown_waiting(state)


def is_countdown_waiting(state: State) -> bool:
    """Whether a question under pressure of time is at the front, for which T+ has not begun to run: the room reads first."""
    front = state.current_decision
    if front is None or front.decision.kind != "pressed" or front.unmeasured_reason or front.is_answering:
        return False
    return not state.running and bool(describe_unread(state))


def read_next(conductor: JournalRecorder) -> bool:
    """The next message, where one waits behind that which is being read. Returns whether one did."""
    left = list_unread(conductor.state)
    if len(left) < 2 or conductor.state.frozen or conductor.state.ended:
        return False
    conductor.write("read", {"messages": [left[0].id], "goes_on": False})
    return True


def mark_all_read(conductor: JournalRecorder) -> None:
    """T+ goes on from where it stood: whatever has come is read."""
    left = list_unread(conductor.state)
    if left and not conductor.clock.is_running:
        conductor.write("read", {"messages": [one.id for one in left], "goes_on": True})
