"""Keyed random numbers: a uniform is a function of (seed, replication, purpose, entity, index), nothing else.

There is no generator and no state to advance, so one extra draw in one arm cannot shift another: this is
what makes two arms a paired experiment. Each argument is a 64-bit word, absorbed into a 64-bit state in that
order. A word is mixed once by itself and once more together with the state, and every later word mixes again;
so neighboring seeds, replications, purposes and indices are as unrelated as distant ones. The mixing
function is the finalizer of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
2014; constants by Stafford, variant 13). Python integers and numpy arrays give the same bits.

What random numbers are for: a numbered list, never renumbered.

A number is a function of (seed, replication, purpose, entity, index). A purpose that goes out of use keeps its number; a new one takes
the next. Beside each: whose number it is, and what its index counts.
"""

from collections.abc import Iterable
from enum import unique
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from sim.numbering import Numbering
from sim.sampling.elementary import FloatArray

WordArray = NDArray[np.uint64]

_MASK = 2**64 - 1

_START = 0x243F6A8885A308D3  # fractional part of pi: any constant would do

STEP = 0x9E3779B97F4A7C15  # golden ratio, so that the word 0 is not a fixed point of the mixing

FIRST, SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB

_ONE = 0x3FF0000000000000  # bits of 1.0


@lru_cache(maxsize=1 << 16)
def entity_key(written_id: str) -> int:
    """The 64-bit key of an entity, from its id as written: stable over machines, versions and rosters."""
    return int.from_bytes(blake2b(written_id.encode(), digest_size=8).digest(), "little")


@lru_cache(maxsize=1 << 16)
def pair_key(first: int, second: int) -> int:
    """The key of an ordered pair of entities (teller, listener), from their keys."""
    return absorb(absorb(_START, first), second)


def uniform(seed: int, replication: int, purpose: int, entity: int, index: int) -> float:
    """One uniform in (0, 1), an odd multiple of 2**-53. Arguments are >= 0; the seed may have any size."""
    return uniform_of(state_of(seed, replication, purpose), entity, index)


# ---- one number --------------------------------------------------------------------------------


def mix(word: int) -> int:
    """A 64-bit word to a 64-bit word, one to one: each bit that changes changes half of the others."""
    word = (word ^ (word >> 30)) * FIRST & _MASK
    word = (word ^ (word >> 27)) * SECOND & _MASK
    return word ^ (word >> 31)


def absorb(state: int, word: int) -> int:
    """The state after taking in one more 64-bit word."""
    return mix(state ^ mix((word + STEP) & _MASK))


def seed_state(seed: int) -> int:
    """The state after the seed, which may have any number of 64-bit words. Raises ValueError if negative."""
    if seed < 0:
        raise ValueError(f"seed: {seed}; it must be a whole number of at least 0")
    state = absorb(_START, seed & _MASK)
    while seed := seed >> 64:
        state = absorb(state, seed & _MASK)
    return state


def state_of(seed: int, replication: int, purpose: int) -> int:
    """The state that all entities of one purpose in one replication start from."""
    return absorb(absorb(seed_state(seed), replication), purpose)


def uniform_of(state: int, entity: int, index: int) -> float:
    """The uniform of an entity and index, from `state_of`."""
    return ((absorb(absorb(state, entity), index) >> 12) + 0.5) * 2.0**-52


# ---- many at once ------------------------------------------------------------------------------


def mix_words(words: WordArray) -> WordArray:
    """Words mixed by themselves, ready for `absorb_array` and `uniforms_of`."""
    return _mix_in_place(words.astype(np.uint64) + np.uint64(STEP))


def absorb_array(states: WordArray, words: WordArray) -> WordArray:
    """`absorb` of every state and every mixed word (see `mix_words`), broadcast."""
    return _mix_in_place(states ^ words)


def states_of(seed: int, replications: Iterable[int], purpose: int) -> WordArray:
    """`state_of` for several replications, shape (replications,)."""
    start = np.array([seed_state(seed)], dtype=np.uint64)
    states = absorb_array(start, mix_words(np.fromiter(replications, dtype=np.uint64)))
    return absorb_array(states, mix_words(np.array([purpose], dtype=np.uint64)))


def uniforms_of(keys: WordArray, words: WordArray) -> FloatArray:
    """The uniforms of entity keys (states that absorbed the entity) and mixed indices, broadcast."""
    bits = absorb_array(keys, words)
    bits >>= np.uint64(12)
    bits |= np.uint64(_ONE)
    uniforms: FloatArray = bits.view(np.float64)  # 1 + k 2**-52
    uniforms -= 1.0 - 2.0**-53  # (k + 1/2) 2**-52, exactly
    return uniforms


