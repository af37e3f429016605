"""An agitated person in front of one adult, with every step fixed: who comes, when, and what it costs the others."""

import math
from typing import Any

import pytest

from scenarios.scenario import Scenario
from scenarios.validation.scenario import check_scenario
from sim.engine import SimpyEngine
from sim.measures import compute_measures
from sim.model.trace import Event
from sim.sampling.keyed_rng import Purpose
from tests.sim import schools
from tests.sim.inputs import Data, always, chance, share
from tests.sim.plays import play, times
from tests.sim.schools import CLERK, PUSH, REACTS, TEACHER, assist, assist_school, measured_in, story, upset, visit
from tests.sim.worlds import Plain, adult, emergency, tables_of

CALLS = schools.RECOGNIZES + schools.DECIDES
QUIET = upset(escalates=chance(0, "replication"))


def whom(events: list[Event], kind: str) -> set[str]:
    return {event.subject.partition("/")[2] for event in events if event.kind == kind}


# how help comes


@pytest.mark.parametrize(
    ("strategy", "told"),
    [
        (schools.by_app(), PUSH),
        (Plain.strategy(report=["badge"], badge=schools.BADGE | {"press": always(0), "notifies": always(PUSH)}), PUSH),
        (schools.by_phone(), schools.PHONES + schools.RELAYS),  # the clinic first, by the order of the file
    ],
)
def test_help_comes_by_every_step_once(strategy: Data, told: float) -> None:
    by_room_phone = schools.PHONES if strategy["report"] == ["tell-office"] else 0.0
    arrives = CALLS + told + by_room_phone + REACTS + schools.FROM_CLINIC
    measured = measured_in(assist_school(), visit(), strategy)
    assert measured["helper_arrives"] == measured["alone_seconds"] == arrives


def test_by_radio_the_team_hears_a_call_itself_or_from_the_office() -> None:
    radio = {"talk": always(schools.TALKS), "received": chance(1, "person")}
    carriers = [line | {"radio": line["id"] in ("teacher", "custodian")} for line in schools.ROSTER]
    practice = schools.by_phone() | {"everyday": ["radio"]}
    campus = assist_school(*carriers, radio=radio)
    measured = measured_in(campus, visit(), practice)
    assert measured["helper_arrives"] == CALLS + schools.TALKS + REACTS + schools.FROM_STORE
    # The office calls by radio and then phones members without one.
    roster = [line | {"radio": line["id"] == "custodian"} for line in schools.ROSTER]
    events = story(assist_school(*roster, radio=radio), visit(), schools.by_phone() | {"everyday": ["radio"]})
    called = CALLS + schools.PHONES + schools.RELAYS + schools.TALKS
    assert times(events, "aware", "staff/custodian") == [called]
    assert times(events, "aware", "staff/nurse") == [called + schools.PHONES]


def test_the_alert_is_for_the_team_unless_the_file_says_everyone() -> None:
    pushed = {"teacher", "clerk", "nurse", "custodian", "other"} - {"teacher"}
    assert whom(story(assist_school(), visit()), "delivered") == {"nurse", "custodian"}
    assert whom(story(assist_school(), visit(protocol=assist(alerts="everyone"))), "delivered") == pushed


def test_no_one_calls_911_speaks_on_the_pa_or_locks_a_door() -> None:
    practice = schools.by_app() | {"report": ["app", "dial-911", "tell-office"], "everyday": ["pa"]}
    practice["office"] = {"calls_911": True}
    events = story(assist_school(pa=Plain.pa()), visit(hazard=QUIET), practice)
    assert {event.kind for event in events} & {"calling", "locked", "protected"} == set()
    assert {event.object for event in events if event.kind == "sent"} == {"push"}


def test_whoever_would_dial_911_tells_the_office() -> None:
    events = story(assist_school(), visit(), schools.by_phone() | {"report": ["dial-911"]})
    assert times(events, "office_told") == [CALLS + schools.PHONES]


