"""A cardiac arrest with every step fixed: who goes where, who brings the AED, and times that can be added up on paper."""

import math
from typing import Any

import pytest

from sim.engine import SimpyEngine
from sim.hazards.cardiac_arrest import larsen_survival, valenzuela_survival
from sim.measures import list_measures
from sim.model.trace import Event
from sim.sampling.keyed_rng import Purpose
from tests.sim import schools
from tests.sim.inputs import Data, always, chance, share
from tests.sim.plays import play, times
from tests.sim.schools import GYM_TEACHER, KNEELS, RECOGNIZES, SCHOOL_NURSE, arrest, arrest_school, measured_in, story
from tests.sim.worlds import Plain, adult, link, tables_of, witness

SECOND: Data = adult("second", "gym")
FAR: Data = adult("far", "clinic")
SAW = RECOGNIZES + schools.REACTS  # a witness in the gym turns to the patient
TOLD = RECOGNIZES + schools.DECIDES + schools.PUSH + schools.REACTS  # the nurse sets out
TO_LOBBY = 30 / 2  # between gym and lobby


def ways(events: list[Event], who: str) -> list[str]:
    return [event.place for event in events if event.kind == "enters" and event.subject == f"staff/{who}"]


def test_the_nurse_comes_by_way_of_the_aed_and_every_step_counts_once() -> None:
    measured = measured_in(arrest_school(), arrest())
    aed = TOLD + (30 + 20) / 2 + schools.SEARCHES + TO_LOBBY
    assert measured["collapse_to_cpr"] == SAW + KNEELS
    assert measured["aed_at_patient"] == measured["first_responder_at_patient"] == aed
    assert measured["collapse_to_shock"] == aed + schools.SHOCKS
    crew = RECOGNIZES + schools.DECIDES + schools.TRAVEL + 30 / 1
    assert measured["ems_at_patient"] == crew
    assert measured["survival_larsen"] == larsen_survival(SAW + KNEELS, aed + schools.SHOCKS, crew)
    assert measured["survival_valenzuela"] == valenzuela_survival(SAW + KNEELS, aed + schools.SHOCKS)


def test_a_witness_alone_with_the_patient_does_not_leave() -> None:
    assert ways(story(arrest_school(GYM_TEACHER), arrest()), "teacher") == []
    measured = measured_in(arrest_school(GYM_TEACHER), arrest())
    assert measured["aed_at_patient"] == math.inf
    assert measured["collapse_to_shock"] == measured["ems_at_patient"] + schools.SHOCKS


def test_the_second_adult_fetches_the_aed_unless_one_is_within_reach() -> None:
    measured = measured_in(arrest_school(GYM_TEACHER, SECOND), arrest())
    assert measured["aed_at_patient"] == SAW + 2 * TO_LOBBY + schools.SEARCHES
    assert measured["collapse_to_cpr"] == SAW + KNEELS
    measured = measured_in(arrest_school(GYM_TEACHER, aeds=("gym",)), arrest())
    assert (measured["aed_at_patient"], measured["collapse_to_cpr"]) == (SAW + schools.SEARCHES, SAW + KNEELS)


def test_who_would_be_later_than_an_aed_on_its_way_comes_straight_to_the_patient() -> None:
    campus = arrest_school(GYM_TEACHER, SECOND, SCHOOL_NURSE)
    assert ways(story(campus, arrest()), "nurse") == ["hall", "gym"]
    assert measured_in(campus, arrest())["first_responder_at_patient"] == TOLD + 40 / 2


def test_of_two_aeds_the_one_on_the_shorter_way_is_brought_or_the_first_of_the_file() -> None:
    events = story(arrest_school(aeds=("lobby", "clinic")), arrest())
    assert [event.place for event in events if event.kind == "aed_taken"] == ["clinic"]
    assert ways(events, "nurse") == ["hall", "gym"]
    links = [link("gym", "hall", 10), link("hall", "lobby", 20), link("hall", "clinic", 20)]
    events = story(arrest_school(GYM_TEACHER, SECOND, aeds=("clinic", "lobby"), links=links), arrest())
    assert [event.place for event in events if event.kind == "aed_taken"] == ["lobby"]


def test_no_one_goes_for_an_aed_once_the_crew_has_brought_one() -> None:
    """The crew is there at 21 s, and the nurse is told at 103 s."""
    agency = {"id": "ambulance", "kind": "ems", "travel": always(8), "enters": "hall"}
    late = schools.by_app(push={"delivered": chance(1, "person"), "delay": always(100)})
    assert ways(story(arrest_school(agencies=[agency]), arrest(), late), "nurse") == ["hall", "gym"]


