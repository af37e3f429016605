"""An intervention as numbers, which both engines read, and why one does not begin."""

from enum import IntEnum
from typing import NamedTuple

from sim.model.tables import NOBODY


class Request(NamedTuple):
    """act: its place among `kinds.KINDS`. What its kind does not have is NOBODY, or 0."""

    act: int
    person: int = NOBODY  # who acts
    other: int = NOBODY  # who is addressed
    zone: int = NOBODY  # where to
    instruction: int = NOBODY
    area: int = NOBODY  # that the instruction is for
    exit: int = NOBODY
    plain: bool = False
    unit: int = NOBODY
    channel: int = NOBODY
    works: bool = False
    gas: bool = False
    seconds: float = 0.0
    post: int = NOBODY  # a `Post`
    adults: int = 0


class Obstacle(IntEnum):
    """Why an intervention does not begin."""

    NONE = 0
    # at all
    OVER = 1
    NOT_STARTED = 2
    ABSENT = 3
    OTHER_IS_ABSENT = 4
    # leaving
    DOES_NOT_KNOW = 10
    IS_ELSEWHERE = 11
    STAYS_AT_THREAT = 12
    IS_BEHIND_LOCK = 13
    LEADS_STUDENTS = 14
    # messages
    NO_APP = 20
    APP_MISSING = 21
    NO_PHONE = 22
    PA_UNUSED = 23
    RADIO_UNUSED = 24
    NO_RADIO = 25
    NO_BADGE = 26
    BADGE_MISSING = 27
    BADGE_PRESSED = 28
    NOTHING_TO_CALL_OUT_BY = 29
    NOT_OF_THE_OFFICE = 30
    CALLED_OUT = 31
    # persons
    OTHER_KNEW = 90
    OTHER_IS_OUT_OF_REACH = 91
    NO_WAY_TO_REACH = 92
    IS_NOT_THEIR_TASK = 93
    IS_THERE = 94
    GOES_THERE = 95
    NOT_LOCKABLE = 96
    IS_LOCKED = 97
    # responders
    PLACE_UNKNOWN = 40
    NO_PATIENT_TO_CLEAR_FOR = 41
    NO_AMBULANCE = 42
    # aid
    NO_PATIENT = 50
    CPR_UNDER_WAY = 51
    NO_AED = 52
    TASKS_ARE_KNOWN = 53
    NOT_AT_PATIENT = 54
    # fire safety
    NO_HORNS = 60
    HORNS_ARE_SILENT = 61
    NO_FIRE = 62
    NO_KEY_TO_SHUT_OFF = 63
    # places
    SENT_TO_PATIENT = 70
    RESPONDS = 71
    IS_THERE_ALREADY = 72
    NO_WAY_THERE = 73
    NOT_BEHIND_LOCK = 74
    CANNOT_ASK_ROOMS = 75
    OUTDOORS = 76
    NO_KEYS = 77
    DOORS_ARE_LOCKED = 78
    # rulings
    WORKS_ALREADY = 80
    IS_DOWN_ALREADY = 81
    UNIT_EN_ROUTE = 82
    OTHER_KNOWS = 83
    IS_OVER = 84
    # the response team, and a person who is agitated
    NO_TEAM = 100
    NO_ONE_AGITATED = 101
    NOT_WITH_PERSON = 102
    # shelter
    NO_SHELTER_AREAS = 110
    IS_SHELTERED = 111
    GOES_TO_SHELTER = 112
    # searching
    NO_SEARCH = 120
    IS_WATCHED = 121
    OTHER_IS_AWAY = 122
    # closing in, fans and airing
    NOT_TO_CLOSE_IN = 140
    IS_CLOSED_IN = 141
    CLOSES_IN = 142
    NO_FANS = 143
    FANS_ARE_SEEN_TO = 144
    SWITCH_IS_ELSEWHERE = 145
    NOTHING_TO_AIR = 146
    IS_AIRED = 147
    AIRING_IS_AGREED = 148
    # assessing a threat report
    NO_ASSESSMENT = 130
    NO_REPORT = 131
    TEAM_IS_TOLD_ANYWAY = 132
    IS_READ = 133
    IS_UNREAD = 134
    IS_TAKEN_UP = 135
    IS_NOT_TAKEN_UP = 136
    IS_PLANNED = 137
    COMES_FIRST = 138
    POLICE_ARE_CALLED = 139
    INTERIM_IS_BEGUN = 149
    # releasing students to families
    NO_RELEASE = 150