def test_no_officer_and_no_member_who_is_not_free_comes() -> None:
    events = story(assist_school(TEACHER, CLERK, schools.OFFICER, schools.CUSTODIAN), visit(responding=[]))
    assert whom(events, "comes") == {"custodian"}
    assert "officer" not in whom(events, "delivered")
    measured = measured_in(assist_school(), visit(hazard=QUIET, protocol=assist(free=chance(0, "person"))))
    assert (measured["helper_arrives"], measured["alone_seconds"]) == (math.inf, schools.LASTS)


def test_a_member_alone_with_students_stays_and_goes_once_another_adult_is_there() -> None:
    coach = schools.NURSE | {"id": "coach"}
    classes = [{"id": "team", "heads": 20, "age": "teen", "post": "clinic", "with": "coach"}]
    alone = assist_school(TEACHER, CLERK, coach, groups=classes)
    assert "coach" not in whom(story(alone, visit()), "comes")
    together = assist_school(TEACHER, CLERK, coach, schools.NURSE | {"response_team": False}, groups=classes)
    assert whom(story(together, visit()), "comes") == {"coach"}


def test_a_member_who_faces_the_person_is_no_helper_of_their_own() -> None:
    member = TEACHER | {"response_team": True}
    measured = measured_in(assist_school(member, CLERK, schools.CUSTODIAN), visit())
    assert measured["helper_arrives"] == CALLS + PUSH + REACTS + schools.FROM_STORE


def test_a_colleague_in_the_room_ends_being_alone_and_is_no_helper() -> None:
    tell = {"when": "never", "whom": "roster-ring", "most": 0, "contact": always(0), "same_room": always(4)}
    aide = adult("aide", "room", "aide")
    events = story(assist_school(TEACHER, aide, CLERK, schools.NURSE), visit(protocol=assist(tell=tell)))
    assert whom(events, "comes") == {"nurse"}
    measured = measured_in(assist_school(TEACHER, aide, CLERK, schools.NURSE), visit(protocol=assist(tell=tell)))
    assert measured["alone_seconds"] == schools.RECOGNIZES + 4
    assert measured["helper_arrives"] == CALLS + PUSH + REACTS + schools.FROM_CLINIC


def test_where_no_adult_is_the_nearest_without_students_faces_the_person() -> None:
    """The teachers are nearer to the hall than the nurse, and have classes."""
    events = story(assist_school(), visit(hazard=upset(where=[{"zones": ["hall"]}])))
    seen = [(event.kind, event.place) for event in events if event.kind in ("onset", "perceived")]
    assert seen == [("onset", "clinic"), ("perceived", "clinic")]


def test_which_adult_of_a_room_faces_the_person_is_drawn_alike_in_all_arms() -> None:
    crowd = [TEACHER | {"id": f"teacher-{n}"} for n in range(3)]
    campus = assist_school(*crowd, CLERK, schools.NURSE)
    arms = [tables_of(campus, visit(), strategy) for strategy in (schools.by_app(), schools.by_phone())]
    drawn = [[whom(play(tables, replication), "perceived") for replication in range(12)] for tables in arms]
    assert drawn[0] == drawn[1]
    assert set().union(*drawn[0]) == {line["id"] for line in crowd}


# how it ends


def test_it_lasts_as_long_with_help_as_without() -> None:
    for free in (0, 1):
        scenario = visit(hazard=QUIET, protocol=assist(free=chance(free, "person")))
        assert measured_in(assist_school(), scenario)["hazard_over"] == schools.LASTS


def test_it_escalates_at_its_time_and_those_who_know_lock_down() -> None:
    events = story(assist_school(), visit(hazard=upset(escalates=chance(1, "replication"), calms=share(1))))
    assert times(events, "escalates") == times(events, "hazard_ends") == [schools.ESCALATES_AT]
    assert times(events, "calling", "staff/teacher") == [schools.ESCALATES_AT]
    assert [event.place for event in events if event.kind == "locked"] == ["room"]
    assert times(events, "all_clear") == times(events, "contact_made") == [schools.ESCALATES_AT + 100 + 50]


