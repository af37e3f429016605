"""Instructions of a message, and where they apply: the words of the Standard Response Protocol."""

from enum import IntEnum
from typing import NamedTuple

from sim.model.tables import NOBODY


class Instruction(IntEnum):
    """An action that people are asked to take."""

    LOCKDOWN = 0  # locks, lights, out of sight
    SECURE = 1  # get inside, lock outside doors; lessons go on
    HOLD = 2  # stay in the room, clear the halls
    EVACUATE = 3  # leave the building
    SHELTER = 4  # in a storm go to a shelter area; in a plume close windows and doors; else get into a room, whose door stays unlocked


class Order(NamedTuple):
    """An instruction as a message carries it.

    area: a zone, a building as the number of zones plus its own, or NOBODY: everywhere. exit: the zone by which to leave, NOBODY: the
    nearest. plain: in words that everyone understands, not in code.
    """

    instruction: int
    area: int = NOBODY
    exit: int = NOBODY
    plain: bool = True