def test_an_aed_a_little_further_off_but_on_the_way_is_brought_sooner() -> None:
    """From the lobby the clinic is 5 m away, and the hall 20 m, where the patient is 10 m further."""
    links = [link("gym", "hall", 10), link("hall", "lobby", 20), link("lobby", "clinic", 5)]
    campus = arrest_school(GYM_TEACHER, SCHOOL_NURSE | {"post": "lobby"}, aeds=("hall", "clinic"), links=links)
    assert measured_in(campus, arrest())["aed_at_patient"] == TOLD + 20 / 2 + schools.SEARCHES + 10 / 2


def test_who_finds_an_aed_gone_goes_on_without_it() -> None:
    """Another nurse stands beside it, and takes it while the first is on the way from the clinic, 50 m off."""
    events = story(arrest_school(GYM_TEACHER, SCHOOL_NURSE, SCHOOL_NURSE | {"id": "other", "post": "lobby"}), arrest())
    assert times(events, "aed_taken") == [TOLD + schools.SEARCHES]
    assert times(events, "enters", "staff/nurse")[-1] == TOLD + 50 / 2 + 30 / 2


def test_an_aed_that_is_gone_is_not_taken_twice() -> None:
    """Two nurses told at once: the first one's AED will be there sooner, so the second comes straight."""
    other = SCHOOL_NURSE | {"id": "other"}
    events = story(arrest_school(GYM_TEACHER, SCHOOL_NURSE, other), arrest())
    assert len(times(events, "aed_taken")) == len(times(events, "aed_there")) == 1
    assert ways(events, "other") == ["hall", "gym"]


def test_others_stay_but_for_who_is_flagged_for_the_response_team() -> None:
    events = story(arrest_school(GYM_TEACHER, SCHOOL_NURSE, FAR), arrest())
    assert "staff/far" in {event.subject for event in events if event.kind == "acts"}
    assert ways(events, "far") == []
    assert not {"locked", "protected"} & {event.kind for event in events}
    campus = arrest_school(GYM_TEACHER, FAR | {"response_team": True})
    assert measured_in(campus, arrest())["aed_at_patient"] == TOLD + 25 + schools.SEARCHES + TO_LOBBY


def test_where_nobody_gives_cpr_or_a_shock_before_the_crew_does() -> None:
    protocol = schools.aid(cpr={"given": chance(0, "replication"), "start": always(KNEELS)})
    measured = measured_in(arrest_school(), arrest(protocol=protocol))
    assert measured["collapse_to_cpr"] == measured["ems_at_patient"]
    agency = {"id": "ambulance", "kind": "ems", "travel": always(8), "enters": "hall"}
    measured = measured_in(arrest_school(agencies=[agency]), arrest())
    there = RECOGNIZES + schools.DECIDES + 8 + 10
    assert (measured["ems_at_patient"], measured["collapse_to_shock"]) == (there, there + schools.SHOCKS)
    assert measured["aed_at_patient"] > there


def test_a_crew_that_knows_the_room_finds_the_way_sooner() -> None:
    agency = {"id": "ambulance", "kind": "ems", "travel": always(schools.TRAVEL), "enters": "hall"}
    agency |= {"locate": always(40), "located": share(0.25)}
    for room, takes in ((True, 10), (False, 40)):
        measured = measured_in(arrest_school(agencies=[agency]), arrest(), schools.by_app(gives_room=room))
        assert measured["ems_at_patient"] == RECOGNIZES + schools.DECIDES + schools.TRAVEL + takes + 10


# who sees it


def test_who_collapses_unseen_is_found_by_those_who_are_there_or_come_by() -> None:
    measured = measured_in(arrest_school(), arrest(hazard=schools.collapse(witnessed=chance(0, "replication"))))
    assert (measured["recognition"], measured["collapse_to_cpr"]) == (64 + RECOGNIZES, 64 + SAW + KNEELS)
    # Nobody is posted in the gym by then; the walk is at a stroll, 1 m/s.
    nobody_there = arrest_school(FAR | {"elsewhere": []}, SCHOOL_NURSE | {"post": "clinic"})
    measured = measured_in(nobody_there, arrest())
    assert measured["recognition"] == 64 + 40 / 1 + RECOGNIZES
    assert measured["collapse_to_cpr"] == 64 + 40 + SAW + KNEELS


def test_a_collapse_that_was_seen_is_found_by_no_other_and_an_unseen_one_by_a_second_look_or_the_nearest() -> None:
    """Each of two in the gym sees it with a chance of 0.4, at once and 64 s later."""
    seen = witness(RECOGNIZES, schools.DECIDES) | {"perception": {"same_zone": chance(0.4, "event")}}
    tables = tables_of(arrest_school(GYM_TEACHER, SECOND, FAR), arrest(witnessing=seen), Plain.strategy())
    ways_found = set()
    for replication in range(12):
        world = SimpyEngine(tables, 7, replication).world
        at_once, later = ([n for n in (0, 1) if world.peek(Purpose.PERCEIVES, n, step) < 0.4] for step in (0, 1))
        time, who = (0.0, at_once) if at_once else (64.0, later or [0])
        found = [(e.subject, e.time) for e in play(tables, replication, 7) if e.kind == "perceived"]
        assert found == [(f"staff/{('teacher', 'second')[n]}", time) for n in who]
        ways_found.add((time, len(who), bool(at_once or later)))
    assert len(ways_found) >= 4