def test_who_knows_locks_down_but_for_the_team_and_students_by_themselves_go_to_the_nearest_room() -> None:
    """In the hall it faces the teacher; five visitors hear of it 4 s after she acts, and the app tells all but the six in the clinic."""
    roster = [line | ({"post": "hall"} if line["id"] == "teacher" else {}) for line in schools.ROSTER]
    students = [{"id": "visitors", "heads": 5, "age": "teen", "post": "hall"}]
    students += [{"id": "left", "heads": 6, "age": "teen", "post": "clinic"}]
    tell: Data = {"when": "never", "whom": "roster-ring", "most": 0, "contact": always(0), "same_room": always(4)}
    hazard = upset(escalates=chance(1, "replication"), calms=share(1), where=[{"zones": ["hall"]}])
    campus = assist_school(*roster, groups=students)
    events = story(campus, visit(hazard=hazard, protocol=assist(tell=tell, alerts="everyone")))
    assert times(events, "aware", "group/visitors") == [schools.RECOGNIZES + 4]
    locked = {event.subject.partition("/")[2]: event.time for event in events if event.kind == "locked"}
    reacted = schools.ESCALATES_AT + REACTS
    assert locked == {"teacher": reacted + 10, "other": reacted, "clerk": reacted}
    entered = [event for event in events if event.time >= schools.ESCALATES_AT and event.kind == "enters"]
    moved = [(event.subject, event.time, event.place) for event in entered]
    assert {*moved} == {(who, reacted + 10, "room") for who in ("staff/teacher", "group/visitors")}
    assert [event.subject for event in events if event.kind == "calling"] == ["staff/teacher"]


@pytest.mark.parametrize(("lasts", "over"), [(schools.LASTS, schools.LASTS), (100.0, schools.ESCALATES_AT)])
def test_a_visit_that_did_not_escalate_is_over_at_its_time_and_not_before_that_one(lasts: float, over: float) -> None:
    hazard = upset(escalates=chance(1, "replication"), calms=share(0), lasts=always(lasts))
    events = story(assist_school(), visit(hazard=hazard))
    assert (times(events, "hazard_ends"), times(events, "escalates")) == ([over], [])


def test_each_member_is_trained_and_engages_by_own_draws_and_one_who_does_is_enough() -> None:
    protocol = assist(trained=chance(0.5, "person"), engages=chance(0.7, "person"))
    tables = tables_of(assist_school(), visit(protocol=protocol), schools.by_app())
    seen, outcomes = set(), set()
    for replication in range(24):
        engine = SimpyEngine(tables, 6, replication)
        world = engine.world
        drawn = Purpose.TRAINED, Purpose.ENGAGES
        team = {"nurse": 3, "custodian": 4}
        calms = [name for name, person in team.items() if all(world.peek(one, person) for one in drawn)]
        trace = engine.run()
        spoke = [event.subject for event in trace.events() if event.kind == "engages"]
        assert spoke == [f"staff/{name}" for name in calms[:1]]
        chance_left = schools.CHANCE * (schools.CALMS if calms else 1.0)
        assert compute_measures(trace, tables)["escalated"] == chance_left
        escalates = world.peek(Purpose.ESCALATES, 0) < chance_left
        assert times(list(trace.events()), "escalates") == [schools.ESCALATES_AT] * escalates
        seen.add(tuple(calms))
        outcomes.add((escalates, world.peek(Purpose.ESCALATES, 0) < schools.CHANCE))
    assert (len(seen), outcomes) == (4, {(True, True), (False, True), (False, False)})


def test_a_helper_who_comes_later_still_counts_when_it_is_over() -> None:
    events = story(assist_school(), visit(hazard=upset(escalates=chance(0, "replication"), lasts=always(5))))
    assert times(events, "hazard_ends") == [5.0]
    assert times(events, "all_clear") == [CALLS + PUSH + REACTS + schools.FROM_CLINIC]


