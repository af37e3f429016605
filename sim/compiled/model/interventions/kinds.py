"""The kinds of interventions, by their names in `sim.model.interventions.KINDS`."""

from enum import IntEnum

BLOCK = 100
"""The kinds of one file have numbers of one block."""


class Group(IntEnum):
    """Kinds that are in one file, by the number of their block."""

    MESSAGES = 0
    PERSONS = 1
    RESPONDERS = 5
    AID = 6
    FIRE_SAFETY = 7
    PLACES = 2
    RULINGS = 9


class Act(IntEnum):
    """One line for each kind; the number means nothing but the file."""

    PRESS = 0
    CALL_911 = 1
    ANNOUNCE = 2
    RADIO = 3

    TELL = 100
    SEND = 101
    LOCK = 102

    TELL_911_ROOM = 500
    MEET_RESPONDERS = 501
    CLEAR_WAY = 502

    START_CPR = 600
    FETCH_AED = 601
    SEND_AED = 602
    CALL_FOR_AED = 603
    ASSIGN_TASKS = 604

    STOP_HORNS = 700
    SHUT_OFF = 701
    LOOK = 200
    MOVE = 201
    OPEN_DOOR = 202
    ROLL_CALL = 203
    SECURE = 204

    CHANNEL = 900
    DELAY_UNIT = 901
    INFORM = 902
    ALL_CLEAR = 903