PUPILS: Data = {"id": "pupils", "heads": 3, "age": "teen", "post": "gym", "with": "nobody"}


def test_pupils_fetch_the_nearest_adult_rather_without_students() -> None:
    campus = arrest_school(FAR, SCHOOL_NURSE, groups=[PUPILS])
    fetched = RECOGNIZES + schools.REACTS + 40 / 1
    events = story(campus, arrest(), Plain.strategy())
    assert times(events, "perceived", "staff/far") == [fetched]
    assert times(events, "queued", "staff/far") == [fetched + RECOGNIZES + schools.DECIDES]
    assert times(events, "cpr_begins") == [fetched + RECOGNIZES + schools.REACTS + 40 / 2 + KNEELS]
    free, class_of_far = FAR | {"id": "free"}, PUPILS | {"id": "class", "post": "clinic", "with": "far"}
    events = story(arrest_school(FAR, free, groups=[PUPILS, class_of_far]), arrest(), Plain.strategy())
    assert times(events, "perceived", "staff/free") == [RECOGNIZES + schools.REACTS + 40 / 1]
    assert times(events, "perceived", "staff/far") == []


def test_a_teacher_without_a_phone_sends_a_pupil_or_goes_and_comes_back() -> None:
    campus = arrest_school(GYM_TEACHER, FAR, groups=[PUPILS | {"with": "teacher"}])
    campus["phones"] = campus["phones"] | {"on_person": chance(0, "person")}
    campus["zones"] = [line | {"phone": line["id"] == "clinic"} for line in campus["zones"]]
    events = story(campus, arrest(), Plain.strategy())
    assert ways(events, "teacher") == []
    assert times(events, "perceived", "staff/far") == [SAW + 40 / 1]
    assert times(events, "queued", "staff/far") == [SAW + 40 + RECOGNIZES + schools.DECIDES]
    campus = arrest_school(GYM_TEACHER, FAR)
    campus["phones"] = campus["phones"] | {"on_person": chance(0, "person")}
    campus["zones"] = [line | {"phone": line["id"] == "clinic"} for line in campus["zones"]]
    assert ways(story(campus, arrest(), Plain.strategy()), "teacher") == ["hall", "clinic", "hall", "gym"]


def test_it_happens_where_people_are() -> None:
    scenario = arrest(hazard=schools.collapse(where=[{"kinds": ["gym", "hall", "office"]}]))
    for replication in range(20):
        events = play(tables_of(arrest_school(), scenario, schools.by_app()), replication)
        assert events[0].place in ("gym", "clinic")


# what is left of the alerting


@pytest.mark.parametrize("rule", [None, {"needed": chance(1, "event"), "takes": always(100)}])
def test_nobody_has_to_be_asked_before_the_response_team_is_called(rule: Data | None) -> None:
    campus = arrest_school(SCHOOL_NURSE | {"office": True, "post": "gym"}, FAR)
    heard = [{"kinds": ["gym", "office"], "heard": chance(1, "zone")}]
    speakers: Any = Plain.pa(reach_microphone=always(5), audible=heard)
    campus["pa"] = speakers | ({"authority": rule} if rule else {})
    assert times(story(campus, arrest(), Plain.strategy(everyday=["pa"])), "aware", "staff/far") == [RECOGNIZES + 5]


def test_nobody_from_outside_calls_911_about_a_collapse() -> None:
    campus = arrest_school()
    campus["psap"] = campus["psap"] | {"neighbors": {"rate": share(10), "lasts": "10 min"}}
    callers = {event.subject for event in story(campus, arrest()) if event.kind == "queued"}
    assert callers == {"staff/teacher"}


def test_the_play_goes_on_until_the_patient_is_cared_for_and_everybody_knows() -> None:
    events = story(arrest_school(), arrest())
    ended = max(times(events, "patient_reached")[0], times(events, "shock")[0])
    assert times(events, "hazard_ends") == times(events, "all_clear") == [ended]
    assert times(events, "end") == [ended]


def test_measures_of_a_threat_are_not_measured() -> None:
    names = list_measures("cardiac-arrest")
    assert not any(name.startswith(("protected", "exposed", "unprotected", "hazard")) for name in names)
    assert not {"collapse_to_cpr", "survival_larsen"} & set(list_measures("assailant"))
