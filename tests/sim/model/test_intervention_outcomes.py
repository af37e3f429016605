"""What a decision says before it begins and does when it begins, and whom it reaches: as the room reads it."""

from sim.engine import SimpyEngine
from sim.measures import compute_measures
from sim.model.interventions import AllClear, Announce, Call911, Inform, Outcome, Press, Send, Tell
from sim.model.trace import Channel
from sim.model.trace_reader import count_reached_by
from tests.sim.inputs import always, chance
from tests.sim.model.acts import ONE_OF_EACH
from tests.sim.plays import Act, played, times
from tests.sim.schools import GYM_TEACHER, SCHOOL_NURSE, SLOW_WITNESS, arrest, arrest_school, quiet, with_an_office
from tests.sim.worlds import Plain, app_strategy, assailant, row_of_rooms, tables_of


def test_a_message_to_many_says_what_is_under_way_and_who_is_left() -> None:
    acts: list[Act] = [(10.0, Press("staff@r01")), (42.0, Announce("staff@r02"))]
    events, outcomes, _ = played(quiet(), *acts)
    assert outcomes[1] == Outcome(True, "first alert T+00:10 by app", already_aware=3, still_unaware=1)
    assert times(events, "sent") == [10.0, 62.0]
    engine = SimpyEngine(quiet(), 5, 0)
    for time, act in acts:
        engine.run_until(time)
        engine.apply(act)
    trace = engine.run()
    assert count_reached_by(trace, 42.0, Channel.PA) == 1  # the one who pressed
    assert count_reached_by(trace, 0.0, Channel.PUSH) == 3
    assert count_reached_by(trace, 17.0, Channel.PUSH) == 0
    _, outcomes, _ = played(quiet(), (10.0, Press("staff@r01")), (91.0, Press("staff@r02")))
    words = "first alert T+00:10 by app; 911 notified at T+00:12"
    assert outcomes[1] == Outcome(True, words, already_aware=3, still_unaware=1)


def test_a_press_that_cannot_be_says_why_and_another_may_need_somebody_with_authority() -> None:
    campus = Plain.campus(**row_of_rooms(2))
    scenario = Plain.scenario(witnessing=SLOW_WITNESS)
    no_app = tables_of(campus, scenario, app_strategy(installed=chance(0, "person")))
    phones = Plain.campus()["phones"] | {"on_person": chance(0, "person")}
    no_phone = tables_of(campus | {"phones": phones}, scenario, app_strategy())
    assert played(no_app, (1.0, Press("staff@r01")))[1] == [Outcome(False, "staff@r01 does not have the app")]
    for act in (Press("staff@r01"), Call911("staff@r01")):
        assert played(no_phone, (1.0, act))[1] == [Outcome(False, "staff@r01 has no phone at hand")]
    outcomes = Outcome(False, "staff@r01 has no phone at hand, and staff@r00 is elsewhere")
    assert played(no_phone, (1.0, Tell("staff@r01", "staff@r00")))[1] == [outcomes]
    pa = Plain.pa(authority={"needed": chance(1, "event"), "takes": always(30)})
    campus = Plain.campus(**row_of_rooms(2), pa=pa)
    strategy = app_strategy(press=always(4)) | {"authority": "office"}
    tables = tables_of(campus, Plain.scenario(witnessing=SLOW_WITNESS), strategy)
    assert times(played(tables, (10.0, Press("staff@r01")))[0], "pressed") == [44.0]


def test_a_phone_that_nobody_has_at_hand_rings_in_vain() -> None:
    rooms = row_of_rooms(2)
    rooms["zones"][1] |= {"phone": False}
    phones = Plain.campus()["phones"] | {"on_person": chance(0, "person")}
    rooms["zones"] = [rooms["zones"][0], *({**rooms["zones"][1], "id": f"r0{i}", "phone": i == 0} for i in (0, 1))]
    campus = Plain.campus(**rooms) | {"phones": phones, "office_reached": {"by_phone": always(9)}}
    tables = tables_of(campus, Plain.scenario(witnessing=SLOW_WITNESS))
    events, outcomes, _ = played(tables, (1.0, Tell("staff@r00", "staff@r01")))
    assert outcomes == [Outcome(True)]
    assert [(e.time, e.object) for e in events if e.kind == "silent"] == [(10.0, "desk_phone")]
    assert not times(events, "aware")


def test_nobody_acts_before_the_onset_and_nobody_is_exposed_after_the_all_clear() -> None:
    engine = SimpyEngine(quiet(psap=Plain.psap(background={"service": always(60), "past": "5 min"})), 5, 0)
    for time in (-300.0, -1.0):
        engine.run_until(time)
        assert [engine.apply(intervention) for intervention in ONE_OF_EACH] == [
            Outcome(False, "the emergency has not started: actions count from T+00:00")
        ] * len(ONE_OF_EACH)
    engine.run_until(0.0)
    assert engine.apply(Press("staff@r01")).began
    rooms = row_of_rooms(3)
    tables = tables_of(Plain.campus(**rooms), Plain.scenario(hazard=assailant(), witnessing=SLOW_WITNESS))
    engine = SimpyEngine(tables, 5, 0)
    engine.run_until(60.0)
    assert engine.apply(AllClear()) == Outcome(True)
    measured = compute_measures(engine.run(), tables)
    assert measured["unprotected_person_minutes"] == 3.0  # three heads, one minute
    assert (measured["exposed_person_minutes"], measured["hazard_over"]) == (1.0, float("inf"))


def test_an_officer_who_is_sent_goes_told_by_voice_radio_or_phone_and_anybody_to_a_patient() -> None:
    events, outcomes, _ = played(with_an_office(), (10.0, Send("boss", "sro")), (11.0, Send("boss", "sro")))
    assert outcomes == [Outcome(True), Outcome(False, "sro already knows and goes there")]
    assert times(events, "aware", "staff/sro") == [10.0]  # they stand in one room
    assert times(events, "responder_on_scene", "staff/sro") == [20.0]  # 20 m at 2 m/s
    tables = with_an_office(radios=True, office_reached={"by_phone": always(9)})
    events, _, _ = played(tables, (10.0, Send("clerk", "sro")))
    assert times(events, "aware", "staff/sro") == times(events, "aware", "staff/boss") == [14.0]
    events, _, _ = played(with_an_office(office_reached={"by_phone": always(9)}), (10.0, Send("clerk", "sro")))
    assert times(events, "aware", "staff/sro") == [19.0]
    acts = [(10.0, Send("boss", "clerk")), (11.0, Send("boss", "sro")), (40.0, Send("boss", "sro"))]
    _, outcomes, _ = played(with_an_office(), *acts)
    assert outcomes[0] == Outcome(False, "going there is not the task of clerk")
    assert outcomes[2] == Outcome(False, "sro is there already")
    clerk = SCHOOL_NURSE | {"id": "clerk", "role": "clerk"}
    tables = tables_of(arrest_school(GYM_TEACHER, SCHOOL_NURSE, clerk), arrest())
    events, outcomes, _ = played(tables, (2.0, Send("nurse", "clerk")), by_people={"teacher"})
    assert outcomes == [Outcome(True)]
    assert [(e.subject, e.place) for e in events if e.kind == "aed_taken"] == [("staff/clerk", "lobby")]
    knows = (0.5, Inform("clerk"))
    events, _, _ = played(tables, knows, (20.0, Send("nurse", "clerk")), by_people={"teacher"})
    assert times(events, "responder_on_scene", "staff/clerk")  # who knew and stayed away goes now
