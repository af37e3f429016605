"""What random numbers are for: a numbered list, never renumbered.

A number is a function of (seed, replication, purpose, entity, index). A purpose that goes out of use keeps its number; a new one takes
the next. Beside each: whose number it is, and what its index counts.
"""

from enum import IntEnum


class Purpose(IntEnum):
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
    RECOGNITION = 12  # perceiving → recognising · person · none
    MISREAD = 13  # takes it for something else · person · none
    MISREAD_ADDS = 14  # for so long · person · none
    DECISION = 15  # recognising → beginning to report · person · none
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

    # the 911 centre
    BACKGROUND_EVERY = 70  # between two background calls · campus · call
    BACKGROUND_SERVICE = 71  # · campus · call
    NEIGHBOUR_EVERY = 72  # between two calls of pupils and neighbours · campus · call
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

    # responders
    TURNOUT = 90  # · unit · none
    TRAVEL = 91  # · unit · none
    LOCATE = 92  # · unit · none
    LOCATED = 93  # what is left of it when the room is known · unit · none
    POLICE_RADIO = 94  # dispatcher → officer on campus · person · none

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
    PULL = 115  # recognising → a station pulled · person or group · none
    ALARM_STARTS = 116  # pulled or detected → horns · panel · none
    ALARM_HEARD = 117  # uniform, against the chance of the zone's kind · zone · none
    ALARM_REPORTS = 118  # horns → the alarm company calls 911 · campus · none
    ROLL_CALL = 119  # at the assembly point → counted · person or group · none

    # a false alarm
    FOUND_FALSE = 120  # first report of the school → known to be false · scenario · none
    FADES = 121  # never reported: onset → forgotten · scenario · none