def _mix_in_place(words: WordArray) -> WordArray:
    words ^= words >> np.uint64(30)
    words *= np.uint64(FIRST)
    words ^= words >> np.uint64(27)
    words *= np.uint64(SECOND)
    words ^= words >> np.uint64(31)
    return words


@unique
class Purpose(Numbering):
    """A line each: what it decides · entity · index."""

    # the hazard
    ONSET_PLACE = 1  # where it starts · zone · none
    ONSET_MINUTE = 2  # seconds into the period · scenario · none
    HAZARD_STAYS = 3  # time in a zone · scenario · step
    HAZARD_NEXT = 4  # exponential of a candidate zone, the smallest wins · zone · step
    HAZARD_SPEED = 5  # its walking speed · scenario · none
    HAZARD_LASTS = 6  # its own clock · scenario · none

    # people
    ON_SITE = 10  # on campus at onset · person · none
    PERCEIVES = 11  # uniform, against the chance at this distance · person or group · step
    RECOGNITION = 12  # perceiving → recognizing · person · none
    MISREAD = 13  # takes it for something else · person · none
    MISREAD_ADDS = 14  # for so long · person · none
    DECISION = 15  # recognizing → beginning to report · person · none
    ACTS_AT_ONCE = 16  # believes the first message · person · none
    DOUBT = 17  # else waits so long · person · none
    TOLD_CALLS = 18  # calls 911 though only told · person · none
    REACTION = 19  # convinced → begins the protocol · person · none
    SWEEP = 20  # clearing the hall at the door · person · none
    LOCKING = 21  # one try at the lock · zone · try
    LOCK_FAILS = 22  # that try leaves the door open · zone · try
    LOCKED_ALREADY = 23  # the door is locked at onset · zone · none
    TELL_WHOM = 24  # exponential of a candidate, the smallest wins · teller → listener · teller's contact
    CONTACT = 25  # one contact · teller → listener · none
    SAME_ROOM = 26  # hearing it from somebody in the same zone · person or group who hears · none
    WALK_SPEED = 27  # · person or group · none
    RUN_SPEED = 28  # of somebody who goes to help · person · none

    # means
    AUTHORITY_NEEDED = 30  # somebody with authority has to be found · who declares · none
    AUTHORITY_TAKES = 31  # for so long · who declares · none
    PRESS = 32  # pressing the app · person · none
    PRESS_WORKS = 33  # · person · none
    PSAP_LEG_FAILS = 34  # · strategy's app · none
    STAFF_LEG_FAILS = 35  # · strategy's app · none
    REACH_OFFICE = 36  # by desk phone · person · none
    MICROPHONE = 37  # reaching it · campus · none
    PA_HEARD = 38  # uniform, against the chance of the zone's kind · zone · message
    PA_UNDERSTOOD = 39  # · person or group · message
    RADIO_TALK = 40  # · person · none
    RADIO_RECEIVED = 41  # · person · call on the radio
    OFFICE_OUT = 42  # uniform, against the chance that somebody of the office is elsewhere at onset · person · none
    OFFICE_OUT_WHERE = 43  # uniform, against the weights of the places · person · none
    UNANSWERED = 44  # until whoever phones an empty office gives up · person · none
    OFFICE_SILENT = 96  # the office never announces, though the PA works · campus · none

    # phones
    PHONE_ON_PERSON = 50  # · person · none
    PHONE_AUDIBLE = 51  # · person · none
    CARRIER = 52  # uniform, against the carriers' shares · person · none
    COVERED = 53  # · zone and carrier · none
    INSTALLED = 54  # · person · none
    ON_ROSTER = 55  # · person · none
    PUSH_DELIVERED = 56  # · person · none
    PUSH_DELAY = 57  # · person · none
    TEXT_LOST = 58  # · person · none
    TEXT_DELAY = 59  # · person · none
    EMAIL_DELAY = 60  # · person · none
    PHONE_NOTICE = 61  # · person · none
    EMAIL_NOTICE = 62  # · person · none
    ACKNOWLEDGES = 63  # · person · none

    # the 911 center
    BACKGROUND_EVERY = 70  # between two background calls · campus · call
    BACKGROUND_SERVICE = 71  # · campus · call
    NEIGHBOR_EVERY = 72  # between two calls of students and neighbors · campus · call
    CONNECT = 73  # · caller · call
    APP_CONNECT = 74  # · caller · call
    WRONG_PSAP = 75  # · caller · call
    TRANSFER = 76  # · caller · call
    PATIENCE = 77  # · caller · call
    REDIAL = 78  # · caller · call
    PICK_UP = 79  # · caller · call
    SERVICE = 80  # · caller · call
    APP_SERVICE = 81  # · caller · call
    OFFICE_SERVICE = 82  # · caller · call
    PROCESSING = 83  # once per incident · scenario · none
    LOCATION_SAVES = 84  # once per incident · scenario · none
    SAYS_ROOM = 85  # a caller who saw it says the room · caller · call

    # responders
    TURNOUT = 90  # · unit · none
    TRAVEL = 91  # · unit · none
    LOCATE = 92  # · unit · none
    LOCATED = 93  # what is left of it when the room is known · unit · none
    POLICE_RADIO = 94  # dispatcher → officer on campus · person · none
    OFFICER_REPORTS = 95  # an officer on campus knows → the dispatcher has it by police radio · person · none

    # a heart that stops
    WITNESSED = 100  # somebody may perceive the collapse at once · scenario · none
    FOUND_AFTER = 101  # else only then · scenario · none
    CPR_GIVEN = 102  # by anybody before the ambulance crew · scenario · none
    CPR_START = 103  # at the patient and knowing → first compression · person · none
    HURRY = 104  # speed on the way to the patient, by way of an AED or not · person · none
    AED_SEARCH = 105  # at the place where it hangs · person · none
    SHOCK = 106  # the first AED, or the ambulance, at the patient → shock · scenario · none
    # fire
    FIRE_GROWTH = 110  # kW/s² · scenario · none
    FIRE_PERCEPTIBLE = 111  # kW · scenario · none
    FIRE_UNTENABLE = 112  # kW, or seconds where the time itself is given · scenario · none
    DETECTOR = 113  # kW · scenario · none
    PULLS = 114  # · person or group · none
    PULL = 115  # recognizing → a station pulled · person or group · none
    ALARM_STARTS = 116  # pulled or detected → horns · panel · none
    ALARM_HEARD = 117  # uniform, against the chance of the zone's kind · zone · none
    ALARM_REPORTS = 118  # horns → the alarm company calls 911 · campus · none
    ROLL_CALL = 119  # at the assembly point → counted · person or group · none

    # a false alarm
    FOUND_FALSE = 120  # first report of the school → known to be false · scenario · none
    FADES = 121  # never reported: onset → forgotten · scenario · none

    # one emergency, one ambiguity
    COMMON_RECOGNITION = 122  # factor of everybody's time to recognize · scenario · none
    COMMON_DECISION = 123  # factor of everybody's time to decide · scenario · none
    COMMON_MISREAD = 124  # everybody takes it for something else · scenario · none
    COMMON_MISREAD_ADDS = 125  # until so long after onset · scenario · none
    NEIGHBORS_BEGIN = 126  # students and neighbors: onset → the first may call, times the common factor · campus · none

    # officers and all clear
    NEXT_UNIT = 127  # a further unit after the one before it · unit · none
    CONTACT_TAKES = 128  # at the hazard → the outcome of the contact · officer · none
    CONTACT_SUCCEEDS = 129  # ends the hazard · officer · none
    OVERWHELMED = 130  # fourth officer on scene → the hazard ends · scenario · none
    SEARCH = 131  # danger over, police on scene → campus searched · scenario · none
    SIEGE = 136  # the first contact becomes a siege · scenario · none
    SIEGE_LASTS = 137  # from that contact · scenario · none

    # what goes wrong unseen
    LOCK_UNNOTICED = 132  # whoever locks it believes that it holds, and it does not · zone · none
    SILENCE_NOTICED = 133  # a silent announcement → the office notices · campus · none
    ROOM_PHONE = 134  # the office reaches a room by phone · zone · none
    MESSENGER_SPEED = 135  # of the messenger that the office sends · building · none

    # what only people decide on, about responders, first aid and fire
    MET = 170  # what is left of locating for a unit that a person with keys meets · unit · none
    MET_WITHOUT_KEYS = 171  # the same, by a person without keys · unit · none
    ROOM_RELAYED = 172  # 911 hears the room → units know it · caller · none
    WAY_CLEARED = 173  # what is left of the crew's walk · unit · none
    CPR_DECIDED = 174  # at the patient by decision → first compression · person · none
    HORNS_STOPPED = 175  # at the panel → silence · person · none
    SILENCE_MISREAD = 176  # takes silent horns for the all clear · person · none
    QUIET = 177  # what is left of locating once the horns are silent · unit · none
    SHUT_OFF = 178  # at the shut-off → closed · person · none
    GAS_FEEDS = 179  # gas feeds this fire · scenario · none
    POWER_FEEDS = 180  # electricity does · scenario · none
    ISOLATED = 181  # pace of growth that is left · scenario · none
    TASKS_ASSIGNED = 182  # who compresses, who handles the AED · person · none
    PADS_SHARED = 183  # what is left of the time from AED to shock · scenario · none
    # instructions, and acts of people on campus
    CODE_KNOWN = 140  # knows what a code asks for · person or group · none
    CODE_EXPLAINED = 141  # else finds out after so long · person or group · none
    SECURING = 142  # the outside doors of a building · building · none
    LOOKING = 143  # at the place → sure of what is there · person · none
    ADMITTING = 144  # a locked door is open for students outside · zone · none
    ROOM_CHECK = 145  # one room of a roll call · zone · none
    # staff assist
    FACES = 146  # uniform of an adult there, the smallest is the one · person · none
    ESCALATES = 147  # uniform, against the chance as it is then · scenario · none
    ESCALATES_AFTER = 148  # onset → when it does, if it does · scenario · none
    FREE_TO_COME = 149  # a member of the team can leave what they do · person · none
    TRAINED = 150  # in de-escalation · person · none
    ENGAGES = 151  # a trained one does well · person · none
    RELAYED = 152  # office told → it calls the team · campus · none
    STUDENT_TELLS = 153  # weapon seen → an adult is told · scenario · none
    # queues of the modules of an exercise
    QUEUE_ARRIVES = 190  # beginning of the module → arrival · person in the queue · none
    QUEUE_SERVES = 191  # time at a station · person in the queue · none
    QUEUE_OPENS = 192  # beginning of the module → open · line of stations · none
    # a school day
    PERIOD = 193  # uniform, against the shares of the periods in the day · scenario · none
    # a badge
    BADGE_WORN = 194  # wears it · person · none
    BADGE_CHARGED = 195  # its battery is not flat · person · none
    BADGE_PRESSED = 196  # beginning → eight presses · person · none
    BADGE_NOTIFIES = 197  # pressed → response team and office · person · none
    # alerts that go with it, or with the app
    TAKEOVER_SPEAKS = 198  # alert → heard on the PA · scenario · none
    TAKEOVER_REACHES = 199  # its unit in a zone works · zone · none
    STROBE_LIGHTS = 200  # alert → strobes · scenario · none
    STROBE_SEEN = 201  # sees one there · person or group · none
    STROBE_NOTICED = 202  # strobes → noticed · person or group · none
    SCREEN_SHOWS = 203  # alert → on the screens · scenario · none
    SCREEN_ON = 204  # a screen is on · zone · none
    SCREEN_NOTICED = 205  # on the screen → read · person or group · none
    DESKTOP_SHOWS = 206  # alert → on computers · scenario · none
    AT_COMPUTER = 207  # is at one that is on · person · none
    DESKTOP_NOTICED = 208  # on the computer → read · person · none
    SIREN_SOUNDS = 209  # alert → siren · scenario · none
    SIREN_HEARD = 210  # heard there · zone · none
    # what the office does by hand
    TREE_ANSWERED = 211  # picks up · person · try
    TREE_CALL = 212  # of a call that is answered · person · none
    TREE_IN_VAIN = 213  # of a call that is not · person · try
    TREE_RECALLED = 214  # whose caller does not answer is called by the caller's own · person · none
    RUNNER_SPEED = 215  # its walking speed · building · none
    RUNNER_TELLS = 216  # one room · zone · none
    # the radio, one speaker at a time
    RADIO_OVERRUN = 217  # a call that waited is talked over · person or office · none
    # shared causes
    NETWORK_DOWN = 218  # · campus · none
    POWER_OUT = 219  # · campus · none
    CELLS_BUSY = 220  # · campus · none
    PA_ON_BATTERY = 221  # goes on without power · campus · none
    BADGES_ON_BATTERY = 222  # · campus · none
    WIFI_ON_BATTERY = 223  # · campus · none
    ON_WIFI = 224  # the phone has no other network there · person · none
    CELL_SLOWED = 225  # times the delay of an alert · person · none
    CELL_LOST = 226  # an alert · person · none
    CELL_BLOCKED = 227  # a call · caller · call
    CELL_RETRIED = 228  # blocked → the next try · caller · call

    # severe weather
    STORM_LEAD = 154  # warning → tornado · scenario · none
    STORM_TRAVELS = 155  # tornado → the school · scenario · none
    STORM_SEEN = 156  # can be seen → the school · scenario · none
    STORM_IS_NONE = 157  # no tornado follows the warning · scenario · none
    WARNING_LATE = 158  # radio and phones warn late · scenario · none
    WARNING_LATE_BY = 159  # by so much · scenario · none
    WEATHER_RADIO = 160  # warning → its tone · scenario · none
    WEATHER_RADIO_ABSENT = 161  # there is none, or no one hears it · scenario · none
    WIRELESS_DELAY = 162  # warning → on the phone · person · none
    WIRELESS_MISSED = 163  # it does not come · person · none
    STUDENT_PHONE_DELAY = 164  # the same, on students' phones · group · phone
    STUDENT_PHONE_MISSED = 165  # · group · phone
    OUTDOOR_SIREN_SOUNDS = 166  # warning → siren · scenario · none
    OUTDOOR_SIREN_HEARD = 167  # there · zone · none
    PARENT_CALLS = 168  # from one parent's call to the next · campus · call
    SHELTERS_UNASKED = 169  # knows of the warning, and does not wait for an order · person · none
    WARNING_PRESSED = 229  # and presses the app · person · none
    WARNING_PASSED_ON = 230  # and tells the office · person · none
    ORDER_DECIDED = 231  # office told → it has decided · scenario · none
    ORDER_WAITS = 232  # for a second source · scenario · none
    WARNING_ENDS = 233  # warning → all clear · scenario · none
    SHELTER_SWEPT = 235  # order → someone goes through the buildings · scenario · none
    GET_DOWN = 234  # in the shelter → down · person or group · none

    # a release of hazardous material, in a building
    FRONT_SPEED = 7  # meters per second, by walking distance · scenario · none
    FRONT_REACH = 8  # meters, at most · scenario · none
    SMELLS = 9  # people notice it by its odor · scenario · none
    SYMPTOMS = 29  # without odor: in the front → notices · person or group · none
    GAS_DETECTOR = 45  # one is there, and heard · scenario · none
    GAS_DETECTOR_SOUNDS = 46  # onset → it sounds · scenario · none
    INSPECTED = 47  # before the order · scenario · none
    INSPECTION = 48  # office told → inspected · scenario · none
    # a release outside
    FIRE_DEPARTMENT_CALLS = 49  # release → it phones the office · scenario · none
    PLUME_ARRIVES = 64  # release → at the school · scenario · none
    PLUME_LASTS = 65  # there · scenario · none
    SAID_OUT = 66  # it has passed → people are told to go out and to air · scenario · none
    OPENINGS_CLOSED = 67  # of one zone · zone · none
    FANS_AT_HAND = 68  # order → the fans stand still · building · none
    FANS_WALK = 69  # someone with keys acts → the fans stand still · building · none
    FANS_CANNOT_STOP = 86  # · building · none
    AIRING_AGREED = 107  # it has passed, and someone sees to it → people are told · scenario · none

    # a missing student
    CHILD_OF = 184  # exponential, by heads the smallest is its group · group · none
    CHILD_MISSED = 185  # leaves the group → an adult notices · scenario · none
    CHILD_LEAVES = 186  # exponential, against those of `HAZARD_NEXT` · scenario · step
    FOUND_OFF_CAMPUS = 187  # gone and missed → found · scenario · none
    CHILD_REPORTED = 188  # missed → 911 · scenario · none
    CHILD_KNOWN = 189  # knows the child by sight · person · none
    CHILD_DESCRIBED = 236  # else recognizes them by what was said · person · none

    # a hoax call
    CENTER_PHONES = 87  # the 911 center phones the school · scenario · none
    CENTER_PHONES_AFTER = 88  # hoax call → it does · scenario · none
    FULL_RESPONSE = 89  # everyone locks down or leaves, or lessons go on · scenario · none

    # threat reports, in days
    REPORT_IS = 237  # uniform, against a chance · `ReportDraw` · report
    REPORT_TAKES = 238  # work, meeting at once, review, the next report · `ReportTime` · report
    REPORT_TRAVELS = 239  # by the strategy: lost, read, convened · `ReportStep` · report

    # releasing students to their families
    FAMILY_IS = 138  # uniform, against a chance · `FamilyDraw` · family
    FAMILY_TAKES = 139  # the way, the desk, a call · `FamilyTime` · family, or family and child
    POST_IS = 108  # staff, pace, the move · `PostDraw` · post
    FAMILY_TOLD = 109  # by the strategy: sent, reached, read · `NoticeDraw` · family