@pytest.mark.parametrize(
    ("hazard", "protocol", "calmed"),
    [
        ({}, {}, True),
        ({"escalates_after": always(CALLS + PUSH + REACTS + schools.FROM_CLINIC)}, {}, False),  # at that very time
        ({}, {"trained": chance(0, "person")}, False),
        ({}, {"engages": chance(0, "person")}, False),
        ({}, {"free": chance(0, "person")}, False),
        ({"lasts": always(1)}, {}, True),  # over before, and the chance is that of a person who is still there
    ],
)
def test_trained_help_in_time_lowers_the_chance(hazard: dict[str, Any], protocol: dict[str, Any], calmed: bool) -> None:
    scenario = visit(hazard=upset(**hazard), protocol=assist(**protocol))
    assert measured_in(assist_school(), scenario)["escalated"] == schools.CHANCE * (schools.CALMS if calmed else 1.0)


# what it costs


# a weapon that was seen


def test_with_an_officer_or_without_a_weapon_is_secured_some_time_after_a_student_tells() -> None:
    events = story(assist_school(TEACHER, CLERK, schools.OFFICER), schools.weapon())
    arrives = 128 + CALLS + PUSH + schools.FROM_CLINIC
    assert (times(events, "hazard_ends"), times(events, "all_clear")) == ([arrives], [arrives + 256])
    measured = measured_in(assist_school(TEACHER, CLERK, schools.OFFICER), schools.weapon())
    assert measured["helper_arrives"] == measured["hazard_over"] == arrives
    measured = measured_in(assist_school(), schools.weapon())
    assert measured["helper_arrives"] == measured["hazard_over"] == 128 + CALLS + 100 + 50


def test_who_may_not_intervene_goes_to_a_weapon_and_secures_nothing() -> None:
    """The nurse runs there with the officer far behind; it is over when the officer is there."""
    far = schools.OFFICER | {"post": "store"}
    responding = [{"role": "sro", "intervenes": True}, {"role": "nurse", "intervenes": False}]
    events = story(assist_school(TEACHER, CLERK, schools.NURSE, far), schools.weapon(responding=responding))
    told = 128 + CALLS + PUSH
    assert times(events, "responder_on_scene") == [told + schools.FROM_CLINIC, told + schools.FROM_STORE]
    assert times(events, "hazard_ends") == [told + schools.FROM_STORE]


def test_a_weapon_of_which_no_adult_hears_is_over_by_itself_and_cleared_after_the_search() -> None:
    """Only an officer is on campus, and no student tells an officer."""
    events = story(assist_school(schools.OFFICER, groups=[]), schools.weapon())
    assert times(events, "perceived") == []
    assert (times(events, "hazard_ends"), times(events, "all_clear")) == ([schools.LASTS], [schools.LASTS + 256])


def test_a_weapon_alerts_everyone_and_lessons_go_on() -> None:
    keys = [line | {"keys": line["id"] == "custodian"} for line in schools.ROSTER]
    events = story(assist_school(*keys), schools.weapon())
    assert whom(events, "delivered") == {"other", "clerk", "nurse", "custodian"}
    assert len(times(events, "secured")) == 1
    assert not times(events, "locked")


def test_a_measure_without_verdict_is_not_primary() -> None:
    scenario = Scenario.model_validate(visit(primary=[{"measure": "escalated", "smallest_difference": 0.01}]))
    (finding,) = check_scenario(scenario)
    assert finding.where == ("primary", 0, "measure")


def test_a_weight_of_places_together_is_shared_by_those_where_someone_is() -> None:
    """Five rooms have someone, the hall no one, and the store is named twice."""
    where = [{"kinds": ["classroom"], "weight": 0.7, "together": True}, {"zones": ["store"], "weight": 0.5}]
    given = emergency(assist_school(), visit(hazard=upset(where=where)))
    weights = dict(zip((zone.id for zone in given.place.zones), given.find_onset_weights(), strict=True))
    shared = dict.fromkeys(("room", "clinic", "other", "office"), 0.14)
    assert weights == pytest.approx(shared | {"hall": 0, "store": 0.64})