TEXTS = {
    Obstacle.NOT_STARTED: "the emergency has not started: actions count from T+00:00",
    Obstacle.ABSENT: "{by} is not on campus",
    Obstacle.OTHER_IS_ABSENT: "{whom} is not on campus",
    Obstacle.DOES_NOT_KNOW: "{by} does not know of the emergency yet",
    Obstacle.IS_ELSEWHERE: "{by} is on the way somewhere else already",
    Obstacle.STAYS_AT_THREAT: "{by} has reached it and stays",
    Obstacle.IS_BEHIND_LOCK: "{by} is behind a locked door and opens it for no one but the police",
    Obstacle.LEADS_STUDENTS: "{by} is leading {students} students and does not leave them on the way",
    Obstacle.NO_APP: "this strategy has no app",
    Obstacle.APP_MISSING: "{by} does not have the app",
    Obstacle.NO_PHONE: "{by} has no phone at hand",
    Obstacle.PA_UNUSED: "the PA is not used under this strategy",
    Obstacle.RADIO_UNUSED: "radios are not used under this strategy",
    Obstacle.NO_RADIO: "{by} carries no radio",
    Obstacle.NO_BADGE: "there is no badge",
    Obstacle.BADGE_MISSING: "{by} wears no charged badge",
    Obstacle.BADGE_PRESSED: "{by} has pressed the badge",
    Obstacle.NOTHING_TO_CALL_OUT_BY: "the office has neither a phone tree nor runners",
    Obstacle.NOT_OF_THE_OFFICE: "{by} is not one of the office",
    Obstacle.CALLED_OUT: "the phone tree and the runners are under way",
    Obstacle.OTHER_KNEW: "{whom} already knew",
    Obstacle.OTHER_IS_OUT_OF_REACH: "{by} has no phone at hand, and {whom} is elsewhere",
    Obstacle.NO_WAY_TO_REACH: "{by} has neither radio nor phone at hand to reach {whom}",
    Obstacle.IS_NOT_THEIR_TASK: "going there is not the task of {whom}",
    Obstacle.IS_THERE: "{whom} is there already",
    Obstacle.GOES_THERE: "{whom} already knows and goes there",
    Obstacle.NOT_LOCKABLE: "{by} is not in a room that can be locked",
    Obstacle.IS_LOCKED: "the door is already locked",
    Obstacle.PLACE_UNKNOWN: "{by} does not know where it is",
    Obstacle.NO_PATIENT_TO_CLEAR_FOR: "there is no patient to clear a way to",
    Obstacle.NO_AMBULANCE: "no ambulance comes to this emergency",
    Obstacle.NO_PATIENT: "there is no patient",
    Obstacle.CPR_UNDER_WAY: "CPR is under way",
    Obstacle.NO_AED: "no AED hangs on this campus",
    Obstacle.TASKS_ARE_KNOWN: "everyone at the patient knows their task",
    Obstacle.NOT_AT_PATIENT: "{by} is not at the patient and has no phone at hand",
    Obstacle.NO_HORNS: "no horns sound",
    Obstacle.HORNS_ARE_SILENT: "the horns are silent already",
    Obstacle.NO_FIRE: "there is no fire",
    Obstacle.NO_KEY_TO_SHUT_OFF: "{by} carries no key to the shut-off",
    Obstacle.SENT_TO_PATIENT: "who goes to a patient is sent there",
    Obstacle.RESPONDS: "{by} responds to the hazard",
    Obstacle.IS_THERE_ALREADY: "{by} is there already",
    Obstacle.NO_WAY_THERE: "there is no way there",
    Obstacle.NOT_BEHIND_LOCK: "{by} is not behind a locked door",
    Obstacle.CANNOT_ASK_ROOMS: "{by} has neither radio nor phone at hand",
    Obstacle.OUTDOORS: "{by} is outdoors",
    Obstacle.NO_KEYS: "{by} has no keys",
    Obstacle.DOORS_ARE_LOCKED: "the outside doors are locked already",
    Obstacle.WORKS_ALREADY: "the {channel} works already",
    Obstacle.IS_DOWN_ALREADY: "the {channel} is down already",
    Obstacle.UNIT_EN_ROUTE: "{unit} is already en route",
    Obstacle.OTHER_KNOWS: "{whom} already knows",
    Obstacle.IS_OVER: "it is already over",
    Obstacle.NO_TEAM: "the response team is not called to this emergency",
    Obstacle.NO_ONE_AGITATED: "no one here is agitated",
    Obstacle.NOT_WITH_PERSON: "{by} is not with the person who is agitated",
    Obstacle.NO_SHELTER_AREAS: "people do not go to shelter areas in this emergency",
    Obstacle.IS_SHELTERED: "{by} is in a shelter area already",
    Obstacle.GOES_TO_SHELTER: "{by} is on the way to a shelter area already",
    Obstacle.NO_SEARCH: "no one is missing",
    Obstacle.IS_WATCHED: "someone watches it or is on the way there",
    Obstacle.OTHER_IS_AWAY: "{whom} is on the way somewhere else, or leads students",
    Obstacle.NOT_TO_CLOSE_IN: "people do not close windows and doors in this emergency",
    Obstacle.IS_CLOSED_IN: "{by} is behind closed windows and doors already",
    Obstacle.CLOSES_IN: "{by} is on the way inside, or closing windows and doors",
    Obstacle.NO_FANS: "there are no fans to stop",
    Obstacle.FANS_ARE_SEEN_TO: "someone has seen to the fans already",
    Obstacle.SWITCH_IS_ELSEWHERE: "{by} is not at the switch in the office, and has no keys to a plant",
    Obstacle.NOTHING_TO_AIR: "no plume passes in this emergency",
    Obstacle.IS_AIRED: "everyone has been told to go out and to air",
    Obstacle.AIRING_IS_AGREED: "someone sees to that already",
    Obstacle.NO_ASSESSMENT: "no threat assessment team works on this emergency",
    Obstacle.NO_REPORT: "no one has reported anything yet",
    Obstacle.TEAM_IS_TOLD_ANYWAY: "under this strategy every report goes to the whole team",
    Obstacle.IS_READ: "it has been read by someone who can convene the team",
    Obstacle.IS_UNREAD: "no one who can convene the team has read it yet",
    Obstacle.IS_TAKEN_UP: "the team has taken it up already",
    Obstacle.IS_NOT_TAKEN_UP: "the team has not taken it up yet",
    Obstacle.IS_PLANNED: "there is a plan already",
    Obstacle.COMES_FIRST: "the team works on it first already",
    Obstacle.POLICE_ARE_CALLED: "the police are called already",
    Obstacle.INTERIM_IS_BEGUN: "this is under way already",
    Obstacle.NO_RELEASE: "no students are released to families",
}
"""By the fields of an intervention; students: whom the person leads. The time at which it was over is told apart."""
