"""The order of events at one instant: the table that every engine reads.

When several things fall on the same instant, the lower rank goes first; within a rank the lower entity index, then the lower purpose
number, then the lower count. SimPy sorts its queue by (time, priority): the priority is one whole number made of these four.
"""

from enum import IntEnum


class Rank(IntEnum):
    """What goes before what, at one instant."""

    INTERVENTION = 1  # somebody at the desk or in the room does something
    HAZARD = 2  # it starts, moves, ends
    CALL_END = 3  # a taker hangs up, is free, and the queue advances in the same step
    QUEUE = 4  # a caller joins the queue, or its place is granted
    DISPATCH = 5  # units are sent, and arrive
    DELIVERY = 6  # a message reaches people: everyone reached is marked first
    CONTACT = 7  # a contact ends: the listener is marked, and the teller picks the next
    ACT = 8  # those who were marked begin to act
    REACTION = 9  # a person is done with what they were doing, and does the next thing
    MOVEMENT = 10  # somebody enters a zone
    PROTECTION = 11  # a door is locked
    OBSERVATION = 12  # nothing changes; somebody looks


ENTITIES = 1 << 20
PURPOSES = 1 << 8
COUNTS = 1 << 12


def priority(rank: Rank, entity: int, purpose: int = 0, count: int = 0) -> int:
    """The priority of an event, at least 1. entity < 2^20, purpose < 2^8, count < 2^12."""
    return ((rank * ENTITIES + entity) * PURPOSES + purpose) * COUNTS + count
