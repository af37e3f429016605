"""The trace of one replication: a flat list of events in the order in which they happened.

An event is a time and a few names, nothing nested. Engines write rows of numbers; `Trace.events` gives them their names. Every measure
is a function of the trace and of the tables it was made from.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

from sim.model.orders import Instruction
from sim.model.posts import Post
from sim.model.tables import NOBODY, Tables
from sim.numbering import Numbering


class EventKind(Numbering):
    """One line each: meaning · subject · object · place · value. A dash: unused."""

    ONSET = 1  # the hazard begins · - · - · zone · seconds into the period
    ABSENT = 2  # not on campus at onset · person · - · - · -
    LOCKED_BEFORE = 3  # a door that was locked at onset · - · - · zone · -
    HAZARD_LEAVES = 4  # it starts to walk · - · - · zone · -
    HAZARD_ENTERS = 5  # · - · - · zone · -
    HAZARD_ENDS = 6  # · - · - · zone · 1 by contact, 0 by its own clock
    SIEGE_BEGINS = 7  # a contact fails, and the threat is barricaded · - · - · zone · -
    PERCEIVED = 10  # sees or hears it · unit · - · zone · nearness class
    RECOGNIZED = 11  # and knows what it is · unit · - · zone · -
    REPORTS = 12  # begins to use a means · person · means · zone · -
    PRESSED = 13  # the app is pressed, successfully · person · - · zone · -
    CALLING = 14  # dials, or the app does · caller · means · - · -
    QUEUED = 15  # the call is at the right center and waits · caller · - · - · calls waiting
    GAVE_UP = 16  # hangs up while waiting · caller · - · - · -
    ANSWERED = 17  # · caller · - · - · -
    CALL_ENDED = 18  # · caller · - · - · -
    DISPATCHED = 19  # · caller whose call it was · - · - · seconds of processing
    EN_ROUTE = 20  # · off-campus unit · - · - · -
    ON_SCENE = 21  # · off-campus unit · - · zone · -
    CONTACT_MADE = 22  # an officer reaches the hazard, or its last place · off-campus unit, or NOBODY · person, or NOBODY · zone · -
    BADGE_PRESSED = 25  # eight times, successfully · person · - · zone · -
    RADIOED = 24  # an officer on campus has told the dispatcher · person · channel · - · -
    RESPONDER_ON_SCENE = 23  # a responder on campus reaches it · person · - · zone · -
    SENT = 30  # an alert is sent · sender · channel · - · -
    SILENT = 31  # an alert that is not heard · sender · channel · - · -
    DELIVERED = 32  # a signal on a phone, an email in the inbox · person · channel · zone · -
    OFFICE_TOLD = 33  # · teller, NOBODY: its own staff · channel · - · -
    UNANSWERED = 39  # a phone rings in vain · person · channel · - · -
    CONTACT_BEGINS = 34  # word of mouth · teller · listener · - · -
    AWARE = 35  # noticed and understood · unit · channel · zone · teller, or NOBODY
    DOUBTS = 36  # waits for a second message · person · - · - · -
    ACTS = 37  # begins to act · unit · - · zone · -
    ACKNOWLEDGED = 38  # checks in by the app · person · - · - · -
    SETS_OUT = 40  # starts to walk · unit · - · zone · -
    ENTERS = 41  # · unit · - · zone · -
    LOCK_TRIED = 42  # and the door stays open · person · - · zone · -
    LOCKED = 43  # · person · - · zone · -
    PROTECTED = 44  # · unit · - · zone · heads
    LOCK_UNNOTICED = 45  # believed to be locked, and it does not hold · person, or NOBODY before onset · - · zone · -
    CONDITION = 50  # a world condition begins or ends · channel · - · - · 1 works, 0 failed
    ALL_CLEAR = 51  # · - · - · - · -
    END = 52  # the play ends · - · - · - · -
    CPR_BEGINS = 60  # first compression · person, NOBODY: the ambulance crew · - · zone · -
    AED_TAKEN = 61  # off its wall · person · - · zone · -
    AED_THERE = 62  # at the patient · person · - · zone · -
    SHOCK = 63  # the first one · - · - · zone · -
    PATIENT_REACHED = 64  # by an ambulance crew · off-campus unit · - · zone · -
    PULLED = 70  # a pull station · unit · - · zone · -
    DETECTED = 71  # a detector goes off · - · - · zone · -
    UNTENABLE = 72  # conditions inside are untenable · - · - · zone · -
    NO_WAY_OUT = 73  # cut off by the fire, stays · unit · - · zone · heads
    COUNTED = 74  # at the assembly point · unit · - · zone · heads
    ROOM_KNOWN = 90  # units learn the room of a report · caller · - · zone · -
    WAITS_FOR_UNITS = 91  # where they come in · person · - · zone · -
    UNIT_MET = 92  # a person meets it on arrival · off-campus unit · person · zone · 1 with keys
    WAY_CLEARED = 93  # for the ambulance crew · person · - · zone · -
    HORNS_STOPPED = 94  # the fire alarm is silent · person · - · zone · -
    TASKS_ASSIGNED = 96  # at the patient · person · - · zone · -
    SHUT_OFF = 95  # gas or power of the fire · person · - · zone of the fire · 1 gas, 0 power
    COMES = 100  # a member of the response team sets out to help · person · - · zone · -
    ENGAGES = 101  # one who is trained engages well, in time · person · - · zone · -
    ESCALATES = 102  # it becomes another emergency · - · - · zone · -
    STEPS_ASIDE = 140  # leaves a person who is agitated · person · - · zone · -
    INSTRUCTED = 80  # hears an instruction that is for them · unit · instruction · zone · -
    UNPROTECTED = 81  # no longer protected · unit · - · zone · heads
    DOOR_OPENED = 82  # a locked door is opened · person or group · - · zone · -
    SECURED = 83  # the outside doors of a building are locked · person · - · a zone of the building · -
    LOOKED = 84  # somebody who went to look is sure · person · - · zone · 1 it is there, 0 it is not
    ACCOUNTED = 85  # by a roll call · unit · - · zone · heads
    ROLL_CALLED = 86  # the roll call ends · person · - · - · heads not accounted for
    CUT_OFF = (
        130  # every way out leads through the hazard, and they take one · unit · - · zone · heads who walk together
    )
    DETECTOR_SOUNDS = 131  # of gas · - · - · zone · -
    PLUME_ARRIVES = 132  # at the campus · - · - · - · -
    PLUME_PASSES = 133  # · - · - · - · -
    AIR_CHANGES = 134  # how often, from now on · - · - · a zone of the building · per hour
    OUT_AND_AIR = 135  # people are told to go out and to air the buildings · - · - · - · -
    STORM_ARRIVES = 110  # or passes nearest · - · - · - · 1 if there was a tornado
    NO_ROOM = 111  # no shelter is free, stays · unit · - · zone · heads
    MISSED = 120  # an adult notices that a child is gone · adult, NOBODY: no one on campus · - · zone · -
    LEFT_CAMPUS = 121  # the child does · - · - · last zone · -
    SEARCHED = 122  # a zone, for the first time · person · - · zone · -
    WATCHES = 123  # an exit, from now on · person · - · zone · -
    FOUND = 124  # the child is · person, NOBODY: off campus · - · zone · -
    THREAT_REPORTED = 150  # somebody begins to report a threat · report · - · - · `ReportKind`
    POLICE_CALLED = 151  # by who thinks it imminent · report · - · - · -
    REPORT_LOST = 152  # it reaches no one who can act · report · - · - · -
    REPORT_READ = 153  # by somebody with authority · report · - · - · seconds of reading
    TEAM_CONVENED = 154  # the team takes it up · report · - · - · seconds of its work
    PLAN_DONE = 155  # · report · - · - · -
    PLAN_REVIEWED = 156  # for the first time, and the case is closed · report · - · - · -
    INTERIM_PLAN = 158  # supports until the assessment is done · report · - · - · -
    ORDERED = 170  # after a hoax call, what everyone has to do is known on campus · - · - · - · 1 lock down or leave, 0 lessons go on
    TIPS_READ = 157  # other tips of the year · - · - · - · seconds of reading
    FAMILY_ARRIVES = 175  # where students are released · family · - · - · heads that it is here for
    CHECKED_IN = 176  # at a table · family · table · - · -
    FAMILY_RELEASED = 177  # with its students · family · runner · - · heads
    FAMILY_CALLS = 178  # the office, for the first time · family · - · - · -
    CALL_BLOCKED = 179  # every line was busy, the last time too · family · - · - · -
    FAMILIES_TEXTED = 181  # people have decided on it · - · - · - · -
    POSTS_ADDED = 182  # people have decided on it · - · `Post` · - · how many
    STUDENTS_MOVED = 180  # they are at the other site · - · - · - · -


class Channel(Numbering):
    """The channel by which a person became aware, or made a report."""

    HAZARD = 0  # saw or heard it
    VOICE = 1  # face to face
    PUSH = 2
    TEXT = 3
    EMAIL = 4
    PA = 5
    RADIO = 6
    DESK_PHONE = 7
    POLICE_RADIO = 8
    ADULT = 9  # a group: from the adult who is with it
    PUPILS = 10  # an adult: from students who came in
    DIAL_911 = 11  # as a means: a phone call
    APP = 12  # as a means: the button
    DESK = 13  # by a ruling of the facilitator
    ALARM = 20  # the fire alarm
    BADGE = 21
    TAKEOVER = 22  # a message that speaks on the PA by itself
    STROBE = 23
    SCREEN = 24  # in classrooms
    DESKTOP = 25  # on a computer
    CAMPUS_SIREN = 26
    PHONE_TREE = 27
    RUNNER = 28
    WEATHER_RADIO = 40
    WIRELESS_ALERT = 41  # on a phone of the staff
    STUDENT_PHONE = 42  # the same, on a student's
    OUTDOOR_SIREN = 43
    PARENT = 44  # phones the office
    FIRE_DEPARTMENT = 50  # phones the office
    THREAT_REPORTS = 51  # no alert: the way of reports to the team that assesses them
    CENTER = 52  # the 911 center phones the office
    OFFICERS = 53  # at the door
    CALLER = 54  # phones the office
    PARENT_NOTICE = 55  # no alert: the school's message to families
    NETWORK = 30  # no channel, but what several need
    POWER = 31
    CELLS = 32


Row = tuple[float, EventKind, int, int, int, float]
"""time, kind, subject, object, place, value: names as numbers, `NOBODY` where unused."""


class News(NamedTuple):
    """Events of these kinds, that these people (roster ids) become aware, and that this share of the adults on campus is."""

    kinds: frozenset[EventKind] = frozenset()
    people: frozenset[str] = frozenset()
    aware_share: float = math.inf

    def join(self, other: "News") -> "News":
        """Either of them."""
        share = min(self.aware_share, other.aware_share)
        return News(self.kinds | other.kinds, self.people | other.people, share)


class Event(NamedTuple):
    """One event, with names. time in seconds from onset; place is a zone, or empty."""

    time: float
    kind: str
    subject: str
    object: str
    place: str
    value: float


class Trace:
    """The events of one replication, in order."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.rows: list[Row] = []

    def __len__(self) -> int:
        return len(self.rows)

    def events(self) -> Iterator[Event]:
        """The events, with names."""
        names = TraceNames(self.tables)
        for time, kind, subject, what, place, value in self.rows:
            yield Event(
                time,
                EventKind(kind).name.lower(),
                names.subject(EventKind(kind), subject),
                names.object(EventKind(kind), what),
                "" if place == NOBODY else self.tables.layout.zones[place],
                value,
            )


