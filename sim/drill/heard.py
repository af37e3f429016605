"""What the room reads and in which order: every message that has reached it, one after the other, before T+ goes on.

An inject that the room hears stops T+, so that it can be talked about (`sim.drill.conduct`). Several may come in one instant, and alerts
that the model told while T+ ran are there as well; so they are read one at a time, the oldest first, and none is passed over. What has
been read is a mark of the clock in the journal: it says how the room was paced, and nothing of what happened.
"""

from collections.abc import Set
from typing import NamedTuple

from sim.drill.recorder import Recorder
from sim.drill.state import State
from sim.drill.told import Message, messages

HEARD = "inject"
"""Why T+ stands still where the room was told something, with its number."""


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


def told_meanwhile(state: State) -> str:
    """Why T+ stands still once a question under pressure of time is over: the last inject that came and is not read; empty for none."""
    waiting = [one.id for one in in_turn(state, state.played).waiting if one.id.startswith(HEARD)]
    return waiting[-1].replace("-", " ") if waiting else ""


def only_heard(state: State) -> bool:
    """Whether T+ stands still for what the room was told, and for nothing else."""
    stopped = not state.running and state.front is None and not state.engines.over
    return stopped and state.why_stopped.startswith(HEARD)


def reads_on(conduct: Recorder) -> bool:
    """The next message, where one waits behind that which is being read. Returns whether one did."""
    waiting = in_turn(conduct.state, conduct.state.played).waiting
    if len(waiting) < 2 or conduct.state.frozen or conduct.state.ended:
        return False
    conduct.write("read", {"messages": [waiting[0].id], "goes_on": False})
    return True


def all_read(conduct: Recorder) -> None:
    """T+ goes on from where it stood: whatever has come is read."""
    waiting = in_turn(conduct.state, conduct.state.played).waiting
    if waiting and not conduct.clock.running:
        conduct.write("read", {"messages": [one.id for one in waiting], "goes_on": True})