CALLERS = {
    EventKind.CALLING,
    EventKind.QUEUED,
    EventKind.GAVE_UP,
    EventKind.ANSWERED,
    EventKind.CALL_ENDED,
    EventKind.DISPATCHED,
    EventKind.ROOM_KNOWN,
}
UNITS = {EventKind.EN_ROUTE, EventKind.ON_SCENE, EventKind.CONTACT_MADE, EventKind.PATIENT_REACHED, EventKind.UNIT_MET}
REPORTS = {
    EventKind.THREAT_REPORTED,
    EventKind.POLICE_CALLED,
    EventKind.REPORT_LOST,
    EventKind.REPORT_READ,
    EventKind.TEAM_CONVENED,
    EventKind.PLAN_DONE,
    EventKind.PLAN_REVIEWED,
}
AT_POSTS = {EventKind.CHECKED_IN, EventKind.FAMILY_RELEASED}
FAMILIES = {EventKind.FAMILY_ARRIVES, *AT_POSTS, EventKind.FAMILY_CALLS, EventKind.CALL_BLOCKED}
CHANNELS = {
    EventKind.REPORTS,
    EventKind.CALLING,
    EventKind.RADIOED,
    EventKind.SENT,
    EventKind.SILENT,
    EventKind.DELIVERED,
    EventKind.OFFICE_TOLD,
    EventKind.UNANSWERED,
    EventKind.AWARE,
}


class TraceNames:
    """Names of the numbers in a trace."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.parties = [f"staff/{name}" for name in tables.staff.ids] + [f"group/{name}" for name in tables.groups.ids]

    def subject(self, kind: EventKind, subject: int) -> str:
        """The name of an event's subject."""
        if subject == NOBODY:
            return ""
        if kind == EventKind.CONDITION:
            return Channel(subject).name.lower()
        if kind in REPORTS:
            return f"report/{subject}"
        if kind in FAMILIES:
            return f"family/{subject}"
        if kind in UNITS:
            return f"unit/{self.tables.units.ids[subject]}"
        return (
            self.caller(subject)
            if kind in CALLERS or kind in (EventKind.SENT, EventKind.SILENT)
            else self.parties[subject]
        )

    def object(self, kind: EventKind, what: int) -> str:
        """The name of an event's object."""
        if what == NOBODY:
            return ""
        if kind == EventKind.INSTRUCTED:
            return Instruction(what).name.lower()
        if kind == EventKind.POSTS_ADDED:
            return Post(what).name.lower()
        if kind in AT_POSTS:
            return f"post/{what}"
        return Channel(what).name.lower() if kind in CHANNELS else self.parties[what]

    def caller(self, caller: int) -> str:
        """The name of a caller."""
        psap = self.tables.psap
        if caller < psap.office:
            return self.parties[caller]
        if caller < psap.neighbors:
            return "office"
        if caller < psap.background:
            return f"neighbor/{caller - psap.neighbors}"
        return f"background/{caller - psap.background}"
